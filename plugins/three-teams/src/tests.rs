//! What is found in a county that keeps the rules, with one thing changed at a time.

use expect_test::{Expect, expect};
use wardroom_plugin::testing::{County, NOW, Package};
use wardroom_plugin::view::Reference;
use wardroom_plugin::{Shift, Slot, Station, TeamStrength, Value};

use super::*;

const HOUR: u32 = 3600;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

/// Stations in a row, the first one central, each adjacent to the next.
fn stations(district: u16, first: u16, count: u16) -> impl Iterator<Item = Station> {
    let adjacent = move |n: u16| [n.checked_sub(1), (n + 1 < count).then_some(n + 1)].into_iter().flatten();
    (0..count).map(move |n| Station {
        ref_: first + n,
        district,
        central: n == 0,
        adjacent: adjacent(n).map(|n| first + n).collect(),
    })
}

/// A shift with the five slots of the county filled by persons who follow on.
fn shift(district: u16, starts: u32, ends: u32, first_person: u32) -> Shift {
    let slots = [0, 1, 2, 3, 3].into_iter().zip(first_person..);
    Shift { district, starts, ends, slots: slots.map(|(post, p)| Slot { post, person: Some(p) }).collect() }
}

/// Two districts that keep every rule, with a shift that is on and one that follows.
fn county() -> Structure {
    let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
    let strength = |district| (0..4).map(move |team| TeamStrength { district, team, units: 1 });
    let shifts = |district, person| {
        [
            shift(district, NOW - HOUR, NOW + 11 * HOUR, person),
            shift(district, NOW + 11 * HOUR, NOW + 25 * HOUR, person + 5),
        ]
    };
    Structure {
        districts: vec![0, 1],
        stations: stations(0, 0, 4).chain(stations(1, 4, 3)).collect(),
        teams: strength(0).chain(strength(1)).collect(),
        team_codes: codes(&["case-handling", "traffic", "community", "command-room"]),
        post_codes: codes(&["duty-leader", "officer", "legal-officer", "auxiliary"]),
        shifts: shifts(0, 0).into_iter().chain(shifts(1, 10)).collect(),
    }
}

fn inspect(structure: &Structure) -> Vec<Finding> {
    ThreeTeams::inspect(NOW, &Settings::default(), structure).unwrap()
}

fn check(change: impl FnOnce(&mut Structure), expected: Expect) {
    let mut structure = county();
    change(&mut structure);
    expected.assert_eq(&words(&inspect(&structure)));
}

fn words(findings: &[Finding]) -> String {
    let package = package();
    assert_eq!(package.arbiter(County::new()).findings(findings), Ok(vec![]));
    let line = |f: &Finding| format!("{:?} {:?}: {}\n", f.severity, f.subject, package.text("en", &f.why));
    findings.iter().map(line).collect::<String>().replace("Severity::", "").replace("Subject::", "")
}

#[test]
fn the_files_agree_with_the_code() {
    package().check::<Settings>();
}

#[test]
fn a_county_that_keeps_the_rules_has_no_findings() {
    check(|_| {}, expect![[""]]);
}

#[test]
fn one_central_station() {
    check(
        |county| county.stations[0].central = false,
        expect![[r#"
        Breach District(0): has no central station
    "#]],
    );
    check(
        |county| county.stations[5].central = true,
        expect![[r#"
        Breach District(1): has 2 central stations instead of one
    "#]],
    );
}

#[test]
fn three_or_four_stations() {
    check(
        |county| county.stations.truncate(6),
        expect![[r#"
        Breach District(1): has 2 stations, fewer than 3
    "#]],
    );
    check(
        |county| county.stations = stations(0, 0, 5).chain(stations(1, 5, 3)).collect(),
        expect![[r#"
        Breach District(0): has 5 stations, more than 4
    "#]],
    );
    check(
        |county| county.stations.retain(|station| station.district == 0),
        expect![[r#"
        Breach District(1): has no central station
        Breach District(1): has 0 stations, fewer than 3
    "#]],
    );
}

#[test]
fn stations_are_joined_within_their_district() {
    // The second of four stations in a row goes to the other district, to which it is not adjacent.
    check(
        |county| county.stations[1].district = 1,
        expect![[r#"
        Breach Station(2): is not joined to the district's central station by adjacent stations
        Breach Station(3): is not joined to the district's central station by adjacent stations
        Breach Station(1): is not joined to the district's central station by adjacent stations
    "#]],
    );
}

#[test]
fn each_team_in_each_district() {
    check(
        |county| county.teams[1].units = 0,
        expect![[r#"
        Breach District(0): has no unit of team 1
    "#]],
    );
    check(
        |county| county.teams[7].units = 0,
        expect![[r#"
        Breach District(1): has no command room
    "#]],
    );
    check(
        |county| county.teams.clear(),
        expect![[r#"
        Breach District(0): has no unit of team 0
        Breach District(0): has no unit of team 1
        Breach District(0): has no unit of team 2
        Breach District(0): has no command room
        Breach District(1): has no unit of team 0
        Breach District(1): has no unit of team 1
        Breach District(1): has no unit of team 2
        Breach District(1): has no command room
    "#]],
    );
}

#[test]
fn a_fourth_team_is_a_setting() {
    let mut structure = county();
    structure.team_codes.push("drone".to_owned());
    structure.teams.push(TeamStrength { district: 0, team: 4, units: 1 });
    let mut settings = Settings::default();
    settings.teams.push("drone".to_owned());
    let findings = ThreeTeams::inspect(NOW, &settings, &structure).unwrap();
    expect![[r#"
        Breach District(1): has no unit of team 4
    "#]]
    .assert_eq(&words(&findings));
}

#[test]
fn no_time_without_a_shift() {
    check(
        |county| drop(county.shifts.remove(0)),
        expect![[r#"
        Breach District(0): has no shift now, for 39600 s
    "#]],
    );
    check(
        |county| drop(county.shifts.remove(1)),
        expect![[r#"
        Warning District(0): has no shift in 39600 s, for 46800 s
    "#]],
    );
    check(
        |county| county.shifts[1].starts += HOUR,
        expect![[r#"
        Warning District(0): has no shift in 39600 s, for 3600 s
    "#]],
    );
    check(|county| county.shifts[1].ends = NOW + 24 * HOUR, expect![[""]]);
    check(
        |county| county.shifts[1].ends = NOW + 24 * HOUR - 60,
        expect![[r#"
        Warning District(0): has no shift in 86340 s, for 60 s
    "#]],
    );
    check(
        |county| county.shifts.clear(),
        expect![[r#"
        Breach District(0): has no shift now, for 86400 s
        Breach District(1): has no shift now, for 86400 s
    "#]],
    );
}

#[test]
fn every_slot_is_filled() {
    check(
        |county| county.shifts[0].slots[2].person = None,
        expect![[r#"
        Breach District(0): lacks 1 in slot slot 2 of the shift that is on
    "#]],
    );
    check(
        |county| county.shifts[1].slots[4].person = None,
        expect![[r#"
        Warning District(0): lacks 1 in slot slot 3 of the shift that starts in 39600 s
    "#]],
    );
    check(
        |county| county.shifts[3].slots.clear(),
        expect![[r#"
        Warning District(1): lacks 2 in slot slot 3 of the shift that starts in 39600 s
        Warning District(1): lacks 1 in slot slot 0 of the shift that starts in 39600 s
        Warning District(1): lacks 1 in slot slot 2 of the shift that starts in 39600 s
        Warning District(1): lacks 1 in slot slot 1 of the shift that starts in 39600 s
    "#]],
    );
    // A shift that begins beyond the next 24 hours has time yet.
    check(
        |county| county.shifts.push(Shift { slots: vec![], ..shift(0, NOW + 24 * HOUR, NOW + 36 * HOUR, 90) }),
        expect![[""]],
    );
}

#[test]
fn nobody_in_two_places() {
    // Twice in one shift; in two districts at once; and in two shifts that follow on, which is no clash.
    check(
        |county| county.shifts[0].slots[1].person = Some(0),
        expect![[r#"
        Breach Person(0): stands in two slots at one time, in 0 s: slot 0 in district 0 and slot 1 in district 0
    "#]],
    );
    check(
        |county| county.shifts[3].slots[1].person = Some(5),
        expect![[r#"
        Breach Person(5): stands in two slots at one time, in 39600 s: slot 0 in district 0 and slot 1 in district 1
    "#]],
    );
    check(|county| county.shifts[1].slots[0].person = Some(0), expect![[""]]);
    // One long shift over two short ones.
    let long = |county: &mut Structure| {
        county.shifts[2].ends = NOW + 25 * HOUR;
        county.shifts[2].slots[0].person = Some(0);
        county.shifts[1].slots[0].person = Some(0);
    };
    check(
        long,
        expect![[r#"
        Breach Person(0): stands in two slots at one time, in 0 s: slot 0 in district 0 and slot 0 in district 1
        Breach Person(0): stands in two slots at one time, in 39600 s: slot 0 in district 1 and slot 0 in district 0
    "#]],
    );
}

#[test]
fn codes_that_the_county_does_not_have() {
    check(
        |county| {
            county.team_codes[0] = "investigation".to_owned();
            county.post_codes[3] = "assistant".to_owned();
        },
        expect![[r#"
            Breach County: 1 of the teams in the settings are none of the county's
            Breach County: 1 of the roster slots in the settings are none of the county's
        "#]],
    );
}

#[test]
fn villages_without_an_officer() {
    let village = |officer: Option<u32>| {
        let district = ("district", Value::from(Reference::District(1)));
        [district, officer.map_or(("name", "丁".into()), |officer| ("officer", Reference::Person(officer).into()))]
    };
    let table = || {
        let one = County::new().row("officers-villages", "a", village(Some(1)));
        one.row("officers-villages", "b", village(None))
    };
    let county_with = |table: County| {
        let _county = table.enter();
        words(&inspect(&county()))
    };
    expect![[r#"
        Warning District(1): 1 of 2 villages have no officer
    "#]]
    .assert_eq(&county_with(table()));
    expect![[""]].assert_eq(&county_with(table().deny("find-rows")));
}

#[test]
fn too_many_findings_end_in_their_number() {
    let mut structure = county();
    structure.shifts.clear();
    structure.districts = (0..100).collect();
    let findings = inspect(&structure);
    assert_eq!(findings.len(), FINDINGS_MAX);
    assert!(findings.is_sorted_by_key(|finding| Reverse(finding.severity)));
    let last = &findings[FINDINGS_MAX - 1..];
    expect![[r#"
        Info County: 433 more findings are left out
    "#]]
    .assert_eq(&words(last));
}
