//! Who goes: place by place, of those who are able the one who costs least, and never one without whom another place stays empty.
//!
//! Among those in time it is the one whose leaving loses least expected cover; where none is in time, the fastest: the rule of
//! Jagtenberg, C. J.; Bhulai, S.; van der Mei, R. D. (2017): Dynamic ambulance dispatching: is the closest-idle policy always optimal?
//! Health Care Management Science 20, 517-531.

use wardroom_plugin::view::{self, Noun};
use wardroom_plugin::{Call, Candidate, ClassRef, Incident, Nearness, Need, OnCall, TimeS, UnitRef};

use crate::cover::Cover;
use crate::demand;
use crate::matching::fillable;
use crate::settings::{Objective, Settings};

/// Tiers of districts; then comes the reserve, then who only observes.
const TIERS: u8 = 3;
const NOT_IN_TIME: u8 = 2;

/// Why a unit can't be sent, whatever is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    OldFix,
    ShiftEnds,
}

/// What it comes to when a unit goes for a need. Less is better: first the tier, then the cost, then the time, then the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Price {
    /// 0: of the own district and in time. 1: of a neighbour and in time. 2: anybody else. 3 more out of the reserve, 6 more for a class that
    /// observes.
    pub tier: u8,
    /// By the objective.
    cost: u64,
    pub eta_s: u32,
    pub candidate: usize,
    /// Of the expected cover, in millionths of the demand.
    pub loss_ppm: u32,
}

impl Price {
    pub const fn in_time(&self) -> bool {
        self.tier % TIERS < NOT_IN_TIME
    }
}

/// Whether cover decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weighing {
    Done,
    /// Nobody had a rival in time, or the county wants the nearest.
    NotNeeded,
    /// The county does not tell where its demand is, or how far it is there.
    NotKnown,
}

/// A place that was filled, and what it would have come to with each.
pub struct Round {
    pub need: usize,
    pub winner: Price,
    /// By candidate; `None` for who is gone or not able.
    pub prices: Vec<Option<Price>>,
}

pub struct Plan<'a> {
    pub settings: &'a Settings,
    pub needs: &'a [Need],
    pub candidates: &'a [Candidate],
    pub unfit: Vec<Option<Unfit>>,
    pub weighing: Weighing,
    pub rounds: Vec<Round>,
    /// Of each need.
    pub missing: Vec<u8>,
    /// Somebody who is on the incident already, and does not only observe.
    pub beside: Option<UnitRef>,
    observing: Vec<ClassRef>,
    point_s: u32,
    cover: Option<Cover>,
}

impl<'a> Plan<'a> {
    pub fn new(
        now: TimeS,
        settings: &'a Settings,
        incident: &'a Incident,
        call: &Call,
        candidates: &'a [Candidate],
    ) -> Plan<'a> {
        let unfit = candidates.iter().map(|candidate| unfit(settings, candidate)).collect();
        // A class that the county does not have has no units.
        let classes = settings.observing_classes.iter().filter_map(|code| view::by_code(Noun::Class, code).ok());
        let observing: Vec<ClassRef> = classes.map(|class| class as ClassRef).collect();
        let acts = |of: &&OnCall| of.class.is_none_or(|class| !observing.contains(&class));
        let mut plan = Plan {
            settings,
            needs: &incident.needs,
            candidates,
            unfit,
            weighing: Weighing::NotNeeded,
            rounds: Vec::new(),
            missing: vec![0; incident.needs.len()],
            beside: call.on_call.iter().find(acts).map(|of| of.unit),
            observing,
            point_s: settings.point_s.of(incident.priority),
            cover: None,
        };
        if settings.objective != Objective::Nearest && plan.has_rivals() {
            plan.cover = demand::cover(now, settings, incident, candidates);
            plan.weighing = if plan.cover.is_some() { Weighing::Done } else { Weighing::NotKnown };
        }
        plan.fill();
        plan
    }

    pub fn is_able(&self, candidate: usize, need: usize) -> bool {
        self.unfit[candidate].is_none() && self.candidates[candidate].answers(need, &self.needs[need])
    }

    pub fn observes(&self, candidate: usize) -> bool {
        self.candidates[candidate].class.is_some_and(|class| self.observing.contains(&class))
    }

    /// Two that are able to go for one need, in time and of one tier.
    fn has_rivals(&self) -> bool {
        let in_time = |tier: &u8| tier % TIERS < NOT_IN_TIME;
        self.open_needs().any(|need| {
            let able = (0..self.candidates.len()).filter(|candidate| self.is_able(*candidate, need));
            let mut tiers: Vec<u8> = able.map(|candidate| self.tier(candidate)).filter(in_time).collect();
            tiers.sort_unstable();
            tiers.windows(2).any(|pair| pair[0] == pair[1])
        })
    }

    fn open_needs(&self) -> impl Iterator<Item = usize> {
        (0..self.needs.len()).filter(|need| self.needs[*need].count > 0)
    }

    fn tier(&self, candidate: usize) -> u8 {
        let unit = &self.candidates[candidate];
        let in_time = unit.eta_s <= self.settings.threshold_s;
        let district = match unit.nearness {
            _ if !in_time => NOT_IN_TIME,
            _ if !self.settings.own_district_first => 0,
            Nearness::Own => 0,
            Nearness::Neighbour => 1,
            Nearness::County => NOT_IN_TIME,
        };
        let reserve = if unit.reserve { TIERS } else { 0 };
        district + reserve + if self.observes(candidate) { 2 * TIERS } else { 0 }
    }

    fn fill(&mut self) {
        let mut taken = vec![false; self.candidates.len()];
        let mut places: Vec<usize> = self.open_needs().flat_map(|need| self.places_of(need)).collect();
        for need in 0..self.needs.len() {
            self.missing[need] = self.needs[need].count - self.places_of(need).len() as u8;
        }
        // Whom fewest can answer comes first.
        places.sort_by_key(|need| (0..taken.len()).filter(|candidate| self.is_able(*candidate, *need)).count());
        for (at, need) in places.iter().copied().enumerate() {
            let prices = self.prices(need, &taken);
            let mut best: Vec<Price> = prices.iter().flatten().copied().collect();
            best.sort_unstable();
            let harmless = |price: &&Price| self.leaves_enough(&places[at..], &taken, price.candidate);
            match best.iter().find(harmless) {
                Some(winner) => {
                    taken[winner.candidate] = true;
                    self.rounds.push(Round { need, winner: *winner, prices });
                }
                None => self.missing[need] += 1,
            }
        }
    }

    /// No more than there are can be sent; the rest is missing from the outset.
    fn places_of(&self, need: usize) -> Vec<usize> {
        vec![need; usize::from(self.needs[need].count).min(self.candidates.len())]
    }

    fn prices(&self, need: usize, taken: &[bool]) -> Vec<Option<Price>> {
        let able = |candidate: usize| !taken[candidate] && self.is_able(candidate, need);
        let idle = (0..taken.len()).filter(|candidate| able(*candidate) && !self.observes(*candidate));
        let depth = self.cover.as_ref().map(|cover| cover.depth(idle));
        let price = |candidate: usize| {
            let loss_ppm = match (&self.cover, &depth) {
                (Some(cover), Some(depth)) if !self.observes(candidate) => cover.loss_ppm(candidate, depth),
                _ => 0,
            };
            self.price(candidate, loss_ppm)
        };
        (0..taken.len()).map(|candidate| able(candidate).then(|| price(candidate))).collect()
    }

    fn price(&self, candidate: usize, loss_ppm: u32) -> Price {
        let (tier, eta_s) = (self.tier(candidate), self.candidates[candidate].eta_s);
        let cost = match self.settings.objective {
            _ if tier % TIERS == NOT_IN_TIME => eta_s.into(),
            Objective::Dmexclp => loss_ppm.into(),
            // A percentage point is 10,000 millionths.
            Objective::Weighed => u64::from(eta_s) * 10_000 + u64::from(loss_ppm) * u64::from(self.point_s),
            Objective::Nearest => eta_s.into(),
        };
        Price { tier, cost, eta_s, candidate, loss_ppm }
    }

    /// Whether as many of the places can be filled if this one takes the first of them as can be at all.
    fn leaves_enough(&self, places: &[usize], taken: &[bool], candidate: usize) -> bool {
        if places.iter().all(|need| *need == places[0]) {
            return true;
        }
        let able = |place: usize, unit: usize| !taken[unit] && self.is_able(unit, places[place]);
        let rest = |place: usize, unit: usize| unit != candidate && able(place + 1, unit);
        1 + fillable(places.len() - 1, taken.len(), &rest) >= fillable(places.len(), taken.len(), &able)
    }
}

fn unfit(settings: &Settings, candidate: &Candidate) -> Option<Unfit> {
    // The largest number means that the unit never sent a position and stands at its base: nothing is old there.
    if candidate.fix_age_s > settings.fix_age_max_s && candidate.fix_age_s != u32::MAX {
        return Some(Unfit::OldFix);
    }
    (candidate.shift_left_s < settings.shift_left_min_s).then_some(Unfit::ShiftEnds)
}
