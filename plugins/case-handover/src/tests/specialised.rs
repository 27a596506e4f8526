//! Hand-over to the county's specialists.

use super::*;

#[test]
fn a_specialist_takes_it_over_and_concludes_it() {
    let mut story = accepted();
    let mut refused = |with: &[Field]| story.refuses_done(HANDLE, "hand-over", CAPTAINS[0], with);
    assert_eq!(refused(&[]), "say which speciality it needs");
    expect!["nobody has the speciality `禁毒`; known are 刑事技术, 经济犯罪, 网络犯罪"]
        .assert_eq(&refused(&needs("禁毒")));
    story.done(HANDLE, "hand-over", CAPTAINS[0], &needs("刑事技术")).pass(HOUR);
    story.done(ANSWER, "taken", SPECIALISTS[2], &[]).pass(30 * DAY).done(SPECIAL, "concluded", SPECIALISTS[2], &[]);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - person 10 of the own district is asked; tasks open: 0, cap: 3
          > task accept for Assignee::Person(10) by 0d04:00: accept the case; if you can’t, say why
          = person 10 is to accept it
        0d00:00 accept done: accepted
          - person 10 accepts it
          > task handle for Assignee::Person(10) by 15d00:00: handle the case; hand it over to a specialist of the county if it needs one
          = the team of person 10 has it
        0d00:00 handle done: hand-over
          ! refused: say which speciality it needs
        0d00:00 handle done: hand-over
          ! refused: nobody has the speciality `禁毒`; known are 刑事技术, 经济犯罪, 网络犯罪
        0d00:00 handle done: hand-over
          - person 22 is asked; tasks open: 0
          > task answer for Assignee::Person(22) by 1d00:00: say whether you take over a case, speciality `刑事技术`; if you don’t, say why
          = to be handed over; person 22 is to answer
        0d01:00 answer done: taken
          - person 22 takes it over
          > task special for Assignee::Person(22) by 22d00:00: handle the case that was handed over; conclude it, or send it back to its team
          = handed over; person 22 has it
        22d00:00 special overdue
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: person 22 is late with the case that was handed over
          = handed over; person 22 has it
        30d01:00 special done: concluded
          = closed
          ended: concluded-by-specialist
    "#]],
    );
    assert_eq!(story.ended.as_deref(), Some(forms::BY_SPECIALIST));
}

/// The one with less to do does not answer: whoever leads hears of it, and the next is asked, who declines.
#[test]
fn who_does_not_answer_is_passed_over_and_whoever_leads_hears_of_it() {
    let mut story = accepted();
    story.county = busy(story.county.clone(), SPECIALISTS[0], 2);
    story.done(HANDLE, "hand-over", CAPTAINS[0], &needs("网络犯罪")).pass(25 * HOUR);
    assert_eq!(
        story.refuses_done(ANSWER, "declined", SPECIALISTS[0], &[]),
        "say why you do not take it or send it back"
    );
    story.done(ANSWER, "declined", SPECIALISTS[0], &because("conflict"));
    let told = story.refuses_done(HANDLE, "hand-over", CAPTAINS[0], &needs("网络犯罪"));
    assert_eq!(told, "all with the speciality `网络犯罪` were asked before: go on with it, or say another one");
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - person 10 of the own district is asked; tasks open: 0, cap: 3
          > task accept for Assignee::Person(10) by 0d04:00: accept the case; if you can’t, say why
          = person 10 is to accept it
        0d00:00 accept done: accepted
          - person 10 accepts it
          > task handle for Assignee::Person(10) by 15d00:00: handle the case; hand it over to a specialist of the county if it needs one
          = the team of person 10 has it
        0d00:00 handle done: hand-over
          - person 21 is asked; tasks open: 0
          - person 20 is not asked first: tasks open: 2, the chosen one’s: 0
          > task answer for Assignee::Person(21) by 1d00:00: say whether you take over a case, speciality `网络犯罪`; if you don’t, say why
          = to be handed over; person 21 is to answer
        1d00:00 answer overdue
          - person 21 did not answer within 86400 s: whoever leads is told, and the next one is asked
          - person 20 is asked; tasks open: 2
          > cancel task answer
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: person 21 did not answer within 86400 s: whoever leads is told, and the next one is asked
          > task answer for Assignee::Person(20) by 2d00:00: say whether you take over a case, speciality `网络犯罪`; if you don’t, say why
          = to be handed over; person 20 is to answer
        1d01:00 answer done: declined
          ! refused: say why you do not take it or send it back
        1d01:00 answer done: declined
          - person 20 does not take it over
          - because of a conflict of interest
          - none of these specialists took it over: its team has it again
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: none of these specialists took it over: its team has it again
          > task handle for Assignee::Person(10) by 16d00:00: handle the case; hand it over to a specialist of the county if it needs one
          = the team of person 10 has it
        1d01:00 handle done: hand-over
          ! refused: all with the speciality `网络犯罪` were asked before: go on with it, or say another one
    "#]],
    );
}

#[test]
fn what_is_sent_back_is_its_team_s_again() {
    let mut story = accepted();
    story.done(HANDLE, "hand-over", CAPTAINS[0], &needs("网络犯罪")).done(ANSWER, "taken", SPECIALISTS[0], &[]);
    assert_eq!(
        story.refuses_done(SPECIAL, "returned", SPECIALISTS[0], &[]),
        "say why you do not take it or send it back"
    );
    story.pass(DAY).done(SPECIAL, "returned", SPECIALISTS[0], &because("part-done"));
    // Another speciality, which the same person has.
    story.done(HANDLE, "hand-over", CAPTAINS[0], &needs("经济犯罪")).done(ANSWER, "taken", SPECIALISTS[0], &[]);
    story.done(SPECIAL, "returned", SPECIALISTS[0], &because("material"));
    story.done(HANDLE, "concluded", CAPTAINS[0], &[]);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - person 10 of the own district is asked; tasks open: 0, cap: 3
          > task accept for Assignee::Person(10) by 0d04:00: accept the case; if you can’t, say why
          = person 10 is to accept it
        0d00:00 accept done: accepted
          - person 10 accepts it
          > task handle for Assignee::Person(10) by 15d00:00: handle the case; hand it over to a specialist of the county if it needs one
          = the team of person 10 has it
        0d00:00 handle done: hand-over
          - person 20 is asked; tasks open: 0
          - person 21 is not asked first: tasks open: 0, the chosen one’s: 0
          > task answer for Assignee::Person(20) by 1d00:00: say whether you take over a case, speciality `网络犯罪`; if you don’t, say why
          = to be handed over; person 20 is to answer
        0d00:00 answer done: taken
          - person 20 takes it over
          > task special for Assignee::Person(20) by 22d00:00: handle the case that was handed over; conclude it, or send it back to its team
          = handed over; person 20 has it
        0d00:00 special done: returned
          ! refused: say why you do not take it or send it back
        1d00:00 special done: returned
          - person 20 sends it back to its team
          - because the specialist’s part is done
          > task handle for Assignee::Person(10) by 16d00:00: handle the case; hand it over to a specialist of the county if it needs one
          = the team of person 10 has it
        1d00:00 handle done: hand-over
          - person 20 is asked; tasks open: 0
          > task answer for Assignee::Person(20) by 2d00:00: say whether you take over a case, speciality `经济犯罪`; if you don’t, say why
          = to be handed over; person 20 is to answer
        1d00:00 answer done: taken
          - person 20 takes it over
          > task special for Assignee::Person(20) by 23d00:00: handle the case that was handed over; conclude it, or send it back to its team
          = handed over; person 20 has it
        1d00:00 special done: returned
          - person 20 sends it back to its team
          - because material is missing
          > task handle for Assignee::Person(10) by 16d00:00: handle the case; hand it over to a specialist of the county if it needs one
          = the team of person 10 has it
        1d00:00 handle done: concluded
          = closed
          ended: concluded
    "#]],
    );
}

/// A captain who is a specialist too does not hand over to themselves.
#[test]
fn nobody_hands_over_to_themselves() {
    let person = Value::Reference(Reference::Person(CAPTAINS[0]));
    let own = [("person", person), ("specialities", "禁毒".into()), ("in_use", true.into())];
    let mut story = accepted();
    story.county = story.county.row("case-specialists", "S9", own);
    let told = story.refuses_done(HANDLE, "hand-over", CAPTAINS[0], &needs("禁毒"));
    assert_eq!(told, "all with the speciality `禁毒` were asked before: go on with it, or say another one");
}

#[test]
fn every_reason_has_its_words() {
    for (because, told) in [("not-ours", why::for_not_ours()), ("capacity", why::for_capacity())] {
        assert_eq!(forms::because(because), told);
    }
}
