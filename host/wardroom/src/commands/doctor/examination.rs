//! What `wardroom doctor` looks at: the journal, the keys, the archive, the components of plugins. Changes nothing.

use std::path::PathBuf;

use domain::state::State;
use journal::doctor;

use super::remedy::Remedy;
use super::{Finding, Severity};
use crate::commands::verify;
use crate::data::{self, DataDir};
use crate::output::Session;
use crate::text::Text;

/// Everything that was noticed, in the order in which it should be dealt with.
pub(super) fn examine(data: &DataDir, session: Session) -> Vec<Finding> {
    let mut findings: Vec<Finding> = doctor::examine(data.root()).into_iter().map(of_journal).collect();
    let broken = findings.iter().any(|finding| finding.severity == Severity::Error);
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
        doctor::Severity::Error => Severity::Error,
    };
    Finding { severity, file: finding.file, what: finding.what, remedy: finding.remedy.map(Remedy::of_journal) }
}

/// Folds the journal, and holds the newest checkpoint against it.
fn fold(data: &DataDir, session: Session, findings: &mut Vec<Finding>) -> Option<State> {
    match verify::fold(data, session) {
        Ok(folded) => {
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
            let (severity, file) = (Severity::Error, data.root().to_owned());
            findings.push(Finding { severity, file, what: fault.to_string(), remedy: None });
            None
        }
    }
}

/// Before a state is known, at least whether the store reads.
fn keys(data: &DataDir, session: Session, state: Option<&State>) -> Option<Finding> {
    let empty = State::default();
    if state.is_none() && !data.keys().exists() {
        return None;
    }
    let fault = data::open_keys(data, state.unwrap_or(&empty), session).err()?;
    let (severity, remedy) = (Severity::Error, Some(Remedy::GiveUpKeys));
    Some(Finding { severity, file: data.keys(), what: fault.to_string(), remedy })
}

/// What is lost of the archive is taken from the journal again, so this is never more than a warning.
fn archive(data: &DataDir) -> Option<Finding> {
    let error = data.archive_as_it_is()?.verify().err()?;
    let (severity, remedy) = (Severity::Warning, Some(Remedy::RebuildArchive));
    Some(Finding { severity, file: data.archive(), what: error.to_string(), remedy })
}

fn components(data: &DataDir, session: Session, state: &State) -> Vec<Finding> {
    let finding = |missing: data::MissingComponent| Finding {
        severity: Severity::Warning,
        what: session.fill(Text::ComponentMissing, &[&missing.plugin, &missing.version, &missing.digest.short()]),
        file: missing.file,
        remedy: None,
    };
    data.missing_components(state).into_iter().map(finding).collect()
}
