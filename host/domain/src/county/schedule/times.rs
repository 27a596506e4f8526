//! When a schedule is due: the next time by the clock on the wall, and so many days after the last one has ended. That it is begun then is the
//! sequencer's.

use crate::county::schedule::{Schedule, When};
use crate::hours::LocalClock;
use crate::limits::SCHEDULE_AHEAD_DAYS;
use crate::time::TimeMs;

impl Schedule {
    /// The first time after an instant. `None`: it never comes.
    pub fn next(&self, clock: LocalClock<'_>, after: TimeMs) -> Option<TimeMs> {
        let today = clock.at(after)?.date;
        let days = std::iter::successors(Some(today), |date| date.tomorrow().ok()).take(SCHEDULE_AHEAD_DAYS);
        let weekdays = match self.when {
            When::Weekdays(days) => days,
            When::DaysAfterEnd(_) => u8::MAX,
        };
        let on = days.filter(|date| weekdays >> date.weekday().to_monday_zero_offset() & 1 == 1);
        on.filter_map(|date| clock.instant(date, self.at_minute)).find(|at| *at > after)
    }

    /// When it is due after the last one has ended. `None`: that has nothing to do with it.
    pub fn after_end(&self, clock: LocalClock<'_>, ended: TimeMs) -> Option<TimeMs> {
        let When::DaysAfterEnd(days) = self.when else { return None };
        let date = clock.at(ended)?.date.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
        clock.instant(date, self.at_minute)
    }

    /// The key of one that is due then.
    pub fn key(&self, clock: LocalClock<'_>, due: TimeMs) -> String {
        let day = || clock.at(due).map(|local| local.date.to_string()).unwrap_or_default();
        self.key.clone().unwrap_or_else(|| format!("{}-{}", self.code, day()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::tz::TimeZone;

    use super::*;
    use crate::county::calendar::Calendar;
    use crate::hooks::CatchUp;
    use crate::ids::DistrictRef;

    fn time(at: &str) -> TimeMs {
        TimeMs::parse(at).expect("a time")
    }

    fn schedule(when: When, at_minute: u16) -> Schedule {
        let (code, workflow) = ("review".to_owned(), "review".to_owned());
        let (district, catch_up, key, fields) = (DistrictRef(0), CatchUp::Once, None, BTreeMap::new());
        Schedule { code, workflow, district, when, at_minute, catch_up, key, fields }
    }

    #[track_caller]
    fn check(zone: &str, schedule: &Schedule, after: &str, expected: &[&str]) {
        let zone = TimeZone::get(zone).expect("a zone");
        let clock = LocalClock { zone: &zone, calendar: &Calendar::default() };
        let found = std::iter::successors(schedule.next(clock, time(after)), |at| schedule.next(clock, *at));
        let found: Vec<TimeMs> = found.take(expected.len()).collect();
        assert_eq!(found, expected.iter().map(|at| time(at)).collect::<Vec<_>>());
    }

    #[test]
    fn every_monday_at_eight() {
        let mondays = schedule(When::Weekdays(1), 8 * 60);
        let expected = ["2022-09-05T08:00:00+08:00", "2022-09-12T08:00:00+08:00"];
        check("Asia/Shanghai", &mondays, "2022-09-01T00:00:00+08:00", &expected);
        check("Asia/Shanghai", &mondays, "2022-09-05T07:59:59+08:00", &expected);
        check("Asia/Shanghai", &mondays, "2022-09-05T08:00:00+08:00", &expected[1..]);
        check("Asia/Shanghai", &schedule(When::Weekdays(0), 0), "2022-09-01T00:00:00+08:00", &[]);
        let clock = TimeZone::get("Asia/Shanghai").expect("a zone");
        let never = schedule(When::Weekdays(0), 0);
        let clock = LocalClock { zone: &clock, calendar: &Calendar::default() };
        assert_eq!(never.next(clock, time("2022-09-01T00:00:00+08:00")), None);
    }

    #[test]
    fn eight_o_clock_is_eight_o_clock_whatever_summer_time_does() {
        let daily = schedule(When::Weekdays(0b111_1111), 8 * 60);
        let spring = ["2022-03-26T08:00:00+01:00", "2022-03-27T08:00:00+02:00", "2022-03-28T08:00:00+02:00"];
        check("Europe/Berlin", &daily, "2022-03-26T00:00:00+01:00", &spring);
        // 02:30 is left out in spring, and comes twice in autumn: each day has one.
        let small = schedule(When::Weekdays(0b111_1111), 150);
        let spring = ["2022-03-27T03:30:00+02:00", "2022-03-28T02:30:00+02:00"];
        check("Europe/Berlin", &small, "2022-03-27T00:00:00+01:00", &spring);
        let autumn = ["2022-10-30T02:30:00+02:00", "2022-10-31T02:30:00+01:00"];
        check("Europe/Berlin", &small, "2022-10-30T00:00:00+02:00", &autumn);
    }

    #[test]
    fn days_after_the_end_of_the_last_one_are_days_of_the_calendar() {
        let later = schedule(When::DaysAfterEnd(15), 8 * 60);
        let zone = TimeZone::get("Europe/Berlin").expect("a zone");
        let clock = LocalClock { zone: &zone, calendar: &Calendar::default() };
        let after = |ended| later.after_end(clock, time(ended));
        assert_eq!(after("2022-03-20T23:59:59+01:00"), Some(time("2022-04-04T08:00:00+02:00")));
        assert_eq!(after("2022-03-21T00:00:00+01:00"), Some(time("2022-04-05T08:00:00+02:00")));
        assert_eq!(schedule(When::Weekdays(1), 0).after_end(clock, time("2022-03-20T00:00:00+01:00")), None);
        assert_eq!(later.key(clock, time("2022-04-03T23:30:00Z")), "review-2022-04-04");
    }
}
