//! `wardroom workflow migrate`.

use clap::Args;
use serde_json::{Value, json};

use crate::answer::{items, text};
use crate::client::Client;
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::{WORDS, phrase, sentence};

#[derive(Args)]
pub struct Migrate {
    plugin: String,
    to: String,
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    workflows: Vec<String>,
    #[arg(long)]
    all: bool,
    #[arg(long)]
    dry_run: bool,
    #[arg(long)]
    partial: bool,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Migrate {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let mut body = json!({
            "plugin": self.plugin, "to": self.to, "all": self.all, "dry_run": self.dry_run, "partial": self.partial,
        });
        if !self.all {
            body["instances"] = self.workflows.into();
        }
        if let Some(reason) = self.reason {
            body["reason"] = reason.into();
        }
        let done = client.post(&client.of_county("workflow-migrations")?, body)?;
        session.result(&done, || told(session, &done))
    }
}

fn told(session: Session, done: &Value) -> String {
    let row = |one: &Value| {
        let outcome = text(one, "outcome");
        let outcome = WORDS.of_family("migration", outcome).map_or(outcome, |word| word.of(session.lang));
        vec![text(one, "id").to_owned(), text(one, "from").to_owned(), outcome.to_owned(), text(one, "why").to_owned()]
    };
    let heading = [
        phrase!("heading.workflow"),
        phrase!("heading.version"),
        phrase!("heading.outcome"),
        phrase!("heading.reason"),
    ]
    .map(|text| session.text(text));
    let rows = table(&heading, &[], items(done, "instances").map(row));
    let (plugin, version) = (text(done, "plugin"), text(done, "to"));
    let (migrated, refused) = (&done["migrated"], &done["refused"]);
    let sum = match done["dry_run"].as_bool() {
        Some(true) => sentence!(session, "workflow.migration-tried", plugin, version, migrated, refused),
        _ => sentence!(session, "workflow.migration-done", plugin, version, migrated, refused),
    };
    format!("{rows}{sum}")
}
