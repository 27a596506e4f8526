//! Every check of a roster with a roster that fails it, and with the nearest one that passes. The cases are text: what is
//! published already, then what is to be published.

use std::sync::Arc;

use domain::command::{Command, CountyCommand, NewStandIn, Publication, RosterCommand};
use domain::county::{County, Post};
use domain::explain::{Lang, Teller};
use domain::hooks::Severity;
use domain::ids::*;
use domain::roster::Shift;
use domain::roster::check::plan;
use domain::roster::fault::What;
use expect_test::{Expect, expect};

use crate::desk::*;
use crate::rosters::HOUR_S;

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
        told.push_str(&format!("{mark} {}\n", fault.what.code()));
        for lang in Lang::ALL {
            told.push_str(&format!("  {}\n", Teller::of_state(&desk.state, lang).unwrap().roster_fault(fault)));
        }
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
        warning gap
          鳌阳警区2022-09-01 17:00的班次之前，2022-09-01 16:00至2022-09-01 17:00无人值班
          before the shift of Aoyang district at 2022-09-01 17:00, nobody is on duty from 2022-09-01 16:00 until 2022-09-01 17:00
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
        warning gap
          鳌阳警区2022-09-01 16:00的班次之前，2022-09-01 15:00至2022-09-01 16:00无人值班
          before the shift of Aoyang district at 2022-09-01 16:00, nobody is on duty from 2022-09-01 15:00 until 2022-09-01 16:00
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
        told.push_str(&format!("{mark} {code}\n"));
        for lang in Lang::ALL {
            told.push_str(&format!("  {}\n", Teller::of_state(&desk.state, lang).unwrap().roster_fault(fault)));
        }
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
        warning open
          鳌阳警区2022-09-01 08:00的班次：“专职辅警”缺1人（2022-09-01 08:00至2022-09-01 16:00）
          the shift of Aoyang district at 2022-09-01 08:00: “auxiliary” lacks 1 (from 2022-09-01 08:00 until 2022-09-01 16:00)
    "#]],
    );
    // A slot that is left out is as open as one without a person.
    check(
        0,
        "",
        "1 8+8 0:0 2:6",
        expect![[r#"
        warning open
          鳌阳警区2022-09-01 08:00的班次：“专职辅警”缺2人（2022-09-01 08:00至2022-09-01 16:00）
          the shift of Aoyang district at 2022-09-01 08:00: “auxiliary” lacks 2 (from 2022-09-01 08:00 until 2022-09-01 16:00)
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
        breach double
          鳌阳警区2022-09-01 15:00的班次：PC000（“带班领导”）同时在南阳警区2022-09-01 08:00的班次值班
          the shift of Aoyang district at 2022-09-01 15:00: PC000 (“duty leader”) is on duty in the shift of Nanyang district at 2022-09-01 08:00 at the same time
        breach double
          鳌阳警区2022-09-01 15:00的班次：PC003占了两个岗位（“专职辅警”）
          the shift of Aoyang district at 2022-09-01 15:00: PC003 has two places (“auxiliary”)
    "#]],
    );
    check(
        0,
        "",
        "1 8+8 0:0 1:0,2 2:6",
        expect![[r#"
        breach double
          鳌阳警区2022-09-01 08:00的班次：PC000占了两个岗位（“专职辅警”）
          the shift of Aoyang district at 2022-09-01 08:00: PC000 has two places (“auxiliary”)
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
        warning rest
          南阳警区2022-09-01 23:00的班次：PC000与鳌阳警区2022-09-01 08:00的班次之间只休息7小时，应不少于8小时
          the shift of Nanyang district at 2022-09-01 23:00: PC000 rests between this and the shift of Aoyang district at 2022-09-01 08:00 for 7 h only, not 8 h
        warning rest
          南阳警区2022-09-01 23:00的班次：PC001与鳌阳警区2022-09-01 08:00的班次之间只休息7小时，应不少于8小时
          the shift of Nanyang district at 2022-09-01 23:00: PC001 rests between this and the shift of Aoyang district at 2022-09-01 08:00 for 7 h only, not 8 h
    "#]],
    );
    check(0, &format!("1 8+8 {WHOLE}"), "2 24+4 0:0 1:1,3 2:5", expect![""]);
    // It counts before a shift that is published already, too.
    check(
        0,
        &format!("1 24+8 {WHOLE}"),
        "2 13+4 0:0 1:3,3 2:5",
        expect![[r#"
        warning rest
          南阳警区2022-09-01 13:00的班次：PC000与鳌阳警区2022-09-02 00:00的班次之间只休息7小时，应不少于8小时
          the shift of Nanyang district at 2022-09-01 13:00: PC000 rests between this and the shift of Aoyang district at 2022-09-02 00:00 for 7 h only, not 8 h
        breach double
          南阳警区2022-09-01 13:00的班次：PC003占了两个岗位（“专职辅警”）
          the shift of Nanyang district at 2022-09-01 13:00: PC003 has two places (“auxiliary”)
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
        breach unqualified
          鳌阳警区2022-09-01 08:00的班次：PC001任“带班领导”，但不具备资格“法制”
          the shift of Aoyang district at 2022-09-01 08:00: PC001 as “duty leader” is not qualified: legal
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
        breach not-sworn
          鳌阳警区2022-09-01 08:00的班次：“专职辅警”须由民警担任，PC002是辅警
          the shift of Aoyang district at 2022-09-01 08:00: “auxiliary” takes a sworn officer, and PC002 is an auxiliary
    "#]],
    );
    check_only(
        "auxiliaries-alone",
        0,
        "",
        "1 8+8 1:2,3",
        expect![[r#"
        breach auxiliaries-alone
          鳌阳警区2022-09-01 08:00的班次：2022-09-01 08:00至2022-09-01 16:00只有辅警，没有民警
          the shift of Aoyang district at 2022-09-01 08:00: from 2022-09-01 08:00 until 2022-09-01 16:00 auxiliaries are alone, without a sworn officer
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
        breach retired
          鳌阳警区2022-09-01 08:00的班次：PC004（“专职辅警”）已不在岗
          the shift of Aoyang district at 2022-09-01 08:00: PC004 (“auxiliary”) serves no more
    "#]],
    );
    check(0, "", "1 32+8 0:0 1:5,2 2:6", expect![""]);
    check(
        0,
        "",
        "1 56+8 0:0 1:5,2 2:6",
        expect![[r#"
        warning no-post
          鳌阳警区2022-09-03 08:00的班次：PC005（“专职辅警”）当日没有任职
          the shift of Aoyang district at 2022-09-03 08:00: PC005 (“auxiliary”) holds no post on that day
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
        breach past
          鳌阳警区2022-09-01 08:00的班次已结束，不能再改
          the shift of Aoyang district at 2022-09-01 08:00 has ended and can't be changed
    "#]],
    );
    check(
        17,
        &known,
        "2 8+8 0:0 1:1,3 2:6",
        expect![[r#"
        breach past
          南阳警区2022-09-01 08:00的班次已结束，不能再改
          the shift of Nanyang district at 2022-09-01 08:00 has ended and can't be changed
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
        breach started
          鳌阳警区2022-09-01 16:00的班次已开始，只能安排替班
          the shift of Aoyang district at 2022-09-01 16:00 has begun; only a stand-in can change it
    "#]],
    );
    check_only("started", 17, &known, &format!("2 16+9 {WHOLE}"), expect![""]);
}
