//! `wardroom workflow list`: on a screen, and as a ledger in a file.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use domain::incident::Reality;
use domain::workflow::Status;
use serde_json::Value;

use crate::answer::{clock, text};
use crate::client::Client;
use crate::client::names::{Names, Of};
use crate::coded::coded;
use crate::commands::archive::Whose;
use crate::fault::Fault;
use crate::listed::HowMuch;
use crate::output::{Session, table};
use crate::text::phrase;
use crate::words::{with_reality, word};
use crate::written::csv::csv;
use crate::written::xlsx::xlsx;
use crate::written::{Cell, Row, Sheet, deliver};

#[derive(Args)]
pub struct List {
    #[arg(long, conflicts_with = "ended")]
    live: bool,
    #[arg(long)]
    ended: bool,
    #[arg(long)]
    kind: Option<String>,
    #[arg(long, value_parser = coded(&Status::ALL))]
    status: Option<String>,
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
    #[arg(long)]
    incident: Option<String>,
    #[arg(long)]
    key: Option<String>,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    how_much: HowMuch,
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = PossibleValuesParser::new(FORMATS))]
    format: String,
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

const FORMATS: [&str; 3] = ["table", "csv", "xlsx"];

impl List {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let filters = [
            ("kind", self.kind),
            ("status", self.status),
            ("district", client.district(self.district)?),
            ("incident", self.incident),
            ("key", self.key),
            ("live", (self.live || self.ended).then(|| self.live.to_string())),
        ];
        let filters = filters.into_iter().chain(self.whose.filters());
        let filters: Vec<_> = filters.filter_map(|(name, value)| Some((name, value?))).collect();
        let listed = self.how_much.of(client, &client.of_county("workflows")?, &filters)?;
        let failed = |error: &dyn std::fmt::Display| Fault::failed(error.to_string());
        let names = client.names();
        let bytes = match self.format.as_str() {
            "csv" => csv(&ledger(session, &names, &listed.items)).map_err(|error| failed(&error))?,
            "xlsx" => xlsx(&[ledger(session, &names, &listed.items)]).map_err(|error| failed(&error))?,
            _ => return listed.print(session, |items| rows(session, &names, items)),
        };
        listed.note_cut(session);
        deliver(session, &bytes, self.format == "csv", self.out.as_deref())
    }
}

fn rows(session: Session, names: &Names, items: &[Value]) -> String {
    let heading = [
        phrase!("heading.workflow"),
        phrase!("heading.starts"),
        phrase!("heading.kind"),
        phrase!("heading.key"),
        phrase!("heading.district"),
        phrase!("heading.status"),
        phrase!("heading.stage"),
        phrase!("heading.version"),
    ];
    let row = |item: &Value| {
        vec![
            text(item, "id").to_owned(),
            clock(text(item, "started_at")),
            with_reality(text(&item["kind"], "text"), item, session.lang),
            text(item, "key").to_owned(),
            names.beside(Of::Districts, text(item, "district")),
            text(&item["status"], "text").to_owned(),
            text(&item["stage"], "text").to_owned(),
            text(item, "plugin_version").to_owned(),
        ]
    };
    table(&heading.map(|text| session.text(text)), &[], items.iter().map(row))
}

/// What it is marked with: `class=A; hazards=2`.
fn marks(item: &Value) -> String {
    let of = |(name, values): (&String, &Value)| {
        let values = values.as_array().into_iter().flatten().filter_map(Value::as_str);
        values.map(|value| format!("{name}={value}")).collect::<Vec<_>>()
    };
    item["marks"].as_object().into_iter().flatten().flat_map(of).collect::<Vec<_>>().join("; ")
}

/// All that the list holds of each, a line each: codes for programs beside words for people.
fn ledger(session: Session, names: &Names, items: &[Value]) -> Sheet {
    let heading = [
        phrase!("heading.workflow"),
        phrase!("ledger.kind-code"),
        phrase!("heading.kind"),
        phrase!("heading.key"),
        phrase!("ledger.district-code"),
        phrase!("heading.district"),
        phrase!("heading.grid"),
        phrase!("heading.incident"),
        phrase!("heading.reality"),
        phrase!("heading.starts"),
        phrase!("ledger.started-by"),
        phrase!("heading.ends"),
        phrase!("heading.status"),
        phrase!("ledger.end"),
        phrase!("heading.stage"),
        phrase!("ledger.marks"),
        phrase!("heading.plugin"),
        phrase!("heading.version"),
    ];
    let row = |item: &Value| {
        let district = text(item, "district");
        let marks = marks(item);
        let cells = [
            text(item, "id"),
            text(&item["kind"], "code"),
            text(&item["kind"], "text"),
            text(item, "key"),
            district,
            names.alone(Of::Districts, district),
            text(item, "grid"),
            text(item, "incident"),
            &word::<Reality>(text(item, "reality"), session.lang),
            text(item, "started_at"),
            text(item, "started_by"),
            text(item, "ended_at"),
            text(&item["status"], "text"),
            text(item, "ended"),
            text(&item["stage"], "text"),
            &marks,
            text(item, "plugin"),
            text(item, "plugin_version"),
        ];
        Row { cells: cells.map(Cell::text).into(), few: false }
    };
    Sheet {
        name: phrase!(session, "ledger.name").to_owned(),
        heading: heading.map(|text| session.text(text).to_owned()).into(),
        rows: items.iter().map(row).collect(),
    }
}
