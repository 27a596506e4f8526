//! Points, codes, shifts, attributes and rows.

use std::sync::{Arc, LazyLock};

use domain::county::{County, CountyIndex, Located, Placement};
use domain::hooks::Nearness;
use domain::ids::*;
use domain::ports::{AttributeOwner, Reference, Value};
use domain::time::TimeMs;
use proptest::prelude::*;

use crate::files::{shouning, small};

fn index() -> CountyIndex {
    CountyIndex::new(Arc::new(small().read()))
}

#[test]
fn a_point_is_inside_near_or_outside() {
    let index = index();
    let east = DistrictRef(1);
    assert_eq!(index.locate(119.18, 27.05), Ok(Located { grid: GridRef(3), district: east, how: Placement::Inside }));
    // In the county, in the strip of the north that belongs to no grid.
    assert_eq!(
        index.locate(119.12, 27.095),
        Ok(Located { grid: GridRef(2), district: east, how: Placement::NearestGrid { distance_m: 556 } })
    );
    // On the border between two grids the lower reference holds.
    assert_eq!(index.locate(119.05, 27.05).unwrap().grid, GridRef(0));
    // A metre beyond the border is within what drawings differ by; ten are not.
    assert_eq!(index.locate(119.20001, 27.05).unwrap().how, Placement::NearestGrid { distance_m: 1 });
    let outside = index.locate(119.2001, 27.05).unwrap_err();
    assert_eq!((outside.lon, outside.lat), (119.2001, 27.05));
    // Latitude before longitude.
    assert!(index.locate(27.05, 119.18).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_numbers_are_located_or_refused(lon in any::<f64>(), lat in any::<f64>()) {
        static INDEX: LazyLock<CountyIndex> = LazyLock::new(index);
        let located = INDEX.locate(lon, lat);
        let inside = (119.0..=119.2).contains(&lon) && (27.0..=27.1).contains(&lat);
        prop_assert_eq!(located.is_ok(), inside, "{:?}", located);
    }

    #[test]
    fn every_point_of_the_county_has_a_grid(lon in 119.0..119.2_f64, lat in 27.0..27.1_f64) {
        static INDEX: LazyLock<CountyIndex> = LazyLock::new(index);
        let located = INDEX.locate(lon, lat).unwrap();
        prop_assert_eq!(located.how == Placement::Inside, lat <= 27.09);
        prop_assert_eq!(u32::from(lon > 119.1), located.grid.0 / 2);
    }

    #[test]
    fn in_the_model_county_what_is_located_lies_in_a_township(lon in 119.1..119.8_f64, lat in 27.1..27.8_f64) {
        static INDEX: LazyLock<CountyIndex> = LazyLock::new(|| CountyIndex::new(Arc::new(shouning().clone())));
        if let Ok(located) = INDEX.locate(lon, lat) {
            let grid = &INDEX.county().grids[located.grid.index()];
            prop_assert_eq!(located.district, grid.district);
            if let Placement::NearestGrid { distance_m } = located.how {
                prop_assert!(distance_m <= 2, "{} m from a grid", distance_m);
            }
        }
    }
}

#[test]
fn codes_go_both_ways() {
    let index = index();
    assert_eq!(index.unit("U2"), Some(UnitRef(1)));
    assert_eq!(index.unit("U9"), None);
    assert_eq!(index.kind("noise"), Some(KindRef(1)));
    assert_eq!(index.district("East"), Some(DistrictRef(1)));
    assert_eq!(index.station("990001002-S"), Some(StationRef(1)));
    assert_eq!(index.person("P3"), Some(PersonRef(2)));
    assert_eq!(index.team("always"), Some(TeamRef(2)));
    assert_eq!(index.place("S1"), Some(PlaceRef(0)));
    assert_eq!(index.slot("legal"), Some(1));
    let county = index.county();
    assert_eq!(county.code_of(Reference::Grid(GridRef(3))).as_deref(), Some("990001002001002"));
    assert_eq!(county.code_of(Reference::Team(TeamRef(9))), None);
    assert_eq!(county.places[0].grid, GridRef(1));
}

#[test]
fn districts_are_own_neighbours_or_of_the_county() {
    let county = small().read();
    assert_eq!(county.nearness(DistrictRef(0), DistrictRef(0)), Nearness::Own);
    assert_eq!(county.nearness(DistrictRef(0), DistrictRef(1)), Nearness::Neighbour);
    let shouning = shouning();
    assert_eq!(shouning.nearness(DistrictRef(1), DistrictRef(3)), Nearness::County);
    assert_eq!(shouning.nearness(DistrictRef(3), DistrictRef(1)), Nearness::County);
}

/// What is left of the shifts of the day, the night and the third team at a local time.
fn shifts(clock: &str) -> Vec<Option<u32>> {
    index().teams_on_shift(TimeMs::parse(&format!("2022-09-01T{clock}+08:00")).unwrap())
}

#[test]
fn shifts_begin_end_and_cross_midnight() {
    const ALWAYS: Option<u32> = Some(u32::MAX);
    assert_eq!(shifts("06:29:59"), [None, Some(1), ALWAYS]);
    assert_eq!(shifts("06:30:00"), [None, None, ALWAYS]);
    assert_eq!(shifts("07:00:00"), [Some(15 * 3600), None, ALWAYS]);
    assert_eq!(shifts("21:59:00"), [Some(60), None, ALWAYS]);
    assert_eq!(shifts("22:00:00"), [None, Some(8 * 3600 + 1800), ALWAYS]);
    assert_eq!(shifts("00:00:00"), [None, Some(6 * 3600 + 1800), ALWAYS]);
    let index = index();
    let noon = TimeMs::parse("2022-09-01T12:00:00+08:00").unwrap();
    assert_eq!(index.unit_on_shift(UnitRef(0), noon), Some(10 * 3600));
    assert_eq!(index.unit_on_shift(UnitRef(1), noon), None);
    assert_eq!(index.unit_on_shift(UnitRef(9), noon), None);
}

#[test]
fn a_shift_ends_by_the_clock_also_when_the_clock_is_changed() {
    let mut files = small();
    files.replace("county.toml", "Asia/Shanghai", "Europe/Berlin");
    let index = CountyIndex::new(Arc::new(files.read()));
    // At three the clock went back to two, so that the night from ten to half past six had an hour more.
    let at = TimeMs::parse("2022-10-29T22:00:00+02:00").unwrap();
    assert_eq!(index.teams_on_shift(at)[1], Some(9 * 3600 + 1800));
}

#[test]
fn attributes_are_read_by_name() {
    let county = index();
    let unit = |unit, name| county.attribute(AttributeOwner::Unit(UnitRef(unit)), name);
    assert_eq!(unit(0, "seats"), Some(Some(Value::Number(5.0))));
    assert_eq!(unit(0, "drive"), Some(Some(Value::Text("all".to_owned()))));
    assert_eq!(unit(1, "drive"), Some(None));
    assert_eq!(unit(0, "colour"), None);
    assert_eq!(unit(9, "seats"), None);
    let kind = |kind| county.attribute(AttributeOwner::Kind(KindRef(kind)), "factor");
    assert_eq!((kind(0), kind(1)), (Some(Some(Value::Number(0.5))), Some(None)));
    assert_eq!(county.attribute(AttributeOwner::Grid(GridRef(0)), "factor"), None);
}

#[test]
fn rows_are_found_by_key_and_by_column() {
    let index = index();
    let text = |text: &str| Value::Text(text.to_owned());
    let names = |rows: Option<Vec<Vec<(String, Value)>>>| -> Option<Vec<Value>> {
        rows.map(|rows| rows.into_iter().map(|row| row[0].1.clone()).collect())
    };
    let row = index.get_row("key-places", "K3").unwrap();
    let grid = |code: &str| Value::Reference(Reference::Grid(index.grid(code).expect("a grid")));
    let expected = [("code", text("K3")), ("grid", grid("990001002001002")), ("since", text("2022-05-01"))];
    let expected: Vec<(String, Value)> = expected
        .into_iter()
        .chain([("lit", Value::Flag(false))])
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    assert_eq!(row, expected);
    // An empty cell is absent.
    assert_eq!(index.get_row("key-places", "K2").unwrap().len(), 2);
    assert_eq!((index.get_row("key-places", "K9"), index.get_row("places", "K1")), (None, None));

    let find = |column, value, limit| names(index.find_rows("key-places", column, &value, limit));
    assert_eq!(find("grid", text("990001001001001"), 9), Some(vec![text("K1"), text("K2")]));
    assert_eq!(find("grid", text("990001001001001"), 1), Some(vec![text("K1")]));
    // By the reference, or by its code; a reference to something else is in no row.
    assert_eq!(find("grid", grid("990001001001001"), 9), Some(vec![text("K1"), text("K2")]));
    assert_eq!(find("grid", Value::Reference(Reference::Unit(UnitRef(0))), 9), Some(vec![]));
    assert_eq!(find("grid", Value::Reference(Reference::Grid(GridRef(99))), 9), Some(vec![]));
    assert_eq!(find("code", grid("990001001001001"), 9), Some(vec![]));
    assert_eq!(find("lit", Value::Flag(false), 9), Some(vec![text("K3")]));
    assert_eq!(find("lit", text("false"), 9), Some(vec![]));
    assert_eq!(find("colour", text("red"), 9), None);
}

#[test]
fn a_table_has_a_version_of_its_own() {
    let version = |county: &County| county.tables[0].version;
    let mut files = small();
    let old = files.read();
    files.replace("county.toml", "off_road_kmh = 15", "off_road_kmh = 12");
    assert_eq!(version(&files.read()), version(&old));
    files.replace("tables/key-places.csv", "2022-05-01", "2022-05-02");
    assert_ne!(version(&files.read()), version(&old));
}

/// A search that goes as deep as the roads are long would be out of stack here.
#[test]
fn a_road_of_fifty_thousand_stretches_is_read() {
    let mut files = small();
    let chain = (1..50_000).map(|n| {
        let at = |n: i32| 119.1 + f64::from(n) * 1e-6;
        format!("J{n},J{},{:.6},27.05,{:.6},27.05,track,1,30\n", n + 1, at(n - 1), at(n))
    });
    files.append("roads.csv", &chain.collect::<String>());
    assert_eq!(files.read().roads.links.len(), 4 + 49_999);
}
