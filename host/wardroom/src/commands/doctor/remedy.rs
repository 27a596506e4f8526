//! The repairs that `wardroom doctor --repair` knows. Each sets aside what it replaces.

use std::path::PathBuf;
use std::sync::Arc;

use domain::ports::KeyStore;
use journal::{FileKeyStore, KeyFile, doctor};
use serde::Serialize;

use crate::commands::verify;
use crate::data::DataDir;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::{Text, phrase, sentence};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Remedy {
    /// Keep the journal's records up to the last good one.
    CutBack,
    /// Take the journal's end as it is for the truth.
    RewriteAnchor,
    /// Count damaged and lost keys as erased.
    GiveUpKeys,
    /// Let the next start fill the archive anew from the journal.
    RebuildArchive,
}

/// What a repair did.
#[serde_with::skip_serializing_none]
#[derive(Serialize)]
pub(super) struct Done {
    pub remedy: Remedy,
    /// One sentence each.
    pub notes: Vec<String>,
    /// Where what was replaced is kept.
    pub set_aside: Option<PathBuf>,
}

impl Remedy {
    pub const ALL: [Remedy; 4] = [Remedy::CutBack, Remedy::RewriteAnchor, Remedy::GiveUpKeys, Remedy::RebuildArchive];

    pub const fn name(self) -> &'static str {
        match self {
            Remedy::CutBack => "cut-back",
            Remedy::RewriteAnchor => "rewrite-anchor",
            Remedy::GiveUpKeys => "give-up-keys",
            Remedy::RebuildArchive => "rebuild-archive",
        }
    }

    pub fn named(name: &str) -> Option<Remedy> {
        Remedy::ALL.into_iter().find(|remedy| remedy.name() == name)
    }

    /// What it does, for the person who is to decide on it.
    pub const fn what(self) -> Text {
        match self {
            Remedy::CutBack => phrase!("doctor.remedy-cut-back"),
            Remedy::RewriteAnchor => phrase!("doctor.remedy-rewrite-anchor"),
            Remedy::GiveUpKeys => phrase!("doctor.remedy-give-up-keys"),
            Remedy::RebuildArchive => phrase!("doctor.remedy-rebuild-archive"),
        }
    }

    /// The journal's own name for it.
    pub const fn of_journal(remedy: doctor::Remedy) -> Remedy {
        match remedy {
            doctor::Remedy::CutBack => Remedy::CutBack,
            doctor::Remedy::RewriteAnchor => Remedy::RewriteAnchor,
        }
    }

    pub fn apply(self, data: &DataDir, session: Session) -> Result<Done, Fault> {
        let stamp = stamp();
        match self {
            Remedy::CutBack => self.journal(data, doctor::Remedy::CutBack, &stamp),
            Remedy::RewriteAnchor => self.journal(data, doctor::Remedy::RewriteAnchor, &stamp),
            Remedy::GiveUpKeys => self.give_up_keys(data, session),
            Remedy::RebuildArchive => self.rebuild_archive(data, session, &stamp),
        }
    }

    fn journal(self, data: &DataDir, remedy: doctor::Remedy, stamp: &str) -> Result<Done, Fault> {
        let repaired = doctor::repair(data.root(), remedy, stamp).map_err(|error| Fault::failed(error.to_string()))?;
        Ok(Done { remedy: self, notes: repaired.notes, set_aside: Some(repaired.set_aside) })
    }

    fn give_up_keys(self, data: &DataDir, session: Session) -> Result<Done, Fault> {
        let keys = data.keys();
        let failed = |error: &dyn std::fmt::Display| Fault::failed(format!("`{}`: {error}", keys.display()));
        let last = match verify::fold(data, session) {
            Ok(folded) => folded.state.last_subject,
            Err(verify::Unproved::Damaged(damage)) => return Err(Fault::failed(damage.error)),
            Err(verify::Unproved::Fault(fault)) => return Err(fault),
        };
        let mut notes = Vec::new();
        match FileKeyStore::look(&keys) {
            KeyFile::Missing | KeyFile::Whole(_) => {}
            // No copy is put aside: a key in it would outlive its erasure.
            KeyFile::Damaged(_) => {
                let given_up = FileKeyStore::give_up_damaged(&keys).map_err(|error| failed(&error))?;
                notes.push(sentence!(session, "doctor.keys-given-up", keys = given_up));
            }
            KeyFile::Foreign(what) | KeyFile::Unread(what) => return Err(Fault::failed(what)),
        }
        data.destroy_copies_of_keys(session)?;
        let store: Arc<dyn KeyStore> = Arc::new(FileKeyStore::open(&keys).map_err(|error| failed(&error))?);
        if store.last_subject() < last {
            // New subjects come after the journal's, so that no number is given out twice. Its last one has no key any more.
            store.create(last).and_then(|_| store.erase(last)).map_err(|error| failed(&error))?;
            notes.push(sentence!(session, "doctor.keys-advanced", subject = last));
        }
        Ok(Done { remedy: self, notes, set_aside: None })
    }

    fn rebuild_archive(self, data: &DataDir, session: Session, stamp: &str) -> Result<Done, Fault> {
        let (archive, aside) = (data.archive(), data.set_aside().join(stamp));
        let failed = |error: &dyn std::fmt::Display| Fault::failed(format!("`{}`: {error}", archive.display()));
        std::fs::create_dir_all(&aside).map_err(|error| failed(&error))?;
        std::fs::rename(&archive, aside.join("archive")).map_err(|error| failed(&error))?;
        Ok(Done {
            remedy: self,
            notes: vec![phrase!(session, "doctor.archive-rebuilt").to_owned()],
            set_aside: Some(aside),
        })
    }
}

/// The time in UTC, as the name of a folder.
fn stamp() -> String {
    jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_remedy_is_known_by_its_name() {
        for remedy in Remedy::ALL {
            assert_eq!(Remedy::named(remedy.name()), Some(remedy));
            assert_eq!(serde_json::to_value(remedy).unwrap(), remedy.name());
        }
        for remedy in doctor::Remedy::ALL {
            assert_eq!(Remedy::of_journal(remedy).name(), remedy.name());
        }
    }
}
