//! The county's own time on the wire.

use domain::county::calendar::{Date, DayKind};
use domain::ports;

use super::bindings::wardroom::plugin::view as wire;

pub(super) fn hours(hours: wire::Hours) -> ports::Hours {
    let wire::Hours { from_minute, until_minute, days, day_kinds, season } = hours;
    // A month or a day that there is not is in no season.
    let number = |number: u8| i8::try_from(number).unwrap_or(i8::MAX);
    let season = season.map(|season| ports::Season {
        from: (number(season.from_month), number(season.from_day)),
        until: (number(season.until_month), number(season.until_day)),
    });
    ports::Hours { from_minute, until_minute, days, day_kinds, season }
}

pub(super) fn time(shown: &ports::LocalTime) -> wire::WallClock {
    wire::WallClock {
        date: date(shown.date),
        weekday: shown.date.weekday().to_monday_zero_offset().unsigned_abs(),
        minute: shown.minute,
        day: match shown.day {
            DayKind::Working => wire::DayKind::Working,
            DayKind::Weekend => wire::DayKind::Weekend,
            DayKind::Holiday => wire::DayKind::Holiday,
            DayKind::MakeUp => wire::DayKind::MakeUp,
        },
        in_calendar: shown.in_calendar,
    }
}

pub(super) fn date(date: Date) -> wire::Date {
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    wire::Date { year: date.year().unsigned_abs(), month, day }
}
