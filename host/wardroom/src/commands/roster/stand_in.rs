//! `wardroom roster stand-in`: somebody takes a place for a time.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::answer::{clock, items, text};
use crate::client::Client;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::{phrase, sentence};

#[derive(Subcommand)]
pub enum StandIn {
    Set(Set),
    End(End),
    List(List),
}

#[derive(Args)]
pub struct Set {
    #[arg(long, value_name = "CODE")]
    district: String,
    #[arg(long, value_name = "CODE")]
    slot: String,
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    #[arg(long, value_name = "TIME")]
    until: String,
    #[arg(long, value_name = "PERSON")]
    instead_of: Option<String>,
    #[arg(long, value_name = "PERSON")]
    person: Option<String>,
    #[arg(long)]
    accept_findings: bool,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Args)]
pub struct End {
    number: u32,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Args)]
pub struct List {
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
}

impl StandIn {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        match self {
            StandIn::Set(set) => set.run(session, client),
            StandIn::End(end) => end.run(session, client),
            StandIn::List(list) => list.run(session, client),
        }
    }
}

impl Set {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let mut body = json!({
            "district": self.district, "slot": self.slot, "until": self.until, "accept_findings": self.accept_findings
        });
        let given =
            [("from", self.from), ("instead_of", self.instead_of), ("person", self.person), ("reason", self.reason)];
        for (name, value) in given.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            body[name] = value.into();
        }
        let answer = client.post(&client.of_county("roster/stand-ins")?, body)?;
        session.result(&answer, || sentence!(session, "roster.stand-in-set", number = answer["number"]))
    }
}

impl End {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("roster/stand-ins/{}/end", self.number))?;
        let answer = client.post(&path, json!({ "reason": self.reason }))?;
        session.result(&answer, || sentence!(session, "roster.stand-in-ended", number = self.number))
    }
}

impl List {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let query = self.district.map(|district| ("district", district)).into_iter().collect();
        let answer = client.get(&client.of_county("roster/stand-ins")?, query)?;
        session.result(&answer, || {
            let lines: Vec<String> = items(&answer, "items").map(|stand_in| line(session, stand_in)).collect();
            lines.join("\n")
        })
    }
}

/// A stand-in in one line.
pub fn line(session: Session, stand_in: &Value) -> String {
    let (from, until) = (clock(text(stand_in, "from")), clock(text(stand_in, "until")));
    let (district, slot) = (text(stand_in, "district"), text(stand_in, "slot"));
    let person = stand_in["person"].as_str().unwrap_or(phrase!(session, "roster.nobody"));
    let number = &stand_in["number"];
    match stand_in["instead_of"].as_str() {
        Some(out) => {
            sentence!(session, "roster.stand-in-line", number, district, slot, from, until, person, instead = out)
        }
        None => sentence!(session, "roster.stand-in-beside", number, district, slot, from, until, person),
    }
}
