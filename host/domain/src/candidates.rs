//! Who could go: the units that a dispatch plugin is shown, and those that the host keeps back, each with its reason.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::county::loaded::{LoadedCounty, Standing};
use crate::county::travel::Travel;
use crate::county::{County, Unit};
use crate::hooks::{CallView, Candidate, Excluded, Exclusion, IncidentView, Occasion, OnCall, Progress, UnitTold};
use crate::ids::*;
use crate::incident::record::{Assignment, Incident};
use crate::incident::{Need, Priority, Reality};
use crate::limits::{CANDIDATES_MAX, EXCLUDED_RECORDED_MAX, NEEDS_MAX, WORKLOAD_WINDOW_S};
use crate::skills::SkillSet;
use crate::state::State;
use crate::time::TimeMs;
use crate::unit::{Primary, Secondary, UnitState};

/// Candidates sorted by travel time, then unit; and the excluded, nearest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidates {
    pub offered: Vec<Candidate>,
    pub excluded: Vec<Excluded>,
}

/// The incident as plugins see it.
pub fn view_of(incident: &Incident, loaded: &LoadedCounty) -> IncidentView {
    IncidentView {
        incident: incident.incident,
        kind: incident.kind,
        priority: incident.priority,
        reality: incident.reality,
        phase: incident.phase,
        district: incident.place.district,
        grid: incident.place.grid,
        needs: incident.open_needs(loaded.county()),
        position: (incident.place.lon, incident.place.lat),
        reported_at: incident.reported_at,
        accepted_at: incident.accepted_at,
        acknowledged_at: incident.escalated.acknowledged.as_ref().map(|acknowledged| acknowledged.at),
    }
}

/// What plugins are told of a call beside the incident.
pub fn call_of(incident: &Incident, county: &County, occasion: Occasion) -> CallView {
    let on_call = |sent: &Assignment| OnCall {
        unit: sent.unit,
        need: sent.need,
        extra: sent.extra,
        progress: match (sent.on_scene_at, sent.en_route_at) {
            (Some(_), _) => Progress::OnScene,
            (None, Some(_)) => Progress::EnRoute,
            (None, None) => Progress::Assigned,
        },
        at: sent.at,
        eta_s: sent.eta_s,
        class: county.units.get(sent.unit.index()).and_then(|unit| county.class(unit)),
    };
    CallView { occasion, assigned: incident.active().map(on_call).collect() }
}

/// Every unit with a skill that is needed is either offered or excluded.
pub fn candidates(state: &State, loaded: &LoadedCounty, view: &IncidentView, now: TimeMs) -> Candidates {
    let skilled: Vec<Skilled<'_>> = skilled(state, loaded, view, now).collect();
    let stand = skilled.iter().map(|of| standing(loaded, of.unit, of.live, now));
    let (grids, from): (Vec<_>, Vec<_>) = stand.zip(&skilled).map(|(at, of)| (at.grid, (of.unit, at.snapped))).unzip();
    let ways = loaded.approaches(&from, view.position);
    let mut found = Candidates::default();
    for ((Skilled { unit: unit_ref, live, shift_left_s, kept_back, .. }, grid), travel) in
        skilled.into_iter().zip(grids).zip(ways)
    {
        if let Some(why) = kept_back.or(travel.out_of_reach.then_some(Exclusion::TooFar)) {
            found.excluded.push(Excluded { unit: unit_ref, eta_s: travel.seconds, why });
            continue;
        }
        found.offered.push(offered(loaded, view, unit_ref, live, grid, shift_left_s.unwrap_or(0), travel, now));
    }
    found.offered.sort_unstable_by_key(|candidate| (candidate.eta_s, candidate.unit));
    for far in found.offered.drain(found.offered.len().min(CANDIDATES_MAX)..) {
        found.excluded.push(Excluded { unit: far.unit, eta_s: far.eta_s, why: Exclusion::TooFar });
    }
    found.excluded.sort_unstable_by_key(|excluded| (excluded.eta_s, excluded.unit));
    found.excluded.truncate(EXCLUDED_RECORDED_MAX);
    found
}

/// A unit as rules are shown it. `grid`: where it is taken to stand.
#[allow(clippy::too_many_arguments)]
pub(crate) fn offered(
    loaded: &LoadedCounty,
    view: &IncidentView,
    unit_ref: UnitRef,
    live: &UnitState,
    grid: Option<GridRef>,
    shift_left_s: u32,
    travel: Travel,
    now: TimeMs,
) -> Candidate {
    let county = loaded.county();
    let unit = &county.units[unit_ref.index()];
    let district = live.district(unit.district, now);
    Candidate {
        unit: unit_ref,
        team: unit.team,
        district,
        nearness: county.nearness(view.district, district),
        skills: unit.skills,
        eta_s: travel.seconds,
        straight_line: travel.straight_line,
        fix_age_s: live.fix_age_s(now),
        shift_left_s,
        workload: workload(live, now),
        grid,
        told: UnitTold {
            kind: county.unit_kind(unit),
            crew: unit.crew,
            class: county.class(unit),
            lent_from: (district != unit.district).then_some(unit.district),
            reserve: live.is_reserve(),
            recall_from: unit.recall_from,
            fits: fits(&view.needs, unit.skills),
        },
    }
}

/// For which needs these skills are enough: a bit each.
fn fits(needs: &[Need], skills: SkillSet) -> u8 {
    const _: () = assert!(NEEDS_MAX <= u8::BITS as usize);
    let enough = needs.iter().take(NEEDS_MAX).enumerate().filter(|(_, need)| skills.has(need.skills));
    enough.fold(0, |bits, (index, _)| bits | 1 << index)
}

/// Whether a unit could be offered that has all the skills of an open need: any other pick would be refused. Takes no look at the
/// roads.
pub fn anybody_able(state: &State, loaded: &LoadedCounty, view: &IncidentView, now: TimeMs) -> bool {
    let able = |of: &Skilled<'_>| view.needs.iter().any(|need| need.is_answered_by(of.unit_row.skills));
    skilled(state, loaded, view, now).any(|of| of.kept_back.is_none() && able(&of))
}

/// A unit with a skill that is needed.
struct Skilled<'a> {
    unit: UnitRef,
    unit_row: &'a Unit,
    live: &'a UnitState,
    shift_left_s: Option<u32>,
    /// Why it can't be offered.
    kept_back: Option<Exclusion>,
}

fn skilled<'a>(
    state: &'a State,
    loaded: &'a LoadedCounty,
    view: &IncidentView,
    now: TimeMs,
) -> impl Iterator<Item = Skilled<'a>> {
    let open = view.needs.iter().filter(|need| need.count > 0);
    let (any_will_do, wanted) =
        open.fold((false, SkillSet::NONE), |(any, set), need| (any || need.skills.is_empty(), set.with(need.skills)));
    let on_shift = loaded.index.teams_on_shift(now);
    let (incident, reality) = (state.incident(view.incident), view.reality);
    let alone = classes_alone(loaded.county(), incident, view);
    let units = loaded.county().units.iter().zip(state.units.iter()).enumerate();
    let of_use = units.filter(move |(_, (unit, _))| !unit.retired && (any_will_do || unit.skills.meets(wanted)));
    of_use.map(move |(index, (unit_row, live))| {
        let unit = UnitRef(index as u32);
        let shift_left_s = on_shift.get(unit_row.team.index()).copied().flatten();
        let taken_off = || incident.is_some_and(|incident| incident.was_taken_off(unit)).then_some(Exclusion::TakenOff);
        let alone = || {
            let is_alone = |class| alone.contains(&class);
            (!alone.is_empty() && loaded.county().class(unit_row).is_some_and(is_alone)).then_some(Exclusion::NotAlone)
        };
        let kept_back = exclusion_for(unit_row, live, shift_left_s, view.priority, reality);
        let kept_back = kept_back.or_else(taken_off).or_else(alone);
        Skilled { unit, unit_row, live, shift_left_s, kept_back }
    })
}

/// The classes whose units do not go there now: the county has them go with others only, and no unit of another class is on it yet.
fn classes_alone(county: &County, incident: Option<&Arc<Incident>>, view: &IncidentView) -> Vec<ClassRef> {
    let Some(kind) = county.kinds.get(view.kind.index()) else { return Vec::new() };
    let on_it = || incident.into_iter().flat_map(|incident| incident.units());
    let class_of = |unit: UnitRef| county.units.get(unit.index()).and_then(|unit| county.class(unit));
    let declared = county
        .unit_classes
        .iter()
        .enumerate()
        .filter(|(_, class)| county.never_alone.get(&class.code).is_some_and(|kinds| kinds.contains(&kind.code)));
    let alone = declared.map(|(place, _)| ClassRef(place as u16));
    alone.filter(|class| !on_it().any(|unit| class_of(unit) != Some(*class))).collect()
}

/// The skills of all who could be sent somewhere, each set once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Free {
    sets: BTreeSet<(bool, SkillSet)>,
}

impl Free {
    pub fn of(state: &State, loaded: &LoadedCounty, now: TimeMs) -> Free {
        let on_shift = loaded.index.teams_on_shift(now);
        let units = loaded.county().units.iter().zip(state.units.iter()).filter(|(unit, _)| !unit.retired);
        // Who is in reserve goes to some; the closer look says to which.
        let goes = |unit: &Unit, live: &UnitState, reality| {
            let shift_left_s = on_shift.get(unit.team.index()).copied().flatten();
            exclusion_for(unit, live, shift_left_s, Priority::Critical, reality).is_none()
        };
        let set = |(unit, live): (&Unit, &Arc<UnitState>)| {
            let for_real = goes(unit, live, Reality::Actual);
            (for_real || goes(unit, live, Reality::Exercise)).then_some((for_real, unit.skills))
        };
        Free { sets: units.filter_map(set).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// Whether one of them has all the skills of an open need of this incident.
    pub fn could_help(&self, incident: &Incident, county: &County) -> bool {
        let for_real = incident.reality == Reality::Actual;
        let needs = incident.open_needs(county);
        let sets = self.sets.iter().filter(|(real, _)| *real == for_real);
        sets.into_iter().any(|(_, skills)| needs.iter().any(|need| need.is_answered_by(*skills)))
    }
}

/// Where a unit is taken to stand. A position too old to trust is not reckoned with: the base stands in, and the plugin sees
/// the age.
pub fn standing(loaded: &LoadedCounty, unit: UnitRef, live: &UnitState, now: TimeMs) -> Standing {
    let stale = live.fix_age_s(now) > loaded.county().thresholds.fix_age_max_s;
    if stale { loaded.base(unit).unwrap_or_else(|| live.place.clone()) } else { live.place.clone() }
}

fn workload(live: &UnitState, now: TimeMs) -> u16 {
    let recent = live.assigned_at.iter().filter(|at| now.since_s(**at) < WORKLOAD_WINDOW_S).count();
    u16::try_from(recent).unwrap_or(u16::MAX)
}

/// Why a unit can't be offered for an incident of this priority and reality. One in reserve can, if the incident is as pressing as
/// the county lets it be called for.
fn exclusion_for(
    unit: &Unit,
    live: &UnitState,
    shift_left_s: Option<u32>,
    priority: Priority,
    reality: Reality,
) -> Option<Exclusion> {
    let called = |why: &Exclusion| *why == Exclusion::Reserve && unit.recall_from.is_some_and(|from| priority <= from);
    match exclusion(live, shift_left_s, reality) {
        Some(why) if called(&why) => shift_left_s.is_none().then_some(Exclusion::OffShift),
        other => other,
    }
}

/// Why a unit can't be offered for an incident of this reality.
pub fn exclusion(live: &UnitState, shift_left_s: Option<u32>, reality: Reality) -> Option<Exclusion> {
    if let Some(incident) = live.incident {
        return Some(Exclusion::Busy { incident });
    }
    let in_exercise = live.secondary.contains(&Secondary::Exercise);
    if live.primary != Primary::Available
        || live.secondary.contains(&Secondary::Break)
        || live.secondary.contains(&Secondary::OutOfOrder)
    {
        Some(Exclusion::Unavailable)
    } else if in_exercise != (reality != Reality::Actual) {
        Some(Exclusion::OtherReality)
    } else if live.is_reserve() {
        Some(Exclusion::Reserve)
    } else if shift_left_s.is_none() {
        Some(Exclusion::OffShift)
    } else {
        None
    }
}
