//! Units and persons leave the county's service while they are at something: who is stood down, which places are empty, whose tasks
//! become others', and who hears of it.

use std::sync::Arc;

use domain::built_in::code;
use domain::command::{Command, CountyCommand, Envelope, NewStandIn, RosterCommand, TaskCommand};
use domain::county::County;
use domain::county::service::Member;
use domain::decision::Trigger;
use domain::event::{CountyEvent, Event, RosterEvent};
use domain::ids::*;
use domain::incident::Phase;
use domain::limits::{ABSENCES_KEPT_MAX, LEFT_TASKS_PER_BATCH_MAX, RETIRED_AT_ONCE_MAX};
use domain::roster::swap::{Outcome, Place, SwapStage};
use domain::roster::{Shift, ShiftKey};
use domain::task::TaskStatus;
use domain::unit::Primary;
use domain::who::Who;
use sequencer::rehearsal::rehearse;

use crate::little_county::little_county;
use crate::room::Running;
use crate::table::*;

const HOUR_S: u32 = 3_600;

/// The county as its files are read when these are in them no more.
fn without(units: &[u32], persons: &[u32]) -> County {
    let mut county = little_county();
    units.iter().for_each(|unit| county.units[*unit as usize].retired = true);
    persons.iter().for_each(|person| county.persons[*person as usize].retired = true);
    county.digest = Digest::of(format!("without {units:?} {persons:?}").as_bytes());
    county
}

fn import(county: County) -> Command {
    Command::County(CountyCommand::Import { county: Arc::new(county) })
}

fn shift(starts_h: u32, leader: Option<u32>, auxiliaries: [Option<u32>; 2]) -> Shift {
    let starts = START.plus_s(starts_h * HOUR_S);
    let slots = [(0, leader), (1, auxiliaries[0]), (1, auxiliaries[1])];
    let slots = slots.map(|(slot, person)| (slot, person.map(PersonRef))).to_vec();
    Shift { district: D1, starts, ends: starts.plus_s(8 * HOUR_S), slots }
}

fn publish(table: &mut Table, shifts: Vec<Shift>) {
    let publication = domain::command::Publication { shifts, replace: false, accept_findings: true };
    let envelope = Envelope::by("operator:test", Command::Roster(RosterCommand::Publish(publication)));
    table.submit(Envelope { reason: Some("as agreed".to_owned()), ..envelope }).expect("they are published");
}

fn told(table: &Table) -> Vec<(u16, Vec<Who>)> {
    let rows = table.state.notices.iter();
    rows.map(|row| (row.sent.message.why.code, row.sent.message.recipients.clone())).collect()
}

fn on_duty(table: &Table, slot: u16) -> Vec<u32> {
    table.state.roster.on_duty(D1, slot, table.now).into_iter().map(|person| person.0).collect()
}

/// The incident stayed `assigned` and lacked nothing, with nobody on it.
#[test]
fn a_unit_that_is_removed_is_stood_down_and_another_goes() {
    let mut table = Table::new();
    let incident = table.report("traffic-accident");
    let [gone] = table.units_on(incident)[..] else { panic!("one unit") };
    table.set_unit(gone, Primary::EnRoute);
    let mut envelope = Envelope::by("admin:county", import(without(&[gone], &[])));
    envelope.reason = Some("sold".to_owned());
    let events = table.submit(envelope).expect("it is imported");
    let names = names(&events);
    assert_eq!(names[..4], ["county-imported", "force-retired", "unit-stood-down", "incident-stepped"], "{names:?}");
    let other = table.units_on(incident);
    assert!(other.len() == 1 && other != [gone], "another went: {other:?}");
    assert_eq!(table.incident(incident).phase, Phase::Assigned);
    assert_eq!(table.last_decision(incident).facts.trigger, Trigger::StoodDown);
    assert_eq!(told(&table), [(code::STOOD_DOWN, vec![Who::CommandRoom(D1)])]);
    // What follows names the command, and bears nobody's name and reason.
    let left = table.incident(incident).assignments[0].clone();
    let release = left.released.expect("it is said whose doing it was");
    assert!(left.stood_down && release.by == "system" && release.why.is_none(), "{release:?}");
    assert_eq!(release.because.expect("a cause").command, table.state.version);
    // Its place in the county stays, so that its name is known.
    assert!(table.state.has_left(Member::Unit(UnitRef(gone))));
    assert_eq!(table.state.unit(UnitRef(gone)).expect("it is known").incident, None);
}

/// A unit that had got there answers its need for good; not one that the county has no more.
#[test]
fn at_the_scene_its_need_is_open_again_and_waits_if_nobody_can_go() {
    let mut table = Table::new();
    let incident = table.report("traffic-accident");
    let [gone] = table.units_on(incident)[..] else { panic!("one unit") };
    table.set_unit(gone, Primary::OnScene);
    (0..5).filter(|unit| *unit != gone).for_each(|unit| drop(table.set_unit(unit, Primary::Unavailable)));
    table.tell(import(without(&[gone], &[])));
    assert_eq!((table.units_on(incident), table.waiting()), (vec![], vec![incident.0]));
    assert_eq!(table.incident(incident).phase, Phase::OnScene, "somebody was there");
    // The room hears that it lost a unit, and that nobody is on it or could be sent: a pressing one rings once for both.
    let codes: Vec<u16> = told(&table).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, [code::STOOD_DOWN, code::NOBODY_TO_SEND]);
    let decision = table.last_decision(incident);
    assert_eq!(decision.facts.trigger, Trigger::StoodDown, "the shortfall stands in the story");
    // Back in the files, it is free and goes.
    let mut back = little_county();
    back.digest = Digest::of(b"back");
    let events = table.tell(import(back));
    assert!(names(&events).contains(&"force-reinstated"), "{events:?}");
    assert_eq!(table.state.leaving.len(), 0);
}

/// What a person had chosen is gone with the unit: the rules decide again.
#[test]
fn a_choice_by_hand_holds_no_longer_than_its_units() {
    let mut table = Table::new();
    (0..5).for_each(|unit| drop(table.set_unit(unit, Primary::Unavailable)));
    let incident = table.report("traffic-accident");
    table.set_unit(0, Primary::Available);
    table.assign(incident, &[0]);
    assert!(table.waiting().is_empty());
    table.set_unit(0, Primary::OnScene);
    table.tell(import(without(&[0], &[])));
    assert_eq!(table.waiting(), [incident.0]);
}

/// A leader who was removed stayed on duty, no vacancy appeared, and only they were told.
#[test]
fn a_leader_who_is_removed_leaves_a_place_that_is_seen_at_once() {
    let mut table = Table::new();
    publish(&mut table, vec![shift(0, Some(0), [Some(1), Some(2)]), shift(8, Some(1), [Some(0), Some(2)])]);
    table.wait(HOUR_S);
    assert_eq!((on_duty(&table, 0), table.state.roster.vacancies.len()), (vec![0], 0));
    let version = table.state.roster.version;
    let events = table.tell(import(without(&[], &[0])));
    let opened: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::Roster(RosterEvent::VacanciesChanged { opened, .. }) => Some(opened.clone()),
            _ => None,
        })
        .flatten()
        .map(|vacancy| (vacancy.slot, vacancy.from.since_s(START) / HOUR_S, vacancy.until.since_s(START) / HOUR_S))
        .collect();
    assert_eq!(opened, [(0, 1, 8), (1, 8, 16)], "from now on, and in the shift ahead");
    assert_eq!(on_duty(&table, 0), Vec::<u32>::new());
    assert!(table.state.roster.version > version, "decisions cite another roster");
    assert_eq!(told(&table), [(code::DUTY_LEFT, vec![Who::CommandRoom(D1)])]);
    // Until an hour ago it was they.
    let before = table.state.roster.on_duty(D1, 0, START.plus_s(60));
    assert_eq!(before, [PersonRef(0)]);
    // It is watched from now on.
    assert!(names(&table.tick(false)).contains(&"timer-fired"));
    assert_eq!(table.state.watched.len(), 2, "the shift ahead is near, too");
    // Nobody addresses them any more.
    let who = vec![Who::Person(PersonRef(0)), Who::Unit(UnitRef(0))];
    let loaded = table.state.county.clone().expect("a county");
    let addressed = domain::notice::tell::addressees(&table.state, &loaded, D1, &who, table.now);
    assert_eq!(addressed, [domain::who::Addressee::Unit(UnitRef(0))]);
    // Back again, they serve in what they are still named in; the time between stays what it was.
    table.wait(HOUR_S);
    let mut back = little_county();
    back.digest = Digest::of(b"back");
    table.tell(import(back));
    assert_eq!((on_duty(&table, 0), table.state.roster.open_vacancies(table.now).count()), (vec![0], 0));
    assert_eq!(table.state.roster.on_duty(D1, 0, START.plus_s(HOUR_S + 60)), []);
}

#[test]
fn stand_ins_and_swaps_end_with_the_one_who_leaves() {
    let mut table = Table::new();
    publish(&mut table, vec![shift(0, Some(0), [Some(1), None]), shift(8, Some(1), [Some(0), None])]);
    let because = |command| Envelope { reason: Some("ill".to_owned()), ..Envelope::by("operator:test", command) };
    let stand_in = |hours: [u32; 2], slot, instead_of: Option<u32>, person: u32| {
        let [from, until] = hours.map(|hour| START.plus_s(hour * HOUR_S));
        let (instead_of, person) = (instead_of.map(PersonRef), Some(PersonRef(person)));
        let new = NewStandIn { district: D1, slot, from: Some(from), until, instead_of, person };
        because(Command::Roster(RosterCommand::StandIn { new, accept_findings: true }))
    };
    table.submit(stand_in([1, 4], 0, Some(0), 2)).expect("one stands in");
    table.submit(stand_in([5, 6], 1, None, 2)).expect("one stands in beside");
    let place = |starts_h: u32, slot, person| {
        let shift = ShiftKey { district: D1, starts: START.plus_s(starts_h * HOUR_S) };
        Place { shift, slot, person: PersonRef(person) }
    };
    let offer = RosterCommand::OfferSwap { gives: place(8, 0, 1), wants: None, to: Some(PersonRef(2)) };
    table.tell(Command::Roster(offer));
    table.wait(2 * HOUR_S);
    assert_eq!(on_duty(&table, 0), [2]);
    let events = table.tell(import(without(&[], &[2])));
    let Some(Event::County(CountyEvent::Retired(retired))) = events.get(1) else { panic!("{events:?}") };
    assert_eq!((&retired.swaps[..], retired.stand_ins.len()), (&[SwapRef(1)][..], 2));
    assert_eq!(on_duty(&table, 0), Vec::<u32>::new(), "the place is not theirs again who is away");
    let stage = table.state.roster.swaps[&SwapRef(1)].stage(table.now);
    assert_eq!(stage, SwapStage::Ended(Outcome::Lapsed));
    assert_eq!(table.state.roster.next_ending().map(|at| at.since_s(START) / HOUR_S), Some(4));
    let ahead: Vec<_> = table.state.roster.stand_ins_after(D1, table.now).iter().map(|s| (s.slot, s.person)).collect();
    assert_eq!(ahead, [(0, None)], "the one beside the shift is none any more");
    table.wait(2 * HOUR_S);
    assert_eq!(on_duty(&table, 0), [0]);
}

#[test]
fn tasks_of_those_who_leave_become_the_command_room_s_or_are_open_again() {
    let mut table = Table::new();
    let make = |table: &mut Table, assignee: Who| {
        let (title, district, incident, due) = ("look".to_owned(), D1, None, None);
        table.tell(Command::Task(TaskCommand::Create { title, district, assignee, incident, due }));
        table.state.tasks.last
    };
    let theirs = make(&mut table, Who::Person(PersonRef(0)));
    let of_unit = make(&mut table, Who::Unit(UnitRef(1)));
    let taken = make(&mut table, Who::CommandRoom(D1));
    let other = make(&mut table, Who::Person(PersonRef(1)));
    let accept = |task, person| Command::Task(TaskCommand::Accept { task, person: Some(PersonRef(person)) });
    table.tell(accept(theirs, 0));
    table.tell(accept(taken, 0));
    table.tell(accept(other, 1));
    let events = table.tell(import(without(&[1], &[0])));
    assert_eq!(names(&events).iter().filter(|name| **name == "task-reopened").count(), 3, "{events:?}");
    for task in [theirs, of_unit, taken] {
        let task = table.state.tasks.get(task).expect("it is there");
        assert_eq!((task.status, &task.new.assignee), (TaskStatus::Open, &Who::CommandRoom(D1)));
        assert!(task.accepted.is_none());
        let about = table.state.notices.of(task.new.task).last().expect("a notice");
        assert_eq!(about.sent.message.why.code, code::TASK_LEFT);
    }
    assert_eq!(table.state.tasks.get(other).expect("it is there").status, TaskStatus::Accepted);
    assert_eq!(table.state.tasks.workload(&Who::CommandRoom(D1)), 3);
    assert!(table.state.leaving.is_empty());
}

/// What one batch has no room for, time brings; nothing is refused and nothing forgotten.
#[test]
fn more_than_one_batch_takes_is_done_in_portions() {
    for many in [RETIRED_AT_ONCE_MAX, RETIRED_AT_ONCE_MAX + 1, 20 * RETIRED_AT_ONCE_MAX] {
        let mut table = Table::with(larger_county(many));
        for _ in 0..many {
            let incident = table.report("errand");
            if table.units_on(incident).is_empty() {
                break;
            }
        }
        let mut smaller = larger_county(many);
        smaller.units.iter_mut().skip(5).for_each(|unit| unit.retired = true);
        smaller.digest = Digest::of(b"smaller");
        let command = import(smaller);
        let rehearsed =
            rehearse(&table.state, &[Envelope::by("operator:test", command.clone())], table.now, &table.script);
        let rehearsed = rehearsed.expect("it would be taken");
        let events = table.tell(command);
        let portions = events.iter().filter(|event| matches!(event, Event::County(CountyEvent::Retired(_)))).count();
        assert_eq!(portions == 1, many <= RETIRED_AT_ONCE_MAX, "{many}: {portions}");
        let mut batches = 1;
        while table.state.next_due().is_some_and(|due| due <= table.now) {
            table.tick(false);
            batches += 1;
            assert!(batches < 200, "it comes to an end");
        }
        let left = (5..5 + many as u32).filter(|unit| table.state.has_left(Member::Unit(UnitRef(*unit)))).count();
        assert_eq!((left, table.state.leaving.len()), (many, 0));
        let on_incidents = table.state.units.iter().skip(5).filter(|unit| unit.incident.is_some()).count();
        assert_eq!(on_incidents, 0);
        // Tried on a copy, it was the same.
        let stood_down =
            |events: &mut dyn Iterator<Item = &Event>| events.filter(|event| event.name() == "unit-stood-down").count();
        let done = stood_down(&mut table.log.iter().flat_map(|batch| &batch.events));
        assert_eq!(stood_down(&mut rehearsed.events()), done);
        assert!(done > 0);
    }
}

#[test]
fn tasks_are_taken_from_those_who_left_in_portions_too() {
    for many in [LEFT_TASKS_PER_BATCH_MAX, LEFT_TASKS_PER_BATCH_MAX + 1] {
        let mut table = Table::new();
        for _ in 0..many {
            let (title, district, assignee) = ("look".to_owned(), D1, Who::Person(PersonRef(0)));
            let create = TaskCommand::Create { title, district, assignee, incident: None, due: None };
            table.tell(Command::Task(create));
        }
        let tick = |events: &[Event]| events.iter().filter(|event| event.name() == "task-reopened").count();
        let mut reopened = tick(&table.tell(import(without(&[], &[0]))));
        while table.state.next_due().is_some_and(|due| due <= table.now) {
            reopened += tick(&table.tick(false));
        }
        assert_eq!((reopened, table.state.leaving.len()), (many, 0));
        assert_eq!(table.state.tasks.workload(&Who::CommandRoom(D1)), many);
    }
}

/// A day in the files: they serve until it begins, and then what follows follows.
#[test]
fn with_a_day_they_leave_when_it_has_surely_come() {
    let mut county = little_county();
    county.units[2].retires = Some(jiff::civil::date(2022, 9, 2));
    county.persons[0].retires = Some(jiff::civil::date(2022, 9, 2));
    // Long over: they are known, and are none of the county's any more.
    county.persons[1].retires = Some(jiff::civil::date(2021, 1, 1));
    let mut table = Table::with(county);
    let loaded = table.state.county.clone().expect("a county");
    assert!(loaded.county().persons[1].retired && table.state.has_left(Member::Person(PersonRef(1))));
    assert!(!loaded.county().units[2].retired);
    assert_eq!(table.state.next_due(), Some(START.plus_s(24 * HOUR_S)));
    table.wait(24 * HOUR_S - 1);
    assert_eq!(table.tick(false), []);
    table.wait(1);
    assert_eq!(names(&table.tick(false))[..1], ["force-retired"]);
    let loaded = table.state.county.clone().expect("a county");
    assert!(loaded.county().units[2].retired && loaded.index.unit("U003").is_none());
    assert!(table.state.has_left(Member::Person(PersonRef(0))) && table.state.leaving.is_empty());
    // The same files once more change nothing of it.
    let mut again = little_county();
    again.units[2].retires = Some(jiff::civil::date(2022, 9, 2));
    again.digest = Digest::of(b"again");
    table.tell(import(again));
    assert!(table.state.has_left(Member::Unit(UnitRef(2))));
    assert!(!table.state.has_left(Member::Person(PersonRef(0))), "no day is said of this one any more");
}

/// Journals from before this was written down have retired units and persons and no event of it.
#[test]
fn those_who_had_left_before_this_was_kept_are_noted_once() {
    let mut table = Table::with(without(&[3], &[2]));
    assert!(table.state.has_left(Member::Unit(UnitRef(3))) && table.state.has_left(Member::Person(PersonRef(2))));
    assert_eq!(table.tick(false), []);
}

#[test]
fn the_oldest_absences_of_one_person_go_first() {
    for comings in [ABSENCES_KEPT_MAX, ABSENCES_KEPT_MAX + 1] {
        let mut table = Table::new();
        for nth in 0..comings {
            table.wait(10);
            let mut county = without(&[], &[0]);
            county.digest = Digest::of(format!("gone {nth}").as_bytes());
            table.tell(import(county));
            table.wait(10);
            let mut county = little_county();
            county.digest = Digest::of(format!("back {nth}").as_bytes());
            table.tell(import(county));
        }
        assert_eq!(table.state.roster.absences[&PersonRef(0)].len(), ABSENCES_KEPT_MAX);
        let first = START.plus_s(15);
        assert_eq!(table.state.roster.serves(PersonRef(0), first), comings > ABSENCES_KEPT_MAX);
    }
}

/// Its incidents would have been nobody's.
#[test]
fn a_district_with_something_open_does_not_leave() {
    let mut table = Table::new();
    let incident = table.report("traffic-accident");
    let smaller = || {
        let mut county = little_county();
        county.districts[0].retired = true;
        county.digest = Digest::of(b"one district");
        Envelope::by("operator:test", import(county))
    };
    let refused = table.submit(smaller()).expect_err("there is an open incident");
    assert_eq!(refused.code.name(), "district-in-use");
    for unit in table.units_on(incident) {
        table.set_unit(unit, Primary::OnScene);
    }
    table.step(incident, Phase::Resolved);
    table.step(incident, Phase::Closed);
    table.submit(smaller()).expect("nothing is open there any more");
}

/// Through the room itself: the answer to the import comes when all of it is durable.
#[test]
fn the_room_does_it_in_the_import_s_own_batch() {
    let room = Running::new();
    let incident = room.report("traffic-accident");
    let on = |state: &domain::state::State| -> Vec<UnitRef> {
        state.incident(incident).map(|incident| incident.units().collect()).unwrap_or_default()
    };
    let gone = on(&room.room.state())[0];
    room.tell(import(without(&[gone.0], &[])));
    let state = room.room.state();
    assert!(state.has_left(Member::Unit(gone)) && !on(&state).contains(&gone) && on(&state).len() == 1);
}
