//! `wardroom incident note`: something is written down about an incident, or put right.

use clap::Args;
use serde_json::{Value, json};

use super::reply;
use crate::answer::{clock, text};
use crate::client::{Client, Payload, Sent, own_key, segment};
use crate::fault::Fault;
use crate::output::{Session, section};
use crate::text::{phrase, sentence};

#[derive(Args)]
pub struct Note {
    incident: String,
    text: String,
    #[arg(long, value_name = "NUMBER")]
    corrects: Option<u32>,
    #[arg(long)]
    personal: bool,
}

impl Note {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("incidents/{}/notes", segment(&self.incident)))?;
        let mut body = json!({ "text": self.text, "personal": self.personal });
        if let Some(number) = self.corrects {
            body["corrects"] = number.into();
        }
        let key = own_key();
        let sent = Sent { key: Some(&key), body: Some(Payload::Json(body)), ..Sent::default() };
        reply::print(session, &client.send("POST", &path, sent)?)
    }
}

/// The notes on an incident as a table.
pub fn rows<'v>(session: Session, notes: impl Iterator<Item = &'v Value>) -> String {
    let row = |note: &Value| {
        let number = |name: &str| note[name].as_u64();
        let marks = [
            number("corrects").map(|of| sentence!(session, "note.corrects", of)),
            number("corrected_by").map(|with| sentence!(session, "note.corrected", with)),
        ];
        let said = match (note["text"].as_str(), note["erased"].as_bool()) {
            (Some(text), _) => text.to_owned(),
            (None, Some(true)) => phrase!(session, "note.erased").to_owned(),
            (None, _) => phrase!(session, "note.sealed").to_owned(),
        };
        vec![
            note["number"].to_string(),
            clock(text(note, "at")),
            text(note, "by").to_owned(),
            said,
            marks.into_iter().flatten().collect::<Vec<_>>().join(" "),
        ]
    };
    let heading = [
        phrase!("heading.note"),
        phrase!("heading.time"),
        phrase!("heading.by"),
        phrase!("heading.note-text"),
        phrase!("heading.note-marks"),
    ];
    section(session, &heading, notes.map(row).collect())
}
