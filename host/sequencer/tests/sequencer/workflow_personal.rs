//! Personal data of workflows: under whose key they are, when they may come, and how they go.

use domain::command::{Command, InstanceCommand, StartWorkflow, TaskCommand};
use domain::event::Event;
use domain::hooks::*;
use domain::ids::*;
use domain::plugin::Mode;
use domain::workflow::Status;

use crate::little_county::little_county;
use crate::table::*;
use crate::workflows::*;

#[test]
fn erased_means_that_no_more_is_taken() {
    let mut table = Table::with_flow(|input| match note(&input.event).as_str() {
        "started" => goes("", vec![task(1, None)]),
        "forget" => goes("", vec![Effect::ErasePersonalData]),
        _ => goes("", Vec::new()),
    });
    let sealed = |subject| {
        let key = domain::ports::SealingKey([1; 32]);
        let value = domain::sealed::Sealed::seal(&key, [0; 24], subject, "name", "灯塔");
        vec![Field { name: "name".to_owned(), value: FieldValue::Sealed(value) }]
    };
    let subject = SubjectRef(1);
    assert_eq!(
        refused(table.because(Command::Instance(InstanceCommand::Start(StartWorkflow {
            fields: sealed(subject),
            ..wanted("once", "k")
        })))),
        "no-subject"
    );
    table.tell(Command::Instance(InstanceCommand::Start(StartWorkflow {
        subject: Some(subject),
        fields: sealed(subject),
        ..wanted("once", "k")
    })));
    let which = table.state.workflows.last;
    let events = table.news(which, "forget");
    let erased: Vec<SubjectRef> = events.iter().filter_map(Event::erased).collect();
    assert_eq!(erased, [subject]);
    let instance = table.instance(which);
    assert_eq!((instance.subject, instance.erased_at, instance.fields.len()), (None, Some(table.now), 0));
    let (task, outcome) = (TaskRef(1), "found".to_owned());
    let finish = Command::Task(TaskCommand::Finish { task, outcome, person: None, fields: sealed(subject) });
    assert_eq!(refused(table.because(finish)), "no-subject");
    let again = Command::Instance(InstanceCommand::GiveSubject { instance: which, subject: SubjectRef(2) });
    assert_eq!(refused(table.because(again)), "no-subject");
    // There is nothing left to erase, and that holds nothing up.
    table.news(which, "forget");
    assert_eq!(table.instance(which).status, Status::Running);
}

/// An incident begins a workflow before anybody has said who it is about.
#[test]
fn personal_data_may_come_later_than_the_workflow() {
    let mut table = Table::with_flow(|_| goes("", vec![task(1, None)]));
    let which = table.start("once", "k");
    let (subject, key) = (SubjectRef(7), domain::ports::SealingKey([1; 32]));
    let name = domain::sealed::Sealed::seal(&key, [0; 24], subject, "name", "灯塔");
    let fields = vec![Field { name: "name".to_owned(), value: FieldValue::Sealed(name) }];
    let finish =
        Command::Task(TaskCommand::Finish { task: TaskRef(1), outcome: "found".to_owned(), person: None, fields });
    assert_eq!(refused(table.because(finish.clone())), "no-subject");
    table.tell(Command::Instance(InstanceCommand::GiveSubject { instance: which, subject }));
    assert_eq!((table.instance(which).subject, table.state.last_subject), (Some(subject), subject));
    let twice = Command::Instance(InstanceCommand::GiveSubject { instance: which, subject: SubjectRef(8) });
    assert_eq!(refused(table.because(twice)), "no-change");
    table.tell(finish);
    assert_eq!(table.state.tasks.get(TaskRef(1)).map(|task| task.fields.len()), Some(1));
}

/// Erasing the data of the one that was replaced destroyed the key of the one that is under way.
#[test]
fn personal_data_go_with_the_one_that_begins_anew() {
    let mut table = Table::with_flow(|_| goes("", Vec::new()));
    let subject = SubjectRef(1);
    let key = domain::ports::SealingKey([1; 32]);
    let name = domain::sealed::Sealed::seal(&key, [0; 24], subject, "name", "灯塔");
    let fields = vec![Field { name: "name".to_owned(), value: FieldValue::Sealed(name) }];
    let wanted = StartWorkflow { subject: Some(subject), fields, ..wanted("once", "k") };
    table.tell(Command::Instance(InstanceCommand::Start(wanted)));
    let old = table.state.workflows.last;
    table
        .because(Command::Instance(InstanceCommand::Restart { instance: old, approver: PersonRef(0) }))
        .expect("begun anew");
    let new = table.state.workflows.last;
    assert_eq!((table.instance(old).subject, table.instance(new).subject), (None, Some(subject)));
    assert_eq!(table.instance(new).fields.len(), 1);
}

/// What a procedure does not erase itself goes with time, however it ended.
#[test]
fn personal_data_of_what_has_ended_go_with_time() {
    let mut county = little_county();
    county.thresholds.personal_days = Some(2);
    let mut table = Table::with(county);
    table.seat("flow", Hook::Workflow, Mode::Auto);
    table.script.workflow("flow", |input| match note(&input.event).as_str() {
        "the end" => comes_to("settled"),
        _ => goes("", Vec::new()),
    });
    let start = |table: &mut Table, key: &str, subject: u32| {
        table.tell(Command::Instance(InstanceCommand::Start(StartWorkflow {
            subject: Some(SubjectRef(subject)),
            ..wanted("once", key)
        })));
        table.state.workflows.last
    };
    let settled = start(&mut table, "a", 1);
    let cancelled = start(&mut table, "b", 2);
    let open = start(&mut table, "c", 3);
    table.news(settled, "the end");
    table.wait(3_600);
    table.because(Command::Instance(InstanceCommand::Cancel { instance: cancelled })).expect("cancelled");
    let erased = |events: &[Event]| events.iter().filter_map(Event::erased).collect::<Vec<_>>();
    table.wait(2 * 86_400 - 3_601);
    assert_eq!(erased(&table.tick(false)), []);
    assert_eq!(erased(&table.wait(1).tick(false)), [SubjectRef(1)]);
    let kept = domain::state::State::decode(&table.state.encode()).expect("a state");
    assert_eq!(kept.retained, table.state.retained);
    assert_eq!(erased(&table.wait(3_600).tick(false)), [SubjectRef(2)]);
    assert_eq!(erased(&table.wait(100 * 86_400).tick(false)), [], "what goes on keeps them");
    assert_eq!(table.instance(open).subject, Some(SubjectRef(3)));
    assert_eq!(table.instance(cancelled).erased_at.map(|at| at.since_s(table.now)), Some(0));
}
