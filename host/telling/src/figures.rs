//! Figures as people write them: durations, distances, shares, plain numbers, instants of the county's day.

use crate::lang::Lang;
use crate::tell;

/// `45 s`, `4 min 10 s`, `2 h 5 min`, `3 d 4 h`: the two biggest parts.
pub fn duration(seconds: u64, lang: Lang) -> String {
    let parts = [seconds / 86_400, seconds % 86_400 / 3_600, seconds % 3_600 / 60, seconds % 60];
    let part = |nth: usize| match (nth, parts[nth]) {
        (0, count) => tell!(lang, "figure.days", count),
        (1, count) => tell!(lang, "figure.hours", count),
        (2, count) => tell!(lang, "figure.minutes", count),
        (_, count) => tell!(lang, "figure.seconds", count),
    };
    let first = parts.iter().position(|count| *count > 0).unwrap_or(parts.len() - 1);
    match parts.get(first + 1) {
        Some(count) if *count > 0 => tell!(lang, "figure.two-parts", first = part(first), second = part(first + 1)),
        _ => part(first),
    }
}

/// How a timer's line goes on if it repeats.
pub fn then_every(repeat_s: Option<u32>, lang: Lang) -> String {
    repeat_s.map_or_else(String::new, |s| tell!(lang, "timer.repeats", every = duration(u64::from(s), lang)))
}

/// `850 m`, `1.2 km`.
pub fn distance(metres: f64, lang: Lang) -> String {
    let metres = metres.round();
    if metres < 1_000.0 {
        return tell!(lang, "figure.metres", metres);
    }
    tell!(lang, "figure.kilometres", kilometres = number((metres / 100.0).round() / 10.0))
}

/// Whole numbers as they are, others to two places; `?` for what is no number.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return "?".to_owned();
    }
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Of microseconds: `0.4 ms`, `12 ms`.
pub fn milliseconds(micros: u32, lang: Lang) -> String {
    let ms = f64::from(micros) / 1_000.0;
    let text = if ms < 10.0 { format!("{ms:.1}") } else { format!("{ms:.0}") };
    tell!(lang, "figure.milliseconds", ms = text)
}

/// An instant as ISO 8601 (`2022-09-01T00:04:44.000+08:00`), for a clock on the wall: the time alone on `day`, the date with
/// it on any other.
pub fn clock(iso: &str, day: &str) -> String {
    let (Some(date), Some(time)) = (iso.get(..10), iso.get(11..19)) else { return iso.to_owned() };
    if day.get(..10) == Some(date) { time.to_owned() } else { format!("{date} {time}") }
}

/// The whole of it: `2022-09-01 00:04:44`.
pub fn date_and_clock(iso: &str) -> String {
    clock(iso, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_two_parts_at_most() {
        let told = |seconds| (duration(seconds, Lang::En), duration(seconds, Lang::Zh));
        for (seconds, en, zh) in [
            (0, "0 s", "0秒"),
            (59, "59 s", "59秒"),
            (60, "1 min", "1分"),
            (250, "4 min 10 s", "4分10秒"),
            (3_600, "1 h", "1小时"),
            (3_645, "1 h", "1小时"),
            (7_500, "2 h 5 min", "2小时5分"),
            (273_600, "3 d 4 h", "3天4小时"),
        ] {
            assert_eq!(told(seconds), (en.to_owned(), zh.to_owned()), "{seconds}");
        }
    }

    #[test]
    fn distances_change_to_kilometres() {
        assert_eq!(distance(999.4, Lang::En), "999 m");
        assert_eq!(distance(999.6, Lang::En), "1 km");
        assert_eq!(distance(1_250.0, Lang::Zh), "1.3公里");
        assert_eq!(distance(20_000.0, Lang::En), "20 km");
    }

    #[test]
    fn numbers_are_short() {
        let told: Vec<String> = [1.0, 2.5, 0.125, -0.001, f64::NAN, 1e9].into_iter().map(number).collect();
        assert_eq!(told, ["1", "2.5", "0.12", "0", "?", "1000000000"]);
    }

    #[test]
    fn a_clock_says_the_date_only_of_another_day() {
        let at = "2022-09-01T00:04:44.000+08:00";
        assert_eq!(clock(at, "2022-09-01T23:00:00.000+08:00"), "00:04:44");
        assert_eq!(clock(at, "2022-08-31T23:00:00.000+08:00"), "2022-09-01 00:04:44");
    }
}
