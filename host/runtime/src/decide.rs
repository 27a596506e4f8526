//! The ports `Decide` and `Components` on top of the library and the sandbox.

use std::sync::Arc;

use domain::hooks::*;
use domain::plugin::{Inspected, Installed, VIEW_FUNCTIONS};
use domain::ports::{Components, Decide, PluginCall, View};
use domain::time::TimeMs;
use wasmtime::Store;
use wasmtime::component::Instance;

use crate::library::Plugin;
use crate::sandbox::{self, Access, Sandbox};
use crate::{Runtime, settings};

impl Runtime {
    /// Looks up the grant and the plugin, and runs it in a fresh sandbox.
    fn run<T>(
        &self,
        hook: Hook,
        call: &PluginCall<'_>,
        view: &Arc<dyn View>,
        ask: impl FnOnce(&Plugin, &mut Store<Sandbox>, &Instance) -> wasmtime::Result<Result<T, HookFailure>>,
    ) -> HookRun<T> {
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
        sandbox::run(pool, &plugin.instance, access, call.deadline_ms, |store, instance| ask(&plugin, store, instance))
    }
}

fn unloadable<T>(why: String) -> HookRun<T> {
    HookRun { result: Err(HookFailure::Unloadable(why)), fuel_used: 0, time_us: 0 }
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

impl Decide for Runtime {
    fn intake(&self, call: &PluginCall<'_>, input: &IntakeInput<'_>, view: &Arc<dyn View>) -> HookRun<IntakeAnswer> {
        self.run(Hook::Intake, call, view, |plugin, store, instance| {
            plugin.hooks.intake(store, instance, call.settings_json, input)
        })
    }

    fn dispatch(
        &self,
        call: &PluginCall<'_>,
        input: &DispatchInput<'_>,
        view: &Arc<dyn View>,
    ) -> HookRun<DispatchAnswer> {
        self.run(Hook::Dispatch, call, view, |plugin, store, instance| {
            plugin.hooks.dispatch(store, instance, call.settings_json, input)
        })
    }

    fn escalation(
        &self,
        call: &PluginCall<'_>,
        input: &EscalationInput<'_>,
        view: &Arc<dyn View>,
    ) -> HookRun<EscalationAnswer> {
        self.run(Hook::Escalation, call, view, |plugin, store, instance| {
            plugin.hooks.escalation(store, instance, call.settings_json, input)
        })
    }

    fn team_structure(
        &self,
        call: &PluginCall<'_>,
        input: &StructureInput,
        view: &Arc<dyn View>,
    ) -> HookRun<Vec<Finding>> {
        self.run(Hook::TeamStructure, call, view, |plugin, store, instance| {
            plugin.hooks.team_structure(store, instance, call.settings_json, input)
        })
    }

    fn workflow(&self, call: &PluginCall<'_>, input: &StepInput<'_>, view: &Arc<dyn View>) -> HookRun<StepAnswer> {
        self.run(Hook::Workflow, call, view, |plugin, store, instance| {
            plugin.hooks.workflow(store, instance, call.settings_json, input)
        })
    }

    fn migrate(
        &self,
        call: &PluginCall<'_>,
        now: TimeMs,
        seen: &InstanceView,
        from_version: &str,
        view: &Arc<dyn View>,
    ) -> HookRun<Result<String, String>> {
        self.run(Hook::Workflow, call, view, |plugin, store, instance| {
            plugin.hooks.migrate(store, instance, call.settings_json, (now, seen, from_version))
        })
    }
}

impl Components for Runtime {
    fn inspect(&self, component: &[u8]) -> Result<Inspected, String> {
        self.library.inspect(component)
    }

    fn keep(&self, component: &[u8]) -> Result<Inspected, String> {
        self.library.keep(component)
    }

    fn check_settings(&self, inspected: &Inspected, settings: &serde_json::Value) -> Result<(), Vec<String>> {
        settings::check(&inspected.settings_schema, settings)
    }
}
