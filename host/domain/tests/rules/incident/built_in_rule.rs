//! The rule that always answers: own district first, nearest by travel time, skills; and a reason for everyone.

use domain::arbiter::judge_dispatch;
use domain::built_in::{code, recommend};
use domain::candidates::view_of;
use domain::hooks::*;
use domain::ids::*;
use domain::incident::Need;
use domain::ports::Reference;
use domain::skills::SkillSet;
use proptest::prelude::*;

use crate::desk::*;

fn candidate(unit: u32, nearness: Nearness, skills: u32, eta_s: u32) -> Candidate {
    let district = if nearness == Nearness::Own { D1 } else { D2 };
    Candidate {
        unit: UnitRef(unit),
        team: TeamRef(0),
        district,
        nearness,
        skills: skills.into(),
        eta_s,
        straight_line: false,
        fix_age_s: 5,
        shift_left_s: 3_600,
        workload: 0,
        grid: None,
        told: UnitTold::default(),
    }
}

fn view(needs: &[(u32, u8)]) -> (Desk, IncidentView) {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    let loaded = desk.state.loaded().expect("a county").clone();
    let mut view = view_of(desk.incident(incident), &loaded);
    view.needs = needs.iter().map(|(skills, count)| Need { skills: (*skills).into(), count: *count }).collect();
    (desk, view)
}

fn input(desk: &Desk, view: IncidentView, candidates: &[Candidate]) -> DispatchInput {
    let (call, candidates, excluded) = (CallView::default(), candidates.to_vec(), Vec::new());
    DispatchInput { now: desk.now, incident: view, call, candidates, excluded }
}

fn answer(needs: &[(u32, u8)], candidates: &[Candidate]) -> Recommendation {
    let (desk, view) = view(needs);
    recommend(&input(&desk, view, candidates))
}

fn picks(answer: &Recommendation) -> Vec<(u16, u16, u16)> {
    answer.picks.iter().map(|pick| (pick.candidate, pick.need.expect("a need"), pick.why.code)).collect()
}

fn passes(answer: &Recommendation) -> Vec<(u16, u16, Vec<ReasonValue>)> {
    answer.passed_over.iter().map(|p| (p.candidate, p.why.code, p.why.values.clone())).collect()
}

#[test]
fn the_own_district_goes_before_a_nearer_neighbour() {
    let candidates = [
        candidate(3, Nearness::Neighbour, 1, 60),
        candidate(0, Nearness::Own, 1, 300),
        candidate(2, Nearness::Own, 1, 400),
    ];
    let answer = answer(&[(1, 1)], &candidates);
    assert_eq!(picks(&answer), [(1, 0, code::NEAREST)]);
    assert_eq!(
        passes(&answer),
        [(0, code::OTHER_DISTRICT, vec![]), (2, code::FARTHER, vec![ReasonValue::Duration(100)])]
    );
}

#[test]
fn a_neighbour_goes_where_the_own_district_has_nobody_able() {
    let candidates = [candidate(0, Nearness::Own, 2, 10), candidate(3, Nearness::Neighbour, 1, 60)];
    let answer = answer(&[(1, 2)], &candidates);
    assert_eq!(picks(&answer), [(1, 0, code::NEAREST_ELSEWHERE)]);
    assert_eq!(passes(&answer), [(0, code::LACKS_SKILLS, vec![ReasonValue::Skills(1)])]);
    assert_eq!(answer.shortfalls, [Reason::new(code::SHORTFALL, [ReasonValue::Skills(1), 1.0.into()])]);
}

#[test]
fn nobody_at_all_is_said_too() {
    let answer = answer(&[(1, 2), (0, 0)], &[]);
    assert!(answer.picks.is_empty());
    assert_eq!(answer.shortfalls, [Reason::new(code::SHORTFALL, [ReasonValue::Skills(1), 2.0.into()])]);
}

#[test]
fn a_skill_beyond_the_first_32_counts_like_any_other() {
    let beyond = SkillSet::one(200);
    let (desk, mut view) = view(&[(1, 2)]);
    view.needs[0].skills = view.needs[0].skills.with(beyond);
    let able = |unit, skills: SkillSet| Candidate { skills, ..candidate(unit, Nearness::Own, 0, 60 * (unit + 1)) };
    let candidates = [able(0, 1.into()), able(1, SkillSet::from(1).with(beyond)), able(2, beyond)];
    let answer = recommend(&input(&desk, view, &candidates));
    assert_eq!(answer.picks.iter().map(|pick| pick.candidate).collect::<Vec<_>>(), [1]);
    let told: Vec<_> = answer.passed_over.iter().map(|passed| (passed.why.code, passed.why.values.clone())).collect();
    let (first, skills) = (Reference::Skill(200), ReasonValue::Skills(1));
    assert_eq!(told, [(code::LACKS_SKILL, vec![first.into()]), (code::LACKS_SKILLS, vec![skills.clone()])]);
    assert_eq!(answer.shortfalls, [Reason::new(code::SHORTFALL_BEYOND, [skills, first.into(), 1_u32.into()])]);
}

/// Skills at both ends of what a county may have.
fn spread(low: u32) -> SkillSet {
    let bits = [0, 31, 255].into_iter().enumerate().filter(|(bit, _)| low >> bit & 1 == 1);
    bits.fold(SkillSet::NONE, |set, (_, number)| set.with(SkillSet::one(number)))
}

proptest! {
    #![proptest_config(random(256))]

    /// Nothing it says is ever refused, everyone is picked or passed over with a reason, and no able unit stays while a need
    /// is open.
    #[test]
    fn its_answers_always_stand(
        units in prop::collection::vec((0..3usize, 0..8u32, 0..900u32), 0..6),
        needs in prop::collection::vec((0..8u32, 0..3u8), 1..4),
    ) {
        let nearness = [Nearness::Own, Nearness::Neighbour, Nearness::County];
        let candidates: Vec<Candidate> = units
            .iter()
            .enumerate()
            .map(|(unit, (near, skills, eta_s))| Candidate { skills: spread(*skills), ..candidate(unit as u32, nearness[*near], 0, *eta_s) })
            .collect();
        let (desk, mut view) = view(&needs);
        view.needs.iter_mut().for_each(|need| need.skills = spread(need.skills.low()));
        let input =
            input(&desk, view.clone(), &candidates);
        let answer = recommend(&input);
        let proposed = answer.picks.len();
        let judged = judge_dispatch(&desk.state, &view, &candidates, answer, None);
        prop_assert!(judged.refused.is_empty(), "{:?}", judged.refused);
        prop_assert_eq!(judged.picks.len(), proposed);
        prop_assert!(judged.passed_over.iter().all(|passed| passed.why.is_some()));
        for (index, (skills, count)) in needs.iter().enumerate() {
            let skills = spread(*skills);
            let sent = judged.picks.iter().filter(|pick| pick.need.map(usize::from) == Some(index)).count();
            let idle = judged.passed_over.iter().any(|passed| candidates[passed.unit.index()].skills.has(skills));
            prop_assert!(sent == usize::from(*count) || !idle, "need {} has {} of {}", index, sent, count);
        }
    }
}
