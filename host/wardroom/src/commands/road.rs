//! `wardroom road`: the county's roads and which of them are closed for now, by way of a server.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::answer::{clock, text};
use crate::client::{Client, Payload, Sent, Server, own_key};
use crate::fault::Fault;
use crate::lang::Lang;
use crate::listed::HowMuch;
use crate::output::{Session, table};
use crate::text::phrase;

mod import;

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub struct Road {
    #[command(flatten)]
    server: Server,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    List(List),
    Import(import::Import),
    Close(Word),
    Open(Word),
}
#[derive(Args)]
struct List {
    #[arg(long)]
    closed: bool,
    #[command(flatten)]
    how_much: HowMuch,
}

#[derive(Args)]
struct Word {
    from: String,
    to: String,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Road {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = || self.server.client(session);
        match self.action {
            Action::List(list) => list.run(session, &client()?),
            Action::Import(import) => import.run(session, self.server.folder()),
            Action::Close(word) => word.run(session, &client()?, "close"),
            Action::Open(word) => word.run(session, &client()?, "open"),
        }
    }
}

impl List {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let filters: Vec<_> = self.closed.then(|| ("closed", "true".to_owned())).into_iter().collect();
        let listed = self.how_much.of(client, &client.of_county("roads")?, &filters)?;
        listed.print(session, |roads| rows(session, roads))
    }
}

impl Word {
    fn run(self, session: Session, client: &Client, word: &str) -> Result<(), Fault> {
        let body = json!({ "from": self.from, "to": self.to, "reason": self.reason });
        let path = client.of_county(&format!("roads/{word}"))?;
        let sent = Sent { body: Some(Payload::Json(body)), key: Some(&own_key()), ..Sent::default() };
        let road = client.send("POST", &path, sent)?;
        session.result(&road, || rows(session, std::slice::from_ref(&road)))
    }
}

fn rows(session: Session, roads: &[Value]) -> String {
    let heading = [
        phrase!("heading.from"),
        phrase!("heading.to"),
        phrase!("heading.road-class"),
        phrase!("heading.length"),
        phrase!("heading.speed"),
        phrase!("heading.closed"),
        phrase!("heading.name"),
    ];
    let number = |road: &Value, name: &str, unit: &str| format!("{} {unit}", road[name].as_u64().unwrap_or_default());
    let row = |road: &Value| {
        let arrow = if road["one_way"] == true { "→ " } else { "" };
        vec![
            text(road, "from").to_owned(),
            format!("{arrow}{}", text(road, "to")),
            text(road, "class").to_owned(),
            number(road, "length_m", "m"),
            number(road, "speed_kmh", "km/h"),
            clock(text(road, "closed")),
            text(&road["name"], if session.lang == Lang::Zh { "zh" } else { "en" }).to_owned(),
        ]
    };
    table(&heading.map(|text| session.text(text)), &[3, 4], roads.iter().map(row))
}
