//! The shapes of events of plugins' versions.

use std::sync::Arc;

use domain::decision::{Answered, Decision, Deviation, DispatchRecord, Trigger};
use domain::event::{Event, MatterEvent, PluginEvent};
use domain::hooks::Hook;
use domain::ids::*;
use domain::plugin::pairing::{Differs, Side, Uncompared};
use domain::plugin::placed::Placed;
use domain::plugin::{Grants, Mode};

use crate::desk::{D1, START, inspected, plugin_id};

/// How a shadow compares, and that somebody has looked at it.
pub fn pairings(incident: IncidentRef, decision: &dyn Fn(Hook, Trigger, Answered) -> Decision) -> Vec<Event> {
    let side = |version: &str| Side {
        plugin: "nearest-unit".to_owned(),
        version: version.to_owned(),
        digest: Some(Digest::of(format!("nearest-unit {version}").as_bytes())),
    };
    let shadow = |difference: Deviation| {
        let mut decision = decision(Hook::Dispatch, Trigger::Accepted, Answered::Dispatch(DispatchRecord::default()));
        decision.facts.mode = Mode::Shadow;
        decision.facts.difference = Some(Deviation { live: 2, against: Some(plugin_id("nearest-unit")), ..difference });
        Event::Matter(MatterEvent::Decided { matter: incident.into(), decision: Arc::new(decision) })
    };
    let differs = |sort: &Differs| shadow(Deviation { sorts: vec![*sort], ..Deviation::default() });
    let (of_incidents, of_workflows) = Differs::ALL.split_at(9);
    let mut events: Vec<Event> = of_incidents.iter().map(differs).collect();
    let uncompared = |why| shadow(Deviation { uncompared: Some(why), ..Deviation::default() });
    events.extend(Uncompared::ALL.map(uncompared));
    events.push(Event::Plugin(PluginEvent::DifferencesSignedOff {
        district: D1,
        hook: Hook::Dispatch,
        live: side("0.1.0"),
        shadow: side("0.2.0"),
        compared: 12,
        differing: 2,
    }));
    events.extend(of_workflows.iter().map(differs));
    events
}

/// Versions side by side, district by district.
pub fn versions(granted: Grants) -> Vec<Event> {
    let plugin = || "nearest-unit".to_owned();
    let digest = Some(Digest::of(b"nearest-unit 0.2.0"));
    let placed = |version: &str, mode| Placed {
        version: version.to_owned(),
        digest: Digest::of(format!("nearest-unit {version}").as_bytes()),
        mode,
        order: 100,
    };
    let seats = vec![placed("0.1.0", Mode::Auto), placed("0.2.0", Mode::Shadow)];
    let (district, hook, settings_json) = (D1, Hook::Dispatch, r#"{"far_s":600}"#.to_owned());
    let of =
        |district| PluginEvent::Configured { plugin: plugin(), district, digest, settings_json: settings_json.clone() };
    let mut inspected = inspected("nearest-unit", "0.2.0");
    inspected.manifest.requests = granted.clone();
    inspected.exports = granted.hooks.clone();
    let events = [
        PluginEvent::VersionInstalled { inspected: Arc::new(inspected), grants: granted },
        PluginEvent::SeatsSet { district, hook, plugin: plugin(), seats: seats.clone(), back: false },
        PluginEvent::SeatsSet { district, hook, plugin: plugin(), seats, back: true },
        PluginEvent::CurrentSet { plugin: plugin(), digest: Digest::of(b"nearest-unit 0.2.0") },
        of(None),
        of(Some(D1)),
        PluginEvent::SettingsWithdrawn { plugin: plugin(), district: Some(D1), digest: None },
        PluginEvent::SettingsWithdrawn { plugin: plugin(), district: None, digest },
        PluginEvent::Quarantined { plugin: plugin(), district, digest, until: START },
        PluginEvent::QuarantineLifted { plugin: plugin(), district, digest },
    ];
    events.map(Event::Plugin).into()
}
