//! The model county, as it stands in `examples/shouning`.

use std::collections::BTreeSet;

use county_files::pattern::Pattern;
use domain::county::geometry::distance_m;
use domain::county::{County, Names};
use domain::ids::*;
use domain::incident::Priority;
use domain::plugin::Mode;
use domain::roster::{Roster, Shift};
use domain::time::TimeMs;
use expect_test::expect;

use crate::files::{shouning, shouning_files};

#[test]
fn it_has_the_countys_own_counts() {
    expect![[
        r#"{"districts":4,"townships":14,"villages":205,"grids":1327,"stations":14,"units":95,"video_points":14500}"#
    ]]
    .assert_eq(&serde_json::to_string(&shouning().counts()).unwrap());
}

#[test]
fn it_goes_through_json_unchanged_and_is_the_same_on_every_reading() {
    let json = serde_json::to_vec(shouning()).unwrap();
    assert!(json.len() < 4 << 20, "{} bytes", json.len());
    let back: County = serde_json::from_slice(&json).unwrap();
    assert!(back == *shouning(), "JSON changes it");
    assert!(shouning_files().read() == *shouning(), "two readings differ");
}

#[test]
fn its_districts_border_on_each_other_as_on_the_map() {
    let county = shouning();
    let neighbours = county.districts.iter().map(|district| {
        let names = district.neighbours.iter().map(|other| county.districts[other.index()].name.zh.as_str());
        format!("{}: {}", district.name.zh, names.collect::<Vec<_>>().join(" "))
    });
    expect![[r#"
        鳌阳警区: 南阳警区 斜滩警区 下党警区
        南阳警区: 鳌阳警区 斜滩警区
        斜滩警区: 鳌阳警区 南阳警区 下党警区
        下党警区: 鳌阳警区 斜滩警区"#]]
    .assert_eq(&neighbours.collect::<Vec<_>>().join("\n"));
}

#[test]
fn borders_are_mutual_and_stations_follow_them() {
    let county = shouning();
    for (number, township) in county.townships.iter().enumerate() {
        for other in &township.neighbours {
            assert!(county.townships[other.index()].neighbours.contains(&TownshipRef(number as u16)));
        }
        // One station a township, in the same order.
        let station = &county.stations[number];
        assert_eq!(station.township, TownshipRef(number as u16));
        let neighbours: Vec<u16> = township.neighbours.iter().map(|of| of.0).collect();
        assert_eq!(station.neighbours.iter().map(|of| of.0).collect::<Vec<_>>(), neighbours);
    }
}

#[test]
fn every_kind_of_the_month_is_declared_with_its_priority() {
    let month = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../examples/shouning/incidents-2022-09.ndjson"
    ))
    .unwrap();
    let kinds: BTreeSet<(String, u64)> = month
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|incident| (incident["kind"].as_str().unwrap().to_owned(), incident["priority"].as_u64().unwrap()))
        .collect();
    let declared: BTreeSet<(String, u64)> = shouning()
        .kinds
        .iter()
        .map(|kind| (kind.code.clone(), Priority::ALL.iter().position(|of| *of == kind.priority).unwrap() as u64 + 1))
        .collect();
    assert_eq!(kinds, declared);
    assert_eq!(kinds.len(), 12);
}

#[test]
fn every_need_can_be_met_by_some_unit() {
    for kind in &shouning().kinds {
        for need in &kind.needs {
            let able = shouning().units.iter().filter(|unit| unit.skills.has(need.skills)).count();
            assert!(able >= usize::from(need.count), "{}", kind.code);
        }
    }
}

#[test]
fn its_roster_is_full_for_the_whole_month() {
    let county = shouning();
    assert_eq!(county.roster.len(), 4 * 31);
    assert!(county.roster.iter().all(|shift| shift.slots.iter().all(|(_, person)| person.is_some())));
    let (start, end) = (time("2022-09-01T00:00:00+08:00"), time("2022-10-01T00:00:00+08:00"));
    for district in 0..4 {
        let mut covered = start;
        for shift in county.roster.iter().filter(|shift| shift.district == DistrictRef(district)) {
            assert!(shift.starts <= covered && shift.slots.len() == 5);
            covered = covered.max(shift.ends);
        }
        assert!(covered >= end);
    }
}

/// The pattern gives the very roster that stands beside it, and one that finds no fault for any month to come.
#[test]
fn its_pattern_makes_its_roster() {
    let county = shouning();
    let pattern = Pattern::read(&shouning_files().text("shift-pattern.toml")).unwrap();
    let make = |from: &str, until: &str| {
        let shifts = pattern.generate(from.parse().unwrap(), until.parse().unwrap()).unwrap();
        let mut files = shouning_files();
        files.put("roster-2022-09.csv", &pattern.csv(&shifts).unwrap());
        files.read().roster
    };
    assert_eq!(make("2022-08-31", "2022-09-30"), county.roster);
    let mut roster = Roster::default();
    roster.publish(&make("2022-08-31", "2023-08-31").iter().map(Shift::from).collect::<Vec<_>>());
    let keys = roster.between(TimeMs(0), TimeMs(i64::MAX)).map(Shift::key).collect();
    let zone = jiff::tz::TimeZone::get(&county.zone).unwrap();
    assert_eq!(domain::roster::checks::check(county, &zone, &roster, &keys, TimeMs(0)), []);
}

fn time(text: &str) -> TimeMs {
    TimeMs::parse(text).unwrap()
}

#[test]
fn it_is_named_in_two_languages_and_declares_its_plugins() {
    let county = shouning();
    assert_eq!(county.name, Names { zh: "寿宁县".to_owned(), en: "Shouning".to_owned() });
    assert_eq!(county.stations[0].name.en, "Aoyang police station");
    let plugins: Vec<&str> = county.plugins.iter().map(|plugin| plugin.name.as_str()).collect();
    let expected = [
        "report-intake",
        "nearest-unit",
        "graded-escalation",
        "missing-person",
        "three-teams",
        "dispute-mediation",
        "mutual-aid",
        "lead-desk",
        "grid-case",
        "service-referral",
        "major-event",
        "place-staffing",
        "grid-care",
        "hazard-check",
        "supervision",
        "case-handover",
    ];
    assert_eq!(plugins[..expected.len()], expected, "the first ones, in their order");
    for plugin in &county.plugins {
        // What a report is, is for a person to say; the other rule for dispatch waits until somebody tries it.
        let mode = match plugin.name.as_str() {
            "report-intake" => Mode::Advise,
            "coverage-dispatch" => Mode::Off,
            _ => Mode::Auto,
        };
        assert_eq!(plugin.mode.values().collect::<Vec<_>>(), [&mode; 4]);
    }
    expect![[r#"{"fix_age_max_s":900,"overflow_after_s":900,"scarce_s":{"critical":0,"prompt":300,"routine":600,"urgent":120},"shift_left_min_s":300,"workload_s":20}"#]]
        .assert_eq(&county.plugins[1].settings.to_string());
}

#[test]
fn every_grid_stands_for_itself() {
    let county = shouning();
    let index = domain::county::CountyIndex::new(std::sync::Arc::new(county.clone()));
    for (number, grid) in county.grids.iter().enumerate() {
        let located = index.locate(grid.centre.0, grid.centre.1).unwrap();
        assert_eq!(located.grid, GridRef(number as u32), "{}", grid.code);
        assert_eq!(located.district, grid.district);
    }
    // Every incident of the month has a grid.
    let far = county.video_points.iter().filter(|point| index.locate(point.position.0, point.position.1).is_err());
    assert_eq!(far.count(), 0);
    assert!(distance_m(county.townships[0].seat, county.stations[0].position) < 1.0);
}
