//! Recommendations that wait for a person: confirmed, amended, rejected, overtaken; and what waits beside them.

use domain::command::{Command, IncidentCommand, MatterCommand, Verdict};
use domain::decision::{Asked, AskedOutcome, PluginId, SettledAs};
use domain::event::{Event, FrozenPlugin, MatterEvent};
use domain::hooks::HookFailure;
use domain::ids::*;
use domain::incident::Phase;
use domain::plugin::Mode;
use domain::unit::Primary;
use expect_test::expect;

use crate::desk::*;

/// A brawl with a recommendation of these units.
fn advised(units: &[u32]) -> (Desk, IncidentRef, u32) {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    let decision = desk.decide(incident, dispatch_decision("alpha", Mode::Advise, units));
    (desk, incident, decision)
}

fn settle(incident: IncidentRef, decision: u32, verdict: Verdict) -> Command {
    Command::Matter(MatterCommand::Settle { matter: incident.into(), decision, verdict, code: None })
}

fn outcome(desk: &Desk, incident: IncidentRef, decision: u32) -> SettledAs {
    let decision = desk.state.decision(incident, decision).expect("a decision");
    decision.facts.settlement.clone().expect("settled").outcome
}

#[test]
fn what_is_confirmed_is_done_as_recommended() {
    let (mut desk, incident, decision) = advised(&[0, 2]);
    assert!(desk.waiting().is_empty(), "it waits for a person, not for units");
    assert_eq!(desk.state.advised.iter().collect::<Vec<_>>(), [&incident]);
    desk.wait(20);
    desk.tell(settle(incident, decision, Verdict::Confirm));
    let confirmed = desk.incident(incident);
    assert_eq!((confirmed.phase, confirmed.escalated.pending.len(), confirmed.hands_on), (Phase::Assigned, 0, false));
    assert!(confirmed.assignments.iter().all(|a| a.need == Some(0) && a.decision == Some(decision)));
    assert_eq!(outcome(&desk, incident, decision), SettledAs::Confirmed);
    assert!(desk.state.advised.is_empty());
}

#[test]
fn part_of_what_is_needed_leaves_the_rest_open() {
    let (mut desk, incident, decision) = advised(&[0]);
    desk.tell(settle(incident, decision, Verdict::Confirm));
    assert_eq!(desk.incident(incident).phase, Phase::Assigned);
    assert_eq!(desk.waiting(), [incident.0], "a second one is still needed");
}

#[test]
fn amending_and_rejecting_need_a_reason() {
    let (mut desk, incident, decision) = advised(&[0]);
    let amend = || settle(incident, decision, Verdict::Amend { units: vec![UnitRef(3)] });
    let reject = || settle(incident, decision, Verdict::Reject);
    assert_eq!(desk.refused(amend()), "no-reason: detail.unreasoned.amend-recommendation");
    assert_eq!(desk.refused(reject()), "no-reason: detail.unreasoned.reject-recommendation");
    assert_eq!(desk.because("   ", reject()).expect_err("blank").code.name(), "no-reason");
    desk.because("nearer by boat", amend()).expect("done");
    let amended = desk.incident(incident);
    assert_eq!(amended.units().collect::<Vec<_>>(), [UnitRef(3)]);
    assert!(amended.hands_on, "a person has chosen: nothing more is proposed");
    let reason = "nearer by boat".to_owned();
    assert_eq!(
        outcome(&desk, incident, decision),
        SettledAs::Amended { units: vec![UnitRef(3)], reason: Some(reason) }
    );
    assert!(desk.waiting().is_empty());
}

#[test]
fn what_is_rejected_leaves_the_choice_to_the_person() {
    let (mut desk, incident, decision) = advised(&[0]);
    desk.because("I know better", settle(incident, decision, Verdict::Reject)).expect("done");
    assert_eq!((desk.incident(incident).phase, desk.incident(incident).hands_on), (Phase::Accepted, true));
    assert!(desk.waiting().is_empty());
    // Accepted anew, it is the rules' turn again.
    desk.assign(incident, &[1]);
    desk.step(incident, Phase::Accepted).expect("done");
    assert_eq!(desk.waiting(), [incident.0]);
}

#[test]
fn what_can_not_be_settled() {
    let (mut desk, incident, decision) = advised(&[0]);
    let notice = desk.decide(incident, notice_decision("beta", Mode::Advise));
    let mut told = vec![
        desk.refused(settle(incident, 9, Verdict::Confirm)),
        desk.refused(settle(IncidentRef(5), 1, Verdict::Confirm)),
    ];
    let amend = settle(incident, notice, Verdict::Amend { units: vec![UnitRef(1)] });
    told.push(desk.because("so", amend).expect_err("refused").to_string());
    desk.tell(settle(incident, decision, Verdict::Confirm));
    told.push(desk.refused(settle(incident, decision, Verdict::Confirm)));
    expect![[r#"
        nothing-pending: detail.matter.nothing-pending (matter=detail.matter.incident (incident=20220901-000001), recommendation=9)
        no-such-incident: detail.incident.no-such-incident (incident=5)
        detail.matter.not-a-dispatch
        nothing-pending: detail.matter.nothing-pending (matter=detail.matter.incident (incident=20220901-000001), recommendation=1)"#]]
    .assert_eq(&told.join("\n"));
}

/// The recommended unit went elsewhere before anybody looked. The person hears which unit and where it is.
#[test]
fn units_that_are_gone_are_named() {
    let (mut desk, incident, decision) = advised(&[0, 2]);
    let other = desk.report("noise");
    desk.step(other, Phase::Accepted).expect("done");
    desk.assign(other, &[2]);
    let refused = desk.refused(settle(incident, decision, Verdict::Confirm));
    assert_eq!(refused, "unit-busy: detail.incident.unit-busy (incident=20220901-000002, unit=U003)");
    desk.set_unit(0, Primary::Unavailable).expect("done");
    let refused = desk.refused(settle(incident, decision, Verdict::Confirm));
    assert_eq!(refused, "unit-busy: detail.incident.unit-unavailable (unit=U001)");
}

/// An escalation in `advise` asked whether to tell the duty leader, and no unit was sent until somebody answered: any
/// recommendation that waited kept the incident from waiting for units.
#[test]
fn a_notice_that_waits_keeps_no_unit_away() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    let notice = desk.decide(incident, notice_decision("beta", Mode::Advise));
    assert_eq!(desk.incident(incident).escalated.pending, [notice]);
    assert_eq!(desk.waiting(), [incident.0]);
    assert!(desk.state.advised.is_empty());
    // Nor does sending units answer it.
    desk.assign(incident, &[0]);
    assert_eq!(desk.incident(incident).escalated.pending, [notice]);
}

/// Somebody decided not to wake the duty leader, and no unit was ever proposed again.
#[test]
fn a_rejected_notice_says_nothing_about_units() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    let notice = desk.decide(incident, notice_decision("beta", Mode::Advise));
    desk.because("let him sleep", settle(incident, notice, Verdict::Reject)).expect("done");
    assert!(!desk.incident(incident).hands_on);
    assert_eq!(desk.waiting(), [incident.0]);
}

#[test]
fn a_confirmed_notice_goes_out_under_its_escalation() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    for (owner, name) in ["alpha", "beta"].into_iter().enumerate() {
        let digest = plugin_id(name).digest.expect("a digest");
        let (name, settings_json) = (name.to_owned(), "{}".to_owned());
        let plugin = FrozenPlugin { name, digest, settings_version: 0, settings_json, mode: Mode::Advise };
        desk.happen(vec![Event::Matter(MatterEvent::EscalationFrozen {
            matter: incident.into(),
            owner: owner as u16,
            plugin,
        })]);
    }
    let own = desk.decide(incident, notice_decision("beta", Mode::Advise));
    // Where the built-in rule stands in for one that failed, the notice is still that one's.
    let mut stand_in = notice_decision("beta", Mode::Advise);
    stand_in.facts.plugin = PluginId::built_in();
    stand_in.facts.asked_before =
        vec![Asked { plugin: plugin_id("beta"), outcome: AskedOutcome::Failed(HookFailure::Fuel) }];
    let stand_in = desk.decide(incident, stand_in);
    for decision in [own, stand_in] {
        desk.tell(settle(incident, decision, Verdict::Confirm));
        let sent = desk.state.notices.of(incident).next_back().expect("a notice");
        assert_eq!((sent.sent.from, sent.sent.message.level), (domain::notice::Sender::Escalation(1), 1));
    }
}

#[test]
fn what_nobody_answered_is_overtaken_by_events() {
    type Lapse = fn(&mut Desk, IncidentRef);
    let lapses: [(&str, Lapse); 4] = [
        ("assigned by hand", |desk, incident| desk.assign(incident, &[4])),
        ("cancelled", |desk, incident| drop(desk.step(incident, Phase::Cancelled))),
        ("resolved", |desk, incident| drop(desk.step(incident, Phase::Resolved))),
        ("merged", |desk, incident| {
            let into = desk.report("noise");
            desk.tell(Command::Incident(IncidentCommand::Merge { incident, into }));
        }),
    ];
    for (how, happens) in lapses {
        let (mut desk, incident, decision) = advised(&[0]);
        happens(desk.wait(45), incident);
        assert_eq!(outcome(&desk, incident, decision), SettledAs::Overtaken, "{how}");
        let settled = desk.state.decision(incident, decision).and_then(|d| d.facts.settlement.clone());
        assert_eq!(settled.map(|s| (s.at, s.by)), Some((START.plus_s(45), "system".to_owned())), "{how}");
        assert!(desk.incident(incident).escalated.pending.is_empty(), "{how}");
    }
}

/// In a long incident the recommendation fell out of the bounded list of decisions. It still counted as waiting, could not be
/// answered any more, and so the incident got no unit ever after.
#[test]
fn what_waits_is_not_forgotten_among_many_decisions() {
    let (mut desk, incident, decision) = advised(&[0]);
    for _ in 0..domain::limits::DECISIONS_PER_INCIDENT_MAX {
        desk.decide(incident, notice_decision("beta", Mode::Auto));
    }
    assert_eq!(desk.state.decisions_of(incident).count(), 64);
    desk.tell(settle(incident, decision, Verdict::Confirm));
    assert_eq!(desk.incident(incident).phase, Phase::Assigned);

    // If all of them wait, the oldest goes, and waits no more.
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    for _ in 0..=domain::limits::DECISIONS_PER_INCIDENT_MAX {
        desk.decide(incident, notice_decision("beta", Mode::Advise));
    }
    let pending = &desk.incident(incident).escalated.pending;
    assert_eq!((pending.len(), pending[0]), (64, 2));
}
