//! What a report is, and whether it is known already: the intake hook. Plugins in order, before the incident is accepted; the
//! first that decides a field wins. Where nobody is asked or nobody answers, the report stands as it came.

use std::sync::Arc;

use domain::arbiter::{Decided, JudgedIntake, judge_intake};
use domain::check;
use domain::command::{IntakeChoice, Report};
use domain::decision::*;
use domain::event::{Event, IncidentEvent, MatterEvent};
use domain::hooks::*;
use domain::ids::*;
use domain::nearby::{nearby, report_view};
use domain::plugin::{Grants, Mode};
use domain::ports::PluginCall;
use domain::refusal::Refusal;
use domain::state::Seat;
use domain::time::TimeMs;

use super::{Cascade, Line};
use crate::jobs::{Job, ShadowIntake};

/// One plugin's answer, judged, and how it came about.
struct Answer {
    plugin: PluginId,
    mode: Mode,
    record: IntakeRecord,
    refused: Vec<Refused>,
    measured: Measured,
    input_hash: Digest,
}

impl Cascade<'_> {
    /// Asks about the incident that was just reported, and then accepts it if its kind is accepted at once.
    pub(super) fn take_in(&mut self, report: &Report) -> Result<(), Refusal> {
        let which = self.state.last_incident;
        self.heard.forget(which);
        let district = self.state.incident(which).map(|incident| incident.place.district);
        if let Some(district) = district
            && self.state.plugins.seats(district, Hook::Intake).next().is_some()
        {
            self.ask_intake(which, district, report)?;
        }
        match check::acceptance(&self.state, which) {
            Some(acceptance) => self.push(acceptance),
            None => Ok(()),
        }
    }

    fn ask_intake(&mut self, which: IncidentRef, district: DistrictRef, report: &Report) -> Result<(), Refusal> {
        let Some(incident) = self.state.incident(which).cloned() else { return Ok(()) };
        if let Some(words) = &report.words {
            self.heard.hear(which, words);
        }
        let heard = &*self.heard;
        let near = nearby(&self.state, &incident, self.now, &|other| heard.alike(which, other));
        let shadows = self.intake_shadows(which, district, report, &near);
        let state = self.state.clone();
        let (mut decided, mut asked_before) = (Decided::default(), Vec::new());
        for seat in state.plugins.seats(district, Hook::Intake).filter(|seat| seat.mode >= Mode::Advise) {
            if let Some(answer) = self.ask_one(seat, which, report, &near, &mut decided, &mut asked_before) {
                self.record_intake(which, answer, std::mem::take(&mut asked_before))?;
            }
        }
        if !asked_before.is_empty() {
            let nobody = Answer {
                plugin: PluginId::built_in(),
                mode: Mode::Auto,
                record: IntakeRecord { nearby: near, ..IntakeRecord::default() },
                refused: Vec::new(),
                measured: Measured::default(),
                input_hash: self.intake_hash(which, &[]),
            };
            self.record_intake(which, nobody, asked_before)?;
        }
        self.jobs.extend(shadows);
        Ok(())
    }

    /// One plugin's answer, if it is worth a record. One that gives none goes among those that were asked before the next.
    fn ask_one(
        &mut self,
        seat: &Seat,
        which: IncidentRef,
        report: &Report,
        near: &[NearbyIncident],
        decided: &mut Decided,
        asked_before: &mut Vec<Asked>,
    ) -> Option<Answer> {
        let state = self.state.clone();
        // As it stands by now: one before it in line may have changed its kind.
        let incident = state.incident(which)?;
        let (installed, plugin) = match self.line(&state, seat, incident.place.district)? {
            Line::Ask(installed, plugin) => (installed, plugin),
            Line::Quarantined(plugin, until) => {
                asked_before.push(Asked { plugin, outcome: AskedOutcome::Quarantined { until } });
                return None;
            }
            Line::OutOfTime(plugin) => {
                asked_before.push(Asked { plugin, outcome: AskedOutcome::OutOfTime });
                return None;
            }
        };
        let settings_json = state.plugins.settings(&seat.plugin, incident.place.district).1;
        let call = PluginCall { plugin: installed, settings_json, deadline_ms: self.time_left_ms() };
        let seen = report_view(incident, report.words.as_ref());
        let run = self.decide.intake(&call, &IntakeInput { now: self.now, report: &seen, nearby: near }, &self.view()?);
        self.hook_calls += 1;
        self.spent_us += u64::from(run.time_us);
        let measured = Measured { time_us: run.time_us, fuel_used: run.fuel_used };
        let county = state.county.as_ref()?.county();
        let answer = match run.result {
            Ok(answer) => answer,
            Err(failure) => {
                let failure = without_words(failure, &seen, &installed.grants);
                asked_before.push(Asked { plugin, outcome: AskedOutcome::Failed(failure) });
                return None;
            }
        };
        let by = (seat.plugin.as_str(), &installed.grants);
        let judged = judge_intake(&state, county, incident, near, by, decided, answer.proposals);
        if judged.is_nonsense() {
            asked_before.push(Asked { plugin, outcome: AskedOutcome::AllRefused(judged.refused) });
            return None;
        }
        let JudgedIntake { accepted, refused } = judged;
        let silent = accepted.is_empty() && refused.is_empty() && answer.remarks.is_empty() && asked_before.is_empty();
        if silent && !self.has_failed(incident.place.district, &seat.plugin) {
            return None;
        }
        let merged = seat.mode == Mode::Auto
            && installed.grants.proposals.contains(MERGE_GRANT)
            && accepted.iter().any(|proposal| matches!(proposal, IntakeProposal::DuplicateOf { .. }));
        let record = IntakeRecord { nearby: near.to_vec(), proposals: accepted, remarks: answer.remarks, merged };
        let input_hash = hash_intake(&seen, near, self.now);
        Some(Answer { plugin, mode: seat.mode, record, refused, measured, input_hash })
    }

    /// Writes an answer down, and does at once what need not wait for a person.
    fn record_intake(&mut self, which: IncidentRef, answer: Answer, asked_before: Vec<Asked>) -> Result<(), Refusal> {
        let Answer { plugin, mode, record, refused, measured, input_hash } = answer;
        let number = self.state.incident(which).map_or(0, |incident| incident.escalated.last_decision) + 1;
        let holds = match mode {
            Mode::Auto => record.choice(),
            Mode::Off | Mode::Shadow | Mode::Advise => IntakeChoice::default(),
        };
        let duplicate_of = holds.duplicate_of.filter(|_| record.merged);
        let facts = Facts {
            number,
            at: self.now,
            hook: Hook::Intake,
            trigger: Trigger::Reported,
            fallback: plugin.digest.is_none(),
            plugin,
            mode,
            state_version: Version(self.version.0 - 1),
            roster_version: self.state.roster.version,
            input_hash,
            asked_before,
            answer: Answered::Intake(record),
            refused,
            settlement: None,
            difference: None,
        };
        self.push(Event::Matter(MatterEvent::Decided {
            matter: which.into(),
            decision: Arc::new(Decision { facts, measured }),
        }))?;
        if let Some(kind) = holds.kind {
            let Some(incident) = self.state.incident(which).cloned() else { return Ok(()) };
            let mut events = Vec::new();
            check::reclassify(&self.state, &incident, kind, self.now, &mut events)?;
            self.push_proposed(events)?;
        }
        let unlike = |priority: &_| self.state.incident(which).is_some_and(|incident| incident.priority != *priority);
        if let Some(priority) = holds.priority.filter(unlike) {
            self.push_proposed(vec![Event::Incident(IncidentEvent::PriorityChanged { incident: which, priority })])?;
        }
        if let Some(into) = duplicate_of {
            let events = check::merge(&self.state, which, into, self.now)?;
            self.push_proposed(events)?;
        }
        Ok(())
    }

    fn push_proposed(&mut self, events: Vec<Event>) -> Result<(), Refusal> {
        for event in events {
            self.push(event)?;
            self.proposed += 1;
        }
        Ok(())
    }

    fn intake_hash(&self, which: IncidentRef, near: &[NearbyIncident]) -> Digest {
        let seen = self.state.incident(which).map(|incident| report_view(incident, None));
        seen.map_or_else(Digest::default, |seen| hash_intake(&seen, near, self.now))
    }

    fn intake_shadows(
        &self,
        which: IncidentRef,
        district: DistrictRef,
        report: &Report,
        near: &[NearbyIncident],
    ) -> Vec<Job> {
        let Some(incident) = self.state.incident(which) else { return Vec::new() };
        let seats = self.state.plugins.seats(district, Hook::Intake).filter(|seat| seat.mode == Mode::Shadow);
        let shadow = |seat: &Seat| {
            let Line::Ask(plugin, _) = self.line(&self.state, seat, district)? else { return None };
            let (settings_version, settings_json) = self.state.plugins.settings(&seat.plugin, district);
            Some(Job::ShadowIntake(Box::new(ShadowIntake {
                now: self.now,
                state: self.state.clone(),
                plugin: plugin.clone(),
                settings_version,
                settings_json: settings_json.to_owned(),
                report: report_view(incident, report.words.as_ref()),
                nearby: near.to_vec(),
            })))
        };
        seats.filter_map(shadow).collect()
    }
}

/// A plugin that was shown a caller's words might put them into its error; what it said then is not kept.
pub(crate) fn without_words(failure: HookFailure, seen: &ReportView, grants: &Grants) -> HookFailure {
    match failure {
        HookFailure::Guest(_) if seen.words.is_some() && grants.fields.contains("caller-words") => {
            HookFailure::Guest("its words are not kept: it was shown the caller's".to_owned())
        }
        other => other,
    }
}

/// BLAKE3 over what an intake plugin is shown, but for the caller's words: a hash of these would outlive their erasure.
pub(crate) fn hash_intake(seen: &ReportView, near: &[NearbyIncident], now: TimeMs) -> Digest {
    let place = (seen.district, seen.grid, seen.position);
    let report = (seen.incident, seen.kind, seen.priority, seen.reality, place, seen.reported_at, &seen.source);
    Digest::of(&serde_json::to_vec(&(now.seconds(), report, seen.external, near)).unwrap_or_default())
}
