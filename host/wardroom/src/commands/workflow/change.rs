//! The commands that stop a workflow, let it go on, or end it: each one request, answered with how it stands then.

use clap::Args;
use domain::workflow::Status;
use serde_json::{Value, json};

use crate::answer::text;
use crate::client::{Client, Payload, Sent, segment};
use crate::fault::Fault;
use crate::output::Session;
use crate::text::Text;
use crate::words::word;

/// Prints the reply of a command about a workflow.
pub fn print(session: Session, reply: &Value) -> Result<(), Fault> {
    session.result(reply, || {
        let status = word::<Status>(text(reply, "status"), session.lang);
        let values = [text(reply, "id"), text(reply, "kind"), text(reply, "key"), text(reply, "district"), &status];
        session.fill(Text::WorkflowLine, &[&values[0], &values[1], &values[2], &values[3], &values[4]])
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

/// Which workflow, and perhaps why.
#[derive(Args)]
struct Of {
    /// Its id or its number
    workflow: String,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

/// Which workflow, and why.
#[derive(Args)]
struct Because {
    /// Its id or its number
    workflow: String,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Stop a workflow for now: what happens to it meanwhile waits
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

/// Let a paused workflow go on
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

/// Try a step that failed once more, at once
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

/// Cancel a workflow: its timers stop, its open tasks are cancelled, its units go back
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

/// Cancel a workflow and start it anew on the newest version, with what it was started with
#[derive(Args)]
pub struct Restart {
    #[command(flatten)]
    of: Because,
    /// Code of the person who approved of it
    #[arg(long, value_name = "CODE")]
    approver: String,
}

impl Restart {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let body = json!({ "approver": self.approver, "reason": self.of.reason });
        post(session, client, &self.of.workflow, "restart", body)
    }
}
