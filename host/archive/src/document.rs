//! Documents, what they are found by, and the note of what is in the archive, as keys and values. Pure; the store they lie in is not
//! known here.

use domain::archived::{Document, Entry, Filed, Place, Sort, Wanted};
use domain::ids::{Digest, Version};
use domain::time::TimeMs;

/// Of a document: checksum, version, length of what it is found by. That follows, packed, and then the document: JSON shrinks to a
/// third.
const HEADER_BYTES: usize = 4 + 8 + 4;
/// Of the note: checksum, version, count, sum.
const NOTE_BYTES: usize = 4 + 8 + 8 + 16;
/// Before the documents, so that the note is none.
pub(crate) const NOTE_KEY: &[u8] = &[0];
const DOCUMENT_PREFIX: u8 = 1;
const INDEX_PREFIX: u8 = 2;
/// Before all documents, and past them.
pub(crate) const FIRST_KEY: &[u8] = &[DOCUMENT_PREFIX];
pub(crate) const END_KEY: &[u8] = &[DOCUMENT_PREFIX + 1];

pub(crate) fn key(which: Filed) -> Vec<u8> {
    let mut key = vec![DOCUMENT_PREFIX];
    key.extend(which.key());
    key
}

pub(crate) fn read_key(key: &[u8]) -> Option<Filed> {
    let (prefix, which) = key.split_first()?;
    Filed::of_key(which).filter(|_| *prefix == DOCUMENT_PREFIX)
}

/// By what an index is in order. The numbers are part of the format.
#[derive(Clone, Copy)]
enum By {
    /// A thing that is in the document of another.
    Thing = 0,
    Time = 1,
    District = 2,
    Kind = 3,
    Person = 4,
    Matter = 5,
}

/// The first part of a key in an index: of which sort, and with which value.
fn index_prefix(by: By, sort: Sort, value: &[u8]) -> Vec<u8> {
    let mut key = vec![INDEX_PREFIX, by as u8, sort.tag()];
    // Nothing that things are found by is longer than this.
    key.extend(u16::try_from(value.len()).unwrap_or(u16::MAX).to_be_bytes());
    key.extend(value);
    key
}

fn thing_prefix(which: Filed) -> Vec<u8> {
    let mut key = vec![INDEX_PREFIX, By::Thing as u8];
    key.extend(which.key());
    key
}

/// All keys under which a document and what is in it are found.
pub(crate) fn index_keys(of: Filed, entries: &[(Filed, Entry)]) -> Vec<Vec<u8>> {
    let mut keys = Vec::with_capacity(entries.len() * 6);
    for (which, entry) in entries {
        let sort = which.sort();
        let mut prefixes = vec![index_prefix(By::Time, sort, &[]), index_prefix(By::Kind, sort, entry.kind.as_bytes())];
        prefixes.extend(entry.districts.iter().map(|of| index_prefix(By::District, sort, &of.0.to_be_bytes())));
        prefixes.extend(entry.persons.iter().map(|of| index_prefix(By::Person, sort, of.as_bytes())));
        prefixes.extend(entry.about.iter().map(|of| index_prefix(By::Matter, sort, &of.sortable())));
        let place = Place { at: entry.at, which: *which }.key();
        keys.extend(prefixes.into_iter().map(|prefix| [&prefix[..], &place, &of.key()].concat()));
        if *which != of {
            keys.push([thing_prefix(*which), of.key()].concat());
        }
    }
    keys
}

/// Where the documents stand that a thing is in: from this key up to and without that.
pub(crate) fn holders(which: Filed) -> (Vec<u8>, Vec<u8>) {
    let from = thing_prefix(which);
    let to = [&from[..], &[0xFF; 12]].concat();
    (from, to)
}

/// The document that a key among these names.
pub(crate) fn holder(which: Filed, key: &[u8]) -> Option<Filed> {
    Filed::of_key(key.strip_prefix(&thing_prefix(which)[..])?)
}

/// A stretch of an index, from this key up to and without that; its keys go on from `prefix` with a place and the document's key.
pub(crate) struct Stretch {
    prefix: Vec<u8>,
    pub from: Vec<u8>,
    pub to: Vec<u8>,
}

impl Stretch {
    pub(crate) fn read(&self, key: &[u8]) -> Option<(Place, Filed)> {
        let (at, rest) = key.strip_prefix(&self.prefix[..])?.split_first_chunk()?;
        let (which, of) = Filed::split_key(rest)?;
        Some((Place { at: TimeMs::of_sortable(*at), which }, Filed::of_key(of)?))
    }
}

/// The stretches in which everything stands that is wanted, by whatever of it tells most, and other things beside.
pub(crate) fn stretches(wanted: &Wanted, before: Option<Place>) -> Vec<Stretch> {
    let (by, values): (By, Vec<Vec<u8>>) = if let Some(about) = wanted.about {
        (By::Matter, vec![about.sortable().to_vec()])
    } else if let Some(person) = &wanted.person {
        (By::Person, vec![person.clone().into_bytes()])
    } else if !wanted.kinds.is_empty() {
        (By::Kind, wanted.kinds.iter().map(|kind| kind.clone().into_bytes()).collect())
    } else if let Some(districts) = &wanted.districts {
        (By::District, districts.iter().map(|district| district.0.to_be_bytes().to_vec()).collect())
    } else {
        (By::Time, vec![Vec::new()])
    };
    let sorts = Sort::ALL.into_iter().filter(|sort| wanted.sorts.is_empty() || wanted.sorts.contains(sort));
    let from = wanted.from.map(|from| from.sortable().to_vec()).unwrap_or_default();
    // Longer than any place: past them all.
    let until = wanted.until.map_or(vec![0xFF; 24], |until| until.sortable().to_vec());
    let to = before.map_or(until.clone(), |before| before.key().min(until));
    let stretch = |sort: Sort, value: &Vec<u8>| {
        let prefix = index_prefix(by, sort, value);
        Stretch { from: [&prefix[..], &from].concat(), to: [&prefix[..], &to].concat(), prefix }
    };
    sorts
        .flat_map(|sort| values.iter().map(move |value| (sort, value)))
        .map(|(sort, value)| stretch(sort, value))
        .collect()
}

/// A value that is what was saved for this document.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stored<'a> {
    which: Filed,
    /// How far the archive went when it was taken in.
    pub applied: Version,
    found_by: &'a [u8],
    packed: &'a [u8],
}

impl Stored<'_> {
    /// What is found by it, itself first.
    pub(crate) fn entries(&self) -> Result<Vec<(Filed, Entry)>, String> {
        let json = unpack(self.which, self.found_by)?;
        serde_json::from_slice(&json).map_err(|error| format!("{} does not say what is in it: {error}", self.which))
    }

    pub(crate) fn document(&self) -> Result<Vec<u8>, String> {
        unpack(self.which, self.packed)
    }
}

fn unpack(which: Filed, packed: &[u8]) -> Result<Vec<u8>, String> {
    lz4_flex::decompress_size_prepended(packed).map_err(|error| format!("{which} does not unpack: {error}"))
}

pub(crate) fn encode(applied: Version, document: &Document) -> Vec<u8> {
    let entries: Vec<(Filed, &Entry)> = document.entries().collect();
    // Writing to memory can't fail, and no map in here has keys that JSON lacks.
    let found_by = lz4_flex::compress_prepend_size(&serde_json::to_vec(&entries).unwrap_or_default());
    let packed = lz4_flex::compress_prepend_size(&document.bytes);
    let mut value = Vec::with_capacity(HEADER_BYTES + found_by.len() + packed.len());
    value.extend_from_slice(&[0; 4]);
    value.extend_from_slice(&applied.0.to_le_bytes());
    // Entries of more than 4 GiB would be more than a document holds.
    value.extend_from_slice(&u32::try_from(found_by.len()).unwrap_or(u32::MAX).to_le_bytes());
    value.extend_from_slice(&found_by);
    value.extend_from_slice(&packed);
    let checksum = checksum(document.which, &value[4..]);
    value[..4].copy_from_slice(&checksum.to_le_bytes());
    value
}

pub(crate) fn decode(which: Filed, value: &[u8]) -> Result<Stored<'_>, String> {
    let short = || format!("{which} has {} bytes, fewer than it says", value.len());
    let (expected, rest) = value.split_first_chunk::<4>().ok_or_else(short)?;
    if checksum(which, rest) != u32::from_le_bytes(*expected) {
        return Err(format!("{which} does not match its checksum"));
    }
    let (applied, rest) = rest.split_first_chunk().ok_or_else(short)?;
    let (length, rest) = rest.split_first_chunk().ok_or_else(short)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| short())?;
    let (found_by, packed) = rest.split_at_checked(length).ok_or_else(short)?;
    Ok(Stored { which, applied: Version(u64::from_le_bytes(*applied)), found_by, packed })
}

fn checksum(which: Filed, rest: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(&which.key()), rest)
}

/// What the archive should hold. It is written together with the documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Note {
    /// All that ended or left the state up to this version is in.
    pub applied: Version,
    pub documents: u64,
    /// The sum of what [`weight`] says of each, so that one that is missing or older than it should be is noticed.
    pub sum: u128,
}

impl Note {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut value = vec![0; 4];
        value.extend_from_slice(&self.applied.0.to_le_bytes());
        value.extend_from_slice(&self.documents.to_le_bytes());
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
        let (mut version, mut documents, mut sum) = ([0; 8], [0; 8], [0; 16]);
        version.copy_from_slice(&value[4..12]);
        documents.copy_from_slice(&value[12..20]);
        sum.copy_from_slice(&value[20..]);
        Ok(Note {
            applied: Version(u64::from_le_bytes(version)),
            documents: u64::from_le_bytes(documents),
            sum: u128::from_le_bytes(sum),
        })
    }

    pub(crate) fn add(&mut self, value: &[u8]) {
        self.documents += 1;
        self.sum = self.sum.wrapping_add(weight(value));
    }

    /// Takes a document out that is about to be replaced, if it was counted: a crash may leave documents of a version that the
    /// note has not got to.
    pub(crate) fn remove(&mut self, old: &Stored<'_>, value: &[u8]) {
        if old.applied <= self.applied {
            self.documents = self.documents.saturating_sub(1);
            self.sum = self.sum.wrapping_sub(weight(value));
        }
    }
}

/// A number for an encoded document; its checksum is in there and has the key in it.
fn weight(value: &[u8]) -> u128 {
    let digest = Digest::of(value);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.0[..16]);
    u128::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use domain::ids::{DistrictRef, IncidentRef, NoticeRef};

    use super::*;

    const SEVEN: Filed = Filed::Incident(IncidentRef(7));

    fn document(number: u32) -> Document {
        let entry = Entry {
            at: TimeMs(-3),
            districts: [DistrictRef(1)].into(),
            kind: "fire".to_owned(),
            persons: ["duty".to_owned(), "P001".to_owned()].into(),
            about: [IncidentRef(1).into()].into(),
        };
        let inside = vec![(Filed::Notice(NoticeRef(9)), entry.clone())];
        Document { which: Filed::Incident(IncidentRef(number)), entry, inside, bytes: b"{}".to_vec() }
    }

    #[test]
    fn a_document_reads_back_and_every_flipped_bit_is_seen() {
        let whole = document(7);
        let value = encode(Version(5), &whole);
        let stored = decode(SEVEN, &value).unwrap();
        assert_eq!((stored.applied, stored.document()), (Version(5), Ok(b"{}".to_vec())));
        let entries: Vec<(Filed, Entry)> = whole.entries().map(|(which, entry)| (which, entry.clone())).collect();
        assert_eq!(stored.entries(), Ok(entries));
        assert!(decode(Filed::Incident(IncidentRef(8)), &value).is_err(), "it is under another's key");
        for bit in 0..value.len() * 8 {
            let mut flipped = value.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(decode(SEVEN, &flipped).is_err(), "bit {bit}");
        }
        for len in 0..value.len() {
            assert!(decode(SEVEN, &value[..len]).is_err(), "{len} bytes");
        }
    }

    #[test]
    fn what_is_found_stands_in_the_stretch_that_is_looked_through() {
        let whole = document(7);
        let entries: Vec<(Filed, Entry)> = whole.entries().map(|(which, entry)| (which, entry.clone())).collect();
        let keys = index_keys(whole.which, &entries);
        // Time, kind, one district, two persons and one matter for each of the two, and the one inside by itself.
        assert_eq!(keys.len(), 13);
        let notice = Filed::Notice(NoticeRef(9));
        let (from, to) = holders(notice);
        let within: Vec<_> = keys.iter().filter(|key| from <= **key && **key < to).collect();
        assert_eq!(within.iter().map(|key| holder(notice, key)).collect::<Vec<_>>(), [Some(SEVEN)]);
        let some = |wanted: &Wanted, before: Option<Place>| {
            let mut found = Vec::new();
            for stretch in stretches(wanted, before) {
                let within = keys.iter().filter(|key| stretch.from <= **key && **key < stretch.to);
                found.extend(within.map(|key| stretch.read(key).unwrap()));
            }
            found
        };
        let at = |which| Place { at: TimeMs(-3), which };
        let both = [(at(SEVEN), SEVEN), (at(notice), SEVEN)];
        for wanted in [
            Wanted::default(),
            Wanted { districts: Some([DistrictRef(1)].into()), ..Wanted::default() },
            Wanted { kinds: ["fire".to_owned()].into(), ..Wanted::default() },
            Wanted { person: Some("P001".to_owned()), ..Wanted::default() },
            Wanted { about: Some(IncidentRef(1).into()), ..Wanted::default() },
            Wanted { from: Some(TimeMs(-3)), until: Some(TimeMs(-2)), ..Wanted::default() },
        ] {
            assert_eq!(some(&wanted, None), both, "{wanted:?}");
            assert_eq!(some(&wanted, Some(at(notice))), both[..1], "{wanted:?}");
            assert_eq!(some(&wanted, Some(at(SEVEN))), [], "{wanted:?}");
        }
        for wanted in [
            Wanted { districts: Some([DistrictRef(2)].into()), ..Wanted::default() },
            Wanted { kinds: ["fir".to_owned()].into(), ..Wanted::default() },
            Wanted { person: Some("P0011".to_owned()), ..Wanted::default() },
            Wanted { from: Some(TimeMs(-2)), ..Wanted::default() },
            Wanted { until: Some(TimeMs(-3)), ..Wanted::default() },
            Wanted { sorts: [Sort::Task].into(), ..Wanted::default() },
        ] {
            assert_eq!(some(&wanted, None), [], "{wanted:?}");
        }
    }

    #[test]
    fn the_note_reads_back_and_every_flipped_bit_is_seen() {
        let note = Note { applied: Version(9), documents: 2, sum: u128::MAX - 5 };
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
        let values: Vec<_> = (1..5).map(|number| encode(Version(3), &document(number))).collect();
        let start = Note { applied: Version(3), ..Note::default() };
        let (mut there, mut back) = (start, start);
        values.iter().for_each(|value| there.add(value));
        values.iter().rev().for_each(|value| back.add(value));
        assert_eq!(there, back);
        let one = Filed::Incident(IncidentRef(1));
        let first = decode(one, &values[0]).unwrap();
        back.remove(&first, &values[0]);
        assert_ne!(there, back);
        back.add(&values[0]);
        assert_eq!(there, back);

        let ahead = Stored { which: one, applied: Version(4), found_by: b"", packed: b"" };
        back.remove(&ahead, &values[0]);
        assert_eq!(there, back, "what was never counted was taken out");
    }
}
