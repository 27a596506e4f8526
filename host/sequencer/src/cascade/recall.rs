//! Units called off less urgent work, where the county wants that and nobody else is there.

use domain::candidates::{Candidates, call_of, candidates, view_of};
use domain::decision::*;
use domain::hooks::{DispatchInput, Occasion};
use domain::ids::*;
use domain::incident::check::send;
use domain::plugin::Mode;
use domain::recall;
use domain::refusal::Refusal;
use domain::unit::check::release;

use super::Cascade;
use crate::question::Ruling;

impl Cascade<'_> {
    /// Recommends, or does at once, as the county's rules say. Nothing while a recommendation waits for a person's word.
    pub(super) fn recall(&mut self, which: IncidentRef) -> Result<(), Refusal> {
        let Some(loaded) = self.loaded() else { return Ok(()) };
        let Some(mode) = loaded.county().recall.as_ref().map(|rules| rules.mode) else { return Ok(()) };
        let Some(incident) = self.state.incident(which).filter(|incident| incident.short_since.is_some()).cloned()
        else {
            return Ok(());
        };
        if self.state.advice(which).is_some() || self.is_full() || self.out_of_budget() {
            return Ok(());
        }
        let view = view_of(&incident, &loaded);
        let Some(mut record) = recall::recommended(&self.state, &loaded, &view, self.now) else { return Ok(()) };
        self.waiting_work += loaded.travel.searched();
        for recall in &mut record.recalls {
            recall.instead = self.instead_of(recall);
        }
        let call = call_of(&incident, loaded.county(), Occasion::StillShort);
        let seen = record.candidates.iter().map(|candidate| candidate.0.clone()).collect();
        let input = DispatchInput { now: self.now, incident: view, call, candidates: seen, excluded: Vec::new() };
        let number = incident.escalated.last_decision + 1;
        let (assignments, recalls) = (record.assignments(), record.recalls.clone());
        let ruling = Ruling::built_in(mode, record);
        let cause = ruling.cause(which.into(), number);
        self.record(&input, number, Trigger::ShortOfUnits, ruling)?;
        if mode != Mode::Auto {
            return Ok(());
        }
        self.under(cause, |cascade| {
            for Recall { unit, from, .. } in recalls {
                release(&cascade.state, from, unit)?.into_iter().try_for_each(|event| cascade.push(event))?;
            }
            let mut events = Vec::new();
            send(&incident, assignments, number, &mut events);
            events.into_iter().try_for_each(|event| cascade.push(event))
        })
    }

    /// Whom the rule of the incident that a unit is called off would send there, as it stands now.
    fn instead_of(&mut self, recall: &Recall) -> Vec<Instead> {
        let (Some(loaded), Some(left)) = (self.loaded(), self.state.incident(recall.from)) else { return Vec::new() };
        let mut left = (**left).clone();
        left.assignments.retain(|sent| sent.unit != recall.unit || sent.released_at.is_some());
        let view = view_of(&left, &loaded);
        let Candidates { offered, excluded } = candidates(&self.state, &loaded, &view, self.now);
        if offered.is_empty() {
            return Vec::new();
        }
        let call = call_of(&left, loaded.county(), Occasion::UnitWithdrawn);
        let input = DispatchInput { now: self.now, incident: view, call, candidates: offered, excluded };
        let picks = self.ask_in_line(&input).record.picks;
        picks.into_iter().map(|pick| Instead { unit: pick.unit, eta_s: pick.eta_s }).collect()
    }
}
