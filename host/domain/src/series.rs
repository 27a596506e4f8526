//! Series: named numbers over time that the county or a gateway supplies, a wind speed or a river's level. Which there are stands in the
//! county's files; what was supplied is kept here, so that a decision that is run again sees the same.

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::time::TimeMs;

pub mod check;
pub mod command;
pub mod event;
mod fold;
mod kept;
pub mod refusal;

/// A value of a series at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The code of the series.
    pub series: String,
    /// The time for which the value holds; of a forecast it may lie ahead.
    pub at: TimeMs,
    /// Finite, in the unit that the county declares.
    pub value: f64,
}

/// The values of one series by the times for which they hold, the newest as many as are kept.
pub type Points = OrdMap<TimeMs, f64>;

/// Everything that was supplied, by the code of the series.
pub type SeriesPoints = OrdMap<String, Points>;

/// What a series shows at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    pub value: f64,
    /// The time for which it was supplied.
    pub at: TimeMs,
    /// Between that time and the one asked about.
    pub age_s: u32,
}
