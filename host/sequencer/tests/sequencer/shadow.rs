//! `shadow`: runs beside and changes nothing; what it would have done is recorded.

use domain::command::{Command, MatterCommand, PluginCommand};
use domain::decision::{Answered, AskedOutcome, Decision, Trigger};
use domain::event::{Event, PluginEvent};
use domain::hooks::{EscalationInput, EscalationTrigger, Hook, HookFailure};
use domain::ids::*;
use domain::incident::Phase;
use domain::limits::QUARANTINE_AFTER_FAILURES;
use domain::plugin::Mode;
use domain::plugin::pairing::{Differs, Pairing, Uncompared};
use domain::unit::Primary;

use crate::doubles::*;
use crate::table::*;

fn beside(hook: Hook) -> Table {
    let mut table = Table::new();
    table.seat("shade", hook, Mode::Shadow);
    table.script.calls();
    table.jobs.clear();
    table
}

#[test]
fn what_it_would_have_done_is_recorded_beside_what_was_done() {
    let mut table = beside(Hook::Dispatch);
    table.script.dispatch("shade", |input| {
        // It sees the room as the live rule saw it, before any unit went.
        assert_eq!(input.candidates.iter().map(|c| c.unit.0).collect::<Vec<_>>(), [1, 2, 3, 4]);
        recommends(&[(1, 0)])
    });
    let incident = table.report("traffic-accident");
    assert!(table.script.calls().is_empty(), "not within the command");
    assert_eq!((table.units_on(incident), table.jobs.len()), (vec![1], 1));
    let before = table.incident(incident).clone();
    table.wait(3).run_jobs();
    let [live, shadow] = &table.decisions(incident)[..] else { panic!("two decisions") };
    assert_eq!((live.facts.number, shadow.facts.number), (1, 2));
    assert_eq!((shadow.facts.mode, shadow.facts.plugin.name.as_str()), (Mode::Shadow, "shade"));
    assert_eq!(shadow.facts.input_hash, live.facts.input_hash);
    let difference = shadow.facts.difference.clone().expect("a difference");
    assert_eq!((difference.live, difference.same), (1, false));
    assert_eq!((difference.only_shadow, difference.only_live), (vec![UnitRef(2)], vec![UnitRef(1)]));
    let after = table.incident(incident);
    assert_eq!(
        (&after.assignments, after.phase, &after.escalated.pending),
        (&before.assignments, before.phase, &before.escalated.pending)
    );
}

#[test]
fn agreement_is_recorded_too() {
    let mut table = beside(Hook::Dispatch);
    table.script.dispatch("shade", sensible);
    let incident = table.report("brawl");
    table.run_jobs();
    let difference = table.last_decision(incident).facts.difference.expect("a difference");
    assert!(difference.same && difference.only_live.is_empty() && difference.only_shadow.is_empty());
}

/// Version 1.0.0 counts, and 2.0.0 runs beside it.
fn beside_its_own(hook: Hook) -> Table {
    let mut table = Table::new();
    table.seat("alpha", hook, Mode::Auto);
    table.install("alpha", "2.0.0");
    table.tell(Command::Plugin(PluginCommand::SetMode {
        districts: Vec::new(),
        hook,
        plugin: "alpha".to_owned(),
        mode: Mode::Shadow,
        order: None,
        version: Some("2.0.0".to_owned()),
    }));
    table.script.calls();
    table.jobs.clear();
    table
}

/// What is counted of the only pairing of the first district.
fn pairing(table: &Table) -> Pairing {
    let all = table.state.plugins.pairings_of(D1, "alpha");
    assert_eq!(all.len(), 1);
    all[0].clone()
}

#[test]
fn another_version_of_the_same_plugin_is_counted_beside_it() {
    let mut table = beside_its_own(Hook::Dispatch);
    table.script.dispatch("alpha 1.0.0", sensible);
    table.script.dispatch("alpha 2.0.0", |_| recommends(&[(1, 0)]));
    let incident = table.report("traffic-accident");
    table.run_jobs();
    let [live, shadow] = &table.decisions(incident)[..] else { panic!("two decisions") };
    let cited = |decision: &Decision| (decision.facts.plugin.version.clone(), decision.facts.mode);
    assert_eq!((cited(live), cited(shadow)), (("1.0.0".to_owned(), Mode::Auto), ("2.0.0".to_owned(), Mode::Shadow)));
    let difference = shadow.facts.difference.clone().expect("a difference");
    assert_eq!(difference.against.map(|plugin| plugin.version).as_deref(), Some("1.0.0"));
    let counted = pairing(&table);
    assert_eq!((counted.compared, counted.differing), (1, 1));
    assert_eq!(counted.newest.map(|newest| (newest.matter, newest.decision)), Some((incident.into(), 2)));
    // The same answer, and what is no difference: that either abstains, or that the shadow fails.
    table.script.dispatch("alpha 2.0.0", sensible);
    table.report("brawl");
    table.run_jobs();
    table.script.dispatch("alpha 2.0.0", |_| abstains());
    table.report("brawl");
    table.run_jobs();
    table.script.dispatch("alpha 2.0.0", |_| fails(HookFailure::Deadline));
    let last = table.report("brawl");
    table.run_jobs();
    let difference = table.last_decision(last).facts.difference.expect("it says why");
    assert_eq!((difference.uncompared, difference.same), (Some(Uncompared::ShadowFailed), false));
    table.script.dispatch("alpha 1.0.0", |_| abstains());
    table.script.dispatch("alpha 2.0.0", sensible);
    table.report("brawl");
    table.run_jobs();
    let counted = pairing(&table);
    assert_eq!((counted.compared, counted.differing), (2, 1));
    let uncompared: Vec<_> = counted.uncompared.into_iter().collect();
    let all = [Uncompared::ShadowAbstained, Uncompared::LiveAbstained, Uncompared::ShadowFailed];
    assert_eq!(uncompared, all.map(|why| (why, 1)));
}

#[test]
fn a_failing_shadow_leaves_the_live_version_of_its_plugin_alone() {
    let mut table = beside_its_own(Hook::Dispatch);
    table.script.dispatch("alpha 1.0.0", sensible);
    table.script.dispatch("alpha 2.0.0", |_| fails(HookFailure::Deadline));
    for _ in 0..QUARANTINE_AFTER_FAILURES {
        let incident = table.report("traffic-accident");
        table.run_jobs();
        table.step(incident, Phase::Cancelled);
    }
    let digest = |version: &str| Some(Digest::of(format!("alpha {version}").as_bytes()));
    assert!(table.state.plugins.quarantined_until("alpha", digest("2.0.0"), D1).is_some());
    assert!(table.state.plugins.quarantined_until("alpha", digest("1.0.0"), D1).is_none());
    let incident = table.report("traffic-accident");
    assert!(table.jobs.is_empty());
    assert_eq!(table.last_decision(incident).facts.plugin.version, "1.0.0");
}

#[test]
fn escalations_are_compared_by_whom_they_tell_and_by_their_timers() {
    let mut table = beside_its_own(Hook::Escalation);
    table.script.escalation("alpha 1.0.0", |_| proposes(vec![tell_room(1)]));
    table.script.escalation("alpha 2.0.0", |input| proposes(vec![tell_room(1), start_timer(1, input.now.plus_s(60))]));
    let incident = table.report("brawl");
    table.run_jobs();
    let difference = table.last_decision(incident).facts.difference.expect("a difference");
    assert_eq!((difference.sorts, difference.same), (vec![Differs::Timers], false));
    // A shadow without a word is other than a version that has one; two without a word leave no record.
    table.script.escalation("alpha 2.0.0", |_| proposes(Vec::new()));
    let incident = table.report("brawl");
    table.run_jobs();
    let difference = table.last_decision(incident).facts.difference.expect("a difference");
    assert_eq!(difference.sorts, [Differs::Notices]);
    table.script.escalation("alpha 1.0.0", |_| proposes(Vec::new()));
    let incident = table.report("brawl");
    assert!(table.run_jobs().is_empty());
    table.script.escalation("alpha 2.0.0", |_| proposes(vec![tell_room(2)]));
    table.step(incident, Phase::Cancelled);
    let later = table.report("brawl");
    table.run_jobs();
    let difference = table.last_decision(later).facts.difference.expect("a difference");
    assert_eq!((difference.live, difference.sorts), (0, vec![Differs::Notices]), "nothing is kept of the live one");
}

/// A version in shadow had no timers and no state of its own, so everything after the first question looked like a difference.
#[test]
fn an_escalation_in_shadow_sees_what_the_version_that_counts_sees() {
    let mut table = beside_its_own(Hook::Escalation);
    let rule = |input: &EscalationInput| match input.trigger {
        EscalationTrigger::TimerFired(_) => proposes(vec![tell_room(1)]),
        _ if input.timers.is_empty() => proposes(vec![start_timer(1, input.now.plus_s(60))]),
        _ => proposes(Vec::new()),
    };
    table.script.escalation("alpha 1.0.0", rule);
    table.script.escalation("alpha 2.0.0", rule);
    let incident = table.report("brawl");
    table.run_jobs();
    table.wait(60).tick(false);
    assert_eq!(table.jobs.len(), 1, "a timer of the one is fired for both");
    table.run_jobs();
    let counted = pairing(&table);
    assert_eq!((counted.compared, counted.differing), (2, 0));
    assert_eq!(table.last_decision(incident).facts.mode, Mode::Shadow);
}

#[test]
fn the_differences_are_signed_off() {
    let mut table = beside_its_own(Hook::Dispatch);
    let sign_off = || {
        let (plugin, version, live) = ("alpha".to_owned(), "2.0.0".to_owned(), None);
        Command::Plugin(PluginCommand::SignOff { plugin, district: D1, hook: Hook::Dispatch, version, live })
    };
    let refused = table.because(sign_off()).expect_err("nothing was compared yet");
    assert_eq!(refused.code.name(), "nothing-compared");
    table.script.dispatch("alpha 1.0.0", sensible);
    table.script.dispatch("alpha 2.0.0", |_| recommends(&[(1, 0)]));
    table.report("traffic-accident");
    table.run_jobs();
    table.because(sign_off()).expect("signed off");
    table.report("traffic-accident");
    table.run_jobs();
    let counted = pairing(&table);
    let signed = counted.signed.expect("a sign-off");
    assert_eq!((signed.by.as_str(), signed.note.as_deref()), ("operator:test", Some("as agreed")));
    assert_eq!((signed.compared, signed.differing, counted.compared), (1, 1, 2));
}

/// A shadow's record always said that the incident had just been accepted.
#[test]
fn it_says_what_made_the_host_ask() {
    let mut table = beside(Hook::Dispatch);
    table.script.dispatch("shade", |_| abstains());
    let incident = table.report("traffic-accident");
    table.set_unit(1, Primary::OnScene);
    table.step(incident, Phase::Resolved);
    table.step(incident, Phase::Reopened);
    table.run_jobs();
    let triggers: Vec<Trigger> = table.decisions(incident).into_iter().map(|d| d.facts.trigger).collect();
    assert_eq!(triggers, [Trigger::Accepted, Trigger::Reopened, Trigger::Accepted, Trigger::Reopened]);
}

#[test]
fn a_shadow_that_fails_is_quarantined_and_nobody_else_minds() {
    for nonsense in [false, true] {
        let mut table = beside(Hook::Dispatch);
        table.script.dispatch("shade", move |_| match nonsense {
            true => recommends(&[(77, 0)]),
            false => fails(HookFailure::Deadline),
        });
        for round in 1..=QUARANTINE_AFTER_FAILURES {
            let incident = table.report("traffic-accident");
            let events = table.run_jobs();
            let quarantined =
                events.iter().any(|event| matches!(event, Event::Plugin(PluginEvent::Quarantined { .. })));
            assert_eq!(quarantined, round == QUARANTINE_AFTER_FAILURES, "{events:?}");
            let outcome = &table.last_decision(incident).facts.asked_before[0].outcome;
            assert_eq!(matches!(outcome, AskedOutcome::AllRefused(refused) if refused.len() == 1), nonsense);
            assert_eq!(table.decisions(incident)[0].facts.plugin.name, "built-in");
            table.step(incident, Phase::Cancelled);
        }
        table.report("traffic-accident");
        assert!(table.jobs.is_empty(), "in quarantine it is not even run beside");
    }
}

/// An escalation in `shadow` ran inside the command: a slow one used up the time of the live ones. When it failed, the command
/// room was asked to confirm a notice.
#[test]
fn an_escalation_in_shadow_runs_beside_too() {
    let mut table = beside(Hook::Escalation);
    table.script.escalation("shade", |input| proposes(vec![start_timer(1, input.now.plus_s(60)), tell_room(1)]));
    let incident = table.report("traffic-accident");
    assert!(table.script.calls().is_empty());
    assert_eq!(table.jobs.len(), 2, "accepted, and assigned");
    assert!(table.jobs.iter().all(|job| job.hook() == Hook::Escalation));
    table.run_jobs();
    let facts = table.last_decision(incident).facts;
    assert_eq!((facts.mode, facts.hook, facts.trigger), (Mode::Shadow, Hook::Escalation, Trigger::PhaseChanged));
    let Answered::Escalation(record) = facts.answer else { panic!("an escalation") };
    assert_eq!(record.proposals.len(), 2);
    let after = table.incident(incident);
    assert!(table.notices(incident).is_empty() && after.escalated.pending.is_empty() && table.state.timers.is_empty());

    let mut table = beside(Hook::Escalation);
    table.script.escalation("shade", |_| fails(HookFailure::Fuel));
    let incident = table.report("traffic-accident");
    table.run_jobs();
    let facts = table.last_decision(incident).facts;
    assert_eq!((facts.plugin.name.as_str(), facts.fallback), ("shade", false));
    assert!(table.incident(incident).escalated.pending.is_empty() && table.notices(incident).is_empty());
    for _ in 0..2 {
        table.tell(Command::Matter(MatterCommand::Acknowledge { matter: incident.into() }));
        table.step(incident, Phase::Resolved);
        table.step(incident, Phase::Reopened);
        table.run_jobs();
    }
    assert!(table.state.plugins.quarantined_until("shade", None, D1).is_some());
}

#[test]
fn a_silent_escalation_in_shadow_leaves_no_record() {
    let mut table = beside(Hook::Escalation);
    table.script.escalation("shade", |_| proposes(Vec::new()));
    let incident = table.report("traffic-accident");
    assert!(table.run_jobs().is_empty());
    assert_eq!(table.decisions(incident).len(), 1);
}
