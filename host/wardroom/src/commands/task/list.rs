//! `wardroom task list` and `show`.

use clap::Args;
use domain::task::TaskStatus;
use serde_json::Value;

use crate::answer::{clock, text};
use crate::client::names::{Names, Of};
use crate::client::{Client, segment};
use crate::coded::coded;
use crate::commands::archive::Whose;
use crate::commands::explain::told;
use crate::fault::Fault;
use crate::listed::HowMuch;
use crate::output::{Session, table};
use crate::text::phrase;
use crate::words::with_reality;

#[derive(Args)]
pub struct List {
    #[arg(long, value_name = "WHO")]
    to: Option<String>,
    #[arg(long, value_parser = coded(&TaskStatus::ALL))]
    status: Option<String>,
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
    #[arg(long, value_name = "ID")]
    of: Option<String>,
    #[arg(long)]
    overdue: bool,
    #[arg(long)]
    open: bool,
    #[arg(long, value_name = "FORM")]
    kind: Option<String>,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    how_much: HowMuch,
}

impl List {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let filters = [
            ("assignee", self.to),
            ("status", self.status),
            ("district", client.district(self.district)?),
            ("matter", self.of),
            ("overdue", self.overdue.then(|| "true".to_owned())),
            ("kind", self.kind),
            ("order", self.open.then(|| "pressing".to_owned())),
        ];
        let filters = filters.into_iter().chain(self.whose.filters());
        let filters: Vec<_> = filters.filter_map(|(name, value)| Some((name, value?))).collect();
        let listed = self.how_much.of(client, &client.of_county("tasks")?, &filters)?;
        listed.print(session, |items| rows(session, &client.names(), items))
    }
}

fn rows(session: Session, names: &Names, items: &[Value]) -> String {
    let heading = [
        phrase!("heading.task"),
        phrase!("heading.title"),
        phrase!("heading.task-for"),
        phrase!("heading.district"),
        phrase!("heading.status"),
        phrase!("heading.due"),
        phrase!("heading.outcome"),
    ];
    let row = |item: &Value| {
        vec![
            text(item, "id").to_owned(),
            with_reality(text(item, "title"), item, session.lang),
            text(&item["assignee"], "text").to_owned(),
            names.beside(Of::Districts, text(item, "district")),
            text(&item["status"], "text").to_owned(),
            clock(text(item, "due")),
            text(item, "outcome").to_owned(),
        ]
    };
    table(&heading.map(|text| session.text(text)), &[], items.iter().map(row))
}

#[derive(Args)]
pub struct Show {
    task: String,
}

impl Show {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        told(session, client, &format!("tasks/{}", segment(&self.task)))
    }
}
