//! Checks the engine's files before the engine opens them, changing nothing: the engine deletes what a broken manifest no
//! longer names and a whole keyspace whose marker is gone. What is in the tables is checked when it is read, not here.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use domain::ids::Version;
use domain::ports::proves_damage;
use xxhash_rust::xxh3::xxh3_128;

use crate::engine_log::{self, Walk};

pub(crate) const LOG_EXTENSION: &str = "jnl";
/// What the engine's `version` file holds.
const MARKER: &[u8] = b"FJL\x03";

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The first record that it touches, if that can be told.
    pub version: Option<Version>,
    pub file: PathBuf,
    pub what: String,
    /// The system did not let it be looked at: nothing is known of what is in it, and nothing is proved.
    pub refused: bool,
}

impl Damage {
    pub(crate) fn at(file: &Path, what: String) -> Damage {
        Damage { version: None, file: file.to_owned(), what, refused: false }
    }

    /// What came of an attempt to read a file.
    pub(crate) fn unread(file: &Path, error: &io::Error) -> Damage {
        let refused = !proves_damage(error.kind());
        Damage { refused, ..Damage::at(file, format!("it can't be read: {error}")) }
    }
}

/// Whether the engine may open this folder without losing anything, and what its logs hold. Each record in the logs goes to
/// `each`.
pub(crate) fn check(dir: &Path, each: &mut dyn FnMut(Version, &[u8])) -> Result<Walk, Damage> {
    check_manifests(dir)?;
    engine_log::walk(dir, each)
}

/// Marker, keyspaces and their manifests.
pub(crate) fn check_manifests(dir: &Path) -> Result<(), Damage> {
    let marker = dir.join("version");
    if read(&marker)? != MARKER {
        return Err(Damage::at(&marker, "it is not the marker of engine format 3".to_owned()));
    }
    let keyspaces = dir.join("keyspaces");
    let names = list(&keyspaces)?;
    if names != ["0", "1"] {
        return Err(Damage::at(&keyspaces, format!("it holds {names:?}, not the keyspaces `0` and `1`")));
    }
    for name in names {
        check_manifest(&keyspaces.join(name))?;
    }
    Ok(())
}

/// `current` names the newest manifest and has its checksum, which the engine does not look at.
fn check_manifest(keyspace: &Path) -> Result<(), Damage> {
    let (manifest, checksum) = current_manifest(keyspace)?;
    if xxh3_128(&read(&manifest)?) != checksum {
        return Err(Damage::at(&manifest, "it does not match the checksum in `current` beside it".to_owned()));
    }
    Ok(())
}

fn current_manifest(keyspace: &Path) -> Result<(PathBuf, u128), Damage> {
    let current = keyspace.join("current");
    let bytes = read(&current)?;
    let (Some(number), Some(checksum)) = (bytes.first_chunk(), bytes.get(8..24).and_then(<[u8]>::first_chunk)) else {
        return Err(Damage::at(&current, format!("it has {} bytes and names no manifest", bytes.len())));
    };
    let manifest = keyspace.join(format!("v{}", u64::from_le_bytes(*number)));
    Ok((manifest, u128::from_le_bytes(*checksum)))
}

/// The tables that are missing or not as they were written. Reads them all, so it is for when the engine has already refused
/// them without a name.
pub(crate) fn bad_tables(dir: &Path) -> Vec<Damage> {
    let keyspaces = ["0", "1"].map(|name| dir.join("keyspaces").join(name));
    keyspaces.iter().flat_map(|keyspace| tables(keyspace).unwrap_or_default()).filter_map(bad_table).collect()
}

fn bad_table((path, checksum): (PathBuf, u128)) -> Option<Damage> {
    match std::fs::read(&path) {
        Ok(bytes) if xxh3_128(&bytes) == checksum => None,
        Ok(_) => Some(Damage::at(&path, "this table does not match its checksum".to_owned())),
        Err(error) => Some(Damage::unread(&path, &error)),
    }
}

/// The tables that a manifest names, with their checksums.
fn tables(keyspace: &Path) -> Option<Vec<(PathBuf, u128)>> {
    let (manifest, _) = current_manifest(keyspace).ok()?;
    let reader = sfa::Reader::new(&manifest).ok()?;
    let section = reader.toc().section(b"tables")?;
    let bytes = read(&manifest).ok()?;
    let start = usize::try_from(section.pos()).ok()?;
    let mut bytes = bytes.get(start..start.checked_add(usize::try_from(section.len()).ok()?)?)?;
    let mut tables = Vec::new();
    let [levels] = take(&mut bytes)?;
    for _ in 0..levels {
        let [runs] = take(&mut bytes)?;
        for _ in 0..runs {
            for _ in 0..u32::from_le_bytes(take(&mut bytes)?) {
                let number = u64::from_le_bytes(take(&mut bytes)?);
                let _checksum_kind: [u8; 1] = take(&mut bytes)?;
                let checksum = u128::from_le_bytes(take(&mut bytes)?);
                let _sequence: [u8; 8] = take(&mut bytes)?;
                tables.push((keyspace.join("tables").join(number.to_string()), checksum));
            }
        }
    }
    Some(tables)
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*taken)
}

fn read(path: &Path) -> Result<Vec<u8>, Damage> {
    std::fs::read(path).map_err(|error| Damage::unread(path, &error))
}

fn list(dir: &Path) -> Result<Vec<OsString>, Damage> {
    let names = std::fs::read_dir(dir).and_then(|entries| entries.map(|entry| Ok(entry?.file_name())).collect());
    let mut names: Vec<OsString> = names.map_err(|error| Damage::unread(dir, &error))?;
    names.sort();
    Ok(names)
}
