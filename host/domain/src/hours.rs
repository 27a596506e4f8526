//! A county's own time: what the clock on its wall shows, the next instant within hours of the day, and the end of a number of
//! working days, whatever summer time does.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::county::calendar::Calendar;
use crate::limits::{HOURS_AHEAD_DAYS, IDLE_DAYS_MAX, WORKING_DAYS_MAX};
use crate::ports::{Hours, LocalTime, Season};
use crate::time::TimeMs;

const DAY_MIN: u16 = 24 * 60;

/// Where a county's clocks are and which of its days are worked on.
#[derive(Clone, Copy)]
pub struct LocalClock<'a> {
    pub zone: &'a TimeZone,
    pub calendar: &'a Calendar,
}

impl LocalClock<'_> {
    /// `None`: no such time.
    pub fn at(self, at: TimeMs) -> Option<LocalTime> {
        let local = self.zone.to_datetime(Timestamp::from_millisecond(at.0).ok()?);
        let date = local.date();
        Some(LocalTime {
            date,
            minute: u16::try_from(local.hour()).ok()? * 60 + u16::try_from(local.minute()).ok()?,
            day: self.calendar.kind(date),
            in_calendar: self.calendar.knows(date.year()),
        })
    }

    /// So many minutes after a day's midnight by the clock on the wall. A time that summer time leaves out is an hour later.
    pub fn instant(self, date: Date, minute: u16) -> Option<TimeMs> {
        instant(date, minute, self.zone)
    }

    /// The first instant from `at` on that lies within these hours. `None`: they do not come within `HOURS_AHEAD_DAYS`.
    pub fn next(self, at: TimeMs, hours: Hours) -> Option<TimeMs> {
        if hours.from_minute >= DAY_MIN || hours.until_minute > DAY_MIN {
            return None;
        }
        let today = self.zone.to_datetime(Timestamp::from_millisecond(at.0).ok()?).date();
        // Hours that began yesterday may last until today.
        let days = std::iter::successors(today.yesterday().ok(), |date| date.tomorrow().ok());
        days.take(HOURS_AHEAD_DAYS).find_map(|date| {
            let weekday = date.weekday().to_monday_zero_offset();
            let begins = hours.days >> weekday & 1 == 1
                && hours.day_kinds & self.calendar.kind(date).bit() != 0
                && hours.season.is_none_or(|season| season.holds(date));
            if !begins {
                return None;
            }
            let next_day = u16::from(hours.until_minute <= hours.from_minute);
            let starts = instant(date, hours.from_minute, self.zone)?;
            let ends = instant(date, hours.until_minute + next_day * DAY_MIN, self.zone)?;
            (at < ends).then_some(at.max(starts))
        })
    }

    /// The midnight that ends the working day which is so many after the day of `from`; that day itself does not count. `None`:
    /// none, or more than `WORKING_DAYS_MAX`.
    pub fn after_working_days(self, from: TimeMs, days: u16) -> Option<TimeMs> {
        if days == 0 || days > WORKING_DAYS_MAX {
            return None;
        }
        let today = self.zone.to_datetime(Timestamp::from_millisecond(from.0).ok()?).date();
        let after = std::iter::successors(today.tomorrow().ok(), |date| date.tomorrow().ok());
        let worked = after.take(usize::from(days) * IDLE_DAYS_MAX).filter(|date| self.calendar.kind(*date).is_worked());
        let last = worked.take(days.into()).last()?;
        instant(last, DAY_MIN, self.zone)
    }
}

impl Season {
    /// Dates of every year; a season that ends before it begins goes on into the next year.
    fn holds(self, date: Date) -> bool {
        let (today, from, until) = ((date.month(), date.day()), self.from, self.until);
        if from <= until { (from..=until).contains(&today) } else { today >= from || today <= until }
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
    use jiff::civil::date;

    use super::*;
    use crate::county::Names;
    use crate::county::calendar::{DayKind, SpecialDay};

    const EVERY_DAY: u8 = 0b111_1111;
    const ANY_KIND: u8 = 0b1111;

    fn time(at: &str) -> TimeMs {
        TimeMs::parse(at).expect("a time")
    }

    fn check(zone: &str, hours: (u16, u16, u8), at: &str, expected: Option<&str>) {
        let (from_minute, until_minute, days) = hours;
        let zone = TimeZone::get(zone).expect("a zone");
        let hours = Hours { from_minute, until_minute, days, day_kinds: ANY_KIND, season: None };
        let clock = LocalClock { zone: &zone, calendar: &Calendar::default() };
        assert_eq!(clock.next(time(at), hours), expected.map(time));
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

    /// A week off that a Sunday before and a Saturday after make up for.
    fn october() -> Calendar {
        let day = |day: i8, worked| SpecialDay { date: date(2025, 10, day), worked, name: Names::default() };
        let mut days: Vec<SpecialDay> = (1..=8).map(|of| day(of, false)).collect();
        days.insert(0, SpecialDay { date: date(2025, 9, 28), worked: true, name: Names::default() });
        days.push(day(11, true));
        Calendar { version: "2025".to_owned(), days }
    }

    #[test]
    fn a_day_is_what_the_calendar_says_and_else_what_its_weekday_says() {
        let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
        let (calendar, none) = (october(), Calendar::default());
        let kind = |calendar, at| {
            let local = LocalClock { zone: &zone, calendar }.at(time(at)).expect("a time");
            (local.day, local.in_calendar, local.minute)
        };
        // 16:30 in Greenwich is past midnight there.
        assert_eq!(kind(&calendar, "2025-09-27T16:30:00Z"), (DayKind::MakeUp, true, 30));
        assert_eq!(kind(&calendar, "2025-09-27T15:59:59Z"), (DayKind::Weekend, true, 1_439));
        assert_eq!(kind(&calendar, "2025-10-01T12:00:00+08:00"), (DayKind::Holiday, true, 720));
        assert_eq!(kind(&calendar, "2025-10-04T12:00:00+08:00"), (DayKind::Holiday, true, 720), "a Saturday");
        assert_eq!(kind(&calendar, "2025-10-09T12:00:00+08:00"), (DayKind::Working, true, 720));
        assert_eq!(kind(&calendar, "2026-10-01T12:00:00+08:00"), (DayKind::Working, false, 720), "it does not say");
        assert_eq!(kind(&none, "2025-10-04T12:00:00+08:00"), (DayKind::Weekend, false, 720));
    }

    #[test]
    fn hours_may_be_those_of_working_days_and_of_a_season() {
        let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
        let calendar = october();
        let clock = LocalClock { zone: &zone, calendar: &calendar };
        let worked = DayKind::Working.bit() | DayKind::MakeUp.bit();
        let office = Hours { from_minute: 480, until_minute: 1_080, days: EVERY_DAY, day_kinds: worked, season: None };
        let next = |hours, at| clock.next(time(at), hours);
        assert_eq!(next(office, "2025-09-27T12:00:00+08:00"), Some(time("2025-09-28T08:00:00+08:00")));
        assert_eq!(next(office, "2025-09-30T18:00:00+08:00"), Some(time("2025-10-09T08:00:00+08:00")));
        let flood = Hours { season: Some(Season { from: (4, 15), until: (10, 15) }), ..office };
        assert_eq!(next(flood, "2025-10-15T20:00:00+08:00"), Some(time("2026-04-15T08:00:00+08:00")));
        let winter = Hours { season: Some(Season { from: (12, 1), until: (2, 28) }), day_kinds: ANY_KIND, ..office };
        assert_eq!(next(winter, "2025-11-30T20:00:00+08:00"), Some(time("2025-12-01T08:00:00+08:00")));
        assert_eq!(next(winter, "2026-01-15T09:00:00+08:00"), Some(time("2026-01-15T09:00:00+08:00")));
        let never = Hours { season: Some(Season { from: (2, 30), until: (2, 31) }), ..winter };
        assert_eq!(next(never, "2026-01-15T09:00:00+08:00"), None);
    }

    #[test]
    fn working_days_end_at_midnight_and_have_a_limit() {
        let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
        let calendar = october();
        let clock = LocalClock { zone: &zone, calendar: &calendar };
        let after = |at, days| clock.after_working_days(time(at), days);
        // The Friday before: Sunday is worked on, then Monday and Tuesday, and the week after that nobody works.
        let friday = "2025-09-26T10:00:00+08:00";
        assert_eq!(after(friday, 1), Some(time("2025-09-29T00:00:00+08:00")));
        assert_eq!(after(friday, 3), Some(time("2025-10-01T00:00:00+08:00")));
        assert_eq!(after(friday, 4), Some(time("2025-10-10T00:00:00+08:00")));
        assert_eq!(after(friday, 0), None);
        assert!(after(friday, WORKING_DAYS_MAX).is_some());
        assert_eq!(after(friday, WORKING_DAYS_MAX + 1), None);
    }
}
