//! `wardroom verify`: walks the journal's chain, folds everything from the start, and holds the result against the state that
//! a start-up would give. Writes nothing.

use std::path::PathBuf;

use clap::Args;
use domain::ids::{Digest, Version};
use domain::ports::{Archive, Journal, JournalError, JournalRead};
use domain::state::State;
use journal::{FjallJournal, OpenError};
use sequencer::recovery::{RecoverError, replay};
use serde::Serialize;

use crate::data::DataDir;
use crate::fault::{Exit, Fault};
use crate::output::Session;
use crate::progress;
use crate::text::Text;

const EXAMPLES: &str = "\
Examples:
  wardroom verify --data room
  wardroom verify --data room --json      {\"ok\":true,\"version\":…,\"chain_head\":\"…\",\"state_hash\":\"…\"}

Exit code 1 and `\"ok\":false` with the place if something is not what was written. A server has to be stopped first.";

/// Prove that a data directory's journal is whole and gives the state that the server has
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Verify {
    /// The data directory
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

#[derive(Serialize)]
struct Whole {
    ok: bool,
    version: Version,
    chain_head: Digest,
    state_hash: Digest,
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
            Ok(whole) => {
                let values: [&dyn std::fmt::Display; 3] = [&whole.version, &whole.chain_head, &whole.state_hash];
                session.result(&whole, || session.fill(Text::VerifyWhole, &values))
            }
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
    let mut text = session.fill(Text::VerifyDamaged, &[&damage.error]);
    if let Some(file) = &damage.file {
        text.push_str(&format!("\n  {}{file}", session.text(Text::FileLabel)));
    }
    if let Some(version) = damage.version {
        text.push_str(&format!("\n  {}{version}", session.text(Text::RecordLabel)));
    }
    text.push_str(&format!("\n  {}{}", session.text(Text::HelpLabel), session.text(Text::VerifyHelp)));
    text
}

fn whole(data: &DataDir, session: Session) -> Result<Whole, Unproved> {
    let folded = fold(data, session)?;
    match folded.checkpoint_differs {
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
        }),
    }
}

/// The whole journal, folded.
pub struct Folded {
    pub state: State,
    pub chain_head: Digest,
    /// Set if the newest checkpoint with the journal's tail gives another state: which, in words.
    pub checkpoint_differs: Option<String>,
}

/// Folds the journal from its first record; for `doctor` too.
pub fn fold(data: &DataDir, session: Session) -> Result<Folded, Unproved> {
    let journal = FjallJournal::open(data.root()).map_err(|error| not_opened(data, error))?;
    let reader = journal.reader();
    let head = reader.head();
    let bar = progress::bar(head.version.0, session.text(Text::VerifyFolding));
    let folded = fold_both(reader.as_ref(), checkpoint(data), &mut |version| bar.set_position(version.0));
    bar.finish_and_clear();
    let (state, stored) = folded.map_err(|error| Unproved::Damaged(Damage::of(&error)))?;
    let hash = state.hash();
    let differs = stored
        .map(|stored| stored.hash())
        .filter(|stored| *stored != hash)
        .map(|stored| session.fill(Text::CheckpointDiffers, &[&stored.short(), &state.version, &hash.short()]));
    Ok(Folded { state, chain_head: head.hash, checkpoint_differs: differs })
}

fn not_opened(data: &DataDir, error: OpenError) -> Unproved {
    let text = error.to_string();
    let (file, version) = match error {
        OpenError::Damaged(damage) => (damage.file, damage.version),
        OpenError::AnchorLost { file, .. } => (file, None),
        OpenError::Shorter { head, .. } => (data.root().join("journal"), Some(head.version.next())),
        OpenError::NotAnchored { anchored, .. } => (data.root().join("journal"), Some(anchored.version)),
        OpenError::Format(_) => (data.root().join("FORMAT.json"), None),
        OpenError::Io(_) => (data.root().to_owned(), None),
        OpenError::Locked { .. } => return Unproved::Fault(Fault::failed(text)),
    };
    Unproved::Damaged(Damage { ok: false, error: text, file: Some(file.display().to_string()), version })
}

/// What a start-up would begin with. A checkpoint that can't be read is no damage: it is made anew.
fn checkpoint(data: &DataDir) -> Option<State> {
    let archive = data.archive_as_it_is()?;
    let (version, bytes) = archive.latest_checkpoint().ok()??;
    State::decode(&bytes).ok().filter(|state| state.version == version)
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

impl Damage {
    fn of(error: &RecoverError) -> Damage {
        let (file, version) = match error {
            RecoverError::Journal(JournalError::Damaged { version, file, .. }) => (Some(file.clone()), Some(*version)),
            RecoverError::Unreadable { version, .. } | RecoverError::Misnumbered { version, .. } => {
                (None, Some(*version))
            }
            RecoverError::Journal(_) | RecoverError::Archive(_) => (None, None),
        };
        Damage { ok: false, error: error.to_string(), file, version }
    }
}
