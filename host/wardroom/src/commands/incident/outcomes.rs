//! `wardroom incident outcomes`: the county's results, and how often incidents ended with each.

use clap::Args;
use serde_json::Value;

use crate::answer::{items, list, text};
use crate::client::Client;
use crate::client::names::{Names, Of};
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::{phrase, sentence};

#[derive(Args)]
pub struct Outcomes {
    #[command(flatten)]
    counted: Counted,
}

// Which incidents are counted.
#[derive(Args)]
pub(super) struct Counted {
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
    #[arg(long, value_name = "CODE")]
    kind: Option<String>,
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
}

impl Counted {
    pub(super) fn ask(self, client: &Client, what: &str) -> Result<Value, Fault> {
        let kind = self.kind.as_deref().map(|kind| client.kind(kind)).transpose()?;
        let filters = [("district", self.district), ("kind", kind), ("from", self.from), ("until", self.until)];
        let given = filters.into_iter().filter_map(|(name, value)| Some((name, value?)));
        client.get(&client.of_county(what)?, given.collect())
    }
}

impl Outcomes {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let counts = self.counted.ask(client, "outcomes")?;
        session.result(&counts, || told(session, &client.names(), &counts))
    }
}

fn told(session: Session, names: &Names, counts: &Value) -> String {
    let row = |count: &Value| {
        vec![
            text(&count["outcome"], "code").to_owned(),
            text(&count["outcome"], "text").to_owned(),
            names.listed(Of::Kinds, &list(count, "kinds")),
            count["incidents"].to_string(),
        ]
    };
    let heading =
        [phrase!("heading.code"), phrase!("heading.outcome"), phrase!("heading.kinds"), phrase!("heading.incidents")];
    let rows = items(counts, "items").map(row);
    let table = table(&heading.map(|text| session.text(text)), &[3], rows);
    let (without, incidents) = (counts["without"].to_string(), counts["incidents"].to_string());
    let (found, abandoned) = (counts["self_initiated"].to_string(), counts["abandoned"].to_string());
    let told = sentence!(session, "incident.without-outcome", without, incidents);
    format!("{table}{told}\n{}", sentence!(session, "incident.counted-origins", found, abandoned))
}
