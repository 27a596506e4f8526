//! How a workflow begins: where, on which version, and what becomes of others with the same key. Also how one begins anew.

use crate::cause::{HOST, Signature};
use crate::event::{Event, InstanceEvent};
use crate::hooks::*;
use crate::ids::*;
use crate::known::{known_district, known_incident, loaded, no_grid};
use crate::limits::*;
use crate::plugin::Installed;
use crate::refusal::{Refusal, RefusalCode, RefusalKind};
use crate::state::State;
use crate::time::TimeMs;
use crate::workflow::command::StartWorkflow;
use crate::workflow::event::Started;
use crate::workflow::known::{known_person, live_instance, misfilled};
use crate::workflow::refusal::WorkflowRefusal;
use crate::workflow::{Instance, Pinned, Status};

/// The first events of a workflow. Where the rule of its kind or the county has no room for one more, the record of that: it is to be
/// seen by all who look, not only by who wanted it. `parent` is the workflow that starts it.
pub fn start(
    state: &State,
    wanted: &StartWorkflow,
    parent: Option<&Instance>,
    now: TimeMs,
) -> Result<Vec<Event>, Refusal> {
    match begin(state, wanted, parent, now) {
        // Where the county is full, a person tries again later.
        Err(refusal) if is_overflow(refusal.code) && (parent.is_some() || refusal.kind != RefusalKind::Busy) => {
            Ok(vec![refused(state, wanted, parent, refusal)])
        }
        begun => begun,
    }
}

const fn is_overflow(code: RefusalCode) -> bool {
    matches!(code, RefusalCode::WorkflowOverflow | RefusalCode::WorkflowUnderWay | RefusalCode::TooManyWorkflows)
}

/// The record that a workflow did not begin.
pub fn refused(state: &State, wanted: &StartWorkflow, parent: Option<&Instance>, refusal: Refusal) -> Event {
    let id = wanted.incident.and_then(|incident| state.incident(incident)).map(|incident| incident.id.clone());
    Event::Instance(InstanceEvent::Refused {
        kind: wanted.kind.clone(),
        key: wanted.key.clone().or(id).unwrap_or_default(),
        incident: wanted.incident,
        parent: parent.map(|parent| parent.instance),
        district: place(state, wanted, parent).ok().map(|(district, _)| district),
        code: refusal.code.name().to_owned(),
        why: refusal.sentence.into(),
    })
}

/// The first events of a workflow: what it replaces, and its start.
fn begin(state: &State, wanted: &StartWorkflow, parent: Option<&Instance>, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    if state.workflows.ended.len() >= WORKFLOW_ENDED_HELD_MAX {
        return Err(WorkflowRefusal::ArchiveBehind { workflows_max: WORKFLOW_ENDED_HELD_MAX }.into());
    }
    let loaded = loaded(state)?;
    let (district, grid) = place(state, wanted, parent)?;
    let reality = match wanted.incident {
        Some(incident) => known_incident(state, incident)?.reality,
        None => parent.map_or(wanted.reality, |parent| parent.reality),
    };
    let (owner, _) =
        state.owner_of(&wanted.kind, district).ok_or_else(|| unknown_kind(state, &wanted.kind, district))?;
    let Some(kind) = owner.kind(&wanted.kind) else { return Err(unknown_kind(state, &wanted.kind, district)) };
    kind.start.check(&wanted.fields, &|of| state.knows(of)).map_err(|faults| misfilled(&kind.start, &faults))?;
    if wanted.subject.is_none() && wanted.fields.iter().any(|field| matches!(field.value, FieldValue::Sealed(_))) {
        return Err(WorkflowRefusal::SealedWithoutSubject.into());
    }
    if state.workflows.live() >= WORKFLOW_INSTANCES_MAX {
        return Err(WorkflowRefusal::TooMany { workflows_max: WORKFLOW_INSTANCES_MAX }.into());
    }
    if parent.is_some_and(|parent| parent.depth + 1 >= WORKFLOW_DEPTH_MAX) {
        return Err(WorkflowRefusal::TooDeep { depth_max: WORKFLOW_DEPTH_MAX }.into());
    }
    let root = parent.and_then(|parent| state.workflows.get(state.workflows.root(parent.instance)));
    if root.is_some_and(|root| root.descendants >= WORKFLOW_DESCENDANTS_MAX) {
        return Err(WorkflowRefusal::TooManyDescendants { descendants_max: WORKFLOW_DESCENDANTS_MAX }.into());
    }
    let instance = InstanceRef(state.workflows.last.0 + 1);
    let key = match (&wanted.key, wanted.incident) {
        (Some(key), _) => key.clone(),
        (None, Some(incident)) => known_incident(state, incident)?.id.clone(),
        (None, None) => instance.to_string(),
    };
    if key.is_empty() || key.len() > CODE_BYTES_MAX {
        return Err(WorkflowRefusal::BadKey { bytes_max: CODE_BYTES_MAX }.into());
    }
    let (mut events, queued) = concurrency(state, kind, &key, district, parent)?;
    events.push(Event::Instance(InstanceEvent::Started(Box::new(Started {
        instance,
        id: format!("W{}-{:06}", now.day(loaded.index.zone()), instance.0),
        kind: wanted.kind.clone(),
        plugin: pin(state, owner, district),
        district,
        grid,
        reality,
        incident: wanted.incident.or(parent.and_then(|parent| parent.incident)),
        key,
        key_scope: kind.key_scope(),
        parent: parent.map(|parent| parent.instance),
        schedule: None,
        subject: wanted.subject,
        fields: wanted.fields.clone(),
        queued,
    }))));
    Ok(events)
}

/// What becomes of the ones with the same key, and whether the new one has to wait.
fn concurrency(
    state: &State,
    kind: &WorkflowKind,
    key: &str,
    district: DistrictRef,
    parent: Option<&Instance>,
) -> Result<(Vec<Event>, bool), Refusal> {
    let live: Vec<_> = state.workflows.rivals(&kind.name, key, kind.key_scope(), district).collect();
    let Some(first) = live.first() else { return Ok((Vec::new(), false)) };
    let max = usize::from(kind.instances_max);
    let (count, name) = (live.len(), || kind.name.clone());
    match kind.concurrency {
        // Of another district's it is told that it is there, and not which it is.
        Concurrency::Single if first.district != district => {
            Err(WorkflowRefusal::UnderWayElsewhere { kind: name(), key: key.to_owned() }.into())
        }
        Concurrency::Single => {
            let (workflow, key) = (first.id.clone(), key.to_owned());
            Err(WorkflowRefusal::UnderWay { workflow, kind: name(), key }.into())
        }
        // A workflow that replaced the one that starts it, or one above that, would saw off its own branch.
        Concurrency::Restart if parent.is_some_and(|parent| state.workflows.is_among(&live, parent.instance)) => {
            Err(WorkflowRefusal::ReplacingItsOwn { workflow: first.id.clone() }.into())
        }
        Concurrency::Restart => {
            let ended = live.iter().map(|i| end(state, i.instance, Status::Replaced, None));
            Ok((ended.collect::<Result<Vec<_>, _>>()?.concat(), false))
        }
        Concurrency::Queued if live.len() > max => {
            Err(WorkflowRefusal::QueueFull { count, kind: name(), key: key.to_owned(), max }.into())
        }
        // Those that stand in the line may all be paused.
        Concurrency::Queued => Ok((Vec::new(), live.iter().any(|i| !i.is_queued()))),
        Concurrency::Parallel if live.len() >= max => {
            Err(WorkflowRefusal::TooManyAlike { count, kind: name(), key: key.to_owned(), max }.into())
        }
        Concurrency::Parallel => Ok((Vec::new(), false)),
    }
}

/// Where those lie that a start would take the place of.
pub(crate) fn replaces(state: &State, wanted: &StartWorkflow) -> Vec<DistrictRef> {
    let Ok((here, _)) = place(state, wanted, None) else { return Vec::new() };
    let kind = state.owner_of(&wanted.kind, here).and_then(|(owner, _)| owner.kind(&wanted.kind));
    let own = || wanted.incident.and_then(|which| state.incident(which)).map(|incident| incident.id.clone());
    let (Some(kind), Some(key)) = (kind, wanted.key.clone().or_else(own)) else { return Vec::new() };
    if kind.concurrency != Concurrency::Restart {
        return Vec::new();
    }
    state.workflows.rivals(&kind.name, &key, kind.key_scope(), here).map(|rival| rival.district).collect()
}

fn place(
    state: &State,
    wanted: &StartWorkflow,
    parent: Option<&Instance>,
) -> Result<(DistrictRef, Option<GridRef>), Refusal> {
    let county = loaded(state)?.county();
    // Where several are given, they must mean the same district: none of them is passed over in silence.
    let one = |district: DistrictRef, or: WorkflowRefusal| match wanted.district.filter(|wanted| *wanted != district) {
        None => Ok(district),
        Some(_) => Err(Refusal::from(or)),
    };
    let grid_in = |grid: GridRef| {
        let known = county.grids.get(grid.index()).filter(|grid| !grid.retired);
        known.map(|grid| grid.district).ok_or_else(|| no_grid(grid))
    };
    if let Some(which) = wanted.incident {
        let place = &known_incident(state, which)?.place;
        let district = one(place.district, WorkflowRefusal::IncidentElsewhere)?;
        let grid = wanted.grid.unwrap_or(place.grid);
        if wanted.grid.is_some() && grid_in(grid)? != district {
            return Err(WorkflowRefusal::GridOfOtherDistrict.into());
        }
        return Ok((district, Some(grid)));
    }
    if let Some(grid) = wanted.grid {
        return Ok((one(grid_in(grid)?, WorkflowRefusal::GridElsewhere)?, Some(grid)));
    }
    let district = wanted.district.or(parent.map(|parent| parent.district)).ok_or(WorkflowRefusal::NoPlace)?;
    known_district(state, district)?;
    Ok((district, parent.and_then(|parent| parent.grid)))
}

/// The component and the settings that a new instance stays on.
pub fn pin(state: &State, owner: &Installed, district: DistrictRef) -> Pinned {
    let (settings_version, settings_json) = state.plugins.settings_of(owner, district);
    Pinned {
        name: owner.name().to_owned(),
        version: owner.version().to_owned(),
        digest: owner.digest(),
        settings_version,
        settings_json: settings_json.to_owned(),
    }
}

fn unknown_kind(state: &State, kind: &str, district: DistrictRef) -> Refusal {
    let seats = state.plugins.seats(district, Hook::Workflow).filter(|seat| seat.mode.counts());
    let seats = seats.filter_map(|seat| state.plugins.version_at(seat));
    let kinds: Vec<String> = seats.flat_map(|i| i.inspected.workflows.iter().map(|kind| kind.name.clone())).collect();
    let kind = kind.to_owned();
    match kinds.is_empty() {
        true => WorkflowRefusal::NoKindSwitchedOn { kind }.into(),
        false => WorkflowRefusal::KindNotSwitchedOn { kind, kinds }.into(),
    }
}

/// Ends an instance before its time, and with it those under way that it started, down to the last.
pub(crate) fn end(
    state: &State,
    which: InstanceRef,
    status: Status,
    approver: Option<PersonRef>,
) -> Result<Vec<Event>, Refusal> {
    let mut family = vec![which];
    let mut live = vec![which];
    let mut next = 0;
    while let Some(parent) = family.get(next).copied() {
        next += 1;
        for child in state.workflows.children(parent) {
            // Those of one that is over go on, and are its grandparent's all the same.
            family.push(child.instance);
            live.extend(child.status.is_live().then_some(child.instance));
        }
        if live.len() > WORKFLOW_ENDED_AT_ONCE_MAX {
            let workflow = live_instance(state, which)?.id.clone();
            return Err(WorkflowRefusal::TooManyAtOnce { workflow, ended_max: WORKFLOW_ENDED_AT_ONCE_MAX }.into());
        }
    }
    Ok(live
        .into_iter()
        .map(|instance| Event::Instance(InstanceEvent::Ended { instance, status, ended: None, approver }))
        .collect())
}

/// Cancels it and starts it anew with what it was started with; `approver` answers for it. Personal data stay under the same key.
pub(super) fn restart(
    state: &State,
    which: InstanceRef,
    approver: PersonRef,
    now: TimeMs,
) -> Result<Vec<Event>, Refusal> {
    let old = live_instance(state, which)?;
    known_person(state, Some(approver))?;
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
    let mut events = end(state, which, Status::Replaced, Some(approver))?;
    let mut without = state.clone();
    events.iter().for_each(|event| without.preview(event, now, &Signature::on_all(HOST, None), state.version));
    let parent = old.parent.and_then(|parent| state.workflows.get(parent)).filter(|parent| parent.status.is_live());
    events.extend(begin(&without, &wanted, parent.map(|parent| &**parent), now)?);
    Ok(events)
}
