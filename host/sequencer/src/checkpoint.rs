//! A checkpoint: a state, and the hash that the journal's chain has at its version, so that the state of another history is never
//! taken for this journal's. How its bytes are kept is the archive's business.

use domain::ids::{Digest, Version};
use domain::ports::{Archive, JournalError, JournalRead};
use domain::state::State;

/// What the bytes begin with, before the hash and a line feed.
const HEAD: &[u8] = b"wardroom-checkpoint 1 ";
const HASH_CHARS: usize = 64;

pub struct Checkpoint {
    /// Of the journal's record with the state's version.
    pub hash: Digest,
    pub state: State,
}

/// The bytes of a checkpoint of a state that the journal has.
pub fn encode(hash: Digest, state: &State) -> Vec<u8> {
    let mut bytes = HEAD.to_vec();
    bytes.extend_from_slice(format!("{hash}\n").as_bytes());
    bytes.extend_from_slice(&state.encode());
    bytes
}

/// One that was kept before checkpoints named a hash is an error as any other.
pub fn decode(bytes: &[u8]) -> Result<Checkpoint, String> {
    let unnamed = || "it does not name the journal's hash".to_owned();
    let rest = bytes.strip_prefix(HEAD).ok_or_else(unnamed)?;
    let (hash, rest) = rest.split_at_checked(HASH_CHARS).ok_or_else(unnamed)?;
    let hash = std::str::from_utf8(hash).ok().and_then(|hash| hash.parse().ok()).ok_or_else(unnamed)?;
    Ok(Checkpoint { hash, state: State::decode(rest.strip_prefix(b"\n").ok_or_else(unnamed)?)? })
}

/// Keeps a checkpoint of a state that the journal has.
pub fn keep(archive: &dyn Archive, reader: &dyn JournalRead, state: &State) -> Result<(), String> {
    let hash = hash_at(reader, state.version).map_err(|error| error.to_string())?;
    let hash = hash.ok_or_else(|| format!("the journal does not reach version {}", state.version))?;
    archive.save_checkpoint(state.version, &encode(hash, state)).map_err(|error| error.to_string())
}

/// The hash of the chain at a version. `None`: the journal does not reach it.
pub fn hash_at(reader: &dyn JournalRead, version: Version) -> Result<Option<Digest>, JournalError> {
    if version == Version(0) {
        return Ok(Some(Digest::default()));
    }
    let mut found = None;
    reader.read(version, &mut |_, hash, _| {
        found = Some(hash);
        false
    })?;
    Ok(found)
}
