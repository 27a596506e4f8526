//! Reads the engine's log files before the engine does, changing nothing. The engine cuts a log at the first entry that it
//! can't read and silently drops what follows; here a tail that was never written to its end is told from damage.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use domain::ids::Version;
use domain::limits::{JOURNAL_RECORD_BYTES_MAX, JOURNAL_SEQUENCE_LEAP_MAX};
use domain::ports::Head;
use xxhash_rust::xxh3::Xxh3;

use crate::engine_files::{Damage, LOG_EXTENSION};
use crate::record::{self, Chain, HEADER_BYTES};

const TAG_START: u8 = 1;
const TAG_ITEM: u8 = 2;
const TAG_END: u8 = 3;
const TRAILER: &[u8; 4] = b"FJL\x03";
/// Of an item, between its tag and its key: kind, compression, keyspace, length of key, of value, of value on disk.
const ITEM_HEAD_BYTES: usize = 1 + 1 + 8 + 2 + 4 + 4;
/// The only keyspace; the engine numbers from 1 and keeps 0 for itself.
const KEYSPACE_ID: u64 = 1;
/// What a disk writes in one piece; a torn write lacks whole ones of these.
const SECTOR_BYTES: u64 = 512;

/// What the logs hold: the records that are not yet all in tables.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// What the first record in the logs follows.
    pub before: Option<Head>,
    /// The last record in the logs.
    pub last: Option<Head>,
    pub torn: Option<Torn>,
}

/// The rest of an append that never finished, so it was never answered: what a killed process or a power cut leaves.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Torn {
    pub file: PathBuf,
    /// Where the whole records end.
    pub offset: u64,
    pub bytes: u64,
    /// The first record that it would have held, if that can be told.
    pub version: Option<Version>,
}

impl Torn {
    /// Cuts the unfinished append off. The engine does the same where it recognises one, and refuses to open where it does not.
    pub(crate) fn cut(&self) -> io::Result<()> {
        let file = File::options().write(true).open(&self.file)?;
        file.set_len(self.offset)?;
        file.sync_all()
    }
}

/// Walks all logs of an engine, oldest first, and gives each record that is whole to `each`.
pub(crate) fn walk(dir: &Path, each: &mut dyn FnMut(Version, &[u8])) -> Result<Walk, Damage> {
    let files = files(dir)?;
    let mut walker = Walker { walk: Walk::default(), chain: None, sequence: None, each };
    for (index, file) in files.iter().enumerate() {
        walker.file(file, index + 1 == files.len())?;
    }
    Ok(walker.walk)
}

/// The log files in the order they were written; the last one is still written to.
pub(crate) fn files(dir: &Path) -> Result<Vec<PathBuf>, Damage> {
    let listed = std::fs::read_dir(dir).and_then(|entries| entries.collect::<io::Result<Vec<_>>>());
    let mut files = Vec::new();
    for entry in listed.map_err(|error| Damage::unread(dir, &error))? {
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != LOG_EXTENSION) {
            continue;
        }
        let number = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse::<u64>().ok());
        let Some(number) = number else { return Err(Damage::at(&path, "its name is not a number".to_owned())) };
        files.push((number, path));
    }
    files.sort();
    if files.is_empty() {
        return Err(Damage::at(dir, "there is no log file (`.jnl`)".to_owned()));
    }
    Ok(files.into_iter().map(|(_, path)| path).collect())
}

struct Walker<'a> {
    walk: Walk,
    chain: Option<Chain>,
    sequence: Option<u64>,
    each: &'a mut dyn FnMut(Version, &[u8]),
}

impl Walker<'_> {
    fn file(&mut self, path: &Path, active: bool) -> Result<(), Damage> {
        let unreadable = |error: io::Error| Damage::unread(path, &error);
        let mut file = File::open(path).map_err(unreadable)?;
        let mut reader = BufReader::with_capacity(256 << 10, &file);
        let mut offset = 0;
        let stopped = loop {
            match read_batch(&mut reader) {
                Ok(batch) => {
                    self.batch(&batch).map_err(|(version, what)| Damage {
                        version: Some(version),
                        file: path.to_owned(),
                        what: format!("at byte {offset}: {what}"),
                        refused: false,
                    })?;
                    offset += batch.bytes;
                }
                Err(Stop::End) => return Ok(()),
                Err(Stop::Io(error)) => return Err(unreadable(error)),
                Err(Stop::Unreadable(what)) => break what,
            }
        };
        drop(reader);
        let tail = read_tail(&mut file, offset).map_err(unreadable)?;
        if tail.is_empty() {
            return Ok(());
        }
        let next = self.chain.map(|chain| chain.head().version.next());
        match judge_tail(&tail, offset, active) {
            None => {
                let version = first_version(&tail).or(next);
                self.walk.torn = Some(Torn { file: path.to_owned(), offset, bytes: tail.len() as u64, version });
                Ok(())
            }
            Some(judgement) => Err(Damage {
                version: next.or(first_version(&tail)),
                file: path.to_owned(),
                what: format!("at byte {offset}: {stopped}, and {judgement}"),
                refused: false,
            }),
        }
    }

    fn batch(&mut self, batch: &Batch) -> Result<(), (Version, String)> {
        let first = batch.items.first().map_or(Version(0), |(version, _)| *version);
        let leap = self.sequence.map_or(Some(1), |last| batch.sequence.checked_sub(last));
        if leap.is_none_or(|leap| leap == 0 || leap > JOURNAL_SEQUENCE_LEAP_MAX) {
            return Err((first, format!("the engine's sequence goes from {:?} to {}", self.sequence, batch.sequence)));
        }
        self.sequence = Some(batch.sequence);
        for (version, bytes) in &batch.items {
            let chain = match &mut self.chain {
                Some(chain) => chain,
                None => {
                    let record = record::decode(*version, bytes).map_err(|what| (*version, what))?;
                    let before =
                        Version(version.0.checked_sub(1).ok_or((*version, "version 0 is no record".to_owned()))?);
                    let before = Head { version: before, hash: record.previous };
                    self.walk.before = Some(before);
                    self.chain.insert(Chain::after(before))
                }
            };
            chain.accept(*version, bytes)?;
            self.walk.last = Some(chain.head());
            (self.each)(*version, bytes);
        }
        Ok(())
    }
}

struct Batch {
    sequence: u64,
    items: Vec<(Version, Vec<u8>)>,
    bytes: u64,
}

enum Stop {
    /// The file ends where a batch could begin.
    End,
    Unreadable(&'static str),
    Io(io::Error),
}

/// Reads one batch: start, items, end with the checksum over the items. Takes only what the journal itself writes.
fn read_batch(reader: &mut impl Read) -> Result<Batch, Stop> {
    let mut tag = [0];
    match reader.read(&mut tag) {
        Ok(0) => return Err(Stop::End),
        Ok(_) if tag[0] == TAG_START => {}
        Ok(_) => return Err(Stop::Unreadable("there is no start of a batch")),
        Err(error) => return Err(Stop::Io(error)),
    }
    let count = u32::from_le_bytes(array(reader)?);
    let sequence = u64::from_le_bytes(array(reader)?);
    let mut batch = Batch { sequence, items: Vec::new(), bytes: 1 + 4 + 8 };
    let mut checksum = Xxh3::new();
    for _ in 0..count {
        let item = read_item(reader, &mut checksum)?;
        batch.bytes += 1 + (ITEM_HEAD_BYTES + 8 + item.1.len()) as u64;
        batch.items.push(item);
    }
    let [tag] = array(reader)?;
    let expected = u64::from_le_bytes(array(reader)?);
    if tag != TAG_END || &array::<4>(reader)? != TRAILER {
        return Err(Stop::Unreadable("a batch has no end"));
    }
    if checksum.digest() != expected {
        return Err(Stop::Unreadable("a batch does not match its checksum"));
    }
    batch.bytes += 1 + 8 + 4;
    Ok(batch)
}

fn read_item(reader: &mut impl Read, checksum: &mut Xxh3) -> Result<(Version, Vec<u8>), Stop> {
    let [tag] = array(reader)?;
    if tag != TAG_ITEM {
        return Err(Stop::Unreadable("a batch is broken off"));
    }
    let head: [u8; ITEM_HEAD_BYTES] = array(reader)?;
    let length = u32::from_le_bytes([head[12], head[13], head[14], head[15]]) as usize;
    let plain =
        head[0] == 0 && head[1] == 0 && head[2..10] == KEYSPACE_ID.to_le_bytes() && head[10..12] == 8_u16.to_le_bytes();
    if !plain || head[12..16] != head[16..20] || length > HEADER_BYTES + JOURNAL_RECORD_BYTES_MAX {
        return Err(Stop::Unreadable("an item is none that the journal writes"));
    }
    let key: [u8; 8] = array(reader)?;
    let mut value = Vec::new();
    match reader.by_ref().take(length as u64).read_to_end(&mut value) {
        Ok(read) if read == length => {}
        Ok(_) => return Err(Stop::Unreadable("a batch is broken off")),
        Err(error) => return Err(Stop::Io(error)),
    }
    for part in [&[tag][..], &head, &key, &value] {
        checksum.update(part);
    }
    Ok((Version(u64::from_be_bytes(key)), value))
}

fn array<const N: usize>(reader: &mut impl Read) -> Result<[u8; N], Stop> {
    let mut bytes = [0; N];
    match reader.read_exact(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(Stop::Unreadable("a batch is broken off")),
        Err(error) => Err(Stop::Io(error)),
    }
}

/// What follows the last whole batch, without the zeros that the engine lays out in advance.
fn read_tail(file: &mut File, offset: u64) -> io::Result<Vec<u8>> {
    let mut chunk = vec![0; 1 << 20];
    let (mut at, mut end) = (offset, offset);
    file.seek(SeekFrom::Start(offset))?;
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        if let Some(last) = chunk[..read].iter().rposition(|byte| *byte != 0) {
            end = at + last as u64 + 1;
        }
        at += read as u64;
    }
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(offset))?;
    file.take(end - offset).read_to_end(&mut tail)?;
    Ok(tail)
}

/// Why a tail is damage. `None`: it is an append that never finished.
fn judge_tail(tail: &[u8], offset: u64, active: bool) -> Option<&'static str> {
    if !active {
        return Some("a later log file follows, so all of this one was once on the disk");
    }
    // An append starts only when the one before it is on the disk.
    let whole_batch_at = |at: usize| tail[at] == TAG_START && read_batch(&mut &tail[at..]).is_ok();
    if (1..tail.len()).any(whole_batch_at) {
        return Some("whole batches follow, so it was once on the disk");
    }
    if tail.ends_with(TRAILER) && !lacks_a_sector(tail, offset) {
        return Some("the batch is there to its end, so it was changed after it was written");
    }
    None
}

fn lacks_a_sector(tail: &[u8], offset: u64) -> bool {
    let to_boundary = (SECTOR_BYTES - offset % SECTOR_BYTES) % SECTOR_BYTES;
    let aligned = tail.get(to_boundary as usize..).unwrap_or_default();
    aligned.chunks_exact(SECTOR_BYTES as usize).any(|sector| sector.iter().all(|byte| *byte == 0))
}

/// The version of the first item of a batch that does not read as a whole.
fn first_version(tail: &[u8]) -> Option<Version> {
    let item = tail.get(1 + 4 + 8..)?;
    let key = item.get(1 + ITEM_HEAD_BYTES..)?.first_chunk::<8>()?;
    (tail[0] == TAG_START && item[0] == TAG_ITEM).then(|| Version(u64::from_be_bytes(*key)))
}
