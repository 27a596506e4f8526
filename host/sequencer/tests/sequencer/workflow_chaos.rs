//! Random commands round workflows whose plugin answers at random. Whatever happens, what must hold of instances, tasks and loans
//! holds, and the state reads back as it was.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use domain::command::{Command, Envelope, IncidentCommand, InstanceCommand, StartWorkflow, TaskCommand};
use domain::hooks::*;
use domain::ids::*;
use domain::incident::Phase;
use domain::limits::*;
use domain::matter::Matter;
use domain::plugin::Mode;
use domain::state::State;
use domain::timer::{TimerId, TimerOwner};
use domain::who::Who;
use domain::workflow::timers::{due_timer, loan_timer};
use domain::workflow::{Instance, Status};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::chaos::{Dice, config};
use crate::doubles::*;
use crate::table::*;
use crate::workflows::{child, signal, task, timer, wanted};

const KINDS: [&str; 7] = ["once", "anew", "in-turn", "beside", "county-once", "county-anew", "county-in-turn"];
const KEYS: [&str; 3] = ["a", "b", "c"];

fn any_effect(dice: &Dice, input: &StepInput) -> Effect {
    let key = dice.throw(3) as u16;
    let later = input.now.plus_s(dice.throw(200) as u32);
    let district = |dice: &Dice| DistrictRef(dice.throw(3) as u16);
    match dice.throw(14) {
        0 | 1 => timer(key, later),
        2 => Effect::StopTimer { key },
        3..=5 => task(key, (dice.throw(2) == 0).then_some(later)),
        6 => Effect::CancelTask { key },
        7 | 8 => child(KINDS[dice.throw(7) as usize], KEYS[dice.throw(3) as usize]),
        9 => Effect::StepIncident { to: Phase::ALL[dice.throw(10) as usize] },
        10 => Effect::LendUnit {
            unit: UnitRef(dice.throw(7) as u32),
            to: district(dice),
            until: later,
            held: dice.throw(2) == 0,
        },
        11 => Effect::ReturnUnit { unit: UnitRef(dice.throw(7) as u32) },
        12 => Effect::ErasePersonalData,
        _ => Effect::Notify(Message::alarm(1, vec![Who::CommandRoom(district(dice))], why(5))),
    }
}

fn any_step(dice: &Dice, input: &StepInput) -> HookRun<StepVerdict> {
    match dice.throw(12) {
        0 => fails(HookFailure::Guest("not today".to_owned())),
        1 => after_ms(50, fails(HookFailure::Deadline)),
        _ => {
            let waits = (dice.throw(4) > 0).then(|| "news".to_owned()).into_iter().collect();
            let effects = (0..dice.throw(4)).map(|_| any_effect(dice, input)).collect();
            let ended = (dice.throw(8) == 0).then(|| "settled".to_owned());
            let state = format!("after {}", input.event.name());
            answers(StepAnswer { state, stage: why(1), waits, effects, ended, ..StepAnswer::default() }.into())
        }
    }
}

#[derive(Clone, Debug)]
struct Deed(u8, u32, u32, u32);

fn deed() -> impl Strategy<Value = Deed> {
    (0..20u8, 0..9u32, 0..60u32, 0..9u32).prop_map(|(what, a, b, c)| Deed(what, a, b, c))
}

/// The newest come first: they are the ones under way.
fn command(deed: &Deed, state: &State) -> Command {
    let Deed(what, a, b, c) = *deed;
    let instance = InstanceRef(state.workflows.last.0.saturating_sub(a));
    let task = TaskRef(state.tasks.last.0.saturating_sub(a));
    let incident = IncidentRef(state.last_incident.0.saturating_sub(a % 3));
    let kind = KINDS[b as usize % 7];
    match what {
        0 => Command::Incident(IncidentCommand::Report(report(["traffic-accident", "brawl", "noise"][a as usize % 3]))),
        1..=4 => {
            let incident = (c < 3 && state.incident(incident).is_some()).then_some(incident);
            let district = incident.is_none().then_some(DistrictRef(a as u16 % 2));
            let subject = (c == 4).then(|| SubjectRef(state.last_subject.0 + 1));
            Command::Instance(InstanceCommand::Start(StartWorkflow {
                incident,
                district,
                subject,
                ..wanted(kind, KEYS[c as usize % 3])
            }))
        }
        5..=7 => signal(instance, "news"),
        8 => Command::Instance(InstanceCommand::Pause { instance }),
        9 => Command::Instance(InstanceCommand::Resume { instance }),
        10 => Command::Instance(InstanceCommand::Retry { instance }),
        11 => Command::Instance(InstanceCommand::Cancel { instance }),
        12 => Command::Instance(InstanceCommand::Restart { instance, approver: PersonRef(b % 9) }),
        13 => {
            let to = Digest::of(if c % 2 == 0 { b"flow 1.0.0" } else { b"flow 2.0.0" });
            Command::Instance(InstanceCommand::Migrate { to, instances: vec![instance], partial: b % 2 == 0 })
        }
        14 if c < 5 => Command::Instance(InstanceCommand::PauseKind { kind: kind.to_owned() }),
        14 | 15 => Command::Instance(InstanceCommand::ResumeKind { kind: kind.to_owned() }),
        16 => Command::Task(TaskCommand::Accept { task, person: None }),
        17 | 18 => {
            let outcome = if c == 0 { "lost" } else { "found" }.to_owned();
            Command::Task(TaskCommand::Finish { task, outcome, person: Some(PersonRef(b % 4)), fields: Vec::new() })
        }
        _ => Command::Incident(IncidentCommand::Step { incident, to: Phase::ALL[b as usize % 10], outcome: None }),
    }
}

fn sound(state: &State) -> Result<(), TestCaseError> {
    for instance in state.workflows.instances.values() {
        sound_instance(state, instance)?;
        sound_key(state, instance)?;
    }
    let ready = |i: &&Arc<Instance>| i.is_ready() && !state.workflows.paused_kinds.contains(&i.kind);
    let ready: BTreeSet<InstanceRef> = state.workflows.instances.values().filter(ready).map(|i| i.instance).collect();
    prop_assert_eq!(&ready, &state.workflows.ready.iter().copied().collect::<BTreeSet<_>>());
    for task in state.tasks.rows.values() {
        let due = task.status.is_live() && task.new.due.is_some() && !task.overdue;
        prop_assert_eq!(
            state.timers.get(due_timer(task.new.task)).is_some(),
            due,
            "{:?} {:?}",
            task,
            state.timers.of(task.new.task)
        );
        if let Some((instance, _)) = task.of_instance().filter(|_| task.status.is_live()) {
            prop_assert!(state.workflows.get(instance).is_some_and(|instance| instance.status.is_live()));
        }
    }
    for (index, unit) in state.units.iter().enumerate() {
        let Some(loan) = unit.loan else { continue };
        let timer = state.timers.get(loan_timer(loan.instance, UnitRef(index as u32)));
        prop_assert_eq!(timer.map(|timer| timer.due), Some(loan.until), "unit {} goes back", index);
        prop_assert!(
            loan.instance
                .and_then(|instance| state.workflows.get(instance))
                .is_some_and(|instance| instance.status.is_live())
        );
    }
    Ok(())
}

fn sound_instance(state: &State, instance: &Instance) -> Result<(), TestCaseError> {
    let which = instance.instance;
    let live = instance.status.is_live();
    prop_assert_eq!(live, instance.ended_at.is_none(), "{}", which);
    prop_assert_eq!(instance.status == Status::Paused, instance.paused_from.is_some(), "{}", which);
    prop_assert_eq!(instance.lost, 0);
    if !live {
        prop_assert!(state.timers.of(which).is_empty(), "a timer outlives {}", which);
        prop_assert_eq!(state.tasks.of(Matter::Instance(which)).count(), 0, "a task outlives {}", which);
        prop_assert!(instance.inbox.is_empty());
    }
    let status = instance.paused_from.unwrap_or(instance.status);
    let retries = state.timers.get(TimerId::of(which, TimerOwner::HOST, 0)).map(|timer| timer.due);
    let retry_at = instance.failure.as_ref().and_then(|failure| failure.retry_at);
    prop_assert_eq!(retries, retry_at.filter(|_| status == Status::Retrying), "{} is {}", which, status);
    if matches!(status, Status::Retrying | Status::Stuck) {
        prop_assert!(instance.failure.is_some() && !instance.inbox.is_empty(), "what failed is kept");
    }
    Ok(())
}

fn sound_key(state: &State, instance: &Instance) -> Result<(), TestCaseError> {
    let Instance { kind, key, key_scope, district, .. } = instance;
    prop_assert_eq!(*key_scope == KeyScope::County, kind.starts_with("county-"));
    let of_key: Vec<_> = state.workflows.rivals(kind, key, *key_scope, *district).collect();
    let under_way = of_key.iter().filter(|i| !i.is_queued()).count();
    match kind.trim_start_matches("county-") {
        "beside" => prop_assert!(under_way <= 2 && under_way == of_key.len()),
        "in-turn" => {
            prop_assert!(under_way <= 1 && of_key.len() <= 3);
            prop_assert!(under_way == 1 || of_key.iter().all(|i| i.status == Status::Paused), "somebody has the turn");
        }
        _ => prop_assert!(of_key.len() <= 1),
    }
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whatever_happens_workflows_are_sound(deeds in prop::collection::vec(deed(), 1..100), seed in any::<u32>()) {
        let mut table = Table::new();
        let dice = Dice(Arc::new(AtomicU64::new(u64::from(seed) << 32)));
        let of_migration = dice.clone();
        table.script.migrate("flow", move |instance, _| match of_migration.throw(3) {
            0 => answers(Err(NotTakenOver::Words("too old".to_owned()))),
            1 => fails(HookFailure::Memory),
            _ => answers(Ok(Takeover {
                state: instance.state.clone(),
                standing: Standing { stage: why(1), waits: vec!["news".to_owned()], marks: Vec::new() },
            })),
        });
        table.script.workflow("flow", move |input| any_step(&dice, input));
        table.seat("flow", Hook::Workflow, Mode::Auto);
        table.upgrade("flow", "2.0.0");
        for deed in &deeds {
            let mut envelope = Envelope::by("operator:random", command(deed, &table.state));
            envelope.reason = Some("as it came".to_owned());
            if let Ok(events) = table.submit(envelope) {
                prop_assert!(events.len() <= BATCH_EVENTS_MAX);
                sound(&table.state)?;
            }
            table.wait(deed.2 * deed.2);
            for _ in 0..deed.3 {
                table.tick(false);
                sound(&table.state)?;
            }
        }
        let back = State::decode(&table.state.encode()).expect("it reads back");
        prop_assert_eq!(&back.workflows, &table.state.workflows);
        prop_assert_eq!(&back.tasks, &table.state.tasks);
        prop_assert_eq!(back.hash(), table.state.hash());
    }
}
