//! `wardroom workflow show` and `explain`.

use clap::Args;
use serde_json::Value;

use crate::answer::{clock, items, list, text};
use crate::client::{Client, segment};
use crate::commands::explain::told;
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::Text;

/// Show how a workflow stands: what it waits for, its tasks and timers, what holds it up
#[derive(Args)]
pub struct Show {
    /// Its id or its number
    workflow: String,
}

impl Show {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("workflows/{}", segment(&self.workflow)))?;
        let workflow = client.get(&path, Vec::new())?;
        session.result(&workflow, || whole(session, &workflow))
    }
}

/// Tell a workflow's story: what happened step by step, what was done, who did what
#[derive(Args)]
pub struct Explain {
    /// Its id or its number
    workflow: String,
}

impl Explain {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        told(session, client, &format!("workflows/{}", segment(&self.workflow)))
    }
}

fn whole(session: Session, workflow: &Value) -> String {
    let (pinned, word) = (&workflow["pinned"], |of: &Value| text(of, "text").to_owned());
    let waits = items(workflow, "waits").map(|form| format!("{} ({})", text(form, "title"), text(form, "name")));
    let failure = &workflow["failure"];
    let lines = [
        (Text::Workflow, text(workflow, "id").to_owned()),
        (Text::Kind, word(&workflow["kind"])),
        (Text::Key, text(workflow, "key").to_owned()),
        (Text::Status, word(&workflow["status"])),
        (Text::Stage, word(&workflow["stage"])),
        (Text::District, text(workflow, "district").to_owned()),
        (Text::Grid, text(workflow, "grid").to_owned()),
        (Text::Incident, text(workflow, "incident").to_owned()),
        (Text::Plugin, format!("{} {} ({})", text(pinned, "plugin"), text(pinned, "version"), word(&pinned["life"]))),
        (Text::Starts, format!("{} {}", clock(text(workflow, "started_at")), text(workflow, "started_by"))),
        (Text::WaitsFor, waits.collect::<Vec<_>>().join(", ")),
        (Text::Children, list(workflow, "children").join(", ")),
        (Text::Failure, word(&failure["why"])),
        (Text::RetryAt, clock(text(failure, "retry_at"))),
        (Text::Ends, clock(text(workflow, "ended_at"))),
    ];
    let rows = lines.into_iter().filter(|(_, value)| !value.is_empty());
    let rows = rows.map(|(name, value)| vec![session.text(name).to_owned(), value]);
    let mut whole = table(&["", ""], &[], rows).trim_start().to_owned();
    let task = |task: &Value| {
        vec![
            text(task, "id").to_owned(),
            text(task, "title").to_owned(),
            word(&task["assignee"]),
            word(&task["status"]),
            clock(text(task, "due")),
        ]
    };
    let heading = [Text::Task, Text::Title, Text::TaskFor, Text::Status, Text::Due];
    whole.push_str(&section(session, &heading, items(workflow, "tasks").map(task).collect()));
    let timer = |timer: &Value| vec![timer["key"].to_string(), clock(text(timer, "due"))];
    whole.push_str(&section(session, &[Text::Timer, Text::Due], items(workflow, "timers").map(timer).collect()));
    let step = |step: &Value| vec![clock(text(step, "at")), word(&step["happened"]), word(&step["stage"])];
    let heading = [Text::Time, Text::Happened, Text::Stage];
    whole.push_str(&section(session, &heading, items(workflow, "steps").map(step).collect()));
    whole
}

/// A table after a blank line; nothing where there are no rows.
fn section(session: Session, heading: &[Text], rows: Vec<Vec<String>>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let heading: Vec<&str> = heading.iter().map(|text| session.text(*text)).collect();
    format!("\n{}", table(&heading, &[], rows))
}
