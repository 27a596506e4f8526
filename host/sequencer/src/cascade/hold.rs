//! Dispatch that waits for a person's word on whether a report is a duplicate, and how that ends.

use domain::cause::Cause;
use domain::decision::Trigger;
use domain::event::{Event, IncidentEvent};
use domain::ids::IncidentRef;
use domain::incident::hold::{Hold, HoldEnd};
use domain::refusal::Refusal;

use super::Cascade;

impl Cascade<'_> {
    /// A report is likely to be a duplicate, and a person has to say so: nobody is sent before, for as long as the county waits.
    pub(super) fn hold(&mut self, which: IncidentRef) -> Result<(), Refusal> {
        let Some(Hold { of, decision, until }) = self.state.hold_of(which, self.now) else { return Ok(()) };
        let held = IncidentEvent::Held { incident: which, of, decision, until };
        self.under(Cause::Command, |cascade| cascade.push(Event::Incident(held)))
    }

    pub(super) fn is_held(&self, which: IncidentRef) -> bool {
        self.state.incident(which).is_some_and(|incident| incident.hold.is_some())
    }

    pub(super) fn is_held_for(&self, which: IncidentRef, decision: u32) -> bool {
        let hold = self.state.incident(which).and_then(|incident| incident.hold);
        hold.is_some_and(|hold| hold.decision == decision)
    }

    /// Why it waits no more, if the county does not wait at its priority.
    pub(super) fn ended_by_priority(&self, which: IncidentRef) -> Option<HoldEnd> {
        let incident = self.state.incident(which).filter(|incident| incident.hold.is_some())?;
        let waits = self.loaded()?.county().duplicates.wait_s(incident.priority).is_some();
        (!waits).then_some(HoldEnd::Priority)
    }

    /// It goes on as if it had come in now. Of one that has been merged meanwhile nothing is left to wait.
    pub(super) fn end_hold(&mut self, which: IncidentRef, end: HoldEnd) -> Result<(), Refusal> {
        if !self.is_held(which) {
            return Ok(());
        }
        self.under(Cause::Command, |cascade| {
            cascade.push(Event::Incident(IncidentEvent::HoldEnded { incident: which, end }))
        })?;
        self.plan_dispatch(which, Trigger::HoldEnded);
        Ok(())
    }
}
