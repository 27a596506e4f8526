//! `wardroom roster swap`: places of shifts are offered, accepted and approved.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::answer::{clock, items, text};
use crate::client::Client;
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::Text;

/// Swap places in shifts, or give one away: offer, acceptance, approval
#[derive(Subcommand)]
pub enum Swap {
    Offer(Offer),
    Accept(Move),
    Approve(Approve),
    Decline(Move),
    List(List),
}

/// Offer a place: against another's, or to give it away
#[derive(Args)]
pub struct Offer {
    /// The place that is given: DISTRICT/START/SLOT/PERSON, with the shift's start in ISO 8601 with an offset
    #[arg(long, value_name = "PLACE")]
    gives: String,
    /// The place that is wanted for it; without it, the place is given away
    #[arg(long, value_name = "PLACE")]
    wants: Option<String>,
    /// Who may accept a place that is given away; without it, anybody
    #[arg(long, value_name = "PERSON")]
    to: Option<String>,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

/// Accept an offer; or decline it, which for the one who made it is to take it back
#[derive(Args)]
pub struct Move {
    /// Number of the swap
    number: u32,
    /// Code of the person who does so
    #[arg(long, value_name = "PERSON")]
    person: String,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

/// Approve a swap that was accepted, as somebody who has no part in it
#[derive(Args)]
pub struct Approve {
    #[command(flatten)]
    by: Move,
    /// Do it in spite of what the checks warn of; needs a reason
    #[arg(long)]
    accept_findings: bool,
}

/// List swaps, newest first
#[derive(Args)]
pub struct List {
    /// Only those about this district
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
}

impl Swap {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        match self {
            Swap::Offer(offer) => offer.run(session, client),
            Swap::Accept(by) => by.send(session, client, "accept", false, Text::SwapAccepted),
            Swap::Approve(approve) => {
                approve.by.send(session, client, "approve", approve.accept_findings, Text::SwapApproved)
            }
            Swap::Decline(by) => by.send(session, client, "decline", false, Text::SwapDeclined),
            Swap::List(list) => list.run(session, client),
        }
    }
}

/// `DISTRICT/START/SLOT/PERSON`.
fn place(session: Session, text: &str) -> Result<Value, Fault> {
    let parts: Vec<&str> = text.split('/').collect();
    let [district, shift, slot, person] = parts[..] else {
        return Err(Fault::bad_input(session.fill(Text::PlaceFault, &[&text])));
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
        session.result(&answer, || session.fill(Text::SwapOffered, &[&answer["number"]]))
    }
}

impl Move {
    fn send(self, session: Session, client: &Client, what: &str, accept: bool, done: Text) -> Result<(), Fault> {
        let path = client.of_county(&format!("roster/swaps/{}/{what}", self.number))?;
        let body = json!({ "person": self.person, "accept_findings": accept, "reason": self.reason });
        let answer = client.post(&path, body)?;
        session.result(&answer, || session.fill(Text::SwapMoved, &[&self.number, &session.text(done)]))
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
            let heading = [Text::Number, Text::Status, Text::Gives, Text::Wants, Text::Expires];
            table(&heading.map(|text| session.text(text)), &[], rows)
        })
    }
}
