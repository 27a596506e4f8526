//! The last-value buffer of positions: one place for each unit, however often it reports. What is believed goes from it into the
//! room's state, and never into the journal; what can't be true is kept apart.

use std::collections::BTreeMap;

use domain::ids::UnitRef;
use domain::limits::{POSITION_AGE_S_MAX, POSITIONS_AGREEING};
use domain::scope::Authority;
use domain::scope::admit::moves;
use domain::state::State;
use domain::time::TimeMs;
use domain::unit::Fix;
use domain::unit::position::{Doubt, Doubted, Offered, doubt, is_reachable};

#[derive(Default)]
pub struct Positions {
    /// By unit.
    slots: Vec<Slot>,
    /// Units with a position that is not taken out yet, each once.
    touched: Vec<UnitRef>,
    refused: BTreeMap<Doubt, u64>,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    /// The newest that is believed.
    last: Option<Fix>,
    touched: bool,
    doubted: Option<Doubted>,
    /// How many fit each other, but not `last`.
    agreeing: u32,
}

impl Slot {
    fn judge(&mut self, state: &State, on_duty: bool, fix: &Fix, now: TimeMs) -> Result<(), Doubt> {
        let loaded = state.loaded().ok_or(Doubt::UnknownUnit)?;
        if !on_duty {
            // What is known of it from its shift is over, too.
            *self = Slot { touched: self.touched, ..Slot::default() };
            return Err(Doubt::OffShift);
        }
        let why = match doubt(loaded, self.last.as_ref(), fix, now) {
            Some(Doubt::TooFast) if self.agrees(fix) => None,
            why => why,
        };
        match why {
            None => {
                self.agreeing = 0;
                if self.last.is_none_or(|last| last.at <= fix.at) {
                    self.last = Some(*fix);
                }
                Ok(())
            }
            Some(why) => {
                if why.is_implausible() {
                    self.doubted = Some(Doubted { fix: *fix, why });
                }
                Err(why)
            }
        }
    }

    /// Whether enough in a row say the same: then it was the last one that was wrong.
    fn agrees(&mut self, fix: &Fix) -> bool {
        let before = self.doubted.filter(|doubted| doubted.why == Doubt::TooFast && doubted.fix.at < fix.at);
        self.agreeing = match before {
            Some(before) if self.agreeing > 0 && is_reachable(&before.fix, fix) => self.agreeing + 1,
            _ => 1,
        };
        let agrees = self.agreeing >= POSITIONS_AGREEING;
        if agrees {
            self.last = None;
        }
        agrees
    }
}

impl Positions {
    /// Takes what is believed.
    pub fn offer(&mut self, by: &Authority, fixes: &[(UnitRef, Fix)], state: &State, now: TimeMs) -> Offered {
        let county = state.loaded().map(|loaded| (loaded.county(), loaded.index.teams_on_shift(now)));
        if self.slots.len() < state.units.len() {
            self.slots.resize(state.units.len(), Slot::default());
        }
        let mut offered = Offered::default();
        for (index, (unit, fix)) in fixes.iter().enumerate() {
            let known = county.as_ref().and_then(|(county, on_shift)| {
                let of = county.units.get(unit.index()).filter(|of| !of.retired)?;
                moves(state, by, *unit).then_some(())?;
                let on_shift = on_shift.get(of.team.index()).copied().flatten().is_some();
                Some(on_shift || state.unit(*unit)?.incident.is_some())
            });
            let judged = match (self.slots.get_mut(unit.index()), known) {
                (Some(slot), Some(on_duty)) => slot.judge(state, on_duty, fix, now).map(|()| slot),
                _ => Err(Doubt::UnknownUnit),
            };
            match judged {
                Ok(slot) => {
                    offered.taken += 1;
                    if !std::mem::replace(&mut slot.touched, true) {
                        self.touched.push(*unit);
                    }
                }
                Err(why) => {
                    *self.refused.entry(why).or_default() += 1;
                    offered.doubts.push((index, why));
                }
            }
        }
        offered
    }

    /// What came in since the last time, by unit.
    pub fn take(&mut self) -> Vec<(UnitRef, Fix)> {
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable();
        let mut take = |unit: UnitRef| {
            let slot = self.slots.get_mut(unit.index())?;
            slot.touched = false;
            slot.last.map(|fix| (unit, fix))
        };
        touched.into_iter().filter_map(&mut take).collect()
    }

    /// Nothing of these units is known any more.
    pub fn forget(&mut self, units: &[UnitRef]) {
        for unit in units {
            if let Some(slot) = self.slots.get_mut(unit.index()) {
                *slot = Slot { touched: slot.touched, ..Slot::default() };
            }
        }
    }

    /// What was last not believed of a unit, for as long as a position would count.
    pub fn doubted(&self, unit: UnitRef, now: TimeMs) -> Option<Doubted> {
        let doubted = self.slots.get(unit.index())?.doubted?;
        (now.since_s(doubted.fix.at) <= POSITION_AGE_S_MAX).then_some(doubted)
    }

    pub fn refused(&self) -> &BTreeMap<Doubt, u64> {
        &self.refused
    }
}
