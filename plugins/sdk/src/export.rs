//! From a hook's trait to a component's export: settings are read, the author's function is called, its answer goes out.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use crate::assessment::{Outcome as Figures, Period, Query, Tally};
use crate::bindings::{assessment as assessing, dispatch, escalation, intake, team_structure, workflow as procedure};
use crate::workflow::{Event, Field, Instance, Kind};
use crate::*;

/// What a report is, and whether it is known already.
pub trait Intake {
    /// The plugin's settings. Have unknown keys refused: `#[serde(deny_unknown_fields)]`.
    type Settings: DeserializeOwned;

    /// `nearby` comes sorted by distance, then by incident.
    fn classify(now: TimeS, settings: &Self::Settings, report: &Report, nearby: &[Nearby]) -> Result<IntakeOutcome>;
}

/// Who goes to an incident.
pub trait Dispatch {
    /// The plugin's settings. Have unknown keys refused: `#[serde(deny_unknown_fields)]`.
    type Settings: DeserializeOwned;

    /// `call` says why the rule is asked, who is on the incident and whom the host holds back. `candidates` comes sorted by travel
    /// time, then by unit; the answer counts into it and into `incident.needs`.
    fn recommend(
        now: TimeS,
        settings: &Self::Settings,
        incident: &Incident,
        call: &Call,
        candidates: &[Candidate],
    ) -> Result<Verdict>;
}

/// Who must hear of a matter when nobody reacts.
pub trait Escalation {
    /// The plugin's settings. Have unknown keys refused: `#[serde(deny_unknown_fields)]`.
    type Settings: DeserializeOwned;

    fn consider(now: TimeS, settings: &Self::Settings, matter: &Matter, trigger: Trigger) -> Result<Outcome>;
}

/// Says how well the force did over a period. The host counts; the plugin never sees an incident.
pub trait Assessment {
    type Settings: DeserializeOwned + Default;

    /// What is to be counted.
    fn queries(settings: &Self::Settings) -> Result<Vec<Query>>;

    /// What the counts come to; a list of them for each query.
    fn assess(now: TimeS, settings: &Self::Settings, period: &Period, tallies: &[Vec<Tally>]) -> Result<Figures>;
}

/// How the force is put together.
pub trait TeamStructure {
    /// The plugin's settings. Have unknown keys refused: `#[serde(deny_unknown_fields)]`.
    type Settings: DeserializeOwned;

    fn inspect(now: TimeS, settings: &Self::Settings, structure: &Structure) -> Result<Vec<Finding>>;
}

/// The bare hook `workflow`: one step each time something happens to an instance. Whoever has one kind implements
/// [`Procedure`] instead, which is a `Workflow` too.
pub trait Workflow {
    /// The plugin's settings. Have unknown keys refused: `#[serde(deny_unknown_fields)]`.
    type Settings: DeserializeOwned;

    /// The kinds of workflow that this plugin runs. Asked once, when it is installed.
    fn kinds() -> Vec<Kind>;

    /// The first step of a new instance.
    fn start(
        now: TimeS,
        settings: &Self::Settings,
        instance: &Instance,
        fields: &[Field],
    ) -> workflow::Result<workflow::Outcome>;

    /// The next step.
    fn step(
        now: TimeS,
        settings: &Self::Settings,
        instance: &Instance,
        event: Event,
    ) -> workflow::Result<workflow::Outcome>;

    /// What this version makes of an instance that an older version wrote. Unless the plugin says more, none can be taken over.
    fn migrate(
        now: TimeS,
        settings: &Self::Settings,
        instance: &Instance,
        from_version: &str,
    ) -> workflow::Result<workflow::Takeover> {
        let _ = (now, settings, instance);
        Err(format!("what version {from_version} wrote can't be taken over").into())
    }
}

/// Reads settings as the host hands them over. The error names the key and its place.
pub fn read_settings<S: DeserializeOwned>(json: &str) -> std::result::Result<S, String> {
    serde_json::from_str(json).map_err(|error| format!("settings: {error}"))
}

/// A plugin's type as what the bindings want to export.
#[doc(hidden)]
pub struct Exported<P>(PhantomData<P>);

impl<P: Intake> intake::exports::wardroom::plugin::intake::Guest for Exported<P> {
    fn classify(
        now: TimeS,
        settings: String,
        report: Report,
        nearby: Vec<Nearby>,
    ) -> std::result::Result<IntakeOutcome, String> {
        panic::report_panics();
        P::classify(now, &read_settings(&settings)?, &report, &nearby).map_err(|error| error.0)
    }
}

impl<P: Dispatch> dispatch::exports::wardroom::plugin::dispatch::Guest for Exported<P> {
    fn recommend(
        now: TimeS,
        settings: String,
        incident: Incident,
        call: Call,
        candidates: Vec<Candidate>,
    ) -> std::result::Result<Verdict, String> {
        panic::report_panics();
        P::recommend(now, &read_settings(&settings)?, &incident, &call, &candidates).map_err(|error| error.0)
    }
}

impl<P: Escalation> escalation::exports::wardroom::plugin::escalation::Guest for Exported<P> {
    fn consider(
        now: TimeS,
        settings: String,
        matter: Matter,
        trigger: Trigger,
    ) -> std::result::Result<Outcome, String> {
        panic::report_panics();
        P::consider(now, &read_settings(&settings)?, &matter, trigger).map_err(|error| error.0)
    }
}

impl<P: Assessment> assessing::exports::wardroom::plugin::assessment::Guest for Exported<P> {
    fn queries(settings: String) -> std::result::Result<Vec<Query>, String> {
        panic::report_panics();
        P::queries(&read_settings(&settings)?).map_err(|error| error.0)
    }

    fn assess(
        now: TimeS,
        settings: String,
        period: Period,
        tallies: Vec<Vec<Tally>>,
    ) -> std::result::Result<Figures, String> {
        panic::report_panics();
        P::assess(now, &read_settings(&settings)?, &period, &tallies).map_err(|error| error.0)
    }
}

impl<P: TeamStructure> team_structure::exports::wardroom::plugin::team_structure::Guest for Exported<P> {
    fn inspect(now: TimeS, settings: String, structure: Structure) -> std::result::Result<Vec<Finding>, String> {
        panic::report_panics();
        P::inspect(now, &read_settings(&settings)?, &structure).map_err(|error| error.0)
    }
}

impl<P: Workflow> procedure::exports::wardroom::plugin::workflow::Guest for Exported<P> {
    fn kinds() -> Vec<Kind> {
        panic::report_panics();
        P::kinds()
    }

    fn start(
        now: TimeS,
        settings: String,
        instance: Instance,
        fields: Vec<Field>,
    ) -> std::result::Result<workflow::Outcome, procedure::exports::wardroom::plugin::workflow::Failure> {
        panic::report_panics();
        let settings = read_settings(&settings).map_err(workflow::Failure::Fault)?;
        Ok(P::start(now, &settings, &instance, &fields)?)
    }

    fn step(
        now: TimeS,
        settings: String,
        instance: Instance,
        event: Event,
    ) -> std::result::Result<workflow::Outcome, procedure::exports::wardroom::plugin::workflow::Failure> {
        panic::report_panics();
        let settings = read_settings(&settings).map_err(workflow::Failure::Fault)?;
        Ok(P::step(now, &settings, &instance, event)?)
    }

    fn migrate(
        now: TimeS,
        settings: String,
        instance: Instance,
        from_version: String,
    ) -> std::result::Result<workflow::Takeover, procedure::exports::wardroom::plugin::workflow::Failure> {
        panic::report_panics();
        let settings = read_settings(&settings).map_err(workflow::Failure::Fault)?;
        Ok(P::migrate(now, &settings, &instance, &from_version)?)
    }
}

/// Makes a crate a plugin: names the hooks it answers and the type that answers each.
///
/// ```
/// # use wardroom_plugin::{Call, Candidate, Dispatch, Incident, Result, TimeS, Verdict, reason};
/// struct NobodyEver;
///
/// impl Dispatch for NobodyEver {
///     type Settings = ();
///     fn recommend(_: TimeS, _: &(), _: &Incident, _: &Call, _: &[Candidate]) -> Result<Verdict> {
///         Ok(Verdict::Abstain(reason(1)))
///     }
/// }
///
/// wardroom_plugin::export!(dispatch: NobodyEver);
/// ```
///
/// Several hooks in one component: `export!(dispatch: Nearest, escalation: Ladder, team-structure: Teams)`. On other
/// targets than wasm it does nothing, so that a plugin is an ordinary library to its tests.
#[macro_export]
macro_rules! export {
    () => {};
    (intake: $plugin:ty $(, $($rest:tt)*)?) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            type Exported = $crate::Exported<$plugin>;
            $crate::bindings::intake::export_intake!(Exported with_types_in $crate::bindings::intake);
        };
        $($crate::export!($($rest)*);)?
    };
    (dispatch: $plugin:ty $(, $($rest:tt)*)?) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            type Exported = $crate::Exported<$plugin>;
            $crate::bindings::dispatch::export_dispatch!(Exported with_types_in $crate::bindings::dispatch);
        };
        $($crate::export!($($rest)*);)?
    };
    (escalation: $plugin:ty $(, $($rest:tt)*)?) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            type Exported = $crate::Exported<$plugin>;
            $crate::bindings::escalation::export_escalation!(Exported with_types_in $crate::bindings::escalation);
        };
        $($crate::export!($($rest)*);)?
    };
    (workflow: $plugin:ty $(, $($rest:tt)*)?) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            type Exported = $crate::Exported<$plugin>;
            $crate::bindings::workflow::export_workflow!(Exported with_types_in $crate::bindings::workflow);
        };
        $($crate::export!($($rest)*);)?
    };
    (assessment: $plugin:ty $(, $($rest:tt)*)?) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            type Exported = $crate::Exported<$plugin>;
            $crate::bindings::assessment::export_assessment!(Exported with_types_in $crate::bindings::assessment);
        };
        $($crate::export!($($rest)*);)?
    };
    (team-structure: $plugin:ty $(, $($rest:tt)*)?) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            type Exported = $crate::Exported<$plugin>;
            $crate::bindings::team_structure::export_team_structure!(Exported with_types_in $crate::bindings::team_structure);
        };
        $($crate::export!($($rest)*);)?
    };
}
