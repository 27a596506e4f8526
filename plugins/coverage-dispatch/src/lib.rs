//! Sends, of the units that are there in time, the one whose leaving costs the county least expected cover, and the fastest where none is
//! in time. Every unit that stays is told why, with what its leaving would have cost.

mod cover;
mod demand;
mod matching;
mod plan;
mod settings;
mod why;

pub use settings::{Demand, DemandTable, Objective, Settings, Worth};

use plan::Plan;
use wardroom_plugin::{Call, Candidate, Dispatch, Incident, Recommendation, Result, TimeS, Verdict};

pub struct CoverageDispatch;

impl Dispatch for CoverageDispatch {
    type Settings = Settings;

    fn recommend(
        now: TimeS,
        settings: &Settings,
        incident: &Incident,
        call: &Call,
        candidates: &[Candidate],
    ) -> Result<Verdict> {
        if incident.needs.iter().all(|need| need.count == 0) {
            return Ok(Verdict::Abstain(why::nothing_needed()));
        }
        let plan = Plan::new(now, settings, incident, call, candidates);
        let mut answer = Recommendation { passed_over: Vec::with_capacity(candidates.len()), ..Default::default() };
        let mut goes = vec![false; candidates.len()];
        for round in &plan.rounds {
            goes[round.winner.candidate] = true;
            answer.pick(round.winner.candidate, round.need, why::chosen(&plan, round));
        }
        for (need, missing) in plan.missing.iter().enumerate().filter(|(_, missing)| **missing > 0) {
            answer.fall_short(why::missing(*missing, &incident.needs[need]));
        }
        for candidate in (0..candidates.len()).filter(|candidate| !goes[*candidate]) {
            answer.pass_over(candidate, why::not_chosen(&plan, candidate));
        }
        Ok(Verdict::Recommend(answer))
    }
}

wardroom_plugin::export!(dispatch: CoverageDispatch);

#[cfg(test)]
mod tests;
