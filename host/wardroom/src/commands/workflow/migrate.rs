//! `wardroom workflow migrate`.

use clap::Args;
use serde_json::{Value, json};

use crate::answer::{items, text};
use crate::client::Client;
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::Text;

/// Take workflows over to another installed version of their plugin, or only try it with --dry-run
#[derive(Args)]
pub struct Migrate {
    /// The plugin's name
    plugin: String,
    /// The version, or the first digits of its digest
    to: String,
    /// Ids or numbers of the workflows
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    workflows: Vec<String>,
    /// Every workflow of the plugin that is under way
    #[arg(long)]
    all: bool,
    /// Only try it: nothing is changed
    #[arg(long)]
    dry_run: bool,
    /// Those that the version refuses stay where they are; without this, one refusal keeps all where they are
    #[arg(long)]
    partial: bool,
    /// Why, for the journal
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
        let outcome = match (text(one, "outcome"), session.lang) {
            ("migrated", telling::Lang::Zh) => "已换版",
            ("would-migrate", telling::Lang::Zh) => "可换版",
            ("refused", telling::Lang::Zh) => "拒绝",
            ("there-already", telling::Lang::Zh) => "已在该版本",
            (other, _) => other,
        };
        vec![text(one, "id").to_owned(), text(one, "from").to_owned(), outcome.to_owned(), text(one, "why").to_owned()]
    };
    let heading = [Text::Workflow, Text::Version, Text::Outcome, Text::Reason].map(|text| session.text(text));
    let rows = table(&heading, &[], items(done, "instances").map(row));
    let sum = match done["dry_run"].as_bool() {
        Some(true) => Text::MigrationTried,
        _ => Text::MigrationDone,
    };
    let (plugin, to) = (text(done, "plugin"), text(done, "to"));
    format!("{rows}{}", session.fill(sum, &[&plugin, &to, &done["migrated"], &done["refused"]]))
}
