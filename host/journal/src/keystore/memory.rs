//! A key store in memory for tests and simulations: keys and nonces follow from a seed, so that the same run gives the same
//! bytes. Nothing in it is secret.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::ids::SubjectRef;
use domain::ports::{KeyStore, KeyStoreError, SealingKey};

pub struct MemoryKeyStore {
    seed: u64,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    keys: BTreeMap<SubjectRef, Option<SealingKey>>,
    last: SubjectRef,
    nonces: u64,
    fail_next: bool,
    latched: bool,
}

impl MemoryKeyStore {
    pub fn seeded(seed: u64) -> MemoryKeyStore {
        MemoryKeyStore { seed, inner: Mutex::default() }
    }

    /// Makes the next write fail as if a disk had; those after it fail too.
    pub fn fail_next_write(&self) {
        self.lock().fail_next = true;
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn derive(&self, purpose: &str, number: u64) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_derive_key(purpose);
        hasher.update(&self.seed.to_le_bytes());
        hasher.update(&number.to_le_bytes());
        *hasher.finalize().as_bytes()
    }
}

impl Inner {
    fn write(&mut self) -> Result<(), KeyStoreError> {
        self.latched |= std::mem::take(&mut self.fail_next);
        match self.latched {
            true => Err(KeyStoreError(
                "it failed (asked for by a test) and takes nothing until it is opened anew".to_owned(),
            )),
            false => Ok(()),
        }
    }
}

impl KeyStore for MemoryKeyStore {
    fn create(&self, subject: SubjectRef) -> Result<SealingKey, KeyStoreError> {
        let mut inner = self.lock();
        if subject <= inner.last {
            return Err(KeyStoreError(format!(
                "subject {subject} is not new: keys were given out up to {}",
                inner.last
            )));
        }
        inner.write()?;
        let key = SealingKey(self.derive("wardroom memory key store: keys", u64::from(subject.0)));
        inner.keys.insert(subject, Some(key.clone()));
        inner.last = subject;
        Ok(key)
    }

    fn get(&self, subject: SubjectRef) -> Result<Option<SealingKey>, KeyStoreError> {
        Ok(self.lock().keys.get(&subject).cloned().flatten())
    }

    fn erase(&self, subject: SubjectRef) -> Result<bool, KeyStoreError> {
        let mut inner = self.lock();
        inner.write()?;
        Ok(inner.keys.get_mut(&subject).and_then(Option::take).is_some())
    }

    fn destroy_others(&self, keep: &dyn Fn(SubjectRef) -> bool) -> Result<usize, KeyStoreError> {
        let mut inner = self.lock();
        inner.write()?;
        let others = inner.keys.iter_mut().filter(|(subject, _)| !keep(**subject));
        Ok(others.filter_map(|(_, key)| key.take()).count())
    }

    fn nonce(&self) -> Result<[u8; 24], KeyStoreError> {
        let mut inner = self.lock();
        inner.nonces += 1;
        let bytes = self.derive("wardroom memory key store: nonces", inner.nonces);
        let mut nonce = [0; 24];
        nonce.copy_from_slice(&bytes[..24]);
        Ok(nonce)
    }

    fn last_subject(&self) -> SubjectRef {
        self.lock().last
    }
}
