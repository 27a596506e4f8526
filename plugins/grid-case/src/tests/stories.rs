//! Whole cases, and each refusal.

use super::*;

#[test]
fn a_case_goes_round_the_loop_in_time() {
    let mut story = dispatched(Settings::default());
    story.pass(DAY).done(HANDLE, "handled", WORKER, &[]);
    story.pass(DAY).done(VERIFY, "passed", ASSISTANT, &[]).done(CLOSE, "closed", OFFICER, &[]);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          > task accept for Assignee::Role(Role { district: 0, slot: "auxiliary" }) by 0d02:00: accept the case that is reported from grid 5
          = the case in grid 5 is reported, and waits to be accepted
        0d01:00 accept done: accepted
          > task file for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d05:00: look at the case in grid 5, and decide whether it is filed
          = the case in grid 5 is accepted, and waits to be filed
        0d01:00 file done: filed
          > task dispatch for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d03:00: dispatch the case in grid 5: name one who handles it
          = the case in grid 5 is filed, and waits to be dispatched
        0d01:00 dispatch done: dispatched
          - dispatched to team 2
          > task handle for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 9d00:00: handle the case in grid 5
          = the case in grid 5 is being handled
        1d01:00 handle done: handled
          > task verify for Assignee::GridAssistant(5) by 7d00:00: look on the spot in grid 5 whether it was handled well
          = the case in grid 5 is handled, and waits to be verified
        2d01:00 verify done: passed
          - verified
          > task close for Assignee::Role(Role { district: 0, slot: "officer" }) by 2d09:00: close the case in grid 5, which is verified
          = the case in grid 5 is verified, and waits to be closed
        2d01:00 close done: closed
          - every stage kept its time
          = the case in grid 5 is over
          ended: closed-on-time
    "#]],
    );
    assert_eq!(story.ended.as_deref(), Some(rates::ON_TIME));
}

/// Each stage is late here, and whoever leads hears of each; where they do not look, the command room.
#[test]
fn what_is_late_is_told_to_whoever_leads() {
    let mut story = reported(Settings::default());
    story.pass(3 * HOUR).unanswered(1).done(ACCEPT, "accepted", OFFICER, &[]);
    // What they did not look at is done meanwhile.
    story.unanswered(1);
    story.pass(5 * HOUR).done(FILE, "filed", OFFICER, &[]);
    story.pass(3 * HOUR).done(DISPATCH, "dispatched", OFFICER, &fields(&[("assistant", true.into())]));
    story.pass(10 * DAY).done(HANDLE, "handled", ASSISTANT, &[]);
    story.pass(4 * DAY).done(VERIFY, "passed", OFFICER, &[]);
    story.pass(10 * HOUR).done(CLOSE, "closed", OFFICER, &[]);
    check(
        &story,
        expect![[r#"
            0d00:00 start
              > task accept for Assignee::Role(Role { district: 0, slot: "auxiliary" }) by 0d02:00: accept the case that is reported from grid 5
              = the case in grid 5 is reported, and waits to be accepted
            0d02:00 accept overdue
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: accepting the case in grid 5 is overdue
              = the case in grid 5 is reported, and waits to be accepted
            0d03:00 unanswered
              > notice 2 Urgency::Alarm to [Recipient::CommandRoom(0)]: the case in grid 5 is overdue; whoever leads was told and did not look: the command room has to act
              = the case in grid 5 is reported, and waits to be accepted
            0d03:00 accept done: accepted
              > task file for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d07:00: look at the case in grid 5, and decide whether it is filed
              = the case in grid 5 is accepted, and waits to be filed
            0d03:00 unanswered
              = the case in grid 5 is accepted, and waits to be filed
            0d07:00 file overdue
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: filing the case in grid 5 is overdue
              = the case in grid 5 is accepted, and waits to be filed
            0d08:00 file done: filed
              > task dispatch for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d10:00: dispatch the case in grid 5: name one who handles it
              = the case in grid 5 is filed, and waits to be dispatched
            0d10:00 dispatch overdue
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: dispatching the case in grid 5 is overdue
              = the case in grid 5 is filed, and waits to be dispatched
            0d11:00 dispatch done: dispatched
              - dispatched to the assistant of grid 5
              > task handle for Assignee::GridAssistant(5) by 9d00:00: handle the case in grid 5
              = the case in grid 5 is being handled
            9d00:00 handle overdue
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: handling the case in grid 5 is overdue
              = the case in grid 5 is being handled
            10d11:00 handle done: handled
              > task verify for Assignee::Role(Role { district: 0, slot: "auxiliary" }) by 13d00:00: look on the spot in grid 5 whether it was handled well
              = the case in grid 5 is handled, and waits to be verified
            13d00:00 verify overdue
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: verifying the case in grid 5 is overdue
              = the case in grid 5 is handled, and waits to be verified
            14d11:00 verify done: passed
              - verified
              > task close for Assignee::Role(Role { district: 0, slot: "officer" }) by 14d19:00: close the case in grid 5, which is verified
              = the case in grid 5 is verified, and waits to be closed
            14d19:00 close overdue
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: closing the case in grid 5 is overdue
              = the case in grid 5 is verified, and waits to be closed
            14d21:00 close done: closed
              - some stage was late
              = the case in grid 5 is over
              ended: closed-late
        "#]],
    );
    assert_eq!(story.ended.as_deref(), Some(rates::CLOSED_LATE));
}

#[test]
fn what_fails_the_check_is_handled_again_with_what_is_left_of_its_time() {
    let mut story = dispatched(Settings::default());
    story.pass(DAY).done(HANDLE, "handled", WORKER, &[]);
    story.pass(6 * HOUR).done(VERIFY, "failed", ASSISTANT, &[]);
    story.pass(HOUR).done(HANDLE, "handled", WORKER, &[]);
    story.pass(HOUR).done(VERIFY, "passed", ASSISTANT, &[]).done(CLOSE, "back", OFFICER, &[]);
    story.pass(HOUR).done(HANDLE, "returned", WORKER, &[]);
    story.done(DISPATCH, "dispatched", OFFICER, &fields(&[("unit", Value::Reference(Reference::Unit(4)))]));
    story.pass(HOUR).done(HANDLE, "handled", OFFICER, &[]).done(VERIFY, "passed", ASSISTANT, &[]);
    story.done(CLOSE, "closed", OFFICER, &[]);
    check_from(
        &story,
        "handle done",
        expect![[r#"
        1d01:00 handle done: handled
          > task verify for Assignee::GridAssistant(5) by 7d00:00: look on the spot in grid 5 whether it was handled well
          = the case in grid 5 is handled, and waits to be verified
        1d07:00 verify done: failed
          - not verified: it goes back to be handled
          > task handle for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 9d00:00: handle the case in grid 5
          = the case in grid 5 is being handled
        1d08:00 handle done: handled
          > task verify for Assignee::GridAssistant(5) by 7d00:00: look on the spot in grid 5 whether it was handled well
          = the case in grid 5 is handled, and waits to be verified
        1d09:00 verify done: passed
          - verified
          > task close for Assignee::Role(Role { district: 0, slot: "officer" }) by 1d17:00: close the case in grid 5, which is verified
          = the case in grid 5 is verified, and waits to be closed
        1d09:00 close done: back
          - not closed: it goes back to be handled
          > task handle for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 9d00:00: handle the case in grid 5
          = the case in grid 5 is being handled
        1d10:00 handle done: returned
          - sent back by whoever was to handle it: it is dispatched anew, with what is left of its time
          > task dispatch for Assignee::Role(Role { district: 0, slot: "officer" }) by 1d12:00: dispatch the case in grid 5: name one who handles it
          = the case in grid 5 is filed, and waits to be dispatched
        1d10:00 dispatch done: dispatched
          - dispatched to unit 4
          > task handle for Assignee::Unit(4) by 9d00:00: handle the case in grid 5
          = the case in grid 5 is being handled
        1d11:00 handle done: handled
          > task verify for Assignee::GridAssistant(5) by 7d00:00: look on the spot in grid 5 whether it was handled well
          = the case in grid 5 is handled, and waits to be verified
        1d11:00 verify done: passed
          - verified
          > task close for Assignee::Role(Role { district: 0, slot: "officer" }) by 1d19:00: close the case in grid 5, which is verified
          = the case in grid 5 is verified, and waits to be closed
        1d11:00 close done: closed
          - every stage kept its time
          = the case in grid 5 is over
          ended: closed-on-time
    "#]],
    );
    assert_eq!(story.ended.as_deref(), Some(rates::ON_TIME));
}

#[test]
fn what_is_no_case_ends_with_a_reason() {
    let mut story = reported(Settings::default());
    assert_eq!(story.refuses_done(ACCEPT, "not-accepted", OFFICER, &[]), "say why it is not accepted or not filed");
    story.done(ACCEPT, "not-accepted", OFFICER, &fields(&[("because", "duplicate".into())]));
    check_from(
        &story,
        "accept done: not",
        expect![[r#"
            0d00:00 accept done: not-accepted
              ! refused: say why it is not accepted or not filed
            0d00:00 accept done: not-accepted
              - it is not accepted
              - since it was reported before
              = the case in grid 5 is over
              ended: not-accepted
        "#]],
    );
    let mut story = reported(Settings::default());
    story.done(ACCEPT, "accepted", OFFICER, &[]);
    assert_eq!(story.refuses_done(FILE, "rejected", OFFICER, &[]), "say why it is not accepted or not filed");
    story.done(FILE, "rejected", OFFICER, &fields(&[("because", "out-of-scope".into())]));
    check_from(
        &story,
        "file done: rej",
        expect![[r#"
            0d00:00 file done: rejected
              ! refused: say why it is not accepted or not filed
            0d00:00 file done: rejected
              - it is not filed
              - since it is none of the matters of a grid
              = the case in grid 5 is over
              ended: rejected
        "#]],
    );
    for (because, told) in [("out-of-grid", why::out_of_grid()), ("untrue", why::untrue())] {
        assert_eq!(forms::because(because), told);
    }
}

#[test]
fn a_start_is_refused_with_words() {
    let told = |given: &[(&str, Value)]| {
        let _county = county().enter();
        package().refusal(&Case::open(NOW, &Settings::default(), &instance("grid-case"), &fields(given)))
    };
    assert_eq!(told(&[]), "say which grid");
    let elsewhere = [("grid", Value::Reference(Reference::Grid(6)))];
    assert_eq!(told(&elsewhere), "grid 6 lies in district 1: report it there");
}

/// Who is to do something and what it is has to be said, and nobody verifies their own work.
#[test]
fn a_task_is_refused_with_words() {
    let grid = Value::Reference(Reference::Grid(GRID));
    let mut story = Story::<Case>::start(Settings::default(), package(), county(), None, &fields(&[("grid", grid)]));
    assert_eq!(story.refuses_done(ACCEPT, "accepted", OFFICER, &[]), "say of which category the case is");
    let category = fields(&[("category", "hazard".into())]);
    story.done(ACCEPT, "accepted", OFFICER, &category).done(FILE, "filed", OFFICER, &[]);
    let mut sent = |with: &[(&str, Value)]| story.refuses_done(DISPATCH, "dispatched", OFFICER, &fields(with));
    assert_eq!(sent(&[]), "say who handles it: the grid’s assistant, a team, a unit or a place");
    let place = ("place", Value::Reference(Reference::Place(1)));
    assert_eq!(sent(&[("assistant", true.into()), place.clone()]), "name one who handles it, and no more");
    story.done(DISPATCH, "dispatched", OFFICER, &fields(&[place]));
    assert_eq!(story.refuses_done(HANDLE, "waits", WORKER, &[]), "say what it waits for");
    story.done(HANDLE, "handled", WORKER, &[]);
    let own = "whoever handled it can’t verify it: somebody else has to";
    assert_eq!(story.refuses_done(VERIFY, "passed", WORKER, &[]), own);
    assert_eq!(story.refuses_done(VERIFY, "failed", WORKER, &[]), own);
    assert_eq!(story.open_tasks(), [VERIFY]);
}
