//! `verify` and `doctor` on directories that are whole, damaged, and repaired.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::county::{imported, p, s};
use crate::process::{Ran, Server, run};

fn on(data: &Path, words: &[&str]) -> Ran {
    let mut arguments: Vec<String> = words.iter().map(|word| s(word)).collect();
    arguments.extend([s("--data"), p(data), s("--json")]);
    run(&arguments)
}

/// A county with a few incidents.
fn used() -> TempDir {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    for _ in 0..5 {
        server.run(&["incident", "report", "--kind", "noise", "--at", "119.51183,27.33708"]).done();
    }
    assert_eq!(server.stop(), 0);
    data
}

/// The journal's largest file, which holds the records.
fn largest(folder: &Path) -> PathBuf {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                files.push((entry.metadata().unwrap().len(), entry.path()));
            }
        }
    }
    files.into_iter().max().unwrap().1
}

fn flip_in_the_middle(file: &Path) {
    let mut bytes = std::fs::read(file).unwrap();
    // Preallocated space behind the records says nothing.
    let used = bytes.iter().rposition(|byte| *byte != 0).unwrap();
    bytes[used / 2] ^= 0x10;
    std::fs::write(file, bytes).unwrap();
}

#[test]
fn a_whole_directory_is_proved_whole() {
    let data = used();
    let verified = on(data.path(), &["verify"]).json();
    assert_eq!(verified["ok"], true);
    assert!(verified["version"].as_u64().unwrap() > 5);
    for hash in ["chain_head", "state_hash"] {
        assert_eq!(verified[hash].as_str().unwrap().len(), 64, "{verified}");
    }
    assert_eq!(on(data.path(), &["verify"]).json(), verified, "looking changes nothing");
    std::fs::remove_dir_all(data.path().join("archive")).unwrap();
    assert_eq!(on(data.path(), &["verify"]).json(), verified, "the archive is no part of the truth");
    let told = run(&[s("verify"), s("--data"), p(data.path()), s("--lang"), s("zh-CN")]).done().stdout;
    assert!(told.starts_with("完整"), "{told}");
    let diagnosis = on(data.path(), &["doctor"]).json();
    assert_eq!((diagnosis["ok"].as_bool(), diagnosis["findings"].as_array().map(Vec::len)), (Some(true), Some(0)));
}

#[test]
fn a_flipped_bit_is_named_and_cut_back_when_told_to() {
    let data = used();
    flip_in_the_middle(&largest(&data.path().join("journal")));
    let ran = on(data.path(), &["verify"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let damage = ran.json_of_failure();
    assert_eq!(damage["ok"], false);
    assert!(damage["file"].as_str().unwrap().contains("journal"), "{damage}");
    let refused = run(&[s("serve"), s("--data"), p(data.path()), s("--listen"), s("127.0.0.1:0")]);
    refused.refused(1, &["damaged", "wardroom doctor"]);
    let ran = on(data.path(), &["doctor"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(proposes(&ran.json_of_failure(), "cut-back"), "{ran:?}");
    assert_eq!(on(data.path(), &["verify"]).code, 1, "the doctor changes nothing unless told to");
    let repaired = on(data.path(), &["doctor", "--repair", "cut-back"]).json();
    assert_eq!(repaired["repaired"]["remedy"], "cut-back");
    assert!(Path::new(repaired["repaired"]["set_aside"].as_str().unwrap()).is_dir());
    assert_eq!(on(data.path(), &["verify"]).json()["ok"], true);
}

fn proposes(diagnosis: &Value, remedy: &str) -> bool {
    diagnosis["findings"].as_array().unwrap().iter().any(|finding| finding["remedy"] == remedy)
}

#[test]
fn a_lost_key_store_is_refused_and_given_up_when_told_to() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let report =
        ["incident", "report", "--kind", "noise", "--at", "119.51183,27.33708", "--caller-number", "555", "--json"];
    let id = server.run(&report).json()["id"].as_str().unwrap().to_owned();
    assert_eq!(server.stop(), 0);
    std::fs::remove_dir_all(data.path().join("keys")).unwrap();
    let refused = run(&[s("serve"), s("--data"), p(data.path()), s("--listen"), s("127.0.0.1:0")]);
    refused.refused(1, &["key store", "give-up-keys"]);
    assert!(proposes(&on(data.path(), &["doctor"]).json_of_failure(), "give-up-keys"));
    on(data.path(), &["doctor", "--repair", "give-up-keys"]).done();
    let server = Server::start(data.path(), &[]);
    server.run(&["incident", "personal", &id, "--purpose", "call back"]).refused(1, &[]);
    let other = server.run(&report).json()["id"].as_str().unwrap().to_owned();
    let read = server.run(&["incident", "personal", &other, "--purpose", "call back", "--json"]).json();
    assert_eq!(read["caller-number"], "555");
}

#[test]
fn an_archive_is_rebuilt() {
    let data = used();
    on(data.path(), &["doctor", "--repair", "rebuild-archive"]).done();
    let server = Server::start(data.path(), &[]);
    assert_eq!(server.run(&["incident", "list", "--json"]).json()["items"].as_array().unwrap().len(), 5);
}
