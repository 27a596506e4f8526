//! `wardroom notice`: what people were told and whether anybody answered, by way of a server.

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use domain::hooks::{Stage, Urgency};
use serde_json::{Value, json};

use crate::answer::{clock, items, text};
use crate::client::{Client, Server};
use crate::coded::coded;
use crate::commands::archive::Whose;
use crate::fault::Fault;
use crate::listed::HowMuch;
use crate::output::{Session, table};
use crate::text::{phrase, sentence};
use crate::words::word;

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub struct Notice {
    #[command(flatten)]
    server: Server,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    List(List),
    Answer(Answer),
}

#[derive(Args)]
struct List {
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
    #[arg(long, value_name = "MATTER")]
    matter: Option<String>,
    #[arg(long)]
    unanswered: bool,
    #[arg(long)]
    held: bool,
    #[arg(long, value_parser = PossibleValuesParser::new(["newest", "pressing"]))]
    order: Option<String>,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    how_much: HowMuch,
}

#[derive(Args)]
struct Answer {
    notice: u32,
    #[arg(value_parser = coded(&Stage::ALL))]
    stage: String,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Notice {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = self.server.client(session)?;
        match self.action {
            Action::List(action) => action.run(session, &client),
            Action::Answer(action) => action.run(session, &client),
        }
    }
}

impl List {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let named = [("district", self.district), ("matter", self.matter)];
        let named = named.into_iter().chain(self.whose.filters());
        let mut query: Vec<_> = named.filter_map(|(name, value)| Some((name, value?))).collect();
        query.extend(self.unanswered.then(|| ("answered", "false".to_owned())));
        let order = self.order.or_else(|| self.unanswered.then(|| "pressing".to_owned()));
        query.extend(order.map(|order| ("order", order)));
        query.extend(self.held.then(|| ("held", "true".to_owned())));
        let listed = self.how_much.of(client, &client.of_county("notices")?, &query)?;
        listed.print(session, |notices| rows(session, notices))
    }
}

fn rows(session: Session, notices: &[Value]) -> String {
    let heading = [
        phrase!("heading.notice"),
        phrase!("heading.when"),
        phrase!("heading.matter"),
        phrase!("heading.level"),
        phrase!("heading.urgency"),
        phrase!("heading.told"),
        phrase!("heading.why"),
        phrase!("heading.answered"),
    ];
    let row = |notice: &Value| {
        let level = match notice["count"].as_u64() {
            Some(count) if count > 1 => format!("{} ×{count}", notice["level"]),
            _ => notice["level"].to_string(),
        };
        vec![
            notice["notice"].to_string(),
            clock(text(notice, "at")),
            format!("{} {}", text(notice, "subject"), text(&notice["matter"], "text")).trim().to_owned(),
            level,
            word::<Urgency>(text(notice, "urgency"), session.lang),
            told(session, notice),
            text(&notice["why"], "text").to_owned(),
            answered(session, notice),
        ]
    };
    table(&heading.map(|text| session.text(text)), &[], notices.iter().map(row))
}

fn told(session: Session, notice: &Value) -> String {
    let one = |told: &Value| {
        let name = text(&told["to"], "text");
        match told["held"].as_bool() {
            Some(true) => sentence!(session, "heading.notice-held", who = name),
            _ => name.to_owned(),
        }
    };
    items(notice, "told").map(one).collect::<Vec<_>>().join(", ")
}

fn answered(session: Session, notice: &Value) -> String {
    let stage = |code: &str| word::<Stage>(code, session.lang);
    match items(notice, "answers").last() {
        Some(answer) => format!("{} {}", stage(text(answer, "stage")), clock(text(answer, "at"))),
        None => String::new(),
    }
}

impl Answer {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("notices/{}/answer", self.notice))?;
        let mut body = json!({ "stage": self.stage });
        if let Some(reason) = self.reason {
            body["reason"] = reason.into();
        }
        let answer = client.post(&path, body)?;
        session.result(&answer, || rows(session, std::slice::from_ref(&answer)))
    }
}
