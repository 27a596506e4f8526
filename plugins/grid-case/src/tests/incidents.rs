//! Cases that incidents begin: nothing is entered twice, and what became of the incident counts.

use super::*;

fn incident_of(kind: u16, phase: Phase) -> Incident {
    Incident { kind, phase, grid: GRID, ..incident() }
}

/// What a case of an incident of this kind has to do first, in both languages, and its category.
fn begun(kind: u16) -> String {
    let _county = county().incident(incident_of(kind, Phase::Accepted)).enter();
    let incident = Some(incident_of(kind, Phase::Accepted));
    let instance = Instance { incident, grid: Some(GRID), ..instance("grid-case") };
    let settings = settings(r#"{"categories":{"quarrel":"dispute"}}"#);
    let outcome = Case::start(NOW, &settings, &instance, &[]).unwrap();
    let case: Case = serde_json::from_str(&outcome.state).unwrap();
    let [wardroom_plugin::workflow::Effect::CreateTask(task)] = &outcome.effects[..] else { panic!("{outcome:?}") };
    format!("{:?}\n{}\n{}", case.category, package().text("zh-CN", &task.why), package().text("en", &task.why))
}

#[test]
fn the_kind_of_an_incident_says_what_it_is() {
    expect![[r#"
        Some("dispute")
        受理警情incident 1转来的网格案件；警情已有的内容不必重填
        accept the case of incident incident 1; what the incident says need not be entered again"#]]
    .assert_eq(&begun(3));
    expect![[r#"
        None
        受理警情incident 1转来的网格案件，并填写案件类别
        accept the case of incident incident 1, and say of which category it is"#]]
    .assert_eq(&begun(4));
}

fn with_incident(mut story: Story<Case>, phase: Phase) -> Story<Case> {
    story.county = story.county.incident(incident_of(3, phase));
    story.instance.incident = Some(incident_of(3, phase));
    story
}

#[test]
fn what_units_have_settled_is_verified() {
    let mut story = with_incident(dispatched(Settings::default()), Phase::Resolved);
    story.pass(HOUR).incident_changed();
    let mut story = with_incident(story, Phase::Closed);
    story.incident_changed().pass(HOUR).done(VERIFY, "failed", ASSISTANT, &[]);
    check_from(
        &story,
        "incident changed",
        expect![[r#"
        0d02:00 incident changed
          - incident incident 1 is settled, which counts as handled: it is to be verified
          > cancel task handle
          > task verify for Assignee::GridAssistant(5) by 6d00:00: look on the spot in grid 5 whether it was handled well
          = the case in grid 5 is handled, and waits to be verified
        0d02:00 incident changed
          = the case in grid 5 is handled, and waits to be verified
        0d03:00 verify done: failed
          - not verified: it goes back to be handled
          > task handle for Assignee::Team(DistrictTeam { district: 0, team: 2 }) by 9d00:00: handle the case in grid 5
          = the case in grid 5 is being handled
    "#]],
    );
}

/// It was settled before anybody filed it, so nobody is sent; if it was not, somebody is.
#[test]
fn what_was_settled_before_it_was_filed_is_not_dispatched() {
    let mut story = with_incident(reported(Settings::default()), Phase::Resolved);
    story.incident_changed().done(ACCEPT, "accepted", OFFICER, &[]).done(FILE, "filed", OFFICER, &[]);
    story.done(VERIFY, "failed", ASSISTANT, &[]);
    check_from(
        &story,
        "file done",
        expect![[r#"
        0d00:00 file done: filed
          - the incident is settled already: nobody is dispatched, and it is to be verified
          > task verify for Assignee::GridAssistant(5) by 6d00:00: look on the spot in grid 5 whether it was handled well
          = the case in grid 5 is handled, and waits to be verified
        0d00:00 verify done: failed
          - not verified: it goes back to be handled
          > task dispatch for Assignee::Role(Role { district: 0, slot: "officer" }) by 0d02:00: dispatch the case in grid 5: name one who handles it
          = the case in grid 5 is filed, and waits to be dispatched
    "#]],
    );
    let own = settings(r#"{"resolved_is_handled":false}"#);
    let mut story = with_incident(reported(own), Phase::Resolved);
    story.incident_changed().done(ACCEPT, "accepted", OFFICER, &[]).done(FILE, "filed", OFFICER, &[]);
    assert_eq!(story.open_tasks(), [DISPATCH]);
}

/// While it waited for others it was settled all the same.
#[test]
fn what_was_settled_while_it_waited_is_verified() {
    let mut story = dispatched(Settings::default());
    story.done(HANDLE, "waits", WORKER, &waits_for("owner"));
    let mut story = with_incident(story, Phase::Closed);
    story.pass(HOUR).incident_changed();
    assert_eq!(story.open_tasks(), [VERIFY]);
}

#[test]
fn what_was_no_incident_is_no_case() {
    for phase in [Phase::Cancelled, Phase::Merged] {
        let mut story = with_incident(dispatched(Settings::default()), phase);
        story.incident_changed();
        assert_eq!(story.ended.as_deref(), Some(rates::VOID));
    }
}
