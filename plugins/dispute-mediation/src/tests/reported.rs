//! Disputes that were reported as incidents: what the incident tells is not asked again.

use super::*;
use forms::ACCEPT;
use wardroom_plugin::testing::{NOW, incident, instance};
use wardroom_plugin::workflow::Effect;
use wardroom_plugin::{Incident, Phase};

/// An incident of kind 3, which is a quarrel of neighbours here, or of another one.
fn begun(kind: u16) -> (Story<Dispute>, String) {
    let incident = Incident { kind, grid: GRID, ..incident() };
    let county =
        county().code(Reference::Kind(3), "quarrel").code(Reference::Kind(4), "noise").incident(incident.clone());
    let settings: Settings = serde_json::from_str(r#"{"kinds":{"quarrel":"neighbour"}}"#).unwrap();
    let instance = Instance { incident: Some(incident.clone()), grid: Some(GRID), ..instance("dispute-mediation") };
    let outcome = {
        let _county = county.clone().enter();
        Dispute::start(NOW, &settings, &instance, &[]).unwrap()
    };
    let [Effect::CreateTask(task)] = &outcome.effects[..] else { panic!("{outcome:?}") };
    let told = format!("{}\n{}", package().text("zh-CN", &task.why), package().text("en", &task.why));
    // It goes on as one that began by hand.
    let mut story = story(settings, county, NOTHING);
    story.instance.incident = Some(incident);
    story.instance.state = outcome.state;
    (story, told)
}

#[test]
fn the_kind_of_the_incident_says_what_it_is() {
    let (mut story, told) = begun(3);
    expect![[r#"
        受理警情incident 1转来的纠纷并核对分流条件；警情已有的内容不必重填，请补填当事人数
        accept the dispute of incident incident 1 and check the criteria; what the incident says need not be entered again: say how many parties there are"#]].assert_eq(&told);
    let parties = "the incident does not tell how many parties there are: say so to accept it";
    assert_eq!(story.refuses_done(ACCEPT, "accepted", OFFICER, &[]), parties);
    story.done(ACCEPT, "accepted", OFFICER, &fields(&[("parties", 2.0.into())]));
    let dispute: Dispute = serde_json::from_str(&story.instance.state).unwrap();
    assert_eq!((dispute.kind.as_str(), dispute.parties), ("neighbour", 2));
}

#[test]
fn what_it_does_not_say_is_asked_when_it_is_accepted() {
    let (mut story, told) = begun(4);
    expect![[r#"
        受理警情incident 1转来的纠纷并核对分流条件；警情已有的内容不必重填，请补填纠纷种类和当事人数
        accept the dispute of incident incident 1 and check the criteria; what the incident says need not be entered again: say of which kind it is and how many parties there are"#]].assert_eq(&told);
    let kind = "the incident does not tell of which kind the dispute is: say so to accept it";
    assert_eq!(story.refuses_done(ACCEPT, "accepted", OFFICER, &fields(&[("parties", 2.0.into())])), kind);
    story.done(ACCEPT, "accepted", OFFICER, &fields(&[("kind", "debt".into()), ("parties", 3.0.into())]));
    let (mut other, _) = begun(4);
    other.done(ACCEPT, "referred", OFFICER, &[]);
    assert_eq!(other.ended.as_deref(), Some("referred"), "what is not accepted need not be told");
}

#[test]
fn what_was_no_incident_need_not_be_accepted() {
    for phase in [Phase::Cancelled, Phase::Merged, Phase::Closed] {
        let (mut story, _) = begun(3);
        story.instance.incident.as_mut().unwrap().phase = phase;
        story.incident_changed();
        let over = phase != Phase::Closed;
        assert_eq!(story.ended.as_deref(), over.then_some("withdrawn"), "{phase:?}");
    }
    let (mut story, _) = begun(3);
    story.done(ACCEPT, "accepted", OFFICER, &fields(&[("parties", 2.0.into())]));
    story.instance.incident.as_mut().unwrap().phase = Phase::Cancelled;
    story.incident_changed();
    assert_eq!(story.ended, None, "somebody is at it already");
}
