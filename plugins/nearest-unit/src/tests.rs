//! The rule's behaviour, as tables of who goes and why, and as laws that hold for any candidates.

use expect_test::{Expect, expect};
use proptest::prelude::*;
use wardroom_plugin::ReasonValue;
use wardroom_plugin::testing::{Package, call, candidate, incident};

use super::*;

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
        1 stays: belongs to district 1, and a nearer district is there in 900 s, within 900 s
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
        2 goes for need 0: overflow to district 1, there in 600 s: nobody in the own district is able to go
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

#[test]
fn within_a_tie_the_least_work_then_the_plainest_then_the_nearest_goes() {
    let patrol = needing(&[(PATROL, 1)]);
    check(
        &patrol,
        &[
            Candidate { workload: 3, skills: PATROL, ..own(1, 100) },
            Candidate { workload: 1, skills: PATROL | DIVER, ..own(2, 120) },
            Candidate { workload: 1, skills: PATROL, ..own(3, 130) },
            Candidate { workload: 1, skills: PATROL, ..own(4, 140) },
            Candidate { workload: 1, skills: PATROL, ..own(5, 130) },
            Candidate { workload: 0, skills: PATROL, ..own(6, 161) },
        ],
        expect![[r#"
            3 goes for need 0: there in 130 s, only 30 s after the nearest; of the units that near it comes first by district, workload (1) and skills to spare
            1 stays: heavier workload: 3 incidents, and unit 3, as near, has 1
            2 stays: kept for its other skills: unit 3 is as near and plainer
            4 stays: 10 s farther than unit 3
            5 stays: even with unit 3, which comes first by number
            6 stays: 31 s farther than unit 3
        "#]],
    );
}

#[test]
fn within_a_tie_the_nearer_district_goes() {
    check(
        &incident(),
        &[neighbour(1, 1000), own(2, 1060)],
        expect![[r#"
        2 goes for need 0: there in 1060 s, only 60 s after the nearest; of the units that near it comes first by district, workload (0) and skills to spare
        1 stays: belongs to district 1, and unit 2 of a nearer district is as near
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
            2 goes for need 0: the nearest able unit of its own district, there in 400 s
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
            4 goes for need 1: the nearest able unit of its own district, there in 400 s
            1 goes for need 0: the nearest able unit of its own district, there in 100 s
            2 goes for need 0: the nearest able unit of its own district, there in 200 s
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

    /// Nobody able in the reach of the one who goes would have been there more than a tie earlier.
    #[test]
    fn nobody_much_nearer_stays(skills in 0..8u32, candidates in any_candidates()) {
        if let Some(pick) = decide(&needing(&[(skills, 1)]), &candidates).picks.first() {
            let sent = &candidates[usize::from(pick.candidate)];
            let able = candidates.iter().filter(|c| is_fit(c) && c.has(skills) && c.nearness <= sent.nearness);
            let nearest = able.map(|c| c.eta_s).min().unwrap_or(sent.eta_s);
            prop_assert!(sent.eta_s - nearest <= Settings::default().tie_s);
        }
    }

    /// The same input gives the same answer, and a sandbox's settings text gives what the type gives.
    #[test]
    fn it_is_deterministic(incident in any_needs(), candidates in any_candidates()) {
        let settings = wardroom_plugin::read_settings::<Settings>(r#"{"tie_s":60}"#).unwrap();
        let again = NearestUnit::recommend(0, &settings, &incident, &call(), &candidates);
        prop_assert_eq!(again, Ok(Verdict::Recommend(decide(&incident, &candidates))));
    }
}

#[test]
fn the_reserve_goes_only_where_nobody_else_can() {
    let reserve = |unit, eta_s| Candidate {
        reserve: true,
        recall_from: Some(wardroom_plugin::Priority::Urgent),
        ..own(unit, eta_s)
    };
    check(
        &incident(),
        &[reserve(1, 60), neighbour(2, 1_200)],
        expect![[r#"
            2 goes for need 0: overflow to district 1, there in 1200 s: nobody in the own district is able to go
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
