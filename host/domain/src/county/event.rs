//! The events of counties: each is declared here, once.

use std::sync::Arc;

use crate::county::CarriedOver;
use crate::county::rewritten::Rewritten;
use crate::county::service::{Reinstated, Retired};
use crate::county::{County, Difference};
use crate::declare::events;

events! {
    /// What becomes of a county's own data.
    pub enum CountyEvent {
        #[event("county-imported")]
        Imported {
            county: Arc<County>,
            difference: Difference,
            /// What was open in grids that are no more goes to those that lie there now. Absent: nothing does, as before there was this.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            carried_over: Option<CarriedOver>,
        },
        /// Units and persons have left the county's service.
        #[event("force-retired")]
        Retired(Box<Retired>),
        /// Units and persons that had left are back.
        #[event("force-reinstated")]
        Reinstated(Box<Reinstated>),
        /// The history goes on from another place than it had got to.
        #[event("history-rewritten")]
        Rewritten(Box<Rewritten>),
        /// By the codes of its ends as the county's file has them.
        #[event("road-closed")]
        RoadClosed { from: String, to: String },
        #[event("road-opened")]
        RoadOpened { from: String, to: String },
    }
}
