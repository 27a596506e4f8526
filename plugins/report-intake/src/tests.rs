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
        "duplicate of 3, 79 %: 100 m away (+5), reported 60 s before (+14), the same kind (+10)"
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
    check(
        &plain(),
        &[here],
        expect!["duplicate of 3, 90 %: 0 m away (+15), reported 0 s before (+15), the same kind (+10)"],
    );
    let at_the_limit = Nearby { distance_m: 300, age_s: 1_800, alike: Some(100), ..nearby(3) };
    check(
        &plain(),
        &[at_the_limit],
        expect![
            "duplicate of 3, 65 %: 300 m away (-15), reported 1800 s before (-15), the same kind (+10), words 100 % alike (+35)"
        ],
    );
    check(&plain(), &[Nearby { distance_m: 301, ..at_the_limit }], expect![""]);
    check(&plain(), &[Nearby { age_s: 1_801, ..at_the_limit }], expect![""]);
    check(&plain(), &[Nearby { alike: None, ..at_the_limit }], expect![""]);
}

/// One caller said brawl, the next fight, a street away: no word in common took so much off that a second car went, from 34 minutes
/// away.
#[test]
fn no_word_in_common_says_nothing() {
    let with = |alike| Nearby { alike, ..nearby(3) };
    check(
        &plain(),
        &[with(None)],
        expect!["duplicate of 3, 79 %: 100 m away (+5), reported 60 s before (+14), the same kind (+10)"],
    );
    check(
        &plain(),
        &[with(Some(0))],
        expect!["duplicate of 3, 79 %: 100 m away (+5), reported 60 s before (+14), the same kind (+10)"],
    );
    check(
        &plain(),
        &[with(Some(56))],
        expect![
            "duplicate of 3, 98 %: 100 m away (+5), reported 60 s before (+14), the same kind (+10), words 56 % alike (+19)"
        ],
    );
    check(
        &plain(),
        &[with(Some(100))],
        expect![
            "duplicate of 3, 100 %: 100 m away (+5), reported 60 s before (+14), the same kind (+10), words 100 % alike (+35)"
        ],
    );
}

#[test]
fn each_piece_of_evidence_is_for_it_or_against_it() {
    let same_words = Nearby { alike: Some(100), ..nearby(3) };
    // Far and long ago, and yet told in the same words.
    check(
        &plain(),
        &[Nearby { distance_m: 290, age_s: 1_000, ..same_words }],
        expect![
            "duplicate of 3, 80 %: 290 m away (-14), reported 1000 s before (-1), the same kind (+10), words 100 % alike (+35)"
        ],
    );
    // Of a kind that has nothing to do with it: only the same words say so.
    check(
        &plain(),
        &[Nearby { kind: 1, ..same_words }],
        expect![
            "duplicate of 3, 74 %: 100 m away (+5), reported 60 s before (+14), another kind (-30), words 100 % alike (+35)"
        ],
    );
    check(&plain(), &[Nearby { kind: 1, alike: Some(30), ..same_words }], expect![[r#""#]]);
}

/// Whatever a county weighs: nothing is surer than sure, and nothing less likely than not at all.
#[test]
fn weights_are_the_countys_own() {
    let check = |settings: &Settings, near: Nearby, expected: Expect| {
        let _county = county().enter();
        expected.assert_eq(&words(settings, &plain(), &[near]));
    };
    let all = Settings { place_weight: 50, time_weight: 50, words_weight: 50, ..Settings::default() };
    let near = Nearby { distance_m: 0, age_s: 0, alike: Some(100), ..nearby(3) };
    check(
        &all,
        near,
        expect![
            "duplicate of 3, 100 %: 0 m away (+50), reported 0 s before (+50), the same kind (+10), words 100 % alike (+50)"
        ],
    );
    let far = Nearby { distance_m: 300, age_s: 1_800, kind: 1, alike: None, ..near };
    check(&Settings { sure_from: 1, ..all.clone() }, far, expect![[r#""#]]);
    let none = Settings { place_weight: 0, time_weight: 0, same_kind_weight: 0, words_weight: 0, sure_from: 50, ..all };
    check(
        &none,
        near,
        expect![
            "duplicate of 3, 50 %: 0 m away (0), reported 0 s before (0), the same kind (0), words 100 % alike (0)"
        ],
    );
}

#[test]
fn the_likeliest_is_named_and_of_equals_the_nearer() {
    let near = Nearby { distance_m: 200, ..nearby(3) };
    let likelier = Nearby { distance_m: 250, alike: Some(90), ..nearby(4) };
    check(
        &plain(),
        &[near, likelier],
        expect![
            "duplicate of 4, 95 %: 250 m away (-10), reported 60 s before (+14), the same kind (+10), words 90 % alike (+31)"
        ],
    );
    check(
        &plain(),
        &[near, Nearby { ref_: 5, ..near }],
        expect!["duplicate of 3, 69 %: 200 m away (-5), reported 60 s before (+14), the same kind (+10)"],
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
        duplicate of 3, 82 %: 20 m away (+13), reported 60 s before (+14), a kindred kind (+5)"#]],
    );
    check(
        &said("起火了"),
        &[Nearby { alike: Some(80), ..hazard }],
        expect![[r#"
        kind 1: the caller uses a key word of that kind (W2)
        duplicate of 3, 100 %: 20 m away (+13), reported 60 s before (+14), a kindred kind (+5), words 80 % alike (+28)"#]],
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
        duplicate of 3, 100 %: 7 m away (+14), reported 0 s before (+15), reported as the same kind (+10), words 95 % alike (+33)"#]],
    );
    check(
        &said("起火了"),
        &[Nearby { alike: None, ..first }],
        expect![[r#"
        kind 1: the caller uses a key word of that kind (W2)
        duplicate of 3, 89 %: 7 m away (+14), reported 0 s before (+15), reported as the same kind (+10)"#]],
    );
    // Once somebody has agreed, the kinds are the same; a kindred kind of either is kindred.
    check(
        &said("起火了"),
        &[Nearby { kind: 1, ..first }],
        expect![[r#"
        kind 1: the caller uses a key word of that kind (W2)
        duplicate of 3, 100 %: 7 m away (+14), reported 0 s before (+15), the same kind (+10), words 95 % alike (+33)"#]],
    );
    check(
        &Report { kind: 1, ..said("请帮忙开门") },
        &[Nearby { kind: 2, ..first }],
        expect![
            "duplicate of 3, 100 %: 7 m away (+14), reported 0 s before (+15), a kindred kind (+5), words 95 % alike (+33)"
        ],
    );
}
