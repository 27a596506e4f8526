//! `wardroom plugin history`: what was done with a plugin, by whom, when and why.

use clap::Args;
use serde_json::Value;

use crate::answer::{clock, items, text};
use crate::client::{Client, segment};
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::phrase;

#[derive(Args)]
pub struct History {
    plugin: String,
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
}

impl History {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county(&format!("plugins/{}/history", segment(&self.plugin)))?;
        let mut history = client.get(&path, Vec::new())?;
        if let (Some(district), Some(deeds)) = (&self.district, history["items"].as_array_mut()) {
            deeds.retain(|deed| deed["district"].as_str().is_none_or(|of| of == district));
        }
        session.result(&history, || told(session, &history))
    }
}

fn told(session: Session, history: &Value) -> String {
    let heading =
        [phrase!("heading.when"), phrase!("heading.by"), phrase!("heading.what-was-done"), phrase!("heading.reason")];
    let row = |deed: &Value| {
        vec![
            clock(text(deed, "at")),
            text(deed, "by").to_owned(),
            text(deed, "text").to_owned(),
            text(deed, "reason").to_owned(),
        ]
    };
    table(&heading.map(|text| session.text(text)), &[], items(history, "items").map(row))
}
