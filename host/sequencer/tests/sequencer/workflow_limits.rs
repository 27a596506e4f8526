//! What bounds workflows: no plugin keeps the room busy with itself, no backlog makes a command wait, no batch grows too large, and
//! nothing that happened to an instance is lost over it.

use domain::command::{Command, Envelope, InstanceCommand, MatterCommand, PluginCommand, StartWorkflow, TaskCommand};
use domain::event::{Event, InstanceEvent};
use domain::hooks::*;
use domain::ids::*;
use domain::limits::*;
use domain::plugin::Mode;
use domain::workflow::{Status, StepFailure};

use crate::doubles::*;
use crate::table::*;
use crate::workflows::{child, comes_to, goes, note, signal, task, timer, wanted};

fn steps(table: &Table) -> usize {
    let all = table.log.iter().flat_map(|batch| &batch.events);
    all.filter(|event| matches!(event, Event::Instance(InstanceEvent::Stepped { .. }))).count()
}

/// A hundred instances of a plugin that loops made every command of the room wait for four of its deadlines.
#[test]
fn a_plugin_that_takes_its_whole_time_is_stopped_and_nobody_waits_for_it() {
    let mut table = Table::with_flow(|_| goes("", Vec::new()));
    let instances: Vec<InstanceRef> = (0..100).map(|n| table.start("once", &n.to_string())).collect();
    table.tell(Command::Instance(InstanceCommand::PauseKind { kind: "once".to_owned() }));
    instances.iter().for_each(|which| drop(table.news(*which, "a")));
    table.script.workflow("flow", |_| after_ms(HOOK_DEADLINE_MS as u32, fails(HookFailure::Deadline)));
    table.script.calls();
    table.tell(Command::Instance(InstanceCommand::ResumeKind { kind: "once".to_owned() }));
    table.report("noise");
    assert!(table.script.calls().is_empty(), "a command takes no step but of what it set off itself");
    let mut asked = 0;
    for _ in 0..40 {
        table.tick(false);
        let calls = table.script.calls().len();
        assert!(calls as u64 * HOOK_DEADLINE_MS <= BATCH_DEADLINE_MS);
        asked += calls;
    }
    assert_eq!(asked, QUARANTINE_AFTER_FAILURES as usize, "then it is in quarantine");
    assert!(table.state.workflows.ready.is_empty());
    let held = |table: &Table| {
        let held = table.state.workflows.instances.values();
        let why = |i: &&std::sync::Arc<domain::workflow::Instance>| matches!(&i.failure, Some(f) if matches!(f.why, StepFailure::Quarantined { .. }));
        held.filter(why).count()
    };
    assert_eq!(held(&table), 100 - asked);
    // To be held back is no attempt. When the quarantine is over, it is asked again; what was in the inbox is still there.
    table.script.workflow("flow", |input| goes(&note(&input.event), Vec::new()));
    table.tell(Command::Plugin(PluginCommand::LiftQuarantine { plugin: "flow".to_owned(), district: D1 }));
    table.settle_down();
    assert_eq!(held(&table), 0);
    table.wait(WORKFLOW_RETRY_S[0]);
    (0..2).for_each(|_| drop(table.tick(false)));
    table.settle_down();
    assert!(instances.iter().all(|which| table.instance(*which).state == "a"));
}

/// Each end of a child began another child: the journal grew by thousands of events a second.
#[test]
fn an_instance_that_keeps_itself_busy_has_to_wait() {
    let mut table = Table::with_flow(|input| match input.instance.key.as_str() {
        "parent" => goes("", vec![child("beside", "child")]),
        _ => comes_to("settled"),
    });
    let parent = table.start("once", "parent");
    table.settle_down();
    let failure = table.instance(parent).failure.clone().expect("held back");
    assert_eq!((failure.why, failure.attempts), (StepFailure::TooFast, 0));
    assert_eq!(failure.retry_at, Some(table.now.plus_s(WORKFLOW_BURST_S)));
    assert!(steps(&table) <= 2 * WORKFLOW_BURST_STEPS_MAX as usize + 2);
    // Some minutes later it has started all that it may, and its step fails like any other.
    for _ in 0..2 + WORKFLOW_DESCENDANTS_MAX / WORKFLOW_BURST_STEPS_MAX {
        table.wait(WORKFLOW_BURST_S).tick(false);
        table.settle_down();
    }
    let started = table.state.workflows.last.0;
    assert_eq!(started, 1 + WORKFLOW_DESCENDANTS_MAX);
    let failure = table.instance(parent).failure.clone().expect("a failure");
    assert!(matches!(&failure.why, StepFailure::Effects(refused) if refused[0].proposal.contains("start workflow")));
}

#[test]
fn workflows_that_start_themselves_end_at_a_depth() {
    let mut table =
        Table::with_flow(|input| goes("", vec![child("anew", &format!("below {}", input.instance.instance))]));
    table.start("once", "top");
    table.settle_down();
    let depths: Vec<u8> = table.state.workflows.instances.values().map(|instance| instance.depth).collect();
    assert_eq!(depths, (0..WORKFLOW_DEPTH_MAX).collect::<Vec<_>>());
    assert_eq!(table.status(u32::from(WORKFLOW_DEPTH_MAX)), Status::Retrying);
}

#[test]
fn a_crowd_of_instances_is_stepped_in_rounds() {
    let mut table = Table::with_flow(|input| goes(&note(&input.event), Vec::new()));
    let incident = table.report("noise");
    for n in 0..200 {
        let start = StartWorkflow { incident: Some(incident), district: None, ..wanted("once", &n.to_string()) };
        table.tell(Command::Instance(InstanceCommand::Start(start)));
    }
    table.script.calls();
    let before = steps(&table);
    table.tell(Command::Matter(MatterCommand::Acknowledge { matter: incident.into() }));
    assert_eq!(steps(&table) - before, WORKFLOW_STEPS_PER_BATCH_MAX);
    let rounds = table.settle_down();
    assert_eq!(steps(&table) - before, 200, "each once");
    assert_eq!(rounds, (200_usize - WORKFLOW_STEPS_PER_BATCH_MAX).div_ceil(WORKFLOW_STEPS_PER_BATCH_MAX));
    assert!(table.state.workflows.instances.values().all(|instance| instance.state == "incident-changed"));
}

/// A step whose effects fit in no batch at all is that step's failure, and time goes on for all others.
#[test]
fn what_fits_in_no_batch_is_refused_and_time_goes_on() {
    let mut table = Table::with_flow(|input| match input.instance.key.as_str() {
        "glutton" if note(&input.event) == "started" => goes("", vec![timer(1, input.now.plus_s(60))]),
        "glutton" => {
            // Each replaces the one before it.
            goes("", (0..ANSWER_ITEMS_MAX).map(|_| child("anew", "same")).collect())
        }
        _ => goes(&note(&input.event), vec![timer(1, input.now.plus_s(60))]),
    });
    let glutton = table.start("once", "glutton");
    let others: Vec<InstanceRef> = (0..8).map(|n| table.start("once", &n.to_string())).collect();
    table.wait(60);
    (0..4).for_each(|_| drop(table.tick(false)));
    assert!(others.iter().all(|which| table.instance(*which).state == "timer-fired"));
    let failure = table.instance(glutton).failure.clone().expect("a failure");
    assert!(matches!(failure.why, StepFailure::Effects(_)), "{failure:?}");
    assert_eq!(table.state.workflows.instances.len(), 9, "and none of it was done");
}

#[test]
fn a_full_inbox_refuses_people_and_still_keeps_what_the_host_says() {
    let mut table = Table::with_flow(|input| match note(&input.event).as_str() {
        "started" => goes("", (0..20).map(|key| task(key, Some(input.now.plus_s(60)))).collect()),
        note => goes(&format!("{} {note}", input.instance.state), Vec::new()),
    });
    let which = table.start("once", "k");
    table.tell(Command::Instance(InstanceCommand::Pause { instance: which }));
    (0..WORKFLOW_INBOX_MAX).for_each(|n| drop(table.news(which, &n.to_string())));
    let refusal = table.submit(Envelope::by("operator:test", signal(which, "one more"))).expect_err("refused");
    assert_eq!(refusal.code.name(), "inbox-full");
    let (task, outcome) = (TaskRef(1), "found".to_owned());
    let finish = Command::Task(TaskCommand::Finish { task, outcome, person: None, fields: Vec::new() });
    assert_eq!(table.submit(Envelope::by("operator:test", finish)).expect_err("refused").code.name(), "inbox-full");
    table.wait(60);
    (0..2).for_each(|_| drop(table.tick(false)));
    let instance = table.instance(which);
    assert_eq!((instance.inbox.len(), instance.lost), (WORKFLOW_INBOX_MAX + 20, 0));
    table.tell(Command::Instance(InstanceCommand::Resume { instance: which }));
    table.settle_down();
    assert_eq!(table.instance(which).state.matches("task-overdue").count(), 20);
    assert_eq!(table.instance(which).state.split(' ').count(), 1 + WORKFLOW_INBOX_MAX + 20);
}

/// Whatever a step answers, a command of a person is done.
#[test]
fn no_answer_of_a_workflow_makes_a_command_fail() {
    let mut county = crate::little_county::little_county();
    county.kinds[0].workflows = vec!["once".to_owned(), "nowhere".to_owned(), "beside".to_owned()];
    let mut table = Table::with(county);
    table.seat("flow", Hook::Workflow, Mode::Auto);
    let hostile: [fn(&StepInput) -> HookRun<StepVerdict>; 7] = [
        |_| fails(HookFailure::Guest("no".to_owned())),
        |_| fails(HookFailure::Memory),
        |_| comes_to("never heard of"),
        |_| answers(StepAnswer { waits: vec!["nothing known".to_owned()], ..StepAnswer::default() }.into()),
        |_| goes("", vec![child("unheard-of", "k"), child("once", "")]),
        |_| goes("", (0..ANSWER_ITEMS_MAX).map(|n| child("beside", &n.to_string())).collect()),
        |_| {
            goes(
                "",
                vec![Effect::ErasePersonalData, Effect::StopTimer { key: 3 }, Effect::ReturnUnit { unit: UnitRef(99) }],
            )
        },
    ];
    for answer in hostile {
        table.script.workflow("flow", answer);
        let incident = table.report("traffic-accident");
        assert!(!table.units_on(incident).is_empty(), "and units go");
        table.settle_down();
        table.step(incident, domain::incident::Phase::Cancelled);
        table.settle_down();
    }
}
