//! The rule's behaviour, as tables of who goes and why, and as laws that hold for any candidates.

mod laws;

use expect_test::{Expect, expect};
use wardroom_plugin::testing::{County, NOW, Package, call, candidate, incident};
use wardroom_plugin::view::{GridFacts, Noun};
use wardroom_plugin::{GridRef, Nearness, Need, OnCall, Priority, Progress, Reference, SkillSet, Value};

use super::*;

const PATROL: SkillSet = 0b001;
const MEDIC: SkillSet = 0b010;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

fn needing(needs: &[(SkillSet, u8)]) -> Incident {
    let needs =
        needs.iter().map(|(skills, count)| Need { skills: *skills, count: *count, more_skills: None }).collect();
    Incident { needs, ..incident() }
}

/// A unit of the own district, so many seconds from the scene, in a grid.
fn own(unit: u32, eta_s: u32, grid: GridRef) -> Candidate {
    Candidate { eta_s, grid: Some(grid), ..candidate(unit) }
}

fn neighbour(unit: u32, eta_s: u32, grid: GridRef) -> Candidate {
    Candidate { district: 1, nearness: Nearness::Neighbour, ..own(unit, eta_s, grid) }
}

/// Where a test's county is covered: grid 1 is a suburb that only who stands in it reaches in time, grids 2 and 3 are the town. From a grid
/// it takes a tenth of a second for each metre that the farther of both lies out.
fn county() -> County {
    let row = |grid, weight: f64| {
        let of = |what| Value::Reference(what);
        [("district", of(Reference::District(0))), ("grid", of(Reference::Grid(grid))), ("weight", weight.into())]
    };
    County::new()
        .grid(1, 0, 12_000)
        .grid(2, 0, 1_000)
        .grid(3, 0, 2_000)
        .row("demand-points", "suburb", row(1, 40.0))
        .row("demand-points", "town", row(2, 50.0))
        .row("demand-points", "market", row(3, 10.0))
        .numbering(Noun::Unit, 100)
        .numbering(Noun::District, 3)
}

fn by_table() -> Settings {
    Settings { demand: Demand::Table, ..Settings::default() }
}

fn decide(county: County, settings: &Settings, incident: &Incident, candidates: &[Candidate]) -> Recommendation {
    let arbiter = package().arbiter(county.clone());
    let _county = county.enter();
    let verdict = CoverageDispatch::recommend(NOW, settings, incident, &call(), candidates).expect("an answer");
    assert_eq!(arbiter.dispatch(incident, &call(), candidates, &verdict), Ok(vec![]));
    match verdict {
        Verdict::Recommend(recommendation) => recommendation,
        Verdict::Abstain(why) => panic!("abstained: {why:?}"),
    }
}

fn told(county: County, settings: &Settings, incident: &Incident, candidates: &[Candidate]) -> String {
    let package = package();
    let answer = decide(county, settings, incident, candidates);
    let unit = |index: u16| candidates[usize::from(index)].unit;
    let mut lines = String::new();
    for pick in &answer.picks {
        let need = pick.need.expect("a need");
        lines += &format!("{} goes for need {need}: {}\n", unit(pick.candidate), package.text("en", &pick.why));
    }
    for passed in &answer.passed_over {
        lines += &format!("{} stays: {}\n", unit(passed.candidate), package.text("en", &passed.why));
    }
    for short in &answer.shortfalls {
        lines += &format!("short: {}\n", package.text("en", short));
    }
    lines
}

fn check(settings: &Settings, incident: &Incident, candidates: &[Candidate], expected: Expect) {
    expected.assert_eq(&told(county(), settings, incident, candidates));
}

#[test]
fn the_files_agree_with_the_code() {
    package().check::<Settings>();
}

/// The only one in the suburb stays there, though it is nearer: the town has two. Each loss by hand: the suburb's 40 % are lost with 0.7
/// of a chance; of the town's 60 % the second unit adds 0.7 times 0.3.
#[test]
fn whose_leaving_costs_least_goes_though_another_is_nearer() {
    check(
        &by_table(),
        &incident(),
        &[own(1, 200, 1), own(2, 500, 2), own(3, 600, 2), own(4, 901, 3)],
        expect![[r#"
            2 goes for need 0: there in 500 s, 300 s after unit 1: its leaving costs 3.78 % of the expected cover, that of unit 1 28 %
            1 stays: there in 200 s, but its leaving would cost 28 % of the expected cover, that of unit 2 3.78 %
            3 stays: its leaving would cost 3.78 %, as much as that of unit 2, and it is there 100 s later
            4 stays: there in 901 s, later than 900 s, and unit 2 is in time
        "#]],
    );
}

#[test]
fn the_nearest_goes_where_it_costs_least() {
    check(
        &by_table(),
        &incident(),
        &[own(2, 200, 2), own(3, 200, 2), own(1, 500, 1)],
        expect![[r#"
            2 goes for need 0: of those there within 900 s its leaving costs least, 12.6 % of the expected cover; there in 200 s
            3 stays: even with unit 2, which comes first by number
            1 stays: there in 500 s, but its leaving would cost 28 % of the expected cover, that of unit 2 12.6 %
        "#]],
    );
}

#[test]
fn where_nobody_is_in_time_the_fastest_goes() {
    check(
        &by_table(),
        &incident(),
        &[own(1, 901, 1), own(2, 950, 2), neighbour(3, 1_000, 3)],
        expect![[r#"
            1 goes for need 0: nobody is there within 900 s; the fastest, in 901 s
            2 stays: 49 s farther than unit 1
            3 stays: 99 s farther than unit 1
        "#]],
    );
}

/// With one in time there is nothing to weigh, and the county is not read.
#[test]
fn the_only_one_in_time_goes() {
    let told = told(County::new().deny("travel-s"), &by_table(), &incident(), &[own(1, 899, 1), own(2, 1_200, 2)]);
    expect![[r#"
        1 goes for need 0: nobody else that is able is there within 900 s; there in 899 s
        2 stays: there in 1200 s, later than 900 s, and unit 1 is in time
    "#]]
    .assert_eq(&told);
}

#[test]
fn the_own_district_goes_first_unless_the_county_says_otherwise() {
    let candidates = [neighbour(1, 100, 2), own(2, 400, 1), own(3, 1_000, 2)];
    check(
        &by_table(),
        &incident(),
        &candidates,
        expect![[r#"
            2 goes for need 0: nobody else that is able is there within 900 s; there in 400 s
            1 stays: belongs to district 1; unit 2 is of a nearer district, and in time
            3 stays: there in 1000 s, later than 900 s, and unit 2 is in time
        "#]],
    );
    check(
        &Settings { own_district_first: false, ..by_table() },
        &incident(),
        &candidates,
        expect![[r#"
            1 goes for need 0: of those there within 900 s its leaving costs least, 12.6 % of the expected cover; there in 100 s
            2 stays: there in 400 s, but its leaving would cost 28 % of the expected cover, that of unit 1 12.6 %
            3 stays: there in 1000 s, later than 900 s, and unit 1 is in time
        "#]],
    );
    check(
        &by_table(),
        &incident(),
        &[neighbour(1, 500, 1), neighbour(2, 600, 2), own(3, 1_000, 2)],
        expect![[r#"
            2 goes for need 0: overflow to district 1, there in 600 s: nobody of a nearer district is there within 900 s
            1 stays: there in 500 s, but its leaving would cost 28 % of the expected cover, that of unit 2 12.6 %
            3 stays: there in 1000 s, later than 900 s, and unit 2 is in time
        "#]],
    );
}

/// A percentage point of a routine call is worth two minutes, of a critical one nothing.
#[test]
fn seconds_and_cover_are_weighed() {
    let settings = Settings { objective: Objective::Weighed, ..by_table() };
    let candidates = [own(1, 100, 2), own(2, 600, 3), own(3, 700, 3), own(4, 800, 1)];
    let of = |priority| Incident { priority, ..incident() };
    check(
        &settings,
        &of(Priority::Critical),
        &candidates,
        expect![[r#"
            1 goes for need 0: of those there within 900 s its leaving costs least, 3.78 % of the expected cover; there in 100 s
            2 stays: its leaving would cost 3.78 %, as much as that of unit 1, and it is there 500 s later
            3 stays: its leaving would cost 3.78 %, as much as that of unit 1, and it is there 600 s later
            4 stays: there in 800 s, but its leaving would cost 28 % of the expected cover, that of unit 1 3.78 %
        "#]],
    );
    let suburb_first = [own(4, 100, 1), own(1, 1_00 + 1_500, 2), own(2, 600, 2), own(3, 700, 2)];
    check(
        &settings,
        &of(Priority::Routine),
        &suburb_first,
        expect![[r#"
            2 goes for need 0: there in 600 s, 500 s after unit 4: its leaving costs 3.78 % of the expected cover, that of unit 4 28 %
            4 stays: there in 100 s, but its leaving would cost 28 % of the expected cover, that of unit 2 3.78 %
            1 stays: there in 1600 s, later than 900 s, and unit 2 is in time
            3 stays: its leaving would cost 3.78 %, as much as that of unit 2, and it is there 100 s later
        "#]],
    );
}

#[test]
fn the_nearest_goes_where_the_county_wants_it_so() {
    check(
        &Settings { objective: Objective::Nearest, ..by_table() },
        &incident(),
        &[own(1, 200, 1), own(2, 500, 2)],
        expect![[r#"
            1 goes for need 0: the fastest that is able to go, there in 200 s
            2 stays: 300 s farther than unit 1
        "#]],
    );
}

/// What the county does not tell costs nothing, and the answer says so.
#[test]
fn a_county_that_does_not_tell_gets_the_fastest() {
    let candidates = [own(1, 200, 1), own(2, 500, 2)];
    let expected = expect![[r#"
        1 goes for need 0: how much cover there is can't be worked out: the fastest goes, there in 200 s
        2 stays: 300 s farther than unit 1
    "#]];
    for county in [county().deny("travel-s"), county().deny("find-rows"), County::new().grid(1, 0, 0)] {
        expected.assert_eq(&told(county, &by_table(), &incident(), &candidates));
    }
    let empty = Settings { demand: Demand::Incidents, ..Settings::default() };
    expected.assert_eq(&told(county().grid(0, 0, 0), &empty, &incident(), &candidates));
}

/// Households of the grids around the scene, gathered by village; or the incidents of the last day there.
#[test]
fn demand_comes_from_households_or_incidents() {
    let facts = |village, households| GridFacts { village, township: 0, district: 0, households };
    let county = county().grid(0, 0, 500).grid_info(0, facts(7, 0)).grid_info(1, facts(8, 40));
    let county = county.grid_info(2, facts(7, 50)).grid_info(3, facts(7, 10));
    let candidates = [own(1, 200, 1), own(2, 500, 2), own(3, 600, 2)];
    let goes = |county: County, settings: &Settings| told(county, settings, &incident(), &candidates);
    assert!(goes(county.clone(), &Settings::default()).starts_with("2 goes for need 0: there in 500 s, 300 s after"));
    let of = |grid| Incident { grid, reported_at: NOW - 3_600, ..incident() };
    let incidents = [2, 2, 1].into_iter().fold(county, |county, grid| county.incident(of(grid)));
    let settings = Settings { demand: Demand::Incidents, ..Settings::default() };
    assert!(goes(incidents, &settings).starts_with("2 goes for need 0: there in 500 s, 300 s after"));
}

#[test]
fn old_positions_ending_shifts_the_reserve_and_the_unskilled_stay() {
    let reserve = Candidate { reserve: true, recall_from: Some(Priority::Urgent), ..own(4, 60, 2) };
    check(
        &by_table(),
        &needing(&[(PATROL, 1)]),
        &[
            Candidate { fix_age_s: 901, ..own(1, 60, 1) },
            Candidate { shift_left_s: 299, ..own(2, 60, 1) },
            Candidate { skills: MEDIC, ..own(3, 60, 1) },
            reserve,
            own(5, 80, 1),
        ],
        expect![[r#"
            5 goes for need 0: nobody else that is able is there within 900 s; there in 80 s
            1 stays: its position is 901 s old
            2 stays: its shift ends in 299 s
            3 stays: lacks skills 0b1
            4 stays: kept in reserve: others can go
        "#]],
    );
    check(
        &by_table(),
        &incident(),
        &[reserve],
        expect![[r#"
            4 goes for need 0: nobody else that is able is there within 900 s; there in 60 s
        "#]],
    );
}

/// The volunteer stands beside the scene and goes only when there is nobody else; it counts for no cover.
#[test]
fn who_observes_only_goes_last() {
    let volunteer = |unit, eta_s| Candidate { class: Some(2), ..own(unit, eta_s, 2) };
    let settings = Settings { observing_classes: vec!["volunteer".to_owned()], ..by_table() };
    let county = || county().code(Reference::Class(2), "volunteer");
    let both = [volunteer(1, 30), own(2, 300, 2), own(3, 400, 1)];
    expect![[r#"
        3 goes for need 0: there in 400 s, 100 s after unit 2: its leaving costs 28 % of the expected cover, that of unit 2 42 %
        1 stays: it observes and reports only; unit 3 goes
        2 stays: there in 300 s, but its leaving would cost 42 % of the expected cover, that of unit 3 28 %
    "#]]
    .assert_eq(&told(county(), &settings, &incident(), &both));
    expect![[r#"
        1 goes for need 0: nobody else is able to go: it observes and reports, there in 30 s
    "#]]
    .assert_eq(&told(county(), &settings, &incident(), &[volunteer(1, 30)]));
}

/// Where an officer is already, it goes beside them.
#[test]
fn who_observes_goes_beside_the_police() {
    let settings = Settings { observing_classes: vec!["volunteer".to_owned()], ..by_table() };
    let on = |unit, class| OnCall {
        unit,
        need: Some(0),
        extra: false,
        progress: Progress::Assigned,
        at: NOW,
        eta_s: 60,
        class,
    };
    let call = Call { on_call: vec![on(7, Some(2)), on(8, Some(0))], ..call() };
    let _county = county().code(Reference::Class(2), "volunteer").enter();
    let volunteer = [Candidate { class: Some(2), ..own(1, 30, 2) }];
    let Ok(Verdict::Recommend(answer)) = CoverageDispatch::recommend(NOW, &settings, &incident(), &call, &volunteer)
    else {
        panic!("it recommends")
    };
    let why = package().text("en", &answer.picks[0].why);
    assert_eq!(why, "nobody else is able to go: beside unit 8 it observes and reports, there in 30 s");
}

/// The one that is both a medic and a patrol is the cheapest patrol, and the only medic.
#[test]
fn no_place_stays_empty_for_cover() {
    let with = |skills, of: Candidate| Candidate { skills, ..of };
    check(
        &by_table(),
        &needing(&[(PATROL, 1), (MEDIC, 2)]),
        &[with(PATROL | MEDIC, own(1, 200, 2)), with(PATROL, own(2, 300, 1))],
        expect![[r#"
            1 goes for need 1: nobody else that is able is there within 900 s; there in 200 s
            2 goes for need 0: nobody else that is able is there within 900 s; there in 300 s
            short: 1 more needed with skills 0b10
        "#]],
    );
}

#[test]
fn nothing_needed_is_left_to_others() {
    let verdict = CoverageDispatch::recommend(NOW, &by_table(), &needing(&[(PATROL, 0)]), &call(), &[candidate(1)]);
    assert_eq!(verdict, Ok(Verdict::Abstain(why::nothing_needed())));
}
