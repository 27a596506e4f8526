//! The bounded queue in front of the writer. What is urgent has places that nothing else may take.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::command::Envelope;
use domain::limits::{COMMAND_QUEUE_MAX, COMMAND_QUEUE_RESERVED};
use domain::ports::Reply;
use domain::refusal::Refusal;
use domain::refusal::room::RoomRefusal;

#[derive(Default)]
pub struct Queue {
    inner: Mutex<Inner>,
    changed: Condvar,
}

#[derive(Default)]
struct Inner {
    waiting: VecDeque<(Envelope, Reply)>,
    /// Taken and not yet worked out.
    in_hand: usize,
    closed: bool,
}

/// What a wait came to.
pub enum Taken {
    /// Possibly none, if the time was up.
    Commands(Vec<(Envelope, Reply)>),
    /// Closed and empty.
    Closed,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands the reply back with the refusal if there is no room.
    pub fn push(&self, envelope: Envelope, reply: Reply) -> Result<(), (Refusal, Reply)> {
        let limit =
            if envelope.command.is_reserved() { COMMAND_QUEUE_MAX } else { COMMAND_QUEUE_MAX - COMMAND_QUEUE_RESERVED };
        let mut inner = self.lock();
        if inner.closed {
            return Err((RoomRefusal::Stopping.into(), reply));
        }
        if inner.waiting.len() >= limit {
            return Err((RoomRefusal::QueueFull { waiting: limit }.into(), reply));
        }
        inner.waiting.push_back((envelope, reply));
        drop(inner);
        self.changed.notify_one();
        Ok(())
    }

    /// Waits for commands, at most this long, and takes up to `limit` of them.
    pub fn take(&self, limit: usize, patience: Duration) -> Taken {
        let mut inner = self.lock();
        if inner.waiting.is_empty() && !inner.closed && !patience.is_zero() {
            let waited = self.changed.wait_timeout(inner, patience);
            inner = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        if inner.waiting.is_empty() && inner.closed {
            return Taken::Closed;
        }
        let count = inner.waiting.len().min(limit);
        inner.in_hand += count;
        Taken::Commands(inner.waiting.drain(..count).collect())
    }

    /// A command that was taken has been worked out.
    pub fn worked_out(&self) {
        let mut inner = self.lock();
        inner.in_hand = inner.in_hand.saturating_sub(1);
    }

    /// Commands that nobody has worked out yet.
    pub fn len(&self) -> usize {
        let inner = self.lock();
        inner.waiting.len() + inner.in_hand
    }

    /// Takes nothing more and gives up what waits: those who are to be told.
    pub fn abandon(&self) -> Vec<Reply> {
        let mut inner = self.lock();
        inner.closed = true;
        inner.in_hand = 0;
        let waiting = std::mem::take(&mut inner.waiting);
        drop(inner);
        self.changed.notify_all();
        waiting.into_iter().map(|(_, reply)| reply).collect()
    }

    /// Takes nothing more; what waits is still served.
    pub fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use domain::command::{Command, IncidentCommand, MatterCommand};
    use domain::ids::IncidentRef;

    use super::*;

    #[test]
    fn the_last_places_are_for_intake_and_acknowledgements() {
        let queue = Queue::default();
        let merge = || Envelope::system(Command::Incident(IncidentCommand::Unmerge { incident: IncidentRef(1) }));
        for _ in 0..COMMAND_QUEUE_MAX - COMMAND_QUEUE_RESERVED {
            assert!(queue.push(merge(), Box::new(|_| ())).is_ok());
        }
        let refused = queue.push(merge(), Box::new(|_| ())).err().map(|(refusal, _)| refusal.code.name());
        assert_eq!(refused, Some("queue-full"));
        let acknowledge =
            || Envelope::system(Command::Matter(MatterCommand::Acknowledge { matter: IncidentRef(1).into() }));
        for _ in 0..COMMAND_QUEUE_RESERVED {
            assert!(queue.push(acknowledge(), Box::new(|_| ())).is_ok());
        }
        assert!(queue.push(acknowledge(), Box::new(|_| ())).is_err());
        queue.close();
        let refused = queue.push(acknowledge(), Box::new(|_| ())).err().map(|(refusal, _)| refusal.code.name());
        assert_eq!(refused, Some("stopping"));
        assert!(matches!(queue.take(10, Duration::ZERO), Taken::Commands(taken) if taken.len() == 10));
        assert_eq!(queue.len(), COMMAND_QUEUE_MAX, "what was taken is not worked out yet");
        queue.worked_out();
        assert_eq!(queue.len(), COMMAND_QUEUE_MAX - 1);
    }
}
