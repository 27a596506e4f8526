//! A look at the county's structure by a team-structure plugin, one for all districts where it is on.

use std::borrow::Cow;
use std::sync::Arc;

use domain::arbiter::judge_findings;
use domain::command;
use domain::command::{Command, Envelope, PluginCommand};
use domain::decision::Measured;
use domain::hooks::*;
use domain::ids::*;
use domain::limits::{HOOK_DEADLINE_MS, INSPECTED_AHEAD_S};
use domain::plugin::{Installed, Mode};
use domain::ports::Decide;
use domain::state::{Seat, State};
use domain::time::TimeMs;

use super::{Beside, Job};
use crate::question::Question;

pub struct Inspection {
    now: TimeMs,
    state: State,
    plugin: Arc<Installed>,
    /// Where it is on, and how. The settings are the first one's.
    modes: Vec<(DistrictRef, Mode)>,
}

impl Inspection {
    /// By this plugin, a look by each of its versions that is on somewhere where it is not in quarantine.
    pub fn all(state: &State, plugin: &str, now: TimeMs) -> Vec<Job> {
        let seated = state.plugins.seated(plugin, Some(Hook::TeamStructure));
        seated.into_iter().filter_map(|digest| Inspection::of(state, plugin, digest, now)).collect()
    }

    fn of(state: &State, plugin: &str, digest: Digest, now: TimeMs) -> Option<Job> {
        let installed = state.plugins.installed.get(&digest)?.clone();
        let of_version = |seat: &&Seat| {
            let own = seat.hook == Hook::TeamStructure && seat.plugin == plugin && seat.mode != Mode::Off;
            own && state.plugins.version_at(seat).is_some_and(|installed| installed.digest() == digest)
        };
        let on = |(district, seats): (&DistrictRef, &Vec<Seat>)| {
            let seat = seats.iter().find(of_version)?;
            let until = state.plugins.quarantined_until(plugin, Some(digest), *district);
            until.is_none_or(|until| until <= now).then_some((*district, seat.mode))
        };
        let modes: Vec<(DistrictRef, Mode)> = state.plugins.seats.iter().filter_map(on).collect();
        if modes.is_empty() {
            return None;
        }
        Some(Box::new(Inspection { now, state: state.clone(), plugin: installed, modes }))
    }
}

impl Beside for Inspection {
    fn hook(&self) -> Hook {
        Hook::TeamStructure
    }

    fn run(&self, decide: &dyn Decide) -> Option<Envelope> {
        let plugins = &self.state.plugins;
        let (district, mode) = *self.modes.first()?;
        let (settings_version, settings_json) = plugins.settings_of(&self.plugin, district);
        let input = structure(&self.state, self.now)?;
        let question = Question {
            plugin: self.plugin.clone(),
            district,
            settings_version,
            settings_json: Cow::Borrowed(settings_json),
            mode,
            input: Cow::Borrowed(&input),
        };
        let run = question.ask(&self.state, decide, HOOK_DEADLINE_MS)?;
        let measured = Measured::of(self.plugin.name(), &run);
        let (findings, refused, failure) = match run.result {
            Ok(findings) => {
                let county = self.state.county.as_ref()?.county();
                let (kept, refused) = judge_findings(county, &question.plugin.grants, findings);
                (kept, refused, None)
            }
            Err(failure) => (Vec::new(), Vec::new(), Some(failure)),
        };
        let inspection = command::Inspection {
            plugin: question.id(),
            at: self.now,
            state_version: self.state.version,
            modes: self.modes.clone(),
            findings,
            refused,
            failure,
            measured,
        };
        Some(Envelope::system(Command::Plugin(PluginCommand::RecordFindings(Box::new(inspection)))))
    }
}

/// The structure as the plugin sees it: what is retired is left out.
fn structure(state: &State, now: TimeMs) -> Option<StructureInput> {
    let county = state.county.as_ref()?.county();
    let districts: Vec<DistrictRef> =
        (0..county.districts.len()).filter(|i| !county.districts[*i].retired).map(|i| DistrictRef(i as u16)).collect();
    let stations = county.stations.iter().enumerate().filter(|(_, station)| !station.retired);
    let stations = stations.map(|(i, station)| StructureStation {
        station: StationRef(i as u16),
        district: station.district,
        central: station.central,
        adjacent: station.neighbours.clone(),
    });
    let mut teams = Vec::new();
    for district in &districts {
        for team in 0..county.teams.len() {
            let of = |u: &&domain::county::Unit| u.district == *district && u.team.index() == team && !u.retired;
            let units = county.units.iter().filter(of).count();
            teams.push((*district, TeamRef(team as u16), u16::try_from(units).unwrap_or(u16::MAX)));
        }
    }
    let until = now.plus_s(INSPECTED_AHEAD_S);
    let shifts = state.roster.between(now, until).map(|shift| StructureShift {
        district: shift.district,
        starts: shift.starts,
        ends: shift.ends,
        slots: shift.slots.clone(),
    });
    Some(StructureInput {
        now,
        stations: stations.collect(),
        teams,
        team_codes: county.teams.iter().map(|team| team.code.clone()).collect(),
        post_codes: county.slots.iter().map(|slot| slot.code.clone()).collect(),
        shifts: shifts.collect(),
        districts,
    })
}
