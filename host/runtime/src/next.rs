//! The adapter of `wit/next`: from the domain straight to that version's wire types and back. One such file, with its folder,
//! stands for each WIT version; none goes by way of another. Each hook has a file there, and its line in the table here.

mod answers;
mod assessment;
mod dispatch;
mod escalation;
mod given;
mod intake;
mod local;
mod nouns;
mod row;
mod team_structure;
mod values;
mod view;
mod workflow;

use domain::hooks::*;
use wasmtime::Store;
use wasmtime::component::{ComponentExportIndex, ComponentNamedList, Instance, InstancePre, Lift, Linker, Lower};

use crate::declared::DeclaredKind;
use crate::loading::Checked;
use crate::sandbox::Sandbox;
use crate::text::plain;

/// The version that a manifest names to be run by this adapter.
pub(crate) const ABI: &str = "0.1.0";

/// What a component of this version may import.
pub(crate) const IMPORTS: [&str; 4] = [
    "wardroom:plugin/types@0.1.0",
    "wardroom:plugin/view@0.1.0",
    "wardroom:plugin/panic@0.1.0",
    "wardroom:plugin/log@0.1.0",
];

/// Declares the hooks: the file of each, and the function there that asks each of its questions.
macro_rules! hooks {
    ($($hook:ident in $file:ident { $($question:ident => $ask:ident),* })*) => {
        /// The name of the interface that a component of this version exports for a hook.
        pub(crate) const fn interface(hook: Hook) -> &'static str {
            match hook {
                $(Hook::$hook => $file::INTERFACE,)*
            }
        }

        /// The hooks of one component: the place of each function among its exports, with its type checked.
        pub(crate) struct Hooks {
            $($file: Option<$file::Functions>,)*
        }

        impl Hooks {
            /// Finds the hooks of a component and checks their types on a trial instance of it.
            pub(crate) fn find(
                plugin: &InstancePre<Sandbox>,
                store: &mut Store<Sandbox>,
                trial: &Instance,
            ) -> wasmtime::Result<Hooks> {
                $(let $file = match plugin.component().get_export_index(None, $file::INTERFACE) {
                    Some(place) => {
                        let interface = $file::INTERFACE;
                        Some($file::Functions::find(&mut Exports { plugin, store, trial, interface, place })?)
                    }
                    None => None,
                };)*
                Ok(Hooks { $($file),* })
            }

            /// Asks a component one question.
            pub(crate) fn ask(
                &self,
                call: Call<'_>,
                input: HookInput<'_>,
            ) -> wasmtime::Result<Result<HookAnswer, HookFailure>> {
                match input {
                    $($(HookInput::$question(input) => match &self.$file {
                        Some(functions) => Ok(functions.$ask(call, input)?.map(HookAnswer::$question)),
                        None => Ok(Err(not_exported(Hook::$hook))),
                    })*)*
                }
            }
        }
    };
}

hooks! {
    Intake in intake { Intake => classify }
    Dispatch in dispatch { Dispatch => recommend }
    Escalation in escalation { Escalation => consider }
    TeamStructure in team_structure { Structure => inspect }
    Workflow in workflow { Step => step, Migration => migrate }
    Assessment in assessment { Queries => queries, Assess => assess }
}

/// What wasmtime makes of `wit/next`: the types on the wire and the host functions' signatures. One world of the host's own names
/// every hook, so that all hooks share one set of types.
#[allow(unsafe_code)]
mod bindings {
    wasmtime::component::bindgen!({
        path: "../../wit/next",
        inline: "
            package wardroom:host;
            world every-hook {
                import wardroom:plugin/view@0.1.0;
                import wardroom:plugin/panic@0.1.0;
                import wardroom:plugin/log@0.1.0;
                export wardroom:plugin/intake@0.1.0;
                export wardroom:plugin/dispatch@0.1.0;
                export wardroom:plugin/escalation@0.1.0;
                export wardroom:plugin/team-structure@0.1.0;
                export wardroom:plugin/workflow@0.1.0;
                export wardroom:plugin/assessment@0.1.0;
            }
        ",
        world: "wardroom:host/every-hook",
        imports: { default: trappable },
    });
}

/// A call into an instance, under way.
pub(crate) struct Call<'a> {
    pub store: &'a mut Store<Sandbox>,
    pub instance: &'a Instance,
    pub settings: &'a str,
}

/// Gives guests `view`, `panic` and `log`.
pub(crate) fn add_to_linker(linker: &mut Linker<Sandbox>) -> wasmtime::Result<()> {
    bindings::wardroom::plugin::view::add_to_linker::<_, view::Host>(linker, |sandbox| sandbox)?;
    bindings::wardroom::plugin::log::add_to_linker::<_, view::Host>(linker, |sandbox| sandbox)?;
    bindings::wardroom::plugin::panic::add_to_linker::<_, view::Host>(linker, |sandbox| sandbox)
}

impl Hooks {
    /// The kinds of workflow in the component; none if it has no such hook.
    pub(crate) fn kinds(
        &self,
        store: &mut Store<Sandbox>,
        instance: &Instance,
    ) -> wasmtime::Result<Result<Vec<DeclaredKind>, HookFailure>> {
        self.workflow.as_ref().map_or(Ok(Ok(Vec::new())), |workflow| workflow.kinds(store, instance))
    }
}

/// The functions of one interface that a component exports.
struct Exports<'a> {
    plugin: &'a InstancePre<Sandbox>,
    store: &'a mut Store<Sandbox>,
    trial: &'a Instance,
    interface: &'static str,
    place: ComponentExportIndex,
}

impl Exports<'_> {
    /// The place of a function, its type checked.
    fn function<Params, Return>(&mut self, name: &str) -> wasmtime::Result<Checked<Params, Return>>
    where
        Params: ComponentNamedList + Lower,
        Return: ComponentNamedList + Lift,
    {
        let missing = || wasmtime::format_err!("`{}` has no function `{name}`", self.interface);
        let place = self.plugin.component().get_export_index(Some(&self.place), name).ok_or_else(missing)?;
        Checked::new(self.store, self.trial, place)
    }
}

fn guest_error(words: String) -> HookFailure {
    HookFailure::Guest(plain(&words, domain::limits::GUEST_TEXT_BYTES_MAX))
}

fn not_exported(hook: Hook) -> HookFailure {
    HookFailure::Unloadable(format!("it has no hook `{hook}`"))
}
