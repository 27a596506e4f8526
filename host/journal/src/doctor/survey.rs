//! Reads every record that can be read, from tables and logs, on links to the engine's files so that nothing of the original
//! changes. The longest good beginning is what a repair keeps.

use std::io;
use std::path::{Path, PathBuf};

use domain::ids::{Digest, Version};
use domain::ports::Head;

use crate::engine::{Engine, EngineError};
use crate::engine_files::{self, Damage, LOG_EXTENSION};
use crate::engine_log::{self, Torn};
use crate::fjall_journal::ENGINE_DIR;
use crate::record::Chain;

/// Where the links are made, and gone when the survey is done.
const SCRATCH_DIR: &str = "journal.scratch";

/// Takes a record as it is kept, with its header. Its error ends the survey.
type EachRecord<'a> = dyn FnMut(Version, &[u8]) -> Result<(), String> + 'a;

pub(super) struct Survey {
    /// Where the good beginning ends.
    pub head: Head,
    /// The hash of the anchored record, if the good beginning holds it.
    pub hash_at_anchor: Option<Digest>,
    /// Empty: all records are there and whole.
    pub faults: Vec<Damage>,
    pub torn: Option<Torn>,
}

impl Survey {
    pub(super) fn of(dir: &Path, anchored: Option<Head>) -> Result<Survey, String> {
        Survey::copy(dir, anchored, &mut |_, _| Ok(()))
    }

    /// Gives each record of the good beginning to `each`, in order.
    pub(super) fn copy(dir: &Path, anchored: Option<Head>, each: &mut EachRecord<'_>) -> Result<Survey, String> {
        let engine_dir = dir.join(ENGINE_DIR);
        let hash_at_anchor = anchored.filter(|head| head.version == Version(0)).map(|_| Digest::default());
        let mut course = Course { chain: Chain::after(Head::default()), anchored, hash_at_anchor, failed: None, each };
        let mut faults = Vec::new();
        match engine_files::check_manifests(&engine_dir) {
            Ok(()) => {
                if let Some(fault) = read_tables(&engine_dir, &dir.join(SCRATCH_DIR), &mut course)? {
                    faults.extend(named(fault, &engine_dir));
                }
            }
            Err(damage) => faults.push(damage),
        }
        let torn = read_logs(&engine_dir, &mut course, &mut faults);
        // What can't be looked at is no damage, and no repair may come of it.
        let refused = faults
            .iter()
            .find(|fault| fault.refused)
            .map(|fault| format!("`{}`: {}", fault.file.display(), fault.what));
        match course.failed.or(refused) {
            Some(error) => Err(error),
            None => Ok(Survey { head: course.chain.head(), hash_at_anchor: course.hash_at_anchor, faults, torn }),
        }
    }
}

/// The walk along the records, wherever they come from.
struct Course<'a> {
    chain: Chain,
    anchored: Option<Head>,
    hash_at_anchor: Option<Digest>,
    /// `each` failed: not the journal's fault, and the end of the survey.
    failed: Option<String>,
    each: &'a mut EachRecord<'a>,
}

impl Course<'_> {
    fn accept(&mut self, version: Version, bytes: &[u8]) -> Result<(), (Version, String)> {
        self.chain.accept(version, bytes)?;
        let head = self.chain.head();
        if self.anchored.is_some_and(|anchored| anchored.version == head.version) {
            self.hash_at_anchor = Some(head.hash);
        }
        if self.failed.is_none() {
            self.failed = (self.each)(version, bytes).err();
        }
        Ok(())
    }
}

/// What the tables hold, by an engine that has links to them and no log. The error is not damage but the system's refusal.
fn read_tables(engine_dir: &Path, scratch: &Path, course: &mut Course<'_>) -> Result<Option<Damage>, String> {
    let failed = |error: io::Error| format!("`{}` can't be made: {error}", scratch.display());
    remove(scratch).map_err(failed)?;
    let links = link_all(engine_dir, scratch).map_err(failed);
    let read = links.and_then(|()| match Engine::open(scratch) {
        Ok(engine) => read_engine(&engine, course),
        // Where the file is broken enough, the system refuses to read on.
        Err(EngineError::Io(text)) if engine_files::bad_tables(engine_dir).is_empty() => Err(text),
        Err(EngineError::Io(what) | EngineError::Damaged(what)) => Ok(Some(Damage::at(scratch, what))),
    });
    remove(scratch).map_err(failed)?;
    let damage = read?.map(|damage| Damage { file: original(&damage.file, scratch, engine_dir), ..damage });
    Ok(damage)
}

/// Every bad table by its name, where the engine stops at the first and may not name it.
fn named(fault: Damage, engine_dir: &Path) -> Vec<Damage> {
    let mut bad = engine_files::bad_tables(engine_dir);
    match bad.iter_mut().find(|damage| damage.file == fault.file || !fault.file.is_file()) {
        Some(damage) => damage.version = fault.version,
        None => bad.insert(0, fault),
    }
    bad
}

fn read_engine(engine: &Engine, course: &mut Course<'_>) -> Result<Option<Damage>, String> {
    let mut fault = None;
    let scanned = engine.scan(Version(1), Version(u64::MAX), &mut |version, bytes| {
        fault = course.accept(version, bytes).err();
        fault.is_none() && course.failed.is_none()
    });
    let fault = match (fault, scanned) {
        (Some(fault), _) => Some(fault),
        (None, Err((_, EngineError::Io(text)))) => return Err(text),
        (None, Err((version, EngineError::Damaged(what)))) => Some((version, what)),
        (None, Ok(())) => None,
    };
    Ok(fault.map(|(version, what)| Damage {
        version: Some(version),
        file: engine.file_of(version),
        what,
        refused: false,
    }))
}

/// What the logs hold beyond the tables. Records of a log may be in a table already, so a log can also bridge a bad table.
fn read_logs(engine_dir: &Path, course: &mut Course<'_>, faults: &mut Vec<Damage>) -> Option<Torn> {
    let mut gap = None;
    let walk = engine_log::walk(engine_dir, &mut |version, bytes| {
        if version > course.chain.head().version && gap.is_none() && course.failed.is_none() {
            gap = course.accept(version, bytes).err();
        }
    });
    // With a fault in the tables a gap after it is no news.
    if let Some((version, what)) = gap.filter(|_| faults.is_empty()) {
        faults.push(Damage { version: Some(version), file: engine_dir.to_owned(), what, refused: false });
    }
    match walk {
        Ok(walk) => walk.torn,
        Err(damage) => {
            faults.push(damage);
            None
        }
    }
}

/// Tables are never written to after they are made, so a link is as good as a copy; the small files are copied, logs left out.
fn link_all(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::create_dir(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            link_all(&path, &copy)?;
        } else if path.extension().is_some_and(|extension| extension == LOG_EXTENSION) {
            continue;
        } else if from.ends_with("tables") {
            std::fs::hard_link(&path, &copy)?;
        } else {
            std::fs::copy(&path, &copy)?;
        }
    }
    Ok(())
}

fn original(file: &Path, scratch: &Path, engine_dir: &Path) -> PathBuf {
    file.strip_prefix(scratch).map_or_else(|_| file.to_owned(), |rest| engine_dir.join(rest))
}

fn remove(dir: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
