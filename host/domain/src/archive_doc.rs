//! An incident as the archive keeps it once it has left the state: itself and its decisions, as JSON. Where it is kept is the
//! archive's business.

use serde::{Deserialize, Serialize};

use crate::decision::Decision;
use crate::ids::IncidentRef;
use crate::state::{Incident, State};

/// One document of the archive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchivedIncident {
    pub incident: Incident,
    /// Oldest first; those that the state still had.
    pub decisions: Vec<Decision>,
}

impl ArchivedIncident {
    /// An incident of the state with all that the archive is to keep of it.
    pub fn of(state: &State, which: IncidentRef) -> Option<ArchivedIncident> {
        let incident = (**state.incident(which)?).clone();
        let decisions = state.decisions.get(&which).into_iter().flatten().map(|kept| (**kept).clone()).collect();
        Some(ArchivedIncident { incident, decisions })
    }

    pub fn encode(&self) -> Vec<u8> {
        // Writing to memory can't fail, and no map in here has keys that JSON lacks.
        serde_json::to_vec(self).unwrap_or_default()
    }

    pub fn decode(bytes: &[u8]) -> Result<ArchivedIncident, String> {
        serde_json::from_slice(bytes).map_err(|error| format!("not an archived incident: {error}"))
    }
}
