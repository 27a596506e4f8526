//! Writing something down about an incident, what further callers say included: what may be, and what that makes of the incident.

use crate::event::{Event, IncidentEvent};
use crate::ids::IncidentRef;
use crate::incident::located::placed;
use crate::incident::note::{Call, Note, NoteWords};
use crate::incident::record::Incident;
use crate::incident::refusal::IncidentRefusal;
use crate::known::{known_incident, loaded};
use crate::limits::{CALLS_PER_INCIDENT_MAX, CODE_BYTES_MAX, NOTES_PER_INCIDENT_MAX, TEXT_BYTES_MAX};
use crate::refusal::Refusal;
use crate::sealed::SealedReport;
use crate::state::State;
use crate::time::TimeMs;

/// Whether this may be a note's text. One that is sealed is looked at before it is.
pub fn check_text(text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(IncidentRefusal::EmptyNote.into());
    }
    let short = text.len() <= TEXT_BYTES_MAX;
    Ok(short.then_some(()).ok_or(IncidentRefusal::NoteTooLong { bytes_max: TEXT_BYTES_MAX })?)
}

pub(super) fn add(
    state: &State,
    which: IncidentRef,
    words: &NoteWords,
    corrects: Option<u32>,
) -> Result<Vec<Event>, Refusal> {
    let incident = known_incident(state, which)?;
    let id = || incident.id.clone();
    if incident.notes.len() - incident.further_calls() >= NOTES_PER_INCIDENT_MAX {
        return Err(IncidentRefusal::TooManyNotes { incident: id(), notes_max: NOTES_PER_INCIDENT_MAX }.into());
    }
    if let Some(number) = corrects
        && incident.note(number).is_none()
    {
        return Err(IncidentRefusal::NoSuchNote { incident: id(), note: number }.into());
    }
    write(incident, words, corrects, None)
}

/// Somebody calls about an incident that is known already.
pub(super) fn call(state: &State, which: IncidentRef, words: &NoteWords, call: &Call) -> Result<Vec<Event>, Refusal> {
    let incident = known_incident(state, which)?;
    if incident.further_calls() >= CALLS_PER_INCIDENT_MAX {
        let (incident, calls_max) = (incident.id.clone(), CALLS_PER_INCIDENT_MAX);
        return Err(IncidentRefusal::TooManyCalls { incident, calls_max }.into());
    }
    if call.source.is_empty() || call.source.len() > CODE_BYTES_MAX {
        return Err(IncidentRefusal::BadCode { bytes_max: CODE_BYTES_MAX }.into());
    }
    if let Some(point) = call.at {
        placed(loaded(state)?, point, None)?;
    }
    write(incident, words, None, Some(call.clone()))
}

fn write(
    incident: &Incident,
    words: &NoteWords,
    corrects: Option<u32>,
    call: Option<Call>,
) -> Result<Vec<Event>, Refusal> {
    let id = || incident.id.clone();
    match words {
        NoteWords::Plain(text) => check_text(text)?,
        NoteWords::Sealed { subject, .. } => match &incident.personal {
            Some(personal) if personal.subject != *subject => {
                return Err(IncidentRefusal::OtherKey { incident: id() }.into());
            }
            None if incident.erased_at.is_some() => return Err(IncidentRefusal::Erased { incident: id() }.into()),
            Some(_) | None => {}
        },
        NoteWords::Erased => return Err(IncidentRefusal::EmptyNote.into()),
    }
    let number = incident.notes.len() as u32 + 1;
    let (which, words) = (incident.incident, words.clone());
    Ok(vec![IncidentEvent::Noted { incident: which, number, words, corrects, call }.into()])
}

impl Incident {
    pub fn note(&self, number: u32) -> Option<&Note> {
        self.notes.iter().find(|note| note.number == number)
    }

    /// How many have called about it since it was reported.
    pub fn further_calls(&self) -> usize {
        self.notes.iter().filter(|note| note.call.is_some()).count()
    }

    /// The note that puts this one right last.
    pub fn corrected_by(&self, number: u32) -> Option<u32> {
        self.notes.iter().rev().find(|note| note.corrects == Some(number)).map(|note| note.number)
    }

    pub(super) fn add_note(&mut self, note: Note) {
        if let (None, NoteWords::Sealed { subject, .. }) = (&self.personal, &note.words) {
            self.personal = Some(SealedReport::bare(*subject));
        }
        self.notes.push(note);
    }

    /// Its personal data are gone, and with them what was personal in its notes.
    pub fn lose_personal(&mut self, at: TimeMs) {
        self.personal = None;
        self.erased_at = Some(at);
        let sealed = self.notes.iter_mut().filter(|note| note.words.is_sealed());
        sealed.for_each(|note| note.words = NoteWords::Erased);
    }
}
