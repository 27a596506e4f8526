//! `wardroom workflow start` and `signal`: what a form asks for is given as `--field name=value`.

use clap::Args;
use domain::incident::Reality;
use serde_json::{Value, json};

use super::change::print;
use crate::answer::{items, text};
use crate::client::{Client, Payload, Sent, own_key, segment};
use crate::coded::coded;
use crate::fault::Fault;
use crate::form_fields;
use crate::output::Session;

#[derive(Args)]
pub struct Start {
    kind: String,
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
    #[arg(long, value_name = "CODE")]
    grid: Option<String>,
    #[arg(long)]
    incident: Option<String>,
    #[arg(long)]
    key: Option<String>,
    #[arg(long = "field", value_name = "NAME=VALUE", value_parser = form_fields::parse)]
    fields: Vec<(String, String)>,
    #[arg(long, default_value = "actual", value_parser = coded(&[Reality::Actual, Reality::Exercise, Reality::Test]))]
    reality: String,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Start {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let form = self.form(client)?;
        let fields = form_fields::typed(session, &form, &self.fields)?;
        let mut body = json!({ "kind": self.kind, "reality": self.reality, "fields": fields });
        let more = [
            ("district", self.district),
            ("grid", self.grid),
            ("incident", self.incident),
            ("key", self.key),
            ("reason", self.reason),
        ];
        for (name, value) in more {
            if let Some(value) = value {
                body[name] = value.into();
            }
        }
        let key = own_key();
        let sent = Sent { key: Some(&key), body: Some(Payload::Json(body)), ..Sent::default() };
        print(session, &client.send("POST", &client.of_county("workflows")?, sent)?)
    }

    fn form(&self, client: &Client) -> Result<Value, Fault> {
        if self.fields.is_empty() {
            return Ok(Value::Null);
        }
        let kinds = client.get(&client.of_county("workflow-kinds")?, Vec::new())?;
        let of_kind = items(&kinds, "items").find(|kind| text(&kind["kind"], "code") == self.kind);
        Ok(of_kind.map_or(Value::Null, |kind| kind["start"].clone()))
    }
}

#[derive(Args)]
pub struct Signal {
    workflow: String,
    signal: String,
    #[arg(long = "field", value_name = "NAME=VALUE", value_parser = form_fields::parse)]
    fields: Vec<(String, String)>,
    #[arg(long, value_name = "CODE")]
    person: Option<String>,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Signal {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("workflows/{}", segment(&self.workflow)))?;
        let workflow = client.get(&path, Vec::new())?;
        let form = items(&workflow, "waits").find(|form| text(form, "name") == self.signal);
        let fields = form_fields::typed(session, form.unwrap_or(&Value::Null), &self.fields)?;
        let mut body = json!({ "name": self.signal, "fields": fields });
        for (name, value) in [("person", self.person), ("reason", self.reason)] {
            if let Some(value) = value {
                body[name] = value.into();
            }
        }
        let key = own_key();
        let sent = Sent { key: Some(&key), body: Some(Payload::Json(body)), ..Sent::default() };
        print(session, &client.send("POST", &format!("{path}/signals"), sent)?)
    }
}
