//! Laws that hold for any candidates.

use proptest::prelude::*;
use wardroom_plugin::ReasonValue;

use super::*;
use crate::cover::Cover;
use crate::matching::fillable;

fn any_candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let unit = (0..4u32, 0..1_500u32, 1..4u32, 0..3usize, any::<bool>(), prop_oneof![Just(u32::MAX), 0..1_800u32]);
    prop::collection::vec(unit, 0..10).prop_map(|units| {
        let nearness = [Nearness::Own, Nearness::Neighbour, Nearness::County];
        let mut units: Vec<Candidate> = units
            .into_iter()
            .enumerate()
            .map(|(n, (skills, eta_s, grid, district, reserve, fix_age_s))| Candidate {
                skills,
                nearness: nearness[district],
                district: district as u16,
                reserve,
                fix_age_s,
                ..own(n as u32, eta_s, grid)
            })
            .collect();
        units.sort_by_key(|unit| (unit.eta_s, unit.unit));
        units
    })
}

proptest! {
    /// What a unit loses is the difference of the expected covering with it and without it.
    #[test]
    fn a_loss_is_the_difference_of_two_coverings(
        weights in prop::collection::vec(0.1..10.0f64, 3),
        covers in prop::collection::vec(prop::collection::vec(any::<bool>(), 3), 1..6),
        q in 0.0..0.95f64,
    ) {
        let cover = Cover::new(&weights, covers.clone(), q).expect("some demand");
        let all = cover.depth(0..covers.len());
        for unit in 0..covers.len() {
            let without = cover.depth((0..covers.len()).filter(|other| *other != unit));
            let difference = cover.expected(&all) - cover.expected(&without);
            prop_assert!((f64::from(cover.loss_ppm(unit, &all)) - difference * 1e6).abs() <= 0.51);
        }
    }

    /// Everybody is told, nobody goes twice, as many places are filled as can be, and the same input gives the same answer.
    #[test]
    fn as_many_places_are_filled_as_can_be(
        needs in prop::collection::vec((0..4u32, 0..4u8), 1..4),
        candidates in any_candidates(),
    ) {
        prop_assume!(needs.iter().any(|(_, count)| *count > 0));
        let incident = needing(&needs);
        let answer = decide(county(), &by_table(), &incident, &candidates);
        prop_assert_eq!(&answer, &decide(county(), &by_table(), &incident, &candidates));
        prop_assert_eq!(answer.picks.len() + answer.passed_over.len(), candidates.len());
        let wanted: usize = needs.iter().map(|(_, count)| usize::from(*count)).sum();
        let missing = |why: &wardroom_plugin::Reason| match why.values[0] {
            ReasonValue::Number(missing) => missing as usize,
            _ => panic!("{why:?}"),
        };
        prop_assert_eq!(answer.picks.len() + answer.shortfalls.iter().map(missing).sum::<usize>(), wanted);
        let places: Vec<u32> = needs.iter().flat_map(|(skills, n)| vec![*skills; usize::from(*n)]).collect();
        let able = |place: usize, unit: usize| {
            let unit: &Candidate = &candidates[unit];
            unit.has(places[place]) && (unit.fix_age_s <= 900 || unit.fix_age_s == u32::MAX)
        };
        prop_assert_eq!(answer.picks.len(), fillable(places.len(), candidates.len(), &able));
    }

    /// Nobody who is late goes for a need while somebody of the own district who is able and in time stays.
    #[test]
    fn who_is_in_time_goes_before_who_is_late(candidates in any_candidates()) {
        let answer = decide(county(), &by_table(), &needing(&[(PATROL, 1)]), &candidates);
        let in_time = |unit: &Candidate| unit.nearness == Nearness::Own && unit.eta_s <= 900 && !unit.reserve;
        let able = |unit: &Candidate| unit.has(PATROL) && (unit.fix_age_s <= 900 || unit.fix_age_s == u32::MAX);
        if candidates.iter().any(|unit| able(unit) && in_time(unit)) {
            prop_assert!(in_time(&candidates[usize::from(answer.picks[0].candidate)]));
        }
    }
}
