//! The model county on a virtual clock, with the real thing behind every port: components in their sandboxes, the journal and
//! the archive on a disk, the keys in their file. Only the clock and the people are played.

use std::path::Path;
use std::sync::Arc;

use archive::SledArchive;
use domain::archive_doc::ArchivedIncident;
use domain::command::{Command, Envelope};
use domain::county::County;
use domain::event::{Batch, Event};
use domain::explain::{Lang, explain_archived, explain_incident};
use domain::ids::*;
use domain::limits::ARCHIVE_AFTER_S;
use domain::ports::{Archive, Journal, KeyStore};
use domain::sealed::{PlainReport, PlainWords, Sealer};
use domain::state::State;
use domain::time::TimeMs;
use integration_tests::county;
use journal::{FileKeyStore, FjallJournal};
use runtime::Runtime;
use sequencer::cascade::work_out_with;
use sequencer::heard::Heard;
use sequencer::recovery::{apply, collect};

use super::forgotten::Sealing;
use super::input::{self, Scenario, Step};
use super::record::Record;

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
    heard: Heard,
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
            sealer: Sealer::new(keys.clone()).expect("a sealer"),
            keys,
            record: Record { county, start, text: String::new() },
            sealing: Sealing::default(),
            heard: Heard::default(),
            runtime,
        };
        let names: Vec<&str> = scenario.plugins.iter().map(String::as_str).collect();
        for envelope in county::set_up(county, &stage.runtime, &names) {
            stage.must(envelope);
        }
        for (plugin, settings) in &scenario.settings {
            let (plugin, settings_json) = (plugin.clone(), settings.to_string());
            stage.must(Envelope::system(Command::Configure { plugin, district: None, settings_json }));
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
        if let Some(command) = self.command(step) {
            let author = step.by.as_deref().unwrap_or("operator:room");
            self.submit(Envelope { reason: step.why.clone(), ..Envelope::by(author, command) });
        } else {
            assert!(step.wait, "a step that does nothing; if that is meant, say `wait = true`");
        }
    }

    /// Timers fire, each at its time; what ended long ago leaves the state.
    fn pass(&mut self, until: TimeMs) {
        assert!(until >= self.now, "the steps are not in the order of their times");
        while let Some(due) = self.state.timers.next_due().filter(|due| *due <= until) {
            let before = self.state.version;
            self.now = self.now.max(due);
            self.tick();
            assert!(self.state.version > before, "a timer is due and does not fire\n{}", self.record.text);
        }
        self.now = until;
        let long_ended = self.state.ended.get_min().is_some_and(|(at, _)| until.since_s(*at) >= ARCHIVE_AFTER_S);
        if long_ended {
            self.tick();
        }
    }

    fn tick(&mut self) {
        let archived_up_to = Some(self.state.version);
        self.submit(Envelope::system(Command::Tick { retry_waiting: false, archived_up_to }));
    }

    /// Works a command out, makes it durable, and does what follows from it, as the room does.
    fn submit(&mut self, envelope: Envelope) {
        let draft = match work_out_with(&self.state, &envelope, self.now, &*self.runtime, &mut self.heard) {
            Ok(draft) => draft,
            Err(refusal) => {
                return self.record.refusal(self.now, envelope.command.name(), &envelope.author, &refusal);
            }
        };
        if !draft.batch.events.is_empty() {
            self.journal.append(self.state.version, &[draft.batch.encode()]).expect("a journal that takes it");
            self.state = draft.state;
            let mut documents = Default::default();
            collect(&draft.batch, &self.state, &mut documents);
            apply(&self.archive, self.state.version, documents).expect("an archive that takes it");
            self.destroy_keys(&draft.batch);
            self.record.batch(&draft.batch);
        }
        for job in draft.jobs {
            if let Some(envelope) = job.run(&*self.runtime) {
                self.submit(envelope);
            }
        }
    }

    /// Once the erasure is durable.
    fn destroy_keys(&self, batch: &Batch) {
        for event in &batch.events {
            if let Event::SubjectErased { subject, .. } = event {
                self.sealer.erase(*subject).expect("a key store that forgets");
            }
        }
    }

    fn command(&mut self, step: &Step) -> Option<Command> {
        let index = &self.state.county.as_ref().expect("a county").index;
        let unit = |code: &str| index.unit(code).unwrap_or_else(|| panic!("no unit `{code}`"));
        let mut commands = Vec::new();
        if let Some(incident) = step.acknowledge {
            commands.push(Command::Acknowledge { incident: IncidentRef(incident) });
        }
        if let Some(phase) = &step.phase {
            commands.push(Command::Step { incident: IncidentRef(phase.incident), to: phase.to });
        }
        if let Some(assign) = &step.assign {
            let units = assign.units.iter().map(|code| unit(code)).collect();
            commands.push(Command::Assign { incident: IncidentRef(assign.incident), units });
        }
        if let Some(code) = &step.release {
            commands.push(Command::Release { unit: unit(code) });
        }
        if let Some(input::Unit { code, primary }) = &step.unit {
            commands.push(Command::SetUnit { unit: unit(code), primary: *primary, secondary: None });
        }
        if let Some(merge) = &step.merge {
            commands.push(Command::Merge { incident: IncidentRef(merge.incident), into: IncidentRef(merge.into) });
        }
        if let Some(which) = step.erase {
            let incident = IncidentRef(which);
            let subject = self.state.incident(incident).and_then(|incident| incident.personal.as_ref());
            let subject = subject.unwrap_or_else(|| panic!("incident {which} has nothing sealed")).subject;
            commands.push(Command::Erase { incident, subject });
        }
        if let Some(report) = &step.report {
            commands.push(self.report(report));
        }
        assert!(commands.len() <= 1, "a step that does several things at once");
        commands.pop()
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
        let personal = self.sealer.seal(&plain).expect("a key store that seals");
        if let Some(sealed) = &personal {
            let key = self.keys.get(sealed.subject).expect("a readable key store").expect("a new key");
            self.sealing.keys.push((sealed.subject, key.0));
        }
        Command::Report(domain::command::Report {
            kind: report.kind.clone(),
            lon,
            lat,
            source: report.source.clone(),
            reality: report.reality.unwrap_or(domain::incident::Reality::Actual),
            priority: None,
            external_id: None,
            personal,
            words: plain.description.map(PlainWords::new),
        })
    }

    /// What has happened, a line for each event.
    pub fn events(&self) -> &str {
        &self.record.text
    }

    /// The stories of all incidents.
    pub fn explanation(&self, lang: Lang) -> String {
        let incident = |number: u32| {
            let which = IncidentRef(number);
            let story = explain_incident(&self.state, which, lang).or_else(|| {
                let document = self.archive.incident(which).expect("a readable archive")?;
                explain_archived(&self.state, &ArchivedIncident::decode(&document).expect("a document"), lang)
            });
            story.unwrap_or_else(|| panic!("incident {number} is nowhere")).text()
        };
        let stories: Vec<String> = (1..=self.state.last_incident.0).map(incident).collect();
        stories.join("\n")
    }

    /// Keeps a checkpoint and lets go of the files, as a room does that is stopped.
    pub fn close(mut self) -> Sealing {
        self.archive.save_checkpoint(self.state.version, &self.state.encode()).expect("a checkpoint");
        self.sealing.state = std::mem::take(&mut self.state);
        self.sealing
    }
}
