//! What `wardroom doctor` looks at: the journal, the keys, the archive, the components of plugins. Changes nothing.

use std::path::PathBuf;

use archive::{SledArchive, Unusable};
use domain::state::State;
use journal::doctor;

use super::remedy::Remedy;
use super::{Finding, Severity};
use crate::commands::verify;
use crate::data::{self, DataDir};
use crate::output::Session;
use crate::text::{phrase, sentence};

/// Everything that was noticed, in the order in which it should be dealt with.
pub(super) fn examine(data: &DataDir, session: Session) -> Vec<Finding> {
    let mut findings: Vec<Finding> = doctor::examine(data.root()).into_iter().map(of_journal).collect();
    let broken = findings.iter().any(|finding| finding.severity >= Severity::Unknown);
    // What follows needs the state, and that only a whole journal gives.
    let state = if broken { None } else { fold(data, session, &mut findings) };
    findings.extend(keys(data, session, state.as_ref()));
    findings.extend(archive(data));
    if let Some(state) = &state {
        findings.extend(components(data, session, state));
    }
    findings
}

fn of_journal(finding: doctor::Finding) -> Finding {
    let severity = match finding.severity {
        doctor::Severity::Note => Severity::Note,
        doctor::Severity::Warning => Severity::Warning,
        doctor::Severity::Unknown => Severity::Unknown,
        doctor::Severity::Error => Severity::Error,
    };
    Finding { severity, file: finding.file, what: finding.what, remedy: finding.remedy.map(Remedy::of_journal) }
}

/// Folds the journal, and holds the newest checkpoint against it.
fn fold(data: &DataDir, session: Session, findings: &mut Vec<Finding>) -> Option<State> {
    match verify::fold(data, session) {
        Ok(folded) => {
            if let Some(what) = folded.other_history {
                findings.push(Finding { severity: Severity::Warning, file: data.archive(), what, remedy: None });
            }
            if let Some(what) = folded.checkpoint_differs {
                let (severity, remedy) = (Severity::Error, Some(Remedy::RebuildArchive));
                findings.push(Finding { severity, file: data.archive(), what, remedy });
            }
            Some(folded.state)
        }
        Err(verify::Unproved::Damaged(damage)) => {
            let file = damage.file.map_or_else(|| data.root().to_owned(), PathBuf::from);
            findings.push(Finding { severity: Severity::Error, file, what: damage.error, remedy: None });
            None
        }
        Err(verify::Unproved::Fault(fault)) => {
            let (severity, file) = (Severity::Unknown, data.root().to_owned());
            findings.push(Finding { severity, file, what: fault.to_string(), remedy: None });
            None
        }
    }
}

/// Before a state is known, at least whether the store reads.
fn keys(data: &DataDir, session: Session, state: Option<&State>) -> Vec<Finding> {
    let empty = State::default();
    let fault = data::look_at_keys(data, state.unwrap_or(&empty), session).map(|fault| Finding {
        severity: if fault.unread { Severity::Unknown } else { Severity::Error },
        file: data.keys(),
        what: fault.what,
        remedy: fault.repairable.then_some(Remedy::GiveUpKeys),
    });
    let copy = |file| Finding {
        severity: Severity::Warning,
        file,
        what: phrase!(session, "data.keys-copy-found").to_owned(),
        remedy: None,
    };
    fault.into_iter().chain(data.copies_of_keys().into_iter().map(copy)).collect()
}

/// What is lost of the archive is taken from the journal again, so this is never more than a warning.
fn archive(data: &DataDir) -> Option<Finding> {
    let damaged = |what: String| {
        let (severity, remedy) = (Severity::Warning, Some(Remedy::RebuildArchive));
        Some(Finding { severity, file: data.archive(), what, remedy })
    };
    match SledArchive::open_as_it_is(data.root()) {
        Ok(archive) => damaged(archive?.verify().err()?.to_string()),
        Err(Unusable::Damaged(what)) => damaged(what),
        Err(Unusable::Refused(what)) => {
            Some(Finding { severity: Severity::Unknown, file: data.archive(), what, remedy: None })
        }
    }
}

fn components(data: &DataDir, session: Session, state: &State) -> Vec<Finding> {
    let finding = |missing: data::MissingComponent| Finding {
        severity: Severity::Warning,
        what: sentence!(
            session,
            "data.component-missing",
            plugin = missing.plugin,
            version = missing.version,
            digest = missing.digest.short()
        ),
        file: missing.file,
        remedy: None,
    };
    data.missing_components(state).into_iter().map(finding).collect()
}
