//! Plugins on a virtual clock: only fuel, which is the same everywhere, ends a call there. A busy machine that stops one at
//! the wall clock's deadline must not change what a simulation gives, so such a call is made again: plugins are pure, and the
//! answer is the same.

use std::sync::Arc;

use domain::hooks::*;
use domain::ports::{Decide, PluginCall, View};
use domain::time::TimeMs;

/// Calls of one question before the deadline is believed.
const ATTEMPTS: u32 = 200;

/// Asks as often as it takes, and counts no time.
pub struct Unhurried<'a>(pub &'a dyn Decide);

impl Unhurried<'_> {
    fn ask<T>(&self, call: &PluginCall<'_>, ask: impl Fn(&PluginCall<'_>) -> HookRun<T>) -> HookRun<T> {
        let call = PluginCall { deadline_ms: u64::MAX, ..*call };
        let mut run = ask(&call);
        for _ in 1..ATTEMPTS {
            if !matches!(run.result, Err(HookFailure::Deadline)) {
                break;
            }
            run = ask(&call);
        }
        // What a call took must not use up the time that its batch has.
        HookRun { time_us: 0, ..run }
    }
}

impl Decide for Unhurried<'_> {
    fn intake(&self, call: &PluginCall<'_>, input: &IntakeInput<'_>, view: &Arc<dyn View>) -> HookRun<IntakeAnswer> {
        self.ask(call, |call| self.0.intake(call, input, view))
    }

    fn dispatch(
        &self,
        call: &PluginCall<'_>,
        input: &DispatchInput<'_>,
        view: &Arc<dyn View>,
    ) -> HookRun<DispatchAnswer> {
        self.ask(call, |call| self.0.dispatch(call, input, view))
    }

    fn escalation(
        &self,
        call: &PluginCall<'_>,
        input: &EscalationInput<'_>,
        view: &Arc<dyn View>,
    ) -> HookRun<EscalationAnswer> {
        self.ask(call, |call| self.0.escalation(call, input, view))
    }

    fn team_structure(
        &self,
        call: &PluginCall<'_>,
        input: &StructureInput,
        view: &Arc<dyn View>,
    ) -> HookRun<Vec<Finding>> {
        self.ask(call, |call| self.0.team_structure(call, input, view))
    }

    fn workflow(&self, call: &PluginCall<'_>, input: &StepInput<'_>, view: &Arc<dyn View>) -> HookRun<StepAnswer> {
        self.ask(call, |call| self.0.workflow(call, input, view))
    }

    fn migrate(
        &self,
        call: &PluginCall<'_>,
        now: TimeMs,
        instance: &InstanceView,
        from_version: &str,
        view: &Arc<dyn View>,
    ) -> HookRun<Result<String, String>> {
        self.ask(call, |call| self.0.migrate(call, now, instance, from_version, view))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    struct Nobody;

    impl Decide for Nobody {
        fn intake(&self, _: &PluginCall<'_>, _: &IntakeInput<'_>, _: &Arc<dyn View>) -> HookRun<IntakeAnswer> {
            run(Err(HookFailure::Fuel))
        }
        fn dispatch(&self, _: &PluginCall<'_>, _: &DispatchInput<'_>, _: &Arc<dyn View>) -> HookRun<DispatchAnswer> {
            run(Err(HookFailure::Fuel))
        }
        fn escalation(
            &self,
            _: &PluginCall<'_>,
            _: &EscalationInput<'_>,
            _: &Arc<dyn View>,
        ) -> HookRun<EscalationAnswer> {
            run(Err(HookFailure::Fuel))
        }
        fn team_structure(&self, _: &PluginCall<'_>, _: &StructureInput, _: &Arc<dyn View>) -> HookRun<Vec<Finding>> {
            run(Err(HookFailure::Fuel))
        }
        fn workflow(&self, _: &PluginCall<'_>, _: &StepInput<'_>, _: &Arc<dyn View>) -> HookRun<StepAnswer> {
            run(Err(HookFailure::Fuel))
        }
        fn migrate(
            &self,
            _: &PluginCall<'_>,
            _: TimeMs,
            _: &InstanceView,
            _: &str,
            _: &Arc<dyn View>,
        ) -> HookRun<Result<String, String>> {
            run(Err(HookFailure::Fuel))
        }
    }

    fn run<T>(result: Result<T, HookFailure>) -> HookRun<T> {
        HookRun { result, fuel_used: 5, time_us: 60_000 }
    }

    /// What comes of a plugin that misses its deadline so many times before it fails or answers, and how often it was asked.
    fn asked(late: u32, then: Result<u8, HookFailure>) -> (Result<u8, HookFailure>, u32) {
        let installed = domain::plugin::Installed {
            inspected: serde_json::from_value(serde_json::json!({
                "digest": "0".repeat(64), "size_bytes": 0, "settings_schema": {}, "catalog": { "messages": {} },
                "manifest": { "name": "p", "version": "1", "abi": "next", "title": {}, "requests": {} },
                "exports": [], "imports": []
            }))
            .unwrap(),
            grants: Default::default(),
            installed_at: Default::default(),
            installed_by: String::new(),
        };
        let call = PluginCall { plugin: &installed, settings_json: "{}", deadline_ms: 50 };
        let calls = Cell::new(0);
        let made = Unhurried(&Nobody).ask(&call, |_| {
            calls.set(calls.get() + 1);
            run(if calls.get() <= late { Err(HookFailure::Deadline) } else { then.clone() })
        });
        assert_eq!((made.time_us, made.fuel_used), (0, 5));
        (made.result, calls.get())
    }

    #[test]
    fn a_late_answer_is_asked_for_again() {
        assert_eq!(asked(0, Ok(7)), (Ok(7), 1));
        assert_eq!(asked(3, Ok(7)), (Ok(7), 4));
        assert_eq!(asked(3, Err(HookFailure::Fuel)), (Err(HookFailure::Fuel), 4));
        assert_eq!(asked(u32::MAX, Ok(7)), (Err(HookFailure::Deadline), ATTEMPTS));
    }
}
