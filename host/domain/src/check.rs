//! What a command may do: from a command and the state to its first events, or to a refusal that says why. The cascade that
//! follows (plugins, arbiter) is the sequencer's; what may be done about a matter stands in the matter's folder.

use crate::command::{Command, Envelope, IncidentCommand, InstanceCommand};
use crate::event::{Event, MatterEvent};
use crate::known::require_reason;
use crate::limits::*;
use crate::refusal::Refusal;
use crate::refusal::command::CommandRefusal;
use crate::scope::admit::admit;
use crate::state::State;
use crate::time::TimeMs;
use crate::{assessment, clock, county, incident, matter, notice, plugin, roster, series, task, timer, unit, workflow};

/// The first events of a command. Nothing has happened yet.
pub fn check(state: &State, envelope: &Envelope, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    admit(state, envelope)?;
    check_texts(envelope)?;
    if let Some(what) = envelope.command.needs_reason() {
        require_reason(envelope.reason.as_deref(), what)?;
    }
    let seen = matter::check::acts_on(state, envelope).map(|matter| MatterEvent::Acknowledged { matter }.into());
    let events = match &envelope.command {
        Command::Clock(command) => clock::check::check(state, command, now),
        Command::County(command) => county::check::check(state, command, now),
        Command::Incident(command) => incident::check::check(state, command, now),
        Command::Matter(command) => matter::check::check(state, command, envelope, now),
        Command::Timer(command) => timer::check::check(state, command, now),
        Command::Notice(command) => notice::check::check(state, command),
        Command::Unit(command) => unit::check::check(state, command, now),
        Command::Roster(command) => roster::check::check(state, command, envelope, now),
        Command::Plugin(command) => plugin::check::check(state, command, envelope.reason.as_deref()),
        Command::Instance(command) => workflow::check::check(state, command, now),
        Command::Task(command) => task::check::check(state, command, now),
        Command::Series(command) => series::check::check(state, command, now),
        Command::Assessment(command) => assessment::check::check(state, command, now),
    };
    Ok(seen.into_iter().chain(events?).collect())
}

fn check_texts(envelope: &Envelope) -> Result<(), Refusal> {
    if envelope.author.len() > 2 * CODE_BYTES_MAX {
        return Err(CommandRefusal::AuthorTooLong { bytes_max: 2 * CODE_BYTES_MAX }.into());
    }
    if envelope.reason.as_ref().is_some_and(|reason| reason.len() > TEXT_BYTES_MAX) {
        return Err(CommandRefusal::ReasonTooLong { bytes_max: TEXT_BYTES_MAX }.into());
    }
    if envelope.key.as_ref().is_some_and(|key| key.key.len() > IDEMPOTENCY_KEY_BYTES_MAX || key.key.is_empty()) {
        return Err(CommandRefusal::KeyTooLong { bytes_max: IDEMPOTENCY_KEY_BYTES_MAX }.into());
    }
    if envelope.key.is_some() && envelope.command.decrypts() {
        return Err(CommandRefusal::KeyNotTaken.into());
    }
    if let Command::Incident(IncidentCommand::ReadSealed { purpose, .. })
    | Command::Instance(InstanceCommand::ReadField { purpose, .. }) = &envelope.command
        && purpose.len() > TEXT_BYTES_MAX
    {
        return Err(CommandRefusal::PurposeTooLong { bytes_max: TEXT_BYTES_MAX }.into());
    }
    Ok(())
}
