//! What people do to an incident beside the steps of its life is kept and told: kind, priority, acknowledgement, duplicates.

use domain::command::{Command, Envelope};
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
    text.split_once(heading).map(|(_, steps)| steps.trim_start_matches(['\n', '：', ':']).to_owned()).expect("steps")
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
    because(&mut desk, "smoke was seen", Command::SetKind { incident: first, kind });
    because(&mut desk, "children live there", Command::SetPriority { incident: first, priority });
    because(&mut desk, "heard it", Command::Acknowledge { matter: first.into() });
    because(&mut desk, "the same house", Command::Merge { incident: second, into: first });
    because(&mut desk, "another house after all", Command::Unmerge { incident: second });
    expect![[r#""#]].assert_eq(&steps(&desk.state, first, Lang::En));
    expect![[r#""#]].assert_eq(&steps(&desk.state, second, Lang::En));
    expect![[r#""#]].assert_eq(&steps(&desk.state, first, Lang::Zh));
    let kept = State::decode(&desk.state.encode()).expect("a state");
    assert_eq!(kept.hash(), desk.state.hash());
}
