//! `wardroom plugin mode` and `plugin lift`: how much a plugin counts in a district, and letting it out of quarantine.

use clap::Args;
use clap::builder::PossibleValuesParser;
use domain::hooks::Hook;
use serde_json::{Value, json};

use super::list;
use crate::client::{Client, segment};
use crate::fault::Fault;
use crate::output::Session;
use crate::text::Text;

/// Say how much a plugin counts: off, shadow, advise or auto; in force for the next incident
#[derive(Args)]
pub struct SetMode {
    /// The plugin's name
    plugin: String,
    /// off: not asked; shadow: runs beside the live rule; advise: a person confirms; auto: decides
    #[arg(value_parser = ["off", "shadow", "advise", "auto"])]
    mode: String,
    /// Behind which hook
    #[arg(long, value_parser = PossibleValuesParser::new(Hook::ALL.map(Hook::name)))]
    hook: String,
    /// In this district; may be given several times
    #[arg(long = "district", value_name = "CODE", required_unless_present = "all", conflicts_with = "all")]
    districts: Vec<String>,
    /// In all districts
    #[arg(long)]
    all: bool,
    /// Its place among the plugins of the hook, lowest first [default: as it is]
    #[arg(long)]
    order: Option<u16>,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl SetMode {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let districts = if self.all { json!("all") } else { json!(self.districts) };
        let mut body = json!({ "districts": districts, "hook": self.hook, "mode": self.mode });
        set(&mut body, "order", self.order);
        set(&mut body, "reason", self.reason);
        let path = client.of_county(&format!("plugins/{}/mode", segment(&self.plugin)))?;
        let plugin = client.post(&path, body)?;
        session.result(&plugin, || list::seats(session, [&plugin]))
    }
}

fn set(body: &mut Value, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        body[name] = value.into();
    }
}

/// Let a plugin out of quarantine in a district
#[derive(Args)]
pub struct Lift {
    /// The plugin's name
    plugin: String,
    /// In which district
    #[arg(long, value_name = "CODE")]
    district: String,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Lift {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let mut body = json!({ "district": self.district });
        set(&mut body, "reason", self.reason);
        let path = client.of_county(&format!("plugins/{}/quarantine/lift", segment(&self.plugin)))?;
        let answer = client.post(&path, body)?;
        session.result(&answer, || session.fill(Text::QuarantineLifted, &[&self.plugin, &self.district]))
    }
}
