//! `wardroom roster swap`: places of shifts are offered, accepted and approved.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::answer::{clock, items, text};
use crate::client::Client;
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::{Text, phrase, sentence};

#[derive(Subcommand)]
pub enum Swap {
    Offer(Offer),
    Accept(Move),
    Approve(Approve),
    Decline(Move),
    List(List),
}

#[derive(Args)]
pub struct Offer {
    #[arg(long, value_name = "PLACE")]
    gives: String,
    #[arg(long, value_name = "PLACE")]
    wants: Option<String>,
    #[arg(long, value_name = "PERSON")]
    to: Option<String>,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Args)]
pub struct Move {
    number: u32,
    #[arg(long, value_name = "PERSON")]
    person: String,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Args)]
pub struct Approve {
    #[command(flatten)]
    by: Move,
    #[arg(long)]
    accept_findings: bool,
}

#[derive(Args)]
pub struct List {
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
}

impl Swap {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        match self {
            Swap::Offer(offer) => offer.run(session, client),
            Swap::Accept(by) => by.send(session, client, "accept", false, phrase!("roster.swap-accepted")),
            Swap::Approve(approve) => {
                approve.by.send(session, client, "approve", approve.accept_findings, phrase!("roster.swap-approved"))
            }
            Swap::Decline(by) => by.send(session, client, "decline", false, phrase!("roster.swap-declined")),
            Swap::List(list) => list.run(session, client),
        }
    }
}

/// `DISTRICT/START/SLOT/PERSON`.
fn place(session: Session, text: &str) -> Result<Value, Fault> {
    let parts: Vec<&str> = text.split('/').collect();
    let [district, shift, slot, person] = parts[..] else {
        return Err(Fault::bad_input(sentence!(session, "roster.place-fault", place = text)));
    };
    Ok(json!({ "district": district, "shift": shift, "slot": slot, "person": person }))
}

impl Offer {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let mut body = json!({ "gives": place(session, &self.gives)? });
        if let Some(wants) = &self.wants {
            body["wants"] = place(session, wants)?;
        }
        for (name, value) in [("to", self.to), ("reason", self.reason)] {
            if let Some(value) = value {
                body[name] = value.into();
            }
        }
        let answer = client.post(&client.of_county("roster/swaps")?, body)?;
        session.result(&answer, || sentence!(session, "roster.swap-offered", number = answer["number"]))
    }
}

impl Move {
    fn send(self, session: Session, client: &Client, what: &str, accept: bool, done: Text) -> Result<(), Fault> {
        let path = client.of_county(&format!("roster/swaps/{}/{what}", self.number))?;
        let body = json!({ "person": self.person, "accept_findings": accept, "reason": self.reason });
        let answer = client.post(&path, body)?;
        session.result(&answer, || {
            sentence!(session, "roster.swap-moved", number = self.number, stage = session.text(done))
        })
    }
}

impl List {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let query = self.district.map(|district| ("district", district)).into_iter().collect();
        let answer = client.get(&client.of_county("roster/swaps")?, query)?;
        session.result(&answer, || {
            let place = |of: &Value| {
                let parts = [text(of, "district"), &clock(text(of, "shift")), text(of, "slot"), text(of, "person")];
                if of.is_null() { String::new() } else { parts.join(" ") }
            };
            let rows = items(&answer, "items").map(|swap| {
                vec![
                    swap["number"].to_string(),
                    text(swap, "stage").to_owned(),
                    place(&swap["gives"]),
                    place(&swap["wants"]),
                    clock(text(swap, "expires")),
                ]
            });
            let heading = [
                phrase!("roster.number"),
                phrase!("heading.status"),
                phrase!("roster.gives"),
                phrase!("roster.wants"),
                phrase!("roster.expires"),
            ];
            table(&heading.map(|text| session.text(text)), &[], rows)
        })
    }
}
