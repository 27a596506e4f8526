//! The wall-clock stop: an OS thread that moves both engines' epochs on, and the proof at start-up that it kills a guest that
//! never ends. Fuel, the other limit on a guest's work, needs no thread and is set in `sandbox`.

use std::sync::Arc;
use std::thread::{JoinHandle, park_timeout};
use std::time::Duration;

use domain::limits::EPOCH_TICK_MS;
use wasm_encoder::{
    Alias, CanonicalFunctionSection, CodeSection, Component, ComponentAliasSection, ComponentExportKind,
    ComponentExportSection, ComponentTypeSection, ExportKind, ExportSection, Function, FunctionSection,
    InstanceSection, Module, ModuleArg, ModuleSection, TypeSection,
};
use wasmtime::component::Linker;
use wasmtime::{Store, Trap};

use crate::engine::Pools;

/// Moves the epochs on until it is dropped.
pub(crate) struct Ticker {
    thread: Option<JoinHandle<()>>,
    /// The thread ends when this is the only one left.
    alive: Option<Arc<()>>,
}

impl Ticker {
    pub(crate) fn start(pools: Arc<Pools>) -> Result<Ticker, String> {
        let alive = Arc::new(());
        let watched = Arc::downgrade(&alive);
        let thread = std::thread::Builder::new()
            .name("plugin-clock".to_owned())
            .spawn(move || {
                while watched.strong_count() > 0 {
                    park_timeout(Duration::from_millis(EPOCH_TICK_MS));
                    // A sleep lasts longer than asked. What was missed is made up for, or 50 ticks would take 55 ms.
                    pools.tick();
                }
            })
            .map_err(|error| format!("cannot start the clock that stops runaway plugins: {error}"))?;
        Ok(Ticker { thread: Some(thread), alive: Some(alive) })
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.alive = None;
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // The thread has no way to fail; if it did, there is nothing left to stop.
            let _ = thread.join();
        }
    }
}

/// Fuel of the looping guest: some seconds of work. If the clock stands still the loop ends by this, and the test says so.
const SELF_TEST_FUEL: u64 = 4_000_000_000;

/// Starts a guest that loops for ever and sees it killed by the clock.
pub(crate) fn self_test(pools: &Pools) -> Result<(), String> {
    let failed = |error: wasmtime::Error| format!("the plugin engine failed its self-test: {error:#}");
    let engine = pools.small().engine();
    let component = wasmtime::component::Component::new(engine, looping_component()).map_err(failed)?;
    let mut store = Store::new(engine, ());
    store.set_fuel(SELF_TEST_FUEL).map_err(failed)?;
    store.set_epoch_deadline(2);
    let instance = Linker::new(engine).instantiate(&mut store, &component).map_err(failed)?;
    let spin = instance.get_typed_func::<(), ()>(&mut store, "spin").map_err(failed)?;
    match spin.call(&mut store, ()) {
        Err(error) if error.downcast_ref() == Some(&Trap::Interrupt) => Ok(()),
        Err(error) if error.downcast_ref() == Some(&Trap::OutOfFuel) => {
            Err("the clock that stops runaway plugins does not tick: a looping plugin ran on".to_owned())
        }
        Err(error) => Err(failed(error)),
        Ok(()) => Err("the plugin engine failed its self-test: an endless loop ended".to_owned()),
    }
}

/// A component with one export, `spin: func()`, that never returns.
fn looping_component() -> Vec<u8> {
    let mut component = Component::new();
    component.section(&ModuleSection(&looping_module()));
    let mut instances = InstanceSection::new();
    instances.instantiate::<[(&str, ModuleArg); 0], &str>(0, []);
    component.section(&instances);
    let mut aliases = ComponentAliasSection::new();
    aliases.alias(Alias::CoreInstanceExport { instance: 0, kind: ExportKind::Func, name: "spin" });
    component.section(&aliases);
    let mut types = ComponentTypeSection::new();
    types.function().params::<[(&str, wasm_encoder::ComponentValType); 0], _>([]).result(None);
    component.section(&types);
    let mut lifts = CanonicalFunctionSection::new();
    lifts.lift(0, 0, []);
    component.section(&lifts);
    let mut exports = ComponentExportSection::new();
    exports.export("spin", ComponentExportKind::Func, 0, None);
    component.section(&exports);
    component.finish()
}

/// `(module (func (export "spin") (loop br 0)))`
fn looping_module() -> Module {
    let mut module = Module::new();
    let mut types = TypeSection::new();
    types.ty().function([], []);
    module.section(&types);
    let mut functions = FunctionSection::new();
    functions.function(0);
    module.section(&functions);
    let mut exports = ExportSection::new();
    exports.export("spin", ExportKind::Func, 0);
    module.section(&exports);
    let mut body = Function::new([]);
    body.instructions().loop_(wasm_encoder::BlockType::Empty).br(0).end().end();
    let mut code = CodeSection::new();
    code.function(&body);
    module.section(&code);
    module
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_looping_guest_is_killed_while_the_clock_ticks() {
        let pools = Arc::new(Pools::new().unwrap());
        let ticker = Ticker::start(Arc::clone(&pools)).unwrap();
        assert_eq!(self_test(&pools), Ok(()));
        drop(ticker);
        assert_eq!(Arc::strong_count(&pools), 1, "the thread ended with its ticker");
    }

    #[test]
    fn the_self_test_notices_a_clock_that_stands_still() {
        let pools = Pools::new().unwrap();
        let error = self_test(&pools).unwrap_err();
        assert!(error.contains("does not tick"), "{error}");
    }
}
