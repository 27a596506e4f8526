//! The rule's behaviour, as tables of who goes and why, and as laws that hold for any candidates.

use expect_test::{Expect, expect};
use proptest::prelude::*;
use wardroom_plugin::ReasonValue;
use wardroom_plugin::testing::{County, Package, call, candidate, incident};

use pathfinding::kuhn_munkres::kuhn_munkres_min;
use pathfinding::matrix::Matrix;
use wardroom_plugin::{Nearness, Need, Priority, Reference, SkillSet};

use super::*;
use crate::assignment::cheapest;

const PATROL: SkillSet = 0b001;
const MEDIC: SkillSet = 0b010;
const DIVER: SkillSet = 0b100;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

fn needing(needs: &[(SkillSet, u8)]) -> Incident {
    let needs =
        needs.iter().map(|(skills, count)| Need { skills: *skills, count: *count, more_skills: None }).collect();
    Incident { needs, ..incident() }
}

fn own(unit: u32, eta_s: u32) -> Candidate {
    Candidate { eta_s, ..candidate(unit) }
}

fn neighbour(unit: u32, eta_s: u32) -> Candidate {
    Candidate { district: 1, nearness: Nearness::Neighbour, ..own(unit, eta_s) }
}

fn county(unit: u32, eta_s: u32) -> Candidate {
    Candidate { district: 2, nearness: Nearness::County, ..own(unit, eta_s) }
}

fn decide(incident: &Incident, candidates: &[Candidate]) -> Recommendation {
    match recommend(&Settings::default(), incident, candidates) {
        Verdict::Recommend(recommendation) => recommendation,
        Verdict::Abstain(why) => panic!("abstained: {why:?}"),
    }
}

/// The rule sends nobody beyond what is needed.
fn need_of(pick: &wardroom_plugin::Pick) -> usize {
    pick.need.map(usize::from).expect("each pick answers a need")
}

/// The answer in words, a line for each unit and shortfall.
fn check(incident: &Incident, candidates: &[Candidate], expected: Expect) {
    let package = package();
    let answer = decide(incident, candidates);
    let mut lines = String::new();
    for pick in &answer.picks {
        let unit = candidates[usize::from(pick.candidate)].unit;
        lines += &format!("{unit} goes for need {}: {}\n", need_of(pick), package.text("en", &pick.why));
    }
    for passed in &answer.passed_over {
        let unit = candidates[usize::from(passed.candidate)].unit;
        lines += &format!("{unit} stays: {}\n", package.text("en", &passed.why));
    }
    for short in &answer.shortfalls {
        lines += &format!("short: {}\n", package.text("en", short));
    }
    expected.assert_eq(&lines);
}

#[test]
fn the_files_agree_with_the_code() {
    package().check::<Settings>();
}

#[test]
fn the_nearest_of_the_own_district_goes_though_a_neighbour_is_nearer() {
    check(
        &incident(),
        &[neighbour(1, 100), own(2, 900), own(3, 1000)],
        expect![[r#"
            2 goes for need 0: the nearest able unit of its own district, there in 900 s
            1 stays: belongs to district 1, and the own district is there in 900 s, within 900 s
            3 stays: 100 s farther than unit 2
        "#]],
    );
}

#[test]
fn past_the_threshold_the_neighbour_goes() {
    check(
        &incident(),
        &[neighbour(1, 400), county(2, 500), own(3, 901)],
        expect![[r#"
        1 goes for need 0: overflow to district 1, there in 400 s: the own district's nearest needs 901 s, more than 900 s
        2 stays: belongs to district 2, and a nearer district is there in 400 s, within 900 s
        3 stays: 501 s farther than unit 1
    "#]],
    );
}

#[test]
fn past_the_threshold_the_own_unit_goes_if_it_is_still_the_nearest() {
    check(
        &incident(),
        &[own(1, 1000), neighbour(2, 1100), county(3, 2000)],
        expect![[r#"
        1 goes for need 0: the nearest able unit of its own district, there in 1000 s
        2 stays: 100 s farther than unit 1
        3 stays: 1000 s farther than unit 1
    "#]],
    );
}

#[test]
fn the_county_comes_after_the_neighbours() {
    check(
        &incident(),
        &[county(1, 200), own(2, 1500), neighbour(3, 1600)],
        expect![[r#"
        1 goes for need 0: overflow to district 2, there in 200 s: the own district's nearest needs 1500 s, more than 900 s
        2 stays: 1300 s farther than unit 1
        3 stays: 1400 s farther than unit 1
    "#]],
    );
}

#[test]
fn nobody_at_home_has_the_skill() {
    check(
        &needing(&[(MEDIC, 1)]),
        &[Candidate { skills: PATROL, ..own(1, 60) }, neighbour(2, 600)],
        expect![[r#"
            2 goes for need 0: overflow to district 1, there in 600 s: nobody else of the own district is able to go
            1 stays: lacks skills 0b10
        "#]],
    );
}

#[test]
fn old_positions_and_ending_shifts_stay() {
    check(
        &incident(),
        &[
            Candidate { fix_age_s: 901, ..own(1, 60) },
            Candidate { shift_left_s: 299, ..own(2, 70) },
            Candidate { fix_age_s: 900, shift_left_s: 300, ..own(3, 80) },
            Candidate { fix_age_s: u32::MAX, ..own(4, 90) },
        ],
        expect![[r#"
            3 goes for need 0: the nearest able unit of its own district, there in 80 s
            1 stays: its position is 901 s old
            2 stays: its shift ends in 299 s
            4 stays: 10 s farther than unit 3
        "#]],
    );
}

fn routine(needs: &[(SkillSet, u8)]) -> Incident {
    Incident { priority: Priority::Routine, ..needing(needs) }
}

#[test]
fn work_counts_as_distance() {
    check(
        &Incident { priority: Priority::Critical, ..needing(&[(PATROL, 1)]) },
        &[
            Candidate { workload: 3, skills: PATROL, ..own(1, 100) },
            Candidate { workload: 1, skills: PATROL, ..own(2, 130) },
            Candidate { workload: 1, skills: PATROL, ..own(3, 130) },
            Candidate { workload: 0, skills: PATROL, ..own(4, 161) },
        ],
        expect![[r#"
            2 goes for need 0: there in 130 s, only 30 s after unit 1, which has more work or is kept for other calls
            1 stays: heavier workload: 3 incidents, and unit 2 has 1
            3 stays: even with unit 2, which comes first by number
            4 stays: 31 s farther than unit 2
        "#]],
    );
}

#[test]
fn beyond_the_threshold_another_district_counts_as_farther() {
    check(
        &incident(),
        &[neighbour(1, 1000), own(2, 1050)],
        expect![[r#"
        2 goes for need 0: the nearest able unit of its own district, there in 1050 s
        1 stays: belongs to district 1, and unit 2 of a nearer district is about as near
    "#]],
    );
    check(
        &incident(),
        &[neighbour(1, 1000), own(2, 1070)],
        expect![[r#"
        1 goes for need 0: overflow to district 1, there in 1000 s: the own district's nearest needs 1070 s, more than 900 s
        2 stays: 70 s farther than unit 1
    "#]],
    );
}

/// Two calls for help took the only two traffic cars though patrols stood there, and the next crash waited.
#[test]
fn a_scarce_skill_stays_for_what_needs_it() {
    let all = [
        Candidate { skills: PATROL | DIVER, ..own(1, 100) },
        Candidate { skills: PATROL | DIVER, ..own(2, 110) },
        Candidate { skills: PATROL, ..own(3, 390) },
    ];
    check(
        &routine(&[(PATROL, 1)]),
        &all,
        expect![[r#"
        3 goes for need 0: there in 390 s, only 290 s after unit 1, which has more work or is kept for other calls
        1 stays: kept for other calls: 2 that can go have skills 0b100; unit 3 goes
        2 stays: kept for other calls: 2 that can go have skills 0b100; unit 3 goes
    "#]],
    );
    // The last one is worth more than the last but one.
    check(
        &routine(&[(PATROL, 1)]),
        &[all[0], Candidate { skills: PATROL, ..own(3, 690) }],
        expect![[r#"
        3 goes for need 0: there in 690 s, only 590 s after unit 1, which has more work or is kept for other calls
        1 stays: kept for other calls: 1 that can go have skills 0b100; unit 3 goes
    "#]],
    );
    check(
        &routine(&[(PATROL, 1)]),
        &[all[0], Candidate { skills: PATROL, ..own(3, 710) }],
        expect![[r#"
        1 goes for need 0: the nearest able unit of its own district, there in 100 s
        3 stays: 610 s farther than unit 1
    "#]],
    );
    // What is critical does not wait for it.
    let critical = Incident { priority: Priority::Critical, ..needing(&[(PATROL, 1)]) };
    check(
        &critical,
        &[all[0], Candidate { skills: PATROL, ..own(3, 101) }],
        expect![[r#"
        1 goes for need 0: the nearest able unit of its own district, there in 100 s
        3 stays: 1 s farther than unit 1
    "#]],
    );
}

/// One by one, the nearest would have gone for the first need, and for the second somebody from far away.
#[test]
fn needs_are_solved_together() {
    check(
        &Incident { priority: Priority::Critical, ..needing(&[(PATROL, 1), (MEDIC, 1)]) },
        &[
            Candidate { skills: PATROL | MEDIC, ..own(1, 100) },
            Candidate { skills: PATROL, ..own(2, 200) },
            Candidate { skills: MEDIC, ..own(3, 600) },
        ],
        expect![[r#"
            1 goes for need 1: the nearest able unit of its own district, there in 100 s
            2 goes for need 0: there in 200 s: unit 1, which is nearer, goes for another need
            3 stays: 500 s farther than unit 1
        "#]],
    );
}

/// Of a skill beyond the first 32 the host says who has it.
#[test]
fn a_skill_beyond_the_first_32_decides_like_any_other() {
    let needs = vec![Need { skills: PATROL, count: 2, more_skills: Some(vec![40]) }];
    check(
        &Incident { needs, ..incident() },
        &[
            Candidate { fits: 0, ..own(1, 60) },
            Candidate { fits: 1, ..own(2, 120) },
            Candidate { skills: MEDIC, fits: 0, ..own(3, 180) },
        ],
        expect![[r#"
            2 goes for need 0: the nearest able unit of its own district, there in 120 s
            1 stays: lacks skill 40, or what is asked for with it
            3 stays: lacks skills 0b1
            short: 1 more needed with skill 40 and, beside that, skills 0b1
        "#]],
    );
}

#[test]
fn a_rare_skill_is_not_spent_where_others_would_do() {
    check(
        &needing(&[(PATROL, 1), (DIVER, 1)]),
        &[Candidate { skills: PATROL | DIVER, ..own(1, 100) }, Candidate { skills: PATROL, ..own(2, 400) }],
        expect![[r#"
            1 goes for need 1: the nearest able unit of its own district, there in 100 s
            2 goes for need 0: there in 400 s: unit 1, which is nearer, goes for another need
        "#]],
    );
}

#[test]
fn each_need_is_filled_by_count_and_what_lacks_is_named() {
    check(
        &needing(&[(PATROL, 2), (DIVER, 2)]),
        &[
            Candidate { skills: PATROL, ..own(1, 100) },
            Candidate { skills: PATROL, ..own(2, 200) },
            Candidate { skills: PATROL, ..own(3, 300) },
            Candidate { skills: DIVER, ..own(4, 400) },
        ],
        expect![[r#"
            1 goes for need 0: the nearest able unit of its own district, there in 100 s
            2 goes for need 0: the nearest able unit of its own district, there in 200 s
            4 goes for need 1: the nearest able unit of its own district, there in 400 s
            3 stays: 100 s farther than unit 2
            short: 1 more needed with skills 0b100
        "#]],
    );
}

#[test]
fn nobody_at_all() {
    check(
        &needing(&[(MEDIC, 2)]),
        &[],
        expect![[r#"
        short: 2 more needed with skills 0b10
    "#]],
    );
}

#[test]
fn what_needs_nobody_is_left_to_others() {
    for needs in [&[][..], &[(PATROL, 0)]] {
        let verdict = recommend(&Settings::default(), &needing(needs), &[own(1, 60)]);
        assert_eq!(verdict, Verdict::Abstain(why::nothing_needed()));
    }
}

fn any_candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let nearness = prop_oneof![Just(Nearness::Own), Just(Nearness::Neighbour), Just(Nearness::County)];
    let age = prop_oneof![Just(u32::MAX), 0..2000u32];
    let left = prop_oneof![Just(u32::MAX), 0..600u32];
    let one = (nearness, 0..8u32, 0..2000u32, age, left, 0..3u16);
    prop::collection::vec(one, 0..24).prop_map(|drawn| {
        let mut candidates: Vec<Candidate> = drawn
            .into_iter()
            .zip(0..)
            .map(|((nearness, skills, eta_s, fix_age_s, shift_left_s, workload), unit)| Candidate {
                district: nearness as u16,
                nearness,
                skills,
                fix_age_s,
                shift_left_s,
                workload,
                ..own(unit, eta_s)
            })
            .collect();
        candidates.sort_by_key(|c| (c.eta_s, c.unit));
        candidates
    })
}

fn any_needs() -> impl Strategy<Value = Incident> {
    prop::collection::vec((0..8u32, 1..4u8), 1..4).prop_map(|needs| needing(&needs))
}

fn is_fit(candidate: &Candidate) -> bool {
    let Settings { fix_age_max_s, shift_left_min_s, .. } = Settings::default();
    (candidate.fix_age_s <= fix_age_max_s || candidate.fix_age_s == u32::MAX)
        && candidate.shift_left_s >= shift_left_min_s
}

proptest! {
    /// Each candidate is either picked or passed over, once; and every reason can be put into words.
    #[test]
    fn everybody_is_told_once(incident in any_needs(), candidates in any_candidates()) {
        let answer = decide(&incident, &candidates);
        let picked = answer.picks.iter().map(|pick| pick.candidate);
        let mut told: Vec<u16> = picked.chain(answer.passed_over.iter().map(|passed| passed.candidate)).collect();
        told.sort_unstable();
        prop_assert_eq!(told, (0..candidates.len() as u16).collect::<Vec<_>>());
        let package = package();
        let reasons = answer.picks.iter().map(|p| &p.why).chain(answer.passed_over.iter().map(|p| &p.why));
        for why in reasons.chain(&answer.shortfalls) {
            for language in ["zh-CN", "en"] {
                let blanks = package.text(language, why).matches(['{', '}']).count();
                prop_assert_eq!(blanks, 0, "{:?}", why);
            }
        }
    }

    /// Who goes is fit and has every skill of the need.
    #[test]
    fn only_the_able_go(incident in any_needs(), candidates in any_candidates()) {
        for pick in decide(&incident, &candidates).picks {
            let unit = &candidates[usize::from(pick.candidate)];
            prop_assert!(is_fit(unit) && unit.has(incident.needs[need_of(&pick)].skills), "{unit:?}");
        }
    }

    /// A need gets just what it asks for or comes up short by the difference, and short only if nobody able is left.
    #[test]
    fn needs_are_met_or_named(incident in any_needs(), candidates in any_candidates()) {
        let answer = decide(&incident, &candidates);
        let wanted: usize = incident.needs.iter().map(|need| usize::from(need.count)).sum();
        let missing: f64 = answer
            .shortfalls
            .iter()
            .map(|short| match short.values[0] {
                ReasonValue::Number(missing) => missing,
                _ => panic!("{short:?}"),
            })
            .sum();
        prop_assert_eq!(answer.picks.len() + missing as usize, wanted);
        for (index, need) in incident.needs.iter().enumerate() {
            let sent = answer.picks.iter().filter(|pick| need_of(pick) == index).count();
            prop_assert!(sent <= usize::from(need.count));
            let idle = |p: &&wardroom_plugin::PassedOver| {
                let unit = &candidates[usize::from(p.candidate)];
                is_fit(unit) && unit.has(need.skills)
            };
            prop_assert!(sent == usize::from(need.count) || answer.passed_over.iter().find(idle).is_none());
        }
    }

    /// While an able unit of the own district is there within the threshold, none of another district goes before it.
    #[test]
    fn the_own_district_goes_first(skills in 0..8u32, candidates in any_candidates()) {
        let answer = decide(&needing(&[(skills, 1)]), &candidates);
        let own_in_time = |c: &Candidate| {
            c.nearness == Nearness::Own && c.eta_s <= Settings::default().overflow_after_s && is_fit(c) && c.has(skills)
        };
        if candidates.iter().any(own_in_time) {
            prop_assert_eq!(candidates[usize::from(answer.picks[0].candidate)].nearness, Nearness::Own);
        }
    }

    /// Whoever is nearer than the one who goes, of a district as near, has more work or is the loss of something scarcer; by as much at least.
    #[test]
    fn whoever_is_nearer_and_stays_costs_more(skills in 0..8u32, candidates in any_candidates()) {
        let incident = needing(&[(skills, 1)]);
        let settings = Settings::default();
        let prices = Prices::of(&settings, &incident, &candidates);
        if let Some(pick) = decide(&incident, &candidates).picks.first() {
            let sent = usize::from(pick.candidate);
            for other in (0..candidates.len()).filter(|other| *other != sent && prices.is_able(*other, 0)) {
                prop_assert!(prices.cost(other, 0) > prices.cost(sent, 0), "{:?}", candidates[other]);
            }
        }
    }

    /// All that is needed is solved together: no other way to give the places away costs less.
    #[test]
    fn no_plan_costs_less(incident in any_needs(), candidates in any_candidates()) {
        let settings = Settings::default();
        let prices = Prices::of(&settings, &incident, &candidates);
        let empty = 1_000_000_000_000;
        let picks = decide(&incident, &candidates).picks;
        let ours: i64 = picks.iter().map(|pick| prices.cost(usize::from(pick.candidate), need_of(pick))).sum();
        let places: Vec<usize> =
            incident.needs.iter().enumerate().flat_map(|(need, n)| std::iter::repeat_n(need, n.count.into())).collect();
        let cell = |(row, column): (usize, usize)| match column < candidates.len() && prices.is_able(column, places[row]) {
            true => prices.cost(column, places[row]),
            false => empty,
        };
        let matrix = Matrix::from_fn(places.len(), candidates.len() + places.len(), cell);
        let (least, _) = kuhn_munkres_min(&matrix);
        prop_assert_eq!(ours + empty * (places.len() - picks.len()) as i64, least);
    }

    /// The same of any matrix.
    #[test]
    fn the_cheapest_assignment_is_that_of_the_library(
        (rows, columns, costs) in (1..7usize, 0..6usize).prop_flat_map(|(rows, more)| {
            (Just(rows), Just(rows + more), prop::collection::vec(-50..1_000i64, rows * (rows + more)))
        })
    ) {
        let given = cheapest(rows, columns, |row, column| costs[row * columns + column]);
        let mut taken = given.clone();
        taken.sort_unstable();
        taken.dedup();
        prop_assert_eq!(taken.len(), rows, "each row has a column of its own");
        let sum: i64 = given.iter().enumerate().map(|(row, column)| costs[row * columns + column]).sum();
        let matrix = Matrix::from_vec(rows, columns, costs).expect("a matrix");
        prop_assert_eq!(sum, kuhn_munkres_min(&matrix).0);
    }

    /// The same input gives the same answer, and a sandbox's settings text gives what the type gives.
    #[test]
    fn it_is_deterministic(incident in any_needs(), candidates in any_candidates()) {
        let settings = wardroom_plugin::read_settings::<Settings>(r#"{"workload_s":20}"#).unwrap();
        let again = NearestUnit::recommend(0, &settings, &incident, &call(), &candidates);
        prop_assert_eq!(again, Ok(Verdict::Recommend(decide(&incident, &candidates))));
    }
}

#[test]
fn the_reserve_goes_only_where_nobody_else_can() {
    let reserve = |unit, eta_s| Candidate { reserve: true, recall_from: Some(Priority::Urgent), ..own(unit, eta_s) };
    check(
        &incident(),
        &[reserve(1, 60), neighbour(2, 1_200)],
        expect![[r#"
            2 goes for need 0: overflow to district 1, there in 1200 s: nobody else of the own district is able to go
            1 stays: kept in reserve: others can go
        "#]],
    );
    check(
        &incident(),
        &[reserve(1, 60)],
        expect![[r#"
            1 goes for need 0: the nearest able unit of its own district, there in 60 s
        "#]],
    );
}

/// The volunteer stands beside the scene, and goes only where nobody else is able to.
#[test]
fn who_observes_only_goes_last() {
    let county = County::new().code(Reference::Class(2), "volunteer");
    let volunteer = |unit, eta_s| Candidate { class: Some(2), ..own(unit, eta_s) };
    let settings = Settings { observing_classes: vec!["volunteer".to_owned()], ..Settings::default() };
    let told = |candidates: &[Candidate]| {
        let _county = county.clone().enter();
        let Verdict::Recommend(answer) = recommend(&settings, &incident(), candidates) else { panic!("it abstains") };
        let picks = answer.picks.iter().map(|pick| &pick.why);
        let all = picks.chain(answer.passed_over.iter().map(|passed| &passed.why));
        all.map(|why| package().text("en", why) + "\n").collect::<String>()
    };
    expect![[r#"
        the nearest able unit of its own district, there in 800 s
        it observes and reports only; unit 2 goes
    "#]]
    .assert_eq(&told(&[volunteer(1, 30), own(2, 800)]));
    expect![[r#"
        nobody else is able to go: it observes and reports, there in 30 s
    "#]]
    .assert_eq(&told(&[volunteer(1, 30)]));
}
