//! The events of units: each is declared here, once.

use std::collections::BTreeSet;

use crate::declare::events;
use crate::ids::*;
use crate::time::TimeMs;
use crate::unit::{Fix, Primary, Secondary};

events! {
    /// What becomes of units.
    pub enum UnitEvent {
        #[event("unit-status-changed")]
        StatusChanged { unit: UnitRef, primary: Primary, secondary: BTreeSet<Secondary> },

        /// Old journals have it. No batch is written with it any more, and it changes nothing.
        #[event("units-moved")]
        Moved { fixes: Vec<(UnitRef, Fix)> },

        #[event("unit-lent")]
        Lent {
            unit: UnitRef,
            to: DistrictRef,
            until: TimeMs,
            instance: InstanceRef,
            /// Held back for the workflow; only a person sends it.
            #[serde(default, skip_serializing_if = "std::ops::Not::not")]
            held: bool,
        },

        /// A person has it stand by in another district: until then it counts as that one's.
        #[event("unit-stands-by")]
        StandsBy { unit: UnitRef, to: DistrictRef, until: TimeMs },

        #[event("unit-returned")]
        Returned { unit: UnitRef },
    }
}
