//! What people do to an incident beside the steps of its life is kept and told: kind, priority, acknowledgement, duplicates.

use domain::command::{Command, Envelope, IncidentCommand, MatterCommand};
use domain::explain::{Lang, explain_incident};
use domain::ids::*;
use domain::incident::{Phase, Priority};
use domain::state::State;
use expect_test::expect;

use crate::desk::*;

fn because(desk: &mut Desk, reason: &str, command: Command) {
    let mut envelope = Envelope::by("operator:room", command);
    envelope.reason = Some(reason.to_owned());
    desk.wait(60).submit(envelope).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
}

fn steps(state: &State, which: IncidentRef, lang: Lang) -> String {
    let text = explain_incident(state, which, lang).expect("an incident").text();
    let heading = lang.pick("经过", "Steps");
    let (_, steps) = text.split_once(heading).expect("steps");
    let lines = steps.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn what_was_changed_is_told_with_who_and_why() {
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
          00:00:00 reported by operator:test
          00:00:01 accepted by operator:test
          00:01:02 kind changed from noise to noise by operator:room: smoke was seen
          00:02:02 priority changed from routine to urgent by operator:room: children live there
          00:03:02 acknowledged by operator:room: heard it
          00:04:02 20220901-000002 was taken for a duplicate of this by operator:room: the same house
          00:05:02 20220901-000002 was taken out of this again by operator:room: another house after all
    "#]]
    .assert_eq(&steps(&desk.state, first, Lang::En));
    expect![[r#"
          00:00:00 reported by operator:test
          00:00:02 accepted by operator:test
          00:04:02 taken for a duplicate of 20220901-000001 by operator:room: the same house
          00:05:02 accepted by operator:room: another house after all
          00:05:02 taken out of 20220901-000001 again by operator:room: another house after all
    "#]]
    .assert_eq(&steps(&desk.state, second, Lang::En));
    expect![[r#"
          00:00:00 已报警（operator:test）
          00:00:01 已受理（operator:test）
          00:01:02 类别由噪音扰民改为噪音扰民（operator:room），理由：smoke was seen
          00:02:02 等级由一般改为紧急（operator:room），理由：children live there
          00:03:02 已确认（operator:room），理由：heard it
          00:04:02 警情20220901-000002并入本警情（operator:room），理由：the same house
          00:05:02 警情20220901-000002自本警情移出（operator:room），理由：another house after all
    "#]]
    .assert_eq(&steps(&desk.state, first, Lang::Zh));
    let kept = State::decode(&desk.state.encode()).expect("a state");
    assert_eq!(kept.hash(), desk.state.hash());
}
