//! The bytes of the key file: a header, then slots of one size. Pure; reading and writing them is the store's business.

use domain::ids::SubjectRef;
use zeroize::Zeroizing;

/// A page, so that a block of keys, which are drawn and written together, is a page too and reaches the disk whole or not at all.
pub(super) const HEADER_BYTES: usize = 4096;
pub(super) const SLOT_BYTES: usize = 64;
const _: () = assert!(SLOT_BYTES * domain::limits::KEYS_DRAWN_AHEAD as usize == HEADER_BYTES);

const MAGIC: &[u8; 8] = b"WRKEYS\r\n";
const FORMAT: u32 = 1;
const STATE_KEY: u8 = 1;
const STATE_ERASED: u8 = 2;

pub(super) fn header() -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    header[..8].copy_from_slice(MAGIC);
    header[8..12].copy_from_slice(&FORMAT.to_le_bytes());
    header[12..16].copy_from_slice(&(SLOT_BYTES as u32).to_le_bytes());
    header
}

/// The error goes on after the file's name.
pub(super) fn check_header(bytes: &[u8]) -> Result<(), String> {
    let Some(found) = bytes.first_chunk::<HEADER_BYTES>() else {
        return Err("is too short for a key file: put it back from a backup".to_owned());
    };
    if &found[..8] != MAGIC {
        return Err("is no key file".to_owned());
    }
    if found[8..12] != FORMAT.to_le_bytes() {
        let number = u32::from_le_bytes([found[8], found[9], found[10], found[11]]);
        return Err(format!("is of key file format {number}; this host reads {FORMAT}"));
    }
    if *found != header() {
        return Err("has a damaged header: put it back from a backup".to_owned());
    }
    Ok(())
}

pub(super) struct Slot {
    pub subject: SubjectRef,
    /// `None`: erased.
    pub key: Option<Zeroizing<[u8; 32]>>,
}

impl Slot {
    pub(super) fn encode(&self) -> Zeroizing<[u8; SLOT_BYTES]> {
        let mut bytes = Zeroizing::new([0; SLOT_BYTES]);
        bytes[..4].copy_from_slice(&self.subject.0.to_le_bytes());
        bytes[4] = STATE_ERASED;
        if let Some(key) = &self.key {
            bytes[4] = STATE_KEY;
            bytes[8..40].copy_from_slice(&**key);
        }
        let checksum = crc32c::crc32c(&bytes[..60]);
        bytes[60..].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// `None`: these bytes are no slot.
    pub(super) fn decode(bytes: &[u8]) -> Option<Slot> {
        let bytes: &[u8; SLOT_BYTES] = bytes.try_into().ok()?;
        let subject = SubjectRef(u32::from_le_bytes(*bytes.first_chunk()?));
        let key = match bytes[4] {
            STATE_KEY => Some(Zeroizing::new(*bytes[8..].first_chunk()?)),
            STATE_ERASED => None,
            _ => return None,
        };
        let slot = Slot { subject, key };
        // The checksum and every unused byte in one comparison.
        (*slot.encode() == *bytes).then_some(slot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_read_back_and_every_flipped_bit_is_seen() {
        for key in [Some(Zeroizing::new([0xA7; 32])), None] {
            let bytes = Slot { subject: SubjectRef(7), key: key.clone() }.encode();
            let read = Slot::decode(&*bytes).unwrap();
            assert_eq!((read.subject, read.key), (SubjectRef(7), key));
            for bit in 0..SLOT_BYTES * 8 {
                let mut flipped = *bytes;
                flipped[bit / 8] ^= 1 << (bit % 8);
                assert!(Slot::decode(&flipped).is_none(), "bit {bit}");
            }
        }
    }

    #[test]
    fn a_header_of_another_format_is_named() {
        assert_eq!(check_header(&header()), Ok(()));
        let mut later = header();
        later[8] = 9;
        assert!(check_header(&later).unwrap_err().contains("format 9"));
        assert!(check_header(b"short").unwrap_err().contains("too short"));
        assert!(check_header(&[b'x'; HEADER_BYTES]).unwrap_err().contains("no key file"));
        let mut damaged = header();
        damaged[40] = 1;
        assert!(check_header(&damaged).unwrap_err().contains("damaged header"));
    }
}
