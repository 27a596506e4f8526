//! `wardroom import`: a county's folder into a data directory, with the plugins that the county declares.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use county_files::{Problem, Sources};
use domain::command::{Command, CountyCommand, Envelope};
use domain::county::{CodeList, Counts, County, Difference};
use domain::plugin::Mode;
use domain::ports::{Components, Decide};
use domain::refusal::Refusal;
use domain::state::State;
use domain::time::TimeMs;
use sequencer::rehearsal;
use serde::Serialize;
use telling::follows::Follows;
use telling::words::word;
use telling::{Teller, say};

use crate::author;
use crate::county_folder::{self, Unreadable};
use crate::data::{DataDir, Opened, Scratch};
use crate::fault::Fault;
use crate::in_force::{self, InForce};
use crate::installation::{self, Fitting};
use crate::output::{Session, table};
use crate::owner_token;
use crate::plugins_folder::{self, Found, Search};
use crate::progress;
use crate::text::{phrase, sentence};
use crate::words::noun_word;

#[derive(Args)]
pub struct Import {
    folder: PathBuf,
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[arg(long, value_name = "DIR")]
    plugins: Option<PathBuf>,
    #[arg(long)]
    dry_run: bool,
    #[arg(long)]
    yes: bool,
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
    /// What follows for those who serve the county. Absent where nothing does.
    follows: Option<Follows>,
    /// Which versions of plugins are in force where, and what changes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    plugins: Vec<InForce>,
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
        let mut commands = vec![Command::County(CountyCommand::Import { county: county.clone() })];
        commands.extend(installation::commands(&county, &before, &fitting));
        let envelopes = installation::envelopes(commands, &author::of_environment(), self.reason.as_deref());
        let decide = opened.as_ref().map_or(scratch.runtime(), Opened::runtime);
        let (follows, after) = rehearse(&before, &envelopes, decide.as_ref(), session)?;
        let misfits = in_force::misfits(&before, &after, decide.as_ref(), session);
        if !misfits.is_empty() {
            return Err(refused(session, &county, misfits));
        }
        let plugins = in_force::in_force(&before, &after);
        if let Some(follows) = follows.as_ref().filter(|_| !session.json) {
            session.print(&follows.text(session.lang, FOLLOWS_SHOWN))?;
        }
        if before.loaded().is_some() && !session.json {
            session.print(&versions(session, &before, &after, &plugins))?;
        }
        if !self.dry_run {
            self.confirm(session, changed.as_ref())?;
            let opened = match opened {
                Some(opened) => opened,
                None => Opened::open(&data, session)?,
            };
            owner_token::of(&data, session)?;
            write(session, opened, &search.found, envelopes)?;
        }
        if session.json {
            let imported = Imported { counts: county.counts(), difference: changed, follows, plugins };
            return session.result(&imported, String::new);
        }
        session.print(session.text(if self.dry_run { phrase!("import.dry-run") } else { phrase!("import.done") }))
    }

    /// A person at a terminal is asked before a county that is there changes.
    fn confirm(&self, session: Session, changed: Option<&Difference>) -> Result<(), Fault> {
        let asked = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        if self.yes || !asked || changed.is_none_or(Difference::is_empty) {
            return Ok(());
        }
        session.note(phrase!(session, "import.confirm"));
        let mut answer = String::new();
        let read = std::io::stdin().read_line(&mut answer);
        let agreed = read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes" | "是" | "好");
        if agreed { Ok(()) } else { Err(Fault::failed(phrase!(session, "import.not-confirmed"))) }
    }
}

/// Tries it on a copy of what is there, by the room's own rules. What they would refuse is refused here, before anything is written.
fn rehearse(
    before: &State,
    envelopes: &[Envelope],
    decide: &dyn Decide,
    session: Session,
) -> Result<(Option<Follows>, State), Fault> {
    let now = TimeMs(jiff::Timestamp::now().as_millisecond());
    let rehearsed = rehearsal::rehearse(before, envelopes, now, decide);
    let rehearsed = rehearsed.map_err(|refusal| would_be_refused(before, &refusal, session))?;
    let follows = || Follows::of(before, &rehearsed.state, rehearsed.events(), session.lang);
    let follows = before.loaded().map(|_| follows()).filter(|follows| !follows.is_empty());
    Ok((follows, rehearsed.state))
}

/// What is in force of the plugins, what changes, and what only comes in.
fn versions(session: Session, before: &State, after: &State, plugins: &[InForce]) -> String {
    let mut text = in_force::told(session, plugins);
    for (plugin, version) in in_force::installed_only(before, after) {
        text.push_str(&sentence!(session, "import.version-idle", plugin, version));
        text.push('\n');
    }
    text
}

fn would_be_refused(before: &State, refusal: &Refusal, session: Session) -> Fault {
    let fault = Fault::failed(sentence!(session, "import.refused", why = say(&refusal.sentence, session.lang)));
    let Some(teller) = Teller::of_state(before, session.lang) else { return fault };
    let faults: Vec<String> = refusal.faults.iter().map(|fault| teller.roster_fault(fault, &|_| true)).collect();
    if faults.is_empty() { fault } else { fault.items(faults) }
}

fn write(session: Session, opened: Opened, found: &[Found<'_>], envelopes: Vec<Envelope>) -> Result<(), Fault> {
    let bar = progress::bar(found.len() as u64 + envelopes.len() as u64, phrase!(session, "import.writing"));
    let runtime = opened.runtime().clone();
    for plugin in found {
        let kept = runtime.keep(&plugin.component);
        kept.map_err(|fault| {
            Fault::failed(sentence!(session, "data.file-fault", file = plugin.path.display(), fault))
        })?;
        bar.inc(1);
    }
    let running = opened.start();
    let refused = envelopes.into_iter().find_map(|envelope| {
        bar.inc(1);
        running.submit(envelope).err()
    });
    bar.finish_and_clear();
    running.stop();
    refused.map_or(Ok(()), |refusal| Err(Fault::failed(say(&refusal.sentence, session.lang))))
}

/// Looks for the declared plugins, in the folder named or beside this program; for `simulate` too.
pub fn search_plugins<'a>(named: Option<&Path>, county: &'a County, session: Session) -> Result<Search<'a>, Fault> {
    if let Some(folder) = named.filter(|folder| !folder.is_dir()) {
        return Err(Fault::bad_input(sentence!(session, "import.no-plugins-folder", folder = folder.display())));
    }
    let folder = named.map(Path::to_owned).or_else(plugins_folder::default_folder).unwrap_or_default();
    let search = plugins_folder::search(&folder, &county.plugins, session);
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
        installation::inspect(&search.found, components, session).map_err(|faults| refused(session, county, faults))?;
    let kept = search.found.iter().map(|plugin| (plugin, components.keep(&plugin.component)));
    let faults = kept.filter_map(|(plugin, kept)| {
        Some(sentence!(session, "data.file-fault", file = plugin.path.display(), fault = kept.err()?))
    });
    let faults: Vec<String> = faults.collect();
    if faults.is_empty() { Ok(fitting) } else { Err(refused(session, county, faults)) }
}

/// A folder's files; for `simulate` too.
pub fn read_folder(folder: &Path, session: Session) -> Result<Sources, Fault> {
    county_folder::read(folder, session).map_err(|unreadable| match unreadable {
        Unreadable::Folder(error) => {
            Fault::bad_input(sentence!(session, "import.no-folder", folder = folder.display(), error))
        }
        Unreadable::Files(problems) => has_problems(session, &problems),
    })
}

/// A county from its files; for `simulate` too.
pub fn read_county(sources: &Sources, before: &State, session: Session) -> Result<County, Fault> {
    let previous = before.loaded().map(|loaded| loaded.county());
    county_files::read(sources, previous).map_err(|problems| has_problems(session, &problems))
}

pub fn has_problems(session: Session, problems: &[Problem]) -> Fault {
    let message = sentence!(session, "import.county-has-problems", problems = problems.len());
    Fault::bad_input(message).items(problems).help(phrase!(session, "import.county-problems-help"))
}

fn refused(session: Session, county: &County, faults: Vec<String>) -> Fault {
    let message = sentence!(session, "import.plugins-have-problems", problems = faults.len(), county = county.code);
    Fault::bad_input(message).items(faults).help(phrase!(session, "import.plugin-problems-help"))
}

fn warn_of_missing(session: Session, search: &Search<'_>) {
    for (plugin, path) in &search.missing {
        session.warn(&sentence!(session, "import.plugin-missing", plugin = plugin.name, path = path.display()));
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
        (phrase!("noun.districts"), counts.districts),
        (phrase!("noun.townships"), counts.townships),
        (phrase!("noun.villages"), counts.villages),
        (phrase!("noun.grids"), counts.grids),
        (phrase!("noun.stations"), counts.stations),
        (phrase!("noun.units"), counts.units),
        (phrase!("noun.video-points"), counts.video_points),
    ];
    let name = session.lang.pick(&county.name.zh, &county.name.en);
    let mut text = format!("{name} {}\n", county.code);
    let rows = rows.map(|(what, count)| vec![session.text(what).to_owned(), count.to_string()]);
    text.push_str(&table(&[phrase!(session, "label.what"), phrase!(session, "label.count")], &[1], rows));
    for Found { declared, path, .. } in &search.found {
        let modes: Vec<String> = declared.mode.iter().map(|(code, mode)| seat(session, code, *mode)).collect();
        text.push_str(&sentence!(
            session,
            "import.plugin-found",
            plugin = declared.name,
            seats = modes.join(", "),
            path = path.display()
        ));
        text.push('\n');
    }
    if let Some(difference) = changed {
        text.push_str(&difference_table(session, difference));
    }
    text
}

fn seat(session: Session, code: &str, mode: Mode) -> String {
    let place = if code == "*" { phrase!(session, "noun.every-district") } else { code };
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
            (phrase!("import.difference-added"), &noun.added),
            (phrase!("import.difference-removed"), &noun.removed),
            (phrase!("import.difference-changed"), &noun.changed),
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
    let heading = [phrase!("label.what"), phrase!("label.change"), phrase!("label.count"), phrase!("label.codes")]
        .map(|text| session.text(text));
    format!("\n{}", table(&heading, &[2], rows))
}

/// Codes that a line of the difference shows.
const CODES_SHOWN: usize = 8;
/// Lines that are shown of each kind of thing that follows; JSON has them all.
const FOLLOWS_SHOWN: usize = 24;
