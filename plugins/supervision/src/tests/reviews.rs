//! Whole reviews, and each refusal.

use super::*;

const ITEM: u16 = 100;

#[test]
fn a_case_without_a_defect_is_right() {
    let mut story = ordered();
    story.done(ITEM, "right", REVIEWER, &[]).pass(DAY).done(ITEM + 1, "right", OTHER, &[]);
    story.done(ITEM + 2, "not-applicable", REVIEWER, &[]);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - incident incident 1 is reviewed by order, whatever the sample says
          > task review for Assignee::Role(Role { district: 0, slot: "legal-officer" }) by 8d00:00: review incident incident 1: 处警及时
          > task review for Assignee::Role(Role { district: 0, slot: "legal-officer" }) by 8d00:00: review incident incident 1: 全程录音录像
          > task review for Assignee::Role(Role { district: 0, slot: "legal-officer" }) by 8d00:00: review incident incident 1: 伤情固定
          = incident incident 1 is being reviewed; items open: 3
        0d00:00 review done: right
          = incident incident 1 is being reviewed; items open: 2
        1d00:00 review done: right
          = incident incident 1 is being reviewed; items open: 1
        1d00:00 review done: not-applicable
          - items reviewed: 3; with a defect, all rectified: 0; not applicable: 1
          = the review of incident incident 1 is over
          ended: right
    "#]],
    );
    assert_eq!(story.ended.as_deref(), Some(forms::RIGHT));
}

#[test]
fn a_defect_is_rectified_and_verified_until_it_is_right() {
    let mut story = ordered();
    story.done(ITEM, "right", REVIEWER, &[]).done(ITEM + 2, "right", REVIEWER, &[]);
    story.done(ITEM + 1, "defect", REVIEWER, &with_note());
    let (rectify, verify) = (Work::Rectify.key(1), Work::Verify.key(1));
    story.pass(DAY).done(rectify, "rectified", HANDLER, &[]).done(verify, "still-wrong", REVIEWER, &with_note());
    story.pass(DAY).done(rectify, "rectified", OFFICER, &[]).done(verify, "right", REVIEWER, &[]);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - incident incident 1 is reviewed by order, whatever the sample says
          > task review for Assignee::Role(Role { district: 0, slot: "legal-officer" }) by 8d00:00: review incident incident 1: 处警及时
          > task review for Assignee::Role(Role { district: 0, slot: "legal-officer" }) by 8d00:00: review incident incident 1: 全程录音录像
          > task review for Assignee::Role(Role { district: 0, slot: "legal-officer" }) by 8d00:00: review incident incident 1: 伤情固定
          = incident incident 1 is being reviewed; items open: 3
        0d00:00 review done: right
          = incident incident 1 is being reviewed; items open: 2
        0d00:00 review done: right
          = incident incident 1 is being reviewed; items open: 1
        0d00:00 review done: defect
          - a defect: 全程录音录像
          > task rectify for Assignee::Role(Role { district: 0, slot: "officer" }) by 8d00:00: rectify what is wrong with incident incident 1: 全程录音录像
          = incident incident 1 is being reviewed; items open: 1
        1d00:00 rectify done: rectified
          > task verify for Assignee::Role(Role { district: 0, slot: "legal-officer" }) by 7d00:00: verify that incident incident 1 is right by now: 全程录音录像
          = incident incident 1 is being reviewed; items open: 1
        1d00:00 verify done: still-wrong
          - still wrong, to be rectified again: 全程录音录像
          > task rectify for Assignee::Role(Role { district: 0, slot: "officer" }) by 9d00:00: rectify what is wrong with incident incident 1: 全程录音录像
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: to be rectified again, attempt 2: 全程录音录像
          = incident incident 1 is being reviewed; items open: 1
        2d00:00 rectify done: rectified
          > task verify for Assignee::Role(Role { district: 0, slot: "legal-officer" }) by 7d00:00: verify that incident incident 1 is right by now: 全程录音录像
          = incident incident 1 is being reviewed; items open: 1
        2d00:00 verify done: right
          - verified: 全程录音录像
          - items reviewed: 3; with a defect, all rectified: 1; not applicable: 0
          = the review of incident incident 1 is over
          ended: rectified
    "#]],
    );
    assert_eq!(story.ended.as_deref(), Some(forms::RECTIFIED));
    let marks = story.marks.iter().map(|mark| format!("{}={}", mark.name, mark.value)).collect::<Vec<_>>();
    assert_eq!(marks, ["incident=1", "items=3", "defects=1", "open=0"]);
}

/// Nobody has to do with a case of their own, at no point of it.
#[test]
fn nobody_reviews_their_own() {
    let mut story = ordered();
    let told = story.refuses_done(ITEM, "right", HANDLER, &[]);
    assert_eq!(told, "person 3 handled this case, and nobody reviews their own: somebody else has to");
    assert_eq!(story.refuses_done(ITEM, "defect", REVIEWER, &[]), "say what is wrong");
    story.done(ITEM, "defect", REVIEWER, &with_note());
    // Whoever handled it may put it right.
    story.done(Work::Rectify.key(0), "rectified", OFFICER, &[]);
    let verify = Work::Verify.key(0);
    let told = story.refuses_done(verify, "right", OFFICER, &[]);
    assert_eq!(told, "person 7 rectified it, and nobody verifies that of their own: somebody else has to");
    let told = story.refuses_done(verify, "still-wrong", HANDLER, &[]);
    assert_eq!(told, "person 3 handled this case, and nobody verifies their own: somebody else has to");
    story.done(verify, "right", REVIEWER, &[]);
}

#[test]
fn in_nobody_s_name_nothing_is_reviewed() {
    let story = ordered();
    let done =
        wardroom_plugin::workflow::TaskResult { key: ITEM, outcome: "right".to_owned(), by: None, fields: vec![] };
    let _county = county().enter();
    let step = Review::step(NOW, &Settings::default(), &story.instance, Event::TaskDone(done));
    assert_eq!(package().refusal(&step), "say in whose name it is done");
}

#[test]
fn a_start_is_refused_with_words() {
    let told = |county: County, with: &[Field]| {
        let _county = county.enter();
        package().refusal(&Review::open(NOW, &Settings::default(), &instance("supervision"), with))
    };
    let which = |number| fields(&[("incident", Value::Reference(Reference::Incident(number)))]);
    assert_eq!(told(county(), &[]), "say which incident is to be reviewed");
    assert_eq!(told(county(), &which(8)), "say which incident is to be reviewed");
    let elsewhere = Incident { ref_: 2, district: 1, ..of_phase(Phase::Closed) };
    let told_elsewhere = told(county().incident(elsewhere), &which(2));
    assert_eq!(told_elsewhere, "incident incident 2 lies in district 1: begin the review there");
    let open = Incident { ref_: 2, ..of_phase(Phase::Resolved) };
    assert_eq!(
        told(county().incident(open), &which(2)),
        "incident incident 2 is not closed yet: begin the review for the incident itself, and it waits until then"
    );
}

#[test]
fn what_is_overdue_is_told_to_whoever_leads_and_then_to_the_command_room() {
    let mut story = ordered();
    story.done(ITEM + 1, "right", REVIEWER, &[]).done(ITEM + 2, "right", REVIEWER, &[]);
    story.pass(9 * DAY).done(ITEM, "defect", REVIEWER, &with_note());
    story.pass(10 * DAY).done(Work::Rectify.key(0), "rectified", OFFICER, &[]);
    story.pass(6 * DAY).done(Work::Verify.key(0), "right", REVIEWER, &[]);
    let notices = story.words().lines().filter_map(|line| line.trim().strip_prefix("> notice "));
    let notices: Vec<&str> = notices.map(|line| line.split(" to ").last().unwrap_or(line)).collect();
    expect![[r#"
        [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: the review of incident incident 1 is overdue: 处警及时
        [Recipient::CommandRoom(0)]: the review of incident incident 1 is overdue: 处警及时
        [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: rectifying incident incident 1 is overdue: 处警及时
        [Recipient::CommandRoom(0)]: rectifying incident incident 1 is overdue: 处警及时
        [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: verifying incident incident 1 is overdue: 处警及时
        [Recipient::CommandRoom(0)]: verifying incident incident 1 is overdue: 处警及时"#]].assert_eq(&notices.join("\n"));
}
