//! Nobody is sent to what may be known already before a person has said so, or the county's time for that is up.

use domain::command::{Command, IncidentCommand, Verdict};
use domain::county::duplicates::DuplicateRules;
use domain::decision::Trigger;
use domain::event::Event;
use domain::hooks::Hook;
use domain::ids::*;
use domain::incident::hold::{Hold, HoldEnd, hold_timer};
use domain::incident::record::Changed;
use domain::incident::{Phase, Priority};
use domain::plugin::Mode;
use domain::state::State;

use crate::doubles::*;
use crate::little_county::little_county;
use crate::table::*;

/// The second report is likely to be a duplicate of the first. The county waits a minute for a word on it.
fn likely(mode: Mode, wait_s: &[(Priority, u32)]) -> (Table, IncidentRef, IncidentRef, Vec<Event>) {
    let mut county = little_county();
    county.duplicates = DuplicateRules { wait_s: wait_s.iter().copied().collect() };
    let mut table = Table::with(county);
    table.seat("desk", Hook::Intake, mode);
    table.deny("desk", "merge");
    let first = table.report("brawl");
    table.script.intake("desk", move |_| makes_of_it(vec![duplicate_of(first)]));
    let events = table.wait(60).tell(Command::Incident(IncidentCommand::Report(report("brawl"))));
    let which = table.state.last_incident;
    (table, first, which, events)
}

fn priority() -> Priority {
    Table::new().state.county.as_ref().map(|loaded| loaded.county().kinds[1].priority).expect("a brawl's")
}

fn waits(table: &Table, which: IncidentRef) -> bool {
    let incident = table.incident(which);
    let timer = table.state.timers.get(hold_timer(which)).map(|timer| timer.due);
    assert_eq!(timer, incident.hold.map(|hold| hold.until), "a wait ends by its timer");
    incident.hold.is_some()
}

fn why_it_ended(table: &Table, which: IncidentRef) -> Option<HoldEnd> {
    let ends = table.incident(which).changes.iter().rev();
    ends.filter_map(|change| if let Changed::HoldEnded(end) = change.what { Some(end) } else { None }).next()
}

#[test]
fn dispatch_waits_for_a_word_and_goes_on_when_none_came() {
    for mode in [Mode::Advise, Mode::Auto] {
        let (mut table, first, which, events) = likely(mode, &[(priority(), 60)]);
        assert_eq!(names(&events)[..4], ["incident-reported", "decided", "dispatch-held", "incident-stepped"]);
        let until = table.now.plus_s(60);
        assert_eq!(table.incident(which).hold, Some(Hold { of: first, decision: 1, until }));
        assert_eq!(table.incident(which).changes[0].what, Changed::Held(first));
        // Neither by the minute's look nor for a unit that comes free is anybody sent, and nobody is missed.
        table.wait(30);
        table.look_again();
        table.tick(true);
        assert!(waits(&table, which) && table.units_on(which).is_empty());
        assert_eq!(table.incident(which).short_since, None);
        let events = table.wait(30).tick(false);
        assert_eq!(names(&events)[..2], ["timer-fired", "dispatch-hold-ended"]);
        assert!(!waits(&table, which) && !table.units_on(which).is_empty());
        assert_eq!(why_it_ended(&table, which), Some(HoldEnd::TimeUp));
        assert_eq!(table.last_decision(which).facts.trigger, Trigger::HoldEnded);
        assert!(table.incident(which).escalated.is_pending(1), "a person may still say so");
    }
}

#[test]
fn a_person_s_word_ends_it_at_once() {
    let (mut table, first, which, _) = likely(Mode::Auto, &[(priority(), 60)]);
    let events = table.settle(which, 1, Verdict::Reject);
    assert_eq!(names(&events)[..2], ["settled", "dispatch-hold-ended"]);
    assert_eq!((why_it_ended(&table, which), waits(&table, which)), (Some(HoldEnd::Answered), false));
    assert!(!table.units_on(which).is_empty());

    let (mut table, _, which, _) = likely(Mode::Advise, &[(priority(), 60)]);
    let events = table.settle(which, 1, Verdict::NotADuplicate);
    assert_eq!(names(&events)[..2], ["duplicate-denied", "dispatch-hold-ended"]);
    assert_eq!((why_it_ended(&table, which), waits(&table, which)), (Some(HoldEnd::Answered), false));
    assert!(!table.units_on(which).is_empty() && !table.incident(which).escalated.is_pending(1));

    let (mut table, _, which, _) = likely(Mode::Auto, &[(priority(), 60)]);
    table.settle(which, 1, Verdict::Confirm);
    assert_eq!((table.incident(which).merged_into, waits(&table, which)), (Some(first), false));
    assert!(table.units_on(which).is_empty() && table.wait(60).tick(false).is_empty());
}

#[test]
fn who_sends_units_by_hand_or_ends_it_has_not_to_wait() {
    let (mut table, _, which, _) = likely(Mode::Auto, &[(priority(), 60)]);
    table.assign(which, &[4]);
    assert_eq!((why_it_ended(&table, which), waits(&table, which)), (Some(HoldEnd::Sent), false));

    let (mut table, _, which, _) = likely(Mode::Auto, &[(priority(), 60)]);
    table.step(which, Phase::Cancelled);
    assert!(!waits(&table, which));
}

/// Each priority has its own time, or none.
#[test]
fn what_presses_too_much_does_not_wait() {
    let (table, _, which, _) = likely(Mode::Auto, &[(Priority::Routine, 60)]);
    assert!(priority() != Priority::Routine && !waits(&table, which) && !table.units_on(which).is_empty());

    let (mut table, _, which, _) = likely(Mode::Auto, &[(priority(), 60)]);
    let priority = Priority::Prompt;
    table.tell(Command::Incident(IncidentCommand::SetPriority { incident: which, priority }));
    assert_eq!((why_it_ended(&table, which), waits(&table, which)), (Some(HoldEnd::Priority), false));
    assert!(!table.units_on(which).is_empty());
}

/// The host was down when the time was up: it is known from the disk that it is.
#[test]
fn the_wait_is_kept_over_a_restart() {
    let (mut table, _, which, _) = likely(Mode::Auto, &[(priority(), 60)]);
    let read = State::decode(&table.state.encode()).expect("a checkpoint is read");
    assert_eq!(read.hash(), table.state.hash());
    table.state = read;
    table.wait(600).tick(false);
    assert_eq!((why_it_ended(&table, which), waits(&table, which)), (Some(HoldEnd::TimeUp), false));
}
