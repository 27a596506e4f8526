//! The adapter of `wit/next`: from the domain straight to that version's wire types and back. One such file, with its folder,
//! stands for each WIT version; none goes by way of another.

mod answers;
#[allow(unsafe_code)]
mod bindings;
mod given;
mod row;
mod view;
mod workflow;

use domain::hooks::*;
use domain::time::TimeMs;
use wasmtime::Store;
use wasmtime::component::{ComponentExportIndex, Instance, InstancePre, Linker};

use crate::loading::Checked;
use crate::sandbox::Sandbox;
use crate::text::plain;
use bindings::exports::wardroom::plugin::{dispatch, escalation, intake, team_structure};
use bindings::wardroom::plugin::types::Incident;
use row::Row;

/// The version that a manifest names to be run by this adapter.
pub(crate) const ABI: &str = "0.1.0";

/// What a component of this version may import.
pub(crate) const IMPORTS: [&str; 3] =
    ["wardroom:plugin/types@0.1.0", "wardroom:plugin/view@0.1.0", "wardroom:plugin/panic@0.1.0"];

/// The name of the interface that a component of this version exports for a hook.
pub(crate) const fn interface(hook: Hook) -> &'static str {
    match hook {
        Hook::Intake => "wardroom:plugin/intake@0.1.0",
        Hook::Dispatch => "wardroom:plugin/dispatch@0.1.0",
        Hook::Escalation => "wardroom:plugin/escalation@0.1.0",
        Hook::TeamStructure => "wardroom:plugin/team-structure@0.1.0",
        Hook::Workflow => "wardroom:plugin/workflow@0.1.0",
    }
}

/// The function of a hook's interface; of a workflow's four, the one that is asked most.
const fn function(hook: Hook) -> &'static str {
    match hook {
        Hook::Intake => "classify",
        Hook::Dispatch => "recommend",
        Hook::Escalation => "consider",
        Hook::TeamStructure => "inspect",
        Hook::Workflow => "step",
    }
}

type Classify<'a> =
    Checked<(u32, &'a str, &'a intake::Report, &'a [intake::Nearby]), (Result<intake::Outcome, String>,)>;
type Recommend<'a> = Checked<(u32, &'a str, &'a Incident, &'a [Row<'a>]), (Result<dispatch::Verdict, String>,)>;
type Consider<'a> =
    Checked<(u32, &'a str, &'a escalation::Matter, escalation::Trigger), (Result<escalation::Outcome, String>,)>;
type Inspect<'a> =
    Checked<(u32, &'a str, &'a team_structure::Structure), (Result<Vec<team_structure::Finding>, String>,)>;

/// The hooks of one component: the place of each function among its exports, with its type checked.
pub(crate) struct Hooks {
    classify: Option<Classify<'static>>,
    recommend: Option<Recommend<'static>>,
    consider: Option<Consider<'static>>,
    inspect: Option<Inspect<'static>>,
    workflow: Option<workflow::Functions>,
}

/// Gives guests `view` and `panic`.
pub(crate) fn add_to_linker(linker: &mut Linker<Sandbox>) -> wasmtime::Result<()> {
    bindings::wardroom::plugin::view::add_to_linker::<_, view::Host>(linker, |sandbox| sandbox)?;
    bindings::wardroom::plugin::panic::add_to_linker::<_, view::Host>(linker, |sandbox| sandbox)
}

impl Hooks {
    /// Finds the hooks of a component and checks their types on a trial instance of it.
    pub(crate) fn find(
        plugin: &InstancePre<Sandbox>,
        store: &mut Store<Sandbox>,
        trial: &Instance,
    ) -> wasmtime::Result<Hooks> {
        let place = |hook| export(plugin, hook);
        let workflow = workflow::Functions::find(plugin, store, trial)?;
        let mut hooks = Hooks { classify: None, recommend: None, consider: None, inspect: None, workflow };
        if let Some(place) = place(Hook::Intake) {
            hooks.classify = Some(Checked::new(store, trial, place)?);
        }
        if let Some(place) = place(Hook::Dispatch) {
            hooks.recommend = Some(Checked::new(store, trial, place)?);
        }
        if let Some(place) = place(Hook::Escalation) {
            hooks.consider = Some(Checked::new(store, trial, place)?);
        }
        if let Some(place) = place(Hook::TeamStructure) {
            hooks.inspect = Some(Checked::new(store, trial, place)?);
        }
        Ok(hooks)
    }

    /// The kinds of workflow in the component; none if it has no such hook.
    pub(crate) fn kinds(
        &self,
        store: &mut Store<Sandbox>,
        instance: &Instance,
    ) -> wasmtime::Result<Result<Vec<WorkflowKind>, HookFailure>> {
        self.workflow.as_ref().map_or(Ok(Ok(Vec::new())), |workflow| workflow.kinds(store, instance))
    }

    pub(crate) fn workflow(
        &self,
        store: &mut Store<Sandbox>,
        instance: &Instance,
        settings: &str,
        input: &StepInput<'_>,
    ) -> wasmtime::Result<Result<StepAnswer, HookFailure>> {
        let Some(workflow) = &self.workflow else { return Ok(not_exported(Hook::Workflow)) };
        workflow.step(store, instance, settings, input)
    }

    pub(crate) fn migrate(
        &self,
        store: &mut Store<Sandbox>,
        instance: &Instance,
        settings: &str,
        given: (TimeMs, &InstanceView, &str),
    ) -> wasmtime::Result<Result<Result<String, String>, HookFailure>> {
        let Some(workflow) = &self.workflow else { return Ok(not_exported(Hook::Workflow)) };
        workflow.migrate(store, instance, settings, given)
    }

    pub(crate) fn intake(
        &self,
        store: &mut Store<Sandbox>,
        instance: &Instance,
        settings: &str,
        input: &IntakeInput<'_>,
    ) -> wasmtime::Result<Result<IntakeAnswer, HookFailure>> {
        let Some(classify) = &self.classify else { return Ok(not_exported(Hook::Intake)) };
        let report = given::report(input.report, &store.data().access);
        let nearby = given::nearby(input.nearby);
        let (answer,) = classify.call(store, instance, (input.now.seconds(), settings, &report, &nearby))?;
        Ok(answer.map_err(guest_error).and_then(answers::intake))
    }

    pub(crate) fn dispatch(
        &self,
        store: &mut Store<Sandbox>,
        instance: &Instance,
        settings: &str,
        input: &DispatchInput<'_>,
    ) -> wasmtime::Result<Result<DispatchAnswer, HookFailure>> {
        let Some(recommend) = &self.recommend else { return Ok(not_exported(Hook::Dispatch)) };
        let incident = given::incident(input.incident, store.data().access.exact_position);
        let candidates: Vec<Row<'_>> = input.candidates.iter().map(Row).collect();
        let (answer,) = recommend.call(store, instance, (input.now.seconds(), settings, &incident, &candidates))?;
        Ok(answer.map_err(guest_error).and_then(answers::verdict))
    }

    pub(crate) fn escalation(
        &self,
        store: &mut Store<Sandbox>,
        instance: &Instance,
        settings: &str,
        input: &EscalationInput<'_>,
    ) -> wasmtime::Result<Result<EscalationAnswer, HookFailure>> {
        let Some(consider) = &self.consider else { return Ok(not_exported(Hook::Escalation)) };
        let matter = given::matter(input, store.data().access.exact_position);
        let trigger = given::trigger(input.trigger);
        let (answer,) = consider.call(store, instance, (input.now.seconds(), settings, &matter, trigger))?;
        Ok(answer.map_err(guest_error).and_then(answers::outcome))
    }

    pub(crate) fn team_structure(
        &self,
        store: &mut Store<Sandbox>,
        instance: &Instance,
        settings: &str,
        input: &StructureInput,
    ) -> wasmtime::Result<Result<Vec<Finding>, HookFailure>> {
        let Some(inspect) = &self.inspect else { return Ok(not_exported(Hook::TeamStructure)) };
        let structure = given::structure(input);
        let (answer,) = inspect.call(store, instance, (input.now.seconds(), settings, &structure))?;
        Ok(answer.map_err(guest_error).and_then(answers::findings))
    }
}

/// The place of a hook's function among a component's exports.
fn export(plugin: &InstancePre<Sandbox>, hook: Hook) -> Option<ComponentExportIndex> {
    let interface = plugin.component().get_export_index(None, interface(hook))?;
    plugin.component().get_export_index(Some(&interface), function(hook))
}

fn guest_error(words: String) -> HookFailure {
    HookFailure::Guest(plain(&words, domain::limits::GUEST_TEXT_BYTES_MAX))
}

fn not_exported<T>(hook: Hook) -> Result<T, HookFailure> {
    Err(HookFailure::Unloadable(format!("it has no hook `{hook}`")))
}
