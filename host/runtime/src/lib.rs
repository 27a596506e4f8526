//! Runs plugins: the only crate that names wasmtime. It takes components in, keeps and compiles them, and answers the hooks
//! of `domain` by calling them, each call in a fresh sandbox. Which plugin is asked, and what becomes of an answer, is
//! decided elsewhere.

mod compiled;
mod compiler;
mod decide;
mod declared;
mod engine;
mod faults;
mod inspection;
#[cfg(test)]
mod later;
mod library;
mod linked;
mod loading;
mod next;
pub mod package;
mod reused;
mod sandbox;
mod sections;
mod settings;
mod text;
mod ticker;
mod versions;
mod wasi;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use domain::ids::Digest;
use domain::plugin::Inspected;

pub use compiler::{Compiler, Limits as CompilerLimits, compile};
pub use reused::Reused;

use engine::Pools;
use library::Library;
use ticker::Ticker;

/// The versions of plugins that a county keeps, and those of them that may be asked.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    pub kept: BTreeSet<Digest>,
    pub in_use: BTreeSet<Digest>,
}

/// The plugin runtime of a process: it implements `Decide` and `Components`. Calls may come from many threads at once; a
/// calling thread needs 1 MiB of stack.
pub struct Runtime {
    library: Arc<Library>,
    pools: Arc<Pools>,
    /// Stops when the runtime goes.
    _ticker: Ticker,
}

impl Runtime {
    /// Opens the folder of kept components and the folder of their compiled code, which only this host may write, making
    /// them if they are not there. Proves that a runaway guest is stopped, and compiles what is not in the cache.
    pub fn open(components: &Path, cache: &Path, compiler: Compiler) -> Result<Arc<Runtime>, String> {
        Runtime::opened(components, cache, compiler, None)
    }

    /// The same for a county that says which versions it keeps. What it does not keep goes, and so does the compiled code of
    /// what is not in use: a refused installation or a version that was let go leaves no bytes behind for ever.
    pub fn open_on(components: &Path, cache: &Path, compiler: Compiler, shelf: &Shelf) -> Result<Arc<Runtime>, String> {
        Runtime::opened(components, cache, compiler, Some(shelf))
    }

    fn opened(
        components: &Path,
        cache: &Path,
        compiler: Compiler,
        shelf: Option<&Shelf>,
    ) -> Result<Arc<Runtime>, String> {
        let pools = Arc::new(Pools::new()?);
        let ticker = Ticker::start(Arc::clone(&pools))?;
        ticker::self_test(&pools)?;
        let library = Arc::new(Library::open(Arc::clone(&pools), components, cache, compiler, shelf)?);
        Ok(Arc::new(Runtime { library, pools, _ticker: ticker }))
    }

    /// Finds all that an installation would: what its bytes show, whether it compiles, links and starts, and what workflows it has.
    /// Nothing of it is kept but its compiled code.
    pub fn examine(&self, component: &[u8]) -> Result<Inspected, Vec<package::Fault>> {
        self.library.examine(component, &|| true)
    }

    /// Sandboxes in use now, for the metrics.
    pub fn sandboxes_busy(&self) -> u64 {
        self.pools.small().busy() + self.pools.large_if_made().map_or(0, |pool| pool.busy())
    }
}
