//! The commands that stop a workflow, let it go on, or end it: each one request, answered with how it stands then.

use clap::Args;
use domain::workflow::Status;
use serde_json::{Value, json};

use crate::answer::text;
use crate::client::{Client, Payload, Sent, segment};
use crate::fault::Fault;
use crate::output::Session;
use crate::text::sentence;
use crate::words::word;

/// Prints the reply of a command about a workflow.
pub fn print(session: Session, reply: &Value) -> Result<(), Fault> {
    session.result(reply, || {
        let status = word::<Status>(text(reply, "status"), session.lang);
        let values = [text(reply, "id"), text(reply, "kind"), text(reply, "key"), text(reply, "district"), &status];
        sentence!(
            session,
            "workflow.line",
            workflow = values[0],
            kind = values[1],
            key = values[2],
            district = values[3],
            status = values[4]
        )
    })
}

fn send(session: Session, client: &Client, workflow: &str, what: &str, reason: Option<String>) -> Result<(), Fault> {
    post(session, client, workflow, what, reason.map_or_else(|| json!({}), |reason| json!({ "reason": reason })))
}

fn post(session: Session, client: &Client, workflow: &str, what: &str, body: Value) -> Result<(), Fault> {
    let path = client.of_county(&format!("workflows/{}/{what}", segment(workflow)))?;
    let sent = Sent { body: Some(Payload::Json(body)), ..Sent::default() };
    print(session, &client.send("POST", &path, sent)?)
}

// Which workflow, and perhaps why.
#[derive(Args)]
struct Of {
    workflow: String,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

// Which workflow, and why.
#[derive(Args)]
struct Because {
    workflow: String,
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Args)]
pub struct Pause {
    #[command(flatten)]
    of: Of,
}

impl Pause {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        send(session, client, &self.of.workflow, "pause", self.of.reason)
    }
}

#[derive(Args)]
pub struct Resume {
    #[command(flatten)]
    of: Of,
}

impl Resume {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        send(session, client, &self.of.workflow, "resume", self.of.reason)
    }
}

#[derive(Args)]
pub struct Retry {
    #[command(flatten)]
    of: Of,
}

impl Retry {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        send(session, client, &self.of.workflow, "retry", self.of.reason)
    }
}

#[derive(Args)]
pub struct Cancel {
    #[command(flatten)]
    of: Because,
}

impl Cancel {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        send(session, client, &self.of.workflow, "cancel", Some(self.of.reason))
    }
}

#[derive(Args)]
pub struct Restart {
    #[command(flatten)]
    of: Because,
    #[arg(long, value_name = "CODE")]
    approver: String,
}

impl Restart {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let body = json!({ "approver": self.approver, "reason": self.of.reason });
        post(session, client, &self.of.workflow, "restart", body)
    }
}
