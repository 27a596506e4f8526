//! The model county on a virtual clock, with the real thing behind every port: components in their sandboxes, the journal and
//! the archive on a disk, the keys in their file. Only the clock and the people are played: no call of a plugin ends by the time that it
//! takes on this machine.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use archive::SledArchive;
use domain::assessment::Period;
use domain::command::{
    AssessmentCommand, Command, CountyCommand, Envelope, IncidentCommand, InstanceCommand, MatterCommand,
    PluginCommand, SeriesCommand, StartWorkflow, TaskCommand, TimerCommand, UnitCommand, Verdict,
};
use domain::county::{County, Grid, Names, Shape};
use domain::event::Batch;
use domain::hooks::{Field, Form};
use domain::ids::*;
use domain::limits::ARCHIVE_AFTER_S;
use domain::ports::{Archive, Journal, KeyStore, Value};
use domain::sealed::{PlainReport, PlainWords};
use domain::sealing::Sealer;
use domain::series::Reading;
use domain::state::State;
use domain::task::Task;
use domain::time::TimeMs;
use domain::workflow::Instance;
use integration_tests::county;
use journal::{FileKeyStore, FjallJournal};
use runtime::Runtime;
use sequencer::cascade::work_out_with;
use sequencer::recent_words::RecentWords;
use sequencer::recovery::{apply, collect, recover};
use sequencer::simulation::Untimed;
use telling::{Lang, explain_archived, explain_incident, explain_instance};

use domain::archived::Filed;
use domain::incident::archived::ArchivedIncident;
use domain::incident::origin::Origin;

use super::forgotten::Sealing;
use super::input::{self, Scenario, Step};
use super::record::Record;
use super::{desk, duty, rollout};

pub struct Stage<'a> {
    pub state: State,
    now: TimeMs,
    county: Arc<County>,
    runtime: Arc<Runtime>,
    journal: FjallJournal,
    archive: SledArchive,
    keys: Arc<FileKeyStore>,
    sealer: Sealer,
    record: Record<'a>,
    sealing: Sealing,
    recent_words: RecentWords,
}

impl<'a> Stage<'a> {
    /// The county set up with the scenario's plugins, a minute before its start.
    pub fn set(scenario: &Scenario, county: &'a Arc<County>, folder: &Path) -> Stage<'a> {
        let runtime = county::open_runtime(folder);
        let keys = Arc::new(FileKeyStore::open(&folder.join("keys/keys")).expect("a key store"));
        let start = scenario.start();
        let mut stage = Stage {
            state: State::default(),
            now: TimeMs(start.0 - 60_000),
            county: county.clone(),
            journal: FjallJournal::open(folder).expect("a journal"),
            archive: SledArchive::open(folder).expect("an archive").0,
            sealer: Sealer::new(keys.clone()),
            keys,
            record: Record { county, start, text: String::new() },
            sealing: Sealing::default(),
            recent_words: RecentWords::default(),
            runtime,
        };
        let names: Vec<&str> = scenario.plugins.iter().map(String::as_str).collect();
        for envelope in county::set_up(county, &stage.runtime, &names) {
            stage.must(envelope);
        }
        for (plugin, settings) in &scenario.settings {
            let (plugin, settings_json) = (plugin.clone(), settings.to_string());
            stage.must(Envelope::system(Command::Plugin(PluginCommand::Configure {
                plugin,
                district: None,
                settings_json,
                version: None,
            })));
        }
        // How the county was set up is the same in all scenarios.
        stage.record.text.clear();
        stage
    }

    fn must(&mut self, envelope: Envelope) {
        let name = envelope.command.name();
        self.submit(envelope);
        assert!(!self.record.text.contains("  refused, "), "{name}: {}", self.record.text);
    }

    /// Lets time pass up to a step, and does it.
    pub fn step(&mut self, step: &Step) {
        self.pass(step.at(self.record.start));
        if let Some(until) = step.down_until(self.record.start) {
            self.restart(until);
        } else if let Some(command) = self.command(step) {
            let author = step.by.as_deref().unwrap_or("operator:room");
            self.submit(Envelope { reason: step.why.clone(), ..Envelope::by(author, command) });
        } else {
            assert!(step.wait, "a step that does nothing; if that is meant, say `wait = true`");
        }
    }

    /// Nothing happens until then, and the state is what journal and archive make of it. What fell due meanwhile fires now.
    fn restart(&mut self, until: TimeMs) {
        let recovered = recover(self.journal.reader().as_ref(), &self.archive).expect("a room that comes back");
        assert_eq!(recovered.state.hash(), self.state.hash(), "what was there before it went down");
        self.state = recovered.state;
        self.recent_words = RecentWords::default();
        self.now = until;
        self.pass(until);
    }

    /// Timers fire, each at its time; what ended long ago leaves the state.
    fn pass(&mut self, until: TimeMs) {
        assert!(until >= self.now, "the steps are not in the order of their times");
        self.finish_steps();
        while let Some(due) = self.state.next_due().filter(|due| *due <= until) {
            let before = self.state.version;
            self.now = self.now.max(due);
            self.tick();
            assert!(self.state.version > before, "a timer is due and does not fire\n{}", self.record.text);
            self.finish_steps();
        }
        self.now = until;
        if !domain::assessment::check::due(&self.state, until).is_empty() {
            self.tick();
        }
        let long_ended = self.state.ended.get_min().is_some_and(|(at, _)| until.since_s(*at) >= ARCHIVE_AFTER_S);
        if long_ended || domain::timer::check::erases(&self.state, until) {
            self.tick();
        }
    }

    /// What a batch had no room for comes in the next ones.
    fn finish_steps(&mut self) {
        while !self.state.workflows.ready.is_empty() {
            let before = self.state.version;
            self.tick();
            assert!(self.state.version > before, "an instance is ready and takes no step\n{}", self.record.text);
        }
    }

    fn tick(&mut self) {
        let archived_up_to = Some(self.state.version);
        self.submit(Envelope::system(Command::Timer(TimerCommand::Tick { archived_up_to })));
    }

    /// Works a command out, makes it durable, and does what follows from it, as the room does.
    fn submit(&mut self, envelope: Envelope) {
        let (runtime, now) = (self.runtime.clone(), self.now);
        let untimed = Untimed(&*runtime);
        let draft = match work_out_with(&self.state, &envelope, now, &untimed, &mut self.recent_words) {
            Ok(draft) => draft,
            Err(refusal) => {
                return self.record.refusal(self.now, envelope.command.name(), &envelope.author, &refusal);
            }
        };
        if !draft.batch.events.is_empty() {
            self.journal.append(self.state.version, &[draft.batch.encode()]).expect("a journal that takes it");
            self.state = draft.state;
            let mut documents = Default::default();
            collect(&self.archive, &draft.batch, &self.state, &mut documents).expect("an archive that is read");
            apply(&self.archive, self.state.version, documents).expect("an archive that takes it");
            self.destroy_keys(&draft.batch);
            self.record.batch(&draft.batch);
        }
        for job in draft.jobs {
            if let Some(envelope) = job.run_beside(&untimed, &self.archive) {
                self.submit(envelope);
            }
        }
    }

    /// Once the erasure is durable.
    fn destroy_keys(&self, batch: &Batch) {
        for event in &batch.events {
            if let Some(subject) = event.erased() {
                self.sealer.erase(subject).expect("a key store that forgets");
            }
        }
    }

    fn command(&mut self, step: &Step) -> Option<Command> {
        let procedure = self.procedure(step);
        let desk = desk::command(step, &self.county, &self.state, &self.sealer, &mut self.sealing.secrets);
        let index = &self.state.county.as_ref().expect("a county").index;
        let unit = |code: &str| index.unit(code).unwrap_or_else(|| panic!("no unit `{code}`"));
        let mut commands: Vec<Command> =
            procedure.into_iter().chain(desk).chain(duty::command(step, &self.state, self.record.start)).collect();
        commands.extend(rollout::command(step, &self.state, &self.runtime));
        if let Some(incident) = step.acknowledge {
            commands.push(Command::Matter(MatterCommand::Acknowledge { matter: IncidentRef(incident).into() }));
        }
        if let Some(incident) = step.confirm {
            let advice = self.state.advice(IncidentRef(incident)).expect("a recommendation that waits");
            let (matter, decision) = (IncidentRef(incident).into(), advice.facts.number);
            commands.push(Command::Matter(MatterCommand::Settle {
                matter,
                decision,
                verdict: Verdict::Confirm,
                code: None,
            }));
        }
        commands.extend(step.hand_off.as_ref().map(input::HandOff::command));
        if let Some(answer) = &step.answer {
            let (matter, decision) = (IncidentRef(answer.incident).into(), answer.recommendation);
            let verdict = match (answer.follows, answer.not_a_duplicate) {
                (Some(true), false) => Verdict::Confirm,
                (Some(false), false) => Verdict::Reject,
                (None, true) => Verdict::NotADuplicate,
                _ => panic!("an answer says one of `follows` and `not_a_duplicate`"),
            };
            let code = answer.code.clone();
            commands.push(Command::Matter(MatterCommand::Settle { matter, decision, verdict, code }));
        }
        if let Some(phase) = &step.phase {
            let (incident, outcome) = (IncidentRef(phase.incident), phase.outcome.clone());
            commands.push(Command::Incident(IncidentCommand::Step { incident, to: phase.to, outcome }));
        }
        if let Some(classify) = &step.classify {
            let incident = IncidentRef(classify.incident);
            if let Some(code) = &classify.kind {
                let kind = index.kind(code).unwrap_or_else(|| panic!("no kind `{code}`"));
                commands.push(Command::Incident(IncidentCommand::SetKind { incident, kind }));
            }
            if let Some(priority) = classify.priority {
                commands.push(Command::Incident(IncidentCommand::SetPriority { incident, priority }));
            }
        }
        if let Some(assign) = &step.assign {
            let units = assign.units.iter().map(|code| unit(code)).collect();
            let (incident, code) = (IncidentRef(assign.incident), assign.code.clone());
            commands.push(Command::Incident(IncidentCommand::Assign { incident, units, code }));
        }
        if let Some(code) = &step.release {
            let unit = unit(code);
            let incident = self.state.unit(unit).and_then(|live| live.incident).expect("a unit on an incident");
            commands.push(Command::Unit(UnitCommand::Release { incident, unit }));
        }
        if let Some(input::Unit { code, primary }) = &step.unit {
            commands.push(Command::Unit(UnitCommand::SetStatus {
                unit: unit(code),
                primary: *primary,
                secondary: None,
            }));
        }
        if let Some(merge) = &step.merge {
            commands.push(Command::Incident(IncidentCommand::Merge {
                incident: IncidentRef(merge.incident),
                into: IncidentRef(merge.into),
            }));
        }
        if let Some([from, to]) = step.close_road.clone() {
            commands.push(Command::County(CountyCommand::CloseRoad { from, to }));
        }
        if let Some([from, to]) = step.open_road.clone() {
            commands.push(Command::County(CountyCommand::OpenRoad { from, to }));
        }
        if let Some(which) = step.erase {
            let incident = IncidentRef(which);
            // After a day only the archive has it.
            let archived = self.archive.document(Filed::Incident(incident)).expect("an archive that is read");
            let archived =
                archived.and_then(|row| ArchivedIncident::decode(&row.bytes).ok()).map(|found| found.incident);
            let found = self.state.incident(incident).map(|incident| (**incident).clone()).or(archived);
            let sealed = found.and_then(|incident| incident.personal);
            let subject = sealed.unwrap_or_else(|| panic!("incident {which} has nothing sealed")).subject;
            commands.push(Command::Incident(IncidentCommand::Erase { incident, subject }));
        }
        commands.extend(step.assess.as_ref().map(|assess| self.assess(assess)));
        commands.extend(step.series.as_ref().map(|series| self.readings(series)));
        commands.extend(step.import.as_ref().map(|import| self.import(import)));
        if let Some(report) = &step.report {
            commands.push(self.report(report));
        }
        assert!(commands.len() <= 1, "a step that does several things at once");
        commands.pop()
    }

    fn assess(&self, asked: &input::Assess) -> Command {
        let zone = self.state.loaded().expect("a county").index.zone().clone();
        let period = Period::named(&asked.period, &zone).unwrap_or_else(|| panic!("no period `{}`", asked.period));
        Command::Assessment(AssessmentCommand::Ask { plugin: asked.plugin.clone(), period })
    }

    fn readings(&self, series: &BTreeMap<String, f64>) -> Command {
        let reading =
            |(series, value): (&String, &f64)| Reading { series: series.clone(), at: self.now, value: *value };
        Command::Series(SeriesCommand::Supply { readings: series.iter().map(reading).collect() })
    }

    /// As the county's files are read where a county is already: who is in them no more stays, retired.
    fn import(&self, import: &input::Import) -> Command {
        let mut county = County::clone(&self.county);
        for unit in &mut county.units {
            unit.retired |= import.units_gone.contains(&unit.code);
        }
        for person in &mut county.persons {
            person.retired |= import.persons_gone.contains(&person.code);
        }
        let divided: Vec<Grid> =
            county.grids.iter().filter(|of| import.grids_divided.contains(&of.code)).cloned().collect();
        for grid in &mut county.grids {
            grid.retired |= import.grids_divided.contains(&grid.code);
        }
        county.grids.extend(divided.iter().flat_map(halves));
        county.digest = Digest::of(
            format!("{:?} {:?} {:?}", import.units_gone, import.persons_gone, import.grids_divided).as_bytes(),
        );
        Command::County(CountyCommand::Import { county: Arc::new(county) })
    }

    fn report(&mut self, report: &input::Report) -> Command {
        let grid = self.county.grids.iter().find(|grid| grid.code == report.grid);
        let (lon, lat) = grid.unwrap_or_else(|| panic!("no grid `{}`", report.grid)).centre;
        let plain = report.caller.as_ref().map_or_else(PlainReport::default, |caller| PlainReport {
            caller_name: caller.name.clone(),
            caller_number: caller.number.clone(),
            description: caller.words.clone(),
        });
        let said = [&plain.caller_name, &plain.caller_number, &plain.description];
        self.sealing.secrets.extend(said.into_iter().flatten().cloned());
        let index = &self.state.county.as_ref().expect("a county").index;
        let unit = report.unit.as_deref().map(|code| index.unit(code).unwrap_or_else(|| panic!("no unit `{code}`")));
        let origin = match unit {
            Some(unit) => Origin::Unit(unit),
            None if report.abandoned => Origin::Abandoned,
            None => Origin::Reported,
        };
        let personal = self.sealer.seal(&plain).expect("a key store that seals");
        if let Some(sealed) = &personal {
            self.note_key(sealed.subject);
        }
        Command::Incident(IncidentCommand::Report(domain::command::Report {
            origin,
            kind: report.kind.clone(),
            lon,
            lat,
            source: report.source.clone(),
            reality: report.reality.unwrap_or(domain::incident::Reality::Actual),
            priority: None,
            uncertain: None,
            external_id: report.id.clone(),
            personal,
            words: plain.description.map(PlainWords::new),
        }))
    }

    /// What people do with workflows and tasks.
    fn procedure(&mut self, step: &Step) -> Option<Command> {
        if let Some(start) = &step.start {
            return Some(self.start(start));
        }
        if let Some(task) = &step.task {
            let (instance, which) = self.open_task(&task.which);
            let form = self.state.tasks.get(which).and_then(|task| task.new.form.clone()).expect("a form");
            let subject = self.subject_for(instance, &form, &task.form);
            let fields = self.fill(&form, &task.form, subject);
            let (outcome, person) = (task.outcome.clone(), self.person(task.person.as_deref()));
            return Some(Command::Task(TaskCommand::Finish { task: which, outcome, person, fields }));
        }
        if let Some(back) = &step.call_back {
            let which = IncidentRef(back.incident);
            let open = self.state.tasks.of(which.into()).find(|task| task.status.is_live());
            let task = open.unwrap_or_else(|| panic!("nobody is to call back for {which}")).new.task;
            let outcome = back.outcome.clone();
            return Some(Command::Task(TaskCommand::Finish { task, outcome, person: None, fields: Vec::new() }));
        }
        if let Some(name) = &step.accept {
            return Some(Command::Task(TaskCommand::Accept { task: self.open_task(name).1, person: None }));
        }
        if let Some(signal) = &step.signal {
            let instance = self.instance(InstanceRef(signal.instance));
            let kind = self.state.kind_of(&instance).expect("a kind");
            let form = kind.signal(&signal.name).unwrap_or_else(|| panic!("no signal `{}`", signal.name)).clone();
            let subject = self.subject_for(instance.instance, &form, &signal.form);
            let fields = self.fill(&form, &signal.form, subject);
            let person = self.person(signal.person.as_deref());
            return Some(Command::Instance(InstanceCommand::Signal {
                instance: instance.instance,
                name: form.name,
                person,
                fields,
            }));
        }
        let instance = |number: u32| InstanceRef(number);
        if let Some(read) = &step.read {
            let (fields, purpose) = (read.fields.clone(), read.purpose.clone());
            let (instance, task) = (instance(read.instance), read.task.map(TaskRef));
            return Some(Command::Instance(InstanceCommand::ReadField { instance, task, fields, purpose }));
        }
        let cancel =
            step.cancel.map(|number| Command::Instance(InstanceCommand::Cancel { instance: instance(number) }));
        let pause = step.pause.map(|number| Command::Instance(InstanceCommand::Pause { instance: instance(number) }));
        let resume =
            step.resume.map(|number| Command::Instance(InstanceCommand::Resume { instance: instance(number) }));
        cancel.or(pause).or(resume)
    }

    fn start(&mut self, start: &input::Start) -> Command {
        let index = &self.state.county.as_ref().expect("a county").index;
        let grid = start.grid.as_deref().map(|code| index.grid(code).unwrap_or_else(|| panic!("no grid `{code}`")));
        let named = |code| index.district(code).unwrap_or_else(|| panic!("no district `{code}`"));
        let district = start.district.as_deref().map(named);
        let incident = start.incident.map(IncidentRef);
        let of_incident = incident.and_then(|which| self.state.incident(which)).map(|incident| incident.place.district);
        let of_grid = grid.map(|grid| self.county.grids[grid.index()].district);
        let there = of_incident.or(of_grid).or(district).expect("a place");
        let (owner, _) = self.state.owner_of(&start.workflow, there).expect("a plugin that has it");
        let form = owner.kind(&start.workflow).expect("a kind").start.clone();
        let subject = self.sealer.new_subject().expect("a key store that draws");
        self.note_key(subject);
        let fields = self.fill(&form, &start.form, Some(subject));
        Command::Instance(InstanceCommand::Start(StartWorkflow {
            kind: start.workflow.clone(),
            key: start.key.clone(),
            district,
            grid,
            incident,
            reality: start.reality,
            subject: Some(subject),
            fields,
        }))
    }

    /// A form as the edge of the host takes it in: checked, and what is personal sealed.
    fn fill(&mut self, form: &Form, given: &input::Form, subject: Option<SubjectRef>) -> Vec<Field> {
        let find = |of, code: &str| self.state.reference(of, code);
        let values = form.read(given, &find).unwrap_or_else(|faults| panic!("form `{}`: {faults:?}", form.name));
        let personal = values.iter().filter(|(name, _)| form.is_sealed(name));
        let said =
            personal.filter_map(|(_, value)| if let Value::Text(text) = value { Some(text.clone()) } else { None });
        self.sealing.secrets.extend(said);
        let subject = subject.unwrap_or_default();
        self.sealer.seal_form(form, values, subject).expect("a key store that seals").expect("a key that is there")
    }

    /// Whose key a form's personal part is to be under. An instance that began without any is given one with the first.
    fn subject_for(&mut self, which: InstanceRef, form: &Form, given: &input::Form) -> Option<SubjectRef> {
        let subject = self.instance(which).subject;
        if subject.is_some() || !given.keys().any(|name| form.is_sealed(name)) {
            return subject;
        }
        let subject = self.sealer.new_subject().expect("a key store that draws");
        self.note_key(subject);
        self.submit(Envelope::by(
            "operator:room",
            Command::Instance(InstanceCommand::GiveSubject { instance: which, subject }),
        ));
        Some(subject)
    }

    fn note_key(&mut self, subject: SubjectRef) {
        let key = self.keys.get(subject).expect("a readable key store").expect("a new key");
        self.sealing.keys.push((subject, key.0));
    }

    fn instance(&self, which: InstanceRef) -> Arc<Instance> {
        self.state.workflows.get(which).unwrap_or_else(|| panic!("no instance {which}")).clone()
    }

    fn person(&self, code: Option<&str>) -> Option<PersonRef> {
        let index = &self.state.county.as_ref().expect("a county").index;
        code.map(|code| index.person(code).unwrap_or_else(|| panic!("no person `{code}`")))
    }

    fn open_task(&self, wanted: &input::TaskName) -> (InstanceRef, TaskRef) {
        let instance = InstanceRef(wanted.instance);
        let for_whom = |task: &&Arc<Task>| {
            let json = serde_json::to_value(&task.new.assignee).expect("JSON");
            wanted.whom.as_ref().is_none_or(|whom| self.record.words(&json) == *whom)
        };
        let named = |task: &&Arc<Task>| task.new.form.as_ref().is_some_and(|form| form.name == wanted.name);
        let open = self.state.tasks.of(instance.into()).filter(|task| task.status.is_live());
        let mut fitting = open.filter(named).filter(for_whom);
        let found = fitting
            .next()
            .unwrap_or_else(|| panic!("no open task `{}` for {:?}\n{}", wanted.name, wanted.whom, self.record.text));
        (instance, found.new.task)
    }

    /// What has happened, a line for each event.
    pub fn events(&self) -> &str {
        &self.record.text
    }

    /// The stories of all incidents and workflows.
    pub fn explanation(&self, lang: Lang) -> String {
        let incident = |number: u32| {
            let which = IncidentRef(number);
            let story = explain_incident(&self.state, which, lang).or_else(|| {
                let row = self.archive.document(Filed::Incident(which)).expect("a readable archive")?;
                explain_archived(&self.state, &ArchivedIncident::decode(&row.bytes).expect("a document"), lang)
            });
            story.unwrap_or_else(|| panic!("incident {number} is nowhere")).text()
        };
        let mut stories: Vec<String> = (1..=self.state.last_incident.0).map(incident).collect();
        let instances = (1..=self.state.workflows.last.0).map(InstanceRef);
        stories.extend(instances.filter_map(|which| Some(explain_instance(&self.state, which, lang)?.text())));
        stories.extend(rollout::told(&self.state, lang));
        steady(&stories.join("\n"))
    }

    /// Keeps a checkpoint and lets go of the files, as a room does that is stopped.
    pub fn close(mut self) -> Sealing {
        let reader = self.journal.reader();
        sequencer::checkpoint::keep(&self.archive, reader.as_ref(), &self.state).expect("a checkpoint");
        self.sealing.state = std::mem::take(&mut self.state);
        self.sealing
    }
}

/// Without what differs from build to build and from machine to machine: a component's digest, and what a call took.
fn steady(text: &str) -> String {
    let line = |line: &str| {
        let mut line = line.to_owned();
        for digest in [", digest ", "，校验码 "] {
            if let Some(at) = line.find(digest) {
                let digits = line[at + digest.len()..].bytes().take_while(u8::is_ascii_hexdigit).count();
                line.replace_range(at..at + digest.len() + digits, "");
            }
        }
        let took = line.rfind(", in ").filter(|_| line.ends_with(" fuel")).or_else(|| line.rfind("，用时"));
        line.truncate(took.unwrap_or(line.len()));
        line + "\n"
    };
    text.lines().map(line).collect()
}

#[test]
fn what_is_measured_is_not_compared() {
    let steady_of = |text: &str| steady(text).trim_end().to_owned();
    assert_eq!(
        steady_of("  By plugin a 0.1.0 (settings version 1, digest 7c17b1a01bf9), mode auto, in 0.2 ms with 296 fuel"),
        "  By plugin a 0.1.0 (settings version 1), mode auto"
    );
    assert_eq!(
        steady_of("  由插件 a 0.1.0 作出（设置第1版，校验码 7c17b1a01bf9），模式：自动，用时0.2毫秒，执行296步"),
        "  由插件 a 0.1.0 作出（设置第1版），模式：自动"
    );
    assert_eq!(
        steady_of("On plugin a (digest, so to speak, digest 7c17, current)"),
        "On plugin a (digest, so to speak, current)"
    );
    assert_eq!(steady_of("waits, in the rain"), "waits, in the rain");
}

/// What lies west and what lies east of a grid's middle, as squares round its outline.
fn halves(grid: &Grid) -> [Grid; 2] {
    let points = || grid.outline.0.iter().flatten().flatten();
    let least = |of: fn(&(f64, f64)) -> f64| points().map(of).fold(f64::INFINITY, f64::min);
    let most = |of: fn(&(f64, f64)) -> f64| points().map(of).fold(f64::NEG_INFINITY, f64::max);
    let (west, east, south, north) = (least(|at| at.0), most(|at| at.0), least(|at| at.1), most(|at| at.1));
    let half = |(letter, zh, en): (char, &str, &str), west: f64, east: f64| {
        let name = Names { zh: format!("{}{zh}", grid.name.zh), en: format!("{}{en}", grid.name.en) };
        let ring = vec![(west, south), (east, south), (east, north), (west, north), (west, south)];
        let centre = (f64::midpoint(west, east), grid.centre.1);
        Grid {
            code: format!("{}{letter}", grid.code),
            name,
            outline: Shape(vec![vec![ring]]),
            centre,
            retired: false,
            ..grid.clone()
        }
    };
    [half(('W', "（西）", ", west"), west, grid.centre.0), half(('E', "（东）", ", east"), grid.centre.0, east)]
}
