//! `wardroom plugin list`.

use clap::Args;
use domain::hooks::Hook;
use domain::plugin::Mode;
use serde_json::Value;

use crate::answer::{clock, items, text};
use crate::client::Client;
use crate::client::names::{Names, Of};
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::phrase;
use crate::words::word;

#[derive(Args)]
pub struct List {}

impl List {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let plugins = client.get(&client.of_county("plugins")?, Vec::new())?;
        session.result(&plugins, || seats(session, &client.names(), items(&plugins, "items")))
    }
}

/// A line for each seat of each plugin; one for a plugin that sits nowhere.
pub fn seats<'a>(session: Session, names: &Names, plugins: impl IntoIterator<Item = &'a Value>) -> String {
    let heading = [
        phrase!("heading.plugin"),
        phrase!("heading.version"),
        phrase!("heading.hook"),
        phrase!("heading.district"),
        phrase!("heading.mode"),
        phrase!("heading.order"),
        phrase!("heading.failures"),
        phrase!("heading.quarantine"),
    ];
    let mut rows = Vec::new();
    for plugin in plugins {
        let name = |version: &Value| vec![text(plugin, "name").to_owned(), text(version, "version").to_owned()];
        let before = rows.len();
        for seat in items(plugin, "seats") {
            let mut row = name(seat);
            row.extend([
                word::<Hook>(text(seat, "hook"), session.lang),
                names.beside(Of::Districts, text(seat, "district")),
                word::<Mode>(text(seat, "mode"), session.lang),
                seat["order"].to_string(),
                seat["failures"].to_string(),
                clock(text(seat, "quarantined_until")),
            ]);
            rows.push(row);
        }
        if rows.len() == before {
            rows.push(name(plugin));
        }
    }
    table(&heading.map(|text| session.text(text)), &[5, 6], rows)
}
