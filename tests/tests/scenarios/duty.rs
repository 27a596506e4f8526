//! What people do with the duty roster in a scenario.

use domain::command::{Command, NewStandIn, RosterCommand};
use domain::state::State;
use domain::time::TimeMs;

use super::input::Step;

/// `start`: what the step's times count from.
pub fn command(step: &Step, state: &State, start: TimeMs) -> Option<Command> {
    let index = &state.county.as_ref()?.index;
    let district = |code: &str| index.district(code).unwrap_or_else(|| panic!("no district `{code}`"));
    let person = |code: &str| index.person(code).unwrap_or_else(|| panic!("no person `{code}`"));
    let slot = |code: &str| index.slot(code).unwrap_or_else(|| panic!("no slot `{code}`"));
    let command = if let Some(wanted) = &step.stand_in {
        let (instead_of, stands_in) = (wanted.instead_of.as_deref().map(person), wanted.person.as_deref().map(person));
        let (from, until) = (wanted.from(start), wanted.until(start));
        let (district, slot) = (district(&wanted.district), slot(&wanted.slot));
        let new = NewStandIn { district, slot, from, until, instead_of, person: stands_in };
        RosterCommand::StandIn { new, accept_findings: true }
    } else if let Some(hand_over) = &step.hand_over {
        let (district, person) = (district(&hand_over.district), person(&hand_over.person));
        RosterCommand::HandOver { district, person, note: hand_over.note.clone() }
    } else {
        let take_over = step.take_over.as_ref()?;
        RosterCommand::TakeOver { district: district(&take_over.district), person: person(&take_over.person) }
    };
    Some(Command::Roster(command))
}
