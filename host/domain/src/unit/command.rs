//! The commands of units: each is declared here, once.

use std::collections::BTreeSet;

use crate::declare::commands;
use crate::ids::*;
use crate::unit::{Primary, Secondary};

commands! {
    /// What may be done about units.
    pub enum UnitCommand {
        /// A person takes a unit off the incident that it is on.
        #[command("release", reserved = true)]
        Release { incident: IncidentRef, unit: UnitRef },

        #[command("set-unit", reserved = true)]
        SetStatus { unit: UnitRef, primary: Primary, secondary: Option<BTreeSet<Secondary>> },
    }
}
