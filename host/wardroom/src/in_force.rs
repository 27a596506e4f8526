//! Which versions of plugins are in force where, and what an import would change of that.

use std::collections::{BTreeMap, BTreeSet};

use domain::hooks::Hook;
use domain::ids::*;
use domain::plugin::Mode;
use domain::plugin::fit::newly_together;
use domain::plugin::placed::Placed;
use domain::ports::Components;
use domain::state::State;
use serde::Serialize;
use telling::words::word;

use crate::output::{Session, table};
use crate::text::{phrase, sentence};

/// The versions of a plugin behind a hook, in districts where they are the same before and after.
#[serde_with::skip_serializing_none]
#[derive(Serialize)]
pub struct InForce {
    pub plugin: String,
    pub hook: Hook,
    /// By their codes.
    pub districts: Vec<String>,
    pub now: Vec<Placed>,
    /// Absent where nothing changes.
    pub then: Option<Vec<Placed>>,
}

/// Of all plugins that sit somewhere or would.
pub fn in_force(before: &State, after: &State) -> Vec<InForce> {
    let Some(loaded) = after.loaded() else { return Vec::new() };
    let seats = [before, after].into_iter().flat_map(|state| state.plugins.seats.values().flatten());
    let asked: BTreeSet<(String, Hook)> = seats.map(|seat| (seat.plugin.clone(), seat.hook)).collect();
    let mut all = Vec::new();
    for (plugin, hook) in asked {
        let mut alike: BTreeMap<String, InForce> = BTreeMap::new();
        let live = loaded.county().districts.iter().enumerate().filter(|(_, district)| !district.retired);
        for (index, district) in live {
            let on = |state: &State| {
                let mut placed = state.plugins.placed(DistrictRef(index as u16), hook, &plugin);
                placed.retain(|placed| placed.mode != Mode::Off);
                placed
            };
            let (now, then) = (on(before), on(after));
            if now.is_empty() && then.is_empty() {
                continue;
            }
            let key = format!("{now:?} {then:?}");
            let then = (now != then).then_some(then);
            let new = || InForce { plugin: plugin.clone(), hook, districts: Vec::new(), now, then };
            alike.entry(key).or_insert_with(new).districts.push(district.code.clone());
        }
        all.extend(alike.into_values());
    }
    all
}

/// As a table: what is in force, and what would be.
pub fn told(session: Session, all: &[InForce]) -> String {
    let heading = [
        phrase!("heading.plugin"),
        phrase!("heading.hook"),
        phrase!("heading.district"),
        phrase!("heading.in-force"),
        phrase!("heading.after-import"),
    ];
    let places = |placed: &[Placed]| {
        let one = |placed: &Placed| format!("{} {}", placed.version, word(&placed.mode, session.lang));
        match placed {
            [] => phrase!(session, "import.nowhere").to_owned(),
            placed => placed.iter().map(one).collect::<Vec<_>>().join(", "),
        }
    };
    let row = |of: &InForce| {
        let then = of.then.as_deref().map_or_else(|| phrase!(session, "import.as-it-is").to_owned(), places);
        let (plugin, hook) = (of.plugin.clone(), word(&of.hook, session.lang).to_owned());
        vec![plugin, hook, of.districts.join(" "), places(&of.now), then]
    };
    table(&heading.map(|text| session.text(text)), &[], all.iter().map(row))
}

/// Versions that come in and decide nowhere yet: name and version.
pub fn installed_only(before: &State, after: &State) -> Vec<(String, String)> {
    let new = after.plugins.installed.iter().filter(|(digest, _)| !before.plugins.installed.contains_key(*digest));
    let idle = new.filter(|(digest, installed)| !after.plugins.seated(installed.name(), None).contains(digest));
    idle.map(|(_, installed)| (installed.name().to_owned(), installed.version().to_owned())).collect()
}

/// Settings that versions would be asked under for the first time and that don't fit their schemas, each fault in a line.
pub fn misfits(before: &State, after: &State, components: &dyn Components, session: Session) -> Vec<String> {
    let mut faults = Vec::new();
    for together in newly_together(&before.plugins, &after.plugins) {
        let settings = serde_json::from_str(&together.settings_json).unwrap_or_default();
        let Err(found) = components.check_settings(&together.installed.inspected, &settings) else { continue };
        let (plugin, version) = (together.installed.name(), together.installed.version());
        let districts = after.loaded().map_or(&[][..], |loaded| &loaded.county().districts);
        let district = districts.get(together.district.index()).map_or("", |district| district.code.as_str());
        let of = sentence!(session, "installation.settings-of-version", plugin, version, district);
        faults.extend(found.iter().map(|fault| sentence!(session, "installation.settings-misfit", of = &of, fault)));
    }
    faults
}
