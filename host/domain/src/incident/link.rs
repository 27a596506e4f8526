//! What an incident has to do with another one. It stands with the one that was linked, and is looked up from the other.

use serde::{Deserialize, Serialize};

use crate::declare::named;
use crate::ids::IncidentRef;
use crate::time::TimeMs;

/// A link from an incident to another one.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub to: IncidentRef,
    pub relation: Relation,
    pub at: TimeMs,
    pub by: String,
    pub why: Option<String>,
}

named! {
    /// How an incident has to do with another one.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum Relation {
        Related = "related",
        /// It comes of it: a visit afterwards, a second call in the same quarrel.
        FollowUpOf = "follow-up-of",
        CausedBy = "caused-by",
    }
}
