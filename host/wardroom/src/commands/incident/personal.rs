//! Personal data of a report: read for a purpose, erased for a reason; both stand in the journal.

use clap::Args;
use domain::sealed::PersonalField;
use serde_json::{Value, json};

use crate::answer::text;
use crate::client::{Client, Payload, Sent, segment};
use crate::coded::coded;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::sentence;
use crate::words::word;

#[derive(Args)]
pub struct Personal {
    incident: String,
    #[arg(long, value_name = "TEXT")]
    purpose: String,
    #[arg(long = "field", value_name = "FIELD")]
    #[arg(value_parser = coded(&PersonalField::ALL))]
    fields: Vec<String>,
}

impl Personal {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("incidents/{}/personal", segment(&self.incident)))?;
        let all = PersonalField::ALL.map(|field| field.name().to_owned());
        let fields = if self.fields.is_empty() { all.to_vec() } else { self.fields };
        let read = client.post(&path, json!({ "fields": fields, "purpose": self.purpose }))?;
        session.result(&read, || told(session, &read))
    }
}

fn told(session: Session, read: &Value) -> String {
    let field = |(name, value): (&String, &Value)| {
        let name = word::<PersonalField>(name, session.lang);
        match value {
            Value::Array(notes) => {
                let line = |note: &Value| format!("{name} {}: {}\n", note["number"], text(note, "text"));
                notes.iter().map(line).collect()
            }
            value => format!("{name}: {}\n", value.as_str().unwrap_or_default()),
        }
    };
    read.as_object().into_iter().flatten().map(field).collect()
}

#[derive(Args)]
pub struct Erase {
    incident: String,
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Erase {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("incidents/{}/personal", segment(&self.incident)))?;
        let body = Some(Payload::Json(json!({ "reason": self.reason })));
        let answer = client.send("DELETE", &path, Sent { body, ..Sent::default() })?;
        session.result(&answer, || sentence!(session, "incident.erased", incident = self.incident))
    }
}
