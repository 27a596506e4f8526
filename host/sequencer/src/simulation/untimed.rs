//! Plugins as a simulation asks them: fuel alone ends a call, and what it takes on this machine's clock does not count against a
//! batch, so that a slow or busy machine plays the same as a fast one.

use std::sync::Arc;

use domain::hooks::*;
use domain::ports::{Decide, PluginCall, View};
use domain::time::TimeMs;

/// Asks with no clock but the fuel's.
pub struct Untimed<'a>(pub &'a dyn Decide);

fn ask<T>(call: &PluginCall<'_>, ask: impl FnOnce(&PluginCall<'_>) -> HookRun<T>) -> HookRun<T> {
    let run = ask(&PluginCall { deadline_ms: PluginCall::UNTIMED, ..*call });
    HookRun { time_us: 0, ..run }
}

impl Decide for Untimed<'_> {
    fn intake(&self, call: &PluginCall<'_>, input: &IntakeInput<'_>, view: &Arc<dyn View>) -> HookRun<IntakeAnswer> {
        ask(call, |call| self.0.intake(call, input, view))
    }

    fn dispatch(
        &self,
        call: &PluginCall<'_>,
        input: &DispatchInput<'_>,
        view: &Arc<dyn View>,
    ) -> HookRun<DispatchAnswer> {
        ask(call, |call| self.0.dispatch(call, input, view))
    }

    fn escalation(
        &self,
        call: &PluginCall<'_>,
        input: &EscalationInput<'_>,
        view: &Arc<dyn View>,
    ) -> HookRun<EscalationAnswer> {
        ask(call, |call| self.0.escalation(call, input, view))
    }

    fn team_structure(
        &self,
        call: &PluginCall<'_>,
        input: &StructureInput,
        view: &Arc<dyn View>,
    ) -> HookRun<Vec<Finding>> {
        ask(call, |call| self.0.team_structure(call, input, view))
    }

    fn workflow(&self, call: &PluginCall<'_>, input: &StepInput<'_>, view: &Arc<dyn View>) -> HookRun<StepAnswer> {
        ask(call, |call| self.0.workflow(call, input, view))
    }

    fn migrate(
        &self,
        call: &PluginCall<'_>,
        now: TimeMs,
        instance: &InstanceView,
        from_version: &str,
        view: &Arc<dyn View>,
    ) -> HookRun<Result<String, String>> {
        ask(call, |call| self.0.migrate(call, now, instance, from_version, view))
    }
}
