//! Personal data of a workflow and its tasks: read for a purpose, erased for a reason; both stand in the journal.

use clap::Args;
use serde_json::{Value, json};

use crate::client::{Client, Payload, Sent, segment};
use crate::fault::Fault;
use crate::output::Session;
use crate::text::sentence;

#[derive(Args)]
pub struct Personal {
    workflow: String,
    #[arg(long)]
    task: Option<String>,
    #[arg(long, value_name = "TEXT")]
    purpose: String,
    #[arg(long = "field", value_name = "NAME", required = true)]
    fields: Vec<String>,
}

impl Personal {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("workflows/{}/fields/read", segment(&self.workflow)))?;
        let mut body = json!({ "fields": self.fields, "purpose": self.purpose });
        if let Some(task) = self.task {
            body["task"] = task.into();
        }
        let read = client.post(&path, body)?;
        session.result(&read, || {
            let field = |(name, value): (&String, &Value)| format!("{name}: {}\n", value.as_str().unwrap_or_default());
            read.as_object().into_iter().flatten().map(field).collect()
        })
    }
}

#[derive(Args)]
pub struct Erase {
    workflow: String,
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Erase {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("workflows/{}/fields", segment(&self.workflow)))?;
        let body = Some(Payload::Json(json!({ "reason": self.reason })));
        let answer = client.send("DELETE", &path, Sent { body, ..Sent::default() })?;
        session.result(&answer, || sentence!(session, "workflow.erased", workflow = self.workflow))
    }
}
