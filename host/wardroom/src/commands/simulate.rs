//! `wardroom simulate`: plays a file of incidents through a county and its plugins on a virtual clock, and sums up.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use domain::county::{County, CountyIndex};
use domain::limits::SIMULATED_FILE_BYTES_MAX;
use domain::state::State;
use sequencer::simulation::{People, Setup, SimIncident, SimReading, Stopped, simulate};
use telling::{Lang, say, tell};

use super::import::{read_county, read_folder, search_plugins, try_plugins};
use crate::county_folder::read_bounded;
use crate::data::Scratch;
use crate::fault::Fault;
use crate::output::Session;
use crate::plugins_folder::Search;
use crate::text::{phrase, sentence};
use crate::{incidents_file, installation, progress, series_file};

mod summary;

/// One of the file, on two lines of the help.
pub const INCIDENT: [&str; 2] = [
    r#"{"id":"1","reported_at":"2022-09-01T00:04:44+08:00","kind":"noise","priority":4,"#,
    r#""lon":119.51183,"lat":27.33708,"source":"110","on_scene_minutes":51}"#,
];

#[derive(Args)]
pub struct Simulate {
    #[arg(long, value_name = "DIR")]
    county: PathBuf,
    #[arg(long, value_name = "FILE")]
    incidents: PathBuf,
    #[arg(long, value_name = "FILE")]
    series: Option<PathBuf>,
    #[arg(long, default_value_t = 0)]
    seed: u64,
    #[arg(long, value_name = "DIR", conflicts_with = "built_in_only")]
    plugins: Option<PathBuf>,
    #[arg(long)]
    built_in_only: bool,
    #[arg(long)]
    people: bool,
}

impl Simulate {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let sources = read_folder(&self.county, session)?;
        let county = Arc::new(read_county(&sources, &State::default(), session)?);
        drop(sources);
        let scratch = Scratch::new()?;
        let search = self.search(&county, session)?;
        let fitting = try_plugins(&county, &search, &scratch, session)?;
        let commands = installation::commands(&county, &State::default(), &fitting);
        let install = installation::envelopes(commands, "simulation", None);
        let incidents = read_incidents(&self.incidents, &county, session)?;
        let readings = match &self.series {
            Some(path) => read_series(path, &county, session)?,
            None => Vec::new(),
        };
        let bar = progress::bar(incidents.len() as u64, phrase!(session, "simulate.playing"));
        let setup = Setup { county: county.clone(), install, readings, people: self.people.then(People::default) };
        let mut show = |done: usize, _: usize| bar.set_position(done as u64);
        let summary = simulate(setup, &incidents, scratch.runtime().as_ref(), self.seed, &mut show);
        bar.finish_and_clear();
        let summary = summary.map_err(|stopped| Fault::failed(why_stopped(&stopped, session.lang)))?;
        session.result(&summary, || summary::tables(session, &county, &summary))
    }

    /// A month without a plugin that the county declares would not be the county's month, so a missing one is no warning here.
    fn search<'a>(&self, county: &'a County, session: Session) -> Result<Search<'a>, Fault> {
        if self.built_in_only {
            return Ok(Search::default());
        }
        let search = search_plugins(self.plugins.as_deref(), county, session)?;
        if search.missing.is_empty() {
            return Ok(search);
        }
        let missing = search.missing.iter().map(|(plugin, path)| format!("{}: `{}`", plugin.name, path.display()));
        let fault = Fault::bad_input(phrase!(session, "simulate.plugins-missing")).items(missing);
        Err(fault.help(phrase!(session, "simulate.plugins-missing-help")))
    }
}

fn read_incidents(path: &Path, county: &Arc<County>, session: Session) -> Result<Vec<SimIncident>, Fault> {
    let shown = path.display().to_string();
    let bytes = read_bounded(path, SIMULATED_FILE_BYTES_MAX, session)
        .map_err(|fault| Fault::bad_input(sentence!(session, "data.file-fault", file = shown, fault)))?;
    let index = CountyIndex::new(county.clone());
    incidents_file::read(&shown, &bytes, &index).map_err(|problems| {
        let fault = Fault::bad_input(sentence!(session, "simulate.incidents-have-problems", problems = problems.len()));
        fault.items(problems).help(phrase!(session, "simulate.incidents-help"))
    })
}

fn read_series(path: &Path, county: &County, session: Session) -> Result<Vec<SimReading>, Fault> {
    let shown = path.display().to_string();
    let bytes = read_bounded(path, SIMULATED_FILE_BYTES_MAX, session)
        .map_err(|fault| Fault::bad_input(sentence!(session, "data.file-fault", file = shown, fault)))?;
    series_file::read(&shown, &bytes, county).map_err(|problems| {
        let fault = Fault::bad_input(sentence!(session, "simulate.series-have-problems", problems = problems.len()));
        fault.items(problems).help(phrase!(session, "simulate.incidents-help"))
    })
}

fn why_stopped(stopped: &Stopped, lang: Lang) -> String {
    match stopped {
        Stopped::NothingToPlay => tell!(lang, "simulation.nothing-to-play"),
        Stopped::Refused(refusal) => say(&refusal.sentence, lang),
        Stopped::Report { incident, refusal } => {
            tell!(lang, "simulation.report-refused", incident, why = say(&refusal.sentence, lang))
        }
    }
}
