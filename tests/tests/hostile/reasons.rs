//! Answers whose reasons nobody could be told, through a real component: each is none, and the record says which reason and why.

use domain::command::{Command, PluginCommand};
use domain::decision::{AskedOutcome, BUILT_IN};
use domain::hooks::{Hook, HookFailure, Untellable};
use domain::plugin::Mode;
use domain::workflow::StepFailure;

use super::Room;

fn behaviours() -> [(&'static str, Untellable); 5] {
    let unit = || "unit".to_owned();
    [
        ("unknown-code", Untellable::UnknownCode { code: 77 }),
        ("missing-value", Untellable::MissingValue { code: 2, value: 0 }),
        ("other-value", Untellable::OtherValue { code: 2, value: 0, kind: unit(), given: "number".to_owned() }),
        ("spare-value", Untellable::SpareValue { code: 1, value: 0 }),
        ("unknown-reference", Untellable::UnknownReference { code: 2, value: 0, kind: unit() }),
    ]
}

fn seat(room: &mut Room, hook: Hook, mode: Mode) {
    let plugin = "behaves-badly".to_owned();
    room.order(Command::Plugin(PluginCommand::SetMode {
        districts: Vec::new(),
        hook,
        plugin,
        mode,
        order: None,
        version: None,
    }));
}

/// Why the plugin's answer was none, as the decision has it.
fn untold(asked: &[domain::decision::Asked]) -> Untellable {
    match asked {
        [domain::decision::Asked { outcome: AskedOutcome::Failed(HookFailure::Reason(why)), .. }] => why.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_dispatch_or_an_intake_with_such_a_reason_is_none() {
    for hook in [Hook::Dispatch, Hook::Intake] {
        let mut room = Room::new();
        seat(&mut room, Hook::Dispatch, Mode::Off);
        seat(&mut room, hook, Mode::Auto);
        for (behaviour, expected) in behaviours() {
            room.behave(behaviour);
            let decision = room.incident();
            assert_eq!(decision.facts.hook, hook);
            assert_eq!(untold(&decision.facts.asked_before), expected, "{behaviour}");
            assert_eq!(decision.facts.plugin.name, BUILT_IN, "{behaviour}");
            room.lift_quarantine();
        }
    }
}

#[test]
fn a_step_with_such_a_reason_is_not_taken() {
    let mut room = Room::new();
    seat(&mut room, Hook::Workflow, Mode::Auto);
    for (behaviour, expected) in behaviours() {
        room.behave(behaviour);
        let which = room.start(behaviour);
        let instance = room.state.workflows.get(which).expect("started");
        let why = &instance.failure.as_ref().expect("failed").why;
        assert_eq!(*why, StepFailure::Plugin(HookFailure::Reason(expected)), "{behaviour}");
        room.lift_quarantine();
    }
}
