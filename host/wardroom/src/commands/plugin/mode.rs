//! `wardroom plugin mode`, `plugin roll-back` and `plugin lift`: how much a version counts in a district, taking the last step back,
//! and letting a plugin out of quarantine.

use clap::Args;
use domain::hooks::Hook;
use domain::plugin::Mode;
use serde_json::{Value, json};

use super::list;
use crate::client::{Client, segment};
use crate::coded::coded;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::sentence;

#[derive(Args)]
pub struct SetMode {
    plugin: String,
    #[arg(value_parser = coded(&[Mode::Off, Mode::Shadow, Mode::Advise, Mode::Auto]))]
    mode: String,
    #[arg(long, value_parser = coded(&Hook::ALL))]
    hook: String,
    #[arg(long = "district", value_name = "CODE", required_unless_present = "all", conflicts_with = "all")]
    districts: Vec<String>,
    #[arg(long)]
    all: bool,
    #[arg(long)]
    order: Option<u16>,
    #[arg(long = "version", id = "of-version", value_name = "VERSION")]
    version: Option<String>,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl SetMode {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let districts = if self.all { json!("all") } else { json!(self.districts) };
        let mut body = json!({ "districts": districts, "hook": self.hook, "mode": self.mode });
        set(&mut body, "order", self.order);
        set(&mut body, "version", self.version);
        set(&mut body, "reason", self.reason);
        let path = client.of_county(&format!("plugins/{}/mode", segment(&self.plugin)))?;
        let plugin = client.post(&path, body)?;
        session.result(&plugin, || list::seats(session, &client.names(), [&plugin]))
    }
}

fn set(body: &mut Value, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        body[name] = value.into();
    }
}

#[derive(Args)]
pub struct RollBack {
    plugin: String,
    #[arg(long, value_name = "CODE")]
    district: String,
    #[arg(long, value_parser = coded(&Hook::ALL))]
    hook: Option<String>,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl RollBack {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let mut body = json!({ "district": self.district });
        set(&mut body, "hook", self.hook);
        set(&mut body, "reason", self.reason);
        let path = client.of_county(&format!("plugins/{}/roll-back", segment(&self.plugin)))?;
        let plugin = client.post(&path, body)?;
        session.result(&plugin, || list::seats(session, &client.names(), [&plugin]))
    }
}

#[derive(Args)]
pub struct Lift {
    plugin: String,
    #[arg(long, value_name = "CODE")]
    district: String,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Lift {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let mut body = json!({ "district": self.district });
        set(&mut body, "reason", self.reason);
        let path = client.of_county(&format!("plugins/{}/quarantine/lift", segment(&self.plugin)))?;
        let answer = client.post(&path, body)?;
        session.result(&answer, || {
            sentence!(session, "plugin.quarantine-lifted", plugin = self.plugin, district = self.district)
        })
    }
}
