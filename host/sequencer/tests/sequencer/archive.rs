//! What ends goes to the archive: nothing leaves the state before it is there, it is found by all that it has, and the journal gives the
//! same documents again, wherever a crash came between.

use std::sync::Arc;

use domain::archived::documents::{ArchivedWorkflow, decision_of, read};
use domain::archived::{Document, Filed, Sort, Wanted};
use domain::cause::{HOST, Signature};
use domain::command::{Command, Envelope, InstanceCommand, TaskCommand, TimerCommand};
use domain::event::{Batch, Event, InstanceEvent};
use domain::hooks::{Effect, FieldValue, Hook, WorkflowEvent};
use domain::ids::*;
use domain::limits::*;
use domain::matter::Matter;
use domain::ports::Archive;
use domain::state::State;
use domain::time::TimeMs;
use domain::who::Who;
use domain::workflow::Status;
use sequencer::recovery::recover;

use crate::doubles::*;
use crate::room::Running;
use crate::storage::*;
use crate::table::*;
use crate::workflows::{child, comes_to, goes, task, wanted};

fn shelf(archive: &MemoryArchive) -> Vec<Document> {
    archive.shelf.lock().unwrap().iter().cloned().collect()
}

fn found(archive: &MemoryArchive, wanted: &Wanted) -> Vec<Filed> {
    archive.find(wanted, None, 10_000).unwrap().rows.into_iter().map(|row| row.which).collect()
}

/// A parent with a child and tasks, notices and timers; cancelled, completed and replaced; and a person's own task.
fn history() -> Table {
    let mut table = Table::with_flow(|input| match &*input.event {
        WorkflowEvent::Started { .. } if input.instance.key == "parent" => {
            goes("", vec![task(1, None), task(2, Some(input.now.plus_s(60))), child("beside", "its child")])
        }
        WorkflowEvent::Started { .. } => {
            goes("", vec![Effect::Notify(domain::hooks::Message::alarm(1, vec![Who::CommandRoom(D1)], why(5)))])
        }
        WorkflowEvent::Signalled { .. } => comes_to("settled"),
        _ => goes("on", Vec::new()),
    });
    let parent = table.start("once", "parent");
    table.settle_down();
    table.finish(1, "found");
    table.settle_down();
    let other = table.start("anew", "k");
    table.start("anew", "k");
    table.settle_down();
    assert_eq!(table.instance(other).status, Status::Replaced);
    table.news(table.state.workflows.last, "the end");
    table.settle_down();
    table.wait(120).tick(false);
    table.because(Command::Instance(InstanceCommand::Cancel { instance: parent })).expect("cancelled");
    let (title, assignee) = ("look".to_owned(), Who::Unit(UnitRef(0)));
    table.tell(Command::Task(TaskCommand::Create { title, district: D1, assignee, incident: None, due: None }));
    let own = table.state.tasks.last;
    table.because(Command::Task(TaskCommand::Cancel { task: own })).expect("cancelled");
    table
}

#[test]
fn each_thing_that_has_ended_is_found_and_the_journal_gives_the_same_again() {
    let table = history();
    let archive = MemoryArchive::default();
    recover(&MemoryJournal::of(&table.log), &archive).expect("it recovers");
    let all = shelf(&archive);
    let ended = |state: &State| {
        let instances = state.workflows.ended.iter().map(|(_, which)| Filed::Workflow(*which));
        instances.chain(state.tasks.over.iter().map(|(_, which)| Filed::Task(*which))).collect::<Vec<_>>()
    };
    let mut filed: Vec<Filed> = all.iter().map(|document| document.which).collect();
    let mut expected = ended(&table.state);
    filed.sort_unstable();
    expected.sort_unstable();
    assert_eq!(
        (filed, expected.len()),
        (expected.clone(), 7),
        "four workflows and three tasks, one of which ended with its own"
    );
    // With their decisions and notices, each as it stands.
    for document in &all {
        if let Filed::Workflow(which) = document.which {
            let kept = read::<ArchivedWorkflow>(&document.bytes).expect("a workflow");
            assert_eq!(Some(&ArchivedWorkflow::of(&table.state, which).expect("it is there")), Some(&kept));
        }
    }
    let decisions = Wanted {
        sorts: [Sort::Decision].into(),
        kinds: [Hook::Workflow.name().to_owned()].into(),
        ..Wanted::default()
    };
    let rows = archive.find(&decisions, None, 100).unwrap().rows;
    assert!(rows.len() >= 4 && rows.iter().all(|row| decision_of(row).unwrap().is_some()), "{}", rows.len());
    // A crash at any place: what was taken in until then, and the rest from the journal.
    for version in 1..table.log.len() {
        let archive = MemoryArchive::default();
        recover(&MemoryJournal::of(&table.log[..version]), &archive).expect("it recovers");
        recover(&MemoryJournal::of(&table.log), &archive).expect("it recovers");
        assert_eq!(shelf(&archive), all, "from {version}");
    }
}

/// A plugin and a county, and so many workflows that have ended, as a journal: hundreds in a batch, which takes no time to fold.
fn with_ended(count: u32) -> (Vec<Batch>, TimeMs) {
    let mut table = Table::with_flow(|_| goes("", Vec::new()));
    let first = table.start("once", "the first");
    table.because(Command::Instance(InstanceCommand::Cancel { instance: first })).expect("cancelled");
    let started = table.log.iter().flat_map(|batch| &batch.events).find_map(|event| {
        if let Event::Instance(InstanceEvent::Started(started)) = event { Some(started.clone()) } else { None }
    });
    let started = started.expect("it began");
    let mut events = Vec::new();
    for number in 2..=count {
        let mut next = started.clone();
        next.instance = InstanceRef(number);
        next.id = format!("W20220901-{number:06}");
        next.key = number.to_string();
        next.district = if number % 2 == 0 { D2 } else { D1 };
        let (instance, status) = (next.instance, Status::Cancelled);
        events.push(Event::Instance(InstanceEvent::Started(next)));
        events.push(Event::Instance(InstanceEvent::Ended { instance, status, ended: None, approver: None }));
        if events.len() >= 1_000 || number == count {
            table.now = table.now.plus_s(1);
            let author = format!("desk-{}", number / 10_000);
            let version = table.state.version.next();
            let batch =
                Batch { author, ..Batch::system(version, table.now, "cancel-instance", std::mem::take(&mut events)) };
            table.state.fold(&batch);
            table.log.push(batch);
        }
    }
    (table.log, table.now)
}

/// The 20,001st workflow that ended made the room forget the first, whatever anybody wanted to know of it.
#[test]
fn the_first_of_many_that_ended_is_still_found() {
    let (batches, now) = with_ended(WORKFLOW_ENDED_KEPT_MAX as u32);
    let running = Running::on(MemoryJournal::of(&batches), Arc::default(), now);
    running.script.workflow("flow", |_| goes("", Vec::new()));
    let first = InstanceRef(1);
    running.look_at_the_clock();
    assert!(running.room.state().workflows.get(first).is_some(), "as many as are kept");
    // One more, by way of the room itself.
    running.tell(Command::Instance(InstanceCommand::Start(wanted("once", "one more"))));
    let last = running.room.state().workflows.last;
    assert_eq!(last, InstanceRef(WORKFLOW_ENDED_KEPT_MAX as u32 + 1));
    let mut cancel = Envelope::by("operator:test", Command::Instance(InstanceCommand::Cancel { instance: last }));
    cancel.reason = Some("as agreed".to_owned());
    running.submit(cancel).expect("cancelled");
    running.until(|state| state.workflows.get(first).is_none());
    let state = running.room.state();
    assert_eq!(state.workflows.ended.len(), WORKFLOW_ENDED_KEPT_MAX);
    let archive = running.archive.clone();
    let row = archive.document(Filed::Workflow(first)).unwrap().expect("a document");
    let kept = read::<ArchivedWorkflow>(&row.bytes).unwrap();
    assert_eq!((kept.instance.key.as_str(), kept.instance.status), ("the first", Status::Cancelled));
    assert!(!kept.decisions.is_empty());
    // By district, kind, person and time together.
    let (from, until) = (Some(START), Some(START.plus_s(1)));
    let of_d1 = Wanted {
        sorts: [Sort::Workflow].into(),
        kinds: ["once".to_owned()].into(),
        districts: Some([D1].into()),
        person: Some("operator:test".to_owned()),
        from,
        until,
        ..Wanted::default()
    };
    assert_eq!(found(&archive, &of_d1), [Filed::Workflow(first)]);
    assert_eq!(found(&archive, &Wanted { districts: Some([D2].into()), ..of_d1.clone() }), []);
    // The state in which it stands again is told as before.
    let mut recalled = (*state).clone();
    recalled.recall(&row).unwrap();
    assert_eq!(recalled.decisions_of(first).count(), kept.decisions.len());
    assert_eq!(recalled.workflows.find("W20220901-000001").map(|found| found.instance), Some(first));
    let (journal, archive) = running.stop();
    let again = MemoryArchive::default();
    recover(&journal.reopened(), &again).expect("it recovers");
    assert_eq!(shelf(&again), shelf(&archive), "what the archivist took in and what the journal gives");
}

/// As long as the archive takes nothing, nothing leaves the state for it.
#[test]
fn what_the_archive_does_not_have_stays() {
    let (batches, now) = with_ended(WORKFLOW_ENDED_KEPT_MAX as u32 + 2);
    let mut state = State::default();
    batches.iter().for_each(|batch| state.fold(batch));
    let tick = |state: &State, archived_up_to: Option<Version>| {
        let envelope = Envelope::system(Command::Timer(TimerCommand::Tick { archived_up_to }));
        domain::check::check(state, &envelope, now).expect("a tick")
    };
    assert_eq!(tick(&state, None), []);
    assert_eq!(tick(&state, Some(Version(0))), []);
    let instances = vec![InstanceRef(1), InstanceRef(2)];
    let ended_in = state.workflows.get(InstanceRef(2)).expect("it has ended").version;
    assert_eq!(
        tick(&state, Some(ended_in)),
        [Event::Instance(InstanceEvent::Archived { instances: instances.clone() })]
    );
    // One that was changed since waits for its newer document.
    let mut newer = state.clone();
    let erased = Event::Instance(InstanceEvent::Erased { instance: InstanceRef(1), subject: SubjectRef(9) });
    newer.preview(&erased, now, &Signature::on_all(HOST, None), state.version.next());
    assert_eq!(
        tick(&newer, Some(ended_in)),
        [Event::Instance(InstanceEvent::Archived { instances: vec![InstanceRef(2)] })]
    );
    // What was forgotten before there was an archive for it is there when the journal is read again.
    let mut old = batches;
    old.push(Batch::system(
        state.version.next(),
        now,
        "tick",
        vec![Event::Instance(InstanceEvent::Forgotten { instances })],
    ));
    let archive = MemoryArchive::default();
    let recovered = recover(&MemoryJournal::of(&old), &archive).expect("it recovers").state;
    assert!(recovered.workflows.get(InstanceRef(1)).is_none());
    assert!(archive.document(Filed::Workflow(InstanceRef(1))).unwrap().is_some());
}

/// What a county's rule or a person erases is gone from the documents, too, also of the tasks.
#[test]
fn what_is_erased_leaves_the_documents_of_workflows_and_their_tasks() {
    let mut table = Table::with_flow(|_| goes("", vec![task(1, None)]));
    let mut start = wanted("once", "k");
    let sealed = || {
        let sealed = serde_json::from_str("\"c2VhbGVk\"").expect("sealed");
        vec![domain::hooks::Field { name: "name".to_owned(), value: FieldValue::Sealed(sealed) }]
    };
    (start.subject, start.fields) = (Some(SubjectRef(1)), sealed());
    table.tell(Command::Instance(InstanceCommand::Start(start)));
    let which = table.state.workflows.last;
    let fields = sealed();
    table.tell(Command::Task(TaskCommand::Finish {
        task: TaskRef(1),
        outcome: "found".to_owned(),
        person: None,
        fields,
    }));
    table.settle_down();
    table.because(Command::Instance(InstanceCommand::Cancel { instance: which })).expect("cancelled");
    let gone = |table: &mut Table, event: Event| {
        let batch = Batch::system(table.state.version.next(), table.now, "tick", vec![event]);
        table.state.fold(&batch);
        table.log.push(batch);
    };
    gone(&mut table, Event::Instance(InstanceEvent::Archived { instances: vec![which] }));
    gone(&mut table, Event::Task(domain::event::TaskEvent::Archived { tasks: vec![TaskRef(1)] }));
    assert_eq!(table.state.retained.subject(Matter::Instance(which)), Some(SubjectRef(1)));
    let archive = MemoryArchive::default();
    recover(&MemoryJournal::of(&table.log), &archive).expect("it recovers");
    let text = |archive: &MemoryArchive, which| {
        let row = archive.document(which).unwrap().expect("a document");
        String::from_utf8(row.bytes).expect("JSON")
    };
    let both = [Filed::Workflow(which), Filed::Task(TaskRef(1))];
    assert!(both.iter().all(|which| text(&archive, *which).contains("c2VhbGVk")));
    // A year later.
    table.wait(PERSONAL_DAYS * 86_400);
    assert_eq!(names(&table.tick(false)), ["instance-erased"]);
    for archive in [archive, MemoryArchive::default()] {
        recover(&MemoryJournal::of(&table.log), &archive).expect("it recovers");
        let kept = read::<ArchivedWorkflow>(text(&archive, both[0]).as_bytes()).unwrap().instance;
        assert_eq!((kept.subject, kept.erased_at, kept.fields), (None, Some(table.now), Vec::new()));
        assert!(!text(&archive, both[1]).contains("c2VhbGVk"));
    }
}
