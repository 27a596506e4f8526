//! Requests told whole.

use super::*;

#[test]
fn helped_looked_at_again_and_erased() {
    let mut story = taken_on();
    story.pass(DAY).done(VISIT, "go-on", WORKER, &how(&[]));
    story.pass(6 * DAY).done(VISIT, "helped", WORKER, &how(&[]));
    story.pass(16 * DAY).done(REVISIT, "well", WORKER, &how(&[])).pass(180 * DAY);
    assert_eq!(story.ended.as_deref(), Some("helped"));
    check(
        &story,
        expect![[r#"
            0d00:00 start
              > task accept for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d08:00: take the request on and name the worker
              = waits to be taken on
            0d00:00 accept done: accepted
              - person 20 is in charge
              > task visit for Assignee::Person(20) by 2d00:00: visit whoever needs help, and say how it went
              = person 20 is in charge and visits until time 1662163200
            1d00:00 visit done: go-on
              - visit 1: help goes on
              > task visit for Assignee::Person(20) by 8d00:00: visit again (visits so far: 1)
              = person 20 is in charge and visits until time 1662681600
            7d00:00 visit done: helped
              - help was given
              > timer 1 at 22d00:00
              = the worker looks again after 15 days
            22d00:00 timer 1
              > task revisit for Assignee::Person(20) by 27d00:00: look how whoever was helped is now
              = person 20 looks how it is
            23d00:00 revisit done: well
              - looked again: all is well
              > timer 3 at 203d00:00
              = over; the details are kept for 180 days
            203d00:00 timer 3
              - the details are erased, 180 days after the end
              > Effect::ErasePersonalData
              = over; the details are erased
              ended: helped
        "#]],
    );
}

/// The first department returns it, the second does not confirm and is late, the third takes it on.
#[test]
fn referred_until_somebody_confirms() {
    let mut story = taken_on();
    let to = |department: &str| how(&[("department", department.into())]);
    story.done(VISIT, "refer", WORKER, &to("health")).done(CONFIRM, "returned", DESK, &[]);
    story.done(VISIT, "refer", WORKER, &to("disabled-federation")).pass(14 * DAY);
    story.done(VISIT, "refer", WORKER, &to("civil-affairs")).pass(9 * DAY);
    story.done(CONFIRM, "confirmed", DESK, &fields(&[("receipt", "MZ-2022-118".into())]));
    story.pass(15 * DAY).done(REVISIT, "not-well", WORKER, &how(&[]));
    story.done(VISIT, "helped", WORKER, &how(&[])).pass(15 * DAY);
    story.done(REVISIT, "well", WORKER, &how(&[]));
    check(
        &story,
        expect![[r#"
            0d00:00 start
              > task accept for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d08:00: take the request on and name the worker
              = waits to be taken on
            0d00:00 accept done: accepted
              - person 20 is in charge
              > task visit for Assignee::Person(20) by 2d00:00: visit whoever needs help, and say how it went
              = person 20 is in charge and visits until time 1662163200
            0d00:00 visit done: refer
              - referral 1
              > task confirm for Assignee::Role(Role { district: 0, slot: "officer" }) by 8d00:00: have the health department confirm the referral
              = referred, and waits for the confirmation
            0d00:00 confirm done: returned
              - the other department returns the referral
              > task visit for Assignee::Person(20) by 7d00:00: the referral came to nothing: go on helping, or refer to somebody else
              = person 20 is in charge and visits until time 1662595200
            0d00:00 visit done: refer
              - referral 2
              > task confirm for Assignee::Role(Role { district: 0, slot: "officer" }) by 8d00:00: have the disabled persons’ federation confirm the referral
              = referred, and waits for the confirmation
            8d00:00 confirm overdue
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: a referral is not confirmed after 5 working days
              > timer 2 at 13d00:00
              = referred, and waits for the confirmation
            13d00:00 timer 2
              - the referral is taken back: nobody confirmed it
              > cancel task confirm
              > task visit for Assignee::Person(20) by 20d00:00: the referral came to nothing: go on helping, or refer to somebody else
              = person 20 is in charge and visits until time 1663718400
            14d00:00 visit done: refer
              - referral 3
              > task confirm for Assignee::Role(Role { district: 0, slot: "officer" }) by 22d00:00: have civil affairs confirm the referral
              = referred, and waits for the confirmation
            22d00:00 confirm overdue
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: a referral is not confirmed after 5 working days
              > timer 2 at 27d00:00
              = referred, and waits for the confirmation
            23d00:00 confirm done: confirmed
              - the other department confirms, receipt `MZ-2022-118`
              > stop timer 2
              > timer 1 at 38d00:00
              = the worker looks again after 15 days
            38d00:00 timer 1
              > task revisit for Assignee::Person(20) by 43d00:00: look how whoever was helped is now
              = person 20 looks how it is
            38d00:00 revisit done: not-well
              - looked again: help is needed still
              > task visit for Assignee::Person(20) by 45d00:00: visit again (visits so far: 3)
              = person 20 is in charge and visits until time 1665878400
            38d00:00 visit done: helped
              - help was given
              > timer 1 at 53d00:00
              = the worker looks again after 15 days
            53d00:00 timer 1
              > task revisit for Assignee::Person(20) by 58d00:00: look how whoever was helped is now
              = person 20 looks how it is
            53d00:00 revisit done: well
              - looked again: all is well
              > timer 3 at 233d00:00
              = over; the details are kept for 180 days
        "#]],
    );
}

#[test]
fn what_nobody_does_in_time_the_leader_hears() {
    let mut story = start();
    story.pass(DAY).done(ACCEPT, "accepted", DESK, &worker(WORKER)).pass(3 * DAY);
    story.done(VISIT, "not-met", WORKER, &how(&[])).done(VISIT, "not-met", WORKER, &how(&[]));
    story.done(VISIT, "helped", WORKER, &how(&[])).pass(21 * DAY);
    check(
        &story,
        expect![[r#"
            0d00:00 start
              > task accept for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d08:00: take the request on and name the worker
              = waits to be taken on
            0d08:00 accept overdue
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: nobody has taken a request on in time
              = waits to be taken on
            1d00:00 accept done: accepted
              - person 20 is in charge
              > task visit for Assignee::Person(20) by 3d00:00: visit whoever needs help, and say how it went
              = person 20 is in charge and visits until time 1662249600
            3d00:00 visit overdue
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: person 20 has not visited in time
              = person 20 is in charge and visits until time 1662249600
            4d00:00 visit done: not-met
              - nobody was met (time 1 in a row)
              > task visit for Assignee::Person(20) by 11d00:00: visit whoever needs help, and say how it went
              = person 20 is in charge and visits until time 1662940800
            4d00:00 visit done: not-met
              - nobody was met (time 2 in a row)
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: nobody was met at 2 visits in a row
              > task visit for Assignee::Person(20) by 11d00:00: visit whoever needs help, and say how it went
              = person 20 is in charge and visits until time 1662940800
            4d00:00 visit done: helped
              - help was given
              > timer 1 at 19d00:00
              = the worker looks again after 15 days
            19d00:00 timer 1
              > task revisit for Assignee::Person(20) by 24d00:00: look how whoever was helped is now
              = person 20 looks how it is
            24d00:00 revisit overdue
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: person 20 has not looked again in time
              = person 20 looks how it is
        "#]],
    );
}

#[test]
fn somebody_else_is_put_in_charge() {
    let mut story = taken_on();
    story.pass(DAY).signal(REASSIGN, &worker(OTHER)).done(VISIT, "helped", OTHER, &how(&[]));
    story.signal(REASSIGN, &worker(WORKER)).pass(15 * DAY).signal(REASSIGN, &worker(OTHER));
    check(
        &story,
        expect![[r#"
            0d00:00 start
              > task accept for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d08:00: take the request on and name the worker
              = waits to be taken on
            0d00:00 accept done: accepted
              - person 20 is in charge
              > task visit for Assignee::Person(20) by 2d00:00: visit whoever needs help, and say how it went
              = person 20 is in charge and visits until time 1662163200
            1d00:00 signal reassign
              - person 21 is in charge in place of person 20
              > task visit for Assignee::Person(21) by 2d00:00: visit whoever needs help, and say how it went
              = person 21 is in charge and visits until time 1662163200
            1d00:00 visit done: helped
              - help was given
              > timer 1 at 16d00:00
              = the worker looks again after 15 days
            1d00:00 signal reassign
              - person 20 is in charge in place of person 21
              = the worker looks again after 15 days
            16d00:00 timer 1
              > task revisit for Assignee::Person(20) by 21d00:00: look how whoever was helped is now
              = person 20 looks how it is
            16d00:00 signal reassign
              - person 21 is in charge in place of person 20
              > task revisit for Assignee::Person(21) by 21d00:00: look how whoever was helped is now
              = person 21 looks how it is
        "#]],
    );
}

#[test]
fn not_wanted_any_more() {
    let mut story = taken_on();
    story.signal(WITHDRAW, &[]).pass(180 * DAY);
    assert_eq!(story.ended.as_deref(), Some("declined"));
    let mut story = taken_on();
    story.done(VISIT, "declined", WORKER, &how(&[])).pass(180 * DAY);
    assert_eq!(story.ended.as_deref(), Some("declined"));
    let mut story = start();
    story.done(ACCEPT, "declined", DESK, &[]).pass(180 * DAY);
    assert_eq!(story.ended.as_deref(), Some("declined"));
    let mut story = start();
    story.done(ACCEPT, "not-ours", DESK, &[]).pass(180 * DAY);
    assert_eq!(story.ended.as_deref(), Some("not-ours"));
    check(
        &story,
        expect![[r#"
        0d00:00 start
          > task accept for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d08:00: take the request on and name the worker
          = waits to be taken on
        0d00:00 accept done: not-ours
          - not taken on
          > timer 3 at 180d00:00
          = over; the details are kept for 180 days
        180d00:00 timer 3
          - the details are erased, 180 days after the end
          > Effect::ErasePersonalData
          = over; the details are erased
          ended: not-ours
    "#]],
    );
}
