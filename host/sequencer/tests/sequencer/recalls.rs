//! Units called off less urgent work: by the county's matrix, before they arrive, with who goes there instead, and not behind a
//! person's back unless the county says so.

use std::sync::Arc;

use domain::built_in::code;
use domain::command::{Command, CountyCommand, Envelope, IncidentCommand, MatterCommand, Verdict};
use domain::county::recall::RecallRules;
use domain::decision::{Answered, Decision, DispatchRecord, Instead, Recall, SettledAs, Trigger};
use domain::hooks::{Reason, ReasonValue};
use domain::ids::*;
use domain::incident::{Phase, Priority};
use domain::plugin::Mode;
use domain::ports::Reference;
use domain::unit::Primary;

use crate::little_county::little_county;
use crate::table::*;

/// U003 is on its way to an accident, and only U005, of the other district, could take its place there. Nobody is free for a brawl.
fn busy(mode: Mode) -> (Table, IncidentRef) {
    let mut county = little_county();
    county.recall =
        Some(RecallRules { mode, off: [(Priority::Critical, vec![Priority::Urgent])].into(), nearly_there_s: 0 });
    let mut table = Table::with(county);
    [0, 1, 3, 4].into_iter().for_each(|unit| drop(table.set_unit(unit, Primary::Unavailable)));
    let accident = table.report("traffic-accident");
    assert_eq!(table.units_on(accident), [2]);
    table.set_unit(4, Primary::Available);
    (table, accident)
}

fn dispatched(decision: &Decision) -> &DispatchRecord {
    match &decision.facts.answer {
        Answered::Dispatch(record) => record,
        other => panic!("{other:?}"),
    }
}

/// The recall that waits for a person's word.
fn pending(table: &Table, which: IncidentRef) -> Option<Decision> {
    table.state.advice(which).map(|decision| (**decision).clone())
}

#[test]
fn who_is_called_off_what_and_who_goes_there_is_one_recommendation() {
    let (mut table, accident) = busy(Mode::Advise);
    let brawl = table.report("brawl");
    let advice = pending(&table, brawl).expect("a recommendation");
    assert_eq!((advice.facts.trigger.clone(), advice.facts.mode), (Trigger::ShortOfUnits, Mode::Advise));
    let record = dispatched(&advice);
    let [recall] = &record.recalls[..] else { panic!("{record:?}") };
    let Recall { unit, from, instead } = recall;
    assert_eq!((*unit, *from), (UnitRef(2), accident));
    let [Instead { unit: UnitRef(4), eta_s }] = instead[..] else { panic!("{instead:?}") };
    let [pick] = &record.picks[..] else { panic!("{record:?}") };
    let eta = ReasonValue::Duration(pick.eta_s);
    assert_eq!(pick.why, Reason::new(code::RECALLED, [eta, Reference::Incident(accident).into()]));
    // Nothing has happened yet, and time alone recommends nothing twice.
    assert_eq!((table.units_on(brawl), table.units_on(accident)), (vec![], vec![2]));
    let decisions = table.decisions(brawl).len();
    table.wait(60).tick(true);
    assert_eq!(table.decisions(brawl).len(), decisions);

    table.settle(brawl, advice.facts.number, Verdict::Confirm);
    assert_eq!((table.units_on(brawl), table.units_on(accident)), (vec![2], vec![4]));
    let [.., there] = &table.incident(accident).assignments[..] else { panic!("somebody goes there") };
    assert_eq!(there.eta_s, eta_s, "as it was said");
}

#[test]
fn a_county_may_have_it_done_at_once() {
    let (mut table, accident) = busy(Mode::Auto);
    let brawl = table.report("brawl");
    assert_eq!((table.units_on(brawl), table.units_on(accident)), (vec![2], vec![4]));
    assert!(pending(&table, brawl).is_none());
    assert!(table.incident(brawl).short_since.is_some(), "a brawl takes two");
    // It is never called back: the two don't take it from each other.
    table.wait(60).tick(true);
    assert_eq!((table.units_on(brawl), table.units_on(accident)), (vec![2], vec![4]));
}

#[test]
fn nobody_is_called_off_what_the_matrix_does_not_name() {
    let (mut table, accident) = busy(Mode::Auto);
    for priority in [Priority::Critical, Priority::Prompt, Priority::Routine] {
        table.tell(Command::Incident(IncidentCommand::SetPriority { incident: accident, priority }));
        let brawl = table.report("brawl");
        assert_eq!((table.units_on(brawl), table.units_on(accident)), (vec![], vec![2]), "{priority:?}");
        table.step(brawl, Phase::Cancelled);
    }
    // As a control: what it names.
    table.tell(Command::Incident(IncidentCommand::SetPriority { incident: accident, priority: Priority::Urgent }));
    let brawl = table.report("brawl");
    assert_eq!((table.units_on(brawl), table.units_on(accident)), (vec![2], vec![4]));
}

#[test]
fn who_has_arrived_stays() {
    let (mut table, accident) = busy(Mode::Advise);
    let brawl = table.report("brawl");
    let advice = pending(&table, brawl).expect("a recommendation");
    table.set_unit(2, Primary::OnScene);
    assert!(pending(&table, brawl).is_none(), "it lapses");
    let lapsed = table.decisions(brawl).into_iter().find(|decision| decision.facts.number == advice.facts.number);
    let settled = lapsed.and_then(|decision| decision.facts.settlement).map(|settlement| settlement.outcome);
    assert_eq!(settled, Some(SettledAs::Overtaken));
    table.wait(60).tick(true);
    assert!(pending(&table, brawl).is_none());
    assert_eq!(table.units_on(accident), [2]);
}

#[test]
fn who_is_all_but_there_is_left_to_it_and_that_is_said() {
    let (mut table, accident) = busy(Mode::Advise);
    let mut county = (*table.state.county.as_ref().expect("a county").county()).clone();
    let rules = county.recall.as_mut().expect("rules");
    rules.nearly_there_s = 3_600;
    county.digest = Digest::of(b"another");
    table.tell(Command::County(CountyCommand::Import { county: Arc::new(county) }));
    let brawl = table.report("brawl");
    assert!(pending(&table, brawl).is_none());
    assert_eq!(table.units_on(accident), [2]);
}

#[test]
fn whoever_comes_free_goes_in_place_of_one_called_off() {
    let (mut table, accident) = busy(Mode::Advise);
    let brawl = table.report("brawl");
    assert!(pending(&table, brawl).is_some());
    table.set_unit(0, Primary::Available);
    assert_eq!((table.units_on(brawl), table.units_on(accident)), (vec![0], vec![2]));
    // The other place is still empty, and for that one the recommendation is made anew.
    let advice = pending(&table, brawl).expect("a recommendation");
    assert_eq!(dispatched(&advice).recalls.len(), 1);
    table.set_unit(3, Primary::Available);
    assert_eq!((table.units_on(brawl), table.units_on(accident)), (vec![0, 3], vec![2]));
    assert!(pending(&table, brawl).is_none());
}

#[test]
fn a_person_says_no() {
    let (mut table, accident) = busy(Mode::Advise);
    let brawl = table.report("brawl");
    let advice = pending(&table, brawl).expect("a recommendation");
    table.settle(brawl, advice.facts.number, Verdict::Reject);
    assert_eq!((table.units_on(brawl), table.units_on(accident)), (vec![], vec![2]));
    // Not at once again.
    table.wait(60).tick(true);
    assert!(pending(&table, brawl).is_none());
    let again = Command::Matter(MatterCommand::Settle {
        matter: brawl.into(),
        decision: advice.facts.number,
        verdict: Verdict::Confirm,
        code: None,
    });
    assert!(table.submit(Envelope::by("operator:test", again)).is_err());
}
