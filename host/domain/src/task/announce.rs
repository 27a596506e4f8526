//! Whom a new task reaches, at the moment when it is made.

use crate::ids::NoticeRef;
use crate::incident::Reality;
use crate::notice::tell::address;
use crate::state::State;
use crate::task::NewTask;
use crate::time::TimeMs;

impl NewTask {
    /// The same with the notice that goes out with it.
    #[must_use]
    pub fn announced(mut self, state: &State, reality: Reality, now: TimeMs) -> NewTask {
        let Some(loaded) = state.county.as_deref() else { return self };
        let message = self.message(reality);
        let priority = self.matter.and_then(|matter| state.priority_of(matter));
        (self.told, _) = address(state, loaded, self.district, priority, &message, now);
        self.notice = Some(NoticeRef(state.notices.last.0 + 1));
        self
    }
}
