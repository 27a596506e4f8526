//! The rules that always answer: of a dispatch, own district first, nearest by travel time, skills; of an escalation, the
//! command room. They sign as `built-in`, and stand behind every plugin.

use crate::county::reference::Reference;
use crate::hooks::*;
use crate::incident::Phase;
use crate::skills::SkillSet;
use crate::who::Who;

/// Codes of the built-in rule's reasons; their texts are in `telling`.
pub mod code {
    /// The nearest of the own district; values: ETA in seconds.
    pub const NEAREST: u16 = 1;
    /// The nearest of another district, since nobody of the own can go; values: ETA in seconds, district.
    pub const NEAREST_ELSEWHERE: u16 = 2;
    /// Farther than the one picked; values: seconds more.
    pub const FARTHER: u16 = 10;
    /// Lacks skills; values: the skills missing.
    pub const LACKS_SKILLS: u16 = 11;
    /// Enough units go already.
    pub const NOT_NEEDED: u16 = 12;
    /// Of another district, while the own has a unit.
    pub const OTHER_DISTRICT: u16 = 13;
    /// There at the same time, and behind by its number.
    pub const EVEN: u16 = 15;
    /// An escalation plugin gave no answer, so the command room is told.
    pub const ESCALATION_FAILED: u16 = 30;
    /// A workflow's step failed too often, so a person has to look; values: instance, attempts.
    pub const STEP_FAILED: u16 = 31;
    /// A new task, told to whoever is to do it.
    pub const NEW_TASK: u16 = 32;
    /// The system's clock and the room's time fell apart; values: how many seconds apart.
    pub const CLOCK_DOUBTED: u16 = 33;
    /// A unit on the incident was stood down, since the county has it no more; values: unit.
    pub const STOOD_DOWN: u16 = 34;
    /// One on duty has left the county's service; values: person.
    pub const DUTY_LEFT: u16 = 35;
    /// Whoever had the task has left the county's service.
    pub const TASK_LEFT: u16 = 36;
    /// Nobody is there to be sent for what a pressing incident needs.
    pub const NOBODY_TO_SEND: u16 = 37;
    /// The last unit left an incident before it got there, and none goes in its place.
    pub const LEFT_ALONE: u16 = 38;
    /// A unit is sent, and told so; values: ETA in seconds.
    pub const SENT: u16 = 39;
    /// A unit that was sent has not said that it goes; values: unit, seconds since.
    pub const NOT_ACCEPTED: u16 = 40;
    /// A unit that was sent is not under way; values: unit, seconds since.
    pub const NOT_UNDER_WAY: u16 = 41;
    /// A unit is on scene for long; values: unit, seconds.
    pub const LONG_ON_SCENE: u16 = 42;
    /// Nothing is heard of a unit on an incident; values: unit, seconds.
    pub const NO_CONTACT: u16 = 43;
    /// Called off less urgent work; values: ETA in seconds, the incident that it leaves.
    pub const RECALLED: u16 = 44;
    /// All but on the scene of its own incident, so left to it; values: that incident, seconds left.
    pub const NEARLY_THERE: u16 = 45;
    /// Its own incident is more urgent than that of the one called off; values: its own incident.
    pub const MORE_URGENT_WORK: u16 = 46;
    /// A district has fewer free units than it is to have, and one could stand by there; values: district, units left, wanted, skills, unit,
    /// its district, seconds to get there.
    pub const COVER_GAP: u16 = 47;
    /// The same where nobody can be spared; values: district, units left, wanted, skills.
    pub const COVER_GAP_NOBODY: u16 = 48;
    /// A unit was sent past whoever leads it; values: unit.
    pub const SENT_DIRECTLY: u16 = 52;
    /// The same of several; values: the first unit, how many more.
    pub const SEVERAL_SENT_DIRECTLY: u16 = 53;
    /// The incident is elsewhere than was thought; told to the units that are on it.
    pub const RELOCATED: u16 = 50;
    /// An incident of another district turns out to be in this one; values: the other district.
    pub const RELOCATED_HERE: u16 = 51;
    /// An agency has not confirmed a hand-off; values: its code, seconds since.
    pub const HAND_OFF_UNCONFIRMED: u16 = 54;
    /// Lacks a skill of those beyond 32; values: the first of them.
    pub const LACKS_SKILL: u16 = 14;
    /// A need that nobody can answer; values: skills, how many are missing.
    pub const SHORTFALL: u16 = 20;
    /// The same of a need for a skill of those beyond 32; values: the skills below, the first of those beyond, how many are missing.
    pub const SHORTFALL_BEYOND: u16 = 21;
}

/// Answers a dispatch. Each need takes the nearest that has all of its skills, the own district's before any other's.
pub fn recommend(input: &DispatchInput) -> Recommendation {
    let mut answer = Recommendation::default();
    let mut taken = vec![false; input.candidates.len()];
    for (index, need) in input.incident.needs.iter().enumerate() {
        for missing in (1..=need.count).rev() {
            let Some(best) = best_for(need.skills, &input.candidates, &taken) else {
                answer.shortfalls.push(short(need.skills, missing));
                break;
            };
            taken[best] = true;
            let picked = &input.candidates[best];
            let why = match picked.nearness {
                Nearness::Own => Reason::new(code::NEAREST, [ReasonValue::Duration(picked.eta_s)]),
                _ => Reason::new(
                    code::NEAREST_ELSEWHERE,
                    [ReasonValue::Duration(picked.eta_s), Reference::District(picked.district).into()],
                ),
            };
            answer.picks.push(ProposedPick { candidate: best as u16, need: Some(index as u16), why });
        }
    }
    for (index, candidate) in input.candidates.iter().enumerate().filter(|(index, _)| !taken[*index]) {
        let why = why_not(candidate, input, &answer);
        answer.passed_over.push(ProposedPass { candidate: index as u16, why });
    }
    answer
}

fn best_for(skills: SkillSet, candidates: &[Candidate], taken: &[bool]) -> Option<usize> {
    let able = candidates.iter().enumerate().filter(|(i, c)| !taken[*i] && c.skills.has(skills));
    able.min_by_key(|(i, c)| (c.told.reserve, c.nearness != Nearness::Own, c.eta_s, *i)).map(|(i, _)| i)
}

fn short(skills: SkillSet, missing: u8) -> Reason {
    match skills.beyond().next() {
        None => Reason::new(code::SHORTFALL, [ReasonValue::Skills(skills.low()), u32::from(missing).into()]),
        Some(first) => Reason::new(
            code::SHORTFALL_BEYOND,
            [ReasonValue::Skills(skills.low()), Reference::Skill(first).into(), u32::from(missing).into()],
        ),
    }
}

fn lacks(skills: SkillSet) -> Reason {
    match skills.beyond().next() {
        Some(first) if skills.low() == 0 => Reason::new(code::LACKS_SKILL, [Reference::Skill(first).into()]),
        _ => Reason::new(code::LACKS_SKILLS, [ReasonValue::Skills(skills.low())]),
    }
}

fn why_not(candidate: &Candidate, input: &DispatchInput, answer: &Recommendation) -> Reason {
    let needs = &input.incident.needs;
    let open: Vec<usize> = (0..needs.len()).filter(|i| needs[*i].count > 0).collect();
    let Some(fits) = open.iter().find(|i| candidate.skills.has(needs[**i].skills)) else {
        let missing = open.iter().map(|i| needs[*i].skills.without(candidate.skills)).min_by_key(|set| set.count());
        return lacks(missing.unwrap_or_default());
    };
    let rivals = answer.picks.iter().filter(|pick| pick.need.map(usize::from) == Some(*fits));
    let Some(rival) = rivals.filter_map(|pick| input.candidates.get(usize::from(pick.candidate))).next_back() else {
        return Reason::bare(code::NOT_NEEDED);
    };
    if rival.nearness == Nearness::Own && candidate.nearness != Nearness::Own {
        Reason::bare(code::OTHER_DISTRICT)
    } else {
        later(candidate.eta_s.saturating_sub(rival.eta_s))
    }
}

/// By how many seconds it is there after whoever goes.
pub(crate) fn later(seconds: u32) -> Reason {
    match seconds {
        0 => Reason::bare(code::EVEN),
        _ => Reason::new(code::FARTHER, [ReasonValue::Duration(seconds)]),
    }
}

/// Answers an escalation: tells the command room when it begins to hold, when a timer fires and when nobody answered, so that
/// nobody waits for a message that never comes.
pub fn escalate(input: &EscalationInput) -> Vec<EscalationProposal> {
    let begins = match input.matter.incident() {
        Some(incident) => incident.phase == Phase::Accepted,
        None => input.matter.open,
    };
    let tells = match input.trigger {
        EscalationTrigger::PhaseChanged => begins,
        EscalationTrigger::TimerFired(_) | EscalationTrigger::Unanswered { .. } | EscalationTrigger::NobodyToSend => {
            true
        }
        EscalationTrigger::Acknowledged | EscalationTrigger::Arrived | EscalationTrigger::Reclassified => false,
    };
    let why = Reason::bare(code::ESCALATION_FAILED);
    let mut message = Message::alarm(1, vec![Who::CommandRoom(input.matter.district)], why);
    // Nobody else would hear of it: no budget holds it back.
    message.urgency = Urgency::Emergency;
    if tells { vec![EscalationProposal::Notify(message)] } else { Vec::new() }
}
