//! Sends the nearest units that are able to go: the incident's own district first, its neighbours when the own district takes too
//! long, then the rest of the county. All that one incident needs is solved together, so that whoever has a scarce skill stays for
//! what only it can do. Every unit that stays is told why.

mod assignment;
mod price;
mod settings;
mod why;

pub use settings::{Settings, Spared};

use price::Prices;
use wardroom_plugin::{Call, Candidate, Dispatch, Incident, Recommendation, Result, TimeS, Verdict};

pub struct NearestUnit;

impl Dispatch for NearestUnit {
    type Settings = Settings;

    fn recommend(
        _: TimeS,
        settings: &Settings,
        incident: &Incident,
        _: &Call,
        candidates: &[Candidate],
    ) -> Result<Verdict> {
        Ok(recommend(settings, incident, candidates))
    }
}

wardroom_plugin::export!(dispatch: NearestUnit);

/// The rule itself, for whoever wants it without a sandbox.
pub fn recommend(settings: &Settings, incident: &Incident, candidates: &[Candidate]) -> Verdict {
    if incident.needs.iter().all(|need| need.count == 0) {
        return Verdict::Abstain(why::nothing_needed());
    }
    let prices = Prices::of(settings, incident, candidates);
    let plan = prices.cheapest();
    let mut answer = Recommendation { passed_over: Vec::with_capacity(candidates.len()), ..Recommendation::default() };
    for (candidate, need) in plan.picks() {
        answer.pick(candidate, need, why::chosen(&prices, &plan, candidate, need));
    }
    for (need, missing) in plan.missing() {
        answer.fall_short(why::missing(missing, &incident.needs[need]));
    }
    for candidate in (0..candidates.len()).filter(|candidate| plan.need_of(*candidate).is_none()) {
        answer.pass_over(candidate, why::not_chosen(&prices, &plan, candidate));
    }
    Verdict::Recommend(answer)
}

#[cfg(test)]
mod tests;
