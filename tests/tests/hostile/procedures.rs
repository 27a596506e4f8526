//! A bad workflow plugin never stops the room and never loses what happened to an instance: each hostile step is recorded with
//! what it was, none of it is done, and people and time go on.

use domain::command::{Command, InstanceCommand, PluginCommand, StartWorkflow, TimerCommand};
use domain::hooks::Hook;
use domain::ids::{DistrictRef, InstanceRef};
use domain::incident::Reality;
use domain::limits::*;
use domain::plugin::Mode;
use domain::workflow::{Status, StepFailure};

use super::Room;

/// What a behaviour's first step ends as: the kind of its failure, or why its effects can't be done.
const ENDS: [(&str, &str); 19] = [
    ("endless-loop", "fuel"),
    ("deep-recursion", "stack-overflow"),
    ("grow-memory", "memory"),
    ("huge-allocation", "memory"),
    ("unreachable", "trap"),
    ("out-of-bounds", "trap"),
    ("broken-string", "trap"),
    ("view-flood", "host-calls"),
    ("panic-flood", "host-calls"),
    ("many-items", "answer-limit"),
    ("many-values", "answer-limit"),
    ("not-a-number", "answer-limit"),
    ("huge-state", "answer-limit"),
    ("hand-on-sealed", "answer-limit"),
    ("unknown-form", "refused: unknown-form"),
    ("unknown-end", "refused: unknown-end"),
    ("unknown-signal", "refused: unknown-form"),
    ("start-unknown", "refused: not-started"),
    ("lend-nothing", "refused: unknown-unit"),
];

fn room() -> Room {
    let mut room = Room::new();
    let (hook, plugin) = (Hook::Workflow, "behaves-badly".to_owned());
    room.order(Command::Plugin(PluginCommand::SetMode {
        districts: Vec::new(),
        hook,
        plugin,
        mode: Mode::Auto,
        order: None,
        version: None,
    }));
    room
}

impl Room {
    pub(super) fn start(&mut self, key: &str) -> InstanceRef {
        let which = InstanceRef(self.state.workflows.last.0 + 1);
        self.order(Command::Instance(InstanceCommand::Start(StartWorkflow {
            kind: "misdeed".to_owned(),
            key: Some(key.to_owned()),
            district: Some(DistrictRef(0)),
            grid: None,
            incident: None,
            reality: Reality::Actual,
            subject: None,
            fields: Vec::new(),
        })));
        which
    }

    fn rest(&mut self) {
        for _ in 0..10_000 {
            if self.state.workflows.ready.is_empty() {
                return;
            }
            self.order(Command::Timer(TimerCommand::Tick { archived_up_to: None }));
        }
        panic!("the room does not come to rest");
    }
}

fn ending(why: &StepFailure) -> String {
    match why {
        StepFailure::Plugin(failure) => failure.kind().to_owned(),
        StepFailure::Effects(refused) => {
            let why = serde_json::to_value(&refused[0].why).expect("JSON");
            let name = why.as_str().or_else(|| why.as_object()?.keys().next().map(String::as_str));
            format!("refused: {}", name.expect("a name"))
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn every_hostile_step_is_recorded_and_its_event_is_kept() {
    let mut room = room();
    for (behaviour, expected) in ENDS {
        room.behave(behaviour);
        let which = room.start(behaviour);
        let instance = room.state.workflows.get(which).expect("started").clone();
        let ending = ending(&instance.failure.as_ref().expect("failed").why);
        let in_time = ending == "deadline" && matches!(expected, "fuel" | "memory" | "host-calls");
        assert!(ending == expected || in_time, "{behaviour}: {ending}");
        assert_eq!((instance.status, instance.inbox.len()), (Status::Retrying, 1), "{behaviour}");
        assert_eq!(room.state.workflows.last, which, "{behaviour}: nothing of it was done");
        room.lift_quarantine();
        room.behave("honest");
        let which = room.start("honest");
        assert_eq!(room.state.workflows.get(which).expect("started").state, "fine");
    }
    assert_eq!(room.state.tasks.live(), 0);
    // A step stays with the settings it began with, so each fails to its end, and then waits for a person.
    for wait_s in WORKFLOW_RETRY_S {
        room.now = room.now.plus_s(wait_s + QUARANTINE_S_MAX);
        for _ in 0..2 * ENDS.len() {
            room.order(Command::Timer(TimerCommand::Tick { archived_up_to: None }));
            room.lift_quarantine();
        }
        room.rest();
    }
    let stuck = room.state.workflows.instances.values().filter(|instance| instance.status == Status::Stuck);
    assert_eq!(stuck.count(), ENDS.len());
}

/// Instances that multiply end at a depth, at a number, and never keep an incident waiting.
#[test]
fn instances_that_multiply_are_bounded() {
    let mut room = room();
    room.behave("start-itself");
    room.start("a");
    room.rest();
    // Two below each, down to the last level, whose own steps fail.
    let levels = u32::from(WORKFLOW_DEPTH_MAX);
    assert_eq!(room.state.workflows.instances.len(), (1 << levels) - 1);
    let failed = room.state.workflows.instances.values().filter(|instance| instance.failure.is_some());
    assert_eq!(failed.count(), 1 << (levels - 1));
    room.behave("honest");
    assert!(!room.incident().facts.fallback);
}
