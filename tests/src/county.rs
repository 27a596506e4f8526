//! The model county in memory: read from its folder, with plugins installed as `county.toml` declares them.

use std::path::Path;
use std::sync::Arc;

use county_files::{Sources, is_source};
use domain::command::{Command, CountyCommand, Envelope, PluginCommand};
use domain::county::County;
use domain::plugin::{Inspected, Mode};
use domain::ports::Components;
use domain::state::State;
use domain::time::TimeMs;
use runtime::{Compiler, Runtime};
use sequencer::cascade::work_out;

/// 2022-09-05T10:00:00+08:00, a Monday morning: everybody is on shift.
pub const NOW: TimeMs = TimeMs(1_662_343_200_000);

pub fn sources() -> Sources {
    sources_of(&crate::shouning())
}

fn sources_of(folder: &Path) -> Sources {
    let mut sources = Sources::new();
    gather(folder, folder, &mut sources);
    sources
}

/// Another county, as it is in its folder of `examples`.
pub fn read_example(name: &str) -> Arc<County> {
    of_sources(&sources_of(&crate::root().join("examples").join(name)))
}

fn of_sources(sources: &Sources) -> Arc<County> {
    let county = county_files::read(sources, None);
    Arc::new(county.unwrap_or_else(|problems| panic!("{} problems, the first: {}", problems.len(), problems[0])))
}

fn gather(root: &Path, folder: &Path, sources: &mut Sources) {
    for entry in std::fs::read_dir(folder).expect("the county's folder") {
        let path = entry.expect("an entry").path();
        let name = path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
        if path.is_dir() {
            gather(root, &path, sources);
        } else if is_source(&name) {
            sources.insert(name, std::fs::read(&path).expect("a readable file"));
        }
    }
}

/// The model county as it is in its folder.
pub fn read() -> Arc<County> {
    read_with(None)
}

/// With the files of a folder in place of its own; what is in that folder's `county.toml` is added to it.
pub fn read_with(folder: Option<&Path>) -> Arc<County> {
    let mut sources = sources();
    if let Some(folder) = folder {
        let mut own = Sources::new();
        gather(folder, folder, &mut own);
        for (name, bytes) in own {
            match name.as_str() {
                "county.toml" => sources.entry(name).or_default().extend(bytes),
                _ => drop(sources.insert(name, bytes)),
            }
        }
    }
    of_sources(&sources)
}

/// A runtime in temporary folders.
pub fn open_runtime(dir: &Path) -> Arc<Runtime> {
    Runtime::open(&dir.join("components"), &dir.join("cache"), Compiler::in_process()).expect("a runtime")
}

/// Installs a first-party plugin, with everything that it asks for.
pub fn keep(runtime: &Runtime, name: &str) -> Arc<Inspected> {
    let bytes = std::fs::read(crate::plugin(name)).expect("a packed plugin");
    Arc::new(runtime.keep(&bytes).unwrap_or_else(|refusal| panic!("{name}: {refusal}")))
}

/// Installs a first-party plugin under another version's number, which has as many digits.
pub fn keep_as(runtime: &Runtime, name: &str, version: &str) -> Arc<Inspected> {
    let mut bytes = std::fs::read(crate::plugin(name)).expect("a packed plugin");
    let (own, other) = (br#""version": "0.1.0""#, format!(r#""version": "{version}""#));
    let at = bytes.windows(own.len()).position(|window| window == own).expect("a version in the manifest");
    bytes[at..at + own.len()].copy_from_slice(other.as_bytes());
    Arc::new(runtime.keep(&bytes).unwrap_or_else(|refusal| panic!("{name}: {refusal}")))
}

/// The commands that set the county up with these plugins, all districts `auto`, settings as declared.
pub fn set_up(county: &Arc<County>, runtime: &Runtime, plugins: &[&str]) -> Vec<Envelope> {
    let mut commands = vec![Command::County(CountyCommand::Import { county: county.clone() })];
    for name in plugins {
        let inspected = keep(runtime, name);
        let hooks = inspected.exports.clone();
        let grants = inspected.manifest.requests.clone();
        commands.push(Command::Plugin(PluginCommand::Install { inspected, grants }));
        let declared = county.plugins.iter().find(|declared| declared.name == *name).expect("a declared plugin");
        commands.push(Command::Plugin(PluginCommand::Configure {
            plugin: (*name).to_owned(),
            district: None,
            settings_json: declared.settings.to_string(),
            version: None,
        }));
        commands.extend(hooks.into_iter().map(|hook| {
            Command::Plugin(PluginCommand::SetMode {
                districts: Vec::new(),
                hook,
                plugin: (*name).to_owned(),
                mode: Mode::Auto,
                order: Some(declared.order),
                version: None,
            })
        }));
    }
    commands.into_iter().map(Envelope::system).collect()
}

/// The state after these commands, and their batches.
pub fn state_after(commands: &[Envelope], runtime: &Runtime) -> State {
    let mut state = State::default();
    for envelope in commands {
        let draft = work_out(&state, envelope, NOW, runtime).unwrap_or_else(|refusal| panic!("{refusal}"));
        if !draft.batch.events.is_empty() {
            state = draft.state;
        }
    }
    state
}
