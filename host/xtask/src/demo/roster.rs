//! Today's roster, so that somebody is on duty and is about to be relieved: the example's first days, moved to now.

use std::fmt::Write;

use anyhow::{Context, Result, bail};
use jiff::{SignedDuration, Timestamp};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// From the running shift on.
const KEPT: SignedDuration = SignedDuration::from_hours(3 * 24);

/// The rows of `example` that fall into its first days, moved by whole hours so that its first shift covers `now` and has between
/// one hour and two left: long enough for the demo, and short enough to be handed over at any time of the day.
pub fn moved(example: &str, now: Timestamp) -> Result<String> {
    let mut lines = example.lines();
    let header = lines.next().context("an empty roster")?;
    let rows = lines.map(Row::read).collect::<Result<Vec<Row<'_>>>>()?;
    let first = rows.iter().min_by_key(|row| row.starts).context("a roster without shifts")?;
    let by = HOUR.checked_mul(whole_hours(now.duration_since(first.ends))? + 2).context("too far away")?;
    let mut moved = format!("{header}\n");
    for row in rows.iter().filter(|row| row.starts.duration_since(first.starts) < KEPT) {
        writeln!(moved, "{},{},{},{}", row.district, row.starts + by, row.ends + by, row.rest)?;
    }
    Ok(moved)
}

/// Rounded down, also before the example.
fn whole_hours(time: SignedDuration) -> Result<i32> {
    Ok(i32::try_from(time.as_secs().div_euclid(HOUR.as_secs()))?)
}

struct Row<'a> {
    district: &'a str,
    starts: Timestamp,
    ends: Timestamp,
    /// Slot and person.
    rest: &'a str,
}

impl Row<'_> {
    fn read(line: &str) -> Result<Row<'_>> {
        let cells: Vec<&str> = line.splitn(4, ',').collect();
        let [district, starts, ends, rest] = cells[..] else { bail!("`{line}` is no row of a roster") };
        Ok(Row { district, starts: starts.parse()?, ends: ends.parse()?, rest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = "district,starts,ends,slot,person\n\
        D1,2022-08-31T08:00:00+08:00,2022-09-01T08:00:00+08:00,officer,P1\n\
        D1,2022-09-02T08:00:00+08:00,2022-09-03T08:00:00+08:00,officer,\n\
        D1,2022-09-03T08:00:00+08:00,2022-09-04T08:00:00+08:00,officer,P3\n";

    fn at(now: &str) -> String {
        moved(EXAMPLE, now.parse().unwrap()).unwrap()
    }

    #[test]
    fn the_first_shift_covers_now_with_an_hour_or_two_left_and_two_days_follow() {
        let expected = "district,starts,ends,slot,person\n\
            D1,2026-11-22T19:00:00Z,2026-11-23T19:00:00Z,officer,P1\n\
            D1,2026-11-24T19:00:00Z,2026-11-25T19:00:00Z,officer,\n";
        assert_eq!(at("2026-11-23T17:49:40Z"), expected);
        assert_eq!(at("2026-11-23T17:00:00Z"), expected);
        assert!(at("2026-11-23T18:00:00Z").contains("D1,2026-11-22T20:00:00Z,2026-11-23T20:00:00Z"));
    }

    #[test]
    fn a_clock_before_the_example_still_finds_its_shift() {
        assert!(at("2022-08-30T12:00:00Z").contains("D1,2022-08-29T14:00:00Z,2022-08-30T14:00:00Z"));
    }

    #[test]
    fn what_is_no_roster_is_refused() {
        for text in ["", "district,starts,ends,slot,person\n", "h\nD1,today,tomorrow,officer,P1\n", "h\nD1\n"] {
            assert!(moved(text, Timestamp::UNIX_EPOCH).is_err(), "{text:?}");
        }
    }
}
