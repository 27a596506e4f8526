//! `wardroom incident hand-off`: an outside agency is told of an incident, or has confirmed that it has taken it on.

use clap::Args;
use serde_json::{Value, json};

use super::change::Of;
use crate::answer::{clock, text};
use crate::client::Client;
use crate::fault::Fault;
use crate::output::{Session, section};
use crate::text::phrase;

#[derive(Args)]
pub struct HandOff {
    #[command(flatten)]
    of: Of,
    #[arg(long, value_name = "CODE")]
    to: String,
    #[arg(long, value_name = "TEXT", conflicts_with = "confirmed")]
    note: Option<String>,
    #[arg(long, value_name = "REFERENCE")]
    confirmed: Option<String>,
}

impl HandOff {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let mut body = json!({ "agency": self.to });
        if let Some(reference) = self.confirmed {
            body["reference"] = reference.into();
            return self.of.send(session, client, "hand-offs/confirmation", body);
        }
        if let Some(note) = self.note {
            body["note"] = note.into();
        }
        self.of.send(session, client, "hand-offs", body)
    }
}

/// The hand-offs of an incident as a table.
pub fn rows<'v>(session: Session, hand_offs: impl Iterator<Item = &'v Value>) -> String {
    let row = |of: &Value| {
        vec![
            clock(text(of, "at")),
            text(&of["to"], "text").to_owned(),
            text(of, "by").to_owned(),
            text(of, "note").to_owned(),
            clock(text(of, "due")),
            clock(text(of, "confirmed_at")),
            text(of, "reference").to_owned(),
            text(of, "of").to_owned(),
        ]
    };
    let heading = [
        phrase!("heading.time"),
        phrase!("heading.handed-to"),
        phrase!("heading.by"),
        phrase!("heading.note"),
        phrase!("heading.due"),
        phrase!("heading.confirmed"),
        phrase!("heading.reference"),
        phrase!("heading.duplicate"),
    ];
    section(session, &heading, hand_offs.map(row).collect())
}
