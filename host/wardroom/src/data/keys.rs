//! The key file of a data directory: looked at, opened, and never left lying about in copies.

use std::path::PathBuf;

use domain::ids::SubjectRef;
use domain::ports::KeyStore;
use domain::state::State;
use journal::{FileKeyStore, KeyFile};

use super::DataDir;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::{phrase, sentence};

/// The keys of sealed fields. A store that is behind the journal is refused: it would give out numbers of subjects a second
/// time, and so mix up whose key is whose.
pub fn open_keys(data: &DataDir, state: &State, session: Session) -> Result<FileKeyStore, Fault> {
    let file = data.keys();
    if let Some(fault) = look_at_keys(data, state, session) {
        let help = if fault.repairable { phrase!("serve.keys-help") } else { phrase!("data.cant-help") };
        return Err(Fault::failed(fault.what).help(session.text(help)));
    }
    data.destroy_copies_of_keys(session)?;
    // What is wrong from here on is no damage of the file.
    let refused = |text: String| Fault::failed(text).help(phrase!(session, "data.cant-help"));
    let keys = FileKeyStore::open(&file).map_err(|error| refused(error.to_string()))?;
    // What the journal says is erased is erased, also where a crash came between the event and the deed.
    for subject in state.erased.iter() {
        keys.erase(subject).map_err(|error| refused(error.to_string()))?;
    }
    Ok(keys)
}

/// Destroys the keys that the journal has nobody's data under: of what came to nothing, and what a crash left. To be done only
/// with the state at the journal's end, and before anybody draws a key.
pub fn destroy_nobodys_keys(keys: &dyn KeyStore, state: &State, session: Session) -> Result<(), Fault> {
    let mine = |subject: SubjectRef| state.journalled.contains(subject) && !state.erased.contains(subject);
    let destroyed = keys.destroy_others(&mine);
    destroyed.map(drop).map_err(|error| Fault::failed(error.to_string()).help(phrase!(session, "data.cant-help")))
}

/// What keeps a server from using the key file.
pub struct KeysFault {
    pub what: String,
    /// It is proved damaged, lost or too old, so keys may be given up for it.
    pub repairable: bool,
    /// The system did not let it be looked at.
    pub unread: bool,
}

/// Looks at the key file and changes nothing.
pub fn look_at_keys(data: &DataDir, state: &State, session: Session) -> Option<KeysFault> {
    let proved = |what: String| Some(KeysFault { what, repairable: true, unread: false });
    match FileKeyStore::look(&data.keys()) {
        KeyFile::Missing if state.last_subject > SubjectRef(0) => {
            proved(phrase!(session, "doctor.keys-missing").to_owned())
        }
        KeyFile::Whole(last) if last < state.last_subject => {
            proved(sentence!(session, "doctor.keys-behind", held = last, used = state.last_subject))
        }
        KeyFile::Missing | KeyFile::Whole(_) => None,
        KeyFile::Damaged(what) => proved(what),
        KeyFile::Foreign(what) => Some(KeysFault { what, repairable: false, unread: false }),
        KeyFile::Unread(what) => Some(KeysFault { what, repairable: false, unread: true }),
    }
}

impl DataDir {
    /// Copies of the key file that repairs of earlier versions put aside.
    pub fn copies_of_keys(&self) -> Vec<PathBuf> {
        let folders = self.set_aside().read_dir().into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
        folders
            .map(|folder| folder.join("keys"))
            .filter(|keys| keys.symlink_metadata().is_ok_and(|found| found.is_file()))
            .collect()
    }

    /// Keys in them would outlive their erasure.
    pub fn destroy_copies_of_keys(&self, session: Session) -> Result<(), Fault> {
        for copy in self.copies_of_keys() {
            FileKeyStore::destroy_copy(&copy).map_err(|error| {
                Fault::failed(sentence!(session, "data.file-fault", file = copy.display(), fault = error))
            })?;
            session.warn(&sentence!(session, "data.keys-copy-destroyed", file = copy.display()));
        }
        Ok(())
    }
}
