//! Clocks that stand still, and what is left of them.

use super::clock::Limit;
use super::*;

#[test]
fn the_clock_stands_still_while_it_waits_for_others() {
    let mut story = dispatched(settings(r#"{"limits":{"handle":{"h":10}}}"#));
    story.pass(4 * HOUR).done(HANDLE, "waits", WORKER, &waits_for("owner"));
    story.pass(40 * DAY).done(RESUME_TASK, "resumed", WORKER, &[]);
    story.pass(HOUR).signal("wait", &waits_for("weather")).pass(3 * DAY).signal("resume", &[]);
    story.pass(4 * HOUR).done(HANDLE, "handled", WORKER, &[]);
    story.pass(HOUR).done(VERIFY, "passed", ASSISTANT, &[]).done(CLOSE, "closed", OFFICER, &[]);
    check_from(
        &story,
        "handle done",
        expect![[r#"
            0d05:00 handle done: waits
              - it waits for the owner
              - the clock stands still, with 21600 s left
              > task wait-over for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 23d00:00: the case in grid 5 waits for others: go on with it as soon as that can be
              = the case in grid 5 waits for others, and its clock stands still
            23d00:00 wait-over overdue
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: the case in grid 5 has waited long for others: somebody should ask
              = the case in grid 5 waits for others, and its clock stands still
            40d05:00 wait-over done: resumed
              - it goes on; the 3456000 s for which it stood still do not count
              > task handle for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 40d11:00: handle the case in grid 5
              = the case in grid 5 is being handled
            40d06:00 signal wait
              - it waits for the weather
              - the clock stands still, with 18000 s left
              > cancel task handle
              > task wait-over for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 62d00:00: the case in grid 5 waits for others: go on with it as soon as that can be
              = the case in grid 5 waits for others, and its clock stands still
            43d06:00 signal resume
              - it goes on; the 259200 s for which it stood still do not count
              > cancel task wait-over
              > task handle for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 43d11:00: handle the case in grid 5
              = the case in grid 5 is being handled
            43d10:00 handle done: handled
              > task verify for Assignee::GridAssistant(5) by 48d00:00: look on the spot in grid 5 whether it was handled well
              = the case in grid 5 is handled, and waits to be verified
            43d11:00 verify done: passed
              - verified
              > task close for Assignee::Role(Role { district: 0, slot: "officer" }) by 43d19:00: close the case in grid 5, which is verified
              = the case in grid 5 is verified, and waits to be closed
            43d11:00 close done: closed
              - times that the clock stood still: 2, for 3715200 s in all
              - every stage kept its time
              = the case in grid 5 is over
              ended: closed-on-time
        "#]],
    );
    assert_eq!(story.ended.as_deref(), Some(rates::ON_TIME), "six hours of ten, whatever it waited");
}

/// Five working days from a Thursday, with a weekend and a holiday; on the first of them it stands still for a week.
#[test]
fn working_days_that_are_left_are_left() {
    let mut story = dispatched(Settings::default());
    story.pass(DAY).done(HANDLE, "waits", WORKER, &waits_for("department"));
    story.pass(7 * DAY).done(RESUME_TASK, "resumed", WORKER, &[]);
    check_from(
        &story,
        "dispatch done",
        expect![[r#"
        0d01:00 dispatch done: dispatched
          - dispatched to team 2
          > task handle for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 9d00:00: handle the case in grid 5
          = the case in grid 5 is being handled
        1d01:00 handle done: waits
          - it waits for another department
          - the clock stands still, with 4 working days left
          > task wait-over for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 26d00:00: the case in grid 5 waits for others: go on with it as soon as that can be
          = the case in grid 5 waits for others, and its clock stands still
        8d01:00 wait-over done: resumed
          - it goes on; the 604800 s for which it stood still do not count
          > task handle for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 15d00:00: handle the case in grid 5
          = the case in grid 5 is being handled
    "#]],
    );
}

#[test]
fn what_is_left_is_counted_by_the_calendar() {
    let _county = county().enter();
    let days = Limit::Days(5);
    let due = days.from(NOW);
    assert_eq!(due, NOW + 9 * DAY, "Friday is the first, Tuesday the next");
    assert_eq!(days.left(NOW, due), Some(Left::Days(5)));
    assert_eq!(days.left(NOW + 5 * DAY, due), Some(Left::Days(3)), "on Tuesday");
    assert_eq!(days.left(NOW + 8 * DAY + HOUR, due), Some(Left::S(23 * HOUR)), "on the last day");
    assert_eq!(days.left(due, due), Some(Left::S(0)));
    assert_eq!(days.left(due + 1, due), None);
    assert_eq!(Limit::H(3).left(NOW, NOW + HOUR), Some(Left::S(HOUR)));
}

#[test]
fn without_a_calendar_days_are_counted_as_they_come() {
    let _county = county().deny("after-working-days").enter();
    let due = Limit::Days(5).from(NOW);
    assert_eq!(due, NOW + 5 * DAY);
    assert_eq!(Limit::Days(5).left(NOW + DAY, due), Some(Left::S(4 * DAY)));
}

#[test]
fn a_clock_does_not_stand_still_for_ever_or_when_it_has_run_out() {
    let mut story = dispatched(settings(r#"{"limits":{"handle":{"h":10}},"stops_max":1}"#));
    story.done(HANDLE, "waits", WORKER, &waits_for("material")).pass(HOUR).signal("resume", &[]);
    let told = story.refuses_done(HANDLE, "waits", WORKER, &waits_for("material"));
    assert_eq!(told, "times that the clock of a case may stand still: 1; go on with it");
    let mut story = dispatched(settings(r#"{"limits":{"handle":{"h":10}}}"#));
    story.pass(11 * HOUR);
    let told = story.refuses_signal("wait", &waits_for("procedure"));
    assert_eq!(told, "its time has run out, and the clock can’t stand still any more");
    story.done(HANDLE, "handled", WORKER, &[]).done(VERIFY, "failed", ASSISTANT, &[]);
    check_from(
        &story,
        "verify done",
        expect![[r#"
        0d12:00 verify done: failed
          - not verified: it goes back to be handled
          > task handle for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 0d22:00: handle the case in grid 5
          = the case in grid 5 is being handled
    "#]],
    );
}

/// Some matters have a time of their own.
#[test]
fn a_category_may_have_a_time_of_its_own() {
    let story = dispatched(settings(r#"{"handle_by_category":{"street-order":{"h":3}}}"#));
    check_from(
        &story,
        "dispatch done",
        expect![[r#"
        0d01:00 dispatch done: dispatched
          - dispatched to team 2
          > task handle for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 0d04:00: handle the case in grid 5
          = the case in grid 5 is being handled
    "#]],
    );
}
