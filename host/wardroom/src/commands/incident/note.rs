//! `wardroom incident note`: something is written down about an incident, or put right.

use clap::Args;
use serde_json::{Value, json};

use super::reply;
use super::report::position;
use crate::answer::{clock, text};
use crate::client::{Client, Payload, Sent, own_key, segment};
use crate::commands::place::DatumOf;
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
        reply::print(session, client, &client.send("POST", &path, sent)?)
    }
}

#[derive(Args)]
pub struct Call {
    incident: String,
    text: String,
    #[arg(long, default_value = "110")]
    source: String,
    #[arg(long, value_name = "LON,LAT", value_parser = position, allow_hyphen_values = true)]
    at: Option<(f64, f64)>,
    #[command(flatten)]
    datum: DatumOf,
    #[arg(long, value_name = "NUMBER")]
    calling_number: Option<String>,
    #[arg(long)]
    personal: bool,
}

impl Call {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("incidents/{}/calls", segment(&self.incident)))?;
        let mut body = json!({ "text": self.text, "personal": self.personal, "source": self.source });
        if let Some((lon, lat)) = self.at {
            body["at"] = json!({ "lon": lon, "lat": lat });
            if let Some(datum) = self.datum.code() {
                body["at"]["datum"] = datum.into();
            }
        }
        if let Some(number) = self.calling_number {
            body["calling_number"] = number.into();
        }
        let key = own_key();
        let sent = Sent { key: Some(&key), body: Some(Payload::Json(body)), ..Sent::default() };
        reply::print(session, client, &client.send("POST", &path, sent)?)
    }
}

/// The notes on an incident as a table.
pub fn rows<'v>(session: Session, notes: impl Iterator<Item = &'v Value>) -> String {
    let row = |note: &Value| {
        let number = |name: &str| note[name].as_u64();
        let call = &note["call"];
        let at = call["lon"].as_f64().zip(call["lat"].as_f64());
        let call = call["source"].as_str().map(|source| match at {
            Some((lon, lat)) => sentence!(session, "note.call-at", source, lon, lat),
            None => sentence!(session, "note.call", source),
        });
        let marks = [
            call,
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
