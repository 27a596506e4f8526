//! Who assesses, as the state has it.

use std::collections::BTreeSet;

use crate::hooks::Hook;
use crate::ids::DistrictRef;
use crate::plugin::Mode;
use crate::state::{Seat, State};

impl State {
    /// The district whose settings hold for an assessor, and where it sits there: the first where it counts, or the first where it is
    /// on. `None`: it is on nowhere.
    pub fn assessor_at(&self, plugin: &str) -> Option<(DistrictRef, &Seat)> {
        let on = |district: &DistrictRef| {
            let seats = self.plugins.seats(*district, Hook::Assessment).filter(|seat| seat.plugin == plugin);
            seats.map(|seat| (*district, seat)).collect::<Vec<_>>()
        };
        let all: Vec<(DistrictRef, &Seat)> = self.plugins.seats.keys().flat_map(on).collect();
        all.iter().find(|(_, seat)| seat.mode.counts()).or(all.first()).copied()
    }

    /// Assessors that are on somewhere, each once.
    pub fn assessors(&self) -> Vec<String> {
        let all = self.plugins.seats.values().flatten();
        let on = all.filter(|seat| seat.hook == Hook::Assessment && seat.mode != Mode::Off);
        let names: BTreeSet<&String> = on.map(|seat| &seat.plugin).collect();
        names.into_iter().cloned().collect()
    }
}
