//! Runs that go beside the writer and never hold it up: shadows of the live rule, and inspections of the structure. Each
//! works on a state of its own and ends in a command that records what came of it.

use std::sync::Arc;

use domain::arbiter::{judge_dispatch, judge_escalation, judge_findings, units_of};
use domain::candidates::Candidates;
use domain::command::{Command, Envelope, Inspection, MatterCommand, PluginCommand};
use domain::decision::*;
use domain::event::FrozenPlugin;
use domain::hooks::*;
use domain::ids::*;
use domain::limits::{HOOK_DEADLINE_MS, INSPECTED_AHEAD_S};
use domain::plugin::{Installed, Mode};
use domain::ports::{Decide, PluginCall, View};
use domain::state::{LoadedCounty, State};
use domain::time::TimeMs;
use domain::view::StateView;

use crate::cascade::plugin_id;

mod intake;

pub use intake::ShadowIntake;

pub enum Job {
    ShadowIntake(Box<ShadowIntake>),
    ShadowDispatch(Box<ShadowDispatch>),
    ShadowEscalation(Box<ShadowEscalation>),
    Inspect(Box<Inspect>),
}

/// A dispatch decision to be made again by a plugin in `shadow`.
pub struct ShadowDispatch {
    pub now: TimeMs,
    /// What made the host ask for the live decision.
    pub trigger: Trigger,
    pub state: State,
    pub loaded: Arc<LoadedCounty>,
    pub plugin: Arc<Installed>,
    pub settings_version: u32,
    pub settings_json: String,
    pub incident: IncidentView,
    pub candidates: Candidates,
    /// Number of the live decision, and the units it chose, sorted.
    pub live: u32,
    pub live_units: Vec<UnitRef>,
}

/// What an escalation in `shadow` would have done about something that happened to a matter.
pub struct ShadowEscalation {
    pub now: TimeMs,
    pub state: State,
    pub seen: MatterView,
    pub input_hash: Digest,
    /// Index among the matter's frozen escalations.
    pub owner: u16,
    pub plugin: Arc<Installed>,
    pub frozen: FrozenPlugin,
    pub trigger: EscalationTrigger,
    pub why: Trigger,
}

/// A look at the county's structure by one plugin.
pub struct Inspect {
    pub now: TimeMs,
    pub state: State,
    pub plugin: Arc<Installed>,
    pub settings_version: u32,
    pub settings_json: String,
    pub modes: Vec<(DistrictRef, Mode)>,
}

impl Job {
    /// The inspection by this plugin, if it is installed and on somewhere where it is not in quarantine.
    pub fn inspect(state: &State, plugin: &str, now: TimeMs) -> Option<Job> {
        let installed = state.plugins.current(plugin)?.clone();
        let on = |(district, seats): (&DistrictRef, &Vec<domain::state::Seat>)| {
            let seat = seats.iter().find(|seat| seat.hook == Hook::TeamStructure && seat.plugin == plugin)?;
            let quarantined = state.plugins.quarantined_until(plugin, *district).is_some_and(|until| until > now);
            (seat.mode != Mode::Off && !quarantined).then_some((*district, seat.mode))
        };
        let modes: Vec<(DistrictRef, Mode)> = state.plugins.seats.iter().filter_map(on).collect();
        let (first, _) = modes.first()?;
        let (settings_version, settings_json) = state.plugins.settings(plugin, *first);
        let settings_json = settings_json.to_owned();
        let state = state.clone();
        Some(Job::Inspect(Box::new(Inspect { now, state, plugin: installed, settings_version, settings_json, modes })))
    }

    /// The county as a granted plugin reads it, at this version of its state.
    pub(crate) fn view(state: &State) -> Option<Arc<dyn View>> {
        StateView::new(state).map(|view| Arc::new(view) as Arc<dyn View>)
    }

    /// Runs it. The command that records the outcome, to be handed to the writer.
    pub fn run(&self, decide: &dyn Decide) -> Option<Envelope> {
        match self {
            Job::ShadowIntake(job) => job.run(decide),
            Job::ShadowDispatch(job) => job.run(decide),
            Job::ShadowEscalation(job) => job.run(decide),
            Job::Inspect(job) => job.run(decide),
        }
    }
}

fn view(state: &State) -> Option<Arc<dyn View>> {
    Job::view(state)
}

impl ShadowDispatch {
    fn run(&self, decide: &dyn Decide) -> Option<Envelope> {
        let input = DispatchInput { now: self.now, incident: &self.incident, candidates: &self.candidates.offered };
        let call =
            PluginCall { plugin: &self.plugin, settings_json: &self.settings_json, deadline_ms: HOOK_DEADLINE_MS };
        let run = decide.dispatch(&call, &input, &view(&self.state)?);
        let measured = Measured { time_us: run.time_us, fuel_used: run.fuel_used };
        let plugin = plugin_id(&self.plugin, self.settings_version);
        let (record, refused, asked_before, plugin) = match run.result {
            Ok(DispatchAnswer::Recommend(answer)) => {
                let offered = &self.candidates.offered;
                // Judged against the state before the live decision took its units.
                let grants = Some(&self.plugin.grants);
                let proposed = !answer.picks.is_empty();
                let mut judged = judge_dispatch(&self.state, &self.incident, offered, answer, grants);
                let mut asked_before = Vec::new();
                if proposed && judged.picks.is_empty() {
                    let outcome = AskedOutcome::AllRefused(std::mem::take(&mut judged.refused));
                    asked_before.push(Asked { plugin: plugin.clone(), outcome });
                }
                let record = DispatchRecord {
                    needs: self.incident.needs.clone(),
                    candidates: offered.iter().cloned().map(CompactCandidate).collect(),
                    picks: judged.picks,
                    passed_over: judged.passed_over,
                    excluded: self.candidates.excluded.clone(),
                    shortfalls: judged.shortfalls,
                };
                (record, judged.refused, asked_before, plugin)
            }
            Ok(DispatchAnswer::Abstain(why)) => {
                let asked = Asked { plugin: plugin.clone(), outcome: AskedOutcome::Abstained(why) };
                (DispatchRecord::default(), Vec::new(), vec![asked], plugin)
            }
            Err(failure) => {
                let asked = Asked { plugin: plugin.clone(), outcome: AskedOutcome::Failed(failure) };
                (DispatchRecord::default(), Vec::new(), vec![asked], plugin)
            }
        };
        let shadow_units = units_of(&record.picks);
        let only = |own: &[UnitRef], other: &[UnitRef]| own.iter().filter(|u| !other.contains(u)).copied().collect();
        let difference = Difference {
            live: self.live,
            same: shadow_units == self.live_units,
            only_shadow: only(&shadow_units, &self.live_units),
            only_live: only(&self.live_units, &shadow_units),
        };
        let facts = Facts {
            // The writer numbers it when it takes it in.
            number: 0,
            at: self.now,
            hook: Hook::Dispatch,
            trigger: self.trigger.clone(),
            plugin,
            mode: Mode::Shadow,
            state_version: self.state.version,
            roster_version: self.state.roster.version,
            input_hash: crate::cascade::hash_dispatch(&input),
            asked_before,
            fallback: false,
            answer: Answered::Dispatch(record),
            refused,
            settlement: None,
            difference: Some(difference),
        };
        let decision = Box::new(Decision { facts, measured });
        Some(Envelope::system(Command::Matter(MatterCommand::RecordShadow {
            matter: self.incident.incident.into(),
            decision,
        })))
    }
}

impl ShadowEscalation {
    fn run(&self, decide: &dyn Decide) -> Option<Envelope> {
        let (matter, district, frozen) = (self.seen.matter, self.seen.district, &self.frozen);
        let (timers, told) = self.state.under_way(matter, self.owner);
        let input = EscalationInput { now: self.now, matter: &self.seen, timers, told, trigger: self.trigger };
        let settings_json = &frozen.settings_json;
        let call = PluginCall { plugin: &self.plugin, settings_json, deadline_ms: HOOK_DEADLINE_MS };
        let run = decide.escalation(&call, &input, &view(&self.state)?);
        let plugin = plugin_id(&self.plugin, frozen.settings_version);
        let county = self.state.county.as_ref()?.county();
        let (record, refused, asked_before) = match run.result {
            Ok(answer) => {
                let (grants, proposals) = (&self.plugin.grants, answer.proposals);
                let current = self.state.matter_view(matter)?;
                let judged = judge_escalation(&self.state, county, &current, self.owner, grants, proposals, self.now);
                let record = EscalationRecord { proposals: judged.accepted, remarks: answer.remarks };
                (record, judged.refused, Vec::new())
            }
            Err(failure) => {
                let asked = Asked { plugin: plugin.clone(), outcome: AskedOutcome::Failed(failure) };
                (EscalationRecord::default(), Vec::new(), vec![asked])
            }
        };
        let silent = record == EscalationRecord::default() && refused.is_empty() && asked_before.is_empty();
        let health = self.state.plugins.health.get(&district).and_then(|of_district| of_district.get(&frozen.name));
        if silent && health.is_none_or(|health| health.failures == 0) {
            return None;
        }
        let facts = Facts {
            // The writer numbers it when it takes it in.
            number: 0,
            at: self.now,
            hook: Hook::Escalation,
            trigger: self.why.clone(),
            plugin,
            mode: Mode::Shadow,
            state_version: self.state.version,
            roster_version: self.state.roster.version,
            input_hash: self.input_hash,
            asked_before,
            fallback: false,
            answer: Answered::Escalation(record),
            refused,
            settlement: None,
            difference: None,
        };
        let measured = Measured { time_us: run.time_us, fuel_used: run.fuel_used };
        let decision = Box::new(Decision { facts, measured });
        Some(Envelope::system(Command::Matter(MatterCommand::RecordShadow { matter, decision })))
    }
}

impl Inspect {
    fn run(&self, decide: &dyn Decide) -> Option<Envelope> {
        let input = self.structure()?;
        let call =
            PluginCall { plugin: &self.plugin, settings_json: &self.settings_json, deadline_ms: HOOK_DEADLINE_MS };
        let run = decide.team_structure(&call, &input, &view(&self.state)?);
        let county = self.state.county.as_ref()?.county();
        let (findings, refused, failure) = match run.result {
            Ok(findings) => {
                let (kept, refused) = judge_findings(county, &self.plugin.grants, findings);
                (kept, refused, None)
            }
            Err(failure) => (Vec::new(), Vec::new(), Some(failure)),
        };
        let inspection = Inspection {
            plugin: plugin_id(&self.plugin, self.settings_version),
            at: self.now,
            state_version: self.state.version,
            modes: self.modes.clone(),
            findings,
            refused,
            failure,
            measured: Measured { time_us: run.time_us, fuel_used: run.fuel_used },
        };
        Some(Envelope::system(Command::Plugin(PluginCommand::RecordFindings(Box::new(inspection)))))
    }

    /// The structure as the plugin sees it: what is retired is left out.
    fn structure(&self) -> Option<StructureInput> {
        let county = self.state.county.as_ref()?.county();
        let districts: Vec<DistrictRef> = (0..county.districts.len())
            .filter(|i| !county.districts[*i].retired)
            .map(|i| DistrictRef(i as u16))
            .collect();
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
        let until = self.now.plus_s(INSPECTED_AHEAD_S);
        let shifts = self.state.roster.between(self.now, until).map(|shift| StructureShift {
            district: shift.district,
            starts: shift.starts,
            ends: shift.ends,
            slots: shift.slots.clone(),
        });
        Some(StructureInput {
            now: self.now,
            stations: stations.collect(),
            teams,
            team_codes: county.teams.iter().map(|team| team.code.clone()).collect(),
            post_codes: county.slots.iter().map(|slot| slot.code.clone()).collect(),
            shifts: shifts.collect(),
            districts,
        })
    }
}
