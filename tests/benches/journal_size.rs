//! What a month of the model county writes to the journal while every unit reports its position each second: the month's
//! incidents through its plugins on the virtual clock, and the positions of an hour through a running room. Counted, not timed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::clock::judge::Traces;
use domain::event::{Batch, Event, IncidentEvent, MatterEvent, TimerEvent};
use domain::ids::{Digest, UnitRef, Version};
use domain::ports::{Head, Journal, JournalError, JournalRead};
use domain::time::TimeMs;
use domain::unit::Fix;
use sequencer::simulation::{Setup, simulate_watched};
use sequencer::{Parts, Sequencer};

use integration_tests::county;
use integration_tests::played::SetClock;
use integration_tests::year::incidents;

/// What the journal adds to each record: its version, the chained hash and the engine's own framing (`host/journal/FORMAT.md`).
const FRAME_BYTES: u64 = 128;
const PLUGINS: [&str; 4] = ["report-intake", "nearest-unit", "graded-escalation", "three-teams"];
const HOUR_S: i64 = 3_600;

pub fn run() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let runtime = county::open_runtime(dir.path());
    let shouning = county::read();
    let mut install = county::set_up(&shouning, &runtime, &PLUGINS);
    install.remove(0);
    let incidents = incidents(&integration_tests::shouning().join("incidents-2022-09.ndjson"));
    let (mut sizes, mut once) = (Sizes::default(), 0);
    let setup = Setup { county: shouning.clone(), install, readings: Vec::new(), people: None };
    simulate_watched(setup, &incidents, &*runtime, 1, &mut |_, _| (), &mut |batch| match batch.events.first() {
        Some(Event::County(_) | Event::Plugin(_)) => once += batch.encode().len() as u64,
        _ => sizes.count(batch),
    })
    .expect("a summary");
    let units = shouning.units.iter().filter(|unit| !unit.retired).count() as u64;
    let (records, bytes) = positions_of_an_hour(&shouning, &runtime);
    let month = sizes.bytes + bytes * 24 * 30;
    let mib = |bytes: u64| bytes as f64 / 1e6;
    println!(
        "{} incidents of a month: {} records, {:.1} MB in the journal",
        incidents.len(),
        sizes.records,
        mib(sizes.bytes)
    );
    println!(
        "of them decisions {:.1} MB, timers {:.1} MB; an incident {} bytes",
        mib(sizes.decisions),
        mib(sizes.timers),
        sizes.bytes / incidents.len() as u64
    );
    println!("{units} units that report every second for an hour: {records} records, {bytes} bytes");
    println!(
        "**{:.1} MB a month** with {units} units at one position a second; once, county and plugins: {:.1} MB",
        mib(month),
        mib(once)
    );
    assert!(month < 60_000_000, "a month is under 60 MB");
}

#[derive(Default)]
struct Sizes {
    records: u64,
    bytes: u64,
    decisions: u64,
    timers: u64,
}

impl Sizes {
    fn count(&mut self, batch: &Batch) {
        self.records += 1;
        self.bytes += batch.encode().len() as u64 + FRAME_BYTES;
        for event in &batch.events {
            let bytes = serde_json::to_vec(event).expect("an event is JSON").len() as u64;
            match event {
                Event::Matter(MatterEvent::Decided { .. }) => self.decisions += bytes,
                Event::Timer(TimerEvent::Started { .. } | TimerEvent::Stopped { .. } | TimerEvent::Fired { .. }) => {
                    self.timers += bytes;
                }
                Event::Incident(IncidentEvent::Reported(_)) => {}
                _ => {}
            }
        }
    }
}

/// A journal that only counts: records and their bytes.
#[derive(Clone)]
struct Counting(Arc<(AtomicU64, AtomicU64)>, Version);

impl Journal for Counting {
    fn head(&self) -> Head {
        Head { version: self.1, hash: Digest::default() }
    }

    fn append(&mut self, expected: Version, records: &[Vec<u8>]) -> Result<Head, JournalError> {
        self.1 = Version(expected.0 + records.len() as u64);
        let bytes: u64 = records.iter().map(|record| record.len() as u64 + FRAME_BYTES).sum();
        self.0.0.fetch_add(records.len() as u64, Ordering::SeqCst);
        self.0.1.fetch_add(bytes, Ordering::SeqCst);
        Ok(self.head())
    }

    fn reader(&self) -> Arc<dyn JournalRead> {
        unreachable!("nothing is read from a journal that only counts")
    }
}

/// Every unit goes round its base, a position a second.
fn positions_of_an_hour(shouning: &Arc<domain::county::County>, runtime: &Arc<runtime::Runtime>) -> (u64, u64) {
    let state = county::state_after(&county::set_up(shouning, runtime, &PLUGINS), runtime);
    let counted = Arc::new((AtomicU64::new(0), AtomicU64::new(0)));
    let clock = Arc::new(SetClock::at(state.at));
    let (start, journal) = (state.at, Counting(counted.clone(), state.version));
    let archive = Arc::new(archive::MemoryArchive::new());
    let parts = Parts {
        journal: Box::new(journal),
        archive,
        decide: runtime.clone(),
        clock: clock.clone(),
        traces: Traces::default(),
    };
    let bases: Vec<_> =
        (0..shouning.units.len()).map(|unit| shouning.home(UnitRef(unit as u32)).unwrap_or_default()).collect();
    let sequencer = Sequencer::start(state, parts);
    let room = sequencer.room();
    for s in 1..=HOUR_S {
        let at = TimeMs(start.0 + s * 1_000);
        clock.set(at);
        let aside = (s % 120 - 60).unsigned_abs() as f64 * 1e-5;
        let fix =
            |(unit, (lon, lat)): (u32, &(f64, f64))| (UnitRef(unit), Fix { lon: lon + aside, lat: lat + aside, at });
        let fixes: Vec<_> = (0..).zip(&bases).map(fix).collect();
        assert!(room.offer_positions(&domain::scope::Authority::WHOLE, &fixes).taken > 0, "somebody is on shift");
    }
    drop(room);
    sequencer.stop();
    (counted.0.load(Ordering::SeqCst), counted.1.load(Ordering::SeqCst))
}
