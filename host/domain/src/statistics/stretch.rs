//! Over which time figures are counted: a shift, or a day, a week or a month of the county's calendar.

use jiff::Timestamp;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::assessment::period::{Period, midnight, year};
use crate::declare::named;
use crate::roster::Shift;
use crate::time::TimeMs;

named! {
    /// How long a stretch is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Extent {
        Shift = "shift",
        Day = "day",
        /// From Monday on (ISO 8601).
        Week = "week",
        Month = "month",
    }
}

/// A stretch of time of a county's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub extent: Extent,
    /// `2022-09-12`, `2022-W37`, `2022-09`; of a shift when it starts: `2022-09-12T08:00`.
    pub name: String,
    pub starts: TimeMs,
    /// Not of it any more.
    pub ends: TimeMs,
}

impl Stretch {
    /// A day, a week or a month by its name.
    pub fn named(name: &str, zone: &TimeZone) -> Option<Stretch> {
        let number = |text: &str| (text.len() == 2).then(|| digits(text)).flatten();
        let (first, rest) = name.split_once('-')?;
        let in_year = year(first)?;
        if let Some(week) = rest.strip_prefix('W') {
            return week_of(ISOWeekDate::new(in_year, number(week)?, Weekday::Monday).ok()?, zone);
        }
        match rest.split_once('-') {
            Some((month, day)) => day_of(Date::new(in_year, number(month)?, number(day)?).ok()?, zone),
            // Quarters are periods of assessments alone.
            None => number(rest).and_then(|_| month(name, zone)),
        }
    }

    /// The day of an instant.
    pub fn today(at: TimeMs, zone: &TimeZone) -> Option<Stretch> {
        day_of(zone.to_datetime(Timestamp::from_millisecond(at.0).ok()?).date(), zone)
    }

    pub fn of_shift(shift: &Shift, zone: &TimeZone) -> Stretch {
        Stretch::between(Extent::Shift, shift.starts, shift.ends, zone)
    }

    fn between(extent: Extent, starts: TimeMs, ends: TimeMs, zone: &TimeZone) -> Stretch {
        Stretch { extent, name: starts.iso(zone).chars().take(16).collect(), starts, ends }
    }

    /// The same a year before: the day of the same date, the week of the same number, the month of the same name, and of a shift the
    /// same hours of the same date, whoever was on duty then. `None`: that year has none.
    pub fn year_before(&self, zone: &TimeZone) -> Option<Stretch> {
        let local = |at: TimeMs| Some(zone.to_datetime(Timestamp::from_millisecond(at.0).ok()?));
        let before = |day: Date| Date::new(day.year() - 1, day.month(), day.day()).ok();
        let starts = local(self.starts)?;
        match self.extent {
            Extent::Shift => {
                let instant = |at: TimeMs| {
                    let at = local(at)?;
                    let at = before(at.date())?.to_datetime(at.time());
                    Some(TimeMs(zone.to_timestamp(at).ok()?.as_millisecond()))
                };
                Some(Stretch::between(Extent::Shift, instant(self.starts)?, instant(self.ends)?, zone))
            }
            Extent::Day => day_of(before(starts.date())?, zone),
            Extent::Week => {
                let week = starts.date().iso_week_date();
                week_of(ISOWeekDate::new(week.year() - 1, week.week(), Weekday::Monday).ok()?, zone)
            }
            Extent::Month => month(&format!("{:04}-{:02}", starts.year() - 1, starts.month()), zone),
        }
    }
}

fn digits(text: &str) -> Option<i8> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn day_of(day: Date, zone: &TimeZone) -> Option<Stretch> {
    let (starts, ends) = (midnight(day, zone)?, midnight(day.tomorrow().ok()?, zone)?);
    Some(Stretch { extent: Extent::Day, name: day.to_string(), starts, ends })
}

fn week_of(monday: ISOWeekDate, zone: &TimeZone) -> Option<Stretch> {
    let first = monday.date();
    let after = first.checked_add(jiff::Span::new().weeks(1)).ok()?;
    let name = format!("{:04}-W{:02}", monday.year(), monday.week());
    Some(Stretch { extent: Extent::Week, name, starts: midnight(first, zone)?, ends: midnight(after, zone)? })
}

fn month(name: &str, zone: &TimeZone) -> Option<Stretch> {
    let Period { name, starts, ends, .. } = Period::named(name, zone)?;
    Some(Stretch { extent: Extent::Month, name, starts, ends })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, zone: &str) -> Option<Stretch> {
        Stretch::named(name, &TimeZone::get(zone).unwrap())
    }

    #[test]
    fn stretches_have_names_and_follow_one_another() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let here = |name| read(name, "Asia/Shanghai");
        let week = here("2022-W37").unwrap();
        assert_eq!((week.starts, week.ends), (here("2022-09-12").unwrap().starts, here("2022-09-18").unwrap().ends));
        assert_eq!(here("2022-09-30").unwrap().ends, here("2022-10").unwrap().starts);
        assert_eq!(here("2021-01-01").unwrap().starts.iso(&zone), "2021-01-01T00:00:00.000+08:00");
        assert_eq!(here("2020-W53").unwrap().starts, here("2020-12-28").unwrap().starts);
        assert_eq!(Stretch::today(week.starts, &zone), here("2022-09-12"));
        assert_eq!(Stretch::today(TimeMs(i64::MAX), &zone), None);
        for bad in [
            "",
            "2022",
            "2022-9",
            "2022-13",
            "2022-09-31",
            "2022-9-12",
            "2022-09-1",
            "2022-W00",
            "2022-W54",
            "2021-W53",
            "2022-W7",
            "2022-w37",
            "2022-Q3",
            "22-09-12",
            "1969-12-31",
            "2022-+9",
            "2022-09-12 ",
            "2022-09-12-1",
        ] {
            assert_eq!(here(bad), None, "{bad}");
        }
    }

    /// A day on which the clocks go forward has 23 hours, one on which they go back 25.
    #[test]
    fn a_day_is_as_long_as_the_countys_clock_says() {
        let hours = |name| read(name, "Europe/Berlin").map(|day| day.ends.since_s(day.starts) / 3_600);
        assert_eq!(["2022-03-27", "2022-10-30", "2022-10-31"].map(hours), [Some(23), Some(25), Some(24)]);
    }

    #[test]
    fn each_has_its_like_in_the_year_before_or_none() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let before = |name| read(name, "Europe/Berlin").unwrap().year_before(&zone).map(|of| of.name);
        let named = |name: &str| Some(name.to_owned());
        assert_eq!(before("2024-09"), named("2023-09"));
        assert_eq!(before("2024-09-12"), named("2023-09-12"));
        assert_eq!(before("2024-W37"), named("2023-W37"));
        assert_eq!((before("2024-02-29"), before("2020-W53")), (None, None));
        // A shift keeps its hours by the clock on the wall: the one year in summer time, the other not.
        let at = |text| TimeMs::parse(text).unwrap();
        let (starts, ends) = (at("2024-03-30T20:00:00+01:00"), at("2024-03-31T08:00:00+02:00"));
        let shift = Stretch::between(Extent::Shift, starts, ends, &zone);
        let earlier = shift.year_before(&zone).unwrap();
        assert_eq!((shift.name.as_str(), earlier.name.as_str()), ("2024-03-30T20:00", "2023-03-30T20:00"));
        assert_eq!((earlier.ends, earlier.ends.since_s(earlier.starts)), (at("2023-03-31T08:00:00+02:00"), 12 * 3_600));
    }
}
