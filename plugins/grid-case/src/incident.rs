//! A case that an incident has begun: what its kind says, and what its phases mean for the case.

use wardroom_plugin::view::{self, Reference};
use wardroom_plugin::{KindRef, Phase};

use crate::case::{self, Handling};
use crate::{Settings, Stage, rates, why};

/// What the county's settings say of a kind of incident; `None`: whoever accepts it says what it is.
pub fn category(settings: &Settings, kind: KindRef) -> Option<String> {
    let code = view::code(Reference::Kind(kind)).ok()?;
    settings.categories.get(&code).cloned()
}

/// What units have settled on the spot need not be handled once more, and what was no incident is no case.
pub fn changed(step: &mut Handling) {
    let Some(incident) = &step.instance.incident else { return };
    let (which, phase) = (incident.ref_, incident.phase);
    match phase {
        Phase::Cancelled | Phase::Merged => {
            step.remark(why::incident_void(which));
            case::end(step, rates::VOID);
        }
        Phase::Resolved | Phase::Closed if step.settings.resolved_is_handled => {
            step.state.settled = true;
            if matches!(step.state.stage, Stage::Handling | Stage::Waiting) {
                step.remark(why::incident_settled(which));
                case::settled(step);
            }
        }
        Phase::Reopened => step.state.settled = false,
        _ => {}
    }
}
