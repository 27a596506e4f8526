//! `wardroom roster`: who is on duty in the command rooms, the checking and publishing of shifts, and what changes on top of them.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use county_files::shift_list;
use domain::limits::IMPORT_FILE_BYTES_MAX;
use serde_json::{Value, json};

use crate::answer::{clock, items, text};
use crate::client::{Client, Server};
use crate::county_folder::read_bounded;
use crate::fault::{Exit, Fault};
use crate::output::{Session, table};
use crate::text::Text;

mod calendar;
mod duty;
mod generate;
mod handover;
mod stand_in;
mod swap;

const EXAMPLES: &str = "\
Examples:
  wardroom roster show --district CODE
  wardroom roster generate shift-pattern.toml --from 2022-10-01 --until 2022-10-31 --out october.csv
  wardroom roster check october.csv
  wardroom roster publish october.csv --reason \"roster of October\"
  wardroom roster on-duty CODE
  wardroom roster stand-in set --district CODE --slot SLOT --until TIME --instead-of PERSON --person PERSON
  wardroom roster swap offer --gives CODE/TIME/SLOT/PERSON --wants CODE/TIME/SLOT/PERSON
  wardroom roster hand-over --district CODE --person PERSON --note \"two calls wait\"
  wardroom roster export --ics roster.ics --person PERSON

Columns of a roster file: district,starts,ends,slot,person. A slot for two people has two lines; without a person it is open.
A shift replaces one of the same district that starts at the same time. A file may be an iCalendar (.ics) as well.";

/// Show, check and publish the duty roster; stand-ins, swaps and handovers
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
    Check(Check),
    Publish(Publish),
    Generate(generate::Generate),
    Export(calendar::Export),
    Import(calendar::Import),
    OnDuty(duty::OnDuty),
    #[command(subcommand)]
    StandIn(stand_in::StandIn),
    #[command(subcommand)]
    Swap(swap::Swap),
    HandOver(handover::HandOver),
    TakeOver(handover::TakeOver),
    Handovers(handover::Handovers),
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

/// Say all that is wrong with the shifts of a file, without publishing them
#[derive(Args)]
struct Check {
    /// The file
    file: PathBuf,
    /// As if everything else that these districts have published in this stretch were withdrawn
    #[arg(long)]
    replace: bool,
}

/// Publish the shifts of a file
#[derive(Args)]
struct Publish {
    /// The file
    file: PathBuf,
    #[command(flatten)]
    how: How,
}

/// How shifts are published.
#[derive(Args)]
struct How {
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Publish in spite of what the checks warn of; needs a reason
    #[arg(long)]
    accept_findings: bool,
    /// Withdraw everything else that these districts have published in this stretch
    #[arg(long)]
    replace: bool,
}

impl Roster {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        if let Action::Generate(action) = self.action {
            return action.run(session);
        }
        let client = self.server.client(session)?;
        match self.action {
            Action::Show(action) => action.run(session, &client),
            Action::Check(action) => action.run(session, &client),
            Action::Publish(action) => action.run(session, &client),
            Action::Generate(_) => Ok(()),
            Action::Export(action) => action.run(session, &client),
            Action::Import(action) => action.run(session, &client),
            Action::OnDuty(action) => action.run(session, &client),
            Action::StandIn(action) => action.run(session, &client),
            Action::Swap(action) => action.run(session, &client),
            Action::HandOver(action) => action.run(session, &client),
            Action::TakeOver(action) => action.run(session, &client),
            Action::Handovers(action) => action.run(session, &client),
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
    let mut shown = table(&heading.map(|text| session.text(text)), &[], rows);
    for stand_in in items(roster, "stand_ins") {
        shown.push_str(&stand_in::line(session, stand_in));
        shown.push('\n');
    }
    shown
}

impl Check {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        let path = client.of_county("roster/check")?;
        let (mut faults, mut changed, mut withdrawn, mut version) = (Vec::new(), 0, 0, Value::Null);
        for mut body in bodies(&self.file, session)? {
            body["replace"] = self.replace.into();
            let answer = client.post(&path, body)?;
            faults.extend(items(&answer, "faults").cloned());
            changed += answer["changed"].as_u64().unwrap_or(0);
            withdrawn += answer["withdrawn"].as_u64().unwrap_or(0);
            version = answer["roster_version"].clone();
        }
        let none = faults.is_empty();
        let result = json!({ "roster_version": version, "changed": changed, "withdrawn": withdrawn, "faults": faults });
        session.result(&result, || {
            if none {
                return session.fill(Text::RosterSound, &[&changed]);
            }
            let rows = items(&result, "faults").map(|fault| {
                let severity = match text(fault, "severity") {
                    "breach" => Text::Breach,
                    _ => Text::Warning,
                };
                vec![session.text(severity).to_owned(), text(fault, "code").to_owned(), text(fault, "text").to_owned()]
            });
            let heading = [Text::Level, Text::Codes, Text::Description].map(|text| session.text(text));
            table(&heading, &[], rows)
        })?;
        if none { Ok(()) } else { Err(Fault::told(Exit::Failed)) }
    }
}

impl Publish {
    fn run(self, session: Session, client: &Client) -> Result<(), Fault> {
        self.how.publish(session, client, bodies(&self.file, session)?)
    }
}

impl How {
    fn publish(self, session: Session, client: &Client, bodies: Vec<Value>) -> Result<(), Fault> {
        let path = client.of_county("roster/shifts")?;
        let (mut answer, mut shifts) = (Value::Null, 0);
        for mut body in bodies {
            shifts += body["shifts"].as_array().map_or(0, Vec::len);
            body["replace"] = self.replace.into();
            body["accept_findings"] = self.accept_findings.into();
            if let Some(reason) = &self.reason {
                body["reason"] = reason.as_str().into();
            }
            answer = client.post(&path, body)?;
        }
        let result = json!({ "shifts": shifts, "version": answer["version"] });
        session.result(&result, || match shifts {
            0 => session.text(Text::CalendarPublished).to_owned(),
            _ => session.fill(Text::RosterPublished, &[&shifts]),
        })
    }
}

/// The lines of a calendar whole again. A line may be folded within a character (RFC 5545, 3.1), so that its bytes are no text before.
fn unfolded(bytes: Vec<u8>) -> Vec<u8> {
    let mut whole = Vec::with_capacity(bytes.len());
    let mut rest = bytes.as_slice();
    while let Some((first, after)) = rest.split_first() {
        rest = match rest {
            [b'\r', b'\n', b' ' | b'\t', folded @ ..] | [b'\n', b' ' | b'\t', folded @ ..] => folded,
            _ => {
                whole.push(*first);
                after
            }
        };
    }
    whole
}

/// A file of shifts as what a server takes: a long roster goes in several parts, by time.
fn bodies(file: &Path, session: Session) -> Result<Vec<Value>, Fault> {
    let shown = file.display().to_string();
    let unreadable = |fault: String| Fault::bad_input(session.fill(Text::FileFault, &[&shown, &fault]));
    let bytes = read_bounded(file, IMPORT_FILE_BYTES_MAX).map_err(unreadable)?;
    if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ics")) {
        let calendar = String::from_utf8(unfolded(bytes)).map_err(|error| unreadable(error.to_string()))?;
        return Ok(vec![json!({ "calendar": calendar })]);
    }
    let mut shifts = shift_list::read(&shown, &bytes).map_err(|problems| {
        let fault = Fault::bad_input(session.fill(Text::RosterHasProblems, &[&problems.len()]));
        fault.items(problems)
    })?;
    shifts.sort_by_key(shift_list::Shift::start);
    Ok(shifts.chunks(domain::limits::SHIFTS_PER_REQUEST_MAX).map(|part| json!({ "shifts": part })).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_folded_within_a_character_is_whole_again() {
        let text = "SUMMARY:带班领导\r\nLOCATION:鳌阳\r\n";
        for cut in 0..=8 {
            for fold in [&b"\r\n "[..], b"\r\n\t", b"\n "] {
                let (before, after) = text.as_bytes().split_at(8 + cut);
                let folded = [before, fold, after].concat();
                assert_eq!(String::from_utf8(unfolded(folded)).as_deref(), Ok(text));
            }
        }
    }
}
