//! `wardroom plugin settings`: shows a plugin's settings, or sets them from a file.

use std::path::PathBuf;

use clap::{ArgGroup, Args};
use domain::limits::PLUGIN_SETTINGS_BYTES_MAX;
use domain::strict_json;
use serde_json::{Value, json};

use super::inspect;
use crate::client::{Client, Payload, Sent, segment};
use crate::county_folder::read_bounded;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::{phrase, sentence};

#[derive(Args)]
#[command(group = ArgGroup::new("change").args(["file", "withdraw"]))]
pub struct Settings {
    plugin: String,
    #[arg(conflicts_with = "withdraw")]
    file: Option<PathBuf>,
    #[arg(long, value_name = "CODE", requires = "change")]
    district: Option<String>,
    #[arg(long = "version", id = "of-version", value_name = "VERSION", requires = "change")]
    version: Option<String>,
    #[arg(long)]
    withdraw: bool,
    #[arg(long, value_name = "TEXT", requires = "change")]
    reason: Option<String>,
}

impl Settings {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let plugin = format!("plugins/{}", segment(&self.plugin));
        if self.withdraw {
            let path = client.of_county(&format!("{plugin}/settings/withdraw"))?;
            let answer = client.post(&path, self.about(json!({})))?;
            return session.result(&answer, || sentence!(session, "plugin.settings-withdrawn", plugin = self.plugin));
        }
        let Some(file) = &self.file else {
            let plugin = client.get(&client.of_county(&plugin)?, Vec::new())?;
            return session.result(&plugin["settings"], || shown(session, &plugin["settings"]));
        };
        let fault =
            |fault: String| Fault::bad_input(sentence!(session, "data.file-fault", file = file.display(), fault));
        let bytes = read_bounded(file, PLUGIN_SETTINGS_BYTES_MAX, session).map_err(fault)?;
        let settings: Value = strict_json::read_value(&bytes).map_err(|error| fault(error.to_string()))?;
        let body = self.about(json!({ "settings": settings }));
        let path = client.of_county(&format!("{plugin}/settings"))?;
        let answer = client.send("PUT", &path, Sent { body: Some(Payload::Json(body)), ..Sent::default() })?;
        session.result(&answer, || sentence!(session, "plugin.settings-set", plugin = self.plugin))
    }

    /// With whose settings they are, and why.
    fn about(&self, mut body: Value) -> Value {
        for (name, value) in [("district", &self.district), ("version", &self.version), ("reason", &self.reason)] {
            if let Some(value) = value {
                body[name] = value.as_str().into();
            }
        }
        body
    }
}

fn shown(session: Session, settings: &Value) -> String {
    let in_force = inspect::in_force(session, settings);
    if in_force.is_empty() {
        return phrase!(session, "plugin.settings-none").to_owned();
    }
    let one = |(district, settings): &(String, Value)| {
        let heading = sentence!(session, "plugin.settings-of", district, version = settings["version"]);
        format!("{heading}\n{}\n", serde_json::to_string_pretty(&settings["settings"]).unwrap_or_default())
    };
    in_force.iter().map(one).collect()
}
