//! The versions of `wardroom:plugin` that this host runs, side by side. Each has an adapter, which goes straight to the domain and never by
//! way of another; a component is run by the one whose version it was built against, as its own imports and exports say.

use domain::hooks::{Hook, HookAnswer, HookFailure, HookInput};
use domain::limits::GUEST_TEXT_BYTES_MAX;
use wasmtime::component::{
    Component, ComponentExportIndex, ComponentNamedList, Instance, InstancePre, Lift, Linker, Lower,
};
use wasmtime::{Engine, Store};

use crate::declared::DeclaredKind;
use crate::loading::Checked;
use crate::next;
use crate::sandbox::Sandbox;
use crate::text::plain;

/// The package that all of a plugin's imports and all hooks belong to.
pub(crate) const PACKAGE: &str = "wardroom:plugin/";

/// What a component may import of the package, whatever its version.
pub(crate) const IMPORTS: [&str; 4] = ["types", VIEW, PANIC, "log"];
pub(crate) const VIEW: &str = "view";
pub(crate) const PANIC: &str = "panic";

/// Oldest first.
pub(crate) const VERSIONS: &[&Version] = &[
    &next::VERSION,
    #[cfg(test)]
    &crate::later::VERSION,
];

/// One version: its names, what it gives guests, and how its hooks are found and asked.
pub(crate) struct Version {
    /// As the WIT package has it. Components of other patch versions are run all the same: those change words only.
    pub number: &'static str,
    /// The name of the interface that a component exports for a hook, without package and version.
    pub interface: fn(Hook) -> &'static str,
    /// Gives guests what they may import.
    pub add_to_linker: fn(&mut Linker<Sandbox>) -> wasmtime::Result<()>,
    /// Finds the hooks of a component and checks their types.
    pub find: fn(Trial<'_>) -> wasmtime::Result<Box<dyn Asked>>,
}

/// The hooks of one component: the place of each function among its exports, with its type checked.
pub(crate) trait Asked: Send + Sync {
    /// Asks one question.
    fn ask(&self, call: Call<'_>, input: HookInput<'_>) -> wasmtime::Result<Result<HookAnswer, HookFailure>>;

    /// The kinds of workflow in the component; none if it has no such hook.
    fn kinds(
        &self,
        store: &mut Store<Sandbox>,
        instance: &Instance,
    ) -> wasmtime::Result<Result<Vec<DeclaredKind>, HookFailure>>;
}

/// A call into an instance, under way.
pub(crate) struct Call<'a> {
    pub store: &'a mut Store<Sandbox>,
    pub instance: &'a Instance,
    pub settings: &'a str,
}

/// A trial instance of a component.
pub(crate) struct Trial<'a> {
    pub plugin: &'a InstancePre<Sandbox>,
    pub store: &'a mut Store<Sandbox>,
    pub instance: &'a Instance,
}

impl Trial<'_> {
    /// The functions of an interface, by its whole name; `None` if the component does not export it.
    pub(crate) fn exports<'a>(&'a mut self, interface: String) -> Option<Exports<'a>> {
        let place = self.plugin.component().get_export_index(None, interface.as_str())?;
        let Trial { plugin, store, instance } = self;
        Some(Exports { plugin, store, trial: instance, interface, place })
    }
}

/// The functions of one interface that a component exports.
pub(crate) struct Exports<'a> {
    plugin: &'a InstancePre<Sandbox>,
    store: &'a mut Store<Sandbox>,
    trial: &'a Instance,
    interface: String,
    place: ComponentExportIndex,
}

impl Exports<'_> {
    /// The place of a function, its type checked.
    pub(crate) fn function<Params, Return>(&mut self, name: &str) -> wasmtime::Result<Checked<Params, Return>>
    where
        Params: ComponentNamedList + Lower,
        Return: ComponentNamedList + Lift,
    {
        let missing = || wasmtime::format_err!("`{}` has no function `{name}`", self.interface);
        let place = self.plugin.component().get_export_index(Some(&self.place), name).ok_or_else(missing)?;
        Checked::new(self.store, self.trial, place)
    }
}

impl Version {
    /// Whether a component that says this number is run by this version.
    pub(crate) fn runs(&self, number: &str) -> bool {
        track(number).is_some_and(|asked| track(self.number) == Some(asked))
    }

    /// The whole name of an interface of this version.
    pub(crate) fn name(&self, interface: &str) -> String {
        format!("{PACKAGE}{interface}@{}", self.number)
    }

    /// The whole names of all that a component of this version may import.
    pub(crate) fn imports(&self) -> impl Iterator<Item = String> {
        IMPORTS.into_iter().map(|interface| self.name(interface))
    }

    /// The whole name of the interface of a hook.
    pub(crate) fn hook(&self, hook: Hook) -> String {
        self.name((self.interface)(hook))
    }

    /// The hook whose interface this is, by its whole name.
    pub(crate) fn hook_of(&self, name: &str) -> Option<Hook> {
        let (interface, _) = parted(name).filter(|(_, number)| self.runs(number))?;
        Hook::ALL.into_iter().find(|hook| (self.interface)(*hook) == interface)
    }

    /// Whether a component of this version may import this, by its whole name.
    pub(crate) fn gives(&self, name: &str) -> bool {
        parted(name).is_some_and(|(interface, number)| IMPORTS.contains(&interface) && self.runs(number))
    }
}

/// The version that runs what says this number.
pub(crate) fn of(number: &str) -> Option<&'static Version> {
    VERSIONS.iter().copied().find(|version| version.runs(number))
}

/// The version of most of what a component imports and exports, so that what is of another is seen to be; the newest if nothing is of any.
pub(crate) fn of_most<'a>(names: impl Iterator<Item = &'a str> + Clone) -> &'static Version {
    let of = |version: &Version| names.clone().filter_map(parted).filter(|(_, number)| version.runs(number)).count();
    VERSIONS.iter().copied().max_by_key(|version| of(version)).unwrap_or(&next::VERSION)
}

/// All numbers, for who has to choose one.
pub(crate) fn numbers() -> String {
    VERSIONS.iter().map(|version| version.number).collect::<Vec<_>>().join("`, `")
}

/// An interface of the package as a component names it: `wardroom:plugin/view@0.1.0` is `view` and `0.1.0`.
pub(crate) fn parted(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix(PACKAGE)?.split_once('@')
}

/// The version of a compiled component.
pub(crate) fn of_component(component: &Component, engine: &Engine) -> &'static Version {
    let shape = component.component_type();
    let (imports, exports) = (shape.imports(engine).map(|(name, _)| name), shape.exports(engine).map(|(name, _)| name));
    let names: Vec<&str> = imports.chain(exports).collect();
    of_most(names.into_iter())
}

/// What versions that differ in words only have in common.
fn track(number: &str) -> Option<(u64, u64)> {
    let version = semver::Version::parse(number).ok()?;
    version.pre.is_empty().then_some((version.major, version.minor))
}

pub(crate) fn guest_error(words: String) -> HookFailure {
    HookFailure::Guest(plain(&words, GUEST_TEXT_BYTES_MAX))
}

pub(crate) fn not_exported(hook: Hook) -> HookFailure {
    HookFailure::Unloadable(format!("it has no hook `{hook}`"))
}
