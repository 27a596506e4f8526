//! `wardroom incident override-reasons`: the county's reasons for not doing what is recommended, and how often each was given.

use clap::Args;
use serde_json::Value;

use super::outcomes::Counted;
use crate::answer::{items, text};
use crate::client::Client;
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::{phrase, sentence};

#[derive(Args)]
pub struct OverrideReasons {
    #[command(flatten)]
    counted: Counted,
}

impl OverrideReasons {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let counts = self.counted.ask(client, "override-reasons")?;
        session.result(&counts, || told(session, &counts))
    }
}

fn told(session: Session, counts: &Value) -> String {
    let row = |count: &Value| {
        vec![
            text(&count["reason"], "code").to_owned(),
            text(&count["reason"], "text").to_owned(),
            count["amended"].to_string(),
            count["rejected"].to_string(),
            count["by_hand"].to_string(),
        ]
    };
    let heading = [
        phrase!("heading.code"),
        phrase!("heading.reason"),
        phrase!("heading.amended"),
        phrase!("heading.rejected"),
        phrase!("heading.sent-by-hand"),
    ];
    let rows = items(counts, "items").map(row);
    let table = table(&heading.map(|text| session.text(text)), &[2, 3, 4], rows);
    let (without, all) = (counts["without"].to_string(), counts["recommendations"].to_string());
    format!("{table}{}", sentence!(session, "incident.not-followed", all, without))
}
