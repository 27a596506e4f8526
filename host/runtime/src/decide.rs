//! The ports `Decide` and `Components` on top of the library and the sandbox.

use std::sync::Arc;

use domain::hooks::*;
use domain::plugin::{Inspected, Installed, VIEW_FUNCTIONS};
use domain::ports::{Components, Decide, PluginCall, View, Wanted};

use crate::sandbox::{self, Access};
use crate::versions::Call;
use crate::{Runtime, settings};

impl Decide for Runtime {
    /// Looks up the grant and the plugin, and runs it in a fresh sandbox.
    fn run(&self, call: &PluginCall<'_>, input: HookInput<'_>, view: &Arc<dyn View>) -> HookRun<HookAnswer> {
        let hook = input.hook();
        if !call.plugin.grants.hooks.contains(&hook) {
            return unloadable(format!("the hook `{hook}` is not granted to it"));
        }
        let plugin = match self.library.get(call.plugin.digest()) {
            Ok(plugin) => plugin,
            Err(why) => return unloadable(why),
        };
        let pool = match self.library.pool(&plugin) {
            Ok(pool) => pool,
            Err(why) => return unloadable(why),
        };
        let access = access(call.plugin, view);
        sandbox::run(pool, &plugin.instance, access, call.deadline_ms, |store, instance| {
            plugin.hooks.ask(Call { store, instance, settings: call.settings_json }, input)
        })
    }
}

fn unloadable(why: String) -> HookRun<HookAnswer> {
    HookRun { result: Err(HookFailure::Unloadable(why)), log: String::new(), fuel_used: 0, time_us: 0 }
}

/// What a plugin's grants let it read. A plugin without a grant for `view` never gets hold of one.
pub(crate) fn access(plugin: &Installed, view: &Arc<dyn View>) -> Access {
    let granted = |(bit, name): (usize, &&str)| if plugin.grants.view.contains(*name) { 1 << bit } else { 0 };
    let none = plugin.grants.view.is_empty();
    let functions = if none { 0 } else { VIEW_FUNCTIONS.iter().enumerate().map(granted).sum() };
    Access {
        view: (functions != 0).then(|| Arc::clone(view)),
        functions,
        exact_position: plugin.grants.fields.contains("exact-position"),
        caller_words: plugin.grants.fields.contains("caller-words"),
    }
}

impl Components for Runtime {
    fn inspect_while(&self, component: &[u8], wanted: Wanted<'_>) -> Result<Inspected, String> {
        self.library.inspect(component, wanted)
    }

    fn keep_while(&self, component: &[u8], wanted: Wanted<'_>) -> Result<Inspected, String> {
        self.library.keep(component, wanted)
    }

    fn check_settings(&self, inspected: &Inspected, settings: &serde_json::Value) -> Result<(), Vec<String>> {
        settings::check(&inspected.settings_schema, settings)
    }
}
