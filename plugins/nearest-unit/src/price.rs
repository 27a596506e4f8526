//! What it costs to send a unit, in seconds, and the plan that costs least in all: every need is met that can be, from as near a
//! district as can be, and then the sum of travel times, workloads and what is missing afterwards is the least.

use wardroom_plugin::view::{self, Noun};
use wardroom_plugin::{Candidate, ClassRef, Incident, Nearness, Need};

use crate::assignment::cheapest;
use crate::settings::Settings;

/// A unit of a farther district, or out of the reserve, is worth more than any way: it goes where nobody else does.
const TIER: i64 = 10_000_000;
/// To leave a place empty is worse than anybody.
const EMPTY: i64 = 100 * TIER;
/// Who is not able. Leaving the place empty is always better.
const NEVER: i64 = 100 * EMPTY;
/// Of two that cost the same the first goes: more candidates there never are.
const FIRST: i64 = 64;

/// What one unit costs, apart from the need that it is sent for.
#[derive(Clone, Copy, Default)]
pub struct Price {
    /// 0: of the own district and there in time. 1: of a neighbour and there in time. 2: anybody else. 4 more out of the reserve, 8 more of a
    /// class that observes and reports.
    pub tier: u8,
    pub eta_s: u32,
    pub district_s: u32,
    pub workload_s: u32,
}

/// Why a unit can't be sent, whatever is needed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// Its last position is too old to go by.
    OldFix,
    /// Its shift ends too soon.
    ShiftEnds,
}

/// The skill that a unit is the loss of, and how many have it.
#[derive(Clone, Copy, Default)]
pub struct Loss {
    pub seconds: u32,
    pub skills: u32,
    pub left: u16,
}

pub struct Prices<'a> {
    pub settings: &'a Settings,
    pub needs: &'a [Need],
    pub candidates: &'a [Candidate],
    pub of: Vec<Result<Price, Unfit>>,
    observing: Vec<ClassRef>,
    /// How many who can be sent have each skill.
    having: [u16; 32],
    scarce_s: u32,
    /// The need of each place that is to be filled.
    places: Vec<usize>,
    /// Of each candidate for each need, need by need.
    costs: Vec<i64>,
    losses: Vec<Loss>,
}

impl<'a> Prices<'a> {
    pub fn of(settings: &'a Settings, incident: &'a Incident, candidates: &'a [Candidate]) -> Prices<'a> {
        let observing = observing(settings);
        let price = |candidate: &Candidate| price(settings, &observing, candidate);
        let of: Vec<Result<Price, Unfit>> = candidates.iter().map(price).collect();
        let scarce_s = settings.scarce_s.of(incident.priority);
        let mut having = [0; 32];
        if scarce_s > 0 {
            for (candidate, _) in candidates.iter().zip(&of).filter(|(_, price)| price.is_ok()) {
                bits(candidate.skills).for_each(|bit| having[bit] += 1);
            }
        }
        let places = incident.needs.iter().enumerate().flat_map(|(need, wanted)| {
            // More than there are can't be sent.
            std::iter::repeat_n(need, usize::from(wanted.count).min(candidates.len()))
        });
        let (needs, places) = (&incident.needs[..], places.collect());
        let pairs = needs.len() * candidates.len();
        let (costs, losses) = (Vec::with_capacity(pairs), Vec::with_capacity(pairs));
        let mut prices = Prices { settings, needs, candidates, of, observing, having, scarce_s, places, costs, losses };
        for need in 0..needs.len() {
            for candidate in 0..candidates.len() {
                let loss = prices.loss_of(candidate, need);
                prices.costs.push(prices.cost_of(candidate, need, loss));
                prices.losses.push(loss);
            }
        }
        prices
    }

    pub fn is_able(&self, candidate: usize, need: usize) -> bool {
        self.of[candidate].is_ok() && self.candidates[candidate].answers(need, &self.needs[need])
    }

    /// Whether its class observes and reports, and nothing else.
    pub fn observes(&self, candidate: usize) -> bool {
        is_of(&self.observing, &self.candidates[candidate])
    }

    /// What is lost when a unit is sent for a need: the scarcest of the skills that are not asked for.
    pub fn loss(&self, candidate: usize, need: usize) -> Loss {
        self.losses[need * self.candidates.len() + candidate]
    }

    fn loss_of(&self, candidate: usize, need: usize) -> Loss {
        if self.scarce_s == 0 {
            return Loss::default();
        }
        let spare = self.candidates[candidate].skills & !self.needs[need].skills;
        let scarcest = bits(spare).min_by_key(|bit| self.having[*bit]);
        scarcest.map_or_else(Loss::default, |bit| {
            let left = self.having[bit].max(1);
            Loss { seconds: self.scarce_s / u32::from(left), skills: 1 << bit, left }
        })
    }

    /// Lower is better; no two units cost the same.
    pub fn cost(&self, candidate: usize, need: usize) -> i64 {
        self.costs[need * self.candidates.len() + candidate]
    }

    fn cost_of(&self, candidate: usize, need: usize, loss: Loss) -> i64 {
        let Some(price) =
            self.of[candidate].ok().filter(|_| self.candidates[candidate].answers(need, &self.needs[need]))
        else {
            return NEVER * FIRST;
        };
        let seconds = i64::from(price.eta_s) + i64::from(price.district_s) + i64::from(price.workload_s);
        let seconds = seconds + i64::from(loss.seconds) + i64::from(price.tier) * TIER;
        seconds * FIRST + candidate as i64
    }

    /// The plan that costs least.
    pub fn cheapest(&self) -> Plan {
        let (places, candidates) = (self.places.len(), self.candidates.len());
        let cost = |place: usize, column: usize| {
            if column < candidates { self.cost(column, self.places[place]) } else { EMPTY * FIRST }
        };
        let columns = match places {
            // Most calls need one unit: the least of one row.
            1 => (0..=candidates).min_by_key(|column| cost(0, *column)).into_iter().collect(),
            _ => cheapest(places, candidates + places, cost),
        };
        let mut plan = Plan { need: vec![None; candidates], picks: Vec::new(), missing: vec![0; self.needs.len()] };
        for (column, need) in columns.into_iter().zip(&self.places) {
            match plan.need.get_mut(column) {
                Some(of) => {
                    *of = Some(*need as u16);
                    plan.picks.push((column, *need));
                }
                None => plan.missing[*need] += 1,
            }
        }
        plan.picks.sort_unstable();
        for (need, wanted) in self.needs.iter().enumerate() {
            plan.missing[need] += wanted.count.saturating_sub(candidates.min(usize::from(u8::MAX)) as u8);
        }
        plan
    }
}

/// Who goes for what.
pub struct Plan {
    /// Of each candidate.
    need: Vec<Option<u16>>,
    picks: Vec<(usize, usize)>,
    /// Of each need.
    missing: Vec<u8>,
}

impl Plan {
    pub fn need_of(&self, candidate: usize) -> Option<usize> {
        self.need[candidate].map(usize::from)
    }

    /// Candidates with their needs, in order.
    pub fn picks(&self) -> impl Iterator<Item = (usize, usize)> {
        self.picks.iter().copied()
    }

    /// Needs with how many units each lacks.
    pub fn missing(&self) -> impl Iterator<Item = (usize, u8)> {
        self.missing.iter().copied().enumerate().filter(|(_, missing)| *missing > 0)
    }
}

/// A class that the county does not have, or does not tell of, has no units.
fn observing(settings: &Settings) -> Vec<ClassRef> {
    let known = settings.observing_classes.iter().filter_map(|code| view::by_code(Noun::Class, code).ok());
    known.map(|class| class as ClassRef).collect()
}

fn is_of(classes: &[ClassRef], candidate: &Candidate) -> bool {
    candidate.class.is_some_and(|class| classes.contains(&class))
}

fn price(settings: &Settings, observing: &[ClassRef], candidate: &Candidate) -> Result<Price, Unfit> {
    // The largest number means that the unit never sent a position and stands at its base: nothing is old there.
    if candidate.fix_age_s > settings.fix_age_max_s && candidate.fix_age_s != u32::MAX {
        return Err(Unfit::OldFix);
    }
    if candidate.shift_left_s < settings.shift_left_min_s {
        return Err(Unfit::ShiftEnds);
    }
    let in_time = candidate.eta_s <= settings.overflow_after_s;
    let (tier, districts) = match candidate.nearness {
        Nearness::Own if in_time => (0, 0),
        Nearness::Neighbour if in_time => (1, 0),
        Nearness::Own => (2, 0),
        Nearness::Neighbour => (2, 1),
        Nearness::County => (2, 2),
    };
    Ok(Price {
        tier: tier + if candidate.reserve { 4 } else { 0 } + if is_of(observing, candidate) { 8 } else { 0 },
        eta_s: candidate.eta_s,
        district_s: districts * settings.district_s,
        workload_s: u32::from(candidate.workload) * settings.workload_s,
    })
}

fn bits(set: u32) -> impl Iterator<Item = usize> {
    let next = |left: &u32| (left & (left - 1) != 0).then(|| left & (left - 1));
    std::iter::successors((set != 0).then_some(set), next).map(|left| left.trailing_zeros() as usize)
}
