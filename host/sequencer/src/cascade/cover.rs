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
            let gap = [Reference::District(cover.district).into(), count(left), count(cover.at_least)];
            let gap = gap.into_iter().chain([ReasonValue::Skills(cover.skills.low())]);
            let why = match standby {
                Some(Standby { unit, from, eta_s }) => {
                    let who = [Reference::Unit(unit).into(), Reference::District(from).into()];
                    Reason::new(code::COVER_GAP, gap.chain(who).chain([ReasonValue::Duration(eta_s)]))
                }
                None => Reason::new(code::COVER_GAP_NOBODY, gap),
            };
            let room = Message::alarm(1, vec![Who::CommandRoom(cover.district)], why);
            self.notify(which.into(), Sender::Host, None, Message { urgency: Urgency::Attention, ..room })?;
        }
        Ok(())
    }
}
