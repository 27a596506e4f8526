//! Series: what is taken, what is kept, and what a plugin is shown of it.

use std::sync::Arc;

use domain::command::{Command, CountyCommand, Envelope, SeriesCommand};
use domain::county::Named;
use domain::county::movement::{By, Movement};
use domain::ids::{Digest, DistrictRef, GridRef, UnitKindRef};
use domain::limits::{SERIES_POINTS_MAX, SERIES_READINGS_MAX, SERIES_SKEW_S_MAX};
use domain::ports::View;
use domain::scope::{Authority, Role, Scope};
use domain::series::{Reading, Shown};
use domain::time::TimeMs;
use domain::view::StateView;

use crate::desk::{Desk, county};

const WIND: &str = "weather.wind-ms";
/// Of the first district, two days ahead.
const DEMAND: &str = "demand.D1";

fn reading(series: &str, at: TimeMs, value: f64) -> Reading {
    Reading { series: series.to_owned(), at, value }
}

fn supply(readings: Vec<Reading>) -> Command {
    Command::Series(SeriesCommand::Supply { readings })
}

fn at(desk: &Desk, series: &str, at: TimeMs) -> Option<(f64, u32)> {
    let shown = StateView::new(&desk.state).expect("a county").series(series, at);
    shown.map(|Shown { value, age_s, .. }| (value, age_s))
}

#[test]
fn the_last_value_counts_until_it_is_too_old() {
    let mut desk = Desk::new();
    assert_eq!(at(&desk, WIND, desk.now), None, "nothing was supplied");
    let (now, before) = (desk.now, desk.state.hash());
    desk.tell(supply(vec![reading(WIND, now.plus_s(0), 4.5), reading(WIND, TimeMs(now.0 - 60_000), 3.0)]));
    assert_ne!(desk.state.hash(), before);
    assert_eq!(at(&desk, WIND, now), Some((4.5, 0)));
    assert_eq!(at(&desk, WIND, TimeMs(now.0 - 1)), Some((3.0, 59)));
    assert_eq!(at(&desk, WIND, now.plus_s(600)), Some((4.5, 600)), "at its age");
    assert_eq!(at(&desk, WIND, now.plus_s(601)), None, "one past it");
    assert_eq!(at(&desk, "river.level-m", now), None);
}

#[test]
fn only_a_forecast_has_values_to_come() {
    let mut desk = Desk::new();
    let now = desk.now;
    let late = |s| supply(vec![reading(WIND, now.plus_s(s), 1.0)]);
    assert_eq!(desk.refused(late(SERIES_SKEW_S_MAX + 1)).split(':').next(), Some("bad-reading"));
    desk.tell(late(SERIES_SKEW_S_MAX));
    let (soon, most) = (now.plus_s(3_600), now.plus_s(2 * 86_400));
    desk.tell(supply(vec![reading(DEMAND, soon, 7.0), reading(DEMAND, most, 9.0)]));
    assert_eq!(at(&desk, DEMAND, now), None);
    assert_eq!(at(&desk, DEMAND, soon.plus_s(60)), Some((7.0, 60)));
    let past = supply(vec![reading(DEMAND, most.plus_s(1), 9.0)]);
    assert_eq!(desk.refused(past).split(':').next(), Some("bad-reading"));
}

#[test]
fn one_bad_value_refuses_all() {
    let mut desk = Desk::new();
    let now = desk.now;
    let good = || reading(WIND, now, 1.0);
    for (readings, told) in [
        (vec![], "reading-count: detail.series.count (given=0, max=1000)"),
        (vec![good(); SERIES_READINGS_MAX + 1], "reading-count: detail.series.count (given=1001, max=1000)"),
        (vec![good(), reading("tide", now, 1.0)], "no-such-series: detail.series.no-such-series (series=tide)"),
        (vec![good(), reading(DEMAND, now, f64::NAN)], "bad-reading: detail.series.not-finite (series=demand.D1)"),
        (
            vec![good(), good()],
            "bad-reading: detail.series.twice (at=2022-09-01T00:00:00.000+08:00, series=weather.wind-ms)",
        ),
    ] {
        assert_eq!(desk.refused(supply(readings)), told);
    }
    assert!(desk.state.series.is_empty());
    let most = (0..SERIES_READINGS_MAX as u32).map(|back| reading(WIND, TimeMs(now.0 - i64::from(back)), 1.0));
    desk.tell(supply(most.collect()));
}

#[test]
fn what_is_known_is_not_written_again() {
    let mut desk = Desk::new();
    let now = desk.now;
    desk.tell(supply(vec![reading(WIND, now, 1.0)]));
    assert_eq!(desk.tell(supply(vec![reading(WIND, now, 1.0)])), []);
    desk.tell(supply(vec![reading(WIND, now, 2.0)]));
    assert_eq!(at(&desk, WIND, now), Some((2.0, 0)), "a value that was put right");
}

#[test]
fn the_newest_values_are_kept() {
    let mut desk = Desk::new();
    let start = TimeMs(desk.now.0 - 1_000 * SERIES_POINTS_MAX as i64);
    let all: Vec<Reading> =
        (0..SERIES_POINTS_MAX as u32 + 1).map(|s| reading(WIND, start.plus_s(s), f64::from(s))).collect();
    for part in all.chunks(SERIES_READINGS_MAX) {
        desk.tell(supply(part.to_vec()));
    }
    let kept = &desk.state.series[WIND];
    assert_eq!(kept.len(), SERIES_POINTS_MAX);
    assert_eq!(kept.get_min(), Some(&(start.plus_s(1), 1.0)), "the oldest went");
    desk.tell(supply(vec![reading(WIND, start, 7.0)]));
    assert_eq!(desk.state.series[WIND].get_min(), Some(&(start.plus_s(1), 1.0)), "and does not come again");
}

#[test]
fn a_district_s_series_is_supplied_by_whom_it_is_in_reach_of() {
    let desk = Desk::new();
    let by = |codes: &[&str], series: &str| {
        let districts = Scope::Only(codes.iter().map(|code| (*code).to_owned()).collect());
        let authority = Authority::Token { role: Role::Operator, districts };
        let command = supply(vec![reading(series, desk.now, 1.0)]);
        let envelope = Envelope { authority, ..Envelope::by("token:gateway", command) };
        domain::check::check(&desk.state, &envelope, desk.now).map(|events| events.len()).map_err(|r| r.code.name())
    };
    assert_eq!(by(&["350924-D1"], DEMAND), Ok(1));
    assert_eq!(by(&["350924-D2"], DEMAND), Err("no-such-series"));
    assert_eq!(by(&["350924-D1"], WIND), Err("limited-to-districts"));
    assert_eq!(by(&["350924-D1"], "tide"), Err("no-such-series"));
}

#[test]
fn a_county_that_means_something_else_by_it_begins_anew() {
    let mut desk = Desk::new();
    let now = desk.now;
    desk.tell(supply(vec![reading(WIND, now, 4.5), reading(DEMAND, now, 2.0)]));
    let mut other = county();
    other.series[0].max_age_s = 60;
    other.series[1].measure = "calls a day".to_owned();
    other.digest = Digest::of(b"other series");
    desk.tell(Command::County(CountyCommand::Import { county: Arc::new(other) }));
    assert_eq!((at(&desk, WIND, now), at(&desk, DEMAND, now)), (Some((4.5, 0)), None));
}

#[test]
fn a_matrix_is_as_units_of_a_kind_move() {
    let mut county = county();
    county.digest = Digest::of(b"a drone");
    county.unit_kinds.push(Named { code: "drone".to_owned(), name: county.name.clone() });
    let air = Movement { by: By::Air, max_kmh: Some(60), range_m: Some(3_000), ..Movement::UNSAID };
    county.movements.insert("drone".to_owned(), air);
    let mut desk = Desk::new();
    desk.tell(Command::County(CountyCommand::Import { county: Arc::new(county) }));
    let view = StateView::new(&desk.state).expect("a county");
    let all: Vec<GridRef> = (0..3).map(GridRef).filter(|grid| view.district_of(*grid).is_some()).collect();
    let matrix = |kind| view.travel_s(&all, &all, kind);
    let (unsaid, car, drone) = (matrix(None), matrix(Some(UnitKindRef(0))), matrix(Some(UnitKindRef(1))).expect("it"));
    assert_eq!(unsaid, car, "the county says nothing of cars");
    assert_ne!(unsaid.as_ref(), Some(&drone));
    assert!(drone.contains(&u32::MAX), "farther than it goes: {drone:?}");
    assert_eq!(matrix(Some(UnitKindRef(2))), None, "no such kind");
    assert_eq!(view.district_of(GridRef(0)), Some(DistrictRef(0)));
}
