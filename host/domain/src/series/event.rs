//! The events of series: each is declared here, once.

use super::Reading;
use crate::declare::events;

events! {
    /// What becomes of series.
    pub enum SeriesEvent {
        /// Values that were not known, in the order in which they were given.
        #[event("series-supplied")]
        Supplied { readings: Vec<Reading> },
    }
}
