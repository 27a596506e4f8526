//! The arbiter: judges what a plugin proposes, proposal by proposal. What can't be used is refused with a typed reason, and
//! what is left is used.

use std::collections::BTreeSet;

mod intake;

pub use intake::{Decided, JudgedIntake, judge_intake};

use crate::county::County;
use crate::decision::{PassedOver, Pick, Refused, RefusedWhy};
use crate::event::NewAssignment;
use crate::hooks::*;
use crate::ids::*;
use crate::incident::{Phase, Reality};
use crate::limits::*;
use crate::plugin::Grants;
use crate::state::{Incident, State};
use crate::time::TimeMs;
use crate::timer::TimerId;

/// What is left of a dispatch recommendation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JudgedDispatch {
    pub picks: Vec<Pick>,
    pub passed_over: Vec<PassedOver>,
    pub refused: Vec<Refused>,
}

impl JudgedDispatch {
    pub fn assignments(&self) -> Vec<NewAssignment> {
        let assign = |pick: &Pick| NewAssignment {
            unit: pick.unit,
            need: Some(pick.need),
            eta_s: pick.eta_s,
            straight_line: pick.straight_line,
        };
        self.picks.iter().map(assign).collect()
    }
}

/// Judges a dispatch recommendation for an incident with these open needs. `grants` is `None` for the built-in rule.
pub fn judge_dispatch(
    state: &State,
    view: &IncidentView,
    candidates: &[Candidate],
    recommendation: &Recommendation,
    grants: Option<&Grants>,
) -> JudgedDispatch {
    let mut judged = JudgedDispatch::default();
    let mut left: Vec<u8> = view.needs.iter().map(|need| need.count).collect();
    let mut picked = vec![false; candidates.len()];
    for proposed in &recommendation.picks {
        match judge_pick(state, view, candidates, proposed, grants, &left, &picked) {
            Ok(pick) => {
                left[usize::from(proposed.need)] -= 1;
                picked[usize::from(proposed.candidate)] = true;
                judged.picks.push(pick);
            }
            Err(why) => {
                let proposal = format!("assign candidate {} to need {}", proposed.candidate, proposed.need);
                judged.refused.push(Refused { proposal, why });
            }
        }
    }
    let mut reasons: Vec<Option<&Reason>> = vec![None; candidates.len()];
    for passed in &recommendation.passed_over {
        match reasons.get_mut(usize::from(passed.candidate)) {
            Some(reason) => *reason = Some(&passed.why),
            None => judged.refused.push(Refused {
                proposal: format!("pass over candidate {}", passed.candidate),
                why: RefusedWhy::UnknownUnit,
            }),
        }
    }
    let not_picked = candidates.iter().zip(&reasons).zip(&picked).filter(|(_, picked)| !**picked);
    let pass = |((c, why), _): ((&Candidate, &Option<&Reason>), &bool)| PassedOver {
        unit: c.unit,
        eta_s: c.eta_s,
        why: why.cloned(),
    };
    judged.passed_over = not_picked.map(pass).collect();
    judged
}

fn judge_pick(
    state: &State,
    view: &IncidentView,
    candidates: &[Candidate],
    proposed: &ProposedPick,
    grants: Option<&Grants>,
    left: &[u8],
    picked: &[bool],
) -> Result<Pick, RefusedWhy> {
    if grants.is_some_and(|grants| !grants.proposals.contains("assign")) {
        return Err(RefusedWhy::NotGranted);
    }
    let candidate = candidates.get(usize::from(proposed.candidate)).ok_or(RefusedWhy::UnknownUnit)?;
    let need = view.needs.get(usize::from(proposed.need)).ok_or(RefusedWhy::UnknownNeed)?;
    if picked[usize::from(proposed.candidate)] {
        return Err(RefusedWhy::DoubleBooking);
    }
    let live = state.unit(candidate.unit).ok_or(RefusedWhy::UnknownUnit)?;
    if !state.is_free(candidate.unit) {
        return Err(RefusedWhy::BusyUnit { incident: live.incident });
    }
    if need.skills & !candidate.skills != 0 {
        return Err(RefusedWhy::LacksSkills);
    }
    if left[usize::from(proposed.need)] == 0 {
        return Err(RefusedWhy::NeedFilled);
    }
    Ok(Pick {
        unit: candidate.unit,
        need: proposed.need,
        eta_s: candidate.eta_s,
        straight_line: candidate.straight_line,
        why: proposed.why.clone(),
    })
}

/// What is left of an escalation's answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JudgedEscalation {
    pub accepted: Vec<EscalationProposal>,
    pub refused: Vec<Refused>,
}

/// Judges an escalation's proposals in their order. `owner` is its index among the incident's frozen escalations.
pub fn judge_escalation(
    state: &State,
    county: &County,
    incident: &Incident,
    owner: u16,
    grants: &Grants,
    proposals: Vec<EscalationProposal>,
    now: TimeMs,
) -> JudgedEscalation {
    let mut judged = JudgedEscalation::default();
    let own = state.timers.of(incident.incident).into_iter().filter(|timer| timer.escalation() == Some(owner));
    let mut running: BTreeSet<u16> = own.map(TimerId::key).collect();
    for proposal in proposals {
        let judgement = if grants.proposals.contains(proposal.grant()) {
            judge_proposal(county, incident, &proposal, &running, now)
        } else {
            Err(RefusedWhy::NotGranted)
        };
        match judgement {
            Ok(()) => {
                match &proposal {
                    EscalationProposal::StartTimer { key, .. } => drop(running.insert(*key)),
                    EscalationProposal::StopTimer { key } => drop(running.remove(key)),
                    EscalationProposal::Notify { .. } => {}
                }
                judged.accepted.push(proposal);
            }
            Err(why) => judged.refused.push(Refused { proposal: describe(&proposal), why }),
        }
    }
    judged
}

impl JudgedEscalation {
    /// Refuses what passes the room that is left in a batch, the last first.
    pub fn cut_to(&mut self, room: usize) {
        let limit = u32::try_from(room).unwrap_or(u32::MAX);
        let over = self.accepted.drain(self.accepted.len().min(room)..);
        self.refused.extend(over.map(|p| Refused { proposal: describe(&p), why: RefusedWhy::TooMany { limit } }));
    }
}

fn describe(proposal: &EscalationProposal) -> String {
    match proposal {
        EscalationProposal::StartTimer { key, .. } => format!("start timer {key}"),
        EscalationProposal::StopTimer { key } => format!("stop timer {key}"),
        EscalationProposal::Notify { level, recipients, .. } => {
            format!("notify {} at level {level}", recipients.len())
        }
    }
}

/// `running`: the timers of this plugin for this incident, with what it proposed so far.
fn judge_proposal(
    county: &County,
    incident: &Incident,
    proposal: &EscalationProposal,
    running: &BTreeSet<u16>,
    now: TimeMs,
) -> Result<(), RefusedWhy> {
    match proposal {
        EscalationProposal::StartTimer { key, due_at, .. } => {
            if !incident.phase.is_open() || incident.phase == Phase::Resolved {
                Err(RefusedWhy::WrongIncident)
            } else if !running.contains(key) && running.len() >= TIMERS_PER_SUBJECT_MAX {
                Err(RefusedWhy::TooMany { limit: TIMERS_PER_SUBJECT_MAX as u32 })
            } else if due_at.seconds() < now.seconds() {
                Err(RefusedWhy::TimerInThePast)
            } else if due_at.since_s(now) > TIMER_AHEAD_S_MAX {
                Err(RefusedWhy::TimerTooFar { limit_s: TIMER_AHEAD_S_MAX })
            } else {
                Ok(())
            }
        }
        EscalationProposal::StopTimer { key } => running.contains(key).then_some(()).ok_or(RefusedWhy::NoSuchTimer),
        EscalationProposal::Notify { recipients, .. } => judge_recipients(county, incident.reality, recipients),
    }
}

/// Whether all of these can be told, of something that is so real.
pub fn judge_recipients(county: &County, reality: Reality, recipients: &[Recipient]) -> Result<(), RefusedWhy> {
    if recipients.is_empty() {
        return Err(RefusedWhy::NobodyToTell);
    }
    if recipients.len() > NOTICE_RECIPIENTS_MAX {
        return Err(RefusedWhy::TooMany { limit: NOTICE_RECIPIENTS_MAX as u32 });
    }
    for recipient in recipients {
        match recipient {
            Recipient::Person(p) if county.persons.get(p.index()).is_none_or(|p| p.retired) => {
                return Err(RefusedWhy::UnknownPerson);
            }
            Recipient::Team(t) if county.teams.get(t.index()).is_none_or(|t| t.retired) => {
                return Err(RefusedWhy::UnknownTeam);
            }
            Recipient::CommandRoom(d) if county.districts.get(d.index()).is_none_or(|d| d.retired) => {
                return Err(RefusedWhy::UnknownDistrict);
            }
            Recipient::Person(_) | Recipient::Team(_) if reality != Reality::Actual => {
                return Err(RefusedWhy::ExerciseOnly);
            }
            _ => {}
        }
    }
    Ok(())
}

/// Judges findings on the county's structure: those about things that it doesn't have are refused.
pub fn judge_findings(county: &County, grants: &Grants, findings: Vec<Finding>) -> (Vec<Finding>, Vec<Refused>) {
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    for (index, finding) in findings.into_iter().enumerate() {
        let known = match finding.subject {
            FindingSubject::County => true,
            FindingSubject::District(d) => county.districts.get(d.index()).is_some(),
            FindingSubject::Station(s) => county.stations.get(s.index()).is_some(),
            FindingSubject::Person(p) => county.persons.get(p.index()).is_some(),
        };
        let why = match (grants.proposals.contains("find"), known, finding.subject) {
            (false, ..) => RefusedWhy::NotGranted,
            (true, false, FindingSubject::Person(_)) => RefusedWhy::UnknownPerson,
            (true, false, _) => RefusedWhy::UnknownDistrict,
            (true, true, _) => {
                kept.push(finding);
                continue;
            }
        };
        refused.push(Refused { proposal: format!("finding {index}"), why });
    }
    (kept, refused)
}

/// The units that a set of picks sends, for comparing decisions.
pub fn units_of(picks: &[Pick]) -> Vec<UnitRef> {
    let mut units: Vec<UnitRef> = picks.iter().map(|pick| pick.unit).collect();
    units.sort_unstable();
    units
}
