//! From a command to its durable answer, at 1, 8 and 64 in flight, against the disk's own limit: the same number of waiting
//! writers behind a bare file append and one fdatasync for all that wait.

use std::io::Write;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use domain::clock::judge::Traces;
use domain::command::{Answer, Command, Envelope, IncidentCommand, Report, UnitCommand};
use domain::ids::{IncidentRef, Version};
use domain::incident::{Phase, Reality};
use domain::ports::{Clock, Done, Journal, JournalError, JournalRead, Room};
use domain::state::State;
use domain::time::TimeMs;
use journal::FjallJournal;
use sequencer::{Parts, Sequencer};

use crate::measure::median;
use integration_tests::county;

const IN_FLIGHT: [usize; 3] = [1, 8, 64];
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_millis(1_500);
const RECORD_BYTES: usize = 500;

pub fn run() {
    println!("| in flight | bare append + fdatasync /s | journal /s | acknowledgement /s | report with dispatch /s |");
    println!("|---|---|---|---|---|");
    for in_flight in IN_FLIGHT {
        let mut figures: [Vec<f64>; 4] = Default::default();
        for _ in 0..ROUNDS {
            figures[0].push(bare(in_flight));
            figures[1].push(journal_alone(in_flight));
            figures[2].push(through_the_room(in_flight, Kind::Light));
            figures[3].push(through_the_room(in_flight, Kind::Report));
        }
        let medians: Vec<f64> = figures.into_iter().map(median).collect();
        let against = |figure: f64| format!("{figure:.0} ({:.2})", figure / medians[0]);
        let (journal, light, report) = (against(medians[1]), against(medians[2]), against(medians[3]));
        println!("| {in_flight} | {:.0} | {journal} | {light} | {report} |", medians[0]);
    }
    println!("\nIn brackets: against the bare loop of the same row.");
}

/// Writers that wait for their record, and one thread that writes all that wait and syncs once.
fn grouped(in_flight: usize, mut write: impl FnMut(usize) + Send) -> f64 {
    let (submit, inbox): (Sender<Sender<()>>, Receiver<Sender<()>>) = channel();
    let done = Mutex::new(0_u64);
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..in_flight {
            let submit = submit.clone();
            let done = &done;
            scope.spawn(move || {
                let mut own = 0;
                while start.elapsed() < ROUND {
                    let (reply, answer) = channel();
                    if submit.send(reply).is_err() || answer.recv().is_err() {
                        break;
                    }
                    own += 1;
                }
                *done.lock().expect("a count") += own;
            });
        }
        drop(submit);
        scope.spawn(move || {
            while let Ok(first) = inbox.recv() {
                let mut group = vec![first];
                group.extend(inbox.try_iter());
                write(group.len());
                for reply in group {
                    // A client whose round is over hears nothing more.
                    let _ = reply.send(());
                }
            }
        });
    });
    done.into_inner().expect("a count") as f64 / start.elapsed().as_secs_f64()
}

fn bare(in_flight: usize) -> f64 {
    let dir = tempfile::tempdir_in(target()).expect("a temporary folder");
    let mut file = std::fs::File::create(dir.path().join("log")).expect("a file");
    let record = [7_u8; RECORD_BYTES];
    grouped(in_flight, move |count| {
        file.write_all(&record.repeat(count)).expect("a write");
        file.sync_data().expect("a sync");
    })
}

fn journal_alone(in_flight: usize) -> f64 {
    let dir = tempfile::tempdir_in(target()).expect("a temporary folder");
    let mut journal = FjallJournal::open(dir.path()).expect("a journal");
    let record = vec![b'x'; RECORD_BYTES];
    grouped(in_flight, move |count| {
        let expected = journal.head().version;
        journal.append(expected, &vec![record.clone(); count]).expect("an append");
    })
}

#[derive(Clone, Copy)]
enum Kind {
    /// A status change of a unit: hardly anything to decide.
    Light,
    /// A report that dispatch and escalation plugins decide upon, then its cancelling: two commands.
    Report,
}

fn through_the_room(in_flight: usize, kind: Kind) -> f64 {
    let dir = tempfile::tempdir_in(target()).expect("a temporary folder");
    let runtime = county::open_runtime(dir.path());
    let journal = FjallJournal::open(&dir.path().join("data")).expect("a journal");
    let archive = Arc::new(archive::MemoryArchive::new());
    let clock = Arc::new(SystemClock);
    let parts =
        Parts { journal: Box::new(journal), archive, decide: runtime.clone(), clock, traces: Traces::default() };
    let sequencer = Sequencer::start(State::default(), parts);
    let room = sequencer.room();
    for envelope in county::set_up(&county::read(), &runtime, &["nearest-unit", "graded-escalation"]) {
        ask(&*room, envelope);
    }
    let start = Instant::now();
    let total: u64 = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..in_flight)
            .map(|client| {
                let room = room.clone();
                scope.spawn(move || {
                    let mut done = 0;
                    while start.elapsed() < ROUND {
                        done += match kind {
                            Kind::Light => light(&*room, client, done),
                            Kind::Report => report_and_cancel(&*room, client, done),
                        };
                    }
                    done
                })
            })
            .collect();
        clients.into_iter().map(|client| client.join().expect("a client")).sum()
    });
    let per_s = total as f64 / start.elapsed().as_secs_f64();
    drop(room);
    sequencer.stop();
    per_s
}

fn light(room: &dyn Room, client: usize, done: u64) -> u64 {
    use domain::unit::{Primary, Secondary};
    let unit = domain::ids::UnitRef(client as u32);
    let secondary = Some(if done.is_multiple_of(2) { [Secondary::Reserve].into() } else { Default::default() });
    ask(room, Envelope::system(Command::Unit(UnitCommand::SetStatus { unit, primary: Primary::Available, secondary })));
    1
}

fn report_and_cancel(room: &dyn Room, client: usize, done: u64) -> u64 {
    // Around the county's middle, a different place each time.
    let shift = ((client as u64 * 7_919 + done * 104_729) % 1_000) as f64 / 1_000.0;
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
        ask(room, Envelope::system(Command::Incident(IncidentCommand::Report(report)))).answer
    else {
        panic!("a report answers with its incident");
    };
    cancel(room, answer.incident);
    2
}

fn cancel(room: &dyn Room, incident: IncidentRef) {
    ask(
        room,
        Envelope::system(Command::Incident(IncidentCommand::Step { incident, to: Phase::Cancelled, outcome: None })),
    );
}

fn ask(room: &dyn Room, envelope: Envelope) -> Done {
    let (send, receive) = channel();
    room.submit(envelope, Box::new(move |answer| drop(send.send(answer))));
    receive.recv().expect("an answer").unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// Temporary folders lie beside the build, on a real disk: the system's own may be memory.
pub fn target() -> std::path::PathBuf {
    integration_tests::root().join("target")
}

pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> TimeMs {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        TimeMs(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A journal that keeps nothing, for what is measured without a disk.
pub struct NoJournal(pub domain::ports::Head);

impl Journal for NoJournal {
    fn head(&self) -> domain::ports::Head {
        self.0
    }

    fn append(&mut self, expected: Version, records: &[Vec<u8>]) -> Result<domain::ports::Head, JournalError> {
        self.0.version = Version(expected.0 + records.len() as u64);
        Ok(self.0)
    }

    fn reader(&self) -> Arc<dyn JournalRead> {
        unreachable!("nothing is read from a journal that keeps nothing")
    }
}
