//! The rule's behaviour: what a report leads to, in words.

use expect_test::{Expect, expect};
use wardroom_plugin::testing::{County, NOW, Package, nearby, report};
use wardroom_plugin::view::Subject;
use wardroom_plugin::{IntakeProposal, Value};

use super::*;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

/// Kind 0 is `help`, 1 `fire`, 2 `hazard`; the last two are of one family. Grid 0 has a key place.
fn county() -> County {
    let word = |code: &str, word: &str, kind: Option<KindRef>| {
        let reported = ("reported", Value::from(Reference::Kind(0)));
        let to = kind.map_or(Value::from("fire"), |kind| Reference::Kind(kind).into());
        [("code", Value::from(code)), reported, ("word", Value::from(word)), ("kind", to)]
    };
    County::new()
        .row("key-places", "K1", [("grid", Value::from(Reference::Grid(0)))])
        .row("key-words", "W1", word("W1", "冒烟", Some(2)))
        .row("key-words", "W2", word("W2", "起火", Some(1)))
        // A county whose column is a text names no kind.
        .row("key-words", "W3", word("W3", "失踪", None))
        .attribute(Subject::Kind(1), "family", "burning")
        .attribute(Subject::Kind(2), "family", "burning")
}

/// A report of kind `help` from where nothing special is.
fn plain() -> Report {
    Report { grid: 1, ..report() }
}

fn said(words: &str) -> Report {
    Report { words: Some(words.to_owned()), ..plain() }
}

fn words(settings: &Settings, report: &Report, nearby: &[Nearby]) -> String {
    let package = package();
    let outcome = ReportIntake::classify(NOW, settings, report, nearby).unwrap();
    assert_eq!(package.arbiter(county()).intake(report, nearby, &outcome), Ok(vec![]));
    let lines = outcome.proposals.iter().map(|proposal| match proposal {
        IntakeProposal::SetKind(to) => format!("kind {}: {}", to.kind, package.text("en", &to.why)),
        IntakeProposal::SetNeeds(to) => format!("{:?}: {}", to.needs, package.text("en", &to.why)),
        IntakeProposal::SetPriority(to) => format!("{:?}: {}", to.priority, package.text("en", &to.why)),
        IntakeProposal::DuplicateOf(to) => {
            format!("duplicate of {}, {} %: {}", to.of, to.confidence, package.text("en", &to.why))
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn check(report: &Report, nearby: &[Nearby], expected: Expect) {
    let _county = county().enter();
    expected.assert_eq(&words(&Settings::default(), report, nearby));
}

#[test]
fn the_files_agree_with_the_code() {
    package().check::<Settings>();
}

#[test]
fn an_ordinary_report_is_left_as_it_is() {
    check(&plain(), &[], expect![""]);
}

#[test]
fn key_words_tell_of_another_kind() {
    check(&said("山上起火了，快来人"), &[], expect!["kind 1: the caller uses a key word of that kind (W2)"]);
    check(&said("起火了，一直冒烟"), &[], expect!["kind 2: the caller uses a key word of that kind (W1)"]);
    check(&said("请帮忙开门"), &[], expect![""]);
    check(&said("老人失踪"), &[], expect![""]);
    check(&Report { kind: 1, ..said("没有起火，只是冒烟") }, &[], expect![""]);
}

#[test]
fn what_was_not_granted_is_not_missed() {
    let fire = said("起火了");
    let _county = county().deny("find-rows").enter();
    assert_eq!(words(&Settings::default(), &Report { grid: 0, ..fire }, &[nearby(3)]), {
        "duplicate of 3, 74 %: the same kind, 100 m away, reported 60 s before"
    });
}

#[test]
fn a_key_place_makes_it_more_pressing() {
    let at = |priority| Report { priority, ..report() };
    check(&at(Priority::Routine), &[], expect!["Priority::Prompt: a key place stands in grid 0"]);
    check(&at(Priority::Prompt), &[], expect!["Priority::Urgent: a key place stands in grid 0"]);
    check(&at(Priority::Urgent), &[], expect!["Priority::Critical: a key place stands in grid 0"]);
    check(&at(Priority::Critical), &[], expect![""]);
    check(&Report { grid: 0, ..said("起火了") }, &[], expect!["kind 1: the caller uses a key word of that kind (W2)"]);
    let _county = county().enter();
    let off = Settings { key_place_raises: false, ..Settings::default() };
    assert_eq!(words(&off, &report(), &[]), "");
}

#[test]
fn the_same_kind_near_in_place_and_time_is_probably_the_same() {
    let here = Nearby { distance_m: 0, age_s: 0, ..nearby(3) };
    check(&plain(), &[here], expect!["duplicate of 3, 80 %: the same kind, 0 m away, reported 0 s before"]);
    let at_the_limit = Nearby { distance_m: 300, age_s: 1_800, alike: Some(100), ..nearby(3) };
    check(
        &plain(),
        &[at_the_limit],
        expect!["duplicate of 3, 70 %: the same kind, 300 m away, reported 1800 s before, words 100 % alike"],
    );
    check(&plain(), &[Nearby { distance_m: 301, ..at_the_limit }], expect![""]);
    check(&plain(), &[Nearby { age_s: 1_801, ..at_the_limit }], expect![""]);
    check(&plain(), &[Nearby { alike: None, ..at_the_limit }], expect![""]);
    check(&plain(), &[Nearby { kind: 1, ..here }], expect![""]);
}

#[test]
fn words_raise_or_lower_the_confidence() {
    let with = |alike| Nearby { alike: Some(alike), ..nearby(3) };
    check(
        &plain(),
        &[with(100)],
        expect!["duplicate of 3, 94 %: the same kind, 100 m away, reported 60 s before, words 100 % alike"],
    );
    check(&plain(), &[with(0)], expect![""]);
    check(
        &plain(),
        &[with(56)],
        expect!["duplicate of 3, 74 %: the same kind, 100 m away, reported 60 s before, words 56 % alike"],
    );
}

#[test]
fn the_likeliest_is_named_and_of_equals_the_nearer() {
    let near = Nearby { distance_m: 200, ..nearby(3) };
    let likelier = Nearby { distance_m: 250, alike: Some(90), ..nearby(4) };
    check(
        &plain(),
        &[near, likelier],
        expect!["duplicate of 4, 81 %: the same kind, 250 m away, reported 60 s before, words 90 % alike"],
    );
    check(
        &plain(),
        &[near, Nearby { ref_: 5, ..near }],
        expect!["duplicate of 3, 69 %: the same kind, 200 m away, reported 60 s before"],
    );
}

/// The kind that the words tell of is the one that is compared; one of its family may be the same thing told otherwise.
#[test]
fn kindred_kinds_may_be_the_same() {
    let hazard = Nearby { kind: 2, distance_m: 20, alike: None, ..nearby(3) };
    check(
        &said("起火了"),
        &[hazard],
        expect![[r#"
            kind 1: the caller uses a key word of that kind (W2)
            duplicate of 3, 68 %: a kindred kind (kind 2), 20 m away, reported 60 s before"#]],
    );
    check(
        &said("起火了"),
        &[Nearby { alike: Some(80), ..hazard }],
        expect![[r#"
            kind 1: the caller uses a key word of that kind (W2)
            duplicate of 3, 79 %: a kindred kind (kind 2), 20 m away, reported 60 s before, words 80 % alike"#]],
    );
}

/// Two callers told of one fire within a breath, and nobody had agreed yet that the first was no call for help: the second, a
/// fire by its words, was compared with a call for help and taken for something new.
#[test]
fn one_that_stands_as_it_was_reported_may_be_the_same() {
    let first = Nearby { distance_m: 7, age_s: 0, alike: Some(95), ..nearby(3) };
    check(
        &said("起火了"),
        &[first],
        expect![[r#"
        kind 1: the caller uses a key word of that kind (W2)
        duplicate of 3, 96 %: reported as the same kind, 7 m away, reported 0 s before, words 95 % alike"#]],
    );
    check(
        &said("起火了"),
        &[Nearby { alike: None, ..first }],
        expect![[r#"
        kind 1: the caller uses a key word of that kind (W2)
        duplicate of 3, 79 %: reported as the same kind, 7 m away, reported 0 s before"#]],
    );
    // Once somebody has agreed, the kinds are the same; a kindred kind of either is kindred.
    check(
        &said("起火了"),
        &[Nearby { kind: 1, ..first }],
        expect![[r#"
        kind 1: the caller uses a key word of that kind (W2)
        duplicate of 3, 96 %: the same kind, 7 m away, reported 0 s before, words 95 % alike"#]],
    );
    check(
        &Report { kind: 1, ..said("请帮忙开门") },
        &[Nearby { kind: 2, ..first }],
        expect!["duplicate of 3, 86 %: a kindred kind (kind 2), 7 m away, reported 0 s before, words 95 % alike"],
    );
    // Told in other words it is something else.
    check(
        &said("起火了"),
        &[Nearby { alike: Some(0), ..first }],
        expect!["kind 1: the caller uses a key word of that kind (W2)"],
    );
}
