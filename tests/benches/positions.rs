//! Position updates into a running room: taken into the last-value buffer, journalled every few seconds.

use std::sync::Arc;

use domain::ids::{Digest, UnitRef, Version};
use domain::ports::Head;
use domain::unit::Fix;
use sequencer::{Parts, Sequencer};

use crate::commands::{NoJournal, SystemClock};
use crate::measure::{cpu_us, median};
use integration_tests::county;

const BATCH: u32 = 1_000;
const SAMPLES: usize = 21;

pub fn run() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let runtime = county::open_runtime(dir.path());
    let set_up = county::set_up(&county::read(), &runtime, &["nearest-unit"]);
    let state = county::state_after(&set_up, &runtime);
    let units = state.units.len() as u32;
    let journal = NoJournal(Head { version: Version(state.version.0), hash: Digest::default() });
    let archive = Arc::new(archive::MemoryArchive::new());
    let parts = Parts { journal: Box::new(journal), archive, decide: runtime, clock: Arc::new(SystemClock) };
    let sequencer = Sequencer::start(state, parts);
    let room = sequencer.room();
    let now = room.now();
    let fix = |i: u32| (UnitRef(i % units), Fix { lon: 119.5, lat: 27.4 + f64::from(i) * 1e-6, at: now });
    let fixes: Vec<(UnitRef, Fix)> = (0..BATCH).map(fix).collect();
    let figures = (0..SAMPLES).map(|_| {
        let us = cpu_us(200, || assert_eq!(room.offer_positions(&fixes), fixes.len()));
        f64::from(BATCH) * 1e6 / us
    });
    println!("{:.0} updates/s on one core, {BATCH} a call, {units} units (median)", median(figures.collect()));
    drop(room);
    sequencer.stop();
}
