//! Time zones that a calendar defines itself (RFC 5545, 3.6.5), as far as a year's rule goes: the offset now, and from which Sunday of
//! which month to which the other holds.

use std::collections::BTreeMap;

use icalendar::parser::Component;
use jiff::tz::TimeZone;

use crate::calendar::fault::ZoneFault;

/// Each by its name, or why it can't be used.
pub fn defined(calendar: &Component<'_>) -> BTreeMap<String, Result<TimeZone, ZoneFault>> {
    let zones = calendar.components.iter().filter(|component| component.name == "VTIMEZONE");
    let named = |zone: &Component<'_>| Some((value(zone, "TZID")?.to_owned(), read(zone)));
    zones.filter_map(named).collect()
}

fn value<'a>(component: &'a Component<'_>, name: &str) -> Option<&'a str> {
    component.properties.iter().find(|property| property.name == name).map(|property| property.val.as_str().trim())
}

/// One of the two halves of the year.
struct Observance {
    /// From when on it holds, as a rule of POSIX: `M10.5.0/03:00:00`.
    begins: Option<String>,
    /// The date of its first time, to tell which of several is the newest.
    since: String,
    /// East of Greenwich, seconds.
    offset_s: i32,
}

fn read(zone: &Component<'_>) -> Result<TimeZone, ZoneFault> {
    let newest = |name: &str| -> Result<Option<Observance>, ZoneFault> {
        let of_name = zone.components.iter().filter(|component| component.name == name);
        // What has ended is of the past.
        let lasting =
            of_name.filter(|of| value(of, "RRULE").is_none_or(|rule| !rule.to_ascii_uppercase().contains("UNTIL=")));
        let all = lasting.map(observance).collect::<Result<Vec<_>, _>>()?;
        Ok(all.into_iter().max_by(|one, other| one.since.cmp(&other.since)))
    };
    let (standard, daylight) = (newest("STANDARD")?, newest("DAYLIGHT")?);
    let text = match (&standard, &daylight) {
        (None, None) => return Err(ZoneFault::Lapsed),
        (Some(only), None) | (None, Some(only)) => format!("<-00>{}", posix(only.offset_s)),
        (Some(Observance { begins: None, .. }), Some(_)) | (Some(_), Some(Observance { begins: None, .. })) => {
            return Err(ZoneFault::Summer);
        }
        (Some(standard), Some(daylight)) => format!(
            "<-00>{}<-00>{},{},{}",
            posix(standard.offset_s),
            posix(daylight.offset_s),
            daylight.begins.as_deref().unwrap_or_default(),
            standard.begins.as_deref().unwrap_or_default(),
        ),
    };
    TimeZone::posix(&text).map_err(|error| ZoneFault::Unreckoned { why: error.to_string() })
}

fn observance(of: &Component<'_>) -> Result<Observance, ZoneFault> {
    let offset = value(of, "TZOFFSETTO").ok_or(ZoneFault::OffsetMissing)?;
    let offset_s = seconds(offset).ok_or_else(|| ZoneFault::Offset { offset: offset.to_owned() })?;
    let since = value(of, "DTSTART").ok_or(ZoneFault::StartMissing)?;
    let time = since.split_once('T').map(|(_, time)| time).filter(|time| time.len() == 6 && is_digits(time));
    let time = time.ok_or_else(|| ZoneFault::LocalTime { time: since.to_owned() })?;
    let begins = match value(of, "RRULE") {
        Some(rule) => Some(format!("{}/{}:{}:{}", yearly(rule)?, &time[..2], &time[2..4], &time[4..])),
        None => None,
    };
    Ok(Observance { begins, since: since.to_owned(), offset_s })
}

/// `FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU` as `M10.5.0`.
fn yearly(rule: &str) -> Result<String, ZoneFault> {
    let upper = rule.to_ascii_uppercase();
    let wrong = || ZoneFault::Rule { rule: rule.to_owned() };
    let (mut month, mut day) = (None, None);
    for part in upper.split(';') {
        match part.split_once('=') {
            Some(("FREQ", "YEARLY") | ("INTERVAL", "1") | ("WKST", _)) => {}
            Some(("BYMONTH", of)) => month = of.parse().ok().filter(|month: &u8| (1..=12).contains(month)),
            Some(("BYDAY", of)) => day = nth_weekday(of),
            _ => return Err(wrong()),
        }
    }
    let (month, (nth, weekday)) = (month.ok_or_else(wrong)?, day.ok_or_else(wrong)?);
    Ok(format!("M{month}.{nth}.{weekday}"))
}

/// `-1SU` as the last, which POSIX calls the fifth, Sunday.
fn nth_weekday(text: &str) -> Option<(u8, usize)> {
    let (nth, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let weekday = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"].iter().position(|known| *known == day)?;
    let nth = match nth.trim_start_matches('+') {
        "-1" => 5,
        nth => nth.parse().ok().filter(|nth| (1..=4).contains(nth))?,
    };
    Some((nth, weekday))
}

/// `+0800` or `-003000`.
fn seconds(offset: &str) -> Option<i32> {
    let (sign, digits) = match offset.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    if !matches!(digits.len(), 4 | 6) || !is_digits(digits) {
        return None;
    }
    let part = |at: usize| digits.get(at..at + 2).map_or(Some(0), |part| part.parse::<i32>().ok());
    let seconds = part(0)? * 3600 + part(2)? * 60 + part(4)?;
    (seconds < 86_400).then_some(sign * seconds)
}

/// POSIX counts west of Greenwich.
fn posix(offset_s: i32) -> String {
    let (sign, s) = (if offset_s > 0 { "-" } else { "" }, offset_s.unsigned_abs());
    format!("{sign}{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
