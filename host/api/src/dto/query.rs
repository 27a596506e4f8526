//! Queries of lists and of texts. Each is strict: an unknown parameter is refused by its name.

use domain::limits::{PAGE_ITEMS, PAGE_ITEMS_MAX};
use domain::time::TimeMs;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::datum::DatumWord;
use super::shapes::*;
use super::words::*;
use crate::problem::place::Misplaced;
use crate::problem::request::BadRequest;
use crate::problem::{Detail, Problem};

/// For what is told in words.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LangQuery {
    /// `zh-CN` or `en`; absent: as `Accept-Language` says.
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// Which version of a plugin.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VersionQuery {
    /// Absent: the one that a seat takes for which none is named.
    pub version: Option<String>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// Which incidents. Several values of one parameter are separated by commas and mean any of them.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct IncidentQuery {
    #[param(value_type = Option<PageLimit>, inline)]
    pub limit: Option<usize>,
    /// `next` of the page before.
    #[param(value_type = Option<Cursor>, inline)]
    pub cursor: Option<String>,
    /// Say how many there are on all pages.
    pub count: Option<bool>,
    #[param(value_type = Option<Vec<Phase>>, style = Form, explode = false, inline)]
    pub phase: Option<String>,
    #[param(value_type = Option<Vec<Priority>>, style = Form, explode = false, inline)]
    pub priority: Option<String>,
    /// `actual`, `exercise`, `test`.
    #[param(value_type = Option<Vec<Reality>>, style = Form, explode = false, inline)]
    pub reality: Option<String>,
    /// How they came to be known: `reported`, `self-initiated`, `abandoned`.
    #[param(value_type = Option<Vec<OriginWord>>, style = Form, explode = false, inline)]
    pub origin: Option<String>,
    /// Codes.
    #[param(value_type = Option<Vec<Code>>, style = Form, explode = false, inline)]
    pub district: Option<String>,
    /// Codes.
    #[param(value_type = Option<Vec<Code>>, style = Form, explode = false, inline)]
    pub kind: Option<String>,
    /// Codes of results.
    #[param(value_type = Option<Vec<Code>>, style = Form, explode = false, inline)]
    pub outcome: Option<String>,
    /// Only those that still need the room's attention, or only those that don't.
    pub open: Option<bool>,
    /// `newest` first; or with `open=true`, as they are then sorted if nothing is said, the most `pressing`, and of these who waits longest.
    #[param(value_type = Option<ListOrder>, inline)]
    pub order: Option<ListOrder>,
    /// Words that all stand in it: in its ids, its source, the names of its kind and of where it is, the notes that are not personal.
    pub text: Option<String>,
    /// Code of a grid, a village or a township that it is in, or of a place or a station that it is near.
    #[param(value_type = Option<Code>, inline)]
    pub place: Option<String>,
    /// It is near this point: degrees as `lon,lat`.
    #[param(value_type = Option<PointText>, inline)]
    pub near: Option<String>,
    /// Of `near`. Absent: WGS 84.
    #[param(value_type = Option<DatumWord>, inline)]
    pub datum: Option<DatumWord>,
    /// How far from `near` at most; absent: 500.
    #[param(minimum = 1, maximum = 100_000)]
    pub within_m: Option<u32>,
    /// Code of a unit that was on it.
    #[param(value_type = Option<Code>, inline)]
    pub unit: Option<String>,
    /// The name of somebody who did something about it, or the code of a unit that was on it: `unit:U001`.
    pub person: Option<String>,
    /// Reported not before this. ISO 8601 with an offset.
    #[param(value_type = Option<Moment>, inline)]
    pub from: Option<String>,
    /// Reported before this.
    #[param(value_type = Option<Moment>, inline)]
    pub until: Option<String>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// How a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ListOrder {
    Newest,
    Pressing,
}

/// Which incidents are counted. Several values of one parameter are separated by commas and mean any of them.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CountQuery {
    /// Codes.
    #[param(value_type = Option<Vec<Code>>, style = Form, explode = false, inline)]
    pub district: Option<String>,
    /// Codes.
    #[param(value_type = Option<Vec<Code>>, style = Form, explode = false, inline)]
    pub kind: Option<String>,
    /// Reported not before this. ISO 8601 with an offset.
    #[param(value_type = Option<Moment>, inline)]
    pub from: Option<String>,
    /// Reported before this.
    #[param(value_type = Option<Moment>, inline)]
    pub until: Option<String>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// What a report is of. Several values of one parameter are separated by commas and mean any of them.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportQuery {
    /// A day, `2022-09-12`, a week, `2022-W37`, or a month, `2022-09`. Where neither it nor `shift_at` is given: today.
    #[param(value_type = Option<StretchName>, inline)]
    pub period: Option<String>,
    /// The shift of `district` that covers this. ISO 8601 with an offset.
    #[param(value_type = Option<Moment>, inline)]
    pub shift_at: Option<String>,
    /// Codes; absent: all that the caller sees.
    #[param(value_type = Option<Vec<Code>>, style = Form, explode = false, inline)]
    pub district: Option<String>,
    /// Codes; absent: all.
    #[param(value_type = Option<Vec<Code>>, style = Form, explode = false, inline)]
    pub kind: Option<String>,
    /// Which figures; absent: all.
    #[param(value_type = Option<Vec<FigureWord>>, style = Form, explode = false, inline)]
    pub figure: Option<String>,
    /// Told apart by what; absent: by all of them.
    #[param(value_type = Option<Vec<GroupingWord>>, style = Form, explode = false, inline)]
    pub by: Option<String>,
    /// The same of the year before, too.
    pub against_last_year: Option<bool>,
    /// As was known at this time. Absent: the room's time. ISO 8601 with an offset.
    #[param(value_type = Option<Moment>, inline)]
    pub at: Option<String>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GridQuery {
    /// West, south, east and north in degrees, separated by commas: grids that reach into it.
    #[param(value_type = Option<MapBox>, inline)]
    pub bbox: Option<String>,
    /// Code of a district.
    #[param(value_type = Option<Code>, inline)]
    pub district: Option<String>,
    #[param(value_type = Option<PageLimit>, inline)]
    pub limit: Option<usize>,
    #[param(value_type = Option<OffsetCursor>, inline)]
    pub cursor: Option<String>,
    /// Say how many there are on all pages.
    pub count: Option<bool>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PointQuery {
    /// Degrees.
    #[param(minimum = -180, maximum = 180)]
    pub lon: f64,
    #[param(minimum = -90, maximum = 90)]
    pub lat: f64,
    /// Absent: WGS 84.
    #[param(value_type = Option<DatumWord>, inline)]
    pub datum: Option<DatumWord>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RoadQuery {
    /// Only those that are closed, or only those that are open.
    pub closed: Option<bool>,
    #[param(value_type = Option<PageLimit>, inline)]
    pub limit: Option<usize>,
    #[param(value_type = Option<OffsetCursor>, inline)]
    pub cursor: Option<String>,
    /// Say how many there are on all pages.
    pub count: Option<bool>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// A way: where from and where to, and what kind of unit goes.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TravelQuery {
    /// Degrees as `lon,lat`, or the code of a place, a station, a grid, a seat or village.
    #[param(value_type = PointText, inline)]
    pub from: String,
    /// Likewise.
    #[param(value_type = PointText, inline)]
    pub to: String,
    /// Of degrees. Absent: WGS 84.
    #[param(value_type = Option<DatumWord>, inline)]
    pub datum: Option<DatumWord>,
    /// Code of a kind of unit; absent: one of which the county says nothing.
    #[param(value_type = Option<Code>, inline)]
    pub kind: Option<String>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// Rows of a table: all, or those in which a column has a value.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RowQuery {
    #[param(value_type = Option<Code>, inline)]
    pub column: Option<String>,
    pub value: Option<String>,
    #[param(value_type = Option<PageLimit>, inline)]
    pub limit: Option<usize>,
    #[param(value_type = Option<OffsetCursor>, inline)]
    pub cursor: Option<String>,
    /// Say how many there are on all pages.
    pub count: Option<bool>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UnitQuery {
    /// Code of a district.
    #[param(value_type = Option<Code>, inline)]
    pub district: Option<String>,
    /// Code of a kind of team.
    #[param(value_type = Option<Code>, inline)]
    pub team: Option<String>,
    #[param(value_type = Option<Primary>, inline)]
    pub primary: Option<domain::unit::Primary>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// Shifts that touch a stretch of time.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RosterQuery {
    /// ISO 8601 with an offset; absent: now.
    #[param(value_type = Option<Moment>, inline)]
    pub from: Option<String>,
    /// Absent: a week after `from`.
    #[param(value_type = Option<Moment>, inline)]
    pub to: Option<String>,
    /// Code of a district.
    #[param(value_type = Option<Code>, inline)]
    pub district: Option<String>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// A district's calendar, or a person's, or both. Where neither is given, the whole county's.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CalendarQuery {
    /// ISO 8601 with an offset; absent: four weeks ago.
    #[param(value_type = Option<Moment>, inline)]
    pub from: Option<String>,
    /// Absent: thirteen weeks after `from`.
    #[param(value_type = Option<Moment>, inline)]
    pub to: Option<String>,
    /// Code of a district.
    #[param(value_type = Option<Code>, inline)]
    pub district: Option<String>,
    /// Code of a person: only their places.
    #[param(value_type = Option<Code>, inline)]
    pub person: Option<String>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DutyQuery {
    /// Code of a district.
    #[param(value_type = Code, inline)]
    pub district: String,
    /// ISO 8601 with an offset; absent: now.
    #[param(value_type = Option<Moment>, inline)]
    pub at: Option<String>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// Of one district, or of all.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DistrictQuery {
    /// Code of a district.
    #[param(value_type = Option<Code>, inline)]
    pub district: Option<String>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// Which notices.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NoticeQuery {
    #[param(value_type = Option<PageLimit>, inline)]
    pub limit: Option<usize>,
    /// `next` of the page before.
    #[param(value_type = Option<Cursor>, inline)]
    pub cursor: Option<String>,
    /// Absent: `newest` first.
    #[param(value_type = Option<ListOrder>, inline)]
    pub order: Option<ListOrder>,
    /// Say how many there are on all pages.
    pub count: Option<bool>,
    /// Code of a district.
    #[param(value_type = Option<Code>, inline)]
    pub district: Option<String>,
    /// What it is about: `incident:7`, `task:7`, or an incident's id.
    #[param(value_type = Option<MatterId>, inline)]
    pub matter: Option<String>,
    /// Only those that somebody has accepted, or only those that nobody has.
    pub answered: Option<bool>,
    /// Only those that do not ring for somebody who has had as many as an hour may bring, or only those that ring for all.
    pub held: Option<bool>,
    #[param(value_type = Option<Vec<Urgency>>, style = Form, explode = false, inline)]
    pub urgency: Option<String>,
    /// The name of somebody who answered, or the code of somebody who was told.
    pub person: Option<String>,
    /// Sent not before this. ISO 8601 with an offset.
    #[param(value_type = Option<Moment>, inline)]
    pub from: Option<String>,
    /// Sent before this.
    #[param(value_type = Option<Moment>, inline)]
    pub until: Option<String>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// Which timers.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TimerQuery {
    #[param(value_type = Option<PageLimit>, inline)]
    pub limit: Option<usize>,
    /// `next` of the page before.
    #[param(value_type = Option<TimerCursor>, inline)]
    pub cursor: Option<String>,
    /// Say how many there are on all pages.
    pub count: Option<bool>,
    /// Code of a district.
    #[param(value_type = Option<Code>, inline)]
    pub district: Option<String>,
    /// What it is about: `incident:7`, `task:7`, or an incident's id.
    #[param(value_type = Option<MatterId>, inline)]
    pub matter: Option<String>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// How an incoming plugin is installed. Exactly one of the first two has to be there: nothing is granted by default.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InstallQuery {
    /// What to grant, as JSON: `{"hooks":["dispatch"],"view":[],"fields":[],"proposals":["assign"]}`.
    pub grants: Option<String>,
    /// Grant what the plugin asks for.
    #[serde(default)]
    pub grant_requested: bool,
    pub reason: Option<String>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// Where a stream begins and what of it is wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventQuery {
    /// Id of the last event seen, or a bare version; absent: only what happens from now on. `Last-Event-ID` counts more.
    #[param(value_type = Option<EventId>, inline)]
    pub after: Option<String>,
    /// Codes, separated by commas. What is about no district in particular always comes.
    #[param(value_type = Option<Vec<Code>>, style = Form, explode = false, inline)]
    pub district: Option<String>,
    /// Types, separated by commas, with or without `org.wardroom.`. Who asks for `units-moved` is told, at most once a second, which
    /// units are in another grid; the journal has nothing of that, so that it has no id and does not come again.
    #[param(value_type = Option<Vec<EventName>>, style = Form, explode = false, inline)]
    pub r#type: Option<String>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// Which workflows. Several values of one parameter are separated by commas and mean any of them.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WorkflowQuery {
    #[param(value_type = Option<PageLimit>, inline)]
    pub limit: Option<usize>,
    /// `next` of the page before.
    #[param(value_type = Option<Cursor>, inline)]
    pub cursor: Option<String>,
    /// Say how many there are on all pages.
    pub count: Option<bool>,
    #[param(value_type = Option<Vec<Code>>, style = Form, explode = false, inline)]
    pub kind: Option<String>,
    #[param(value_type = Option<Vec<WorkflowStatus>>, style = Form, explode = false, inline)]
    pub status: Option<String>,
    /// Codes.
    #[param(value_type = Option<Vec<Code>>, style = Form, explode = false, inline)]
    pub district: Option<String>,
    /// Id or number.
    #[param(value_type = Option<IncidentId>, inline)]
    pub incident: Option<String>,
    pub key: Option<String>,
    /// Only those under way, or only those that have ended.
    pub live: Option<bool>,
    /// The name of somebody who did something about it, or a person's code.
    pub person: Option<String>,
    /// Started not before this. ISO 8601 with an offset.
    #[param(value_type = Option<Moment>, inline)]
    pub from: Option<String>,
    /// Started before this.
    #[param(value_type = Option<Moment>, inline)]
    pub until: Option<String>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// Which tasks. Several values of one parameter are separated by commas and mean any of them.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TaskQuery {
    #[param(value_type = Option<PageLimit>, inline)]
    pub limit: Option<usize>,
    /// `next` of the page before.
    #[param(value_type = Option<Cursor>, inline)]
    pub cursor: Option<String>,
    /// Absent: `newest` first.
    #[param(value_type = Option<ListOrder>, inline)]
    pub order: Option<ListOrder>,
    /// Say how many there are on all pages.
    pub count: Option<bool>,
    #[param(value_type = Option<AssigneeCode>, inline)]
    pub assignee: Option<String>,
    #[param(value_type = Option<Vec<TaskStatus>>, style = Form, explode = false, inline)]
    pub status: Option<String>,
    /// Codes.
    #[param(value_type = Option<Vec<Code>>, style = Form, explode = false, inline)]
    pub district: Option<String>,
    /// What they belong to: a workflow's or an incident's id, or `instance:3`.
    #[param(value_type = Option<MatterId>, inline)]
    pub matter: Option<String>,
    /// Names of forms, `start-workflow`, or `task` for those without a form.
    #[param(value_type = Option<Vec<Code>>, style = Form, explode = false, inline)]
    pub kind: Option<String>,
    pub overdue: Option<bool>,
    /// The name of somebody who did something about it, or the code of whoever was to do it.
    pub person: Option<String>,
    /// Given not before this. ISO 8601 with an offset.
    #[param(value_type = Option<Moment>, inline)]
    pub from: Option<String>,
    /// Given before this.
    #[param(value_type = Option<Moment>, inline)]
    pub until: Option<String>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// What of the archive. Several values of one parameter are separated by commas and mean any of them.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ArchiveQuery {
    #[param(value_type = Option<PageLimit>, inline)]
    pub limit: Option<usize>,
    /// `next` of the page before.
    #[param(value_type = Option<ArchiveCursor>, inline)]
    pub cursor: Option<String>,
    /// Say how many there are on all pages.
    pub count: Option<bool>,
    /// Of which sort.
    #[param(value_type = Option<Vec<ArchiveSort>>, style = Form, explode = false, inline)]
    pub of: Option<String>,
    /// Codes.
    #[param(value_type = Option<Vec<Code>>, style = Form, explode = false, inline)]
    pub district: Option<String>,
    /// As `kind` of the rows.
    #[param(value_type = Option<Vec<Code>>, style = Form, explode = false, inline)]
    pub kind: Option<String>,
    /// The name of somebody who did something about it, or the code of a person, a unit, a place: `P001`, `unit:U001`.
    pub person: Option<String>,
    /// What it belongs to: `incident:7`, or an id.
    #[param(value_type = Option<MatterId>, inline)]
    pub matter: Option<String>,
    /// Begun not before this. ISO 8601 with an offset.
    #[param(value_type = Option<Moment>, inline)]
    pub from: Option<String>,
    /// Begun before this.
    #[param(value_type = Option<Moment>, inline)]
    pub until: Option<String>,
    #[serde(rename = "lang")]
    #[param(value_type = Option<LangTag>, inline)]
    _lang: Option<String>,
}

/// The items of a page.
pub fn limit(asked: Option<usize>) -> Result<usize, Problem> {
    match asked.unwrap_or(PAGE_ITEMS) {
        limit if (1..=PAGE_ITEMS_MAX).contains(&limit) => Ok(limit),
        limit => Err(bad("limit", Misplaced::Limit { limit, items_max: PAGE_ITEMS_MAX })),
    }
}

/// A cursor that is a position in a list that does not change.
pub fn offset(cursor: Option<&str>) -> Result<usize, Problem> {
    let Some(text) = cursor else { return Ok(0) };
    let offset = text.strip_prefix('o').and_then(|offset| offset.parse().ok());
    offset.ok_or_else(|| bad("cursor", Misplaced::Cursor { cursor: text.to_owned() }))
}

pub fn offset_cursor(offset: usize) -> String {
    format!("o{offset}")
}

/// The values of a parameter that takes several.
pub fn several(values: Option<&str>) -> impl Iterator<Item = &str> {
    values.into_iter().flat_map(|values| values.split(',')).map(str::trim)
}

/// A parameter that can't be used.
pub fn bad(parameter: &str, detail: impl Into<Detail>) -> Problem {
    Problem::from(BadRequest::Parameter { parameter: parameter.to_owned() }).at(parameter, detail)
}

/// A time of a parameter.
pub fn time(parameter: &str, text: &str) -> Result<TimeMs, Problem> {
    TimeMs::parse(text).map_err(|_| bad(parameter, Misplaced::Time { time: text.to_owned() }))
}
