//! The promise to plugins: a frozen version of the interface never changes by a byte. `wit/next` may change.

use super::none;
use super::tree::{self, File};

/// Frozen folders of `wit/` with the BLAKE3 hash of their files. A line is added when a version is frozen and never changed.
const FROZEN: &[(&str, &str)] = &[];

/// A folder's hash: over path, length and bytes of each file, in order.
fn hash(files: &[&File]) -> String {
    let mut hasher = blake3::Hasher::new();
    for file in files {
        for part in [&file.path, &file.text] {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
        }
    }
    hasher.finalize().to_hex().to_string()
}

fn faults(files: &[File], frozen: &[(&str, &str)]) -> Vec<String> {
    let folder = |file: &File| file.path.strip_prefix("wit/")?.split_once('/').map(|(folder, _)| folder.to_owned());
    let mut folders: Vec<String> = files.iter().filter_map(folder).filter(|folder| folder != "next").collect();
    folders.dedup();
    let mut faults = Vec::new();
    for name in &folders {
        let inside: Vec<&File> = files.iter().filter(|file| folder(file).as_ref() == Some(name)).collect();
        match frozen.iter().find(|(frozen, _)| frozen == name) {
            Some((_, promised)) if *promised == hash(&inside) => {}
            Some(_) => faults
                .push(format!("wit/{name}: frozen, yet its hash is now {}; put the change in wit/next", hash(&inside))),
            None => faults.push(format!("wit/{name}: not listed as frozen; its hash is {}", hash(&inside))),
        }
    }
    let gone = frozen.iter().filter(|(name, _)| !folders.iter().any(|folder| folder == name));
    faults.extend(gone.map(|(name, _)| format!("wit/{name}: gone, yet plugins built against it must run")));
    faults
}

#[test]
fn frozen_versions_never_change() {
    let files = tree::files();
    assert!(files.iter().any(|file| file.path.starts_with("wit/next/")), "wit/next is gone");
    none(faults(files, FROZEN));
}

#[test]
fn a_changed_byte_is_found() {
    let files = [File::new("wit/next/types.wit", "anything"), File::new("wit/since_v0.1.0/types.wit", "record a {}")];
    let promised = hash(&[&files[1]]);
    let frozen = [("since_v0.1.0", promised.as_str())];
    assert_eq!(faults(&files, &frozen), Vec::<String>::new());
    assert_eq!(faults(&files, &[]).len(), 1, "a folder that is not listed");
    assert_eq!(faults(&files[..1], &frozen).len(), 1, "a folder that is gone");
    let changed = [File::new("wit/since_v0.1.0/types.wit", "record a { }")];
    assert_eq!(faults(&changed, &frozen).len(), 1, "a changed byte");
}
