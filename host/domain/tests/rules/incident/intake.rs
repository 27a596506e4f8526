//! What a report is made of: the arbiter of intake, other kinds, a person's word on it; and duplicates, in and out again.

use std::collections::BTreeSet;

use domain::arbiter::{JudgedIntake, judge_intake};
use domain::command::{
    Command, CountyCommand, IncidentCommand, IntakeChoice, MatterCommand, SealedReport, UnitCommand, Verdict,
};
use domain::decision::SettledAs;
use domain::event::Event;
use domain::hooks::*;
use domain::ids::*;
use domain::incident::record::Changed;
use domain::incident::{Need, Phase, Priority, Reality};
use domain::limits::{CANDIDATES_MAX, NEARBY_M_MAX, NEARBY_MAX, NEARBY_S_MAX, NEEDS_MAX};
use domain::nearby::{nearby, report_view};
use domain::plugin::{Grants, Mode};
use domain::sealed::PlainWords;
use expect_test::expect;

use crate::desk::*;

const TRAFFIC: KindRef = KindRef(0);
const BRAWL: KindRef = KindRef(1);

/// About this much north of the others, metres.
fn north(metres: f64) -> f64 {
    27.05 + metres / 111_195.0
}

fn report_at(desk: &mut Desk, kind: &str, lat: f64) -> IncidentRef {
    let mut report = report(kind);
    report.lat = lat;
    desk.tell(Command::Incident(IncidentCommand::Report(report)));
    desk.state.last_incident
}

fn near(desk: &Desk, which: IncidentRef) -> Vec<NearbyIncident> {
    nearby(&desk.state, desk.incident(which), desk.now, &|_| None)
}

fn judge(desk: &Desk, which: IncidentRef, grants: &Grants, proposals: Vec<IntakeProposal>) -> JudgedIntake {
    let county = desk.state.loaded().expect("a county").county();
    judge_intake(&desk.state, county, &input(desk, which, Claims::default()), "alpha", grants, proposals)
}

fn input(desk: &Desk, which: IncidentRef, claims: Claims) -> IntakeInput {
    IntakeInput { now: desk.now, report: report_view(desk.incident(which), None), nearby: near(desk, which), claims }
}

fn set_kind(kind: u16) -> IntakeProposal {
    IntakeProposal::SetKind { kind: KindRef(kind), why: why(1) }
}

fn set_priority(priority: Priority) -> IntakeProposal {
    IntakeProposal::SetPriority { priority, why: why(2) }
}

fn set_needs(needs: Vec<Need>) -> IntakeProposal {
    IntakeProposal::SetNeeds { needs, why: why(4) }
}

fn duplicate_of(incident: u32, confidence: u8) -> IntakeProposal {
    IntakeProposal::DuplicateOf { incident: IncidentRef(incident), confidence, why: why(3) }
}

#[test]
fn nonsense_is_refused_proposal_by_proposal() {
    let mut desk = Desk::new();
    let first = report_at(&mut desk, "brawl", 27.05);
    let ended = report_at(&mut desk, "brawl", 27.05);
    desk.step(ended, Phase::Cancelled).expect("done");
    let far = report_at(&mut desk, "brawl", north(f64::from(NEARBY_M_MAX) + 20.0));
    let mut exercise = report("brawl");
    exercise.reality = Reality::Exercise;
    desk.tell(Command::Incident(IncidentCommand::Report(exercise)));
    let exercise = desk.state.last_incident;
    let which = report_at(&mut desk, "brawl", 27.05);
    let mut told = String::new();
    for proposal in [
        set_kind(99),
        set_kind(BRAWL.0),
        set_priority(desk.incident(which).priority),
        set_needs(desk.incident(which).needs.clone()),
        set_needs(vec![]),
        set_needs(vec![Need { skills: 1.into(), count: 1 }; NEEDS_MAX]),
        set_needs(vec![Need { skills: 1.into(), count: 1 }; NEEDS_MAX + 1]),
        set_needs(vec![Need { skills: 1.into(), count: 0 }]),
        set_needs(vec![Need { skills: (1 << 31).into(), count: 1 }]),
        set_needs(vec![Need { skills: 0.into(), count: CANDIDATES_MAX as u8 }]),
        set_needs(vec![Need { skills: 0.into(), count: CANDIDATES_MAX as u8 }, Need { skills: 1.into(), count: 1 }]),
        duplicate_of(which.0, 50),
        duplicate_of(99, 50),
        duplicate_of(ended.0, 50),
        duplicate_of(exercise.0, 50),
        duplicate_of(far.0, 50),
        duplicate_of(first.0, 101),
        duplicate_of(first.0, 100),
    ] {
        let judged = judge(&desk, which, &everything(), vec![proposal]);
        for refused in &judged.refused {
            told += &format!("{}: {:?}\n", refused.proposal, refused.why);
        }
        told += if judged.refused.is_empty() { "accepted\n" } else { "" };
    }
    expect![[r#"
        set kind 99: UnknownKind
        set kind 1: NothingNew
        set priority critical: NothingNew
        set needs of 2 units in 1 sorts: NothingNew
        set needs of 0 units in 0 sorts: BadNeeds
        accepted
        set needs of 9 units in 9 sorts: BadNeeds
        set needs of 0 units in 1 sorts: BadNeeds
        set needs of 1 units in 1 sorts: BadNeeds
        accepted
        set needs of 65 units in 2 sorts: BadNeeds
        duplicate of incident 5 with 50 %: Itself
        duplicate of incident 99 with 50 %: UnknownIncident
        duplicate of incident 2 with 50 %: IncidentEnded
        duplicate of incident 4 with 50 %: OtherReality
        duplicate of incident 3 with 50 %: NotNearby
        duplicate of incident 1 with 101 %: NoPercentage
        accepted
    "#]]
    .assert_eq(&told);
}

#[test]
fn a_retired_kind_is_none_any_more() {
    let mut desk = Desk::new();
    let which = desk.report("brawl");
    let mut county = county();
    county.kinds[0].retired = true;
    county.digest = Digest::of(b"without traffic accidents");
    desk.tell(Command::County(CountyCommand::Import { county: std::sync::Arc::new(county) }));
    let judged = judge(&desk, which, &everything(), vec![set_kind(0)]);
    assert_eq!(judged.refused[0].why, domain::decision::RefusedWhy::UnknownKind);
    assert!(
        desk.refused(Command::Incident(IncidentCommand::SetKind { incident: which, kind: TRAFFIC }))
            .starts_with("no-such-kind")
    );
}

#[test]
fn each_proposal_needs_its_own_grant() {
    let mut desk = Desk::new();
    let first = desk.report("brawl");
    let which = desk.report("brawl");
    let all = || vec![set_kind(TRAFFIC.0), set_priority(Priority::Routine), duplicate_of(first.0, 70)];
    for grant in ["set-kind", "set-priority", "suggest-duplicate"] {
        let grants = Grants { proposals: BTreeSet::from([grant.to_owned()]), ..everything() };
        let judged = judge(&desk, which, &grants, all());
        assert_eq!(judged.accepted.iter().map(IntakeProposal::grant).collect::<Vec<_>>(), [grant]);
        assert_eq!(judged.refused.len(), 2);
        assert!(!judged.is_nonsense());
    }
    assert!(judge(&desk, which, &Grants::default(), all()).is_nonsense());
    assert!(!judge(&desk, which, &everything(), vec![set_kind(BRAWL.0)]).is_nonsense(), "right, and known");
    assert!(!judge(&desk, which, &everything(), vec![]).is_nonsense());
}

#[test]
fn the_first_to_decide_a_field_wins() {
    let mut desk = Desk::new();
    let which = desk.report("brawl");
    let county = desk.state.loaded().expect("a county").county().clone();
    let mut claims = Claims::default();
    let mut ask = |plugin: &str, proposals| {
        let input = input(&desk, which, claims.clone());
        let judged = judge_intake(&desk.state, &county, &input, plugin, &everything(), proposals);
        judged.accepted.iter().for_each(|proposal| claims.take(proposal, plugin));
        judged
    };
    assert_eq!(ask("alpha", vec![set_kind(TRAFFIC.0), set_kind(2)]).accepted, [set_kind(TRAFFIC.0)]);
    let late = ask("beta", vec![set_kind(2), set_priority(Priority::Routine)]);
    assert_eq!(late.accepted, [set_priority(Priority::Routine)], "another field is still open");
    let overruled = domain::decision::RefusedWhy::Overruled { by: "alpha".to_owned() };
    assert_eq!(late.refused[0].why, overruled);
    assert!(!ask("gamma", vec![set_kind(2)]).is_nonsense(), "coming second is no fault");
}

#[test]
fn what_is_near_in_place_and_time() {
    let mut desk = Desk::new();
    let old = report_at(&mut desk, "brawl", 27.05);
    desk.wait(NEARBY_S_MAX + 1);
    let resolved = report_at(&mut desk, "brawl", north(300.0));
    desk.step(resolved, Phase::Resolved).expect("done");
    report_at(&mut desk, "noise", north(f64::from(NEARBY_M_MAX) + 20.0));
    let at_the_limit = report_at(&mut desk, "noise", north(f64::from(NEARBY_M_MAX) - 1.0));
    desk.wait(60);
    let which = report_at(&mut desk, "noise", 27.05);
    let seen = near(&desk, which);
    assert_eq!(seen.iter().map(|near| near.incident).collect::<Vec<_>>(), [resolved, at_the_limit]);
    assert_eq!((seen[0].distance_m, seen[0].age_s, seen[0].same_grid), (300, 60, true));
    assert!(!seen.iter().any(|near| near.incident == old));
    for _ in 0..NEARBY_MAX {
        report_at(&mut desk, "noise", 27.05);
    }
    let which = report_at(&mut desk, "noise", 27.05);
    let seen = near(&desk, which);
    assert_eq!(seen.len(), NEARBY_MAX);
    assert!(seen.iter().all(|near| near.distance_m == 0), "the nearest stay");
}

#[test]
fn another_kind_brings_its_needs_and_its_priority() {
    let mut desk = Desk::new();
    let which = desk.report("brawl");
    let advice = desk.decide(which, dispatch_decision("alpha", Mode::Advise, &[0]));
    let events = desk.tell(Command::Incident(IncidentCommand::SetKind { incident: which, kind: TRAFFIC }));
    assert_eq!(events.iter().map(Event::name).collect::<Vec<_>>(), ["settled", "kind-changed", "priority-changed"]);
    let county = county();
    let incident = desk.incident(which);
    assert_eq!((incident.kind, &incident.needs), (TRAFFIC, &county.kinds[0].needs));
    assert!(!incident.escalated.is_pending(advice), "made for other needs");
    assert_eq!(desk.waiting(), [which.0]);
    assert_eq!(
        desk.refused(Command::Incident(IncidentCommand::SetKind { incident: which, kind: TRAFFIC })),
        "no-change: detail.incident.kind-already (incident=20220901-000001)"
    );
    let noise = KindRef(2);
    desk.tell(Command::Incident(IncidentCommand::SetKind { incident: which, kind: noise }));
    assert_eq!(desk.incident(which).priority, county.kinds[2].priority, "it was the old kind's own");
    desk.tell(Command::Incident(IncidentCommand::SetPriority { incident: which, priority: Priority::Critical }));
    desk.tell(Command::Incident(IncidentCommand::SetKind { incident: which, kind: BRAWL }));
    assert_eq!(desk.incident(which).priority, Priority::Critical, "a person chose it");
}

/// Who was sent for what it was thought to be may answer what it is; each by its skills.
#[test]
fn units_that_go_already_answer_the_new_needs() {
    let mut desk = Desk::new();
    let which = desk.report("brawl");
    let decision = desk.decide(which, dispatch_decision("alpha", Mode::Advise, &[2]));
    desk.tell(Command::Matter(MatterCommand::Settle {
        matter: which.into(),
        decision,
        verdict: Verdict::Confirm,
        code: None,
    }));
    desk.tell(Command::Incident(IncidentCommand::SetKind { incident: which, kind: TRAFFIC }));
    assert!(desk.waiting().is_empty(), "the third unit gives first aid, too");
}

fn settle(incident: IncidentRef, decision: u32, verdict: Verdict) -> Command {
    Command::Matter(MatterCommand::Settle { matter: incident.into(), decision, verdict, code: None })
}

#[test]
fn a_person_confirms_what_an_intake_makes_of_a_report() {
    let mut desk = Desk::new();
    let into = desk.report("traffic-accident");
    let which = desk.report("brawl");
    let number = desk.decide(which, intake_decision("alpha", Mode::Advise, Some(TRAFFIC), Some(into)));
    let advice = desk.decide(which, dispatch_decision("alpha", Mode::Advise, &[0]));
    assert_eq!(desk.incident(which).escalated.pending, [number, advice]);
    let events = desk.tell(settle(which, number, Verdict::Confirm));
    let names: Vec<&str> = events.iter().map(Event::name).collect();
    assert_eq!(
        names,
        ["settled", "settled", "kind-changed", "priority-changed", "incident-merged"],
        "each is settled once"
    );
    let merged = desk.incident(which);
    assert_eq!((merged.phase, merged.merged_into, merged.kind), (Phase::Merged, Some(into), TRAFFIC));
    assert!(merged.escalated.pending.is_empty());
}

/// In `auto` kind and priority hold already; a person is asked for the duplicate alone.
#[test]
fn in_auto_only_a_duplicate_waits() {
    let mut desk = Desk::new();
    let into = desk.report("brawl");
    let which = desk.report("brawl");
    desk.decide(which, intake_decision("alpha", Mode::Auto, Some(TRAFFIC), None));
    assert!(desk.incident(which).escalated.pending.is_empty());
    let number = desk.decide(which, intake_decision("alpha", Mode::Auto, Some(TRAFFIC), Some(into)));
    assert_eq!(desk.incident(which).escalated.pending, [number]);
    let events = desk.tell(settle(which, number, Verdict::Confirm));
    assert_eq!(events.iter().map(Event::name).collect::<Vec<_>>(), ["settled", "incident-merged"]);
    let shadow = desk.report("brawl");
    desk.decide(shadow, intake_decision("alpha", Mode::Shadow, Some(TRAFFIC), Some(into)));
    assert!(desk.incident(shadow).escalated.pending.is_empty());
}

#[test]
fn a_person_amends_or_rejects_it() {
    let mut desk = Desk::new();
    let which = desk.report("brawl");
    let number = desk.decide(which, intake_decision("alpha", Mode::Advise, Some(TRAFFIC), None));
    let choice = IntakeChoice { priority: Some(Priority::Routine), ..IntakeChoice::default() };
    let amend = |choice| settle(which, number, Verdict::AmendIntake(choice));
    let told = [
        desk.refused(amend(choice.clone())),
        desk.because("so", amend(IntakeChoice::default())).expect_err("refused").to_string(),
        desk.because("so", amend(IntakeChoice { kind: Some(KindRef(99)), ..choice.clone() }))
            .expect_err("refused")
            .to_string(),
        desk.because("so", amend(IntakeChoice { duplicate_of: Some(which), ..choice.clone() }))
            .expect_err("so")
            .to_string(),
        desk.because("so", settle(which, number, Verdict::Amend { units: vec![UnitRef(0)] }))
            .expect_err("so")
            .to_string(),
    ];
    expect![[r#"
        no-reason: detail.unreasoned.amend-recommendation
        detail.incident.nothing-chosen
        detail.incident.no-such-kind (kind=99)
        detail.incident.merged-with-itself
        detail.matter.not-a-dispatch"#]]
    .assert_eq(&told.join("\n"));
    desk.because("a false alarm, nearly", amend(choice.clone())).expect("done");
    let incident = desk.incident(which);
    assert_eq!((incident.kind, incident.priority, incident.escalated.pending.len()), (BRAWL, Priority::Routine, 0));
    let settlement = desk.state.decision(which, number).expect("it").facts.settlement.clone().expect("settled");
    assert_eq!(
        settlement.outcome,
        SettledAs::AmendedIntake { choice: choice.clone(), reason: Some("a false alarm, nearly".to_owned()) }
    );
    let number = desk.decide(which, intake_decision("alpha", Mode::Advise, Some(TRAFFIC), None));
    desk.because("it is a brawl", settle(which, number, Verdict::Reject)).expect("done");
    let incident = desk.incident(which);
    assert_eq!((incident.kind, incident.hands_on), (BRAWL, false), "who goes is still the rules' business");
    let advice = desk.decide(which, dispatch_decision("alpha", Mode::Advise, &[0]));
    let refused = desk.because("so", settle(which, advice, Verdict::AmendIntake(choice))).expect_err("refused");
    assert_eq!(refused.code.name(), "not-an-intake");
}

/// Whether it is one or two is one question, what it is another: the answer to the first leaves the second open.
#[test]
fn a_person_says_that_it_is_no_duplicate() {
    let mut desk = Desk::new();
    let into = desk.report("brawl");
    let which = desk.report("brawl");
    let deny = |number| settle(which, number, Verdict::NotADuplicate);
    let number = desk.decide(which, intake_decision("alpha", Mode::Advise, Some(TRAFFIC), Some(into)));
    let events = desk.tell(deny(number));
    assert_eq!(events.iter().map(Event::name).collect::<Vec<_>>(), ["duplicate-denied"]);
    assert_eq!(desk.incident(which).escalated.pending, [number], "its kind is still to be said");
    assert_eq!(desk.incident(which).changes.last().expect("one").what, Changed::NoDuplicateOf(into));
    let again = desk.refused(deny(number));
    desk.tell(settle(which, number, Verdict::Confirm));
    assert_eq!((desk.incident(which).kind, desk.incident(which).merged_into), (TRAFFIC, None));
    // Nothing else was open: it waits for nobody any more.
    let number = desk.decide(which, intake_decision("alpha", Mode::Auto, None, Some(into)));
    desk.tell(deny(number));
    assert!(desk.incident(which).escalated.pending.is_empty());
    let number = desk.decide(which, intake_decision("alpha", Mode::Advise, Some(BRAWL), None));
    let told = [again, desk.refused(deny(number))];
    let advice = desk.decide(which, dispatch_decision("alpha", Mode::Advise, &[0]));
    let told: Vec<String> = told.into_iter().chain([desk.refused(deny(advice))]).collect();
    expect![[r#"
        nothing-pending: detail.matter.no-duplicate-proposed (matter=detail.matter.incident (incident=20220901-000002), recommendation=1)
        nothing-pending: detail.matter.no-duplicate-proposed (matter=detail.matter.incident (incident=20220901-000002), recommendation=3)
        not-an-intake: detail.matter.not-an-intake"#]].assert_eq(&told.join("\n"));
}

/// The incident that a report was taken for ended while the suggestion waited: there is nothing left to merge into.
#[test]
fn a_duplicate_of_what_has_ended_can_not_be_confirmed() {
    let mut desk = Desk::new();
    let into = desk.report("brawl");
    let which = desk.report("brawl");
    let number = desk.decide(which, intake_decision("alpha", Mode::Advise, None, Some(into)));
    desk.step(into, Phase::Cancelled).expect("done");
    let refused = desk.refused(settle(which, number, Verdict::Confirm));
    assert_eq!(refused, "incident-ended: detail.incident.ended (incident=20220901-000001, phase=cancelled)");
    desk.because("it has ended", settle(which, number, Verdict::Reject)).expect("done");
}

/// An incident in this phase, merged into another, and what it is after it was taken out again.
fn unmerged(path: &[Phase]) -> (Desk, IncidentRef, IncidentRef) {
    let mut desk = Desk::new();
    let which = desk.report("errand");
    let into = desk.report("noise");
    for to in path {
        match to {
            Phase::Assigned => desk.assign(which, &[0]),
            to => drop(desk.step(which, *to).expect("a legal step")),
        }
    }
    desk.wait(60).tell(Command::Incident(IncidentCommand::Merge { incident: which, into }));
    desk.wait(60)
        .because("a street away", Command::Incident(IncidentCommand::Unmerge { incident: which }))
        .expect("done");
    (desk, which, into)
}

#[test]
fn a_duplicate_that_is_none_goes_on_where_it_was() {
    use Phase::*;
    for (path, after) in [
        (&[][..], Reported),
        (&[Accepted], Accepted),
        (&[Accepted, Assigned], Accepted),
        (&[Accepted, Assigned, EnRoute], Accepted),
        (&[Accepted, Assigned, OnScene], Accepted),
        (&[Accepted, Resolved, Reopened], Reopened),
    ] {
        let (desk, which, into) = unmerged(path);
        let incident = desk.incident(which);
        assert_eq!((incident.phase, incident.merged_into), (after, None), "{path:?}");
        assert!(desk.incident(into).duplicates.is_empty());
        let last: Vec<(Phase, Option<&str>)> =
            incident.steps.iter().rev().take(2).map(|step| (step.to, step.why.as_deref())).collect();
        assert_eq!(last, [(after, Some("a street away")), (Merged, None)], "its history says so");
        assert_eq!(desk.waiting().contains(&which.0), after != Reported, "{path:?}: it needs its units anew");
        assert!(desk.state.open[&D1].contains(&which));
        assert!(!desk.state.ended.iter().any(|(_, ended)| *ended == which));
    }
}

#[test]
fn units_that_merging_sent_home_may_go_again() {
    let (desk, which, _) = unmerged(&[Phase::Accepted, Phase::Assigned]);
    assert!(!desk.incident(which).was_taken_off(UnitRef(0)));
    let mut desk = desk;
    desk.assign(which, &[1]);
    desk.wait(5).tell(Command::Unit(UnitCommand::Release { incident: IncidentRef(1), unit: UnitRef(1) }));
    assert!(desk.incident(which).was_taken_off(UnitRef(1)), "a person did that");
}

#[test]
fn an_acknowledgement_outlives_a_mistake() {
    let mut desk = Desk::new();
    let which = desk.report("brawl");
    let into = desk.report("brawl");
    desk.tell(Command::Matter(MatterCommand::Acknowledge { matter: which.into() }));
    desk.tell(Command::Incident(IncidentCommand::Merge { incident: which, into }));
    desk.wait(5).tell(Command::Incident(IncidentCommand::Unmerge { incident: which }));
    assert!(desk.incident(which).escalated.acknowledged.is_some());
}

/// One that would have been accepted at once, had it not been taken for a duplicate first, is accepted now.
#[test]
fn a_report_that_was_merged_at_once_is_accepted_when_it_comes_out() {
    let mut desk = Desk::new();
    let into = desk.report("brawl");
    let loaded = desk.state.loaded().expect("a county").clone();
    assert!(loaded.county().kinds[BRAWL.index()].accept_on_report);
    let reported = domain::check::check(
        &desk.state,
        &domain::command::Envelope::by("operator:test", Command::Incident(IncidentCommand::Report(report("brawl")))),
        desk.now,
    );
    let reported = reported.expect("taken").swap_remove(0);
    desk.happen(vec![reported]);
    let which = desk.state.last_incident;
    desk.tell(Command::Incident(IncidentCommand::Merge { incident: which, into }));
    let events = desk.tell(Command::Incident(IncidentCommand::Unmerge { incident: which }));
    assert_eq!(events.iter().map(Event::name).collect::<Vec<_>>(), ["incident-unmerged", "incident-stepped"]);
    assert_eq!(desk.incident(which).phase, Phase::Accepted);
}

#[test]
fn what_can_not_be_unmerged() {
    let mut desk = Desk::new();
    let which = desk.report("noise");
    let into = desk.report("noise");
    let mut told = vec![
        desk.refused(Command::Incident(IncidentCommand::Unmerge { incident: which })),
        desk.refused(Command::Incident(IncidentCommand::Unmerge { incident: IncidentRef(9) })),
    ];
    desk.tell(Command::Incident(IncidentCommand::Merge { incident: which, into }));
    told.push(desk.refused(Command::Incident(IncidentCommand::Merge { incident: into, into: which })));
    desk.step(into, Phase::Cancelled).expect("done");
    desk.tell(Command::Incident(IncidentCommand::Unmerge { incident: which }));
    told.push(desk.refused(Command::Incident(IncidentCommand::Unmerge { incident: which })));
    told.push(desk.refused(Command::Incident(IncidentCommand::Merge { incident: which, into })));
    expect![[r#"
        not-merged: detail.incident.not-merged (incident=20220901-000001, phase=reported)
        no-such-incident: detail.incident.no-such-incident (incident=9)
        incident-ended: detail.incident.ended (incident=20220901-000001, phase=merged)
        not-merged: detail.incident.not-merged (incident=20220901-000001, phase=reported)
        incident-ended: detail.incident.ended (incident=20220901-000002, phase=cancelled)"#]]
    .assert_eq(&told.join("\n"));
}

/// Into one that is then merged itself, and out again: each keeps its own history.
#[test]
fn chains_of_duplicates_come_apart_one_by_one() {
    let mut desk = Desk::new();
    let (a, b, c) = (desk.report("noise"), desk.report("noise"), desk.report("noise"));
    desk.tell(Command::Incident(IncidentCommand::Merge { incident: a, into: b }));
    desk.wait(1).tell(Command::Incident(IncidentCommand::Merge { incident: b, into: c }));
    desk.wait(1).tell(Command::Incident(IncidentCommand::Unmerge { incident: a }));
    assert_eq!(desk.incident(b).duplicates, []);
    assert_eq!((desk.incident(b).phase, desk.incident(a).phase), (Phase::Merged, Phase::Reported));
    desk.wait(1).tell(Command::Incident(IncidentCommand::Unmerge { incident: b }));
    desk.wait(1).tell(Command::Incident(IncidentCommand::Merge { incident: c, into: a }));
    assert_eq!(desk.incident(a).duplicates, [c]);
}

/// What the caller said reaches the intake and nothing that is kept: not the events, not what a log would print.
#[test]
fn words_are_in_no_event_and_in_no_log() {
    let mut desk = Desk::new();
    let mut called = report("brawl");
    let sealed = serde_json::from_str("\"c2VhbGVk\"").ok();
    called.words = Some(PlainWords::new("刘家老二在打人".to_owned()));
    called.personal =
        Some(SealedReport { subject: SubjectRef(1), caller_name: None, caller_number: None, description: sealed });
    let printed = format!("{called:?}");
    assert!(printed.contains("PlainWords(…)") && !printed.contains("刘家"), "{printed}");
    desk.tell(Command::Incident(IncidentCommand::Report(called)));
    for batch in &desk.journal {
        assert!(!String::from_utf8(batch.encode()).expect("JSON").contains("刘家"));
    }
    assert!(!String::from_utf8(desk.state.encode()).expect("JSON").contains("刘家"));
}

#[test]
fn a_person_may_say_what_units_it_needs_instead() {
    let mut desk = Desk::new();
    let which = desk.report("brawl");
    let number = desk.decide(which, intake_decision("alpha", Mode::Advise, Some(TRAFFIC), None));
    let needs = vec![Need { skills: 2.into(), count: 3 }];
    let amend = |needs: &Vec<Need>| {
        let choice = IntakeChoice { needs: Some(needs.clone()), ..IntakeChoice::default() };
        let verdict = Verdict::AmendIntake(choice);
        Command::Matter(MatterCommand::Settle { matter: which.into(), decision: number, verdict, code: None })
    };
    let bad = vec![Need { skills: (1 << 31).into(), count: 1 }];
    expect!["bad-needs: detail.incident.bad-needs (sorts_max=8, units_max=64)"]
        .assert_eq(&told(&desk.because("so", amend(&bad)).expect_err("no such skill")));
    desk.because("three divers", amend(&needs)).expect("done");
    assert_eq!((desk.incident(which).kind, &desk.incident(which).needs), (BRAWL, &needs));
}
