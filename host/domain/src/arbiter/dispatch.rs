//! The arbiter's judgement of whom a dispatch plugin sends.

use crate::built_in;
use crate::county::County;
use crate::decision::*;
use crate::hooks::*;
use crate::ids::*;
use crate::incident::record::NewAssignment;
use crate::limits::EXTRA_UNITS_MAX;
use crate::matter::Matter;
use crate::plugin::{Grants, Installed};
use crate::skills::SkillSet;
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
        let mut bytes = Vec::with_capacity(128 + self.candidates.len() * 60 + self.excluded.len() * 16);
        let seconds = |at: Option<TimeMs>| at.map_or(u32::MAX, TimeMs::seconds);
        for number in [self.now.seconds(), i.incident.0, i.grid.0, i.reported_at.seconds(), seconds(i.accepted_at)] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&seconds(i.acknowledged_at).to_le_bytes());
        bytes.extend_from_slice(&i.kind.0.to_le_bytes());
        bytes.extend_from_slice(&i.district.0.to_le_bytes());
        bytes.extend_from_slice(&[i.priority as u8, i.reality as u8, i.phase as u8, i.needs.len() as u8]);
        for need in &i.needs {
            hash_skills(need.skills, &mut bytes);
            bytes.push(need.count);
        }
        bytes.extend_from_slice(&i.position.0.to_le_bytes());
        bytes.extend_from_slice(&i.position.1.to_le_bytes());
        for c in &self.candidates {
            bytes.extend_from_slice(&c.unit.0.to_le_bytes());
            hash_skills(c.skills, &mut bytes);
            for number in [c.eta_s, c.fix_age_s, c.shift_left_s] {
                bytes.extend_from_slice(&number.to_le_bytes());
            }
            for number in [c.team.0, c.district.0, c.workload] {
                bytes.extend_from_slice(&number.to_le_bytes());
            }
            bytes.extend_from_slice(&[c.nearness as u8, u8::from(c.straight_line)]);
            hash_told(&c.told, c.grid, &mut bytes);
        }
        hash_call(&self.call, &self.excluded, &mut bytes);
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
            candidates: self.candidates.iter().map(CompactCandidate::from).collect(),
            picks: judged.picks,
            passed_over: judged.passed_over,
            excluded: self.excluded.clone(),
            shortfalls: judged.shortfalls,
            recalls: Vec::new(),
        };
        Judged { record, refused: judged.refused, of_use: true }
    }
}

impl DispatchRecord {
    pub fn assignments(&self) -> Vec<NewAssignment> {
        let assign = |pick: &Pick| NewAssignment {
            unit: pick.unit,
            need: pick.need,
            eta_s: pick.eta_s,
            straight_line: pick.straight_line,
            extra: pick.need.is_none(),
        };
        self.picks.iter().map(assign).collect()
    }
}

/// What else is told of a candidate. A number that is absent is the largest of its sort.
/// As it was while a county had 32 skills, and after it the numbers of all others.
fn hash_skills(skills: SkillSet, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&skills.low().to_le_bytes());
    bytes.extend(skills.beyond());
}

fn hash_told(told: &UnitTold, grid: Option<GridRef>, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&grid.map_or(u32::MAX, |grid| grid.0).to_le_bytes());
    let (class, lent_from) = (told.class.map(|class| class.0), told.lent_from.map(|district| district.0));
    for number in [told.kind.0, told.crew, class.unwrap_or(u16::MAX), lent_from.unwrap_or(u16::MAX)] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes.extend_from_slice(&[u8::from(told.reserve), told.recall_from.map_or(u8::MAX, |priority| priority as u8)]);
}

fn hash_call(call: &CallView, excluded: &[Excluded], bytes: &mut Vec<u8>) {
    bytes.push(call.occasion as u8);
    for on in &call.assigned {
        for number in [on.unit.0, on.at.seconds(), on.eta_s] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        for number in [on.need.unwrap_or(u16::MAX), on.class.map_or(u16::MAX, |class| class.0)] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&[u8::from(on.extra), on.progress as u8]);
    }
    for held_back in excluded {
        let busy_with = held_back.why.busy_with().map_or(u32::MAX, |incident| incident.0);
        for number in [held_back.unit.0, held_back.eta_s, busy_with] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.push(held_back.why.number());
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
    let mut bench = Bench::new(state, view, candidates.len());
    for proposed in picks {
        match judge_pick(state, view, candidates, &proposed, grants, &bench) {
            Ok(candidate) => {
                bench.take(&proposed);
                judged.picks.push(Pick {
                    unit: candidate.unit,
                    need: proposed.need,
                    eta_s: candidate.eta_s,
                    straight_line: candidate.straight_line,
                    why: proposed.why,
                });
            }
            Err(why) => {
                judged.refused.push(Refused { proposal: describe(&proposed), why });
            }
        }
    }
    let picked = bench.picked;
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

/// A proposal in words of the host.
fn describe(proposed: &ProposedPick) -> String {
    match proposed.need {
        Some(need) => format!("assign candidate {} to need {need}", proposed.candidate),
        None => format!("assign candidate {} as an extra", proposed.candidate),
    }
}

/// What is left while picks are being judged.
struct Bench {
    /// How many units each need still lacks.
    open: Vec<u8>,
    /// How many more units may go beyond the needs.
    extras: usize,
    picked: Vec<bool>,
}

impl Bench {
    fn new(state: &State, view: &IncidentView, candidates: usize) -> Bench {
        let on_it = state.incident(view.incident).map_or(0, |incident| incident.extra_units());
        Bench {
            open: view.needs.iter().map(|need| need.count).collect(),
            extras: EXTRA_UNITS_MAX.saturating_sub(on_it),
            picked: vec![false; candidates],
        }
    }

    /// INVARIANT: the pick was judged good, so that there is such a candidate, and room for it.
    fn take(&mut self, pick: &ProposedPick) {
        match pick.need {
            Some(need) => self.open[usize::from(need)] -= 1,
            None => self.extras -= 1,
        }
        self.picked[usize::from(pick.candidate)] = true;
    }
}

/// The candidate that a pick means, if it may be sent.
fn judge_pick<'a>(
    state: &State,
    view: &IncidentView,
    candidates: &'a [Candidate],
    proposed: &ProposedPick,
    grants: Option<&Grants>,
    bench: &Bench,
) -> Result<&'a Candidate, RefusedWhy> {
    let lacks = |grant: &str| grants.is_some_and(|grants| !grants.proposals.contains(grant));
    if lacks("assign") || proposed.need.is_none() && lacks(EXTRA_GRANT) {
        return Err(RefusedWhy::NotGranted);
    }
    let candidate = candidates.get(usize::from(proposed.candidate)).ok_or(RefusedWhy::UnknownUnit)?;
    let need = match proposed.need {
        Some(index) => Some((index, view.needs.get(usize::from(index)).ok_or(RefusedWhy::UnknownNeed)?)),
        None => None,
    };
    if bench.picked[usize::from(proposed.candidate)] {
        return Err(RefusedWhy::DoubleBooking);
    }
    let live = state.unit(candidate.unit).ok_or(RefusedWhy::UnknownUnit)?;
    if !state.is_free(candidate.unit) {
        return Err(RefusedWhy::BusyUnit { incident: live.incident });
    }
    match need {
        Some((_, need)) if !candidate.skills.has(need.skills) => Err(RefusedWhy::LacksSkills),
        Some((index, _)) if bench.open[usize::from(index)] == 0 => Err(RefusedWhy::NeedFilled),
        None if bench.extras == 0 => Err(RefusedWhy::TooMany { limit: EXTRA_UNITS_MAX as u32 }),
        Some(_) | None => Ok(candidate),
    }
}
