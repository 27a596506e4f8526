//! What is believed of where units say they are. A position that can't be true is kept apart with the reason, and the good ones
//! that came with it are taken.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::county::geometry::{distance_m, is_wgs84};
use crate::county::loaded::LoadedCounty;
use crate::declare::named;
use crate::ids::UnitRef;
use crate::limits::*;
use crate::state::State;
use crate::time::TimeMs;
use crate::unit::Fix;

named! {
    /// Why a position is not taken.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    pub enum Doubt {
        /// No longitude and latitude of WGS 84.
        NotOnEarth = "not-on-earth",
        /// More than `POSITION_MARGIN_M` away from the county.
        FarOutside = "far-outside",
        /// From the last one nobody gets there in that time.
        TooFast = "too-fast",
        /// Older than `POSITION_AGE_S_MAX`.
        TooOld = "too-old",
        /// Dated more than `POSITION_AHEAD_S_MAX` ahead of the room's clock.
        AheadOfTime = "ahead-of-time",
        /// Its team is off shift and it is on no incident: where it is concerns nobody.
        OffShift = "off-shift",
        /// The county has no such unit, or the caller none.
        UnknownUnit = "unknown-unit",
        /// It says no time that can be read.
        UnreadableTime = "unreadable-time",
    }
}

impl Doubt {
    /// Whether the position itself can't be true, so that it is kept apart for people to see.
    pub fn is_implausible(self) -> bool {
        match self {
            Doubt::NotOnEarth | Doubt::FarOutside | Doubt::TooFast => true,
            Doubt::TooOld | Doubt::AheadOfTime | Doubt::OffShift | Doubt::UnknownUnit | Doubt::UnreadableTime => false,
        }
    }
}

/// A position that was not believed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Doubted {
    pub fix: Fix,
    pub why: Doubt,
}

/// What became of positions that were offered together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offered {
    pub taken: usize,
    /// Which of them were not, counted from 0, and why.
    pub doubts: Vec<(usize, Doubt)>,
}

/// Whether a unit's next position can be true. `last`: the one that is believed of it.
pub fn doubt(loaded: &LoadedCounty, last: Option<&Fix>, fix: &Fix, now: TimeMs) -> Option<Doubt> {
    let oldest = now.0.saturating_sub(i64::from(POSITION_AGE_S_MAX) * 1000);
    let newest = now.0.saturating_add(i64::from(POSITION_AHEAD_S_MAX) * 1000);
    if !is_wgs84((fix.lon, fix.lat)) {
        Some(Doubt::NotOnEarth)
    } else if fix.at.0 < oldest {
        Some(Doubt::TooOld)
    } else if fix.at.0 > newest {
        Some(Doubt::AheadOfTime)
    } else if !loaded.is_around((fix.lon, fix.lat)) {
        Some(Doubt::FarOutside)
    } else if last.is_some_and(|last| !is_reachable(last, fix)) {
        Some(Doubt::TooFast)
    } else {
        None
    }
}

/// Whether one gets from one to the other in the time between them, with what receivers are wrong by.
pub fn is_reachable(from: &Fix, to: &Fix) -> bool {
    let seconds = from.at.0.abs_diff(to.at.0) as f64 / 1000.0;
    let way_m = distance_m((from.lon, from.lat), (to.lon, to.lat));
    way_m <= POSITION_ERROR_M + seconds * f64::from(POSITION_KMH_MAX) / 3.6
}

impl State {
    /// Takes the newest positions of units. They are no part of what the journal says: the state's version and hash stay.
    pub fn place(&mut self, fixes: &[(UnitRef, Fix)]) {
        let Some(loaded) = self.county.clone() else { return };
        for (unit, fix) in fixes {
            let Some(state) = self.units.get_mut(unit.index()) else { continue };
            if state.fix.is_none_or(|old| old.at <= fix.at) {
                let state = Arc::make_mut(state);
                state.fix = Some(*fix);
                state.place = loaded.place((fix.lon, fix.lat));
            }
        }
    }

    /// Forgets where units are that are off shift and on no incident, and says which.
    pub fn forget_off_shift(&mut self, now: TimeMs) -> Vec<UnitRef> {
        let Some(loaded) = self.county.clone() else { return Vec::new() };
        let on_shift = loaded.index.teams_on_shift(now);
        let mut forgot = Vec::new();
        for (index, unit) in loaded.county().units.iter().enumerate() {
            let Some(state) = self.units.get_mut(index).filter(|state| state.fix.is_some()) else { continue };
            let works = !unit.retired && on_shift.get(unit.team.index()).copied().flatten().is_some();
            if !works && state.incident.is_none() {
                let state = Arc::make_mut(state);
                state.fix = None;
                state.place = loaded.base(UnitRef(index as u32)).unwrap_or_default();
                forgot.push(UnitRef(index as u32));
            }
        }
        forgot
    }
}
