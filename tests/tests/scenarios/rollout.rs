//! What people do with the versions of plugins.

use domain::command::{Command, PluginCommand};
use domain::ids::DistrictRef;
use domain::state::State;
use integration_tests::county;
use runtime::Runtime;
use telling::{Lang, Teller};

use super::input::Step;

/// The command of a step, if it is one of these.
pub fn command(step: &Step, state: &State, runtime: &Runtime) -> Option<Command> {
    let district = |code: &String| -> DistrictRef {
        let index = &state.loaded().expect("a county").index;
        index.district(code).unwrap_or_else(|| panic!("no district `{code}`"))
    };
    if let Some(install) = &step.install {
        let inspected = county::keep_as(runtime, &install.plugin, &install.version);
        let grants = inspected.manifest.requests.clone();
        return Some(Command::Plugin(PluginCommand::Install { inspected, grants }));
    }
    let command = if let Some(seat) = &step.seat {
        PluginCommand::SetMode {
            districts: seat.districts.iter().map(district).collect(),
            hook: seat.hook,
            plugin: seat.plugin.clone(),
            mode: seat.mode,
            order: None,
            version: seat.version.clone(),
        }
    } else if let Some(configure) = &step.configure {
        PluginCommand::Configure {
            plugin: configure.plugin.clone(),
            district: configure.district.as_ref().map(district),
            version: configure.version.clone(),
            settings_json: configure.settings.to_string(),
        }
    } else if let Some(sign_off) = &step.sign_off {
        PluginCommand::SignOff {
            plugin: sign_off.plugin.clone(),
            district: district(&sign_off.district),
            hook: sign_off.hook,
            version: sign_off.version.clone(),
            live: None,
        }
    } else {
        let back = step.roll_back.as_ref()?;
        PluginCommand::RollBack { plugin: back.plugin.clone(), district: district(&back.district), hook: None }
    };
    Some(Command::Plugin(command))
}

/// What was done with plugins of which there are several versions, and how those in shadow compare.
pub fn told(state: &State, lang: Lang) -> Option<String> {
    let teller = Teller::of_state(state, lang)?;
    let mut text = String::new();
    for (plugin, history) in &state.plugins.history {
        if state.plugins.versions_of(plugin).len() < 2 {
            continue;
        }
        for deed in history {
            let story = teller.deed(deed);
            text += &format!("{plugin} {} {}: {}", &story.at[11..19], story.by, story.text);
            text += &story.reason.map_or_else(String::new, |reason| format!(" ({reason})"));
            text.push('\n');
        }
        for district in state.plugins.pairings.keys() {
            for pairing in state.plugins.pairings_of(*district, plugin) {
                let story = teller.pairing(*district, pairing);
                let sorts = story.sorts.iter().map(|sort| format!("{} {}", sort.what.text, sort.times));
                text += &format!(
                    "{} {} {plugin} {} / {} {}: {}, {} [{}]",
                    story.district,
                    story.hook.text,
                    story.version,
                    story.live.plugin,
                    story.live.version,
                    story.compared,
                    story.differing,
                    sorts.collect::<Vec<_>>().join(", ")
                );
                text += &story.newest.map_or_else(String::new, |new| format!(" {} {}", new.matter.text, new.decision));
                text += &story.signed_off.map_or_else(String::new, |signed| format!(" {}", signed.by));
                text.push('\n');
            }
        }
    }
    Some(text).filter(|text| !text.is_empty())
}
