//! A shift from its plan to its end, in words, on a clock that the test moves; what the rule says no to; and how good its routes are.

mod routes;
mod shifts;

use wardroom_plugin::testing::{County, NOW, Package, Story, fields, unit_info};
use wardroom_plugin::view::{GridFacts, Noun, UnitInfo};
use wardroom_plugin::workflow::Field;
use wardroom_plugin::{GridRef, PersonRef, Reference, UnitRef, Value};

use super::*;

const OFFICER: PersonRef = 7;
const CAR: UnitRef = 1;
const WALKERS: UnitRef = 2;
const VOLUNTEERS: UnitRef = 3;
const HOUR: u32 = 3_600;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

fn unit(unit: UnitRef, kind: u16, class: u16, grid: GridRef) -> UnitInfo {
    UnitInfo { kind, class: Some(class), grid: Some(grid), ..unit_info(unit) }
}

/// Three key places of district 0 in the grids 11, 12 and 13, the last of them far from the town, and one of district 1; a car, a patrol on
/// foot and a group of volunteers in the town. From a grid it takes a tenth of a second for each metre that the farther of both lies out.
fn county() -> County {
    let facts = |village, district| GridFacts { village, township: 0, district, households: 50 };
    let row = |code: &str, place, grid, every_h: f64| {
        [
            ("code", code.into()),
            ("place", Value::Reference(Reference::Place(place))),
            ("grid", Value::Reference(Reference::Grid(grid))),
            ("check_every_h", every_h.into()),
            ("level", "county".into()),
        ]
    };
    County::new()
        .grid(10, 0, 500)
        .grid(11, 0, 1_000)
        .grid(12, 0, 2_000)
        .grid(13, 0, 30_000)
        .grid_info(10, facts(1, 0))
        .grid_info(11, facts(1, 0))
        .grid_info(12, facts(2, 0))
        .grid_info(13, facts(3, 0))
        .grid_info(99, facts(9, 1))
        .place(21, 11)
        .place(22, 12)
        .place(23, 13)
        .row("key-places", "K1", row("K1", 21, 11, 2.0))
        .row("key-places", "K2", row("K2", 22, 12, 4.0))
        .row("key-places", "K3", row("K3", 23, 13, 8.0))
        .row("key-places", "K9", row("K9", 24, 99, 8.0))
        .attribute(view_place(22), "flow", 2.0)
        .code(Reference::Team(0), "patrol")
        .code(Reference::UnitKind(0), "car")
        .code(Reference::UnitKind(1), "foot")
        .code(Reference::Class(2), "volunteer")
        .numbering(Noun::District, 2)
        .numbering(Noun::Place, 30)
        .numbering(Noun::Grid, 100)
        .unit(unit(CAR, 0, 0, 10))
        .unit(unit(WALKERS, 1, 0, 10))
        .unit(unit(VOLUNTEERS, 1, 2, 10))
        .video_point("V1", 50)
        .video_point("V2", 90)
}

fn view_place(place: PlaceRef) -> wardroom_plugin::view::Subject {
    wardroom_plugin::view::Subject::Place(place)
}

fn settings() -> Settings {
    Settings { grace_s: HOUR / 2, area_m: 0, ..Settings::default() }
}

fn start(settings: Settings, county: County, given: &[(&str, Value)]) -> Story<Plan> {
    Story::start(settings, package(), county, None, &fields(given))
}

fn at_code(unit: UnitRef, code: &str) -> Vec<Field> {
    fields(&[("unit", Value::Reference(Reference::Unit(unit))), ("code", code.into())])
}

fn in_grid(unit: UnitRef, grid: GridRef) -> Vec<Field> {
    fields(&[("unit", Value::Reference(Reference::Unit(unit))), ("grid", Value::Reference(Reference::Grid(grid)))])
}

/// It checks in by nothing but its own position.
fn by_itself(unit: UnitRef) -> Vec<Field> {
    fields(&[("unit", Value::Reference(Reference::Unit(unit)))])
}

#[test]
fn its_files_agree_with_its_code() {
    package().check::<Settings>();
    package().check_kind(&forms::kind());
}

/// Why a start is refused.
fn told(settings: &Settings, county: County, given: &[(&str, Value)]) -> String {
    let _county = county.enter();
    let instance = wardroom_plugin::testing::instance(forms::KIND);
    package().refusal(&Plan::open(NOW, settings, &instance, &fields(given)))
}
