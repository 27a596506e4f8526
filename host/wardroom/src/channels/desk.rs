//! Where the couriers of one channel take the next notice from: the most urgent first, one of a matter at a time, so that a
//! matter's notices of one urgency leave in their order. After a failure that is the receiver's the channel rests: a single
//! courier then tries it again, with the most urgent that waits.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::limits::WEBHOOK_REST_S;
use domain::matter::Matter;
use domain::notice::NoticeRow;
use domain::state::State;
use domain::time::TimeMs;

#[derive(Default)]
pub struct Desk {
    under_way: Mutex<UnderWay>,
    changed: Condvar,
}

#[derive(Default)]
struct UnderWay {
    closed: bool,
    /// Counts up with all that may have to be handed over.
    news: u64,
    /// What couriers are just handing over is about these.
    matters: BTreeSet<Matter>,
    /// Failures in a row that were the receiver's.
    failures: usize,
    /// Until then it is left alone.
    rests_until: TimeMs,
}

/// What a courier does next.
pub enum Next {
    HandOver(Arc<NoticeRow>, Arc<State>, TimeMs),
    /// The house closes.
    Closed,
}

impl Desk {
    /// Something may have to be handed over.
    pub fn tell(&self) {
        self.lock().news += 1;
        self.changed.notify_all();
    }

    pub fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// Waits for a notice to hand over. Whoever gets one says [`Desk::done`] of its matter afterwards.
    pub fn next(&self, channel: &str, look: impl Fn() -> (Arc<State>, TimeMs)) -> Next {
        let mut under_way = self.lock();
        loop {
            if under_way.closed {
                return Next::Closed;
            }
            // Looked at with the desk in hand: what another courier has recorded is in the state before its matter is free.
            let (state, now) = look();
            if let Some(row) = under_way.choose(&state, channel, now) {
                let row = row.clone();
                under_way.matters.insert(row.sent.matter);
                return Next::HandOver(row, state, now);
            }
            let patience = under_way.patience(&state, channel, now);
            let seen = under_way.news;
            let waited = self.changed.wait_timeout_while(under_way, patience, |u| u.news == seen && !u.closed);
            under_way = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// A notice about this matter was handed over, or was not. `rests`: because of the receiver.
    pub fn done(&self, matter: Matter, now: TimeMs, rests: bool) {
        let mut under_way = self.lock();
        under_way.matters.remove(&matter);
        under_way.news += 1;
        if !rests {
            (under_way.failures, under_way.rests_until) = (0, TimeMs::default());
        } else if now >= under_way.rests_until {
            // Couriers that were under way together fail together, which is one failure of the receiver.
            let rest_s = WEBHOOK_REST_S[under_way.failures.min(WEBHOOK_REST_S.len() - 1)];
            under_way.failures += 1;
            under_way.rests_until = now.plus_s(rest_s);
        }
        drop(under_way);
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, UnderWay> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl UnderWay {
    fn choose<'a>(&self, state: &'a State, channel: &str, now: TimeMs) -> Option<&'a Arc<NoticeRow>> {
        let tried_by_another = self.failures > 0 && !self.matters.is_empty();
        if tried_by_another || now < self.rests_until {
            return None;
        }
        state.notices.next_due(channel, now, |matter| self.matters.contains(&matter))
    }

    /// How long there is nothing to do, if nothing comes in.
    fn patience(&self, state: &State, channel: &str, now: TimeMs) -> Duration {
        let due = [state.notices.due_after(channel, now), (now < self.rests_until).then_some(self.rests_until)];
        let ms = |due: TimeMs| u64::try_from(due.0 - now.0).unwrap_or_default();
        due.into_iter()
            .flatten()
            .min()
            .map_or(Duration::from_secs(u64::from(u32::MAX)), |due| Duration::from_millis(ms(due)))
    }
}
