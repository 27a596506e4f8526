//! `wardroom import`: a county's folder into a data directory, with the plugins that the county declares.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use county_files::{Problem, Sources};
use domain::command::{Command, CountyCommand};
use domain::county::{CodeList, Counts, County, Difference};
use domain::plugin::Mode;
use domain::ports::Components;
use domain::state::State;
use serde::Serialize;
use telling::say;
use telling::words::word;

use crate::author;
use crate::county_folder::{self, Unreadable};
use crate::data::{DataDir, Opened, Scratch};
use crate::fault::Fault;
use crate::installation::{self, Fitting};
use crate::output::{Session, table};
use crate::owner_token;
use crate::plugins_folder::{self, Found, Search};
use crate::progress;
use crate::text::Text;
use crate::words::noun_word;

const EXAMPLES: &str = "\
Examples:
  wardroom import COUNTY --data room                check the folder COUNTY and put it into the data directory `room`
  wardroom import COUNTY --data room --dry-run      say what would change and write nothing

Every problem of the files is reported at once, with its place; if there is one, nothing is written.
A server on the same data directory has to be stopped first. The directory is for its owner alone; the owner's token for the
server lies in it, in `owner.token`.";

/// Check a county's folder and put it into a data directory
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Import {
    /// The county's folder, with `county.toml`, GeoJSON and CSV files
    folder: PathBuf,
    /// The data directory; made if it is not there
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Where the components of declared plugins are, as NAME.wasm [default: `plugins` beside this program]
    #[arg(long, value_name = "DIR")]
    plugins: Option<PathBuf>,
    /// Check everything, show what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Change a county that is there without asking
    #[arg(long)]
    yes: bool,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

/// The result. A first import shows the counts alone.
#[serde_with::skip_serializing_none]
#[derive(Serialize)]
struct Imported {
    #[serde(flatten)]
    counts: Counts,
    difference: Option<Difference>,
}

impl Import {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let sources = read_folder(&self.folder, session)?;
        let data = DataDir::at(&self.data);
        let opened = if data.exists() { Some(Opened::open(&data, session)?) } else { None };
        let before = opened.as_ref().map(|opened| opened.state().clone()).unwrap_or_default();
        let county = Arc::new(read_county(&sources, &before, session)?);
        drop(sources);
        let search = search_plugins(self.plugins.as_deref(), &county, session)?;
        // A first look in a folder of its own, so that a bad plugin leaves nothing behind.
        let scratch = Scratch::new()?;
        let fitting = try_plugins(&county, &search, &scratch, session)?;
        let changed = changed(&county, &before);
        if !session.json {
            session.print(&human(session, &county, changed.as_ref(), &search))?;
        }
        warn_of_missing(session, &search);
        if !self.dry_run {
            self.confirm(session, changed.as_ref())?;
            let opened = match opened {
                Some(opened) => opened,
                None => Opened::open(&data, session)?,
            };
            owner_token::of(&data, session)?;
            let mut commands = vec![Command::County(CountyCommand::Import { county: county.clone() })];
            commands.extend(installation::commands(&county, &before, &fitting));
            self.write(session, opened, &search.found, commands)?;
        }
        if session.json {
            return session.result(&Imported { counts: county.counts(), difference: changed }, String::new);
        }
        session.print(session.text(if self.dry_run { Text::ImportDryRun } else { Text::ImportDone }))
    }

    /// A person at a terminal is asked before a county that is there changes.
    fn confirm(&self, session: Session, changed: Option<&Difference>) -> Result<(), Fault> {
        let asked = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        if self.yes || !asked || changed.is_none_or(Difference::is_empty) {
            return Ok(());
        }
        session.note(session.text(Text::ImportConfirm));
        let mut answer = String::new();
        let read = std::io::stdin().read_line(&mut answer);
        let agreed = read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes" | "是" | "好");
        if agreed { Ok(()) } else { Err(Fault::failed(session.text(Text::ImportNotConfirmed))) }
    }

    fn write(
        &self,
        session: Session,
        opened: Opened,
        found: &[Found<'_>],
        commands: Vec<Command>,
    ) -> Result<(), Fault> {
        let bar = progress::bar(found.len() as u64 + commands.len() as u64, session.text(Text::ImportWriting));
        let runtime = opened.runtime().clone();
        for plugin in found {
            let kept = runtime.keep(&plugin.component);
            kept.map_err(|fault| Fault::failed(format!("`{}`: {fault}", plugin.path.display())))?;
            bar.inc(1);
        }
        let running = opened.start();
        let envelopes = installation::envelopes(commands, &author::of_environment(), self.reason.as_deref());
        let refused = envelopes.into_iter().find_map(|envelope| {
            bar.inc(1);
            running.submit(envelope).err()
        });
        bar.finish_and_clear();
        running.stop();
        refused.map_or(Ok(()), |refusal| Err(Fault::failed(say(&refusal.sentence, session.lang))))
    }
}

/// Looks for the declared plugins, in the folder named or beside this program; for `simulate` too.
pub fn search_plugins<'a>(named: Option<&Path>, county: &'a County, session: Session) -> Result<Search<'a>, Fault> {
    if let Some(folder) = named.filter(|folder| !folder.is_dir()) {
        return Err(Fault::bad_input(session.fill(Text::NoPluginsFolder, &[&folder.display()])));
    }
    let folder = named.map(Path::to_owned).or_else(plugins_folder::default_folder).unwrap_or_default();
    let search = plugins_folder::search(&folder, &county.plugins);
    if search.unreadable.is_empty() { Ok(search) } else { Err(refused(session, county, search.unreadable)) }
}

/// Inspects the plugins that were found, and starts each once on trial; for `simulate` too.
pub fn try_plugins<'a>(
    county: &County,
    search: &Search<'a>,
    scratch: &Scratch,
    session: Session,
) -> Result<Vec<Fitting<'a>>, Fault> {
    let components = scratch.runtime().as_ref();
    let fitting =
        installation::inspect(&search.found, components).map_err(|faults| refused(session, county, faults))?;
    let kept = search.found.iter().map(|plugin| (plugin, components.keep(&plugin.component)));
    let faults = kept.filter_map(|(plugin, kept)| Some(format!("`{}`: {}", plugin.path.display(), kept.err()?)));
    let faults: Vec<String> = faults.collect();
    if faults.is_empty() { Ok(fitting) } else { Err(refused(session, county, faults)) }
}

/// A folder's files; for `simulate` too.
pub fn read_folder(folder: &Path, session: Session) -> Result<Sources, Fault> {
    county_folder::read(folder).map_err(|unreadable| match unreadable {
        Unreadable::Folder(error) => Fault::bad_input(session.fill(Text::NoFolder, &[&folder.display(), &error])),
        Unreadable::Files(problems) => has_problems(session, &problems),
    })
}

/// A county from its files; for `simulate` too.
pub fn read_county(sources: &Sources, before: &State, session: Session) -> Result<County, Fault> {
    let previous = before.loaded().map(|loaded| loaded.county());
    county_files::read(sources, previous).map_err(|problems| has_problems(session, &problems))
}

pub fn has_problems(session: Session, problems: &[Problem]) -> Fault {
    let message = session.fill(Text::CountyHasProblems, &[&problems.len()]);
    Fault::bad_input(message).items(problems).help(session.text(Text::CountyProblemsHelp))
}

fn refused(session: Session, county: &County, faults: Vec<String>) -> Fault {
    let message = session.fill(Text::PluginsHaveProblems, &[&faults.len(), &county.code]);
    Fault::bad_input(message).items(faults).help(session.text(Text::PluginProblemsHelp))
}

fn warn_of_missing(session: Session, search: &Search<'_>) {
    for (plugin, path) in &search.missing {
        session.warn(&session.fill(Text::PluginMissing, &[&plugin.name, &path.display()]));
    }
}

/// `None` for a county that was not there before.
fn changed(county: &County, before: &State) -> Option<Difference> {
    let old = before.loaded()?.county();
    Some(county.difference(Some(old))).filter(|difference| !difference.is_empty())
}

fn human(session: Session, county: &County, changed: Option<&Difference>, search: &Search<'_>) -> String {
    let counts = county.counts();
    let rows = [
        (Text::Districts, counts.districts),
        (Text::Townships, counts.townships),
        (Text::Villages, counts.villages),
        (Text::Grids, counts.grids),
        (Text::Stations, counts.stations),
        (Text::Units, counts.units),
        (Text::VideoPoints, counts.video_points),
    ];
    let name = session.lang.pick(&county.name.zh, &county.name.en);
    let mut text = format!("{name} {}\n", county.code);
    let rows = rows.map(|(what, count)| vec![session.text(what).to_owned(), count.to_string()]);
    text.push_str(&table(&[session.text(Text::What), session.text(Text::Count)], &[1], rows));
    for Found { declared, path, .. } in &search.found {
        let modes: Vec<String> = declared.mode.iter().map(|(code, mode)| seat(session, code, *mode)).collect();
        text.push_str(&session.fill(Text::PluginFound, &[&declared.name, &modes.join(", "), &path.display()]));
        text.push('\n');
    }
    if let Some(difference) = changed {
        text.push_str(&difference_table(session, difference));
    }
    text
}

fn seat(session: Session, code: &str, mode: Mode) -> String {
    let place = if code == "*" { session.text(Text::EveryDistrict) } else { code };
    format!("{place} {}", word(&mode, session.lang))
}

fn difference_table(session: Session, difference: &Difference) -> String {
    let shown = |list: &CodeList| match list.codes.len() {
        0 => String::new(),
        _ if list.total <= CODES_SHOWN => list.codes.join(" "),
        _ => format!("{} …", list.codes[..CODES_SHOWN.min(list.codes.len())].join(" ")),
    };
    let rows = difference.nouns.iter().flat_map(|noun| {
        let kinds = [
            (Text::DifferenceAdded, &noun.added),
            (Text::DifferenceRemoved, &noun.removed),
            (Text::DifferenceChanged, &noun.changed),
        ];
        kinds.into_iter().filter(|(_, list)| list.total > 0).map(move |(what, list)| {
            vec![
                noun_word(&noun.noun, session.lang),
                session.text(what).to_owned(),
                list.total.to_string(),
                shown(list),
            ]
        })
    });
    let heading = [Text::What, Text::Change, Text::Count, Text::Codes].map(|text| session.text(text));
    format!("\n{}", table(&heading, &[2], rows))
}

/// Codes that a line of the difference shows.
const CODES_SHOWN: usize = 8;
