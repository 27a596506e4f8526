//! `wardroom verify`: walks the journal's chain, folds everything from the start, and holds the result against the state that
//! a start-up would give. Writes nothing.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use domain::county::rewritten::Trace;
use domain::ids::{Digest, Version};
use domain::ports::{Archive, Journal, JournalError, JournalRead};
use domain::state::State;
use journal::rewritten::Rewritten;
use journal::{FjallJournal, OpenError};
use sequencer::checkpoint::{self, Checkpoint};
use sequencer::recovery::{RecoverError, replay};
use serde::Serialize;

use crate::data::DataDir;
use crate::fault::{Exit, Fault};
use crate::history;
use crate::output::Session;
use crate::progress;
use crate::text::{phrase, sentence};

/// What it prints of a journal that is whole.
pub const VERIFIED: &str = r#"{"ok":true,"version":…,"chain_head":"…","state_hash":"…"}"#;

#[derive(Args)]
pub struct Verify {
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

#[derive(Serialize)]
struct Whole {
    ok: bool,
    version: Version,
    chain_head: Digest,
    state_hash: Digest,
    /// Where the history goes on from another place than it had got to, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rewritten: Vec<Arc<Trace>>,
    /// Repairs that the journal does not tell of before the next start.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    untold: Vec<Rewritten>,
}

/// What is not as it was written, and where.
#[serde_with::skip_serializing_none]
#[derive(Serialize)]
pub struct Damage {
    ok: bool,
    pub error: String,
    pub file: Option<String>,
    pub version: Option<Version>,
}

impl Verify {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let data = DataDir::existing(&self.data, session)?;
        match whole(&data, session) {
            Ok(whole) => session.result(&whole, || {
                let (head, hash) = (whole.chain_head, whole.state_hash);
                let mut text = sentence!(session, "verify.whole", version = whole.version, head, hash);
                for trace in &whole.rewritten {
                    text.push_str(&format!(
                        "\n  {}{}",
                        phrase!(session, "label.warning"),
                        history::told(trace, session)
                    ));
                }
                for repair in &whole.untold {
                    let repair =
                        sentence!(session, "verify.history-untold", remedy = repair.remedy, version = repair.ended);
                    text.push_str(&format!("\n  {}{repair}", phrase!(session, "label.warning")));
                }
                text
            }),
            Err(Unproved::Damaged(damage)) => {
                session.result(&damage, || described(session, &damage))?;
                Err(Fault::told(Exit::Failed))
            }
            Err(Unproved::Fault(fault)) => Err(fault),
        }
    }
}

/// Why a journal could not be proved whole.
pub enum Unproved {
    Damaged(Damage),
    /// It could not be looked at.
    Fault(Fault),
}

fn described(session: Session, damage: &Damage) -> String {
    let mut text = sentence!(session, "verify.damaged", why = damage.error);
    if let Some(file) = &damage.file {
        text.push_str(&format!("\n  {}{file}", phrase!(session, "label.file")));
    }
    if let Some(version) = damage.version {
        text.push_str(&format!("\n  {}{version}", phrase!(session, "label.record")));
    }
    text.push_str(&format!("\n  {}{}", phrase!(session, "label.help"), phrase!(session, "verify.help")));
    text
}

fn whole(data: &DataDir, session: Session) -> Result<Whole, Unproved> {
    let folded = fold(data, session)?;
    match folded.other_history.or(folded.checkpoint_differs) {
        Some(what) => Err(Unproved::Damaged(Damage {
            ok: false,
            error: what,
            file: Some(data.archive().display().to_string()),
            version: Some(folded.state.version),
        })),
        None => Ok(Whole {
            ok: true,
            version: folded.state.version,
            chain_head: folded.chain_head,
            state_hash: folded.state.hash(),
            rewritten: folded.state.rewritten.iter().cloned().collect(),
            untold: journal::rewritten::untold(data.root())
                .map_err(|error| Unproved::Fault(Fault::failed(error.to_string())))?,
        }),
    }
}

/// The whole journal, folded.
pub struct Folded {
    pub state: State,
    pub chain_head: Digest,
    /// Set if the newest checkpoint is of another history: which, in words.
    pub other_history: Option<String>,
    /// Set if the newest checkpoint with the journal's tail gives another state: which, in words.
    pub checkpoint_differs: Option<String>,
}

/// Folds the journal from its first record; for `doctor` too.
pub fn fold(data: &DataDir, session: Session) -> Result<Folded, Unproved> {
    let journal = FjallJournal::open(data.root()).map_err(|error| not_opened(data, error, session))?;
    let reader = journal.reader();
    let head = reader.head();
    let bar = progress::bar(head.version.0, phrase!(session, "verify.folding"));
    let kept = checkpoint(data);
    let other = kept.as_ref().map(|kept| of_another_history(reader.as_ref(), kept, session)).transpose();
    let other = other.map_err(|error| unproved(&error, session))?.flatten();
    let kept = kept.map(|kept| kept.state).filter(|_| other.is_none());
    let folded = fold_both(reader.as_ref(), kept, &mut |version| bar.set_position(version.0));
    bar.finish_and_clear();
    let (state, stored) = folded.map_err(|error| unproved(&error, session))?;
    let hash = state.hash();
    let differs = stored.map(|stored| stored.hash()).filter(|stored| *stored != hash).map(|stored| {
        sentence!(
            session,
            "verify.checkpoint-differs",
            checkpoint = stored.short(),
            version = state.version,
            journal = hash.short()
        )
    });
    Ok(Folded { state, chain_head: head.hash, other_history: other, checkpoint_differs: differs })
}

fn not_opened(data: &DataDir, error: OpenError, session: Session) -> Unproved {
    let text = error.to_string();
    let (file, version) = match error {
        OpenError::Damaged(damage) => (damage.file, damage.version),
        OpenError::AnchorLost { file, .. } => (file, None),
        OpenError::Shorter { head, .. } => (data.root().join("journal"), Some(head.version.next())),
        OpenError::NotAnchored { anchored, .. } => (data.root().join("journal"), Some(anchored.version)),
        OpenError::Format(_) => (data.root().join("FORMAT.json"), None),
        OpenError::Io(_) => return Unproved::Fault(Fault::failed(text).help(phrase!(session, "data.cant-help"))),
        OpenError::Locked { .. } => return Unproved::Fault(Fault::failed(text)),
    };
    Unproved::Damaged(Damage { ok: false, error: text, file: Some(file.display().to_string()), version })
}

/// What a start-up would begin with. A checkpoint that can't be read is no damage: it is made anew.
fn checkpoint(data: &DataDir) -> Option<Checkpoint> {
    let archive = data.archive_as_it_is()?;
    let (version, bytes) = archive.latest_checkpoint().ok()??;
    checkpoint::decode(&bytes).ok().filter(|kept| kept.state.version == version)
}

/// Whether a checkpoint is of another history than the journal's, in words. One that is ahead of the journal says nothing of that.
fn of_another_history(
    reader: &dyn JournalRead,
    kept: &Checkpoint,
    session: Session,
) -> Result<Option<String>, RecoverError> {
    let version = kept.state.version;
    let there = checkpoint::hash_at(reader, version)?.filter(|there| *there != kept.hash);
    Ok(there.map(|there| {
        sentence!(session, "verify.checkpoint-of-other", version, seen = kept.hash.short(), held = there.short())
    }))
}

/// Folds the whole journal, and beside it the tail onto the checkpoint.
fn fold_both(
    reader: &dyn JournalRead,
    mut checkpoint: Option<State>,
    progress: &mut dyn FnMut(Version),
) -> Result<(State, Option<State>), RecoverError> {
    let mut state = State::default();
    replay(reader, &mut state, &mut |batch, _| {
        if let Some(stored) = checkpoint.as_mut().filter(|stored| stored.version < batch.version) {
            stored.fold(batch);
        }
        progress(batch.version);
        Ok(())
    })?;
    // One that is ahead of the journal is not what a start-up would begin with.
    let stored = checkpoint.filter(|stored| stored.version == state.version);
    Ok((state, stored))
}

fn unproved(error: &RecoverError, session: Session) -> Unproved {
    let (file, version) = match error {
        RecoverError::Journal(JournalError::Damaged { version, file, .. }) => (Some(file.clone()), Some(*version)),
        RecoverError::Unreadable { version, .. } | RecoverError::Misnumbered { version, .. } => (None, Some(*version)),
        // The system refused to read on.
        RecoverError::Journal(_) | RecoverError::Archive(_) => {
            return Unproved::Fault(Fault::failed(error.to_string()).help(phrase!(session, "data.cant-help")));
        }
    };
    Unproved::Damaged(Damage { ok: false, error: error.to_string(), file, version })
}
