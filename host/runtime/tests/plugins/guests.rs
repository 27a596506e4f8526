//! What the tests run: the hostile guests, packed, and a county for them to look at.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use domain::county::calendar::DayKind;
use domain::hooks::*;
use domain::ids::*;
use domain::incident::{Need, Phase, Priority, Reality};
use domain::plugin::{Grants, Inspected, Installed};
use domain::ports::{
    Area, Ask, AttributeOwner, CodeOf, Components, GridInfo, Hours, LocalTime, PersonInfo, PluginCall, Reference,
    Thing, UnitInfo, Value, View, WorkflowInfo,
};
use domain::sealed::PlainWords;
use domain::series::Shown;
use domain::skills::SkillSet;
use domain::time::TimeMs;
use domain::who::Who;
use runtime::{Compiler, Runtime, package};
use tempfile::TempDir;

pub const MANIFEST: &str = include_str!("../../../../tests/hostile/manifest.json");
pub const SCHEMA: &str = include_str!("../../../../tests/hostile/settings.schema.json");
pub const CATALOG: &str = include_str!("../../../../tests/hostile/catalog.json");

/// The core module of a hostile guest, as the compiler made it.
pub fn core_module(name: &str) -> Vec<u8> {
    let path = target().join("wasm32-unknown-unknown/plugin").join(format!("{name}.wasm"));
    std::fs::read(&path)
        .unwrap_or_else(|error| panic!("`{}`: {error}; run `cargo xtask plugins` first", path.display()))
}

/// The folder that cargo builds into: this test runs from `release/deps` in it.
pub fn target() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists()).expect("a target folder").to_owned()
}

/// Packs what a compiler made; all faults in one text, a line for each.
pub fn pack(compiled: &[u8], manifest: &str, schema: &str, catalog: &str) -> Result<Vec<u8>, String> {
    let (manifest, settings_schema, catalog) = (manifest.as_bytes(), schema.as_bytes(), catalog.as_bytes());
    package::pack(compiled, package::Files { manifest, settings_schema, catalog }).map_err(|faults| lines(&faults))
}

pub fn lines(faults: &[package::Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The guest of many behaviours, packed.
pub fn badly() -> &'static [u8] {
    static PACKED: OnceLock<Vec<u8>> = OnceLock::new();
    PACKED.get_or_init(|| pack(&core_module("behaves_badly"), MANIFEST, SCHEMA, CATALOG).unwrap())
}

/// A runtime on folders of its own.
pub struct Host {
    pub runtime: Arc<Runtime>,
    pub folder: TempDir,
}

impl Host {
    pub fn new() -> Host {
        let folder = tempfile::tempdir().unwrap();
        let runtime = open(folder.path());
        Host { runtime, folder }
    }

    /// A host that has the guest of many behaviours, with all grants.
    pub fn with_badly() -> (Host, Installed) {
        let host = Host::new();
        let inspected = host.runtime.keep(badly()).unwrap();
        let installed = installed(inspected);
        (host, installed)
    }
}

pub fn open(folder: &Path) -> Arc<Runtime> {
    Runtime::open(&folder.join("components"), &folder.join("cache"), Compiler::in_process()).unwrap()
}

/// Installed with everything that it asks for.
pub fn installed(inspected: Inspected) -> Installed {
    let grants = inspected.manifest.requests.clone();
    Installed { inspected, grants, installed_at: TimeMs(0), installed_by: "test".to_owned(), beside: false }
}

pub fn with_grants(installed: &Installed, change: impl FnOnce(&mut Grants)) -> Installed {
    let mut installed = installed.clone();
    change(&mut installed.grants);
    installed
}

/// Asks for units for one incident, with 20 candidates.
pub fn dispatch(runtime: &Runtime, plugin: &Installed, behaviour: &str) -> HookRun<DispatchAnswer> {
    dispatch_within(runtime, plugin, behaviour, PluginCall::UNTIMED)
}

pub fn dispatch_within(
    runtime: &Runtime,
    plugin: &Installed,
    behaviour: &str,
    deadline_ms: u64,
) -> HookRun<DispatchAnswer> {
    ask_dispatch(runtime, &PluginCall { plugin, settings_json: &settings(behaviour), deadline_ms })
}

/// The same with other settings than a behaviour.
pub fn dispatch_with(runtime: &Runtime, plugin: &Installed, settings_json: &str) -> HookRun<DispatchAnswer> {
    ask_dispatch(runtime, &PluginCall { plugin, settings_json, deadline_ms: PluginCall::UNTIMED })
}

fn ask_dispatch(runtime: &Runtime, call: &PluginCall<'_>) -> HookRun<DispatchAnswer> {
    let input = DispatchInput {
        now: NOW,
        incident: incident(),
        call: CallView::default(),
        candidates: candidates(20),
        excluded: Vec::new(),
    };
    runtime.ask(call, &input, &county())
}

pub fn escalation(runtime: &Runtime, plugin: &Installed, behaviour: &str) -> HookRun<EscalationAnswer> {
    let settings_json = &settings(behaviour);
    let input = EscalationInput {
        now: NOW,
        matter: Arc::new(matter()),
        owner: 0,
        timers: vec![3],
        told: 0,
        state: String::new(),
        trigger: EscalationTrigger::TimerFired(3),
    };
    let call = PluginCall { plugin, settings_json, deadline_ms: PluginCall::UNTIMED };
    runtime.ask(&call, &input, &county())
}

/// Shows a report with words and two incidents nearby.
pub fn intake(runtime: &Runtime, plugin: &Installed, behaviour: &str) -> HookRun<IntakeAnswer> {
    let settings_json = &settings(behaviour);
    let report = ReportView {
        incident: IncidentRef(18),
        kind: KindRef(2),
        priority: Priority::Urgent,
        reality: Reality::Actual,
        district: DistrictRef(1),
        grid: GridRef(301),
        needs: incident().needs,
        position: POSITION,
        reported_at: NOW,
        source: "110".to_owned(),
        external: true,
        words: Some(PlainWords::new(WORDS.to_owned())),
    };
    let near = |incident| NearbyIncident {
        incident: IncidentRef(incident),
        kind: KindRef(2),
        priority: Priority::Urgent,
        phase: Phase::OnScene,
        distance_m: 40 * incident,
        age_s: 300,
        same_grid: true,
        alike: Some(60),
    };
    let input = IntakeInput { now: NOW, report, nearby: vec![near(7), near(17)], claims: Claims::default() };
    let call = PluginCall { plugin, settings_json, deadline_ms: PluginCall::UNTIMED };
    runtime.ask(&call, &input, &county())
}

pub fn team_structure(runtime: &Runtime, plugin: &Installed, behaviour: &str) -> HookRun<Vec<Finding>> {
    let settings_json = &settings(behaviour);
    let input = StructureInput {
        now: NOW,
        districts: vec![DistrictRef(0)],
        stations: vec![StructureStation {
            station: StationRef(0),
            district: DistrictRef(0),
            central: true,
            adjacent: vec![StationRef(1)],
        }],
        teams: vec![(DistrictRef(0), TeamRef(0), 3)],
        team_codes: vec!["traffic".to_owned()],
        post_codes: vec!["duty-leader".to_owned()],
        shifts: vec![StructureShift {
            district: DistrictRef(0),
            starts: NOW,
            ends: NOW.plus_s(86_400),
            slots: vec![(0, None), (0, Some(PersonRef(4)))],
        }],
    };
    let call = PluginCall { plugin, settings_json, deadline_ms: PluginCall::UNTIMED };
    runtime.ask(&call, &input, &county())
}

pub fn settings(behaviour: &str) -> String {
    format!(r#"{{"behaviour":"{behaviour}"}}"#)
}

pub const NOW: TimeMs = TimeMs(1_662_000_000_000);
pub const WORDS: &str = "桥头两车相撞";
pub const POSITION: (f64, f64) = (119.5, 27.45);

pub fn incident() -> IncidentView {
    IncidentView {
        incident: IncidentRef(17),
        kind: KindRef(2),
        priority: Priority::Urgent,
        reality: Reality::Actual,
        phase: Phase::Accepted,
        district: DistrictRef(1),
        grid: GridRef(301),
        needs: vec![Need { skills: 0b11.into(), count: 2 }, Need { skills: 0b100.into(), count: 1 }],
        position: POSITION,
        reported_at: NOW,
        accepted_at: Some(NOW),
        acknowledged_at: None,
    }
}

/// The incident as a matter that escalates.
pub fn matter() -> MatterView {
    MatterView {
        matter: IncidentRef(17).into(),
        subject: MatterDetail::Incident(incident()),
        district: DistrictRef(1),
        grid: Some(GridRef(301)),
        reality: Reality::Actual,
        since: NOW,
        open: true,
        settled: false,
        acknowledged_at: None,
        arrived_at: None,
        version: Version(3),
    }
}

pub fn candidates(count: u32) -> Vec<Candidate> {
    (0..count)
        .map(|number| Candidate {
            unit: UnitRef(number),
            team: TeamRef(0),
            district: DistrictRef(1),
            nearness: if number % 3 == 0 { Nearness::Neighbour } else { Nearness::Own },
            skills: 0b111.into(),
            eta_s: 120 + number * 30,
            straight_line: false,
            fix_age_s: 12,
            shift_left_s: 7_200,
            workload: 2,
            grid: None,
            told: UnitTold::default(),
        })
        .collect()
}

/// A county that knows one of each thing.
struct County;

pub fn county() -> Arc<dyn View> {
    static COUNTY: OnceLock<Arc<dyn View>> = OnceLock::new();
    Arc::clone(COUNTY.get_or_init(|| Arc::new(County)))
}

impl View for County {
    fn incident(&self, which: IncidentRef) -> Option<IncidentView> {
        (which == IncidentRef(17)).then(incident)
    }

    fn open_incidents(&self, district: DistrictRef, limit: usize) -> Option<Vec<IncidentView>> {
        (district == DistrictRef(1)).then(|| vec![incident(); limit.min(3)])
    }

    fn on_duty(&self, _: DistrictRef, slot: &str, _: TimeMs) -> Option<Vec<PersonRef>> {
        (slot == "duty-leader").then(|| vec![PersonRef(4)])
    }

    fn attribute(&self, of: AttributeOwner, name: &str) -> Option<Option<Value>> {
        (of == AttributeOwner::Unit(UnitRef(0)) && name == "plate").then_some(Some(Value::Flag(true)))
    }

    fn get_row(&self, table: &str, key: &str) -> Option<Vec<(String, Value)>> {
        (table == "key-places" && key == "K1").then(key_place)
    }

    fn find_rows(&self, table: &str, column: &str, _: &Value, limit: usize) -> Option<Vec<Vec<(String, Value)>>> {
        (table == "key-places" && column == "kind").then(|| vec![key_place(); limit])
    }

    fn by_code(&self, of: CodeOf, code: &str) -> Option<u32> {
        (of == CodeOf::Place && code == "PL001").then_some(0)
    }

    fn marks(&self, kind: &str, name: &str, limit: usize) -> Vec<String> {
        let marked = (kind, name) == ("misdeed", "party");
        (0..if marked { limit.min(2) } else { 0 }).map(|number| number.to_string()).collect()
    }

    fn workflow(&self, which: InstanceRef) -> Option<WorkflowInfo> {
        (which == InstanceRef(3)).then(|| WorkflowInfo {
            instance: which,
            kind: "misdeed".to_owned(),
            key: "k".to_owned(),
            district: DistrictRef(1),
            grid: None,
            incident: None,
            parent: None,
            reality: Reality::Actual,
            status: domain::workflow::Status::Running,
            ended: None,
            started_at: NOW,
            waits: vec!["poke".to_owned()],
            marks: vec![Mark { name: "party".to_owned(), value: "0".to_owned() }],
        })
    }

    fn children(&self, of: InstanceRef, limit: usize) -> Option<Vec<WorkflowInfo>> {
        Some(vec![self.workflow(of)?; limit.min(2)])
    }

    fn marked_with(&self, _: &str, _: &str, _: &str, limit: usize) -> Vec<WorkflowInfo> {
        self.workflow(InstanceRef(3)).into_iter().take(limit).collect()
    }

    fn next_within(&self, at: TimeMs, _: Hours) -> Option<TimeMs> {
        Some(at.plus_s(60))
    }

    fn local_time(&self, at: TimeMs) -> Option<LocalTime> {
        let (date, day) = (jiff::civil::date(2022, 9, 1), DayKind::Working);
        (at == NOW).then_some(LocalTime { date, minute: 160, day, in_calendar: false })
    }

    fn after_working_days(&self, from: TimeMs, days: u16) -> Option<TimeMs> {
        Some(from.plus_s(u32::from(days) * 86_400))
    }

    fn count_incidents(&self, _: Option<KindRef>, _: Area, _: TimeMs, up_to: usize) -> Option<usize> {
        Some(up_to.min(2))
    }

    fn code(&self, of: Reference) -> Option<String> {
        (of == Reference::Unit(UnitRef(0))).then(|| "U001".to_owned())
    }

    fn units(&self, district: DistrictRef) -> Option<Vec<UnitInfo>> {
        let unit = UnitInfo {
            unit: UnitRef(0),
            team: TeamRef(0),
            district,
            lent_to: None,
            skills: 1.into(),
            kind: UnitKindRef(0),
            class: None,
            crew: 2,
            grid: None,
            free: true,
        };
        (district == DistrictRef(1)).then(|| vec![unit])
    }

    fn skills_of(&self, unit: UnitRef) -> Option<SkillSet> {
        (unit == UnitRef(0)).then(|| SkillSet::from(1).with(SkillSet::one(200)))
    }

    fn grids_near(&self, grid: GridRef, within_m: u32, limit: usize) -> Option<Vec<(GridRef, u32)>> {
        (grid == GridRef(301)).then(|| vec![(grid, within_m.min(9)); limit.min(2)])
    }

    fn video_points_near(&self, grid: GridRef, limit: usize) -> Option<Vec<(String, u32)>> {
        (grid == GridRef(301)).then(|| vec![("V00001".to_owned(), 40); limit.min(1)])
    }

    fn district_neighbours(&self, district: DistrictRef) -> Option<Vec<DistrictRef>> {
        (district == DistrictRef(1)).then(|| vec![DistrictRef(0)])
    }

    fn county_code(&self) -> String {
        "350924".to_owned()
    }

    fn person(&self, which: PersonRef) -> Option<PersonInfo> {
        (which == PersonRef(4)).then(|| PersonInfo { sworn: true, qualifications: vec![2], posts: Vec::new() })
    }

    fn places_in(&self, _: GridRef, limit: usize) -> Option<Vec<PlaceRef>> {
        Some(vec![PlaceRef(3); limit.min(1)])
    }

    fn travel_s(&self, from: &[GridRef], to: &[GridRef], kind: Option<UnitKindRef>) -> Option<Vec<u32>> {
        kind.is_none_or(|kind| kind == UnitKindRef(0)).then(|| vec![60; from.len() * to.len()])
    }

    fn series(&self, code: &str, at: TimeMs) -> Option<Shown> {
        (code == "weather.wind-ms").then_some(Shown { value: 7.5, at: NOW, age_s: at.since_s(NOW) })
    }

    fn extra(&self, of: Thing, key: &str) -> Option<Option<Value>> {
        (of == Thing::County).then(|| (key == "name-en").then(|| Value::Text("Shouning".to_owned())))
    }

    fn grid_info(&self, _: GridRef) -> Option<GridInfo> {
        let (village, township, district) = (VillageRef(0), TownshipRef(0), DistrictRef(1));
        Some(GridInfo { village, township, district, households: 90 })
    }

    fn district_of(&self, grid: GridRef) -> Option<DistrictRef> {
        (grid == GridRef(301)).then_some(DistrictRef(1))
    }

    fn workload(&self, of: &Who) -> u32 {
        u32::from(*of == Who::Place(PlaceRef(0)))
    }
}

fn key_place() -> Vec<(String, Value)> {
    vec![("name".to_owned(), Value::Text("寿宁大桥".repeat(8))), ("lanes".to_owned(), Value::Number(2.0))]
}

/// The values of a reason as numbers.
pub fn numbers(why: &Reason) -> Vec<f64> {
    why.values.iter().map(|value| value.number().expect("a number")).collect()
}
