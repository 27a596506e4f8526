//! Workflows: a step is all or nothing, what fails is tried again and never dropped, those with the same key follow their kind's
//! rule, and incidents, timers, tasks and people reach their instances.

use domain::command::{Command, Envelope, InstanceCommand, MatterCommand, PluginCommand, StartWorkflow, TaskCommand};
use domain::decision::RefusedWhy;
use domain::event::Event;
use domain::hooks::*;
use domain::ids::*;
use domain::incident::{Phase, Reality};
use domain::limits::*;
use domain::plugin::Mode;
use domain::refusal::Refusal;
use domain::task::{LEAVE, START as BEGIN, TaskStatus, TaskWords};
use domain::time::TimeMs;
use domain::unit::Loan;
use domain::who::Who;
use domain::workflow::{Instance, Status, StepFailure};

use crate::doubles::*;
use crate::little_county::little_county;
use crate::table::*;

/// A step that changes the state and waits for news.
pub fn goes(state: &str, effects: Vec<Effect>) -> HookRun<StepVerdict> {
    let waits = vec!["news".to_owned()];
    answers(StepAnswer { state: state.to_owned(), stage: why(1), waits, effects, ..StepAnswer::default() }.into())
}

pub fn comes_to(end: &str) -> HookRun<StepVerdict> {
    answers(StepAnswer { stage: why(2), ended: Some(end.to_owned()), ..StepAnswer::default() }.into())
}

pub fn timer(key: u16, due_at: TimeMs) -> Effect {
    Effect::StartTimer(TimerRequest { key, due_at, catch_up: CatchUp::Once, repeat_s: None })
}

pub fn task(key: u16, due_at: Option<TimeMs>) -> Effect {
    let assignee = Who::GridAssistant(GridRef(0));
    Effect::CreateTask { key, form: "look".to_owned(), assignee, due_at, why: why(3) }
}

pub fn child(kind: &str, key: &str) -> Effect {
    Effect::StartWorkflow { kind: kind.to_owned(), key: key.to_owned(), grid: None, fields: Vec::new() }
}

pub fn wanted(kind: &str, key: &str) -> StartWorkflow {
    StartWorkflow {
        kind: kind.to_owned(),
        key: (!key.is_empty()).then(|| key.to_owned()),
        district: Some(D1),
        grid: None,
        incident: None,
        reality: Reality::Actual,
        subject: None,
        fields: Vec::new(),
    }
}

impl Table {
    /// With the plugin `flow` switched on, which does as it is told.
    pub fn with_flow(answer: impl Fn(&StepInput) -> HookRun<StepVerdict> + Send + Sync + 'static) -> Table {
        let mut table = Table::new();
        table.seat("flow", Hook::Workflow, Mode::Auto);
        table.script.workflow("flow", answer);
        table
    }

    #[track_caller]
    pub fn start(&mut self, kind: &str, key: &str) -> InstanceRef {
        let events = self.tell(Command::Instance(InstanceCommand::Start(wanted(kind, key))));
        events.iter().find_map(Event::started).expect("started")
    }

    pub fn because(&mut self, command: Command) -> Result<Vec<Event>, Refusal> {
        let mut envelope = Envelope::by("operator:test", command);
        envelope.reason = Some("as agreed".to_owned());
        self.submit(envelope)
    }

    pub fn instance(&self, which: InstanceRef) -> &Instance {
        self.state.workflows.get(which).expect("an instance")
    }

    pub fn status(&self, which: u32) -> Status {
        self.instance(InstanceRef(which)).status
    }

    #[track_caller]
    pub fn news(&mut self, instance: InstanceRef, note: &str) -> Vec<Event> {
        self.tell(signal(instance, note))
    }

    #[track_caller]
    pub fn finish(&mut self, task: u32, outcome: &str) -> Vec<Event> {
        let (task, outcome) = (TaskRef(task), outcome.to_owned());
        self.tell(Command::Task(TaskCommand::Finish { task, outcome, person: None, fields: Vec::new() }))
    }

    /// Lets time pass until no instance has anything to do any more; how many batches that took.
    #[track_caller]
    pub fn settle_down(&mut self) -> usize {
        let rounds = (0..2_000).take_while(|_| !self.state.workflows.ready.is_empty() && !self.tick(false).is_empty());
        let rounds = rounds.count();
        assert!(self.state.workflows.ready.is_empty(), "the room comes to rest");
        rounds
    }
}

pub fn signal(instance: InstanceRef, note: &str) -> Command {
    let value = FieldValue::Plain(domain::ports::Value::Text(note.to_owned()));
    let fields = vec![Field { name: "note".to_owned(), value }];
    Command::Instance(InstanceCommand::Signal { instance, name: "news".to_owned(), person: None, fields })
}

/// The note that an event brings.
pub fn note(event: &WorkflowEvent) -> String {
    let WorkflowEvent::Signalled { fields, .. } = event else { return event.name().to_owned() };
    match &fields[0].value {
        FieldValue::Plain(domain::ports::Value::Text(note)) => note.clone(),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
pub fn refused(outcome: Result<Vec<Event>, Refusal>) -> &'static str {
    outcome.expect_err("refused").code.name()
}

#[test]
fn a_step_that_can_not_be_done_whole_has_not_been_done_at_all() {
    let mut table = Table::with_flow(|input| match &*input.event {
        WorkflowEvent::Started { .. } => goes("began", vec![task(1, None), timer(1, input.now.plus_s(3_600))]),
        _ => {
            let strange = Effect::CancelTask { key: 9 };
            goes("went on", vec![task(2, None), child("beside", "c"), Effect::StopTimer { key: 1 }, strange])
        }
    });
    let which = table.start("once", "k");
    let events = table.finish(1, "found");
    assert_eq!(names(&events), ["task-done", "step-failed"]);
    let instance = table.instance(which).clone();
    assert_eq!((instance.status, instance.state.as_str()), (Status::Retrying, "began"));
    assert_eq!(instance.inbox.len(), 1, "what happened to it is kept");
    assert_eq!((table.state.tasks.last, table.state.workflows.last), (TaskRef(1), which), "and nothing was made");
    let failure = instance.failure.expect("a failure");
    let StepFailure::Effects(refused) = &failure.why else { panic!("{failure:?}") };
    assert_eq!((refused[0].proposal.as_str(), &refused[0].why), ("cancel task 9", &RefusedWhy::NoSuchTask));
    // The next version of the rule, or a person's hand elsewhere, makes it possible.
    table.script.workflow("flow", |_| goes("went on", vec![task(2, None)]));
    table.wait(WORKFLOW_RETRY_S[0]);
    assert_eq!(names(&table.tick(false)), ["timer-fired", "instance-stepped", "task-created"]);
    assert_eq!((table.status(1), table.instance(which).state.as_str()), (Status::Running, "went on"));
    assert_eq!(table.instance(which).failure, None);
}

#[test]
fn a_step_that_fails_is_tried_later_and_later_and_then_waits_for_a_person() {
    let mut table = Table::with_flow(|input| match &*input.event {
        WorkflowEvent::Started { .. } => goes("", Vec::new()),
        _ => fails(HookFailure::Guest("the court is closed".to_owned())),
    });
    let which = table.start("once", "k");
    table.tell(Command::Matter(MatterCommand::Acknowledge { matter: which.into() }));
    table.news(which, "first");
    for (attempt, wait_s) in WORKFLOW_RETRY_S.into_iter().enumerate() {
        let failure = table.instance(which).failure.clone().expect("a failure");
        assert_eq!((failure.attempts as usize, failure.retry_at), (attempt + 1, Some(table.now.plus_s(wait_s))));
        table.wait(wait_s - 1);
        assert!(table.tick(false).is_empty(), "not before its time");
        table.news(which, &format!("then {attempt}"));
        table.wait(1).tick(false);
    }
    assert_eq!(table.status(1), Status::Stuck);
    assert_eq!(table.instance(which).escalated.acknowledged, None, "whoever took it on then knows nothing of this");
    table.wait(86_400 * 30);
    assert!(table.tick(false).is_empty(), "it waits for a person");
    // Everything is there, in order, for the one who looks at it.
    let words = "the court is closed".to_owned();
    let failure = table.instance(which).failure.clone().expect("a failure");
    assert_eq!(failure.why, StepFailure::Plugin(HookFailure::Guest(words)));
    let waiting: Vec<String> = table.instance(which).inbox.iter().map(|event| note(event)).collect();
    assert_eq!(waiting, ["first", "then 0", "then 1", "then 2", "then 3", "then 4"]);
    table
        .script
        .workflow("flow", |input| goes(&format!("{}{} ", input.instance.state, note(&input.event)), Vec::new()));
    table.tell(Command::Instance(InstanceCommand::Retry { instance: which }));
    table.settle_down();
    assert_eq!(table.instance(which).state, "first then 0 then 1 then 2 then 3 then 4 ");
    assert_eq!(refused(table.because(Command::Instance(InstanceCommand::Retry { instance: which }))), "nothing-failed");
}

#[test]
fn what_happens_to_a_paused_instance_waits() {
    let mut table = Table::with_flow(|input| {
        goes(&format!("{}{} ", input.instance.state, note(&input.event)), vec![timer(1, input.now.plus_s(60))])
    });
    let which = table.start("once", "k");
    table.tell(Command::Instance(InstanceCommand::Pause { instance: which }));
    table.news(which, "a");
    table.wait(60).tick(false);
    assert_eq!((table.status(1), table.instance(which).inbox.len()), (Status::Paused, 2));
    assert_eq!(refused(table.because(Command::Instance(InstanceCommand::Pause { instance: which }))), "no-change");
    table.tell(Command::Instance(InstanceCommand::Resume { instance: which }));
    table.settle_down();
    assert_eq!(table.instance(which).state, "started a timer-fired ");
    // The same for all of a kind; others go on.
    let other = table.start("beside", "k");
    table.tell(Command::Instance(InstanceCommand::PauseKind { kind: "once".to_owned() }));
    table.news(which, "b");
    table.news(other, "c");
    assert_eq!((table.instance(which).inbox.len(), table.instance(other).inbox.len()), (1, 0));
    assert!(table.tick(false).is_empty());
    table.tell(Command::Instance(InstanceCommand::ResumeKind { kind: "once".to_owned() }));
    table.settle_down();
    assert_eq!(table.instance(which).state, "started a timer-fired b ");
}

#[test]
fn tasks_fall_due_are_taken_on_and_done() {
    let mut table = Table::with_flow(|input| match &*input.event {
        WorkflowEvent::Started { .. } => goes("", vec![task(7, Some(input.now.plus_s(600)))]),
        WorkflowEvent::TaskOverdue { key } => goes(&format!("overdue {key}"), Vec::new()),
        WorkflowEvent::TaskDone { key, outcome, .. } => goes(&format!("{outcome} {key}"), Vec::new()),
        other => panic!("{other:?}"),
    });
    let which = table.start("once", "k");
    table.tell(Command::Task(TaskCommand::Accept { task: TaskRef(1), person: Some(PersonRef(0)) }));
    table.wait(599);
    assert!(table.tick(false).is_empty());
    table.wait(1).tick(false);
    assert_eq!(table.instance(which).state, "overdue 7");
    let late = table.state.tasks.get(TaskRef(1)).expect("a task").clone();
    assert_eq!((late.status, late.overdue), (TaskStatus::Accepted, true), "it stays open");
    let finish = |outcome: &str| {
        Command::Task(TaskCommand::Finish {
            task: TaskRef(1),
            outcome: outcome.to_owned(),
            person: None,
            fields: Vec::new(),
        })
    };
    assert_eq!(refused(table.because(finish("lost"))), "no-such-outcome");
    assert_eq!(refused(table.because(Command::Task(TaskCommand::Cancel { task: TaskRef(1) }))), "workflow-waits");
    table.tell(finish("found"));
    assert_eq!(table.instance(which).state, "found 7");
    assert_eq!(refused(table.because(finish("found"))), "task-over");
    assert!(table.state.timers.is_empty());
}

#[test]
fn a_loan_comes_to_its_end_by_itself() {
    let mut table = Table::with_flow(|input| {
        let until = input.now.plus_s(3_600);
        let loan = |unit| Effect::LendUnit { unit: UnitRef(unit), to: D2, until, held: false };
        match note(&input.event).as_str() {
            "started" => goes("", vec![loan(2)]),
            "longer" => goes("", vec![loan(2)]),
            "again" => goes("", vec![Effect::LendUnit { unit: UnitRef(2), to: D1, until, held: false }]),
            _ => goes("", vec![loan(3)]),
        }
    });
    let which = table.start("once", "k");
    let lent_at = table.now;
    table.wait(1_800);
    table.news(which, "longer");
    let loan = table.state.unit(UnitRef(2)).expect("a unit").loan.expect("it is lent");
    let lent = Loan { to: D2, until: lent_at.plus_s(5_400), instance: Some(which), since: Some(lent_at), held: false };
    assert_eq!(loan, lent, "one that is made longer goes on");
    table.wait(1_800);
    assert!(table.tick(false).is_empty(), "the first end does not hold any more");
    table.wait(1_800);
    assert_eq!(names(&table.tick(false)), ["timer-fired", "unit-returned"]);
    assert_eq!(table.state.unit(UnitRef(2)).expect("a unit").loan, None);
    // To its own district nobody lends, nor a unit that is not free.
    table.news(which, "again");
    assert_eq!(table.status(1), Status::Retrying);
}

/// A unit that a workflow holds back is recommended for nothing, in its own district either; a person may send it, and it is let go when its time
/// is over, or the workflow is.
#[test]
fn a_unit_is_held_back_for_a_workflow() {
    let mut table = Table::with_flow(|input| {
        let until = input.now.plus_s(3_600);
        match note(&input.event).as_str() {
            "started" => goes("", vec![Effect::LendUnit { unit: UnitRef(2), to: D1, until, held: true }]),
            "over" => comes_to("settled"),
            _ => goes("", Vec::new()),
        }
    });
    let which = table.start("once", "k");
    let held = |table: &Table| table.state.unit(UnitRef(2)).expect("a unit").loan;
    let free = |table: &Table| {
        let exclusion = domain::candidates::exclusion;
        exclusion(table.state.unit(UnitRef(2)).expect("a unit"), Some(86_400), Reality::Actual)
    };
    assert!(held(&table).is_some_and(|loan| loan.held && loan.to == D1));
    assert_eq!(free(&table), Some(Exclusion::Reserve));
    let incident = table.report("traffic-accident");
    table.assign(incident, &[2]);
    table.news(which, "over");
    assert_eq!(held(&table), None);
    table.step(incident, Phase::Cancelled);
    assert_eq!(free(&table), None);
    table.start("once", "k2");
    table.wait(3_600);
    table.tick(false);
    assert_eq!((held(&table), free(&table)), (None, None));
}

/// Accepting an incident starts what the county says; in `advise`, when a person says so.
#[test]
fn an_incident_starts_the_workflows_of_its_kind() {
    let mut county = little_county();
    county.kinds[0].workflows = vec!["once".to_owned()];
    let mut table = Table::with(county);
    table.seat("flow", Hook::Workflow, Mode::Auto);
    table.script.workflow("flow", |input| {
        let phase = input.instance.incident.as_ref().map_or("none", |incident| incident.phase.name());
        goes(&format!("{}{} {phase}, ", input.instance.state, note(&input.event)), Vec::new())
    });
    let incident = table.report("traffic-accident");
    table.settle_down();
    let which = table.state.workflows.last;
    assert_eq!(
        (table.instance(which).incident, &table.instance(which).key),
        (Some(incident), &table.incident(incident).id)
    );
    table.step(incident, Phase::Resolved);
    table.settle_down();
    let seen = table.instance(which).state.clone();
    assert!(seen.starts_with("started ") && seen.ends_with("incident-changed resolved, "), "{seen}");
    // One that loses its units and is accepted anew has it already.
    table.step(incident, Phase::Reopened);
    table.settle_down();
    assert_eq!(table.state.workflows.last, which);

    table.tell(Command::Plugin(PluginCommand::SetMode {
        districts: Vec::new(),
        hook: Hook::Workflow,
        plugin: "flow".to_owned(),
        mode: Mode::Advise,
        order: None,
        version: None,
    }));
    for (answer, started) in [(LEAVE, 0), (BEGIN, 1)] {
        let incident = table.report("traffic-accident");
        let asked = table.state.tasks.of(incident.into()).next().expect("a question").clone();
        assert_eq!(asked.new.words, TaskWords::StartWorkflow { kind: "once".to_owned() });
        table.finish(asked.new.task.0, answer);
        assert_eq!(table.state.workflows.by_incident.get(&incident).map_or(0, |of| of.len()), started);
    }
    let shadow = Command::Plugin(PluginCommand::SetMode {
        districts: Vec::new(),
        hook: Hook::Workflow,
        plugin: "flow".to_owned(),
        mode: Mode::Shadow,
        order: None,
        version: None,
    });
    assert_eq!(refused(table.because(shadow)), "no-shadow");
}

#[test]
fn a_workflow_may_move_its_incident_on_but_not_out_of_its_course() {
    let mut table = Table::with_flow(|input| match note(&input.event).as_str() {
        "resolve" => goes("", vec![Effect::StepIncident { to: Phase::Resolved }]),
        "report" => goes("", vec![Effect::StepIncident { to: Phase::Reported }]),
        _ => goes("", Vec::new()),
    });
    let incident = table.report("traffic-accident");
    let start = StartWorkflow { incident: Some(incident), district: None, ..wanted("once", "k") };
    table.tell(Command::Instance(InstanceCommand::Start(start)));
    let which = table.state.workflows.last;
    table.news(which, "resolve");
    assert_eq!(table.incident(incident).phase, Phase::Resolved);
    table.settle_down();
    table.news(which, "report");
    let failure = table.instance(which).failure.clone().expect("a failure");
    let StepFailure::Effects(refused) = failure.why else { panic!("{failure:?}") };
    assert_eq!(refused[0].why, RefusedWhy::IllegalStep);
}
