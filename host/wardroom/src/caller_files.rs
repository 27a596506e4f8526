//! By whom incidents were called in, beside the journal: a file a day with a key of its own and, under it, a hash of each number that
//! called. A day's file is destroyed whole, and with it everything by which its calls could be told to be of one caller. No number is
//! ever kept.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::ids::IncidentRef;
use domain::limits::CALLS_PER_DAY_MAX;
use domain::ports::{Callers, Heard};
use domain::time::TimeMs;
use hmac::{Hmac, KeyInit, Mac};
use jiff::civil::Date;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{day_files, private};

/// What a file begins with, before its key.
const MAGIC: [u8; 8] = *b"WRCALL01";
const KEY_BYTES: usize = 32;
const HEAD_BYTES: usize = MAGIC.len() + KEY_BYTES;
/// A hash, the caller, the incident, when.
const ROW_BYTES: usize = 16 + 8 + 4 + 8;

/// The files of one data directory.
pub struct CallerFiles {
    folder: PathBuf,
    days: Mutex<BTreeMap<Date, Day>>,
}

struct Day {
    file: File,
    key: Zeroizing<[u8; KEY_BYTES]>,
    rows: Vec<Row>,
}

/// One call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    hash: [u8; 16],
    /// The same for all calls of a number within the days that are kept; drawn anew after them.
    caller: u64,
    /// 0: forgotten.
    incident: IncidentRef,
    at: TimeMs,
}

impl CallerFiles {
    pub fn open(folder: &Path) -> io::Result<CallerFiles> {
        let mut days = BTreeMap::new();
        for (date, path) in files(folder)? {
            match Day::read(&path)? {
                Some(day) => drop(days.insert(date, day)),
                None => {
                    tracing::warn!(file = %path.display(), "no whole file of a day's callers: it is destroyed");
                    destroy(&path)?;
                }
            }
        }
        Ok(CallerFiles { folder: folder.to_owned(), days: Mutex::new(days) })
    }

    fn days(&self) -> MutexGuard<'_, BTreeMap<Date, Day>> {
        self.days.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Destroys the files of the days before one, or of all days.
    pub fn keep_from(&self, oldest: Option<Date>) -> io::Result<()> {
        let mut days = self.days();
        let gone: Vec<Date> = days.keys().copied().filter(|day| oldest.is_none_or(|oldest| *day < oldest)).collect();
        for day in gone {
            // What is in memory goes first: nothing is joined by it from here on, whatever the disk says.
            days.remove(&day);
            destroy(&path(&self.folder, day))?;
            tracing::info!(%day, "a day's callers are destroyed");
        }
        Ok(())
    }

    fn write(&self, number: &str, incident: IncidentRef, today: Date, at: TimeMs) -> io::Result<()> {
        let mut days = self.days();
        let known = days.values().rev().find_map(|day| day.caller(day.hash(number)));
        let caller = match known {
            Some(caller) => caller,
            None => u64::from_le_bytes(drawn::<8>()?),
        };
        let day = match days.entry(today) {
            Entry::Occupied(day) => day.into_mut(),
            Entry::Vacant(place) => {
                private::make_folder(&self.folder)?;
                let made = Day::make(&path(&self.folder, today))?;
                File::open(&self.folder)?.sync_all()?;
                place.insert(made)
            }
        };
        let row = Row { hash: day.hash(number), caller, incident, at };
        day.add(row)
    }
}

impl Callers for CallerFiles {
    fn heard(&self, number: &str, incident: IncidentRef, today: Date, at: TimeMs) -> Result<(), String> {
        self.write(&digits(number), incident, today, at).map_err(|error| error.to_string())
    }

    fn same(&self, incident: IncidentRef) -> Vec<Vec<Heard>> {
        let days = self.days();
        let rows = || days.values().flat_map(|day| &day.rows).filter(|row| row.incident.0 > 0);
        let callers: BTreeSet<u64> = rows().filter(|row| row.incident == incident).map(|row| row.caller).collect();
        let calls = |caller: &u64| {
            let own = rows().filter(|row| row.caller == *caller);
            own.map(|row| Heard { incident: row.incident, at: row.at }).collect::<Vec<_>>()
        };
        callers.iter().map(calls).filter(|calls| calls.len() > 1).collect()
    }

    fn forget(&self, incident: IncidentRef) -> Result<(), String> {
        let forgotten = self.days().values_mut().try_for_each(|day| day.forget(incident));
        forgotten.map_err(|error| error.to_string())
    }
}

impl Day {
    fn make(path: &Path) -> io::Result<Day> {
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)?;
        let key = Zeroizing::new(drawn::<KEY_BYTES>()?);
        file.write_all_at(&MAGIC, 0)?;
        file.write_all_at(&*key, MAGIC.len() as u64)?;
        file.sync_all()?;
        Ok(Day { file, key, rows: Vec::new() })
    }

    /// `None`: its head is not whole. A row that was cut by a power failure is written over by the next.
    fn read(path: &Path) -> io::Result<Option<Day>> {
        private::close_to_others(path)?;
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        let mut bytes = Zeroizing::new(vec![0; HEAD_BYTES + CALLS_PER_DAY_MAX * ROW_BYTES]);
        let mut read = 0;
        while let Some(rest) = bytes.get_mut(read..).filter(|rest| !rest.is_empty()) {
            match file.read_at(rest, read as u64)? {
                0 => break,
                more => read += more,
            }
        }
        let Some((head, rows)) = bytes.get(..read).and_then(|bytes| bytes.split_at_checked(HEAD_BYTES)) else {
            return Ok(None);
        };
        let Some(key) = head.strip_prefix(&MAGIC).and_then(|key| <[u8; KEY_BYTES]>::try_from(key).ok()) else {
            return Ok(None);
        };
        let rows = rows.chunks_exact(ROW_BYTES).filter_map(Row::read).collect();
        Ok(Some(Day { file, key: Zeroizing::new(key), rows }))
    }

    fn hash(&self, digits: &str) -> [u8; 16] {
        // A key of any length will do for it.
        let mac = Hmac::<Sha256>::new_from_slice(&*self.key);
        let whole = mac.map(|mac| mac.chain_update(digits.as_bytes()).finalize().into_bytes());
        let mut hash = [0; 16];
        if let Ok(whole) = whole {
            hash.iter_mut().zip(whole).for_each(|(into, byte)| *into = byte);
        }
        hash
    }

    fn caller(&self, hash: [u8; 16]) -> Option<u64> {
        self.rows.iter().rev().find(|row| row.hash == hash && row.incident.0 > 0).map(|row| row.caller)
    }

    fn add(&mut self, row: Row) -> io::Result<()> {
        if self.rows.len() >= CALLS_PER_DAY_MAX {
            return Err(io::Error::other(format!("a day has {CALLS_PER_DAY_MAX} calls, and that is the limit")));
        }
        self.put(self.rows.len(), row)?;
        self.rows.push(row);
        self.file.sync_data()
    }

    fn put(&self, place: usize, row: Row) -> io::Result<()> {
        self.file.write_all_at(&row.bytes(), (HEAD_BYTES + place * ROW_BYTES) as u64)
    }

    fn forget(&mut self, incident: IncidentRef) -> io::Result<()> {
        let nothing = Row { hash: [0; 16], caller: 0, incident: IncidentRef(0), at: TimeMs(0) };
        let places: Vec<usize> =
            (0..).zip(&self.rows).filter(|(_, row)| row.incident == incident).map(|(n, _)| n).collect();
        for place in &places {
            self.put(*place, nothing)?;
            if let Some(row) = self.rows.get_mut(*place) {
                *row = nothing;
            }
        }
        if places.is_empty() { Ok(()) } else { self.file.sync_data() }
    }
}

impl Row {
    fn bytes(self) -> [u8; ROW_BYTES] {
        let mut bytes = [0; ROW_BYTES];
        let parts = self.hash.into_iter().chain(self.caller.to_le_bytes());
        let parts = parts.chain(self.incident.0.to_le_bytes()).chain(self.at.0.to_le_bytes());
        bytes.iter_mut().zip(parts).for_each(|(into, byte)| *into = byte);
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Row> {
        let (hash, rest) = bytes.split_first_chunk::<16>()?;
        let (caller, rest) = rest.split_first_chunk::<8>()?;
        let (incident, rest) = rest.split_first_chunk::<4>()?;
        let at = rest.first_chunk::<8>()?;
        Some(Row {
            hash: *hash,
            caller: u64::from_le_bytes(*caller),
            incident: IncidentRef(u32::from_le_bytes(*incident)),
            at: TimeMs(i64::from_le_bytes(*at)),
        })
    }
}

/// A number however it is written: its digits, without the country's own code.
fn digits(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let rest = ["0086", "86"].into_iter().find_map(|code| digits.strip_prefix(code)).filter(|rest| rest.len() == 11);
    rest.map(str::to_owned).unwrap_or(digits)
}

fn drawn<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

fn path(folder: &Path, day: Date) -> PathBuf {
    folder.join(format!("{day}.calls"))
}

/// Written over before it is removed, as far as the file system writes in place.
fn destroy(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    let bytes =
        usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX).min(HEAD_BYTES + CALLS_PER_DAY_MAX * ROW_BYTES);
    file.write_all(&vec![0; bytes])?;
    file.sync_all()?;
    fs::remove_file(path)?;
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

/// The days that there are files of, oldest first.
fn files(folder: &Path) -> io::Result<BTreeMap<Date, PathBuf>> {
    day_files::of(folder, ".calls")
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt;

    use jiff::civil::date;

    use super::*;

    const WANG: &str = "139 0593 0217";
    const OTHERS: &str = "13905930218";

    fn day(day: i8) -> Date {
        date(2022, 9, day)
    }

    fn heard(files: &CallerFiles, number: &str, incident: u32, on: i8) {
        files.heard(number, IncidentRef(incident), day(on), TimeMs(i64::from(on))).unwrap();
    }

    fn same(files: &CallerFiles, incident: u32) -> Vec<Vec<u32>> {
        let incidents = |calls: Vec<Heard>| calls.into_iter().map(|heard| heard.incident.0).collect();
        files.same(IncidentRef(incident)).into_iter().map(incidents).collect()
    }

    #[test]
    fn a_caller_is_known_again_over_days_and_starts() {
        let folder = tempfile::tempdir().unwrap();
        let files = CallerFiles::open(folder.path()).unwrap();
        heard(&files, WANG, 1, 1);
        heard(&files, OTHERS, 2, 1);
        heard(&files, "+86 13905930217", 3, 2);
        drop(files);
        let files = CallerFiles::open(folder.path()).unwrap();
        heard(&files, WANG, 4, 3);
        for incident in [1, 3, 4] {
            assert_eq!(same(&files, incident), [[1, 3, 4]]);
        }
        assert_eq!(same(&files, 2), Vec::<Vec<u32>>::new(), "one call is no repetition");
        let mode = fs::metadata(path(folder.path(), day(1))).unwrap().mode() & 0o777;
        assert_eq!(mode, 0o600);
        let bytes: Vec<u8> = (1..4).flat_map(|of| fs::read(path(folder.path(), day(of))).unwrap()).collect();
        for number in ["13905930217", WANG, "5930217"] {
            assert!(!bytes.windows(number.len()).any(|of| of == number.as_bytes()), "{number} is on the disk");
        }
    }

    /// The rows of the destroyed day are gone with its key; a row that somebody kept is of no use, since no two days hash alike and the
    /// key is nowhere.
    #[test]
    fn after_a_day_is_destroyed_nothing_joins_its_calls() {
        let folder = tempfile::tempdir().unwrap();
        let files = CallerFiles::open(folder.path()).unwrap();
        for (incident, on) in [(1, 1), (2, 1), (3, 2)] {
            heard(&files, WANG, incident, on);
        }
        let kept: Vec<Row> = files.days().values().flat_map(|day| day.rows.clone()).collect();
        assert_ne!(kept[0].hash, kept[2].hash, "each day hashes by a key of its own");
        let key = files.days()[&day(1)].key.to_vec();
        files.keep_from(Some(day(2))).unwrap();
        assert!(same(&files, 1).is_empty() && same(&files, 3).is_empty());
        // A call now does not find those of the day, and nothing of its key is left.
        heard(&files, WANG, 4, 3);
        assert_eq!(same(&files, 4), [[3, 4]]);
        let files = CallerFiles::open(folder.path()).unwrap();
        assert_eq!(files.days().keys().copied().collect::<Vec<_>>(), [day(2), day(3)]);
        assert!(files.days().values().all(|left| left.hash("13905930217") != kept[0].hash));
        for file in fs::read_dir(folder.path()).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(key.len()).any(|of| of == key), "the key of the day");
        }
        files.keep_from(None).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_forgotten_joins_nothing_and_a_cut_file_is_read_as_far_as_it_goes() {
        let folder = tempfile::tempdir().unwrap();
        let files = CallerFiles::open(folder.path()).unwrap();
        (1..4).for_each(|incident| heard(&files, WANG, incident, 1));
        files.forget(IncidentRef(2)).unwrap();
        assert_eq!(same(&files, 1), [[1, 3]]);
        let file = OpenOptions::new().write(true).open(path(folder.path(), day(1))).unwrap();
        file.set_len((HEAD_BYTES + 3 * ROW_BYTES - 1) as u64).unwrap();
        let files = CallerFiles::open(folder.path()).unwrap();
        assert!(same(&files, 1).is_empty());
        heard(&files, WANG, 5, 1);
        assert_eq!(same(&CallerFiles::open(folder.path()).unwrap(), 5), [[1, 5]]);
        file.set_len(9).unwrap();
        assert!(CallerFiles::open(folder.path()).unwrap().days().is_empty());
    }
}
