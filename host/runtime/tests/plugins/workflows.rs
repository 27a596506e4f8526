//! The hook `workflow` across the boundary: its kinds are read when a plugin is installed, its answers arrive as they were given,
//! and what misbehaves ends as the failure of its kind.

use std::sync::Arc;

use domain::hooks::*;
use domain::ids::*;
use domain::incident::{Phase, Reality};
use domain::limits::*;
use domain::plugin::Installed;
use domain::ports::{Ask, PluginCall};
use domain::time::TimeMs;
use expect_test::{Expect, expect};

use crate::guests::*;

fn instance() -> InstanceView {
    InstanceView {
        instance: InstanceRef(5),
        kind: "misdeed".to_owned(),
        key: "k".to_owned(),
        district: DistrictRef(1),
        grid: Some(GridRef(301)),
        reality: Reality::Actual,
        incident: Some(incident()),
        started_at: NOW,
        state: "fine".to_owned(),
        timers: vec![1],
        tasks: vec![2],
    }
}

fn why(code: u16) -> Reason {
    Reason { code, values: Vec::new() }
}

fn step(host: &Host, plugin: &Installed, behaviour: &str, event: &WorkflowEvent) -> HookRun<StepVerdict> {
    let settings_json = &settings(behaviour);
    let input = StepInput { now: NOW, instance: instance(), event: Arc::new(event.clone()) };
    let call = PluginCall { plugin, settings_json, deadline_ms: PluginCall::UNTIMED };
    host.runtime.ask(&call, &input, &county())
}

fn migrate(host: &Host, plugin: &Installed, behaviour: &str) -> HookRun<Result<Takeover, NotTakenOver>> {
    let settings_json = &settings(behaviour);
    let call = PluginCall { plugin, settings_json, deadline_ms: PluginCall::UNTIMED };
    let input = MigrationInput { now: NOW, instance: instance(), from_version: "0.0.9".to_owned() };
    host.runtime.ask(&call, &input, &county())
}

/// A step that is taken.
fn done(run: HookRun<StepVerdict>) -> StepAnswer {
    match run.result {
        Ok(StepVerdict::Done(answer)) => answer,
        other => panic!("{other:?}"),
    }
}

fn begun() -> WorkflowEvent {
    WorkflowEvent::Started { fields: Vec::new() }
}

#[test]
fn kinds_are_read_when_a_plugin_is_installed() {
    let (_host, plugin) = Host::with_badly();
    let kind = plugin.kind("misdeed").expect("its kind");
    assert_eq!((kind.concurrency, kind.instances_max), (Concurrency::Parallel, 1_000));
    assert_eq!(kind.task("chore").expect("a form").outcomes, [Choice { name: "done".to_owned(), title: 1 }]);
    assert_eq!(kind.flaws(), []);
}

/// Each event reaches the guest, the start by a function of its own.
#[test]
fn every_event_is_understood() {
    let (host, plugin) = Host::with_badly();
    let sealed = domain::sealed::Sealed::seal(
        &domain::ports::SealingKey([1; 32]),
        [0; 24],
        SubjectRef(1),
        "name",
        "nobody's business",
    );
    let fields = vec![Field { name: "name".to_owned(), value: FieldValue::Sealed(sealed) }];
    let by = Some(PersonRef(4));
    let events = [
        WorkflowEvent::Started { fields: fields.clone() },
        WorkflowEvent::TimerFired { key: 1 },
        WorkflowEvent::TaskDone { key: 2, outcome: "done".to_owned(), by, fields: fields.clone() },
        WorkflowEvent::TaskOverdue { key: 2 },
        WorkflowEvent::Signalled { name: "poke".to_owned(), by, sender: Some(InstanceRef(4)), fields },
        WorkflowEvent::IncidentChanged,
        WorkflowEvent::Unanswered { level: 2, stage: Stage::Seen },
        WorkflowEvent::ChildEnded { kind: "a".to_owned(), key: "b".to_owned(), ended: "c".to_owned() },
    ];
    for event in &events {
        let answer = done(step(&host, &plugin, "honest", event));
        assert_eq!((answer.state.as_str(), answer.waits.as_slice()), ("fine", &["poke".to_owned()][..]));
    }
    let standing = Standing { stage: why(1), waits: vec!["poke".to_owned()], marks: Vec::new() };
    let taken = Takeover { state: "fine".to_owned(), standing };
    assert_eq!(migrate(&host, &plugin, "honest").result, Ok(Ok(taken)));
}

/// A rule's no is an answer, and no failure of its plugin.
#[test]
fn a_step_may_be_refused_or_put_off_and_a_migration_refused() {
    let (host, plugin) = Host::with_badly();
    for event in [begun(), WorkflowEvent::IncidentChanged] {
        assert_eq!(step(&host, &plugin, "refuse", &event).result, Ok(StepVerdict::Refused(why(1))));
        assert_eq!(step(&host, &plugin, "put-off", &event).result, Ok(StepVerdict::Later(why(1))));
    }
    assert_eq!(migrate(&host, &plugin, "refuse").result, Ok(Err(NotTakenOver::Said(why(1)))));
}

/// Whether an effect can be done is for the host to judge: it arrives as it was proposed.
#[test]
fn effects_arrive_in_order() {
    let (host, plugin) = Host::with_badly();
    let answer = done(step(&host, &plugin, "propose-everything", &begun()));
    let grants: Vec<_> = answer.effects.iter().map(Effect::grant).collect();
    let expected = [
        "start-timer",
        "stop-timer",
        "create-task",
        "cancel-task",
        "start-workflow",
        "step-incident",
        "lend-unit",
        "return-unit",
        "erase-personal-data",
        "signal",
        "cancel-workflow",
        "report",
        "remark",
    ];
    assert_eq!(grants, expected);
    let target = Target::Name { kind: "misdeed".to_owned(), key: "k".to_owned() };
    assert_eq!(answer.effects[10], Effect::CancelWorkflow(target));
    assert_eq!(answer.effects[5], Effect::StepIncident { to: Phase::Merged });
    let lent = done(step(&host, &plugin, "lend-nothing", &begun()));
    let until = TimeMs::from_seconds(u32::MAX);
    assert_eq!(lent.effects, [Effect::LendUnit { unit: UnitRef(60_000), to: DistrictRef(60_000), until, held: true }]);
}

#[test]
fn what_misbehaves_fails_by_its_kind_and_the_next_is_served() {
    let (host, plugin) = Host::with_badly();
    let check = |behaviour: &str, expected: Expect| {
        let words = |failure: HookFailure| match &failure {
            HookFailure::Trap(words) | HookFailure::Guest(words) | HookFailure::Answer(words) => {
                format!("{}: {words}", failure.kind())
            }
            _ => failure.kind().to_owned(),
        };
        for event in [begun(), WorkflowEvent::IncidentChanged] {
            expected.assert_eq(&words(step(&host, &plugin, behaviour, &event).result.unwrap_err()));
        }
        assert_eq!(done(step(&host, &plugin, "honest", &begun())).state, "fine");
        assert_eq!(host.runtime.sandboxes_busy(), 0);
    };
    check("endless-loop", expect!["fuel"]);
    check("grow-memory", expect!["memory"]);
    check("unreachable", expect!["trap: wasm `unreachable` instruction executed"]);
    check("view-flood", expect!["host-calls"]);
    check("huge-state", expect!["answer-limit: 16385 bytes of state, 16384 are allowed"]);
    check("many-items", expect!["answer-limit: 257 effects, 256 are allowed"]);
    check("many-values", expect!["answer-limit: 9 values in one reason, 8 are allowed"]);
    check("not-a-number", expect!["answer-limit: reason 1 has a value that is not a finite number"]);
    check("hand-on-sealed", expect!["answer-limit: `note` is sealed: nobody can hand that on"]);
}

#[test]
fn a_migration_that_misbehaves_is_no_migration() {
    let (host, plugin) = Host::with_badly();
    assert_eq!(migrate(&host, &plugin, "endless-loop").result, Err(HookFailure::Fuel));
    assert_eq!(migrate(&host, &plugin, "unreachable").result.unwrap_err().kind(), "trap");
    let Ok(Err(NotTakenOver::Words(words))) = migrate(&host, &plugin, "long-error").result else {
        panic!("it refuses in words")
    };
    assert!(words.len() <= GUEST_TEXT_BYTES_MAX);
}
