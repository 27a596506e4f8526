//! Every incident of a time, for those who count: what the state has from there, the rest from the archive.

use super::{Filed, Sort, Wanted};
use crate::incident::archived::ArchivedIncident;
use crate::incident::record::Incident;
use crate::limits::VIEW_ROWS_MAX;
use crate::ports::Archive;
use crate::state::State;

/// Shows each incident once, until `take` says that it is enough. Of those of the state all are shown, whatever is wanted; what both
/// have, the state knows better. `false`: there are more.
pub fn incident(
    state: &State,
    archive: Option<&dyn Archive>,
    wanted: Wanted,
    take: &mut dyn FnMut(&Incident) -> bool,
) -> Result<bool, String> {
    for incident in state.incidents.values() {
        if !take(incident) {
            return Ok(false);
        }
    }
    let wanted = Wanted { sorts: [Sort::Incident].into(), ..wanted };
    let mut place = None;
    while let Some(archive) = archive {
        let found = archive.find(&wanted, place, VIEW_ROWS_MAX).map_err(|error| error.to_string())?;
        for row in &found.rows {
            let Filed::Incident(which) = row.which else { continue };
            if state.incident(which).is_some() {
                continue;
            }
            if !take(&ArchivedIncident::decode(&row.bytes)?.incident) {
                return Ok(false);
            }
        }
        place = found.next;
        if place.is_none() {
            break;
        }
    }
    Ok(true)
}
