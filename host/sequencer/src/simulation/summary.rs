//! What a simulation counts while it plays, and the summary it ends in. Shares are rounded to four digits.

use std::collections::BTreeMap;

use domain::decision::{AskedOutcome, Decision};
use domain::event::{Event, IncidentEvent, MatterEvent, NoticeEvent, UnitEvent};
use domain::ids::*;
use domain::incident::Priority;
use domain::matter::Matter;
use domain::state::State;
use domain::time::TimeMs;
use domain::unit::Primary;
use serde::Serialize;

use super::{PluginFigures, ProcedureFigures};

/// The whole summary, as `wardroom simulate --json` prints it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    #[serde(flatten)]
    pub all: Group,
    /// Incidents that no plugin in line decided, so that the built-in rule did.
    pub fallbacks: u64,
    pub seed: u64,
    /// The version of the state at the end.
    pub version: u64,
    pub state_hash: String,
    /// By district code.
    pub districts: BTreeMap<String, Group>,
    /// By priority, as named.
    pub priorities: BTreeMap<&'static str, Group>,
    /// By unit code: the share of the time played that it was on an incident.
    pub utilisation: BTreeMap<String, f64>,
    /// By plugin.
    pub plugins: BTreeMap<String, PluginFigures>,
    /// By kind; none: no procedure was begun.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub procedures: BTreeMap<String, ProcedureFigures>,
}

/// The figures of all incidents, of a district's or of a priority's.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Group {
    pub incidents: u64,
    /// A unit came.
    pub served: u64,
    /// No unit had come by the end.
    pub waiting: u64,
    pub response_s: ResponseTimes,
    /// What no dispatch could do better: the way of the nearest unit with a skill that is needed, from where it is at the report,
    /// were every unit free, on shift and on its way at once.
    pub nearest_s: ResponseTimes,
    /// Incidents with a unit of another district.
    pub overflow: u64,
    /// Notices sent.
    pub escalations: u64,
    pub refused_proposals: u64,
}

/// Seconds, of the response from the report to the first unit on scene.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ResponseTimes {
    /// By nearest rank; absent without any.
    pub p50: Option<u32>,
    pub p90: Option<u32>,
    /// Share of those `n` within 300 and 600 seconds.
    pub within_300: Option<f64>,
    pub within_600: Option<f64>,
    pub n: u64,
}

/// What is known of one incident.
struct Played {
    district: DistrictRef,
    priority: Priority,
    reported_at: TimeMs,
    response_s: Option<u32>,
    nearest_s: Option<u32>,
    overflow: bool,
    escalations: u64,
    refused: u64,
}

pub(super) struct Tally {
    /// By incident reference, from 1.
    played: Vec<Played>,
    fallbacks: u64,
    /// By unit: busy since, and busy seconds so far.
    busy: Vec<(Option<TimeMs>, u64)>,
}

impl Tally {
    pub fn new(incidents: usize) -> Tally {
        Tally { played: Vec::with_capacity(incidents), fallbacks: 0, busy: Vec::new() }
    }

    fn of(&mut self, incident: IncidentRef) -> Option<&mut Played> {
        self.played.get_mut(incident.index().checked_sub(1)?)
    }

    /// How long the nearest unit would take, were it free.
    pub fn nearest(&mut self, incident: IncidentRef, seconds: Option<u32>) {
        if let Some(played) = self.of(incident) {
            played.nearest_s = seconds;
        }
    }

    /// Counts an event; the state is the one after its batch.
    pub fn count(&mut self, event: &Event, state: &State, now: TimeMs) {
        if let Event::Incident(event) = event {
            self.count_incident(event, state, now);
        }
        if let Event::Unit(UnitEvent::StatusChanged { unit, primary: Primary::OnScene, .. }) = event {
            let incident = state.unit(*unit).and_then(|u| u.incident);
            if let Some(played) = incident.and_then(|incident| self.of(incident)) {
                played.response_s.get_or_insert(now.since_s(played.reported_at));
            }
        }
        if let Event::Notice(NoticeEvent::Sent(sent)) = event
            && let Some(played) = sent.matter.incident().and_then(|incident| self.of(incident))
        {
            played.escalations += 1;
        }
        if let Event::Matter(MatterEvent::Decided { matter, decision }) = event {
            self.count_decision(*matter, decision);
        }
    }

    fn count_incident(&mut self, event: &IncidentEvent, state: &State, now: TimeMs) {
        if let IncidentEvent::Reported(r) = event {
            self.played.push(Played {
                district: r.place.district,
                priority: r.priority,
                reported_at: now,
                response_s: None,
                nearest_s: None,
                overflow: false,
                escalations: 0,
                refused: 0,
            });
        }
        if let IncidentEvent::UnitsAssigned { incident, assignments, .. } = event {
            let county = state.county.as_ref().map(|loaded| loaded.county());
            for assignment in assignments {
                let of = county.and_then(|c| c.units.get(assignment.unit.index())).map(|unit| unit.district);
                if let Some(played) = self.of(*incident) {
                    played.overflow |= of.is_some_and(|of| of != played.district);
                }
                self.busy(assignment.unit).0.get_or_insert(now);
            }
        }
        if let IncidentEvent::UnitReleased { unit, .. } | IncidentEvent::UnitStoodDown { unit, .. } = event {
            self.end_busy(*unit, now);
        }
    }

    fn count_decision(&mut self, matter: Matter, decision: &Decision) {
        let facts = &decision.facts;
        let all_refused = facts.asked_before.iter().map(|asked| match &asked.outcome {
            AskedOutcome::AllRefused(refused) => refused.len(),
            _ => 0,
        });
        let refused = facts.refused.len() + all_refused.sum::<usize>();
        self.fallbacks += u64::from(facts.fallback);
        if let Some(played) = matter.incident().and_then(|incident| self.of(incident)) {
            played.refused += refused as u64;
        }
    }

    fn busy(&mut self, unit: UnitRef) -> &mut (Option<TimeMs>, u64) {
        if self.busy.len() <= unit.index() {
            self.busy.resize(unit.index() + 1, (None, 0));
        }
        &mut self.busy[unit.index()]
    }

    fn end_busy(&mut self, unit: UnitRef, now: TimeMs) {
        let busy = self.busy(unit);
        if let Some(since) = busy.0.take() {
            busy.1 += u64::from(now.since_s(since));
        }
    }

    pub fn summary(
        mut self,
        state: &State,
        seed: u64,
        from: TimeMs,
        until: TimeMs,
        plugins: BTreeMap<String, PluginFigures>,
    ) -> Summary {
        for index in 0..self.busy.len() {
            self.end_busy(UnitRef(index as u32), until);
        }
        let county = state.county.as_ref().map(|loaded| loaded.county());
        let live = county.iter().flat_map(|c| &c.districts).filter(|district| !district.retired);
        let mut districts: BTreeMap<String, Vec<&Played>> = live.map(|d| (d.code.clone(), Vec::new())).collect();
        let mut priorities: BTreeMap<&'static str, Vec<&Played>> =
            Priority::ALL.iter().map(|priority| (priority.name(), Vec::new())).collect();
        for played in &self.played {
            if let Some(district) = county.and_then(|c| c.districts.get(played.district.index())) {
                districts.entry(district.code.clone()).or_default().push(played);
            }
            priorities.entry(played.priority.name()).or_default().push(played);
        }
        let span_s = u64::from(until.since_s(from)).max(1);
        let units = county.map_or(&[][..], |c| &c.units);
        let used = |(index, unit): (usize, &domain::county::Unit)| {
            let busy_s = self.busy.get(index).map_or(0, |busy| busy.1);
            (unit.code.clone(), share(busy_s, span_s))
        };
        Summary {
            all: Group::of(self.played.iter()),
            fallbacks: self.fallbacks,
            seed,
            version: state.version.0,
            state_hash: state.hash().to_string(),
            districts: districts.into_iter().map(|(code, of)| (code, Group::of(of.into_iter()))).collect(),
            priorities: priorities.into_iter().map(|(name, of)| (name, Group::of(of.into_iter()))).collect(),
            utilisation: units.iter().enumerate().filter(|(_, unit)| !unit.retired).map(used).collect(),
            plugins,
            procedures: BTreeMap::new(),
        }
    }
}

impl Group {
    fn of<'a>(played: impl Iterator<Item = &'a Played>) -> Group {
        let mut group = Group::default();
        let (mut responses, mut nearest) = (Vec::new(), Vec::new());
        for p in played {
            group.incidents += 1;
            group.overflow += u64::from(p.overflow);
            group.escalations += p.escalations;
            group.refused_proposals += p.refused;
            responses.extend(p.response_s);
            nearest.extend(p.nearest_s);
        }
        group.served = responses.len() as u64;
        group.waiting = group.incidents - group.served;
        group.response_s = ResponseTimes::of(responses);
        group.nearest_s = ResponseTimes::of(nearest);
        group
    }
}

impl ResponseTimes {
    fn of(mut responses: Vec<u32>) -> ResponseTimes {
        responses.sort_unstable();
        let n = responses.len();
        let rank = |percent: usize| responses.get((n * percent).div_ceil(100).max(1) - 1).copied();
        let within = |limit_s: u32| {
            let count = responses.iter().filter(|s| **s <= limit_s).count();
            (n > 0).then(|| share(count as u64, n as u64))
        };
        let (within_300, within_600) = (within(300), within(600));
        ResponseTimes { p50: rank(50), p90: rank(90), within_300, within_600, n: n as u64 }
    }
}

/// Rounded down to four digits, from whole numbers: the same bits on every machine.
fn share(part: u64, whole: u64) -> f64 {
    (part * 10_000 / whole) as f64 / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_nearest_and_empty_is_absent() {
        assert_eq!(ResponseTimes::of(Vec::new()), ResponseTimes::default());
        let times = ResponseTimes::of((1..=10).rev().map(|n| n * 100).collect());
        assert_eq!((times.p50, times.p90, times.n), (Some(500), Some(900), 10));
        assert_eq!((times.within_300, times.within_600), (Some(0.3), Some(0.6)));
        let one = ResponseTimes::of(vec![301]);
        assert_eq!((one.p50, one.p90, one.within_300, one.within_600), (Some(301), Some(301), Some(0.0), Some(1.0)));
    }
}
