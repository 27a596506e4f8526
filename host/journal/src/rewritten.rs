//! `REWRITTEN`: repairs that made the journal go on from another place than the anchor had seen, until the host has told of them in
//! the journal itself. It is written before the anchor is, so that no repair goes unseen.

use std::io;
use std::path::Path;

use domain::ids::{Digest, Version};
use domain::ports::Head;
use serde::{Deserialize, Serialize};

use crate::doctor::Remedy;
use crate::durable;

const FILE: &str = "REWRITTEN";

/// One repair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rewritten {
    /// The remedy's name.
    pub remedy: String,
    /// Where the journal ends since.
    pub ended: Version,
    /// What the anchor had seen; absent if it was lost.
    pub anchored: Option<Version>,
    pub anchored_hash: Option<Digest>,
}

/// Those that the journal does not tell of yet, oldest first.
pub fn untold(dir: &Path) -> io::Result<Vec<Rewritten>> {
    match std::fs::read(dir.join(FILE)) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("`{FILE}`: {error}"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// The journal tells of all of them, durably.
pub fn told(dir: &Path) -> io::Result<()> {
    match std::fs::remove_file(dir.join(FILE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => durable::sync_dir(dir),
    }
}

/// Notes a repair that is about to be done. One that was broken off and is done again is noted once.
pub(crate) fn note(dir: &Path, remedy: Remedy, anchored: Option<Head>, head: Head) -> io::Result<()> {
    let mut all = untold(dir)?;
    let new = Rewritten {
        remedy: remedy.name().to_owned(),
        ended: head.version,
        anchored: anchored.map(|head| head.version),
        anchored_hash: anchored.map(|head| head.hash),
    };
    if all.contains(&new) {
        return Ok(());
    }
    all.push(new);
    durable::replace(&dir.join(FILE), &serde_json::to_vec(&all)?)
}
