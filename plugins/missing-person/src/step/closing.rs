//! The end of a search: a person confirms it, everything open is called off, the identity is kept for a while and then erased.
//! Until then it can be reopened.

use wardroom_plugin::workflow::{Effect, Field};
use wardroom_plugin::{Phase, Reason, Urgency, reason};

use super::{ASK_DRONE, ERASE, NEWS, Step};
use crate::forms::CLOSING;
use crate::state::{End, Stage};
use crate::why;

const DAY_S: u32 = 86_400;

impl Step<'_> {
    /// Somebody reports the person found. A person of the room confirms before anybody is called off.
    pub(super) fn confirm(&mut self, found: Reason) {
        self.tell_room(NEWS, Urgency::Emergency, found);
        self.wait_for_closing(why::DO_CONFIRM);
    }

    pub(super) fn wait_for_closing(&mut self, why: u16) {
        self.search.stage = Stage::Confirming;
        self.stop_widening();
        self.stop_timer(ASK_DRONE);
        self.room_task(CLOSING, reason(why));
    }

    /// It was not the person after all.
    pub(super) fn go_on(&mut self) {
        self.search.stage = Stage::Searching;
        self.remark(reason(why::WENT_ON));
        self.keep_widening();
        self.hand_out();
        self.ask_drone();
    }

    pub(super) fn close(&mut self, end: End, merged: bool) {
        if !self.instance.tasks.is_empty() {
            self.remark(reason(why::TASKS_CANCELLED).with(self.instance.tasks.len() as u32));
        }
        self.effects.extend(self.instance.tasks.iter().map(|key| Effect::CancelTask(*key)));
        self.effects.extend(self.instance.timers.iter().map(|key| Effect::StopTimer(*key)));
        self.search.stage = Stage::Closed { end, merged };
        self.search.handed_out.clear();
        self.search.waiting.clear();
        self.search.sweeping.clear();
        match self.instance.incident.as_ref().map(|incident| incident.phase) {
            Some(phase) if may_resolve(phase) => self.effects.push(Effect::StepIncident(Phase::Resolved)),
            Some(Phase::Reported) => self.remark(reason(why::INCIDENT_STAYS)),
            _ => {}
        }
        self.start_timer(ERASE, u32::from(self.settings.identity_kept_days) * DAY_S, None);
    }

    /// The search begins anew, from where the person was last seen by what is known now.
    pub(super) fn reopen(&mut self, fields: &[Field]) {
        self.search.stage = Stage::Searching;
        self.search.drone_asks = 0;
        self.stop_timer(ERASE);
        self.remark(reason(why::REOPENED));
        let may_reopen = [Phase::Resolved, Phase::Closed, Phase::Cancelled];
        if self.instance.incident.as_ref().is_some_and(|incident| may_reopen.contains(&incident.phase)) {
            self.effects.push(Effect::StepIncident(Phase::Reopened));
        }
        self.see_anew(fields);
        self.begin();
    }

    /// The days are over: nobody can read any more who was missing.
    pub(super) fn erase(&mut self, end: End) {
        self.remark(reason(why::IDENTITY_ERASED).with(self.settings.identity_kept_days));
        self.effects.push(Effect::ErasePersonalData);
        self.ended = Some(end);
    }
}

/// As the life cycle of incidents has it.
fn may_resolve(phase: Phase) -> bool {
    matches!(phase, Phase::Accepted | Phase::Assigned | Phase::EnRoute | Phase::OnScene | Phase::Reopened)
}
