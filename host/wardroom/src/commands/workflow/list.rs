//! `wardroom workflow list`.

use clap::Args;
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
use crate::words::with_reality;

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
}

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
        listed.print(session, |items| rows(session, &client.names(), items))
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
