//! Exercises and tests: whoever a plugin names is told by way of the command room, so that no plugin has to see to it.

use domain::command::{Command, IncidentCommand, InstanceCommand, StartWorkflow};
use domain::decision::{Answered, RefusedWhy};
use domain::hooks::*;
use domain::ids::*;
use domain::incident::{Phase, Reality};
use domain::plugin::Mode;
use domain::who::{Addressee, Who};
use domain::workflow::{Status, StepFailure};

use crate::doubles::*;
use crate::table::*;
use crate::workflows::{goes, wanted};

const ROOM: Who = Who::CommandRoom(D1);

fn leader() -> Who {
    Who::Role { district: D1, slot: "leader".to_owned() }
}

fn tells(recipients: &[Who]) -> Message {
    Message::alarm(1, recipients.to_vec(), why(5))
}

/// A search told the duty leader of an exercise; the arbiter refused that, and so its step failed for good.
#[test]
fn a_procedure_goes_on_and_the_command_room_hears_of_it() {
    let mut table = Table::with_flow(|input| {
        let elsewhere = Who::CommandRoom(DistrictRef(1));
        let message = tells(&[leader(), Who::Person(PersonRef(1)), elsewhere]);
        goes(input.event.name(), vec![Effect::Notify(message)])
    });
    for (reality, key) in [(Reality::Exercise, "a"), (Reality::Test, "b")] {
        table.tell(Command::Instance(InstanceCommand::Start(StartWorkflow { reality, ..wanted("once", key) })));
        let which = table.state.workflows.last;
        assert_eq!((table.status(which.0), table.instance(which).state.as_str()), (Status::Running, "started"));
        let sent = &table.state.notices.of(which).next().expect("a notice").sent;
        assert_eq!(sent.message.recipients, [ROOM, Who::CommandRoom(DistrictRef(1))], "each room once");
        assert_eq!((sent.told[0].to, sent.last_resort), (Addressee::CommandRoom(D1), false));
        let decision = table.state.decisions_of(which).last().expect("a decision");
        let Answered::Workflow(record) = &decision.facts.answer else { panic!("a step") };
        assert_eq!(record.effects, [Effect::Notify(sent.message.clone())], "what was done is on record");
    }
}

#[test]
fn what_is_actual_is_told_to_whom_the_plugin_names() {
    let mut table = Table::with_flow(|_| goes("told", vec![Effect::Notify(tells(&[Who::Person(PersonRef(1))]))]));
    let which = table.start("once", "k");
    let sent = &table.state.notices.of(which).next().expect("a notice").sent;
    assert_eq!(sent.message.recipients, [Who::Person(PersonRef(1))]);
}

#[test]
fn a_name_that_the_county_does_not_have_is_a_fault_in_an_exercise_too() {
    let mut table = Table::with_flow(|_| goes("told", vec![Effect::Notify(tells(&[Who::Person(PersonRef(99))]))]));
    table.tell(Command::Instance(InstanceCommand::Start(StartWorkflow {
        reality: Reality::Exercise,
        ..wanted("once", "k")
    })));
    let which = table.state.workflows.last;
    let why = &table.instance(which).failure.as_ref().expect("a failure").why;
    let StepFailure::Effects(refused) = why else { panic!("{why:?}") };
    assert_eq!(refused[0].why, RefusedWhy::UnknownPerson);
}

#[test]
fn an_escalation_of_an_exercise_tells_the_command_room() {
    let mut table = Table::new();
    table.seat("ladder", Hook::Escalation, Mode::Auto);
    table.script.escalation("ladder", |input| match phase(input) {
        Phase::Accepted => proposes(vec![EscalationProposal::Notify(tells(&[leader()]))]),
        _ => proposes(Vec::new()),
    });
    let mut exercise = report("noise");
    exercise.reality = Reality::Exercise;
    table.tell(Command::Incident(IncidentCommand::Report(exercise)));
    let which = table.state.last_incident;
    table.step(which, Phase::Accepted);
    assert!(table.last_decision(which).facts.refused.is_empty());
    assert_eq!(table.notices(which)[0].sent.message.recipients, [ROOM]);
}
