//! The arbiter's judgement of an escalation's timers and notices.

use crate::county::County;
use crate::decision::{Answered, AskedOutcome, EscalationRecord, Refused, RefusedWhy};
use crate::hooks::*;
use crate::ids::Digest;
use crate::matter::Matter;
use crate::plugin::{Grants, Installed};
use crate::state::State;
use crate::time::TimeMs;
use crate::timer::TimerOwner;

use super::request::{judge_message, judge_timer, redirect};
use super::{Judge, Judged, Recorded};

impl Recorded for EscalationInput {
    type Record = EscalationRecord;

    fn now(&self) -> TimeMs {
        self.now
    }

    fn matter(&self) -> Matter {
        self.matter.matter
    }

    fn hash(&self) -> Digest {
        let phase = self.matter.incident().map(|incident| incident.phase);
        let seen = (self.matter.matter, self.matter.version, phase, self.trigger, self.now.seconds());
        let bytes = match self.state.is_empty() {
            true => serde_json::to_vec(&seen),
            false => serde_json::to_vec(&(seen, &self.state)),
        };
        Digest::of(&bytes.unwrap_or_default())
    }

    fn answered(record: EscalationRecord) -> Answered {
        Answered::Escalation(record)
    }
}

impl Judge for EscalationInput {
    /// What it proposes is judged on the matter as it is by now.
    fn judge(
        &self,
        state: &State,
        county: &County,
        plugin: &Installed,
        answer: EscalationAnswer,
    ) -> Result<Judged<EscalationRecord>, AskedOutcome> {
        let current = state.matter_view(self.matter.matter);
        let matter = current.as_ref().unwrap_or(&self.matter);
        let EscalationAnswer { mut proposals, remarks, state: kept } = answer;
        // What is over needs none, and what has not changed is no news.
        let kept = kept.filter(|kept| matter.open && *kept != self.state);
        for proposal in &mut proposals {
            if let EscalationProposal::Notify(message) = proposal {
                redirect(county, matter.reality, matter.district, message);
            }
        }
        let judged = judge_escalation(state, county, matter, self.owner, &plugin.grants, proposals, self.now);
        let record = EscalationRecord { proposals: judged.accepted, remarks, state: kept };
        Ok(Judged { record, refused: judged.refused, of_use: true })
    }

    fn unanswered(&self) -> EscalationRecord {
        EscalationRecord::default()
    }

    fn is_silent(record: &EscalationRecord) -> bool {
        record.proposals.is_empty() && record.remarks.is_empty() && record.state.is_none()
    }
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
    let mut running = state.timers.running(matter.matter, TimerOwner::escalation(owner));
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

/// Refuses what passes the room that is left in a batch, the last first.
pub fn cut_to(room: usize, accepted: &mut Vec<EscalationProposal>, refused: &mut Vec<Refused>) {
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
    let kept = accepted.iter().map(fits).take_while(|fits| *fits).count();
    let over = accepted.drain(kept..);
    refused.extend(over.map(|p| Refused { proposal: describe(&p), why: RefusedWhy::TooMany { limit } }));
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
