//! An intake in `shadow`: what it would have made of a report, recorded beside what was done.

use std::sync::Arc;

use domain::arbiter::{Decided, judge_intake};
use domain::command::{Command, Envelope, MatterCommand};
use domain::decision::*;
use domain::hooks::*;
use domain::limits::HOOK_DEADLINE_MS;
use domain::plugin::{Installed, Mode};
use domain::ports::{Decide, PluginCall};
use domain::state::State;
use domain::time::TimeMs;

use super::view;
use crate::cascade::{hash_intake, plugin_id, without_words};

/// A report to be looked at again, as it came.
pub struct ShadowIntake {
    pub now: TimeMs,
    /// When the report was in, and nothing had been made of it.
    pub state: State,
    pub plugin: Arc<Installed>,
    pub settings_version: u32,
    pub settings_json: String,
    pub report: ReportView,
    pub nearby: Vec<NearbyIncident>,
}

impl ShadowIntake {
    pub(super) fn run(&self, decide: &dyn Decide) -> Option<Envelope> {
        let which = self.report.incident;
        let (incident, county) = (self.state.incident(which)?, self.state.county.as_ref()?.county());
        let input = IntakeInput { now: self.now, report: &self.report, nearby: &self.nearby };
        let call =
            PluginCall { plugin: &self.plugin, settings_json: &self.settings_json, deadline_ms: HOOK_DEADLINE_MS };
        let run = decide.intake(&call, &input, &view(&self.state)?);
        let plugin = plugin_id(&self.plugin, self.settings_version);
        let mut record = IntakeRecord { nearby: self.nearby.clone(), ..IntakeRecord::default() };
        let (mut refused, mut asked_before) = (Vec::new(), Vec::new());
        match run.result {
            Ok(answer) => {
                let by = (plugin.name.as_str(), &self.plugin.grants);
                let mut decided = Decided::default();
                let (near, proposals) = (&self.nearby, answer.proposals);
                let judged = judge_intake(&self.state, county, incident, near, by, &mut decided, proposals);
                if judged.is_nonsense() {
                    let outcome = AskedOutcome::AllRefused(judged.refused);
                    asked_before.push(Asked { plugin: plugin.clone(), outcome });
                } else {
                    (record.proposals, refused) = (judged.accepted, judged.refused);
                }
                record.remarks = answer.remarks;
            }
            Err(failure) => {
                let outcome = AskedOutcome::Failed(without_words(failure, &self.report, &self.plugin.grants));
                asked_before.push(Asked { plugin: plugin.clone(), outcome });
            }
        }
        let of_district = self.state.plugins.health.get(&incident.place.district);
        let failed = of_district.and_then(|of| of.get(&plugin.name)).is_some_and(|health| health.failures > 0);
        let silent = record.proposals.is_empty() && record.remarks.is_empty() && refused.is_empty();
        if silent && asked_before.is_empty() && !failed {
            return None;
        }
        let facts = Facts {
            // The writer numbers it when it takes it in.
            number: 0,
            at: self.now,
            hook: Hook::Intake,
            trigger: Trigger::Reported,
            plugin,
            mode: Mode::Shadow,
            state_version: self.state.version,
            roster_version: self.state.roster.version,
            input_hash: hash_intake(&self.report, &self.nearby, self.now),
            asked_before,
            fallback: false,
            answer: Answered::Intake(record),
            refused,
            settlement: None,
            difference: None,
        };
        let measured = Measured { time_us: run.time_us, fuel_used: run.fuel_used };
        Some(Envelope::system(Command::Matter(MatterCommand::RecordShadow {
            matter: which.into(),
            decision: Box::new(Decision { facts, measured }),
        })))
    }
}
