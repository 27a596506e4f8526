//! What a simulation counts of each plugin: how often it was asked, what came of it, and what it took. It stands between the cascade
//! and the plugins, and changes nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::decision::{AskedOutcome, Decision, Refused, RefusedWhy};
use domain::event::{Event, InstanceEvent, MatterEvent, PluginEvent};
use domain::hooks::{DispatchAnswer, HookAnswer, HookFailure, HookInput, HookRun};
use domain::ports::{Decide, PluginCall, View};
use domain::state::State;
use domain::workflow::StepFailure;
use serde::Serialize;
use serde_json::Value;

/// The figures of one plugin. Each time that it was asked it decided, abstained or failed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PluginFigures {
    pub asked: u64,
    /// It answered with something to go by.
    pub decided: u64,
    /// It left the decision to the next in line, or had nothing to say.
    pub abstained: u64,
    pub failed: u64,
    /// Times that it was passed by, since it was in quarantine.
    pub quarantined: u64,
    /// How it failed the first time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_failure: Option<HookFailure>,
    /// Proposals that the arbiter refused, by the reason.
    pub refused: BTreeMap<String, Refusals>,
    pub fuel: Fuel,
    /// What it said for its author, the first so many times.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<String>,
}

/// How often a plugin's words for its author are kept.
const LOGS_KEPT: usize = 20;

impl PluginFigures {
    /// Whatever else the figures of the month say, they are not this plugin's.
    pub const fn always_failed(&self) -> bool {
        self.asked > 0 && self.failed == self.asked
    }
}

/// Proposals refused for one reason, which is the last of its kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Refusals {
    pub count: u64,
    #[serde(skip)]
    pub why: RefusedWhy,
}

/// What a call took, by nearest rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fuel {
    pub median: u64,
    pub most: u64,
}

/// Counts what every plugin is asked and how it answers.
pub(super) struct Asking<'a> {
    decide: &'a dyn Decide,
    calls: Mutex<BTreeMap<String, Calls>>,
}

#[derive(Default)]
struct Calls {
    figures: PluginFigures,
    fuel: Vec<u64>,
}

impl<'a> Asking<'a> {
    pub(super) fn new(decide: &'a dyn Decide) -> Asking<'a> {
        Asking { decide, calls: Mutex::default() }
    }

    /// All that was counted, with what the arbiter made of the answers.
    pub(super) fn figures(self, judged: Verdicts) -> BTreeMap<String, PluginFigures> {
        let calls = self.calls.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut all: BTreeMap<String, PluginFigures> = judged.plugins;
        for (plugin, Calls { figures, mut fuel }) in calls {
            fuel.sort_unstable();
            let rank = |percent: usize| fuel.get((fuel.len() * percent).div_ceil(100).max(1) - 1).copied();
            let fuel = Fuel { median: rank(50).unwrap_or_default(), most: rank(100).unwrap_or_default() };
            let PluginFigures { quarantined, refused, .. } = all.remove(&plugin).unwrap_or_default();
            all.insert(plugin, PluginFigures { quarantined, refused, fuel, ..figures });
        }
        all
    }
}

impl Decide for Asking<'_> {
    fn run(&self, call: &PluginCall<'_>, input: HookInput<'_>, view: &Arc<dyn View>) -> HookRun<HookAnswer> {
        let run = self.decide.run(call, input, view);
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let Calls { figures, fuel } = calls.entry(call.plugin.name().to_owned()).or_default();
        figures.asked += 1;
        fuel.push(run.fuel_used);
        if !run.log.is_empty() && figures.log.len() < LOGS_KEPT {
            figures.log.push(run.log.clone());
        }
        match &run.result {
            Ok(answer) if says_nothing(answer) => figures.abstained += 1,
            Ok(_) => figures.decided += 1,
            Err(failure) => {
                figures.failed += 1;
                figures.first_failure.get_or_insert_with(|| failure.clone());
            }
        }
        run
    }
}

fn says_nothing(answer: &HookAnswer) -> bool {
    match answer {
        HookAnswer::Intake(answer) => answer.proposals.is_empty() && answer.remarks.is_empty(),
        HookAnswer::Dispatch(answer) => matches!(answer, DispatchAnswer::Abstain(_)),
        HookAnswer::Escalation(answer) => answer.proposals.is_empty() && answer.remarks.is_empty(),
        HookAnswer::Structure(findings) => findings.is_empty(),
        HookAnswer::Assess(answer) => answer.indicators.is_empty() && answer.remarks.is_empty(),
        HookAnswer::Step(_) | HookAnswer::Migration(_) | HookAnswer::Queries(_) => false,
    }
}

/// What became of the answers, as far as the events tell it.
#[derive(Default)]
pub(super) struct Verdicts {
    plugins: BTreeMap<String, PluginFigures>,
}

impl Verdicts {
    /// The state is the one after the event's batch.
    pub(super) fn count(&mut self, event: &Event, state: &State) {
        if let Event::Matter(MatterEvent::Decided { decision, .. })
        | Event::Instance(InstanceEvent::Stepped { decision, .. } | InstanceEvent::StepRefused { decision, .. }) =
            event
        {
            self.decision(decision);
        }
        if let Event::Instance(InstanceEvent::StepFailed { instance, why: StepFailure::Effects(refused), .. }) = event
            && let Some(instance) = state.workflows.get(*instance)
        {
            self.refused(&instance.plugin.name, refused);
        }
        if let Event::Plugin(PluginEvent::StructureInspected(inspection)) = event {
            self.refused(&inspection.plugin.name, &inspection.refused);
        }
    }

    fn decision(&mut self, decision: &Decision) {
        let facts = &decision.facts;
        self.refused(&facts.plugin.name, &facts.refused);
        for asked in &facts.asked_before {
            match &asked.outcome {
                AskedOutcome::AllRefused(refused) => self.refused(&asked.plugin.name, refused),
                AskedOutcome::Quarantined { .. } => {
                    self.plugins.entry(asked.plugin.name.clone()).or_default().quarantined += 1;
                }
                AskedOutcome::Abstained(_) | AskedOutcome::Failed(_) | AskedOutcome::OutOfTime => {}
            }
        }
    }

    fn refused(&mut self, plugin: &str, refused: &[Refused]) {
        for Refused { why, .. } in refused {
            let by_reason = &mut self.plugins.entry(plugin.to_owned()).or_default().refused;
            by_reason.entry(code(why)).or_insert_with(|| Refusals { count: 0, why: why.clone() }).count += 1;
        }
    }
}

/// The name of a reason in the journal: `busy-unit`.
fn code(why: &RefusedWhy) -> String {
    match serde_json::to_value(why) {
        Ok(Value::String(code)) => code,
        Ok(Value::Object(fields)) => fields.into_iter().next().map(|(code, _)| code).unwrap_or_default(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_counted_under_their_names() {
        assert_eq!(code(&RefusedWhy::NeedFilled), "need-filled");
        assert_eq!(code(&RefusedWhy::TooMany { limit: 3 }), "too-many");
        let mut verdicts = Verdicts::default();
        let refused = |why| Refused { proposal: "assign candidate 1".to_owned(), why };
        verdicts.refused("x", &[refused(RefusedWhy::NeedFilled), refused(RefusedWhy::NeedFilled)]);
        let figures = serde_json::to_value(&verdicts.plugins["x"]).unwrap();
        assert_eq!(figures["refused"], serde_json::json!({ "need-filled": 2 }));
    }
}
