//! How far from a stated point an incident may be, as arguments.

use clap::Args;
use serde_json::{Value, json};

use crate::text::{Unsaid, unsaid};

// How far from a stated point an incident may be.
#[derive(Args)]
pub struct Uncertain {
    #[arg(long, value_name = "METRES", value_parser = clap::value_parser!(u32).range(1..))]
    within: Option<u32>,
    #[arg(long, value_name = "FROM,TO", value_parser = road, conflicts_with = "within")]
    road: Option<(String, String)>,
}

fn road(text: &str) -> Result<(String, String), Unsaid> {
    let ends = text.split_once(',').map(|(from, to)| (from.trim().to_owned(), to.trim().to_owned()));
    ends.filter(|(from, to)| !from.is_empty() && !to.is_empty()).ok_or_else(|| unsaid!("argument.road"))
}

impl Uncertain {
    /// As the API takes it.
    pub fn body(&self) -> Option<Value> {
        let radius = self.within.map(|metres| json!({ "radius-m": metres }));
        radius.or_else(|| self.road.as_ref().map(|(from, to)| json!({ "road": { "from": from, "to": to } })))
    }
}
