//! Start-up over a journal of a million events: from the beginning, and from a checkpoint near the end.

use std::path::Path;
use std::sync::Arc;

use archive::SledArchive;
use domain::command::{Answer, Command, Envelope, IncidentCommand, MatterCommand, Report, TimerCommand, UnitCommand};
use domain::event::Batch;
use domain::ids::{UnitRef, Version};
use domain::incident::{Phase, Reality};
use domain::ports::Journal;
use domain::state::State;
use domain::time::TimeMs;
use domain::unit::Primary;
use journal::FjallJournal;
use runtime::Runtime;
use sequencer::cascade::work_out;
use sequencer::checkpoint;
use sequencer::recovery::recover;

use crate::commands::target;
use crate::measure::{median, wall_s};
use integration_tests::county::{self, NOW};

const EVENTS: usize = 1_000_000;
const SAMPLES: usize = 3;

pub fn run() {
    let dir = tempfile::tempdir_in(target()).expect("a temporary folder");
    let (s, (batches, events, bytes)) = wall_s(|| write(dir.path()));
    println!("written: {events} events in {batches} batches, {} MiB, {s:.0} s\n", bytes >> 20);
    let mut figures: [Vec<f64>; 2] = Default::default();
    let mut hashes = Vec::new();
    for _ in 0..SAMPLES {
        let archive = dir.path().join("archive");
        let _ = std::fs::remove_dir_all(&archive);
        let (s, state) = wall_s(|| start(dir.path(), &archive));
        figures[0].push(s);
        hashes.push(state.hash());
        {
            let (archive, _) = SledArchive::open(&archive).expect("an archive");
            let journal = FjallJournal::open(&dir.path().join("data")).expect("a journal");
            checkpoint::keep(&archive, journal.reader().as_ref(), &state).expect("a checkpoint");
        }
        let (s, state) = wall_s(|| start(dir.path(), &archive));
        figures[1].push(s);
        hashes.push(state.hash());
    }
    hashes.dedup();
    assert_eq!(hashes.len(), 1, "both ways lead to the same state");
    let [whole, checkpoint] = figures.map(median);
    println!("| start-up, journal opened and state at its end | s (median of {SAMPLES}) |");
    println!("|---|---|");
    println!("| from the beginning, archive filled on the way | {whole:.2} |");
    println!("| from a checkpoint | {checkpoint:.2} |");
}

fn start(dir: &Path, archive: &Path) -> State {
    let journal = FjallJournal::open(&dir.join("data")).expect("a journal");
    let (archive, _) = SledArchive::open(archive).expect("an archive");
    recover(&*journal.reader(), &archive).expect("a state").state
}

/// Writes a journal by playing incidents from report to close, one after the other. Batches, events, bytes.
fn write(dir: &Path) -> (usize, usize, usize) {
    let runtime = county::open_runtime(&dir.join("plugins"));
    let mut journal = FjallJournal::open(&dir.join("data")).expect("a journal");
    let mut history =
        History { runtime: &runtime, state: State::default(), now: NOW, events: 0, bytes: 0, group: Vec::new() };
    for envelope in county::set_up(&county::read(), &runtime, &["nearest-unit", "graded-escalation"]) {
        history.submit(envelope);
    }
    let mut batches = 0;
    let mut number = 0_u64;
    while history.events < EVENTS {
        history.incident(number);
        number += 1;
        if history.group.len() >= 1_000 {
            batches += history.flush(&mut journal);
        }
    }
    batches += history.flush(&mut journal);
    (batches, history.events, history.bytes)
}

struct History<'a> {
    runtime: &'a Arc<Runtime>,
    state: State,
    now: TimeMs,
    events: usize,
    bytes: usize,
    group: Vec<Batch>,
}

impl History<'_> {
    fn submit(&mut self, envelope: Envelope) -> Answer {
        self.now = TimeMs(self.now.0 + 20_000);
        let draft = work_out(&self.state, &envelope, self.now, &**self.runtime);
        let draft = draft.unwrap_or_else(|refusal| panic!("{refusal}"));
        if draft.batch.events.is_empty() {
            return Answer::Done { version: Version(0) };
        }
        let answer = draft.state.answer(&draft.batch);
        self.state = draft.state;
        self.events += draft.batch.events.len();
        self.group.push(draft.batch);
        answer
    }

    fn incident(&mut self, number: u64) {
        let shift = (number * 7_919 % 1_000) as f64 / 1_000.0;
        let report = Report {
            origin: Default::default(),
            kind: "help".to_owned(),
            lon: 119.45 + shift * 0.1,
            lat: 27.40 + shift * 0.08,
            source: "110".to_owned(),
            reality: Reality::Actual,
            priority: None,
            uncertain: None,
            external_id: None,
            personal: None,
            words: None,
        };
        let Answer::Incident(answer) =
            self.submit(Envelope::system(Command::Incident(IncidentCommand::Report(report))))
        else {
            return;
        };
        let incident = answer.incident;
        self.submit(Envelope::system(Command::Matter(MatterCommand::Acknowledge { matter: incident.into() })));
        let on_it = self.state.incident(incident);
        let units: Vec<UnitRef> = on_it.map(|incident| incident.units().collect()).unwrap_or_default();
        for primary in [Primary::EnRoute, Primary::OnScene] {
            for unit in &units {
                self.submit(Envelope::system(Command::Unit(UnitCommand::SetStatus {
                    unit: *unit,
                    primary,
                    secondary: None,
                })));
            }
        }
        for (to, outcome) in [(Phase::Resolved, None), (Phase::Closed, Some("nothing-found".to_owned()))] {
            self.submit(Envelope::system(Command::Incident(IncidentCommand::Step { incident, to, outcome })));
        }
        if number.is_multiple_of(50) {
            let archived_up_to = Some(self.state.version);
            self.submit(Envelope::system(Command::Timer(TimerCommand::Tick { archived_up_to })));
        }
    }

    /// Appends what was gathered; the number of batches.
    fn flush(&mut self, journal: &mut FjallJournal) -> usize {
        let group = std::mem::take(&mut self.group);
        let records: Vec<Vec<u8>> = group.iter().map(Batch::encode).collect();
        self.bytes += records.iter().map(Vec::len).sum::<usize>();
        let expected = journal.head().version;
        journal.append(expected, &records).expect("an append");
        group.len()
    }
}
