//! What is found in a county whose places are staffed, with one thing changed at a time.

use expect_test::{Expect, expect};
use wardroom_plugin::testing::{County, NOW, Package, unit_info};
use wardroom_plugin::view::{Date, PersonFacts, Post, Thing, UnitInfo};
use wardroom_plugin::{Reference, Value};

use super::*;

const STATION: u32 = 1;
const OFFICE: u32 = 2;
const COMMUNITY: u16 = 2;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn person(district: u16, ends: Option<Date>) -> PersonFacts {
    let starts = Date { year: 2022, month: 6, day: 1 };
    let post = Post { post: 3, team: None, district, station: None, starts, ends };
    PersonFacts { sworn: true, qualifications: Vec::new(), posts: vec![post] }
}

fn place(
    county: County,
    code: &str,
    place: u32,
    grid: u32,
    (units, officers): (f64, f64),
    closes: &str,
    radius_m: f64,
) -> County {
    let (place, grid, district) =
        (Reference::Place(place).into(), Reference::Grid(grid).into(), Reference::District(0).into());
    let named = [("code", text(code)), ("place", place), ("grid", grid), ("district", district)];
    let [a, b, c, d] = named;
    let counts = [("units", units.into()), ("officers", officers.into()), ("radius_m", radius_m.into())];
    let [e, f, g] = counts;
    county.row("staffed-places", code, [a, b, c, d, e, f, g, ("opens", text("08:00")), ("closes", text(closes))])
}

fn staff(county: County, code: &str, of: &str, who: (&'static str, Reference)) -> County {
    county.row("place-staff", code, [("code", text(code)), ("of", text(of)), (who.0, who.1.into())])
}

/// A street station with two units, open until midnight, and a community office with an officer; both in district 0, which has four grids, of
/// which two are reached. The community team is on shift from seven to ten in the evening, the other team round the clock.
fn county() -> County {
    let county = place(County::new(), "S1", STATION, 0, (2.0, 0.0), "24:00", 800.0);
    let county = place(county, "O1", OFFICE, 1, (0.0, 1.0), "18:00", 0.0);
    let county = staff(county, "A1", "S1", ("unit", Reference::Unit(1)));
    let county = staff(county, "A2", "S1", ("unit", Reference::Unit(2)));
    let county = staff(county, "A3", "O1", ("person", Reference::Person(7)));
    let county = county.unit(unit_info(1)).unit(unit_info(2)).unit(UnitInfo { district: 1, ..unit_info(3) });
    let county = county.person(7, person(0, None)).extra(Thing::Team(COMMUNITY), "hours", text("07:00-22:00"));
    county.grid(0, 0, 900).grid(1, 0, 700).grid(2, 0, 900).grid(3, 0, 1_500)
}

fn structure() -> Structure {
    let (stations, teams, shifts) = (Vec::new(), Vec::new(), Vec::new());
    Structure { districts: vec![0], stations, teams, team_codes: Vec::new(), post_codes: Vec::new(), shifts }
}

fn inspect(county: County) -> Vec<Finding> {
    let settings = Settings::default();
    let found = {
        let _county = county.enter();
        PlaceStaffing::inspect(NOW, &settings, &structure()).unwrap()
    };
    assert_eq!(package().arbiter(County::new()).findings(&found), Ok(vec![]));
    found
}

/// In both languages.
fn check(county: County, expected: Expect) {
    let (package, found) = (package(), inspect(county));
    let line = |of: &Finding| {
        let (en, zh) = (package.text("en", &of.why), package.text("zh-CN", &of.why));
        format!("{:?} {:?}: {en}\n  {zh}\n", of.severity, of.subject)
    };
    let words = found.iter().map(line).collect::<String>();
    expected.assert_eq(&words.replace("Severity::", "").replace("Subject::", ""));
}

#[test]
fn the_files_agree_with_the_code() {
    package().check::<Settings>();
}

#[test]
fn a_county_whose_places_are_staffed() {
    check(
        county(),
        expect![[r#"
        Info District(0): 2 of 4 grids lie within no radius of any place
          4个网格中有2个不在任何站室的服务半径内
    "#]],
    );
}

#[test]
fn a_unit_that_is_lent_is_not_there() {
    let mut county = county();
    county.unit_mut(2).lent_to = Some(1);
    check(
        county,
        expect![[r#"
            Warning District(0): place 1 has 1 of 2 units at 08:00–24:00
              place 1（08:00–24:00）在岗单元1个，应有2个
            Info District(0): unit 2 of place 1 is lent to district 1, and does not count
              place 1的unit 2已借给district 1，不计入
            Info District(0): 2 of 4 grids lie within no radius of any place
              4个网格中有2个不在任何站室的服务半径内
        "#]],
    );
}

/// The community team goes home at ten, and the station is open until midnight.
#[test]
fn a_unit_whose_team_has_gone_home_is_not_there() {
    let mut county = county();
    county.unit_mut(1).team = COMMUNITY;
    county.unit_mut(2).team = COMMUNITY;
    check(
        county,
        expect![[r#"
            Breach District(0): place 1 has 0 of 2 units at 22:00–24:00
              place 1（22:00–24:00）在岗单元0个，应有2个
            Info District(0): 2 of 4 grids lie within no radius of any place
              4个网格中有2个不在任何站室的服务半径内
        "#]],
    );
}

#[test]
fn a_unit_of_another_district_is_not_there() {
    let mut county = county();
    county.unit_mut(1).district = 1;
    check(
        county,
        expect![[r#"
            Warning District(0): place 1 has 1 of 2 units at 08:00–24:00
              place 1（08:00–24:00）在岗单元1个，应有2个
            Info District(0): unit 1 of place 1 is none of this district, and does not count
              place 1的unit 1不在本警区，不计入
            Info District(0): 2 of 4 grids lie within no radius of any place
              4个网格中有2个不在任何站室的服务半径内
        "#]],
    );
}

#[test]
fn an_officer_whose_post_is_over_is_not_there() {
    let county = place(County::new(), "O1", OFFICE, 1, (0.0, 1.0), "18:00", 0.0);
    let county = staff(county, "A3", "O1", ("person", Reference::Person(7)));
    let county = county.person(7, person(0, Some(Date { year: 2022, month: 8, day: 31 })));
    check(
        county.clone(),
        expect![[r#"
            Breach District(0): place 2 has 0 of 1 officers at 08:00–18:00
              place 2（08:00–18:00）在岗民警0人，应有1人
            Info District(0): person 7 of place 2 holds no post in this district, and does not count
              place 2的person 7在本警区没有职务，不计入
        "#]],
    );
    check(
        county.deny("person-info"),
        expect![[r#"
            Info District(0): persons or the calendar may not be read: the officers of place 2 count as the table says
              未获授权查阅人员或历法，place 2的民警按表计入，未核查
        "#]],
    );
}

#[test]
fn staff_with_hours_of_their_own() {
    let county = place(County::new(), "S1", STATION, 0, (1.0, 0.0), "02:00", 0.0);
    let row = |county: County, code: &str, from: &str, until: &str| {
        let cells = [("code", text(code)), ("of", text("S1")), ("unit", Reference::Unit(1).into())];
        let [a, b, c] = cells;
        county.row("place-staff", code, [a, b, c, ("from", text(from)), ("until", text(until))])
    };
    let county = row(row(row(county, "A1", "08:00", "14:00"), "A2", "15:00", "00:00"), "A3", "soon", "later");
    check(
        county.unit(unit_info(1)),
        expect![[r#"
            Breach District(0): the hours in the row A3 of the table of staff are none: write `08:00`
              人员表中“A3”一行的时间不成立，请写成`08:00`
            Breach District(0): place 1 has 0 of 1 units at 14:00–15:00
              place 1（14:00–15:00）在岗单元0个，应有1个
            Breach District(0): place 1 has 0 of 1 units at 00:00–02:00
              place 1（00:00–02:00）在岗单元0个，应有1个
        "#]],
    );
}

#[test]
fn most_grids_are_reached_by_nobody() {
    let county = place(county(), "S2", STATION, 3, (0.0, 0.0), "18:00", 100.0);
    let settings = Settings { outside_percent_max: 20, ..Settings::default() };
    let _county = county.enter();
    let found = PlaceStaffing::inspect(NOW, &settings, &structure()).unwrap();
    let words: Vec<String> =
        found.iter().map(|of| format!("{:?} {}", of.severity, package().text("en", &of.why))).collect();
    assert_eq!(words, ["Severity::Warning 1 of 4 grids lie within no radius of any place"]);
}

#[test]
fn a_row_that_is_not_whole_is_said() {
    let county =
        county().row("staffed-places", "S9", [("code", text("S9")), ("district", Reference::District(0).into())]);
    check(
        county,
        expect![[r#"
        Breach District(0): the row S9 of the table of places is not whole: place, grid and hours are wanted
          站室表中“S9”一行不全，请补齐地点、网格和开放时间
        Info District(0): 2 of 4 grids lie within no radius of any place
          4个网格中有2个不在任何站室的服务半径内
    "#]],
    );
}

#[test]
fn no_table_is_said_once() {
    check(
        County::new(),
        expect![[r#"
        Warning County: there is no table of places, or it may not be read
          没有站室表，或未获授权查阅
    "#]],
    );
    check(
        county().deny("find-rows"),
        expect![[r#"
        Warning County: there is no table of places, or it may not be read
          没有站室表，或未获授权查阅
    "#]],
    );
}

/// Without the grants there is less to say, and nothing wrong is said.
#[test]
fn what_is_not_granted_is_not_said() {
    check(county().deny("district-of").deny("grids-near").deny("extra"), expect![[""]]);
}

#[test]
fn the_most_pressing_come_first() {
    let mut county = county();
    for more in 0..300 {
        county = place(county, &format!("N{more}"), STATION, 0, (1.0, 1.0), "24:00", 0.0);
    }
    let found = inspect(county);
    assert_eq!(found.len(), 256);
    assert_eq!(package().text("en", &found[255].why), "254 more findings are left out");
}
