//! A million pending timers: their memory and the time of the next firing; and what a report waits for while ten thousand timers
//! are due at once, as after a restart.

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Instant;

use domain::clock::judge::Traces;
use domain::command::{Command, Envelope, TimerCommand, UnitCommand};
use domain::event::{Batch, Event, TimerEvent};
use domain::hooks::CatchUp;
use domain::ids::{IncidentRef, UnitRef, Version};
use domain::ports::Room;
use domain::state::State;
use domain::time::TimeMs;
use domain::timer::TimerId;
use domain::unit::{Primary, Secondary};
use journal::FjallJournal;
use sequencer::cascade::work_out;
use sequencer::{Parts, Sequencer};

use crate::commands::{SystemClock, target};
use crate::measure::median;
use integration_tests::county::{self, NOW};

const PENDING: u32 = 1_000_000;
const FIRINGS: usize = 2_000;
const DUE: u32 = 10_000;

pub fn run() {
    let dir = tempfile::tempdir_in(target()).expect("a temporary folder");
    let runtime = county::open_runtime(&dir.path().join("plugins"));
    let imported = county::state_after(&county::set_up(&county::read(), &runtime, &[]), &runtime);
    let before = integration_tests::resident_bytes();
    // One more comes due each second.
    let mut state = with_timers(imported.clone(), PENDING, |n| NOW.plus_s(n + 1));
    let bytes = (integration_tests::resident_bytes() - before) as f64 / f64::from(PENDING);
    let mut us = Vec::with_capacity(FIRINGS);
    for n in 0..FIRINGS {
        let now = NOW.plus_s(n as u32 + 1);
        let start = Instant::now();
        let tick = Envelope::system(Command::Timer(TimerCommand::Tick { archived_up_to: None }));
        let draft = work_out(&state, &tick, now, &*runtime).unwrap_or_else(|refusal| panic!("{refusal}"));
        state = draft.state;
        us.push(start.elapsed().as_secs_f64() * 1e6);
        assert!(matches!(draft.batch.events[..], [Event::Timer(TimerEvent::Fired { .. })]), "one is due each second");
    }
    us.sort_by(f64::total_cmp);
    let (p99, middle) = (us[FIRINGS * 99 / 100], median(us));
    println!("{PENDING} pending timers: {bytes:.0} bytes each; the next firing takes {middle:.1} µs, P99 {p99:.1} µs");
    drop(state);
    beside_reports(&imported, dir.path(), &runtime);
}

fn with_timers(mut state: State, count: u32, due: impl Fn(u32) -> TimeMs) -> State {
    for first in (0..count).step_by(500) {
        let start = |n: u32| {
            Event::Timer(TimerEvent::Started {
                timer: TimerId::new(IncidentRef(1 + (n >> 8)), 0, n as u16 & 0xff),
                generation: 1,
                due: due(n),
                catch_up: CatchUp::Once,
                repeat_s: None,
            })
        };
        let events = (first..count.min(first + 500)).map(start).collect();
        state.fold(&Batch::system(state.version.next(), NOW, "tick", events));
    }
    state
}

/// Commands one after the other, durably, until none of the timers is left.
fn beside_reports(imported: &State, dir: &std::path::Path, runtime: &Arc<runtime::Runtime>) {
    let mut state = with_timers(imported.clone(), DUE, |_| NOW);
    // Its journal begins here.
    state.version = Version(0);
    let parts = Parts {
        journal: Box::new(FjallJournal::open(&dir.join("data")).expect("a journal")),
        archive: Arc::new(archive::MemoryArchive::new()),
        decide: runtime.clone(),
        clock: Arc::new(SystemClock),
        traces: Traces::default(),
    };
    let start = Instant::now();
    let sequencer = Sequencer::start(state, parts);
    let room = sequencer.room();
    let mut ms = Vec::new();
    while !room.state().timers.is_empty() {
        let asked = Instant::now();
        change(&*room, ms.len());
        ms.push(asked.elapsed().as_secs_f64() * 1e3);
    }
    let whole = start.elapsed().as_secs_f64();
    ms.sort_by(f64::total_cmp);
    let (longest, count) = (ms[ms.len() - 1], ms.len());
    println!(
        "{DUE} timers due at once: all fired after {whole:.2} s; meanwhile {count} commands were answered durably, the median \
         after {:.1} ms, the slowest after {longest:.1} ms",
        median(ms)
    );
    drop(room);
    sequencer.stop();
}

fn change(room: &dyn Room, number: usize) {
    let secondary = Some(if number.is_multiple_of(2) { [Secondary::Reserve].into() } else { Default::default() });
    let command = Command::Unit(UnitCommand::SetStatus { unit: UnitRef(0), primary: Primary::Available, secondary });
    let (send, receive) = channel();
    room.submit(Envelope::system(command), Box::new(move |answer| drop(send.send(answer))));
    receive.recv().expect("an answer").unwrap_or_else(|refusal| panic!("{refusal}"));
}
