//! Giving a task, taking it on, saying what came of it, cancelling it: each one request.

use clap::Args;
use domain::task::TaskStatus;
use serde_json::{Value, json};

use crate::answer::text;
use crate::client::{Client, Payload, Sent, own_key, segment};
use crate::fault::Fault;
use crate::form_fields;
use crate::output::Session;
use crate::text::sentence;
use crate::words::word;

fn send(
    session: Session,
    client: &Client,
    path: &str,
    mut body: Value,
    more: [(&str, Option<String>); 2],
) -> Result<(), Fault> {
    for (name, value) in more {
        if let Some(value) = value {
            body[name] = value.into();
        }
    }
    let key = own_key();
    let sent = Sent { key: Some(&key), body: Some(Payload::Json(body)), ..Sent::default() };
    let reply = client.send("POST", &client.of_county(path)?, sent)?;
    session.result(&reply, || {
        let status = word::<TaskStatus>(text(&reply, "status"), session.lang);
        sentence!(session, "workflow.task-line", task = text(&reply, "id"), status)
    })
}

#[derive(Args)]
pub struct Create {
    title: String,
    #[arg(long, value_name = "CODE")]
    district: String,
    #[arg(long, value_name = "WHO")]
    to: String,
    #[arg(long)]
    incident: Option<String>,
    #[arg(long, value_name = "TIME")]
    due: Option<String>,
}

impl Create {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let body = json!({ "title": self.title, "district": self.district, "assignee": self.to });
        send(session, client, "tasks", body, [("incident", self.incident), ("due", self.due)])
    }
}

#[derive(Args)]
pub struct Accept {
    task: String,
    #[arg(long, value_name = "CODE")]
    person: Option<String>,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Accept {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = format!("tasks/{}/accept", segment(&self.task));
        send(session, client, &path, json!({}), [("person", self.person), ("reason", self.reason)])
    }
}

#[derive(Args)]
pub struct Done {
    task: String,
    #[arg(default_value = "done")]
    outcome: String,
    #[arg(long = "field", value_name = "NAME=VALUE", value_parser = form_fields::parse)]
    fields: Vec<(String, String)>,
    #[arg(long, value_name = "CODE")]
    person: Option<String>,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Done {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = format!("tasks/{}", segment(&self.task));
        let task = client.get(&client.of_county(&path)?, Vec::new())?;
        let fields = form_fields::typed(session, &task["form"], &self.fields)?;
        let body = json!({ "outcome": self.outcome, "fields": fields });
        send(session, client, &format!("{path}/done"), body, [("person", self.person), ("reason", self.reason)])
    }
}

#[derive(Args)]
pub struct Cancel {
    task: String,
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Cancel {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = format!("tasks/{}/cancel", segment(&self.task));
        send(session, client, &path, json!({}), [("reason", Some(self.reason)), ("person", None)])
    }
}
