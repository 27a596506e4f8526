//! A plugin's instance that is called again and again, to see in a benchmark what a fresh sandbox costs. Never used to decide
//! anything: what one call leaves behind would reach the next.

use std::sync::Arc;
use std::time::Duration;

use domain::hooks::{Asks, DispatchAnswer, DispatchInput, HookFailure};
use domain::limits::HOOK_DEADLINE_MS;
use domain::plugin::Installed;
use domain::ports::View;
use wasmtime::Store;
use wasmtime::component::Instance;

use crate::Runtime;
use crate::decide::access;
use crate::library::Plugin;
use crate::sandbox::{self, Sandbox};
use crate::versions::Call;

/// A warm instance of one plugin. For benchmarks only.
pub struct Reused {
    runtime: Arc<Runtime>,
    plugin: Arc<Plugin>,
    installed: Installed,
    view: Arc<dyn View>,
    warm: Option<(Store<Sandbox>, Instance)>,
    started: u32,
}

impl Reused {
    pub fn new(runtime: &Arc<Runtime>, installed: &Installed, view: &Arc<dyn View>) -> Result<Reused, String> {
        let plugin = runtime.library.get(installed.digest())?;
        Ok(Reused {
            runtime: Arc::clone(runtime),
            plugin,
            installed: installed.clone(),
            view: Arc::clone(view),
            warm: None,
            started: 0,
        })
    }

    /// How often an instance had to be started: guests whose allocator never frees live for some calls only.
    pub fn started(&self) -> u32 {
        self.started
    }

    /// Asks the warm instance. If it fails, a new one is started and asked once more.
    pub fn dispatch(&mut self, settings_json: &str, input: &DispatchInput) -> Result<DispatchAnswer, HookFailure> {
        if self.warm.is_some()
            && let Ok(Ok(answer)) = self.ask(settings_json, input)
        {
            return Ok(answer);
        }
        self.start().map_err(|error| HookFailure::Unloadable(format!("{error:#}")))?;
        self.ask(settings_json, input).unwrap_or_else(|error| Err(HookFailure::Trap(format!("{error:#}"))))
    }

    fn start(&mut self) -> wasmtime::Result<()> {
        self.warm = None;
        self.started += 1;
        let pool = self.runtime.library.pool(&self.plugin).map_err(wasmtime::Error::msg)?;
        let mut store = sandbox::store(pool, access(&self.installed, &self.view))?;
        sandbox::arm(pool, &mut store, Duration::from_millis(HOOK_DEADLINE_MS))?;
        let instance = self.plugin.instance.instantiate(&mut store)?;
        self.warm = Some((store, instance));
        Ok(())
    }

    fn ask(
        &mut self,
        settings_json: &str,
        input: &DispatchInput,
    ) -> wasmtime::Result<Result<DispatchAnswer, HookFailure>> {
        let Some((store, instance)) = &mut self.warm else { return Err(wasmtime::Error::msg("nothing was started")) };
        let pool = self.runtime.library.pool(&self.plugin).map_err(wasmtime::Error::msg)?;
        sandbox::arm(pool, store, Duration::from_millis(HOOK_DEADLINE_MS))?;
        let answer = self.plugin.hooks.ask(Call { store, instance, settings: settings_json }, input.input())?;
        Ok(answer.and_then(DispatchInput::answer))
    }
}
