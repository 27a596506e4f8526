//! How a county's room stands, at a glance.

use std::collections::BTreeMap;

use domain::county::Names;
use domain::ids::{DistrictRef, IncidentRef};
use domain::ports::RoomHealth;
use domain::state::{Plugins, State};
use domain::time::TimeMs;
use serde::Serialize;
use telling::{Teller, say};
use utoipa::ToSchema;

use super::clock::DoubtBody;
use super::county::{NamesBody, RewrittenBody};
use super::duty::{DutyBody, OnDutyBody};

/// Whether a county's room is at work, what is doubtful of it, and how much it has to do in the caller's districts.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct StatusBody {
    pub ready: bool,
    /// What keeps it from being ready.
    pub why: Option<String>,
    #[schema(example = "350924")]
    pub county: String,
    pub name: NamesBody,
    /// Of the journal.
    pub version: u64,
    /// The room's time.
    #[schema(format = DateTime)]
    pub at: String,
    /// Why the room's time is in doubt.
    pub doubt: Option<DoubtBody>,
    /// Where the history was found to go on from another place than it had got to, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rewritten: Vec<RewrittenBody>,
    /// Of all districts together.
    pub counts: StatusCounts,
    pub districts: Vec<DistrictStatus>,
    /// Plugins that are not asked for a time, since they failed too often.
    pub quarantined: Vec<QuarantinedBody>,
}

/// How many there are.
#[derive(Clone, Copy, Default, Serialize, ToSchema)]
pub struct StatusCounts {
    /// Incidents that need the room's attention.
    pub open: usize,
    /// Of these, those that wait for units.
    pub waiting: usize,
    /// Ended incidents that the archive alone does not have yet.
    pub ended: usize,
    /// Tasks that nobody has done yet.
    pub tasks: usize,
}

#[derive(Serialize, ToSchema)]
pub struct DistrictStatus {
    pub code: String,
    pub name: NamesBody,
    pub counts: StatusCounts,
    pub on_duty: Vec<OnDutyBody>,
    /// Places that nobody fills at this moment.
    pub vacant: usize,
}

#[derive(Serialize, ToSchema)]
pub struct QuarantinedBody {
    pub plugin: String,
    pub district: String,
    #[schema(format = DateTime)]
    pub until: String,
}

impl StatusBody {
    /// Of these districts. `code`: the county's.
    pub fn of(
        code: &str,
        health: RoomHealth,
        state: &State,
        districts: &[DistrictRef],
        now: TimeMs,
        teller: &Teller<'_>,
    ) -> StatusBody {
        let counts = StatusCounts::by_district(state);
        let of = |district: &DistrictRef| {
            let counts = counts.get(district).copied().unwrap_or_default();
            DistrictStatus::of(*district, counts, state, now, teller)
        };
        let all: Vec<DistrictStatus> = districts.iter().map(of).collect();
        let quarantined = districts.iter().flat_map(|district| quarantined(*district, state, now, teller));
        StatusBody {
            ready: health.ready,
            why: health.why.filter(|_| !health.ready).map(|why| say(&why, teller.lang)),
            county: code.to_owned(),
            name: (&teller.county().name).into(),
            version: state.version.0,
            at: teller.time(now),
            doubt: state.time.doubt.as_ref().map(|doubt| DoubtBody::of(doubt, teller)),
            rewritten: state.rewritten.iter().map(|trace| RewrittenBody::of(trace)).collect(),
            counts: all.iter().fold(StatusCounts::default(), |sum, district| sum.and(district.counts)),
            quarantined: quarantined.collect(),
            districts: all,
        }
    }
}

impl StatusCounts {
    /// Of each district that has any.
    fn by_district(state: &State) -> BTreeMap<DistrictRef, StatusCounts> {
        let mut all: BTreeMap<DistrictRef, StatusCounts> = BTreeMap::new();
        for (district, open) in &state.open {
            all.entry(*district).or_default().open = open.len();
        }
        let lies = |which: &IncidentRef| state.incident(*which).map(|incident| incident.place.district);
        state
            .waiting
            .iter()
            .filter_map(|(_, which)| lies(which))
            .for_each(|of| all.entry(of).or_default().waiting += 1);
        state.ended.iter().filter_map(|(_, which)| lies(which)).for_each(|of| all.entry(of).or_default().ended += 1);
        let live = state.tasks.rows.values().filter(|task| task.status.is_live());
        live.for_each(|task| all.entry(task.new.district).or_default().tasks += 1);
        all
    }

    fn and(self, other: StatusCounts) -> StatusCounts {
        StatusCounts {
            open: self.open + other.open,
            waiting: self.waiting + other.waiting,
            ended: self.ended + other.ended,
            tasks: self.tasks + other.tasks,
        }
    }
}

impl DistrictStatus {
    fn of(
        district: DistrictRef,
        counts: StatusCounts,
        state: &State,
        now: TimeMs,
        teller: &Teller<'_>,
    ) -> DistrictStatus {
        let vacant = state.roster.open_vacancies(now).filter(|v| v.shift.district == district && v.from <= now);
        let nameless = Names::default();
        let name = teller.county().districts.get(district.index()).map_or(&nameless, |district| &district.name);
        DistrictStatus {
            code: teller.district(district).code,
            name: name.into(),
            counts,
            on_duty: DutyBody::of(&state.roster, district, now, teller).slots,
            vacant: vacant.map(|vacancy| usize::from(vacancy.places)).sum(),
        }
    }
}

/// A plugin, with the version where that one's health is kept apart.
fn health_name(state: &State, key: &str) -> String {
    let (name, digest) = Plugins::of_health(key);
    let version = digest.and_then(|digest| Some(state.plugins.installed.get(&digest)?.version()));
    version.map_or_else(|| name.to_owned(), |version| format!("{name} {version}"))
}

fn quarantined(
    district: DistrictRef,
    state: &State,
    now: TimeMs,
    teller: &Teller<'_>,
) -> impl Iterator<Item = QuarantinedBody> {
    let health = state.plugins.health.get(&district).into_iter().flatten();
    let (code, zone) = (teller.district(district).code, teller);
    let until = health.filter_map(|(plugin, health)| Some((plugin, health.quarantined_until?)));
    let running = until.filter(move |(_, until)| *until > now);
    running.map(move |(key, until)| QuarantinedBody {
        plugin: health_name(state, key),
        district: code.clone(),
        until: zone.time(until),
    })
}
