//! A desk to try rules at: a state with the little county, a clock that stands still until it is moved, and short ways to say
//! commands and to let things happen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::cause::deed::cause;
use domain::check::check;
use domain::command::{
    Command, CountyCommand, Envelope, IncidentCommand, PluginCommand, Publication, Report, RosterCommand, TimerCommand,
    UnitCommand,
};
use domain::county::County;
use domain::county::series::Series;
use domain::decision::*;
use domain::event::{Batch, Event, MatterEvent};
use domain::hooks::*;
use domain::ids::*;
use domain::incident::{Need, Phase, Reality};
use domain::plugin::{Catalog, FIELDS, Grants, Inspected, Manifest, Mode, PROPOSALS, VIEW_FUNCTIONS};
use domain::refusal::Refusal;
use domain::roster::Shift;
use domain::scope::Authority;
use domain::state::{Incident, State};
use domain::time::TimeMs;
use domain::unit::{Primary, UnitState};
use domain::who::Who;
use proptest::test_runner::{Config as ProptestConfig, RngSeed};

use crate::little_county::little_county;

/// 2022-09-01 00:00:00 in Shouning.
pub const START: TimeMs = TimeMs(1_661_961_600_000);

pub const D1: DistrictRef = DistrictRef(0);
pub const D2: DistrictRef = DistrictRef(1);

/// The little county with a sixth unit, a kind of incident that any unit answers, and two series: one of its first district, two days
/// ahead.
pub fn county() -> County {
    let mut county = little_county();
    let sixth = domain::county::Unit { code: "U006".to_owned(), ..county.units[4].clone() };
    county.units.push(sixth);
    let mut errand = county.kinds[2].clone();
    errand.code = "errand".to_owned();
    errand.needs = vec![Need { skills: 0.into(), count: 1 }, Need { skills: 0b010.into(), count: 1 }];
    county.kinds.push(errand);
    let series = |code: &str, measure: &str, max_age_s, ahead_s, district| Series {
        code: code.to_owned(),
        name: Default::default(),
        measure: measure.to_owned(),
        max_age_s,
        ahead_s,
        district,
    };
    county.series = vec![
        series("weather.wind-ms", "m/s", 600, None, None),
        series("demand.D1", "calls an hour", 7_200, Some(2 * 86_400), Some(D1)),
    ];
    county
}

/// What the county calls its units, where it has words for that.
pub fn unit_classes() -> Vec<domain::county::Named> {
    let named = |code: &str| domain::county::Named { code: code.to_owned(), name: Default::default() };
    vec![named("sworn"), named("volunteer")]
}

/// A refusal as it stands in logs: its code, and the key of its sentence with the values in it.
pub fn told(refusal: &Refusal) -> String {
    format!("{}: {refusal}", refusal.code)
}

/// How random tests run: always the same cases, unless `PROPTEST_RNG_SEED` or `PROPTEST_CASES` says otherwise. A failing case is
/// printed whole, so no file of seeds is kept; one that was a bug becomes a test of its own.
pub fn random(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    let seed = match default.rng_seed {
        RngSeed::Fixed(seed) => seed,
        RngSeed::Random => 20_220_901,
    };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { cases };
    println!("{cases} cases with PROPTEST_RNG_SEED={seed}");
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..default }
}

pub struct Desk {
    pub state: State,
    pub now: TimeMs,
    /// Every batch so far.
    pub journal: Vec<Batch>,
}

impl Desk {
    /// With the county, and nothing else.
    pub fn new() -> Desk {
        Desk::with(county())
    }

    pub fn with(county: County) -> Desk {
        let mut desk = Desk { state: State::default(), now: START, journal: Vec::new() };
        desk.tell(Command::County(CountyCommand::Import { county: Arc::new(county) }));
        desk
    }

    pub fn wait(&mut self, seconds: u32) -> &mut Desk {
        self.now = self.now.plus_s(seconds);
        self
    }

    /// Checks a command and folds what it causes.
    pub fn submit(&mut self, envelope: Envelope) -> Result<Vec<Event>, Refusal> {
        let events = check(&self.state, &envelope, self.now)?;
        self.fold(&envelope, events.clone());
        Ok(events)
    }

    pub fn fold(&mut self, envelope: &Envelope, events: Vec<Event>) {
        let batch = Batch {
            version: self.state.version.next(),
            at: self.now,
            author: envelope.author.clone(),
            command: envelope.command.name().to_owned(),
            reason: envelope.reason.clone(),
            key: envelope.key.clone(),
            causes: Some(events.iter().map(|event| cause(&self.state, &envelope.command, event)).collect()),
            events,
        };
        self.state.fold(&batch);
        self.journal.push(batch);
    }

    /// The command is done.
    #[track_caller]
    pub fn tell(&mut self, command: Command) -> Vec<Event> {
        self.because("", command).unwrap_or_else(|refusal| panic!("refused: {refusal}"))
    }

    /// With a reason, if it is not empty.
    pub fn because(&mut self, reason: &str, command: Command) -> Result<Vec<Event>, Refusal> {
        // The right to it is a matter of its own (`scope.rs`).
        let mut envelope = Envelope { authority: Authority::Host, ..Envelope::by("operator:test", command) };
        envelope.reason = (!reason.is_empty()).then(|| reason.to_owned());
        self.submit(envelope)
    }

    /// The command is refused; its code and words. The state stays as it was.
    #[track_caller]
    pub fn refused(&mut self, command: Command) -> String {
        let before = self.state.hash();
        match self.because("", command) {
            Ok(events) => panic!("done: {events:?}"),
            Err(refusal) => {
                assert_eq!(self.state.hash(), before);
                told(&refusal)
            }
        }
    }

    /// Positions as the room brings them in.
    pub fn place(&mut self, fixes: &[(UnitRef, domain::unit::Fix)]) {
        self.state.place(fixes);
    }

    /// Lets the host's own events happen.
    pub fn happen(&mut self, events: Vec<Event>) {
        self.fold(&Envelope::system(Command::Timer(TimerCommand::Tick { archived_up_to: None })), events);
    }

    /// A report in the first grid of the first district.
    #[track_caller]
    pub fn report(&mut self, kind: &str) -> IncidentRef {
        self.tell(Command::Incident(IncidentCommand::Report(report(kind))));
        self.state.last_incident
    }

    pub fn step(&mut self, incident: IncidentRef, to: Phase) -> Result<Vec<Event>, Refusal> {
        self.because("", Command::Incident(IncidentCommand::Step { incident, to, outcome: None }))
    }

    #[track_caller]
    pub fn assign(&mut self, incident: IncidentRef, units: &[u32]) {
        self.tell(Command::Incident(IncidentCommand::Assign {
            incident,
            units: units.iter().map(|unit| UnitRef(*unit)).collect(),
            code: None,
        }));
    }

    pub fn incident(&self, which: IncidentRef) -> &Incident {
        self.state.incident(which).expect("an incident of the state")
    }

    pub fn unit(&self, which: u32) -> &UnitState {
        self.state.unit(UnitRef(which)).expect("a unit of the county")
    }

    pub fn set_unit(&mut self, unit: u32, primary: Primary) -> Result<Vec<Event>, Refusal> {
        self.because("", Command::Unit(UnitCommand::SetStatus { unit: UnitRef(unit), primary, secondary: None }))
    }

    /// Installs a plugin with all it asks for, which is everything.
    #[track_caller]
    pub fn install(&mut self, name: &str) {
        let inspected = inspected(name, "1.0.0");
        let grants = inspected.manifest.requests.clone();
        self.tell(Command::Plugin(PluginCommand::Install { inspected: Arc::new(inspected), grants }));
    }

    #[track_caller]
    pub fn mode(&mut self, plugin: &str, hook: Hook, mode: Mode) {
        self.tell(Command::Plugin(PluginCommand::SetMode {
            districts: Vec::new(),
            hook,
            plugin: plugin.to_owned(),
            mode,
            order: None,
            version: None,
        }));
    }

    /// Records a decision, numbered as the incident's next.
    pub fn decide(&mut self, incident: IncidentRef, mut decision: Decision) -> u32 {
        let number = self.incident(incident).escalated.last_decision + 1;
        decision.facts.number = number;
        self.happen(vec![Event::Matter(MatterEvent::Decided {
            matter: incident.into(),
            decision: Arc::new(decision),
        })]);
        number
    }

    /// Publishes shifts, whatever the checks warn of.
    #[track_caller]
    pub fn publish(&mut self, shifts: &[Shift]) -> Vec<Event> {
        self.because("as agreed", publication(shifts)).unwrap_or_else(|refusal| panic!("refused: {refusal:?}"))
    }

    /// Waiting incidents, most pressing first.
    pub fn waiting(&self) -> Vec<u32> {
        self.state.waiting.iter().map(|(_, which)| which.0).collect()
    }
}

pub fn publication(shifts: &[Shift]) -> Command {
    let publication = Publication { shifts: shifts.to_vec(), replace: false, accept_findings: true };
    Command::Roster(RosterCommand::Publish(publication))
}

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

/// A notice about an incident to the first district's command room, as the host would send it.
pub fn sent(desk: &Desk, incident: IncidentRef, level: u8) -> Event {
    let message = Message::alarm(level, vec![Who::CommandRoom(D1)], why(1));
    let from = domain::notice::Sender::Escalation(0);
    domain::notice::tell::tell(&desk.state, incident.into(), from, None, message, desk.now).remove(0)
}

/// Everything that can be granted.
pub fn everything() -> Grants {
    let names = |of: &[&str]| of.iter().map(|name| (*name).to_owned()).collect();
    Grants {
        hooks: BTreeSet::from(Hook::ALL),
        view: names(&VIEW_FUNCTIONS),
        fields: names(&FIELDS),
        proposals: names(&PROPOSALS),
    }
}

pub fn inspected(name: &str, version: &str) -> Inspected {
    let manifest = Manifest {
        name: name.to_owned(),
        version: version.to_owned(),
        abi: "0.1.0".to_owned(),
        title: BTreeMap::from([("en".to_owned(), name.to_owned())]),
        description: BTreeMap::new(),
        requests: everything(),
    };
    Inspected {
        digest: Digest::of(format!("{name} {version}").as_bytes()),
        size_bytes: 1,
        manifest,
        settings_schema: serde_json::json!({}),
        catalog: Catalog::default(),
        workflows: Vec::new(),
        exports: BTreeSet::from(Hook::ALL),
        imports: Vec::new(),
    }
}

pub fn why(code: u16) -> Reason {
    Reason::bare(code)
}

pub fn plugin_id(name: &str) -> PluginId {
    let digest = Some(Digest::of(format!("{name} 1.0.0").as_bytes()));
    PluginId { name: name.to_owned(), version: "1.0.0".to_owned(), digest, settings_version: 0 }
}

/// A dispatch decision that picks these units for the first need.
pub fn dispatch_decision(plugin: &str, mode: Mode, units: &[u32]) -> Decision {
    let pick = |unit: &u32| Pick { unit: UnitRef(*unit), need: Some(0), eta_s: 60, straight_line: false, why: why(1) };
    let picks = units.iter().map(pick).collect();
    decision(plugin, Hook::Dispatch, mode, Answered::Dispatch(DispatchRecord { picks, ..DispatchRecord::default() }))
}

/// An escalation decision that tells the command room.
pub fn notice_decision(plugin: &str, mode: Mode) -> Decision {
    let proposal = EscalationProposal::Notify(Message::alarm(1, vec![Who::CommandRoom(D1)], why(1)));
    let record = EscalationRecord { proposals: vec![proposal], ..EscalationRecord::default() };
    decision(plugin, Hook::Escalation, mode, Answered::Escalation(record))
}

/// An intake decision that proposes a kind, a duplicate, or both.
pub fn intake_decision(plugin: &str, mode: Mode, kind: Option<KindRef>, of: Option<IncidentRef>) -> Decision {
    let kind = kind.map(|kind| IntakeProposal::SetKind { kind, why: why(1) });
    let of = of.map(|incident| IntakeProposal::DuplicateOf { incident, confidence: 80, why: why(2) });
    let record = IntakeRecord { proposals: kind.into_iter().chain(of).collect(), ..IntakeRecord::default() };
    decision(plugin, Hook::Intake, mode, Answered::Intake(record))
}

fn decision(plugin: &str, hook: Hook, mode: Mode, answer: Answered) -> Decision {
    let facts = Facts {
        number: 0,
        at: START,
        hook,
        trigger: Trigger::Accepted,
        plugin: plugin_id(plugin),
        mode,
        state_version: Version(0),
        roster_version: 0,
        input_hash: Digest::default(),
        asked_before: Vec::new(),
        fallback: false,
        answer,
        refused: Vec::new(),
        settlement: None,
        difference: None,
    };
    Decision { facts, measured: Measured::default() }
}

/// A record in which this plugin was asked and failed, and the built-in rule answered nothing.
pub fn failed_decision(plugin: &str) -> Decision {
    let mut decision = dispatch_decision("built-in", Mode::Auto, &[]);
    decision.facts.plugin = PluginId::built_in();
    decision.facts.fallback = true;
    decision.facts.asked_before =
        vec![Asked { plugin: plugin_id(plugin), outcome: AskedOutcome::Failed(HookFailure::Fuel) }];
    decision
}
