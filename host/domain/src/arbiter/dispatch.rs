//! The arbiter's judgement of whom a dispatch plugin sends.

use crate::built_in;
use crate::county::County;
use crate::decision::*;
use crate::event::NewAssignment;
use crate::hooks::*;
use crate::ids::*;
use crate::matter::Matter;
use crate::plugin::{Grants, Installed};
use crate::state::State;
use crate::time::TimeMs;

use super::{Judge, Judged, Recorded};

impl Recorded for DispatchInput {
    type Record = DispatchRecord;

    fn now(&self) -> TimeMs {
        self.now
    }

    fn matter(&self) -> Matter {
        self.incident.incident.into()
    }

    /// Each number little-endian in the order of the WIT record.
    fn hash(&self) -> Digest {
        let i = &self.incident;
        let mut bytes = Vec::with_capacity(64 + self.candidates.len() * 36);
        let seconds = |at: Option<TimeMs>| at.map_or(u32::MAX, TimeMs::seconds);
        for number in [self.now.seconds(), i.incident.0, i.grid.0, i.reported_at.seconds(), seconds(i.accepted_at)] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&seconds(i.acknowledged_at).to_le_bytes());
        bytes.extend_from_slice(&i.kind.0.to_le_bytes());
        bytes.extend_from_slice(&i.district.0.to_le_bytes());
        bytes.extend_from_slice(&[i.priority as u8, i.reality as u8, i.phase as u8, i.needs.len() as u8]);
        for need in &i.needs {
            bytes.extend_from_slice(&need.skills.to_le_bytes());
            bytes.push(need.count);
        }
        bytes.extend_from_slice(&i.position.0.to_le_bytes());
        bytes.extend_from_slice(&i.position.1.to_le_bytes());
        for c in &self.candidates {
            for number in [c.unit.0, c.skills, c.eta_s, c.fix_age_s, c.shift_left_s] {
                bytes.extend_from_slice(&number.to_le_bytes());
            }
            for number in [c.team.0, c.district.0, c.workload] {
                bytes.extend_from_slice(&number.to_le_bytes());
            }
            bytes.extend_from_slice(&[c.nearness as u8, u8::from(c.straight_line)]);
        }
        Digest(*blake3::hash(&bytes).as_bytes())
    }

    fn answered(record: DispatchRecord) -> Answered {
        Answered::Dispatch(record)
    }
}

impl Judge for DispatchInput {
    fn judge(
        &self,
        state: &State,
        _: &County,
        plugin: &Installed,
        answer: DispatchAnswer,
    ) -> Result<Judged<DispatchRecord>, AskedOutcome> {
        match answer {
            DispatchAnswer::Abstain(why) => Err(AskedOutcome::Abstained(why)),
            DispatchAnswer::Recommend(recommendation) => {
                let proposed = !recommendation.picks.is_empty();
                let grants = Some(&plugin.grants);
                let judged = judge_dispatch(state, &self.incident, &self.candidates, recommendation, grants);
                let of_use = !(proposed && judged.picks.is_empty());
                Ok(Judged { of_use, ..self.recorded(judged) })
            }
        }
    }

    fn unanswered(&self) -> DispatchRecord {
        DispatchRecord::default()
    }

    /// Whom one would send is always worth a line.
    fn is_silent(_: &DispatchRecord) -> bool {
        false
    }

    fn units(record: &DispatchRecord) -> Vec<UnitRef> {
        let mut units: Vec<UnitRef> = record.picks.iter().map(|pick| pick.unit).collect();
        units.sort_unstable();
        units
    }
}

impl DispatchInput {
    /// What the built-in rule sends.
    pub fn built_in(&self, state: &State) -> Judged<DispatchRecord> {
        let recommendation = built_in::recommend(self);
        self.recorded(judge_dispatch(state, &self.incident, &self.candidates, recommendation, None))
    }

    fn recorded(&self, judged: JudgedDispatch) -> Judged<DispatchRecord> {
        let record = DispatchRecord {
            needs: self.incident.needs.clone(),
            candidates: self.candidates.iter().cloned().map(CompactCandidate).collect(),
            picks: judged.picks,
            passed_over: judged.passed_over,
            excluded: self.excluded.clone(),
            shortfalls: judged.shortfalls,
        };
        Judged { record, refused: judged.refused, of_use: true }
    }
}

impl DispatchRecord {
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

/// What is left of a dispatch recommendation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JudgedDispatch {
    pub picks: Vec<Pick>,
    pub passed_over: Vec<PassedOver>,
    /// As they were given: there is nothing to judge in them.
    pub shortfalls: Vec<Reason>,
    pub refused: Vec<Refused>,
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
