//! Links in a random history.

use domain::command::{Command, IncidentCommand};
use domain::ids::IncidentRef;
use domain::incident::link::Relation;
use domain::state::State;

/// `undo`: mostly one that is linked, where there is one.
pub fn link(state: &State, incident: IncidentRef, to: IncidentRef, undo: bool) -> Command {
    let linked = state.incidents.values().find_map(|of| Some((of.incident, of.links.first()?.to)));
    Command::Incident(match linked.filter(|_| undo) {
        Some((incident, to)) => IncidentCommand::Unlink { incident, to, archived: None },
        None => IncidentCommand::Link { incident, to, relation: Relation::Related, archived: None },
    })
}
