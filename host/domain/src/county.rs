//! A county as data: its nouns, its own attributes and tables, and what it declares of its plugins. One value, put as a
//! whole into the journal. Reading it from files
//! is another crate's business; how it is searched is in `county/lookup.rs`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::county::agency::Agency;
use crate::county::assessment::AssessmentRules;
use crate::county::calendar::Calendar;
use crate::county::cover::Cover;
use crate::county::duplicates::DuplicateRules;
use crate::county::flat_command::FlatCommand;
use crate::county::movement::Movement;
use crate::county::outcome::Outcome;
use crate::county::recall::RecallRules;
use crate::county::schedule::Schedule;
use crate::county::series::Series;
use crate::county::status_timer::StatusTimer;
use crate::county::value::Value;
use crate::ids::*;
use crate::incident::{Need, Priority};
use crate::limits::{PERSONAL_DAYS, PERSONAL_DAYS_MAX};
use crate::plugin::{Grants, Mode};
use crate::skills::SkillSet;
use crate::time::TimeMs;

pub mod agency;
pub mod area;
pub mod assessment;
pub mod calendar;
mod cells;
pub(crate) mod check;
pub mod closed;
mod closure;
pub mod command;
pub mod cover;
mod difference;
pub mod duplicates;
pub mod event;
pub mod flat_command;
mod fold;
pub mod geometry;
pub mod leaving;
pub mod loaded;
mod lookup;
pub mod movement;
mod names;
pub mod noun;
pub mod outcome;
mod outcomes;
pub mod recall;
mod redrawn;
pub mod reference;
pub mod refusal;
pub mod rewritten;
pub mod schedule;
pub mod series;
pub mod service;
pub mod status_timer;
pub mod travel;
pub mod value;
mod video_point;

pub use difference::{CarriedOver, CodeList, Difference, NounDifference};
pub use lookup::{CountyIndex, Located, OutsideCounty, Placement};
pub use names::Names;
pub use video_point::{VideoPoint, VideoStatus};

/// WGS 84 longitude and latitude, degrees.
pub type Position = (f64, f64);

/// A county. References ([`crate::ids`]) are positions in these vectors. They outlive a re-import: what has vanished from the
/// files stays, marked as retired, and its number is never given to anything else.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct County {
    /// GB/T 2260, six digits.
    pub code: String,
    pub name: Names,
    /// IANA time zone.
    pub zone: String,
    /// Over the names and bytes of all files it was read from.
    pub digest: Digest,
    pub thresholds: Thresholds,
    #[serde(default, skip_serializing_if = "NoticeRules::are_usual")]
    pub notices: NoticeRules,
    #[serde(default, skip_serializing_if = "AssessmentRules::is_default")]
    pub assessment: AssessmentRules,
    #[serde(default, skip_serializing_if = "DutyRules::is_default")]
    pub duty: DutyRules,
    /// By when units on incidents have to be heard of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub status_timers: Vec<StatusTimer>,
    /// Off what work units are called when nobody else is there; absent if off none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recall: Option<RecallRules>,
    /// How long nobody is sent to what may be known already.
    #[serde(default, skip_serializing_if = "DuplicateRules::is_default")]
    pub duplicates: DuplicateRules,
    /// By when an abandoned call is to be called back, seconds; absent: the usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_back_s: Option<u32>,
    /// For how many days it is known which calls were of one caller; absent: for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_days: Option<u32>,
    /// Who hears that a unit of theirs was sent directly; absent: nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flat_command: Option<FlatCommand>,
    /// How many free units it wants to have left in its districts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<Cover>,
    /// The kinds of incident that units of a class never go to before somebody of another class does; codes of kinds by that of the class.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub never_alone: BTreeMap<String, Vec<String>>,
    /// Its holidays, and the days that make up for them.
    #[serde(default, skip_serializing_if = "Calendar::is_empty")]
    pub calendar: Calendar,
    /// A skill's position is its number in a skill set.
    pub skills: Vec<Skill>,
    pub unit_kinds: Vec<Named>,
    /// Whose units they are: sworn, auxiliary, volunteer. A unit that names none is of the first; a county may declare none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unit_classes: Vec<Named>,
    pub place_kinds: Vec<Named>,
    /// The posts that persons may hold.
    pub posts: Vec<Named>,
    /// What a person may be qualified for.
    pub qualifications: Vec<Named>,
    pub teams: Vec<Team>,
    pub slots: Vec<RosterSlot>,
    pub kinds: Vec<Kind>,
    /// How incidents end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<Outcome>,
    /// Why what was recommended is not done. Where there are any, one is given each time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub override_reasons: Vec<Named>,
    /// Whom it hands incidents to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agencies: Vec<Agency>,
    pub districts: Vec<District>,
    pub townships: Vec<Township>,
    pub villages: Vec<Village>,
    pub grids: Vec<Grid>,
    pub stations: Vec<Station>,
    pub units: Vec<Unit>,
    pub places: Vec<Place>,
    pub persons: Vec<Person>,
    /// Not referred to by number, so not kept when they vanish.
    pub video_points: Vec<VideoPoint>,
    pub roads: Roads,
    /// How units of a kind move, by its code; of others nothing is said.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub movements: BTreeMap<String, Movement>,
    pub attributes: Attributes,
    pub tables: Vec<Table>,
    /// Numbers over time that are supplied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<Series>,
    pub plugins: Vec<DeclaredPlugin>,
    /// Workflows that begin by the calendar.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<Schedule>,
    /// The duty roster that comes with the county, by district and start.
    pub roster: Vec<ShiftRow>,
}

/// Figures of the county's own for what the host computes.
#[serde_with::skip_serializing_none]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// Speed between a point and the nearest node of the road graph, on lanes and paths that the graph leaves out.
    pub off_road_kmh: u16,
    /// Speed along the straight line where no road leads.
    pub walking_kmh: u16,
    /// A position older than this is not used for travel times; the unit's base stands in.
    pub fix_age_max_s: u32,
    /// The least rest between two shifts of one person.
    pub rest_min_s: u32,
    /// How many days after an incident's end its personal data are kept; absent: `PERSONAL_DAYS`.
    pub personal_days: Option<u32>,
    /// For how many days coarse points of units on an incident are kept, apart from the journal; absent: none are.
    pub trail_days: Option<u32>,
}

impl Thresholds {
    /// How long after an incident's end its personal data are kept, seconds.
    pub fn personal_s(&self) -> u32 {
        self.personal_days.unwrap_or(PERSONAL_DAYS).min(PERSONAL_DAYS_MAX) * 86_400
    }
}

/// How much may ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeRules {
    /// Notices within an hour for one person, team or command room; what passes it is only listed. An emergency always rings.
    pub per_hour: u32,
    /// The same about the same matter to the same recipients within this time is counted and not told again.
    pub coalesce_s: u32,
}

impl Default for NoticeRules {
    fn default() -> NoticeRules {
        NoticeRules { per_hour: crate::limits::NOTICES_PER_HOUR, coalesce_s: crate::limits::NOTICE_COALESCE_S }
    }
}

impl NoticeRules {
    fn are_usual(&self) -> bool {
        *self == NoticeRules::default()
    }
}

/// What holds for every shift of a command room, beside what its slots ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyRules {
    /// Auxiliaries are not alone: as long as anybody serves, one who is sworn does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sworn_present: bool,
    /// The outgoing shift answers until it was handed over and taken over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub handover_required: bool,
}

impl DutyRules {
    fn is_default(&self) -> bool {
        *self == DutyRules::default()
    }
}

/// One bit of a skill set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skill {
    pub code: String,
    pub name: Names,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

/// An entry of one of the county's small lists that is referred to by its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub code: String,
    pub name: Names,
}

/// A kind of team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    pub code: String,
    pub name: Names,
    /// First and last minute of the local day on shift, the last not included (1440 is midnight); a shift that ends before
    /// it begins crosses midnight. `None`: round the clock.
    pub hours: Option<(u16, u16)>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

/// A place in a shift of a district's command room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterSlot {
    pub code: String,
    pub name: Names,
    /// How many persons a shift has in it.
    pub count: u8,
    /// What each of them must be qualified for.
    pub qualification: Option<String>,
    /// An auxiliary can't fill it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sworn_required: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

/// A kind of incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kind {
    pub code: String,
    pub name: Names,
    pub priority: Priority,
    pub needs: Vec<Need>,
    /// A report of this kind is accepted at once; otherwise a person accepts it.
    pub accept_on_report: bool,
    /// Workflows that begin when an incident of this kind is accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workflows: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Value>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

/// Polygons, each a list of rings (the first is the outer one, the others are holes), as in a GeoJSON `MultiPolygon`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Shape(pub Vec<Vec<Vec<Position>>>);

/// A police district: a set of townships.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct District {
    pub code: String,
    pub name: Names,
    pub central_station: Option<StationRef>,
    pub townships: Vec<TownshipRef>,
    /// Districts that share a border with it, sorted.
    pub neighbours: Vec<DistrictRef>,
    pub outline: Shape,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Township {
    pub code: String,
    pub name: Names,
    pub district: DistrictRef,
    pub seat: Position,
    /// Townships that share a border with it, sorted.
    pub neighbours: Vec<TownshipRef>,
    pub outline: Shape,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Village {
    pub code: String,
    pub name: Names,
    pub township: TownshipRef,
    pub position: Position,
    pub population: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    pub code: String,
    pub name: Names,
    pub village: VillageRef,
    pub township: TownshipRef,
    pub district: DistrictRef,
    pub households: u32,
    /// A point inside it that stands for it.
    pub centre: Position,
    pub outline: Shape,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Value>,
    /// Counts up whenever it is drawn otherwise, given to another village, or taken up again.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub version: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

const fn first() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_first(version: &u32) -> bool {
    *version == 1
}

impl Grid {
    /// The version of this grid after one of the same code.
    pub fn version_after(&self, before: &Grid) -> u32 {
        let same = (&self.outline, self.village, self.district) == (&before.outline, before.village, before.district);
        before.version + u32::from(!same || before.retired)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Station {
    pub code: String,
    pub name: Names,
    pub township: TownshipRef,
    pub district: DistrictRef,
    pub central: bool,
    pub position: Position,
    /// Stations in the same township or in one that shares a border with it, sorted.
    pub neighbours: Vec<StationRef>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

/// A crew with its vehicle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    pub code: String,
    pub district: DistrictRef,
    pub team: TeamRef,
    /// One of the county's unit kinds.
    pub kind: String,
    pub home: StationRef,
    pub crew: u16,
    pub skills: SkillSet,
    /// One of the county's classes of units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// The priority from which on it may be called out of the reserve. `None`: only a person calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recall_from: Option<Priority>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Value>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
    /// The first day on which it serves no more, as the files say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retires: Option<Date>,
}

/// A named place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub code: String,
    pub name: Names,
    /// One of the county's place kinds.
    pub kind: String,
    pub position: Position,
    /// The grid that it stands in.
    pub grid: GridRef,
    pub district: DistrictRef,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Value>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

/// A person who serves. The county holds the code and nothing else of who it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub code: String,
    /// A sworn officer, not an auxiliary.
    pub sworn: bool,
    pub qualifications: Vec<String>,
    pub posts: Vec<Post>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
    /// The first day on which they serve no more, as the files say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retires: Option<Date>,
}

/// A post that a person holds for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// One of the county's posts.
    pub post: String,
    pub team: Option<TeamRef>,
    pub district: DistrictRef,
    pub station: Option<StationRef>,
    /// The first day of it.
    pub from: Date,
    /// The last day of it; `None` while it has no end.
    pub to: Option<Date>,
}

/// One shift of a district's command room, with a row for every person that its slots ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftRow {
    pub district: DistrictRef,
    pub starts: TimeMs,
    pub ends: TimeMs,
    /// Position in the county's roster slots, and who fills it; `None` while it is open. A slot for two stands twice.
    pub slots: Vec<(u16, Option<PersonRef>)>,
}

/// The road graph: connected, between the seats of townships and villages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Roads {
    pub nodes: Vec<RoadNode>,
    pub links: Vec<Road>,
    /// What those are called that have names, by their place in the links.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<u32, Names>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoadNode {
    pub code: String,
    pub position: Position,
}

/// A road between two nodes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Road {
    /// Index in the nodes.
    pub from: u32,
    pub to: u32,
    pub class: String,
    pub length_m: u32,
    pub speed_kmh: u16,
    /// Passable from `from` to `to` only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub one_way: bool,
}

/// What the county declares of its own attributes; the values stand with what has them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attributes {
    pub unit: Vec<Column>,
    pub grid: Vec<Column>,
    pub place: Vec<Column>,
    pub kind: Vec<Column>,
}

/// An attribute of the county's own, or a column of one of its tables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    pub of: ValueType,
    pub required: bool,
    /// Unit of measure.
    pub measure: Option<String>,
    pub description: Option<Names>,
}

/// What a value of an attribute or a column may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueType {
    Flag,
    Number,
    Text,
    /// One of these words.
    Enum(Vec<String>),
    /// A civil date, `2022-09-01`.
    Date,
    /// The code of one of these.
    Unit,
    Grid,
    Village,
    Station,
    Person,
    Kind,
    Place,
    District,
}

/// A reference table of the county's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub name: String,
    pub title: Names,
    /// The column whose value is unique.
    pub key: String,
    pub columns: Vec<Column>,
    /// In the order of the file; an empty cell is `None`. References are codes here, and references to plugins; dates ISO 8601.
    pub rows: Vec<Vec<Option<Value>>>,
    /// Over schema and rows.
    pub version: Digest,
}

/// What the county wants of a plugin, once it is installed.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeclaredPlugin {
    pub name: String,
    /// The version that sits in these modes. Absent: whichever sits there, and the first that is installed where none does.
    pub version: Option<String>,
    pub grants: Grants,
    /// By district code; `*` is every district that is not named.
    pub mode: BTreeMap<String, Mode>,
    /// Its place among the plugins of a hook, lowest first.
    pub order: u16,
    /// A JSON object, for every district without its own.
    pub settings: serde_json::Value,
    /// By district code: the whole settings, instead of those above.
    pub district_settings: BTreeMap<String, serde_json::Value>,
}

/// What an import counted, without what is retired.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub districts: usize,
    pub townships: usize,
    pub villages: usize,
    pub grids: usize,
    pub stations: usize,
    pub units: usize,
    pub video_points: usize,
}
