//! The clock of a stage: in hours, or in working days by the county's calendar. One that stands still keeps what is left of it, in
//! whole working days or, on its last day, in seconds.

use serde::{Deserialize, Serialize};
use wardroom_plugin::{TimeS, view};

const HOUR_S: u32 = 3600;
const DAY_S: u32 = 24 * HOUR_S;

/// How long a stage may take: `{ "h": 4 }`, `{ "days": 5 }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Limit {
    H(u32),
    /// Working days.
    Days(u16),
}

/// What is left of a clock that stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Left {
    /// Working days after that on which it goes on.
    Days(u16),
    S(u32),
}

impl Limit {
    /// When a clock that starts now runs out.
    pub fn from(self, now: TimeS) -> TimeS {
        match self {
            Limit::H(hours) => now.saturating_add(hours * HOUR_S),
            Limit::Days(days) => Left::Days(days).from(now),
        }
    }

    /// What is left when it stops now; `None` where it has run out.
    pub fn left(self, now: TimeS, due_at: TimeS) -> Option<Left> {
        let left_s = due_at.checked_sub(now)?;
        let Limit::Days(most) = self else { return Some(Left::S(left_s)) };
        // On the last day the calendar has nothing between now and its end.
        let within = |days: &u16| view::after_working_days(now, *days).is_ok_and(|at| at <= due_at);
        let days = (1..=most).take_while(within).last();
        Some(days.map_or(Left::S(left_s), Left::Days))
    }
}

impl Left {
    /// When it runs out if it goes on now. Where there is no calendar days are counted as they come.
    pub fn from(self, now: TimeS) -> TimeS {
        match self {
            Left::S(seconds) => now.saturating_add(seconds),
            Left::Days(days) => {
                let as_they_come = now.saturating_add(u32::from(days) * DAY_S);
                view::after_working_days(now, days).unwrap_or(as_they_come)
            }
        }
    }
}
