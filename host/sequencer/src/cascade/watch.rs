//! Units on incidents that are not heard of in time: who is told.

use std::sync::Arc;

use domain::built_in::code;
use domain::county::status_timer::Expected;
use domain::hooks::{Message, Reason, ReasonValue};
use domain::ids::*;
use domain::incident::Reality;
use domain::notice::Sender;
use domain::ports::Reference;
use domain::refusal::Refusal;
use domain::state::Incident;
use domain::unit::watch::watch_timer;
use domain::who::Who;

use super::Cascade;

impl Cascade<'_> {
    /// A unit hears that it is sent, where the county wants it to say that it goes.
    pub(super) fn tell_unit(&mut self, which: IncidentRef, unit: UnitRef) -> Result<(), Refusal> {
        let (Some(loaded), Some(incident)) = (self.loaded(), self.state.incident(which).cloned()) else {
            return Ok(());
        };
        let Some(within_s) = loaded.county().expects(Expected::Accepted, unit, incident.priority) else {
            return Ok(());
        };
        let Some(sent) = incident.active().filter(|assignment| assignment.unit == unit).last() else { return Ok(()) };
        if sent.on_scene_at.is_some() {
            // It was there before it was sent.
            return Ok(());
        }
        let why = Reason::new(code::SENT, [ReasonValue::Duration(sent.eta_s)]);
        // No telephone rings for an exercise: the command room hears of it, and answers for nobody.
        let (to, accepted_within_s) = match incident.reality {
            Reality::Actual => (Who::Unit(unit), Some(within_s)),
            Reality::Exercise | Reality::Test => (Who::CommandRoom(incident.place.district), None),
        };
        let order = Message { accepted_within_s, ..Message::alarm(1, vec![to], why) };
        self.notify(which.into(), Sender::Host, None, order)
    }

    /// The units that are on an incident hear that it is elsewhere, and so does the command room of a district into which it was moved.
    pub(super) fn tell_of_relocation(&mut self, which: IncidentRef, from: DistrictRef) -> Result<(), Refusal> {
        let Some(incident) = self.state.incident(which).cloned() else { return Ok(()) };
        let units: Vec<Who> = incident.units().map(Who::Unit).collect();
        if !units.is_empty() && incident.reality == Reality::Actual {
            let order = Message::alarm(1, units, Reason::bare(code::RELOCATED));
            self.notify(which.into(), Sender::Host, None, order)?;
        }
        if incident.place.district == from {
            return Ok(());
        }
        self.tell_room(which, Reason::new(code::RELOCATED_HERE, [Reference::District(from).into()]))
    }

    pub(super) fn unit_not_accepted(&mut self, notice: NoticeRef) -> Result<(), Refusal> {
        let Some(row) = self.state.notices.get(notice) else { return Ok(()) };
        let Some((which, unit)) = row.sent.ordered() else { return Ok(()) };
        let waited_s = self.now.since_s(row.at);
        self.tell_of_unit(which, unit, code::NOT_ACCEPTED, waited_s)
    }

    /// A unit was to be heard of by now. Whether it was is known from what it said and, for contact, from where it was seen.
    pub(super) fn unit_overdue(
        &mut self,
        which: IncidentRef,
        unit: UnitRef,
        expected: Expected,
    ) -> Result<(), Refusal> {
        let (Some(loaded), Some(incident)) = (self.loaded(), self.state.incident(which).cloned()) else {
            return Ok(());
        };
        let Some(within_s) = loaded.county().expects(expected, unit, incident.priority) else { return Ok(()) };
        let Some(mut since) = self.state.waits_since(&incident, unit, expected) else { return Ok(()) };
        let code = match expected {
            Expected::Accepted => return Ok(()),
            Expected::UnderWay => code::NOT_UNDER_WAY,
            Expected::Done => code::LONG_ON_SCENE,
            Expected::Contact => {
                let seen = self.state.unit(unit).and_then(|live| live.fix).map(|fix| fix.at);
                since = seen.filter(|seen| *seen <= self.now).map_or(since, |seen| seen.max(since));
                code::NO_CONTACT
            }
        };
        let heard = since.plus_s(within_s) > self.now;
        if !heard {
            self.tell_of_unit(which, unit, code, self.now.since_s(since))?;
        }
        if expected != Expected::Contact {
            return Ok(());
        }
        // It is listened for as long as it is there.
        let due = if heard { since.plus_s(within_s) } else { self.now.plus_s(within_s) };
        self.start_once(which.into(), watch_timer(which, unit, expected), due)
    }

    /// The command room hears of an agency that has not confirmed a hand-off, as often as the time for that passes again.
    pub(super) fn tell_of_unconfirmed(&mut self, which: IncidentRef, number: u32) -> Result<(), Refusal> {
        let awaited = |incident: &&Arc<Incident>| self.state.waits_for_agencies(incident);
        let Some(incident) = self.state.incident(which).filter(awaited) else {
            return Ok(());
        };
        let Some(open) = incident.unconfirmed().find(|of| of.number == number) else { return Ok(()) };
        let (agency, waited_s) = (ReasonValue::Text(open.to.clone()), self.now.since_s(open.at));
        self.tell_room(which, Reason::new(code::HAND_OFF_UNCONFIRMED, [agency, ReasonValue::Duration(waited_s)]))
    }

    /// The command room hears of a unit on an incident.
    fn tell_of_unit(&mut self, which: IncidentRef, unit: UnitRef, code: u16, waited_s: u32) -> Result<(), Refusal> {
        self.tell_room(which, Reason::new(code, [Reference::Unit(unit).into(), ReasonValue::Duration(waited_s)]))
    }
}
