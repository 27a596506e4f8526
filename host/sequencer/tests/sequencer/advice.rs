//! `advise`: what a plugin recommends waits for a person, and lapses when its units are gone.

use domain::command::{Command, MatterCommand, Verdict};
use domain::decision::{SettledAs, Trigger};
use domain::hooks::{Hook, HookFailure};
use domain::ids::*;
use domain::incident::Phase;
use domain::plugin::Mode;
use domain::unit::Primary;

use crate::doubles::*;
use crate::table::*;

fn advised() -> Table {
    let mut table = Table::new();
    table.seat("alpha", Hook::Dispatch, Mode::Advise);
    table.script.dispatch("alpha", sensible);
    table
}

fn outcomes(table: &Table, incident: IncidentRef) -> Vec<Option<SettledAs>> {
    let settled = |decision: domain::decision::Decision| decision.facts.settlement.map(|settlement| settlement.outcome);
    table.decisions(incident).into_iter().map(settled).collect()
}

#[test]
fn nobody_goes_before_a_person_says_so() {
    let mut table = advised();
    let incident = table.report("traffic-accident");
    assert_eq!(picked(&table.last_decision(incident)), [1]);
    assert_eq!((table.units_on(incident), table.incident(incident).phase), (vec![], Phase::Accepted));
    assert_eq!(table.incident(incident).escalated.pending, [1]);
    let events = table.settle(incident, 1, Verdict::Confirm);
    assert_eq!(names(&events), ["acknowledged", "settled", "units-assigned", "incident-stepped"]);
    assert_eq!((table.units_on(incident), table.incident(incident).phase), (vec![1], Phase::Assigned));
}

#[test]
fn amended_and_rejected() {
    let mut table = advised();
    let incident = table.report("traffic-accident");
    table.settle(incident, 1, Verdict::Amend { units: vec![UnitRef(4)] });
    assert_eq!(table.units_on(incident), [4]);
    let incident = table.report("traffic-accident");
    table.settle(incident, 1, Verdict::Reject);
    assert_eq!(table.units_on(incident), Vec::<u32>::new());
    table.script.calls();
    table.wait(60).tick(true);
    assert!(table.script.calls().is_empty(), "the person sees to it");
}

/// The unit that was recommended left for another incident, and the recommendation waited on: it could not be confirmed, and
/// while it waited nobody else was proposed.
#[test]
fn a_recommendation_lapses_when_its_unit_is_gone() {
    let mut table = advised();
    let incident = table.report("traffic-accident");
    let other = table.report("noise");
    table.step(other, Phase::Accepted);
    table.wait(10).assign(other, &[1]);
    assert_eq!(outcomes(&table, incident), [Some(SettledAs::Overtaken), None]);
    let anew = table.last_decision(incident);
    assert_eq!((picked(&anew), anew.facts.trigger), (vec![2], Trigger::StillWaiting));
    assert_eq!(table.incident(incident).escalated.pending, [2]);
    table.set_unit(2, Primary::Unavailable);
    assert_eq!(picked(&table.last_decision(incident)), [3], "from the neighbour");
    table.settle(incident, 3, Verdict::Confirm);
    assert_eq!(table.units_on(incident), [3]);
}

/// Two calls, one free unit: both recommend it. Who confirms first has it, and the other call waits for the next.
#[test]
fn two_recommendations_of_one_unit() {
    let mut table = advised();
    for unit in [2, 3, 4] {
        table.set_unit(unit, Primary::Unavailable);
    }
    let one = table.report("traffic-accident");
    let other = table.report("traffic-accident");
    assert_eq!((picked(&table.last_decision(one)), picked(&table.last_decision(other))), (vec![1], vec![1]));
    table.settle(other, 1, Verdict::Confirm);
    assert_eq!(table.units_on(other), [1]);
    assert_eq!((table.incident(one).escalated.pending.len(), table.waiting()), (0, vec![one.0]));
    table.set_unit(4, Primary::Available);
    assert_eq!(picked(&table.last_decision(one)), [4]);
}

#[test]
fn who_stands_in_for_a_recommendation_recommends() {
    let mut table = advised();
    table.script.dispatch("alpha", |_| fails(HookFailure::Memory));
    let incident = table.report("traffic-accident");
    let facts = table.last_decision(incident).facts;
    assert_eq!((facts.plugin.name.as_str(), facts.fallback, facts.mode), ("built-in", true, Mode::Advise));
    assert_eq!((table.units_on(incident), table.incident(incident).escalated.pending.len()), (vec![], 1));
}

#[test]
fn part_of_what_is_needed_is_recommended_and_then_the_rest() {
    let mut table = advised();
    for unit in [2, 3] {
        table.set_unit(unit, Primary::Unavailable);
    }
    let incident = table.report("brawl");
    assert_eq!(picked(&table.last_decision(incident)), [0]);
    table.set_unit(3, Primary::Available);
    assert_eq!(table.decisions(incident).len(), 1, "while one waits no second is made");
    table.settle(incident, 1, Verdict::Confirm);
    table.wait(60).tick(true);
    assert_eq!(picked(&table.last_decision(incident)), [3]);
    table.settle(incident, 2, Verdict::Confirm);
    assert_eq!(table.units_on(incident), [0, 3]);
}

/// An escalation that recommended to tell the command room was asked first, and its waiting notice kept the dispatch from
/// ever being asked.
#[test]
fn a_waiting_notice_does_not_hold_up_the_dispatch() {
    let mut table = Table::new();
    table.seat("ladder", Hook::Escalation, Mode::Advise);
    table.script.escalation("ladder", |_| proposes(vec![tell_room(1)]));
    let incident = table.report("traffic-accident");
    assert_eq!(table.units_on(incident), [1]);
    assert_eq!(table.incident(incident).escalated.pending.len(), 2, "one at acceptance, one when it was assigned");
    assert!(table.notices(incident).is_empty());
    let first = table.incident(incident).escalated.pending[0];
    table.settle(incident, first, Verdict::Confirm);
    assert_eq!(table.notices(incident).len(), 1);
}

#[test]
fn a_person_who_sends_units_answers_the_recommendation() {
    let mut table = advised();
    let incident = table.report("traffic-accident");
    let events = table.assign(incident, &[0]);
    assert_eq!(names(&events), ["acknowledged", "settled", "units-assigned", "incident-stepped"]);
    assert_eq!(outcomes(&table, incident), [Some(SettledAs::Overtaken)]);
    let refused = table.submit(domain::command::Envelope::by(
        "operator:test",
        Command::Matter(MatterCommand::Settle {
            matter: incident.into(),
            decision: 1,
            verdict: Verdict::Confirm,
            code: None,
        }),
    ));
    assert_eq!(refused.expect_err("settled already").code.name(), "nothing-pending");
}
