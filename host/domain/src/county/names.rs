//! What something of a county is called.

use serde::{Deserialize, Serialize};

/// A name in Chinese and in English. English is the Chinese name where the county gives none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    pub zh: String,
    pub en: String,
}
