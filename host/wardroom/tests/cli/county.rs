//! The model county and copies of it that are changed for a test, and data directories made from it.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::process::run;

/// The model county's folder.
pub fn model() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shouning")
}

pub fn incidents() -> PathBuf {
    model().join("incidents-2022-09.ndjson")
}

/// Packed plugins, beside the program under test.
pub fn plugins() -> PathBuf {
    let folder = Path::new(env!("CARGO_BIN_EXE_wardroom")).with_file_name("plugins");
    assert!(folder.is_dir(), "`{}` is not there: run `cargo xtask plugins` first", folder.display());
    folder
}

/// The beginning of an incidents file.
pub fn first_incidents(folder: &TempDir, count: usize) -> PathBuf {
    let text = std::fs::read_to_string(incidents()).expect("the model county's incidents");
    let file = folder.path().join("incidents.ndjson");
    std::fs::write(&file, text.lines().take(count).map(|line| format!("{line}\n")).collect::<String>())
        .expect("written");
    file
}

/// A copy of the model county's folder, with one of its files changed.
pub fn changed(file: &str, change: impl Fn(&str) -> String) -> TempDir {
    let copy = tempfile::tempdir().expect("a temporary folder");
    copy_folder(&model(), copy.path());
    let path = copy.path().join(file);
    let text = std::fs::read_to_string(&path).expect("the file is there");
    let new = change(&text);
    assert_ne!(text, new, "the change changes nothing");
    std::fs::write(path, new).expect("written");
    copy
}

/// Copies what is in a folder, making the other if it is not there.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("the folder is there") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("its type").is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// A data directory with the model county in it, without plugins.
pub fn imported() -> TempDir {
    let data = tempfile::tempdir().expect("a temporary folder");
    let empty = tempfile::tempdir().expect("a temporary folder");
    run(&[s("import"), p(&model()), s("--data"), p(data.path()), s("--plugins"), p(empty.path())]).done();
    data
}

/// The same with its plugins.
pub fn imported_with_plugins() -> TempDir {
    let data = tempfile::tempdir().expect("a temporary folder");
    let ran = run(&[s("import"), p(&model()), s("--data"), p(data.path()), s("--plugins"), p(&plugins())]).done();
    assert!(!ran.stderr.contains("warning"), "{ran:?}");
    data
}

/// For lists of arguments.
pub fn s(word: &str) -> String {
    word.to_owned()
}

pub fn p(path: &Path) -> String {
    path.to_str().expect("a temporary folder's name is UTF-8").to_owned()
}
