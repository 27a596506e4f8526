//! `verify` and `doctor` on directories that are whole, damaged, and repaired.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::county::{copy_folder, imported, p, s};
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

/// A copy of before was put back in the place of the journal, and its anchor rewritten: `verify` said that all was whole, and the
/// numbers of incidents that people had on paper were given out again.
#[test]
fn a_journal_that_was_swapped_leaves_a_trace_for_ever_and_numbers_go_on() {
    let data = used();
    let (journal, copy) = (data.path().join("journal"), tempfile::tempdir().unwrap());
    copy_folder(&journal, &copy.path().join("journal"));
    let report = ["incident", "report", "--kind", "noise", "--at", "119.51183,27.33708", "--json"];
    let number = |told: Value| told["id"].as_str().unwrap().split('-').nth(1).unwrap().parse::<u32>().unwrap();
    let server = Server::start(data.path(), &[]);
    let numbers: Vec<_> = (0..3).map(|_| number(server.run(&report).json())).collect();
    let last = numbers[2];
    assert_eq!(server.stop(), 0);
    let seen = on(data.path(), &["verify"]).json()["version"].as_u64().unwrap();
    std::fs::remove_dir_all(&journal).unwrap();
    copy_folder(&copy.path().join("journal"), &journal);

    let serve = [s("serve"), s("--data"), p(data.path()), s("--listen"), s("127.0.0.1:0")];
    run(&serve).refused(1, &["shorter", "wardroom doctor"]);
    on(data.path(), &["doctor", "--repair", "rewrite-anchor"]).done();
    let verified = on(data.path(), &["verify"]).json();
    assert_eq!(
        (&verified["untold"][0]["remedy"], &verified["untold"][0]["anchored"]),
        (&"rewrite-anchor".into(), &seen.into())
    );
    let server = Server::start(data.path(), &[]);
    assert!(number(server.run(&report).json()) > last);
    let counties = server.get("/v1/counties");
    assert_eq!(counties["items"][0]["rewritten"][0]["seen"], seen, "{counties}");
    assert_eq!(server.stop(), 0);
    // Whatever is done with the archive, and however often it starts.
    std::fs::remove_dir_all(data.path().join("archive")).unwrap();
    for _ in 0..2 {
        let verified = on(data.path(), &["verify"]).json();
        assert!(
            verified["version"].as_u64().unwrap() > seen + 1,
            "versions are not given out again, either: {verified}"
        );
        let findings: Vec<&Value> =
            verified["rewritten"].as_array().unwrap().iter().map(|trace| &trace["found"]["finding"]).collect();
        assert_eq!(findings, ["anchor-rewritten", "shorter-than-archive"]);
        assert_eq!((&verified["ok"], &verified["rewritten"][0]["found"]["seen"]), (&true.into(), &seen.into()));
        assert_eq!(verified.get("untold"), None);
        let told = run(&[s("verify"), s("--data"), p(data.path())]).done().stdout;
        assert!(told.contains("the anchor was rewritten") && told.contains(&seen.to_string()), "{told}");
        assert_eq!(Server::start(data.path(), &[]).stop(), 0);
    }
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

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The whole key store was copied to `set-aside` when one damaged key was given up, and every key in the copy outlived its erasure.
#[test]
fn no_key_outlives_its_erasure_in_what_is_set_aside() {
    let data = imported();
    let server = Server::start(data.path(), &[]);
    let report =
        ["incident", "report", "--kind", "noise", "--at", "119.51183,27.33708", "--caller-number", "555", "--json"];
    let ids = [(); 2].map(|()| server.run(&report).json()["id"].as_str().unwrap().to_owned());
    assert_eq!(server.stop(), 0);
    let keys = data.path().join("keys").join("keys");
    let whole = std::fs::read(&keys).unwrap();
    // Slots of 64 bytes after a head of 4,096, one for each caller.
    let key = |nth: usize| whole[4_096 + nth * 64 + 8..][..32].to_vec();
    let mut damaged = whole.clone();
    damaged[4_096 + 50] ^= 1;
    std::fs::write(&keys, damaged).unwrap();
    // As a host of before left it.
    let copy = data.path().join("set-aside").join("20260101T000000Z").join("keys");
    std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
    std::fs::write(&copy, &whole).unwrap();
    let told = on(data.path(), &["doctor"]).json_of_failure();
    assert!(proposes(&told, "give-up-keys"));
    assert!(told["findings"].as_array().unwrap().iter().any(|finding| finding["file"] == p(&copy)), "{told}");
    on(data.path(), &["doctor", "--repair", "give-up-keys"]).done();
    let holders = |nth: usize| {
        let key = key(nth);
        let holds = |file: &PathBuf| std::fs::read(file).unwrap().windows(key.len()).any(|bytes| bytes == key);
        files(data.path()).into_iter().filter(holds).collect::<Vec<_>>()
    };
    assert_eq!((holders(0), holders(1)), (vec![], vec![keys.clone()]));
    let server = Server::start(data.path(), &[]);
    server.run(&["incident", "personal", &ids[0], "--purpose", "call back"]).refused(1, &["erased"]);
    server.run(&["incident", "personal", &ids[1], "--purpose", "call back"]).done();
    server.run(&["incident", "erase", &ids[1], "--reason", "retention ended"]).done();
    assert_eq!(server.stop(), 0);
    assert_eq!(holders(1), Vec::<PathBuf>::new());
    // A start finds a copy, too.
    std::fs::write(&copy, &whole).unwrap();
    assert_eq!(Server::start(data.path(), &[]).stop(), 0);
    assert!(!copy.exists());
}

/// A link to itself: nobody can open it, not even who may everything, and nothing is known of what was there.
fn refuse(file: &Path) {
    std::fs::rename(file, file.with_extension("away")).unwrap();
    std::os::unix::fs::symlink(file, file).unwrap();
}

fn let_again(file: &Path) {
    std::fs::remove_file(file).unwrap();
    std::fs::rename(file.with_extension("away"), file).unwrap();
}

/// Without rights `verify` said that the journal was not whole, and `doctor` wanted a backup or proposed to give keys up.
#[test]
fn what_the_system_refuses_is_no_damage_and_nothing_is_repaired_for_it() {
    let data = used();
    let serve = [s("serve"), s("--data"), p(data.path()), s("--listen"), s("127.0.0.1:0")];
    for (file, of_journal) in [
        ("FORMAT.json", true),
        ("ANCHOR", true),
        ("journal/version", true),
        ("journal/keyspaces/1/current", true),
        ("keys/keys", false),
        ("archive/db", false),
        ("archive/FORMAT.json", false),
    ] {
        let path = data.path().join(file);
        refuse(&path);
        if of_journal {
            let ran = on(data.path(), &["verify"]);
            assert_eq!(ran.stdout, "", "{file}: nothing is said to be not whole");
            ran.refused(1, &["nothing is known to be damaged"]);
        }
        let told = on(data.path(), &["doctor"]);
        assert_eq!(told.code, 1, "{file}: {told:?}");
        let told = told.json_of_failure();
        let findings = told["findings"].as_array().unwrap();
        assert!(findings.iter().any(|finding| finding["severity"] == "unknown"), "{file}: {told}");
        let errors: Vec<&Value> =
            findings.iter().filter(|of| of["severity"] == "error" || !of["remedy"].is_null()).collect();
        assert!(errors.is_empty(), "{file}: {errors:?}");
        let ran = run(&serve);
        assert!(ran.code == 1 && !ran.stderr.contains("--repair"), "{file}: {ran:?}");
        if of_journal {
            for remedy in ["cut-back", "rewrite-anchor"] {
                assert_eq!(
                    run(&[s("doctor"), s("--data"), p(data.path()), s("--repair"), s(remedy)]).code,
                    1,
                    "{file}"
                );
            }
        }
        let_again(&path);
        assert!(!data.path().join("set-aside").exists(), "{file}: something was set aside");
    }
    on(data.path(), &["verify"]).done();
    on(data.path(), &["doctor"]).done();
}

/// As on a full disk or a read-only file system: nothing can be written. A good archive was set aside at the start, and the keys
/// were to be given up.
#[test]
fn where_nothing_can_be_written_everything_stays_as_it_is() {
    let data = used();
    let limited = |words: &[&str]| {
        let program = env!("CARGO_BIN_EXE_wardroom");
        let line =
            format!("trap '' XFSZ; ulimit -f 0; exec {program} {} --data {}", words.join(" "), data.path().display());
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &line]).env("LANG", "C");
        crate::process::finish(shell)
    };
    for words in [&["verify"][..], &["doctor"], &["serve", "--listen", "127.0.0.1:0"]] {
        let ran = limited(words);
        assert_eq!(ran.code, 1, "{ran:?}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(!said.contains("--repair") && !said.contains("not whole") && !said.contains("backup"), "{said}");
        assert!(!data.path().join("set-aside").exists());
    }
    on(data.path(), &["verify"]).done();
}

#[test]
fn an_archive_is_rebuilt() {
    let data = used();
    on(data.path(), &["doctor", "--repair", "rebuild-archive"]).done();
    let server = Server::start(data.path(), &[]);
    assert_eq!(server.run(&["incident", "list", "--json"]).json()["items"].as_array().unwrap().len(), 5);
}
