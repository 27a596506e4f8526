//! What each event says outside: codes in place of the journal's numbers, nothing personal, and of heavy events (a county, a
//! decision) only what a listener acts upon; the rest is a request away.

use domain::county::County;
use domain::decision::{Answered, Decision};
use domain::event::{
    CountyEvent, Event, IncidentEvent, MatterEvent, NoticeEvent, PluginEvent, Reported, RosterEvent, TimerEvent,
    UnitEvent,
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
    if let Some(matter) = about(event) {
        // What nothing knows any more is nobody's.
        let (id, district) = lookup.matter(matter)?;
        return sees(district)
            .then(|| workflow::of(event, &id, lookup).unwrap_or_else(|| of_matter(event, &id, lookup)));
    }
    if let Some(data) = workflow::at_large(event, lookup, sees) {
        return data;
    }
    let teller = &lookup.teller;
    let in_district = |district: DistrictRef| sees(district).then(|| teller.district(district).code);
    Some(match event {
        Event::County(CountyEvent::Imported { county, difference }) => imported(county, difference),
        Event::Incident(IncidentEvent::Archived { incidents }) => {
            let known = incidents.iter().filter_map(|which| lookup.incident(*which));
            let ids: Vec<String> = known.filter(|(_, district)| sees(*district)).map(|(id, _)| id).collect();
            non_empty(ids).map(|ids| json!({ "incidents": ids }))?
        }
        Event::Unit(UnitEvent::StatusChanged { unit, primary, secondary }) => {
            let district = in_district(lookup.unit_district(*unit)?)?;
            json!({ "unit": teller.unit(*unit), "district": district, "primary": primary, "secondary": secondary })
        }
        Event::Unit(UnitEvent::Moved { fixes }) => {
            let seen = fixes.iter().filter(|(unit, _)| lookup.unit_district(*unit).is_some_and(sees));
            let fixes: Vec<Value> = seen
                .map(|(unit, fix)| {
                    json!({ "unit": teller.unit(*unit), "lon": fix.lon, "lat": fix.lat, "at": teller.time(fix.at) })
                })
                .collect();
            non_empty(fixes).map(|fixes| json!({ "fixes": fixes }))?
        }
        Event::Roster(RosterEvent::ShiftsPublished { .. })
        | Event::Roster(RosterEvent::StandInSet { .. })
        | Event::Roster(RosterEvent::StandInEnded { .. })
        | Event::Roster(RosterEvent::SwapOffered(_))
        | Event::Roster(RosterEvent::SwapAccepted { .. })
        | Event::Roster(RosterEvent::SwapEnded { .. })
        | Event::Roster(RosterEvent::ShiftHandedOver(_))
        | Event::Roster(RosterEvent::ShiftTakenOver { .. })
        | Event::Roster(RosterEvent::VacanciesChanged { .. }) => roster_data::of(event, lookup, sees)?,
        Event::Plugin(PluginEvent::StructureInspected(inspection)) => {
            let seen = |subject: &FindingSubject| match subject {
                FindingSubject::District(district) => sees(*district),
                _ => true,
            };
            let findings = inspection.findings.iter().filter(|finding| seen(&finding.subject)).count();
            let failure = inspection.failure.as_ref().map(|failure| failure.kind());
            json!({ "plugin": inspection.plugin.name, "version": inspection.plugin.version, "findings": findings, "failure": failure })
        }
        Event::Plugin(PluginEvent::Installed { inspected, .. }) => installed(inspected),
        Event::Plugin(PluginEvent::ModeSet { district, hook, plugin, mode, order }) => {
            json!({ "district": in_district(*district)?, "hook": hook, "plugin": plugin, "mode": mode, "order": order })
        }
        Event::Plugin(PluginEvent::Configured { plugin, district, .. }) => match district {
            Some(district) => json!({ "plugin": plugin, "district": in_district(*district)? }),
            None => json!({ "plugin": plugin }),
        },
        Event::Plugin(PluginEvent::Quarantined { plugin, district, until }) => {
            json!({ "plugin": plugin, "district": in_district(*district)?, "until": teller.time(*until) })
        }
        Event::Plugin(PluginEvent::QuarantineLifted { plugin, district }) => {
            json!({ "plugin": plugin, "district": in_district(*district)? })
        }
        // Every other event is about one matter, or of no interest outside.
        _ => return None,
    })
}

/// The matter that it is about, if it is about one.
pub fn about(event: &Event) -> Option<Matter> {
    let (instance, task) = (event.instance().map(Matter::Instance), event.task().map(Matter::Task));
    event.matter().or(instance).or(task)
}

/// `id`: an incident's id, or what else it is about, as `task:7`.
fn of_matter(event: &Event, id: &str, lookup: &Lookup<'_>) -> Value {
    let teller = &lookup.teller;
    match event {
        Event::Incident(IncidentEvent::Reported(reported)) => report(reported, lookup),
        Event::Incident(IncidentEvent::Stepped { to, .. }) => json!({ "id": id, "to": to }),
        Event::Incident(IncidentEvent::PriorityChanged { priority, .. }) => json!({ "id": id, "priority": priority }),
        Event::Incident(IncidentEvent::KindChanged { kind, .. }) => {
            json!({ "id": id, "kind": teller.kind(*kind).code })
        }
        Event::Incident(IncidentEvent::Unmerged { from, to, .. }) => {
            json!({ "id": id, "from": lookup.incident(*from).map(|(id, _)| id), "to": to })
        }
        Event::Incident(IncidentEvent::Merged { into, .. }) => {
            json!({ "id": id, "into": lookup.incident(*into).map(|(id, _)| id) })
        }
        Event::Incident(IncidentEvent::UnitsAssigned { assignments, decision, .. }) => {
            let units = assignments.iter().map(|a| {
                json!({ "unit": teller.unit(a.unit), "need": a.need, "eta_s": a.eta_s, "straight_line": a.straight_line })
            });
            json!({ "id": id, "units": units.collect::<Vec<_>>(), "decision": decision })
        }
        Event::Incident(IncidentEvent::UnitReleased { unit, .. }) => json!({ "id": id, "unit": teller.unit(*unit) }),
        Event::Matter(MatterEvent::Decided { decision, .. }) => decided(id, decision, lookup),
        Event::Matter(MatterEvent::Settled { decision, settlement, .. }) => {
            let outcome = words::settled_as(&settlement.outcome, teller.lang).code;
            json!({ "id": id, "decision": decision, "outcome": outcome, "by": settlement.by })
        }
        Event::Matter(MatterEvent::EscalationFrozen { plugin, .. }) => {
            json!({ "id": id, "plugin": plugin.name, "settings_version": plugin.settings_version, "mode": plugin.mode })
        }
        Event::Timer(TimerEvent::Started { timer, generation, due, repeat_s, .. }) => {
            let mut data = of_timer(id, *timer, *generation);
            data["due"] = Value::from(teller.time(*due));
            data["repeat_s"] = Value::from(*repeat_s);
            data
        }
        Event::Timer(TimerEvent::Stopped { timer, generation }) => of_timer(id, *timer, *generation),
        Event::Timer(TimerEvent::Fired { timer, generation, late_s, skipped }) => {
            let mut data = of_timer(id, *timer, *generation);
            data["late_s"] = Value::from(*late_s);
            data["skipped"] = Value::from(*skipped);
            data
        }
        Event::Notice(NoticeEvent::Sent(notice)) => told(id, notice, lookup),
        Event::Notice(NoticeEvent::Repeated { notice, .. }) => json!({ "id": id, "notice": notice }),
        Event::Notice(NoticeEvent::Answered { notice, stage, .. })
        | Event::Notice(NoticeEvent::Unanswered { notice, stage, .. }) => {
            json!({ "id": id, "notice": notice, "stage": stage })
        }
        Event::Notice(NoticeEvent::Delivered { notice, channel, outcome, .. }) => {
            let (outcome, why) = match outcome {
                DeliveryOutcome::Sent => ("sent", None),
                DeliveryOutcome::Failed { why, .. } => ("failed", Some(why)),
                DeliveryOutcome::GivenUp { why } => ("given-up", Some(why)),
            };
            json!({ "id": id, "notice": notice, "channel": channel, "outcome": outcome, "why": why })
        }
        Event::Incident(IncidentEvent::SealedRead { fields, .. }) => json!({ "id": id, "fields": fields }),
        // Acknowledged, erased: who and when stand in the envelope.
        _ => json!({ "id": id }),
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

fn of_timer(id: &str, timer: TimerId, generation: u32) -> Value {
    json!({ "id": id, "owner": timer.escalation(), "key": timer.key(), "generation": generation })
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
