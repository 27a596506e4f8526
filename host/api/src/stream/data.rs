//! What each event says outside: codes in place of the journal's numbers, nothing personal, and of heavy events (a county, a
//! decision) only what a listener acts upon; the rest is a request away.

use domain::event::{ClockEvent, Event, PluginEvent};
use domain::hooks::FindingAbout;
use domain::ids::DistrictRef;
use domain::matter::Matter;
use domain::plugin::Inspected;
use serde_json::{Value, json};

use super::lookup::Lookup;

mod assessment;
mod county;
mod incident;
mod notice;
mod roster;
mod series;
mod workflow;

/// `None`: there is nothing in it for one who sees these districts only.
pub fn of(event: &Event, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> Option<Value> {
    if let Some(moved) = incident::moved_away(event, lookup, sees) {
        return Some(moved);
    }
    let id = match event.matter() {
        // The room's time is everybody's.
        Some(Matter::Clock(_)) => None,
        Some(matter) => {
            // What nothing knows any more is nobody's.
            let (id, district) = lookup.matter(matter)?;
            sees(district).then_some(Some(id))?
        }
        None => None,
    };
    let id = id.as_deref();
    match event {
        Event::Clock(event) => Some(of_clock(event, lookup)),
        Event::County(event) => county::of(event, lookup, sees),
        Event::Incident(event) => incident::of(event, id, lookup, sees),
        Event::Matter(event) => incident::of_matter(event, id, lookup),
        Event::Timer(event) => incident::of_timer(event, id, lookup),
        Event::Notice(event) => notice::of(event, id, lookup),
        Event::Unit(event) => workflow::of_unit(event, lookup, sees),
        Event::Roster(event) => roster::of(event, lookup, sees),
        Event::Plugin(event) => of_plugin(event, lookup, sees),
        Event::Instance(event) => workflow::of(event, id, lookup, sees),
        Event::Task(event) => workflow::of_task(event, id, lookup, sees),
        Event::Series(event) => series::of(event, lookup, sees),
        Event::Assessment(event) => Some(assessment::of(event, lookup)),
    }
}

/// Whether one who sees these districts sees all that an event is about. If not, who did it and why is not theirs to read: it may
/// speak of the rest.
pub fn is_whole(event: &Event, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> bool {
    match event {
        Event::Roster(event) => roster::is_whole(event, lookup, sees),
        Event::County(event) => county::is_whole(event, lookup, sees),
        Event::Series(event) => series::is_whole(event, lookup, sees),
        Event::Incident(event) => incident::is_whole(event, sees),
        Event::Clock(_)
        | Event::Assessment(_)
        | Event::Matter(_)
        | Event::Timer(_)
        | Event::Notice(_)
        | Event::Unit(_)
        | Event::Plugin(_)
        | Event::Instance(_)
        | Event::Task(_) => true,
    }
}

fn of_clock(event: &ClockEvent, lookup: &Lookup<'_>) -> Value {
    let time = |at| lookup.teller.time(at);
    match event {
        ClockEvent::Doubted { doubt, cause, wall, lag_ms, .. } => {
            json!({ "doubt": doubt, "cause": cause, "wall": time(*wall), "lag_s": lag_ms / 1000 })
        }
        ClockEvent::Confirmed { by } => json!({ "by": by }),
        ClockEvent::Moved { from, by, lag_ms, .. } => {
            json!({ "from": time(*from), "by": by, "lag_s": lag_ms / 1000 })
        }
        ClockEvent::Refused { off_ms } => json!({ "ahead_s": off_ms / 1000 }),
    }
}

fn of_plugin(event: &PluginEvent, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> Option<Value> {
    let teller = &lookup.teller;
    let in_district = |district: DistrictRef| sees(district).then(|| teller.district(district).code);
    Some(match event {
        PluginEvent::StructureInspected(inspection) => {
            let seen = |subject: &FindingAbout| match subject {
                FindingAbout::District(district) => sees(*district),
                _ => true,
            };
            let findings = inspection.findings.iter().filter(|finding| seen(&finding.subject)).count();
            let failure = inspection.failure.as_ref().map(|failure| failure.kind());
            json!({ "plugin": inspection.plugin.name, "version": inspection.plugin.version, "findings": findings, "failure": failure })
        }
        PluginEvent::Installed { inspected, .. } | PluginEvent::VersionInstalled { inspected, .. } => {
            installed(inspected)
        }
        PluginEvent::ModeSet { district, hook, plugin, mode, order } => {
            json!({ "district": in_district(*district)?, "hook": hook, "plugin": plugin, "mode": mode, "order": order })
        }
        PluginEvent::SeatsSet { district, hook, plugin, seats, back } => {
            json!({ "district": in_district(*district)?, "hook": hook, "plugin": plugin, "seats": seats, "back": back })
        }
        PluginEvent::CurrentSet { plugin, digest } => {
            json!({ "plugin": plugin, "version": teller.plugin_version(*digest) })
        }
        PluginEvent::Configured { plugin, district, .. } | PluginEvent::SettingsWithdrawn { plugin, district, .. } => {
            match district {
                Some(district) => json!({ "plugin": plugin, "district": in_district(*district)? }),
                None => json!({ "plugin": plugin }),
            }
        }
        PluginEvent::DifferencesSignedOff { district, hook, live, shadow, compared, differing } => {
            json!({
                "district": in_district(*district)?, "hook": hook, "plugin": shadow.plugin, "version": shadow.version,
                "live": live.version, "compared": compared, "differing": differing,
            })
        }
        PluginEvent::Quarantined { plugin, district, until, .. } => {
            json!({ "plugin": plugin, "district": in_district(*district)?, "until": teller.time(*until) })
        }
        PluginEvent::QuarantineLifted { plugin, district, .. } => {
            json!({ "plugin": plugin, "district": in_district(*district)? })
        }
    })
}

fn installed(inspected: &Inspected) -> Value {
    let manifest = &inspected.manifest;
    json!({ "plugin": manifest.name, "version": manifest.version, "digest": inspected.digest, "hooks": inspected.exports })
}

fn non_empty<T>(items: Vec<T>) -> Option<Vec<T>> {
    (!items.is_empty()).then_some(items)
}
