//! The commands of counties: each is declared here, once.

use std::sync::Arc;

use crate::county::County;
use crate::declare::commands;

commands! {
    /// What may be done to a county's own data.
    pub enum CountyCommand {
        #[command("import-county", by = Admin)]
        Import { county: Arc<County> },
    }
}
