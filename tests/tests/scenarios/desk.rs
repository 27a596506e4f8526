//! What people write down in a scenario: notes, further calls, links between incidents.

use domain::command::{Command, IncidentCommand};
use domain::county::County;
use domain::ids::IncidentRef;
use domain::incident::note::{Call, NoteWords};
use domain::sealing::Sealer;
use domain::state::State;

use super::input::{self, Step};

/// `secrets`: what is sealed is added, for looking afterwards.
pub fn command(
    step: &Step,
    county: &County,
    state: &State,
    sealer: &Sealer,
    secrets: &mut Vec<String>,
) -> Option<Command> {
    let mut words = |incident: IncidentRef, text: &str, personal: bool| {
        if !personal {
            return NoteWords::Plain(text.to_owned());
        }
        secrets.push(text.to_owned());
        let subject = state.incident(incident).and_then(|incident| incident.personal.as_ref()).map(|of| of.subject);
        assert!(subject.is_some(), "a scenario seals under the key of what its report sealed");
        sealer.seal_note(subject, text).expect("a key store that seals").expect("a key")
    };
    if let Some(note) = &step.note {
        let (incident, corrects) = (IncidentRef(note.incident), note.corrects);
        let words = words(incident, &note.text, note.personal);
        return Some(Command::Incident(IncidentCommand::Note { incident, words, corrects }));
    }
    if let Some(call) = &step.call {
        let incident = IncidentRef(call.incident);
        let words = words(incident, &call.text, call.personal);
        let centre = |code: &String| {
            let grid = county.grids.iter().find(|grid| grid.code == *code);
            grid.unwrap_or_else(|| panic!("no grid `{code}`")).centre
        };
        let call = Call { source: call.source.clone(), at: call.grid.as_ref().map(centre) };
        return Some(Command::Incident(IncidentCommand::AddCall { incident, words, call }));
    }
    let input::Link { incident, to, relation } = step.link.as_ref()?;
    let (incident, to, relation) = (IncidentRef(*incident), IncidentRef(*to), *relation);
    Some(Command::Incident(IncidentCommand::Link { incident, to, relation, archived: None }))
}
