//! `wardroom plugin differences` and `plugin sign-off`: how versions in shadow answered beside what counted, and that somebody has
//! looked at it.

use clap::Args;
use domain::hooks::Hook;
use serde_json::{Value, json};

use crate::answer::{clock, items, text};
use crate::client::{Client, segment};
use crate::coded::coded;
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::{phrase, sentence};

#[derive(Args)]
pub struct Differences {
    plugin: String,
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
}

impl Differences {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("plugins/{}/differences", segment(&self.plugin)))?;
        let mut all = client.get(&path, Vec::new())?;
        if let (Some(district), Some(pairings)) = (&self.district, all["items"].as_array_mut()) {
            pairings.retain(|pairing| text(pairing, "district") == district);
        }
        session.result(&all, || told(session, &all))
    }
}

fn told(session: Session, all: &Value) -> String {
    let heading = [
        phrase!("heading.hook"),
        phrase!("heading.district"),
        phrase!("heading.shadow"),
        phrase!("heading.live"),
        phrase!("heading.compared"),
        phrase!("heading.differing"),
        phrase!("heading.in-what"),
        phrase!("heading.newest"),
        phrase!("heading.signed-off"),
    ];
    let counted = |pairing: &Value, of: &str| {
        let one = |counted: &Value| format!("{} {}", text(&counted["what"], "text"), counted["times"]);
        items(pairing, of).map(one).collect::<Vec<_>>()
    };
    let row = |pairing: &Value| {
        let live = &pairing["live"];
        let newest = match pairing["newest"].as_object() {
            Some(newest) => format!("{} {}", text(&newest["matter"], "code"), newest["decision"]),
            None => String::new(),
        };
        let signed = match &pairing["signed_off"] {
            Value::Object(_) => {
                let signed = &pairing["signed_off"];
                let (by, at) = (text(signed, "by"), clock(text(signed, "at")));
                let (compared, differing) = (&signed["compared"], &signed["differing"]);
                let note = text(signed, "note");
                match note.is_empty() {
                    true => sentence!(session, "plugin.signed", by, at, compared, differing),
                    false => sentence!(session, "plugin.signed-with-note", by, at, compared, differing, note),
                }
            }
            _ => String::new(),
        };
        let sorts = [counted(pairing, "sorts"), counted(pairing, "uncompared")].concat();
        vec![
            text(&pairing["hook"], "text").to_owned(),
            text(pairing, "district").to_owned(),
            text(pairing, "version").to_owned(),
            format!("{} {}", text(live, "plugin"), text(live, "version")),
            pairing["compared"].to_string(),
            pairing["differing"].to_string(),
            sorts.join(", "),
            newest,
            signed,
        ]
    };
    table(&heading.map(|text| session.text(text)), &[4, 5], items(all, "items").map(row))
}

#[derive(Args)]
pub struct SignOff {
    plugin: String,
    #[arg(long = "version", id = "of-version", value_name = "VERSION")]
    version: String,
    #[arg(long, value_name = "CODE")]
    district: String,
    #[arg(long, value_parser = coded(&Hook::ALL))]
    hook: String,
    #[arg(long, value_name = "VERSION")]
    live: Option<String>,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl SignOff {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let mut body = json!({ "district": self.district, "hook": self.hook, "version": self.version });
        for (name, value) in [("live", &self.live), ("reason", &self.reason)] {
            if let Some(value) = value {
                body[name] = value.as_str().into();
            }
        }
        let path = client.of_county(&format!("plugins/{}/differences/sign-off", segment(&self.plugin)))?;
        let answer = client.post(&path, body)?;
        session.result(&answer, || {
            let (plugin, version, district) = (&self.plugin, &self.version, &self.district);
            sentence!(session, "plugin.differences-signed-off", plugin, version, district)
        })
    }
}
