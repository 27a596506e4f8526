//! `wardroom timer`: what will happen by itself, and when, by way of a server.

use clap::{Args, Subcommand};
use domain::hooks::CatchUp;
use serde_json::Value;
use telling::duration;

use crate::answer::{clock, text};
use crate::client::{Client, Server};
use crate::fault::Fault;
use crate::listed::HowMuch;
use crate::output::{Session, table};
use crate::text::phrase;
use crate::words::word;

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub struct Timer {
    #[command(flatten)]
    server: Server,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    List(List),
}

#[derive(Args)]
struct List {
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
    #[arg(long, value_name = "MATTER")]
    matter: Option<String>,
    #[command(flatten)]
    how_much: HowMuch,
}

impl Timer {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = self.server.client(session)?;
        let Action::List(action) = self.action;
        action.run(session, &client)
    }
}

impl List {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let named = [("district", self.district), ("matter", self.matter)];
        let query: Vec<_> = named.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let listed = self.how_much.of(client, &client.of_county("timers")?, &query)?;
        listed.print(session, |timers| rows(session, timers))
    }
}

fn rows(session: Session, timers: &[Value]) -> String {
    let heading = [
        phrase!("heading.due"),
        phrase!("heading.matter"),
        phrase!("heading.plugin"),
        phrase!("heading.timer-key"),
        phrase!("heading.repeats"),
        phrase!("heading.catch-up"),
    ];
    let row = |timer: &Value| {
        let own = if timer["host"] == true { phrase!(session, "heading.host-itself") } else { "" };
        let plugin = Some(text(timer, "plugin")).filter(|plugin| !plugin.is_empty()).unwrap_or(own);
        vec![
            clock(text(timer, "due")),
            text(&timer["matter"], "text").to_owned(),
            plugin.to_owned(),
            timer["key"].to_string(),
            timer["repeat_s"].as_u64().map(|every| duration(every, session.lang)).unwrap_or_default(),
            word::<CatchUp>(text(timer, "catch_up"), session.lang),
        ]
    };
    table(&heading.map(|text| session.text(text)), &[], timers.iter().map(row))
}
