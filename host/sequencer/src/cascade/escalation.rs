//! Who must hear of it: escalations, frozen when an incident is accepted, asked again whenever something happens to it.

use std::sync::Arc;

use domain::arbiter::{JudgedEscalation, judge_escalation};
use domain::candidates::view_of;
use domain::command::Refusal;
use domain::decision::*;
use domain::event::{Event, FrozenPlugin, Notice};
use domain::hooks::*;
use domain::ids::*;
use domain::incident::Phase;
use domain::limits::{BATCH_PROPOSED_EVENTS_MAX, TIMER_RESTART_S};
use domain::plugin::{Installed, Mode};
use domain::ports::PluginCall;
use domain::state::{Incident, LoadedCounty};
use domain::timer::TimerId;

use super::{Cascade, plugin_id};
use crate::jobs::{Job, ShadowEscalation};

/// The built-in rule's reason when an escalation plugin fails: the command room is told at once.
pub const ESCALATION_FAILED: u16 = 30;

impl Cascade<'_> {
    /// Fixes who escalates this incident, with which settings: later changes are for later incidents.
    pub(super) fn freeze(&mut self, which: IncidentRef) -> Result<(), Refusal> {
        let Some(incident) = self.state.incident(which).cloned() else { return Ok(()) };
        let accepted_before = incident.steps.iter().filter(|step| step.to == Phase::Accepted).count() > 1;
        if accepted_before || !incident.frozen.is_empty() {
            return Ok(());
        }
        let district = incident.place.district;
        let plugins = &self.state.plugins;
        let freeze = |seat: &domain::state::Seat| {
            let installed = plugins.current(&seat.plugin)?;
            let (settings_version, settings_json) = plugins.settings(&seat.plugin, district);
            let settings_json = settings_json.to_owned();
            let (name, digest, mode) = (seat.plugin.clone(), installed.digest(), seat.mode);
            Some(FrozenPlugin { name, digest, settings_version, settings_json, mode })
        };
        let frozen: Vec<FrozenPlugin> = plugins.seats(district, Hook::Escalation).filter_map(freeze).collect();
        for (owner, plugin) in frozen.into_iter().enumerate() {
            self.push(Event::EscalationFrozen { incident: which, owner: owner as u16, plugin })?;
        }
        Ok(())
    }

    /// Asks one frozen escalation. `seen` is the incident as it was when this happened to it, and what the plugin is shown;
    /// what it proposes is judged on the incident as it is by now.
    pub(super) fn escalate(
        &mut self,
        seen: &Arc<Incident>,
        owner: u16,
        trigger: EscalationTrigger,
        why: Trigger,
    ) -> Result<(), Refusal> {
        let which = seen.incident;
        let Some(loaded) = self.loaded() else { return Ok(()) };
        let Some(incident) = self.state.incident(which).cloned() else { return Ok(()) };
        let Some(frozen) = incident.frozen.get(usize::from(owner)) else { return Ok(()) };
        let Some(installed) = self.state.plugins.installed.get(&frozen.digest).cloned() else { return Ok(()) };
        if self.is_full() {
            tracing::warn!(incident = %which, plugin = frozen.name, "not asked: the command has filled its batch");
            return Ok(());
        }
        let district = incident.place.district;
        let id = plugin_id(&installed, frozen.settings_version);
        let quarantined =
            self.state.plugins.quarantined_until(&frozen.name, district).filter(|until| *until > self.now);
        if frozen.mode == Mode::Shadow {
            if quarantined.is_none() {
                self.jobs.push(self.shadow_escalation(seen, &incident, &loaded, owner, &installed, trigger, why));
            }
            return Ok(());
        }
        let mut measured = Measured::default();
        let answer = match quarantined {
            Some(until) => Err(AskedOutcome::Quarantined { until }),
            None if self.out_of_budget() => Err(AskedOutcome::OutOfTime),
            None => self.call(&installed, frozen, &view_of(seen, &loaded), trigger, &mut measured),
        };
        let (plugin, asked_before, mut judged, remarks) = match answer {
            Ok(answer) => {
                let (state, proposals) = (&self.state, answer.proposals);
                let grants = &installed.grants;
                let judged = judge_escalation(state, loaded.county(), &incident, owner, grants, proposals, self.now);
                (id, Vec::new(), judged, answer.remarks)
            }
            Err(outcome) => {
                let asked = vec![Asked { plugin: id, outcome }];
                (PluginId::built_in(), asked, self.last_resort(seen, trigger), Vec::new())
            }
        };
        judged.cut_to(BATCH_PROPOSED_EVENTS_MAX - self.proposed);
        let silent = judged.accepted.is_empty() && judged.refused.is_empty() && remarks.is_empty();
        // A plugin that is well again is recorded even if it has nothing to say: failures in a row end there.
        if silent && asked_before.is_empty() && !self.has_failed(district, &frozen.name) {
            return Ok(());
        }
        let accepted = judged.accepted.clone();
        let number = incident.last_decision + 1;
        let mode = if plugin.digest.is_some() { frozen.mode } else { frozen.mode.max(Mode::Advise) };
        let fallback = !asked_before.is_empty();
        let facts = Facts {
            number,
            at: self.now,
            hook: Hook::Escalation,
            trigger: why,
            plugin,
            mode,
            state_version: Version(self.version.0 - 1),
            roster_version: self.state.roster.version,
            input_hash: hash_escalation(seen, trigger, self.now),
            asked_before,
            fallback,
            answer: Answered::Escalation(EscalationRecord { proposals: judged.accepted, remarks }),
            refused: judged.refused,
            settlement: None,
            difference: None,
        };
        self.push(Event::Decided { incident: which, decision: Arc::new(Decision { facts, measured }) })?;
        self.apply(which, owner, mode, trigger, accepted)
    }

    #[expect(clippy::too_many_arguments, reason = "all that the run beside has to be given")]
    fn shadow_escalation(
        &self,
        seen: &Arc<Incident>,
        incident: &Arc<Incident>,
        loaded: &LoadedCounty,
        owner: u16,
        plugin: &Arc<Installed>,
        trigger: EscalationTrigger,
        why: Trigger,
    ) -> Job {
        Job::ShadowEscalation(Box::new(ShadowEscalation {
            now: self.now,
            state: self.state.clone(),
            incident: incident.clone(),
            view: view_of(seen, loaded),
            input_hash: hash_escalation(seen, trigger, self.now),
            owner,
            plugin: plugin.clone(),
            trigger,
            why,
        }))
    }

    fn call(
        &mut self,
        installed: &Installed,
        frozen: &FrozenPlugin,
        incident: &IncidentView,
        trigger: EscalationTrigger,
        measured: &mut Measured,
    ) -> Result<EscalationAnswer, AskedOutcome> {
        let settings_json = &frozen.settings_json;
        let call = PluginCall { plugin: installed, settings_json, deadline_ms: self.time_left_ms() };
        let Some(view) = self.view() else { return Err(AskedOutcome::OutOfTime) };
        let input = EscalationInput { now: self.now, incident, trigger };
        let run = self.decide.escalation(&call, &input, &view);
        self.hook_calls += 1;
        self.spent_us += u64::from(run.time_us);
        *measured = Measured { time_us: run.time_us, fuel_used: run.fuel_used };
        run.result.map_err(AskedOutcome::Failed)
    }

    /// What the host does where an escalation gives no answer: it tells the command room at acceptance and when a timer
    /// fires, so that nobody waits for a message that never comes.
    fn last_resort(&self, incident: &Incident, trigger: EscalationTrigger) -> JudgedEscalation {
        let accepted_now = trigger == EscalationTrigger::PhaseChanged && incident.phase == Phase::Accepted;
        let fired = matches!(trigger, EscalationTrigger::TimerFired(_));
        let room = Recipient::CommandRoom(incident.place.district);
        let why = Reason { code: ESCALATION_FAILED, values: Vec::new() };
        let notify = EscalationProposal::Notify { level: 1, recipients: vec![room], why };
        let accepted = if accepted_now || fired { vec![notify] } else { Vec::new() };
        JudgedEscalation { accepted, refused: Vec::new() }
    }

    /// Timers run in `advise` too; notices go out in `auto` and wait for a person in `advise`.
    fn apply(
        &mut self,
        which: IncidentRef,
        owner: u16,
        mode: Mode,
        trigger: EscalationTrigger,
        accepted: Vec<EscalationProposal>,
    ) -> Result<(), Refusal> {
        let earliest = match trigger {
            EscalationTrigger::TimerFired(_) => self.now.plus_s(TIMER_RESTART_S),
            EscalationTrigger::PhaseChanged | EscalationTrigger::Acknowledged => self.now,
        };
        for proposal in accepted {
            let generation = self.state.incident(which).map_or(0, |i| i.timer_generation) + 1;
            let event = match proposal {
                EscalationProposal::StartTimer { key, due_at, catch_up } => {
                    let (timer, due) = (TimerId::new(which, owner, key), due_at.max(earliest));
                    Event::TimerStarted { timer, generation, due, catch_up }
                }
                EscalationProposal::StopTimer { key } => {
                    Event::TimerStopped { timer: TimerId::new(which, owner, key), generation }
                }
                EscalationProposal::Notify { level, recipients, why } if mode == Mode::Auto => {
                    let notice = Notice { at: self.now, owner, level, recipients, why };
                    Event::NoticeSent { incident: which, notice }
                }
                EscalationProposal::Notify { .. } => continue,
            };
            self.push(event)?;
            self.proposed += 1;
        }
        Ok(())
    }
}

fn hash_escalation(incident: &Incident, trigger: EscalationTrigger, now: domain::time::TimeMs) -> Digest {
    let seen = (incident.incident, incident.version, incident.phase, trigger, now.seconds());
    Digest::of(&serde_json::to_vec(&seen).unwrap_or_default())
}
