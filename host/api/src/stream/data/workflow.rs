//! What the events of workflows, tasks and lent units say outside: codes and ids, and of filled-in forms only the names of
//! their fields.

use domain::decision::{Answered, Decision};
use domain::event::{InstanceEvent, Started, TaskEvent, UnitEvent};
use domain::hooks::{Field, Reason};
use domain::ids::DistrictRef;
use domain::matter::Matter;
use domain::task::{NewTask, TaskWords};
use serde_json::{Value, json};
use telling::{Lang, Term, say_recorded};

use super::notice::addressee;
use crate::stream::lookup::Lookup;

/// `id`: of the workflow that it is about, if it is about one.
pub fn of(
    event: &InstanceEvent,
    id: Option<&str>,
    lookup: &Lookup<'_>,
    sees: &dyn Fn(DistrictRef) -> bool,
) -> Option<Value> {
    let teller = &lookup.teller;
    Some(match event {
        InstanceEvent::Started(started) => begun(started, lookup),
        InstanceEvent::Stepped { waits, decision, .. } => stepped(id?, waits, decision),
        InstanceEvent::StepRefused { decision, .. } => stepped(id?, &[], decision),
        InstanceEvent::StepFailed { why, attempts, retry_at, .. } => {
            let Term { code, text } = teller.step_failure(why);
            let retry_at = retry_at.map(|at| teller.time(at));
            json!({ "id": id, "why": code, "text": text, "attempts": attempts, "retry_at": retry_at })
        }
        InstanceEvent::Signalled { name, by, sender, fields, .. } => {
            let sender = sender.and_then(|sender| lookup.matter(Matter::Instance(sender)));
            let sender = sender.filter(|(_, district)| sees(*district)).map(|(id, _)| id);
            json!({ "id": id, "name": name, "person": by.map(|by| teller.person(by)), "sender": sender,
                    "fields": names(fields) })
        }
        InstanceEvent::Migrated { plugin, .. } => {
            json!({ "id": id, "plugin": plugin.name, "version": plugin.version, "digest": plugin.digest })
        }
        InstanceEvent::Ended { status, ended, approver, .. } => {
            let approver = approver.map(|approver| teller.person(approver));
            json!({ "id": id, "status": status, "ended": ended, "approver": approver })
        }
        InstanceEvent::FieldRead { task, fields, .. } => {
            let task = task.and_then(|task| lookup.matter(Matter::Task(task))).map(|(id, _)| id);
            json!({ "id": id, "task": task, "fields": fields })
        }
        InstanceEvent::Refused { kind, key, district, code, incident, parent, why } => {
            let id = |matter: Option<Matter>| matter.and_then(|matter| lookup.matter(matter)).map(|(id, _)| id);
            let (incident, parent) = (id(incident.map(Matter::Incident)), id(parent.map(Matter::Instance)));
            let district = teller.district(district.filter(|district| sees(*district))?).code;
            json!({ "kind": kind, "key": key, "district": district, "code": code, "why": say_recorded(why, Lang::En),
                    "incident": incident, "parent": parent })
        }
        InstanceEvent::Scheduled { schedule, due, .. } => {
            let district = teller.district(Some(schedule.district).filter(|district| sees(*district))?).code;
            json!({ "schedule": schedule.code, "kind": schedule.workflow, "district": district,
                    "due": due.map(|due| teller.time(due)) })
        }
        InstanceEvent::Unscheduled { which } => json!({ "number": which }),
        InstanceEvent::KindPaused { kind } | InstanceEvent::KindResumed { kind } => json!({ "kind": kind }),
        // Who and when stand in the envelope.
        InstanceEvent::Paused { .. }
        | InstanceEvent::Resumed { .. }
        | InstanceEvent::Retried { .. }
        | InstanceEvent::SubjectGiven { .. }
        | InstanceEvent::Erased { .. } => json!({ "id": id }),
        InstanceEvent::Archived { instances } => {
            let ids = seen(instances.iter().map(|which| Matter::Instance(*which)), lookup, sees);
            super::non_empty(ids).map(|ids| json!({ "workflows": ids }))?
        }
        InstanceEvent::Forgotten { .. } => return None,
    })
}

/// `id`: of the task that it is about, if it is about one.
pub fn of_task(
    event: &TaskEvent,
    id: Option<&str>,
    lookup: &Lookup<'_>,
    sees: &dyn Fn(DistrictRef) -> bool,
) -> Option<Value> {
    let teller = &lookup.teller;
    Some(match event {
        TaskEvent::Created(new) => given(new, lookup),
        TaskEvent::Accepted { person, .. } => {
            json!({ "id": id, "person": person.map(|person| teller.person(person)) })
        }
        TaskEvent::Done { outcome, person, fields, .. } => {
            let person = person.map(|person| teller.person(person));
            json!({ "id": id, "outcome": outcome, "person": person, "fields": names(fields) })
        }
        // Who and when stand in the envelope.
        TaskEvent::Cancelled { .. } | TaskEvent::Overdue { .. } => json!({ "id": id }),
        TaskEvent::Reopened { assignee, .. } => json!({ "id": id, "assignee": teller.assignee(assignee).code }),
        TaskEvent::Archived { tasks } => {
            let ids = seen(tasks.iter().map(|which| Matter::Task(*which)), lookup, sees);
            super::non_empty(ids).map(|ids| json!({ "tasks": ids }))?
        }
        TaskEvent::Forgotten { .. } => return None,
    })
}

/// The ids of those that one sees.
fn seen(matters: impl Iterator<Item = Matter>, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> Vec<String> {
    let known = matters.filter_map(|matter| lookup.matter(matter));
    known.filter(|(_, district)| sees(*district)).map(|(id, _)| id).collect()
}

/// A unit is seen by those who see its district, a lent one by those of the other district too.
pub fn of_unit(event: &UnitEvent, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> Option<Value> {
    let teller = &lookup.teller;
    let code_of = |district: DistrictRef| teller.district(district).code;
    match event {
        UnitEvent::StatusChanged { unit, primary, secondary } => {
            let district = lookup.unit_district(*unit).filter(|district| sees(*district)).map(code_of)?;
            let unit = teller.unit(*unit);
            Some(json!({ "unit": unit, "district": district, "primary": primary, "secondary": secondary }))
        }
        UnitEvent::Moved { fixes } => {
            let seen = fixes.iter().filter(|(unit, _)| lookup.unit_district(*unit).is_some_and(sees));
            let fixes: Vec<Value> = seen
                .map(|(unit, fix)| {
                    json!({ "unit": teller.unit(*unit), "lon": fix.lon, "lat": fix.lat, "at": teller.time(fix.at) })
                })
                .collect();
            super::non_empty(fixes).map(|fixes| json!({ "fixes": fixes }))
        }
        UnitEvent::Lent { unit, to, until, instance, held } => {
            let from = lookup.unit_district(*unit)?;
            let instance = lookup.matter(Matter::Instance(*instance)).map(|(id, _)| id);
            let data = || {
                let until = teller.time(*until);
                json!({ "unit": teller.unit(*unit), "from": code_of(from), "to": code_of(*to), "until": until, "workflow": instance, "held": held })
            };
            (sees(from) || sees(*to)).then(data)
        }
        UnitEvent::StandsBy { unit, to, until } => {
            let from = lookup.unit_district(*unit)?;
            let data = || {
                let until = teller.time(*until);
                json!({ "unit": teller.unit(*unit), "from": code_of(from), "to": code_of(*to), "until": until })
            };
            (sees(from) || sees(*to)).then(data)
        }
        UnitEvent::Returned { unit } => {
            let from = lookup.unit_district(*unit)?;
            sees(from).then(|| json!({ "unit": teller.unit(*unit), "district": code_of(from) }))
        }
    }
}

fn begun(started: &Started, lookup: &Lookup<'_>) -> Value {
    let teller = &lookup.teller;
    json!({
        "id": started.id,
        "number": started.instance,
        "kind": started.kind,
        "key": started.key,
        "plugin": started.plugin.name,
        "version": started.plugin.version,
        "settings_version": started.plugin.settings_version,
        "district": teller.district(started.district).code,
        "grid": started.grid.map(|grid| teller.grid(grid).code),
        "reality": started.reality,
        "incident": started.incident.and_then(|which| lookup.incident(which)).map(|(id, _)| id),
        "parent": started.parent.and_then(|which| lookup.matter(Matter::Instance(which))).map(|(id, _)| id),
        "queued": started.queued,
        "fields": names(&started.fields),
    })
}

/// Without the plugin's state; it is at `…/workflows/{id}`.
fn stepped(id: &str, waits: &[String], decision: &Decision) -> Value {
    let facts = &decision.facts;
    let mut data = json!({
        "id": id,
        "number": facts.number,
        "plugin": facts.plugin.name,
        "version": facts.plugin.version,
        "waits": waits,
    });
    if let Answered::Workflow(record) = &facts.answer {
        data["event"] = Value::from(record.event.name());
        let told = |why: &Reason| json!({ "code": why.code, "values": why.values });
        data["stage"] = record.stage.as_ref().map(told).into();
        if let Some(why) = &record.refused {
            data["refused"] = told(why);
        }
        data["effects"] = record.effects.iter().map(|effect| Value::from(effect.grant())).collect();
        data["ended"] = Value::from(record.ended.clone());
    }
    data
}

fn given(new: &NewTask, lookup: &Lookup<'_>) -> Value {
    let teller = &lookup.teller;
    let why = match &new.words {
        TaskWords::Plugin { why, .. } => json!({ "code": why.code, "values": why.values }),
        TaskWords::Person { .. } | TaskWords::StartWorkflow { .. } | TaskWords::CallBack => Value::Null,
    };
    let workflow = match &new.words {
        TaskWords::StartWorkflow { kind } => Some(kind),
        _ => None,
    };
    json!({
        "id": new.id,
        "number": new.task,
        "matter": new.matter,
        "of": new.matter.and_then(|matter| lookup.matter(matter)).map(|(id, _)| id),
        "key": new.key,
        "district": teller.district(new.district).code,
        "assignee": teller.assignee(&new.assignee).code,
        "form": new.form.as_ref().map(|form| &form.name),
        "start": workflow,
        "due": new.due.map(|due| teller.time(due)),
        "why": why,
        "notice": new.notice,
        "told": new.told.iter().map(|told| addressee(told, teller)).collect::<Vec<_>>(),
    })
}

fn names(fields: &[Field]) -> Vec<&str> {
    fields.iter().map(|field| field.name.as_str()).collect()
}
