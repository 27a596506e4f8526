//! An incident as the archive keeps it once it has left the state: itself, its decisions and its notices, as JSON. Where it is kept is the
//! archive's business.

use serde::{Deserialize, Serialize};

use crate::decision::Decision;
use crate::ids::IncidentRef;
use crate::incident::record::Incident;
use crate::notice::NoticeRow;
use crate::state::State;

/// One document of the archive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchivedIncident {
    pub incident: Incident,
    /// Oldest first; those that the state still had.
    pub decisions: Vec<Decision>,
    /// Oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<NoticeRow>,
}

impl ArchivedIncident {
    /// An incident of the state with all that the archive is to keep of it.
    pub fn of(state: &State, which: IncidentRef) -> Option<ArchivedIncident> {
        let incident = (**state.incident(which)?).clone();
        let decisions = state.decisions_of(which).map(|kept| (**kept).clone()).collect();
        let notices = state.notices.of(which).map(|row| (**row).clone()).collect();
        Some(ArchivedIncident { incident, decisions, notices })
    }

    pub fn encode(&self) -> Vec<u8> {
        // Writing to memory can't fail, and no map in here has keys that JSON lacks.
        serde_json::to_vec(self).unwrap_or_default()
    }

    pub fn decode(bytes: &[u8]) -> Result<ArchivedIncident, String> {
        serde_json::from_slice(bytes).map_err(|error| format!("not an archived incident: {error}"))
    }
}
