//! `wardroom incident relocate`.

use clap::Args;
use serde_json::json;

use super::change::Of;
use super::report::position;
use super::uncertain::Uncertain;
use crate::client::Client;
use crate::commands::place::DatumOf;
use crate::fault::Fault;
use crate::output::Session;

#[derive(Args)]
pub struct Relocate {
    #[command(flatten)]
    of: Of,
    #[arg(long, value_name = "LON,LAT", value_parser = position, allow_hyphen_values = true)]
    at: (f64, f64),
    #[command(flatten)]
    datum: DatumOf,
    #[command(flatten)]
    uncertain: Uncertain,
}

impl Relocate {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let mut body = json!({ "lon": self.at.0, "lat": self.at.1 });
        if let Some(datum) = self.datum.code() {
            body["datum"] = datum.into();
        }
        if let Some(uncertain) = self.uncertain.body() {
            body["uncertain"] = uncertain;
        }
        self.of.send(session, client, "place", body)
    }
}
