//! Plugins by digest: the component's bytes, kept durably; its compiled code, from the cache; and what is loaded, ready to
//! run. What may be kept at all is the business of `inspection`.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use domain::hooks::{Hook, HookFailure};
use domain::ids::Digest;
use domain::limits::{LOADED_PLUGINS_MAX, PLUGIN_TRIAL_MS};
use domain::plugin::Inspected;
use domain::ports::{PluginCall, Wanted};
use wasmtime::component::{InstancePre, Linker};

use crate::compiled::{CodeCache, OwnCode};
use crate::compiler::Compiler;
use crate::declared::{self, DeclaredKind};
use crate::engine::{Pool, Pools};
use crate::faults::{Fault, said};
use crate::sandbox::{self, Access, Sandbox};
use crate::versions::{self, Asked, Trial};
use crate::{Shelf, inspection, loading};

/// A plugin that is ready to run.
pub(crate) struct Plugin {
    pub(crate) instance: InstancePre<Sandbox>,
    pub(crate) hooks: Box<dyn Asked>,
    large: bool,
}

pub(crate) struct Library {
    pools: Arc<Pools>,
    compiler: Compiler,
    components: PathBuf,
    cache: CodeCache,
    loaded: RwLock<HashMap<Digest, Loaded>>,
    /// Counts the uses of loaded plugins, to know which has waited longest.
    uses: AtomicU64,
    /// What a thread is compiling now.
    compiling: Mutex<HashSet<Digest>>,
}

struct Loaded {
    plugin: Arc<Plugin>,
    last_used: AtomicU64,
}

impl Library {
    /// Opens the two folders and makes every kept component ready, so that nothing is compiled while serving. With a shelf: only
    /// what is in use, and what the shelf does not have is pruned.
    pub(crate) fn open(
        pools: Arc<Pools>,
        components: &Path,
        cache: &Path,
        compiler: Compiler,
        shelf: Option<&Shelf>,
    ) -> Result<Library, String> {
        let failed = |folder: &Path, error: io::Error| format!("cannot open `{}`: {error}", folder.display());
        fs::create_dir_all(components).map_err(|error| failed(components, error))?;
        let code = CodeCache::open(cache, pools.small().engine()).map_err(|error| failed(cache, error))?;
        let library = Library {
            pools,
            compiler,
            components: components.to_owned(),
            cache: code,
            loaded: RwLock::default(),
            uses: AtomicU64::new(0),
            compiling: Mutex::default(),
        };
        let kept = library.kept().map_err(|error| failed(components, error))?;
        if let Some(shelf) = shelf {
            library.prune(&kept, shelf);
        }
        let wanted = |digest: &Digest| shelf.is_none_or(|shelf| shelf.in_use.contains(digest));
        for digest in kept.into_iter().filter(wanted) {
            if let Err(error) = library.prepare(digest) {
                tracing::warn!(plugin = %digest, %error, "plugin cannot be loaded");
            }
        }
        Ok(library)
    }

    /// The components in the folder. What a power cut left half written goes.
    fn kept(&self) -> io::Result<Vec<Digest>> {
        let mut kept = Vec::new();
        for entry in fs::read_dir(&self.components)? {
            let path = entry?.path();
            match (path.file_stem().and_then(|stem| stem.to_str()), path.extension().and_then(|end| end.to_str())) {
                (Some(stem), Some("wasm")) => kept.extend(stem.parse::<Digest>().ok()),
                (_, Some("tmp")) => fs::remove_file(&path)?,
                _ => {}
            }
        }
        kept.sort();
        Ok(kept)
    }

    /// Whatever can't be removed is tried again at the next start.
    fn prune(&self, kept: &[Digest], shelf: &Shelf) {
        for digest in kept.iter().filter(|digest| !shelf.kept.contains(digest)) {
            tracing::info!(plugin = %digest, "a component that the county does not keep is removed");
            if let Err(error) = fs::remove_file(self.path(*digest)) {
                tracing::warn!(plugin = %digest, %error, "a component can't be removed");
            }
        }
        self.cache.keep_only(&shelf.in_use);
    }

    fn path(&self, digest: Digest) -> PathBuf {
        self.components.join(format!("{digest}.wasm"))
    }

    pub(crate) fn pool(&self, plugin: &Plugin) -> Result<&Pool, String> {
        if plugin.large { self.pools.large() } else { Ok(self.pools.small()) }
    }

    /// Reads and checks a component without keeping it. What workflows it has, only the component itself can say.
    pub(crate) fn inspect(&self, component: &[u8], wanted: Wanted<'_>) -> Result<Inspected, String> {
        let inspected = inspection::inspect(component).map_err(said)?;
        match inspected.exports.contains(&Hook::Workflow) {
            true => Ok(self.tried(inspected, component, wanted).map_err(said)?.0),
            false => Ok(inspected),
        }
    }

    /// Everything that would keep it from being installed, without keeping it.
    pub(crate) fn examine(&self, component: &[u8], wanted: Wanted<'_>) -> Result<Inspected, Vec<Fault>> {
        Ok(self.tried(inspection::inspect(component)?, component, wanted)?.0)
    }

    /// A component that was inspected, tried out and asked for its workflows.
    fn tried(
        &self,
        inspected: Inspected,
        component: &[u8],
        wanted: Wanted<'_>,
    ) -> Result<(Inspected, Plugin), Vec<Fault>> {
        let alone = |fault: String| vec![Fault::component(fault)];
        let plugin = self.ready(inspected.digest, component, wanted).map_err(alone)?;
        let workflows = self.kinds(&plugin).map_err(alone)?;
        let faults = declared::faults(&workflows, &inspected.catalog);
        let workflows = workflows.into_iter().map(|declared| declared.kind).collect();
        if faults.is_empty() { Ok((Inspected { workflows, ..inspected }, plugin)) } else { Err(faults) }
    }

    fn ready(&self, digest: Digest, component: &[u8], wanted: Wanted<'_>) -> Result<Plugin, String> {
        self.cached(digest).map_or_else(|| self.compile(digest, component, wanted), Ok)
    }

    /// The kinds of workflow that a plugin declares. Its fuel ends the call, so that a busy machine refuses no good plugin.
    fn kinds(&self, plugin: &Plugin) -> Result<Vec<DeclaredKind>, String> {
        let run = sandbox::run(
            self.pool(plugin)?,
            &plugin.instance,
            Access::default(),
            PluginCall::UNTIMED,
            |store, instance| plugin.hooks.kinds(store, instance),
        );
        run.result.map_err(|failure| match failure {
            HookFailure::Answer(words) | HookFailure::Guest(words) => {
                format!("its workflows are not fit to run: {words}")
            }
            other => format!("it does not say what workflows it has: {}", other.kind()),
        })
    }

    /// Checks a component, tries it out, and keeps its bytes and its compiled code.
    pub(crate) fn keep(&self, component: &[u8], wanted: Wanted<'_>) -> Result<Inspected, String> {
        let inspected = inspection::inspect(component).map_err(said)?;
        let (inspected, plugin) = self.tried(inspected, component, wanted).map_err(said)?;
        let digest = inspected.digest;
        let path = self.path(digest);
        if !fs::read(&path).is_ok_and(|bytes| Digest::of(&bytes) == digest) {
            write_durably(&path, component).map_err(|error| format!("cannot keep `{}`: {error}", path.display()))?;
        }
        self.insert(digest, plugin);
        Ok(inspected)
    }

    /// The plugin, if it is loaded or can be in no time. If its code must be compiled, that begins on a thread of its own,
    /// since the caller has a deadline.
    pub(crate) fn get(self: &Arc<Library>, digest: Digest) -> Result<Arc<Plugin>, String> {
        if let Some(loaded) = self.loaded.read().unwrap_or_else(PoisonError::into_inner).get(&digest) {
            loaded.last_used.store(self.uses.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
            return Ok(Arc::clone(&loaded.plugin));
        }
        if let Some(plugin) = self.cached(digest) {
            return Ok(self.insert(digest, plugin));
        }
        if !self.path(digest).exists() {
            return Err(self.missing(digest));
        }
        self.compile_aside(digest);
        Err("its compiled code is gone; it is being compiled anew".to_owned())
    }

    /// Makes sure that a kept component is compiled, and loads it. May take seconds.
    pub(crate) fn prepare(&self, digest: Digest) -> Result<(), String> {
        let plugin = match self.cached(digest) {
            Some(plugin) => plugin,
            None => {
                let component = fs::read(self.path(digest)).map_err(|_| self.missing(digest))?;
                if Digest::of(&component) != digest {
                    let path = self.path(digest);
                    return Err(format!("`{}` is damaged; install the plugin again", path.display()));
                }
                // The room itself waits for it.
                self.compile(digest, &component, &|| true)?
            }
        };
        self.insert(digest, plugin);
        Ok(())
    }

    fn missing(&self, digest: Digest) -> String {
        format!("`{}` cannot be read; install the plugin again", self.path(digest).display())
    }

    fn compile_aside(self: &Arc<Library>, digest: Digest) {
        let compiling = |library: &Library, change: &dyn Fn(&mut HashSet<Digest>) -> bool| {
            change(&mut library.compiling.lock().unwrap_or_else(PoisonError::into_inner))
        };
        if !compiling(self, &|now| now.insert(digest)) {
            return;
        }
        let library = Arc::clone(self);
        let started = std::thread::Builder::new().name("plugin-compiler".to_owned()).spawn(move || {
            if let Err(error) = library.prepare(digest) {
                tracing::warn!(plugin = %digest, %error, "plugin cannot be compiled");
            }
            compiling(&library, &|now| now.remove(&digest));
        });
        if let Err(error) = started {
            tracing::warn!(plugin = %digest, %error, "no thread to compile a plugin on");
            compiling(self, &|now| now.remove(&digest));
        }
    }

    /// Loads a plugin from the cache. Code that is whole but does not load is thrown away like damaged code.
    fn cached(&self, digest: Digest) -> Option<Plugin> {
        let code = self.cache.get(digest)?;
        match self.load(&code) {
            Ok(plugin) => Some(plugin),
            Err(error) => {
                tracing::warn!(plugin = %digest, %error, "compiled plugin does not load; it will be compiled anew");
                self.cache.remove(digest);
                None
            }
        }
    }

    /// Compiles a component, tries it out, and puts the code into the cache.
    fn compile(&self, digest: Digest, component: &[u8], wanted: Wanted<'_>) -> Result<Plugin, String> {
        let code = OwnCode::compile(&self.compiler, component, wanted)?;
        let plugin = self.load(&code)?;
        if let Err(error) = self.cache.put(digest, &code) {
            tracing::warn!(plugin = %digest, %error, "compiled plugin cannot be cached; it will be compiled at each start");
        }
        Ok(plugin)
    }

    /// Loads code into the small pool, or into the large one if it does not fit, and starts it once on trial.
    fn load(&self, code: &OwnCode) -> Result<Plugin, String> {
        if let Ok(component) = loading::deserialize(self.pools.small().engine(), code) {
            return try_out(self.pools.small(), &component, false);
        }
        let pool = self.pools.large()?;
        let component = loading::deserialize(pool.engine(), code)
            .map_err(|error| format!("it asks for more than a sandbox has: {error:#}"))?;
        try_out(pool, &component, true)
    }

    /// Holds a plugin loaded, in place of the one that has waited longest if there are too many.
    fn insert(&self, digest: Digest, plugin: Plugin) -> Arc<Plugin> {
        let plugin = Arc::new(plugin);
        let last_used = AtomicU64::new(self.uses.fetch_add(1, Ordering::Relaxed));
        let mut loaded = self.loaded.write().unwrap_or_else(PoisonError::into_inner);
        loaded.insert(digest, Loaded { plugin: Arc::clone(&plugin), last_used });
        if loaded.len() > LOADED_PLUGINS_MAX
            && let Some(&oldest) =
                loaded.iter().min_by_key(|(_, entry)| entry.last_used.load(Ordering::Relaxed)).map(|(digest, _)| digest)
        {
            loaded.remove(&oldest);
        }
        plugin
    }
}

/// Links a component, starts an instance and checks the types of its hooks.
fn try_out(pool: &Pool, component: &wasmtime::component::Component, large: bool) -> Result<Plugin, String> {
    let version = versions::of_component(component, pool.engine());
    let mut linker = Linker::new(pool.engine());
    (version.add_to_linker)(&mut linker).map_err(|error| format!("{error:#}"))?;
    let instance = linker
        .instantiate_pre(component)
        .map_err(|error| format!("what it imports is not what the host offers: {error:#}"))?;
    let wait = Duration::from_millis(PLUGIN_TRIAL_MS);
    let _place = pool.enter(wait).ok_or("no sandbox became free for its trial")?;
    let mut store = sandbox::store(pool, Access::default()).map_err(|error| format!("{error:#}"))?;
    let hooks = sandbox::arm(pool, &mut store, wait)
        .and_then(|()| instance.instantiate(&mut store))
        .map_err(|error| format!("it does not start: {error:#}"))
        .and_then(|trial| {
            (version.find)(Trial { plugin: &instance, store: &mut store, instance: &trial })
                .map_err(|error| format!("what it exports is not what the host asks for: {error:#}"))
        })?;
    Ok(Plugin { instance, hooks, large })
}

/// Writes a file so that after a power cut it is there whole or not at all.
fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension("tmp");
    let mut file = fs::File::create(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    let folder = path.parent().ok_or_else(|| io::Error::other("a file without a folder"))?;
    fs::File::open(folder)?.sync_all()
}
