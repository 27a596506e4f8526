//! Escalations: frozen at acceptance, asked when something happens, timers and notices; and who is told when one fails.

use domain::command::{Command, MatterCommand, PluginCommand};
use domain::decision::{AskedOutcome, Logged, Trigger};
use domain::event::{Event, TimerEvent};
use domain::hooks::*;
use domain::ids::*;
use domain::incident::Phase;
use domain::plugin::Mode;
use domain::timer::TimerId;

use crate::doubles::*;
use crate::table::*;

/// Calls the room a minute after acceptance, and every minute after that, until somebody acknowledges.
fn ladder(input: &EscalationInput) -> HookRun<EscalationAnswer> {
    let next = start_timer(1, input.now.plus_s(60));
    match (input.trigger, phase(input)) {
        (EscalationTrigger::PhaseChanged, Phase::Accepted) => proposes(vec![next]),
        (EscalationTrigger::TimerFired(_), _) => proposes(vec![tell_room(1), next]),
        (EscalationTrigger::Acknowledged, _) => proposes(vec![EscalationProposal::StopTimer { key: 1 }]),
        _ => proposes(Vec::new()),
    }
}

fn with_ladder(mode: Mode) -> (Table, IncidentRef) {
    let mut table = Table::new();
    table.seat("ladder", Hook::Escalation, mode);
    table.script.escalation("ladder", ladder);
    let incident = table.report("noise");
    table.step(incident, Phase::Accepted);
    table.script.calls();
    (table, incident)
}

fn timer(incident: IncidentRef) -> TimerId {
    TimerId::new(incident, 0, 1)
}

#[test]
fn a_timer_fires_once_and_starts_the_next() {
    let (mut table, incident) = with_ladder(Mode::Auto);
    assert_eq!(table.state.timers.next_due(), Some(START.plus_s(60)));
    assert!(table.wait(59).tick(false).is_empty());
    let events = table.wait(1).tick(false);
    assert_eq!(names(&events), ["timer-fired", "decided", "notice-sent", "timer-started"]);
    assert_eq!(table.script.calls()[0].trigger, Some(EscalationTrigger::TimerFired(1)));
    let facts = table.last_decision(incident).facts;
    assert_eq!(facts.trigger, Trigger::TimerFired { key: 1, generation: 1 });
    assert!(table.tick(false).is_empty(), "once");
    assert_eq!(table.state.timers.get(timer(incident)).map(|row| row.generation), Some(2));
    let sent = table.notices(incident);
    assert_eq!((sent.len(), sent[0].at, sent[0].sent.message.level), (1, START.plus_s(60), 1));
}

#[test]
fn an_acknowledgement_stops_it() {
    let (mut table, incident) = with_ladder(Mode::Auto);
    let events = table.wait(30).tell(Command::Matter(MatterCommand::Acknowledge { matter: incident.into() }));
    assert_eq!(names(&events), ["acknowledged", "decided", "timer-stopped"]);
    assert!(table.state.timers.is_empty());
    assert!(table.wait(300).tick(false).is_empty());
    assert!(table.notices(incident).is_empty());
}

#[test]
fn in_advise_timers_run_and_notices_wait() {
    let (mut table, incident) = with_ladder(Mode::Advise);
    let events = table.wait(60).tick(false);
    assert_eq!(names(&events), ["timer-fired", "decided", "timer-started"]);
    let number = table.last_decision(incident).facts.number;
    assert_eq!(table.incident(incident).escalated.pending, [number]);
    table.settle(incident, number, domain::command::Verdict::Confirm);
    assert_eq!(table.notices(incident).len(), 1);
}

/// Whatever is changed after its acceptance is for later incidents.
#[test]
fn it_is_frozen_when_the_incident_is_accepted() {
    let (mut table, incident) = with_ladder(Mode::Auto);
    let settings_json = r#"{"later":true}"#.to_owned();
    table.tell(Command::Plugin(PluginCommand::Configure {
        plugin: "ladder".to_owned(),
        district: None,
        settings_json,
        version: None,
    }));
    table.upgrade("ladder", "2.0.0");
    table.seat("ladder", Hook::Escalation, Mode::Off);
    table.seat("second", Hook::Escalation, Mode::Auto);
    table.wait(60).tick(false);
    let calls = table.script.calls();
    assert_eq!(
        calls.iter().map(|call| (call.plugin.as_str(), call.settings_json.as_str())).collect::<Vec<_>>(),
        [("ladder", "{}")]
    );
    let frozen = &table.incident(incident).escalated.frozen;
    assert_eq!((frozen.len(), frozen[0].digest), (1, Digest::of(b"ladder 1.0.0")));
    assert_eq!(table.last_decision(incident).facts.plugin.version, "1.0.0");
    // Accepted anew and reopened, it keeps what it had.
    table.assign(incident, &[0]);
    table.step(incident, Phase::Accepted);
    table.step(incident, Phase::Resolved);
    table.step(incident, Phase::Reopened);
    assert_eq!(table.incident(incident).escalated.frozen.len(), 1);
}

/// Accepted when there was no escalation, it got one when it was accepted anew after its unit had turned back.
#[test]
fn nothing_frozen_stays_nothing() {
    let mut table = Table::new();
    let incident = table.report("noise");
    table.step(incident, Phase::Accepted);
    table.seat("ladder", Hook::Escalation, Mode::Auto);
    table.assign(incident, &[0]);
    table.step(incident, Phase::Accepted);
    assert!(table.incident(incident).escalated.frozen.is_empty());
    assert!(table.script.calls().is_empty());
}

#[test]
fn the_end_of_the_incident_stops_what_the_plugin_forgot() {
    let (mut table, incident) = with_ladder(Mode::Auto);
    let events = table.step(incident, Phase::Cancelled);
    assert!(names(&events).contains(&"timer-stopped"));
    assert!(table.state.timers.is_empty());
    table.script.escalation("ladder", |input| proposes(vec![start_timer(2, input.now.plus_s(5))]));
    let incident = table.report("noise");
    table.step(incident, Phase::Cancelled);
    assert!(table.state.timers.is_empty(), "none starts where it is over");
}

#[test]
fn a_timer_missed_in_downtime_is_let_go_if_its_rule_says_so() {
    let mut table = Table::new();
    table.seat("ladder", Hook::Escalation, Mode::Auto);
    table.script.escalation("ladder", |input| {
        let due_at = input.now.plus_s(10);
        let timer = TimerRequest { key: 1, due_at, catch_up: CatchUp::Skip, repeat_s: None };
        proposes(vec![EscalationProposal::StartTimer(timer)])
    });
    let incident = table.report("noise");
    table.step(incident, Phase::Accepted);
    table.script.calls();
    let events = table.wait(3_600).tick(false);
    assert!(matches!(events[..], [Event::Timer(TimerEvent::Fired { skipped: true, late_s: 3_590, .. })]), "{events:?}");
    assert!(table.script.calls().is_empty());
}

/// A plugin that always started its timer for now kept the writer busy with nothing else, and filled the disk.
#[test]
fn a_timer_that_fires_starts_none_for_the_same_second() {
    let mut table = Table::new();
    table.seat("ladder", Hook::Escalation, Mode::Auto);
    table.script.escalation("ladder", |input| proposes(vec![start_timer(1, input.now)]));
    let incident = table.report("noise");
    table.step(incident, Phase::Accepted);
    assert_eq!(table.state.timers.next_due(), Some(START));
    table.tick(false);
    assert_eq!(table.state.timers.next_due(), Some(START.plus_s(1)));
    assert!(table.tick(false).is_empty());
}

#[test]
fn where_one_fails_the_command_room_is_told() {
    let mut table = Table::new();
    table.seat("ladder", Hook::Escalation, Mode::Auto);
    table.script.escalation("ladder", ladder);
    let told =
        |table: &Table, incident| table.notices(incident).iter().map(|n| n.sent.message.why.code).collect::<Vec<_>>();
    let first = table.report("noise");
    table.step(first, Phase::Accepted);
    table.script.escalation("ladder", |_| fails(HookFailure::Fuel));
    table.wait(60).tick(false);
    assert_eq!(told(&table, first), [30], "its timer fired, and nobody else would have heard of it");
    let second = table.report("noise");
    table.step(second, Phase::Accepted);
    assert_eq!(told(&table, second), [30]);
    let facts = table.last_decision(second).facts;
    assert_eq!((facts.plugin.name.as_str(), facts.fallback), ("built-in", true));
    assert_eq!(facts.asked_before[0].outcome, AskedOutcome::Failed(HookFailure::Fuel));
    table.step(second, Phase::Resolved);
    assert_eq!(told(&table, second), [30], "not at every turn");
}

#[test]
fn in_advise_even_the_last_resort_waits_for_a_person() {
    let mut table = Table::new();
    table.seat("ladder", Hook::Escalation, Mode::Advise);
    table.script.escalation("ladder", |_| fails(HookFailure::Fuel));
    let incident = table.report("noise");
    table.step(incident, Phase::Accepted);
    assert!(table.notices(incident).is_empty());
    table.settle(incident, 1, domain::command::Verdict::Confirm);
    assert_eq!(table.notices(incident).len(), 1);
}

#[test]
fn all_are_asked_and_each_has_its_own_timers() {
    let mut table = Table::new();
    for plugin in ["ladder", "second"] {
        table.seat(plugin, Hook::Escalation, Mode::Auto);
        table.script.escalation(plugin, ladder);
    }
    let incident = table.report("noise");
    table.step(incident, Phase::Accepted);
    assert_eq!(table.script.asked(), ["ladder", "second"]);
    let owners: Vec<u16> = table.state.timers.of(incident).iter().map(|id| id.escalation().unwrap()).collect();
    assert_eq!(owners, [0, 1]);
    table.script.escalation("ladder", |_| proposes(vec![EscalationProposal::StopTimer { key: 1 }]));
    table.script.escalation("second", |_| proposes(Vec::new()));
    table.tell(Command::Matter(MatterCommand::Acknowledge { matter: incident.into() }));
    let owners: Vec<u16> = table.state.timers.of(incident).iter().map(|id| id.escalation().unwrap()).collect();
    assert_eq!(owners, [1], "nobody stops another's timer");
    assert_eq!(table.wait(60).tick(false).len(), 1);
    assert_eq!(table.script.calls().last().map(|call| call.plugin.clone()), Some("second".to_owned()));
}

/// An escalation that counts how often it was asked about a matter.
fn counts(input: &EscalationInput) -> HookRun<EscalationAnswer> {
    let seen: u32 = input.state.parse().unwrap_or_default();
    let state = Some((seen + 1).to_string());
    answers(EscalationAnswer { state, ..EscalationAnswer::default() })
}

#[test]
fn an_escalation_knows_of_each_matter_what_it_answered_the_last_time() {
    let mut table = Table::new();
    table.seat("ladder", Hook::Escalation, Mode::Auto);
    table.script.escalation("ladder", counts);
    let (one, two) = (table.report("noise"), table.report("noise"));
    let state = |table: &Table, which| table.incident(which).escalated.states.get(&0).cloned();
    table.step(one, Phase::Accepted);
    table.step(two, Phase::Accepted);
    let asked: u32 = state(&table, one).expect("it was asked").parse().expect("a number");
    table.tell(Command::Matter(MatterCommand::Acknowledge { matter: one.into() }));
    assert_eq!(state(&table, one), Some((asked + 1).to_string()));
    assert_eq!(state(&table, two), Some(asked.to_string()), "each matter has its own");
    // What is over needs none any more.
    table.step(one, Phase::Cancelled);
    assert_eq!(state(&table, one), None);
}

#[test]
fn a_state_that_stays_the_same_is_no_news_and_a_shadow_has_none() {
    let mut table = Table::new();
    table.seat("ladder", Hook::Escalation, Mode::Auto);
    table.script.escalation("ladder", |_| {
        answers(EscalationAnswer { state: Some("as ever".to_owned()), ..EscalationAnswer::default() })
    });
    let incident = table.report("noise");
    table.step(incident, Phase::Accepted);
    let decided = table.decisions(incident).len();
    table.tell(Command::Matter(MatterCommand::Acknowledge { matter: incident.into() }));
    assert_eq!(table.decisions(incident).len(), decided);
    let mut table = Table::new();
    table.seat("ladder", Hook::Escalation, Mode::Shadow);
    table.script.escalation("ladder", counts);
    let incident = table.report("noise");
    table.step(incident, Phase::Accepted);
    table.run_jobs();
    assert!(table.incident(incident).escalated.states.is_empty());
}

#[test]
fn what_a_plugin_says_for_its_author_is_kept_with_the_decision() {
    let mut table = Table::new();
    table.seat("ladder", Hook::Escalation, Mode::Auto);
    table.script.escalation("ladder", |input| HookRun { log: "asked\n".to_owned(), ..counts(input) });
    let incident = table.report("noise");
    table.step(incident, Phase::Accepted);
    let log = table.last_decision(incident).measured.log;
    assert_eq!(log, [Logged { plugin: "ladder".to_owned(), words: "asked\n".to_owned() }]);
}
