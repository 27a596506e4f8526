//! Reads the files of a county's folder, within limits. What they mean is `county_files`' business.

use std::io::Read;
use std::path::Path;

use county_files::{Problem, Sources, Spot, is_source};
use domain::limits::{IMPORT_FILE_BYTES_MAX, IMPORT_FILES_MAX, IMPORT_FOLDER_DEPTH_MAX};

use crate::output::Session;
use crate::text::{phrase, sentence};

/// Why a folder gave no sources.
#[derive(Debug)]
pub enum Unreadable {
    /// The folder itself can't be read.
    Folder(std::io::Error),
    /// Something in it can't.
    Files(Vec<Problem>),
}

/// All files that an import is concerned with, by their path inside the folder. Hidden files and folders are left alone, and
/// so are links to folders: they could lead round in a circle.
pub fn read(folder: &Path, session: Session) -> Result<Sources, Unreadable> {
    let mut reading = Reading { session, folder, sources: Sources::new(), problems: Vec::new(), full: false };
    let entries = std::fs::read_dir(folder).map_err(Unreadable::Folder)?;
    reading.entries(entries, "", 1);
    if reading.problems.is_empty() { Ok(reading.sources) } else { Err(Unreadable::Files(reading.problems)) }
}

struct Reading<'a> {
    session: Session,
    folder: &'a Path,
    sources: Sources,
    problems: Vec<Problem>,
    full: bool,
}

impl Reading<'_> {
    fn fault(&mut self, path: &str, message: String) {
        self.problems.push(Problem { file: path.to_owned(), spot: Spot::File, message });
    }

    fn entries(&mut self, entries: std::fs::ReadDir, inside: &str, depth: usize) {
        let mut names = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => names.push(entry.file_name()),
                Err(error) => self.fault(inside, sentence!(self.session, "file.unlisted", error)),
            }
        }
        // In the order of their names, so that problems come in the same order everywhere.
        names.sort();
        for name in names {
            match name.to_str() {
                Some(name) if name.starts_with('.') => {}
                Some(name) => self.entry(&format!("{inside}{name}"), depth),
                None => self.fault(
                    &format!("{inside}{}", name.to_string_lossy()),
                    phrase!(self.session, "file.unnamed").to_owned(),
                ),
            }
        }
    }

    fn entry(&mut self, path: &str, depth: usize) {
        let on_disk = self.folder.join(path);
        let is_folder = std::fs::symlink_metadata(&on_disk).is_ok_and(|metadata| metadata.is_dir());
        if is_folder && depth >= IMPORT_FOLDER_DEPTH_MAX {
            self.fault(path, sentence!(self.session, "file.too-deep", folders_max = IMPORT_FOLDER_DEPTH_MAX));
        } else if is_folder {
            match std::fs::read_dir(&on_disk) {
                Ok(entries) => self.entries(entries, &format!("{path}/"), depth + 1),
                Err(error) => self.fault(path, sentence!(self.session, "file.unreadable", error)),
            }
        } else if is_source(path) {
            self.file(path, &on_disk);
        }
    }

    fn file(&mut self, path: &str, on_disk: &Path) {
        if self.sources.len() >= IMPORT_FILES_MAX {
            if !self.full {
                self.full = true;
                self.fault(path, sentence!(self.session, "file.too-many", files_max = IMPORT_FILES_MAX));
            }
            return;
        }
        match read_bounded(on_disk, IMPORT_FILE_BYTES_MAX, self.session) {
            Ok(bytes) => drop(self.sources.insert(path.to_owned(), bytes)),
            Err(message) => self.fault(path, message),
        }
    }
}

/// A file's bytes; one that is larger than `bytes_max` is not read to its end.
pub fn read_bounded(path: &Path, bytes_max: usize, session: Session) -> Result<Vec<u8>, String> {
    let unreadable = |error: std::io::Error| sentence!(session, "file.unreadable", error);
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(bytes_max as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > bytes_max {
        return Err(sentence!(session, "file.too-large", bytes_max));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    const SESSION: Session = Session { lang: Lang::En, json: false };

    fn read(folder: &Path) -> Result<Sources, Unreadable> {
        super::read(folder, SESSION)
    }

    #[test]
    fn takes_sources_from_folders_within_and_leaves_the_rest() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("tables/.git")).unwrap();
        for name in ["county.toml", "tables/key-places.csv", "notes.md", ".hidden.csv", "tables/.git/x.csv"] {
            std::fs::write(dir.path().join(name), name).unwrap();
        }
        let sources = read(dir.path()).unwrap();
        assert_eq!(sources.keys().collect::<Vec<_>>(), ["county.toml", "tables/key-places.csv"]);
        assert_eq!(sources["county.toml"], b"county.toml");
    }

    #[test]
    fn a_file_may_be_as_large_as_the_limit_and_no_larger() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.csv");
        std::fs::write(&path, [0; 8]).unwrap();
        assert_eq!(read_bounded(&path, 8, SESSION).unwrap().len(), 8);
        assert!(read_bounded(&path, 7, SESSION).unwrap_err().contains("larger than 7 bytes"));
    }

    #[test]
    fn one_file_too_many_is_one_problem() {
        let dir = tempfile::tempdir().unwrap();
        for number in 0..IMPORT_FILES_MAX + 3 {
            std::fs::write(dir.path().join(format!("{number:04}.csv")), "").unwrap();
        }
        match read(dir.path()) {
            Err(Unreadable::Files(problems)) => {
                assert_eq!(problems.len(), 1);
                assert_eq!(problems[0].file, format!("{IMPORT_FILES_MAX:04}.csv"));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn folders_go_no_deeper_than_the_limit() {
        let dir = tempfile::tempdir().unwrap();
        let mut path = dir.path().to_owned();
        for _ in 1..IMPORT_FOLDER_DEPTH_MAX {
            path.push("in");
        }
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("x.csv"), "").unwrap();
        assert_eq!(read(dir.path()).unwrap().len(), 1);
        std::fs::create_dir(path.join("in")).unwrap();
        assert!(matches!(read(dir.path()), Err(Unreadable::Files(problems)) if problems.len() == 1));
    }

    #[test]
    fn a_folder_that_is_not_there_is_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(read(&dir.path().join("none")), Err(Unreadable::Folder(_))));
    }
}
