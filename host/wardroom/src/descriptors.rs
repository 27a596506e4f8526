//! Descriptors: each connection takes one, and so do the files of journal, archive and keys. Connections must never take those.

use domain::limits::{CONNECTIONS_MAX, CONNECTIONS_MIN, DESCRIPTORS_RESERVED};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// How many connections there may be at one time. Asks the system for as many descriptors as are needed for
/// [`CONNECTIONS_MAX`]. The error: how many it grants, where that is too few to begin with.
pub fn connections() -> Result<usize, u64> {
    let wanted = (CONNECTIONS_MAX + DESCRIPTORS_RESERVED) as u64;
    let limit = getrlimit(Resource::Nofile);
    let granted = limit.maximum.unwrap_or(u64::MAX).min(wanted);
    let raised = Rlimit { current: Some(granted), maximum: limit.maximum };
    if limit.current.is_some_and(|current| current < granted)
        && let Err(error) = setrlimit(Resource::Nofile, raised)
    {
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
    let open = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let connections = usize::try_from(open).unwrap_or(usize::MAX).saturating_sub(DESCRIPTORS_RESERVED);
    if connections < CONNECTIONS_MIN {
        return Err(open);
    }
    if connections < CONNECTIONS_MAX {
        tracing::warn!(
            open_files = open,
            connections,
            "the system grants few open files, so fewer connections are taken"
        );
    }
    Ok(connections.min(CONNECTIONS_MAX))
}
