//! What a workflow's step gives to people and units: tasks, and loans to another district.

use crate::county::County;
use crate::decision::RefusedWhy;
use crate::event::{Event, TaskEvent, UnitEvent};
use crate::hooks::*;
use crate::ids::*;
use crate::incident::Reality;
use crate::limits::*;
use crate::matter::Matter;
use crate::state::State;
use crate::task::{NewTask, TaskWords};
use crate::time::TimeMs;
use crate::workflow::Instance;

pub(crate) type TaskWanted<'a> = (u16, &'a String, &'a Assignee, Option<TimeMs>, &'a Reason);

pub(crate) fn create_task(
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
    let mut events: Vec<Event> = replaced.map(|task| Event::Task(TaskEvent::Cancelled { task })).into_iter().collect();
    let task = crate::task::check::next(state);
    let new = NewTask {
        task,
        id: crate::task::check::id(state, task, now),
        matter: Some(matter),
        key: Some(key),
        district: district_of(county, assignee).unwrap_or(instance.district),
        assignee: assignee.clone(),
        words: TaskWords::Plugin { digest: instance.plugin.digest, why: why.clone() },
        form: Some(form.clone()),
        due: due_at,
        notice: None,
        told: Vec::new(),
    };
    events.push(Event::Task(TaskEvent::Created(Box::new(new.announced(state, instance.reality, now)))));
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

pub(crate) fn lend(
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
    Ok(vec![Event::Unit(UnitEvent::Lent { unit, to, until, instance: instance.instance })])
}
