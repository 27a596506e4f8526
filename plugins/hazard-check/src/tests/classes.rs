//! What a risk class decides, and what a line of the ledger has.

use super::*;

fn class_of(story: &Story<Round>) -> Option<String> {
    serde_json::from_str::<Round>(&story.instance.state).unwrap().spot.class
}

#[test]
fn a_class_has_its_own_deadlines() {
    let mut story = start_with(settings(), classed());
    story.done(ROUND, "common", ASSISTANT, &handed_in(60, &["wiring"], false));
    check(
        &story,
        expect![[r#"
            0d00:00 start
              - risk class A: hazards are mended within 2 working days, grave ones within 1
              > task round for Assignee::GridAssistant(5) by 7d00:00: go round grid 5 and look for hazards
              = the round of grid 5 is under way
            0d00:00 round done: common
              - hazards found: 1; key places looked at: 1
              > task mend for Assignee::Role(Role { district: 0, slot: "officer" }) by 6d00:00: have hazards mended in grid 5: 1
              = hazards to be mended in grid 5: 1
        "#]],
    );
    assert_eq!(class_of(&story).as_deref(), Some("A"));
}

/// The attribute of the grid counts more than the table; a place has a row of its own, which says its grid.
#[test]
fn a_class_is_of_the_place_the_grid_or_nobody() {
    let began = |with: &[(&str, Value)]| Story::<Round>::start(settings(), package(), classed(), None, &fields(with));
    let grid = |grid| ("grid", Value::Reference(Reference::Grid(grid)));
    let place = |place| ("place", Value::Reference(Reference::Place(place)));
    let story = began(&[grid(7)]);
    assert_eq!(class_of(&story).as_deref(), Some("B"));
    let mut story = began(&[place(2)]);
    assert_eq!(class_of(&story).as_deref(), Some("A"));
    story.done(ROUND, "clean", ASSISTANT, &handed_in(0, &[], false));
    check(
        &story,
        expect![[r#"
            0d00:00 start
              - risk class A: hazards are mended within 2 working days, grave ones within 1
              > task round for Assignee::GridAssistant(7) by 7d00:00: look place 2 over for hazards
              = the round of grid 7 is under way
            0d00:00 round done: clean
              - hazards found: 0; key places looked at: 1
              - ledger: place 2, looked over time 1661990400, no hazard
              = the check of grid 7 is over
              ended: clean
        "#]],
    );
    let story = began(&[grid(7), place(9)]);
    assert_eq!(class_of(&story).as_deref(), Some("B"), "that of its grid");
    assert_eq!(class_of(&start(county())), None);
}

#[test]
fn a_class_that_the_settings_do_not_have_is_said() {
    let own = serde_json::from_str(r#"{"class_table":"classes"}"#).unwrap();
    let story = start_with(own, classed());
    check(
        &story,
        expect![[r#"
        0d00:00 start
          - the settings have no risk class `A`
          > task round for Assignee::GridAssistant(5) by 7d00:00: go round grid 5 and look for hazards
          = the round of grid 5 is under way
    "#]],
    );
}

#[test]
fn a_line_of_the_ledger_is_in_its_marks() {
    let mut story = start_with(settings(), classed());
    let told = |story: &Story<Round>| {
        let marks = story.marks.iter().map(|mark| format!("{}={}", mark.name, mark.value));
        marks.collect::<Vec<_>>().join(" ")
    };
    expect!["round=grid-5 grid=990001001001005 class=A"].assert_eq(&told(&story));
    story.pass(DAY).done(ROUND, "grave", ASSISTANT, &handed_in(60, &["wiring", "gas"], true));
    let picture = fields(&[("picture", Value::Attachment("F-18".to_owned()))]);
    story.pass(DAY).done(MEND, "mended", OFFICER, &picture);
    expect!["round=grid-5 grid=990001001001005 class=A hazards=2 grave=yes times=1 found=2022-09-02 mended=2022-09-03"]
        .assert_eq(&told(&story));
    story.pass(12 * DAY).done(RECHECK, "gone", ASSISTANT, &[]);
    expect!["round=grid-5 grid=990001001001005 class=A hazards=2 grave=yes times=1 found=2022-09-02 mended=2022-09-03 checked=2022-09-15"].assert_eq(&told(&story));
}

/// What is overdue goes up level by level, and no higher than the command room; when it is done nobody hears of it any more.
#[test]
fn what_is_overdue_is_told_level_by_level() {
    let mut story = start(county());
    story.pass(12 * DAY).done(ROUND, "common", ASSISTANT, &handed_in(60, &["wiring"], false));
    story.pass(26 * DAY).done(MEND, "mended", OFFICER, &[]).pass(7 * DAY);
    story.pass(7 * DAY);
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
        12d00:00 round done: common
          - hazards found: 1; key places looked at: 1
          > task mend for Assignee::Role(Role { district: 0, slot: "officer" }) by 34d00:00: have hazards mended in grid 5: 1
          = hazards to be mended in grid 5: 1
        34d00:00 mend overdue
          > notice 2 Urgency::Alarm to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: mending in grid 5 is overdue
          > timer 2 at 35d00:00
          = hazards to be mended in grid 5: 1
        35d00:00 timer 2
          > notice 3 Urgency::Alarm to [Recipient::CommandRoom(0)]: mending in grid 5 is overdue
          = hazards to be mended in grid 5: 1
        38d00:00 mend done: mended
          > timer 1 at 44d00:00
          = mended in grid 5, to be checked again
        44d00:00 timer 1
          > task recheck for Assignee::GridAssistant(5) by 49d00:00: look again at what was mended in grid 5: 1
          = grid 5 is being checked again
        49d00:00 recheck overdue
          > notice 1 Urgency::Attention to [Recipient::Role(Role { district: 0, slot: "officer" })]: checking grid 5 again is overdue
          > timer 2 at 50d00:00
          = grid 5 is being checked again
        50d00:00 timer 2
          > notice 2 Urgency::Alarm to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: checking grid 5 again is overdue
          > timer 2 at 51d00:00
          = grid 5 is being checked again
        51d00:00 timer 2
          > notice 3 Urgency::Alarm to [Recipient::CommandRoom(0)]: checking grid 5 again is overdue
          = grid 5 is being checked again
    "#]],
    );
}
