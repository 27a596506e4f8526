//! What a report is, and whether it is known already: the intake hook. Plugins in order, before the incident is accepted; the
//! first that decides a field wins. Where nobody is asked or nobody answers, the report stands as it came.

use std::borrow::Cow;

use domain::arbiter::{Judge, Judged};
use domain::command::IntakeChoice;
use domain::decision::*;
use domain::event::{Event, IncidentEvent};
use domain::hooks::*;
use domain::ids::*;
use domain::incident::origin::Origin;
use domain::incident::{self, intake};
use domain::nearby::{nearby, report_view};
use domain::plugin::Mode;
use domain::refusal::Refusal;
use domain::sealed::PlainWords;
use domain::state::Incident;

use super::Cascade;
use super::line::Line;
use crate::question::{Question, Ruling};

impl Cascade<'_> {
    /// Asks about the incident that was just reported, and then accepts it if its kind is accepted at once.
    pub(super) fn take_in(&mut self, which: IncidentRef, words: Option<&PlainWords>) -> Result<(), Refusal> {
        self.recent_words.forget(which);
        let district = self.state.incident(which).map(|incident| incident.place.district);
        if let Some(district) = district
            && self.state.plugins.seats(district, Hook::Intake).next().is_some()
        {
            self.ask_intake(which, district, words)?;
            self.hold(which)?;
        }
        if self.state.incident(which).is_some_and(|incident| !incident.origin.is_default()) {
            return self.begin_by_origin(which);
        }
        match intake::acceptance(&self.state, which) {
            Some(acceptance) => self.push(acceptance),
            None => Ok(()),
        }
    }

    fn ask_intake(
        &mut self,
        which: IncidentRef,
        district: DistrictRef,
        words: Option<&PlainWords>,
    ) -> Result<(), Refusal> {
        let Some(incident) = self.state.incident(which).cloned() else { return Ok(()) };
        // What was said before a call broke off is no evidence of what somebody else tells of.
        if let Some(words) = words.filter(|_| incident.origin != Origin::Abandoned) {
            self.recent_words.remember(which, words);
        }
        let recent = &*self.recent_words;
        let nearby = nearby(&self.state, &incident, self.now, &|other| recent.alike(which, other));
        let report_now = |incident: &Incident| report_view(incident, words);
        let mut input = IntakeInput { now: self.now, report: report_now(&incident), nearby, claims: Claims::default() };
        let shadows = self.shadows(&input, district, &Trigger::Reported);
        let (state, mut line) = (self.state.clone(), Line::default());
        for seat in state.plugins.seats(district, Hook::Intake).filter(|seat| seat.mode >= Mode::Advise) {
            let question = Question::to_seat(&state, seat, district, Cow::Borrowed(&input));
            let Some(question) = question else { continue };
            let Some(mut ruling) = line.put(self, &question) else { continue };
            let may_merge = seat.mode == Mode::Auto && question.plugin.grants.proposals.contains(MERGE_GRANT);
            let proposals = &ruling.record.proposals;
            ruling.record.merged =
                may_merge && proposals.iter().any(|proposal| matches!(proposal, IntakeProposal::DuplicateOf { .. }));
            if self.is_worth_a_record::<IntakeInput>(&ruling, district, &question.id()) {
                ruling.record.proposals.iter().for_each(|proposal| input.claims.take(proposal, &seat.plugin));
                self.record_intake(&input, ruling)?;
                // The next in line sees what has been made of it.
                if let Some(incident) = self.state.incident(which) {
                    input.report = report_now(incident);
                }
            }
        }
        if !line.asked_before.is_empty() {
            let judged = Judged { record: input.unanswered(), refused: Vec::new(), of_use: true };
            // What was shown to those who gave no answer is in nobody's name.
            input.nearby = Vec::new();
            self.record_intake(&input, line.built_in(Mode::Auto, true, judged))?;
        }
        self.jobs.extend(shadows);
        Ok(())
    }

    /// Writes an answer down, and does at once what need not wait for a person.
    fn record_intake(&mut self, input: &IntakeInput, ruling: Ruling<IntakeRecord>) -> Result<(), Refusal> {
        let which = input.report.incident;
        let number = self.state.incident(which).map_or(0, |incident| incident.escalated.last_decision) + 1;
        let holds = match ruling.mode {
            Mode::Auto => ruling.record.choice(),
            Mode::Off | Mode::Shadow | Mode::Advise => IntakeChoice::default(),
        };
        let duplicate_of = holds.duplicate_of.filter(|_| ruling.record.merged);
        let cause = ruling.cause(which.into(), number);
        self.record(input, number, Trigger::Reported, ruling)?;
        self.under(cause, |cascade| cascade.make_of(which, IntakeChoice { duplicate_of, ..holds }))
    }

    /// What holds of an answer without a person's word.
    fn make_of(&mut self, which: IncidentRef, holds: IntakeChoice) -> Result<(), Refusal> {
        if let Some(kind) = holds.kind {
            let Some(incident) = self.state.incident(which).cloned() else { return Ok(()) };
            let mut events = Vec::new();
            intake::reclassify(&self.state, &incident, kind, self.now, &mut events)?;
            self.push_proposed(events)?;
        }
        let unlike = |priority: &_| self.state.incident(which).is_some_and(|incident| incident.priority != *priority);
        if let Some(priority) = holds.priority.filter(unlike) {
            self.push_proposed(vec![Event::Incident(IncidentEvent::PriorityChanged { incident: which, priority })])?;
        }
        let unlike = |needs: &Vec<_>| self.state.incident(which).is_some_and(|incident| incident.needs != *needs);
        if let Some(needs) = holds.needs.filter(unlike) {
            self.push_proposed(vec![Event::Incident(IncidentEvent::NeedsChanged { incident: which, needs })])?;
        }
        if let Some(into) = holds.duplicate_of {
            let events = incident::check::merge(&self.state, which, into, self.now)?;
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
}
