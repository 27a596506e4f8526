//! `wardroom timer`: what will happen by itself, and when, by way of a server.

use clap::{Args, Subcommand};
use domain::hooks::CatchUp;
use serde_json::{Value, json};

use super::notice::pages;
use crate::answer::{clock, items, text};
use crate::client::{Client, Server};
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::Text;
use crate::words::word;

const EXAMPLES: &str = "\
Examples:
  wardroom timer list --limit 20                          the next to fire first
  wardroom timer list --matter 20220901-000123";

/// List the timers that run
#[derive(Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
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

/// List timers, the next to fire first
#[derive(Args)]
struct List {
    /// Only those of this district
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
    /// Only those about this: `incident:7`, `task:7`, or an incident's id
    #[arg(long, value_name = "MATTER")]
    matter: Option<String>,
    /// How many
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=100_000))]
    limit: u64,
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
        let answer = json!({ "items": pages(client, "timers", &query, self.limit)? });
        session.result(&answer, || rows(session, &answer))
    }
}

fn rows(session: Session, timers: &Value) -> String {
    let heading = [Text::Due, Text::Matter, Text::Plugin, Text::TimerKey, Text::Repeats, Text::CatchUp];
    let row = |timer: &Value| {
        let own = if timer["host"] == true { session.text(Text::HostItself) } else { "" };
        let plugin = Some(text(timer, "plugin")).filter(|plugin| !plugin.is_empty()).unwrap_or(own);
        vec![
            clock(text(timer, "due")),
            text(&timer["matter"], "text").to_owned(),
            plugin.to_owned(),
            timer["key"].to_string(),
            timer["repeat_s"].as_u64().map(|every| format!("{every} s")).unwrap_or_default(),
            word::<CatchUp>(text(timer, "catch_up"), session.lang),
        ]
    };
    table(&heading.map(|text| session.text(text)), &[], items(timers, "items").map(row))
}
