//! The README's tour as it is printed, by somebody who reads Chinese: every command works, and none of them says an English
//! sentence. What Chinese readers write is taken as well: names of kinds, words of codes.

use std::collections::BTreeSet;
use std::path::Path;

use crate::county::{copy_folder, first_incidents, imported_with_plugins, model};
use crate::process::{Ran, Server, command, finish};

/// Incidents of the month that are played.
const PLAYED: usize = 20;

/// The tour's commands, each as its arguments.
fn tour() -> Vec<Vec<String>> {
    let readme =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md")).expect("README");
    let (_, tour) = readme.split_once("## A tour").expect("the tour");
    let block = tour.split("```").nth(1).expect("its commands");
    block.lines().filter_map(|line| line.strip_prefix("wardroom ")).map(arguments).collect()
}

fn arguments(line: &str) -> Vec<String> {
    let line = line.split(" #").next().unwrap_or_default().trim_end();
    let parts = line.split('"').enumerate().flat_map(|(nth, part)| match nth % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    parts.collect()
}

/// Every Latin word that is a code or a name: of the county's files and its plugins, of commands and options, of the catalogs' keys.
fn names() -> BTreeSet<String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = vec![include_str!("help.txt").to_owned(), NAMES.to_owned()];
    let mut add = |folder: &Path| {
        for file in std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path()) {
            if file.extension().is_some_and(|kind| ["toml", "csv"].iter().any(|known| kind == *known)) {
                texts.push(std::fs::read_to_string(file).expect("a text"));
            }
        }
    };
    add(&model());
    for entry in std::fs::read_dir(here.join("../../plugins")).expect("plugins").map(|entry| entry.expect("one").path())
    {
        if entry.is_dir() {
            add(&entry);
        }
    }
    for words in [here.join("words/zh-CN.toml"), here.join("../telling/words/zh-CN.toml")] {
        let catalog = std::fs::read_to_string(words).expect("a catalog");
        texts.extend(catalog.lines().filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())));
    }
    texts.iter().flat_map(|text| latin(text)).collect()
}

/// Units, scales and formats that Chinese text writes in Latin letters.
const NAMES: &str = "P50 P90 JSON WGS GCJ BD HTTP fsync blake3 km/h";

/// The Latin words of a text, and each one's parts.
fn latin(text: &str) -> Vec<String> {
    let whole = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let whole = whole.map(|word| word.trim_matches('-')).filter(|word| word.chars().any(|c| c.is_ascii_alphabetic()));
    whole.flat_map(|word| std::iter::once(word).chain(word.split('-'))).map(str::to_owned).collect()
}

/// The English words that Chinese readers are shown, each with its line.
fn english(ran: &Ran, named: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for line in ran.stdout.lines().chain(ran.stderr.lines()) {
        let unquoted: String = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
        // Paths are names.
        let said = unquoted.split(|c: char| c.is_whitespace() || "（）".contains(c)).filter(|part| !part.contains('/'));
        for word in said.flat_map(|part| part.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')) {
            let word = word.trim_matches('-');
            let is_word = word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            if is_word && !named.contains(word) {
                found.push(format!("`{word}` in: {line}"));
            }
        }
    }
    found
}

fn in_chinese(place: &Path, server: Option<&Server>, arguments: &[String]) -> Ran {
    let mut command = command(arguments);
    command.current_dir(place).env("WARDROOM_LANG", "zh-CN");
    if let Some(server) = server {
        command.env("WARDROOM_SERVER", &server.url);
    }
    finish(command)
}

#[test]
fn the_tour_runs_as_it_is_printed_and_speaks_chinese() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let county = place.path().join("examples/shouning");
    copy_folder(&model(), &county);
    std::fs::copy(first_incidents(&place, PLAYED), county.join("incidents-2022-09.ndjson")).expect("copied");
    let mut server = None;
    let (tour, mut said, mut named) = (tour(), Vec::new(), names());
    assert!(tour.len() > 15, "{tour:?}");
    for arguments in tour {
        let first = arguments[0].clone();
        match first.as_str() {
            "serve" => {
                let started = Server::start(&place.path().join("room"), &[]);
                // Plugins say in their own source what their forms hold.
                let forms = started.run(&["workflow", "kinds", "--json", "--lang", "zh-CN"]).done().stdout;
                named.extend(latin(&forms));
                server = Some(started);
                continue;
            }
            "verify" | "doctor" => drop(server.take()),
            _ => {}
        }
        let ran = in_chinese(place.path(), server.as_ref(), &arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        // Events are data.
        if first != "events" {
            said.extend(english(&ran, &named).into_iter().map(|found| format!("{}: {found}", arguments.join(" "))));
        }
    }
    assert!(said.is_empty(), "{}", said.join("\n"));
}

#[test]
fn words_are_taken_beside_codes() {
    let data = imported_with_plugins();
    let server = Server::start(data.path(), &[]);
    let at = "119.51183,27.33708";
    let report =
        ["incident", "report", "--kind", "火灾", "--at", at, "--priority", "特急", "--reality", "演练", "--json"];
    let reported = server.run(&report).json();
    assert_eq!((&reported["kind"], &reported["priority"]), (&"fire".into(), &"critical".into()), "{reported}");
    let id = reported["id"].as_str().expect("an id");
    let listed = server.run(&["incident", "list", "--kind", "火灾", "--priority", "critical", "--json"]).json();
    assert_eq!(listed["items"][0]["id"], id);
    let table = server.run(&["incident", "list", "--district", "斜滩警区", "--lang", "zh-CN"]).done().stdout;
    assert!(table.contains(id) && table.contains("火灾 fire") && table.contains("斜滩警区 350924-D3"), "{table}");
    server.run(&["incident", "priority", id, "紧急", "--reason", "r"]).done();
    server.run(&["incident", "transition", id, "处置完毕"]).done();
    let mode = ["plugin", "mode", "nearest-unit", "建议", "--hook", "派警", "--all", "--reason", "r", "--json"];
    assert_eq!(server.run(&mode).json()["seats"][0]["mode"], "advise");
    server.run(&["incident", "report", "--kind", "龙", "--at", at]).refused(2, &["`龙`", "fire"]);
    server.run(&["incident", "priority", id, "最急"]).refused(2, &["最急", "critical"]);
}
