//! Districts that a dispatch leaves with fewer free units than the county wants to have there.

use domain::built_in::code;
use domain::cover::{Gap, Standby, gaps};
use domain::hooks::{Message, Reason, ReasonValue, Urgency};
use domain::ids::*;
use domain::incident::Reality;
use domain::notice::Sender;
use domain::ports::Reference;
use domain::refusal::Refusal;
use domain::who::Who;

use super::Cascade;

impl Cascade<'_> {
    /// The district's room hears how many are left, and who could stand by there.
    pub(super) fn look_at_cover(&mut self, which: IncidentRef, sent: &[UnitRef]) -> Result<(), Refusal> {
        let Some(loaded) = self.loaded() else { return Ok(()) };
        if self.state.incident(which).is_none_or(|incident| incident.reality != Reality::Actual) {
            return Ok(());
        }
        for (cover, Gap { left, standby }) in gaps(&self.state, &loaded, sent, self.now) {
            let count = |of: u16| ReasonValue::Number(of.into());
            let district = Reference::District(cover.district).into();
            let skills = ReasonValue::Skills(cover.skills.low());
            let (left, wanted) = (count(left), count(cover.at_least));
            let why = match standby {
                Some(Standby { unit, from, eta_s }) => {
                    let (unit, from) = (Reference::Unit(unit).into(), Reference::District(from).into());
                    let eta = ReasonValue::Duration(eta_s);
                    Reason::new(code::COVER_GAP, [district, left, wanted, skills, unit, from, eta])
                }
                None => Reason::new(code::COVER_GAP_NOBODY, [district, left, wanted, skills]),
            };
            let room = Message::alarm(1, vec![Who::CommandRoom(cover.district)], why);
            self.notify(which.into(), Sender::Host, None, Message { urgency: Urgency::Attention, ..room })?;
        }
        Ok(())
    }
}
