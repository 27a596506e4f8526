//! Units that are sent past those who lead them: these hear of it.

use domain::built_in::code;
use domain::hooks::{Message, Reason, ReasonValue, Urgency};
use domain::ids::*;
use domain::incident::Reality;
use domain::leaders::{is_direct, past_whom};
use domain::notice::Sender;
use domain::ports::Reference;
use domain::refusal::Refusal;

use super::Cascade;

impl Cascade<'_> {
    /// Each of them once, however many of their units go. Nobody has to answer.
    pub(super) fn tell_those_between(
        &mut self,
        which: IncidentRef,
        sent: &[UnitRef],
        decision: Option<u32>,
    ) -> Result<(), Refusal> {
        let Some(loaded) = self.loaded() else { return Ok(()) };
        let Some(rule) = &loaded.county().flat_command else { return Ok(()) };
        // No telephone rings for an exercise.
        let actual = self.state.incident(which).is_some_and(|incident| incident.reality == Reality::Actual);
        if !actual || !is_direct(&self.state, rule, which, decision) {
            return Ok(());
        }
        for (between, units) in past_whom(&self.state, &loaded, rule, which, sent, self.now) {
            let Some((first, others)) = units.split_first() else { continue };
            let unit = Reference::Unit(*first).into();
            let why = match u32::try_from(others.len()).unwrap_or(u32::MAX) {
                0 => Reason::new(code::SENT_DIRECTLY, [unit]),
                others => Reason::new(code::SEVERAL_SENT_DIRECTLY, [unit, ReasonValue::Number(others.into())]),
            };
            let word = Message { urgency: Urgency::Info, ..Message::alarm(1, between, why) };
            self.notify(which.into(), Sender::Host, None, word)?;
        }
        Ok(())
    }
}
