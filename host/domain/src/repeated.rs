//! Commands that come again: the answer that was given the first time, kept under the key of the one who asked.

use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::command::IdempotencyKey;
use crate::ids::Digest;
use crate::limits::{IDEMPOTENCY_KEEP_S, IDEMPOTENCY_KEYS_MAX};
use crate::time::TimeMs;

/// Idempotency keys with the answers that were given, for a bounded time. A key belongs to the one who sent it: what two desks
/// call `1` are two.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RememberedKeys {
    /// By author and key, with a line break between them, which neither has.
    answers: OrdMap<String, Remembered>,
    /// Oldest first.
    order: Vector<(TimeMs, String)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remembered {
    pub fingerprint: Digest,
    pub answer: Answer,
}

fn whose(author: &str, key: &str) -> String {
    format!("{author}\n{key}")
}

impl RememberedKeys {
    pub fn get(&self, author: &str, key: &str) -> Option<&Remembered> {
        self.answers.get(&whose(author, key))
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// Each with its author and key, with a line break between them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Remembered)> {
        self.answers.iter().map(|(whose, known)| (whose.as_str(), known))
    }

    /// Keeps the answer to a command that came with a key.
    pub fn keep(&mut self, at: TimeMs, author: &str, key: &IdempotencyKey, answer: Answer) {
        let whose = whose(author, &key.key);
        let remembered = Remembered { fingerprint: key.fingerprint, answer };
        if self.answers.insert(whose.clone(), remembered).is_none() {
            self.order.push_back((at, whose));
        }
    }

    /// Lets go of those that are too old, or too many.
    pub(crate) fn forget(&mut self, at: TimeMs) {
        let oldest = TimeMs(at.0.saturating_sub(i64::from(IDEMPOTENCY_KEEP_S) * 1000));
        while self.order.front().is_some_and(|(at, _)| *at < oldest) || self.order.len() > IDEMPOTENCY_KEYS_MAX {
            if let Some((_, whose)) = self.order.pop_front() {
                self.answers.remove(&whose);
            }
        }
    }
}
