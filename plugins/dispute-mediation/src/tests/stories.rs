//! Whole disputes: settled in the grid, all the way up the ladder, to the courts and back.

use super::*;
use forms::{ACCEPT, DECIDE, HAND_OFF, MEDIATE, REVISIT, VERIFY};

fn check(story: &Story<Dispute>, expected: Expect) {
    expected.assert_eq(story.words());
}

#[test]
fn a_small_dispute_is_settled_in_its_grid_and_closed_by_the_revisit() {
    let mut story = story(Settings::default(), county(), &[("kind", "neighbour".into()), ("amount", 800.0.into())]);
    story.pass(HOUR).done(ACCEPT, "accepted", OFFICER, &[]);
    story.pass(2 * DAY).done(MEDIATE, "settled", ASSISTANT, &fields(&[("remote", true.into())]));
    story.pass(DAY).done(VERIFY, "kept", LEGAL_OFFICER, &[]);
    story.pass(16 * DAY).done(REVISIT, "calm", ASSISTANT, &[]);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          > task accept for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d04:00: accept the dispute and check the criteria
          = reported, waits to be accepted
        0d01:00 accept done: accepted
          - 0 of the three criteria hold: it begins in the village’s grid
          > task mediate for Assignee::GridAssistant(5) by 7d01:00: mediate, attempt 1 of 3; it may be done remotely
          = mediated in the grid, attempt 1 of 3
        2d01:00 mediate done: settled
          - the session was remote
          > task verify for Assignee::Role(Role { district: 0, slot: "legal-officer" }) by 5d01:00: verify that the agreement is kept
          = settled, waits to be verified
        3d01:00 verify done: kept
          - verified: the agreement is kept
          > timer 1 at 18d01:00
          = settled and verified; the revisit is 15 days after that
        18d01:00 timer 1
          > task revisit for Assignee::GridAssistant(5) by 21d01:00: revisit both parties: has it broken out again?
          = being revisited
        19d01:00 revisit done: calm
          - revisited: all is calm
          = closed
          ended: settled
    "#]],
    );
}

#[test]
fn three_three_one_and_then_the_courts() {
    let mut story = story(Settings::default(), county(), &[("kind", "neighbour".into()), ("parties", 3.0.into())]);
    story.done(ACCEPT, "accepted", OFFICER, &[]);
    for by in [ASSISTANT, ASSISTANT, ASSISTANT, MEDIATOR, MEDIATOR, MEDIATOR, MEDIATOR] {
        story.pass(DAY).done(MEDIATE, "not-settled", by, &[]);
    }
    story.pass(DAY).done(HAND_OFF, "confirmed", COURT, &[]);
    story.pass(15 * DAY).done(REVISIT, "not-calm", ASSISTANT, &[]);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          > task accept for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d04:00: accept the dispute and check the criteria
          = reported, waits to be accepted
        0d00:00 accept done: accepted
          - 0 of the three criteria hold: it begins in the village’s grid
          > task mediate for Assignee::GridAssistant(5) by 7d00:00: mediate, attempt 1 of 3; it may be done remotely
          = mediated in the grid, attempt 1 of 3
        1d00:00 mediate done: not-settled
          - attempt 1 of 3 in the village failed
          > task mediate for Assignee::GridAssistant(5) by 8d00:00: mediate, attempt 2 of 3; it may be done remotely
          = mediated in the grid, attempt 2 of 3
        2d00:00 mediate done: not-settled
          - attempt 2 of 3 in the village failed
          > task mediate for Assignee::GridAssistant(5) by 9d00:00: mediate, attempt 3 of 3; it may be done remotely
          = mediated in the grid, attempt 3 of 3
        3d00:00 mediate done: not-settled
          - attempt 3 of 3 in the village failed
          - it goes up to the town
          - not place 4: other specialities
          - place 5 has it; tasks open there: 0
          - not place 3: in another district
          > task mediate for Assignee::Place(5) by 10d00:00: mediate, attempt 1 of 3; it may be done remotely
          = mediated at place 5, attempt 1 of 3
        4d00:00 mediate done: not-settled
          - attempt 1 of 3 in the town failed
          - not place 4: other specialities
          - not place 5: it has tried before
          - place 3 has it; tasks open there: 0
          > task mediate for Assignee::Place(3) by 11d00:00: mediate, attempt 2 of 3; it may be done remotely
          = mediated at place 3, attempt 2 of 3
        5d00:00 mediate done: not-settled
          - attempt 2 of 3 in the town failed
          - not place 3: it has tried before
          - not place 4: other specialities
          - not place 5: it has tried before
          - no studio can take it
          - place 1 has it; tasks open there: 0
          > task mediate for Assignee::Place(1) by 12d00:00: mediate, attempt 3 of 3; it may be done remotely
          = mediated at place 1, attempt 3 of 3
        6d00:00 mediate done: not-settled
          - attempt 3 of 3 in the town failed
          - it goes up to a mediation centre
          - place 6 has it; tasks open there: 0
          > task mediate for Assignee::Place(6) by 13d00:00: mediate, attempt 1 of 1; it may be done remotely
          = mediated at place 6, attempt 1 of 1
        7d00:00 mediate done: not-settled
          - attempt 1 of 1 at the centre failed
          - it goes to the courts
          - place 7 has it; tasks open there: 0
          > task hand-off for Assignee::Place(7) by 12d00:00: hand-off package: 3 attempts in the village, 3 in the town and 1 at the centre failed; parties: 3, amount: 0 CNY. Confirm that you take it
          = handed to place 7, which is to confirm
        8d00:00 hand-off done: confirmed
          - place 7 confirms that it takes the case
          > timer 1 at 23d00:00
          = with the courts; the revisit is 15 days after that
        23d00:00 timer 1
          > task revisit for Assignee::GridAssistant(5) by 26d00:00: revisit both parties: are they calm?
          = being revisited
        23d00:00 revisit done: not-calm
          - revisited: the parties are not calm
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: revisited: the parties are not calm
          = closed
          ended: failed
    "#]],
    );
}

#[test]
fn what_no_court_confirms_goes_back_to_the_centre_and_in_the_end_to_a_person() {
    let criteria = ["legally_technical", "hard_to_settle", "likely_to_escalate"].map(|name| (name, Value::Flag(true)));
    let mut story = story(Settings::default(), county(), &criteria);
    story.done(ACCEPT, "accepted", OFFICER, &[]);
    story.pass(DAY).done(MEDIATE, "not-settled", MEDIATOR, &[]);
    story.pass(6 * DAY).done(MEDIATE, "not-settled", MEDIATOR, &[]);
    story.pass(DAY).done(HAND_OFF, "returned", COURT, &[]);
    story.pass(DAY).done(DECIDE, "courts", LEADER, &[]);
    assert_eq!(story.ended, None, "not before the revisit");
    story.pass(15 * DAY).done(REVISIT, "calm", ASSISTANT, &[]);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          > task accept for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d04:00: accept the dispute and check the criteria
          = reported, waits to be accepted
        0d00:00 accept done: accepted
          - it is legally technical
          - it is hard to settle
          - it is likely to escalate
          - 3 of the three criteria hold: it begins at a mediation centre
          - without references of both parties no conflict of interest can be ruled out
          - no lawyer is without a conflict of interest with either party
          - place 6 has it; tasks open there: 0
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: no lawyer is without a conflict of interest with either party
          > task mediate for Assignee::Place(6) by 7d00:00: mediate, attempt 1 of 1; it may be done remotely
          = mediated at place 6, attempt 1 of 1
        1d00:00 mediate done: not-settled
          - attempt 1 of 1 at the centre failed
          - it goes to the courts
          - place 7 has it; tasks open there: 0
          > task hand-off for Assignee::Place(7) by 6d00:00: hand-off package: 0 attempts in the village, 0 in the town and 1 at the centre failed; parties: 2, amount: 0 CNY. Confirm that you take it
          = handed to place 7, which is to confirm
        6d00:00 hand-off overdue
          - place 7 did not confirm within 5 days: the centre takes it back
          - place 6 has it; tasks open there: 0
          > cancel task hand-off
          > task mediate for Assignee::Place(6) by 13d00:00: mediate, attempt 2 of 2; it may be done remotely
          = mediated at place 6, attempt 2 of 2
        7d00:00 mediate done: not-settled
          - attempt 2 of 2 at the centre failed
          - it goes to the courts
          - place 7 has it; tasks open there: 0
          > task hand-off for Assignee::Place(7) by 12d00:00: hand-off package: 0 attempts in the village, 0 in the town and 2 at the centre failed; parties: 2, amount: 0 CNY. Confirm that you take it
          = handed to place 7, which is to confirm
        8d00:00 hand-off done: returned
          - place 7 sends it back
          > task decide for Assignee::Role(Role { district: 0, slot: "duty-leader" }) by 8d04:00: the courts have not taken it; tries: 2. Decide how it goes on
          = waits for the duty leader’s decision
        8d04:00 decide overdue
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: deciding on it is overdue
          = waits for the duty leader’s decision
        9d00:00 decide done: courts
          > timer 1 at 24d00:00
          = with the courts; the revisit is 15 days after that
        24d00:00 timer 1
          > task revisit for Assignee::GridAssistant(5) by 27d00:00: revisit both parties: are they calm?
          = being revisited
        24d00:00 revisit done: calm
          - revisited: all is calm
          = closed
          ended: failed
    "#]],
    );
}

#[test]
fn a_settlement_that_does_not_hold_is_a_failed_attempt() {
    let mut story = story(Settings::default(), county(), NOTHING);
    story.done(ACCEPT, "accepted", OFFICER, &fields(&[("kind", "debt".into()), ("hard_to_settle", true.into())]));
    story.done(MEDIATE, "settled", MEDIATOR, &[]).done(VERIFY, "kept", LEGAL_OFFICER, &[]);
    story.pass(15 * DAY).done(REVISIT, "not-calm", ASSISTANT, &[]);
    story.done(MEDIATE, "settled", MEDIATOR, &[]).done(VERIFY, "not-kept", LEGAL_OFFICER, &[]);
    story.done(MEDIATE, "settled", LEGAL_OFFICER, &[]).done(VERIFY, "kept", LEGAL_OFFICER, &[]);
    story.done(VERIFY, "kept", OFFICER, &[]);
    assert!(story.open_tasks().is_empty(), "nothing but the revisit ahead");
    check(
        &story,
        expect![[r#"
        0d00:00 start
          > task accept for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d04:00: accept the dispute and check the criteria
          = reported, waits to be accepted
        0d00:00 accept done: accepted
          - it is hard to settle
          - 1 of the three criteria hold: it begins in the town
          - not place 3: other specialities
          - not place 5: other specialities
          - place 4 has it; tasks open there: 0
          > task mediate for Assignee::Place(4) by 7d00:00: mediate, attempt 1 of 3; it may be done remotely
          = mediated at place 4, attempt 1 of 3
        0d00:00 mediate done: settled
          > task verify for Assignee::Role(Role { district: 0, slot: "legal-officer" }) by 3d00:00: verify that the agreement is kept
          = settled, waits to be verified
        0d00:00 verify done: kept
          - verified: the agreement is kept
          > timer 1 at 15d00:00
          = settled and verified; the revisit is 15 days after that
        15d00:00 timer 1
          > task revisit for Assignee::GridAssistant(5) by 18d00:00: revisit both parties: has it broken out again?
          = being revisited
        15d00:00 revisit done: not-calm
          - revisited: it has broken out again, and is mediated anew
          - attempt 1 of 3 in the town failed
          - not place 3: other specialities
          - not place 4: it has tried before
          - not place 5: other specialities
          - no studio can take it
          - place 1 has it; tasks open there: 0
          > task mediate for Assignee::Place(1) by 22d00:00: mediate, attempt 2 of 3; it may be done remotely
          = mediated at place 1, attempt 2 of 3
        15d00:00 mediate done: settled
          > task verify for Assignee::Role(Role { district: 0, slot: "legal-officer" }) by 18d00:00: verify that the agreement is kept
          = settled, waits to be verified
        15d00:00 verify done: not-kept
          - verified: the agreement is not kept
          - attempt 2 of 3 in the town failed
          - not place 3: other specialities
          - not place 4: it has tried before
          - not place 5: other specialities
          - no studio can take it
          - place 1 has it; tasks open there: 0
          > task mediate for Assignee::Place(1) by 22d00:00: mediate, attempt 3 of 3; it may be done remotely
          = mediated at place 1, attempt 3 of 3
        15d00:00 mediate done: settled
          > task verify for Assignee::Role(Role { district: 0, slot: "legal-officer" }) by 18d00:00: verify that the agreement is kept
          = settled, waits to be verified
        15d00:00 verify done: kept
          - whoever mediated can’t verify it: somebody else has to
          > task verify for Assignee::Role(Role { district: 0, slot: "legal-officer" }) by 18d00:00: verify that the agreement is kept
          = settled, waits to be verified
        15d00:00 verify done: kept
          - verified: the agreement is kept
          > timer 1 at 30d00:00
          = settled and verified; the revisit is 15 days after that
    "#]],
    );
}

#[test]
fn a_studio_is_chosen_by_speciality_and_load() {
    let county = |s1, s3| county().workload(Assignee::Place(3), s1).workload(Assignee::Place(5), s3);
    let accept = |county: County, with: &[(&str, Value)]| {
        let mut story = story(Settings::default(), county, with);
        story.done(ACCEPT, "accepted", OFFICER, &[]);
        story.words().split_once("accept done").unwrap().1.to_owned()
    };
    let with = [("kind", "neighbour".into()), ("hard_to_settle", true.into())];
    expect![[r#"
        : accepted
          - it is hard to settle
          - 1 of the three criteria hold: it begins in the town
          - not place 4: other specialities
          - place 3 has it; tasks open there: 1
          - not place 5: tasks open there: 2, at the chosen one: 1
          > task mediate for Assignee::Place(3) by 7d00:00: mediate, attempt 1 of 3; it may be done remotely
          = mediated at place 3, attempt 1 of 3
    "#]]
    .assert_eq(&accept(county(1, 2), &with));
    // Full, and the other specialities do not fit: the station's room.
    expect![[r#"
        : accepted
          - it is hard to settle
          - 1 of the three criteria hold: it begins in the town
          - not place 3: full, with 8 of 8 tasks open
          - not place 4: other specialities
          - not place 5: full, with 9 of 8 tasks open
          - no studio can take it
          - place 1 has it; tasks open there: 0
          > task mediate for Assignee::Place(1) by 7d00:00: mediate, attempt 1 of 3; it may be done remotely
          = mediated at place 1, attempt 1 of 3
    "#]]
    .assert_eq(&accept(county(8, 9), &with));
    let blows = [("kind", "neighbour".into()), ("likely_to_escalate", true.into())];
    expect![[r#"
        : accepted
          - it is likely to escalate
          - 1 of the three criteria hold: it begins in the town
          - likely to escalate, so it is mediated at a station, with police at hand
          - place 1 has it; tasks open there: 0
          > task mediate for Assignee::Place(1) by 7d00:00: mediate, attempt 1 of 3; it may be done remotely
          = mediated at place 1, attempt 1 of 3
    "#]]
    .assert_eq(&accept(county(8, 9), &blows));
    expect![[r#"
        : accepted
          - the amount is 100000 CNY, at least 100000
          - it has 6 parties, at least 6
          - 0 of the three criteria hold: it begins in the town
          - not place 3: other specialities
          - not place 4: other specialities
          - not place 5: other specialities
          - no studio can take it
          - place 1 has it; tasks open there: 0
          > task mediate for Assignee::Place(1) by 7d00:00: mediate, attempt 1 of 3; it may be done remotely
          = mediated at place 1, attempt 1 of 3
    "#]]
    .assert_eq(&accept(county(8, 9), &[("amount", 100_000.0.into()), ("parties", 6.0.into())]));
}

#[test]
fn what_is_overdue_is_told_to_the_duty_leader_and_then_to_the_command_room() {
    let mut story = story(Settings::default(), county(), NOTHING);
    story.pass(5 * HOUR).unanswered(1).unanswered(2);
    story.done(ACCEPT, "accepted", OFFICER, &[]).pass(8 * DAY);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          > task accept for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d04:00: accept the dispute and check the criteria
          = reported, waits to be accepted
        0d04:00 accept overdue
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: accepting it is overdue
          = reported, waits to be accepted
        0d05:00 unanswered
          > notice 2 Urgency::Alarm to [Recipient::CommandRoom(0)]: the duty leader was told and did not look: the command room has to act
          = reported, waits to be accepted
        0d05:00 unanswered
          = reported, waits to be accepted
        0d05:00 accept done: accepted
          - 0 of the three criteria hold: it begins in the village’s grid
          > task mediate for Assignee::GridAssistant(5) by 7d05:00: mediate, attempt 1 of 3; it may be done remotely
          = mediated in the grid, attempt 1 of 3
        7d05:00 mediate overdue
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: mediating it is overdue
          = mediated in the grid, attempt 1 of 3
    "#]],
    );
}

#[test]
fn an_accepted_dispute_closes_by_a_revisit_alone() {
    type Leave = fn(&mut Story<Dispute>);
    let endings: [(&str, Leave); 4] = [
        ("settled", |story| {
            story.done(MEDIATE, "settled", ASSISTANT, &[]).done(VERIFY, "kept", LEGAL_OFFICER, &[]);
        }),
        ("withdrawn", |story| {
            story.done(MEDIATE, "withdrawn", ASSISTANT, &[]);
        }),
        ("referred", |story| {
            story.done(MEDIATE, "referred", ASSISTANT, &[]);
        }),
        ("withdrawn", |story| {
            story.signal("withdraw", &[]);
        }),
    ];
    for (end, leave) in endings {
        let mut story = story(Settings::default(), county(), NOTHING);
        story.done(ACCEPT, "accepted", OFFICER, &[]);
        leave(&mut story);
        assert!(story.open_tasks().is_empty());
        assert!(story.waits.is_empty(), "what waits for its revisit is not withdrawn");
        story.pass(14 * DAY);
        assert_eq!(story.ended, None);
        story.pass(DAY).done(REVISIT, "calm", ASSISTANT, &[]);
        assert_eq!(story.ended.as_deref(), Some(end));
    }
    for (outcome, end) in [("referred", "referred"), ("withdrawn", "withdrawn")] {
        let mut story = story(Settings::default(), county(), NOTHING);
        story.done(ACCEPT, outcome, OFFICER, &[]);
        assert_eq!(story.ended.as_deref(), Some(end), "what was never accepted is not revisited");
    }
}

#[test]
fn the_ladder_is_a_setting() {
    let ladder = settings::Ladder { village: 1, town: 0, city: 2 };
    let settings = Settings { ladder, ..Settings::default() };
    let mut story = story(settings, county(), NOTHING);
    story.done(ACCEPT, "accepted", OFFICER, &[]);
    story.done(MEDIATE, "not-settled", ASSISTANT, &[]);
    story.done(MEDIATE, "not-settled", MEDIATOR, &[]).done(MEDIATE, "not-settled", MEDIATOR, &[]);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          > task accept for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d04:00: accept the dispute and check the criteria
          = reported, waits to be accepted
        0d00:00 accept done: accepted
          - 0 of the three criteria hold: it begins in the village’s grid
          > task mediate for Assignee::GridAssistant(5) by 7d00:00: mediate, attempt 1 of 1; it may be done remotely
          = mediated in the grid, attempt 1 of 1
        0d00:00 mediate done: not-settled
          - attempt 1 of 1 in the village failed
          - it goes up to a mediation centre
          - place 6 has it; tasks open there: 0
          > task mediate for Assignee::Place(6) by 7d00:00: mediate, attempt 1 of 2; it may be done remotely
          = mediated at place 6, attempt 1 of 2
        0d00:00 mediate done: not-settled
          - attempt 1 of 2 at the centre failed
          - place 6 has it; tasks open there: 0
          > task mediate for Assignee::Place(6) by 7d00:00: mediate, attempt 2 of 2; it may be done remotely
          = mediated at place 6, attempt 2 of 2
        0d00:00 mediate done: not-settled
          - attempt 2 of 2 at the centre failed
          - it goes to the courts
          - place 7 has it; tasks open there: 0
          > task hand-off for Assignee::Place(7) by 5d00:00: hand-off package: 1 attempts in the village, 0 in the town and 2 at the centre failed; parties: 2, amount: 0 CNY. Confirm that you take it
          = handed to place 7, which is to confirm
    "#]],
    );
}

#[test]
fn without_a_grid_a_court_or_a_centre_somebody_still_has_it() {
    let bare = place(County::new(), 1, "R1", "room", 0, None);
    let mut story: Story<Dispute> = Story::start(Settings::default(), package(), bare, None, &[]);
    story.done(ACCEPT, "accepted", OFFICER, &[]);
    for _ in 0..3 {
        story.done(MEDIATE, "not-settled", MEDIATOR, &[]);
    }
    assert_eq!(story.open_tasks(), [DECIDE]);
    story.done(DECIDE, "withdrawn", LEADER, &[]).pass(15 * DAY);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          > task accept for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d04:00: accept the dispute and check the criteria
          = reported, waits to be accepted
        0d00:00 accept done: accepted
          - 0 of the three criteria hold: it begins in the village’s grid
          - it is in no known grid, so the town has it
          - no studio can take it
          - place 1 has it; tasks open there: 0
          > task mediate for Assignee::Place(1) by 7d00:00: mediate, attempt 1 of 3; it may be done remotely
          = mediated at place 1, attempt 1 of 3
        0d00:00 mediate done: not-settled
          - attempt 1 of 3 in the town failed
          - no studio can take it
          - place 1 has it; tasks open there: 0
          > task mediate for Assignee::Place(1) by 7d00:00: mediate, attempt 2 of 3; it may be done remotely
          = mediated at place 1, attempt 2 of 3
        0d00:00 mediate done: not-settled
          - attempt 2 of 3 in the town failed
          - no studio can take it
          - place 1 has it; tasks open there: 0
          > task mediate for Assignee::Place(1) by 7d00:00: mediate, attempt 3 of 3; it may be done remotely
          = mediated at place 1, attempt 3 of 3
        0d00:00 mediate done: not-settled
          - attempt 3 of 3 in the town failed
          - it goes up to a mediation centre
          - no mediation centre can take it
          - it goes to the courts
          - no court can take it
          > task decide for Assignee::Role(Role { district: 0, slot: "duty-leader" }) by 0d04:00: the courts have not taken it; tries: 0. Decide how it goes on
          = waits for the duty leader’s decision
        0d00:00 decide done: withdrawn
          - the parties withdraw it
          > timer 1 at 15d00:00
          = withdrawn or referred; the revisit is 15 days after that
        15d00:00 timer 1
          > task revisit for Assignee::Role(Role { district: 0, slot: "officer" }) by 18d00:00: revisit both parties: are they calm?
          = being revisited
    "#]],
    );
}
