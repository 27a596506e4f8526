//! Plugins that do what a test tells them, and a clock that stands still until it is moved.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use domain::hooks::*;
use domain::ids::*;
use domain::ports::{Clock, Decide, PluginCall, View};
use domain::time::TimeMs;
use domain::who::Who;

type Intake = Box<dyn Fn(&IntakeInput) -> HookRun<IntakeAnswer> + Send + Sync>;
type Dispatch = Box<dyn Fn(&DispatchInput) -> HookRun<DispatchAnswer> + Send + Sync>;
type Escalation = Box<dyn Fn(&EscalationInput) -> HookRun<EscalationAnswer> + Send + Sync>;
type Structure = Box<dyn Fn(&StructureInput) -> HookRun<Vec<Finding>> + Send + Sync>;

type Queries = Box<dyn Fn() -> HookRun<Vec<Query>> + Send + Sync>;
type Assess = Box<dyn Fn(&AssessmentInput) -> HookRun<AssessmentAnswer> + Send + Sync>;
type Step = Box<dyn Fn(&StepInput) -> HookRun<StepVerdict> + Send + Sync>;
type Migrate = Box<dyn Fn(&InstanceView, &str) -> HookRun<Result<Takeover, NotTakenOver>> + Send + Sync>;

/// One call as a plugin saw it.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub plugin: String,
    pub hook: Hook,
    pub incident: Option<IncidentRef>,
    pub trigger: Option<EscalationTrigger>,
    pub settings_json: String,
    pub deadline_ms: u64,
}

/// Answers for plugins by their names. Who has no answer is not there at all.
#[derive(Default)]
pub struct Script {
    intake: Mutex<BTreeMap<String, Arc<Intake>>>,
    dispatch: Mutex<BTreeMap<String, Arc<Dispatch>>>,
    escalation: Mutex<BTreeMap<String, Arc<Escalation>>>,
    structure: Mutex<BTreeMap<String, Arc<Structure>>>,
    steps: Mutex<BTreeMap<String, Arc<Step>>>,
    migrations: Mutex<BTreeMap<String, Arc<Migrate>>>,
    queries: Mutex<BTreeMap<String, Arc<Queries>>>,
    assessments: Mutex<BTreeMap<String, Arc<Assess>>>,
    calls: Mutex<Vec<Call>>,
}

impl Script {
    pub fn intake(&self, plugin: &str, answer: impl Fn(&IntakeInput) -> HookRun<IntakeAnswer> + Send + Sync + 'static) {
        self.intake.lock().unwrap().insert(plugin.to_owned(), Arc::new(Box::new(answer)));
    }

    pub fn dispatch(
        &self,
        plugin: &str,
        answer: impl Fn(&DispatchInput) -> HookRun<DispatchAnswer> + Send + Sync + 'static,
    ) {
        self.dispatch.lock().unwrap().insert(plugin.to_owned(), Arc::new(Box::new(answer)));
    }

    pub fn escalation(
        &self,
        plugin: &str,
        answer: impl Fn(&EscalationInput) -> HookRun<EscalationAnswer> + Send + Sync + 'static,
    ) {
        self.escalation.lock().unwrap().insert(plugin.to_owned(), Arc::new(Box::new(answer)));
    }

    pub fn structure(
        &self,
        plugin: &str,
        answer: impl Fn(&StructureInput) -> HookRun<Vec<Finding>> + Send + Sync + 'static,
    ) {
        self.structure.lock().unwrap().insert(plugin.to_owned(), Arc::new(Box::new(answer)));
    }

    /// Of a plugin, or of one version of it: `flow 2.0.0`.
    pub fn workflow(&self, plugin: &str, answer: impl Fn(&StepInput) -> HookRun<StepVerdict> + Send + Sync + 'static) {
        self.steps.lock().unwrap().insert(plugin.to_owned(), Arc::new(Box::new(answer)));
    }

    /// What a version makes of an instance that another version wrote.
    pub fn migrate(
        &self,
        plugin: &str,
        answer: impl Fn(&InstanceView, &str) -> HookRun<Result<Takeover, NotTakenOver>> + Send + Sync + 'static,
    ) {
        self.migrations.lock().unwrap().insert(plugin.to_owned(), Arc::new(Box::new(answer)));
    }

    /// What a plugin, or one version of it, has counted and makes of the counts.
    pub fn assessment(
        &self,
        plugin: &str,
        queries: Vec<Query>,
        answer: impl Fn(&AssessmentInput) -> HookRun<AssessmentAnswer> + Send + Sync + 'static,
    ) {
        let queries: Queries = Box::new(move || answers(queries.clone()));
        self.queries.lock().unwrap().insert(plugin.to_owned(), Arc::new(queries));
        self.assessments.lock().unwrap().insert(plugin.to_owned(), Arc::new(Box::new(answer)));
    }

    /// The calls since the last look.
    pub fn calls(&self) -> Vec<Call> {
        std::mem::take(&mut self.calls.lock().unwrap())
    }

    /// The same by plugin name only.
    pub fn asked(&self) -> Vec<String> {
        self.calls().into_iter().map(|call| call.plugin).collect()
    }

    fn note(&self, call: &PluginCall<'_>, input: HookInput<'_>) {
        let (incident, trigger) = match input {
            HookInput::Intake(input) => (Some(input.report.incident), None),
            HookInput::Dispatch(input) => (Some(input.incident.incident), None),
            HookInput::Escalation(input) => (input.matter.matter.incident(), Some(input.trigger)),
            HookInput::Structure(_) => (None, None),
            HookInput::Step(input) => (input.instance.incident.as_ref().map(|incident| incident.incident), None),
            HookInput::Queries(_) | HookInput::Assess(_) => (None, None),
            HookInput::Migration(_) => return,
        };
        self.calls.lock().unwrap().push(Call {
            plugin: call.plugin.name().to_owned(),
            hook: input.hook(),
            incident,
            trigger,
            settings_json: call.settings_json.to_owned(),
            deadline_ms: call.deadline_ms,
        });
    }
}

fn absent<T>() -> HookRun<T> {
    fails(HookFailure::Unloadable("no such plugin in this script".to_owned()))
}

impl Decide for Script {
    fn run(&self, call: &PluginCall<'_>, input: HookInput<'_>, _: &Arc<dyn View>) -> HookRun<HookAnswer> {
        self.note(call, input);
        match input {
            HookInput::Intake(input) => answer(&self.intake, call, HookAnswer::Intake, |answer| answer(input)),
            HookInput::Dispatch(input) => answer(&self.dispatch, call, HookAnswer::Dispatch, |answer| answer(input)),
            HookInput::Escalation(input) => {
                answer(&self.escalation, call, HookAnswer::Escalation, |answer| answer(input))
            }
            HookInput::Structure(input) => answer(&self.structure, call, HookAnswer::Structure, |answer| answer(input)),
            HookInput::Step(input) => answer(&self.steps, call, HookAnswer::Step, |answer| answer(input)),
            HookInput::Queries(_) => answer(&self.queries, call, HookAnswer::Queries, |answer| answer()),
            HookInput::Assess(input) => answer(&self.assessments, call, HookAnswer::Assess, |answer| answer(input)),
            HookInput::Migration(input) => answer(&self.migrations, call, HookAnswer::Migration, |answer| {
                answer(&input.instance, &input.from_version)
            }),
        }
    }
}

/// What the script has for a version of a plugin, or for all of them.
fn answer<F, A>(
    script: &Mutex<BTreeMap<String, Arc<F>>>,
    call: &PluginCall<'_>,
    wrap: impl FnOnce(A) -> HookAnswer,
    ask: impl FnOnce(&F) -> HookRun<A>,
) -> HookRun<HookAnswer> {
    let version = format!("{} {}", call.plugin.name(), call.plugin.version());
    let script = script.lock().unwrap();
    let answer = script.get(&version).or_else(|| script.get(call.plugin.name())).cloned();
    drop(script);
    let HookRun { result, log, fuel_used, time_us } = answer.map_or_else(absent, |answer| ask(&answer));
    HookRun { result: result.map(wrap), log, fuel_used, time_us }
}

pub fn answers<T>(answer: T) -> HookRun<T> {
    HookRun { result: Ok(answer), log: String::new(), fuel_used: 100, time_us: 10 }
}

pub fn fails<T>(failure: HookFailure) -> HookRun<T> {
    HookRun { result: Err(failure), log: String::new(), fuel_used: 100, time_us: 10 }
}

/// Whatever it answers, it takes this long.
pub fn after_ms<T>(ms: u32, run: HookRun<T>) -> HookRun<T> {
    HookRun { time_us: ms * 1000, ..run }
}

pub fn why(code: u16) -> Reason {
    Reason::bare(code)
}

pub fn abstains() -> HookRun<DispatchAnswer> {
    answers(DispatchAnswer::Abstain(why(4)))
}

/// Picks by candidate and need.
pub fn recommends(picks: &[(u16, u16)]) -> HookRun<DispatchAnswer> {
    let pick = |(candidate, need): &(u16, u16)| ProposedPick { candidate: *candidate, need: Some(*need), why: why(1) };
    let picks = picks.iter().map(pick).collect();
    answers(DispatchAnswer::Recommend(Recommendation { picks, ..Recommendation::default() }))
}

/// Sends the first candidates that are able, as many as are needed.
pub fn sensible(input: &DispatchInput) -> HookRun<DispatchAnswer> {
    answers(DispatchAnswer::Recommend(first_able(input)))
}

/// The same as a recommendation. Its catalog is not the built-in rule's, and has no values.
pub fn first_able(input: &DispatchInput) -> Recommendation {
    let mut recommendation = domain::built_in::recommend(input);
    let Recommendation { picks, passed_over, shortfalls } = &mut recommendation;
    let all = picks.iter_mut().map(|pick| &mut pick.why).chain(passed_over.iter_mut().map(|pass| &mut pass.why));
    all.chain(shortfalls).for_each(|told| told.values.clear());
    recommendation
}

pub fn proposes(proposals: Vec<EscalationProposal>) -> HookRun<EscalationAnswer> {
    answers(EscalationAnswer { proposals, ..EscalationAnswer::default() })
}

pub fn start_timer(key: u16, due_at: TimeMs) -> EscalationProposal {
    EscalationProposal::StartTimer(TimerRequest { key, due_at, catch_up: CatchUp::Once, repeat_s: None })
}

/// The phase of the incident that an escalation is asked about.
pub fn phase(input: &EscalationInput) -> domain::incident::Phase {
    input.matter.incident().expect("an incident").phase
}

pub fn tell_room(level: u8) -> EscalationProposal {
    EscalationProposal::Notify(Message::alarm(level, vec![Who::CommandRoom(DistrictRef(0))], why(5)))
}

pub fn makes_of_it(proposals: Vec<IntakeProposal>) -> HookRun<IntakeAnswer> {
    answers(IntakeAnswer { proposals, remarks: Vec::new() })
}

pub fn set_kind(kind: u16) -> IntakeProposal {
    IntakeProposal::SetKind { kind: KindRef(kind), why: why(6) }
}

pub fn duplicate_of(incident: IncidentRef) -> IntakeProposal {
    IntakeProposal::DuplicateOf { incident, confidence: 80, why: why(7) }
}

/// What it shows, how long it has run, how often it was looked at, and whether nobody keeps it.
pub struct StillClock(AtomicI64, AtomicI64, AtomicUsize, AtomicBool);

impl StillClock {
    pub fn at(now: TimeMs) -> StillClock {
        StillClock(AtomicI64::new(now.0), AtomicI64::new(0), AtomicUsize::new(0), AtomicBool::new(false))
    }

    /// Sets what it shows; no time passes.
    pub fn set(&self, now: TimeMs) {
        self.0.store(now.0, Ordering::SeqCst);
    }

    pub fn looked_at(&self) -> usize {
        self.2.load(Ordering::SeqCst)
    }

    /// Whether a time service keeps it; at first one does.
    pub fn keep(&self, kept: bool) {
        self.3.store(!kept, Ordering::SeqCst);
    }

    pub fn wait(&self, seconds: u32) {
        self.set(self.now().plus_s(seconds));
        self.1.fetch_add(i64::from(seconds) * 1000, Ordering::SeqCst);
    }
}

impl Clock for StillClock {
    fn now(&self) -> TimeMs {
        TimeMs(self.0.load(Ordering::SeqCst))
    }

    fn ran_ms(&self) -> u64 {
        self.2.fetch_add(1, Ordering::SeqCst);
        self.1.load(Ordering::SeqCst).unsigned_abs()
    }

    fn is_kept(&self) -> bool {
        !self.3.load(Ordering::SeqCst)
    }
}
