//! What the events of workflows, tasks and lent units say outside: codes and ids, and of filled-in forms only the names of
//! their fields.

use domain::decision::{Answered, Decision};
use domain::event::{Event, InstanceEvent, Started, TaskEvent, UnitEvent};
use domain::hooks::Field;
use domain::ids::DistrictRef;
use domain::matter::Matter;
use domain::task::{NewTask, TaskWords};
use serde_json::{Value, json};
use telling::Term;
use telling::words::step_failure;

use crate::stream::data::addressee;
use crate::stream::lookup::Lookup;

/// Of one workflow or task, by its id. `None`: it says nothing of its own.
pub fn of(event: &Event, id: &str, lookup: &Lookup<'_>) -> Option<Value> {
    let teller = &lookup.teller;
    Some(match event {
        Event::Instance(InstanceEvent::Started(started)) => begun(started, lookup),
        Event::Instance(InstanceEvent::Stepped { waits, decision, .. }) => stepped(id, waits, decision),
        Event::Instance(InstanceEvent::StepFailed { why, attempts, retry_at, .. }) => {
            let Term { code, text } = step_failure(why, teller.lang);
            let retry_at = retry_at.map(|at| teller.time(at));
            json!({ "id": id, "why": code, "text": text, "attempts": attempts, "retry_at": retry_at })
        }
        Event::Instance(InstanceEvent::Signalled { name, by, fields, .. }) => {
            json!({ "id": id, "name": name, "person": by.map(|by| teller.person(by)), "fields": names(fields) })
        }
        Event::Instance(InstanceEvent::Migrated { plugin, .. }) => {
            json!({ "id": id, "plugin": plugin.name, "version": plugin.version, "digest": plugin.digest })
        }
        Event::Instance(InstanceEvent::Ended { status, ended, approver, .. }) => {
            let approver = approver.map(|approver| teller.person(approver));
            json!({ "id": id, "status": status, "ended": ended, "approver": approver })
        }
        Event::Instance(InstanceEvent::FieldRead { task, fields, .. }) => {
            let task = task.and_then(|task| lookup.matter(Matter::Task(task))).map(|(id, _)| id);
            json!({ "id": id, "task": task, "fields": fields })
        }
        Event::Task(TaskEvent::Created(new)) => given(new, lookup),
        Event::Task(TaskEvent::Accepted { person, .. }) => {
            json!({ "id": id, "person": person.map(|person| teller.person(person)) })
        }
        Event::Task(TaskEvent::Done { outcome, person, fields, .. }) => {
            let person = person.map(|person| teller.person(person));
            json!({ "id": id, "outcome": outcome, "person": person, "fields": names(fields) })
        }
        _ => return None,
    })
}

/// Of what is no one matter's. Outer `None`: it is not of workflows; inner: there is nothing in it for this listener.
pub fn at_large(event: &Event, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> Option<Option<Value>> {
    let teller = &lookup.teller;
    let code_of = |district: DistrictRef| teller.district(district).code;
    Some(match event {
        Event::Instance(InstanceEvent::Refused { kind, key, district, code, incident, parent, why }) => {
            let id = |matter: Option<Matter>| matter.and_then(|matter| lookup.matter(matter)).map(|(id, _)| id);
            let (incident, parent) = (id(incident.map(Matter::Incident)), id(parent.map(Matter::Instance)));
            let data = |district| {
                let district = code_of(district);
                json!({ "kind": kind, "key": key, "district": district, "code": code, "why": why,
                        "incident": incident, "parent": parent })
            };
            district.filter(|district| sees(*district)).map(data)
        }
        Event::Instance(InstanceEvent::KindPaused { kind }) | Event::Instance(InstanceEvent::KindResumed { kind }) => {
            Some(json!({ "kind": kind }))
        }
        Event::Unit(UnitEvent::Lent { unit, to, until, instance }) => {
            let from = lookup.unit_district(*unit)?;
            let instance = lookup.matter(Matter::Instance(*instance)).map(|(id, _)| id);
            let data = || {
                let until = teller.time(*until);
                json!({ "unit": teller.unit(*unit), "from": code_of(from), "to": code_of(*to), "until": until, "workflow": instance })
            };
            (sees(from) || sees(*to)).then(data)
        }
        Event::Unit(UnitEvent::Returned { unit }) => {
            let from = lookup.unit_district(*unit)?;
            sees(from).then(|| json!({ "unit": teller.unit(*unit), "district": code_of(from) }))
        }
        _ => return None,
    })
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
        data["stage"] = json!({ "code": record.stage.code, "values": record.stage.values });
        data["effects"] = record.effects.iter().map(|effect| Value::from(effect.grant())).collect();
        data["ended"] = Value::from(record.ended.clone());
    }
    data
}

fn given(new: &NewTask, lookup: &Lookup<'_>) -> Value {
    let teller = &lookup.teller;
    let why = match &new.words {
        TaskWords::Plugin { why, .. } => json!({ "code": why.code, "values": why.values }),
        TaskWords::Person { .. } | TaskWords::StartWorkflow { .. } => Value::Null,
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
