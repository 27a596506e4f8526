//! The files that the tests read: the small county of `small/`, to be broken at will, and the model county.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use county_files::{Sources, is_source};
use domain::county::County;

fn read_folder(folder: &Path, within: &str, sources: &mut Sources) {
    for entry in std::fs::read_dir(folder.join(within)).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{within}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            read_folder(folder, &format!("{name}/"), sources);
        } else if is_source(&name) {
            sources.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
}

fn folder(path: &str) -> Sources {
    let mut sources = Sources::new();
    read_folder(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path), "", &mut sources);
    sources
}

/// A county of two districts with a township each.
pub fn small() -> Files {
    static SMALL: LazyLock<Sources> = LazyLock::new(|| folder("tests/county/small"));
    Files(SMALL.clone())
}

pub fn shouning_files() -> Files {
    Files(folder("../../examples/shouning"))
}

/// Read once for all tests.
pub fn shouning() -> &'static County {
    static SHOUNING: LazyLock<County> = LazyLock::new(|| shouning_files().read());
    &SHOUNING
}

pub struct Files(pub Sources);

impl Files {
    pub fn read(&self) -> County {
        self.read_after(None)
    }

    pub fn read_after(&self, previous: Option<&County>) -> County {
        county_files::read(&self.0, previous).unwrap_or_else(|problems| panic!("{}", problems[0]))
    }

    pub fn text(&self, file: &str) -> String {
        String::from_utf8(self.0[file].clone()).unwrap()
    }

    pub fn put(&mut self, file: &str, text: &str) {
        self.bytes(file, text.as_bytes());
    }

    pub fn bytes(&mut self, file: &str, bytes: &[u8]) {
        self.0.insert(file.to_owned(), bytes.to_vec());
    }

    pub fn remove(&mut self, file: &str) {
        self.0.remove(file).unwrap_or_else(|| panic!("no file {file}"));
    }

    pub fn append(&mut self, file: &str, text: &str) {
        self.put(file, &(self.text(file) + text));
    }

    /// Replaces the first occurrence, and there is one.
    pub fn replace(&mut self, file: &str, from: &str, to: &str) {
        let text = self.text(file);
        assert!(text.contains(from), "{file} has no `{from}`");
        self.put(file, &text.replacen(from, to, 1));
    }

    pub fn replace_all(&mut self, file: &str, from: &str, to: &str) {
        let text = self.text(file);
        assert!(text.contains(from), "{file} has no `{from}`");
        self.put(file, &text.replace(from, to));
    }
}
