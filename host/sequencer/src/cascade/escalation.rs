//! Who must hear of it: escalations, frozen when they begin to hold for a matter, asked again whenever something happens to it.

use std::sync::Arc;

use domain::arbiter::{JudgedEscalation, judge_escalation};
use domain::built_in::code::ESCALATION_FAILED;
use domain::decision::*;
use domain::escalated::ask_timer;
use domain::event::{Event, FrozenPlugin, MatterEvent, NoticeEvent, TimerEvent};
use domain::hooks::*;
use domain::ids::*;
use domain::incident::Phase;
use domain::limits::{BATCH_PROPOSED_EVENTS_MAX, TIMER_RESTART_S};
use domain::matter::Matter;
use domain::notice::{Sender, tell};
use domain::plugin::{Installed, Mode};
use domain::ports::PluginCall;
use domain::refusal::Refusal;
use domain::timer::TimerId;

use super::{Cascade, plugin_id};
use crate::jobs::{Job, ShadowEscalation};

impl Cascade<'_> {
    /// Fixes who escalates this matter, with which settings: later changes are for later matters. Once for each matter.
    pub(super) fn freeze(&mut self, matter: Matter) -> Result<(), Refusal> {
        let Some(escalated) = self.state.escalated(matter) else { return Ok(()) };
        let Some((district, _)) = self.state.standing(matter) else { return Ok(()) };
        let accepted_before = matter
            .incident()
            .and_then(|which| self.state.incident(which))
            .is_some_and(|incident| incident.steps.iter().filter(|step| step.to == Phase::Accepted).count() > 1);
        if accepted_before || !escalated.frozen.is_empty() {
            return Ok(());
        }
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
            self.push(Event::Matter(MatterEvent::EscalationFrozen { matter, owner: owner as u16, plugin }))?;
        }
        Ok(())
    }

    /// Tells people something about a matter; for whoever may: an escalation, a workflow, the host.
    pub(super) fn notify(
        &mut self,
        matter: Matter,
        from: Sender,
        plugin: Option<Digest>,
        message: Message,
    ) -> Result<(), Refusal> {
        for event in tell(&self.state, matter, from, plugin, message, self.now) {
            self.push(event)?;
            self.proposed += 1;
        }
        Ok(())
    }

    /// The time for an answer is up: of nobody who answered meanwhile, of no matter that is over.
    pub(super) fn not_in_time(&mut self, notice: NoticeRef, stage: Stage) -> Result<(), Refusal> {
        let Some(row) = self.state.notices.get(notice) else { return Ok(()) };
        let matter = row.sent.matter;
        let answered = row.answered().is_some_and(|answered| answered >= stage);
        let procedure = row.sent.from == Sender::Workflow;
        let over = self.state.matter_view(matter).is_some_and(|view| {
            // Who takes the matter upon himself answers every notice of its ladders, whichever it was that he heard.
            let heard = stage < Stage::Arrived && view.acknowledged_at.is_some() || view.arrived_at.is_some();
            !view.open || heard && !procedure
        });
        if answered || over {
            return Ok(());
        }
        self.push(Event::Notice(NoticeEvent::Unanswered { notice, matter, stage }))
    }

    /// Asks one frozen escalation. `seen` is the matter as it was when this happened to it, and what the plugin is shown;
    /// what it proposes is judged on the matter as it is by now.
    pub(super) fn escalate(
        &mut self,
        seen: &MatterView,
        owner: u16,
        trigger: EscalationTrigger,
        why: Trigger,
    ) -> Result<(), Refusal> {
        let matter = seen.matter;
        let Some(loaded) = self.loaded() else { return Ok(()) };
        let Some(escalated) = self.state.escalated(matter) else { return Ok(()) };
        let number = escalated.last_decision + 1;
        let Some(frozen) = escalated.frozen.get(usize::from(owner)).cloned() else { return Ok(()) };
        let Some(installed) = self.state.plugins.installed.get(&frozen.digest).cloned() else { return Ok(()) };
        if self.is_full() {
            tracing::warn!(%matter, plugin = frozen.name, "not asked: the command has filled its batch");
            return Ok(());
        }
        let district = seen.district;
        let id = plugin_id(&installed, frozen.settings_version);
        let quarantined =
            self.state.plugins.quarantined_until(&frozen.name, district).filter(|until| *until > self.now);
        if frozen.mode == Mode::Shadow {
            if quarantined.is_none() {
                self.jobs.push(self.shadow_escalation(seen, owner, &installed, frozen, trigger, why));
            }
            return Ok(());
        }
        // Tasks and vacancies come by the dozen, and none of them is worth a word of the last resort: they wait for their turn.
        if trigger == EscalationTrigger::PhaseChanged && matter.incident().is_none() && self.out_of_budget() {
            return self.ask_later(matter);
        }
        let mut measured = Measured::default();
        let answer = match quarantined {
            Some(until) => Err(AskedOutcome::Quarantined { until }),
            None if self.out_of_budget() => Err(AskedOutcome::OutOfTime),
            None => self.call(&installed, (&frozen, owner), seen, trigger, &mut measured),
        };
        let (plugin, asked_before, mut judged, remarks) = match answer {
            Ok(answer) => {
                let Some(current) = self.state.matter_view(matter) else { return Ok(()) };
                let (state, proposals) = (&self.state, answer.proposals);
                let grants = &installed.grants;
                let judged = judge_escalation(state, loaded.county(), &current, owner, grants, proposals, self.now);
                (id, Vec::new(), judged, answer.remarks)
            }
            Err(outcome) => {
                let asked = vec![Asked { plugin: id, outcome }];
                (PluginId::built_in(), asked, last_resort(seen, trigger), Vec::new())
            }
        };
        judged.cut_to(BATCH_PROPOSED_EVENTS_MAX.saturating_sub(self.proposed));
        let silent = judged.accepted.is_empty() && judged.refused.is_empty() && remarks.is_empty();
        // A plugin that is well again is recorded even if it has nothing to say: failures in a row end there.
        if silent && asked_before.is_empty() && !self.has_failed(district, &frozen.name) {
            return Ok(());
        }
        let accepted = judged.accepted.clone();
        let speaks = plugin.digest;
        let mode = if speaks.is_some() { frozen.mode } else { frozen.mode.max(Mode::Advise) };
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
        self.push(Event::Matter(MatterEvent::Decided { matter, decision: Arc::new(Decision { facts, measured }) }))?;
        self.apply(matter, owner, mode, speaks, trigger, accepted)
    }

    fn ask_later(&mut self, matter: Matter) -> Result<(), Refusal> {
        let timer = ask_timer(matter);
        if self.state.timers.get(timer).is_some() {
            return Ok(());
        }
        let generation = self.state.escalated(matter).map_or(0, |escalated| escalated.timer_generation) + 1;
        let (due, catch_up, repeat_s) = (self.now, CatchUp::Once, None);
        self.push(Event::Timer(TimerEvent::Started { timer, generation, due, catch_up, repeat_s }))
    }

    fn shadow_escalation(
        &self,
        seen: &MatterView,
        owner: u16,
        plugin: &Arc<Installed>,
        frozen: FrozenPlugin,
        trigger: EscalationTrigger,
        why: Trigger,
    ) -> Job {
        Job::ShadowEscalation(Box::new(ShadowEscalation {
            now: self.now,
            state: self.state.clone(),
            seen: seen.clone(),
            input_hash: hash_escalation(seen, trigger, self.now),
            owner,
            plugin: plugin.clone(),
            frozen,
            trigger,
            why,
        }))
    }

    fn call(
        &mut self,
        installed: &Installed,
        (frozen, owner): (&FrozenPlugin, u16),
        matter: &MatterView,
        trigger: EscalationTrigger,
        measured: &mut Measured,
    ) -> Result<EscalationAnswer, AskedOutcome> {
        let settings_json = &frozen.settings_json;
        let call = PluginCall { plugin: installed, settings_json, deadline_ms: self.time_left_ms() };
        let Some(view) = self.view() else { return Err(AskedOutcome::OutOfTime) };
        let (timers, told) = self.state.under_way(matter.matter, owner);
        let input = EscalationInput { now: self.now, matter, timers, told, trigger };
        let run = self.decide.escalation(&call, &input, &view);
        self.hook_calls += 1;
        self.spent_us += u64::from(run.time_us);
        *measured = Measured { time_us: run.time_us, fuel_used: run.fuel_used };
        run.result.map_err(AskedOutcome::Failed)
    }

    /// Timers run in `advise` too; notices go out in `auto` and wait for a person in `advise`. `speaks`: the plugin in whose
    /// words the notices are.
    fn apply(
        &mut self,
        matter: Matter,
        owner: u16,
        mode: Mode,
        speaks: Option<Digest>,
        trigger: EscalationTrigger,
        accepted: Vec<EscalationProposal>,
    ) -> Result<(), Refusal> {
        let earliest = match trigger {
            EscalationTrigger::TimerFired(_) | EscalationTrigger::Unanswered { .. } => self.now.plus_s(TIMER_RESTART_S),
            EscalationTrigger::PhaseChanged | EscalationTrigger::Acknowledged | EscalationTrigger::Arrived => self.now,
        };
        for proposal in accepted {
            let generation = self.state.escalated(matter).map_or(0, |escalated| escalated.timer_generation) + 1;
            let event = match proposal {
                EscalationProposal::StartTimer(TimerRequest { key, due_at, catch_up, repeat_s }) => {
                    let (timer, due) = (TimerId::new(matter, owner, key), due_at.max(earliest));
                    Event::Timer(TimerEvent::Started { timer, generation, due, catch_up, repeat_s })
                }
                EscalationProposal::StopTimer { key } => {
                    Event::Timer(TimerEvent::Stopped { timer: TimerId::new(matter, owner, key), generation })
                }
                EscalationProposal::Notify(message) => {
                    if mode == Mode::Auto {
                        self.notify(matter, Sender::Escalation(owner), speaks, message)?;
                    }
                    continue;
                }
            };
            self.push(event)?;
            self.proposed += 1;
        }
        Ok(())
    }
}

/// What the host does where an escalation gives no answer: it tells the command room when it begins to hold, when a timer
/// fires and when nobody answered, so that nobody waits for a message that never comes.
fn last_resort(seen: &MatterView, trigger: EscalationTrigger) -> JudgedEscalation {
    let begins = match seen.incident() {
        Some(incident) => incident.phase == Phase::Accepted,
        None => seen.open,
    };
    let tells = match trigger {
        EscalationTrigger::PhaseChanged => begins,
        EscalationTrigger::TimerFired(_) | EscalationTrigger::Unanswered { .. } => true,
        EscalationTrigger::Acknowledged | EscalationTrigger::Arrived => false,
    };
    let why = Reason { code: ESCALATION_FAILED, values: Vec::new() };
    let mut message = Message::alarm(1, vec![Recipient::CommandRoom(seen.district)], why);
    // Nobody else would hear of it: no budget holds it back.
    message.urgency = Urgency::Emergency;
    let accepted = if tells { vec![EscalationProposal::Notify(message)] } else { Vec::new() };
    JudgedEscalation { accepted, refused: Vec::new() }
}

fn hash_escalation(seen: &MatterView, trigger: EscalationTrigger, now: domain::time::TimeMs) -> Digest {
    let phase = seen.incident().map(|incident| incident.phase);
    let seen = (seen.matter, seen.version, phase, trigger, now.seconds());
    Digest::of(&serde_json::to_vec(&seen).unwrap_or_default())
}
