//! One call of one plugin: a fresh store with its limits, and the translation of every way to fail into a [`HookFailure`].
//! What is asked and answered is the business of the WIT version's adapter.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::hooks::{HookFailure, HookRun};
use domain::limits::*;
use domain::ports::{PluginCall, View};
use wasmtime::component::{Instance, InstancePre};
use wasmtime::{ResourceLimiter, Store, Trap};

use crate::engine::Pool;
use crate::text::plain;

/// What a call may read of the county, from the plugin's grants.
#[derive(Clone, Default)]
pub(crate) struct Access {
    /// `None` unless a function of `view` is granted.
    pub(crate) view: Option<Arc<dyn View>>,
    /// Bit for bit the functions of [`domain::plugin::VIEW_FUNCTIONS`].
    pub(crate) functions: u32,
    pub(crate) exact_position: bool,
    pub(crate) caller_words: bool,
}

/// The host's side of a running sandbox: wasmtime hands it to every host function.
pub(crate) struct Sandbox {
    pub(crate) access: Access,
    growth: Growth,
    host_calls_left: u32,
    view_bytes_left: usize,
    last_words: Option<LastWords>,
    log: String,
    log_letters: usize,
}

/// What a guest said before it trapped.
enum LastWords {
    Panic(String),
    OutOfMemory,
}

/// Why a host function ended the guest.
#[derive(Debug, thiserror::Error)]
#[error("more calls into the host than a hook call may make")]
struct TooManyHostCalls;

impl Sandbox {
    pub(crate) fn new(access: Access, memory_bytes_max: usize) -> Sandbox {
        Sandbox {
            access,
            growth: Growth { memory_bytes: 0, memory_bytes_max, denied: false },
            host_calls_left: VIEW_CALLS_MAX,
            view_bytes_left: HOSTCALL_BYTES_MAX,
            last_words: None,
            log: String::new(),
            log_letters: 0,
        }
    }

    /// A letter for the plugin's author. What is beyond the limit is dropped, and counted.
    pub(crate) fn logged(&mut self, letter: char) -> wasmtime::Result<()> {
        if self.log_letters >= LOG_LETTERS_MAX {
            return self.count_host_call();
        }
        self.log_letters += 1;
        self.log.push(if letter == '\n' || !letter.is_control() { letter } else { ' ' });
        Ok(())
    }

    /// Counts a call of the guest into the host; one too many ends the guest.
    pub(crate) fn count_host_call(&mut self) -> wasmtime::Result<()> {
        self.host_calls_left = self.host_calls_left.checked_sub(1).ok_or(TooManyHostCalls)?;
        Ok(())
    }

    /// Takes an answer of `view` off the budget that all of a call's answers share. `false`: it does not fit.
    pub(crate) fn spend_view_bytes(&mut self, bytes: usize) -> bool {
        match self.view_bytes_left.checked_sub(bytes) {
            Some(left) => self.view_bytes_left = left,
            None => return false,
        }
        true
    }

    pub(crate) fn panicked(&mut self, letter: char) {
        match &mut self.last_words {
            Some(LastWords::Panic(words)) if words.len() >= GUEST_TEXT_BYTES_MAX => {}
            Some(LastWords::Panic(words)) => words.push(letter),
            _ => self.last_words = Some(LastWords::Panic(letter.to_string())),
        }
    }

    pub(crate) fn ran_out_of_memory(&mut self) {
        self.last_words = Some(LastWords::OutOfMemory);
    }

    /// Names the failure behind an error of wasmtime's.
    fn failure(&self, error: &wasmtime::Error) -> HookFailure {
        match error.downcast_ref::<Trap>() {
            Some(Trap::Interrupt) => HookFailure::Deadline,
            Some(Trap::OutOfFuel) => HookFailure::Fuel,
            Some(Trap::StackOverflow) => HookFailure::StackOverflow,
            Some(Trap::AllocationTooLarge) => HookFailure::Memory,
            Some(Trap::MemoryOutOfBounds) if below_the_memory(error) => HookFailure::StackOverflow,
            Some(trap) => self.failure_behind_trap(*trap),
            None if error.is::<TooManyHostCalls>() || out_of_hostcall_fuel(error) => HookFailure::HostCalls,
            None if self.growth.denied => HookFailure::Memory,
            // A value that is none of its type: a string that is not UTF-8, a list beyond the memory, an unknown case.
            None => HookFailure::Trap(plain(&format!("{error:#}"), GUEST_TEXT_BYTES_MAX)),
        }
    }

    /// A guest that runs out of memory or panics ends in some trap of its compiler's choice.
    fn failure_behind_trap(&self, trap: Trap) -> HookFailure {
        match &self.last_words {
            Some(LastWords::OutOfMemory) => HookFailure::Memory,
            _ if self.growth.denied => HookFailure::Memory,
            Some(LastWords::Panic(words)) => HookFailure::Guest(plain(words, GUEST_TEXT_BYTES_MAX)),
            None => {
                let name = trap.to_string();
                HookFailure::Trap(name.strip_prefix("wasm trap: ").unwrap_or(&name).to_owned())
            }
        }
    }
}

/// wasmtime gives this error no public type; a test in `tests/hostile.rs` fails if its words change.
fn out_of_hostcall_fuel(error: &wasmtime::Error) -> bool {
    error.chain().any(|cause| cause.to_string().contains("fuel allocated for hostcalls has been exhausted"))
}

/// Whether a guest reached below its memory's beginning, which is where compilers let its stack grow to: an address is taken for one
/// close to the end of all that there are. wasmtime gives the place in words only; a test fails if they change.
fn below_the_memory(error: &wasmtime::Error) -> bool {
    let fault = |words: &str| {
        let (address, _) = words.strip_prefix("memory fault at wasm address 0x")?.split_once(' ')?;
        u64::from_str_radix(address, 16).ok()
    };
    error.chain().filter_map(|cause| fault(&cause.to_string())).any(|address| BELOW.contains(&address))
}

/// Addresses of 32 bits that are as far below zero as a stack may be large.
const BELOW: std::ops::Range<u64> = (1 << 32) - PLUGIN_MEMORY_BYTES_MAX as u64..1 << 32;

/// What a guest's memories and tables may grow to.
struct Growth {
    memory_bytes: usize,
    memory_bytes_max: usize,
    denied: bool,
}

impl ResourceLimiter for Growth {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let after = self.memory_bytes.saturating_add(desired.saturating_sub(current));
        if after > self.memory_bytes_max {
            self.denied = true;
            return Ok(false);
        }
        self.memory_bytes = after;
        Ok(true)
    }

    fn memory_grow_failed(&mut self, _: wasmtime::Error) -> wasmtime::Result<()> {
        self.denied = true;
        Ok(())
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let fits = desired <= PLUGIN_TABLE_ELEMENTS_MAX;
        self.denied |= !fits;
        Ok(fits)
    }

    fn table_grow_failed(&mut self, _: wasmtime::Error) -> wasmtime::Result<()> {
        self.denied = true;
        Ok(())
    }

    fn instances(&self) -> usize {
        PLUGIN_CORE_INSTANCES_MAX as usize
    }

    fn tables(&self) -> usize {
        PLUGIN_TABLES_MAX as usize
    }

    fn memories(&self) -> usize {
        PLUGIN_MEMORIES_MAX as usize
    }
}

/// A store with every limit set, its clock running from now.
pub(crate) fn store(pool: &Pool, access: Access) -> wasmtime::Result<Store<Sandbox>> {
    let mut store = Store::new(pool.engine(), Sandbox::new(access, pool.memory_bytes()));
    store.limiter(|sandbox| &mut sandbox.growth);
    store.set_hostcall_fuel(HOSTCALL_BYTES_MAX);
    Ok(store)
}

/// Gives a store the fuel of one call and `deadline` from now.
pub(crate) fn arm(pool: &Pool, store: &mut Store<Sandbox>, deadline: Duration) -> wasmtime::Result<()> {
    store.set_fuel(pool.fuel())?;
    store.set_epoch_deadline(pool.clock().ticks_until(deadline));
    Ok(())
}

/// Runs `ask` on a fresh instance of a plugin. Everything of the call is gone when this returns, whatever happened.
pub(crate) fn run<T>(
    pool: &Pool,
    plugin: &InstancePre<Sandbox>,
    access: Access,
    deadline_ms: u64,
    ask: impl FnOnce(&mut Store<Sandbox>, &Instance) -> wasmtime::Result<Result<T, HookFailure>>,
) -> HookRun<T> {
    let start = Instant::now();
    let untimed = deadline_ms == PluginCall::UNTIMED;
    let longest_ms = if untimed { HOOK_UNTIMED_MS_MAX } else { HOOK_DEADLINE_MS };
    let deadline = Duration::from_millis(deadline_ms.min(longest_ms));
    let (result, log, fuel_used) = run_until(pool, plugin, access, start, deadline, ask);
    let time_us = u32::try_from(start.elapsed().as_micros()).unwrap_or(u32::MAX);
    HookRun { result, log, fuel_used, time_us }
}

fn run_until<T>(
    pool: &Pool,
    plugin: &InstancePre<Sandbox>,
    access: Access,
    start: Instant,
    deadline: Duration,
    ask: impl FnOnce(&mut Store<Sandbox>, &Instance) -> wasmtime::Result<Result<T, HookFailure>>,
) -> (Result<T, HookFailure>, String, u64) {
    if deadline.is_zero() {
        return (Err(HookFailure::Deadline), String::new(), 0);
    }
    let Some(_place) = pool.enter(deadline) else {
        let why = "no sandbox became free before the deadline".to_owned();
        return (Err(HookFailure::Unloadable(why)), String::new(), 0);
    };
    let mut store = match store(pool, access) {
        Ok(store) => store,
        Err(error) => return (Err(HookFailure::Unloadable(format!("{error:#}"))), String::new(), 0),
    };
    let result = arm(pool, &mut store, deadline.saturating_sub(start.elapsed()))
        .and_then(|()| plugin.instantiate(&mut store))
        .and_then(|instance| ask(&mut store, &instance));
    let fuel_used = pool.fuel() - store.get_fuel().unwrap_or(0).min(pool.fuel());
    let result = result.unwrap_or_else(|error| Err(store.data().failure(&error)));
    let log = std::mem::take(&mut store.data_mut().log);
    (result, log, fuel_used)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_counted_over_all_memories() {
        for most in [PLUGIN_MEMORY_BYTES_MAX, LARGE_PLUGIN_MEMORY_BYTES_MAX] {
            let mut growth = Growth { memory_bytes: 0, memory_bytes_max: most, denied: false };
            assert!(growth.memory_growing(0, most - 65_536, None).unwrap());
            assert!(growth.memory_growing(0, 65_536, None).unwrap(), "at the limit");
            assert!(!growth.denied);
            assert!(!growth.memory_growing(65_536, 131_072, None).unwrap(), "one page past it");
            assert!(growth.denied);
        }
    }

    #[test]
    fn tables_stop_at_their_limit() {
        let mut growth = Growth { memory_bytes: 0, memory_bytes_max: PLUGIN_MEMORY_BYTES_MAX, denied: false };
        assert!(growth.table_growing(0, PLUGIN_TABLE_ELEMENTS_MAX, None).unwrap());
        assert!(!growth.table_growing(0, PLUGIN_TABLE_ELEMENTS_MAX + 1, None).unwrap());
    }

    #[test]
    fn host_calls_and_view_bytes_stop_at_their_limits() {
        let mut sandbox = Sandbox::new(Access::default(), PLUGIN_MEMORY_BYTES_MAX);
        for _ in 0..VIEW_CALLS_MAX {
            sandbox.count_host_call().unwrap();
        }
        assert!(sandbox.count_host_call().unwrap_err().is::<TooManyHostCalls>());
        assert!(sandbox.spend_view_bytes(HOSTCALL_BYTES_MAX));
        assert!(!sandbox.spend_view_bytes(1));
    }
}
