//! A review follows its incident: it waits for the close, asks who handled it, stops where it is opened again.

use super::*;

/// A review that waits for its incident.
fn waiting() -> Story<Review> {
    let all: Settings = serde_json::from_str(r#"{"usually":"all"}"#).unwrap();
    let instance = Instance { incident: Some(of_phase(Phase::Accepted)), ..instance("supervision") };
    let outcome = {
        let _county = county().enter();
        Review::start(NOW, &all, &instance, &[]).unwrap()
    };
    // It goes on as one that began by order; of that nothing is left but its words.
    let mut story = ordered();
    for key in story.open_tasks() {
        story.done(key, "not-applicable", REVIEWER, &[]);
    }
    story.ended = None;
    story.instance.state = outcome.state;
    story
}

fn changed(story: &mut Story<Review>, phase: Phase) {
    story.instance.incident = Some(of_phase(phase));
    story.pass(HOUR).incident_changed();
}

fn check_from(story: &Story<Review>, expected: Expect) {
    let from = story.words().find("0d01:00").expect("the first hour");
    expected.assert_eq(&story.words()[from..]);
}

#[test]
fn who_handled_it_is_said_before_it_is_reviewed() {
    let mut story = waiting();
    changed(&mut story, Phase::Resolved);
    changed(&mut story, Phase::Closed);
    story.pass(3 * DAY).done(NAME, "named", LEADER, &handlers(&[HANDLER, OTHER]));
    let told = story.refuses_done(Work::Review.key(0), "right", OTHER, &[]);
    assert_eq!(told, "person 10 handled this case, and nobody reviews their own: somebody else has to");
    check_from(
        &story,
        expect![[r#"
        0d01:00 incident changed
          = incident incident 1 is to be reviewed as soon as it is closed
        0d02:00 incident changed
          > task name for Assignee::Role(Role { district: 0, slot: "duty-leader" }) by 1d02:00: say who handled incident incident 1: they may neither review nor verify it
          = incident incident 1 is closed; who handled it is to be said
        1d02:00 name overdue
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: who handled incident incident 1 is not said yet, and that is overdue
          > timer 1 at 2d02:00
          = incident incident 1 is closed; who handled it is to be said
        2d02:00 timer 1
          > notice 2 Urgency::Alarm to [Recipient::CommandRoom(0)]: who handled incident incident 1 is not said yet, and that is overdue
          = incident incident 1 is closed; who handled it is to be said
        3d02:00 name done: named
          > task review for Assignee::Role(Role { district: 0, slot: "legal-officer" }) by 9d00:00: review incident incident 1: 处警及时
          > task review for Assignee::Role(Role { district: 0, slot: "legal-officer" }) by 9d00:00: review incident incident 1: 全程录音录像
          > task review for Assignee::Role(Role { district: 0, slot: "legal-officer" }) by 9d00:00: review incident incident 1: 伤情固定
          = incident incident 1 is being reviewed; items open: 3
        3d02:00 review done: right
          ! refused: person 10 handled this case, and nobody reviews their own: somebody else has to
    "#]],
    );
}

#[test]
fn what_is_opened_again_is_reviewed_when_it_is_closed_again() {
    let mut story = waiting();
    changed(&mut story, Phase::Closed);
    story.done(NAME, "named", LEADER, &handlers(&[HANDLER])).done(Work::Review.key(1), "right", REVIEWER, &[]);
    story.pass(8 * DAY);
    changed(&mut story, Phase::Reopened);
    assert!(story.open_tasks().is_empty());
    changed(&mut story, Phase::Closed);
    assert_eq!(story.open_tasks(), [100, 101, 102], "all of it, and who handled it is known");
    let told = story.words().split("incident changed").last().unwrap().lines().count();
    assert_eq!(told, 5);
}

#[test]
fn what_was_no_incident_is_not_reviewed() {
    for phase in [Phase::Cancelled, Phase::Merged] {
        let mut story = waiting();
        changed(&mut story, phase);
        assert_eq!(story.ended.as_deref(), Some(forms::VOID));
    }
}

/// A county without items for a kind has nothing to review, which is said; one with too many has the first of them reviewed.
#[test]
fn items_are_the_county_s() {
    let none = serde_json::from_str(r#"{"item_table":"others"}"#).unwrap();
    let story = ordered_with(none);
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - incident incident 1 is reviewed by order, whatever the sample says
          - there are no items for kind 4: nothing is reviewed
          = the review of incident incident 1 is over
          ended: no-items
    "#]],
    );
    let mut many = county();
    for number in 0..30 {
        let item = ("item", Value::Text(format!("项目{number}{}", "很长".repeat(60))));
        many = many.row("supervision-items", &format!("M{number}"), [("for_all", true.into()), item]);
    }
    let _county = many.enter();
    let (items, left_out) = checklist::items(&Settings::default(), 4);
    assert_eq!((items.len(), left_out), (24, 9));
    assert!(items.iter().all(|item| item.text.len() <= 256));
}
