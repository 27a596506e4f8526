//! Key places of a district, and when each is to be visited: by its own frequency, more often in key hours and where many people come.

use wardroom_plugin::view::{self, Reference, Subject};
use wardroom_plugin::{DistrictRef, GridRef, PlaceRef, TimeS, Value};

use crate::settings::Settings;

/// As many places as one plan has, and visits of one.
pub const PLACES_MAX: usize = 24;
const VISITS_MAX: usize = 8;
/// Rows of one sort that are read.
const ROWS_MAX: u16 = 256;
/// How finely the hours are looked at.
const STEP_S: u32 = 300;

#[derive(Clone, Debug, PartialEq)]
pub struct KeyPlace {
    pub place: PlaceRef,
    pub grid: GridRef,
    pub code: String,
    /// Between two visits in quiet hours, the flow reckoned in.
    pub every_s: u32,
}

/// Those in a district, in the order of the table.
pub fn of_district(settings: &Settings, district: DistrictRef) -> Vec<KeyPlace> {
    let of = &settings.places;
    let rows = of.sorts.iter().flat_map(|sort| {
        let rows = view::rows(&of.table, &of.sort, &Value::Text(sort.clone()), ROWS_MAX);
        rows.unwrap_or_default()
    });
    let place = |row: view::Row| {
        let (Reference::Place(place), Reference::Grid(grid)) =
            (view::reference(&row, &of.place)?, view::reference(&row, &of.grid)?)
        else {
            return None;
        };
        let Some(Value::Number(hours)) = view::cell(&row, &of.every_h) else { return None };
        let every_s = (hours * 3_600.0 / flow(settings, place)) as u32;
        let code = view::text(&row, &of.code)?.to_owned();
        let inside = view::grid_info(grid).is_ok_and(|info| info.district == district);
        (inside && every_s > 0).then_some(KeyPlace { place, grid, code, every_s })
    };
    rows.filter_map(place).take(PLACES_MAX).collect()
}

/// How many times as often a place is visited because of those who come there.
fn flow(settings: &Settings, place: PlaceRef) -> f64 {
    if settings.flow_attribute.is_empty() {
        return 1.0;
    }
    match view::attribute(Subject::Place(place), &settings.flow_attribute) {
        Ok(Some(Value::Number(times))) => times.clamp(0.25, 8.0),
        _ => 1.0,
    }
}

/// By when each visit is due. Time counts so many times as much in key hours; each place is visited once at least, by the end.
pub fn due(settings: &Settings, every_s: u32, (starts, ends): (TimeS, TimeS)) -> Vec<TimeS> {
    let first_minute = view::local_time(starts).map_or(starts % 86_400 / 60, |clock| clock.minute.into());
    let factor = |at: TimeS| {
        let minute = (first_minute + (at - starts) / 60) % 1_440;
        let factors = settings.key_hours.iter().filter(|hours| hours.hold(minute)).map(|hours| hours.factor);
        factors.fold(1.0, f64::max)
    };
    let mut due = Vec::new();
    let mut passed = 0.0;
    let mut at = starts;
    while at < ends && due.len() < VISITS_MAX {
        passed += factor(at) * f64::from(STEP_S.min(ends - at));
        at = (at + STEP_S).min(ends);
        if passed >= f64::from(every_s) {
            passed -= f64::from(every_s);
            due.push(at);
        }
    }
    if due.is_empty() {
        due.push(ends);
    }
    due
}
