//! Personal data under a key of its subject's own (XChaCha20-Poly1305, RFC 8439 with an extended nonce). The state, the
//! journal, plugins and replays only ever hold the sealed form; destroying the key erases it everywhere at once.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::declare::named;
use crate::ids::SubjectRef;

/// A 256-bit key.
#[derive(Clone, PartialEq, Eq)]
pub struct SealingKey(pub [u8; 32]);

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingKey(…)")
    }
}

named! {
    /// Which personal field of a report.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    pub enum PersonalField {
        CallerName = "caller-name",
        CallerNumber = "caller-number",
        /// The words of the report.
        Description = "description",
        /// What is personal in the notes on an incident; each is sealed by itself.
        Notes = "notes",
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

/// The personal part of a report, under its own subject's key.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedReport {
    pub subject: SubjectRef,
    pub caller_name: Option<Sealed>,
    pub caller_number: Option<Sealed>,
    pub description: Option<Sealed>,
}

impl SealedReport {
    /// With nothing in it yet.
    pub const fn bare(subject: SubjectRef) -> SealedReport {
        SealedReport { subject, caller_name: None, caller_number: None, description: None }
    }

    pub fn field(&self, field: PersonalField) -> Option<&Sealed> {
        match field {
            PersonalField::CallerName => self.caller_name.as_ref(),
            PersonalField::CallerNumber => self.caller_number.as_ref(),
            PersonalField::Description => self.description.as_ref(),
            PersonalField::Notes => None,
        }
    }
}
