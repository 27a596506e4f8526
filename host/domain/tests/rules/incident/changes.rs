//! What people do to an incident beside the steps of its life is kept: kind, priority, acknowledgement, duplicates.

use domain::command::{Command, Envelope, IncidentCommand, MatterCommand};
use domain::ids::*;
use domain::incident::{Phase, Priority};
use domain::state::State;
use domain::time::TimeMs;
use expect_test::expect;

use crate::desk::*;

fn because(desk: &mut Desk, reason: &str, command: Command) {
    let mut envelope = Envelope::by("operator:room", command);
    envelope.reason = Some(reason.to_owned());
    desk.wait(60).submit(envelope).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
}

/// Who did what and why, with the seconds of the day: the steps, then the changes beside them.
fn changes(state: &State, which: IncidentRef) -> String {
    let incident = state.incident(which).expect("an incident");
    let line = |at: TimeMs, what: &str, by: &str, why: &Option<String>| {
        format!("{} {what} by {by}: {}\n", at.since_s(START), why.as_deref().unwrap_or("-"))
    };
    let steps = incident.steps.iter().map(|step| line(step.at, step.to.name(), &step.by, &step.why));
    let changes = incident
        .changes
        .iter()
        .map(|change| line(change.at, &serde_json::to_string(&change.what).expect("JSON"), &change.by, &change.why));
    steps.chain(changes).collect()
}

#[test]
fn what_was_changed_is_kept_with_who_and_why() {
    let mut desk = Desk::new();
    let (first, second) = (desk.report("noise"), desk.report("noise"));
    for incident in [first, second] {
        desk.wait(1).step(incident, Phase::Accepted).expect("accepted");
    }
    let errand = desk.state.county.as_ref().expect("a county").index.kind("errand").expect("a kind");
    let (kind, priority) = (errand, Priority::Urgent);
    because(&mut desk, "smoke was seen", Command::Incident(IncidentCommand::SetKind { incident: first, kind }));
    because(
        &mut desk,
        "children live there",
        Command::Incident(IncidentCommand::SetPriority { incident: first, priority }),
    );
    because(&mut desk, "heard it", Command::Matter(MatterCommand::Acknowledge { matter: first.into() }));
    because(&mut desk, "the same house", Command::Incident(IncidentCommand::Merge { incident: second, into: first }));
    because(&mut desk, "another house after all", Command::Incident(IncidentCommand::Unmerge { incident: second }));
    expect![[r#"
        0 reported by operator:test: -
        1 accepted by operator:test: -
        62 {"kind":{"from":2,"to":3}} by operator:room: smoke was seen
        122 {"priority":{"from":"routine","to":"urgent"}} by operator:room: children live there
        182 "acknowledged" by operator:room: heard it
        242 {"took-in":2} by operator:room: the same house
        302 {"let-go":2} by operator:room: another house after all
    "#]]
    .assert_eq(&changes(&desk.state, first));
    expect![[r#"
        0 reported by operator:test: -
        2 accepted by operator:test: -
        242 merged by operator:room: the same house
        302 accepted by operator:room: another house after all
        242 {"merged-into":1} by operator:room: the same house
        302 {"taken-out-of":1} by operator:room: another house after all
    "#]]
    .assert_eq(&changes(&desk.state, second));
    let kept = State::decode(&desk.state.encode()).expect("a state");
    assert_eq!(kept.hash(), desk.state.hash());
}
