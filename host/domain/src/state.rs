//! A county's state at one version: an immutable value with cheap clones. It is the fold of the journal (`fold.rs`) and
//! nothing else; here is its shape, how it is stored and hashed, and what can be read off it.

use std::sync::Arc;

use imbl::{OrdMap, OrdSet, Vector};
use serde::{Deserialize, Serialize};

use crate::archived::passing::Passing;
use crate::assessment::Assessments;
use crate::clock::RoomTime;
use crate::county::closed::ClosedRoads;
use crate::county::reference::{CodeOf, Reference};
use crate::county::rewritten::Trace;
use crate::county::service::Member;
use crate::decision::Decision;
use crate::escalated::Watched;
use crate::hooks::Hook;
use crate::ids::*;
use crate::incident::Priority;
use crate::incident::external::ExternalIds;
use crate::incident::whereabouts::Whereabouts;
use crate::matter::Matter;
use crate::notice::Notices;
use crate::plugin::history::History;
use crate::plugin::inspection::Inspection;
use crate::plugin::pairing::Pairing;
use crate::plugin::placed::Former;
use crate::plugin::{Installed, Mode, Settings};
use crate::retention::{Retained, Subjects};
use crate::roster::Roster;
use crate::series::SeriesPoints;
use crate::task::Tasks;
use crate::time::TimeMs;
use crate::timer::Timers;
use crate::unit::{Primary, UnitState};
use crate::workflow::Workflows;

pub use crate::county::loaded::LoadedCounty;
pub use crate::escalated::Acknowledgement;
pub use crate::incident::record::{Assignment, Change, Changed, Incident, PhaseStep};
pub use crate::repeated::{Remembered, RememberedKeys};

/// The county at one version: all that its events came to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct State {
    pub version: Version,
    /// The time of the last batch.
    pub at: TimeMs,
    #[serde(default, skip_serializing_if = "RoomTime::is_untouched")]
    pub time: RoomTime,
    #[serde(with = "stored_county")]
    pub county: Option<Arc<LoadedCounty>>,
    /// Of the county's roads, those that are closed.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub closed_roads: ClosedRoads,
    /// What was supplied of the county's series.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub series: SeriesPoints,
    /// By [`UnitRef`].
    pub units: Vector<Arc<UnitState>>,
    pub incidents: OrdMap<IncidentRef, Arc<Incident>>,
    /// Apart from what they are about, since what was measured on the way is no part of the state's hash.
    pub decisions: OrdMap<Matter, Vector<Arc<Decision>>>,
    pub last_incident: IncidentRef,
    pub last_subject: SubjectRef,
    /// Subjects whose data came in. A key of any other is nobody's.
    #[serde(default, skip_serializing_if = "Subjects::is_empty")]
    pub journalled: Subjects,
    #[serde(default, skip_serializing_if = "ExternalIds::is_empty")]
    pub external_ids: ExternalIds,
    /// Subjects whose keys must be gone. Whoever opens the key store destroys them again: a crash may have come between the
    /// event and the deed.
    #[serde(default, skip_serializing_if = "Subjects::is_empty")]
    pub erased: Subjects,
    /// Personal data of ended incidents that the host erases when their time comes.
    #[serde(default, skip_serializing_if = "Retained::is_empty")]
    pub retained: Retained,
    pub timers: Timers,
    #[serde(default)]
    pub notices: Notices,
    /// Vacancies that are near.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub watched: OrdMap<VacancyRef, Arc<Watched>>,
    /// Vacancies that are none any more; what was told of them is kept for a while, the oldest first.
    #[serde(default, skip_serializing_if = "Vector::is_empty")]
    pub filled: Vector<VacancyRef>,
    pub roster: Roster,
    pub plugins: Plugins,
    #[serde(default)]
    pub workflows: Workflows,
    #[serde(default)]
    pub tasks: Tasks,
    /// The last inspection by each team-structure plugin.
    pub inspections: OrdMap<String, Arc<Inspection>>,
    #[serde(default, skip_serializing_if = "Assessments::is_untouched")]
    pub assessments: Assessments,
    pub keys: RememberedKeys,
    /// Where the history was found to go on from another place than it had got to. Never forgotten.
    #[serde(default, skip_serializing_if = "Vector::is_empty")]
    pub rewritten: Vector<Arc<Trace>>,
    /// Incidents that wait for units, most pressing and then oldest first. Derived.
    #[serde(skip)]
    pub waiting: OrdSet<(Priority, IncidentRef)>,
    /// Open incidents of each district. Derived.
    #[serde(skip)]
    pub open: OrdMap<DistrictRef, OrdSet<IncidentRef>>,
    /// Open incidents by where they are. Derived.
    #[serde(skip)]
    pub whereabouts: Whereabouts,
    /// Closed, cancelled and merged incidents by when they ended. Derived.
    #[serde(skip)]
    pub ended: OrdSet<(TimeMs, IncidentRef)>,
    /// Incidents whose dispatch recommendation waits for a person. Derived.
    #[serde(skip)]
    pub advised: OrdSet<IncidentRef>,
    /// Of whom it is to be written down, and when, that they have left the county's service or are back; and those who have left
    /// and of whom tasks are left. Derived.
    #[serde(skip)]
    pub leaving: OrdSet<(TimeMs, Member)>,
    /// What the last batch leaves for the archive. No part of the state.
    #[serde(skip)]
    pub passing: Passing,
}

/// Everything about plugins.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plugins {
    /// The versions that are kept, by digest: incidents may be pinned to an old one.
    pub installed: OrdMap<Digest, Arc<Installed>>,
    /// The version of each plugin that a seat takes for which none is named: the first that was installed, or the one that was
    /// moved to in every district at once.
    pub current: OrdMap<String, Digest>,
    /// Who sits where, by district, in the order in which they are asked.
    pub seats: OrdMap<DistrictRef, Vec<Seat>>,
    pub settings: OrdMap<String, PluginSettings>,
    /// By the name of the plugin, or `name@digest` of a version that was installed beside another.
    pub health: OrdMap<DistrictRef, OrdMap<String, Health>>,
    /// What a roll-back goes back to.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub former: OrdMap<DistrictRef, Vec<Former>>,
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub history: OrdMap<String, History>,
    /// What came of shadows, by district.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub pairings: OrdMap<DistrictRef, Vec<Pairing>>,
}

/// A plugin's place behind a hook in a district. One version of it at most counts there; others may run beside it in `shadow`.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    pub hook: Hook,
    pub plugin: String,
    /// Absent in journals of before: the plugin's current version, whichever that was at the time.
    pub digest: Option<Digest>,
    pub mode: Mode,
    /// Lowest first.
    pub order: u16,
}

#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PluginSettings {
    /// The last version given out.
    pub last: u32,
    /// For districts without their own.
    pub county: Option<Settings>,
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub districts: OrdMap<DistrictRef, Settings>,
    /// What is for one version alone, and goes before what is for all.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub versions: OrdMap<Digest, VersionSettings>,
}

/// Settings for one version of a plugin.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct VersionSettings {
    pub county: Option<Settings>,
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub districts: OrdMap<DistrictRef, Settings>,
}

/// How a plugin has been doing in a district.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Failures in a row.
    pub failures: u32,
    pub quarantined_until: Option<TimeMs>,
    /// How often it was quarantined since a person or a new version cleared it.
    pub quarantines: u32,
}

impl Plugins {
    pub fn current(&self, name: &str) -> Option<&Arc<Installed>> {
        self.current.get(name).and_then(|digest| self.installed.get(digest))
    }

    /// The seats of a hook in a district, in order, without those that are off.
    pub fn seats(&self, district: DistrictRef, hook: Hook) -> impl Iterator<Item = &Seat> {
        let all = self.seats.get(&district).map_or(&[][..], Vec::as_slice);
        all.iter().filter(move |seat| seat.hook == hook && seat.mode != Mode::Off)
    }
}

impl State {
    pub fn incident(&self, which: IncidentRef) -> Option<&Arc<Incident>> {
        self.incidents.get(&which)
    }

    pub fn unit(&self, which: UnitRef) -> Option<&Arc<UnitState>> {
        self.units.get(which.index())
    }

    /// The decisions about a matter that are still kept, oldest first.
    pub fn decisions_of(&self, matter: impl Into<Matter>) -> impl Iterator<Item = &Arc<Decision>> {
        self.decisions.get(&matter.into()).into_iter().flatten()
    }

    pub fn decision(&self, matter: impl Into<Matter>, number: u32) -> Option<&Arc<Decision>> {
        self.decisions_of(matter).find(|decision| decision.facts.number == number)
    }

    /// The dispatch recommendation of an incident that waits for a person.
    pub fn advice(&self, incident: IncidentRef) -> Option<&Arc<Decision>> {
        let pending = self.incident(incident)?.escalated.pending.iter();
        let mut waiting = pending.filter_map(|number| self.decision(incident, *number));
        waiting.find(|decision| decision.facts.hook == Hook::Dispatch)
    }

    /// When time next brings something: a timer, or an end in the roster.
    pub fn next_due(&self) -> Option<TimeMs> {
        let leaving = self.leaving.get_min().map(|(at, _)| *at);
        let sure = [self.roster.next_ending(), leaving].map(|at| at.map(|at| at.plus_ms(self.time.lag_ms())));
        let due = [self.timers.next_due()].into_iter().chain(sure);
        due.into_iter().flatten().min()
    }

    /// Somebody's data came in under a key of their own.
    pub(crate) fn take_in(&mut self, subject: SubjectRef) {
        self.last_subject = self.last_subject.max(subject);
        self.journalled.insert(subject);
    }

    pub fn loaded(&self) -> Option<&Arc<LoadedCounty>> {
        self.county.as_ref()
    }

    /// An incident by its id (`20220901-000123`) or by its bare number.
    pub fn find_incident(&self, id: &str) -> Option<IncidentRef> {
        parse_incident(id).filter(|which| self.incidents.get(which).is_some_and(|i| !id.contains('-') || i.id == id))
    }

    /// What there is under a code: of the county what is in use, an incident or a workflow that is not in the archive.
    pub fn reference(&self, of: CodeOf, code: &str) -> Option<Reference> {
        match of {
            CodeOf::Incident => self.find_incident(code).map(Reference::Incident),
            CodeOf::Workflow => self.workflows.find(code).map(|instance| Reference::Workflow(instance.instance)),
            of_county => Reference::new(of_county, self.loaded()?.index.by_code(of_county, code)?),
        }
    }

    /// Whether a reference leads to something that there is or was.
    pub fn knows(&self, of: Reference) -> bool {
        match of {
            Reference::Incident(which) => which.0 > 0 && which <= self.last_incident,
            Reference::Workflow(which) => which.0 > 0 && which <= self.workflows.last,
            of_county => self.loaded().is_some_and(|loaded| loaded.county().has(of_county)),
        }
    }

    /// The state as bytes for a checkpoint.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(1 << 20);
        let _ = serde_json::to_writer(&mut bytes, self);
        bytes
    }

    pub fn decode(bytes: &[u8]) -> Result<State, String> {
        let mut state: State = serde_json::from_slice(bytes).map_err(|error| format!("not a state: {error}"))?;
        state.derive(state.at);
        Ok(state)
    }

    /// BLAKE3 over everything that the journal determines, in a fixed order. What was measured (times, fuel) stays out, so
    /// that the same journal gives the same hash on every machine; the county stands in by its digest.
    pub fn hash(&self) -> Digest {
        let mut hasher = blake3::Hasher::new();
        let mut put = |part: &dyn Fn(&mut blake3::Hasher)| {
            part(&mut hasher);
            hasher.update(b"\n");
        };
        put(&|h| feed(h, &(self.version, self.at, self.county.as_ref().map(|c| c.county().digest))));
        if !self.time.is_untouched() {
            put(&|h| feed(h, &self.time));
        }
        put(&|h| self.units.iter().for_each(|unit| feed(h, unit)));
        put(&|h| self.incidents.values().for_each(|incident| feed(h, incident)));
        put(&|h| self.decisions.values().flatten().for_each(|decision| feed(h, &decision.facts)));
        put(&|h| {
            feed(h, &(self.last_incident, self.last_subject, &self.erased, &self.retained, &self.timers, &self.roster))
        });
        put(&|h| feed(h, &(&self.journalled, &self.external_ids)));
        put(&|h| feed(h, &(&self.notices, &self.watched, &self.filled)));
        put(&|h| feed(h, &(&self.plugins, &self.keys, &self.tasks)));
        put(&|h| feed(h, &(self.workflows.last, &self.workflows.instances, &self.workflows.paused_kinds)));
        put(&|h| {
            for inspection in self.inspections.values() {
                let i = inspection;
                feed(h, &(&i.plugin, i.at, i.state_version, &i.modes, &i.findings, &i.refused, &i.failure));
            }
        });
        // Absent where there is nothing, as it was in the hashes of before.
        if !self.closed_roads.is_empty() {
            put(&|h| feed(h, &self.closed_roads));
        }
        if !self.series.is_empty() {
            put(&|h| feed(h, &self.series));
        }
        if !self.assessments.is_untouched() {
            put(&|h| self.assessments.rows.values().for_each(|row| feed(h, &row.unmeasured())));
            put(&|h| feed(h, &(self.assessments.last, &self.assessments.closed)));
        }
        if !self.rewritten.is_empty() {
            put(&|h| feed(h, &self.rewritten));
        }
        Digest(*hasher.finalize().as_bytes())
    }

    /// Rebuilds what is derived, after a checkpoint was read or a county came in at this time.
    pub(crate) fn derive(&mut self, at: TimeMs) {
        self.find_ways_anew();
        self.place_units(at);
        self.timers.derive(self.time.held);
        self.roster.derive();
        self.waiting = OrdSet::new();
        self.open = OrdMap::new();
        self.whereabouts = Whereabouts::default();
        self.ended = OrdSet::new();
        self.advised = OrdSet::new();
        self.workflows.derive();
        self.tasks.derive();
        let all: Vec<IncidentRef> = self.incidents.keys().copied().collect();
        // Of what was kept it may have been found that it ended at another time.
        let kept = std::mem::take(&mut self.retained);
        for incident in all {
            self.index_incident(incident);
        }
        self.retained.put_right(kept);
        self.derive_service();
    }

    /// Ties every unit to the map, by its last position or its base, and makes room for new units.
    fn place_units(&mut self, at: TimeMs) {
        let Some(loaded) = self.county.clone() else { return };
        for (index, base) in loaded.bases.iter().enumerate() {
            match self.units.get_mut(index) {
                Some(state) => {
                    let place = state.fix.map_or_else(|| base.clone(), |fix| loaded.place((fix.lon, fix.lat)));
                    Arc::make_mut(state).place = place;
                }
                None => self.units.push_back(Arc::new(UnitState::at_base(at, base.clone()))),
            }
        }
    }

    /// Puts an incident where it belongs in the derived sets.
    pub(crate) fn index_incident(&mut self, which: IncidentRef) {
        let Some(incident) = self.incidents.get(&which).cloned() else { return };
        let lacks_units = self.county.as_ref().is_some_and(|c| incident.lacks_units(c.county()));
        let (priority, phase, district) = (incident.priority, incident.phase, incident.place.district);
        let personal = incident.personal.as_ref().map(|personal| personal.subject);
        let advice = self.advice(which);
        // Whoever comes free goes in place of one who would be called off.
        let (advised, recall) = (advice.is_some(), advice.is_some_and(|advice| advice.facts.is_recall()));
        let waits = lacks_units && (!advised || recall);
        let ended_at = incident.last_step_at();
        for other in Priority::ALL {
            if !(waits && other == priority) {
                self.waiting.remove(&(other, which));
            }
        }
        if waits {
            self.waiting.insert((priority, which));
        }
        match advised {
            true => drop(self.advised.insert(which)),
            false => drop(self.advised.remove(&which)),
        }
        if phase.is_open() {
            self.open.entry(district).or_default().insert(which);
            self.whereabouts.keep(&incident);
        } else {
            self.open.entry(district).or_default().remove(&which);
            self.whereabouts.forget(&incident);
            self.ended.insert((ended_at, which));
        }
        match personal.filter(|_| !phase.is_open()) {
            Some(subject) => self.retained.keep(which, ended_at, subject, district),
            None => self.retained.forget(which),
        }
    }

    /// Whether a unit is free as far as its status goes.
    pub fn is_free(&self, unit: UnitRef) -> bool {
        let free = |u: &Arc<UnitState>| u.primary == Primary::Available && u.incident.is_none() && u.retired.is_none();
        self.unit(unit).is_some_and(free)
    }
}

/// `20220901-000123` or `123`.
pub fn parse_incident(id: &str) -> Option<IncidentRef> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (day, number) = id.split_once('-').map_or((None, id), |(day, number)| (Some(day), number));
    let well_formed = is_number(number) && day.is_none_or(|day| day.len() == 8 && is_number(day));
    well_formed.then(|| number.parse().ok())?.filter(|n| *n > 0).map(IncidentRef)
}

fn feed(hasher: &mut blake3::Hasher, part: &impl Serialize) {
    // Hashing can't fail, and no map in the state has keys that JSON lacks.
    let _ = serde_json::to_writer(hasher, part);
}

mod stored_county {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::LoadedCounty;
    use crate::county::County;

    pub fn serialize<S: Serializer>(county: &Option<Arc<LoadedCounty>>, serializer: S) -> Result<S::Ok, S::Error> {
        county.as_ref().map(|loaded| loaded.county()).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Arc<LoadedCounty>>, D::Error> {
        let county = Option::<Arc<County>>::deserialize(deserializer)?;
        Ok(county.map(|county| Arc::new(LoadedCounty::new(county))))
    }
}
