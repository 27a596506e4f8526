//! `wardroom doctor`: looks a data directory over, says what it finds and what can be done, and repairs only when told to.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde::Serialize;

use crate::data::DataDir;
use crate::fault::{Exit, Fault};
use crate::output::Session;
use crate::progress;
use crate::text::{phrase, sentence};

mod examination;
mod remedy;

use remedy::Remedy;

#[derive(Args)]
pub struct Doctor {
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[arg(long, value_name = "REMEDY", value_parser = PossibleValuesParser::new(Remedy::ALL.map(Remedy::name)))]
    repair: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Severity {
    /// Good to know.
    Note,
    /// A server starts, but something is not as it should be.
    Warning,
    /// It could not be looked at; nothing is proved.
    Unknown,
    /// No server starts on this.
    Error,
}

/// One thing that was noticed.
#[serde_with::skip_serializing_none]
#[derive(Debug, Serialize)]
struct Finding {
    severity: Severity,
    file: PathBuf,
    what: String,
    /// What `--repair` can do about it.
    remedy: Option<Remedy>,
}

#[serde_with::skip_serializing_none]
#[derive(Serialize)]
struct Diagnosis {
    ok: bool,
    repaired: Option<remedy::Done>,
    findings: Vec<Finding>,
}

impl Doctor {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let data = DataDir::existing(&self.data, session)?;
        data.refuse_if_in_use(session)?;
        let repaired = match self.repair.as_deref().and_then(Remedy::named) {
            Some(remedy) => Some(remedy.apply(&data, session)?),
            None => None,
        };
        let spinner = progress::spinner(phrase!(session, "doctor.looking"));
        let findings = examination::examine(&data, session);
        spinner.finish_and_clear();
        let ok = findings.iter().all(|finding| finding.severity < Severity::Unknown);
        let diagnosis = Diagnosis { ok, repaired, findings };
        session.result(&diagnosis, || human(session, data.root(), &diagnosis))?;
        if ok { Ok(()) } else { Err(Fault::told(Exit::Failed)) }
    }
}

fn human(session: Session, root: &Path, diagnosis: &Diagnosis) -> String {
    let mut text = String::new();
    if let Some(done) = &diagnosis.repaired {
        text.push_str(&sentence!(session, "doctor.repaired", remedy = done.remedy.name()));
        text.push('\n');
        done.notes.iter().for_each(|note| text.push_str(&format!("  {note}\n")));
        if let Some(aside) = &done.set_aside {
            text.push_str(&format!("  {}\n", sentence!(session, "doctor.set-aside", folder = aside.display())));
        }
    }
    for finding in &diagnosis.findings {
        let label = match finding.severity {
            Severity::Note => phrase!("label.note"),
            Severity::Warning => phrase!("label.warning"),
            Severity::Unknown => phrase!("label.unknown"),
            Severity::Error => phrase!("label.error"),
        };
        text.push_str(&format!("{}`{}`: {}\n", session.text(label), finding.file.display(), finding.what));
        if let Some(remedy) = finding.remedy {
            let command = format!("wardroom doctor --data {} --repair {}", root.display(), remedy.name());
            text.push_str(&format!(
                "  {}{}: {}\n",
                phrase!(session, "label.help"),
                command,
                session.text(remedy.what())
            ));
        } else if finding.severity == Severity::Unknown {
            text.push_str(&format!("  {}{}\n", phrase!(session, "label.help"), phrase!(session, "data.cant-help")));
        } else if finding.severity == Severity::Error {
            text.push_str(&format!("  {}{}\n", phrase!(session, "label.help"), phrase!(session, "doctor.no-remedy")));
        }
    }
    if diagnosis.ok {
        text.push_str(phrase!(session, "doctor.well"));
    }
    text
}
