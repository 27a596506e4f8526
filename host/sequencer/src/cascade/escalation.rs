//! Who must hear of it: escalations, frozen when they begin to hold for a matter, asked again whenever something happens to it.

use std::borrow::Cow;
use std::sync::Arc;

use domain::arbiter::{Judged, cut_to};
use domain::built_in;
use domain::county::status_timer::Expected;
use domain::decision::*;
use domain::escalated::ask_timer;
use domain::event::{Event, FrozenPlugin, MatterEvent, NoticeEvent, TimerEvent};
use domain::hooks::*;
use domain::ids::*;
use domain::limits::{BATCH_PROPOSED_EVENTS_MAX, NOTICE_RECIPIENTS_MAX, TIMER_RESTART_S};
use domain::matter::Matter;
use domain::notice::tell::tell;
use domain::notice::{Sender, time_out};
use domain::plugin::Mode;
use domain::refusal::Refusal;
use domain::time::TimeMs;
use domain::timer::TimerId;
use domain::who::Who;

use super::line::Line;
use super::{Cascade, too_large};
use crate::jobs::Shadow;
use crate::question::Question;

impl Cascade<'_> {
    /// Fixes who escalates this matter, with which settings: later changes are for later matters. Once for each matter.
    pub(super) fn freeze(&mut self, matter: Matter) -> Result<(), Refusal> {
        let Some(escalated) = self.state.escalated(matter) else { return Ok(()) };
        let Some((district, _)) = self.state.standing(matter) else { return Ok(()) };
        let accepted_before = matter
            .incident()
            .and_then(|which| self.state.incident(which))
            .is_some_and(|incident| incident.is_accepted_anew());
        if accepted_before || !escalated.frozen.is_empty() {
            return Ok(());
        }
        let plugins = &self.state.plugins;
        let freeze = |seat: &domain::state::Seat| {
            let installed = plugins.version_at(seat)?;
            let (settings_version, settings_json) = plugins.settings_of(installed, district);
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

    /// The command rooms hear that the time is in doubt: a person has to accept the clock or to refuse it.
    pub(super) fn tell_of_doubt(&mut self, which: DoubtRef) -> Result<(), Refusal> {
        let (Some(loaded), Some(doubt)) = (self.loaded(), self.state.time.doubt.clone()) else { return Ok(()) };
        let off_ms = if doubt.cause.is_gap() { doubt.lag_ms } else { self.state.time.off_ms };
        let why = {
            let apart_s = u32::try_from(off_ms.unsigned_abs() / 1000).unwrap_or(u32::MAX);
            Reason::new(built_in::code::CLOCK_DOUBTED, [ReasonValue::Duration(apart_s)])
        };
        let districts = loaded.county().districts.iter().enumerate().filter(|(_, district)| !district.retired);
        let rooms = districts.map(|(index, _)| Who::CommandRoom(DistrictRef(index as u16))).take(NOTICE_RECIPIENTS_MAX);
        self.notify(which.into(), Sender::Host, None, Message::alarm(1, rooms.collect(), why))
    }

    /// The time for an answer is up: of nobody who answered meanwhile, of no matter that is over.
    pub(super) fn not_in_time(&mut self, notice: NoticeRef, stage: Stage) -> Result<(), Refusal> {
        let Some(row) = self.state.notices.get(notice) else { return Ok(()) };
        let matter = row.sent.matter;
        let answered = row.answered().is_some_and(|answered| answered >= stage);
        let procedure = !matches!(row.sent.from, Sender::Escalation(_));
        if let Some((which, unit)) = row.sent.ordered() {
            let waits = |incident| self.state.waits_since(incident, unit, Expected::Accepted).is_some();
            if !self.state.incident(which).is_some_and(|incident| waits(incident)) {
                return Ok(());
            }
        }
        let over = self.state.matter_view(matter).is_some_and(|view| {
            // Who takes the matter on answers every notice of its ladders, whichever it was that they heard.
            let heard = stage < Stage::Arrived && view.acknowledged_at.is_some() || view.arrived_at.is_some();
            !view.open || heard && !procedure
        });
        if answered || over {
            return Ok(());
        }
        self.push(Event::Notice(NoticeEvent::Unanswered { notice, matter, stage }))
    }

    /// Asks one frozen escalation. `seen` is the matter as it was when this happened to it, and what the plugin is shown.
    pub(super) fn escalate(
        &mut self,
        seen: &Arc<MatterView>,
        owner: u16,
        trigger: EscalationTrigger,
        why: Trigger,
    ) -> Result<(), Refusal> {
        let (matter, district) = (seen.matter, seen.district);
        let Some(escalated) = self.state.escalated(matter) else { return Ok(()) };
        let number = escalated.last_decision + 1;
        let Some(frozen) = escalated.frozen.get(usize::from(owner)).cloned() else { return Ok(()) };
        let Some(plugin) = self.state.plugins.installed.get(&frozen.digest).cloned() else { return Ok(()) };
        let counts = |other: &FrozenPlugin| other.name == frozen.name && other.mode.counts();
        if frozen.mode == Mode::Shadow && escalated.frozen.iter().any(counts) {
            // It is asked together with the version that counts, of the same.
            return Ok(());
        }
        if self.is_full() {
            return self.put_off(matter, owner, trigger, &why);
        }
        let (timers, told) = self.state.under_way(matter, owner);
        let state = escalated.states.get(&owner).cloned().unwrap_or_default();
        let input = EscalationInput { now: self.now, matter: seen.clone(), owner, timers, told, state, trigger };
        let question = Question {
            plugin,
            district,
            settings_version: frozen.settings_version,
            settings_json: Cow::Borrowed(&frozen.settings_json),
            mode: frozen.mode,
            input: Cow::Borrowed(&input),
        };
        if frozen.mode == Mode::Shadow {
            if !self.is_quarantined(&frozen.name, frozen.digest, district) {
                self.jobs.push(Shadow::of(question, why, &self.state));
            }
            return Ok(());
        }
        // Tasks and vacancies come by the dozen, and none of them is worth a word of the last resort: they wait for their turn.
        if trigger == EscalationTrigger::PhaseChanged && matter.incident().is_none() && self.out_of_budget() {
            return self.ask_later(matter);
        }
        self.shadow_beside(&frozen, &input, district, &why);
        let mut line = Line::default();
        let mut ruling = line.put(self, &question).unwrap_or_else(|| {
            let record = EscalationRecord { proposals: built_in::escalate(&input), ..EscalationRecord::default() };
            line.built_in(frozen.mode, true, Judged { record, refused: Vec::new(), of_use: true })
        });
        let room = BATCH_PROPOSED_EVENTS_MAX.saturating_sub(self.proposed);
        cut_to(room, &mut ruling.record.proposals, &mut ruling.refused);
        if !self.is_worth_a_record::<EscalationInput>(&ruling, district, &question.id()) {
            return Ok(());
        }
        let (accepted, speaks) = (ruling.record.proposals.clone(), ruling.plugin.digest);
        let cause = ruling.cause(matter, number);
        self.record(&input, number, why, ruling)?;
        self.under(cause, |cascade| cascade.apply(matter, owner, frozen.mode, speaks, trigger, accepted))
    }

    /// Other versions of an escalation that are in shadow are asked of what it is asked: with its timers and its state.
    fn shadow_beside(&mut self, live: &FrozenPlugin, input: &EscalationInput, district: DistrictRef, why: &Trigger) {
        let Some(escalated) = self.state.escalated(input.matter.matter) else { return };
        let shadows = escalated.frozen.iter().filter(|other| other.name == live.name && other.mode == Mode::Shadow);
        let job = |frozen: &FrozenPlugin| {
            let plugin = self.state.plugins.installed.get(&frozen.digest)?.clone();
            let question = Question {
                plugin,
                district,
                settings_version: frozen.settings_version,
                settings_json: Cow::Borrowed(&frozen.settings_json),
                mode: Mode::Shadow,
                input: Cow::Borrowed(input),
            };
            let well = !self.is_quarantined(&frozen.name, frozen.digest, district);
            well.then(|| Shadow::of(question, why.clone(), &self.state))
        };
        let jobs: Vec<_> = shadows.filter_map(job).collect();
        self.jobs.extend(jobs);
    }

    /// The command has filled its batch, and whom it makes escalate is asked soon, in another: what can be divided is, and what
    /// fired fires again.
    fn put_off(
        &mut self,
        matter: Matter,
        owner: u16,
        trigger: EscalationTrigger,
        why: &Trigger,
    ) -> Result<(), Refusal> {
        if self.divisible {
            return Err(too_large());
        }
        let again = match (trigger, why) {
            (EscalationTrigger::TimerFired(key), _) => TimerId::new(matter, owner, key),
            (EscalationTrigger::Unanswered { stage, .. }, Trigger::Unanswered { notice, .. }) => {
                time_out(*notice, stage)
            }
            _ => return self.ask_later(matter),
        };
        self.start_once(matter, again, self.now.plus_s(TIMER_RESTART_S))
    }

    /// Starts a timer of a matter that fires once.
    pub(super) fn start_once(&mut self, matter: Matter, timer: TimerId, due: TimeMs) -> Result<(), Refusal> {
        let (generation, catch_up, repeat_s) = (self.next_generation(matter), CatchUp::Once, None);
        self.push(Event::Timer(TimerEvent::Started { timer, generation, due, catch_up, repeat_s }))
    }

    fn next_generation(&self, matter: Matter) -> u32 {
        self.state.escalated(matter).map_or(0, |escalated| escalated.timer_generation) + 1
    }

    fn ask_later(&mut self, matter: Matter) -> Result<(), Refusal> {
        let timer = ask_timer(matter);
        if self.state.timers.get(timer).is_some() {
            return Ok(());
        }
        self.start_once(matter, timer, self.now)
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
            EscalationTrigger::PhaseChanged
            | EscalationTrigger::Acknowledged
            | EscalationTrigger::Arrived
            | EscalationTrigger::NobodyToSend
            | EscalationTrigger::Reclassified => self.now,
        };
        for proposal in accepted {
            let generation = self.next_generation(matter);
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
