//! A closed incident, and the note of what is in the archive, as keys and values. Pure; the store they lie in is not known here.

use domain::ids::{Digest, IncidentRef, Version};
use domain::time::TimeMs;

/// Of an incident: checksum, version, time. The document follows, packed: JSON shrinks to a third.
const HEADER_BYTES: usize = 4 + 8 + 8;
/// Of the note: checksum, version, count, sum.
const NOTE_BYTES: usize = 4 + 8 + 8 + 16;
/// Before the references, so that the note is no incident.
pub(crate) const NOTE_KEY: &[u8] = &[0];
const INCIDENT_PREFIX: u8 = 1;

pub(crate) fn key(which: IncidentRef) -> [u8; 5] {
    let mut key = [INCIDENT_PREFIX; 5];
    key[1..].copy_from_slice(&which.0.to_be_bytes());
    key
}

/// Past every incident.
pub(crate) const END_KEY: [u8; 1] = [INCIDENT_PREFIX + 1];

pub(crate) fn read_key(key: &[u8]) -> Option<IncidentRef> {
    match key {
        [INCIDENT_PREFIX, rest @ ..] => Some(IncidentRef(u32::from_be_bytes(rest.try_into().ok()?))),
        _ => None,
    }
}

/// A value that is what was saved for this incident.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stored<'a> {
    /// How far the archive went when it was taken in.
    pub applied: Version,
    packed: &'a [u8],
}

impl Stored<'_> {
    pub(crate) fn document(&self) -> Result<Vec<u8>, String> {
        lz4_flex::decompress_size_prepended(self.packed)
            .map_err(|error| format!("an incident does not unpack: {error}"))
    }
}

pub(crate) fn encode(which: IncidentRef, applied: Version, at: TimeMs, document: &[u8]) -> Vec<u8> {
    let packed = lz4_flex::compress_prepend_size(document);
    let mut value = Vec::with_capacity(HEADER_BYTES + packed.len());
    value.extend_from_slice(&[0; 4]);
    value.extend_from_slice(&applied.0.to_le_bytes());
    value.extend_from_slice(&at.0.to_le_bytes());
    value.extend_from_slice(&packed);
    let checksum = checksum(which, &value[4..]);
    value[..4].copy_from_slice(&checksum.to_le_bytes());
    value
}

pub(crate) fn decode(which: IncidentRef, value: &[u8]) -> Result<Stored<'_>, String> {
    let (Some((expected, rest)), true) = (value.split_first_chunk::<4>(), value.len() >= HEADER_BYTES) else {
        return Err(format!("incident {which} has {} bytes, fewer than its header of {HEADER_BYTES}", value.len()));
    };
    if checksum(which, rest) != u32::from_le_bytes(*expected) {
        return Err(format!("incident {which} does not match its checksum"));
    }
    let mut applied = [0; 8];
    applied.copy_from_slice(&rest[..8]);
    Ok(Stored { applied: Version(u64::from_le_bytes(applied)), packed: &rest[16..] })
}

fn checksum(which: IncidentRef, rest: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(&which.0.to_le_bytes()), rest)
}

/// What the archive should hold. It is written together with the incidents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Note {
    /// All incidents closed up to this version are in.
    pub applied: Version,
    pub incidents: u64,
    /// The sum of what [`weight`] says of each, so that one that is missing or older than it should be is noticed.
    pub sum: u128,
}

impl Note {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut value = vec![0; 4];
        value.extend_from_slice(&self.applied.0.to_le_bytes());
        value.extend_from_slice(&self.incidents.to_le_bytes());
        value.extend_from_slice(&self.sum.to_le_bytes());
        let checksum = crc32c::crc32c(&value[4..]);
        value[..4].copy_from_slice(&checksum.to_le_bytes());
        value
    }

    pub(crate) fn decode(value: &[u8]) -> Result<Note, String> {
        let Ok(value): Result<&[u8; NOTE_BYTES], _> = value.try_into() else {
            return Err(format!("the note of its content has {} bytes, not {NOTE_BYTES}", value.len()));
        };
        if value[..4] != crc32c::crc32c(&value[4..]).to_le_bytes() {
            return Err("the note of its content does not match its checksum".to_owned());
        }
        let (mut version, mut incidents, mut sum) = ([0; 8], [0; 8], [0; 16]);
        version.copy_from_slice(&value[4..12]);
        incidents.copy_from_slice(&value[12..20]);
        sum.copy_from_slice(&value[20..]);
        Ok(Note {
            applied: Version(u64::from_le_bytes(version)),
            incidents: u64::from_le_bytes(incidents),
            sum: u128::from_le_bytes(sum),
        })
    }

    pub(crate) fn add(&mut self, value: &[u8]) {
        self.incidents += 1;
        self.sum = self.sum.wrapping_add(weight(value));
    }

    /// Takes an incident out that is about to be replaced, if it was counted: a crash may leave incidents of a version that the
    /// note has not got to.
    pub(crate) fn remove(&mut self, old: &Stored<'_>, value: &[u8]) {
        if old.applied <= self.applied {
            self.incidents = self.incidents.saturating_sub(1);
            self.sum = self.sum.wrapping_sub(weight(value));
        }
    }
}

/// A number for an encoded incident; its checksum is in there and has the reference in it.
fn weight(value: &[u8]) -> u128 {
    let digest = Digest::of(value);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.0[..16]);
    u128::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_incident_reads_back_and_every_flipped_bit_is_seen() {
        let value = encode(IncidentRef(7), Version(5), TimeMs(-3), b"{}");
        let stored = decode(IncidentRef(7), &value).unwrap();
        assert_eq!((stored.applied, stored.document()), (Version(5), Ok(b"{}".to_vec())));
        assert!(decode(IncidentRef(8), &value).is_err(), "it is under another's key");
        for bit in 0..value.len() * 8 {
            let mut flipped = value.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(decode(IncidentRef(7), &flipped).is_err(), "bit {bit}");
        }
        for len in 0..HEADER_BYTES {
            assert!(decode(IncidentRef(7), &value[..len]).is_err(), "{len} bytes");
        }
    }

    #[test]
    fn the_note_reads_back_and_every_flipped_bit_is_seen() {
        let note = Note { applied: Version(9), incidents: 2, sum: u128::MAX - 5 };
        let value = note.encode();
        assert_eq!(Note::decode(&value), Ok(note));
        for bit in 0..value.len() * 8 {
            let mut flipped = value.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(Note::decode(&flipped).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn the_sum_knows_what_is_in_whatever_the_order() {
        let encode = |n| encode(IncidentRef(n), Version(3), TimeMs(0), b"{}");
        let values: Vec<_> = (1..5).map(encode).collect();
        let start = Note { applied: Version(3), ..Note::default() };
        let (mut there, mut back) = (start, start);
        values.iter().for_each(|value| there.add(value));
        values.iter().rev().for_each(|value| back.add(value));
        assert_eq!(there, back);
        let first = decode(IncidentRef(1), &values[0]).unwrap();
        back.remove(&first, &values[0]);
        assert_ne!(there, back);
        back.add(&values[0]);
        assert_eq!(there, back);

        let ahead = Stored { applied: Version(4), packed: b"" };
        back.remove(&ahead, &values[0]);
        assert_eq!(there, back, "what was never counted was taken out");
    }

    #[test]
    fn keys_sort_by_reference_between_note_and_end() {
        let keys = [NOTE_KEY.to_vec(), key(IncidentRef(0)).to_vec(), key(IncidentRef(256)).to_vec(), END_KEY.to_vec()];
        assert!(keys.is_sorted());
        assert_eq!(read_key(&key(IncidentRef(256))), Some(IncidentRef(256)));
        assert_eq!(read_key(NOTE_KEY), None);
        assert!(key(IncidentRef(u32::MAX)).as_slice() < END_KEY.as_slice());
    }
}
