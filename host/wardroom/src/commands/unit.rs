//! `wardroom unit`: what units there are and what they are doing, by way of a server.

use clap::{Args, Subcommand};
use domain::unit::position::Doubt;
use domain::unit::{Primary, Secondary};
use serde_json::{Value, json};

use super::incident::position;
use super::place::DatumOf;
use crate::answer::{clock, items, list, text};
use crate::client::names::{Names, Of};
use crate::client::{Client, Server, segment};
use crate::coded::{coded, coded_or};
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::{phrase, sentence};
use crate::words::word;

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub struct Unit {
    #[command(flatten)]
    server: Server,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    List(List),
    Show(Show),
    Status(Status),
    Position(Position),
    StandBy(StandBy),
    EndStandBy(EndStandBy),
}

const PRIMARIES: [Primary; 5] =
    [Primary::Available, Primary::Assigned, Primary::EnRoute, Primary::OnScene, Primary::Unavailable];
const SECONDARIES: [Secondary; 5] =
    [Secondary::Returning, Secondary::Exercise, Secondary::Reserve, Secondary::Break, Secondary::OutOfOrder];

#[derive(Args)]
struct List {
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
    #[arg(long, value_name = "CODE")]
    team: Option<String>,
    #[arg(long, value_parser = coded(&PRIMARIES))]
    primary: Option<String>,
}

#[derive(Args)]
struct Show {
    unit: String,
}

#[derive(Args)]
struct Position {
    unit: String,
    #[arg(long, value_name = "LON,LAT", value_parser = position, allow_hyphen_values = true)]
    at: (f64, f64),
    #[command(flatten)]
    datum: DatumOf,
}

#[derive(Args)]
struct StandBy {
    unit: String,
    #[arg(long = "in", value_name = "DISTRICT")]
    district: String,
    #[arg(long, value_name = "TIME")]
    until: String,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Args)]
struct EndStandBy {
    unit: String,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Args)]
struct Status {
    unit: String,
    #[arg(value_parser = coded(&PRIMARIES))]
    primary: String,
    #[arg(long, value_parser = coded_or(&SECONDARIES, &["none"]))]
    secondary: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Unit {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = self.server.client(session)?;
        match self.action {
            Action::List(action) => action.run(session, &client),
            Action::Show(action) => action.run(session, &client),
            Action::Status(action) => action.run(session, &client),
            Action::Position(action) => action.run(session, &client),
            Action::StandBy(action) => action.run(session, &client),
            Action::EndStandBy(action) => action.run(session, &client),
        }
    }
}

impl List {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let filters = [("district", client.district(self.district)?), ("team", self.team), ("primary", self.primary)];
        let query = filters.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let units = client.get(&client.of_county("units")?, query)?;
        session.result(&units, || rows(session, &client.names(), &units))
    }
}

fn rows(session: Session, names: &Names, units: &Value) -> String {
    let heading = [
        phrase!("heading.unit"),
        phrase!("heading.district"),
        phrase!("heading.team"),
        phrase!("heading.status"),
        phrase!("heading.since"),
        phrase!("heading.incident"),
        phrase!("heading.lent"),
        phrase!("heading.skills"),
    ];
    let row = |unit: &Value| {
        vec![
            text(unit, "code").to_owned(),
            names.beside(Of::Districts, text(unit, "district")),
            names.beside(Of::Teams, text(unit, "team")),
            status(session, unit),
            clock(text(unit, "since")),
            text(unit, "incident").to_owned(),
            lent(session, unit).unwrap_or_default(),
            names.listed(Of::Skills, &list(unit, "skills")),
        ]
    };
    table(&heading.map(|text| session.text(text)), &[], items(units, "items").map(row))
}

/// To whom it is lent, and until when.
fn lent(session: Session, unit: &Value) -> Option<String> {
    let loan = Some(&unit["loan"]).filter(|loan| !loan.is_null())?;
    let (to, until) = (text(loan, "to"), clock(text(loan, "until")));
    Some(match loan["held"] == true {
        true => sentence!(session, "unit.held", until),
        false => sentence!(session, "unit.lent", to, until),
    })
}

/// The same with who lends it, since when, and by which workflow.
fn loan(session: Session, unit: &Value) -> Option<String> {
    let loan = Some(&unit["loan"]).filter(|loan| !loan.is_null())?;
    let (from, to) = (text(loan, "from"), text(loan, "to"));
    let (since, until) = (clock(text(loan, "since")), clock(text(loan, "until")));
    let (workflow, title) = (text(loan, "workflow"), text(loan, "title"));
    if workflow.is_empty() {
        return Some(sentence!(session, "unit.stands-by", from, to, since, until));
    }
    if loan["held"] == true {
        return Some(sentence!(session, "unit.held-for", to, since, until, workflow, title));
    }
    Some(match since.is_empty() {
        true => sentence!(session, "unit.loan", from, to, until, workflow, title),
        false => sentence!(session, "unit.loan-since", from, to, since, until, workflow, title),
    })
}

fn status(session: Session, unit: &Value) -> String {
    let primary = word::<Primary>(text(unit, "primary"), session.lang);
    let secondary = list(unit, "secondary").into_iter().map(|code| word::<Secondary>(code, session.lang));
    std::iter::once(primary).chain(secondary).collect::<Vec<_>>().join(", ")
}

impl Show {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let unit = client.get(&client.of_county(&format!("units/{}", segment(&self.unit)))?, Vec::new())?;
        session.result(&unit, || whole(session, &client.names(), &unit))
    }
}

fn whole(session: Session, names: &Names, unit: &Value) -> String {
    let place = |of: &Value| match (&of["lon"], &of["lat"]) {
        (Value::Number(lon), Value::Number(lat)) => format!("{lon},{lat} ({})", clock(text(of, "at"))),
        _ => String::new(),
    };
    let doubted = match text(&unit["doubted"], "why") {
        "" => String::new(),
        why => format!("{}: {}", place(&unit["doubted"]), word::<Doubt>(why, session.lang)),
    };
    let base = unit["base"].as_array().map(|pair| pair.iter().map(Value::to_string).collect::<Vec<_>>().join(","));
    let mut lines = vec![
        (phrase!("heading.unit"), text(unit, "code").to_owned()),
        (phrase!("heading.district"), names.beside(Of::Districts, text(unit, "district"))),
        (phrase!("heading.team"), names.beside(Of::Teams, text(unit, "team"))),
        (phrase!("heading.kind"), text(unit, "kind").to_owned()),
        (phrase!("heading.station"), text(unit, "home").to_owned()),
        (phrase!("heading.crew"), unit["crew"].to_string()),
        (phrase!("heading.skills"), names.listed(Of::Skills, &list(unit, "skills"))),
        (phrase!("heading.status"), status(session, unit)),
        (phrase!("heading.since"), clock(text(unit, "since"))),
        (phrase!("heading.incident"), text(unit, "incident").to_owned()),
        (phrase!("heading.lent"), loan(session, unit).unwrap_or_default()),
        (phrase!("heading.position"), place(&unit["position"])),
        (phrase!("heading.doubted"), doubted),
        (phrase!("heading.base"), base.unwrap_or_default()),
    ];
    for (name, value) in unit["attributes"].as_object().into_iter().flatten() {
        lines.push((phrase!("heading.attribute"), format!("{name} = {value}")));
    }
    lines.retain(|(_, value)| !value.is_empty());
    let rows = lines.into_iter().map(|(name, value)| vec![session.text(name).to_owned(), value]);
    table(&["", ""], &[], rows).trim_start().to_owned()
}

impl Position {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let fix = json!({ "unit": self.unit, "lon": self.at.0, "lat": self.at.1 });
        let answer =
            client.post(&client.of_county("positions")?, json!({ "fixes": [fix], "datum": self.datum.code() }))?;
        match items(&answer, "not_taken").next() {
            None => session.result(&answer, || sentence!(session, "incident.position-taken", unit = self.unit)),
            Some(not) => {
                let why = word::<Doubt>(text(not, "why"), session.lang);
                Err(Fault::failed(sentence!(session, "incident.position-not-taken", unit = self.unit, why)))
            }
        }
    }
}

impl Status {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("units/{}/status", segment(&self.unit)))?;
        let mut body = json!({ "primary": self.primary });
        if !self.secondary.is_empty() {
            body["secondary"] = self.secondary.into_iter().filter(|word| word != "none").collect();
        }
        if let Some(reason) = self.reason {
            body["reason"] = reason.into();
        }
        let answer = client.post(&path, body)?;
        session.result(&answer, || sentence!(session, "incident.unit-status-set", unit = self.unit))
    }
}

impl StandBy {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("units/{}/stand-by", segment(&self.unit)))?;
        let district = client.district(Some(self.district))?;
        let mut body = json!({ "district": district, "until": self.until });
        if let Some(reason) = self.reason {
            body["reason"] = reason.into();
        }
        let unit = client.post(&path, body)?;
        session.result(&unit, || format!("{}: {}", self.unit, loan(session, &unit).unwrap_or_default()))
    }
}

impl EndStandBy {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("units/{}/stand-by/end", segment(&self.unit)))?;
        let body = self.reason.map_or_else(|| json!({}), |reason| json!({ "reason": reason }));
        let unit = client.post(&path, body)?;
        session.result(&unit, || sentence!(session, "unit.stand-by-ended", unit = self.unit))
    }
}
