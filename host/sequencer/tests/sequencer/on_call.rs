//! What a dispatch plugin is told of a call, and the units that it sends beyond what is needed.

use std::sync::{Arc, Mutex};

use domain::built_in::code;
use domain::command::{Command, IncidentCommand, MatterCommand, UnitCommand, Verdict};
use domain::decision::{Answered, RefusedWhy, Trigger};
use domain::event::{Event, IncidentEvent};
use domain::hooks::*;
use domain::ids::*;
use domain::incident::{Need, Phase};
use domain::plugin::Mode;
use domain::unit::Primary;
use domain::who::Who;

use crate::doubles::*;
use crate::table::*;

/// A table with a plugin that sends whom the built-in rule sends and keeps what it is told of each call.
fn attentive() -> (Table, Arc<Mutex<Vec<CallView>>>) {
    let mut table = Table::with(larger_county(3));
    table.seat("alpha", Hook::Dispatch, Mode::Auto);
    let heard: Arc<Mutex<Vec<CallView>>> = Arc::default();
    let kept = Arc::clone(&heard);
    table.script.dispatch("alpha", move |input| {
        kept.lock().unwrap().push(input.call.clone());
        sensible(input)
    });
    (table, heard)
}

fn occasions(heard: &Mutex<Vec<CallView>>) -> Vec<Occasion> {
    heard.lock().unwrap().drain(..).map(|call| call.occasion).collect()
}

#[test]
fn it_is_told_why_it_is_asked() {
    let (mut table, heard) = attentive();
    let which = table.report("brawl");
    assert_eq!(occasions(&heard), [Occasion::New]);
    let unit = table.incident(which).units().next().expect("sent");
    table.tell(Command::Unit(UnitCommand::Release { incident: which, unit }));
    assert_eq!(occasions(&heard), [Occasion::UnitWithdrawn]);
    // The last unit that leaves makes the incident accepted anew.
    let single = table.report("traffic-accident");
    let unit = table.incident(single).units().next().expect("sent");
    table.tell(Command::Unit(UnitCommand::Release { incident: single, unit }));
    assert_eq!(occasions(&heard), [Occasion::New, Occasion::UnitWithdrawn]);
    table.tell(Command::Incident(IncidentCommand::SetKind { incident: which, kind: KindRef(0) }));
    // Those who are there may have what the other kind needs; if not, the rule is asked.
    let asked = occasions(&heard);
    assert!(asked.iter().all(|occasion| *occasion == Occasion::KindChanged), "{asked:?}");
    table.step(which, Phase::Resolved);
    table.step(which, Phase::Reopened);
    assert_eq!(occasions(&heard), [Occasion::Reopened]);
    let other = table.report("brawl");
    occasions(&heard);
    table.tell(Command::Incident(IncidentCommand::Merge { incident: which, into: other }));
    table.tell(Command::Incident(IncidentCommand::Unmerge { incident: which }));
    assert_eq!(occasions(&heard), [Occasion::Unmerged]);
}

/// What was recommended for the old place lapses and is recommended anew, and those who hear of it are told.
#[test]
fn a_call_that_is_elsewhere_is_decided_anew() {
    let (mut table, heard) = attentive();
    table.seat("alpha", Hook::Dispatch, Mode::Advise);
    let which = table.report("brawl");
    let first = table.state.advice(which).expect("a recommendation").facts.number;
    let moved = |lon| IncidentCommand::Relocate { incident: which, lon, lat: 27.05, uncertain: None };
    table.wait(30).tell(Command::Incident(moved(119.06)));
    assert_eq!(occasions(&heard), [Occasion::New, Occasion::NeedsChanged]);
    let second = table.state.advice(which).expect("another").facts.clone();
    assert!(second.number > first && second.trigger == Trigger::Relocated);
    assert_eq!(table.notices(which).len(), 0, "nobody is on it, and it is in its district");
    let (matter, verdict) = (which.into(), Verdict::Confirm);
    table.tell(Command::Matter(MatterCommand::Settle { matter, decision: second.number, verdict, code: None }));
    table.wait(30).tell(Command::Incident(moved(119.25)));
    let told: Vec<_> = table.notices(which).iter().map(|row| row.sent.message.clone()).collect();
    let [units, room] = &told[..] else { panic!("the units and the other room: {told:?}") };
    assert_eq!((units.why.code, units.recipients.len()), (code::RELOCATED, 2));
    assert_eq!((room.why.code, &room.recipients[..]), (code::RELOCATED_HERE, &[Who::CommandRoom(D2)][..]));
}

#[test]
fn it_is_told_who_is_on_the_call_and_how_far() {
    let (mut table, heard) = attentive();
    for unit in 1..8 {
        table.set_unit(unit, Primary::Unavailable);
    }
    // A brawl needs two, and only one is there.
    let which = table.report("brawl");
    table.set_unit(0, Primary::EnRoute);
    heard.lock().unwrap().clear();
    table.set_unit(3, Primary::Available);
    let calls = heard.lock().unwrap().clone();
    let [call] = &calls[..] else { panic!("{calls:?}") };
    assert_eq!(call.occasion, Occasion::StillShort);
    let [on] = &call.assigned[..] else { panic!("{call:?}") };
    assert_eq!((on.unit, on.need, on.extra, on.progress), (UnitRef(0), Some(0), false, Progress::EnRoute));
    assert_eq!(on.at, table.incident(which).assignments[0].at);
}

/// One more than is needed.
fn one_more(input: &DispatchInput) -> HookRun<DispatchAnswer> {
    let mut recommendation = first_able(input);
    let taken: Vec<u16> = recommendation.picks.iter().map(|pick| pick.candidate).collect();
    let free = (0..input.candidates.len() as u16).find(|candidate| !taken.contains(candidate));
    let extra = free.map(|candidate| ProposedPick { candidate, need: None, why: why(9) });
    recommendation.picks.extend(extra);
    answers(DispatchAnswer::Recommend(recommendation))
}

#[test]
fn more_units_than_needed_go_under_a_grant_of_their_own() {
    let mut table = Table::with(larger_county(3));
    table.seat("alpha", Hook::Dispatch, Mode::Auto);
    table.script.dispatch("alpha", one_more);
    let which = table.report("errand");
    let sent = table.incident(which).assignments.clone();
    assert_eq!(sent.iter().map(|a| (a.need, a.extra)).collect::<Vec<_>>(), [(Some(0), false), (None, true)]);
    assert!(!table.incident(which).hands_on && table.waiting().is_empty());
    // If the one that was needed is taken off, another goes in its place: an extra stands in for nobody.
    table.tell(Command::Unit(UnitCommand::Release { incident: which, unit: sent[0].unit }));
    assert_eq!(table.incident(which).units().count(), 3, "and one more with it, since the rule always sends one more");

    table.deny("alpha", "assign-extra");
    let which = table.report("errand");
    assert_eq!(table.incident(which).units().count(), 1);
    let decision = table.last_decision(which);
    let refused: Vec<_> = decision.facts.refused.iter().map(|refused| &refused.why).collect();
    assert_eq!(refused, [&RefusedWhy::NotGranted]);
}

#[test]
fn in_advise_a_person_confirms_them_with_the_rest() {
    let mut table = Table::with(larger_county(3));
    table.seat("alpha", Hook::Dispatch, Mode::Advise);
    table.script.dispatch("alpha", one_more);
    let which = table.report("errand");
    table.settle(which, 1, Verdict::Confirm);
    let sent = &table.incident(which).assignments;
    assert_eq!(sent.iter().map(|a| (a.need, a.extra)).collect::<Vec<_>>(), [(Some(0), false), (None, true)]);
    assert!(!table.incident(which).hands_on);
}

#[test]
fn an_intake_may_say_what_units_go() {
    let mut table = Table::with(larger_county(3));
    table.seat("beta", Hook::Intake, Mode::Auto);
    let needs = vec![Need { skills: 0.into(), count: 3 }];
    let wanted = needs.clone();
    table
        .script
        .intake("beta", move |_| makes_of_it(vec![IntakeProposal::SetNeeds { needs: wanted.clone(), why: why(3) }]));
    let which = table.report("errand");
    assert_eq!((&table.incident(which).needs, table.incident(which).units().count()), (&needs, 3));
    assert!(table.log.last().unwrap().events.iter().any(|event| {
        matches!(event, Event::Incident(IncidentEvent::NeedsChanged { incident, needs: now }) if *incident == which && *now == needs)
    }));
    let decisions = table.decisions(which);
    let Answered::Intake(record) = &decisions[0].facts.answer else { panic!("{decisions:?}") };
    assert_eq!(record.proposals.len(), 1);

    table.deny("beta", "set-needs");
    let which = table.report("errand");
    assert_eq!(table.incident(which).units().count(), 1, "what its kind needs");
}

/// What is confirmed later may need others than went.
#[test]
fn other_needs_make_the_rule_look_again() {
    let (mut table, heard) = attentive();
    table.seat("beta", Hook::Intake, Mode::Advise);
    table.script.intake("beta", |_| {
        makes_of_it(vec![IntakeProposal::SetNeeds { needs: vec![Need { skills: 0.into(), count: 2 }], why: why(3) }])
    });
    let which = table.report("errand");
    assert_eq!((table.incident(which).units().count(), occasions(&heard)), (1, vec![Occasion::New]));
    table.settle(which, 1, Verdict::Confirm);
    assert_eq!((table.incident(which).units().count(), occasions(&heard)), (2, vec![Occasion::NeedsChanged]));
}
