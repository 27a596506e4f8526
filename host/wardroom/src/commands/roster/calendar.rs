//! `wardroom roster export` and `import`: the roster as an iCalendar file.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{How, bodies};
use crate::client::Client;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::sentence;

#[derive(Args)]
pub struct Export {
    #[arg(long, value_name = "FILE")]
    ics: PathBuf,
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
    #[arg(long, value_name = "CODE")]
    person: Option<String>,
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
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
            .map_err(|error| Fault::failed(sentence!(session, "data.file-fault", file = shown, fault = error)))?;
        session.result(&json!({ "file": shown }), || sentence!(session, "roster.exported", file = shown))
    }
}

#[derive(Args)]
pub struct Import {
    file: PathBuf,
    #[command(flatten)]
    how: How,
}

impl Import {
    pub fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        self.how.publish(session, client, bodies(&self.file, session)?)
    }
}
