//! `wardroom plugin install`: a component's file to a server, with what it is granted.

use std::path::PathBuf;

use clap::Args;
use domain::plugin::Grants;
use serde_json::Value;

use super::inspect;
use crate::answer::text;
use crate::client::{Client, Payload, Sent};
use crate::fault::Fault;
use crate::output::Session;
use crate::text::{phrase, sentence};

#[derive(Args)]
pub struct Install {
    file: PathBuf,
    #[arg(long, conflicts_with = "grants")]
    grant_requested: bool,
    #[arg(long = "grant", value_name = "WHAT:NAME")]
    grants: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Install {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let (component, inspected) = inspect::read(&self.file, session)?;
        let requests = &inspected.manifest.requests;
        let mut query = if self.grant_requested {
            vec![("grant_requested", "true".to_owned())]
        } else if self.grants.is_empty() {
            return Err(undecided(session, &self.file.display().to_string(), requests));
        } else {
            let grants = parse(&self.grants).map_err(|what| {
                Fault::bad_input(sentence!(session, "plugin.grant-unknown", grant = what))
                    .help(phrase!(session, "plugin.grant-help"))
            })?;
            vec![("grants", serde_json::to_string(&grants).unwrap_or_default())]
        };
        query.extend(self.reason.map(|reason| ("reason", reason)));
        let body = Some(Payload::Bytes { media_type: "application/wasm", bytes: &component });
        let answer = client.send("POST", &client.of_county("plugins")?, Sent { query, key: None, body })?;
        session.result(&answer, || told(session, &answer))
    }
}

/// Nothing is granted by default; the person is shown what there is to decide.
fn undecided(session: Session, file: &str, requests: &Grants) -> Fault {
    let asked = serde_json::to_value(requests).unwrap_or(Value::Null);
    Fault::bad_input(sentence!(session, "plugin.grants-needed", file))
        .items(inspect::grants(session, &asked).split(", "))
        .help(phrase!(session, "plugin.grants-needed-help"))
}

/// Grants from the command line; the first that is none comes back.
fn parse(given: &[String]) -> Result<Grants, String> {
    let mut grants = Grants::default();
    for grant in given {
        let (what, name) = grant.split_once(':').ok_or_else(|| grant.clone())?;
        let hook = || serde_json::from_value(Value::from(name)).map_err(|_| grant.clone());
        let new = match what {
            "hook" => grants.hooks.insert(hook()?),
            "view" => grants.view.insert(name.to_owned()),
            "field" => grants.fields.insert(name.to_owned()),
            "proposal" => grants.proposals.insert(name.to_owned()),
            _ => return Err(grant.clone()),
        };
        if !new || !grants.unknown().is_empty() {
            return Err(grant.clone());
        }
    }
    Ok(grants)
}

fn told(session: Session, answer: &Value) -> String {
    let plugin = &answer["plugin"];
    sentence!(
        session,
        "plugin.installed",
        plugin = text(plugin, "name"),
        version = text(plugin, "version"),
        digest = text(plugin, "digest")
    )
}

#[cfg(test)]
mod tests {
    use domain::hooks::Hook;

    use super::*;

    fn parse_words(words: &str) -> Result<Grants, String> {
        parse(&words.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn grants_are_read_strictly() {
        let grants = parse_words("hook:dispatch view:on-duty proposal:assign field:exact-position").unwrap();
        assert!(grants.hooks.contains(&Hook::Dispatch) && grants.view.contains("on-duty"));
        assert!(grants.proposals.contains("assign") && grants.fields.contains("exact-position"));
        for bad in
            ["dispatch", "hook:despatch", "view:everything", "power:all", "field:", "proposal:assign proposal:assign"]
        {
            assert_eq!(parse_words(bad).unwrap_err(), bad.split(' ').next_back().unwrap());
        }
    }
}
