//! Events and surges from the beginning to the report, in words, on a clock that the test moves; the floor of cover; what is refused.

use expect_test::{Expect, expect};
use wardroom_plugin::testing::{County, NOW, Package, Story, fields, incident, instance, unit_info};
use wardroom_plugin::view::{Reference, UnitInfo};
use wardroom_plugin::workflow::Assignee;
use wardroom_plugin::{PersonRef, Phase, Reality, SkillSet, TeamRef, UnitRef, Value, Workflow};

use super::forms::{EXTEND, LEVEL, POST, REPORT, STAND_DOWN};
use super::settings::Level;
use super::*;

mod floors;
mod levels;
mod posts;
mod refusals;

const LEADER: PersonRef = 9;
const CREW: PersonRef = 30;
const MINUTE: u32 = 60;
const HOUR: u32 = 3_600;
const DAY: u32 = 24 * HOUR;
/// Skills: bit 0 and bit 1.
const PATROL: SkillSet = 0b01;
const TRAFFIC: SkillSet = 0b11;
const DESK_TEAM: TeamRef = 3;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

fn settings() -> Settings {
    let levels = [(1, 0), (1, 2)].map(|(own, lent)| Level { own, lent }).to_vec();
    Settings { levels, staging_name: "staging".to_owned(), ..Settings::default() }
}

/// Districts 0 to 2 in a row. Units by district with their skills, numbered so that the second of district 2 is unit 21; all are free.
fn county(units: [&[SkillSet]; 3]) -> County {
    let mut county = County::new().border(0, 1).border(1, 2);
    county = county.code(Reference::Skill(0), "patrol").code(Reference::Skill(1), "traffic");
    county = county.code(Reference::Team(0), "patrol").code(Reference::Team(DESK_TEAM), "desk");
    for (district, units) in (0_u16..).zip(units) {
        for (unit, skills) in (u32::from(district) * 10..).zip(units) {
            county = county.unit(UnitInfo { district, skills: *skills, ..unit_info(unit) });
        }
    }
    let post = |county: County, (plan, code, name): (&str, &str, &str), grid, units: f64, skill: &str, until: f64| {
        let text = |text: &str| Value::Text(text.to_owned());
        let named = [("code", text(code)), ("plan", text(plan)), ("name", text(name)), ("skill", text(skill))];
        let [code_is, of, called, skill] = named;
        let grid = ("grid", Reference::Grid(grid).into());
        let times = [("from_min", Value::Number(-30.0)), ("until_min", until.into())];
        let [from, until] = times;
        county.row("event-posts", code, [code_is, of, called, skill, grid, ("units", units.into()), from, until])
    };
    let county = post(county, ("fair", "E1", "gate"), 5, 2.0, "patrol", 480.0);
    let county = post(county, ("fair", "E2", "crossing"), 6, 1.0, "traffic", 120.0);
    post(county, ("upside-down", "E3", "gate"), 5, 1.0, "patrol", -60.0)
}

fn story(settings: Settings, county: County, said: &[(&str, Value)]) -> Story<Plan> {
    Story::start(settings, package(), county, Some(4), &fields(said))
}

/// The fair of the table, from three hours from now for eight hours, with a reserve of one.
fn fair(county: County) -> Story<Plan> {
    let times = [("starts", Value::Time(NOW + 3 * HOUR)), ("ends", Value::Time(NOW + 11 * HOUR))];
    story(settings(), county, &[times.as_slice(), &[("plan", "fair".into()), ("reserve", 1.0.into())]].concat())
}

fn check(story: &Story<Plan>, expected: Expect) {
    expected.assert_eq(story.words());
}

/// Units of others that are here; those of the district's own are held back like them.
fn borrowed(story: &Story<Plan>) -> Vec<UnitRef> {
    story.county.lent().into_iter().filter(|unit| *unit >= 10).collect()
}

/// All that are called check in.
fn check_in(story: &mut Story<Plan>) {
    for key in story.open_tasks().into_iter().filter(|key| *key >= forms::DUTIES && key % 2 == 0) {
        story.done(key, "there", CREW, &[]);
    }
}

fn report(story: &mut Story<Plan>, outcome: &str) {
    story.done(REPORT, outcome, LEADER, &fields(&[("lessons", "more signs".into()), ("crowd", 800.0.into())]));
}

#[test]
fn its_files_agree_with_its_code() {
    package().check::<Settings>();
    package().check_kind(&forms::kind());
}

#[test]
fn a_state_of_an_older_version_is_taken_over_if_it_can_be_read() {
    let mut instance = fair(county([&[PATROL; 9], &[], &[]])).instance;
    let taken = Plan::migrate(NOW, &settings(), &instance, "0.0.9").unwrap();
    assert_eq!((taken.state.as_str(), taken.waits.len()), (instance.state.as_str(), 4));
    instance.state = "{}".to_owned();
    let refusal = package().failure(&Plan::migrate(NOW, &settings(), &instance, "0.0.9").unwrap_err());
    assert!(refusal.starts_with("the state that version 0.0.9 wrote: missing field"), "{refusal}");
}

/// As many posts and units as there may be, in the middle of a change of shifts, fit into what is kept between two steps.
#[test]
fn the_greatest_plan_fits_into_a_state() {
    let mut story = story(
        Settings { cover_units_min: 0, ..settings() },
        county([&[PATROL; 80], &[], &[]]),
        &[("ends", Value::Time(NOW + 20 * HOUR))],
    );
    for post in 0..15_u32 {
        let units = if post < 10 { 3.0 } else { 2.0 };
        let name = "二十个汉字的岗位名称二十个汉字的岗位名称";
        story.signal(
            POST,
            &fields(&[("name", name.into()), ("grid", Reference::Grid(post).into()), ("units", units.into())]),
        );
    }
    check_in(&mut story);
    story.pass(5 * HOUR + MINUTE);
    assert_eq!(story.open_tasks().len(), 80);
    assert!(story.instance.state.len() < 14_000, "{}", story.instance.state.len());
}
