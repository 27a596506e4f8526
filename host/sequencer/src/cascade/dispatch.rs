//! Who goes: the dispatch hook. Plugins in line first, the built-in rule last, shadows beside.

use std::sync::Arc;

use domain::arbiter::{JudgedDispatch, judge_dispatch, units_of};
use domain::built_in;
use domain::candidates::{Candidates, candidates, view_of};
use domain::decision::*;
use domain::event::{Event, IncidentEvent, MatterEvent};
use domain::hooks::*;
use domain::ids::*;
use domain::incident::Phase;
use domain::limits::{WAITING_DECIDED_MAX, WAITING_LOOKED_AT_MAX};
use domain::plugin::Mode;
use domain::ports::PluginCall;
use domain::refusal::Refusal;
use domain::state::{LoadedCounty, Seat};
use domain::time::TimeMs;

use super::{Cascade, Line, Work};
use crate::jobs::{Job, ShadowDispatch};

/// An answer that stands, whoever gave it.
struct Decided {
    plugin: PluginId,
    mode: Mode,
    fallback: bool,
    judged: JudgedDispatch,
    measured: Measured,
}

impl Cascade<'_> {
    pub(super) fn dispatch(&mut self, which: IncidentRef, trigger: Trigger) -> Result<(), Refusal> {
        let Some(loaded) = self.loaded() else { return Ok(()) };
        let Some(incident) = self.state.incident(which).cloned() else { return Ok(()) };
        if !incident.lacks_units(loaded.county()) || self.state.advice(which).is_some() || self.is_full() {
            return Ok(());
        }
        let view = view_of(&incident, &loaded);
        let found = candidates(&self.state, &loaded, &view, self.now);
        let again = trigger == Trigger::StillWaiting;
        // One that has waited can wait a little longer, until its plugins can be asked and somebody could go.
        if again && (self.out_of_budget() || !anybody_able(&view, &found)) {
            return Ok(());
        }
        let input = DispatchInput { now: self.now, incident: &view, candidates: &found.offered };
        let (decided, asked_before) = self.ask_in_line(&input);
        if again && decided.judged.picks.is_empty() && !self.tells_of_health(view.district, &decided, &asked_before) {
            return Ok(());
        }
        let number = incident.escalated.last_decision + 1;
        let assignments = decided.judged.assignments();
        let applies = decided.mode == Mode::Auto && !assignments.is_empty();
        let shadows = self.shadows(&view, &found, number, &trigger, &decided, &loaded);
        let decision = self.record(number, trigger, &input, decided, asked_before, found.excluded.clone());
        self.push(Event::Matter(MatterEvent::Decided { matter: which.into(), decision: Arc::new(decision) }))?;
        if applies {
            let wanted_units = incident.phase.wants_units();
            self.push(Event::Incident(IncidentEvent::UnitsAssigned {
                incident: which,
                assignments,
                decision: Some(number),
            }))?;
            if wanted_units {
                self.push(Event::Incident(IncidentEvent::Stepped { incident: which, to: Phase::Assigned }))?;
            }
        }
        self.jobs.extend(shadows);
        Ok(())
    }

    /// Whether the record is worth keeping for what it says of the plugins: that one failed, or that one is well again.
    fn tells_of_health(&self, district: DistrictRef, decided: &Decided, asked_before: &[Asked]) -> bool {
        let news = |asked: &Asked| match asked.outcome {
            AskedOutcome::Failed(_) | AskedOutcome::AllRefused(_) => true,
            AskedOutcome::Abstained(_) => self.has_failed(district, &asked.plugin.name),
            AskedOutcome::Quarantined { .. } | AskedOutcome::OutOfTime => false,
        };
        asked_before.iter().any(news) || self.has_failed(district, &decided.plugin.name)
    }

    /// Asks the plugins in line, then the built-in rule.
    fn ask_in_line(&mut self, input: &DispatchInput<'_>) -> (Decided, Vec<Asked>) {
        let district = input.incident.district;
        let state = self.state.clone();
        let live: Vec<&Seat> =
            state.plugins.seats(district, Hook::Dispatch).filter(|seat| seat.mode >= Mode::Advise).collect();
        let mut asked_before = Vec::new();
        let mut measured = Measured::default();
        for seat in &live {
            let (installed, id) = match self.line(&state, seat, district) {
                None => continue,
                Some(Line::Quarantined(plugin, until)) => {
                    asked_before.push(Asked { plugin, outcome: AskedOutcome::Quarantined { until } });
                    continue;
                }
                Some(Line::OutOfTime(plugin)) => {
                    asked_before.push(Asked { plugin, outcome: AskedOutcome::OutOfTime });
                    continue;
                }
                Some(Line::Ask(installed, id)) => (installed, id),
            };
            let settings_json = state.plugins.settings(&seat.plugin, district).1;
            let call = PluginCall { plugin: installed, settings_json, deadline_ms: self.time_left_ms() };
            let Some(view) = self.view() else { continue };
            let run = self.decide.dispatch(&call, input, &view);
            self.hook_calls += 1;
            self.spent_us += u64::from(run.time_us);
            measured.time_us = measured.time_us.saturating_add(run.time_us);
            measured.fuel_used += run.fuel_used;
            let outcome = match run.result {
                Ok(DispatchAnswer::Recommend(answer)) => {
                    let grants = Some(&installed.grants);
                    let proposed = !answer.picks.is_empty();
                    let judged = judge_dispatch(&state, input.incident, input.candidates, answer, grants);
                    if proposed && judged.picks.is_empty() {
                        AskedOutcome::AllRefused(judged.refused)
                    } else {
                        let decided = Decided { plugin: id, mode: seat.mode, fallback: false, judged, measured };
                        return (decided, asked_before);
                    }
                }
                Ok(DispatchAnswer::Abstain(why)) => AskedOutcome::Abstained(why),
                Err(failure) => AskedOutcome::Failed(failure),
            };
            asked_before.push(Asked { plugin: id, outcome });
        }
        let judged = judge_dispatch(&state, input.incident, input.candidates, built_in::recommend(input), None);
        // Where a person was to confirm what a plugin recommends, a person confirms what stands in for it.
        let mode = live.first().map_or(Mode::Auto, |seat| seat.mode);
        let plugin = PluginId::built_in();
        let fallback = !live.is_empty();
        (Decided { plugin, mode, fallback, judged, measured }, asked_before)
    }

    fn record(
        &self,
        number: u32,
        trigger: Trigger,
        input: &DispatchInput<'_>,
        decided: Decided,
        asked_before: Vec<Asked>,
        excluded: Vec<Excluded>,
    ) -> Decision {
        let Decided { plugin, mode, fallback, judged, measured } = decided;
        let record = DispatchRecord {
            needs: input.incident.needs.clone(),
            candidates: input.candidates.iter().cloned().map(CompactCandidate).collect(),
            picks: judged.picks,
            passed_over: judged.passed_over,
            excluded,
            shortfalls: judged.shortfalls,
        };
        let facts = Facts {
            number,
            at: self.now,
            hook: Hook::Dispatch,
            trigger,
            plugin,
            mode,
            state_version: Version(self.version.0 - 1),
            roster_version: self.state.roster.version,
            input_hash: hash_dispatch(input),
            asked_before,
            fallback,
            answer: Answered::Dispatch(record),
            refused: judged.refused,
            settlement: None,
            difference: None,
        };
        Decision { facts, measured }
    }

    /// The runs that go beside this decision and change nothing.
    fn shadows(
        &self,
        view: &IncidentView,
        found: &Candidates,
        live: u32,
        trigger: &Trigger,
        decided: &Decided,
        loaded: &Arc<LoadedCounty>,
    ) -> Vec<Job> {
        let seats = self.state.plugins.seats(view.district, Hook::Dispatch);
        let shadow = |seat: &Seat| {
            let Line::Ask(installed, _) = self.line(&self.state, seat, view.district)? else { return None };
            let (settings_version, settings_json) = self.state.plugins.settings(&seat.plugin, view.district);
            Some(Job::ShadowDispatch(Box::new(ShadowDispatch {
                now: self.now,
                trigger: trigger.clone(),
                state: self.state.clone(),
                loaded: loaded.clone(),
                plugin: installed.clone(),
                settings_version,
                settings_json: settings_json.to_owned(),
                incident: view.clone(),
                candidates: found.clone(),
                live,
                live_units: units_of(&decided.judged.picks),
            })))
        };
        seats.filter(|seat| seat.mode == Mode::Shadow).filter_map(shadow).collect()
    }

    /// Looks at waiting incidents again: those that a freed unit may answer, or all after a while.
    pub(super) fn retry_waiting(&mut self, freed: Option<UnitRef>) -> Result<(), Refusal> {
        let Some(loaded) = self.loaded() else { return Ok(()) };
        let skills = match freed {
            Some(unit) => match loaded.county().units.get(unit.index()) {
                Some(known) if self.state.is_free(unit) => known.skills,
                _ => return Ok(()),
            },
            None => u32::MAX,
        };
        let fits = |which: &IncidentRef| {
            let needs = self.state.incident(*which).map(|incident| incident.open_needs(loaded.county()));
            needs.is_some_and(|needs| needs.iter().any(|need| need.count > 0 && need.skills & !skills == 0))
        };
        let waiting = self.state.waiting.iter().take(WAITING_LOOKED_AT_MAX).map(|(_, which)| *which);
        let limit = if freed.is_some() { WAITING_DECIDED_MAX } else { WAITING_LOOKED_AT_MAX };
        let again: Vec<IncidentRef> = waiting.filter(fits).take(limit).collect();
        again.into_iter().for_each(|which| self.plan_dispatch(which, Trigger::StillWaiting));
        Ok(())
    }

    /// Once is enough: a decision looks at all that is free by then.
    pub(super) fn plan_dispatch(&mut self, which: IncidentRef, trigger: Trigger) {
        if !self.queue.iter().any(|work| matches!(work, Work::Dispatch(planned, _) if *planned == which)) {
            self.queue.push_back(Work::Dispatch(which, trigger));
        }
    }

    /// A unit can't be sent any more: what was recommended with it lapses.
    pub(super) fn unit_gone(&mut self, unit: UnitRef) {
        let counts_on_it = |which: &IncidentRef| {
            let advice = self.state.advice(*which)?;
            let Answered::Dispatch(record) = &advice.facts.answer else { return None };
            let picked = record.picks.iter().any(|pick| pick.unit == unit);
            picked.then_some(Work::Overtake(*which, advice.facts.number))
        };
        self.queue.extend(self.state.advised.iter().filter_map(counts_on_it));
    }

    pub(super) fn overtake(&mut self, which: IncidentRef, decision: u32) -> Result<(), Refusal> {
        if self.is_full() || !self.state.incident(which).is_some_and(|incident| incident.escalated.is_pending(decision))
        {
            return Ok(());
        }
        let settlement = Settlement { at: self.now, by: "system".to_owned(), outcome: SettledAs::Overtaken };
        self.push(Event::Matter(MatterEvent::Settled { matter: which.into(), decision, settlement }))?;
        self.plan_dispatch(which, Trigger::StillWaiting);
        Ok(())
    }
}

/// Whether a unit is offered that has all the skills of an open need: any other pick would be refused.
fn anybody_able(view: &IncidentView, found: &Candidates) -> bool {
    let able = |skills: u32| view.needs.iter().any(|need| need.count > 0 && need.skills & !skills == 0);
    found.offered.iter().any(|candidate| able(candidate.skills))
}

/// BLAKE3 over what a dispatch plugin is shown, each number little-endian in the order of the WIT record.
pub(crate) fn hash_dispatch(input: &DispatchInput<'_>) -> Digest {
    let i = input.incident;
    let mut bytes = Vec::with_capacity(64 + input.candidates.len() * 36);
    let seconds = |at: Option<TimeMs>| at.map_or(u32::MAX, TimeMs::seconds);
    for number in [input.now.seconds(), i.incident.0, i.grid.0, i.reported_at.seconds(), seconds(i.accepted_at)] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes.extend_from_slice(&seconds(i.acknowledged_at).to_le_bytes());
    bytes.extend_from_slice(&i.kind.0.to_le_bytes());
    bytes.extend_from_slice(&i.district.0.to_le_bytes());
    bytes.extend_from_slice(&[i.priority as u8, i.reality as u8, i.phase as u8, i.needs.len() as u8]);
    for need in &i.needs {
        bytes.extend_from_slice(&need.skills.to_le_bytes());
        bytes.push(need.count);
    }
    bytes.extend_from_slice(&i.position.0.to_le_bytes());
    bytes.extend_from_slice(&i.position.1.to_le_bytes());
    for c in input.candidates {
        for number in [c.unit.0, c.skills, c.eta_s, c.fix_age_s, c.shift_left_s] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        for number in [c.team.0, c.district.0, c.workload] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&[c.nearness as u8, u8::from(c.straight_line)]);
    }
    Digest(*blake3::hash(&bytes).as_bytes())
}
