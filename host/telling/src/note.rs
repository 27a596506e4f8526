//! Notes on an incident as lines of its story. What is personal in one is not told here; it is read for a purpose.

use domain::incident::note::{Note, NoteWords};
use domain::state::Incident;

use crate::note_story::{CallStory, NoteStory};
use crate::tell;
use crate::teller::Teller;
use crate::text::Page;

impl Teller<'_> {
    /// The notes on an incident, oldest first.
    pub fn notes<'i>(&'i self, incident: &'i Incident) -> impl Iterator<Item = NoteStory> + use<'i> {
        incident.notes.iter().map(|note| self.note(incident, note))
    }

    fn note(&self, incident: &Incident, note: &Note) -> NoteStory {
        let Note { number, at, by, words, corrects, call } = note;
        let text = match words {
            NoteWords::Plain(text) => Some(text.clone()),
            NoteWords::Sealed { .. } | NoteWords::Erased => None,
        };
        NoteStory {
            number: *number,
            at: self.time(*at),
            by: by.clone(),
            personal: text.is_none(),
            text,
            erased: *words == NoteWords::Erased,
            corrects: *corrects,
            corrected_by: incident.corrected_by(*number),
            call: call.as_ref().map(|call| CallStory {
                source: call.source.clone(),
                lon: call.at.map(|(lon, _)| lon),
                lat: call.at.map(|(_, lat)| lat),
            }),
        }
    }
}

impl Page<'_> {
    pub(crate) fn notes(&mut self, notes: &[NoteStory]) {
        let lang = self.lang;
        if notes.is_empty() {
            return;
        }
        self.heading(&tell!(lang, "note.heading"));
        for note in notes {
            let (number, at, by) = (note.number, self.clock(&note.at), self.author(&note.by));
            let text = match &note.text {
                Some(text) => text.clone(),
                None if note.erased => tell!(lang, "note.erased"),
                None => tell!(lang, "note.sealed"),
            };
            let mut marks = Vec::new();
            marks.extend(note.call.as_ref().map(|call| match call.lon.zip(call.lat) {
                Some((lon, lat)) => tell!(lang, "note.call-at", source = call.source, lon, lat),
                None => tell!(lang, "note.call", source = call.source),
            }));
            marks.extend(note.corrects.map(|of| tell!(lang, "note.corrects", of)));
            marks.extend(note.corrected_by.map(|with| tell!(lang, "note.corrected", with)));
            let marks = match marks.is_empty() {
                true => String::new(),
                false => tell!(lang, "said.in-brackets", what = self.list(&marks)),
            };
            self.line(1, tell!(lang, "note.line", number, at, by, marks, text));
        }
    }
}
