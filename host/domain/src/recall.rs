//! Who could be called off less urgent work for an incident that nobody else can go to.

use crate::built_in::{self, code};
use crate::candidates::{offered, standing};
use crate::county::loaded::LoadedCounty;
use crate::county::recall::RecallRules;
use crate::county::reference::Reference;
use crate::decision::{CompactCandidate, DispatchRecord, PassedOver, Pick, Recall};
use crate::hooks::{Candidate, IncidentView, Reason, ReasonValue};
use crate::ids::*;
use crate::incident::record::{Assignment, Incident};
use crate::incident::{Priority, Reality};
use crate::limits::RECALLS_LOOKED_AT_MAX;
use crate::state::State;
use crate::time::TimeMs;
use crate::unit::Secondary;

/// A unit on less urgent work that has not arrived there.
struct Bound {
    candidate: Candidate,
    from: IncidentRef,
    priority: Priority,
    /// It is all but on the scene of its own incident, seconds.
    nearly_there_s: Option<u32>,
}

/// Whom the county's rules would call off for what this incident still needs: of each need the least urgent work first, then the
/// nearest. `None` if that is nobody. Who goes in their place is left open.
pub fn recommended(state: &State, loaded: &LoadedCounty, view: &IncidentView, now: TimeMs) -> Option<DispatchRecord> {
    let rules = loaded.county().recall.as_ref().filter(|rules| rules.off.contains_key(&view.priority))?;
    let bound = bound(state, loaded, rules, view, now);
    let mut taken: Vec<Option<usize>> = vec![None; bound.len()];
    let mut open: Vec<u8> = view.needs.iter().map(|need| need.count).collect();
    for (need, left) in open.iter_mut().enumerate() {
        while *left > 0 {
            let able = |(index, of): &(usize, &Bound)| {
                taken[*index].is_none()
                    && of.nearly_there_s.is_none()
                    && of.candidate.skills.has(view.needs[need].skills)
            };
            let Some((best, _)) = bound.iter().enumerate().find(able) else { break };
            taken[best] = Some(need);
            *left -= 1;
        }
    }
    let mut record = DispatchRecord { needs: view.needs.clone(), ..DispatchRecord::default() };
    for (of, need) in bound.iter().zip(&taken) {
        let candidate = &of.candidate;
        record.candidates.push(CompactCandidate::from(candidate));
        let (unit, eta_s) = (candidate.unit, candidate.eta_s);
        match need {
            Some(need) => {
                let eta = ReasonValue::Duration(eta_s);
                let why = Reason::new(code::RECALLED, [eta, Reference::Incident(of.from).into()]);
                let (need, straight_line) = (Some(*need as u16), candidate.straight_line);
                record.picks.push(Pick { unit, need, eta_s, straight_line, why });
                record.recalls.push(Recall { unit, from: of.from, instead: Vec::new() });
            }
            None => {
                let why = why_not(of, view, &bound, &taken);
                record.passed_over.push(PassedOver { unit, eta_s, why: Some(why) });
            }
        }
    }
    (!record.picks.is_empty()).then_some(record)
}

/// In the order in which they would be called off.
fn bound(state: &State, loaded: &LoadedCounty, rules: &RecallRules, view: &IncidentView, now: TimeMs) -> Vec<Bound> {
    let county = loaded.county();
    let on_shift = loaded.index.teams_on_shift(now);
    let this = state.incident(view.incident);
    let refused: Vec<(UnitRef, IncidentRef)> = state
        .decisions_of(view.incident)
        .flat_map(|decision| decision.facts.not_recalled())
        .map(|recall| (recall.unit, recall.from))
        .collect();
    let (mut found, mut from) = (Vec::new(), Vec::new());
    for (index, (unit_row, live)) in county.units.iter().zip(state.units.iter()).enumerate() {
        let unit = UnitRef(index as u32);
        let Some(incident) = live.incident.and_then(|which| state.incident(which)) else { continue };
        let Some(sent) = on_its_way(incident, unit) else { continue };
        let shift_left_s = on_shift.get(unit_row.team.index()).copied().flatten();
        let out_of_order = [Secondary::Break, Secondary::OutOfOrder].iter().any(|of| live.secondary.contains(of));
        let able = view.needs.iter().any(|need| need.is_answered_by(unit_row.skills));
        let same_reality = (incident.reality == Reality::Actual) == (view.reality == Reality::Actual);
        let taken_off = this.is_some_and(|incident| incident.was_taken_off(unit));
        if !rules.calls_off(incident.priority, view.priority)
            || !able
            || !same_reality
            || unit_row.retired
            || out_of_order
            || shift_left_s.is_none()
            || taken_off
            || refused.contains(&(unit, incident.incident))
        {
            continue;
        }
        let at = standing(loaded, unit, live, now);
        from.push((unit, at.snapped.clone()));
        found.push((unit, incident, sent, live, shift_left_s, at.grid));
        if found.len() == RECALLS_LOOKED_AT_MAX {
            break;
        }
    }
    let ways = loaded.approaches(&from, view.position);
    let mut bound: Vec<Bound> = Vec::with_capacity(found.len());
    for ((unit, incident, sent, live, shift_left_s, grid), travel) in found.into_iter().zip(ways) {
        let candidate = offered(loaded, view, unit, live, grid, shift_left_s.unwrap_or(0), travel, now);
        let left_s = sent.eta_s.saturating_sub(now.since_s(sent.at));
        if travel.out_of_reach {
            continue;
        }
        bound.push(Bound {
            candidate,
            from: incident.incident,
            priority: incident.priority,
            nearly_there_s: (left_s < rules.nearly_there_s).then_some(left_s),
        });
    }
    bound.sort_by_key(|of| (std::cmp::Reverse(of.priority), of.candidate.eta_s, of.candidate.unit));
    bound
}

/// How a unit was sent to an incident that it has not come to yet.
fn on_its_way(incident: &Incident, unit: UnitRef) -> Option<&Assignment> {
    incident.active().find(|sent| sent.unit == unit && sent.on_scene_at.is_none())
}

fn why_not(of: &Bound, view: &IncidentView, bound: &[Bound], taken: &[Option<usize>]) -> Reason {
    if let Some(left_s) = of.nearly_there_s {
        let left = ReasonValue::Duration(left_s);
        return Reason::new(code::NEARLY_THERE, [Reference::Incident(of.from).into(), left]);
    }
    // INVARIANT: whoever could answer an open need and stays lost it to one that is called off first.
    let rival = bound.iter().zip(taken).find(|(rival, need)| {
        need.is_some_and(|need| of.candidate.skills.has(view.needs[need].skills)) && rival.priority >= of.priority
    });
    match rival {
        Some((rival, _)) if rival.priority > of.priority => {
            Reason::new(code::MORE_URGENT_WORK, [Reference::Incident(of.from).into()])
        }
        Some((rival, _)) => built_in::later(of.candidate.eta_s.saturating_sub(rival.candidate.eta_s)),
        None => Reason::bare(code::NOT_NEEDED),
    }
}
