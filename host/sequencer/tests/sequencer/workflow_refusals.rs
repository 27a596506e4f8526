//! A plugin says no to a step, or not yet: who waits is told and nothing has happened, where nobody waits it is recorded and the
//! instance goes on or never began, and what is put off is tried again.

use domain::command::{Command, InstanceCommand, TaskCommand};
use domain::decision::{Answered, WorkflowRecord};
use domain::hooks::*;
use domain::ids::*;
use domain::limits::WORKFLOW_RETRY_S;
use domain::plugin::Mode;
use domain::sentence::{PluginReason, Value};
use domain::task::{START as BEGIN, TaskStatus, TaskWords};
use domain::workflow::{Status, StepFailure};

use crate::doubles::*;
use crate::little_county::little_county;
use crate::table::*;
use crate::workflows::{child, goes, note, signal, task, timer, wanted};

/// Says no to all but its start, which gives a task and a timer.
fn stubborn() -> Table {
    Table::with_flow(|input| match &*input.event {
        WorkflowEvent::Started { .. } => goes("began", vec![task(1, None), timer(1, input.now.plus_s(60))]),
        _ => refuses(2),
    })
}

fn refuses(code: u16) -> HookRun<StepVerdict> {
    answers(StepVerdict::Refused(why(code)))
}

/// The record of the last step of an instance.
fn last(table: &Table, which: InstanceRef) -> WorkflowRecord {
    let decision = table.state.decisions_of(which).last().expect("a decision").clone();
    let Answered::Workflow(record) = decision.facts.answer.clone() else { panic!("{decision:?}") };
    record
}

#[test]
fn whoever_sends_a_signal_or_does_a_task_is_told_no_and_nothing_has_happened() {
    let mut table = stubborn();
    let which = table.start("once", "k");
    let before = table.state.hash();
    let finish =
        TaskCommand::Finish { task: TaskRef(1), outcome: "found".to_owned(), person: None, fields: Vec::new() };
    for command in [signal(which, "hello"), Command::Task(finish)] {
        let refusal = table.because(command).expect_err("refused");
        assert_eq!(refusal.code.name(), "step-refused");
        let told = PluginReason { plugin: table.instance(which).plugin.digest, why: why(2) };
        let value = refusal.sentence.values().find(|(name, _)| *name == "why").expect("a reason");
        assert_eq!(value.1, &Value::Reason(told));
    }
    assert_eq!(table.state.hash(), before);
    assert_eq!(table.state.tasks.get(TaskRef(1)).expect("a task").status, TaskStatus::Open);
}

#[test]
fn whoever_starts_it_is_told_no_and_there_is_none() {
    let mut table = Table::with_flow(|_| refuses(2));
    let refusal = table.because(Command::Instance(InstanceCommand::Start(wanted("once", "k")))).expect_err("refused");
    assert_eq!(refusal.code.name(), "start-refused");
    assert!(table.state.workflows.instances.is_empty());
}

#[test]
fn where_nobody_waits_it_is_recorded_and_the_instance_goes_on() {
    let mut table = stubborn();
    let which = table.start("once", "k");
    table.wait(60);
    assert_eq!(names(&table.tick(false)), ["timer-fired", "step-refused"]);
    let instance = table.instance(which);
    assert_eq!((instance.status, instance.state.as_str(), instance.inbox.len()), (Status::Running, "began", 0));
    assert_eq!((&instance.failure, &instance.stage), (&None, &Some(why(1))), "it stands where it stood");
    let record = last(&table, which);
    assert_eq!((record.event.name(), record.stage, record.refused), ("timer-fired", None, Some(why(2))));
    table.wait(WORKFLOW_RETRY_S.iter().sum());
    assert!(table.tick(false).is_empty(), "nothing is tried again");
}

/// They were told that it was taken, and what waits behind it is not theirs to answer for.
#[test]
fn what_was_taken_before_is_refused_in_the_record() {
    let mut table = stubborn();
    let which = table.start("once", "k");
    table.tell(Command::Instance(InstanceCommand::Pause { instance: which }));
    table.news(which, "hello");
    table.script.workflow("flow", |input| match note(&input.event).as_str() {
        "hello" => refuses(2),
        _ => goes("went on", Vec::new()),
    });
    table.tell(Command::Instance(InstanceCommand::Resume { instance: which }));
    let events = table.news(which, "again");
    assert_eq!(names(&events), ["signalled", "instance-stepped"]);
    assert_eq!(table.state.decisions_of(which).count(), 3, "the start, the refusal, the step");
}

#[test]
fn one_that_nobody_started_by_hand_never_began() {
    let mut table = Table::with_flow(|input| match (&*input.event, input.instance.key.as_str()) {
        (WorkflowEvent::Started { .. }, "parent") => goes("", vec![child("beside", "child")]),
        (WorkflowEvent::ChildEnded { kind, key, ended }, _) => goes(&format!("{kind} {key} {ended}"), Vec::new()),
        _ => refuses(2),
    });
    let parent = table.start("once", "parent");
    table.settle_down();
    let child = table.instance(InstanceRef(2));
    assert_eq!((child.status, child.word.as_ref(), child.stage.as_ref()), (Status::Refused, None, None));
    assert_eq!(table.instance(parent).state, "beside child not-started");
    assert_eq!(last(&table, InstanceRef(2)).refused, Some(why(2)));
    assert_eq!(table.state.workflows.live(), 1);
}

#[test]
fn an_incident_goes_on_without_a_workflow_that_will_not_begin() {
    let mut county = little_county();
    county.kinds[0].workflows = vec!["once".to_owned()];
    let mut table = Table::with(county);
    table.seat("flow", Hook::Workflow, Mode::Auto);
    table.script.workflow("flow", |_| refuses(2));
    let incident = table.report("traffic-accident");
    table.settle_down();
    assert_eq!(table.status(1), Status::Refused);
    assert!(table.incident(incident).phase.is_active());
    // Where a person says that it is to begin, that person hears why not.
    table.tell(Command::Plugin(domain::command::PluginCommand::SetMode {
        districts: Vec::new(),
        hook: Hook::Workflow,
        plugin: "flow".to_owned(),
        mode: Mode::Advise,
        order: None,
        version: None,
    }));
    let incident = table.report("traffic-accident");
    let asked = table.state.tasks.of(incident.into()).next().expect("a question").clone();
    assert_eq!(asked.new.words, TaskWords::StartWorkflow { kind: "once".to_owned() });
    let task = asked.new.task;
    let finish = TaskCommand::Finish { task, outcome: BEGIN.to_owned(), person: None, fields: Vec::new() };
    let refusal = table.because(Command::Task(finish)).expect_err("refused");
    assert_eq!(refusal.code.name(), "start-refused");
}

#[test]
fn what_is_put_off_is_tried_later_and_later_and_says_why_it_waits() {
    let mut table = Table::with_flow(|input| match &*input.event {
        WorkflowEvent::Started { .. } => goes("", Vec::new()),
        _ => HookRun { log: "not today\n".to_owned(), ..answers(StepVerdict::Later(why(3))) },
    });
    let which = table.start("once", "k");
    let later = StepFailure::Later(PluginReason { plugin: table.instance(which).plugin.digest, why: why(3) });
    assert_eq!(names(&table.news(which, "hello")), ["signalled", "step-failed"]);
    assert_eq!(table.instance(which).failure.as_ref().and_then(|failure| failure.log.as_deref()), Some("not today\n"));
    for wait_s in WORKFLOW_RETRY_S {
        let instance = table.instance(which);
        let failure = instance.failure.as_ref().expect("why it waits");
        assert_eq!((instance.status, &failure.why), (Status::Retrying, &later));
        table.wait(wait_s).tick(false);
    }
    assert_eq!(table.status(1), Status::Stuck);
    let health = table.state.plugins.quarantined_until("flow", None, D1);
    assert_eq!(health, None, "a good reason is nothing against the plugin");
    table.script.workflow("flow", |input| goes(&note(&input.event), Vec::new()));
    table.tell(Command::Instance(InstanceCommand::Retry { instance: which }));
    assert_eq!(table.instance(which).state, "hello");
}
