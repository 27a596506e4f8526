//! `wardroom workflow show` and `explain`.

use clap::Args;
use serde_json::Value;

use crate::answer::{clock, items, list, text};
use crate::client::names::{Names, Of};
use crate::client::{Client, segment};
use crate::commands::explain::told;
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::{Text, phrase};

#[derive(Args)]
pub struct Show {
    workflow: String,
}

impl Show {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("workflows/{}", segment(&self.workflow)))?;
        let workflow = client.get(&path, Vec::new())?;
        session.result(&workflow, || whole(session, &client.names(), &workflow))
    }
}

#[derive(Args)]
pub struct Explain {
    workflow: String,
}

impl Explain {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        told(session, client, &format!("workflows/{}", segment(&self.workflow)))
    }
}

fn whole(session: Session, names: &Names, workflow: &Value) -> String {
    let (pinned, word) = (&workflow["pinned"], |of: &Value| text(of, "text").to_owned());
    let waits = items(workflow, "waits").map(|form| format!("{} ({})", text(form, "title"), text(form, "name")));
    let failure = &workflow["failure"];
    let lines = [
        (phrase!("heading.workflow"), text(workflow, "id").to_owned()),
        (phrase!("heading.kind"), word(&workflow["kind"])),
        (phrase!("heading.key"), text(workflow, "key").to_owned()),
        (phrase!("heading.status"), word(&workflow["status"])),
        (phrase!("heading.stage"), word(&workflow["stage"])),
        (phrase!("heading.district"), names.beside(Of::Districts, text(workflow, "district"))),
        (phrase!("heading.grid"), text(workflow, "grid").to_owned()),
        (phrase!("heading.incident"), text(workflow, "incident").to_owned()),
        (
            phrase!("heading.plugin"),
            format!("{} {} ({})", text(pinned, "plugin"), text(pinned, "version"), word(&pinned["life"])),
        ),
        (
            phrase!("heading.starts"),
            format!("{} {}", clock(text(workflow, "started_at")), text(workflow, "started_by")),
        ),
        (phrase!("heading.waits-for"), waits.collect::<Vec<_>>().join(", ")),
        (phrase!("heading.children"), list(workflow, "children").join(", ")),
        (phrase!("heading.failure"), word(&failure["why"])),
        (phrase!("heading.retry-at"), clock(text(failure, "retry_at"))),
        (phrase!("heading.ends"), clock(text(workflow, "ended_at"))),
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
    let heading = [
        phrase!("heading.task"),
        phrase!("heading.title"),
        phrase!("heading.task-for"),
        phrase!("heading.status"),
        phrase!("heading.due"),
    ];
    whole.push_str(&section(session, &heading, items(workflow, "tasks").map(task).collect()));
    let timer = |timer: &Value| vec![timer["key"].to_string(), clock(text(timer, "due"))];
    whole.push_str(&section(
        session,
        &[phrase!("heading.timer"), phrase!("heading.due")],
        items(workflow, "timers").map(timer).collect(),
    ));
    let step = |step: &Value| vec![clock(text(step, "at")), word(&step["happened"]), word(&step["stage"])];
    let heading = [phrase!("heading.time"), phrase!("heading.happened"), phrase!("heading.stage")];
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
