//! Rounds from the first look to the last check, and each refusal.

use super::*;

#[test]
fn a_clean_round_is_over() {
    let mut story = start(county());
    story.pass(DAY).done(ROUND, "clean", ASSISTANT, &handed_in(60, &[], false));
    check(
        &story,
        expect![[r#"
            0d00:00 start
              > task round for Assignee::GridAssistant(5) by 7d00:00: go round grid 5 and look for hazards
              = the round of grid 5 is under way
            1d00:00 round done: clean
              - hazards found: 0; key places looked at: 1
              - ledger: grid 5, looked over time 1662076800, no hazard
              = the check of grid 5 is over
              ended: clean
        "#]],
    );
    assert_eq!(story.ended.as_deref(), Some("clean"));
}

/// Three working days after a Thursday are, with a holiday between, the Wednesday after the next weekend.
#[test]
fn what_is_common_is_mended_and_checked_again() {
    let mut story = start(county());
    story.done(ROUND, "common", ASSISTANT, &handed_in(50, &["wiring", "fire-exit"], false));
    story.pass(2 * DAY).done(MEND, "mended", OFFICER, &[]).pass(12 * DAY);
    story.done(RECHECK, "gone", ASSISTANT, &[]);
    check(
        &story,
        expect![[r#"
            0d00:00 start
              > task round for Assignee::GridAssistant(5) by 7d00:00: go round grid 5 and look for hazards
              = the round of grid 5 is under way
            0d00:00 round done: common
              - hazards found: 2; key places looked at: 1
              > task mend for Assignee::Role(Role { district: 0, slot: "officer" }) by 23d00:00: have hazards mended in grid 5: 2
              = hazards to be mended in grid 5: 2
            2d00:00 mend done: mended
              > timer 1 at 12d00:00
              = mended in grid 5, to be checked again
            12d00:00 timer 1
              > task recheck for Assignee::GridAssistant(5) by 16d00:00: look again at what was mended in grid 5: 2
              = grid 5 is being checked again
            14d00:00 recheck done: gone
              - ledger: grid 5, hazards: 2, found time 1661990400, mended time 1662163200, gone when checked time 1663200000, times mended: 1
              = the check of grid 5 is over
              ended: cleared
        "#]],
    );
    assert_eq!(story.ended.as_deref(), Some("cleared"));
}

#[test]
fn what_is_grave_is_reported_and_what_stays_is_told_higher_until_it_is_gone() {
    let mut story = start(county());
    story.done(ROUND, "grave", ASSISTANT, &handed_in(60, &["gas"], true));
    story.pass(7 * DAY);
    let picture = fields(&[("picture", Value::Attachment("F-18".to_owned()))]);
    assert_eq!(story.refuses_done(MEND, "mended", OFFICER, &[]), "what is grave needs a picture");
    story.done(MEND, "mended", OFFICER, &picture).pass(8 * DAY);
    story.done(RECHECK, "still-there", ASSISTANT, &[]).done(MEND, "not-mended", OFFICER, &[]);
    story.done(MEND, "mended", OFFICER, &picture).pass(8 * DAY).done(RECHECK, "gone", ASSISTANT, &[]);
    check(
        &story,
        expect![[r#"
            0d00:00 start
              > task round for Assignee::GridAssistant(5) by 7d00:00: go round grid 5 and look for hazards
              = the round of grid 5 is under way
            0d00:00 round done: grave
              - hazards found: 1; key places looked at: 1
              > report kind 3 in grid 5: grave hazards in grid 5: 1
              > notice 2 Urgency::Alarm to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: grave hazards in grid 5: 1
              > task mend for Assignee::Role(Role { district: 0, slot: "officer" }) by 7d00:00: have hazards mended in grid 5: 1
              = hazards to be mended in grid 5: 1
            7d00:00 mend overdue
              > notice 2 Urgency::Alarm to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: mending in grid 5 is overdue
              > timer 2 at 8d00:00
              = hazards to be mended in grid 5: 1
            7d00:00 mend done: mended
              ! refused: what is grave needs a picture
            7d00:00 mend done: mended
              > timer 1 at 15d00:00
              > stop timer 2
              = mended in grid 5, to be checked again
            15d00:00 timer 1
              > task recheck for Assignee::GridAssistant(5) by 21d00:00: look again at what was mended in grid 5: 1
              = grid 5 is being checked again
            15d00:00 recheck done: still-there
              - checked again: the hazards in grid 5 are still there
              > report kind 3 in grid 5: checked again: the hazards in grid 5 are still there
              > task mend for Assignee::Role(Role { district: 0, slot: "officer" }) by 21d00:00: have hazards mended in grid 5: 1
              > notice 2 Urgency::Alarm to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: the hazards in grid 5 are not gone: attempt 2 at mending them
              = hazards to be mended in grid 5: 1
            15d00:00 mend done: not-mended
              - not mended in grid 5, time 2
              > task mend for Assignee::Role(Role { district: 0, slot: "officer" }) by 21d00:00: have hazards mended in grid 5: 1
              > notice 3 Urgency::Alarm to [Recipient::CommandRoom(0)]: the hazards in grid 5 are not gone: attempt 3 at mending them
              = hazards to be mended in grid 5: 1
            15d00:00 mend done: mended
              > timer 1 at 23d00:00
              = mended in grid 5, to be checked again
            23d00:00 timer 1
              > task recheck for Assignee::GridAssistant(5) by 28d00:00: look again at what was mended in grid 5: 1
              = grid 5 is being checked again
            23d00:00 recheck done: gone
              - ledger: grid 5, hazards: 1, found time 1661990400, mended time 1663286400, gone when checked time 1663977600, times mended: 3
              = the check of grid 5 is over
              ended: cleared
        "#]],
    );
    assert_eq!(story.ended.as_deref(), Some("cleared"));
}

#[test]
fn nobody_goes_round_and_somebody_hears_of_it() {
    let mut story = start(county());
    story.pass(10 * DAY);
    check(
        &story,
        expect![[r#"
            0d00:00 start
              > task round for Assignee::GridAssistant(5) by 7d00:00: go round grid 5 and look for hazards
              = the round of grid 5 is under way
            7d00:00 round overdue
              > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "officer" })]: the round of grid 5 is overdue
              > timer 2 at 8d00:00
              = the round of grid 5 is under way
            8d00:00 timer 2
              > notice 2 Urgency::Alarm to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: the round of grid 5 is overdue
              > timer 2 at 9d00:00
              = the round of grid 5 is under way
            9d00:00 timer 2
              > notice 3 Urgency::Alarm to [Recipient::CommandRoom(0)]: the round of grid 5 is overdue
              = the round of grid 5 is under way
        "#]],
    );
}

#[test]
fn a_round_that_is_none_is_refused_with_words() {
    let mut story = start(county());
    let mut refused = |outcome: &str, given: &[Field]| story.refuses_done(ROUND, outcome, ASSISTANT, given);
    assert_eq!(refused("clean", &handed_in(47, &[], false)), "households visited: 47 of 60; at least 48 are wanted");
    assert_eq!(refused("clean", &handed_in(48, &["gas"], false)), "hazards named: 1; so the round is not clean");
    assert_eq!(refused("common", &handed_in(48, &[], false)), "say which hazards were found");
    assert_eq!(refused("grave", &handed_in(48, &["gas"], false)), "what is grave needs a picture");
    assert_eq!(story.open_tasks(), [ROUND]);
}

#[test]
fn a_start_is_refused_with_words() {
    let told = |county: County, given: &[(&str, Value)]| {
        let _county = county.enter();
        package().refusal(&Round::open(NOW, &settings(), &instance(forms::KIND), &fields(given)))
    };
    let grid = |grid| [("grid", Value::Reference(Reference::Grid(grid)))];
    assert_eq!(told(county(), &[]), "say which grid");
    let place = [("place", Value::Reference(Reference::Place(9)))];
    assert_eq!(told(classed(), &place), "the table of risk classes does not have place 9: say in which grid it is");
    assert_eq!(told(county(), &grid(6)), "grid 6 lies in district 1: start the round there");
    let mut other = workflow_info(3, forms::KIND, "weekly-2022-08-29");
    other.marks = vec![("round".to_owned(), "grid-5".to_owned())];
    assert_eq!(told(county().workflow(other), &grid(GRID)), "workflow 3 is still under way in grid 5");
}

/// Without a calendar days are counted as they come, and a county without the kind reports nothing; both are said.
#[test]
fn what_the_county_does_not_have_is_said() {
    let info = GridFacts { village: 7, township: 1, district: 0, households: 60 };
    let mut story = start(County::new().grid_info(GRID, info).deny("after-working-days"));
    story.done(ROUND, "grave", ASSISTANT, &handed_in(60, &["gas"], true));
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - no calendar of working days: 3 days as they come
          > task round for Assignee::GridAssistant(5) by 3d00:00: go round grid 5 and look for hazards
          = the round of grid 5 is under way
        0d00:00 round done: grave
          - hazards found: 1; key places looked at: 1
          - the county has no kind of incident `hazard`: nothing was reported
          - no calendar of working days: 3 days as they come
          > notice 2 Urgency::Alarm to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: grave hazards in grid 5: 1
          > task mend for Assignee::Role(Role { district: 0, slot: "officer" }) by 3d00:00: have hazards mended in grid 5: 1
          = hazards to be mended in grid 5: 1
    "#]],
    );
}

/// The arbiter of a test judges as the host's: a rule that spoke of a kind of incident that there is not would get no step done.
#[test]
fn the_test_s_arbiter_judges_what_it_says() {
    let arbiter = package().arbiter(county());
    assert_eq!(arbiter.reasons(&[], [&why::found_grave(1_u16, GRID)]), Ok(()));
    let nowhere = Untellable::UnknownReference { code: 21, value: 1, kind: "grid".to_owned() };
    assert_eq!(arbiter.reasons(&[], [&why::found_grave(1_u16, 99)]), Err(nowhere));
    let spare = Untellable::SpareValue { code: 40, value: 0 };
    assert_eq!(arbiter.reasons(&[], [&reason(40).with(1_u32)]), Err(spare));
}
