//! What a step of a workflow proposes, one effect at a time: the events that do it, or why it can't be done.

use super::start;
use crate::arbiter::{judge_message, judge_timer};
use crate::command::StartWorkflow;
use crate::county::County;
use crate::decision::RefusedWhy;
use crate::event::Event;
use crate::hooks::*;
use crate::ids::*;
use crate::incident::{Phase, Reality};
use crate::limits::*;
use crate::matter::Matter;
use crate::notice::{Sender, tell};
use crate::plugin::Grants;
use crate::state::State;
use crate::task::{NewTask, TaskWords};
use crate::time::TimeMs;
use crate::timer::{TimerId, TimerOwner};
use crate::workflow::Instance;

/// The events that do one effect of a step, or why it can't be done.
pub fn effect(
    state: &State,
    instance: &Instance,
    effect: &Effect,
    grants: &Grants,
    now: TimeMs,
) -> Result<Vec<Event>, RefusedWhy> {
    if !grants.proposals.contains(effect.grant()) {
        return Err(RefusedWhy::NotGranted);
    }
    let Some(loaded) = &state.county else { return Err(RefusedWhy::UnknownDistrict) };
    let county = loaded.county();
    let which = instance.instance;
    match effect {
        Effect::StartTimer(timer) => start_timer(state, instance, timer, now).map(|event| vec![event]),
        Effect::StopTimer { key } => {
            let timer = TimerId::of(which, TimerOwner::WORKFLOW, *key);
            state.timers.get(timer).ok_or(RefusedWhy::NoSuchTimer)?;
            Ok(vec![Event::TimerStopped { timer, generation: instance.escalated.timer_generation + 1 }])
        }
        Effect::CreateTask { key, form, assignee, due_at, why } => {
            create_task(state, county, instance, (*key, form, assignee, *due_at, why), now)
        }
        Effect::CancelTask { key } => {
            let task = state.tasks.by_key(which, *key).ok_or(RefusedWhy::NoSuchTask)?;
            Ok(vec![Event::TaskCancelled { task: task.new.task }])
        }
        Effect::Notify(message) => {
            judge_message(county, instance.reality, message)?;
            Ok(tell(state, which.into(), Sender::Workflow, Some(instance.plugin.digest), message.clone(), now))
        }
        Effect::StartWorkflow { kind, key, grid, fields } => {
            let wanted = StartWorkflow {
                kind: kind.clone(),
                key: Some(key.clone()),
                district: None,
                grid: *grid,
                incident: None,
                reality: instance.reality,
                // A workflow hands on no personal data of its own: the plugin has never seen any.
                subject: None,
                fields: fields.clone(),
            };
            start(state, &wanted, Some(instance), now)
                .map_err(|refusal| RefusedWhy::NotStarted { why: refusal.message })
        }
        Effect::StepIncident { to } => step_incident(state, instance, *to),
        Effect::LendUnit { unit, to, until } => lend(state, county, instance, *unit, *to, *until, now),
        Effect::ReturnUnit { unit } => {
            let loan = state.unit(*unit).and_then(|unit| unit.loan).filter(|loan| loan.instance == which);
            loan.ok_or(RefusedWhy::NotLent)?;
            Ok(vec![Event::UnitReturned { unit: *unit }])
        }
        Effect::ErasePersonalData => {
            // Where there is nothing, nothing is left: no procedure should stand still for having been told too little.
            let erased = |subject| Event::InstanceErased { instance: which, subject };
            Ok(instance.subject.map(erased).into_iter().collect())
        }
    }
}

fn start_timer(state: &State, instance: &Instance, wanted: &TimerRequest, now: TimeMs) -> Result<Event, RefusedWhy> {
    let own = state.timers.of(instance.instance).into_iter().filter(|id| id.owner() == TimerOwner::WORKFLOW);
    judge_timer(wanted, &own.map(TimerId::key).collect(), now)?;
    Ok(Event::TimerStarted {
        timer: TimerId::of(instance.instance, TimerOwner::WORKFLOW, wanted.key),
        generation: instance.escalated.timer_generation + 1,
        due: wanted.due_at.max(now.plus_s(TIMER_RESTART_S)),
        catch_up: wanted.catch_up,
        repeat_s: wanted.repeat_s,
    })
}

type TaskWanted<'a> = (u16, &'a String, &'a Assignee, Option<TimeMs>, &'a Reason);

fn create_task(
    state: &State,
    county: &County,
    instance: &Instance,
    (key, form, assignee, due_at, why): TaskWanted<'_>,
    now: TimeMs,
) -> Result<Vec<Event>, RefusedWhy> {
    let kind = state.kind_of(instance).ok_or(RefusedWhy::UnknownKind)?;
    let form = kind.task(form).ok_or(RefusedWhy::UnknownForm)?;
    known_assignee(county, assignee)?;
    let matter = Matter::Instance(instance.instance);
    let replaced = state.tasks.by_key(instance.instance, key).map(|task| task.new.task);
    let open = state.tasks.of(matter).count();
    if replaced.is_none() && open >= WORKFLOW_TASKS_MAX {
        return Err(RefusedWhy::TooMany { limit: WORKFLOW_TASKS_MAX as u32 });
    }
    if state.tasks.live() >= TASKS_MAX {
        return Err(RefusedWhy::TooMany { limit: TASKS_MAX as u32 });
    }
    if let Some(due) = due_at {
        if due.seconds() < now.seconds() {
            return Err(RefusedWhy::TimerInThePast);
        }
        if due.since_s(now) > TIMER_AHEAD_S_MAX {
            return Err(RefusedWhy::TimerTooFar { limit_s: TIMER_AHEAD_S_MAX });
        }
    }
    let mut events: Vec<Event> = replaced.map(|task| Event::TaskCancelled { task }).into_iter().collect();
    let task = crate::check::task::next(state);
    events.push(Event::TaskCreated(Box::new(NewTask {
        task,
        id: crate::check::task::id(state, task, now),
        matter: Some(matter),
        key: Some(key),
        district: district_of(county, assignee).unwrap_or(instance.district),
        assignee: assignee.clone(),
        words: TaskWords::Plugin { digest: instance.plugin.digest, why: why.clone() },
        form: Some(form.clone()),
        due: due_at,
    })));
    Ok(events)
}

pub(crate) fn known_assignee(county: &County, assignee: &Assignee) -> Result<(), RefusedWhy> {
    let known = |there: Option<bool>, why: RefusedWhy| match there {
        Some(false) => Ok(()),
        _ => Err(why),
    };
    let district =
        |d: &DistrictRef| known(county.districts.get(d.index()).map(|d| d.retired), RefusedWhy::UnknownDistrict);
    match assignee {
        Assignee::Person(p) => known(county.persons.get(p.index()).map(|p| p.retired), RefusedWhy::UnknownPerson),
        Assignee::Role { district: d, slot } => {
            district(d)?;
            let slot = county.slots.iter().find(|s| s.code == *slot);
            known(slot.map(|s| s.retired), RefusedWhy::UnknownSlot)
        }
        Assignee::Team { district: d, team } => {
            district(d)?;
            known(county.teams.get(team.index()).map(|t| t.retired), RefusedWhy::UnknownTeam)
        }
        Assignee::GridAssistant(g) => known(county.grids.get(g.index()).map(|g| g.retired), RefusedWhy::UnknownGrid),
        Assignee::Unit(u) => known(county.units.get(u.index()).map(|u| u.retired), RefusedWhy::UnknownUnit),
        Assignee::Place(p) => known(county.places.get(p.index()).map(|p| p.retired), RefusedWhy::UnknownPlace),
    }
}

/// Where an assignee is, if that is somewhere in particular.
pub(crate) fn district_of(county: &County, assignee: &Assignee) -> Option<DistrictRef> {
    match assignee {
        Assignee::Person(_) => None,
        Assignee::Role { district, .. } | Assignee::Team { district, .. } => Some(*district),
        Assignee::GridAssistant(grid) => county.grids.get(grid.index()).map(|grid| grid.district),
        Assignee::Unit(unit) => county.units.get(unit.index()).map(|unit| unit.district),
        Assignee::Place(place) => county.places.get(place.index()).map(|place| place.district),
    }
}

fn step_incident(state: &State, instance: &Instance, to: Phase) -> Result<Vec<Event>, RefusedWhy> {
    let which = instance.incident.ok_or(RefusedWhy::NoIncident)?;
    let incident = state.incident(which).ok_or(RefusedWhy::NoIncident)?;
    if incident.phase == to {
        return Ok(Vec::new());
    }
    crate::check::incident::step(state, which, to, state.at).map_err(|_| RefusedWhy::IllegalStep)
}

fn lend(
    state: &State,
    county: &County,
    instance: &Instance,
    unit: UnitRef,
    to: DistrictRef,
    until: TimeMs,
    now: TimeMs,
) -> Result<Vec<Event>, RefusedWhy> {
    let known = county.units.get(unit.index()).filter(|unit| !unit.retired).ok_or(RefusedWhy::UnknownUnit)?;
    county.districts.get(to.index()).filter(|d| !d.retired).ok_or(RefusedWhy::UnknownDistrict)?;
    let live = state.unit(unit).ok_or(RefusedWhy::UnknownUnit)?;
    let own = live.loan.is_some_and(|loan| loan.instance == instance.instance && loan.to == to);
    // A loan of its own it may make longer or shorter, also while the unit is at work there.
    if !own && (known.district == to || live.loan.is_some() || !state.is_free(unit)) {
        return Err(RefusedWhy::NotLendable);
    }
    if until <= now || until.since_s(now) > LOAN_S_MAX {
        return Err(RefusedWhy::BadEnd { limit_s: LOAN_S_MAX });
    }
    if instance.reality != Reality::Actual {
        return Err(RefusedWhy::ExerciseOnly);
    }
    Ok(vec![Event::UnitLent { unit, to, until, instance: instance.instance }])
}
