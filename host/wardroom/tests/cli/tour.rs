//! The README's tour as it is printed, by somebody who reads Chinese: every command works, and none of them says an English
//! sentence. What Chinese readers write is taken as well: names of kinds, words of codes.

use std::path::Path;

use crate::county::{copy_folder, first_incidents, imported_with_plugins, model};
use crate::process::{Ran, Server, command, finish};
use crate::roster::{at, whole, write};
use crate::workflow::start;

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

/// Words that stand in nearly every English sentence and in no code.
const ENGLISH: [&str; 22] = [
    "and", "are", "at", "be", "by", "can't", "for", "has", "in", "is", "it", "no", "not", "of", "on", "or", "that",
    "the", "there", "to", "was", "with",
];

#[track_caller]
fn chinese(arguments: &[String], ran: &Ran) {
    for line in ran.stdout.lines().chain(ran.stderr.lines()) {
        let unquoted = line.split('`').step_by(2);
        let words = unquoted.flat_map(|part| part.split(|c: char| !c.is_ascii_alphanumeric() && !"-'/._".contains(c)));
        let found: Vec<&str> = words.filter(|word| ENGLISH.contains(word)).collect();
        assert!(found.is_empty(), "{arguments:?} says {found:?}: {line}");
    }
}

fn in_chinese(place: &Path, server: Option<&Server>, arguments: &[String]) -> Ran {
    let mut command = command(arguments);
    command.current_dir(place).env("WARDROOM_LANG", "zh-CN");
    if let Some(server) = server {
        command.env("WARDROOM_SERVER", &server.url);
    }
    let ran = finish(command);
    // Events are data.
    if arguments[0] != "events" {
        chinese(arguments, &ran);
    }
    ran
}

#[test]
fn the_tour_runs_as_it_is_printed_and_speaks_chinese() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let county = place.path().join("examples/shouning");
    copy_folder(&model(), &county);
    std::fs::copy(first_incidents(&place, PLAYED), county.join("incidents-2022-09.ndjson")).expect("copied");
    write(place.path(), "october.csv", &whole(&at(-60), &at(60), 0));
    let (mut server, mut incident, mut workflow) = (None, String::new(), String::new());
    let tour = tour();
    assert!(tour.len() > 15, "{tour:?}");
    for mut arguments in tour {
        let first = arguments[0].clone();
        // Ids are others each time.
        for argument in &mut arguments {
            if argument.starts_with("W20") {
                workflow.clone_into(argument);
            } else if argument.starts_with("20") && argument.contains('-') {
                incident.clone_into(argument);
            }
        }
        match first.as_str() {
            "serve" => {
                let started = Server::start(&place.path().join("room"), &[]);
                workflow = start(&started, "tour");
                server = Some(started);
                continue;
            }
            "verify" | "doctor" => drop(server.take()),
            _ => {}
        }
        let ran = in_chinese(place.path(), server.as_ref(), &arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        if arguments.get(1).is_some_and(|second| second == "report") {
            let id = ran.stdout.split([' ', '：']).nth(1).expect("an id");
            id.clone_into(&mut incident);
        }
    }
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
    server.run(&["incident", "priority", id, "紧急", "--reason", "r"]).done();
    server.run(&["incident", "transition", id, "处置完毕"]).done();
    let mode = ["plugin", "mode", "nearest-unit", "建议", "--hook", "派警", "--all", "--reason", "r", "--json"];
    assert_eq!(server.run(&mode).json()["seats"][0]["mode"], "advise");
    server.run(&["incident", "report", "--kind", "龙", "--at", at]).refused(2, &["`龙`", "fire"]);
    server.run(&["incident", "priority", id, "最急"]).refused(2, &["最急", "critical"]);
}
