//! The duty roster: what may be published, and who is found on duty.

use domain::command::Command;
use domain::ids::*;
use domain::limits::{ROSTER_KEPT_S, SHIFT_S_MAX, SHIFTS_PUBLISHED_MAX};
use domain::roster::{Roster, Shift};
use domain::time::TimeMs;
use expect_test::expect;

use crate::desk::*;

pub const HOUR_S: u32 = 3_600;

pub fn shift(district: DistrictRef, starts_h: u32, hours: u32, slots: &[(u16, Option<u32>)]) -> Shift {
    let starts = START.plus_s(starts_h * HOUR_S);
    let slots = slots.iter().map(|(slot, person)| (*slot, person.map(PersonRef))).collect();
    Shift { district, starts, ends: starts.plus_s(hours * HOUR_S), slots }
}

fn publish(shifts: &[Shift]) -> Command {
    publication(shifts)
}

#[test]
fn shifts_that_can_not_be_published() {
    let mut desk = Desk::new();
    desk.wait(2 * HOUR_S);
    let good = shift(D1, 8, 8, &[(0, Some(0)), (1, Some(1)), (1, None)]);
    let mut too_long = shift(D1, 8, 24 * 7, &[]);
    desk.publish(&[too_long.clone()]);
    too_long.ends = TimeMs(too_long.ends.0 + 1);
    let many = |count: u32| (8..8 + count).map(|hour| shift(D2, hour, 1, &[])).collect::<Vec<_>>();
    let told = [
        desk.refused(publish(&[])),
        desk.refused(publish(&many(SHIFTS_PUBLISHED_MAX as u32 + 1))),
        desk.refused(publish(&[good.clone(), good.clone()])),
        desk.refused(publish(&[good.clone(), shift(DistrictRef(7), 8, 8, &[])])),
        desk.refused(publish(&[shift(D1, 8, 0, &[])])),
        desk.refused(publish(&[too_long])),
        desk.refused(publish(&[shift(D1, 0, 2, &[])])),
        desk.refused(publish(&[shift(D1, 8, 8, &[(5, None)])])),
        desk.refused(publish(&[shift(D1, 8, 8, &[(0, Some(9))])])),
        desk.refused(publish(&[shift(D1, 8, 8, &[(0, None), (0, None)])])),
        desk.refused(publish(&[good])),
    ];
    expect![[r#"
        shift-count: detail.roster.publish-count (shifts_max=4096)
        shift-count: detail.roster.publish-count (shifts_max=4096)
        shift-twice: detail.roster.shift-twice
        no-such-district: detail.command.no-such-district (district=7)
        shift-times: detail.roster.of-shift (district=350924-D1, number=1, why=detail.roster.shift-times (hours_max=168))
        shift-times: detail.roster.of-shift (district=350924-D1, number=1, why=detail.roster.shift-times (hours_max=168))
        roster-breach: detail.roster.breach (faults=1)
        no-such-slot: detail.roster.of-shift (district=350924-D1, number=1, why=detail.roster.no-such-slot (slot=5))
        no-such-person: detail.roster.of-shift (district=350924-D1, number=1, why=detail.roster.unknown-person)
        slot-count: detail.roster.of-shift (district=350924-D1, number=1, why=detail.roster.slot-count (places=1, slot=leader))
        no-reason: detail.unreasoned.accept-findings"#]]
    .assert_eq(&told.join("\n"));
    desk.publish(&many(SHIFTS_PUBLISHED_MAX as u32));
}

#[test]
fn who_is_on_duty_from_the_first_to_before_the_last_moment() {
    let mut roster = Roster::default();
    roster.publish(&[shift(D1, 8, 8, &[(0, Some(0)), (1, Some(1)), (1, Some(2))])]);
    let at = |offset_ms: i64| TimeMs(START.plus_s(8 * HOUR_S).0 + offset_ms);
    let end_ms = i64::from(8 * HOUR_S) * 1000;
    assert_eq!(roster.on_duty(D1, 1, at(-1)), []);
    assert_eq!(roster.on_duty(D1, 1, at(0)), [PersonRef(1), PersonRef(2)]);
    assert_eq!(roster.on_duty(D1, 0, at(end_ms - 1)), [PersonRef(0)]);
    assert_eq!(roster.on_duty(D1, 0, at(end_ms)), []);
    assert_eq!(roster.on_duty(D2, 0, at(0)), []);
    assert_eq!(roster.on_duty(D1, 2, at(0)), []);
}

#[test]
fn shifts_that_are_over_for_long_leave_the_state() {
    let mut desk = Desk::new();
    desk.publish(&[shift(D1, 8, 8, &[(0, Some(0))]), shift(D1, 16, 8, &[(0, Some(1))])]);
    desk.wait(ROSTER_KEPT_S + 16 * HOUR_S);
    let soon = ROSTER_KEPT_S / HOUR_S + 24;
    desk.publish(&[shift(D1, soon, 8, &[(0, Some(0))])]);
    assert_eq!(desk.state.roster.shifts[&D1].len(), 3, "not before its time");
    desk.wait(1);
    desk.publish(&[shift(D1, soon + 24, 8, &[(0, Some(0))])]);
    let starts: Vec<TimeMs> = desk.state.roster.shifts[&D1].keys().copied().collect();
    assert_eq!(starts, [16, soon, soon + 24].map(|hour| START.plus_s(hour * HOUR_S)));
    // A file that grows from year to year still names them.
    let (old, new) = (shift(D1, 8, 8, &[(0, Some(0))]), shift(D1, soon + 48, 8, &[(0, Some(0))]));
    desk.publish(&[old, new]);
    assert_eq!(desk.state.roster.shifts[&D1].len(), 4);
}

#[test]
fn the_longest_shift_is_found_at_its_end() {
    let mut roster = Roster::default();
    roster.publish(&[shift(D1, 0, SHIFT_S_MAX / HOUR_S, &[(0, Some(0))])]);
    let end = START.plus_s(SHIFT_S_MAX);
    assert_eq!(roster.on_duty(D1, 0, TimeMs(end.0 - 1)), [PersonRef(0)]);
    assert_eq!(roster.on_duty(D1, 0, end), []);
    assert_eq!(roster.between(TimeMs(end.0 - 1), end).count(), 1);
    assert_eq!(roster.between(end, end.plus_s(1)).count(), 0);
}

#[test]
fn the_latest_shift_is_named_first_and_one_replaces_another() {
    let mut roster = Roster::default();
    roster.publish(&[shift(D1, 0, 24, &[(0, Some(0))]), shift(D1, 8, 8, &[(0, Some(1))])]);
    let noon = START.plus_s(12 * HOUR_S);
    assert_eq!(roster.on_duty(D1, 0, noon), [PersonRef(1), PersonRef(0)]);
    roster.publish(&[shift(D1, 8, 2, &[(0, Some(2))])]);
    assert_eq!(roster.version, 2);
    assert_eq!(roster.on_duty(D1, 0, noon), [PersonRef(0)]);
    assert_eq!(roster.on_duty(D1, 0, START.plus_s(9 * HOUR_S)), [PersonRef(2), PersonRef(0)]);
}

/// Somebody who was on two shifts at once, with another between them, was named twice and would have been called twice.
#[test]
fn nobody_is_named_twice() {
    let mut roster = Roster::default();
    roster.publish(&[shift(D1, 0, 24, &[(1, Some(0)), (1, Some(1))]), shift(D1, 8, 8, &[(1, Some(1)), (1, Some(0))])]);
    assert_eq!(roster.on_duty(D1, 1, START.plus_s(9 * HOUR_S)), [PersonRef(1), PersonRef(0)]);
}
