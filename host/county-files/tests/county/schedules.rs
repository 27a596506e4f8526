//! The `[[schedule]]` entries of `county.toml`: what a good one is read as, and every way in which one can be wrong.

use std::collections::BTreeMap;

use domain::county::schedule::{Schedule, When};
use domain::hooks::CatchUp;
use domain::ids::DistrictRef;
use domain::limits::{SCHEDULE_CODE_BYTES_MAX, SCHEDULES_MAX, TEXT_BYTES_MAX};
use domain::ports::Value;
use expect_test::{Expect, expect};

use crate::faults::check;
use crate::files::small;

const GOOD: &str = r#"
[[schedule]]
code = "weekly"
workflow = "round"
district = "West"
weekdays = ["monday", "friday"]
at = "08:05"
"#;

/// The county with a good schedule in which something stands instead of something else.
fn breaks(instead_of: &str, this: &str, expected: Expect) {
    assert!(GOOD.contains(instead_of), "{instead_of}");
    check(|f| f.append("county.toml", &GOOD.replace(instead_of, this)), expected);
}

/// The same with a line more.
fn with(line: &str, expected: Expect) {
    check(|f| f.append("county.toml", &format!("{GOOD}{line}\n")), expected);
}

#[test]
fn a_good_one_is_read_as_it_is_written() {
    let mut files = small();
    let fields = "fields = { grid = \"990001001001001\", watch = true, share = 0.5, days = 3 }\n";
    files.append("county.toml", &format!("{GOOD}catch_up = \"each\"\nkey = \"one\"\n{fields}"));
    let after = "[[schedule]]\ncode = \"watch\"\nworkflow = \"round\"\ndistrict = \"East\"\ndays_after_end = 15\nat = \"23:59\"\n";
    files.append("county.toml", after);
    let schedules = files.read().schedules;
    let value = |name: &str, value| (name.to_owned(), value);
    let weekly = Schedule {
        code: "weekly".to_owned(),
        workflow: "round".to_owned(),
        district: DistrictRef(0),
        when: When::Weekdays(0b1_0001),
        at_minute: 8 * 60 + 5,
        catch_up: CatchUp::Each,
        key: Some("one".to_owned()),
        fields: BTreeMap::from([
            value("grid", Value::Text("990001001001001".to_owned())),
            value("watch", Value::Flag(true)),
            value("share", Value::Number(0.5)),
            value("days", Value::Number(3.0)),
        ]),
    };
    let watch = Schedule {
        code: "watch".to_owned(),
        district: DistrictRef(1),
        when: When::DaysAfterEnd(15),
        at_minute: 24 * 60 - 1,
        catch_up: CatchUp::Once,
        key: None,
        fields: BTreeMap::new(),
        ..weekly.clone()
    };
    assert_eq!(schedules, [weekly, watch]);
}

#[test]
fn keys_codes_and_places_are_strict() {
    with(
        "every = 7",
        expect![
            "county.toml key `schedule[1].every`: is unknown; known here are `code`, `workflow`, `district`, `weekdays`, `days_after_end`, `at`, `catch_up`, `key`, `fields`"
        ],
    );
    breaks("code = \"weekly\"", "", expect!["county.toml key `schedule[1].code`: is missing"]);
    breaks(
        "code = \"weekly\"",
        "code = \"each week\"",
        expect![
            "county.toml key `schedule[1].code`: `each week` is not a code: 1 to 64 of a-z, A-Z, 0-9, `-`, `_` and `.`"
        ],
    );
    breaks("workflow = \"round\"", "", expect!["county.toml key `schedule[1].workflow`: is missing"]);
    breaks(
        "district = \"West\"",
        "district = \"North\"",
        expect!["county.toml key `schedule[1].district`: there is no district `North`"],
    );
    breaks("district = \"West\"", "", expect!["county.toml key `schedule[1].district`: is missing"]);
    check(
        |f| f.append("county.toml", &format!("{GOOD}{GOOD}")),
        expect!["county.toml key `schedule[2].code`: `weekly` stands twice"],
    );
    let long = "w".repeat(SCHEDULE_CODE_BYTES_MAX + 1);
    breaks(
        "\"weekly\"",
        &format!("\"{long}\""),
        expect!["county.toml key `schedule[1].code`: has 54 bytes, and 53 is the limit"],
    );
    breaks("\"weekly\"", &format!("\"{}\"", &long[1..]), expect!["no problem"]);
    with("key = \"\"", expect!["county.toml key `schedule[1].key`: is empty"]);
}

#[test]
fn days_and_times_are_those_of_a_calendar() {
    breaks(
        "weekdays = [\"monday\", \"friday\"]",
        "",
        expect!["county.toml key `schedule[1].weekdays`: say either `weekdays` or `days_after_end`, when it begins"],
    );
    with(
        "days_after_end = 15",
        expect!["county.toml key `schedule[1].weekdays`: say either `weekdays` or `days_after_end`, when it begins"],
    );
    breaks("\"monday\", \"friday\"", "", expect!["county.toml key `schedule[1].weekdays`: names no day"]);
    breaks(
        "\"friday\"",
        "\"Fri\"",
        expect![
            "county.toml key `schedule[1].weekdays`: `Fri` is no day of the week; those are `monday`, `tuesday`, `wednesday`, `thursday`, `friday`, `saturday`, `sunday`"
        ],
    );
    breaks(
        "[\"monday\", \"friday\"]",
        "\"monday\"",
        expect!["county.toml key `schedule[1].weekdays`: is not a list of texts"],
    );
    for days in ["0", "367", "1.5"] {
        let line = format!("days_after_end = {days}");
        let mut files = small();
        files.append("county.toml", &GOOD.replace("weekdays = [\"monday\", \"friday\"]", &line));
        let problems = county_files::read(&files.0, None).expect_err("no such number of days");
        let said = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        let expected =
            format!("county.toml key `schedule[1].days_after_end`: `{days}` is not a whole number from 1 to 366");
        assert_eq!(said, expected);
    }
    for at in ["8:05", "24:00", "08:60", "08.05", "08:05:00", "eight"] {
        let mut files = small();
        files.append("county.toml", &GOOD.replace("08:05", at));
        let problems = county_files::read(&files.0, None).expect_err("no such time");
        let said = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        let expected = format!("county.toml key `schedule[1].at`: `{at}` is no time of day; write it like 08:00");
        assert_eq!(said, expected);
    }
    breaks("at = \"08:05\"", "", expect!["county.toml key `schedule[1].at`: is missing"]);
    with(
        "catch_up = \"never\"",
        expect!["county.toml key `schedule[1].catch_up`: `never` is not known; known are `once`, `each`, `skip`"],
    );
}

#[test]
fn fields_are_texts_numbers_and_flags() {
    with("fields = \"grid\"", expect!["county.toml key `schedule[1].fields`: is of type string; a table is wanted"]);
    with(
        "fields = { grids = [\"a\", \"b\"] }",
        expect!["county.toml key `schedule[1].fields.grids`: is no text, number or flag"],
    );
    with(
        "fields = { since = 2022-09-01 }",
        expect!["county.toml key `schedule[1].fields.since`: is no text, number or flag"],
    );
    with("fields = { share = inf }", expect!["county.toml key `schedule[1].fields.share`: is no text, number or flag"]);
    with(&format!("fields = {{ note = \"{}\" }}", "n".repeat(TEXT_BYTES_MAX)), expect!["no problem"]);
    with(
        &format!("fields = {{ note = \"{}\" }}", "n".repeat(TEXT_BYTES_MAX + 1)),
        expect!["county.toml key `schedule[1].fields.note`: is no text, number or flag"],
    );
}

#[test]
fn there_are_so_many_and_no_more() {
    let many = |count: usize| -> String { (0..count).map(|n| GOOD.replace("weekly", &format!("s{n}"))).collect() };
    check(|f| f.append("county.toml", &many(SCHEDULES_MAX)), expect!["no problem"]);
    check(
        |f| f.append("county.toml", &many(SCHEDULES_MAX + 1)),
        expect!["county.toml key `schedule`: has 257 entries, and 256 is the limit"],
    );
}
