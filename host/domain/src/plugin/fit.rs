//! Which settings a change would bring together with which versions for the first time. Whether they fit is for whoever knows
//! schemas; here it is only told what has to be looked at.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::command::PluginCommand;
use crate::fold::Context;
use crate::ids::*;
use crate::plugin::check::check;
use crate::plugin::{Installed, Mode};
use crate::state::{Plugins, State};

/// A version, with settings that it would be asked under in a district.
#[derive(Clone, Debug)]
pub struct Together {
    pub district: DistrictRef,
    pub installed: Arc<Installed>,
    pub settings_json: String,
}

/// What a command would bring together. Nothing where it would be refused: that is told by whoever refuses it.
pub fn brought_together(state: &State, command: &PluginCommand) -> Vec<Together> {
    let Ok(events) = check(state, command, None) else { return Vec::new() };
    let mut after = state.clone();
    let (at, version) = (state.at, state.version.next());
    let cx = Context { at, author: "", reason: None, because: None, told_apart: false, version };
    for event in &events {
        if let crate::event::Event::Plugin(event) = event {
            after.apply_plugin(event, &cx);
        }
    }
    newly_together(&state.plugins, &after.plugins)
}

/// What is together after a change and was not before, each once, in the first district where it is so.
pub fn newly_together(before: &Plugins, after: &Plugins) -> Vec<Together> {
    let was: BTreeSet<(Digest, String)> = together(before).into_iter().map(pair).collect();
    let mut told = BTreeSet::new();
    let new = together(after).into_iter().filter(|together| {
        let pair = pair(together.clone());
        !was.contains(&pair) && told.insert(pair)
    });
    new.collect()
}

fn pair(together: Together) -> (Digest, String) {
    (together.installed.digest(), together.settings_json)
}

fn together(plugins: &Plugins) -> Vec<Together> {
    let mut all = Vec::new();
    for (district, seats) in &plugins.seats {
        for seat in seats.iter().filter(|seat| seat.mode != Mode::Off) {
            let Some(installed) = plugins.version_at(seat).cloned() else { continue };
            let settings_json = plugins.settings_of(&installed, *district).1.to_owned();
            all.push(Together { district: *district, installed, settings_json });
        }
    }
    all
}
