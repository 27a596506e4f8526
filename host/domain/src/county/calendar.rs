//! Which days are worked on: the county's own list of holidays and of working days that make up for them, over the weekdays.

pub use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Names;

/// The days that differ from what their weekday says. Where they are shifted each year, each year's are added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// What the county calls this state of the list.
    pub version: String,
    /// By date, each once.
    pub days: Vec<SpecialDay>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialDay {
    pub date: Date,
    /// Worked on although it is a weekend; else nobody works although it may be a weekday.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub worked: bool,
    pub name: Names,
}

/// What sort of day it is, as for work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// A weekday, and no holiday.
    Working,
    Weekend,
    Holiday,
    /// A weekend that is worked on, to make up for a holiday.
    MakeUp,
}

impl DayKind {
    pub const fn is_worked(self) -> bool {
        matches!(self, DayKind::Working | DayKind::MakeUp)
    }

    /// Its bit in a set of kinds.
    pub const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl Calendar {
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    pub fn kind(&self, date: Date) -> DayKind {
        let weekend = is_weekend(date);
        match self.days.binary_search_by_key(&date, |day| day.date) {
            Ok(at) if !self.days[at].worked => DayKind::Holiday,
            Ok(_) if weekend => DayKind::MakeUp,
            Ok(_) => DayKind::Working,
            Err(_) if weekend => DayKind::Weekend,
            Err(_) => DayKind::Working,
        }
    }

    /// Whether it says anything of this year. Of any other only the weekdays are known.
    pub fn knows(&self, year: i16) -> bool {
        let first = self.days.partition_point(|day| day.date.year() < year);
        self.days.get(first).is_some_and(|day| day.date.year() == year)
    }
}

pub fn is_weekend(date: Date) -> bool {
    date.weekday().to_monday_zero_offset() >= 5
}
