//! Measures the journal beside a bare file: durable appends at several group sizes, then opening and reading it all again.
//! `cargo run --release -p journal --example append_speed -- DIR [RECORDS]`; DIR must be on the disk that is to be measured.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use domain::ids::Version;
use domain::ports::Journal;
use journal::FjallJournal;

const RECORD_BYTES: usize = 500;
const ROUND: Duration = Duration::from_millis(500);
const ROUNDS: usize = 9;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let dir = arguments.next().map(PathBuf::from).expect("the directory to measure in");
    let records = arguments.next().map_or(1_000_000, |text| text.parse().expect("a number of records"));
    let dir = dir.join(format!("append-speed-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("the directory can't be made");
    for group in [1, 8, 64] {
        compare(&dir, group);
    }
    reopen(&dir.join("million"), records);
    std::fs::remove_dir_all(&dir).expect("the directory can't be removed");
}

/// A record of the usual length, different each time, that compresses about as JSON does.
fn record(number: u64) -> Vec<u8> {
    let mut text = format!(r#"{{"at":{},"author":"operator","events":["#, 1_662_000_000_000 + number * 37);
    let mut state = number;
    while text.len() < RECORD_BYTES - 2 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push_str(&format!(r#"{{"unit-moved":{{"unit":{},"lon":{}}}}},"#, state >> 57, state >> 40));
    }
    text.truncate(RECORD_BYTES - 2);
    text.push_str("]}");
    text.into_bytes()
}

/// Rounds of the one and the other in turn, so that a slow minute of the disk meets both.
fn compare(dir: &Path, group: usize) {
    let records: Vec<_> = (0..group as u64).map(record).collect();
    let mut journal = FjallJournal::open(&dir.join(format!("group-{group}"))).expect("the journal does not open");
    let path = dir.join(format!("bare-{group}"));
    let mut file = OpenOptions::new().create(true).append(true).open(path).expect("the file does not open");
    let (mut bare, mut journalled, mut slowest) = (Vec::new(), Vec::new(), Duration::ZERO);
    for _ in 0..ROUNDS {
        bare.push(rate(group, || append_bare(&mut file, &records)));
        journalled.push(rate(group, || {
            let start = Instant::now();
            let head = journal.head().version;
            journal.append(head, &records).expect("the append failed");
            slowest = slowest.max(start.elapsed());
        }));
    }
    let (bare, journalled) = (median(bare), median(journalled));
    let share = journalled / bare;
    println!(
        "{group:>3} in a group: bare {bare:>7.0}/s, journal {journalled:>7.0}/s ({share:.2}), slowest {slowest:?}"
    );
}

/// What any journal must do at the least: one write and one sync for the group.
fn append_bare(file: &mut File, records: &[Vec<u8>]) {
    file.write_all(&records.concat()).expect("the write failed");
    file.sync_data().expect("the sync failed");
}

fn rate(group: usize, mut append: impl FnMut()) -> f64 {
    let start = Instant::now();
    let mut appends = 0;
    while start.elapsed() < ROUND {
        append();
        appends += group;
    }
    appends as f64 / start.elapsed().as_secs_f64()
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

fn reopen(dir: &Path, records: u64) {
    let mut journal = FjallJournal::open(dir).expect("the journal does not open");
    let start = Instant::now();
    let mut slowest = Duration::ZERO;
    for first in (0..records).step_by(256) {
        let group: Vec<_> = (first..records.min(first + 256)).map(record).collect();
        let each = Instant::now();
        let head = journal.head().version;
        journal.append(head, &group).expect("the append failed");
        slowest = slowest.max(each.elapsed());
    }
    println!("{records} records in groups of 256: {:?}, slowest group {slowest:?}", start.elapsed());
    println!("resident memory then: {} KiB", resident_kib());
    drop(journal);

    let start = Instant::now();
    let journal = FjallJournal::open(dir).expect("the journal does not open");
    println!("opening: {:?}", start.elapsed());
    let start = Instant::now();
    let mut read = 0_u64;
    journal
        .reader()
        .read(Version(1), &mut |_, _, _| {
            read += 1;
            true
        })
        .expect("reading failed");
    assert_eq!(read, records);
    println!("reading and checking all: {:?}, on disk {} MiB", start.elapsed(), disk_bytes(dir) >> 20);
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn disk_bytes(path: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    let Ok(entries) = std::fs::read_dir(path) else { return path.metadata().map_or(0, |meta| meta.blocks() * 512) };
    entries.flatten().map(|entry| disk_bytes(&entry.path())).sum()
}
