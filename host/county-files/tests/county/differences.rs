//! What a re-import keeps and what it changes.

use domain::county::{CodeList, County, Difference};
use domain::ids::*;
use expect_test::{Expect, expect};

use crate::files::{Files, shouning, small};

/// A line for each noun and each sort of change: `unit: 2 added (U096, U097)`.
fn told(difference: &Difference) -> String {
    if difference.is_empty() {
        return "no difference".to_owned();
    }
    let lines = difference.nouns.iter().flat_map(|of| {
        let lists = [("added", &of.added), ("removed", &of.removed), ("changed", &of.changed)];
        let some = lists.into_iter().filter(|(_, list)| list.total > 0);
        some.map(|(word, list)| format!("{}: {} {word} ({})", of.noun, list.total, first(list)))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The first six codes, and how many more there are.
fn first(list: &CodeList) -> String {
    let shown = list.codes.iter().take(6).map(String::as_str).collect::<Vec<_>>().join(", ");
    match list.total.saturating_sub(6) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Changes the small county, reads it again over the old one, and compares what is said to differ.
fn check(change: impl FnOnce(&mut Files), expected: Expect) -> (County, County) {
    let mut files = small();
    let old = files.read();
    change(&mut files);
    let new = files.read_after(Some(&old));
    let difference = new.difference(Some(&old));
    expected.assert_eq(&told(&difference));
    let json = serde_json::to_string(&difference).unwrap();
    assert_eq!(serde_json::from_str::<Difference>(&json).unwrap(), difference);
    assert_eq!(difference.is_empty(), new.digest == old.digest && new == old);
    (old, new)
}

#[test]
fn the_same_files_make_no_difference() {
    let (old, new) = check(|_| {}, expect!["no difference"]);
    assert_eq!(new, old);
}

#[test]
fn everything_is_new_in_a_first_import() {
    expect![[r#"
        setting: 11 added (code, fix_age_max_s, handover_required, name, notices.coalesce_s, notices.per_hour and 5 more)
        skill: 2 added (first-aid, patrol)
        unit kind: 1 added (car)
        place kind: 1 added (school)
        post: 1 added (officer)
        qualification: 1 added (legal)
        team: 3 added (always, day, night)
        slot: 2 added (leader, legal)
        kind: 2 added (fire, noise)
        district: 2 added (East, West)
        township: 2 added (990001001, 990001002)
        village: 2 added (990001001001, 990001002001)
        grid: 4 added (990001001001001, 990001001001002, 990001002001001, 990001002001002)
        station: 2 added (990001001-S, 990001002-S)
        unit: 3 added (U1, U2, U3)
        place: 1 added (S1)
        person: 3 added (P1, P2, P3)
        video point: 2 added (V1, V2)
        road: 4 added (990001001–990001001001, 990001001–J1, 990001002–990001002001, 990001002–J1)
        attribute of unit: 2 added (drive, seats)
        attribute of kind: 1 added (factor)
        table: 1 added (key-places)
        row of key-places: 3 added (K1, K2, K3)
        plugin: 1 added (nearest-unit)
        shift: 2 added (East 2022-09-01T00:00:00.000+00:00, West 2022-09-01T00:00:00.000+00:00)"#]]
    .assert_eq(&told(&small().read().difference(None)));
    let first = shouning().difference(None);
    let grids = first.nouns.iter().find(|of| of.noun == "grid").unwrap();
    assert_eq!((grids.added.total, grids.added.codes.len()), (1327, domain::limits::DIFFERENCE_CODES_MAX));
}

#[test]
fn what_vanishes_is_retired_and_keeps_its_reference() {
    let (old, new) = check(
        |f| {
            // U1 goes, U0 comes before all others.
            f.replace("units.csv", "U1,West,day", "U0,West,day");
            f.replace("attributes/units.csv", "U1,5,all", "U0,5,all");
        },
        expect![[r#"
            unit: 1 added (U0)
            unit: 1 removed (U1)"#]],
    );
    assert_eq!(old.units.iter().map(|unit| unit.code.as_str()).collect::<Vec<_>>(), ["U1", "U2", "U3"]);
    let codes: Vec<(&str, bool)> = new.units.iter().map(|unit| (unit.code.as_str(), unit.retired)).collect();
    assert_eq!(codes, [("U1", true), ("U2", false), ("U3", false), ("U0", false)]);
    assert_eq!(new.counts().units, 3);

    // And when it comes back, it is the same one.
    let back = small().read_after(Some(&new));
    let codes: Vec<(&str, bool)> = back.units.iter().map(|unit| (unit.code.as_str(), unit.retired)).collect();
    assert_eq!(codes, [("U1", false), ("U2", false), ("U3", false), ("U0", true)]);
    expect![[r#"
        unit: 1 added (U1)
        unit: 1 removed (U0)"#]]
    .assert_eq(&told(&back.difference(Some(&new))));
}

#[test]
fn order_in_the_files_changes_no_reference() {
    let (old, new) = check(
        |f| {
            let text = f.text("villages.csv");
            let mut lines: Vec<&str> = text.lines().collect();
            lines[1..].reverse();
            f.put("villages.csv", &(lines.join("\n") + "\n"));
            f.replace("county.toml", "code = \"patrol\"", "code = \"swapped\"");
            f.replace("county.toml", "code = \"first-aid\"", "code = \"patrol\"");
            f.replace("county.toml", "code = \"swapped\"", "code = \"first-aid\"");
        },
        expect!["skill: 2 changed (first-aid, patrol)"],
    );
    assert_eq!(new.villages, old.villages);
    // A skill keeps its bit.
    assert_eq!(new.units[1].skills, old.units[1].skills);
    assert_eq!(new.skills.iter().map(|skill| skill.code.as_str()).collect::<Vec<_>>(), ["patrol", "first-aid"]);
}

#[test]
fn a_grid_that_is_split_leaves_its_number_behind() {
    let (_, new) = check(
        |f| {
            let (whole, half) = ("990001002001002", "990001002001003");
            f.replace_all("grids.geojson", whole, half);
            f.replace("tables/key-places.csv", whole, half);
        },
        expect![[r#"
            grid: 1 added (990001002001003)
            grid: 1 removed (990001002001002)
            row of key-places: 1 changed (K3)"#]],
    );
    assert!(new.grids[3].retired && !new.grids[4].retired);
    let index = domain::county::CountyIndex::new(std::sync::Arc::new(new));
    assert_eq!(index.locate(119.18, 27.05).unwrap().grid, GridRef(4));
    assert_eq!((index.grid("990001002001002"), index.grid("990001002001003")), (None, Some(GridRef(4))));
}

#[test]
fn settings_rows_roads_and_plugins_are_compared_too() {
    check(
        |f| {
            f.replace("county.toml", "off_road_kmh = 15", "off_road_kmh = 12");
            f.replace("county.toml", "workload_s = 60", "workload_s = 45");
            f.replace("county.toml", "count = 2\nqualification", "count = 2 # unchanged\nqualification");
            f.replace("tables/key-places.csv", "K2,990001001001001,,", "K2,990001001001001,,true");
            f.append("tables/key-places.csv", "K4,990001001001002,,\n");
            f.replace("roads.csv", "main,6000,60", "main,6000,50");
            f.replace("roster.csv", "legal,P3", "legal,");
            f.replace("video-points.csv", "V2,119.11", "V3,119.11");
        },
        expect![[r#"
            setting: 1 changed (off_road_kmh)
            video point: 1 added (V3)
            video point: 1 removed (V2)
            road: 1 changed (990001001–J1)
            row of key-places: 1 added (K4)
            row of key-places: 1 changed (K2)
            plugin: 1 changed (nearest-unit)
            shift: 1 changed (West 2022-09-01T00:00:00.000+00:00)"#]],
    );
}

#[test]
fn a_retired_county_noun_may_not_be_referred_to() {
    let mut files = small();
    let old = files.read();
    files.replace("county.toml", "code = \"day\"", "code = \"daytime\"");
    let problems = county_files::read(&files.0, Some(&old)).unwrap_err();
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    expect![[r#"
        units.csv line 2, column `team`: unknown team `day`; known are `always`, `daytime`, `night`
        posts.csv line 2, column `team`: unknown team `day`; known are `always`, `daytime`, `night`
        posts.csv line 3, column `team`: unknown team `day`; known are `always`, `daytime`, `night`"#]]
    .assert_eq(&said.join("\n"));
}

/// Nobody of the past could ever leave: the roster of last year still names them, and what has ended can't be changed.
#[test]
fn who_has_left_is_still_named_by_the_roster() {
    let (old, new) = check(|f| f.replace("persons.csv", "P3,true,legal\n", ""), expect!["person: 1 removed (P3)"]);
    assert!(new.persons[2].retired && new.persons[2].code == "P3");
    assert_eq!(new.roster, old.roster);
    // Where they were never known they are unknown.
    let mut files = small();
    files.replace("persons.csv", "P3,true,legal\n", "");
    let problems = county_files::read(&files.0, None).unwrap_err();
    assert!(problems[0].message.contains("unknown person `P3`"), "{problems:?}");
}

#[test]
fn a_day_says_when_somebody_leaves() {
    let with_day = |f: &mut Files| {
        f.replace_all("units.csv", "skills\n", "skills,retired\n");
        let text = f.text("units.csv");
        let mut lines = text.lines();
        let heading = lines.next().unwrap().to_owned();
        let day = |line: &str| if line.starts_with("U1,") { "2026-12-31" } else { "" };
        let rows: String = lines.map(|line| format!("{line},{}\n", day(line))).collect();
        f.put("units.csv", &format!("{heading}\n{rows}"));
    };
    let (_, new) = check(with_day, expect!["unit: 1 changed (U1)"]);
    assert_eq!(new.units[0].retires, Some(jiff::civil::date(2026, 12, 31)));
    assert!(new.units.iter().all(|unit| !unit.retired), "when the day has come is the room's to say");
}
