//! Who goes: the dispatch hook. Plugins in line first, the built-in rule last, shadows beside.

use std::borrow::Cow;

use domain::built_in::code;
use domain::candidates::{Candidates, Free, anybody_able, call_of, candidates, view_of};
use domain::cause::{Cause, HOST};
use domain::decision::*;
use domain::event::{Event, IncidentEvent, MatterEvent};
use domain::hooks::*;
use domain::ids::*;
use domain::incident::check::send;
use domain::limits::{WAITING_DECIDED_MAX, WAITING_LOOKED_AT_MAX, WAITING_WORK_MAX, WAITING_WORK_PER_CALL};
use domain::notice::Sender;
use domain::plugin::Mode;
use domain::refusal::Refusal;
use domain::skills::SkillSet;
use domain::state::Incident;
use domain::who::Who;

use super::line::Line;
use super::{Cascade, Consequence};
use crate::question::{Question, Ruling};

impl Cascade<'_> {
    pub(super) fn dispatch(&mut self, which: IncidentRef, trigger: Trigger) -> Result<(), Refusal> {
        let Some(loaded) = self.loaded() else { return Ok(()) };
        let Some(incident) = self.state.incident(which).cloned() else { return Ok(()) };
        let recall = self.state.advice(which).map(|advice| (advice.facts.number, advice.facts.is_recall()));
        if incident.hold.is_some() || !incident.lacks_units(loaded.county()) || matches!(recall, Some((_, false))) {
            return Ok(());
        }
        let again = is_again(&trigger);
        if self.is_full() || again && (self.waiting_work >= WAITING_WORK_MAX || self.out_of_budget()) {
            self.postponed.push(which);
            return Ok(());
        }
        let view = view_of(&incident, &loaded);
        if again {
            // One that has waited can wait a little longer, until somebody could go.
            self.waiting_work += loaded.county().units.len();
            if !anybody_able(&self.state, &loaded, &view, self.now) {
                return self.fall_short(which);
            }
            self.waiting_work += loaded.travel.searched();
        }
        let Candidates { offered, excluded } = candidates(&self.state, &loaded, &view, self.now);
        let call = call_of(&incident, loaded.county(), occasion(&trigger, &incident));
        let input = DispatchInput { now: self.now, incident: view, call, candidates: offered, excluded };
        if again && !anybody_shown(&input) {
            return self.fall_short(which);
        }
        let calls = self.hook_calls;
        let ruling = self.ask_in_line(&input);
        self.waiting_work += (self.hook_calls - calls) * WAITING_WORK_PER_CALL;
        if again && ruling.record.picks.is_empty() && !self.tells_of_health(input.incident.district, &ruling) {
            return self.fall_short(which);
        }
        if let Some((recall, _)) = recall.filter(|_| !ruling.record.picks.is_empty()) {
            // Somebody can go: nobody has to be called off for that.
            self.lapse(which, recall)?;
        }
        let number = incident.escalated.last_decision + 1;
        let assignments = ruling.record.assignments();
        let applies = ruling.mode == Mode::Auto && !assignments.is_empty();
        let shadows = self.shadows(&input, input.incident.district, &trigger);
        let cause = ruling.cause(which.into(), number);
        self.record(&input, number, trigger, ruling)?;
        if applies {
            let mut events = Vec::new();
            send(&incident, assignments, number, &mut events);
            self.under(cause, |cascade| events.into_iter().try_for_each(|event| cascade.push(event)))?;
        }
        self.jobs.extend(shadows);
        self.fall_short(which)
    }

    /// What the incident lacks is known, and others may be called off for it.
    fn fall_short(&mut self, which: IncidentRef) -> Result<(), Refusal> {
        if self.is_held(which) {
            return Ok(());
        }
        self.note_shortage(which)?;
        self.recall(which)
    }

    /// Nobody is there to be sent for something that the incident needs, nor waits for a person's word: that is known from here on.
    /// Once, until it has whom it needs or needs others.
    fn note_shortage(&mut self, which: IncidentRef) -> Result<(), Refusal> {
        let Some(loaded) = self.loaded() else { return Ok(()) };
        let Some(incident) = self.state.incident(which).filter(|incident| incident.short_since.is_none()) else {
            return Ok(());
        };
        let mut needs = incident.open_needs(loaded.county());
        if let Some(Answered::Dispatch(record)) = self.state.advice(which).map(|advice| &advice.facts.answer) {
            for need in record.picks.iter().filter_map(|pick| pick.need) {
                let need = needs.get_mut(usize::from(need));
                need.into_iter().for_each(|need| need.count = need.count.saturating_sub(1));
            }
        }
        needs.retain(|need| need.count > 0);
        if needs.is_empty() || self.is_full() {
            return Ok(());
        }
        self.under(Cause::Author, |cascade| {
            cascade.push(Event::Incident(IncidentEvent::ShortOfUnits { incident: which, needs }))
        })
    }

    /// Where no escalation of the matter speaks for itself, the command room hears of a pressing incident for which nobody is there.
    pub(super) fn tell_of_shortage(&mut self, which: IncidentRef) -> Result<(), Refusal> {
        let Some(incident) = self.state.incident(which).filter(|incident| incident.priority.is_pressing()) else {
            return Ok(());
        };
        if incident.escalated.frozen.iter().any(|frozen| frozen.mode == Mode::Auto) {
            return Ok(());
        }
        let why = Reason::bare(code::NOBODY_TO_SEND);
        let room = vec![Who::CommandRoom(incident.place.district)];
        let message = Message { urgency: Urgency::Emergency, ..Message::alarm(1, room, why) };
        self.notify(which.into(), Sender::Host, None, message)
    }

    /// Whether the record is worth keeping for what it says of the plugins: that one failed, or that one is well again.
    fn tells_of_health(&self, district: DistrictRef, ruling: &Ruling<DispatchRecord>) -> bool {
        let has_failed = |plugin: &PluginId| self.state.plugins.has_failed(&plugin.name, plugin.digest, district);
        let news = |asked: &Asked| match asked.outcome {
            AskedOutcome::Failed(_) | AskedOutcome::AllRefused(_) => true,
            AskedOutcome::Abstained(_) => has_failed(&asked.plugin),
            AskedOutcome::Quarantined { .. } | AskedOutcome::OutOfTime => false,
        };
        ruling.asked_before.iter().any(news) || has_failed(&ruling.plugin)
    }

    /// Asks the plugins in line, then the built-in rule. Where a person was to confirm what the first recommends, a person
    /// confirms what stands in for it.
    pub(super) fn ask_in_line(&mut self, input: &DispatchInput) -> Ruling<DispatchRecord> {
        let (state, district) = (self.state.clone(), input.incident.district);
        let (mut line, mut first) = (Line::default(), None);
        for seat in state.plugins.seats(district, Hook::Dispatch).filter(|seat| seat.mode >= Mode::Advise) {
            first = first.or(Some(seat.mode));
            let question = Question::to_seat(&state, seat, district, Cow::Borrowed(input));
            if let Some(ruling) = question.and_then(|question| line.put(self, &question)) {
                return ruling;
            }
        }
        line.built_in(first.unwrap_or(Mode::Auto), first.is_some(), input.built_in(&state))
    }

    /// Looks at those who wait again that a freed unit may answer, and first at the incident that it leaves.
    pub(super) fn unit_free(&mut self, freed: UnitRef, from: Option<IncidentRef>) {
        let Some(loaded) = self.loaded() else { return };
        let left = from.filter(|which| self.state.incident(*which).is_some_and(|i| i.lacks_units(loaded.county())));
        left.into_iter().for_each(|which| self.plan_dispatch(which, Trigger::UnitWithdrawn));
        let Some(unit) = loaded.county().units.get(freed.index()).filter(|_| self.state.is_free(freed)) else { return };
        let fits = |which: &IncidentRef| {
            let needs = self.state.incident(*which).map(|incident| incident.open_needs(loaded.county()));
            needs.is_some_and(|needs| needs.iter().any(|need| need.is_answered_by(unit.skills)))
        };
        let waiting = self.state.waiting.iter().take(WAITING_LOOKED_AT_MAX).map(|(_, which)| *which);
        let again: Vec<IncidentRef> = waiting.filter(fits).take(WAITING_DECIDED_MAX).collect();
        let withdrawn = |which| {
            let left = |incident: &Incident| incident.was_taken_off(freed);
            from == Some(which) && self.state.incident(which).is_some_and(|incident| left(incident))
        };
        let why = |which| if withdrawn(which) { Trigger::UnitWithdrawn } else { Trigger::StillWaiting };
        let again: Vec<_> = again.into_iter().map(|which| (which, why(which))).collect();
        again.into_iter().for_each(|(which, why)| self.plan_dispatch(which, why));
    }

    /// Looks at these again, as far as somebody is free who could go: while nobody is, nobody is asked.
    pub(super) fn look_again(&mut self, incidents: &[IncidentRef]) -> Result<(), Refusal> {
        let Some(loaded) = self.loaded() else { return Ok(()) };
        let free = Free::of(&self.state, &loaded, self.now);
        self.waiting_work += loaded.county().units.len();
        let helped = |which: &IncidentRef| {
            self.state.incident(*which).is_some_and(|incident| free.could_help(incident, loaded.county()))
        };
        let (again, alone): (Vec<IncidentRef>, Vec<IncidentRef>) = incidents.iter().partition(|which| helped(which));
        again.into_iter().for_each(|which| self.plan_dispatch(which, Trigger::StillWaiting));
        alone.into_iter().try_for_each(|which| self.fall_short(which))
    }

    /// Once is enough: a decision looks at all that is free by then.
    pub(super) fn plan_dispatch(&mut self, which: IncidentRef, trigger: Trigger) {
        if !self.queue.iter().any(|next| matches!(next, Consequence::Dispatch(planned, _) if *planned == which)) {
            self.queue.push_back(Consequence::Dispatch(which, trigger));
        }
    }

    /// A unit can't be sent any more: what was recommended with it lapses.
    pub(super) fn unit_gone(&mut self, unit: UnitRef) {
        let counts_on_it = |which: &IncidentRef| {
            let advice = self.state.advice(*which)?;
            let Answered::Dispatch(record) = &advice.facts.answer else { return None };
            let picked = record.picks.iter().any(|pick| pick.unit == unit);
            picked.then_some(Consequence::Overtake(*which, advice.facts.number))
        };
        self.queue.extend(self.state.advised.iter().filter_map(counts_on_it));
    }

    pub(super) fn overtake(&mut self, which: IncidentRef, decision: u32) -> Result<(), Refusal> {
        if self.is_full() || !self.state.incident(which).is_some_and(|incident| incident.escalated.is_pending(decision))
        {
            return Ok(());
        }
        self.lapse(which, decision)?;
        self.plan_dispatch(which, Trigger::StillWaiting);
        Ok(())
    }

    /// What was recommended is to be confirmed no more.
    fn lapse(&mut self, which: IncidentRef, decision: u32) -> Result<(), Refusal> {
        let settlement = Settlement { at: self.now, by: HOST.to_owned(), outcome: SettledAs::Overtaken, code: None };
        self.push(Event::Matter(MatterEvent::Settled { matter: which.into(), decision, settlement }))
    }
}

/// Whether the incident was asked about before and waits: then nobody is asked while nobody could go.
const fn is_again(trigger: &Trigger) -> bool {
    matches!(
        trigger,
        Trigger::StillWaiting
            | Trigger::UnitWithdrawn
            | Trigger::KindChanged
            | Trigger::NeedsChanged
            | Trigger::Relocated
    )
}

/// Why it is asked, as plugins are told. An incident that loses its last unit is accepted anew.
fn occasion(trigger: &Trigger, incident: &Incident) -> Occasion {
    let lost_one = || incident.assignments.iter().any(|a| a.released_at.is_some() && a.on_scene_at.is_none());
    match trigger {
        Trigger::Accepted if lost_one() => Occasion::UnitWithdrawn,
        Trigger::StillWaiting => Occasion::StillShort,
        Trigger::UnitWithdrawn | Trigger::StoodDown => Occasion::UnitWithdrawn,
        Trigger::KindChanged => Occasion::KindChanged,
        // Whoever is asked looks at it as at something that needs others.
        Trigger::NeedsChanged | Trigger::Relocated => Occasion::NeedsChanged,
        Trigger::Reopened => Occasion::Reopened,
        Trigger::Unmerged => Occasion::Unmerged,
        Trigger::Reported
        | Trigger::Accepted
        | Trigger::PhaseChanged
        | Trigger::TimerFired { .. }
        | Trigger::Acknowledged
        | Trigger::InstanceEvent
        | Trigger::Unanswered { .. }
        | Trigger::ShortOfUnits
        | Trigger::Reclassified
        | Trigger::HoldEnded
        | Trigger::Arrived => Occasion::New,
    }
}

/// The same among those who are shown: of very many, the nearest are.
fn anybody_shown(input: &DispatchInput) -> bool {
    let able = |skills: SkillSet| input.incident.needs.iter().any(|need| need.is_answered_by(skills));
    input.candidates.iter().any(|candidate| able(candidate.skills))
}
