//! Workflows that a county has begun by its calendar: on which days, at what time by the clock on the wall, and what becomes of times
//! that were missed. When that is, stands in `schedule/times.rs`.

mod times;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::county::value::Value;
use crate::hooks::CatchUp;
use crate::ids::DistrictRef;

/// A kind of workflow that begins by itself in a district.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    pub code: String,
    pub workflow: String,
    pub district: DistrictRef,
    pub when: When,
    /// Minutes after midnight, by the clock on the wall. A time that summer time leaves out is an hour later.
    pub at_minute: u16,
    pub catch_up: CatchUp,
    /// Absent: the code and the day.
    pub key: Option<String>,
    /// What the form for the start is filled in with, as it is written: what a code leads to is looked up when it begins.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// A bit for each day of the week, bit 0 is Monday.
    Weekdays(u8),
    /// So many days after the last one has ended, however it did; the first at once.
    DaysAfterEnd(u16),
}
