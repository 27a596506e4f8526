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
use crate::incident::Reality;
use crate::limits::*;
use crate::matter::Matter;
use crate::plugin::Grants;
use crate::state::State;
use crate::time::TimeMs;
use crate::timer::{TimerId, TimerOwner};

/// What is left of a dispatch recommendation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JudgedDispatch {
    pub picks: Vec<Pick>,
    pub passed_over: Vec<PassedOver>,
    /// As they were given: there is nothing to judge in them.
    pub shortfalls: Vec<Reason>,
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
    recommendation: Recommendation,
    grants: Option<&Grants>,
) -> JudgedDispatch {
    let Recommendation { picks, passed_over, shortfalls } = recommendation;
    let mut judged = JudgedDispatch { shortfalls, ..JudgedDispatch::default() };
    let mut left: Vec<u8> = view.needs.iter().map(|need| need.count).collect();
    let mut picked = vec![false; candidates.len()];
    for proposed in picks {
        match judge_pick(state, view, candidates, &proposed, grants, &left, &picked) {
            Ok(candidate) => {
                left[usize::from(proposed.need)] -= 1;
                picked[usize::from(proposed.candidate)] = true;
                judged.picks.push(Pick {
                    unit: candidate.unit,
                    need: proposed.need,
                    eta_s: candidate.eta_s,
                    straight_line: candidate.straight_line,
                    why: proposed.why,
                });
            }
            Err(why) => {
                let proposal = format!("assign candidate {} to need {}", proposed.candidate, proposed.need);
                judged.refused.push(Refused { proposal, why });
            }
        }
    }
    let mut reasons: Vec<Option<Reason>> = vec![None; candidates.len()];
    for passed in passed_over {
        match reasons.get_mut(usize::from(passed.candidate)) {
            Some(reason) => *reason = Some(passed.why),
            None => judged.refused.push(Refused {
                proposal: format!("pass over candidate {}", passed.candidate),
                why: RefusedWhy::UnknownUnit,
            }),
        }
    }
    let all = candidates.iter().zip(reasons).zip(&picked);
    let pass = |((c, why), picked): ((&Candidate, Option<Reason>), &bool)| {
        (!picked).then_some(PassedOver { unit: c.unit, eta_s: c.eta_s, why })
    };
    judged.passed_over.reserve_exact(candidates.len());
    judged.passed_over.extend(all.filter_map(pass));
    judged
}

/// The candidate that a pick means, if it may be sent.
fn judge_pick<'a>(
    state: &State,
    view: &IncidentView,
    candidates: &'a [Candidate],
    proposed: &ProposedPick,
    grants: Option<&Grants>,
    left: &[u8],
    picked: &[bool],
) -> Result<&'a Candidate, RefusedWhy> {
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
    Ok(candidate)
}

/// What is left of an escalation's answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JudgedEscalation {
    pub accepted: Vec<EscalationProposal>,
    pub refused: Vec<Refused>,
}

/// Judges an escalation's proposals in their order. `owner` is its index among the matter's frozen escalations, `matter` the
/// matter as it is now.
pub fn judge_escalation(
    state: &State,
    county: &County,
    matter: &MatterView,
    owner: u16,
    grants: &Grants,
    proposals: Vec<EscalationProposal>,
    now: TimeMs,
) -> JudgedEscalation {
    let mut judged = JudgedEscalation::default();
    let mut running = running(state, matter.matter, TimerOwner::escalation(owner));
    for proposal in proposals {
        let judgement = if !grants.proposals.contains(proposal.grant()) {
            Err(RefusedWhy::NotGranted)
        } else {
            match &proposal {
                EscalationProposal::StartTimer(_) if matter.settled => Err(RefusedWhy::WrongIncident),
                EscalationProposal::StartTimer(timer) => judge_timer(timer, &running, now),
                EscalationProposal::StopTimer { key } => {
                    running.contains(key).then_some(()).ok_or(RefusedWhy::NoSuchTimer)
                }
                EscalationProposal::Notify(message) => judge_message(county, matter.reality, message),
            }
        };
        match judgement {
            Ok(()) => {
                match &proposal {
                    EscalationProposal::StartTimer(timer) => drop(running.insert(timer.key)),
                    EscalationProposal::StopTimer { key } => drop(running.remove(key)),
                    EscalationProposal::Notify(_) => {}
                }
                judged.accepted.push(proposal);
            }
            Err(why) => judged.refused.push(Refused { proposal: describe(&proposal), why }),
        }
    }
    judged
}

/// The keys of one owner's timers of a matter that run.
pub fn running(state: &State, matter: Matter, owner: TimerOwner) -> BTreeSet<u16> {
    let own = state.timers.of(matter).into_iter().filter(|timer| timer.owner() == owner);
    own.map(TimerId::key).collect()
}

impl JudgedEscalation {
    /// Refuses what passes the room that is left in a batch, the last first.
    pub fn cut_to(&mut self, room: usize) {
        let limit = u32::try_from(room).unwrap_or(u32::MAX);
        let mut left = room;
        let fits = |proposal: &EscalationProposal| match left.checked_sub(proposal.events()) {
            Some(rest) => {
                left = rest;
                true
            }
            None => {
                left = 0;
                false
            }
        };
        let kept = self.accepted.iter().map(fits).take_while(|fits| *fits).count();
        let over = self.accepted.drain(kept..);
        self.refused.extend(over.map(|p| Refused { proposal: describe(&p), why: RefusedWhy::TooMany { limit } }));
    }
}

fn describe(proposal: &EscalationProposal) -> String {
    match proposal {
        EscalationProposal::StartTimer(timer) => format!("start timer {}", timer.key),
        EscalationProposal::StopTimer { key } => format!("stop timer {key}"),
        EscalationProposal::Notify(message) => {
            format!("notify {} at level {}", message.recipients.len(), message.level)
        }
    }
}

/// Whether a timer may be started. `running`: the keys of its owner's timers of this matter, with what was proposed so far.
pub fn judge_timer(timer: &TimerRequest, running: &BTreeSet<u16>, now: TimeMs) -> Result<(), RefusedWhy> {
    if !running.contains(&timer.key) && running.len() >= TIMERS_PER_SUBJECT_MAX {
        Err(RefusedWhy::TooMany { limit: TIMERS_PER_SUBJECT_MAX as u32 })
    } else if timer.due_at.seconds() < now.seconds() {
        Err(RefusedWhy::TimerInThePast)
    } else if timer.due_at.since_s(now) > TIMER_AHEAD_S_MAX {
        Err(RefusedWhy::TimerTooFar { limit_s: TIMER_AHEAD_S_MAX })
    } else if timer.repeat_s.is_some_and(|repeat_s| repeat_s < TIMER_REPEAT_S_MIN) {
        Err(RefusedWhy::RepeatTooShort { limit_s: TIMER_REPEAT_S_MIN })
    } else if timer.repeat_s.is_some_and(|repeat_s| repeat_s > TIMER_AHEAD_S_MAX) {
        Err(RefusedWhy::TimerTooFar { limit_s: TIMER_AHEAD_S_MAX })
    } else {
        Ok(())
    }
}

/// Whether people may be told this about a matter of this reality.
pub fn judge_message(county: &County, reality: Reality, message: &Message) -> Result<(), RefusedWhy> {
    if message.recipients.is_empty() {
        return Err(RefusedWhy::NobodyToTell);
    }
    if message.recipients.len() > NOTICE_RECIPIENTS_MAX {
        return Err(RefusedWhy::TooMany { limit: NOTICE_RECIPIENTS_MAX as u32 });
    }
    if message.time_outs().any(|(_, within_s)| within_s == 0 || within_s > NOTICE_TIME_OUT_S_MAX) {
        return Err(RefusedWhy::BadTimeOut { limit_s: NOTICE_TIME_OUT_S_MAX });
    }
    for recipient in &message.recipients {
        judge_recipient(county, reality, recipient)?;
    }
    Ok(())
}

fn judge_recipient(county: &County, reality: Reality, recipient: &Recipient) -> Result<(), RefusedWhy> {
    let known = |live: Option<bool>, why| live.unwrap_or_default().then_some(()).ok_or(why);
    let district = |d: &DistrictRef| {
        known(county.districts.get(d.index()).map(|district| !district.retired), RefusedWhy::UnknownDistrict)
    };
    match recipient {
        Recipient::Person(p) => known(county.persons.get(p.index()).map(|p| !p.retired), RefusedWhy::UnknownPerson)?,
        Recipient::Team(t) => known(county.teams.get(t.index()).map(|t| !t.retired), RefusedWhy::UnknownTeam)?,
        Recipient::GridAssistant(g) => known(county.grids.get(g.index()).map(|g| !g.retired), RefusedWhy::UnknownGrid)?,
        Recipient::CommandRoom(d) => district(d)?,
        Recipient::Unit(u) => known(county.units.get(u.index()).map(|u| !u.retired), RefusedWhy::UnknownUnit)?,
        Recipient::Place(p) => known(county.places.get(p.index()).map(|p| !p.retired), RefusedWhy::UnknownPlace)?,
        Recipient::Role { district: d, slot } => {
            district(d)?;
            known(Some(county.slots.iter().any(|s| s.code == *slot && !s.retired)), RefusedWhy::UnknownSlot)?;
        }
    }
    // Nobody's telephone rings for an exercise or a test.
    let rings = reality == Reality::Actual || matches!(recipient, Recipient::CommandRoom(_));
    rings.then_some(()).ok_or(RefusedWhy::ExerciseOnly)
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
