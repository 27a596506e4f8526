//! What bounds a cascade: hook calls, time and events. No plugin makes a command fail or time stand still.

use domain::command::{Command, Envelope, IncidentCommand, UnitCommand};
use domain::decision::{AskedOutcome, RefusedWhy};
use domain::hooks::*;
use domain::incident::Phase;
use domain::limits::*;
use domain::plugin::Mode;

use crate::doubles::*;
use crate::table::*;

fn shouting(input: &EscalationInput) -> HookRun<EscalationAnswer> {
    let mut proposals = vec![start_timer(1, input.now.plus_s(60))];
    proposals.extend((0..ANSWER_ITEMS_MAX - 1).map(|level| tell_room(level as u8)));
    proposes(proposals)
}

/// Three plugins that each proposed as many notices as an answer holds made every report of the district fail.
#[test]
fn a_report_is_taken_whatever_the_plugins_propose() {
    let mut table = Table::new();
    for plugin in ["one", "two", "three"] {
        table.seat(plugin, Hook::Escalation, Mode::Auto);
        table.script.escalation(plugin, shouting);
    }
    let events = table.tell(Command::Incident(IncidentCommand::Report(report("traffic-accident"))));
    let incident = table.state.last_incident;
    assert_eq!(table.units_on(incident), [1], "and a unit goes");
    let proposed = names(&events).iter().filter(|name| ["notice-sent", "timer-started"].contains(name)).count();
    assert_eq!(proposed, BATCH_PROPOSED_EVENTS_MAX);
    let refused = table.decisions(incident).iter().flat_map(|d| d.facts.refused.clone()).collect::<Vec<_>>();
    assert!(refused.iter().all(|refused| matches!(refused.why, RefusedWhy::TooMany { .. })));
    // Accepted and assigned: twice three answers.
    assert_eq!(refused.len(), 6 * ANSWER_ITEMS_MAX - BATCH_PROPOSED_EVENTS_MAX);
}

/// The same plugin, and timers that fell due together: the batch of their firing was too large and refused, again and again,
/// and no timer of the county ever fired after that.
#[test]
fn timers_fire_whatever_the_plugins_propose() {
    let mut table = Table::new();
    table.seat("one", Hook::Escalation, Mode::Auto);
    table.script.escalation("one", |input| match input.trigger {
        EscalationTrigger::TimerFired(_) => shouting(input),
        _ => proposes(vec![start_timer(1, input.now.plus_s(60))]),
    });
    let count = TIMERS_PER_ROUND_MAX + 4;
    for _ in 0..count {
        let incident = table.report("noise");
        table.step(incident, Phase::Accepted);
    }
    table.wait(60);
    let fired =
        |events: Vec<domain::event::Event>| names(&events).iter().filter(|name| **name == "timer-fired").count();
    assert_eq!(fired(table.tick(false)), TIMERS_PER_ROUND_MAX);
    assert_eq!(fired(table.tick(false)), 4);
    assert_eq!(fired(table.tick(false)), 0);
}

/// Every plugin whose timer fires is asked: there are never more in a round than there are calls.
#[test]
fn due_timers_are_taken_in_rounds() {
    let mut table = Table::new();
    table.seat("one", Hook::Escalation, Mode::Auto);
    table.script.escalation("one", |input| match input.trigger {
        EscalationTrigger::TimerFired(_) => proposes(Vec::new()),
        _ => proposes((0..TIMERS_PER_SUBJECT_MAX as u16).map(|key| start_timer(key, input.now.plus_s(60))).collect()),
    });
    for _ in 0..2 {
        let incident = table.report("noise");
        table.step(incident, Phase::Accepted);
    }
    table.script.calls();
    table.wait(60);
    for _ in 0..2 * TIMERS_PER_SUBJECT_MAX / TIMERS_PER_ROUND_MAX {
        assert_eq!(table.tick(false).len(), TIMERS_PER_ROUND_MAX);
    }
    assert_eq!(table.script.calls().len(), 2 * TIMERS_PER_SUBJECT_MAX);
    assert!(table.state.timers.is_empty());
}

/// Eight escalations, asked at acceptance and again when the incident is assigned, and eight dispatch plugins in between that
/// all abstain.
#[test]
fn a_command_causes_so_many_calls() {
    let mut table = Table::new();
    for number in 0..SEATS_PER_HOOK_MAX {
        for hook in [Hook::Dispatch, Hook::Escalation] {
            let plugin = format!("{hook}-{number}");
            table.seat(&plugin, hook, Mode::Auto);
            table.script.dispatch(&plugin, |_| abstains());
            table.script.escalation(&plugin, |_| proposes(Vec::new()));
        }
    }
    table.report("traffic-accident");
    assert_eq!(table.script.calls().len(), 3 * SEATS_PER_HOOK_MAX);
    // Six incidents at once are more than can be asked about; those left over wait.
    for unit in 0..5 {
        let _ = table.tell(Command::Unit(UnitCommand::SetStatus {
            unit: domain::ids::UnitRef(unit),
            primary: domain::unit::Primary::Unavailable,
            secondary: None,
        }));
    }
    for _ in 0..6 {
        table.report("traffic-accident");
    }
    for unit in 1..5 {
        table.script.calls();
        table.set_unit(unit, domain::unit::Primary::Available);
        assert!(table.script.calls().len() <= CASCADE_HOOK_CALLS_MAX);
    }
}

#[test]
fn without_time_an_escalation_falls_to_the_command_room() {
    let mut table = Table::new();
    for plugin in ["one", "two"] {
        table.seat(plugin, Hook::Escalation, Mode::Auto);
        table.script.escalation(plugin, |_| after_ms(BATCH_DEADLINE_MS as u32, proposes(Vec::new())));
    }
    let incident = table.report("noise");
    table.step(incident, Phase::Accepted);
    assert_eq!(table.script.asked(), ["one"]);
    let facts = table.last_decision(incident).facts;
    assert_eq!(
        (facts.asked_before[0].plugin.name.as_str(), &facts.asked_before[0].outcome),
        ("two", &AskedOutcome::OutOfTime)
    );
    assert_eq!(table.notices(incident).len(), 1);
    assert!(table.state.plugins.health.get(&D1).is_none_or(|of| of.get("two").is_none_or(|h| h.failures == 0)));
}

/// A command that is itself as large as a batch is done or refused as a whole.
#[test]
fn a_batch_is_all_or_nothing() {
    let mut table = Table::with(larger_county(600));
    table.seat("one", Hook::Escalation, Mode::Auto);
    table.script.escalation("one", shouting);
    let incident = table.report("noise");
    table.step(incident, Phase::Accepted);
    let units: Vec<u32> = (0..600).collect();
    units[..300].chunks(CANDIDATES_MAX).for_each(|some| drop(table.assign(incident, some)));
    table.script.calls();
    let events = table.step(incident, Phase::Resolved);
    assert_eq!(names(&events).iter().filter(|name| **name == "unit-released").count(), 300);
    assert!(table.script.calls().is_empty(), "the command has filled its batch");

    table.step(incident, Phase::Reopened);
    units.chunks(CANDIDATES_MAX).for_each(|some| drop(table.assign(incident, some)));
    let before = table.state.hash();
    let refused = table.submit(Envelope::by(
        "operator:test",
        Command::Incident(IncidentCommand::Step { incident, to: Phase::Resolved, outcome: None }),
    ));
    assert_eq!(refused.expect_err("too large").to_string(), "detail.room.cascade-too-large (events_max=512)");
    assert_eq!(table.state.hash(), before);
}
