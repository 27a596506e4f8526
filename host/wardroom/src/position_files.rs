//! The files of where units are, beside the journal: the last positions, in one file that is written over, for the next start;
//! and, if the county keeps trails, in which grid units on an incident were each minute, a file a day that is erased whole.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use domain::ids::UnitRef;
use domain::limits::{POSITIONS_SAVED_EVERY_S, TRAIL_DAYS_MAX, TRAIL_EVERY_S};
use domain::ports::Room;
use domain::state::State;
use domain::time::TimeMs;
use domain::unit::Fix;
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

use crate::caller_files::CallerFiles;
use crate::data::DataDir;
use crate::{day_files, private, watched};

/// One unit at one time, as a trail has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    pub at: String,
    pub unit: String,
    pub incident: String,
    pub grid: String,
}

/// The thread that writes both.
pub struct PositionFiles {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl PositionFiles {
    /// Gives the room the positions that were known when it was last stopped, as far as they still count, and keeps the new ones
    /// from here on.
    /// What is kept of callers is looked at on the same round.
    pub fn start(data: &DataDir, room: Arc<dyn Room>, callers: Arc<CallerFiles>) -> io::Result<PositionFiles> {
        let (stop, stopped) = channel::<()>();
        let (last, trails) = (data.positions(), data.trails());
        let mut keeper = Keeper { last, trails, room: room.clone(), saved: BTreeMap::new(), trailed: None, callers };
        keeper.restore();
        let keep = move || {
            loop {
                let pause = Duration::from_secs(POSITIONS_SAVED_EVERY_S);
                let ends = !matches!(stopped.recv_timeout(pause), Err(RecvTimeoutError::Timeout));
                if let Err(error) = keeper.save().and_then(|()| keeper.trail()) {
                    tracing::warn!(%error, "where units are was not written down; decisions have it all the same");
                }
                if let Err(error) = keeper.destroy_callers() {
                    tracing::error!(%error, "callers of days that are over were not destroyed; it is tried again");
                }
                if ends {
                    return;
                }
            }
        };
        let thread = watched::spawn(&room, "position-files".to_owned(), keep)?;
        Ok(PositionFiles { stop, thread })
    }

    /// Writes the last positions once more.
    pub fn stop(self) {
        drop(self.stop);
        if self.thread.join().is_err() {
            tracing::error!("the thread that writes down where units are panicked");
        }
    }
}

struct Keeper {
    last: PathBuf,
    trails: PathBuf,
    room: Arc<dyn Room>,
    /// What the file of last positions holds, by the unit's code.
    saved: BTreeMap<String, Fix>,
    trailed: Option<TimeMs>,
    callers: Arc<CallerFiles>,
}

impl Keeper {
    fn restore(&mut self) {
        let known: BTreeMap<String, Fix> = match fs::read(&self.last) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|error| {
                tracing::warn!(%error, "the last positions can't be read; units stand at their bases until they report");
                BTreeMap::new()
            }),
            Err(_) => return,
        };
        let state = self.room.state();
        let Some(loaded) = state.loaded() else { return };
        let unit = |(code, fix): (&String, &Fix)| Some((loaded.index.unit(code)?, *fix));
        let fixes: Vec<(UnitRef, Fix)> = known.iter().filter_map(unit).collect();
        let offered = self.room.offer_positions(&domain::scope::Authority::Host, &fixes);
        tracing::info!(taken = offered.taken, of = known.len(), "the last positions of units are known again");
        self.saved = known;
    }

    fn save(&mut self) -> io::Result<()> {
        let state = self.room.state();
        let Some(loaded) = state.loaded() else { return Ok(()) };
        let units = loaded.county().units.iter().zip(state.units.iter());
        let now: BTreeMap<String, Fix> =
            units.filter_map(|(unit, live)| Some((unit.code.clone(), live.fix?))).collect();
        if now == self.saved {
            return Ok(());
        }
        // A reader never finds half a file; one that a crash has emptied is not believed.
        let beside = self.last.with_extension("new");
        let mut file = opened(OpenOptions::new().write(true).create(true).truncate(true), &beside)?;
        serde_json::to_writer(&mut file, &now)?;
        drop(file);
        fs::rename(&beside, &self.last)?;
        self.saved = now;
        Ok(())
    }

    /// Those of days that the county keeps no more.
    fn destroy_callers(&self) -> io::Result<()> {
        let state = self.room.state();
        let Some(loaded) = state.loaded() else { return Ok(()) };
        let today = day(loaded.index.zone(), self.room.now());
        match (today, loaded.county().caller_days) {
            (Some(today), Some(days)) => self.callers.keep_from(Some(oldest_kept(today, days))),
            (None, Some(_)) => Ok(()),
            (_, None) => self.callers.keep_from(None),
        }
    }

    fn trail(&mut self) -> io::Result<()> {
        let (state, now) = (self.room.state(), self.room.now());
        if self.trailed.is_some_and(|trailed| now.since_s(trailed) < TRAIL_EVERY_S) {
            return Ok(());
        }
        self.trailed = Some(now);
        let Some(loaded) = state.loaded() else { return Ok(()) };
        let days = loaded.county().thresholds.trail_days;
        let today = day(loaded.index.zone(), now);
        erase(&self.trails, today.zip(days).map(|(today, days)| oldest_kept(today, days)))?;
        let (Some(today), Some(_)) = (today, days) else { return Ok(()) };
        let points = points(&state, now);
        if points.is_empty() {
            return Ok(());
        }
        private::make_folder(&self.trails)?;
        let mut file =
            opened(OpenOptions::new().append(true).create(true), &self.trails.join(format!("{today}.ndjson")))?;
        let mut lines = Vec::new();
        for point in points {
            serde_json::to_writer(&mut lines, &point)?;
            lines.push(b'\n');
        }
        file.write_all(&lines)
    }
}

/// In which grid the units on an incident are.
fn points(state: &State, now: TimeMs) -> Vec<Point> {
    let Some(loaded) = state.loaded() else { return Vec::new() };
    let (county, zone) = (loaded.county(), loaded.index.zone());
    let point = |(unit, live): (&domain::county::Unit, &Arc<domain::unit::UnitState>)| {
        let incident = state.incident(live.incident?)?;
        let fresh = live.fix_age_s(now) <= county.thresholds.fix_age_max_s;
        let grid = county.grids.get(live.place.grid.filter(|_| fresh)?.index())?;
        Some(Point {
            at: now.iso(zone),
            unit: unit.code.clone(),
            incident: incident.id.clone(),
            grid: grid.code.clone(),
        })
    };
    county.units.iter().zip(state.units.iter()).filter_map(point).collect()
}

fn day(zone: &jiff::tz::TimeZone, at: TimeMs) -> Option<Date> {
    let instant = jiff::Timestamp::from_millisecond(at.0).ok()?;
    Some(zone.to_datetime(instant).date())
}

/// The first of the days that are kept: today is one of them.
fn oldest_kept(today: Date, days: u32) -> Date {
    let back: Span = i64::from(days.clamp(1, TRAIL_DAYS_MAX) - 1).days();
    today.checked_sub(back).unwrap_or(Date::MIN)
}

/// Erases the files of the days before one, or of all days. What is not ours stays.
fn erase(trails: &Path, before: Option<Date>) -> io::Result<()> {
    for (of, file) in files(trails)? {
        if before.is_none_or(|before| of < before) {
            fs::remove_file(&file)?;
            tracing::info!(day = %of, "a day's trails are erased");
        }
    }
    Ok(())
}

/// The days that there are trails of, oldest first.
pub fn files(trails: &Path) -> io::Result<BTreeMap<Date, PathBuf>> {
    day_files::of(trails, ".ndjson")
}

fn opened(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    options.mode(0o600).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_erased_whole_and_strange_files_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let trails = folder.path().join("trails");
        erase(&trails, None).unwrap();
        fs::create_dir(&trails).unwrap();
        let days = ["2022-08-29", "2022-08-30", "2022-08-31", "2022-09-01"];
        for name in days.iter().map(|day| format!("{day}.ndjson")).chain(["notes.txt".to_owned()]) {
            fs::write(trails.join(name), "").unwrap();
        }
        let today: Date = "2022-09-01".parse().unwrap();
        let left = |days: Option<u32>| {
            erase(&trails, days.map(|days| oldest_kept(today, days))).unwrap();
            files(&trails).unwrap().keys().map(Date::to_string).collect::<Vec<_>>()
        };
        assert_eq!(left(Some(3)), days[1..]);
        assert_eq!(left(Some(TRAIL_DAYS_MAX)), days[1..]);
        assert_eq!(left(Some(1)), days[3..]);
        assert_eq!(left(None), Vec::<String>::new());
        assert!(trails.join("notes.txt").exists());
    }
}
