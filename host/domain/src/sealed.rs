//! Personal data under a key of its subject's own (XChaCha20-Poly1305, RFC 8439 with an extended nonce). The state, the
//! journal, plugins and replays only ever hold the sealed form; destroying the key erases it everywhere at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::command::SealedReport;
use crate::hooks::{Field, FieldValue, Form};
use crate::ids::{Digest, SubjectRef};
use crate::ports::{KeyStore, KeyStoreError, SealingKey, Value};

/// Which personal field of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PersonalField {
    CallerName,
    CallerNumber,
    /// The words of the report.
    Description,
}

impl PersonalField {
    pub const ALL: [PersonalField; 3] =
        [PersonalField::CallerName, PersonalField::CallerNumber, PersonalField::Description];

    pub const fn name(self) -> &'static str {
        match self {
            PersonalField::CallerName => "caller-name",
            PersonalField::CallerNumber => "caller-number",
            PersonalField::Description => "description",
        }
    }
}

/// A sealed text, bound to its subject and to the name of its field, so that one can't pass for another: base64 of the 24-byte nonce, then ciphertext and tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(String);

fn associated(subject: SubjectRef, field: &str) -> Vec<u8> {
    format!("wardroom/{subject}/{field}").into_bytes()
}

impl Sealed {
    pub fn seal(key: &SealingKey, nonce: [u8; 24], subject: SubjectRef, field: &str, text: &str) -> Sealed {
        let aad = associated(subject, field);
        let payload = Payload { msg: text.as_bytes(), aad: &aad };
        // Sealing fails only for texts of many gigabytes; the limits keep them far below.
        let sealed = XChaCha20Poly1305::new(&key.0.into()).encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        Sealed(BASE64.encode([&nonce[..], &sealed].concat()))
    }

    /// `None`: the wrong key, or not what was sealed.
    pub fn open(&self, key: &SealingKey, subject: SubjectRef, field: &str) -> Option<String> {
        let bytes = BASE64.decode(&self.0).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<24>()?;
        let aad = associated(subject, field);
        let payload = Payload { msg: sealed, aad: &aad };
        let plain = XChaCha20Poly1305::new(&key.0.into()).decrypt(&XNonce::from(*nonce), payload).ok()?;
        String::from_utf8(plain).ok()
    }
}

/// A caller's words on their way to the intake, beside the sealed ones: in memory only. They have no JSON, so that no event, state
/// or document can hold them, and they print as `…`, so that no log does; the last who holds them wipes them.
#[derive(Clone, PartialEq, Eq)]
pub struct PlainWords(Arc<Zeroizing<String>>);

impl PlainWords {
    pub fn new(words: String) -> PlainWords {
        PlainWords(Arc::new(Zeroizing::new(words)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PlainWords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PlainWords(…)")
    }
}

/// The personal part of a report as it comes in.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PlainReport {
    pub caller_name: Option<String>,
    pub caller_number: Option<String>,
    pub description: Option<String>,
}

/// Seals and opens personal data with the keys of a key store.
pub struct Sealer {
    keys: Arc<dyn KeyStore>,
    /// Held while a subject's number is drawn.
    drawing: Mutex<()>,
    fingerprint_key: SealingKey,
}

/// The first of every key store, and nobody: its key makes fingerprints that can't be guessed at without the key store. Key
/// stores know no subject before the first.
const FINGERPRINT_SUBJECT: SubjectRef = SubjectRef(1);

impl Sealer {
    pub fn new(keys: Arc<dyn KeyStore>) -> Result<Sealer, KeyStoreError> {
        let fingerprint_key = match keys.get(FINGERPRINT_SUBJECT)? {
            Some(key) => key,
            None => keys.create(FINGERPRINT_SUBJECT)?,
        };
        Ok(Sealer { keys, drawing: Mutex::new(()), fingerprint_key })
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
        let subject = SubjectRef(self.keys.last_subject().0 + 1);
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

    /// Destroys a subject's key, for a report that came to nothing or for one whose time has come.
    pub fn erase(&self, subject: SubjectRef) -> Result<bool, KeyStoreError> {
        if subject == FINGERPRINT_SUBJECT {
            return Ok(false);
        }
        self.keys.erase(subject)
    }

    /// A keyed hash of a request, to tell whether a repeated idempotency key comes with the same request. The journal keeps
    /// it; without the key store it gives nothing away about a caller's number.
    pub fn fingerprint(&self, request: &[u8]) -> Digest {
        Digest(*blake3::keyed_hash(&self.fingerprint_key.0, request).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: SealingKey = SealingKey([7; 32]);

    #[test]
    fn opens_only_with_its_key_subject_and_field() {
        let sealed = Sealed::seal(&KEY, [1; 24], SubjectRef(3), PersonalField::CallerName.name(), "灯塔");
        assert_eq!(sealed.open(&KEY, SubjectRef(3), PersonalField::CallerName.name()).as_deref(), Some("灯塔"));
        assert_eq!(sealed.open(&SealingKey([8; 32]), SubjectRef(3), PersonalField::CallerName.name()), None);
        assert_eq!(sealed.open(&KEY, SubjectRef(4), PersonalField::CallerName.name()), None);
        assert_eq!(sealed.open(&KEY, SubjectRef(3), PersonalField::Description.name()), None);
        assert!(!serde_json::to_string(&sealed).unwrap().contains("灯塔"));
    }

    #[test]
    fn garbage_does_not_open() {
        for text in ["", "!", "AAAA", &"A".repeat(64)] {
            assert_eq!(Sealed(text.into()).open(&KEY, SubjectRef(1), PersonalField::Description.name()), None);
        }
    }
}
