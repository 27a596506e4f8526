//! Random events of workflows, tasks and loans, most of them nonsense: of instances that never were, out of any order. The fold makes
//! of each what it can and nothing else, and what is derived is always what would be derived anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::command::{Command, Envelope, InstanceCommand, StartWorkflow, TaskCommand, TimerCommand};
use domain::county::schedule::{Schedule, When};
use domain::county::service::Retired;
use domain::decision::*;
use domain::event::{Batch, CountyEvent, Event, InstanceEvent, Started, TaskEvent, TimerEvent, UnitEvent};
use domain::hooks::*;
use domain::ids::*;
use domain::incident::Reality;
use domain::limits::{
    ERASED_PER_TICK_MAX, PERSONAL_DAYS, TASKS_ENDED_HELD_MAX, WORKFLOW_ENDED_HELD_MAX, WORKFLOW_ENDED_KEPT_MAX,
};
use domain::matter::Matter;
use domain::notice::Told;
use domain::plugin::Mode;
use domain::sentence::Said;
use domain::state::State;
use domain::task::{NewTask, TaskWords, start_form};
use domain::time::TimeMs;
use domain::timer::{TimerId, TimerOwner};
use domain::who::{Addressee, Who};
use domain::workflow::{Pinned, Status, StepFailure};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::desk::*;

const KINDS: [&str; 3] = ["once", "anew", "in-turn"];

/// What happens, to which instance, and two numbers to choose the rest by.
#[derive(Clone, Debug)]
struct Op(u8, u32, u32, u32);

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let op = (0..27u8, 1..7u32, 0..9u32, 0..400u32).prop_map(|(what, which, a, b)| Op(what, which, a, b));
    prop::collection::vec(op, 1..80)
}

fn pinned(version: u32) -> Pinned {
    Pinned {
        name: "flow".to_owned(),
        version: format!("{}.0.0", version % 3),
        digest: Digest::of(&[version as u8 % 3]),
        settings_version: 1,
        settings_json: "{}".to_owned(),
    }
}

fn stepped(number: u32, event: WorkflowEvent) -> Arc<Decision> {
    let (stage, effects, remarks, ended) = (why(1), Vec::new(), Vec::new(), None);
    let record = WorkflowRecord { event, stage: Some(stage), refused: None, effects, remarks, ended };
    let mut decision = dispatch_decision("flow", Mode::Auto, &[]);
    (decision.facts.number, decision.facts.hook) = (number, Hook::Workflow);
    (decision.facts.trigger, decision.facts.answer) = (Trigger::InstanceEvent, Answered::Workflow(record));
    Arc::new(decision)
}

fn failure(a: u32, now: TimeMs) -> StepFailure {
    match a % 5 {
        0 => StepFailure::Plugin(HookFailure::Fuel),
        1 => StepFailure::Plugin(HookFailure::Guest("no".to_owned())),
        2 => StepFailure::Quarantined { until: now.plus_s(a) },
        3 => StepFailure::TooFast,
        _ => StepFailure::Missing,
    }
}

fn started(instance: InstanceRef, a: u32, b: u32) -> Event {
    Event::Instance(InstanceEvent::Started(Box::new(Started {
        instance,
        id: format!("W20220901-{:06}", instance.0),
        kind: KINDS[a as usize % 3].to_owned(),
        plugin: pinned(b),
        district: DistrictRef(a as u16 % 2),
        grid: None,
        reality: Reality::Actual,
        incident: b.is_multiple_of(3).then_some(IncidentRef(1 + b % 2)),
        key: (b % 2).to_string(),
        key_scope: KeyScope::ALL[b as usize / 2 % 2],
        parent: a.checked_sub(5).filter(|parent| *parent > 0).map(InstanceRef),
        schedule: (a == 8).then_some(ScheduleRef(1 + b % 3)),
        subject: b.is_multiple_of(4).then_some(SubjectRef(b)),
        fields: Vec::new(),
        queued: b.is_multiple_of(5),
    })))
}

fn created(task: TaskRef, which: u32, a: u32, due: TimeMs) -> Event {
    Event::Task(TaskEvent::Created(Box::new(NewTask {
        task,
        id: format!("T20220901-{:06}", task.0),
        matter: (a > 1).then_some(Matter::Instance(InstanceRef(which))),
        key: (a > 2).then_some(a as u16 % 3),
        district: D1,
        assignee: if a % 4 == 1 { Who::Person(PersonRef(1)) } else { Who::GridAssistant(GridRef(a % 2)) },
        words: TaskWords::Person { title: "look".to_owned() },
        form: (a > 3).then(start_form),
        due: (a > 4).then_some(due),
        notice: (a > 1).then_some(NoticeRef(task.0)),
        told: vec![Told { to: Addressee::GridAssistant(GridRef(a % 2)), held: false }],
    })))
}

fn event(Op(what, which, a, b): &Op, now: TimeMs) -> Event {
    let (which, a, b) = (*which, *a, *b);
    let (instance, task, later) = (InstanceRef(which), TaskRef(which), now.plus_s(b));
    let unit = UnitRef(a % 7);
    match *what {
        0..=2 => started(instance, a, b),
        3 => Event::Instance(InstanceEvent::Refused {
            kind: KINDS[0].to_owned(),
            key: "0".to_owned(),
            incident: None,
            parent: Some(instance),
            district: Some(D1),
            code: "workflow-overflow".to_owned(),
            why: Said::Words("it is full".to_owned()),
        }),
        4 | 5 => Event::Instance(InstanceEvent::Stepped {
            instance,
            state: b.to_string(),
            waits: vec!["news".to_owned()],
            marks: vec![Mark { name: (a % 3).to_string(), value: (b % 3).to_string() }; a as usize % 2],
            decision: stepped(a, WorkflowEvent::TimerFired { key: 1 }),
        }),
        6 if a == 7 => {
            let decision = stepped(a, WorkflowEvent::TimerFired { key: 1 });
            Event::Instance(InstanceEvent::StepRefused { instance, decision })
        }
        6 => Event::Instance(InstanceEvent::StepFailed {
            instance,
            why: failure(a, now),
            attempts: a,
            retry_at: (!b.is_multiple_of(3)).then_some(later),
            log: None,
        }),
        7 => Event::Instance(InstanceEvent::Signalled {
            instance,
            name: "news".to_owned(),
            by: None,
            sender: None,
            fields: Vec::new(),
        }),
        8 => Event::Instance(InstanceEvent::Paused { instance }),
        9 => Event::Instance(InstanceEvent::Resumed { instance }),
        10 => Event::Instance(InstanceEvent::Retried { instance }),
        11 => Event::Instance(InstanceEvent::Migrated {
            instance,
            plugin: pinned(b),
            state: b.to_string(),
            standing: (a > 4).then(|| Standing {
                stage: why(1),
                waits: Vec::new(),
                marks: vec![Mark { name: (a % 3).to_string(), value: (b % 3).to_string() }],
            }),
        }),
        12 => {
            let status = [Status::Completed, Status::Cancelled, Status::Replaced][a as usize % 3];
            let approver = (a == 2).then_some(PersonRef(1));
            Event::Instance(InstanceEvent::Ended {
                instance,
                status,
                ended: a.is_multiple_of(3).then(|| "settled".to_owned()),
                approver,
            })
        }
        13 if a == 7 => Event::Instance(InstanceEvent::Unscheduled { which: ScheduleRef(which) }),
        14 if a == 7 => {
            let schedule = Box::new(Schedule {
                code: which.to_string(),
                workflow: KINDS[0].to_owned(),
                district: D1,
                when: When::Weekdays(1),
                at_minute: 480,
                catch_up: CatchUp::Once,
                key: None,
                fields: BTreeMap::new(),
            });
            let due = b.is_multiple_of(2).then_some(later);
            Event::Instance(InstanceEvent::Scheduled { which: ScheduleRef(which), schedule, due })
        }
        13 => Event::Instance(InstanceEvent::KindPaused { kind: KINDS[a as usize % 3].to_owned() }),
        14 => Event::Instance(InstanceEvent::KindResumed { kind: KINDS[a as usize % 3].to_owned() }),
        15 if a % 2 == 0 => Event::Instance(InstanceEvent::Archived { instances: vec![instance, InstanceRef(a)] }),
        15 => Event::Instance(InstanceEvent::Forgotten { instances: vec![instance, InstanceRef(a)] }),
        16 | 17 => created(task, a, b % 6, later),
        18 => Event::Task(TaskEvent::Accepted { task, person: Some(PersonRef(a)) }),
        19 => Event::Task(TaskEvent::Done { task, outcome: "found".to_owned(), person: None, fields: Vec::new() }),
        20 => Event::Task(TaskEvent::Cancelled { task }),
        21 => Event::Task(TaskEvent::Overdue { task }),
        22 if a == 3 => Event::Task(TaskEvent::Reopened { task, assignee: Who::CommandRoom(D1) }),
        22 if a == 4 => {
            let retired = Retired { persons: vec![PersonRef(1)], ..Retired::default() };
            Event::County(CountyEvent::Retired(Box::new(retired)))
        }
        22 if a % 2 == 0 => Event::Task(TaskEvent::Archived { tasks: vec![task, TaskRef(a)] }),
        22 => Event::Task(TaskEvent::Forgotten { tasks: vec![task, TaskRef(a)] }),
        23 => Event::Unit(UnitEvent::Lent { unit, to: D2, until: later, instance, held: false }),
        24 => Event::Unit(UnitEvent::Returned { unit }),
        25 if a < 4 => Event::Instance(InstanceEvent::SubjectGiven { instance, subject: SubjectRef(b) }),
        25 => Event::Instance(InstanceEvent::FieldRead {
            instance,
            task: None,
            fields: BTreeSet::new(),
            purpose: "a look".to_owned(),
        }),
        _ if a < 4 => Event::Instance(InstanceEvent::Erased { instance, subject: SubjectRef(b) }),
        _ => {
            let owner = if a % 2 == 0 { TimerOwner::WORKFLOW } else { TimerOwner::HOST };
            let timer = TimerId::of(instance, owner, b as u16 % 3);
            Event::Timer(TimerEvent::Fired { timer, generation: a % 3, late_s: 0, skipped: false })
        }
    }
}

fn same(one: &State, other: &State) -> Result<(), TestCaseError> {
    prop_assert_eq!(&one.workflows, &other.workflows);
    prop_assert_eq!(&one.tasks, &other.tasks);
    prop_assert_eq!(&one.timers, &other.timers);
    prop_assert_eq!((&one.roster.absences, &one.leaving), (&other.roster.absences, &other.leaving));
    Ok(())
}

/// Takes away the names of events that happen in some of the histories below.
pub fn random_events(never: &mut BTreeSet<&'static str>) {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    for _ in 0..64 {
        let ops = ops().new_tree(&mut runner).expect("a history").current();
        for op in &ops {
            never.remove(event(op, START).name());
        }
    }
}

proptest! {
    #![proptest_config(random(200))]

    #[test]
    fn whatever_is_said_to_have_happened_the_fold_holds(ops in ops()) {
        let mut desk = Desk::new();
        for incident in [1, 2] {
            desk.report("noise");
            prop_assert_eq!(desk.state.last_incident, IncidentRef(incident));
        }
        let mut replayed = desk.state.clone();
        for op in &ops {
            desk.wait(op.3 % 50);
            let event = event(op, desk.now);
            let ended = event.instance().and_then(|which| desk.state.workflows.get(which)).filter(|i| !i.status.is_live());
            let ended = ended.map(|instance| instance.instance);
            desk.happen(vec![event.clone()]);
            if let (Some(which), false) = (ended, matches!(event, Event::Instance(InstanceEvent::Started(_)))) {
                let live = desk.state.workflows.get(which).is_some_and(|instance| instance.status.is_live());
                prop_assert!(!live, "{} came to life again by {}", which, event.name());
            }
            let batch = Batch::decode(&desk.journal.last().expect("a batch").encode()).expect("it reads back");
            replayed.fold(&batch);
            same(&replayed, &desk.state)?;
        }
        let back = State::decode(&desk.state.encode()).expect("a checkpoint reads back");
        same(&back, &desk.state)?;
        prop_assert_eq!((back.hash(), replayed.hash()), (desk.state.hash(), desk.state.hash()));
    }
}

/// The 20,001st workflow that ended took the oldest one's key along, whatever the county's rule said of it.
#[test]
fn no_count_destroys_a_key() {
    let mut desk = Desk::new();
    let tick = |desk: &mut Desk| {
        let archived_up_to = Some(desk.state.version);
        let events = desk.tell(Command::Timer(TimerCommand::Tick { archived_up_to }));
        let names: BTreeSet<&str> = events.iter().map(Event::name).collect();
        names
    };
    let instance = InstanceRef(1);
    let Event::Instance(InstanceEvent::Started(mut start)) = started(instance, 0, 1) else { panic!("a start") };
    start.subject = Some(SubjectRef(1));
    let end = InstanceEvent::Ended { instance, status: Status::Cancelled, ended: None, approver: None };
    desk.happen(vec![Event::Instance(InstanceEvent::Started(start)), Event::Instance(end)]);
    // Many more of the same, without their histories.
    let first = desk.state.workflows.get(instance).expect("it has ended").clone();
    let ended_at = first.ended_at.expect("it has ended");
    for number in 2..=WORKFLOW_ENDED_KEPT_MAX as u32 + 1 {
        if number as usize > WORKFLOW_ENDED_KEPT_MAX {
            assert_eq!(tick(&mut desk), BTreeSet::new(), "as many as are kept");
        }
        let (which, subject) = (InstanceRef(number), SubjectRef(number));
        let one = domain::workflow::Instance { instance: which, subject: Some(subject), ..(*first).clone() };
        desk.state.workflows.instances.insert(which, Arc::new(one));
        desk.state.workflows.ended.insert((ended_at, which));
        desk.state.retained.keep(which, ended_at, subject, D1);
    }
    // What the archive does not have yet stays.
    let ended_in = first.version;
    for archived_up_to in [None, Some(Version(ended_in.0 - 1))] {
        desk.tell(Command::Timer(TimerCommand::Tick { archived_up_to }));
        assert_eq!(desk.state.workflows.ended.len(), WORKFLOW_ENDED_KEPT_MAX + 1);
    }
    assert_eq!(tick(&mut desk), BTreeSet::from(["instances-archived"]));
    assert_eq!((desk.state.workflows.ended.len(), desk.state.erased.iter().count()), (WORKFLOW_ENDED_KEPT_MAX, 0));
    assert!(desk.state.workflows.get(InstanceRef(1)).is_none());
    assert_eq!(State::decode(&desk.state.encode()).expect("it reads").retained, desk.state.retained);
    // Its time comes as it does for those that the state still has.
    desk.wait(PERSONAL_DAYS * 86_400 - 1);
    assert_eq!(tick(&mut desk), BTreeSet::new());
    desk.wait(1);
    assert_eq!(tick(&mut desk), BTreeSet::from(["instance-erased"]));
    let erased = ERASED_PER_TICK_MAX as u32;
    assert!((1..=erased).all(|subject| desk.state.erased.contains(SubjectRef(subject))));
}

/// As long as the archive takes nothing, what has ended stays, and past a limit no more is begun.
#[test]
fn an_archive_that_takes_nothing_stops_new_work_and_destroys_none() {
    let mut desk = Desk::new();
    let start = Command::Instance(InstanceCommand::Start(StartWorkflow {
        kind: "nothing".to_owned(),
        key: None,
        district: Some(D1),
        grid: None,
        incident: None,
        reality: Reality::Actual,
        subject: None,
        fields: Vec::new(),
    }));
    let task = Command::Task(TaskCommand::Create {
        title: "look".to_owned(),
        district: D1,
        assignee: Who::GridAssistant(GridRef(0)),
        incident: None,
        due: None,
    });
    desk.tell(task.clone());
    let one = desk.state.tasks.get(TaskRef(1)).expect("a task").clone();
    // Rows of no account, one fewer than are held.
    for number in 2..=TASKS_ENDED_HELD_MAX as u32 {
        desk.state.tasks.rows.insert(TaskRef(number), one.clone());
        desk.state.tasks.over.insert((START, TaskRef(number)));
    }
    desk.state.workflows.ended = (1..WORKFLOW_ENDED_HELD_MAX as u32).map(|n| (START, InstanceRef(n))).collect();
    let begun = |desk: &Desk, command: &Command| {
        let envelope = Envelope::by("operator:test", command.clone());
        domain::check::check(&desk.state, &envelope, desk.now).map_err(|refusal| refusal.code.name())
    };
    assert_eq!(begun(&desk, &start), Err("no-such-workflow-kind"), "it comes to what is wanted");
    assert!(begun(&desk, &task).is_ok());
    desk.state.tasks.over.insert((START, TaskRef(1)));
    desk.state.workflows.ended.insert((START, InstanceRef(WORKFLOW_ENDED_HELD_MAX as u32)));
    assert_eq!(begun(&desk, &start), Err("too-many-workflows"));
    assert_eq!(begun(&desk, &task), Err("too-many-tasks"));
}
