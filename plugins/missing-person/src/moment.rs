//! A time as a form gives it: RFC 3339, with a zone. A guest has no calendar, so this is the little of one that it needs.

use wardroom_plugin::TimeS;

/// `2022-09-05T09:10:00+08:00` or `…T01:10Z`. `None` for anything else, and for what is not after 1970.
pub fn read(text: &str) -> Option<TimeS> {
    let (date, rest) = text.split_once('T')?;
    let zone_at = rest.find(['Z', '+', '-'])?;
    let (clock, zone) = rest.split_at(zone_at);
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = match clock.len() {
        5 => numbers(&format!("{clock}:00"), ':', [2, 2, 2])?,
        _ => numbers(clock, ':', [2, 2, 2])?,
    };
    if !(1..=12).contains(&month)
        || !(1..=days_in(year, month)).contains(&day)
        || hour > 23
        || minute > 59
        || second > 59
    {
        return None;
    }
    let local = days_to(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
    TimeS::try_from(local - zone_s(zone)?).ok()
}

/// East of Greenwich is positive.
fn zone_s(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let (sign, clock) = zone.split_at(1);
    let [hours, minutes] = numbers(clock, ':', [2, 2])?;
    let east = hours * 3_600 + minutes * 60;
    (hours < 24 && minutes < 60).then_some(if sign == "-" { -east } else { east })
}

/// Numbers of so many digits each.
fn numbers<const N: usize>(text: &str, between: char, digits: [usize; N]) -> Option<[i64; N]> {
    let mut parts = text.split(between);
    let mut found = [0; N];
    for (number, digits) in found.iter_mut().zip(digits) {
        let part =
            parts.next().filter(|part| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(found)
}

fn days_in(year: i64, month: i64) -> i64 {
    let (next_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    days_to(next_year, next_month, 1) - days_to(year, month, 1)
}

/// Days from 1970-01-01, by Hinnant's `days_from_civil`: years begin in March, so that the leap day is a year's last.
fn days_to(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use wardroom_plugin::testing::NOW;

    #[test]
    fn times_with_a_zone() {
        assert_eq!(read("2022-09-01T00:00:00Z"), Some(NOW));
        assert_eq!(read("2022-09-01T08:00+08:00"), Some(NOW));
        assert_eq!(read("2022-08-31T19:30:05-04:30"), Some(NOW + 5));
        assert_eq!(read("1970-01-01T00:00Z"), Some(0));
        assert_eq!(read("2000-02-29T00:00Z"), Some(951_782_400));
        assert_eq!(read("2096-02-29T12:00Z"), Some(3_981_355_200));
    }

    #[test]
    fn anything_else_is_no_time() {
        for text in [
            "",
            "T",
            "yesterday",
            "2022-09-01",
            "2022-09-01T08:00",
            "2022-09-01 08:00Z",
            "2022-13-01T00:00Z",
            "2022-02-29T00:00Z",
            "2022-00-01T00:00Z",
            "2022-09-00T00:00Z",
            "2022-09-01T24:00Z",
            "2022-09-01T08:60Z",
            "2022-09-01T08:00:60Z",
            "2022-09-01T08:00:00.5Z",
            "2022-9-1T08:00Z",
            "2022-09-01T08:00+8",
            "2022-09-01T08:00Zulu",
            "2022-09-01T08:00+24:00",
            "1969-12-31T23:59Z",
            "1970-01-01T00:00+00:01",
            "2022-09-01T+1:00Z",
            "９022-09-01T08:00Z",
            "9999-01-01T00:00Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
