//! Looks a journal over while no host runs on it, and says what can be done. Changes nothing: what changes something is in
//! [`repair`], and only when told to.

mod repair;
mod survey;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use domain::ports::Head;

pub(crate) use repair::is_half_done;
pub use repair::{RepairError, Repaired, repair};
use survey::Survey;

use crate::anchor::{self, Anchored};
use crate::fjall_journal::{ENGINE_DIR, read_anchor, take_lock};
use crate::format;
use crate::open_error::OpenError;

/// One thing that the doctor noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub severity: Severity,
    pub file: PathBuf,
    pub what: String,
    /// What can be done about it here. `None` with an error: put the files back from a backup, or ask for help.
    pub remedy: Option<Remedy>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Note,
    /// The journal opens, but something is not as it should be.
    Warning,
    /// It could not be looked at: no rights, no room, another process. Nothing is proved, and there is nothing to repair.
    Unknown,
    /// The journal does not open.
    Error,
}

/// The repairs there are. Each is done only when asked for by name, and puts aside what it replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Keep the records up to the last good one, and put the whole old journal aside.
    CutBack,
    /// Take the journal's end as it is for the truth: after an anchor was lost, or a copy was put back that is older.
    RewriteAnchor,
}

impl Remedy {
    pub const ALL: [Remedy; 2] = [Remedy::CutBack, Remedy::RewriteAnchor];

    pub fn name(self) -> &'static str {
        match self {
            Remedy::CutBack => "cut-back",
            Remedy::RewriteAnchor => "rewrite-anchor",
        }
    }
}

impl std::fmt::Display for Remedy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Remedy {
    type Err = String;
    fn from_str(text: &str) -> Result<Remedy, String> {
        Remedy::ALL
            .into_iter()
            .find(|remedy| remedy.name() == text)
            .ok_or_else(|| format!("`{text}` is no remedy: there are `cut-back` and `rewrite-anchor`"))
    }
}

/// Reads all of a journal and says what it finds; an empty list means that every record is there and whole. Takes the
/// directory's lock for the time, and works beside the engine's files on links to them.
pub fn examine(dir: &Path) -> Vec<Finding> {
    match format::check(dir) {
        Ok(true) => {}
        Ok(false) => {
            let what = "there is no format document, so this is no journal or one that lost it".to_owned();
            return vec![error(&dir.join(format::FORMAT_FILE), what, None)];
        }
        Err(refused @ OpenError::Io(_)) => return vec![unknown(&dir.join(format::FORMAT_FILE), refused.to_string())],
        Err(other) => return vec![error(&dir.join(format::FORMAT_FILE), other.to_string(), None)],
    }
    let _lock = match take_lock(dir) {
        Ok(lock) => lock,
        Err(refusal) => return vec![unknown(dir, refusal.to_string())],
    };
    if is_half_done(dir) {
        let what = "a repair was broken off near its end; asking for it again finishes it".to_owned();
        return vec![error(&dir.join(ENGINE_DIR), what, Some(Remedy::CutBack))];
    }
    let anchored = read_anchor(dir);
    match Survey::of(dir, anchored.as_ref().ok().map(|anchored| anchored.head)) {
        Ok(survey) => findings(dir, &survey, anchored),
        Err(what) => vec![unknown(&dir.join(ENGINE_DIR), what)],
    }
}

fn findings(dir: &Path, survey: &Survey, anchored: Result<Anchored, OpenError>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for fault in &survey.faults {
        let at = fault.version.map(|version| format!("record {version}: ")).unwrap_or_default();
        let what = format!("{at}{}; the records up to {} can be kept", fault.what, survey.head.version);
        findings.push(error(&fault.file, what, Some(Remedy::CutBack)));
    }
    if let Some(torn) = &survey.torn {
        let what = format!(
            "{} bytes of an append that never finished; it was never answered, opening cuts it off",
            torn.bytes
        );
        findings.push(Finding { severity: Severity::Note, file: torn.file.clone(), what, remedy: None });
    }
    let file = dir.join(anchor::ANCHOR_FILE);
    match anchored {
        Ok(anchored) => findings.extend(anchor_findings(&file, survey, &anchored)),
        Err(refused @ OpenError::Io(_)) => findings.push(unknown(&file, refused.to_string())),
        Err(lost) => findings.push(error(&file, lost.to_string(), only_if_whole(survey))),
    }
    findings
}

fn anchor_findings(file: &Path, survey: &Survey, anchored: &Anchored) -> Vec<Finding> {
    let mut findings = Vec::new();
    if anchored.bad_slots > 0 {
        let what = "one of its two slots does not read; the next append writes it anew".to_owned();
        findings.push(Finding { severity: Severity::Warning, file: file.to_owned(), what, remedy: None });
    }
    let anchored = anchored.head;
    if anchored.version > survey.head.version && !survey.faults.is_empty() {
        let (first, last) = (survey.head.version.next(), anchored.version);
        let what = format!("it says that records {first} to {last} were durable: cutting back loses them");
        findings.push(Finding { severity: Severity::Warning, file: file.to_owned(), what, remedy: None });
    } else if anchored.version > survey.head.version {
        let what = OpenError::Shorter { anchored, head: survey.head }.to_string();
        findings.push(error(file, what, Some(Remedy::RewriteAnchor)));
    } else if let Some(hash) = survey.hash_at_anchor
        && hash != anchored.hash
    {
        let there = Head { version: anchored.version, hash };
        let what = OpenError::NotAnchored { anchored, there }.to_string();
        findings.push(error(file, what, only_if_whole(survey)));
    }
    findings
}

/// The end of a damaged journal is no truth to write into an anchor; cutting back writes one.
fn only_if_whole(survey: &Survey) -> Option<Remedy> {
    survey.faults.is_empty().then_some(Remedy::RewriteAnchor)
}

fn unknown(file: &Path, what: String) -> Finding {
    Finding { severity: Severity::Unknown, file: file.to_owned(), what, remedy: None }
}

fn error(file: &Path, what: String, remedy: Option<Remedy>) -> Finding {
    Finding { severity: Severity::Error, file: file.to_owned(), what, remedy }
}
