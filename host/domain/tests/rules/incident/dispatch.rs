//! The arbiter of dispatch against a second, naive one, on random recommendations full of nonsense; and its reasons one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::arbiter::judge_dispatch;
use domain::candidates::view_of;
use domain::command::{Command, CountyCommand, UnitCommand};
use domain::decision::RefusedWhy;
use domain::event::{Event, IncidentEvent, NewAssignment};
use domain::hooks::*;
use domain::ids::*;
use domain::incident::Need;
use domain::limits::EXTRA_UNITS_MAX;
use domain::plugin::Grants;
use domain::skills::SkillSet;
use domain::unit::Primary;
use proptest::prelude::*;

use crate::desk::*;

/// Units 1 and 4 can't go, one is on an incident; 77 is no unit.
fn room() -> (Desk, IncidentView) {
    let mut desk = Desk::new();
    let other = desk.report("noise");
    desk.step(other, domain::incident::Phase::Accepted).expect("done");
    desk.assign(other, &[1]);
    desk.set_unit(4, Primary::Unavailable).expect("done");
    let incident = desk.report("brawl");
    let loaded = desk.state.loaded().expect("a county").clone();
    let view = view_of(desk.incident(incident), &loaded);
    (desk, view)
}

/// Skills at both ends of what a county may have.
fn spread(low: u32) -> SkillSet {
    let bits = [0, 32, 255].into_iter().enumerate().filter(|(bit, _)| low >> bit & 1 == 1);
    bits.fold(SkillSet::NONE, |set, (_, number)| set.with(SkillSet::one(number)))
}

fn candidate(unit: u32, skills: impl Into<SkillSet>) -> Candidate {
    Candidate {
        unit: UnitRef(unit),
        team: TeamRef(0),
        district: D1,
        nearness: Nearness::Own,
        skills: skills.into(),
        eta_s: 60 + unit,
        straight_line: unit % 2 == 1,
        fix_age_s: 5,
        shift_left_s: 3_600,
        workload: 0,
        grid: None,
        told: UnitTold::default(),
    }
}

#[derive(Debug, Clone)]
struct Case {
    candidates: Vec<(u32, u32)>,
    needs: Vec<Need>,
    /// Candidate and need; none: beyond what is needed.
    picks: Vec<(u16, Option<u16>)>,
    passes: Vec<u16>,
    granted: bool,
    extra_granted: bool,
}

fn case() -> impl Strategy<Value = Case> {
    let unit = prop_oneof![8 => 0..6u32, 1 => Just(77u32)];
    let needs = prop::collection::vec(
        (0..8u32, 0..3u8).prop_map(|(skills, count)| Need { skills: spread(skills), count }),
        1..4,
    );
    let candidates = prop::collection::vec((unit, 0..8u32), 0..7);
    let picks = prop::collection::vec((0..8u16, prop::option::weighted(0.8, 0..4u16)), 0..10);
    let passes = prop::collection::vec(0..8u16, 0..6);
    let granted = (prop::bool::weighted(0.9), prop::bool::weighted(0.7));
    (candidates, needs, picks, passes, granted).prop_map(
        |(candidates, needs, picks, passes, (granted, extra_granted))| {
            // The host never offers a unit twice.
            let mut seen = BTreeSet::new();
            let candidates = candidates.into_iter().filter(|(unit, _)| seen.insert(*unit)).collect();
            Case { candidates, needs, picks, passes, granted, extra_granted }
        },
    )
}

/// What becomes of each pick, by the rules as they are written, with plain counting.
fn naive(case: &Case, desk: &Desk) -> Vec<Result<(u32, Option<u16>), RefusedWhy>> {
    let mut taken: Vec<(u16, Option<u16>)> = Vec::new();
    let judge = |(candidate, need): (u16, Option<u16>)| {
        if !case.granted || need.is_none() && !case.extra_granted {
            return Err(RefusedWhy::NotGranted);
        }
        let Some((unit, skills)) = case.candidates.get(usize::from(candidate)).copied() else {
            return Err(RefusedWhy::UnknownUnit);
        };
        let wanted = need.map(|need| case.needs.get(usize::from(need)));
        if wanted == Some(None) {
            return Err(RefusedWhy::UnknownNeed);
        }
        if taken.iter().any(|(before, _)| *before == candidate) {
            return Err(RefusedWhy::DoubleBooking);
        }
        match unit {
            77 => return Err(RefusedWhy::UnknownUnit),
            1 => return Err(RefusedWhy::BusyUnit { incident: desk.unit(1).incident }),
            4 => return Err(RefusedWhy::BusyUnit { incident: None }),
            _ => {}
        }
        if let Some(wanted) = wanted.flatten() {
            if wanted.skills.numbers().any(|number| spread(skills).numbers().all(|own| own != number)) {
                return Err(RefusedWhy::LacksSkills);
            }
            if taken.iter().filter(|(_, of)| *of == need).count() >= usize::from(wanted.count) {
                return Err(RefusedWhy::NeedFilled);
            }
        }
        taken.push((candidate, need));
        Ok((unit, need))
    };
    case.picks.iter().copied().map(judge).collect()
}

fn recommendation(case: &Case) -> Recommendation {
    let pick = |(index, (candidate, need)): (usize, &(u16, Option<u16>))| ProposedPick {
        candidate: *candidate,
        need: *need,
        why: why(index as u16),
    };
    Recommendation {
        picks: case.picks.iter().enumerate().map(pick).collect(),
        passed_over: case.passes.iter().map(|c| ProposedPass { candidate: *c, why: why(100 + *c) }).collect(),
        shortfalls: Vec::new(),
    }
}

proptest! {
    #![proptest_config(random(512))]

    #[test]
    fn two_arbiters_agree(case in case()) {
        let (desk, mut view) = room();
        view.needs = case.needs.clone();
        let candidates: Vec<Candidate> = case.candidates.iter().map(|(unit, skills)| candidate(*unit, spread(*skills))).collect();
        let mut grants = Grants::default();
        if case.granted {
            grants.proposals.insert("assign".to_owned());
        }
        if case.extra_granted {
            grants.proposals.insert("assign-extra".to_owned());
        }
        let judged = judge_dispatch(&desk.state, &view, &candidates, recommendation(&case), Some(&grants));

        let told = naive(&case, &desk);
        let accepted: Vec<(u32, Option<u16>)> = told.iter().filter_map(|one| one.clone().ok()).collect();
        prop_assert_eq!(judged.picks.iter().map(|p| (p.unit.0, p.need)).collect::<Vec<_>>(), accepted);
        let unknown = case.passes.iter().filter(|c| usize::from(**c) >= candidates.len()).map(|_| RefusedWhy::UnknownUnit);
        let refused: Vec<RefusedWhy> = told.iter().filter_map(|one| one.clone().err()).chain(unknown).collect();
        prop_assert_eq!(judged.refused.iter().map(|r| r.why.clone()).collect::<Vec<_>>(), refused);

        // What must hold, whatever either of them thinks.
        let units: BTreeSet<UnitRef> = judged.picks.iter().map(|pick| pick.unit).collect();
        prop_assert_eq!(units.len(), judged.picks.len(), "no unit twice");
        let mut sent: BTreeMap<u16, u8> = BTreeMap::new();
        for pick in &judged.picks {
            if let Some(need) = pick.need {
                *sent.entry(need).or_default() += 1;
            }
            prop_assert!(desk.state.is_free(pick.unit));
            let offered = candidates.iter().find(|c| c.unit == pick.unit).expect("a candidate");
            prop_assert_eq!((offered.eta_s, offered.straight_line), (pick.eta_s, pick.straight_line));
        }
        prop_assert!(sent.iter().all(|(need, count)| *count <= case.needs[usize::from(*need)].count), "never more than needed");
        let mut all: Vec<UnitRef> = judged.passed_over.iter().map(|p| p.unit).chain(units).collect();
        all.sort_unstable();
        let mut offered: Vec<UnitRef> = candidates.iter().map(|c| c.unit).collect();
        offered.sort_unstable();
        prop_assert_eq!(all, offered, "everyone is picked or passed over");
    }
}

#[test]
fn the_last_reason_given_for_a_pass_counts_and_none_is_none() {
    let (desk, view) = room();
    let candidates = [candidate(0, 7_u32), candidate(2, 7_u32), candidate(3, 7_u32)];
    let pass = |candidate, code| ProposedPass { candidate, why: why(code) };
    let passed_over = vec![pass(0, 1), pass(1, 2), pass(1, 3)];
    let picks = vec![ProposedPick { candidate: 0, need: Some(0), why: why(9) }];
    let answer = Recommendation { picks, passed_over, shortfalls: Vec::new() };
    let judged = judge_dispatch(&desk.state, &view, &candidates, answer, None);
    let passed: Vec<_> = judged.passed_over.iter().map(|p| (p.unit.0, p.why.as_ref().map(|why| why.code))).collect();
    assert_eq!(passed, [(2, Some(3)), (3, None)]);
    assert_eq!(judged.picks[0].why.code, 9);
    assert!(judged.refused.is_empty());
}

#[test]
fn refusals_name_the_proposal() {
    let (desk, view) = room();
    let picks = vec![ProposedPick { candidate: 7, need: Some(2), why: why(1) }];
    let answer = Recommendation { picks, ..Recommendation::default() };
    let judged = judge_dispatch(&desk.state, &view, &[], answer, None);
    assert_eq!(judged.refused[0].proposal, "assign candidate 7 to need 2");
}

/// Picks of all these beyond what is needed.
fn all_extra(candidates: &[Candidate]) -> Recommendation {
    let pick = |candidate| ProposedPick { candidate, need: None, why: why(1) };
    Recommendation { picks: (0..candidates.len() as u16).map(pick).collect(), ..Recommendation::default() }
}

#[test]
fn units_beyond_what_is_needed_stop_at_their_limit_whoever_sent_the_others() {
    let mut desk = Desk::new();
    let mut county = county();
    let spare = county.units[0].clone();
    county
        .units
        .extend((0..EXTRA_UNITS_MAX + 2).map(|n| domain::county::Unit { code: format!("X{n}"), ..spare.clone() }));
    county.digest = Digest::of(b"more units");
    desk.tell(Command::County(CountyCommand::Import { county: Arc::new(county) }));
    let incident = desk.report("brawl");
    let view = |desk: &Desk| view_of(desk.incident(incident), desk.state.loaded().expect("a county"));
    let first_new = desk.state.units.len() as u32 - EXTRA_UNITS_MAX as u32 - 2;
    let candidates: Vec<Candidate> = (0..=EXTRA_UNITS_MAX as u32).map(|n| candidate(first_new + n, 1_u32)).collect();
    let judge = |desk: &Desk, candidates: &[Candidate]| {
        judge_dispatch(&desk.state, &view(desk), candidates, all_extra(candidates), Some(&everything()))
    };
    assert!(judge(&desk, &candidates[..EXTRA_UNITS_MAX]).refused.is_empty());
    let judged = judge(&desk, &candidates);
    assert_eq!(judged.picks.len(), EXTRA_UNITS_MAX);
    let too_many = RefusedWhy::TooMany { limit: EXTRA_UNITS_MAX as u32 };
    assert_eq!(
        (judged.refused[0].proposal.as_str(), &judged.refused[0].why),
        ("assign candidate 8 as an extra", &too_many)
    );

    // One that is on it already counts, until it leaves.
    let (unit, (eta_s, straight_line)) = (candidates[0].unit, (60, false));
    let assignments = vec![NewAssignment { unit, need: None, eta_s, straight_line, extra: true }];
    desk.happen(vec![Event::Incident(IncidentEvent::UnitsAssigned { incident, assignments, decision: None })]);
    assert!(!desk.incident(incident).hands_on, "the choice is still the plugins'");
    assert_eq!(view(&desk).needs, desk.incident(incident).needs, "it answers no need");
    assert_eq!(judge(&desk, &candidates[1..]).picks.len(), EXTRA_UNITS_MAX - 1);
    desk.tell(Command::Unit(UnitCommand::Release { incident, unit }));
    assert_eq!(judge(&desk, &candidates[1..]).picks.len(), EXTRA_UNITS_MAX);
}
