//! Months and quarters by a county's own calendar.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::declare::named;
use crate::time::TimeMs;

named! {
    /// How long a period is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Length {
        Month = "month",
        Quarter = "quarter",
    }
}

/// A period of a county's calendar, from one midnight to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub length: Length,
    /// `2022-09`, `2022-Q3`.
    pub name: String,
    pub starts: TimeMs,
    /// Not of it any more.
    pub ends: TimeMs,
}

impl Length {
    const fn months(self) -> i8 {
        match self {
            Length::Month => 1,
            Length::Quarter => 3,
        }
    }

    fn begin_of(self, day: Date) -> Option<Date> {
        let month = day.month() - (day.month() - 1) % self.months();
        Date::new(day.year(), month, 1).ok()
    }

    /// The period that begins on a first of the month.
    fn from(self, first: Date, zone: &TimeZone) -> Option<Period> {
        let after = first.checked_add(jiff::Span::new().months(i64::from(self.months()))).ok()?;
        let name = match self {
            Length::Month => format!("{:04}-{:02}", first.year(), first.month()),
            Length::Quarter => format!("{:04}-Q{}", first.year(), (first.month() - 1) / 3 + 1),
        };
        Some(Period { length: self, name, starts: midnight(first, zone)?, ends: midnight(after, zone)? })
    }

    /// The last period that ended at this time or before it.
    pub fn closed(self, at: TimeMs, zone: &TimeZone) -> Option<Period> {
        let today = zone.to_datetime(Timestamp::from_millisecond(at.0).ok()?).date();
        let yesterday = self.begin_of(today)?.yesterday().ok()?;
        self.from(self.begin_of(yesterday)?, zone)
    }
}

impl Period {
    /// `2022-09` or `2022-Q3`, by the clocks of a zone.
    pub fn named(name: &str, zone: &TimeZone) -> Option<Period> {
        let (first, part) = name.split_once('-')?;
        let year = year(first)?;
        let (length, month) = match part.strip_prefix('Q') {
            Some(quarter) => (Length::Quarter, digits(quarter).filter(|of| (1..=4).contains(of))? * 3 - 2),
            None => (Length::Month, digits(part).filter(|of| part.len() == 2 && (1..=12).contains(of))?),
        };
        length.from(date(year, i8::try_from(month).ok()?, 1), zone)
    }
}

fn digits(text: &str) -> Option<i16> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// A year in four digits.
pub(crate) fn year(text: &str) -> Option<i16> {
    digits(text).filter(|year| text.len() == 4 && (1970..2106).contains(year))
}

pub(crate) fn midnight(day: Date, zone: &TimeZone) -> Option<TimeMs> {
    let instant = zone.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
    Some(TimeMs(instant.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_have_names_and_follow_one_another() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let read = |name| Period::named(name, &zone);
        let september = read("2022-09").unwrap();
        assert_eq!(september.starts.iso(&zone), "2022-09-01T00:00:00.000+08:00");
        assert_eq!(september.ends, read("2022-10").unwrap().starts);
        let quarter = read("2022-Q3").unwrap();
        assert_eq!((quarter.length, quarter.ends), (Length::Quarter, september.ends));
        assert_eq!(read("2022-12").unwrap().ends, read("2023-Q1").unwrap().starts);
        for bad in ["2022", "2022-9", "2022-13", "2022-00", "2022-Q5", "2022-Q0", "22-09", "1969-12", "2022-+9"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(Length::Month.closed(september.ends, &zone), Some(september.clone()));
        let before = TimeMs(september.ends.0 - 1);
        assert_eq!(Length::Month.closed(before, &zone).map(|of| of.name), Some("2022-08".to_owned()));
        assert_eq!(Length::Quarter.closed(before, &zone).map(|of| of.name), Some("2022-Q2".to_owned()));
        assert_eq!(Length::Month.closed(TimeMs(i64::MAX), &zone), None);
    }
}
