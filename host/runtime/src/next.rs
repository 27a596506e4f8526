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
mod told;
mod values;
mod view;
mod workflow;

use domain::hooks::*;
use wasmtime::Store;
use wasmtime::component::{Instance, Linker};

use crate::declared::DeclaredKind;
use crate::sandbox::Sandbox;
use crate::versions::{Asked, Call, Trial, Version, not_exported};

/// What the host runs of it.
pub(crate) const VERSION: Version =
    Version { number: "0.1.0", interface, add_to_linker, find: |mut trial| Ok(Box::new(Hooks::find(&mut trial)?)) };

/// Declares the hooks: the file of each, its interface, and the function there that asks each of its questions.
macro_rules! hooks {
    ($($hook:ident in $file:ident as $interface:literal { $($question:ident => $ask:ident),* })*) => {
        const fn interface(hook: Hook) -> &'static str {
            match hook {
                $(Hook::$hook => $interface,)*
            }
        }

        /// The hooks of one component: the place of each function among its exports, with its type checked.
        struct Hooks {
            $($file: Option<$file::Functions>,)*
        }

        impl Hooks {
            fn find(trial: &mut Trial<'_>) -> wasmtime::Result<Hooks> {
                $(let exports = trial.exports(VERSION.hook(Hook::$hook));
                let $file = exports.map(|mut exports| $file::Functions::find(&mut exports)).transpose()?;)*
                Ok(Hooks { $($file),* })
            }
        }

        impl Asked for Hooks {
            fn ask(
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

            fn kinds(
                &self,
                store: &mut Store<Sandbox>,
                instance: &Instance,
            ) -> wasmtime::Result<Result<Vec<DeclaredKind>, HookFailure>> {
                self.workflow.as_ref().map_or(Ok(Ok(Vec::new())), |workflow| workflow.kinds(store, instance))
            }
        }
    };
}

hooks! {
    Intake in intake as "intake" { Intake => classify }
    Dispatch in dispatch as "dispatch" { Dispatch => recommend }
    Escalation in escalation as "escalation" { Escalation => consider }
    TeamStructure in team_structure as "team-structure" { Structure => inspect }
    Workflow in workflow as "workflow" { Step => step, Migration => migrate }
    Assessment in assessment as "assessment" { Queries => queries, Assess => assess }
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

/// Gives guests `view`, `panic` and `log`.
fn add_to_linker(linker: &mut Linker<Sandbox>) -> wasmtime::Result<()> {
    bindings::wardroom::plugin::view::add_to_linker::<_, view::Host>(linker, |sandbox| view::Guest(sandbox))?;
    bindings::wardroom::plugin::log::add_to_linker::<_, view::Host>(linker, |sandbox| view::Guest(sandbox))?;
    bindings::wardroom::plugin::panic::add_to_linker::<_, view::Host>(linker, |sandbox| view::Guest(sandbox))
}
