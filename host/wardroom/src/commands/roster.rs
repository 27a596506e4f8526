//! `wardroom roster`: who is on duty in the command rooms, the checking and publishing of shifts, and what changes on top of them.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use county_files::shift_list;
use domain::limits::IMPORT_FILE_BYTES_MAX;
use serde_json::{Value, json};

use crate::answer::{clock, items, text};
use crate::client::names::{Names, Of};
use crate::client::{Client, Server};
use crate::county_folder::read_bounded;
use crate::fault::{Exit, Fault};
use crate::output::{Session, table};
use crate::text::{phrase, sentence};

mod calendar;
mod duty;
mod generate;
mod handover;
mod stand_in;
mod swap;

#[derive(Args)]
#[command(arg_required_else_help = true)]
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

#[derive(Args)]
struct Show {
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
}

#[derive(Args)]
struct Check {
    file: PathBuf,
    #[arg(long)]
    replace: bool,
}

#[derive(Args)]
struct Publish {
    file: PathBuf,
    #[command(flatten)]
    how: How,
}

// How shifts are published.
#[derive(Args)]
struct How {
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[arg(long)]
    accept_findings: bool,
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
        session.result(&roster, || rows(session, &client.names(), &roster))
    }
}

fn rows(session: Session, names: &Names, roster: &Value) -> String {
    let heading = [
        phrase!("heading.district"),
        phrase!("heading.starts"),
        phrase!("heading.ends"),
        phrase!("heading.slot"),
        phrase!("heading.person"),
    ];
    let mut rows = Vec::new();
    for shift in items(roster, "items") {
        for slot in items(shift, "slots") {
            let person = slot["person"].as_str().unwrap_or(phrase!(session, "roster.slot-open"));
            rows.push(vec![
                names.beside(Of::Districts, text(shift, "district")),
                clock(text(shift, "starts")),
                clock(text(shift, "ends")),
                names.beside(Of::Slots, text(slot, "slot")),
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
                return sentence!(session, "roster.sound", shifts = changed);
            }
            let rows = items(&result, "faults").map(|fault| {
                let severity = match text(fault, "severity") {
                    "breach" => phrase!("roster.breach"),
                    _ => phrase!("roster.warning"),
                };
                vec![session.text(severity).to_owned(), text(fault, "code").to_owned(), text(fault, "text").to_owned()]
            });
            let heading = [phrase!("heading.level"), phrase!("label.codes"), phrase!("heading.description")]
                .map(|text| session.text(text));
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
            0 => phrase!(session, "roster.calendar-published").to_owned(),
            _ => sentence!(session, "roster.published", shifts),
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
    let unreadable = |fault: String| Fault::bad_input(sentence!(session, "data.file-fault", file = shown, fault));
    let bytes = read_bounded(file, IMPORT_FILE_BYTES_MAX, session).map_err(unreadable)?;
    if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ics")) {
        let calendar = String::from_utf8(unfolded(bytes)).map_err(|error| unreadable(error.to_string()))?;
        return Ok(vec![json!({ "calendar": calendar })]);
    }
    let mut shifts = shift_list::read(&shown, &bytes).map_err(|problems| {
        let fault = Fault::bad_input(sentence!(session, "roster.has-problems", problems = problems.len()));
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
