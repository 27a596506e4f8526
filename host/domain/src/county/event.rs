//! The events of counties: each is declared here, once.

use std::sync::Arc;

use crate::county::{County, Difference};
use crate::declare::events;

events! {
    /// What becomes of a county's own data.
    pub enum CountyEvent {
        #[event("county-imported")]
        Imported { county: Arc<County>, difference: Difference },
    }
}
