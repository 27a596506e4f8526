//! The night rule as tables of who goes and why, by the clock on a wall that the test sets.

use expect_test::{Expect, expect};
use wardroom_plugin::testing::{County, NOW, Package, call, candidate, incident};
use wardroom_plugin::view::{GridFacts, Reference};
use wardroom_plugin::{Need, OnCall, Progress};

use super::*;

const PATROL: u32 = 0b01;
const VOLUNTEERS: ClassRef = 2;
/// The test's clocks stand at UTC, where [`NOW`] is midnight.
const NOON: TimeS = NOW + 12 * 3_600;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

fn settings() -> Settings {
    Settings { guides: "village-guides".to_owned(), ..Settings::default() }
}

fn county() -> County {
    let grid = GridFacts { village: 7, township: 1, district: 0, households: 60 };
    County::new().grid_info(0, grid).code(Reference::Class(VOLUNTEERS), "volunteer").row(
        "village-guides",
        "1",
        [("village", Reference::Village(7).into()), ("unit", Reference::Unit(3).into())],
    )
}

fn unit(number: UnitRef, eta_s: u32) -> Candidate {
    Candidate { eta_s, skills: PATROL, class: Some(0), ..candidate(number) }
}

fn volunteer(number: UnitRef, eta_s: u32) -> Candidate {
    Candidate { class: Some(VOLUNTEERS), ..unit(number, eta_s) }
}

fn on(unit: UnitRef, class: ClassRef) -> OnCall {
    OnCall { unit, need: Some(0), extra: false, progress: Progress::EnRoute, at: NOW, eta_s: 300, class: Some(class) }
}

fn decide(now: TimeS, call: &Call, candidates: &[Candidate]) -> Verdict {
    let _county = county().enter();
    let incident = Incident { needs: vec![Need { skills: PATROL, count: 1, more_skills: None }], ..incident() };
    let verdict = NightRule::recommend(now, &settings(), &incident, call, candidates).unwrap();
    assert_eq!(package().arbiter(county()).dispatch(&incident, call, candidates, &verdict), Ok(vec![]));
    verdict
}

/// The answer by night in words, a line for each unit and shortfall.
fn check(call: &Call, candidates: &[Candidate], expected: Expect) {
    let Verdict::Recommend(answer) = decide(NOW, call, candidates) else { panic!("it abstained") };
    let (package, unit) = (package(), |index: u16| candidates[usize::from(index)].unit);
    let picks = answer.picks.iter().map(|pick| {
        let as_what = if pick.need.is_some() { "goes" } else { "goes along" };
        format!("{} {as_what}: {}\n", unit(pick.candidate), package.text("en", &pick.why))
    });
    let passed = answer
        .passed_over
        .iter()
        .map(|passed| format!("{} stays: {}\n", unit(passed.candidate), package.text("en", &passed.why)));
    let short = answer.shortfalls.iter().map(|why| format!("short: {}\n", package.text("en", why)));
    expected.assert_eq(&picks.chain(passed).chain(short).collect::<String>());
}

#[test]
fn its_files_agree_with_its_code() {
    package().check::<Settings>();
}

#[test]
fn by_day_the_next_rule_decides() {
    for (now, is_day) in [(NOON, true), (NOW, false), (NOW + 6 * 3_600 - 1, false), (NOW + 6 * 3_600, true)] {
        let verdict = decide(now, &call(), &[unit(1, 60), unit(2, 90)]);
        assert_eq!(matches!(verdict, Verdict::Abstain(why) if why == why::by_day()), is_day, "{now}");
    }
    let _county = county().deny("local-time").enter();
    let verdict = NightRule::recommend(NOW, &settings(), &incident(), &call(), &[]).unwrap();
    assert_eq!(verdict, Verdict::Abstain(why::no_clock()));
}

#[test]
fn nobody_goes_alone() {
    check(
        &call(),
        &[unit(1, 60), unit(2, 90), unit(4, 120)],
        expect![[r#"
            1 goes: the nearest that is able, there in 60 s
            2 goes along: by night at least 2 units go, there in 90 s
            4 stays: enough go
        "#]],
    );
    check(
        &call(),
        &[unit(1, 60)],
        expect![[r#"
            1 stays: does not go alone by night: 2 units have to go
            short: by night 2 units have to go, and nobody is there to go along
        "#]],
    );
    // One that is there already is company enough.
    check(
        &Call { on_call: vec![on(9, 0)], ..call() },
        &[unit(1, 60), unit(2, 90)],
        expect![[r#"
            1 goes: the nearest that is able, there in 60 s
            2 stays: enough go
        "#]],
    );
}

#[test]
fn who_knows_the_village_goes() {
    check(
        &call(),
        &[unit(1, 60), unit(2, 90), unit(3, 900)],
        expect![[r#"
            1 goes along: by night at least 2 units go, there in 60 s
            3 goes: knows the village, there in 900 s
            2 stays: enough go
        "#]],
    );
    // Without the skill that is needed it goes along.
    let guide = Candidate { skills: 0b10, ..unit(3, 900) };
    check(
        &call(),
        &[unit(1, 60), unit(2, 90), guide],
        expect![[r#"
            1 goes: the nearest that is able, there in 60 s
            3 goes along: knows the village, there in 900 s
            2 stays: enough go
        "#]],
    );
}

#[test]
fn volunteers_never_go_by_themselves() {
    let both = [volunteer(1, 60), volunteer(2, 90)];
    check(
        &call(),
        &both,
        expect![[r#"
            1 stays: volunteers do not go without another
            2 stays: volunteers do not go without another
            short: nobody but volunteers is there
        "#]],
    );
    check(
        &call(),
        &[volunteer(1, 60), unit(2, 600)],
        expect![[r#"
            1 goes along: by night at least 2 units go, there in 60 s
            2 goes: the nearest that is able, there in 600 s
        "#]],
    );
    check(
        &Call { on_call: vec![on(9, VOLUNTEERS)], ..call() },
        &[volunteer(3, 60), unit(2, 600)],
        expect![[r#"
            3 goes: knows the village, there in 60 s
            2 goes along: goes with the volunteers, there in 600 s
        "#]],
    );
    check(
        &Call { on_call: vec![on(9, 0)], ..call() },
        &[volunteer(1, 60)],
        expect![[r#"
            1 goes: the nearest that is able, there in 60 s
        "#]],
    );
}

#[test]
fn nothing_is_needed_and_nobody_goes() {
    let _county = county().enter();
    let filled = Incident { needs: vec![Need { skills: PATROL, count: 0, more_skills: None }], ..incident() };
    let verdict = NightRule::recommend(NOW, &settings(), &filled, &call(), &[unit(1, 60)]).unwrap();
    let Verdict::Recommend(answer) = verdict else { panic!("it abstained") };
    assert_eq!((answer.picks.len(), answer.shortfalls.len()), (0, 0));
}
