//! Hours of the day in a county's own time, and the next instant within them, whatever summer time does.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::ports::Hours;
use crate::time::TimeMs;

const DAY_MIN: u16 = 24 * 60;

impl Hours {
    /// The first instant from `at` on that lies within them. `None`: they never come.
    pub fn next(self, at: TimeMs, zone: &TimeZone) -> Option<TimeMs> {
        if self.from_minute >= DAY_MIN || self.until_minute > DAY_MIN {
            return None;
        }
        let today = zone.to_datetime(Timestamp::from_millisecond(at.0).ok()?).date();
        // Hours that began yesterday may last until today.
        (-1..=7_i64).find_map(|days| {
            let date = today.checked_add(Span::new().try_days(days).ok()?).ok()?;
            let weekday = date.weekday().to_monday_zero_offset();
            if self.days >> weekday & 1 == 0 {
                return None;
            }
            let next_day = u16::from(self.until_minute <= self.from_minute);
            let starts = instant(date, self.from_minute, zone)?;
            let ends = instant(date, self.until_minute + next_day * DAY_MIN, zone)?;
            (at < ends).then_some(at.max(starts))
        })
    }
}

/// So many minutes after a day's midnight by the clock on the wall. A time that summer time leaves out is an hour later.
fn instant(date: Date, minute: u16, zone: &TimeZone) -> Option<TimeMs> {
    let date = date.checked_add(Span::new().try_days(i64::from(minute / DAY_MIN)).ok()?).ok()?;
    let minute = minute % DAY_MIN;
    let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
    let instant = zone.to_timestamp(date.at(hour, minute, 0, 0)).ok()?;
    Some(TimeMs(instant.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY_DAY: u8 = 0b111_1111;

    fn check(zone: &str, hours: (u16, u16, u8), at: &str, expected: Option<&str>) {
        let (from_minute, until_minute, days) = hours;
        let zone = TimeZone::get(zone).expect("a zone");
        let at = TimeMs::parse(at).expect("a time");
        let next = Hours { from_minute, until_minute, days }.next(at, &zone);
        assert_eq!(next, expected.map(|at| TimeMs::parse(at).expect("a time")));
    }

    #[test]
    fn the_county_s_own_clock_counts() {
        let office = (8 * 60, 18 * 60, 0b001_1111);
        let shanghai = |at, expected| check("Asia/Shanghai", office, at, Some(expected));
        shanghai("2022-09-01T07:59:59+08:00", "2022-09-01T08:00:00+08:00");
        shanghai("2022-09-01T08:00:00+08:00", "2022-09-01T08:00:00+08:00");
        shanghai("2022-09-01T17:59:59+08:00", "2022-09-01T17:59:59+08:00");
        shanghai("2022-09-01T18:00:00+08:00", "2022-09-02T08:00:00+08:00");
        // From Friday evening to Monday morning.
        shanghai("2022-09-02T18:00:00+08:00", "2022-09-05T08:00:00+08:00");
    }

    #[test]
    fn a_night_belongs_to_the_day_on_which_it_begins() {
        let night = (22 * 60, 6 * 60, 0b001_0000);
        let check = |at, expected| check("Asia/Shanghai", night, at, Some(expected));
        check("2022-09-03T05:59:00+08:00", "2022-09-03T05:59:00+08:00");
        check("2022-09-03T06:00:00+08:00", "2022-09-09T22:00:00+08:00");
        check("2022-09-02T21:00:00+08:00", "2022-09-02T22:00:00+08:00");
    }

    /// Shouning has no summer time; a county elsewhere has a day of 23 hours and one of 25.
    #[test]
    fn summer_time_neither_loses_nor_doubles_hours() {
        let morning = (8 * 60, 9 * 60, EVERY_DAY);
        check("Europe/Berlin", morning, "2022-03-27T01:30:00+01:00", Some("2022-03-27T08:00:00+02:00"));
        check("Europe/Berlin", morning, "2022-10-30T01:30:00+02:00", Some("2022-10-30T08:00:00+01:00"));
        // 02:30 is left out in spring, and comes twice in autumn: the first counts.
        let small = (150, 160, EVERY_DAY);
        check("Europe/Berlin", small, "2022-03-27T01:00:00+01:00", Some("2022-03-27T03:30:00+02:00"));
        check("Europe/Berlin", small, "2022-10-30T01:00:00+02:00", Some("2022-10-30T02:30:00+02:00"));
        let whole = (0, 1440, EVERY_DAY);
        check("Europe/Berlin", whole, "2022-10-30T23:59:59+01:00", Some("2022-10-30T23:59:59+01:00"));
    }

    #[test]
    fn hours_that_never_come_are_not_found() {
        for hours in [(0, 60, 0), (1440, 60, EVERY_DAY), (0, 1441, EVERY_DAY)] {
            check("Asia/Shanghai", hours, "2022-09-01T07:00:00+08:00", None);
        }
    }
}
