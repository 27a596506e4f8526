//! Plugins as a simulation asks them: fuel alone ends a call, and what it takes on this machine's clock does not count against a
//! batch, so that a slow or busy machine plays the same as a fast one.

use std::sync::Arc;

use domain::hooks::{HookAnswer, HookInput, HookRun};
use domain::ports::{Decide, PluginCall, View};

/// Asks with no clock but the fuel's.
pub struct Untimed<'a>(pub &'a dyn Decide);

impl Decide for Untimed<'_> {
    fn run(&self, call: &PluginCall<'_>, input: HookInput<'_>, view: &Arc<dyn View>) -> HookRun<HookAnswer> {
        let run = self.0.run(&PluginCall { deadline_ms: PluginCall::UNTIMED, ..*call }, input, view);
        HookRun { time_us: 0, ..run }
    }
}
