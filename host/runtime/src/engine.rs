//! The two engines and their pools of sandboxes: every switch and limit that wasmtime is told stands here. What runs in a
//! sandbox, and how a plugin comes to be compiled, is elsewhere.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use domain::limits::*;
use wasmtime::{
    Config, Enabled, Engine, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig, Strategy,
    WasmBacktraceDetails, WasmFeatures,
};

/// The wasm features that plugins may use. All others are off (threads, GC, exceptions, 64-bit memories, asynchronous
/// components, relaxed SIMD, …): they would let a guest depend on timing or on the machine, or they are younger than the rest.
const FEATURES: WasmFeatures = WasmFeatures::WASM2
    .union(WasmFeatures::BULK_MEMORY_OPT)
    .union(WasmFeatures::CALL_INDIRECT_OVERLONG)
    .union(WasmFeatures::EXTENDED_CONST)
    .union(WasmFeatures::TAIL_CALL)
    .union(WasmFeatures::MULTI_MEMORY)
    .union(WasmFeatures::COMPONENT_MODEL);

/// How big the sandboxes of a pool are, how many there are, and what one call in them may take.
struct PoolSize {
    fuel: u64,
    memory_bytes: usize,
    instances: u32,
    core_instances: u32,
    memories: u32,
    tables: u32,
    table_elements: usize,
}

const SMALL: PoolSize = PoolSize {
    fuel: HOOK_FUEL_MAX,
    memory_bytes: PLUGIN_MEMORY_BYTES_MAX,
    instances: PLUGIN_INSTANCES_MAX,
    core_instances: SMALL_PLUGIN_CORE_INSTANCES_MAX,
    memories: SMALL_PLUGIN_MEMORIES_MAX,
    tables: SMALL_PLUGIN_TABLES_MAX,
    table_elements: SMALL_PLUGIN_TABLE_ELEMENTS_MAX,
};

const LARGE: PoolSize = PoolSize {
    fuel: LARGE_HOOK_FUEL_MAX,
    memory_bytes: LARGE_PLUGIN_MEMORY_BYTES_MAX,
    instances: LARGE_PLUGIN_INSTANCES_MAX,
    core_instances: PLUGIN_CORE_INSTANCES_MAX,
    memories: PLUGIN_MEMORIES_MAX,
    tables: PLUGIN_TABLES_MAX,
    table_elements: PLUGIN_TABLE_ELEMENTS_MAX,
};

/// What the two engines of the pools share with the one that compiles. Whatever is set here may change the compiled code; it is in
/// the compatibility hash.
fn shared() -> Config {
    let mut config = Config::new();
    config
        .wasm_features(FEATURES.complement(), false)
        .strategy(Strategy::Cranelift)
        .cranelift_opt_level(OptLevel::Speed)
        .cranelift_nan_canonicalization(true)
        .concurrency_support(false)
        .gc_support(false)
        .shared_memory(false)
        .consume_fuel(true)
        .epoch_interruption(true)
        .max_wasm_stack(PLUGIN_STACK_BYTES_MAX)
        .signals_based_traps(true)
        .memory_init_cow(true)
        // A trap's name says what happened; frames of a stripped guest say nothing, and each trap would pay for them.
        .wasm_backtrace_max_frames(None)
        .wasm_backtrace_details(WasmBacktraceDetails::Disable)
        .native_unwind_info(false)
        .generate_address_map(false);
    config
}

fn config(size: &PoolSize) -> Config {
    let mut config = shared();
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pooling(size)));
    config
}

/// An engine that compiles for both pools and has none itself: sandboxes reserve more addresses than a compiling process is left with.
pub(crate) fn compiling() -> wasmtime::Result<Engine> {
    Engine::new(&shared())
}

fn pooling(size: &PoolSize) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(size.instances)
        .total_core_instances(size.instances * size.core_instances)
        .total_memories(size.instances * size.memories)
        .total_tables(size.instances * size.tables)
        .max_core_instances_per_component(size.core_instances)
        .max_memories_per_component(size.memories)
        .max_tables_per_component(size.tables)
        .max_memories_per_module(1)
        .max_tables_per_module(size.tables)
        .max_memory_size(size.memory_bytes)
        .table_elements(size.table_elements)
        .linear_memory_keep_resident(PLUGIN_RESIDENT_BYTES)
        .table_keep_resident(size.table_elements * size_of::<usize>())
        .pagemap_scan(Enabled::Auto)
        .decommit_batch_size(1);
    pool
}

/// How far the guests' clock has come. It ticks a little late, now and then some ticks at once, so a deadline is counted from
/// what the clock should show: counted from what it shows, a call that begins before such a leap would end early.
pub(crate) struct TickClock {
    start: Instant,
    ticked: AtomicU64,
}

impl TickClock {
    fn new() -> TickClock {
        TickClock { start: Instant::now(), ticked: AtomicU64::new(0) }
    }

    fn ticks_at(&self, elapsed: Duration) -> u64 {
        u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX) / EPOCH_TICK_MS
    }

    /// Ticks that the clock lags behind.
    fn due(&self) -> u64 {
        self.ticks_at(self.start.elapsed()).saturating_sub(self.ticked.load(Ordering::Acquire))
    }

    /// Ticks from now on until `wait` is surely over: the tick under way is not a whole one.
    pub(crate) fn ticks_until(&self, wait: Duration) -> u64 {
        let then = self.ticks_at(self.start.elapsed().saturating_add(wait)).saturating_add(1);
        then.saturating_sub(self.ticked.load(Ordering::Acquire))
    }
}

/// An engine with its sandboxes. Whoever runs one holds a [`Place`], so the pool itself is never found empty.
pub(crate) struct Pool {
    engine: Engine,
    size: &'static PoolSize,
    clock: Arc<TickClock>,
    places: Mutex<Places>,
    freed: Condvar,
}

struct Places {
    free: u32,
    /// Callers that wait. Without any, nobody is woken: that would be a system call in every call of a plugin.
    waiting: u32,
}

impl Pool {
    fn new(size: &'static PoolSize, clock: &Arc<TickClock>) -> Result<Pool, String> {
        let engine =
            Engine::new(&config(size)).map_err(|error| format!("cannot set up the plugin engine: {error:#}"))?;
        let places = Mutex::new(Places { free: size.instances, waiting: 0 });
        Ok(Pool { engine, size, clock: Arc::clone(clock), places, freed: Condvar::new() })
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What one call may take.
    pub(crate) fn fuel(&self) -> u64 {
        self.size.fuel
    }

    /// What one sandbox may hold, all its memories together.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.size.memory_bytes
    }

    pub(crate) fn clock(&self) -> &TickClock {
        &self.clock
    }

    /// Waits for a free sandbox, `wait` at most.
    pub(crate) fn enter(&self, wait: Duration) -> Option<Place<'_>> {
        let mut places = self.places();
        if places.free == 0 {
            places.waiting += 1;
            let timed_out;
            (places, timed_out) = self
                .freed
                .wait_timeout_while(places, wait, |places| places.free == 0)
                .unwrap_or_else(PoisonError::into_inner);
            places.waiting -= 1;
            if timed_out.timed_out() && places.free == 0 {
                return None;
            }
        }
        places.free -= 1;
        Some(Place { pool: self })
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sandboxes in use now, as wasmtime counts them.
    pub(crate) fn busy(&self) -> u64 {
        self.engine.pooling_allocator_metrics().map_or(0, |metrics| metrics.component_instances())
    }
}

/// The right to one sandbox of a pool, given back when dropped.
pub(crate) struct Place<'a> {
    pool: &'a Pool,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut places = self.pool.places();
        places.free += 1;
        if places.waiting > 0 {
            self.pool.freed.notify_one();
        }
    }
}

/// The small pool, which every host needs, and the large one, which is made when the first plugin asks for it.
pub(crate) struct Pools {
    clock: Arc<TickClock>,
    small: Pool,
    large: OnceLock<Result<Pool, String>>,
}

impl Pools {
    pub(crate) fn new() -> Result<Pools, String> {
        let clock = Arc::new(TickClock::new());
        Ok(Pools { small: Pool::new(&SMALL, &clock)?, clock, large: OnceLock::new() })
    }

    pub(crate) fn small(&self) -> &Pool {
        &self.small
    }

    pub(crate) fn large(&self) -> Result<&Pool, String> {
        self.large.get_or_init(|| Pool::new(&LARGE, &self.clock)).as_ref().map_err(Clone::clone)
    }

    /// The large pool if something has asked for it.
    pub(crate) fn large_if_made(&self) -> Option<&Pool> {
        self.large.get()?.as_ref().ok()
    }

    /// Moves the clock of every guest on to where it should be.
    pub(crate) fn tick(&self) {
        let ticks = self.clock.due();
        for pool in [Some(&self.small), self.large_if_made()].into_iter().flatten() {
            for _ in 0..ticks {
                pool.engine.increment_epoch();
            }
        }
        // Afterwards: who counts from the old figure meanwhile gets a little more time, never less.
        self.clock.ticked.fetch_add(ticks, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_pool_is_waited_for_and_then_given_up() {
        let pools = Pools::new().unwrap();
        let pool = pools.small();
        let held: Vec<_> = (0..PLUGIN_INSTANCES_MAX).map(|_| pool.enter(Duration::ZERO).unwrap()).collect();
        assert_eq!(pool.places().free, 0);
        assert!(pool.enter(Duration::from_millis(1)).is_none(), "one past the limit");
        std::thread::scope(|scope| {
            let waiter = scope.spawn(|| pool.enter(Duration::from_secs(60)).is_some());
            drop(held);
            assert!(waiter.join().unwrap());
        });
        assert_eq!(pool.places().free, PLUGIN_INSTANCES_MAX);
    }

    /// The ticking thread was held up, and a call began just before it made up for that.
    #[test]
    fn a_clock_that_is_late_takes_nothing_off_a_deadline() {
        let clock = TickClock::new();
        std::iter::repeat_with(|| clock.due()).find(|due| *due >= 3).unwrap();
        let late = clock.due();
        assert!(clock.ticks_until(Duration::from_millis(5)) > late + 5);
        clock.ticked.fetch_add(late, Ordering::Release);
        assert!(clock.ticks_until(Duration::from_millis(5)) >= 6);
        assert!(clock.ticks_until(Duration::MAX) > u64::MAX / 1_000_000, "and does not overflow");
    }

    #[test]
    fn the_large_pool_is_made_when_it_is_asked_for() {
        let pools = Pools::new().unwrap();
        assert!(pools.large_if_made().is_none());
        assert_eq!(pools.large().unwrap().busy(), 0);
        assert!(pools.large_if_made().is_some());
    }

    #[test]
    fn both_engines_take_the_same_compiled_code() {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let hash = |engine: &Engine| {
            let mut hasher = DefaultHasher::new();
            engine.precompile_compatibility_hash().hash(&mut hasher);
            hasher.finish()
        };
        let pools = Pools::new().unwrap();
        let made = hash(&compiling().unwrap());
        assert_eq!([hash(pools.small().engine()), hash(pools.large().unwrap().engine())], [made; 2]);
    }
}
