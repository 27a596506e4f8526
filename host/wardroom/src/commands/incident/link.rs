//! `wardroom incident link` and `unlink`: what incidents have to do with each other.

use clap::Args;
use domain::incident::link::Relation;
use serde_json::{Value, json};

use super::reply;
use crate::answer::{clock, items, text};
use crate::client::names::{Names, Of};
use crate::client::{Client, Payload, Sent, own_key, segment};
use crate::coded::coded;
use crate::fault::Fault;
use crate::output::{Session, section};
use crate::text::{phrase, sentence};

#[derive(Args)]
pub struct Link {
    incident: String,
    other: String,
    #[arg(long = "as", value_parser = coded(&Relation::ALL))]
    relation: String,
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

#[derive(Args)]
pub struct Unlink {
    incident: String,
    other: String,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Link {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let body = json!({ "incident": self.other, "relation": self.relation });
        send(session, client, "POST", &format!("incidents/{}/links", segment(&self.incident)), body, self.note)
    }
}

impl Unlink {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = format!("incidents/{}/links/{}", segment(&self.incident), segment(&self.other));
        send(session, client, "DELETE", &path, json!({}), self.reason)
    }
}

fn send(
    session: Session,
    client: &Client,
    method: &str,
    path: &str,
    mut body: Value,
    reason: Option<String>,
) -> Result<(), Fault> {
    if let Some(reason) = reason {
        body["reason"] = reason.into();
    }
    let key = own_key();
    let sent = Sent { key: Some(&key), body: Some(Payload::Json(body)), ..Sent::default() };
    reply::print(session, client, &client.send(method, &client.of_county(path)?, sent)?)
}

/// The links of an incident as a table.
pub fn rows(session: Session, names: &Names, incident: &Value) -> String {
    let row = |link: &Value| {
        let relation = text(&link["relation"], "text");
        let other = text(link, "incident");
        let how = match link["from_there"].as_bool() {
            Some(true) => sentence!(session, "link.from-there", other, relation),
            _ => relation.to_owned(),
        };
        vec![
            other.to_owned(),
            names.beside(Of::Kinds, text(link, "kind")),
            how,
            clock(text(link, "at")),
            text(link, "by").to_owned(),
            text(link, "reason").to_owned(),
        ]
    };
    let heading = [
        phrase!("heading.linked"),
        phrase!("heading.kind"),
        phrase!("heading.relation"),
        phrase!("heading.time"),
        phrase!("heading.by"),
        phrase!("heading.reason"),
    ];
    section(session, &heading, items(incident, "links").map(row).collect())
}
