//! The commands of counties: each is declared here, once.

use std::sync::Arc;

use crate::county::County;
use crate::declare::commands;

commands! {
    /// What may be done to a county's own data.
    pub enum CountyCommand {
        #[command("import-county", by = Admin)]
        Import { county: Arc<County> },
        /// By the codes of its ends.
        #[command("close-road", reason = CloseRoad)]
        CloseRoad { from: String, to: String },
        #[command("open-road")]
        OpenRoad { from: String, to: String },
    }
}
