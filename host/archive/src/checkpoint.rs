//! A checkpoint as keys and values: a header with length and hash, and chunks. Pure; the store it lies in is not known here.

use domain::ids::{Digest, Version};

/// The engine gathers up to sixteen values in a page, and writes a page of more than 128 KiB to a file of its own. Chunks of this
/// size stay below.
pub(crate) const CHUNK_BYTES: usize = 6 << 10;
/// Counts up with every change of what a checkpoint is made of. One of another format is passed over.
const FORMAT: u32 = 3;
/// Checksum, format, length, hash.
const HEADER_BYTES: usize = 4 + 4 + 8 + 32;

/// What must be there for a checkpoint to be believed. It is written after its chunks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub bytes: u64,
    pub hash: Digest,
}

impl Header {
    pub(crate) fn of(bytes: &[u8]) -> Header {
        Header { bytes: bytes.len() as u64, hash: Digest::of(bytes) }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut value = vec![0; 4];
        value.extend_from_slice(&FORMAT.to_le_bytes());
        value.extend_from_slice(&self.bytes.to_le_bytes());
        value.extend_from_slice(&self.hash.0);
        let checksum = crc32c::crc32c(&value[4..]);
        value[..4].copy_from_slice(&checksum.to_le_bytes());
        value
    }

    pub(crate) fn decode(value: &[u8]) -> Result<Header, String> {
        let Ok(value): Result<&[u8; HEADER_BYTES], _> = value.try_into() else {
            return Err(format!("its header has {} bytes, not {HEADER_BYTES}", value.len()));
        };
        let (checksum, rest) = (&value[..4], &value[4..]);
        if checksum != crc32c::crc32c(rest).to_le_bytes() {
            return Err("its header does not match its checksum".to_owned());
        }
        if rest[..4] != FORMAT.to_le_bytes() {
            return Err("it is of another format".to_owned());
        }
        let (mut bytes, mut hash) = ([0; 8], [0; 32]);
        bytes.copy_from_slice(&rest[4..12]);
        hash.copy_from_slice(&rest[12..]);
        Ok(Header { bytes: u64::from_le_bytes(bytes), hash: Digest(hash) })
    }

    /// The bytes that the header was made of, from all chunks together.
    pub(crate) fn unpack(&self, packed: &[u8]) -> Result<Vec<u8>, String> {
        // The length comes from the header, which was checked: what is packed may be anything.
        let length = usize::try_from(self.bytes).map_err(|_| "it is larger than this machine's memory".to_owned())?;
        let bytes = lz4_flex::decompress(packed, length).map_err(|error| format!("it does not unpack: {error}"))?;
        match Header::of(&bytes) == *self {
            true => Ok(bytes),
            false => Err("its bytes are not those that were saved".to_owned()),
        }
    }
}

/// What is cut into chunks: JSON shrinks to a third.
pub(crate) fn pack(bytes: &[u8]) -> Vec<u8> {
    lz4_flex::compress(bytes)
}

/// The header of a version sorts before its chunks, and versions sort by number.
pub(crate) fn header_key(version: Version) -> [u8; 12] {
    key(version, 0)
}

pub(crate) fn chunk_key(version: Version, index: usize) -> [u8; 12] {
    // A checkpoint of 2^32 chunks would be 24 TiB.
    key(version, u32::try_from(index + 1).unwrap_or(u32::MAX))
}

/// Version, and whether it is a header. `None`: no key of a checkpoint.
pub(crate) fn read_key(key: &[u8]) -> Option<(Version, bool)> {
    let key: &[u8; 12] = key.try_into().ok()?;
    let (version, part) = key.split_first_chunk()?;
    Some((Version(u64::from_be_bytes(*version)), part == [0; 4]))
}

fn key(version: Version, part: u32) -> [u8; 12] {
    let mut key = [0; 12];
    key[..8].copy_from_slice(&version.0.to_be_bytes());
    key[8..].copy_from_slice(&part.to_be_bytes());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_reads_back_and_every_flipped_bit_is_seen() {
        let header = Header::of(b"state");
        let value = header.encode();
        assert_eq!(Header::decode(&value), Ok(header));
        for bit in 0..value.len() * 8 {
            let mut flipped = value.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(Header::decode(&flipped).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn only_the_saved_bytes_pass() {
        let state = b"state".repeat(100);
        let header = Header::of(&state);
        let packed = pack(&state);
        assert_eq!(header.unpack(&packed), Ok(state));
        for len in 0..packed.len() {
            assert!(header.unpack(&packed[..len]).is_err(), "{len} bytes");
        }
        assert!(header.unpack(&pack(&b"stats".repeat(100))).is_err());
        assert!(header.unpack(&pack(&b"state".repeat(101))).is_err());
        assert_eq!(Header::of(b"").unpack(&pack(b"")), Ok(Vec::new()));
    }

    #[test]
    fn keys_sort_by_version_with_the_header_first() {
        let keys =
            [header_key(Version(9)), chunk_key(Version(9), 0), chunk_key(Version(9), 300), header_key(Version(256))];
        assert!(keys.is_sorted());
        assert_eq!(read_key(&keys[0]), Some((Version(9), true)));
        assert_eq!(read_key(&keys[2]), Some((Version(9), false)));
        assert_eq!(read_key(b"short"), None);
    }
}
