//! Who assesses, as the state has it.

use std::collections::BTreeSet;

use crate::hooks::Hook;
use crate::ids::DistrictRef;
use crate::plugin::Mode;
use crate::state::State;

impl State {
    /// The district whose settings hold for an assessor, the first where it is on. `None`: it is on nowhere.
    pub fn assessor_at(&self, plugin: &str) -> Option<(DistrictRef, Mode)> {
        let seat = |district: &DistrictRef| {
            let seat = self.plugins.seats(*district, Hook::Assessment).find(|seat| seat.plugin == plugin);
            seat.map(|seat| (*district, seat.mode))
        };
        self.plugins.seats.keys().find_map(seat)
    }

    /// Assessors that are on somewhere, each once.
    pub fn assessors(&self) -> Vec<String> {
        let all = self.plugins.seats.values().flatten();
        let on = all.filter(|seat| seat.hook == Hook::Assessment && seat.mode != Mode::Off);
        let names: BTreeSet<&String> = on.map(|seat| &seat.plugin).collect();
        names.into_iter().cloned().collect()
    }
}
