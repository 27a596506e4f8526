//! Which captain has a case.

use super::*;

#[test]
fn the_captain_of_the_own_district_has_it() {
    let mut story = start(busy(busy(county(), CAPTAINS[0], 2), CAPTAINS[1], 0));
    story.pass(HOUR).done(ACCEPT, "accepted", CAPTAINS[0], &[]).pass(DAY).done(HANDLE, "concluded", CAPTAINS[0], &[]);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - person 10 of the own district is asked; tasks open: 2, cap: 3
          > task accept for Assignee::Person(10) by 0d04:00: accept the case; if you can’t, say why
          = person 10 is to accept it
        0d01:00 accept done: accepted
          - person 10 accepts it
          > task handle for Assignee::Person(10) by 15d00:00: handle the case; hand it over to a specialist of the county if it needs one
          = the team of person 10 has it
        1d01:00 handle done: concluded
          = closed
          ended: concluded
    "#]],
    );
    assert_eq!(story.ended.as_deref(), Some(forms::CONCLUDED));
}

/// At the cap of the own district's it goes to whoever has least to do; one declines, one does not answer, and whoever leads hears of that.
#[test]
fn beyond_the_cap_the_next_by_workload_is_asked() {
    let county = busy(busy(busy(county(), CAPTAINS[0], 3), CAPTAINS[1], 2), CAPTAINS[3], 1);
    let mut story = start(county);
    let told = story.refuses_done(ACCEPT, "declined", CAPTAINS[2], &[]);
    assert_eq!(told, "say why you do not take it or send it back");
    story.done(ACCEPT, "declined", CAPTAINS[2], &because("capacity")).pass(5 * HOUR);
    story.done(ACCEPT, "accepted", CAPTAINS[1], &[]);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - not person 10: at the cap, with 3 of 3 tasks open
          - person 12 of another district is asked; tasks open: 0, cap: 3
          - not person 13: tasks open: 1, the chosen one’s: 0
          - not person 11: tasks open: 2, the chosen one’s: 0
          > task accept for Assignee::Person(12) by 0d04:00: accept the case; if you can’t, say why
          = person 12 is to accept it
        0d00:00 accept done: declined
          ! refused: say why you do not take it or send it back
        0d00:00 accept done: declined
          - person 12 declines
          - because there is nobody free for it
          - not person 10: at the cap, with 3 of 3 tasks open
          - person 13 of another district is asked; tasks open: 1, cap: 3
          - not person 11: tasks open: 2, the chosen one’s: 1
          > task accept for Assignee::Person(13) by 0d04:00: accept the case; if you can’t, say why
          = person 13 is to accept it
        0d04:00 accept overdue
          - person 13 did not answer within 14400 s: the next one is asked
          - not person 10: at the cap, with 3 of 3 tasks open
          - person 11 of another district is asked; tasks open: 2, cap: 3
          > cancel task accept
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: person 13 did not answer within 14400 s: the next one is asked
          > task accept for Assignee::Person(11) by 0d08:00: accept the case; if you can’t, say why
          = person 11 is to accept it
        0d05:00 accept done: accepted
          - person 11 accepts it
          > task handle for Assignee::Person(11) by 15d00:00: handle the case; hand it over to a specialist of the county if it needs one
          = the team of person 11 has it
    "#]],
    );
}

#[test]
fn where_nobody_can_take_it_whoever_leads_decides() {
    let county = CAPTAINS.iter().fold(county(), |county, captain| busy(county, *captain, 5));
    let mut story = start(county);
    story.pass(6 * HOUR);
    let captain = |person| fields(&[("captain", Value::Reference(Reference::Person(person)))]);
    assert_eq!(story.refuses_done(DECIDE, "ordered", LEADER, &[]), "say which captain has it");
    let told = story.refuses_done(DECIDE, "ordered", LEADER, &captain(99));
    assert_eq!(told, "person 99 is no captain of a team in use: name another one");
    story.done(DECIDE, "again", LEADER, &[]).done(DECIDE, "ordered", LEADER, &captain(CAPTAINS[1]));
    story.pass(20 * DAY);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - not person 10: at the cap, with 5 of 3 tasks open
          - not person 11: at the cap, with 5 of 3 tasks open
          - not person 12: at the cap, with 5 of 3 tasks open
          - not person 13: at the cap, with 5 of 3 tasks open
          - no team can take it
          > task decide for Assignee::Role(Role { district: 0, slot: "duty-leader" }) by 0d04:00: no team can take the case: name a captain, or have all asked again
          = whoever leads decides which team has it
        0d04:00 decide overdue
          > notice 2 Urgency::Alarm to [Recipient::CommandRoom(0)]: no team has the case, and whoever leads has not decided in time: the command room has to act
          = whoever leads decides which team has it
        0d06:00 decide done: ordered
          ! refused: say which captain has it
        0d06:00 decide done: ordered
          ! refused: person 99 is no captain of a team in use: name another one
        0d06:00 decide done: again
          - not person 10: at the cap, with 5 of 3 tasks open
          - not person 11: at the cap, with 5 of 3 tasks open
          - not person 12: at the cap, with 5 of 3 tasks open
          - not person 13: at the cap, with 5 of 3 tasks open
          - no team can take it
          > task decide for Assignee::Role(Role { district: 0, slot: "duty-leader" }) by 0d10:00: no team can take the case: name a captain, or have all asked again
          = whoever leads decides which team has it
        0d06:00 decide done: ordered
          - whoever leads orders that person 11 has it
          > task handle for Assignee::Person(11) by 15d00:00: handle the case; hand it over to a specialist of the county if it needs one
          = the team of person 11 has it
        15d00:00 handle overdue
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: the team of person 11 is late with the case
          = the team of person 11 has it
    "#]],
    );
}

/// A table without a cap has the settings'.
#[test]
fn a_cap_that_the_table_does_not_say_is_the_settings() {
    let person = Value::Reference(Reference::Person(10));
    let teams = [("captain", person), ("in_use", Value::Flag(true))];
    let _county = County::new().row("case-teams", "T1", teams).enter();
    let captains = tables::captains(&Settings::default()).unwrap();
    assert_eq!((captains[0].cap, captains[0].district), (8, None));
    assert!(tables::specialists(&Settings::default()).is_err(), "a table that there is not");
}

#[test]
fn what_was_no_incident_is_no_case() {
    for (phase, ended) in [(Phase::Cancelled, true), (Phase::Merged, true), (Phase::Closed, false)] {
        let mut story = accepted();
        story.county = story.county.incident(Incident { phase, ..incident() });
        story.instance.incident = Some(Incident { phase, ..incident() });
        story.incident_changed();
        assert_eq!(story.ended.as_deref(), ended.then_some(forms::VOID), "{phase:?}");
    }
}

/// An incident that begins it says where; nothing is asked.
#[test]
fn an_incident_begins_it_without_a_word() {
    let _county = county().incident(incident()).enter();
    let instance = Instance { incident: Some(incident()), ..instance("case-handover") };
    let outcome = Handover::start(NOW, &Settings::default(), &instance, &[]).unwrap();
    assert_eq!((outcome.effects.len(), outcome.stage), (1, why::at_offered(CAPTAINS[0])));
}
