//! Which of a command's first events the author did, and which follow from it: a unit that is free because its incident ended, a
//! timer that stops, a workflow that is cancelled with the one that started it.

use super::Cause;
use crate::command::{Command, IncidentCommand, InstanceCommand, UnitCommand};
use crate::decision::SettledAs;
use crate::event::*;
use crate::ids::{IncidentRef, InstanceRef};
use crate::state::State;

/// The cause of one of the events that `check` gave for a command, on the state before it.
pub fn cause(state: &State, command: &Command, event: &Event) -> Cause {
    if is_deed(state, command, event) { Cause::Author } else { Cause::Command }
}

fn is_deed(state: &State, command: &Command, event: &Event) -> bool {
    match event {
        Event::Clock(_) | Event::Plugin(_) | Event::Series(_) | Event::Assessment(_) => true,
        Event::County(event) => match event {
            CountyEvent::Imported { .. }
            | CountyEvent::Rewritten(_)
            | CountyEvent::RoadClosed { .. }
            | CountyEvent::RoadOpened { .. } => true,
            CountyEvent::Retired(_) | CountyEvent::Reinstated(_) => false,
        },
        Event::Incident(event) => of_incident(state, command, event),
        Event::Matter(event) => match event {
            MatterEvent::Acknowledged { .. } | MatterEvent::Decided { .. } => true,
            MatterEvent::Settled { settlement, .. } => settlement.outcome != SettledAs::Overtaken,
            MatterEvent::EscalationFrozen { .. } => false,
        },
        Event::Timer(_) => false,
        Event::Notice(event) => match event {
            NoticeEvent::Answered { .. } | NoticeEvent::ChannelsSet { .. } | NoticeEvent::Delivered { .. } => true,
            NoticeEvent::Sent(_) | NoticeEvent::Repeated { .. } | NoticeEvent::Unanswered { .. } => false,
        },
        Event::Unit(event) => match event {
            UnitEvent::StatusChanged { .. } => matches!(command, Command::Unit(_)),
            UnitEvent::StandsBy { .. } => true,
            UnitEvent::Returned { .. } => matches!(command, Command::Unit(UnitCommand::EndStandBy { .. })),
            UnitEvent::Moved { .. } | UnitEvent::Lent { .. } => false,
        },
        Event::Roster(event) => match event {
            RosterEvent::ShiftsPublished { .. }
            | RosterEvent::StandInSet { .. }
            | RosterEvent::StandInEnded { .. }
            | RosterEvent::SwapOffered(_)
            | RosterEvent::SwapAccepted { .. }
            | RosterEvent::SwapEnded { .. }
            | RosterEvent::ShiftHandedOver(_)
            | RosterEvent::ShiftTakenOver { .. } => true,
            RosterEvent::VacanciesChanged { .. } => false,
        },
        Event::Instance(event) => match event {
            // Those that it started end with it, perhaps in other districts.
            InstanceEvent::Ended { instance, .. } => named(command) == Some(*instance),
            InstanceEvent::Started(_)
            | InstanceEvent::Refused { .. }
            | InstanceEvent::Scheduled { .. }
            | InstanceEvent::Unscheduled { .. }
            | InstanceEvent::Stepped { .. }
            | InstanceEvent::StepRefused { .. }
            | InstanceEvent::StepFailed { .. }
            | InstanceEvent::Signalled { .. }
            | InstanceEvent::Paused { .. }
            | InstanceEvent::Resumed { .. }
            | InstanceEvent::Retried { .. }
            | InstanceEvent::Migrated { .. }
            | InstanceEvent::KindPaused { .. }
            | InstanceEvent::KindResumed { .. }
            | InstanceEvent::Forgotten { .. }
            | InstanceEvent::Archived { .. }
            | InstanceEvent::FieldRead { .. }
            | InstanceEvent::SubjectGiven { .. }
            | InstanceEvent::Erased { .. } => true,
        },
        Event::Task(event) => match event {
            TaskEvent::Reopened { .. } => false,
            TaskEvent::Created(_)
            | TaskEvent::Accepted { .. }
            | TaskEvent::Done { .. }
            | TaskEvent::Cancelled { .. }
            | TaskEvent::Overdue { .. }
            | TaskEvent::Forgotten { .. }
            | TaskEvent::Archived { .. } => true,
        },
    }
}

fn of_incident(state: &State, command: &Command, event: &IncidentEvent) -> bool {
    match event {
        IncidentEvent::UnitReleased { incident, .. } => {
            matches!(command, Command::Unit(_)) && at_home(state, command, *incident)
        }
        IncidentEvent::UnitStoodDown { .. } => false,
        IncidentEvent::Stepped { incident, .. } => {
            // A kind that is accepted at once is accepted by the county's rule.
            let accepted = matches!(
                command,
                Command::Incident(IncidentCommand::Report(_)) | Command::Incident(IncidentCommand::Unmerge { .. })
            );
            !accepted && at_home(state, command, *incident)
        }
        IncidentEvent::Reported(_)
        | IncidentEvent::PriorityChanged { .. }
        | IncidentEvent::KindChanged { .. }
        | IncidentEvent::NeedsChanged { .. }
        | IncidentEvent::ShortOfUnits { .. }
        | IncidentEvent::Remarked { .. }
        | IncidentEvent::Merged { .. }
        | IncidentEvent::Unmerged { .. }
        | IncidentEvent::UnitsAssigned { .. }
        | IncidentEvent::UnitCarriedOver { .. }
        | IncidentEvent::Archived { .. }
        | IncidentEvent::SealedRead { .. }
        | IncidentEvent::SubjectErased { .. }
        | IncidentEvent::Relocated { .. }
        | IncidentEvent::Concluded { .. }
        | IncidentEvent::DuplicateDenied { .. }
        | IncidentEvent::Linked { .. }
        | IncidentEvent::Unlinked { .. }
        | IncidentEvent::Noted { .. }
        | IncidentEvent::HandedOff { .. }
        | IncidentEvent::HandOffConfirmed { .. } => true,
        IncidentEvent::Held { .. } | IncidentEvent::HoldEnded { .. } => false,
    }
}

/// A unit's word moves its incident along, in the name of who gave it where both are of one district. A unit sent to another
/// district carries no words of its own district there.
fn at_home(state: &State, command: &Command, which: IncidentRef) -> bool {
    let Command::Unit(UnitCommand::SetStatus { unit, .. }) = command else { return true };
    let unit = state.loaded().and_then(|loaded| loaded.county().units.get(unit.index())).map(|unit| unit.district);
    state.incident(which).map(|incident| incident.place.district) == unit
}

/// The workflow that a command ends.
const fn named(command: &Command) -> Option<InstanceRef> {
    if let Command::Instance(InstanceCommand::Cancel { instance } | InstanceCommand::Restart { instance, .. }) = command
    {
        Some(*instance)
    } else {
        None
    }
}
