//! What may be done to workflows: starting, signalling, pausing, cancelling, and the effects that a step proposes. Taking a
//! step means asking a plugin, which is the sequencer's.

use crate::arbiter::{judge_message, judge_timer};
use crate::command::{Refusal, RefusalKind, StartWorkflow};
use crate::county::County;
use crate::decision::RefusedWhy;
use crate::event::{Event, Started};
use crate::form::Fault;
use crate::hooks::*;
use crate::ids::*;
use crate::incident::{Phase, Reality};
use crate::limits::*;
use crate::matter::Matter;
use crate::notice::{Sender, tell};
use crate::plugin::{Grants, Installed, Mode};
use crate::state::State;
use crate::task::{NewTask, TaskWords};
use crate::time::TimeMs;
use crate::timer::{TimerId, TimerOwner};
use crate::workflow::{Instance, Pinned, Status};

use super::{known_district, known_incident, loaded};

/// The first events of a workflow: what it replaces, and its start. `parent` is the workflow that starts it.
pub fn start(
    state: &State,
    wanted: &StartWorkflow,
    parent: Option<&Instance>,
    now: TimeMs,
) -> Result<Vec<Event>, Refusal> {
    let loaded = loaded(state)?;
    let (district, grid) = place(state, wanted, parent)?;
    let reality = match wanted.incident {
        Some(incident) => known_incident(state, incident)?.reality,
        None => parent.map_or(wanted.reality, |parent| parent.reality),
    };
    let (owner, _) =
        state.owner_of(&wanted.kind, district).ok_or_else(|| unknown_kind(state, &wanted.kind, district))?;
    let Some(kind) = owner.kind(&wanted.kind) else { return Err(unknown_kind(state, &wanted.kind, district)) };
    kind.start.check(&wanted.fields).map_err(|faults| misfilled(&kind.start, &faults))?;
    if wanted.subject.is_none() && wanted.fields.iter().any(|field| matches!(field.value, FieldValue::Sealed(_))) {
        return Err(Refusal::invalid("no-subject", "sealed fields come with the subject whose key they are under"));
    }
    if state.workflows.live() >= WORKFLOW_INSTANCES_MAX {
        let message = format!("{WORKFLOW_INSTANCES_MAX} workflows are under way already; end some first");
        return Err(Refusal::new(RefusalKind::Busy, "too-many-workflows", message));
    }
    if parent.is_some_and(|parent| parent.depth + 1 >= WORKFLOW_DEPTH_MAX) {
        let message = format!("workflows start one another {WORKFLOW_DEPTH_MAX} deep at most");
        return Err(Refusal::conflict("too-deep", message));
    }
    let root = parent.and_then(|parent| state.workflows.get(state.workflows.root(parent.instance)));
    if root.is_some_and(|root| root.descendants >= WORKFLOW_DESCENDANTS_MAX) {
        let message = format!("a workflow and those it started start {WORKFLOW_DESCENDANTS_MAX} in all at most");
        return Err(Refusal::conflict("too-many-descendants", message));
    }
    let instance = InstanceRef(state.workflows.last.0 + 1);
    let key = match (&wanted.key, wanted.incident) {
        (Some(key), _) => key.clone(),
        (None, Some(incident)) => known_incident(state, incident)?.id.clone(),
        (None, None) => instance.to_string(),
    };
    if key.is_empty() || key.len() > CODE_BYTES_MAX {
        return Err(Refusal::invalid("bad-key", format!("a workflow's key has 1 to {CODE_BYTES_MAX} bytes")));
    }
    let (mut events, queued) = concurrency(state, kind, &key, parent)?;
    events.push(Event::WorkflowStarted(Box::new(Started {
        instance,
        id: format!("W{}-{:06}", now.day(loaded.index.zone()), instance.0),
        kind: wanted.kind.clone(),
        plugin: pin(state, owner, district),
        district,
        grid,
        reality,
        incident: wanted.incident.or(parent.and_then(|parent| parent.incident)),
        key,
        parent: parent.map(|parent| parent.instance),
        subject: wanted.subject,
        fields: wanted.fields.clone(),
        queued,
    })));
    Ok(events)
}

/// What becomes of the ones with the same key, and whether the new one has to wait.
fn concurrency(
    state: &State,
    kind: &WorkflowKind,
    key: &str,
    parent: Option<&Instance>,
) -> Result<(Vec<Event>, bool), Refusal> {
    let live: Vec<_> = state.workflows.of_key(&kind.name, key).collect();
    let Some(first) = live.first() else { return Ok((Vec::new(), false)) };
    let max = usize::from(kind.instances_max);
    let full = |what: &str| {
        let message =
            format!("{} workflows `{}` with the key `{key}` {what} already, and {max} may", live.len(), kind.name);
        Err(Refusal::conflict("workflow-overflow", message))
    };
    match kind.concurrency {
        Concurrency::Single => {
            let message = format!("workflow `{}` ({}) with the key `{key}` is under way", first.id, kind.name);
            Err(Refusal::conflict("workflow-under-way", message))
        }
        // A workflow that replaced the one that starts it would saw off its own branch.
        Concurrency::Restart if parent.is_some_and(|parent| live.iter().any(|i| i.instance == parent.instance)) => {
            let message = format!("workflow `{}` can't be replaced by one that it starts itself", first.id);
            Err(Refusal::conflict("workflow-under-way", message))
        }
        Concurrency::Restart => {
            let ended = |i: &&std::sync::Arc<Instance>| Event::InstanceEnded {
                instance: i.instance,
                status: Status::Replaced,
                ended: None,
            };
            Ok((live.iter().map(ended).collect(), false))
        }
        Concurrency::Queued if live.len() > max => full("wait"),
        // Those that stand in the line may all be paused.
        Concurrency::Queued => Ok((Vec::new(), live.iter().any(|i| !i.is_queued()))),
        Concurrency::Parallel if live.len() >= max => full("are under way"),
        Concurrency::Parallel => Ok((Vec::new(), false)),
    }
}

fn place(
    state: &State,
    wanted: &StartWorkflow,
    parent: Option<&Instance>,
) -> Result<(DistrictRef, Option<GridRef>), Refusal> {
    let county = loaded(state)?.county();
    if let Some(which) = wanted.incident {
        let place = &known_incident(state, which)?.place;
        return Ok((place.district, Some(wanted.grid.unwrap_or(place.grid))));
    }
    if let Some(grid) = wanted.grid {
        let unknown = || Refusal::not_found("no-such-grid", format!("there is no grid number {grid}"));
        let found = county.grids.get(grid.index()).filter(|grid| !grid.retired).ok_or_else(unknown)?;
        return Ok((found.district, Some(grid)));
    }
    let nowhere = || Refusal::invalid("no-place", "say where it is: a district, a grid or an incident");
    let district = wanted.district.or(parent.map(|parent| parent.district)).ok_or_else(nowhere)?;
    known_district(state, district)?;
    Ok((district, parent.and_then(|parent| parent.grid)))
}

/// The component and the settings that a new instance stays on.
pub fn pin(state: &State, owner: &Installed, district: DistrictRef) -> Pinned {
    let (settings_version, settings_json) = state.plugins.settings(owner.name(), district);
    Pinned {
        name: owner.name().to_owned(),
        version: owner.version().to_owned(),
        digest: owner.digest(),
        settings_version,
        settings_json: settings_json.to_owned(),
    }
}

fn unknown_kind(state: &State, kind: &str, district: DistrictRef) -> Refusal {
    let seats = state.plugins.seats(district, Hook::Workflow).filter_map(|seat| state.plugins.current(&seat.plugin));
    let known: Vec<&str> = seats.flat_map(|i| i.inspected.workflows.iter().map(|kind| kind.name.as_str())).collect();
    let known = if known.is_empty() { "none is switched on".to_owned() } else { known.join(", ") };
    let message = format!("no workflow `{kind}` is switched on in that district; there: {known}");
    Refusal::not_found("no-such-workflow-kind", message)
}

pub(super) fn misfilled(form: &Form, faults: &[Fault]) -> Refusal {
    let faults: Vec<String> = faults.iter().map(Fault::to_string).collect();
    Refusal::invalid("bad-form", format!("form `{}`: {}", form.name, faults.join("; ")))
}

pub fn known_instance(state: &State, which: InstanceRef) -> Result<&Instance, Refusal> {
    let unknown = || Refusal::not_found("no-such-workflow", format!("there is no workflow instance {which}"));
    state.workflows.get(which).map(|instance| &**instance).ok_or_else(unknown)
}

/// An instance under way.
pub fn live_instance(state: &State, which: InstanceRef) -> Result<&Instance, Refusal> {
    let instance = known_instance(state, which)?;
    if instance.status.is_live() {
        return Ok(instance);
    }
    Err(Refusal::conflict("workflow-ended", format!("workflow `{}` is {}", instance.id, instance.status)))
}

pub(super) fn signal(
    state: &State,
    which: InstanceRef,
    name: &str,
    person: Option<PersonRef>,
    fields: &[Field],
) -> Result<Vec<Event>, Refusal> {
    let instance = live_instance(state, which)?;
    if !instance.waits.iter().any(|waits| waits == name) {
        let waits = if instance.waits.is_empty() { "none".to_owned() } else { instance.waits.join(", ") };
        let message = format!("workflow `{}` does not wait for `{name}`; it waits for {waits}", instance.id);
        return Err(Refusal::conflict("not-waited-for", message));
    }
    if instance.inbox.len() >= WORKFLOW_INBOX_MAX {
        let message =
            format!("{WORKFLOW_INBOX_MAX} events wait for workflow `{}` already; see why it stands", instance.id);
        return Err(Refusal::new(RefusalKind::Busy, "inbox-full", message));
    }
    known_person(state, person)?;
    if let Some(form) = state.kind_of(instance).and_then(|kind| kind.signal(name)) {
        form.check(fields).map_err(|faults| misfilled(form, &faults))?;
    } else if !fields.is_empty() {
        return Err(Refusal::invalid("bad-form", format!("the signal `{name}` has no form")));
    }
    check_sealed(instance, fields)?;
    Ok(vec![Event::Signalled { instance: which, name: name.to_owned(), by: person, fields: fields.to_vec() }])
}

/// Once, and never again after an erasure: what was erased is not to come back by another form.
pub(super) fn give_subject(state: &State, which: InstanceRef, subject: SubjectRef) -> Result<Vec<Event>, Refusal> {
    let instance = live_instance(state, which)?;
    if instance.erased_at.is_some() {
        let message = format!("the personal data of workflow `{}` were erased, and no new ones are taken", instance.id);
        return Err(Refusal::conflict("no-subject", message));
    }
    if instance.subject.is_some() {
        let message = format!("workflow `{}` has a key for personal data already", instance.id);
        return Err(Refusal::conflict("no-change", message));
    }
    Ok(vec![Event::SubjectGiven { instance: which, subject }])
}

/// Sealed fields are under the key of the instance's own subject, so it must have one that is not erased.
pub(super) fn check_sealed(instance: &Instance, fields: &[Field]) -> Result<(), Refusal> {
    let sealed = fields.iter().any(|field| matches!(field.value, FieldValue::Sealed(_)));
    if sealed && instance.subject.is_none() {
        let message = match instance.erased_at {
            Some(_) => {
                format!("the personal data of workflow `{}` were erased, and no new ones are taken", instance.id)
            }
            None => format!("workflow `{}` was started without a subject for personal data", instance.id),
        };
        return Err(Refusal::conflict("no-subject", message));
    }
    Ok(())
}

pub(super) fn known_person(state: &State, person: Option<PersonRef>) -> Result<(), Refusal> {
    let county = loaded(state)?.county();
    if person.is_some_and(|p| county.persons.get(p.index()).is_none_or(|person| person.retired)) {
        return Err(Refusal::not_found("no-such-person", "the county does not have that person"));
    }
    Ok(())
}

pub(super) fn pause(state: &State, which: InstanceRef) -> Result<Vec<Event>, Refusal> {
    let instance = live_instance(state, which)?;
    if instance.status == Status::Paused {
        return Err(Refusal::conflict("no-change", format!("workflow `{}` is paused already", instance.id)));
    }
    Ok(vec![Event::InstancePaused { instance: which }])
}

pub(super) fn resume(state: &State, which: InstanceRef) -> Result<Vec<Event>, Refusal> {
    let instance = live_instance(state, which)?;
    if instance.status != Status::Paused {
        let message = format!("workflow `{}` is {}, not paused", instance.id, instance.status);
        return Err(Refusal::conflict("not-paused", message));
    }
    Ok(vec![Event::InstanceResumed { instance: which }])
}

pub(super) fn retry(state: &State, which: InstanceRef) -> Result<Vec<Event>, Refusal> {
    let instance = live_instance(state, which)?;
    if !matches!(instance.status, Status::Retrying | Status::Stuck) {
        let message = format!("workflow `{}` is {}: no step of it failed", instance.id, instance.status);
        return Err(Refusal::conflict("nothing-failed", message));
    }
    Ok(vec![Event::InstanceRetried { instance: which }])
}

pub(super) fn cancel(state: &State, which: InstanceRef) -> Result<Vec<Event>, Refusal> {
    live_instance(state, which)?;
    Ok(vec![Event::InstanceEnded { instance: which, status: Status::Cancelled, ended: None }])
}

/// Cancels it and starts it anew with what it was started with. Personal data stay under the same key.
pub(super) fn restart(state: &State, which: InstanceRef, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    let old = live_instance(state, which)?;
    let wanted = StartWorkflow {
        kind: old.kind.clone(),
        key: Some(old.key.clone()),
        district: Some(old.district),
        grid: old.grid,
        incident: old.incident.filter(|incident| state.incident(*incident).is_some()),
        reality: old.reality,
        subject: old.subject,
        fields: old.fields.clone(),
    };
    let ended = Event::InstanceEnded { instance: which, status: Status::Replaced, ended: None };
    let mut without = state.clone();
    without.preview(&ended, now, "system", None, state.version);
    let parent = old.parent.and_then(|parent| state.workflows.get(parent)).filter(|parent| parent.status.is_live());
    let mut events = start(&without, &wanted, parent.map(|parent| &**parent), now)?;
    // The new one is what the answer is about.
    let started = events.pop();
    events.insert(0, ended);
    events.extend(started);
    Ok(events)
}

pub(super) fn pause_kind(state: &State, kind: &str, pause: bool) -> Result<Vec<Event>, Refusal> {
    let known = state.plugins.installed.values().any(|installed| installed.kind(kind).is_some());
    if !known {
        return Err(Refusal::not_found(
            "no-such-workflow-kind",
            format!("no installed plugin has a workflow `{kind}`"),
        ));
    }
    if state.workflows.paused_kinds.contains(kind) == pause {
        let message = format!("workflow `{kind}` is {} already", if pause { "paused" } else { "running" });
        return Err(Refusal::conflict("no-change", message));
    }
    let kind = kind.to_owned();
    Ok(vec![if pause { Event::WorkflowKindPaused { kind } } else { Event::WorkflowKindResumed { kind } }])
}

/// Whether instances may go to another version of their plugin; what each becomes there is the plugin's word.
pub(super) fn migrate(state: &State, to: Digest, instances: &[InstanceRef]) -> Result<(), Refusal> {
    let unknown =
        || Refusal::not_found("no-such-version", format!("no plugin with the digest {} is installed", to.short()));
    let target = state.plugins.installed.get(&to).ok_or_else(unknown)?;
    if instances.is_empty() || instances.len() > WORKFLOW_MIGRATED_MAX {
        let message = format!("1 to {WORKFLOW_MIGRATED_MAX} instances are migrated at a time");
        return Err(Refusal::invalid("instance-count", message));
    }
    for which in instances {
        let instance = live_instance(state, *which)?;
        if instance.plugin.name != target.name() || target.kind(&instance.kind).is_none() {
            let message =
                format!("plugin `{}` {} does not run workflow `{}`", target.name(), target.version(), instance.id);
            return Err(Refusal::conflict("other-plugin", message));
        }
        if instance.plugin.digest == to {
            let message = format!("workflow `{}` is on version {} already", instance.id, target.version());
            return Err(Refusal::conflict("no-change", message));
        }
    }
    Ok(())
}

/// The modes that a workflow's seat may have: a procedure works through people and can't run beside another unseen.
pub(super) fn check_mode(hook: Hook, mode: Mode) -> Result<(), Refusal> {
    if hook == Hook::Workflow && mode == Mode::Shadow {
        let message = "a workflow has no shadow, since it works through people: use `advise`, where a person starts it";
        return Err(Refusal::invalid("no-shadow", message));
    }
    Ok(())
}

/// An instance as its plugin sees it.
pub fn instance_view(state: &State, instance: &Instance) -> InstanceView {
    let which = instance.instance;
    let own = |timer: &TimerId| timer.owner() == TimerOwner::WORKFLOW;
    let mut tasks: Vec<u16> = state.tasks.of(Matter::Instance(which)).filter_map(|task| task.new.key).collect();
    tasks.sort_unstable();
    let incident = instance.incident.and_then(|incident| state.incident(incident));
    let view = |incident: &std::sync::Arc<crate::state::Incident>| {
        state.county.as_ref().map(|loaded| crate::candidates::view_of(incident, loaded))
    };
    InstanceView {
        instance: which,
        kind: instance.kind.clone(),
        key: instance.key.clone(),
        district: instance.district,
        grid: instance.grid,
        reality: instance.reality,
        incident: incident.and_then(view),
        started_at: instance.started_at,
        state: instance.state.clone(),
        timers: state.timers.of(which).iter().filter(|timer| own(timer)).map(|timer| timer.key()).collect(),
        tasks,
    }
}

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
    let task = super::task::next(state);
    events.push(Event::TaskCreated(Box::new(NewTask {
        task,
        id: super::task::id(state, task, now),
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

pub(super) fn known_assignee(county: &County, assignee: &Assignee) -> Result<(), RefusedWhy> {
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
pub(super) fn district_of(county: &County, assignee: &Assignee) -> Option<DistrictRef> {
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
    super::incident::step(state, which, to, state.at).map_err(|_| RefusedWhy::IllegalStep)
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
