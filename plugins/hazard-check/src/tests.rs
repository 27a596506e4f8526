//! Rounds and plans, in words, on a clock that the test moves; and what the rule says no to.

use expect_test::{Expect, expect};
use wardroom_plugin::testing::{County, NOW, Package, Story, Untellable, fields, instance, workflow_info};
use wardroom_plugin::view::{Date, DayKind, GridFacts, Noun, Reference, Subject};
use wardroom_plugin::{GridRef, Item, PersonRef, Value, reason};

use super::forms::{MEND, RECHECK, ROUND};
use super::*;

mod classes;
mod plans;
mod rounds;

const GRID: GridRef = 5;
const ASSISTANT: PersonRef = 20;
const OFFICER: PersonRef = 7;
const DAY: u32 = 86_400;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

/// A grid of 60 households in district 0 and one of another, eight kinds of incident of which one is `hazard`, and a calendar. The test
/// begins on a Thursday; the Monday after it is a holiday.
fn county() -> County {
    let info = |district| GridFacts { village: 7, township: 1, district, households: 60 };
    County::new()
        .grid_info(GRID, info(0))
        .grid_info(6, info(1))
        .grid_info(7, info(0))
        .numbering(Noun::Kind, 8)
        .numbering(Noun::District, 2)
        .code(Reference::Kind(3), "hazard")
        .code(Reference::Grid(GRID), "990001001001005")
        .special_day(Date { year: 2022, month: 9, day: 5 }, DayKind::Holiday)
}

fn start(county: County) -> Story<Round> {
    start_with(Settings::default(), county)
}

fn start_with(settings: Settings, county: County) -> Story<Round> {
    let grid = Value::Reference(Reference::Grid(GRID));
    Story::start(settings, package(), county, None, &fields(&[("grid", grid)]))
}

/// What an assistant hands in.
fn handed_in(households: u32, hazards: &[&str], picture: bool) -> Vec<Field> {
    let hazards = hazards.iter().map(|hazard| Item::Text((*hazard).to_owned())).collect();
    let places = vec![Item::Reference(Reference::Place(2))];
    let mut given = vec![
        ("households", Value::Number(households.into())),
        ("hazards", Value::List(hazards)),
        ("places", Value::List(places)),
    ];
    given.extend(picture.then(|| ("picture", Value::Attachment("F-17".to_owned()))));
    fields(&given)
}

fn check<W: Workflow>(story: &Story<W>, expected: Expect) {
    expected.assert_eq(story.words());
}

#[test]
fn its_files_agree_with_its_code() {
    package().check::<Settings>();
    for kind in Checks::kinds() {
        package().check_kind(&kind);
    }
}

/// Which kind an instance is of, its name says, for each call of the hook.
#[test]
fn each_kind_goes_its_own_way() {
    let settings = settings();
    let county = classed();
    let _county = county.enter();
    let class = fields(&[("class", "A".into())]);
    let plan = Checks::start(NOW, &settings, &instance("hazard-plan"), &class).unwrap();
    let grid = fields(&[("grid", Value::Reference(Reference::Grid(GRID)))]);
    let round = Checks::start(NOW, &settings, &instance("hazard-check"), &grid).unwrap();
    for (kind, outcome) in [("hazard-plan", plan), ("hazard-check", round)] {
        let instance = Instance { state: outcome.state.clone(), ..instance(kind) };
        let taken = Checks::migrate(NOW, &settings, &instance, "0.0.9").unwrap();
        assert_eq!((taken.state, taken.stage), (outcome.state.clone(), outcome.stage));
        let step = Checks::step(NOW, &settings, &instance, Event::Other("something-later".to_owned())).unwrap();
        assert_eq!(step.state, outcome.state);
    }
}

/// Classes A and B; A is mended in two working days, and at once where it is grave.
fn settings() -> Settings {
    let json = r#"{"classes": {"A": {"every_days": 7, "mend_days": 2, "grave_days": 1}, "B": {"every_days": 1}},
        "class_table": "classes", "class_attribute": "risk"}"#;
    serde_json::from_str(json).expect("settings")
}

/// A grid and a place of class A, one of the other district, and a grid whose attribute says B.
fn classed() -> County {
    let grid = |grid: GridRef| Value::Reference(Reference::Grid(grid));
    let row = |county: County, code: &str, of: GridRef, class: &str| {
        county.row("classes", code, [("code", code.into()), ("grid", grid(of)), ("class", class.into())])
    };
    let county = row(row(row(county(), "H1", GRID, "A"), "H2", 6, "A"), "H4", 7, "A");
    let place = ("place", Value::Reference(Reference::Place(2)));
    let county = county.row("classes", "H3", [("code", "H3".into()), ("grid", grid(7)), place, ("class", "A".into())]);
    county.attribute(Subject::Grid(7), "risk", "B")
}
