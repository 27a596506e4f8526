//! The repairs, each done only when asked for by name. What is replaced is put aside, never deleted; a repair that is broken off
//! is finished by asking for it again.

use std::path::{Path, PathBuf};

use domain::ids::Version;
use domain::ports::Head;

use super::Remedy;
use super::survey::Survey;
use crate::anchor::{self, Anchored};
use crate::durable;
use crate::engine::{Engine, EngineError};
use crate::fjall_journal::{ENGINE_DIR, NEW_ENGINE_DIR, create_engine, read_anchor, take_lock};
use crate::format;
use crate::open_error::OpenError;
use crate::record::Encoded;
use crate::rewritten;

const SET_ASIDE_DIR: &str = "set-aside";
/// The repaired engine, complete, until it has taken its place.
const REPAIRED_DIR: &str = "journal.repaired";
/// Records written in one go, by count and by size.
const GROUP_RECORDS: usize = 1_000;
const GROUP_BYTES: usize = 4 << 20;

/// What a repair did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// Where the journal ends now.
    pub head: Head,
    /// Where what was replaced is kept.
    pub set_aside: PathBuf,
    /// What was lost or replaced, one sentence each.
    pub notes: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum RepairError {
    /// There is nothing for this remedy to do, or it is not the right one.
    #[error("`{remedy}` was not done: {why}")]
    NotNeeded { remedy: Remedy, why: String },
    #[error("`{0}` is no name for a folder: give the time as digits, letters, `-`, `:` and `.`, at most 64")]
    Stamp(String),
    #[error("{0}")]
    Failed(String),
}

impl From<OpenError> for RepairError {
    fn from(error: OpenError) -> RepairError {
        RepairError::Failed(error.to_string())
    }
}

/// Does one repair. `stamp` is the time in UTC, for the name of the folder in which the old files are put aside.
pub fn repair(dir: &Path, remedy: Remedy, stamp: &str) -> Result<Repaired, RepairError> {
    if stamp.is_empty() || stamp.len() > 64 || !stamp.chars().all(|c| c.is_ascii_alphanumeric() || "-:.".contains(c)) {
        return Err(RepairError::Stamp(stamp.to_owned()));
    }
    if !format::check(dir)? {
        return Err(RepairError::Failed(format!("`{}` holds no format document, so it is no journal", dir.display())));
    }
    let _lock = take_lock(dir)?;
    let set_aside = dir.join(SET_ASIDE_DIR).join(stamp);
    if set_aside.exists() {
        return Err(RepairError::Failed(format!("`{}` is there already", set_aside.display())));
    }
    tracing::warn!(dir = %dir.display(), %remedy, "repairing the journal");
    match remedy {
        Remedy::CutBack if is_half_done(dir) => finish(dir, &set_aside),
        Remedy::CutBack => cut_back(dir, &set_aside),
        Remedy::RewriteAnchor if is_half_done(dir) => Err(RepairError::NotNeeded {
            remedy,
            why: format!("a `{}` was broken off; ask for that again first", Remedy::CutBack),
        }),
        Remedy::RewriteAnchor => rewrite_anchor(dir, &set_aside),
    }
}

/// Whether a repair has got as far as a complete new engine, but not to the end.
pub(crate) fn is_half_done(dir: &Path) -> bool {
    dir.join(REPAIRED_DIR).exists()
}

fn cut_back(dir: &Path, set_aside: &Path) -> Result<Repaired, RepairError> {
    let anchored = anchor_if_it_reads(dir)?.map(|anchored| anchored.head);
    let survey = Survey::of(dir, anchored).map_err(RepairError::Failed)?;
    if survey.faults.is_empty() {
        let why = format!("all records up to {} are whole", survey.head.version);
        return Err(RepairError::NotNeeded { remedy: Remedy::CutBack, why });
    }
    let new = dir.join(NEW_ENGINE_DIR);
    copy_good(dir, &new, survey.head)?;
    put_aside_anchor(dir, set_aside)?;
    rewritten::note(dir, Remedy::CutBack, anchored, survey.head).map_err(failed(dir))?;
    // It is behind the old journal too, so it fits whichever of the two a power cut leaves in place.
    anchor::create(dir, survey.head).map_err(failed(dir))?;
    durable::rename(&new, &dir.join(REPAIRED_DIR)).map_err(failed(&new))?;
    let mut repaired = finish(dir, set_aside)?;
    if let Some(anchored) = anchored.filter(|anchored| anchored.version > survey.head.version) {
        let (first, last) = (survey.head.version.next(), anchored.version);
        repaired.notes.push(format!("records {first} to {last} at least were durable and are lost to this journal"));
    }
    repaired.notes.extend(survey.faults.iter().map(|fault| format!("`{}`: {}", fault.file.display(), fault.what)));
    Ok(repaired)
}

/// Writes the good beginning into a new engine and closes it.
fn copy_good(dir: &Path, new: &Path, head: Head) -> Result<(), RepairError> {
    let engine = create_engine(new)?;
    let mut group = Group { engine: &engine, records: Vec::new(), bytes: 0 };
    let copied =
        Survey::copy(dir, None, &mut |version, bytes| group.push(version, bytes)).map_err(RepairError::Failed)?;
    group.flush().map_err(RepairError::Failed)?;
    if copied.head != head {
        return Err(RepairError::Failed(format!(
            "the journal reads to {} now, not to {}",
            copied.head.version, head.version
        )));
    }
    Ok(())
}

struct Group<'a> {
    engine: &'a Engine,
    records: Encoded,
    bytes: usize,
}

impl Group<'_> {
    fn push(&mut self, version: Version, bytes: &[u8]) -> Result<(), String> {
        self.bytes += bytes.len();
        self.records.push((version, bytes.to_vec()));
        if self.records.len() < GROUP_RECORDS && self.bytes < GROUP_BYTES {
            return Ok(());
        }
        self.flush()
    }

    fn flush(&mut self) -> Result<(), String> {
        self.bytes = 0;
        self.engine.commit(std::mem::take(&mut self.records)).map_err(EngineError::into_text)
    }
}

/// Puts the repaired engine in the place of the old one.
fn finish(dir: &Path, set_aside: &Path) -> Result<Repaired, RepairError> {
    let (engine_dir, repaired) = (dir.join(ENGINE_DIR), dir.join(REPAIRED_DIR));
    durable::create_dir(set_aside).map_err(failed(set_aside))?;
    if engine_dir.exists() {
        durable::rename(&engine_dir, &set_aside.join(ENGINE_DIR)).map_err(failed(&engine_dir))?;
    }
    durable::rename(&repaired, &engine_dir).map_err(failed(&repaired))?;
    // Written just before the repaired engine was complete, so it stands at its head.
    let head = read_anchor(dir)?.head;
    let notes =
        vec![format!("the journal ends at {}; all that it was is kept in `{}`", head.version, set_aside.display())];
    Ok(Repaired { head, set_aside: set_aside.to_owned(), notes })
}

fn rewrite_anchor(dir: &Path, set_aside: &Path) -> Result<Repaired, RepairError> {
    let anchored = anchor_if_it_reads(dir)?;
    let survey = Survey::of(dir, anchored.map(|anchored| anchored.head)).map_err(RepairError::Failed)?;
    let remedy = Remedy::RewriteAnchor;
    if let Some(fault) = survey.faults.first() {
        let why = format!(
            "the journal is damaged in `{}`: {}; `{}` first",
            fault.file.display(),
            fault.what,
            Remedy::CutBack
        );
        return Err(RepairError::NotNeeded { remedy, why });
    }
    if let Some(anchored) = anchored
        && survey.hash_at_anchor == Some(anchored.head.hash)
    {
        let why = format!("the anchor fits, at version {}", anchored.head.version);
        return Err(RepairError::NotNeeded { remedy, why });
    }
    put_aside_anchor(dir, set_aside)?;
    rewritten::note(dir, remedy, anchored.map(|anchored| anchored.head), survey.head).map_err(failed(dir))?;
    anchor::create(dir, survey.head).map_err(failed(dir))?;
    let was = match anchored {
        Some(anchored) => format!("version {} with hash {}", anchored.head.version, anchored.head.hash.short()),
        None => "lost".to_owned(),
    };
    let notes = vec![format!("the anchor was {was}; it is version {} now", survey.head.version)];
    Ok(Repaired { head: survey.head, set_aside: set_aside.to_owned(), notes })
}

/// `None`: it is lost. One that the system does not let be read is no reason for a repair.
fn anchor_if_it_reads(dir: &Path) -> Result<Option<Anchored>, OpenError> {
    match read_anchor(dir) {
        Ok(anchored) => Ok(Some(anchored)),
        Err(OpenError::Io(error)) => Err(OpenError::Io(error)),
        Err(_) => Ok(None),
    }
}

fn put_aside_anchor(dir: &Path, set_aside: &Path) -> Result<(), RepairError> {
    durable::create_dir(set_aside).map_err(failed(set_aside))?;
    match std::fs::copy(dir.join(anchor::ANCHOR_FILE), set_aside.join(anchor::ANCHOR_FILE)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(set_aside)(error)),
        _ => durable::sync_dir(set_aside).map_err(failed(set_aside)),
    }
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> RepairError + '_ {
    move |error| RepairError::Failed(format!("`{}`: {error}", path.display()))
}
