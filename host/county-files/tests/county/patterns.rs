//! Shifts generated from a pattern: turns of crews, and days on which the clock is set.

use county_files::pattern::Pattern;
use expect_test::{Expect, expect};
use jiff::civil::Date;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[track_caller]
fn check(pattern: &str, from: &str, until: &str, expected: Expect) {
    let told = Pattern::read(pattern).and_then(|pattern| {
        let shifts = pattern.generate(day(from), day(until))?;
        pattern.csv(&shifts)
    });
    expected.assert_eq(&told.unwrap_or_else(|fault| format!("{}: {}\n", fault.place, fault.message)));
}

const TWO_CREWS: &str = r#"
zone = "Asia/Shanghai"

[[district]]
code = "D1"
first_day = "2022-09-01"
starts = ["08:00"]
length_min = 1440
crew = [{ leader = ["A"], officer = ["B", "C"] }, { leader = ["D"], officer = ["E", ""] }]
"#;

#[test]
fn crews_take_turns() {
    check(
        TWO_CREWS,
        "2022-08-30",
        "2022-09-03",
        expect![[r#"
        district,starts,ends,slot,person
        D1,2022-09-01T08:00:00+08:00,2022-09-02T08:00:00+08:00,leader,A
        D1,2022-09-01T08:00:00+08:00,2022-09-02T08:00:00+08:00,officer,B
        D1,2022-09-01T08:00:00+08:00,2022-09-02T08:00:00+08:00,officer,C
        D1,2022-09-02T08:00:00+08:00,2022-09-03T08:00:00+08:00,leader,D
        D1,2022-09-02T08:00:00+08:00,2022-09-03T08:00:00+08:00,officer,E
        D1,2022-09-02T08:00:00+08:00,2022-09-03T08:00:00+08:00,officer,
        D1,2022-09-03T08:00:00+08:00,2022-09-04T08:00:00+08:00,leader,A
        D1,2022-09-03T08:00:00+08:00,2022-09-04T08:00:00+08:00,officer,B
        D1,2022-09-03T08:00:00+08:00,2022-09-04T08:00:00+08:00,officer,C
    "#]],
    );
}

#[test]
fn days_on_which_there_is_nothing_to_make() {
    let after_it = expect![[r#"
        : the first day, 2022-09-03, is after the last, 2022-09-01
    "#]];
    check(TWO_CREWS, "2022-09-03", "2022-09-01", after_it);
    // An empty file was all that came of it.
    let before_it = expect![[r#"
        : makes no shift until 2022-08-31; its first day is 2022-09-01
    "#]];
    check(TWO_CREWS, "2022-08-20", "2022-08-31", before_it);
}

#[test]
fn shifts_are_counted_and_not_days() {
    let three_crews_two_shifts = r#"
zone = "Asia/Shanghai"
[[district]]
code = "D1"
first_day = "2022-09-01"
starts = ["08:00", "20:00"]
length_min = 720
crew = [{ leader = ["A"] }, { leader = ["B"] }, { leader = ["C"] }]
"#;
    check(
        three_crews_two_shifts,
        "2022-09-01",
        "2022-09-02",
        expect![[r#"
        district,starts,ends,slot,person
        D1,2022-09-01T08:00:00+08:00,2022-09-01T20:00:00+08:00,leader,A
        D1,2022-09-01T20:00:00+08:00,2022-09-02T08:00:00+08:00,leader,B
        D1,2022-09-02T08:00:00+08:00,2022-09-02T20:00:00+08:00,leader,C
        D1,2022-09-02T20:00:00+08:00,2022-09-03T08:00:00+08:00,leader,A
    "#]],
    );
    // Wherever one begins to generate, the same day has the same crew.
    check(
        three_crews_two_shifts,
        "2022-09-02",
        "2022-09-02",
        expect![[r#"
        district,starts,ends,slot,person
        D1,2022-09-02T08:00:00+08:00,2022-09-02T20:00:00+08:00,leader,C
        D1,2022-09-02T20:00:00+08:00,2022-09-03T08:00:00+08:00,leader,A
    "#]],
    );
}

fn in_berlin(starts: &str, length_min: u32) -> String {
    format!(
        "zone = \"Europe/Berlin\"\n[[district]]\ncode = \"D1\"\nfirst_day = \"2022-01-01\"\nstarts = [{starts}]\n\
         length_min = {length_min}\ncrew = [{{ leader = [\"A\"] }}]\n"
    )
}

/// The clock is set forward on 2022-03-27 at 02:00 and back on 2022-10-30 at 03:00: that day has 23 hours, and this one 25.
#[test]
fn days_on_which_the_clock_is_set() {
    let around_the_clock = in_berlin("\"08:00\"", 1440);
    check(
        &around_the_clock,
        "2022-03-26",
        "2022-03-27",
        expect![[r#"
        district,starts,ends,slot,person
        D1,2022-03-26T08:00:00+01:00,2022-03-27T08:00:00+02:00,leader,A
        D1,2022-03-27T08:00:00+02:00,2022-03-28T08:00:00+02:00,leader,A
    "#]],
    );
    check(
        &around_the_clock,
        "2022-10-29",
        "2022-10-30",
        expect![[r#"
        district,starts,ends,slot,person
        D1,2022-10-29T08:00:00+02:00,2022-10-30T08:00:00+01:00,leader,A
        D1,2022-10-30T08:00:00+01:00,2022-10-31T08:00:00+01:00,leader,A
    "#]],
    );
    // A time of day that there is not, and one that there is twice.
    let at_night = in_berlin("\"02:30\"", 1440);
    check(
        &at_night,
        "2022-03-26",
        "2022-03-27",
        expect![[r#"
        district,starts,ends,slot,person
        D1,2022-03-26T02:30:00+01:00,2022-03-27T03:30:00+02:00,leader,A
        D1,2022-03-27T03:30:00+02:00,2022-03-28T02:30:00+02:00,leader,A
    "#]],
    );
    check(
        &at_night,
        "2022-10-29",
        "2022-10-30",
        expect![[r#"
        district,starts,ends,slot,person
        D1,2022-10-29T02:30:00+02:00,2022-10-30T02:30:00+02:00,leader,A
        D1,2022-10-30T02:30:00+02:00,2022-10-31T02:30:00+01:00,leader,A
    "#]],
    );
    // A shift that the clock skips is none.
    check(
        &in_berlin("\"02:00\"", 60),
        "2022-03-27",
        "2022-03-27",
        expect![[r#"
        district,starts,ends,slot,person
    "#]],
    );
}

/// In every zone and on every day, a shift ends when the next begins.
#[test]
fn cover_without_a_gap_in_zones_that_set_the_clock() {
    for zone in ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Shanghai"] {
        for (starts, length_min) in [("\"00:00\", \"08:00\", \"16:00\"", 480), ("\"02:30\", \"14:30\"", 720)] {
            let pattern = Pattern::read(&in_berlin(starts, length_min).replace("Europe/Berlin", zone)).unwrap();
            let shifts = pattern.generate(day("2022-01-01"), day("2023-12-31")).unwrap();
            assert!(shifts.len() >= 2 * 730, "{zone}");
            for pair in shifts.windows(2) {
                assert_eq!(pair[0].ends, pair[1].starts, "{zone}: {pair:?}");
            }
        }
    }
}

#[test]
fn patterns_that_are_none() {
    let two = |from: &str, to: &str| TWO_CREWS.replacen(from, to, 1);
    for (pattern, expected) in [
        (
            two("zone = \"Asia/Shanghai\"", "zone = \"Asia/Atlantis\""),
            expect![[r#"
            zone: `Asia/Atlantis` is not a time zone of the IANA data base
        "#]],
        ),
        (
            two("length_min", "length_h"),
            expect![[r#"
            : line 8: unknown field `length_h`, expected one of `code`, `first_day`, `starts`, `length_min`, `crew`
        "#]],
        ),
        (
            two("1440", "0"),
            expect![[r#"
            district[1].length_min: a shift has 1 to 10080 minutes
        "#]],
        ),
        (
            two("1440", "10081"),
            expect![[r#"
            district[1].length_min: a shift has 1 to 10080 minutes
        "#]],
        ),
        (
            two("\"08:00\"", "\"08:00\", \"08:00\""),
            expect![[r#"
            district[1].starts[2]: `08:00` is no later than the one before
        "#]],
        ),
        (
            two("\"08:00\"", "\"8 o'clock\""),
            expect![[r#"
            district[1].starts[1]: `8 o'clock` is no time of day like 08:00
        "#]],
        ),
        (
            two("[\"08:00\"]", "[]"),
            expect![[r#"
            district[1].starts: a day has 1 to 24 starts
        "#]],
        ),
        (
            two("2022-09-01", "2022-09-31"),
            expect![[r#"
            district[1].first_day: `2022-09-31` is no day like 2022-08-31
        "#]],
        ),
        (
            two("[\"A\"]", "[]"),
            expect![[r#"
            district[1].crew[1]: a crew has codes of 1 to 50 persons for each of its slots
        "#]],
        ),
        (
            two("code = \"D1\"", "code = \"\""),
            expect![[r#"
            district[1].code: is no code
        "#]],
        ),
        (
            format!("{TWO_CREWS}{}", TWO_CREWS.replace("zone = \"Asia/Shanghai\"", "")),
            expect![[r#"
            district[2].code: `D1` stands twice
        "#]],
        ),
        (
            "zone = \"Asia/Shanghai\"\ndistrict = []".to_owned(),
            expect![[r#"
            district: a pattern has 1 to 4096 districts
        "#]],
        ),
    ] {
        check(&pattern, "2022-09-01", "2022-09-01", expected);
    }
    check(
        TWO_CREWS,
        "2022-09-01",
        "2024-11-09",
        expect![[r#"
        : shifts are made for 1 to 800 days at a time
    "#]],
    );
}
