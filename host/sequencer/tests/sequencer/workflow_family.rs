//! Workflows among one another: those with the same key, those that one started, what ends with whom, and what they may know of
//! each other.

use domain::command::{Answer, Command, InstanceCommand, TaskCommand};
use domain::event::{Event, InstanceEvent};
use domain::hooks::*;
use domain::ids::*;
use domain::limits::*;
use domain::task::TaskStatus;
use domain::who::{Addressee, Who};
use domain::workflow::{Status, StepFailure};

use crate::doubles::*;
use crate::table::*;
use crate::workflows::*;

/// Wants one more with the key `k`, and answers with the code of the record that there is no room for it. Whoever wanted it is told
/// the same.
fn overflow(table: &mut Table, kind: &str) -> String {
    let live = table.state.workflows.live();
    let events = table.because(Command::Instance(InstanceCommand::Start(wanted(kind, "k")))).expect("recorded");
    let [Event::Instance(InstanceEvent::Refused { kind: of, key, district, code, parent: None, why, .. })] =
        &events[..]
    else {
        panic!("{events:?}")
    };
    assert_eq!((of.as_str(), key.as_str(), *district, table.state.workflows.live()), (kind, "k", Some(D1), live));
    let Answer::NotStarted { code: told, why: heard, .. } = table.state.answer(table.log.last().expect("a batch"))
    else {
        panic!("another answer")
    };
    assert_eq!((&told, &heard), (code, why));
    told
}

#[test]
fn those_with_the_same_key_follow_the_rule_of_their_kind() {
    let mut table = Table::with_flow(|input| match &*input.event {
        WorkflowEvent::Signalled { .. } => comes_to("settled"),
        _ => goes("", Vec::new()),
    });
    table.start("once", "k");
    assert_eq!(overflow(&mut table, "once"), "workflow-under-way");
    table.start("once", "another key");

    let old = table.start("anew", "k");
    let new = table.start("anew", "k");
    assert_eq!((table.instance(old).status, table.instance(new).status), (Status::Replaced, Status::Running));
    let answer = table.state.answer(table.log.last().expect("a batch"));
    let Answer::Instance(answer) = answer else { panic!("{answer:?}") };
    assert_eq!(answer.instance, new, "the answer is about the one that was asked for");

    let turns: Vec<InstanceRef> = (0..3).map(|_| table.start("in-turn", "k")).collect();
    let statuses = |table: &Table| turns.iter().map(|which| table.instance(*which).status).collect::<Vec<_>>();
    assert_eq!(statuses(&table), [Status::Running, Status::Queued, Status::Queued]);
    assert_eq!(overflow(&mut table, "in-turn"), "workflow-overflow");
    assert_eq!(refused(table.because(signal(turns[1], "too early"))), "not-waited-for");
    table.news(turns[0], "the end");
    assert_eq!(statuses(&table), [Status::Completed, Status::Running, Status::Queued]);
    table.news(turns[1], "the end");
    assert_eq!(statuses(&table), [Status::Completed, Status::Completed, Status::Running]);

    table.start("beside", "k");
    table.start("beside", "k");
    assert_eq!(overflow(&mut table, "beside"), "workflow-overflow");
}

/// It stood in the line as paused when its turn came, and after it was resumed nobody ever called it.
#[test]
fn one_that_was_paused_in_the_line_has_its_turn_when_it_is_resumed() {
    let mut table = Table::with_flow(|_| goes("", Vec::new()));
    let (first, second) = (table.start("in-turn", "k"), table.start("in-turn", "k"));
    table.tell(Command::Instance(InstanceCommand::Pause { instance: second }));
    table.because(Command::Instance(InstanceCommand::Cancel { instance: first })).expect("cancelled");
    assert_eq!(table.instance(second).status, Status::Paused);
    table.tell(Command::Instance(InstanceCommand::Resume { instance: second }));
    table.settle_down();
    assert_eq!((table.instance(second).status, table.instance(second).escalated.last_decision), (Status::Running, 1));
}

#[test]
fn the_end_of_an_instance_ends_what_hangs_on_it() {
    let mut table = Table::with_flow(|input| match &*input.event {
        WorkflowEvent::Started { .. } if input.instance.key == "parent" => {
            let until = input.now.plus_s(7_200);
            let loan = Effect::LendUnit { unit: UnitRef(2), to: D2, until, held: false };
            goes("", vec![timer(1, until), task(1, Some(until)), loan, child("beside", "child")])
        }
        WorkflowEvent::ChildEnded { kind, key, ended } => goes(&format!("{kind} {key} {ended}"), Vec::new()),
        _ => goes("", Vec::new()),
    });
    let parent = table.start("once", "parent");
    let child = InstanceRef(parent.0 + 1);
    assert_eq!((table.instance(child).parent, table.instance(child).depth), (Some(parent), 1));
    assert_eq!(table.state.workflows.of_key("beside", "child").count(), 1);
    let live = table.state.unit(UnitRef(2)).expect("a unit");
    assert_eq!((live.district(D1, table.now), live.district(D1, table.now.plus_s(7_200))), (D2, D1));
    table.because(Command::Instance(InstanceCommand::Cancel { instance: child })).expect("cancelled");
    table.settle_down();
    assert_eq!(table.instance(parent).state, "beside child cancelled");
    let events = table.because(Command::Instance(InstanceCommand::Cancel { instance: parent })).expect("cancelled");
    assert!(names(&events).starts_with(&["unit-returned", "instance-ended"]), "{:?}", names(&events));
    assert!(table.state.timers.is_empty());
    assert_eq!(table.state.tasks.get(TaskRef(1)).expect("a task").status, TaskStatus::Cancelled);
    assert_eq!(table.state.unit(UnitRef(2)).expect("a unit").loan, None);
    assert_eq!(refused(table.because(signal(parent, "too late"))), "workflow-ended");
}

#[test]
fn a_plugin_may_refuse_a_start_and_then_there_was_none() {
    let mut table = Table::with_flow(|_| fails(HookFailure::Guest("no mediator in that district".to_owned())));
    let refusal = table.because(Command::Instance(InstanceCommand::Start(wanted("once", "k")))).expect_err("refused");
    assert_eq!(
        (refusal.code.name(), refusal.to_string().contains("no mediator in that district")),
        ("start-refused", true)
    );
    assert_eq!(table.state.workflows.instances.len(), 0);
    // A first step that traps is no refusal: it is tried again.
    table.script.workflow("flow", |_| fails(HookFailure::Deadline));
    table.start("once", "k");
    assert_eq!(table.status(1), Status::Retrying);
}

/// A step that starts one too many goes through all the same, and the next one hears of it.
#[test]
fn an_overflow_is_told_to_the_workflow_that_caused_it() {
    let mut table = Table::with_flow(|input| match &*input.event {
        WorkflowEvent::Started { .. } if input.instance.key == "parent" => {
            goes("", vec![child("beside", "k"), child("beside", "k"), child("beside", "k"), task(1, None)])
        }
        WorkflowEvent::ChildEnded { kind, key, ended } => goes(&format!("{kind} {key} {ended}"), Vec::new()),
        _ => goes("", Vec::new()),
    });
    let parent = table.start("once", "parent");
    let refused: Vec<Event> = table.log.iter().flat_map(|batch| &batch.events).filter(is_refused).cloned().collect();
    let [Event::Instance(InstanceEvent::Refused { kind, key, code, parent: by, .. })] = &refused[..] else {
        panic!("{refused:?}")
    };
    assert_eq!((kind.as_str(), key.as_str(), code.as_str()), ("beside", "k", "workflow-overflow"));
    assert_eq!((*by, table.state.tasks.live()), (Some(parent), 1));
    assert_eq!(table.instance(parent).state, "beside k not-started");
    assert_eq!((table.instance(parent).status, &table.instance(parent).failure), (Status::Running, &None));
}

fn is_refused(event: &&Event) -> bool {
    matches!(event, Event::Instance(InstanceEvent::Refused { .. }))
}

#[test]
fn those_that_one_started_are_cancelled_with_it() {
    let begins = |input: &StepInput| match (&*input.event, input.instance.key.as_str()) {
        (WorkflowEvent::Started { .. }, "a") => goes("", vec![child("once", "b"), child("once", "c")]),
        (WorkflowEvent::Started { .. }, "b") => goes("", vec![child("once", "d"), task(1, None)]),
        (WorkflowEvent::Signalled { .. }, _) => comes_to("settled"),
        _ => goes("", Vec::new()),
    };
    let mut table = Table::with_flow(begins);
    let top = table.start("once", "a");
    let of = |table: &Table, key: &str| table.state.workflows.instances.values().rfind(|i| i.key == key).cloned();
    let other = table.start("once", "other");
    let [b, c, d] = ["b", "c", "d"].map(|key| of(&table, key).expect(key).instance);
    // One that is over already stays as it ended; those that it started are none the less of the family.
    table.news(c, "the end");
    table.news(b, "the end");
    let events = table.because(Command::Instance(InstanceCommand::Cancel { instance: top })).expect("cancelled");
    let ended: Vec<InstanceRef> = events
        .iter()
        .filter_map(|event| match event {
            Event::Instance(InstanceEvent::Ended { instance, status: Status::Cancelled, .. }) => Some(*instance),
            _ => None,
        })
        .collect();
    assert_eq!(ended, [top, d]);
    // What was said of the one that was named is not said of those that end with it.
    let word = |which| table.instance(which).word.as_ref().map(|word| (word.by.as_str(), word.why.as_deref()));
    assert_eq!(word(top), Some(("operator:test", Some("as agreed"))));
    assert_eq!(word(d), Some(("system", None)));
    assert_eq!((table.instance(c).status, table.instance(other).status), (Status::Completed, Status::Running));
    assert_eq!(table.state.tasks.live(), 0);
    // Begun anew, it starts them anew: the old ones go.
    let top = table.start("once", "a");
    let old = of(&table, "b").expect("b").instance;
    table
        .because(Command::Instance(InstanceCommand::Restart { instance: top, approver: PersonRef(0) }))
        .expect("begun anew");
    table.settle_down();
    let new = of(&table, "b").expect("b").instance;
    assert_eq!((table.instance(old).status, table.instance(new).status), (Status::Replaced, Status::Running));
    // One that comes to its end leaves them be: they may well be there for longer.
    let top = of(&table, "a").expect("a").instance;
    table.news(top, "the end");
    assert_eq!((table.instance(top).status, table.instance(new).status), (Status::Completed, Status::Running));
}

#[test]
fn so_many_that_they_can_not_be_cancelled_at_once_are_not() {
    let mut table = Table::with_flow(|input| match &*input.event {
        WorkflowEvent::Signalled { .. } => {
            let at = input.instance.state.parse::<usize>().unwrap_or_default();
            let some = (at..at + 32).map(|n| child("once", &n.to_string())).collect();
            goes(&(at + 32).to_string(), some)
        }
        _ => goes("", Vec::new()),
    });
    let top = table.start("once", "top");
    for _ in 0..WORKFLOW_ENDED_AT_ONCE_MAX / 32 {
        table.news(top, "more");
    }
    assert_eq!(table.state.workflows.live(), WORKFLOW_ENDED_AT_ONCE_MAX + 1);
    assert_eq!(
        refused(table.because(Command::Instance(InstanceCommand::Cancel { instance: top }))),
        "too-many-descendants"
    );
    table.because(Command::Instance(InstanceCommand::Cancel { instance: InstanceRef(top.0 + 1) })).expect("cancelled");
    table.because(Command::Instance(InstanceCommand::Cancel { instance: top })).expect("cancelled");
    assert_eq!(table.state.workflows.live(), 0);
}

/// Nobody was there to hear why it would not begin, and it was gone.
#[test]
fn a_start_that_is_refused_with_nobody_there_waits_for_a_person() {
    let mut table = Table::with_flow(|input| match input.instance.key.as_str() {
        "parent" => goes("", vec![child("beside", "child")]),
        _ => fails(HookFailure::Guest("no mediator in that district".to_owned())),
    });
    table.start("once", "parent");
    let child = InstanceRef(2);
    for wait_s in WORKFLOW_RETRY_S {
        assert_eq!(table.instance(child).status, Status::Retrying);
        table.wait(wait_s).tick(false);
    }
    let instance = table.instance(child);
    let words = StepFailure::Plugin(HookFailure::Guest("no mediator in that district".to_owned()));
    assert_eq!((instance.status, instance.failure.as_ref().map(|failure| &failure.why)), (Status::Stuck, Some(&words)));
    assert_eq!(table.state.notices.of(child).count(), 1, "the command room is told");
}

#[test]
fn workflows_know_of_each_other_what_they_are_marked_with() {
    let mut table = Table::with_flow(|input| match note(&input.event).as_str() {
        "the end" => comes_to("settled"),
        lawyer => {
            let marks = (lawyer != "started").then(|| Mark { name: "Q1".to_owned(), value: lawyer.to_owned() });
            let waits = vec!["news".to_owned()];
            let marks = marks.into_iter().collect();
            answers(StepAnswer { stage: why(1), waits, marks, ..StepAnswer::default() }.into())
        }
    });
    let marked = |table: &Table, name: &str| {
        let view = domain::view::StateView::new(&table.state).expect("a county");
        domain::ports::View::marks(&view, "once", name, 9)
    };
    let (one, other, last) = (table.start("once", "a"), table.start("once", "b"), table.start("beside", "c"));
    table.news(one, "L2");
    table.news(other, "L1");
    table.news(last, "L3");
    assert_eq!((marked(&table, "Q1"), marked(&table, "Q2").len()), (vec!["L1".to_owned(), "L2".to_owned()], 0));
    let kept = domain::state::State::decode(&table.state.encode()).expect("a state");
    assert_eq!(kept.workflows.marked("once", "Q1").collect::<Vec<_>>(), ["L2", "L1"]);
    table.news(one, "L1");
    assert_eq!(marked(&table, "Q1"), ["L1"], "each once");
    table.news(one, "the end");
    assert_eq!(marked(&table, "Q1"), ["L1"]);
    table.because(Command::Instance(InstanceCommand::Cancel { instance: other })).expect("cancelled");
    assert_eq!((marked(&table, "Q1").len(), table.state.workflows.by_mark.len()), (0, 1));
}

#[test]
fn who_is_to_do_a_task_is_told_and_says_who_he_is_where_that_is_asked() {
    let mut table = Table::with_flow(|_| {
        let sign =
            |key, assignee| Effect::CreateTask { key, form: "sign".to_owned(), assignee, due_at: None, why: why(3) };
        goes("", vec![sign(1, Who::Person(PersonRef(1))), sign(2, Who::Unit(UnitRef(0)))])
    });
    table.start("once", "k");
    let told = |table: &Table, task: u32| {
        let rows: Vec<_> = table.state.notices.of(TaskRef(task)).map(|row| row.sent.told[0].to).collect();
        assert_eq!(rows.len(), 1);
        rows[0]
    };
    assert_eq!((told(&table, 1), told(&table, 2)), (Addressee::Person(PersonRef(1)), Addressee::Unit(UnitRef(0))));
    assert_eq!(table.state.notices.rang(Addressee::Person(PersonRef(1)), None, table.now), 0, "it rings for nobody");
    table.tell(Command::Task(TaskCommand::Accept { task: TaskRef(1), person: Some(PersonRef(1)) }));
    let notice = table.state.notices.of(TaskRef(1)).next().expect("a notice");
    assert_eq!(notice.answered(), Some(Stage::Accepted));
    let finish = |person| {
        Command::Task(TaskCommand::Finish {
            task: TaskRef(1),
            outcome: "signed".to_owned(),
            person,
            fields: Vec::new(),
        })
    };
    assert_eq!(refused(table.because(finish(None))), "no-person");
    table.because(finish(Some(PersonRef(1)))).expect("done");
}

/// The one that took the step was cancelled in the middle of it, and its timers stayed.
#[test]
fn nobody_saws_off_the_branch_that_he_sits_on() {
    let mut table = Table::with_flow(|input| match (&*input.event, input.instance.key.as_str()) {
        (WorkflowEvent::Started { .. }, "top") => goes("", vec![child("once", "below")]),
        (WorkflowEvent::Started { .. }, "below") => {
            goes("", vec![child("anew", "top"), timer(1, input.now.plus_s(60))])
        }
        (WorkflowEvent::ChildEnded { ended, .. }, _) => goes(ended, Vec::new()),
        _ => goes("", Vec::new()),
    });
    let top = table.start("anew", "top");
    table.settle_down();
    let below = InstanceRef(top.0 + 1);
    assert_eq!((table.instance(top).status, table.instance(below).state.as_str()), (Status::Running, "not-started"));
    assert_eq!(table.state.timers.of(below).len(), 1);
}
