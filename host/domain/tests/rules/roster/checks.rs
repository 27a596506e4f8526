//! Every check of a roster with a roster that fails it, and with the nearest one that passes. The cases are text: what is
//! published already, then what is to be published.

use std::sync::Arc;

use domain::command::{Command, CountyCommand, NewStandIn, Publication, RosterCommand};
use domain::county::{County, Post};
use domain::hooks::Severity;
use domain::ids::*;
use domain::roster::check::plan;
use domain::roster::fault::{Fault, What};
use domain::roster::{Shift, ShiftKey};
use domain::time::TimeMs;
use expect_test::{Expect, expect};

use crate::desk::*;
use crate::roster::duty::HOUR_S;

/// Slot 0 wants somebody qualified, slot 1 (for two) anybody, slot 2 somebody sworn. Persons: 0 sworn and qualified, 1 sworn,
/// 2 and 3 auxiliaries, 4 retired, 5 with a post that ends on the second day, 6 sworn and qualified without a post.
fn county_with_rules() -> County {
    let mut county = county();
    county.digest = Digest::of(b"with rules");
    county.duty.sworn_present = true;
    county.slots[0].qualification = Some("legal".to_owned());
    let desk = domain::county::RosterSlot {
        code: "desk".to_owned(),
        count: 1,
        sworn_required: true,
        ..county.slots[1].clone()
    };
    county.slots.push(desk);
    let template = county.persons[0].clone();
    county.persons = (0..7)
        .map(|number| {
            let mut person = template.clone();
            person.code = format!("PC{number:03}");
            person.sworn = !matches!(number, 2 | 3);
            if matches!(number, 0 | 6) {
                person.qualifications = vec!["legal".to_owned()];
            }
            person.retired = number == 4;
            person
        })
        .collect();
    county.persons[5].posts = vec![Post { to: Some(jiff::civil::date(2022, 9, 2)), ..template.posts[0].clone() }];
    county.persons[6].posts.clear();
    county
}

/// `1 8+8 0:0 1:1,2 2:-`: the first district, eight hours from eight o'clock on, person 0 in slot 0, and so on; `-` is open.
fn shifts(text: &str) -> Vec<Shift> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(shift).collect()
}

fn shift(line: &str) -> Shift {
    let mut words = line.split_whitespace();
    let district: u16 = words.next().unwrap().parse().unwrap();
    let (starts, hours) = words.next().unwrap().split_once('+').unwrap();
    let starts = START.plus_s(starts.parse::<u32>().unwrap() * HOUR_S);
    let mut slots = Vec::new();
    for word in words {
        let (slot, people) = word.split_once(':').unwrap();
        let people = people.split(',').map(|person| person.parse().ok().map(PersonRef));
        slots.extend(people.map(|person| (slot.parse().unwrap(), person)));
    }
    let ends = starts.plus_s(hours.parse::<u32>().unwrap() * HOUR_S);
    Shift { district: DistrictRef(district - 1), starts, ends, slots }
}

/// A fault by its facts, as `1 8 slot 0 person 0`: district and hour as in [`shifts`], then what is wrong with it.
fn line(fault: &Fault) -> String {
    let shift = |shift: ShiftKey| format!("{} {}", shift.district.0 + 1, hour(shift.starts));
    let mut line = format!("{}: {}", fault.what.code(), shift(fault.shift));
    if let Some(slot) = fault.slot {
        line.push_str(&format!(" slot {slot}"));
    }
    if let Some(person) = fault.person {
        line.push_str(&format!(" person {person}"));
    }
    match &fault.what {
        What::Gap { from, until } | What::AuxiliariesAlone { from, until } => {
            line.push_str(&format!(", {} to {}", hour(*from), hour(*until)));
        }
        What::Open { places, from, until } => {
            line.push_str(&format!(", {places} lacking, {} to {}", hour(*from), hour(*until)));
        }
        What::Double { other } => line.push_str(&format!(", also in {}", shift(*other))),
        What::Rest { other, rest_s, wanted_s } => {
            line.push_str(&format!(", {rest_s} s from {}, not {wanted_s}", shift(*other)));
        }
        What::Unqualified { wanted } => line.push_str(&format!(", not `{wanted}`")),
        What::SwapUndone { swap } => line.push_str(&format!(", swap {swap}")),
        What::Past | What::Started | What::NotSworn | What::Retired | What::NoPost => {}
    }
    line
}

fn hour(at: TimeMs) -> f64 {
    f64::from(at.since_s(START)) / f64::from(HOUR_S)
}

/// What is found when the second is published on top of the first, at this hour.
#[track_caller]
fn check(at_hour: u32, known: &str, new: &str, expected: Expect) {
    let mut desk = Desk::new();
    desk.tell(Command::County(CountyCommand::Import { county: Arc::new(county_with_rules()) }));
    if !known.is_empty() {
        desk.state.roster.publish(&shifts(known));
    }
    desk.wait(at_hour * HOUR_S);
    let publication = Publication { shifts: shifts(new), ..Publication::default() };
    let plan = plan(&desk.state, &publication, desk.now).unwrap_or_else(|refusal| panic!("{refusal}"));
    let mut told = String::new();
    for fault in &plan.faults {
        let mark = if fault.severity() == Severity::Breach { "breach" } else { "warning" };
        told.push_str(&format!("{mark} {}\n", line(fault)));
    }
    expected.assert_eq(&told);
    // What is found is what publishing refuses.
    let refused = desk.because("", Command::Roster(RosterCommand::Publish(publication)));
    match refused {
        Ok(_) => assert!(plan.faults.is_empty()),
        Err(refusal) => assert_eq!(refusal.faults, plan.faults),
    }
}

const WHOLE: &str = "0:0 1:1,2 2:6";

#[test]
fn a_whole_roster_finds_no_fault() {
    check(0, "", &format!("1 8+8 {WHOLE}\n2 32+8 {WHOLE}"), expect![""]);
}

#[test]
fn gaps() {
    let expected = expect![[r#"
        warning gap: 1 17, 16 to 17
    "#]];
    let after = "1 17+8 0:- 1:-,- 2:-";
    let known = format!("1 8+8 {WHOLE}");
    check_only("gap", 0, &known, after, expected);
    check_only("gap", 0, &known, "1 16+8 0:- 1:-,- 2:-", expect![""]);
    // Nothing is said of a gap that is over, nor of the time before the first shift.
    check_only("gap", 17, &known, after, expect![""]);
    check_only("gap", 0, "", after, expect![""]);
    // The gap after a shift that is made shorter is told of the one that follows.
    let expected = expect![[r#"
        warning gap: 1 16, 15 to 16
    "#]];
    let known = format!("{known}\n1 16+8 0:- 1:-,- 2:-");
    check_only("gap", 0, &known, &format!("1 8+7 {WHOLE}"), expected);
    // A longer shift below may cover what lies between two.
    let known = format!("1 0+40 0:-\n1 8+8 {WHOLE}");
    check_only("gap", 0, &known, "1 17+8 0:-", expect![""]);
}

/// As [`check`], but only what is found of one sort.
#[track_caller]
fn check_only(code: &str, at_hour: u32, known: &str, new: &str, expected: Expect) {
    let mut desk = Desk::new();
    desk.tell(Command::County(CountyCommand::Import { county: Arc::new(county_with_rules()) }));
    if !known.is_empty() {
        desk.state.roster.publish(&shifts(known));
    }
    desk.wait(at_hour * HOUR_S);
    let publication = Publication { shifts: shifts(new), ..Publication::default() };
    let plan = plan(&desk.state, &publication, desk.now).unwrap_or_else(|refusal| panic!("{refusal}"));
    let mut told = String::new();
    for fault in plan.faults.iter().filter(|fault| fault.what.code() == code) {
        let mark = if fault.severity() == Severity::Breach { "breach" } else { "warning" };
        told.push_str(&format!("{mark} {}\n", line(fault)));
    }
    expected.assert_eq(&told);
}

#[test]
fn open_places() {
    check(
        0,
        "",
        "1 8+8 0:0 1:1,- 2:6",
        expect![[r#"
            warning open: 1 8 slot 1, 1 lacking, 8 to 16
        "#]],
    );
    // A slot that is left out is as open as one without a person.
    check(
        0,
        "",
        "1 8+8 0:0 2:6",
        expect![[r#"
            warning open: 1 8 slot 1, 2 lacking, 8 to 16
        "#]],
    );
}

#[test]
fn nobody_is_in_two_places() {
    check(
        0,
        &format!("2 8+8 {WHOLE}"),
        "1 15+4 0:0 1:3,3 2:5",
        expect![[r#"
            breach double: 1 15 slot 0 person 0, also in 2 8
            breach double: 1 15 slot 1 person 3, also in 1 15
        "#]],
    );
    check(
        0,
        "",
        "1 8+8 0:0 1:0,2 2:6",
        expect![[r#"
            breach double: 1 8 slot 1 person 0, also in 1 8
        "#]],
    );
}

#[test]
fn rest() {
    // The county wants eight hours.
    check(
        0,
        &format!("1 8+8 {WHOLE}"),
        "2 23+4 0:0 1:1,3 2:5",
        expect![[r#"
            warning rest: 2 23 slot 0 person 0, 25200 s from 1 8, not 28800
            warning rest: 2 23 slot 1 person 1, 25200 s from 1 8, not 28800
        "#]],
    );
    check(0, &format!("1 8+8 {WHOLE}"), "2 24+4 0:0 1:1,3 2:5", expect![""]);
    // It counts before a shift that is published already, too.
    check(
        0,
        &format!("1 24+8 {WHOLE}"),
        "2 13+4 0:0 1:3,3 2:5",
        expect![[r#"
            warning rest: 2 13 slot 0 person 0, 25200 s from 1 24, not 28800
            breach double: 2 13 slot 1 person 3, also in 2 13
        "#]],
    );
}

#[test]
fn qualifications() {
    check(
        0,
        "",
        "1 8+8 0:1 1:3,2 2:6",
        expect![[r#"
            breach unqualified: 1 8 slot 0 person 1, not `legal`
        "#]],
    );
}

#[test]
fn the_sworn() {
    check(
        0,
        "",
        "1 8+8 0:0 1:1,3 2:2",
        expect![[r#"
            breach not-sworn: 1 8 slot 2 person 2
        "#]],
    );
    check_only(
        "auxiliaries-alone",
        0,
        "",
        "1 8+8 1:2,3",
        expect![[r#"
            breach auxiliaries-alone: 1 8, 8 to 16
        "#]],
    );
    check_only("auxiliaries-alone", 0, "", "1 8+8 1:2,1", expect![""]);
    check_only("auxiliaries-alone", 0, "", "1 8+8 1:-,-", expect![""]);
}

/// Only the last stretch was told, and after it was mended the next one.
#[test]
fn each_stretch_of_auxiliaries_alone_is_told() {
    let mut desk = Desk::new();
    desk.tell(Command::County(CountyCommand::Import { county: Arc::new(county_with_rules()) }));
    desk.state.roster.publish(&shifts("1 8+8 0:0 1:1,2"));
    for (from, until) in [(9, 10), (12, 13)] {
        let (from, until) = (Some(START.plus_s(from * HOUR_S)), START.plus_s(until * HOUR_S));
        let new = NewStandIn { district: D1, slot: 1, from, until, instead_of: Some(PersonRef(1)), person: None };
        desk.because("ill", Command::Roster(RosterCommand::StandIn { new, accept_findings: true })).expect("done");
    }
    let publication = Publication { shifts: shifts("1 8+8 1:1,2"), ..Publication::default() };
    let plan = plan(&desk.state, &publication, desk.now).expect("a plan");
    let alone = plan.faults.iter().filter_map(|fault| match fault.what {
        What::AuxiliariesAlone { from, until } => Some((from, until)),
        _ => None,
    });
    let hours = |from: u32, until: u32| (START.plus_s(from * HOUR_S), START.plus_s(until * HOUR_S));
    assert_eq!(alone.collect::<Vec<_>>(), [hours(9, 10), hours(12, 13)]);
}

#[test]
fn who_serves_no_more() {
    check(
        0,
        "",
        "1 8+8 0:0 1:4,2 2:6",
        expect![[r#"
            breach retired: 1 8 slot 1 person 4
        "#]],
    );
    check(0, "", "1 32+8 0:0 1:5,2 2:6", expect![""]);
    check(
        0,
        "",
        "1 56+8 0:0 1:5,2 2:6",
        expect![[r#"
            warning no-post: 1 56 slot 1 person 5
        "#]],
    );
}

#[test]
fn the_past_is_past() {
    let known = format!("1 8+8 {WHOLE}\n1 16+8 0:- 1:-,- 2:-");
    // Ended, changed or new; but not what stays as it is.
    check(
        17,
        &known,
        "1 8+8 0:0 1:1,3 2:6",
        expect![[r#"
            breach past: 1 8
        "#]],
    );
    check(
        17,
        &known,
        "2 8+8 0:0 1:1,3 2:6",
        expect![[r#"
            breach past: 2 8
        "#]],
    );
    check(17, &known, &format!("1 8+8 {WHOLE}"), expect![""]);
    // Running: changed, made longer; but a first one may come in.
    check_only(
        "started",
        17,
        &known,
        &format!("1 16+9 {WHOLE}"),
        expect![[r#"
            breach started: 1 16
        "#]],
    );
    check_only("started", 17, &known, &format!("2 16+9 {WHOLE}"), expect![""]);
}
