//! Seals and opens personal data with the keys of a key store.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::county::value::Value;
use crate::hooks::{Field, FieldValue, Form};
use crate::ids::SubjectRef;
use crate::incident::note::{Note, NoteWords, SEALED_AS};
use crate::ports::{KeyStore, KeyStoreError};
use crate::sealed::{PersonalField, PlainReport, Sealed, SealedReport, SealingKey};

/// Seals and opens personal data with the keys of a key store.
pub struct Sealer {
    keys: Arc<dyn KeyStore>,
    /// Held while a subject's number is drawn.
    drawing: Mutex<()>,
}

/// The first of every key store was nobody: under its key fingerprints of requests were made once, which could be tried out with
/// it for ever. No subject has that number.
const NOBODY: SubjectRef = SubjectRef(1);

impl Sealer {
    pub fn new(keys: Arc<dyn KeyStore>) -> Sealer {
        Sealer { keys, drawing: Mutex::new(()) }
    }

    /// Draws a key for a new subject and seals what there is. `None` if there is nothing.
    pub fn seal(&self, plain: &PlainReport) -> Result<Option<SealedReport>, KeyStoreError> {
        if *plain == PlainReport::default() {
            return Ok(None);
        }
        let (subject, key) = self.draw()?;
        let seal = |field: PersonalField, text: &Option<String>| -> Result<Option<Sealed>, KeyStoreError> {
            let Some(text) = text else { return Ok(None) };
            Ok(Some(Sealed::seal(&key, self.keys.nonce()?, subject, field.name(), text)))
        };
        Ok(Some(SealedReport {
            subject,
            caller_name: seal(PersonalField::CallerName, &plain.caller_name)?,
            caller_number: seal(PersonalField::CallerNumber, &plain.caller_number)?,
            description: seal(PersonalField::Description, &plain.description)?,
        }))
    }

    fn draw(&self) -> Result<(SubjectRef, SealingKey), KeyStoreError> {
        let _drawing = self.drawing.lock().unwrap_or_else(PoisonError::into_inner);
        let subject = SubjectRef(self.keys.last_subject().max(NOBODY).0 + 1);
        Ok((subject, self.keys.create(subject)?))
    }

    /// A subject for a workflow's personal data, with a key of its own.
    pub fn new_subject(&self) -> Result<SubjectRef, KeyStoreError> {
        self.draw().map(|(subject, _)| subject)
    }

    /// Seals the values that a form calls personal under a subject's key. `None`: the key is gone.
    pub fn seal_form(
        &self,
        form: &Form,
        values: BTreeMap<String, Value>,
        subject: SubjectRef,
    ) -> Result<Option<Vec<Field>>, KeyStoreError> {
        let mut key = None;
        let mut fields = Vec::with_capacity(values.len());
        for (name, value) in values {
            let value = match value {
                Value::Text(text) if form.is_sealed(&name) => {
                    if key.is_none() {
                        key = self.keys.get(subject)?;
                    }
                    let Some(key) = &key else { return Ok(None) };
                    FieldValue::Sealed(Sealed::seal(key, self.keys.nonce()?, subject, &name, &text))
                }
                other => FieldValue::Plain(other),
            };
            fields.push(Field { name, value });
        }
        Ok(Some(fields))
    }

    /// Opens a field of a workflow. `None`: the key is gone, or it is not personal.
    pub fn open_field(&self, subject: SubjectRef, field: &Field) -> Result<Option<String>, KeyStoreError> {
        let FieldValue::Sealed(sealed) = &field.value else { return Ok(None) };
        Ok(self.keys.get(subject)?.and_then(|key| sealed.open(&key, subject, &field.name)))
    }

    /// Opens these fields. A field that the report has not is left out; `None` if the key is gone.
    pub fn open(
        &self,
        report: &SealedReport,
        fields: &BTreeSet<PersonalField>,
    ) -> Result<Option<BTreeMap<PersonalField, String>>, KeyStoreError> {
        let Some(key) = self.keys.get(report.subject)? else { return Ok(None) };
        let mut opened = BTreeMap::new();
        for field in fields {
            let Some(sealed) = report.field(*field) else { continue };
            // A key that does not open it is another than the one that sealed it, and that one is gone.
            let Some(text) = sealed.open(&key, report.subject, field.name()) else { return Ok(None) };
            opened.insert(*field, text);
        }
        Ok(Some(opened))
    }

    /// Seals a note under the key of an incident's personal data, or of a new subject where it has none. `None`: the key is gone.
    pub fn seal_note(&self, subject: Option<SubjectRef>, text: &str) -> Result<Option<NoteWords>, KeyStoreError> {
        let drawn = match subject {
            Some(subject) => self.keys.get(subject)?.map(|key| (subject, key)),
            None => Some(self.draw()?),
        };
        let Some((subject, key)) = drawn else { return Ok(None) };
        let words = Sealed::seal(&key, self.keys.nonce()?, subject, SEALED_AS, text);
        Ok(Some(NoteWords::Sealed { subject, words }))
    }

    /// Opens what is personal in notes, with the number of each. `None`: the key is gone.
    pub fn open_notes(&self, notes: &[Note]) -> Result<Option<BTreeMap<u32, String>>, KeyStoreError> {
        let mut opened = BTreeMap::new();
        for note in notes {
            let NoteWords::Sealed { subject, words } = &note.words else { continue };
            let key = self.keys.get(*subject)?;
            let Some(text) = key.and_then(|key| words.open(&key, *subject, SEALED_AS)) else { return Ok(None) };
            opened.insert(note.number, text);
        }
        Ok(Some(opened))
    }

    /// Destroys a subject's key, for a report that came to nothing or for one whose time has come.
    pub fn erase(&self, subject: SubjectRef) -> Result<bool, KeyStoreError> {
        self.keys.erase(subject)
    }
}
