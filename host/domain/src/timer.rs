//! Timers: rows of folded state with a generation, so that a late firing of a changed timer is a recorded no-op.

use std::collections::BTreeSet;

pub mod check;
pub mod command;
pub mod event;
mod fold;

use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};

use crate::clock::Held;
use crate::hooks::CatchUp;
use crate::ids::{IncidentRef, Version};
use crate::matter::{About, Matter};
use crate::time::TimeMs;

/// Whose timer of a matter it is: 0 and on are the matter's escalations in the order in which they were frozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimerOwner(u16);

impl TimerOwner {
    /// The host's own: a due time, a time-out, a retry.
    pub const HOST: TimerOwner = TimerOwner(OWNERS - 1);
    /// The plugin whose workflow it is.
    pub const WORKFLOW: TimerOwner = TimerOwner(OWNERS - 2);

    /// An escalation by its index; those beyond the last place share it.
    pub const fn escalation(index: u16) -> TimerOwner {
        TimerOwner(if index < OWNERS - 3 { index } else { OWNERS - 3 })
    }
}

const OWNERS: u16 = 1 << 12;

/// Which timer: the matter's kind (4 bits) and number (32), the owner (12), the owner's own key (16). Packed, so that it can be
/// a key of a JSON object and all timers of a matter stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimerId(pub u64);

impl TimerId {
    /// An escalation's timer, by the escalation's index.
    pub fn new(matter: impl Into<Matter>, escalation: u16, key: u16) -> TimerId {
        TimerId::of(matter, TimerOwner::escalation(escalation), key)
    }

    pub fn of(matter: impl Into<Matter>, owner: TimerOwner, key: u16) -> TimerId {
        let matter = matter.into();
        let (tag, number) = (u64::from(matter.tag()), u64::from(matter.number()));
        TimerId(tag << 60 | number << 28 | u64::from(owner.0) << 16 | u64::from(key))
    }

    /// `None`: of a kind that this version does not know.
    pub fn matter(self) -> Option<Matter> {
        Matter::from_tag((self.0 >> 60) as u8, (self.0 >> 28) as u32)
    }

    pub fn incident(self) -> Option<IncidentRef> {
        self.matter().and_then(Matter::incident)
    }

    pub fn owner(self) -> TimerOwner {
        TimerOwner((self.0 >> 16) as u16 % OWNERS)
    }

    /// The index of the escalation that owns it, if one does.
    pub fn escalation(self) -> Option<u16> {
        let owner = self.owner();
        (owner < TimerOwner::WORKFLOW).then_some(owner.0)
    }

    pub fn key(self) -> u16 {
        self.0 as u16
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// Counts up with every start and stop of a timer of this matter.
    pub generation: u32,
    pub due: TimeMs,
    pub catch_up: CatchUp,
    /// Fires again after each so many seconds.
    pub repeat_s: Option<u32>,
    /// The batch that started it. 0: one of a time before that was kept.
    pub version: Version,
}

impl Timer {
    /// The timer as it goes on after it fired at `now`, if it repeats: `each` makes up for every time that was missed, the
    /// others go on with the first time that lies ahead.
    fn after(&self, now: TimeMs, version: Version) -> Option<Timer> {
        let repeat_s = self.repeat_s?.max(1);
        let behind_s = now.since_s(self.due);
        let missed = if self.catch_up == CatchUp::Each { 0 } else { behind_s / repeat_s };
        let ahead_ms = i64::from(repeat_s) * 1000 * (i64::from(missed) + 1);
        let due = TimeMs(self.due.0.saturating_add(ahead_ms));
        Some(Timer { generation: self.generation + 1, due, version, ..*self })
    }
}

/// All running timers. As JSON a list of rows, since there may be a million of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<Row>", into = "Rows")]
pub struct Timers {
    rows: OrdMap<TimerId, Timer>,
    /// INVARIANT: this and `held` hold (due, id) of every row, in one of them, and nothing else.
    by_due: OrdSet<(TimeMs, TimerId)>,
    /// Those from before a gap that nobody has confirmed: they fire so much later than they are due.
    held: OrdSet<(TimeMs, TimerId)>,
    lag_ms: i64,
}

#[derive(Serialize, Deserialize)]
struct Row(TimerId, u32, TimeMs, CatchUp, Option<u32>, #[serde(default)] Version);

impl From<Vec<Row>> for Timers {
    fn from(rows: Vec<Row>) -> Timers {
        let row = |Row(id, generation, due, catch_up, repeat_s, version)| {
            (id, Timer { generation, due, catch_up, repeat_s, version })
        };
        let rows: OrdMap<TimerId, Timer> = rows.into_iter().map(row).collect();
        let by_due = rows.iter().map(|(id, timer)| (timer.due, *id)).collect();
        Timers { rows, by_due, ..Timers::default() }
    }
}

/// Written row by row, without a list of them all.
struct Rows(OrdMap<TimerId, Timer>);

impl From<Timers> for Rows {
    fn from(timers: Timers) -> Rows {
        Rows(timers.rows)
    }
}

impl Serialize for Rows {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .collect_seq(self.0.iter().map(|(id, t)| Row(*id, t.generation, t.due, t.catch_up, t.repeat_s, t.version)))
    }
}

impl Timers {
    pub fn start(&mut self, id: TimerId, timer: Timer) {
        self.stop(id);
        self.by_due.insert((timer.due, id));
        self.rows.insert(id, timer);
    }

    /// Whether it ran.
    pub fn stop(&mut self, id: TimerId) -> bool {
        match self.rows.remove(&id) {
            Some(timer) => {
                let by_due = self.by_due.remove(&(timer.due, id)).is_some();
                by_due || self.held.remove(&(timer.due, id)).is_some()
            }
            None => false,
        }
    }

    /// All that run now fire so much later, until they are released.
    pub(crate) fn hold(&mut self, lag_ms: i64) {
        self.release();
        (self.held, self.lag_ms) = (std::mem::take(&mut self.by_due), lag_ms);
    }

    /// Those that are held fire so much later.
    pub(crate) fn hold_by(&mut self, lag_ms: i64) {
        self.lag_ms = lag_ms;
    }

    pub(crate) fn release(&mut self) {
        let held = std::mem::take(&mut self.held);
        let own = std::mem::take(&mut self.by_due);
        (self.by_due, self.lag_ms) = (held.union(own), 0);
    }

    /// Tells anew which are held.
    pub(crate) fn derive(&mut self, held: Option<Held>) {
        self.release();
        let Some(Held { by, lag_ms }) = held else { return };
        let all = self.rows.iter().map(|(id, timer)| (timer.version, (timer.due, *id)));
        let (held, own): (Vec<_>, Vec<_>) = all.partition(|(version, _)| *version <= by);
        self.held = held.into_iter().map(|(_, due)| due).collect();
        self.by_due = own.into_iter().map(|(_, due)| due).collect();
        self.lag_ms = lag_ms;
    }

    /// It fires so much later, or sooner.
    pub(crate) fn shift(&mut self, id: TimerId, by_ms: i64) {
        let Some(timer) = self.rows.get_mut(&id) else { return };
        let due = timer.due;
        timer.due = due.plus_ms(by_ms);
        let shifted = (timer.due, id);
        if self.by_due.remove(&(due, id)).is_some() {
            self.by_due.insert(shifted);
        } else if self.held.remove(&(due, id)).is_some() {
            self.held.insert(shifted);
        }
    }

    /// Whether firing it at this generation means anything: it was not changed or stopped since.
    pub fn is_current(&self, id: TimerId, generation: u32) -> bool {
        self.rows.get(&id).is_some_and(|timer| timer.generation == generation)
    }

    /// Takes a timer that fires; one that repeats goes on. `None`: this firing means nothing. Else its last generation.
    pub fn fire(&mut self, id: TimerId, generation: u32, now: TimeMs, version: Version) -> Option<u32> {
        let timer = self.rows.get(&id).filter(|timer| timer.generation == generation)?.clone();
        self.stop(id);
        Some(match timer.after(now, version) {
            Some(next) => {
                let generation = next.generation;
                self.start(id, next);
                generation
            }
            None => generation,
        })
    }

    pub fn get(&self, id: TimerId) -> Option<&Timer> {
        self.rows.get(&id)
    }

    pub fn next_due(&self) -> Option<TimeMs> {
        let own = self.by_due.get_min().map(|(due, _)| *due);
        let held = self.held.get_min().map(|(due, _)| due.plus_ms(self.lag_ms));
        own.into_iter().chain(held).min()
    }

    /// Timers that fire at `now`, the longest overdue first, at most `limit`, each with how many seconds late it is.
    pub fn due(&self, now: TimeMs, limit: usize) -> Vec<(TimerId, Timer, u32)> {
        let own = self.by_due.iter().map(|(due, id)| (*due, *id)).take_while(|(due, _)| *due <= now);
        let held = self.held.iter().map(|(due, id)| (due.plus_ms(self.lag_ms), *id));
        let mut due: Vec<(TimeMs, TimerId)> = own.take(limit).collect();
        due.extend(held.take_while(|(due, _)| *due <= now).take(limit));
        due.sort_unstable();
        due.truncate(limit);
        due.into_iter().filter_map(|(due, id)| Some((id, self.rows.get(&id)?.clone(), now.since_s(due)))).collect()
    }

    /// All by when they are due, those after this one.
    pub fn after(&self, last: Option<(TimeMs, TimerId)>) -> impl Iterator<Item = (TimeMs, TimerId)> + '_ {
        use std::ops::Bound;
        let first = last.map_or(Bound::Unbounded, Bound::Excluded);
        let range = (first, Bound::Unbounded);
        let (mut own, mut held) = (self.by_due.range(range).peekable(), self.held.range(range).peekable());
        std::iter::from_fn(move || match (own.peek(), held.peek()) {
            (Some(one), Some(other)) if other < one => held.next().copied(),
            (Some(_), _) => own.next().copied(),
            (None, _) => held.next().copied(),
        })
    }

    /// The timers of a matter.
    pub fn of(&self, matter: impl Into<Matter>) -> BTreeSet<TimerId> {
        let matter = matter.into();
        let first = TimerId::of(matter, TimerOwner::escalation(0), 0);
        let last = TimerId::of(matter, TimerOwner::HOST, u16::MAX);
        self.rows.range(first..=last).map(|(id, _)| *id).collect()
    }

    /// The keys of one owner's timers of a matter.
    pub fn running(&self, matter: impl Into<Matter>, owner: TimerOwner) -> BTreeSet<u16> {
        let own = self.of(matter).into_iter().filter(|timer| timer.owner() == owner);
        own.map(TimerId::key).collect()
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&TimerId, &Timer)> {
        self.rows.iter()
    }
}

impl About for TimerId {
    fn matter(&self) -> Option<Matter> {
        TimerId::matter(*self)
    }
}
