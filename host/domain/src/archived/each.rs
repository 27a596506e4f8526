//! Every incident or workflow of a time, for those who count: what the state has from there, the rest from the archive.

use super::documents::{ArchivedWorkflow, read};
use super::{Filed, Row, Sort, Wanted};
use crate::incident::archived::ArchivedIncident;
use crate::incident::record::Incident;
use crate::limits::VIEW_ROWS_MAX;
use crate::ports::Archive;
use crate::state::State;
use crate::workflow::Instance;

/// Shows each incident once, until `take` says that it is enough. Of those of the state all are shown, whatever is wanted; what both
/// have, the state knows better. `false`: there are more.
pub fn incident(
    state: &State,
    archive: Option<&dyn Archive>,
    wanted: Wanted,
    take: &mut dyn FnMut(&Incident) -> bool,
) -> Result<bool, String> {
    if !state.incidents.values().all(|incident| take(incident)) {
        return Ok(false);
    }
    archived(archive, Sort::Incident, wanted, &mut |row| match row.which {
        Filed::Incident(which) if state.incident(which).is_none() => {
            Ok(take(&ArchivedIncident::decode(&row.bytes)?.incident))
        }
        _ => Ok(true),
    })
}

/// The same of workflows.
pub fn workflow(
    state: &State,
    archive: Option<&dyn Archive>,
    wanted: Wanted,
    take: &mut dyn FnMut(&Instance) -> bool,
) -> Result<bool, String> {
    if !state.workflows.instances.values().all(|instance| take(instance)) {
        return Ok(false);
    }
    archived(archive, Sort::Workflow, wanted, &mut |row| match row.which {
        Filed::Workflow(which) if state.workflows.get(which).is_none() => {
            let ArchivedWorkflow { instance, .. } = read(&row.bytes)?;
            Ok(take(&instance))
        }
        _ => Ok(true),
    })
}

fn archived(
    archive: Option<&dyn Archive>,
    sort: Sort,
    wanted: Wanted,
    take: &mut dyn FnMut(&Row) -> Result<bool, String>,
) -> Result<bool, String> {
    let Some(archive) = archive else { return Ok(true) };
    let wanted = Wanted { sorts: [sort].into(), ..wanted };
    let mut place = None;
    loop {
        let found = archive.find(&wanted, place, VIEW_ROWS_MAX).map_err(|error| error.to_string())?;
        for row in &found.rows {
            if !take(row)? {
                return Ok(false);
            }
        }
        place = found.next;
        if place.is_none() {
            return Ok(true);
        }
    }
}
