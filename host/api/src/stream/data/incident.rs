//! What the events of incidents say outside, and those of any matter: what was decided about it, its timers.

use domain::decision::{Answered, Decision};
use domain::event::{Event, IncidentEvent, MatterEvent, Reported, TimerEvent};
use domain::ids::{DistrictRef, IncidentRef, UnitRef};
use domain::incident::note::NoteWords;
use domain::incident::{Need, Priority};
use domain::sentence::PluginReason;
use domain::time::TimeMs;
use domain::timer::TimerId;
use serde_json::{Value, json};
use telling::words;

use crate::stream::lookup::Lookup;

/// `id`: of the incident that it is about, if it is about one.
pub fn of(
    event: &IncidentEvent,
    id: Option<&str>,
    lookup: &Lookup<'_>,
    sees: &dyn Fn(DistrictRef) -> bool,
) -> Option<Value> {
    let teller = &lookup.teller;
    Some(match event {
        IncidentEvent::Reported(reported) => report(reported, lookup),
        IncidentEvent::Stepped { to, .. } => json!({ "id": id, "to": to }),
        IncidentEvent::PriorityChanged { priority, .. } => json!({ "id": id, "priority": priority }),
        IncidentEvent::KindChanged { kind, .. } => json!({ "id": id, "kind": teller.kind(*kind).code }),
        IncidentEvent::NeedsChanged { needs, .. } | IncidentEvent::ShortOfUnits { needs, .. } => {
            let need = |need: &Need| json!({ "skills": teller.skill_codes(need.skills), "count": need.count });
            json!({ "id": id, "needs": needs.iter().map(need).collect::<Vec<_>>() })
        }
        IncidentEvent::Unmerged { from, to, .. } => {
            json!({ "id": id, "from": lookup.incident(*from).map(|(id, _)| id), "to": to })
        }
        IncidentEvent::Merged { into, .. } => {
            json!({ "id": id, "into": lookup.incident(*into).map(|(id, _)| id) })
        }
        IncidentEvent::UnitCarriedOver { into, unit, .. } => {
            json!({ "id": id, "into": lookup.incident(*into).map(|(id, _)| id), "unit": teller.unit(*unit) })
        }
        IncidentEvent::UnitsAssigned { assignments, decision, .. } => {
            let units = assignments.iter().map(|a| {
                json!({ "unit": teller.unit(a.unit), "need": a.need, "extra": a.extra, "eta_s": a.eta_s, "straight_line": a.straight_line })
            });
            json!({ "id": id, "units": units.collect::<Vec<_>>(), "decision": decision })
        }
        IncidentEvent::UnitReleased { unit, .. } | IncidentEvent::UnitStoodDown { unit, .. } => {
            json!({ "id": id, "unit": teller.unit(*unit) })
        }
        IncidentEvent::Archived { incidents } => {
            let known = incidents.iter().filter_map(|which| lookup.incident(*which));
            let ids: Vec<String> = known.filter(|(_, district)| sees(*district)).map(|(id, _)| id).collect();
            super::non_empty(ids).map(|ids| json!({ "incidents": ids }))?
        }
        IncidentEvent::Remarked { why: PluginReason { plugin, why }, .. } => {
            let (plugin, why) = (teller.plugin_name(*plugin), json!({ "code": why.code, "values": why.values }));
            json!({ "id": id, "plugin": plugin, "why": why })
        }
        IncidentEvent::SealedRead { fields, .. } => json!({ "id": id, "fields": fields }),
        // Who and when stand in the envelope.
        IncidentEvent::SubjectErased { .. } => json!({ "id": id }),
        IncidentEvent::Relocated { place, from, .. } => json!({
            "id": id,
            "lon": place.lon,
            "lat": place.lat,
            "uncertain": place.uncertain,
            "grid": teller.grid(place.grid).code,
            "district": teller.district(place.district).code,
            "from": teller.district(*from).code,
        }),
        IncidentEvent::Concluded { outcome, .. } => json!({ "id": id, "outcome": outcome }),
        IncidentEvent::Linked { to, relation, .. } => {
            json!({ "id": id, "to": lookup.incident(*to).map(|(id, _)| id), "relation": relation })
        }
        IncidentEvent::Unlinked { to, .. } => json!({ "id": id, "to": lookup.incident(*to).map(|(id, _)| id) }),
        IncidentEvent::Noted { number, words, corrects, call, .. } => {
            let text = if let NoteWords::Plain(text) = words { Some(text) } else { None };
            let call = call.as_ref().map(|call| json!({ "source": call.source, "at": call.at }));
            json!({ "id": id, "number": number, "text": text, "personal": text.is_none(), "corrects": corrects, "call": call })
        }
        IncidentEvent::Held { of, decision, until, .. } => held(id, *of, *decision, Some(*until), lookup),
        IncidentEvent::DuplicateDenied { decision, of, .. } => held(id, *of, *decision, None, lookup),
        IncidentEvent::HoldEnded { end, .. } => json!({ "id": id, "why": end.name() }),
        IncidentEvent::HandedOff { number, to, within_s, note, .. } => {
            json!({ "id": id, "number": number, "to": to, "within_s": within_s, "note": note })
        }
        IncidentEvent::HandOffConfirmed { number, reference, .. } => {
            json!({ "id": id, "number": number, "reference": reference })
        }
    })
}

/// That dispatch waits for a word on a duplicate, or that one is none.
fn held(id: Option<&str>, of: IncidentRef, decision: u32, until: Option<TimeMs>, lookup: &Lookup<'_>) -> Value {
    let of = lookup.incident(of).map(|(id, _)| id);
    match until {
        Some(until) => {
            let until = lookup.teller.time(until);
            json!({ "id": id, "duplicate_of": of, "recommendation": decision, "until": until })
        }
        None => json!({ "id": id, "of": of, "recommendation": decision }),
    }
}

/// What one hears of an incident that leaves what they see: that it does.
pub fn moved_away(event: &Event, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> Option<Value> {
    let Event::Incident(IncidentEvent::Relocated { incident, place, from, .. }) = event else { return None };
    (sees(*from) && !sees(place.district)).then_some(())?;
    Some(json!({ "id": lookup.incident(*incident)?.0, "from": lookup.teller.district(*from).code, "gone": true }))
}

pub fn is_whole(event: &IncidentEvent, sees: &dyn Fn(DistrictRef) -> bool) -> bool {
    if let IncidentEvent::Relocated { place, from, .. } = event { sees(place.district) && sees(*from) } else { true }
}

/// `id`: an incident's id, or what else it is about, as `notice:7`.
pub fn of_matter(event: &MatterEvent, id: Option<&str>, lookup: &Lookup<'_>) -> Option<Value> {
    Some(match event {
        // Who and when stand in the envelope.
        MatterEvent::Acknowledged { .. } => json!({ "id": id }),
        MatterEvent::Decided { decision, .. } => decided(id?, decision, lookup),
        MatterEvent::Settled { decision, settlement, .. } => {
            let outcome = words::settled_as(&settlement.outcome, lookup.teller.lang).code;
            json!({ "id": id, "decision": decision, "outcome": outcome, "by": settlement.by, "code": settlement.code })
        }
        MatterEvent::EscalationFrozen { plugin, .. } => {
            json!({ "id": id, "plugin": plugin.name, "settings_version": plugin.settings_version, "mode": plugin.mode })
        }
    })
}

/// `id`: of what the timer is about. One that is about nothing any more tells nothing.
pub fn of_timer(event: &TimerEvent, id: Option<&str>, lookup: &Lookup<'_>) -> Option<Value> {
    let id = id?;
    Some(match event {
        TimerEvent::Started { timer, generation, due, repeat_s, .. } => {
            let mut data = timer_data(id, *timer, *generation);
            data["due"] = Value::from(lookup.teller.time(*due));
            data["repeat_s"] = Value::from(*repeat_s);
            data
        }
        TimerEvent::Stopped { timer, generation } => timer_data(id, *timer, *generation),
        TimerEvent::Fired { timer, generation, late_s, skipped } => {
            let mut data = timer_data(id, *timer, *generation);
            data["late_s"] = Value::from(*late_s);
            data["skipped"] = Value::from(*skipped);
            data
        }
    })
}

fn timer_data(id: &str, timer: TimerId, generation: u32) -> Value {
    json!({ "id": id, "owner": timer.escalation(), "key": timer.key(), "generation": generation })
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
        "origin": reported.origin.kind(),
        "unit": reported.origin.unit().map(|unit| teller.unit(unit)),
        "lon": place.lon,
        "lat": place.lat,
        "grid": teller.grid(place.grid).code,
        "district": teller.district(place.district).code,
        "nearest_grid_m": place.nearest_grid_m,
        "uncertain": place.uncertain,
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
