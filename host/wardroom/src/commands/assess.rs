//! `wardroom assess`: how well the force did over a month or a quarter, by way of a server.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::answer::{clock, items, list, text};
use crate::client::{Client, Payload, Sent, Server, own_key};
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::{phrase, sentence};

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub struct Assess {
    #[command(flatten)]
    server: Server,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Again(Which),
    Ask(Ask),
    List,
    Show(Which),
}

#[derive(Args)]
struct Which {
    assessment: u32,
}

#[derive(Args)]
struct Ask {
    plugin: String,
    period: String,
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Assess {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = self.server.client(session)?;
        match self.action {
            Action::Again(which) => which.again(session, &client),
            Action::Ask(ask) => ask.run(session, &client),
            Action::List => all(session, &client),
            Action::Show(which) => which.show(session, &client),
        }
    }
}

fn all(session: Session, client: &Client) -> Result<(), Fault> {
    let assessments = client.get(&client.of_county("assessments")?, Vec::new())?;
    session.result(&assessments, || {
        let heading = [
            phrase!("heading.number"),
            phrase!("heading.plugin"),
            phrase!("heading.period"),
            phrase!("heading.asked-at"),
            phrase!("heading.indicators"),
            phrase!("heading.failure"),
        ];
        let row = |of: &Value| {
            let figures = match of["at"].is_string() {
                true => of["indicators"].as_array().map_or(0, Vec::len).to_string(),
                false => phrase!(session, "assess.under-way").to_owned(),
            };
            vec![
                of["number"].to_string(),
                text(of, "plugin").to_owned(),
                text(of, "period").to_owned(),
                clock(text(of, "asked_at")),
                figures,
                text(of, "failure").to_owned(),
            ]
        };
        table(&heading.map(|text| session.text(text)), &[0, 4], items(&assessments, "items").map(row))
    })
}

impl Ask {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let body = json!({ "plugin": self.plugin, "period": self.period, "reason": self.reason });
        let key = self.key.unwrap_or_else(own_key);
        let sent = Sent { body: Some(Payload::Json(body)), key: Some(&key), ..Sent::default() };
        let answer = client.send("POST", &client.of_county("assessments")?, sent)?;
        session.result(&answer, || sentence!(session, "assess.asked", number = answer["number"]))
    }
}

impl Which {
    fn show(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("assessments/{}", self.assessment))?;
        let assessment = client.get(&path, Vec::new())?;
        session.result(&assessment, || whole(session, &assessment))
    }

    fn again(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("assessments/{}/again", self.assessment))?;
        let answer = client.get(&path, Vec::new())?;
        if answer["same"] != true {
            return Err(Fault::failed(sentence!(session, "assess.differs", number = self.assessment)));
        }
        session.result(&answer, || sentence!(session, "assess.same", number = self.assessment))
    }
}

fn whole(session: Session, assessment: &Value) -> String {
    let opening = sentence!(
        session,
        "assess.headline",
        plugin = text(assessment, "plugin"),
        version = text(assessment, "version"),
        period = text(assessment, "period"),
    );
    let heading = [
        phrase!("heading.title"),
        phrase!("heading.district"),
        phrase!("heading.kind"),
        phrase!("heading.value"),
        phrase!("heading.cases"),
        phrase!("heading.remarks"),
    ];
    let row = |of: &Value| {
        let value = of["value"].as_f64().map(|value| format!("{value:.2} {}", text(of, "unit"))).unwrap_or_default();
        let few = (of["small_n"] == true).then(|| phrase!(session, "assess.small-n"));
        let remarks: Vec<&str> = few.into_iter().chain(list(of, "remarks")).collect();
        vec![
            text(of, "title").to_owned(),
            text(of, "district").to_owned(),
            text(of, "kind").to_owned(),
            value,
            of["n"].to_string(),
            remarks.join("; "),
        ]
    };
    let figures = table(&heading.map(|text| session.text(text)), &[3, 4], items(assessment, "indicators").map(row));
    let failure = Some(text(assessment, "failure")).filter(|why| !why.is_empty());
    let beside: String =
        list(assessment, "remarks").into_iter().chain(failure).map(|line| format!("\n{line}")).collect();
    format!("{opening}\n{figures}{beside}")
}
