//! `wardroom kind`, `district`, `grid`, `person`, `finding`: what the county has and what was found about it, by way of a server.

use clap::{Args, Subcommand};
use domain::incident::Priority;
use serde_json::{Value, json};

use super::place::DatumOf;
use crate::answer::{clock, items, list, text};
use crate::client::{Client, Server, segment};
use crate::fault::Fault;
use crate::lang::Lang;
use crate::listed::HowMuch;
use crate::output::{Session, table};
use crate::text::{Text, WORDS, phrase, sentence};
use crate::words::word;

/// Declares a command with a server and its actions.
macro_rules! nouns {
    ($($Noun:ident: $Action:ident { $($Variant:ident($of:ty)),+ $(,)? })+) => {$(
        #[derive(Args)]
        #[command(arg_required_else_help = true)]
        pub struct $Noun {
            #[command(flatten)]
            server: Server,
            #[command(subcommand)]
            action: $Action,
        }

        #[derive(Subcommand)]
        enum $Action {
            $($Variant($of),)+
        }

        impl $Noun {
            pub fn run(self, session: Session) -> Result<(), Fault> {
                let client = self.server.client(session)?;
                match self.action {
                    $($Action::$Variant(action) => action.run(session, &client),)+
                }
            }
        }
    )+};
}

nouns! {
    Kind: KindAction { List(Kinds), Show(OneKind) }
    District: DistrictAction { List(Districts), Show(OneDistrict) }
    Grid: GridAction { List(Grids), Show(OneGrid), At(GridAt) }
    Person: PersonAction { List(Persons), Show(OnePerson) }
    Finding: FindingAction { List(Findings), Show(OneFinding) }
}

#[derive(Args)]
struct Kinds {}

#[derive(Args)]
struct OneKind {
    #[arg(value_name = "NAME|CODE")]
    kind: String,
}

#[derive(Args)]
struct Districts {}

#[derive(Args)]
struct OneDistrict {
    code: String,
}

#[derive(Args)]
struct Grids {
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
    #[command(flatten)]
    how_much: HowMuch,
}

#[derive(Args)]
struct OneGrid {
    code: String,
}

#[derive(Args)]
struct GridAt {
    #[arg(value_name = "LON,LAT", value_parser = super::incident::position, allow_hyphen_values = true)]
    at: (f64, f64),
    #[command(flatten)]
    datum: DatumOf,
}

#[derive(Args)]
struct Persons {
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
    #[arg(long, value_name = "CODE")]
    post: Option<String>,
    #[command(flatten)]
    how_much: HowMuch,
}

#[derive(Args)]
struct OnePerson {
    code: String,
}

#[derive(Args)]
struct Findings {}

#[derive(Args)]
struct OneFinding {
    plugin: String,
}

fn named(session: Session, names: &Value) -> String {
    text(names, if session.lang == Lang::Zh { "zh" } else { "en" }).to_owned()
}

fn heading(session: Session, texts: &[Text]) -> Vec<&'static str> {
    texts.iter().map(|text| session.text(*text)).collect()
}

/// The one of a list that is meant, or a fault that says what there is.
fn one<'a>(session: Session, all: &'a Value, key: &str, wanted: &str) -> Result<&'a Value, Fault> {
    let found = items(all, "items").find(|item| text(item, key) == wanted || text(&item["name"], "zh") == wanted);
    let known = || items(all, "items").map(|item| text(item, key)).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| Fault::bad_input(sentence!(session, "noun.none-such", wanted, known = known())))
}

fn kinds(session: Session, kinds: &[Value]) -> String {
    let head = [
        phrase!("heading.code"),
        phrase!("heading.name"),
        phrase!("heading.priority"),
        phrase!("heading.needed"),
        phrase!("heading.accepted"),
    ];
    let row = |kind: &Value| {
        let need = |need: &Value| format!("{} {}", need["count"], list(need, "skills").join("+"));
        let accepted = match kind["accept_on_report"].as_bool() {
            Some(true) => phrase!(session, "noun.at-once"),
            _ => phrase!(session, "noun.by-a-person"),
        };
        vec![
            text(kind, "code").to_owned(),
            named(session, &kind["name"]),
            word::<Priority>(text(kind, "priority"), session.lang),
            items(kind, "needs").map(need).collect::<Vec<_>>().join(", "),
            accepted.to_owned(),
        ]
    };
    table(&heading(session, &head), &[], kinds.iter().map(row))
}

impl Kinds {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let all = client.get(&client.of_county("kinds")?, Vec::new())?;
        session.result(&all, || kinds(session, all["items"].as_array().map_or(&[], Vec::as_slice)))
    }
}

impl OneKind {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let all = client.get(&client.of_county("kinds")?, Vec::new())?;
        let kind = one(session, &all, "code", &self.kind)?;
        session.result(kind, || kinds(session, std::slice::from_ref(kind)))
    }
}

fn districts(session: Session, districts: &[Value]) -> String {
    let head = [
        phrase!("heading.code"),
        phrase!("heading.name"),
        phrase!("noun.townships"),
        phrase!("heading.station"),
        phrase!("heading.neighbours"),
        phrase!("heading.open"),
    ];
    let row = |district: &Value| {
        let townships = items(district, "townships").map(|township| named(session, &township["name"]));
        vec![
            text(district, "code").to_owned(),
            named(session, &district["name"]),
            townships.collect::<Vec<_>>().join(", "),
            text(district, "central_station").to_owned(),
            list(district, "neighbours").join(", "),
            district["open_incidents"].to_string(),
        ]
    };
    table(&heading(session, &head), &[5], districts.iter().map(row))
}

impl Districts {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let all = client.get(&client.of_county("districts")?, Vec::new())?;
        session.result(&all, || districts(session, all["items"].as_array().map_or(&[], Vec::as_slice)))
    }
}

impl OneDistrict {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let all = client.get(&client.of_county("districts")?, Vec::new())?;
        let district = one(session, &all, "code", &self.code)?;
        session.result(district, || districts(session, std::slice::from_ref(district)))
    }
}

fn grids(session: Session, grids: &[Value]) -> String {
    let head = [
        phrase!("heading.code"),
        phrase!("heading.name"),
        phrase!("heading.district"),
        phrase!("heading.households"),
        phrase!("heading.position"),
        phrase!("heading.attributes"),
    ];
    let row = |grid: &Value| {
        let attributes = grid["attributes"].as_object().into_iter().flatten();
        vec![
            text(grid, "code").to_owned(),
            named(session, &grid["name"]),
            text(grid, "district").to_owned(),
            grid["households"].to_string(),
            format!("{},{}", grid["centre"][0], grid["centre"][1]),
            attributes.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" "),
        ]
    };
    table(&heading(session, &head), &[3], grids.iter().map(row))
}

impl Grids {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let filters: Vec<_> = self.district.into_iter().map(|district| ("district", district)).collect();
        let listed = self.how_much.of(client, &client.of_county("grids")?, &filters)?;
        listed.print(session, |items| grids(session, items))
    }
}

impl OneGrid {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let grid = client.get(&client.of_county(&format!("grids/{}", segment(&self.code)))?, Vec::new())?;
        session.result(&grid, || grids(session, std::slice::from_ref(&grid)))
    }
}

impl GridAt {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let mut query = vec![("lon", self.at.0.to_string()), ("lat", self.at.1.to_string())];
        query.extend(self.datum.code().map(|datum| ("datum", datum.to_owned())));
        let at = client.get(&client.of_county("grids/at")?, query)?;
        session.result(&at, || {
            let away = at["distance_m"].as_f64().filter(|_| at["inside"] == false);
            let near = away.map(|m| sentence!(session, "noun.nearest-grid", away = telling::distance(m, session.lang)));
            let near = near.map(|near| format!("{near}\n")).unwrap_or_default();
            let points: Vec<Value> = items(&at, "video_points").cloned().collect();
            let points = video_points(session, &points);
            format!("{}{near}{points}", grids(session, std::slice::from_ref(&at["grid"])))
        })
    }
}

/// The nearest cameras; nothing where the county has none.
fn video_points(session: Session, points: &[Value]) -> String {
    if points.is_empty() {
        return String::new();
    }
    let head = [
        phrase!("heading.video-point"),
        phrase!("heading.owner"),
        phrase!("heading.status"),
        phrase!("heading.distance"),
    ];
    let row = |point: &Value| {
        let away = point["distance_m"].as_f64().unwrap_or_default();
        vec![
            text(point, "code").to_owned(),
            text(point, "owner").to_owned(),
            text(&point["status"], "text").to_owned(),
            telling::distance(away, session.lang),
        ]
    };
    format!("\n{}", table(&heading(session, &head), &[], points.iter().map(row)))
}

fn persons(session: Session, persons: &[Value]) -> String {
    let head = [
        phrase!("heading.person"),
        phrase!("heading.sworn"),
        phrase!("heading.qualifications"),
        phrase!("heading.posts"),
    ];
    let row = |person: &Value| {
        let post = |post: &Value| {
            let of = ["team", "station", "district"].map(|name| text(&post[name], "text"));
            let of: Vec<&str> = of.into_iter().filter(|of| !of.is_empty()).take(2).collect();
            format!("{} ({})", text(&post["post"], "text"), of.join(", "))
        };
        let sworn = match person["sworn"].as_bool() {
            Some(true) => phrase!(session, "noun.sworn"),
            _ => phrase!(session, "noun.auxiliary"),
        };
        vec![
            text(person, "code").to_owned(),
            sworn.to_owned(),
            list(person, "qualifications").join(", "),
            items(person, "posts").map(post).collect::<Vec<_>>().join("; "),
        ]
    };
    table(&heading(session, &head), &[], persons.iter().map(row))
}

impl Persons {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let given = [("district", self.district), ("post", self.post)];
        let filters: Vec<_> = given.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let listed = self.how_much.of(client, &client.of_county("persons")?, &filters)?;
        listed.print(session, |items| persons(session, items))
    }
}

impl OnePerson {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let person = client.get(&client.of_county(&format!("persons/{}", segment(&self.code)))?, Vec::new())?;
        session.result(&person, || persons(session, std::slice::from_ref(&person)))
    }
}

/// A line for each finding, breaches first.
fn findings<'a>(session: Session, inspections: impl IntoIterator<Item = &'a Value>) -> String {
    let head = [
        phrase!("heading.plugin"),
        phrase!("heading.when"),
        phrase!("heading.severity"),
        phrase!("heading.matter"),
        phrase!("heading.why"),
    ];
    let order = |severity: &str| ["breach", "warning", "info"].iter().position(|known| *known == severity);
    let mut rows: Vec<(Option<usize>, Vec<String>)> = Vec::new();
    for inspection in inspections {
        let by = || {
            vec![
                format!("{} {}", text(inspection, "plugin"), text(inspection, "version")),
                clock(text(inspection, "at")),
            ]
        };
        for finding in items(inspection, "findings") {
            let severity = text(finding, "severity");
            let mut row = by();
            row.push(WORDS.of_family("severity", severity).map_or(severity, |text| text.of(session.lang)).to_owned());
            row.push(text(&finding["subject"], "name").to_owned());
            row.push(text(&finding["why"], "text").to_owned());
            rows.push((order(severity), row));
        }
        if let Some(failure) = inspection["failure"].as_str() {
            let mut row = by();
            row.extend([String::new(), String::new(), failure.to_owned()]);
            rows.push((None, row));
        }
    }
    rows.sort_by_key(|(order, _)| *order);
    table(&heading(session, &head), &[], rows.into_iter().map(|(_, row)| row))
}

impl Findings {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let all = client.get(&client.of_county("findings")?, Vec::new())?;
        session.result(&all, || findings(session, items(&all, "items")))
    }
}

impl OneFinding {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let all = client.get(&client.of_county("findings")?, Vec::new())?;
        let inspection = one(session, &all, "plugin", &self.plugin)?;
        session.result(&json!(inspection), || findings(session, [inspection]))
    }
}
