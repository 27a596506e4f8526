//! The commands of series: each is declared here, once.

use super::Reading;
use crate::declare::commands;

commands! {
    /// What may be done about series.
    pub enum SeriesCommand {
        #[command("supply-series")]
        Supply { readings: Vec<Reading> },
    }
}
