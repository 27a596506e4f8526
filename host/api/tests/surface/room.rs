//! A room for tests: `domain`'s checks and fold with nothing between them, everything in memory. The real sequencer, with
//! plugins and a disk, is tested with the API elsewhere.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use domain::archived::shelf::Shelf;
use domain::archived::{Document, Filed, Found, Place, Row, Wanted};
use domain::cause::deed::cause;
use domain::command::{Answer, Command, CountyCommand, Envelope, InstanceCommand};
use domain::county::County;
use domain::county::Names;
use domain::county::agency::Agency;
use domain::county::outcome::Outcome;
use domain::county::series::Series;
use domain::event::{Batch, Event, InstanceEvent};
use domain::hooks::{HookFailure, Takeover};
use domain::ids::*;
use domain::incident::archived::ArchivedIncident;
use domain::ports::*;
use domain::refusal::Refusal;
use domain::refusal::room::{RoomRefusal, Unready};
use domain::scope::Authority;
use domain::sentence::Said;
use domain::state::State;
use domain::time::TimeMs;
use domain::unit::Fix;
use domain::unit::position::{Doubt, Doubted, Offered, doubt};

/// 2022-09-01 00:04:44 in Shouning.
pub const START: TimeMs = TimeMs(1_661_961_884_000);

#[derive(Default)]
pub struct TestRoom {
    state: Mutex<Arc<State>>,
    records: Mutex<Vec<Vec<u8>>>,
    listeners: Mutex<Vec<Listener>>,
    pub fixes: Mutex<Vec<(UnitRef, Fix)>>,
    /// While set, commands are kept waiting.
    pub held: AtomicBool,
    waiting: Mutex<Vec<(Envelope, Reply)>>,
    /// While set, every command is refused as a failed journal would.
    pub broken: AtomicBool,
    /// Why the next command is refused.
    pub no: Mutex<Option<Refusal>>,
    /// While set, every command with a key was done before.
    pub repeats: AtomicBool,
    /// The last command that was answered so.
    pub repeated: Mutex<Option<Envelope>>,
    /// While set, asking for its health panics.
    pub cursed: AtomicBool,
    clock_s: AtomicU64,
    threads: Mutex<Vec<ThreadHealth>>,
}

impl TestRoom {
    /// A room with the little county.
    pub fn with_county() -> Arc<TestRoom> {
        let room = Arc::new(TestRoom::default());
        let series = |code: &str, district| Series {
            code: code.to_owned(),
            name: Default::default(),
            measure: "m".to_owned(),
            max_age_s: 600,
            ahead_s: None,
            district,
        };
        let county = crate::little_county::little_county();
        let districts =
            [("river.level-m", None), ("demand.D1", Some(DistrictRef(0))), ("demand.D2", Some(DistrictRef(1)))];
        let series = districts.map(|(code, district)| series(code, district)).to_vec();
        let outcome = |code: &str, kinds| Outcome { code: code.to_owned(), name: Default::default(), kinds };
        let outcomes = vec![outcome("warned", vec![KindRef(2)]), outcome("settled", vec![KindRef(2)])];
        let name = |zh: &str, en: &str| Names { zh: zh.to_owned(), en: en.to_owned() };
        let agency = |code: &str, name| Agency { code: code.to_owned(), name, confirm_within_s: 180 };
        let agencies = vec![agency("119", name("消防救援", "fire brigade")), agency("120", name("急救", "ambulance"))];
        let county = Arc::new(County { series, outcomes, agencies, ..county });
        room.run(Envelope::system(Command::County(CountyCommand::Import { county }))).unwrap();
        room
    }

    pub fn pass(&self, seconds: u64) {
        self.clock_s.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Commits events as they are, whatever a check would say.
    pub fn commit(&self, author: &str, command: &str, events: Vec<Event>) -> Version {
        let version = self.state().version.next();
        let (author, command) = (author.to_owned(), command.to_owned());
        self.fold(Batch { version, at: self.now(), author, command, reason: None, key: None, events, causes: None });
        version
    }

    /// Notes a command under its key as one that was done and changed nothing.
    pub fn remember(&self, envelope: &Envelope) {
        let (author, command) = (envelope.author.clone(), envelope.command.name().to_owned());
        let (version, key) = (self.state().version.next(), envelope.key.clone());
        let (reason, events, causes) = (None, Vec::new(), None);
        self.fold(Batch { version, at: self.now(), author, command, reason, key, events, causes });
    }

    fn fold(&self, batch: Batch) -> Answer {
        let mut state = (*self.state()).clone();
        state.fold(&batch);
        let answer = state.answer(&batch);
        let committed = Committed { batch: Arc::new(batch), state: Arc::new(state) };
        self.records.lock().unwrap().push(committed.batch.encode());
        *self.state.lock().unwrap() = committed.state.clone();
        self.listeners.lock().unwrap().iter().for_each(|listener| listener(&committed));
        answer
    }

    pub fn run(&self, envelope: Envelope) -> Result<Done, Refusal> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(RoomRefusal::JournalFailed { why: "the disk is full".to_owned() }.into());
        }
        if let Some(no) = self.no.lock().unwrap().take() {
            return Err(no);
        }
        let state = self.state();
        if self.repeats.load(Ordering::SeqCst) && envelope.key.is_some() {
            *self.repeated.lock().unwrap() = Some(envelope);
            return Ok(Done { answer: Answer::Done { version: state.version }, repeated: true });
        }
        if let Some(answer) = state.answered_before(&envelope)? {
            return Ok(Done { answer, repeated: true });
        }
        let mut events = domain::check::check(&state, &envelope, self.now())?;
        if let Command::Instance(InstanceCommand::Migrate { to, instances, .. }) = &envelope.command {
            events.extend(instances.iter().map(|which| migrated(&state, *to, *which)));
        }
        let version = state.version.next();
        let command = envelope.command.name().to_owned();
        let causes = events.iter().map(|event| cause(&state, &envelope.command, event)).collect();
        let Envelope { author, reason, key, .. } = envelope;
        let (at, causes) = (self.now(), Some(causes));
        let answer = self.fold(Batch { version, at, author, command, reason, key, events, causes });
        Ok(Done { answer, repeated: false })
    }

    /// Lets the outside see where units are, as the writer does between batches.
    pub fn show_positions(&self, fixes: &[(UnitRef, Fix)]) {
        let mut state = (*self.state()).clone();
        state.place(fixes);
        *self.state.lock().unwrap() = Arc::new(state);
    }

    /// Lets go what was held.
    pub fn release(&self) {
        self.held.store(false, Ordering::SeqCst);
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap());
        for (envelope, reply) in waiting {
            reply(self.run(envelope));
        }
    }

    pub fn waiting(&self) -> usize {
        self.waiting.lock().unwrap().len()
    }

    /// All that was ever committed, as the journal would hold it.
    pub fn journal_text(&self) -> String {
        self.records.lock().unwrap().iter().map(|record| String::from_utf8_lossy(record).into_owned()).collect()
    }

    pub fn last_batch(&self) -> Batch {
        Batch::decode(self.records.lock().unwrap().last().unwrap()).unwrap()
    }
}

impl Room for TestRoom {
    fn state(&self) -> Arc<State> {
        self.state.lock().unwrap().clone()
    }

    fn submit(&self, envelope: Envelope, reply: Reply) {
        if self.held.load(Ordering::SeqCst) && !envelope.command.is_reserved() {
            self.waiting.lock().unwrap().push((envelope, reply));
        } else {
            reply(self.run(envelope));
        }
    }

    fn offer_positions(&self, by: &Authority, fixes: &[(UnitRef, Fix)]) -> Offered {
        let (state, mut offered) = (self.state(), Offered::default());
        for (index, (unit, fix)) in fixes.iter().enumerate() {
            if !domain::scope::admit::moves(&state, by, *unit) {
                offered.doubts.push((index, Doubt::UnknownUnit));
                continue;
            }
            match doubt(state.loaded().unwrap(), None, fix, self.now()) {
                Some(why) => offered.doubts.push((index, why)),
                None => self.fixes.lock().unwrap().push((*unit, *fix)),
            }
        }
        offered.taken = fixes.len() - offered.doubts.len();
        offered
    }

    /// Unit 0 has sent nonsense.
    fn doubted_position(&self, unit: UnitRef) -> Option<Doubted> {
        let fix = Fix { lon: 0.0, lat: 0.0, at: START };
        (unit == UnitRef(0)).then_some(Doubted { fix, why: Doubt::FarOutside })
    }

    fn watch(&self, listener: Listener) {
        self.listeners.lock().unwrap().push(listener);
    }

    fn health(&self) -> RoomHealth {
        assert!(!self.cursed.load(Ordering::SeqCst), "as asked");
        let broken = self.broken.load(Ordering::SeqCst);
        let why = broken.then(|| Unready::JournalFailed { why: "the disk is full".to_owned() }.into());
        let threads = self.threads.lock().unwrap().clone();
        RoomHealth {
            threads,
            ready: !broken,
            why,
            version: self.state().version,
            queued: self.waiting(),
            doubt: self.state().time.doubt.clone(),
            ..RoomHealth::default()
        }
    }

    /// An instance whose key begins with `odd` is refused.
    fn assess_again(&self, number: AssessmentRef) -> Option<Result<String, HookFailure>> {
        let state = self.state();
        let done = state.assessments.get(number)?.done.clone()?;
        Some(Ok(domain::assessment::bytes(&done.answer)))
    }

    fn rehearse_migration(&self, _to: Digest, instances: &[InstanceRef]) -> Vec<Rehearsed> {
        let state = self.state();
        let odd = |which: InstanceRef| state.workflows.get(which).unwrap().key.starts_with("odd");
        let outcome =
            |which| if odd(which) { Err(Said::Words("its key is odd".to_owned())) } else { Ok(Takeover::default()) };
        instances.iter().map(|which| Rehearsed { instance: *which, outcome: outcome(*which) }).collect()
    }

    fn note_thread(&self, name: &str, ended: Option<String>) {
        self.threads.lock().unwrap().push(ThreadHealth { name: name.to_owned(), ended });
    }

    fn clocks(&self) -> Clocks {
        Clocks { room: self.now(), wall: self.now().plus_ms(self.state().time.off_ms), kept: false }
    }

    fn now(&self) -> TimeMs {
        TimeMs(START.0 + 1_000 * i64::try_from(self.clock_s.load(Ordering::SeqCst)).unwrap())
    }
}

/// What a plugin that takes everything over would make of it.
fn migrated(state: &State, to: Digest, instance: InstanceRef) -> Event {
    let installed = state.plugins.installed.get(&to).unwrap();
    let district = state.workflows.get(instance).unwrap().district;
    let plugin = domain::workflow::start::pin(state, installed, district);
    Event::Instance(InstanceEvent::Migrated { instance, plugin, state: "{}".to_owned(), standing: None })
}

/// Reads what the room committed.
pub struct TestJournal(pub Arc<TestRoom>);

impl JournalRead for TestJournal {
    fn read(&self, from: Version, each: &mut dyn FnMut(Version, Digest, &[u8]) -> bool) -> Result<(), JournalError> {
        let records = self.0.records.lock().unwrap().clone();
        let skipped = usize::try_from(from.0.saturating_sub(1)).unwrap();
        for (index, record) in records.iter().enumerate().skip(skipped) {
            if !each(Version(index as u64 + 1), Digest::default(), record) {
                break;
            }
        }
        Ok(())
    }

    fn head(&self) -> Head {
        Head { version: self.0.state().version, hash: Digest::default() }
    }
}

#[derive(Default)]
pub struct TestArchive {
    pub shelf: Mutex<Shelf>,
}

impl TestArchive {
    /// Takes in what the last batch left for it.
    pub fn collect(&self, state: &State) {
        let documents: Vec<Document> = domain::archived::documents::of_batch(state).into_values().collect();
        self.apply(state.version, &documents).unwrap();
    }

    /// Takes in an incident as it stands.
    pub fn take_incident(&self, state: &State, which: IncidentRef) {
        let document = ArchivedIncident::of(state, which).unwrap().document(state.loaded().unwrap().county());
        self.apply(state.version, &[document]).unwrap();
    }
}

impl Archive for TestArchive {
    fn latest_checkpoint(&self) -> Result<Option<(Version, Vec<u8>)>, ArchiveError> {
        Ok(None)
    }
    fn save_checkpoint(&self, _version: Version, _bytes: &[u8]) -> Result<(), ArchiveError> {
        Ok(())
    }
    fn applied(&self) -> Version {
        Version(0)
    }
    fn apply(&self, _version: Version, documents: &[Document]) -> Result<(), ArchiveError> {
        self.shelf.lock().unwrap().take(documents);
        Ok(())
    }
    fn document(&self, which: Filed) -> Result<Option<Row>, ArchiveError> {
        Ok(self.shelf.lock().unwrap().get(which))
    }
    fn find(&self, wanted: &Wanted, before: Option<Place>, limit: usize) -> Result<Found, ArchiveError> {
        Ok(self.shelf.lock().unwrap().find(wanted, before, limit))
    }
    fn incidents(
        &self,
        before: Option<IncidentRef>,
        limit: usize,
    ) -> Result<Vec<(IncidentRef, Vec<u8>)>, ArchiveError> {
        Ok(self.shelf.lock().unwrap().incidents(before, limit))
    }
    fn clear(&self) -> Result<(), ArchiveError> {
        *self.shelf.lock().unwrap() = Shelf::default();
        Ok(())
    }
}

#[derive(Default)]
pub struct TestKeys {
    keys: Mutex<(u32, BTreeMap<SubjectRef, SealingKey>)>,
}

impl TestKeys {
    /// Subjects that still have a key, without the one for fingerprints.
    pub fn subjects(&self) -> Vec<u32> {
        self.keys.lock().unwrap().1.keys().map(|subject| subject.0).filter(|subject| *subject > 1).collect()
    }
}

impl KeyStore for TestKeys {
    fn create(&self, subject: SubjectRef) -> Result<SealingKey, KeyStoreError> {
        let mut keys = self.keys.lock().unwrap();
        if subject.0 <= keys.0 {
            return Err(KeyStoreError(format!("subject {subject} is not new")));
        }
        keys.0 = subject.0;
        let key = SealingKey([subject.0 as u8 + 1; 32]);
        keys.1.insert(subject, key.clone());
        Ok(key)
    }
    fn get(&self, subject: SubjectRef) -> Result<Option<SealingKey>, KeyStoreError> {
        Ok(self.keys.lock().unwrap().1.get(&subject).cloned())
    }
    fn erase(&self, subject: SubjectRef) -> Result<bool, KeyStoreError> {
        Ok(self.keys.lock().unwrap().1.remove(&subject).is_some())
    }
    fn destroy_others(&self, keep: &dyn Fn(SubjectRef) -> bool) -> Result<usize, KeyStoreError> {
        let mut keys = self.keys.lock().unwrap();
        let before = keys.1.len();
        keys.1.retain(|subject, _| keep(*subject));
        Ok(before - keys.1.len())
    }
    fn nonce(&self) -> Result<[u8; 24], KeyStoreError> {
        Ok([9; 24])
    }
    fn last_subject(&self) -> SubjectRef {
        SubjectRef(self.keys.lock().unwrap().0)
    }
}
