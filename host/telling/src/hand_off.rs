//! Hand-offs to outside agencies as lines of an incident's story, with those of its duplicates.

use domain::incident::hand_off::HandOff;
use domain::state::Incident;

use crate::story::HandOffStory;
use crate::tell;
use crate::teller::Teller;
use crate::text::Page;

impl Teller<'_> {
    /// The hand-offs of an incident, oldest first, and then those of the duplicates that were merged into it.
    pub fn hand_offs(&self, incident: &Incident) -> Vec<HandOffStory> {
        let own = incident.hand_offs.iter().map(|of| self.hand_off(of, None));
        let duplicates = incident.duplicates.iter().filter_map(|which| self.state()?.incident(*which));
        let theirs =
            duplicates.flat_map(|other| other.hand_offs.iter().map(|of| self.hand_off(of, Some(other.id.clone()))));
        own.chain(theirs).collect()
    }

    fn hand_off(&self, hand_off: &HandOff, of: Option<String>) -> HandOffStory {
        let confirmed = hand_off.confirmed.as_ref();
        HandOffStory {
            number: hand_off.number,
            of,
            to: self.agency(&hand_off.to),
            at: self.time(hand_off.at),
            by: hand_off.by.clone(),
            note: hand_off.note.clone(),
            due: self.time(hand_off.at.plus_s(hand_off.within_s)),
            confirmed_at: confirmed.map(|of| self.time(of.at)),
            confirmed_by: confirmed.map(|of| of.by.clone()),
            reference: confirmed.map(|of| of.reference.clone()),
        }
    }
}

impl Page<'_> {
    pub(crate) fn hand_offs(&mut self, hand_offs: &[HandOffStory]) {
        let lang = self.lang;
        if hand_offs.is_empty() {
            return;
        }
        self.heading(&tell!(lang, "hand-off.heading"));
        for of in hand_offs {
            let (at, by, to) = (self.clock(&of.at), self.author(&of.by), &of.to.text);
            let duplicate = of.of.as_ref().map_or_else(String::new, |incident| {
                tell!(lang, "said.in-brackets", what = tell!(lang, "hand-off.of-duplicate", incident))
            });
            let note = of.note.as_ref().map_or_else(String::new, |note| tell!(lang, "hand-off.note", note));
            self.line(1, tell!(lang, "hand-off.line", at, to, duplicate, by, note));
            match (&of.confirmed_at, &of.reference) {
                (Some(at), Some(reference)) => {
                    let by = of.confirmed_by.as_deref().unwrap_or_default();
                    let (at, by) = (self.clock(at), self.author(by));
                    self.line(2, tell!(lang, "hand-off.confirmed", at, reference, by));
                }
                _ => self.line(2, tell!(lang, "hand-off.open", due = self.clock(&of.due))),
            }
        }
    }
}
