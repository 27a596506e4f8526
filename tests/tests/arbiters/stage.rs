//! One county on both sides: the little one with incidents and workflows in it, and what a plugin's test would say of it.

use std::sync::{Arc, LazyLock};

use domain::command::{Command, IncidentCommand, PluginCommand};
use domain::decision::{Answered, Decision, WorkflowRecord};
use domain::event::{Event, InstanceEvent, Started, TimerEvent};
use domain::hooks::{CatchUp, EscalationInput, EscalationTrigger, Form, Hook, KeyScope, WorkflowEvent, WorkflowKind};
use domain::ids::*;
use domain::incident::{Phase, Reality};
use domain::plugin::{Inspected, Mode};
use domain::state::State;
use domain::time::TimeMs;
use domain::timer::{TimerId, TimerOwner};
use domain::workflow::{Pinned, Status};
use wardroom_plugin as sdk;
use wardroom_plugin::testing::arbiter::Case;
use wardroom_plugin::testing::{self, County, candidate, matter, nearby, unit_info};
use wardroom_plugin::view::{Noun, UnitInfo, WorkflowInfo, WorkflowStatus};
use wardroom_plugin::workflow::{Concurrency, Instance, Kind, Property, choices};

use super::given::why;
use super::translated;
use crate::desk::{D1, D2, Desk, dispatch_decision, everything, inspected, report};

/// The kind of the plugin under test, and one of another plugin.
pub const OWN: &str = "case";
pub const OTHERS: &str = "watch";

/// Keys of the timers and tasks of the workflow that takes a step.
const TIMERS: [u16; 2] = [1, 2];

pub struct Stage {
    pub desk: Desk,
}

/// It is set up once, and each trial has a copy.
static SET_UP: LazyLock<(State, TimeMs)> = LazyLock::new(|| {
    let Desk { state, now, .. } = Stage::set_up().desk;
    (state, now)
});

impl Stage {
    pub fn new() -> Stage {
        let (state, now) = &*SET_UP;
        Stage { desk: Desk { state: state.clone(), now: *now, journal: Vec::new() } }
    }

    fn set_up() -> Stage {
        let mut desk = Desk::new();
        for (plugin, kind) in [("own", own_kind()), ("other", others_kind())] {
            let (inspected, grants) = (with_kind(inspected(plugin, "1.0.0"), &kind), everything());
            desk.tell(Command::Plugin(PluginCommand::Install { inspected: Arc::new(inspected), grants }));
            desk.mode(plugin, Hook::Workflow, Mode::Auto);
        }
        // An urgent one under way, an exercise, one that is over, one of the other district.
        let urgent = desk.report("traffic-accident");
        desk.assign(urgent, &[0]);
        let mut drill = report("brawl");
        drill.reality = Reality::Exercise;
        desk.tell(Command::Incident(IncidentCommand::Report(drill)));
        let over = desk.report("noise");
        desk.step(over, Phase::Cancelled).expect("it is over");
        let mut elsewhere = report("brawl");
        elsewhere.lon = 119.25;
        desk.tell(Command::Incident(IncidentCommand::Report(elsewhere)));
        desk.assign(IncidentRef(4), &[3]);
        let mut stage = Stage { desk };
        stage.begin_workflows();
        stage
    }

    /// Who stands above whom: 1 ◄ 2 ◄ 7 ◄ 8, and 3 to 6 alone.
    fn begin_workflows(&mut self) {
        for workflow in WORKFLOWS {
            self.desk.happen(vec![Event::Instance(InstanceEvent::Started(Box::new(workflow.started())))]);
            let stepped = InstanceEvent::Stepped {
                instance: InstanceRef(workflow.number),
                state: String::new(),
                waits: workflow.waits.iter().map(|name| (*name).to_owned()).collect(),
                marks: Vec::new(),
                decision: first_step(),
            };
            self.desk.happen(vec![Event::Instance(stepped)]);
            if workflow.over {
                let (instance, status) = (InstanceRef(workflow.number), Status::Cancelled);
                let ended = InstanceEvent::Ended { instance, status, ended: None, approver: None };
                self.desk.happen(vec![Event::Instance(ended)]);
            }
        }
        for number in [2, 8] {
            self.start_timers(InstanceRef(number), TimerOwner::WORKFLOW);
        }
    }

    fn start_timers(&mut self, of: impl Into<domain::matter::Matter> + Copy, owner: TimerOwner) {
        let due = self.desk.now.plus_s(3_600);
        let started = |key: &u16| {
            let timer = TimerId::of(of, owner, *key);
            Event::Timer(TimerEvent::Started { timer, generation: 1, due, catch_up: CatchUp::Once, repeat_s: None })
        };
        let events = TIMERS.iter().map(started).collect();
        self.desk.happen(events);
    }

    pub fn now(&self) -> u32 {
        self.desk.now.seconds()
    }

    /// What a test would say of the county.
    pub fn sdk_county(&self) -> County {
        let county = self.desk.state.county.as_ref().expect("a county").county();
        let sizes = [
            (Noun::Unit, county.units.len()),
            (Noun::Grid, county.grids.len()),
            (Noun::Place, county.places.len()),
            (Noun::Kind, county.kinds.len()),
            (Noun::District, county.districts.len()),
            (Noun::Station, county.stations.len()),
            (Noun::Person, county.persons.len()),
            (Noun::Team, county.teams.len()),
            (Noun::Township, county.townships.len()),
            (Noun::Village, county.villages.len()),
            (Noun::UnitKind, county.unit_kinds.len()),
            (Noun::Class, county.unit_classes.len()),
            (Noun::Slot, county.slots.len()),
            (Noun::Skill, county.skills.len()),
            (Noun::Post, county.posts.len()),
            (Noun::Qualification, county.qualifications.len()),
            (Noun::Incident, 4),
            (Noun::Workflow, WORKFLOWS.len()),
        ];
        let mut said = sizes.into_iter().fold(County::new(), |said, (of, count)| said.numbering(of, count as u32));
        for (number, slot) in county.slots.iter().enumerate() {
            said = said.code(sdk::Reference::Slot(number as u16), &slot.code);
        }
        for (number, grid) in county.grids.iter().enumerate() {
            said = said.grid(number as u32, grid.district.0, 0);
        }
        for (number, unit) in county.units.iter().enumerate() {
            let (unit_ref, district) = (UnitRef(number as u32), unit.district.0);
            let free = self.desk.state.is_free(unit_ref);
            said = said.unit(UnitInfo { district, free, ..unit_info(number as u32) });
        }
        let said = (1..=4).fold(said, |said, number| said.incident(self.incident(number)));
        WORKFLOWS.iter().fold(said, |said, workflow| said.workflow(workflow.info()))
    }

    fn incident(&self, number: u32) -> sdk::Incident {
        let incident = self.desk.incident(IncidentRef(number));
        sdk::Incident {
            ref_: number,
            kind: incident.kind.0,
            district: incident.place.district.0,
            reality: if incident.reality == Reality::Actual { sdk::Reality::Actual } else { sdk::Reality::Exercise },
            phase: match incident.phase {
                Phase::Accepted => sdk::Phase::Accepted,
                Phase::Assigned => sdk::Phase::Assigned,
                Phase::Cancelled => sdk::Phase::Cancelled,
                other => panic!("incident {number} is {other}"),
            },
            ..testing::incident()
        }
    }

    /// An incident with two needs and all six units as candidates.
    pub fn call(&self) -> (sdk::Incident, Vec<sdk::Candidate>) {
        let need = |skills, count| sdk::Need { skills, count, more_skills: None };
        let incident = sdk::Incident { needs: vec![need(0b001, 1), need(0b010, 2)], ..self.incident(2) };
        let county = self.desk.state.county.as_ref().expect("a county").county();
        let all = county.units.iter().enumerate();
        let candidates = all.map(|(n, unit)| sdk::Candidate { skills: unit.skills.low(), ..candidate(n as u32) });
        (incident, candidates.collect())
    }

    /// A report that is the fifth incident, near the first and the third.
    pub fn report(&self) -> (sdk::Report, Vec<sdk::Nearby>) {
        (sdk::Report { ref_: 5, kind: 1, ..testing::report() }, vec![nearby(1), nearby(3)])
    }

    /// An incident that may have to be escalated, with two timers of the plugin's.
    pub fn matter(&mut self, number: u32) -> (sdk::Matter, EscalationInput) {
        let which = IncidentRef(number);
        self.start_timers(which, TimerOwner::escalation(0));
        // What is over keeps none.
        let running = self.desk.state.timers.running(which, TimerOwner::escalation(0));
        let timers: Vec<u16> = running.into_iter().collect();
        let view = self.desk.state.matter_view(which.into()).expect("an incident");
        let said = sdk::Matter { timers: timers.clone(), ..matter(&self.incident(number)) };
        assert_eq!((said.settled, said.open), (view.settled, view.open));
        let input = EscalationInput {
            now: self.desk.now,
            matter: Arc::new(view),
            owner: 0,
            timers,
            told: 0,
            state: String::new(),
            trigger: EscalationTrigger::PhaseChanged,
        };
        (said, input)
    }

    /// A workflow that takes a step.
    pub fn case(&self, number: u32) -> Case {
        let own = &WORKFLOWS[number as usize - 1];
        let instance = Instance {
            ref_: number,
            key: own.key.to_owned(),
            incident: own.incident.map(|incident| self.incident(incident)),
            timers: TIMERS.to_vec(),
            ..testing::instance(OWN)
        };
        Case { now: self.now(), kinds: vec![own_kind()], instance, reported: Vec::new() }
    }
}

/// That a workflow took its first step, and nothing came of it.
fn first_step() -> Arc<Decision> {
    let (event, stage) = (WorkflowEvent::Started { fields: Vec::new() }, Some(crate::desk::why(2)));
    let record = WorkflowRecord { event, stage, refused: None, effects: Vec::new(), remarks: Vec::new(), ended: None };
    let mut decision = dispatch_decision("own", Mode::Auto, &[]);
    (decision.facts.hook, decision.facts.answer) = (Hook::Workflow, Answered::Workflow(record));
    Arc::new(decision)
}

/// A workflow that is there from the beginning.
struct Workflow {
    number: u32,
    kind: &'static str,
    key: &'static str,
    district: DistrictRef,
    parent: Option<u32>,
    incident: Option<u32>,
    drill: bool,
    over: bool,
    waits: &'static [&'static str],
}

const ALONE: Workflow = Workflow {
    number: 0,
    kind: OWN,
    key: "",
    district: D1,
    parent: None,
    incident: None,
    drill: false,
    over: false,
    waits: &["news"],
};

const WORKFLOWS: [Workflow; 9] = [
    Workflow { number: 1, key: "top", ..ALONE },
    Workflow { number: 2, key: "own", parent: Some(1), incident: Some(1), ..ALONE },
    Workflow { number: 3, kind: OTHERS, key: "near", ..ALONE },
    Workflow { number: 4, key: "far", district: D2, ..ALONE },
    Workflow { number: 5, key: "drill", drill: true, ..ALONE },
    Workflow { number: 6, kind: OTHERS, key: "over", over: true, ..ALONE },
    Workflow { number: 7, key: "below", parent: Some(2), waits: &[], ..ALONE },
    Workflow { number: 8, key: "deep", parent: Some(7), ..ALONE },
    // A second one of that name.
    Workflow { number: 9, kind: OTHERS, key: "near", ..ALONE },
];

impl Workflow {
    fn started(&self) -> Started {
        let plugin = if self.kind == OWN { "own" } else { "other" };
        Started {
            instance: InstanceRef(self.number),
            id: format!("W20220901-{:06}", self.number),
            kind: self.kind.to_owned(),
            plugin: Pinned {
                name: plugin.to_owned(),
                version: "1.0.0".to_owned(),
                digest: Digest::of(format!("{plugin} 1.0.0").as_bytes()),
                settings_version: 0,
                settings_json: "{}".to_owned(),
            },
            district: self.district,
            grid: None,
            reality: if self.drill { Reality::Exercise } else { Reality::Actual },
            incident: self.incident.map(IncidentRef),
            key: self.key.to_owned(),
            key_scope: KeyScope::District,
            parent: self.parent.map(InstanceRef),
            schedule: None,
            subject: None,
            fields: Vec::new(),
            queued: false,
        }
    }

    fn info(&self) -> WorkflowInfo {
        WorkflowInfo {
            district: self.district.0,
            parent: self.parent,
            incident: self.incident,
            reality: if self.drill { sdk::Reality::Exercise } else { sdk::Reality::Actual },
            status: if self.over { WorkflowStatus::Ended } else { WorkflowStatus::Running },
            waits: self.waits.iter().map(|name| (*name).to_owned()).collect(),
            ..testing::workflow_info(self.number, self.kind, self.key)
        }
    }
}

fn own_kind() -> Kind {
    let form = |name, properties: Vec<Property>, outcomes: &[(&str, u16)]| {
        sdk::workflow::Form::new(name, why::TITLE, properties, outcomes)
    };
    Kind {
        name: OWN.to_owned(),
        title: why::TITLE,
        concurrency: Concurrency::Parallel,
        instances_max: 1_000,
        start: form(
            "start",
            vec![Property::text("what", why::TITLE).required(), Property::flag("now", why::TITLE)],
            &[],
        ),
        tasks: vec![form("visit", vec![], &[("done", why::TITLE)])],
        signals: vec![form("news", vec![], &[]), form("word", vec![], &[])],
        ends: choices(&[("done", why::TITLE)]),
    }
}

fn others_kind() -> Kind {
    Kind { name: OTHERS.to_owned(), ..own_kind() }
}

fn with_kind(inspected: Inspected, kind: &Kind) -> Inspected {
    let form = |form: &sdk::workflow::Form| Form {
        name: form.name.clone(),
        title: form.title,
        schema: serde_json::from_str(&form.schema).expect("JSON"),
        outcomes: form.outcomes.iter().map(translated::choice).collect(),
        named: form.named,
    };
    let kind = WorkflowKind {
        name: kind.name.clone(),
        title: kind.title,
        concurrency: domain::hooks::Concurrency::Parallel,
        instances_max: kind.instances_max,
        start: form(&kind.start),
        tasks: kind.tasks.iter().map(form).collect(),
        signals: kind.signals.iter().map(form).collect(),
        ends: kind.ends.iter().map(translated::choice).collect(),
    };
    Inspected { workflows: vec![kind], ..inspected }
}
