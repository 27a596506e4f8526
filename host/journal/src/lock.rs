//! The lock on a data directory: one process at a time. Held by the operating system, so a process that died holds nothing.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

pub(crate) const LOCK_FILE: &str = "LOCK";

/// Holds the lock until it is dropped. The file stays, with the number of the last process that held it.
#[derive(Debug)]
pub(crate) struct DirLock {
    _file: File,
}

#[derive(Debug)]
pub(crate) enum LockError {
    /// Another process (or another journal in this one) holds it; its number, if it could be read.
    Held(Option<u32>),
    Io(io::Error),
}

impl DirLock {
    pub(crate) fn take(dir: &Path) -> Result<DirLock, LockError> {
        let path = dir.join(LOCK_FILE);
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(LockError::Io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(LockError::Held(holder(&mut file))),
            Err(TryLockError::Error(error)) => return Err(LockError::Io(error)),
        }
        note_holder(&mut file).map_err(LockError::Io)?;
        Ok(DirLock { _file: file })
    }
}

/// Only a help for people: the lock itself is the operating system's.
fn note_holder(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    writeln!(file, "{}", std::process::id())
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(16).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_taker_is_told_who_holds_it() {
        let dir = tempfile::tempdir().unwrap();
        let held = DirLock::take(dir.path()).unwrap();
        match DirLock::take(dir.path()) {
            Err(LockError::Held(Some(pid))) => assert_eq!(pid, std::process::id()),
            other => panic!("{other:?}"),
        }
        drop(held);
        DirLock::take(dir.path()).unwrap();
    }

    #[test]
    fn the_file_of_a_dead_process_is_no_hindrance() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(LOCK_FILE), "4294967295\n").unwrap();
        DirLock::take(dir.path()).unwrap();
    }
}
