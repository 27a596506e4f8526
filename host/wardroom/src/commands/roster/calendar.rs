//! `wardroom roster export` and `import`: the roster as an iCalendar file.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{How, bodies};
use crate::client::Client;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::Text;

/// Write the roster to an iCalendar file
#[derive(Args)]
pub struct Export {
    /// The file to write
    #[arg(long, value_name = "FILE")]
    ics: PathBuf,
    /// Only the shifts of this district
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
    /// Only the places of this person
    #[arg(long, value_name = "CODE")]
    person: Option<String>,
    /// Only what ends after this time, ISO 8601 with an offset
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Only what begins before this time, ISO 8601 with an offset
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
}

impl Export {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let filters = [("district", self.district), ("person", self.person), ("from", self.from), ("to", self.to)];
        let query = filters.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let calendar = client.get_text(&client.of_county("roster.ics")?, query)?;
        let shown = self.ics.display().to_string();
        std::fs::write(&self.ics, calendar)
            .map_err(|error| Fault::failed(session.fill(Text::FileFault, &[&shown, &error])))?;
        session.result(&json!({ "file": shown }), || session.fill(Text::Exported, &[&shown]))
    }
}

/// Publish the shifts of an iCalendar file
#[derive(Args)]
pub struct Import {
    /// The file: an event for each place, with X-WARDROOM-DISTRICT, X-WARDROOM-SLOT and X-WARDROOM-PERSON
    file: PathBuf,
    #[command(flatten)]
    how: How,
}

impl Import {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        self.how.publish(session, client, bodies(&self.file, session)?)
    }
}
