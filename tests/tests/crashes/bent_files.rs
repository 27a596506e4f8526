//! Files that are no longer what was written: cut short or with flipped bits, at the end and in the middle. Each is found
//! and named, or does no harm; nothing is lost in silence, and nothing panics.

use std::path::{Path, PathBuf};

use integration_tests::Server;

use super::load::{Promises, under_load};
use super::{Draw, county, verify};

/// Damages tried on each file of the engine.
const TRIES: u64 = 6;

#[derive(Clone, Copy, Debug)]
enum Damage {
    CutAt(u64),
    Flip(u64),
    Zero { from: u64, bytes: u64 },
}

#[test]
fn bent_files_are_found_or_harmless() {
    const SEED: u64 = 1_327;
    println!("seed {SEED}");
    let mut draw = Draw(SEED);
    let dir = tempfile::tempdir().expect("a temporary folder");
    let whole = dir.path().join("whole");
    county(&whole);
    let server = Server::start(&whole);
    under_load(&server, &mut Promises::default(), 0, 150, &|| server.strike());
    server.kill();
    // Some of it rotated into the engine's tables, some still in its log.
    let server = Server::start(&whole);
    assert!(server.stop().success());
    let (code, good, stderr) = verify(&whole);
    assert_eq!(code, Some(0), "{good} {stderr}");

    let (mut found, mut harmless) = (0, 0);
    for file in files(&whole.join("journal")).into_iter().chain([whole.join("ANCHOR")]) {
        let size = std::fs::metadata(&file).expect("a file").len();
        if size == 0 {
            continue;
        }
        for attempt in 0..TRIES {
            let damage = match attempt % 3 {
                0 => Damage::CutAt(draw.below(size)),
                1 => Damage::Flip(draw.below(size)),
                _ => Damage::Zero { from: draw.below(size), bytes: 4096 },
            };
            let bent = dir.path().join("bent");
            copy(&whole, &bent);
            apply(&bent.join(file.strip_prefix(&whole).expect("inside")), damage);
            let (code, said, stderr) = verify(&bent);
            let what = format!("{}: {damage:?}: {said} {stderr}", file.display());
            match code {
                Some(0) => {
                    harmless += 1;
                    assert_eq!(said, good, "lost in silence: {what}");
                }
                Some(1) => {
                    found += 1;
                    assert_eq!(said["ok"], false, "{what}");
                    assert!(said["error"].as_str().is_some_and(|error| error.len() > 10), "named: {what}");
                }
                _ => panic!("neither sound nor named: exit {code:?} {what}"),
            }
            std::fs::remove_dir_all(&bent).expect("the copy goes");
        }
    }
    println!("{found} damages found and named, {harmless} without effect");
    assert!(found > 0);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a copy");
        }
    }
}

fn apply(file: &Path, damage: Damage) {
    let mut bytes = std::fs::read(file).expect("a readable file");
    match damage {
        Damage::CutAt(at) => bytes.truncate(at as usize),
        Damage::Flip(at) => bytes[at as usize] ^= 1 << (at % 8),
        Damage::Zero { from, bytes: count } => {
            let until = (from + count).min(bytes.len() as u64);
            bytes[from as usize..until as usize].fill(0);
        }
    }
    std::fs::write(file, bytes).expect("a writable file");
}
