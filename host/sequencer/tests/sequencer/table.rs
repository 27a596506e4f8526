//! A table to play the cascade on, without threads or storage: a state, a clock, scripted plugins. Every batch that comes out is
//! folded anew from its bytes, and must give the state that the cascade arrived at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::command::{
    Command, CountyCommand, Envelope, IncidentCommand, MatterCommand, PluginCommand, Report, TimerCommand, UnitCommand,
    Verdict,
};
use domain::county::County;
use domain::decision::{Answered, Decision};
use domain::event::{Batch, Event};
use domain::hooks::{Choice, Concurrency, Form, Hook, WorkflowKind};
use domain::ids::*;
use domain::incident::{Need, Phase, Reality};
use domain::notice::NoticeRow;
use domain::plugin::{Catalog, FIELDS, Grants, Inspected, Manifest, Mode, PROPOSALS};
use domain::refusal::Refusal;
use domain::scope::Authority;
use domain::state::{Incident, State};
use domain::time::TimeMs;
use domain::unit::Primary;
use sequencer::cascade::work_out_with;
use sequencer::jobs::Job;
use sequencer::recent_words::RecentWords;

use crate::doubles::Script;
use crate::little_county::little_county;

/// 2022-09-01 00:00:00 in Shouning.
pub const START: TimeMs = TimeMs(1_661_961_600_000);
pub const D1: DistrictRef = DistrictRef(0);
pub const D2: DistrictRef = DistrictRef(1);

pub struct Table {
    pub state: State,
    pub now: TimeMs,
    pub script: Script,
    /// What is to be run beside, and has not been yet.
    pub jobs: Vec<Job>,
    pub log: Vec<Batch>,
    pub recent_words: RecentWords,
    /// Incidents that wait and are to be looked at again.
    pub postponed: Vec<IncidentRef>,
}

impl Table {
    pub fn new() -> Table {
        Table::with(little_county())
    }

    pub fn with(county: County) -> Table {
        let script = Script::default();
        let mut table = Table {
            state: State::default(),
            now: START,
            script,
            jobs: Vec::new(),
            log: Vec::new(),
            recent_words: RecentWords::default(),
            postponed: Vec::new(),
        };
        table.tell(Command::County(CountyCommand::Import { county: Arc::new(county) }));
        table
    }

    pub fn wait(&mut self, seconds: u32) -> &mut Table {
        self.now = self.now.plus_s(seconds);
        self
    }

    /// Lets the host's own events happen.
    pub fn fold(&mut self, events: Vec<Event>) {
        self.state.fold(&Batch::system(self.state.version.next(), self.now, "tick", events));
    }

    pub fn submit(&mut self, envelope: Envelope) -> Result<Vec<Event>, Refusal> {
        let draft = work_out_with(&self.state, &envelope, self.now, &self.script, &mut self.recent_words)?;
        self.postponed.extend(&draft.postponed);
        if draft.batch.events.is_empty() {
            return Ok(Vec::new());
        }
        let mut replayed = self.state.clone();
        replayed.fold(&Batch::decode(&draft.batch.encode()).expect("a batch reads back"));
        assert_eq!(replayed.hash(), draft.state.hash(), "live and replayed are the same");
        self.state = draft.state;
        self.jobs.extend(draft.jobs);
        self.log.push(draft.batch.clone());
        Ok(draft.batch.events)
    }

    #[track_caller]
    pub fn tell(&mut self, command: Command) -> Vec<Event> {
        let right = Authority::Host;
        self.submit(Envelope { authority: right, ..Envelope::by("operator:test", command) })
            .unwrap_or_else(|refusal| panic!("refused: {refusal}"))
    }

    /// Runs what is to be run beside, and records what comes of it.
    pub fn run_jobs(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        for job in std::mem::take(&mut self.jobs) {
            if let Some(envelope) = job.run(&self.script) {
                events.extend(self.submit(envelope).expect("its outcome is taken"));
            }
        }
        events
    }

    #[track_caller]
    pub fn report(&mut self, kind: &str) -> IncidentRef {
        self.tell(Command::Incident(IncidentCommand::Report(report(kind))));
        self.state.last_incident
    }

    #[track_caller]
    pub fn step(&mut self, incident: IncidentRef, to: Phase) -> Vec<Event> {
        self.tell(Command::Incident(IncidentCommand::Step { incident, to, outcome: None }))
    }

    #[track_caller]
    pub fn assign(&mut self, incident: IncidentRef, units: &[u32]) -> Vec<Event> {
        self.tell(Command::Incident(IncidentCommand::Assign {
            incident,
            units: units.iter().map(|unit| UnitRef(*unit)).collect(),
            code: None,
        }))
    }

    #[track_caller]
    pub fn set_unit(&mut self, unit: u32, primary: Primary) -> Vec<Event> {
        self.tell(Command::Unit(UnitCommand::SetStatus { unit: UnitRef(unit), primary, secondary: None }))
    }

    #[track_caller]
    pub fn tick(&mut self, look_again: bool) -> Vec<Event> {
        let tick = Command::Timer(TimerCommand::Tick { archived_up_to: None });
        let mut events = self.submit(Envelope::system(tick)).expect("time passes");
        if look_again {
            self.postponed = self.state.waiting.iter().map(|(_, which)| *which).collect();
        }
        while !self.postponed.is_empty() {
            events.extend(self.look_again());
        }
        events
    }

    /// Looks once at those who wait and were not come to yet.
    #[track_caller]
    pub fn look_again(&mut self) -> Vec<Event> {
        let incidents = std::mem::take(&mut self.postponed);
        self.submit(Envelope::system(Command::Timer(TimerCommand::LookAgain { incidents }))).expect("it is looked at")
    }

    #[track_caller]
    pub fn settle(&mut self, incident: IncidentRef, decision: u32, verdict: Verdict) -> Vec<Event> {
        let mut envelope = Envelope::by(
            "operator:test",
            Command::Matter(MatterCommand::Settle { matter: incident.into(), decision, verdict, code: None }),
        );
        envelope.reason = Some("it seemed best".to_owned());
        self.submit(envelope).unwrap_or_else(|refusal| panic!("refused: {refusal}"))
    }

    /// Installs a plugin with everything granted and seats it behind a hook in all districts.
    #[track_caller]
    pub fn seat(&mut self, plugin: &str, hook: Hook, mode: Mode) {
        if self.state.plugins.current(plugin).is_none() {
            self.install(plugin, "1.0.0");
        }
        self.tell(everywhere(plugin, hook, mode));
    }

    /// Withholds a grant of a proposal or a field.
    #[track_caller]
    pub fn deny(&mut self, plugin: &str, grant: &str) {
        let installed = self.state.plugins.current(plugin).expect("a plugin").clone();
        let mut grants = installed.grants.clone();
        assert!(grants.proposals.remove(grant) | grants.fields.remove(grant), "{grant} was granted");
        self.tell(Command::Plugin(PluginCommand::Install { inspected: Arc::new(installed.inspected.clone()), grants }));
    }

    #[track_caller]
    pub fn install(&mut self, plugin: &str, version: &str) {
        let inspected = inspected(plugin, version);
        let grants = inspected.manifest.requests.clone();
        self.tell(Command::Plugin(PluginCommand::Install { inspected: Arc::new(inspected), grants }));
    }

    /// Installs a version and moves the plugin to it wherever it sits.
    #[track_caller]
    pub fn upgrade(&mut self, plugin: &str, version: &str) {
        self.install(plugin, version);
        let hooks: BTreeSet<(Hook, Mode)> = self
            .state
            .plugins
            .seats
            .values()
            .flatten()
            .filter(|seat| seat.plugin == plugin)
            .map(|seat| (seat.hook, seat.mode))
            .collect();
        for (hook, mode) in hooks {
            let (plugin, version) = (plugin.to_owned(), Some(version.to_owned()));
            self.tell(Command::Plugin(PluginCommand::SetMode {
                districts: Vec::new(),
                hook,
                plugin,
                mode,
                order: None,
                version,
            }));
        }
    }

    pub fn incident(&self, which: IncidentRef) -> &Incident {
        self.state.incident(which).expect("an incident of the state")
    }

    pub fn units_on(&self, which: IncidentRef) -> Vec<u32> {
        self.incident(which).units().map(|unit| unit.0).collect()
    }

    pub fn decisions(&self, which: IncidentRef) -> Vec<Decision> {
        self.state.decisions_of(which).map(|decision| (**decision).clone()).collect()
    }

    pub fn last_decision(&self, which: IncidentRef) -> Decision {
        self.decisions(which).pop().expect("a decision")
    }

    /// What was told about an incident, oldest first.
    pub fn notices(&self, which: IncidentRef) -> Vec<NoticeRow> {
        self.state.notices.of(which).map(|row| (**row).clone()).collect()
    }

    pub fn waiting(&self) -> Vec<u32> {
        self.state.waiting.iter().map(|(_, which)| which.0).collect()
    }
}

/// The units that a decision picks.
pub fn picked(decision: &Decision) -> Vec<u32> {
    match &decision.facts.answer {
        Answered::Dispatch(record) => record.picks.iter().map(|pick| pick.unit.0).collect(),
        Answered::Escalation(_) | Answered::Intake(_) | Answered::Workflow(_) => Vec::new(),
    }
}

pub fn names(events: &[Event]) -> Vec<&'static str> {
    events.iter().map(Event::name).collect()
}

/// In the first grid of the first district.
pub fn report(kind: &str) -> Report {
    Report {
        origin: Default::default(),
        kind: kind.to_owned(),
        lon: 119.05,
        lat: 27.05,
        source: "110".to_owned(),
        reality: Reality::Actual,
        priority: None,
        uncertain: None,
        external_id: None,
        personal: None,
        words: None,
    }
}

/// The little county with a kind that needs any one unit, and more units of the first district.
pub fn larger_county(more_units: usize) -> County {
    let mut county = little_county();
    let mut errand = county.kinds[2].clone();
    (errand.code, errand.accept_on_report) = ("errand".to_owned(), true);
    errand.needs = vec![Need { skills: 0.into(), count: 1 }];
    county.kinds.push(errand);
    let spare = county.units[0].clone();
    county.units.extend((0..more_units).map(|n| domain::county::Unit { code: format!("X{n:03}"), ..spare.clone() }));
    county
}

/// The workflows of plugins whose names begin with `flow`: one for each way to treat those with the same key.
fn procedures(plugin: &str) -> Vec<WorkflowKind> {
    let choices = |names: &[&str]| names.iter().map(|name| Choice { name: (*name).to_owned(), title: 1 }).collect();
    let form = |name: &str, outcomes: &[&str]| Form {
        name: name.to_owned(),
        title: 1,
        schema: serde_json::json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "note": { "type": "string" },
                "name": { "type": "string", "sealed": true },
                "unit": { "type": "string", "format": "unit" },
            },
        }),
        outcomes: choices(outcomes),
        named: name == "sign",
    };
    let start = |name: &str| {
        let mut start = form("start", &[]);
        if name.starts_with("county-") {
            start.schema["key"] = serde_json::json!("county");
        }
        start
    };
    let kind = |(name, concurrency, instances_max): (&str, Concurrency, u16)| WorkflowKind {
        name: name.to_owned(),
        title: 1,
        concurrency,
        instances_max,
        start: start(name),
        tasks: vec![form("look", &["found", "nothing"]), form("sign", &["signed"])],
        signals: vec![form("news", &[])],
        ends: choices(&["settled", "failed"]),
    };
    let kinds = [
        ("once", Concurrency::Single, 1),
        ("anew", Concurrency::Restart, 1),
        ("in-turn", Concurrency::Queued, 2),
        ("beside", Concurrency::Parallel, 2),
        ("county-once", Concurrency::Single, 1),
        ("county-anew", Concurrency::Restart, 1),
        ("county-in-turn", Concurrency::Queued, 2),
    ];
    if plugin.starts_with("flow") { kinds.map(kind).to_vec() } else { Vec::new() }
}

/// A catalog that has a text without values for whatever the tests' plugins say.
fn sayings() -> Catalog {
    let texts =
        |code: u16| (code, BTreeMap::from(["en", "zh-CN"].map(|tag| (tag.to_owned(), format!("saying {code}")))));
    let mut messages: BTreeMap<_, _> = (0..=SAYINGS).map(texts).collect();
    messages.insert(WITH_A_NUMBER, BTreeMap::from(["en", "zh-CN"].map(|tag| (tag.to_owned(), "{0}".to_owned()))));
    Catalog { messages }
}

/// One more, which shows a number.
pub const WITH_A_NUMBER: u16 = SAYINGS + 1;

/// The last code of that catalog.
pub const SAYINGS: u16 = 999;

/// A plugin's place behind a hook in all districts.
pub fn everywhere(plugin: &str, hook: Hook, mode: Mode) -> Command {
    let (districts, plugin) = (Vec::new(), plugin.to_owned());
    Command::Plugin(PluginCommand::SetMode { districts, hook, plugin, mode, order: None, version: None })
}

pub fn inspected(name: &str, version: &str) -> Inspected {
    let proposals = PROPOSALS.iter().map(|proposal| (*proposal).to_owned()).collect();
    let fields = FIELDS.iter().map(|field| (*field).to_owned()).collect();
    let requests = Grants { hooks: BTreeSet::from(Hook::ALL), proposals, fields, ..Grants::default() };
    let manifest = Manifest {
        name: name.to_owned(),
        version: version.to_owned(),
        abi: "0.1.0".to_owned(),
        title: BTreeMap::new(),
        description: BTreeMap::new(),
        requests,
    };
    Inspected {
        digest: Digest::of(format!("{name} {version}").as_bytes()),
        size_bytes: 1,
        manifest,
        settings_schema: serde_json::json!({}),
        catalog: sayings(),
        workflows: procedures(name),
        exports: BTreeSet::from(Hook::ALL),
        imports: Vec::new(),
    }
}
