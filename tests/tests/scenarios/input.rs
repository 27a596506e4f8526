//! What a scenario's `input.toml` may say. Times count from its start, and everything is named by the county's codes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::command::{Command, IncidentCommand};
use domain::hooks::Hook;
use domain::ids::IncidentRef;
use domain::plugin::Mode;
use domain::time::TimeMs;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// ISO 8601 with an offset.
    start: String,
    /// Installed in this order, `auto` in all districts, with the county's settings.
    pub plugins: Vec<String>,
    /// Settings in place of the county's, by plugin.
    #[serde(default)]
    pub settings: BTreeMap<String, serde_json::Value>,
    pub step: Vec<Step>,
}

/// Something that people do at a time. One of the fields below `why` is there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// `00:05`, `00:05:30`, `3d00:05`: after the start.
    at: String,
    /// Who does it; `operator:room` if it does not say.
    pub by: Option<String>,
    pub why: Option<String>,

    pub report: Option<Report>,
    /// An incident's number.
    pub acknowledge: Option<u32>,
    /// An incident's number: what is recommended for it, which units are to go, is confirmed.
    pub confirm: Option<u32>,
    pub answer: Option<Answer>,
    pub hand_off: Option<HandOff>,
    pub phase: Option<Phase>,
    pub classify: Option<Classify>,
    pub assign: Option<Assign>,
    pub release: Option<String>,
    pub unit: Option<Unit>,
    pub merge: Option<Merge>,
    pub note: Option<Note>,
    pub call: Option<Call>,
    pub link: Option<Link>,
    pub erase: Option<u32>,
    pub start: Option<Start>,
    pub task: Option<Task>,
    pub call_back: Option<CallBack>,
    /// Takes a task on.
    pub accept: Option<TaskName>,
    pub signal: Option<Signal>,
    pub read: Option<Read>,
    /// An instance's number.
    pub cancel: Option<u32>,
    pub pause: Option<u32>,
    pub resume: Option<u32>,
    pub stand_in: Option<StandIn>,
    pub hand_over: Option<HandOver>,
    pub take_over: Option<TakeOver>,
    pub import: Option<Import>,
    pub install: Option<Install>,
    pub seat: Option<Seat>,
    pub configure: Option<Configure>,
    pub sign_off: Option<SignOff>,
    pub roll_back: Option<RollBack>,
    /// The codes of a road's ends. From the next decision on nobody goes there.
    pub close_road: Option<[String; 2]>,
    pub open_road: Option<[String; 2]>,
    pub assess: Option<Assess>,
    /// Values of series for the step's time, by code.
    pub series: Option<BTreeMap<String, f64>>,
    /// The host is down until then, after the start: nothing fires meanwhile, and what it knows afterwards is what the disk has.
    down_until: Option<String>,
    /// Nothing: time passes.
    #[serde(default)]
    pub wait: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    pub kind: String,
    /// The report comes from its middle.
    pub grid: String,
    #[serde(default = "by_telephone")]
    pub source: String,
    /// The unit that came upon it.
    pub unit: Option<String>,
    /// The call broke off.
    #[serde(default)]
    pub abandoned: bool,
    pub reality: Option<domain::incident::Reality>,
    pub caller: Option<Caller>,
    /// The number that it has with those who sent it.
    pub id: Option<String>,
}

/// The county's files come in anew, without these.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Import {
    #[serde(default)]
    pub units_gone: Vec<String>,
    #[serde(default)]
    pub persons_gone: Vec<String>,
    /// Grids in place of which there are a western and an eastern half, `…W` and `…E`.
    #[serde(default)]
    pub grids_divided: Vec<String>,
}

/// A plugin's component as another version of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Install {
    pub plugin: String,
    pub version: String,
}

/// How a version sits behind a hook from now on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    pub plugin: String,
    pub version: Option<String>,
    pub hook: Hook,
    pub mode: Mode,
    pub districts: Vec<String>,
}

/// Settings of a plugin or of one version, of the county or of one district.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configure {
    pub plugin: String,
    pub version: Option<String>,
    pub district: Option<String>,
    pub settings: serde_json::Value,
}

/// Somebody has looked at how a version in shadow differs.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignOff {
    pub plugin: String,
    pub version: String,
    pub hook: Hook,
    pub district: String,
}

/// The last step of a plugin in a district is taken back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RollBack {
    pub plugin: String,
    pub district: String,
}

/// Asks for an assessment of a period.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assess {
    pub plugin: String,
    pub period: String,
}

/// Who called and what they said: sealed before it goes anywhere.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Caller {
    pub name: Option<String>,
    pub number: Option<String>,
    pub words: Option<String>,
}

/// An agency is told, or has confirmed under this number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOff {
    pub incident: u32,
    pub to: String,
    pub note: Option<String>,
    pub confirmed: Option<String>,
}

impl HandOff {
    pub fn command(&self) -> Command {
        let (incident, agency) = (IncidentRef(self.incident), self.to.clone());
        Command::Incident(match &self.confirmed {
            Some(reference) => IncidentCommand::ConfirmHandOff { incident, from: agency, reference: reference.clone() },
            None => IncidentCommand::HandOff { incident, to: agency, note: self.note.clone() },
        })
    }
}

/// A recommendation by its number is confirmed, or not followed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub incident: u32,
    pub recommendation: u32,
    /// Absent with `not_a_duplicate`.
    pub follows: Option<bool>,
    #[serde(default)]
    pub not_a_duplicate: bool,
    /// Why it is not followed, in the county's code.
    pub code: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    pub incident: u32,
    pub to: domain::incident::Phase,
    /// How it ended, in the county's code.
    pub outcome: Option<String>,
}

/// It is something else than was thought, or presses otherwise.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classify {
    pub incident: u32,
    pub kind: Option<String>,
    pub priority: Option<domain::incident::Priority>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assign {
    pub incident: u32,
    pub units: Vec<String>,
    /// Why others than are recommended, in the county's code.
    pub code: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    pub code: String,
    pub primary: domain::unit::Primary,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    pub incident: u32,
    pub into: u32,
}

/// Somebody writes something down.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    pub incident: u32,
    pub text: String,
    /// The number of the note that it puts right.
    pub corrects: Option<u32>,
    /// It is sealed.
    #[serde(default)]
    pub personal: bool,
}

/// A further call about an incident, from the middle of a grid.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    pub incident: u32,
    pub text: String,
    #[serde(default = "by_telephone")]
    pub source: String,
    pub grid: Option<String>,
    #[serde(default)]
    pub personal: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub incident: u32,
    pub to: u32,
    #[serde(rename = "as")]
    pub relation: domain::incident::link::Relation,
}

/// Begins a workflow by hand.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    pub workflow: String,
    pub key: Option<String>,
    pub grid: Option<String>,
    pub district: Option<String>,
    pub incident: Option<u32>,
    #[serde(default)]
    pub reality: domain::incident::Reality,
    #[serde(default)]
    pub form: Form,
}

/// Calls back where a call broke off.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallBack {
    pub incident: u32,
    pub outcome: String,
}

/// Does a task of an instance.
#[derive(Deserialize)]
pub struct Task {
    #[serde(flatten)]
    pub which: TaskName,
    pub outcome: String,
    /// Who did it, a person's code.
    pub person: Option<String>,
    #[serde(default)]
    pub form: Form,
}

/// One of an instance's open tasks, by its form; several of one form by whom it is for, as the events show it.
#[derive(Deserialize)]
pub struct TaskName {
    #[serde(default = "first")]
    pub instance: u32,
    pub name: String,
    #[serde(rename = "for")]
    pub whom: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    #[serde(default = "first")]
    pub instance: u32,
    pub name: String,
    pub person: Option<String>,
    #[serde(default)]
    pub form: Form,
}

/// Reads what is sealed in the start of an instance, or in one of its tasks by that one's number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Read {
    #[serde(default = "first")]
    pub instance: u32,
    pub task: Option<u32>,
    pub fields: BTreeSet<String>,
    /// What for.
    #[serde(default)]
    pub purpose: String,
}

/// Somebody takes a place for a time, or nobody does. Times count from the scenario's start.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandIn {
    pub district: String,
    pub slot: String,
    from: Option<String>,
    until: String,
    pub instead_of: Option<String>,
    pub person: Option<String>,
}

impl StandIn {
    pub fn from(&self, start: TimeMs) -> Option<TimeMs> {
        self.from.as_deref().map(|from| after(start, from))
    }

    pub fn until(&self, start: TimeMs) -> TimeMs {
        after(start, &self.until)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    pub district: String,
    pub person: String,
    pub note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeOver {
    pub district: String,
    pub person: String,
}

/// What is filled in, as plain as people write it.
pub type Form = serde_json::Map<String, serde_json::Value>;

fn first() -> u32 {
    1
}

fn by_telephone() -> String {
    "110".to_owned()
}

impl Scenario {
    pub fn read(folder: &Path) -> Scenario {
        let file = folder.join("input.toml");
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    }

    pub fn start(&self) -> TimeMs {
        TimeMs::parse(&self.start).unwrap_or_else(|error| panic!("start: {error}"))
    }
}

impl Step {
    pub fn at(&self, start: TimeMs) -> TimeMs {
        after(start, &self.at)
    }

    pub fn down_until(&self, start: TimeMs) -> Option<TimeMs> {
        self.down_until.as_deref().map(|until| after(start, until))
    }
}

fn after(start: TimeMs, text: &str) -> TimeMs {
    start.plus_s(seconds(text).unwrap_or_else(|| panic!("`{text}` is no time like 3d00:05:30")))
}

fn seconds(text: &str) -> Option<u32> {
    let (days, clock) = text.split_once('d').unwrap_or(("0", text));
    let mut parts = clock.split(':').map(|part| part.parse::<u32>().ok());
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    let whole = parts.next().is_none() && hours < 24 && minutes < 60 && seconds < 60;
    whole.then_some(days.parse::<u32>().ok()? * 86_400 + hours * 3_600 + minutes * 60 + seconds)
}

#[test]
fn times_after_the_start() {
    assert_eq!(seconds("00:05"), Some(300));
    assert_eq!(seconds("3d01:00:07"), Some(3 * 86_400 + 3_607));
    for text in ["", "5", "24:00", "00:60", "1:2:3:4", "d00:00", "-1:00"] {
        assert_eq!(seconds(text), None, "{text}");
    }
}
