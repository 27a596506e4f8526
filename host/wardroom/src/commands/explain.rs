//! `wardroom explain`: the story of an incident, a workflow or a task in words: what was done, why, what held it up; and with
//! `--verbose` what plugins said for their authors.

use clap::Args;
use serde_json::Value;

use crate::answer::{items, list, text};
use crate::client::{Client, Server, segment};
use crate::fault::Fault;
use crate::output::Session;
use crate::text::phrase;

#[derive(Args)]
pub struct Explain {
    #[command(flatten)]
    server: Server,
    matter: String,
    #[arg(long)]
    verbose: bool,
}

impl Explain {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = self.server.client(session)?;
        let sort = match self.matter.as_bytes().first() {
            Some(b'W') => "workflows",
            Some(b'T') => "tasks",
            _ => "incidents",
        };
        tell(session, &client, &format!("{sort}/{}", segment(&self.matter)), self.verbose)
    }
}

/// Prints the story of what lies at this path of the county.
pub fn told(session: Session, client: &Client, path: &str) -> Result<(), Fault> {
    tell(session, client, path, false)
}

fn tell(session: Session, client: &Client, path: &str, verbose: bool) -> Result<(), Fault> {
    let path = client.of_county(&format!("{path}/explanation"))?;
    let story = client.get(&path, vec![("lang", session.lang.tag().to_owned())])?;
    session.result(&story, || {
        let mut told = text(&story, "text").to_owned();
        if verbose {
            told.push_str(&format!("\n{}\n", phrase!(session, "explain.log")));
            logs(&story, &mut told);
        }
        told
    })
}

/// What plugins said for their authors, wherever in the story it stands: when, who, and line by line.
fn logs(of: &Value, told: &mut String) {
    match of {
        Value::Object(parts) => {
            for logged in items(of, "log") {
                let (at, plugin) = (crate::answer::clock(text(of, "at")), text(logged, "plugin"));
                list(logged, "lines").iter().for_each(|line| told.push_str(&format!("  {at} {plugin}: {line}\n")));
            }
            parts.iter().filter(|(name, _)| *name != "log").for_each(|(_, part)| logs(part, told));
        }
        Value::Array(parts) => parts.iter().for_each(|part| logs(part, told)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_are_found_wherever_they_stand() {
        let log = serde_json::json!([{ "plugin": "nearest", "lines": ["one", "two"] }]);
        let decision = serde_json::json!({ "at": "2022-09-01T08:00:00+08:00", "log": log });
        let story = serde_json::json!({ "text": "…", "incident": { "decisions": [decision, { "at": "" }] } });
        let mut told = String::new();
        logs(&story, &mut told);
        assert_eq!(told, "  2022-09-01 08:00:00 nearest: one\n  2022-09-01 08:00:00 nearest: two\n");
    }
}
