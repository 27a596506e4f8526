//! The seams between the crates: what the core asks of a runtime, a journal, an archive, a key store, and what the outside
//! asks of a sequencer. Siblings never import each other; they meet here, and `wardroom` wires them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::answer::Answer;
use crate::archived::{self, Document, Filed, Found, Place, Row};
use crate::command::Envelope;
use crate::county::calendar::DayKind;
use crate::event::Batch;
use crate::hooks::*;
use crate::ids::*;
use crate::incident::Reality;
use crate::plugin::{Inspected, Installed};
use crate::refusal::Refusal;
use crate::scope::Authority;
use crate::sentence::{Said, Sentence};
use crate::series::Shown;
use crate::skills::SkillSet;
use crate::state::State;
use crate::time::TimeMs;
use crate::unit::Fix;
use crate::unit::position::{Doubt, Doubted, Offered};
use crate::who::Who;
use crate::workflow::Status;

pub use crate::county::reference::{CodeOf, Reference};
pub use crate::county::value::Value;
pub use crate::sealed::SealingKey;

/// A plugin to ask, with the settings in force.
pub struct PluginCall<'a> {
    pub plugin: &'a Installed,
    pub settings_json: &'a str,
    /// Wall-clock budget that is left; the runtime takes the smaller of this and its own limit.
    pub deadline_ms: u64,
}

impl PluginCall<'_> {
    /// As `deadline_ms`: fuel alone ends the call, which is the same on every machine. For those who play on a virtual clock.
    pub const UNTIMED: u64 = u64::MAX;
}

/// Runs plugins. Every call is a fresh sandbox; nothing it does can stop or slow the caller past the deadline.
pub trait Decide: Send + Sync {
    /// The answer is to the question that was asked.
    fn run(&self, call: &PluginCall<'_>, input: HookInput<'_>, view: &Arc<dyn View>) -> HookRun<HookAnswer>;
}

/// Asks a plugin with the types of the question.
pub trait Ask {
    fn ask<I: Asks>(&self, call: &PluginCall<'_>, input: &I, view: &Arc<dyn View>) -> HookRun<I::Answer>;
}

impl<D: Decide + ?Sized> Ask for D {
    fn ask<I: Asks>(&self, call: &PluginCall<'_>, input: &I, view: &Arc<dyn View>) -> HookRun<I::Answer> {
        let HookRun { result, log, fuel_used, time_us } = self.run(call, input.input(), view);
        HookRun { result: result.and_then(I::answer), log, fuel_used, time_us }
    }
}

/// Whether somebody still waits for a long piece of work.
pub type Wanted<'a> = &'a (dyn Fn() -> bool + Sync);

/// Takes components in: checks them, keeps their bytes by digest, compiles them.
pub trait Components: Send + Sync {
    /// Reads and checks a component without keeping it. The refusal names the offender and what to do. May take long: it is given
    /// up once nobody wants it any more.
    fn inspect_while(&self, component: &[u8], wanted: Wanted<'_>) -> Result<Inspected, String>;
    /// Checks it, keeps its bytes durably and compiles it, for as long as somebody wants that. Idempotent.
    fn keep_while(&self, component: &[u8], wanted: Wanted<'_>) -> Result<Inspected, String>;
    /// The same for one who waits to the end.
    fn inspect(&self, component: &[u8]) -> Result<Inspected, String> {
        self.inspect_while(component, &|| true)
    }
    fn keep(&self, component: &[u8]) -> Result<Inspected, String> {
        self.keep_while(component, &|| true)
    }
    /// Checks settings against an installed plugin's schema; every fault with its place in the settings.
    fn check_settings(&self, inspected: &Inspected, settings: &serde_json::Value) -> Result<(), Vec<String>>;
}

/// What a granted plugin may read: the county at one version of its state. Grants are the runtime's business.
pub trait View: Send + Sync {
    fn incident(&self, which: IncidentRef) -> Option<IncidentView>;
    /// Oldest first. `None`: no such district.
    fn open_incidents(&self, district: DistrictRef, limit: usize) -> Option<Vec<IncidentView>>;
    /// `None`: no such district or slot.
    fn on_duty(&self, district: DistrictRef, slot: &str, at: TimeMs) -> Option<Vec<PersonRef>>;
    /// Outer `None`: no such subject or attribute.
    fn attribute(&self, of: AttributeOwner, name: &str) -> Option<Option<Value>>;
    /// `None`: no such table or key.
    fn get_row(&self, table: &str, key: &str) -> Option<Vec<(String, Value)>>;
    /// `None`: no such table or column.
    fn find_rows(&self, table: &str, column: &str, equals: &Value, limit: usize) -> Option<Vec<Vec<(String, Value)>>>;
    /// The code that people know it by: an incident's or a workflow's id. `None`: no such thing.
    fn code(&self, of: Reference) -> Option<String>;
    /// GB/T 2260.
    fn county_code(&self) -> String;
    /// Posts with their times, and what they are qualified for. `None`: no such person.
    fn person(&self, which: PersonRef) -> Option<PersonInfo>;
    /// The places in a grid, by number. `None`: no such grid.
    fn places_in(&self, grid: GridRef, limit: usize) -> Option<Vec<PlaceRef>>;
    /// Seconds from the middle of each of these grids to that of each of those, row by row, as units of a kind move; `u32::MAX` where
    /// it is farther than they go. `None`: no such grid or kind.
    fn travel_s(&self, from: &[GridRef], to: &[GridRef], kind: Option<UnitKindRef>) -> Option<Vec<u32>>;
    /// What a series shows at a time. `None`: no such series, or no value that is young enough.
    fn series(&self, code: &str, at: TimeMs) -> Option<Shown>;
    /// What no record tells. Outer `None`: no such thing; inner: no such key, or nothing under it.
    fn extra(&self, of: Thing, key: &str) -> Option<Option<Value>>;
    /// All skills of a unit. `None`: no such unit.
    fn skills_of(&self, unit: UnitRef) -> Option<SkillSet>;
    /// The units that belong to a district, those lent to another included. `None`: no such district.
    fn units(&self, district: DistrictRef) -> Option<Vec<UnitInfo>>;
    /// Grids with their distances in metres, the one asked about first. `None`: no such grid.
    fn grids_near(&self, grid: GridRef, within_m: u32, limit: usize) -> Option<Vec<(GridRef, u32)>>;
    /// Codes of the nearest video points with their distances in metres. `None`: no such grid.
    fn video_points_near(&self, grid: GridRef, limit: usize) -> Option<Vec<(String, u32)>>;
    /// `None`: no such district.
    fn district_neighbours(&self, district: DistrictRef) -> Option<Vec<DistrictRef>>;
    fn grid_info(&self, grid: GridRef) -> Option<GridInfo>;
    fn district_of(&self, grid: GridRef) -> Option<DistrictRef>;
    /// The number of something by the county's own code; what is retired has none.
    fn by_code(&self, of: CodeOf, code: &str) -> Option<u32>;
    /// Open tasks of an assignee.
    fn workload(&self, of: &Who) -> u32;
    /// The values with which workflows of a kind that are under way are marked under a name, each once, in order.
    fn marks(&self, kind: &str, name: &str, limit: usize) -> Vec<String>;
    /// `None`: no such workflow in the state.
    fn workflow(&self, which: InstanceRef) -> Option<WorkflowInfo>;
    /// The workflows that one started, oldest first. `None`: no such workflow in the state.
    fn children(&self, of: InstanceRef, limit: usize) -> Option<Vec<WorkflowInfo>>;
    /// Workflows of a kind that are under way and marked so, oldest first.
    fn marked_with(&self, kind: &str, name: &str, value: &str, limit: usize) -> Vec<WorkflowInfo>;
    /// The first instant from `at` on within these hours of the county's own time. `None`: there are none.
    fn next_within(&self, at: TimeMs, hours: Hours) -> Option<TimeMs>;
    /// `None`: no such time.
    fn local_time(&self, at: TimeMs) -> Option<LocalTime>;
    /// The midnight that ends the working day which is so many after the day of `from`. `None`: none, or too many.
    fn after_working_days(&self, from: TimeMs, days: u16) -> Option<TimeMs>;
    /// Actual incidents that were reported since; counted up to `up_to`. `None`: longer ago than the state remembers.
    fn count_incidents(&self, kind: Option<KindRef>, within: Area, since: TimeMs, up_to: usize) -> Option<usize>;
}

/// A unit as a granted plugin sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitInfo {
    pub unit: UnitRef,
    pub team: TeamRef,
    pub district: DistrictRef,
    pub lent_to: Option<DistrictRef>,
    pub skills: SkillSet,
    pub kind: UnitKindRef,
    pub class: Option<ClassRef>,
    pub crew: u16,
    /// Where it is taken to stand; `None` outside the county.
    pub grid: Option<GridRef>,
    /// On shift, on no incident, not held back.
    pub free: bool,
}

/// A workflow as a granted plugin sees it: nothing of its state or its forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkflowInfo {
    pub instance: InstanceRef,
    pub kind: String,
    pub key: String,
    pub district: DistrictRef,
    pub grid: Option<GridRef>,
    pub incident: Option<IncidentRef>,
    pub parent: Option<InstanceRef>,
    pub reality: Reality,
    pub status: Status,
    pub ended: Option<String>,
    pub started_at: TimeMs,
    pub waits: Vec<String>,
    pub marks: Vec<Mark>,
}

/// Where a grid lies, and how many households are in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridInfo {
    pub village: VillageRef,
    pub township: TownshipRef,
    pub district: DistrictRef,
    pub households: u32,
}

/// Hours of the day in the county's own time: minutes since midnight. `until` at or before `from` is on the next day. `days`: a
/// bit for each day on which they begin, bit 0 is Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    pub from_minute: u16,
    pub until_minute: u16,
    pub days: u8,
    /// A bit for each kind of day on which they begin ([`DayKind::bit`]).
    pub day_kinds: u8,
    /// They begin within these dates only.
    pub season: Option<Season>,
}

/// Dates of every year, month and day, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Season {
    pub from: (i8, i8),
    pub until: (i8, i8),
}

/// What the county's clocks and its calendar show at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    pub date: Date,
    /// Since midnight, by the clock on the wall.
    pub minute: u16,
    pub day: DayKind,
    /// The county's calendar says something of this year; else the weekday alone says what day it is.
    pub in_calendar: bool,
}

/// Where something is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    Grid(GridRef),
    District(DistrictRef),
    County,
}

/// What an attribute of the county's own belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeOwner {
    Unit(UnitRef),
    Grid(GridRef),
    Place(PlaceRef),
    Kind(KindRef),
}

/// What something can be told of by the name of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    County,
    Incident(IncidentRef),
    Unit(UnitRef),
    Grid(GridRef),
    Place(PlaceRef),
    Station(StationRef),
    Village(VillageRef),
    Team(TeamRef),
    Person(PersonRef),
}

/// A person as a granted plugin sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonInfo {
    /// A sworn officer, not an auxiliary.
    pub sworn: bool,
    /// Positions in the county's qualifications.
    pub qualifications: Vec<u16>,
    pub posts: Vec<PostInfo>,
}

/// A post that a person holds for a time: its position in the county's posts, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostInfo {
    pub post: u16,
    pub team: Option<TeamRef>,
    pub district: DistrictRef,
    pub station: Option<StationRef>,
    pub from: Date,
    pub to: Option<Date>,
}

/// Whether an error proves that something on disk is not as it was written: it is gone, too short, or not what it should be. Any other
/// says only that the system did not let it be done: no rights, no room, a read-only file system, too many open files, a disk that fails.
/// Then nothing is known of what is there, and nothing may be repaired, set aside or made anew because of it.
pub const fn proves_damage(kind: std::io::ErrorKind) -> bool {
    use std::io::ErrorKind::{InvalidData, NotFound, UnexpectedEof};
    matches!(kind, InvalidData | NotFound | UnexpectedEof)
}

/// The end of a journal: its last version and the hash of its last record, zero for an empty one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub version: Version,
    pub hash: Digest,
}

/// The durable truth: an append-only, hash-chained list of records, one for each batch. Records are opaque here; what is in
/// them is [`crate::event::Batch`] as JSON.
pub trait Journal: Send {
    fn head(&self) -> Head;

    /// Appends these records in order, the first as `expected.next()`, and returns once all are durable: on power loss
    /// either all of a record is there or none, and no record without those before it. After an I/O error every later call
    /// fails until the journal is opened anew.
    fn append(&mut self, expected: Version, records: &[Vec<u8>]) -> Result<Head, JournalError>;

    /// A reader that goes on beside the writer.
    fn reader(&self) -> Arc<dyn JournalRead>;
}

pub trait JournalRead: Send + Sync {
    /// Calls `each` with the records from version `from` on, in order, until the end or until it says stop (`false`).
    /// Checks each record's checksum and its link to the one before.
    fn read(&self, from: Version, each: &mut dyn FnMut(Version, Digest, &[u8]) -> bool) -> Result<(), JournalError>;

    fn head(&self) -> Head;
}

#[derive(Debug, Clone, thiserror::Error)]
pub enum JournalError {
    #[error("the journal stands at version {actual}, not at {expected}: another writer was here")]
    WrongVersion { expected: Version, actual: Version },
    /// Something on disk is not what was written.
    #[error("the journal is damaged at record {version} in {file}: {what}")]
    Damaged { version: Version, file: String, what: String },
    #[error("{0}")]
    Io(String),
    #[error("the journal failed before and takes nothing until it is opened anew: {0}")]
    Latched(String),
    #[error("a record of {bytes} bytes passes the limit of {limit} bytes")]
    TooLarge { bytes: usize, limit: usize },
}

/// Rebuildable storage: checkpoints of the state, and what has ended.
pub trait Archive: Send + Sync {
    /// The newest checkpoint that reads well and whose format is this one: its version and bytes.
    fn latest_checkpoint(&self) -> Result<Option<(Version, Vec<u8>)>, ArchiveError>;
    /// Keeps a checkpoint and drops all but the two newest.
    fn save_checkpoint(&self, version: Version, bytes: &[u8]) -> Result<(), ArchiveError>;
    /// The last version whose documents it holds.
    fn applied(&self) -> Version;
    /// Takes documents in, all in one go, and notes that all up to `version` are in. One that is given again replaces the old.
    fn apply(&self, version: Version, documents: &[Document]) -> Result<(), ArchiveError>;
    /// The document of a thing, or the one that it is in.
    fn document(&self, which: Filed) -> Result<Option<Row>, ArchiveError>;
    /// What fits, newest first, before a place (from the newest if `None`), at most `limit`; a page may hold fewer where there are
    /// more, since it looks at so many only.
    fn find(&self, wanted: &archived::Wanted, before: Option<Place>, limit: usize) -> Result<Found, ArchiveError>;
    /// Documents of incidents below `before` (all if `None`), newest reference first, at most `limit`.
    fn incidents(&self, before: Option<IncidentRef>, limit: usize)
    -> Result<Vec<(IncidentRef, Vec<u8>)>, ArchiveError>;
    /// Throws everything away, to be filled anew from the journal.
    fn clear(&self) -> Result<(), ArchiveError>;
}

#[derive(Debug, Clone, thiserror::Error)]
#[error("archive: {0}")]
pub struct ArchiveError(pub String);

/// Which calls were of one caller, for as many days as the county keeps that. No number is kept, and nothing of it is journalled.
pub trait Callers: Send + Sync {
    /// Somebody called about an incident. `today`: the county's day.
    fn heard(&self, number: &str, incident: IncidentRef, today: Date, at: TimeMs) -> Result<(), String>;
    /// Of each who called about an incident and called more than once: all their calls, oldest first.
    fn same(&self, incident: IncidentRef) -> Vec<Vec<Heard>>;
    /// The callers of an incident are told of no more.
    fn forget(&self, incident: IncidentRef) -> Result<(), String>;
}

/// A call about an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    pub incident: IncidentRef,
    pub at: TimeMs,
}

/// Keys of sealed fields, one for each subject, kept apart from the journal. Erasing a key erases what it sealed, everywhere.
pub trait KeyStore: Send + Sync {
    /// Draws and durably keeps a key for a new subject.
    fn create(&self, subject: SubjectRef) -> Result<SealingKey, KeyStoreError>;
    /// `None`: erased, or never made.
    fn get(&self, subject: SubjectRef) -> Result<Option<SealingKey>, KeyStoreError>;
    /// Destroys it, durably. Whether there was one.
    fn erase(&self, subject: SubjectRef) -> Result<bool, KeyStoreError>;
    /// Destroys, durably, every key but those of these subjects; also keys that were drawn and never given out. How many.
    fn destroy_others(&self, keep: &dyn Fn(SubjectRef) -> bool) -> Result<usize, KeyStoreError>;
    /// Random bytes for a nonce.
    fn nonce(&self) -> Result<[u8; 24], KeyStoreError>;
    /// The highest subject that ever had a key; new subjects come after it.
    fn last_subject(&self) -> SubjectRef;
}

#[derive(Debug, Clone, thiserror::Error)]
#[error("key store: {0}")]
pub struct KeyStoreError(pub String);

/// Answers a submitted command, once: after it is durable, or with the reason why it was not done.
pub type Reply = Box<dyn FnOnce(Result<Done, Refusal>) + Send>;

/// Is told of every batch once it is durable, in order.
pub type Listener = Box<dyn Fn(&Committed) + Send + Sync>;

/// A command that was done and is durable.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    pub answer: Answer,
    /// The key was known: this is the answer of the first time, and nothing was done again.
    pub repeated: bool,
}

/// A batch that is durable, and the state after it.
#[derive(Clone, Debug)]
pub struct Committed {
    pub batch: Arc<Batch>,
    pub state: Arc<State>,
}

/// Whether a county takes commands.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct RoomHealth {
    pub ready: bool,
    /// Why not.
    pub why: Option<Sentence>,
    pub version: Version,
    /// Commands that wait to be worked out.
    pub queued: usize,
    /// Positions that were not taken since the start, by the reason.
    pub positions_dropped: BTreeMap<Doubt, u64>,
    /// Shadow runs dropped since the start because too many waited.
    pub shadows_dropped: u64,
    /// The threads that the room relies on. It is not ready once one of them has ended.
    pub threads: Vec<ThreadHealth>,
    /// Present: the room's time is in doubt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<crate::clock::Doubt>,
}

/// A thread, and why it ended if it has.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ThreadHealth {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
}

/// What the clocks show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clocks {
    /// The room's time.
    pub room: TimeMs,
    /// The system's clock.
    pub wall: TimeMs,
    /// A time service keeps it.
    pub kept: bool,
}

/// What would become of an instance on another version of its plugin.
#[derive(Clone, Debug, PartialEq)]
pub struct Rehearsed {
    pub instance: InstanceRef,
    /// What it is there, or why it can't go there.
    pub outcome: Result<Takeover, Said>,
}

/// One county's command room as the outside sees it: the sequencer behind a queue.
pub trait Room: Send + Sync {
    /// The newest durable state.
    fn state(&self) -> Arc<State>;
    /// Hands a command in. The reply may come on another thread, or at once if the queue is full.
    fn submit(&self, envelope: Envelope, reply: Reply);
    /// Takes positions into the last-value buffer; the next decision sees them, lists a few seconds later. They never reach the
    /// journal. Those that are not believed, each with its reason, are counted; a unit that is out of reach is as one that there is not; the rest is taken.
    fn offer_positions(&self, by: &Authority, fixes: &[(UnitRef, Fix)]) -> Offered;
    /// The last position of a unit that could not be true.
    fn doubted_position(&self, unit: UnitRef) -> Option<Doubted>;
    /// Calls the listener with every batch that becomes durable from now on, in order, from the committing thread: it must
    /// return at once.
    fn watch(&self, listener: Listener);
    fn health(&self) -> RoomHealth;
    /// An old assessment worked out once more by the version, settings and counts that it was made with, on the caller's thread: its
    /// indicators as JSON, or why there are none. `None`: there is nothing of it, or of that version, any more.
    fn assess_again(&self, number: AssessmentRef) -> Option<Result<String, HookFailure>>;
    /// What would become of these live instances on another version of their plugin, worked out on the newest durable state
    /// on the caller's thread. Nothing is changed.
    fn rehearse_migration(&self, to: Digest, instances: &[InstanceRef]) -> Vec<Rehearsed>;
    /// Names a thread outside the room that the room relies on, or says why that one has ended.
    fn note_thread(&self, name: &str, ended: Option<String>);
    /// The sequencer's clock.
    fn now(&self) -> TimeMs;
    /// The same beside the clock that it goes by.
    fn clocks(&self) -> Clocks;
}

/// Tells the time to a sequencer: the system's clock, or a virtual one.
pub trait Clock: Send + Sync {
    fn now(&self) -> TimeMs;
    /// Milliseconds since some beginning, whoever sets the clock. One that nobody sets may leave it at this.
    fn ran_ms(&self) -> u64 {
        u64::try_from(self.now().0).unwrap_or_default()
    }
    /// Whether a time service keeps the clock, so that what it shows needs nobody's word. One that nobody sets is right.
    fn is_kept(&self) -> bool {
        true
    }
}
