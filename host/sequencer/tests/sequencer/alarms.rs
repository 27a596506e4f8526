//! What has to be heard is heard: that nobody is there to be sent, what is pressing whatever else rings, units that are not heard
//! of; and who has plainly seen it is not called.

use domain::built_in::code;
use domain::command::{Command, IncidentCommand, UnitCommand, Verdict};
use domain::county::NoticeRules;
use domain::county::status_timer::{Expected, StatusTimer};
use domain::event::Event;
use domain::hooks::*;
use domain::ids::*;
use domain::incident::{Phase, Priority};
use domain::plugin::Mode;
use domain::unit::{Fix, Primary};
use domain::who::{Addressee, Who};

use crate::doubles::*;
use crate::little_county::little_county;
use crate::table::*;

/// A table where every unit is out of service.
fn without_units() -> Table {
    let mut table = Table::new();
    (0..5).for_each(|unit| drop(table.set_unit(unit, Primary::Unavailable)));
    table
}

/// What the host itself told the command room of an incident, by its codes.
fn host_said(table: &Table, which: IncidentRef) -> Vec<u16> {
    table.notices(which).iter().filter(|row| row.sent.plugin.is_none()).map(|row| row.sent.message.why.code).collect()
}

fn escalated(table: &Table) -> Vec<EscalationTrigger> {
    table.script.calls().iter().filter_map(|call| call.trigger).collect()
}

#[test]
fn that_nobody_is_there_to_be_sent_is_known_once() {
    let mut table = without_units();
    table.seat("ladder", Hook::Escalation, Mode::Auto);
    table.script.escalation("ladder", |_| proposes(Vec::new()));
    let which = table.report("brawl");
    assert_eq!(table.incident(which).short_since, Some(START));
    let asked = escalated(&table);
    assert_eq!(asked, [EscalationTrigger::PhaseChanged, EscalationTrigger::NobodyToSend]);
    // The plugin speaks for itself, and time alone brings no news.
    assert!(host_said(&table, which).is_empty());
    table.wait(60).tick(true);
    assert!(escalated(&table).is_empty());
    // One of two comes: one is missing all the same, and that was said. Both are there: nothing is.
    table.set_unit(0, Primary::Available);
    assert!(table.incident(which).short_since.is_some());
    table.set_unit(2, Primary::Available);
    assert_eq!((table.units_on(which), table.incident(which).short_since), (vec![0, 2], None));
    assert!(!escalated(&table).contains(&EscalationTrigger::NobodyToSend));
    // One leaves: that is news again.
    table.tell(Command::Unit(UnitCommand::SetStatus {
        unit: UnitRef(0),
        primary: Primary::Unavailable,
        secondary: None,
    }));
    assert!(escalated(&table).contains(&EscalationTrigger::NobodyToSend));
}

#[test]
fn where_no_escalation_speaks_the_command_room_hears_of_what_is_pressing() {
    let mut table = without_units();
    let brawl = table.report("brawl");
    let [row] = &table.notices(brawl)[..] else { panic!("one notice") };
    let sent = &row.sent;
    assert_eq!((sent.message.why.code, sent.message.urgency), (code::NOBODY_TO_SEND, Urgency::Emergency));
    assert_eq!(sent.told[0].to, Addressee::CommandRoom(DistrictRef(0)));
    // An escalation that only recommends rings for nobody.
    table.seat("ladder", Hook::Escalation, Mode::Advise);
    table.script.escalation("ladder", |_| proposes(Vec::new()));
    let accident = table.report("traffic-accident");
    assert_eq!(host_said(&table, accident), [code::NOBODY_TO_SEND]);
    table.tell(Command::Incident(IncidentCommand::SetPriority { incident: accident, priority: Priority::Routine }));
    let calm = table.report("traffic-accident");
    assert_eq!(table.incident(calm).priority, Priority::Urgent);
    assert_eq!(host_said(&table, calm).len(), 1);
}

#[test]
fn a_recommendation_that_waits_is_somebody_to_send() {
    let mut table = Table::new();
    table.seat("alpha", Hook::Dispatch, Mode::Advise);
    table.script.dispatch("alpha", sensible);
    let which = table.report("traffic-accident");
    assert!(table.state.advice(which).is_some() && table.incident(which).short_since.is_none());
    // What it counted on is gone, and so is everybody else.
    for unit in 0..5 {
        table.set_unit(unit, Primary::Unavailable);
    }
    assert!(table.incident(which).short_since.is_some());
}

#[test]
fn what_matters_less_never_keeps_what_matters_more_from_ringing() {
    let mut county = little_county();
    county.notices = NoticeRules { per_hour: 3, coalesce_s: 0 };
    let mut table = Table::with(county);
    table.seat("loud", Hook::Escalation, Mode::Auto);
    table.script.escalation("loud", |input| match input.trigger {
        EscalationTrigger::PhaseChanged => proposes(vec![tell_room(1)]),
        _ => proposes(Vec::new()),
    });
    let rings = |table: &Table, which| !table.notices(which)[0].sent.told[0].held;
    let of = |table: &mut Table, priority| {
        let which = table.report("noise");
        table.tell(Command::Incident(IncidentCommand::SetPriority { incident: which, priority }));
        table.step(which, Phase::Accepted);
        which
    };
    let routine: Vec<bool> = (0..5)
        .map(|_| {
            let which = table.report("noise");
            table.step(which, Phase::Accepted);
            rings(&table, which)
        })
        .collect();
    assert_eq!(routine, [true, true, true, false, false]);
    for _ in 0..3 {
        let prompt = of(&mut table, Priority::Prompt);
        assert!(rings(&table, prompt), "its budget is its own");
    }
    for priority in [Priority::Urgent, Priority::Critical] {
        for _ in 0..10 {
            let pressing = of(&mut table, priority);
            assert!(rings(&table, pressing), "{priority:?} is never held back");
        }
    }
    let prompt = of(&mut table, Priority::Prompt);
    assert!(!rings(&table, prompt));
    table.wait(3_600);
    let prompt = of(&mut table, Priority::Prompt);
    assert!(rings(&table, prompt), "an hour later");
    // A state that is read back counts the same.
    let read = domain::state::State::decode(&table.state.encode()).expect("a state");
    let room = Addressee::CommandRoom(DistrictRef(0));
    for priority in Priority::ALL {
        let rang = |state: &domain::state::State| state.notices.rang(room, Some(priority), table.now);
        assert_eq!(rang(&read), rang(&table.state), "{priority:?}");
    }
}

#[test]
fn who_acts_on_it_has_seen_it() {
    type Act = fn(&mut Table, IncidentRef);
    let acts: [(&str, bool, Act); 6] = [
        ("sends a unit", true, |table, which| drop(table.assign(which, &[1]))),
        ("amends what is recommended", true, |table, which| {
            table.settle(which, 1, Verdict::Amend { units: vec![UnitRef(1)] });
        }),
        ("rejects what is recommended", true, |table, which| drop(table.settle(which, 1, Verdict::Reject))),
        ("is on scene", true, |table, which| {
            table.settle(which, 1, Verdict::Confirm);
            let unit = table.units_on(which)[0];
            table.set_unit(unit, Primary::OnScene);
        }),
        ("calls it more pressing", false, |table, which| {
            table.tell(Command::Incident(IncidentCommand::SetPriority {
                incident: which,
                priority: Priority::Critical,
            }));
        }),
        ("calls it something else", false, |table, which| {
            table.tell(Command::Incident(IncidentCommand::SetKind { incident: which, kind: KindRef(1) }));
        }),
    ];
    for (what, seen, act) in acts {
        let mut table = Table::new();
        table.seat("alpha", Hook::Dispatch, Mode::Advise);
        table.script.dispatch("alpha", sensible);
        let which = table.report("traffic-accident");
        act(&mut table, which);
        let acknowledged = &table.incident(which).escalated.acknowledged;
        assert_eq!(acknowledged.as_ref().map(|act| act.by.as_str()), seen.then_some("operator:test"), "{what}");
    }
    // What a plugin does by itself is nobody's acting, until a unit is there.
    let mut table = Table::new();
    let which = table.report("traffic-accident");
    let unit = table.units_on(which)[0];
    table.set_unit(unit, Primary::EnRoute);
    assert!(table.incident(which).escalated.acknowledged.is_none());
    table.set_unit(unit, Primary::OnScene);
    assert!(table.incident(which).escalated.acknowledged.is_some());
}

#[test]
fn an_incident_of_another_kind_or_priority_is_put_to_its_ladder() {
    let mut table = Table::new();
    table.seat("ladder", Hook::Escalation, Mode::Auto);
    table.script.escalation("ladder", |_| proposes(Vec::new()));
    let which = table.report("traffic-accident");
    escalated(&table);
    table.tell(Command::Incident(IncidentCommand::SetPriority { incident: which, priority: Priority::Critical }));
    assert_eq!(escalated(&table), [EscalationTrigger::Reclassified]);
    table.tell(Command::Incident(IncidentCommand::SetKind { incident: which, kind: KindRef(1) }));
    assert!(escalated(&table).contains(&EscalationTrigger::Reclassified));
}

#[test]
fn another_kind_begins_its_procedures_and_those_of_the_old_kind_go_on() {
    let mut county = little_county();
    county.kinds[0].workflows = vec!["once".to_owned()];
    county.kinds[1].workflows = vec!["once".to_owned(), "beside".to_owned()];
    let mut table = Table::with(county);
    table.script.workflow("flow", |_| crate::workflows::goes("", Vec::new()));
    table.seat("flow", Hook::Workflow, Mode::Auto);
    let which = table.report("traffic-accident");
    let begun = |table: &Table| -> Vec<String> {
        (1..=table.state.workflows.last.0).map(|which| table.instance(InstanceRef(which)).kind.clone()).collect()
    };
    assert_eq!(begun(&table), ["once"]);
    let set = |table: &mut Table, kind| {
        table.tell(Command::Incident(IncidentCommand::SetKind { incident: which, kind: KindRef(kind) }))
    };
    table.wait(5);
    set(&mut table, 1);
    assert_eq!(begun(&table), ["once", "beside"]);
    table.wait(5);
    set(&mut table, 0);
    table.wait(5);
    let events = set(&mut table, 1);
    assert_eq!(begun(&table), ["once", "beside"], "once each, and nobody is told that it could not be begun again");
    assert!(!names(&events).contains(&"workflow-refused"));
}

#[test]
fn a_call_that_is_left_alone_says_so() {
    let mut table = Table::new();
    table.seat("alpha", Hook::Dispatch, Mode::Advise);
    table.script.dispatch("alpha", sensible);
    let which = table.report("traffic-accident");
    table.settle(which, 1, Verdict::Confirm);
    let unit = table.units_on(which)[0];
    table.set_unit(unit, Primary::Unavailable);
    // Another one is recommended, and a person has to know that the call waits for them.
    assert!(table.state.advice(which).is_some());
    assert_eq!(host_said(&table, which), [code::LEFT_ALONE]);
    // Where another goes by itself nothing has to be said.
    let mut table = Table::new();
    let which = table.report("traffic-accident");
    let unit = table.units_on(which)[0];
    table.set_unit(unit, Primary::Unavailable);
    assert_eq!((table.units_on(which).len(), host_said(&table, which).len()), (1, 0));
}

/// A county that expects something of its cars.
fn expecting(expected: Expected, within_s: u32, priorities: &[Priority]) -> Table {
    let mut county = little_county();
    let rule = |within_s, priorities: &[Priority]| StatusTimer {
        expected,
        within_s,
        unit_kinds: vec!["car".to_owned()],
        priorities: priorities.to_vec(),
    };
    county.status_timers = vec![rule(within_s, priorities), rule(3_000, &[])];
    Table::with(county)
}

#[test]
fn a_unit_that_does_not_set_out_is_told_of() {
    let mut table = expecting(Expected::UnderWay, 120, &[Priority::Critical]);
    let which = table.report("traffic-accident");
    // More pressing, it is expected sooner: two minutes from when the unit was sent.
    table.wait(60);
    table.tell(Command::Incident(IncidentCommand::SetPriority { incident: which, priority: Priority::Critical }));
    assert!(table.wait(59).tick(false).is_empty());
    let events = table.wait(1).tick(false);
    assert_eq!(names(&events), ["timer-fired", "notice-sent"]);
    let [row] = &table.notices(which)[..] else { panic!("one notice") };
    let unit = domain::ports::Reference::Unit(UnitRef(table.units_on(which)[0]));
    let why = Reason::new(code::NOT_UNDER_WAY, [unit.into(), ReasonValue::Duration(120)]);
    assert_eq!(row.sent.message.why, why);
    assert!(table.state.timers.is_empty(), "once");
    // One that sets out, or is taken off, is no concern.
    for act in [Primary::EnRoute, Primary::Unavailable] {
        let mut table = expecting(Expected::UnderWay, 120, &[Priority::Urgent]);
        let which = table.report("traffic-accident");
        let unit = table.units_on(which)[0];
        (0..5).filter(|other| *other != unit).for_each(|other| drop(table.set_unit(other, Primary::Unavailable)));
        table.set_unit(unit, act);
        assert!(table.state.timers.is_empty());
    }
}

#[test]
fn a_unit_that_stays_long_is_told_of() {
    let mut table = expecting(Expected::Done, 600, &[Priority::Urgent]);
    let which = table.report("traffic-accident");
    let unit = table.units_on(which)[0];
    table.wait(1_000).tick(false);
    table.set_unit(unit, Primary::OnScene);
    table.wait(599).tick(false);
    assert!(table.notices(which).is_empty());
    table.wait(1).tick(false);
    assert_eq!(host_said(&table, which), [code::LONG_ON_SCENE]);
    table.step(which, Phase::Resolved);
    assert!(table.state.timers.is_empty());
}

#[test]
fn a_unit_that_is_silent_is_told_of_until_it_is_heard_of() {
    let mut table = expecting(Expected::Contact, 300, &[Priority::Urgent]);
    let which = table.report("traffic-accident");
    let unit = table.units_on(which)[0];
    table.wait(200);
    let at = table.now;
    table.state.place(&[(UnitRef(unit), Fix { lon: 119.05, lat: 27.05, at })]);
    let events = table.wait(100).tick(false);
    assert_eq!(names(&events), ["timer-fired", "timer-started"], "it was seen");
    let events = table.wait(200).tick(false);
    assert_eq!(names(&events), ["timer-fired", "notice-sent", "timer-started"]);
    assert_eq!(host_said(&table, which), [code::NO_CONTACT]);
    table.wait(300).tick(false);
    assert_eq!(host_said(&table, which), [code::NO_CONTACT; 2], "silent still");
    table.set_unit(unit, Primary::OnScene);
    table.wait(299).tick(false);
    assert_eq!(host_said(&table, which).len(), 2);
}

#[test]
fn a_unit_is_told_that_it_is_sent_and_says_that_it_goes() {
    let mut table = expecting(Expected::Accepted, 60, &[Priority::Urgent]);
    let which = table.report("traffic-accident");
    let unit = UnitRef(table.units_on(which)[0]);
    let order = |table: &Table| table.notices(which)[0].sent.clone();
    assert_eq!(order(&table).message.recipients, [Who::Unit(unit)]);
    assert_eq!((order(&table).message.why.code, order(&table).message.accepted_within_s), (code::SENT, Some(60)));
    // Whoever sees to the incident does not answer for the unit.
    table.tell(Command::Matter(domain::command::MatterCommand::Acknowledge { matter: which.into() }));
    table.wait(60).tick(false);
    assert_eq!(host_said(&table, which), [code::SENT, code::NOT_ACCEPTED]);
    // One that sets out has said so.
    let mut table = expecting(Expected::Accepted, 60, &[Priority::Urgent]);
    let which = table.report("traffic-accident");
    let unit = table.units_on(which)[0];
    table.set_unit(unit, Primary::EnRoute);
    table.wait(60).tick(false);
    assert_eq!(host_said(&table, which), [code::SENT]);
    // In an exercise nobody's telephone rings.
    let mut table = expecting(Expected::Accepted, 60, &[Priority::Urgent]);
    table.tell(Command::Unit(UnitCommand::SetStatus {
        unit: UnitRef(1),
        primary: Primary::Available,
        secondary: Some([domain::unit::Secondary::Exercise].into()),
    }));
    let exercise =
        domain::command::Report { reality: domain::incident::Reality::Exercise, ..report("traffic-accident") };
    table.tell(Command::Incident(IncidentCommand::Report(exercise)));
    let which = table.state.last_incident;
    let told: Vec<Addressee> = table.notices(which).iter().flat_map(|row| &row.sent.told).map(|told| told.to).collect();
    assert_eq!(told, [Addressee::CommandRoom(DistrictRef(0))]);
    assert!(matches!(table.log.last().unwrap().events[0], Event::Incident(_)));
}
