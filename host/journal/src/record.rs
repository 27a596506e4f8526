//! One record as bytes: checksum, link to the record before, hash, payload. Pure; where the bytes are kept is not known here.

use domain::ids::{Digest, Version};
use domain::ports::Head;

/// Checksum, previous hash and hash, before the payload.
pub(crate) const HEADER_BYTES: usize = 4 + 32 + 32;

/// Encoded records with their versions, in order.
pub(crate) type Encoded = Vec<(Version, Vec<u8>)>;

/// A record that was checked: its bytes are what was written, and its hash is the hash of its content.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Record<'a> {
    pub previous: Digest,
    pub hash: Digest,
    pub payload: &'a [u8],
}

/// The hash of a record: `blake3(previous hash | version, 8 bytes little-endian | payload)`.
pub(crate) fn chain(previous: Digest, version: Version, payload: &[u8]) -> Digest {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&previous.0);
    hasher.update(&version.0.to_le_bytes());
    hasher.update(payload);
    Digest(*hasher.finalize().as_bytes())
}

pub(crate) fn encode(previous: Digest, version: Version, payload: &[u8]) -> (Vec<u8>, Digest) {
    let hash = chain(previous, version, payload);
    let mut bytes = Vec::with_capacity(HEADER_BYTES + payload.len());
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend_from_slice(&previous.0);
    bytes.extend_from_slice(&hash.0);
    bytes.extend_from_slice(payload);
    let checksum = crc32c::crc32c(&bytes[4..]);
    bytes[..4].copy_from_slice(&checksum.to_le_bytes());
    (bytes, hash)
}

/// Reads a record and checks it against itself; [`Chain`] checks the link to the record before. The error says what
/// is wrong, to stand after "the journal is damaged at record N in FILE:".
pub(crate) fn decode(version: Version, bytes: &[u8]) -> Result<Record<'_>, String> {
    let (Some((checksum, rest)), true) = (bytes.split_first_chunk::<4>(), bytes.len() >= HEADER_BYTES) else {
        return Err(format!("it has {} bytes, fewer than its header of {HEADER_BYTES}", bytes.len()));
    };
    if crc32c::crc32c(rest) != u32::from_le_bytes(*checksum) {
        return Err("its checksum does not match its bytes".to_owned());
    }
    let (previous, rest) = digest(rest);
    let (hash, payload) = digest(rest);
    if chain(previous, version, payload) != hash {
        return Err("its hash is not the hash of its content: it was changed after it was written".to_owned());
    }
    Ok(Record { previous, hash, payload })
}

/// Walks along a chain: each record it accepts is whole, the next in number, and linked to the one before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chain {
    next: Version,
    previous: Digest,
}

impl Chain {
    /// After a record with this version and hash; version 0 and the zero hash stand before the first.
    pub(crate) fn after(head: Head) -> Chain {
        Chain { next: head.version.next(), previous: head.hash }
    }

    pub(crate) fn head(&self) -> Head {
        Head { version: Version(self.next.0 - 1), hash: self.previous }
    }

    /// The error has the version that is damaged or missing.
    pub(crate) fn accept<'a>(&mut self, version: Version, bytes: &'a [u8]) -> Result<Record<'a>, (Version, String)> {
        if version != self.next {
            return Err((self.next, format!("it is missing, the next one there is {version}")));
        }
        let record = decode(version, bytes).map_err(|what| (version, what))?;
        if record.previous != self.previous {
            let (claimed, actual) = (record.previous.short(), self.previous.short());
            let what = format!("it follows a record with hash {claimed}, but the one before it has {actual}");
            return Err((version, what));
        }
        self.next = version.next();
        self.previous = record.hash;
        Ok(record)
    }
}

/// `decode` has checked that both digests are there.
fn digest(bytes: &[u8]) -> (Digest, &[u8]) {
    let (digest, rest) = bytes.split_at(32);
    let mut array = [0; 32];
    array.copy_from_slice(digest);
    (Digest(array), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_back() {
        let before = Digest::of(b"before");
        let (bytes, hash) = encode(before, Version(7), b"payload");
        assert_eq!(bytes.len(), HEADER_BYTES + 7);
        let record = decode(Version(7), &bytes).unwrap();
        assert_eq!(record, Record { previous: before, hash, payload: b"payload" });
    }

    #[test]
    fn every_flipped_bit_is_seen() {
        let (bytes, _) = encode(Digest::of(b"before"), Version(7), b"payload");
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(decode(Version(7), &flipped).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn a_record_in_the_wrong_place_is_seen() {
        let (bytes, _) = encode(Digest::default(), Version(7), b"payload");
        assert!(decode(Version(8), &bytes).unwrap_err().contains("hash"));
    }

    #[test]
    fn content_changed_with_a_fitting_checksum_is_seen() {
        let (mut bytes, _) = encode(Digest::default(), Version(7), b"payload");
        *bytes.last_mut().unwrap() ^= 1;
        let checksum = crc32c::crc32c(&bytes[4..]);
        bytes[..4].copy_from_slice(&checksum.to_le_bytes());
        assert!(decode(Version(7), &bytes).unwrap_err().contains("changed after it was written"));
    }

    #[test]
    fn a_chain_accepts_neighbours_only() {
        let (first, hash) = encode(Digest::default(), Version(1), b"one");
        let (second, _) = encode(hash, Version(2), b"two");
        let (stranger, _) = encode(Digest::of(b"elsewhere"), Version(2), b"two");
        let mut chain = Chain::after(Head::default());
        chain.accept(Version(1), &first).unwrap();
        assert_eq!(chain.head(), Head { version: Version(1), hash });

        let (version, what) = chain.clone().accept(Version(3), &second).unwrap_err();
        assert_eq!((version, what.as_str()), (Version(2), "it is missing, the next one there is 3"));
        let (version, what) = chain.clone().accept(Version(2), &stranger).unwrap_err();
        assert!(version == Version(2) && what.contains("follows a record with hash"), "{what}");
        chain.accept(Version(2), &second).unwrap();
    }

    #[test]
    fn fewer_bytes_than_a_header_are_refused() {
        let (bytes, _) = encode(Digest::default(), Version(1), b"");
        assert!(decode(Version(1), &bytes).is_ok());
        for len in 0..HEADER_BYTES {
            assert!(decode(Version(1), &bytes[..len]).is_err(), "{len} bytes");
        }
    }
}
