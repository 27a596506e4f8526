//! `wardroom roster`: who is on duty in the command rooms, and the publishing of shifts from a CSV file.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use domain::limits::{BATCH_EVENTS_MAX, IMPORT_FILE_BYTES_MAX};
use serde_json::{Value, json};

use crate::answer::{clock, items, text};
use crate::client::{Client, Server};
use crate::county_folder::read_bounded;
use crate::fault::Fault;
use crate::output::{Session, table};
use crate::text::Text;

mod shifts;

const EXAMPLES: &str = "\
Examples:
  wardroom roster show --district CODE
  wardroom roster show --from 2022-09-01T00:00:00+08:00 --to 2022-09-08T00:00:00+08:00
  wardroom roster publish october.csv --reason \"roster of October\"

Columns of the file: district,starts,ends,slot,person. A slot for two people has two lines; without a person it is open.
A shift replaces one of the same district that starts at the same time.";

/// Show the duty roster and publish shifts
#[derive(Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Roster {
    #[command(flatten)]
    server: Server,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Show(Show),
    Publish(Publish),
}

/// Show shifts: those of now, or of a stretch of time
#[derive(Args)]
struct Show {
    /// Only those of this district
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
    /// Only those that end after this time, ISO 8601 with an offset
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Only those that begin before this time, ISO 8601 with an offset
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
}

/// Publish the shifts of a CSV file
#[derive(Args)]
struct Publish {
    /// The file
    file: PathBuf,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Roster {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = self.server.client(session)?;
        match self.action {
            Action::Show(action) => action.run(session, &client),
            Action::Publish(action) => action.run(session, &client),
        }
    }
}

impl Show {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let filters = [("district", self.district), ("from", self.from), ("to", self.to)];
        let query = filters.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let roster = client.get(&client.of_county("roster")?, query)?;
        session.result(&roster, || rows(session, &roster))
    }
}

fn rows(session: Session, roster: &Value) -> String {
    let heading = [Text::District, Text::Starts, Text::Ends, Text::Slot, Text::Person];
    let mut rows = Vec::new();
    for shift in items(roster, "items") {
        for slot in items(shift, "slots") {
            let person = slot["person"].as_str().unwrap_or(session.text(Text::SlotOpen));
            rows.push(vec![
                text(shift, "district").to_owned(),
                clock(text(shift, "starts")),
                clock(text(shift, "ends")),
                text(slot, "slot").to_owned(),
                person.to_owned(),
            ]);
        }
    }
    table(&heading.map(|text| session.text(text)), &[], rows)
}

impl Publish {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let shifts = read(&self.file, session)?;
        let path = client.of_county("roster/shifts")?;
        let mut answer = Value::Null;
        // A publication is one batch of the journal, so a long roster goes in several.
        for part in shifts.chunks(BATCH_EVENTS_MAX) {
            let mut body = json!({ "shifts": part });
            if let Some(reason) = &self.reason {
                body["reason"] = reason.as_str().into();
            }
            answer = client.post(&path, body)?;
        }
        let result = json!({ "shifts": shifts.len(), "version": answer["version"] });
        session.result(&result, || session.fill(Text::RosterPublished, &[&shifts.len()]))
    }
}

fn read(file: &Path, session: Session) -> Result<Vec<shifts::Shift>, Fault> {
    let shown = file.display().to_string();
    let bytes = read_bounded(file, IMPORT_FILE_BYTES_MAX)
        .map_err(|fault| Fault::bad_input(session.fill(Text::FileFault, &[&shown, &fault])))?;
    shifts::read(&shown, &bytes).map_err(|problems| {
        let fault = Fault::bad_input(session.fill(Text::RosterHasProblems, &[&problems.len()]));
        fault.items(problems)
    })
}
