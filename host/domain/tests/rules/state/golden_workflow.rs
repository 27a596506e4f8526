//! An example of each event of workflows and tasks, for the file that holds all events' shapes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::county::schedule::{Schedule, When};
use domain::decision::*;
use domain::event::*;
use domain::hooks::*;
use domain::ids::*;
use domain::incident::{Phase, Priority, Reality};
use domain::matter::Matter;
use domain::notice::Told;
use domain::ports::{SealingKey, Value};
use domain::sealed::Sealed;
use domain::sentence::{PluginReason, Said, Sentence};
use domain::task::{NewTask, TaskWords, start_form};
use domain::who::{Addressee, TeamOf, Who};
use domain::workflow::refusal::WorkflowRefusal;
use domain::workflow::{Pinned, Status, StepFailure};

use crate::desk::{D1, START, why};

const INSTANCE: InstanceRef = InstanceRef(3);
const TASK: TaskRef = TaskRef(12);

fn pinned() -> Pinned {
    Pinned {
        name: "ladder".to_owned(),
        version: "1.0.0".to_owned(),
        digest: Digest::of(b"ladder 1.0.0"),
        settings_version: 2,
        settings_json: "{}".to_owned(),
    }
}

fn fields() -> Vec<Field> {
    let sealed = Sealed::seal(&SealingKey([7; 32]), [1; 24], SubjectRef(4), "name", "灯塔");
    let field = |name: &str, value| Field { name: name.to_owned(), value };
    vec![
        field("parties", FieldValue::Plain(Value::Number(2.0))),
        field("place", FieldValue::Plain(Value::Text("room".to_owned()))),
        field("urgent", FieldValue::Plain(Value::Flag(true))),
        field("name", FieldValue::Sealed(sealed)),
    ]
}

fn started() -> Started {
    Started {
        instance: INSTANCE,
        id: "W20220901-000003".to_owned(),
        kind: "dispute".to_owned(),
        plugin: pinned(),
        district: D1,
        grid: Some(GridRef(1)),
        reality: Reality::Actual,
        incident: Some(IncidentRef(7)),
        key: "20220901-000007".to_owned(),
        key_scope: KeyScope::County,
        parent: Some(InstanceRef(2)),
        schedule: None,
        subject: Some(SubjectRef(4)),
        fields: fields(),
        queued: true,
    }
}

fn effects() -> Vec<Effect> {
    let timer = TimerRequest { key: 1, due_at: START, catch_up: CatchUp::Each, repeat_s: Some(600) };
    let assignees = [
        Who::Person(PersonRef(1)),
        Who::Role { district: D1, slot: "officer".to_owned() },
        Who::Team(TeamOf::District { district: D1, team: TeamRef(0) }),
        Who::GridAssistant(GridRef(1)),
        Who::Unit(UnitRef(1)),
        Who::Place(PlaceRef(0)),
    ];
    let task = |(key, assignee): (usize, Who)| Effect::CreateTask {
        key: key as u16,
        form: "mediate".to_owned(),
        assignee,
        due_at: Some(START),
        why: why(4),
    };
    let mut effects = vec![Effect::StartTimer(timer), Effect::StopTimer { key: 1 }];
    effects.extend(assignees.into_iter().enumerate().map(task));
    effects.extend([
        Effect::CancelTask { key: 2 },
        Effect::Notify(Message::alarm(1, vec![Who::CommandRoom(D1)], why(5))),
        Effect::StartWorkflow { kind: "aid".to_owned(), key: "k".to_owned(), grid: Some(GridRef(1)), fields: fields() },
        Effect::StepIncident { to: Phase::Resolved },
        Effect::LendUnit { unit: UnitRef(1), to: DistrictRef(1), until: START.plus_s(3_600), held: false },
        Effect::ReturnUnit { unit: UnitRef(1) },
        Effect::ErasePersonalData,
    ]);
    effects
}

/// A step for everything that can happen to an instance.
fn steps(decision: &dyn Fn(Answered) -> Decision) -> Vec<Event> {
    let happened = [
        WorkflowEvent::Started { fields: fields() },
        WorkflowEvent::TimerFired { key: 1 },
        WorkflowEvent::TaskDone { key: 2, outcome: "settled".to_owned(), by: Some(PersonRef(1)), fields: fields() },
        WorkflowEvent::TaskOverdue { key: 2 },
        WorkflowEvent::Signalled { name: "court".to_owned(), by: None, sender: None, fields: Vec::new() },
        WorkflowEvent::IncidentChanged,
        WorkflowEvent::Unanswered { level: 1, stage: Stage::Accepted },
        WorkflowEvent::ChildEnded { kind: "aid".to_owned(), key: "k".to_owned(), ended: "given".to_owned() },
    ];
    let step = |(index, event): (usize, WorkflowEvent)| {
        let first = index == 0;
        let record = WorkflowRecord {
            event,
            stage: Some(why(1)),
            refused: None,
            effects: if first { effects() } else { Vec::new() },
            remarks: if first { vec![why(9)] } else { Vec::new() },
            ended: (index == 7).then(|| "settled".to_owned()),
        };
        let waits = if first { vec!["court".to_owned()] } else { Vec::new() };
        let decision = Arc::new(decision(Answered::Workflow(record)));
        Event::Instance(InstanceEvent::Stepped {
            instance: INSTANCE,
            state: "{\"step\":1}".to_owned(),
            waits,
            marks: vec![Mark { name: "Q1".to_owned(), value: "L1".to_owned() }],
            decision,
        })
    };
    happened.into_iter().enumerate().map(step).collect()
}

/// What once was kept in words and is a sentence since.
pub fn in_sentences() -> [Event; 2] {
    let ended = WorkflowRefusal::Ended { workflow: "W20220901-000001".to_owned(), status: Status::Replaced };
    let ended = Sentence::from(ended);
    let refused = InstanceEvent::Refused {
        kind: "dispute".to_owned(),
        key: "k".to_owned(),
        incident: None,
        parent: None,
        district: None,
        code: "workflow-ended".to_owned(),
        why: ended.clone().into(),
    };
    let why = RefusedWhy::NotStarted { why: ended.into() };
    let why = StepFailure::Effects(vec![Refused { proposal: "start workflow dispute (k)".to_owned(), why }]);
    let failed = InstanceEvent::StepFailed { instance: INSTANCE, why, attempts: 2, retry_at: None, log: None };
    [Event::Instance(refused), Event::Instance(failed)]
}

fn failures() -> Vec<Event> {
    let whys = [
        RefusedWhy::UnknownForm,
        RefusedWhy::UnknownPlace,
        RefusedWhy::BadFields { what: "`a` is required".to_owned() },
        RefusedWhy::NoSuchTask,
        RefusedWhy::NoIncident,
        RefusedWhy::IllegalStep,
        RefusedWhy::NotLendable,
        RefusedWhy::NotLent,
        RefusedWhy::BadEnd { limit_s: 60 },
        RefusedWhy::NotStarted { why: Said::Words("no such kind".to_owned()) },
        RefusedWhy::UnknownEnd,
    ];
    let refused = whys.map(|why| Refused { proposal: "create task 2 (mediate)".to_owned(), why }).into();
    let failed = |why, retry_at| {
        Event::Instance(InstanceEvent::StepFailed { instance: INSTANCE, why, attempts: 2, retry_at, log: None })
    };
    vec![
        failed(StepFailure::Plugin(HookFailure::Fuel), Some(START)),
        failed(StepFailure::Effects(refused), Some(START)),
        failed(StepFailure::Missing, None),
    ]
}

fn tasks() -> Vec<Event> {
    let new = |words: TaskWords| NewTask {
        task: TASK,
        id: "T20220901-000012".to_owned(),
        matter: Some(Matter::Instance(INSTANCE)),
        key: Some(2),
        district: D1,
        assignee: Who::GridAssistant(GridRef(1)),
        words,
        form: Some(start_form()),
        due: Some(START),
        notice: Some(NoticeRef(3)),
        told: vec![Told { to: Addressee::GridAssistant(GridRef(1)), held: false }],
    };
    let created = |words| Event::Task(TaskEvent::Created(Box::new(new(words))));
    vec![
        created(TaskWords::Plugin { digest: pinned().digest, why: why(4) }),
        created(TaskWords::Person { title: "look after the bridge".to_owned() }),
        created(TaskWords::StartWorkflow { kind: "dispute".to_owned() }),
        Event::Task(TaskEvent::Accepted { task: TASK, person: Some(PersonRef(1)) }),
        Event::Task(TaskEvent::Done { task: TASK, outcome: "settled".to_owned(), person: None, fields: fields() }),
        Event::Task(TaskEvent::Cancelled { task: TASK }),
        Event::Task(TaskEvent::Overdue { task: TASK }),
        Event::Task(TaskEvent::Forgotten { tasks: vec![TASK] }),
    ]
}

/// `decision`: a step's decision around an answer.
pub fn events(decision: &dyn Fn(Answered) -> Decision) -> Vec<Event> {
    let instance = INSTANCE;
    let names: BTreeSet<String> = ["name".to_owned()].into();
    let mut events = vec![
        Event::Instance(InstanceEvent::Started(Box::new(started()))),
        Event::Instance(InstanceEvent::Refused {
            kind: "dispute".to_owned(),
            key: "k".to_owned(),
            incident: Some(IncidentRef(7)),
            parent: Some(instance),
            district: Some(D1),
            code: "workflow-under-way".to_owned(),
            why: Said::Words("one is under way".to_owned()),
        }),
    ];
    events.extend(steps(decision));
    events.extend(failures());
    events.extend([
        Event::Instance(InstanceEvent::Signalled {
            instance,
            name: "court".to_owned(),
            by: Some(PersonRef(1)),
            sender: None,
            fields: fields(),
        }),
        Event::Instance(InstanceEvent::Paused { instance }),
        Event::Instance(InstanceEvent::Resumed { instance }),
        Event::Instance(InstanceEvent::Retried { instance }),
        Event::Instance(InstanceEvent::Migrated { instance, plugin: pinned(), state: "{}".to_owned(), standing: None }),
        Event::Instance(InstanceEvent::Ended {
            instance,
            status: Status::Completed,
            ended: Some("settled".to_owned()),
            approver: None,
        }),
        Event::Instance(InstanceEvent::Ended {
            instance,
            status: Status::Replaced,
            ended: None,
            approver: Some(PersonRef(1)),
        }),
        Event::Instance(InstanceEvent::KindPaused { kind: "dispute".to_owned() }),
        Event::Instance(InstanceEvent::KindResumed { kind: "dispute".to_owned() }),
        Event::Instance(InstanceEvent::Forgotten { instances: vec![instance] }),
    ]);
    events.extend(tasks());
    events.extend([
        Event::Unit(UnitEvent::Lent {
            unit: UnitRef(1),
            to: DistrictRef(1),
            until: START.plus_s(3_600),
            instance,
            held: false,
        }),
        Event::Unit(UnitEvent::Returned { unit: UnitRef(1) }),
        Event::Instance(InstanceEvent::FieldRead {
            instance,
            task: Some(TASK),
            fields: names,
            purpose: "to call back".to_owned(),
        }),
        Event::Instance(InstanceEvent::Erased { instance, subject: SubjectRef(4) }),
        Event::Instance(InstanceEvent::SubjectGiven { instance, subject: SubjectRef(4) }),
    ]);
    events
}

/// Those that came later, so that their lines follow the others'.
pub fn later() -> Vec<Event> {
    vec![
        Event::Instance(InstanceEvent::Started(Box::new(Started { key_scope: KeyScope::District, ..started() }))),
        Event::Instance(InstanceEvent::Archived { instances: vec![INSTANCE] }),
        Event::Task(TaskEvent::Archived { tasks: vec![TASK] }),
    ]
}

/// What a plugin says no to, or not yet, and where an instance stands by the word of another version.
pub fn said_no(decision: &dyn Fn(Answered) -> Decision) -> Vec<Event> {
    let instance = INSTANCE;
    let record = WorkflowRecord {
        event: WorkflowEvent::TimerFired { key: 1 },
        stage: None,
        refused: Some(why(6)),
        effects: Vec::new(),
        remarks: Vec::new(),
        ended: None,
    };
    let later = StepFailure::Later(PluginReason { plugin: pinned().digest, why: why(5) });
    let standing = Standing {
        stage: why(1),
        waits: vec!["court".to_owned()],
        marks: vec![Mark { name: "Q1".to_owned(), value: "L1".to_owned() }],
    };
    let (plugin, state) = (pinned(), "{}".to_owned());
    vec![
        Event::Instance(InstanceEvent::StepRefused {
            instance,
            decision: Arc::new(decision(Answered::Workflow(record))),
        }),
        Event::Instance(InstanceEvent::StepFailed {
            instance,
            why: later,
            attempts: 2,
            retry_at: Some(START),
            log: None,
        }),
        Event::Instance(InstanceEvent::Migrated { instance, plugin, state, standing: Some(standing) }),
        Event::Instance(InstanceEvent::Ended { instance, status: Status::Refused, ended: None, approver: None }),
    ]
}

/// What a workflow does beyond itself.
pub fn beyond(decision: &dyn Fn(Answered) -> Decision) -> Vec<Event> {
    let instance = INSTANCE;
    let effects = vec![
        Effect::Signal { to: Target::Number(InstanceRef(9)), name: "court".to_owned(), fields: fields() },
        Effect::CancelWorkflow(Target::Name { kind: "aid".to_owned(), key: "k".to_owned() }),
        Effect::Report(NewIncident {
            kind: KindRef(0),
            priority: Some(Priority::Urgent),
            grid: GridRef(1),
            position: Some((119.05, 27.05)),
            why: why(7),
        }),
        Effect::Remark { incident: IncidentRef(7), why: why(8) },
    ];
    let event = WorkflowEvent::Signalled {
        name: "court".to_owned(),
        by: None,
        sender: Some(InstanceRef(9)),
        fields: Vec::new(),
    };
    let (stage, refused, remarks, ended) = (Some(why(1)), None, Vec::new(), None);
    let record = WorkflowRecord { event, stage, refused, effects, remarks, ended };
    let (state, waits, marks) = ("{}".to_owned(), Vec::new(), Vec::new());
    let whys = [
        RefusedWhy::UnknownWorkflow,
        RefusedWhy::AmbiguousWorkflow,
        RefusedWhy::NotWaitedFor,
        RefusedWhy::NotSent { why: Said::Words("its inbox is full".to_owned()) },
        RefusedWhy::OwnBranch,
        RefusedWhy::OthersNotGranted,
        RefusedWhy::OtherDistrict,
        RefusedWhy::NotReported { why: Said::Words("outside the county".to_owned()) },
        RefusedWhy::TooDeep { limit: 4 },
    ];
    let refused = whys.map(|why| Refused { proposal: "signal court to workflow aid k".to_owned(), why }).into();
    let (why, attempts, retry_at) = (StepFailure::Effects(refused), 1, Some(START));
    let (name, by, sender, fields) = ("court".to_owned(), None, Some(InstanceRef(9)), Vec::new());
    vec![
        Event::Instance(InstanceEvent::Stepped {
            instance,
            state,
            waits,
            marks,
            decision: Arc::new(decision(Answered::Workflow(record))),
        }),
        Event::Instance(InstanceEvent::StepFailed { instance, why, attempts, retry_at, log: None }),
        Event::Instance(InstanceEvent::Signalled { instance, name, by, sender, fields }),
    ]
}

/// Schedules by which workflows begin, and one that began so.
pub fn scheduled() -> Vec<Event> {
    let which = ScheduleRef(2);
    let schedule = |when| Schedule {
        code: "weekly".to_owned(),
        workflow: "dispute".to_owned(),
        district: D1,
        when,
        at_minute: 480,
        catch_up: CatchUp::Once,
        key: None,
        fields: BTreeMap::from([("parties".to_owned(), Value::Number(2.0))]),
    };
    let set = |when, due| {
        let schedule = Box::new(schedule(when));
        Event::Instance(InstanceEvent::Scheduled { which, schedule, due })
    };
    vec![
        set(When::Weekdays(1), Some(START)),
        set(When::DaysAfterEnd(15), None),
        Event::Instance(InstanceEvent::Started(Box::new(Started { schedule: Some(which), ..started() }))),
        Event::Instance(InstanceEvent::Unscheduled { which }),
    ]
}
