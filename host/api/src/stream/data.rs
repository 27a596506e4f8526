//! What each event says outside: codes in place of the journal's numbers, nothing personal, and of heavy events (a county, a
//! decision) only what a listener acts upon; the rest is a request away.

use domain::county::County;
use domain::decision::{Answered, Decision};
use domain::event::{
    CountyEvent, Event, IncidentEvent, MatterEvent, NoticeEvent, PluginEvent, Reported, TimerEvent, UnitEvent,
};
use domain::hooks::{FindingSubject, Urgency};
use domain::ids::{DistrictRef, UnitRef};
use domain::incident::Priority;
use domain::matter::Matter;
use domain::notice::{DeliveryOutcome, Notice};
use domain::plugin::Inspected;
use domain::timer::TimerId;
use domain::who::Who;
use serde_json::{Value, json};
use telling::{Teller, words};

use super::lookup::Lookup;
use super::roster_data;

mod workflow;

/// `None`: there is nothing in it for one who sees these districts only.
pub fn of(event: &Event, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> Option<Value> {
    match event.matter() {
        Some(matter) => {
            // What nothing knows any more is nobody's.
            let (id, district) = lookup.matter(matter)?;
            sees(district).then(|| of_matter(event, &id, lookup))
        }
        None => at_large(event, lookup, sees),
    }
}

/// Of what is about one matter. `id`: an incident's id, or what else it is about, as `task:7`.
fn of_matter(event: &Event, id: &str, lookup: &Lookup<'_>) -> Value {
    match event {
        Event::Incident(event) => of_incident(event, id, lookup),
        Event::Matter(event) => of_any(event, id, lookup),
        Event::Timer(event) => of_timer(event, id, lookup),
        Event::Notice(event) => of_notice(event, id, lookup),
        Event::Instance(event) => workflow::of_instance(event, id, lookup),
        Event::Task(event) => workflow::of_task(event, id, lookup),
        Event::County(_) | Event::Unit(_) | Event::Roster(_) | Event::Plugin(_) => json!({ "id": id }),
    }
}

/// Of what is about no one matter.
fn at_large(event: &Event, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> Option<Value> {
    match event {
        Event::County(CountyEvent::Imported { county, difference }) => Some(imported(county, difference)),
        Event::Incident(event) => archived(event, lookup, sees),
        Event::Unit(event) => of_unit(event, lookup, sees),
        Event::Roster(event) => roster_data::of(event, lookup, sees),
        Event::Plugin(event) => of_plugin(event, lookup, sees),
        Event::Instance(event) => workflow::at_large(event, lookup, sees),
        // What is forgotten, and which channels there are, is of no interest outside.
        Event::Matter(_) | Event::Timer(_) | Event::Notice(_) | Event::Task(_) => None,
    }
}

fn archived(event: &IncidentEvent, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> Option<Value> {
    let IncidentEvent::Archived { incidents } = event else { return None };
    let known = incidents.iter().filter_map(|which| lookup.incident(*which));
    let ids: Vec<String> = known.filter(|(_, district)| sees(*district)).map(|(id, _)| id).collect();
    non_empty(ids).map(|ids| json!({ "incidents": ids }))
}

fn of_unit(event: &UnitEvent, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> Option<Value> {
    let teller = &lookup.teller;
    let code_of = |district: DistrictRef| teller.district(district).code;
    match event {
        UnitEvent::StatusChanged { unit, primary, secondary } => {
            let district = lookup.unit_district(*unit).filter(|district| sees(*district)).map(code_of)?;
            Some(
                json!({ "unit": teller.unit(*unit), "district": district, "primary": primary, "secondary": secondary }),
            )
        }
        UnitEvent::Moved { fixes } => {
            let seen = fixes.iter().filter(|(unit, _)| lookup.unit_district(*unit).is_some_and(sees));
            let fixes: Vec<Value> = seen
                .map(|(unit, fix)| {
                    json!({ "unit": teller.unit(*unit), "lon": fix.lon, "lat": fix.lat, "at": teller.time(fix.at) })
                })
                .collect();
            non_empty(fixes).map(|fixes| json!({ "fixes": fixes }))
        }
        UnitEvent::Lent { unit, to, until, instance } => {
            let from = lookup.unit_district(*unit)?;
            let instance = lookup.matter(Matter::Instance(*instance)).map(|(id, _)| id);
            let data = || {
                let until = teller.time(*until);
                json!({ "unit": teller.unit(*unit), "from": code_of(from), "to": code_of(*to), "until": until, "workflow": instance })
            };
            (sees(from) || sees(*to)).then(data)
        }
        UnitEvent::Returned { unit } => {
            let from = lookup.unit_district(*unit)?;
            sees(from).then(|| json!({ "unit": teller.unit(*unit), "district": code_of(from) }))
        }
    }
}

fn of_plugin(event: &PluginEvent, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> Option<Value> {
    let teller = &lookup.teller;
    let in_district = |district: DistrictRef| sees(district).then(|| teller.district(district).code);
    Some(match event {
        PluginEvent::StructureInspected(inspection) => {
            let seen = |subject: &FindingSubject| match subject {
                FindingSubject::District(district) => sees(*district),
                FindingSubject::County | FindingSubject::Station(_) | FindingSubject::Person(_) => true,
            };
            let findings = inspection.findings.iter().filter(|finding| seen(&finding.subject)).count();
            let failure = inspection.failure.as_ref().map(|failure| failure.kind());
            json!({ "plugin": inspection.plugin.name, "version": inspection.plugin.version, "findings": findings, "failure": failure })
        }
        PluginEvent::Installed { inspected, .. } => installed(inspected),
        PluginEvent::ModeSet { district, hook, plugin, mode, order } => {
            json!({ "district": in_district(*district)?, "hook": hook, "plugin": plugin, "mode": mode, "order": order })
        }
        PluginEvent::Configured { plugin, district, .. } => match district {
            Some(district) => json!({ "plugin": plugin, "district": in_district(*district)? }),
            None => json!({ "plugin": plugin }),
        },
        PluginEvent::Quarantined { plugin, district, until } => {
            json!({ "plugin": plugin, "district": in_district(*district)?, "until": teller.time(*until) })
        }
        PluginEvent::QuarantineLifted { plugin, district } => {
            json!({ "plugin": plugin, "district": in_district(*district)? })
        }
    })
}

fn of_incident(event: &IncidentEvent, id: &str, lookup: &Lookup<'_>) -> Value {
    let teller = &lookup.teller;
    match event {
        IncidentEvent::Reported(reported) => report(reported, lookup),
        IncidentEvent::Stepped { to, .. } => json!({ "id": id, "to": to }),
        IncidentEvent::PriorityChanged { priority, .. } => json!({ "id": id, "priority": priority }),
        IncidentEvent::KindChanged { kind, .. } => json!({ "id": id, "kind": teller.kind(*kind).code }),
        IncidentEvent::Unmerged { from, to, .. } => {
            json!({ "id": id, "from": lookup.incident(*from).map(|(id, _)| id), "to": to })
        }
        IncidentEvent::Merged { into, .. } => json!({ "id": id, "into": lookup.incident(*into).map(|(id, _)| id) }),
        IncidentEvent::UnitsAssigned { assignments, decision, .. } => {
            let units = assignments.iter().map(|a| {
                json!({ "unit": teller.unit(a.unit), "need": a.need, "eta_s": a.eta_s, "straight_line": a.straight_line })
            });
            json!({ "id": id, "units": units.collect::<Vec<_>>(), "decision": decision })
        }
        IncidentEvent::UnitReleased { unit, .. } => json!({ "id": id, "unit": teller.unit(*unit) }),
        IncidentEvent::SealedRead { fields, .. } => json!({ "id": id, "fields": fields }),
        // Who and when stand in the envelope.
        IncidentEvent::SubjectErased { .. } | IncidentEvent::Archived { .. } => json!({ "id": id }),
    }
}

/// Of what may be about any matter.
fn of_any(event: &MatterEvent, id: &str, lookup: &Lookup<'_>) -> Value {
    match event {
        MatterEvent::Acknowledged { .. } => json!({ "id": id }),
        MatterEvent::Decided { decision, .. } => decided(id, decision, lookup),
        MatterEvent::Settled { decision, settlement, .. } => {
            let outcome = words::settled_as(&settlement.outcome, lookup.teller.lang).code;
            json!({ "id": id, "decision": decision, "outcome": outcome, "by": settlement.by })
        }
        MatterEvent::EscalationFrozen { plugin, .. } => {
            json!({ "id": id, "plugin": plugin.name, "settings_version": plugin.settings_version, "mode": plugin.mode })
        }
    }
}

fn of_timer(event: &TimerEvent, id: &str, lookup: &Lookup<'_>) -> Value {
    let data = |timer: TimerId, generation: u32| json!({ "id": id, "owner": timer.escalation(), "key": timer.key(), "generation": generation });
    match event {
        TimerEvent::Started { timer, generation, due, repeat_s, .. } => {
            let mut data = data(*timer, *generation);
            data["due"] = Value::from(lookup.teller.time(*due));
            data["repeat_s"] = Value::from(*repeat_s);
            data
        }
        TimerEvent::Stopped { timer, generation } => data(*timer, *generation),
        TimerEvent::Fired { timer, generation, late_s, skipped } => {
            let mut data = data(*timer, *generation);
            data["late_s"] = Value::from(*late_s);
            data["skipped"] = Value::from(*skipped);
            data
        }
    }
}

fn of_notice(event: &NoticeEvent, id: &str, lookup: &Lookup<'_>) -> Value {
    match event {
        NoticeEvent::Sent(notice) => told(id, notice, lookup),
        NoticeEvent::Repeated { notice, .. } => json!({ "id": id, "notice": notice }),
        NoticeEvent::Answered { notice, stage, .. } | NoticeEvent::Unanswered { notice, stage, .. } => {
            json!({ "id": id, "notice": notice, "stage": stage })
        }
        NoticeEvent::Delivered { notice, channel, outcome, .. } => {
            let (outcome, why) = match outcome {
                DeliveryOutcome::Sent => ("sent", None),
                DeliveryOutcome::Failed { why, .. } => ("failed", Some(why)),
                DeliveryOutcome::GivenUp { why } => ("given-up", Some(why)),
            };
            json!({ "id": id, "notice": notice, "channel": channel, "outcome": outcome, "why": why })
        }
        NoticeEvent::ChannelsSet { .. } => json!({ "id": id }),
    }
}

fn report(reported: &Reported, lookup: &Lookup<'_>) -> Value {
    let (teller, place) = (&lookup.teller, &reported.place);
    json!({
        "id": reported.id,
        "number": reported.incident,
        "external_id": reported.external_id,
        "kind": teller.kind(reported.kind).code,
        "priority": reported.priority,
        "reality": reported.reality,
        "source": reported.source,
        "lon": place.lon,
        "lat": place.lat,
        "grid": teller.grid(place.grid).code,
        "district": teller.district(place.district).code,
        "nearest_grid_m": place.nearest_grid_m,
    })
}

/// Without the candidates; they are at `…/decisions`.
fn decided(id: &str, decision: &Decision, lookup: &Lookup<'_>) -> Value {
    let facts = &decision.facts;
    let unit = |unit: UnitRef| lookup.teller.unit(unit);
    let (picks, shortfalls) = match &facts.answer {
        Answered::Dispatch(record) => {
            let picks = record.picks.iter().map(|pick| json!({ "unit": unit(pick.unit), "eta_s": pick.eta_s }));
            (picks.collect(), record.shortfalls.len())
        }
        Answered::Escalation(_) | Answered::Intake(_) | Answered::Workflow(_) => (Vec::new(), 0),
    };
    let mut data = json!({
        "id": id,
        "number": facts.number,
        "hook": facts.hook,
        "plugin": facts.plugin.name,
        "version": facts.plugin.version,
        "mode": facts.mode,
        "fallback": facts.fallback,
        "pending": facts.waits_for_person(),
        "picks": picks,
        "shortfalls": shortfalls,
        "refused": facts.refused.len(),
    });
    if let Answered::Intake(record) = &facts.answer {
        let choice = record.choice();
        data["kind"] = Value::from(choice.kind.map(|kind| lookup.teller.kind(kind).code));
        data["priority"] = Value::from(choice.priority.map(Priority::name));
        let duplicate_of =
            choice.duplicate_of.map(|of| lookup.incident(of).map_or_else(|| of.to_string(), |(id, _)| id));
        data["duplicate_of"] = Value::from(duplicate_of);
    }
    data
}

/// Who is told, and whether that is only to be looked up.
pub fn addressee(told: &domain::notice::Told, teller: &Teller<'_>) -> Value {
    json!({ "type": Who::from(told.to).sort(), "code": teller.addressee(told.to).code, "held": told.held })
}

/// A notice as channels carry it. `ring`: false where all who are told have had their share of the hour.
pub fn told(id: &str, notice: &Notice, lookup: &Lookup<'_>) -> Value {
    let (teller, message) = (&lookup.teller, &notice.message);
    let recipient = |to: &Who| json!({ "type": to.sort(), "code": teller.recipient(to).code });
    json!({
        "id": id,
        "notice": notice.notice,
        "matter": notice.matter,
        "district": teller.district(notice.district).code,
        "reality": notice.reality,
        "level": message.level,
        "urgency": message.urgency,
        "to": message.recipients.iter().map(recipient).collect::<Vec<_>>(),
        "told": notice.told.iter().map(|told| addressee(told, teller)).collect::<Vec<_>>(),
        "ring": message.urgency != Urgency::Info && notice.told.iter().any(|told| !told.held),
        "last_resort": notice.last_resort,
        "why": { "code": message.why.code, "values": message.why.values },
    })
}

fn imported(county: &County, difference: &domain::county::Difference) -> Value {
    let nouns = difference.nouns.iter().map(|noun| {
        let (added, removed, changed) = (noun.added.total, noun.removed.total, noun.changed.total);
        json!({ "noun": noun.noun, "added": added, "removed": removed, "changed": changed })
    });
    json!({ "code": county.code, "digest": county.digest, "counts": county.counts(), "difference": nouns.collect::<Vec<_>>() })
}

fn installed(inspected: &Inspected) -> Value {
    let manifest = &inspected.manifest;
    json!({ "plugin": manifest.name, "version": manifest.version, "digest": inspected.digest, "hooks": inspected.exports })
}

pub(super) fn non_empty<T>(items: Vec<T>) -> Option<Vec<T>> {
    (!items.is_empty()).then_some(items)
}
