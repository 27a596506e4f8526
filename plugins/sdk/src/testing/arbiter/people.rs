//! Whom a plugin names, what it tells them, and the timers that it starts.

use std::collections::BTreeSet;

use super::limits::*;
use super::{Arbiter, Why};
use crate::testing::County;
use crate::workflow::Assignee;
use crate::*;

type Verdict = std::result::Result<(), Why>;

pub(super) fn known(county: &County, of: Reference, why: Why) -> Verdict {
    if county.has(of) { Ok(()) } else { Err(why) }
}

fn role(county: &County, role: &Role) -> Verdict {
    known(county, Reference::District(role.district), Why::UnknownDistrict)?;
    if county.has_slot(&role.slot) { Ok(()) } else { Err(Why::UnknownSlot) }
}

fn recipient(county: &County, of: &Recipient) -> Verdict {
    match of {
        Recipient::Person(person) => known(county, Reference::Person(*person), Why::UnknownPerson),
        Recipient::Role(of) => role(county, of),
        Recipient::Team(team) => known(county, Reference::Team(*team), Why::UnknownTeam),
        Recipient::GridAssistant(grid) => known(county, Reference::Grid(*grid), Why::UnknownGrid),
        Recipient::CommandRoom(district) => known(county, Reference::District(*district), Why::UnknownDistrict),
        Recipient::Unit(unit) => known(county, Reference::Unit(*unit), Why::UnknownUnit),
        Recipient::Place(place) => known(county, Reference::Place(*place), Why::UnknownPlace),
    }
}

pub(super) fn assignee(county: &County, of: &Assignee) -> Verdict {
    match of {
        Assignee::Person(person) => known(county, Reference::Person(*person), Why::UnknownPerson),
        Assignee::Role(of) => role(county, of),
        Assignee::Team(team) => {
            known(county, Reference::District(team.district), Why::UnknownDistrict)?;
            known(county, Reference::Team(team.team), Why::UnknownTeam)
        }
        Assignee::GridAssistant(grid) => known(county, Reference::Grid(*grid), Why::UnknownGrid),
        Assignee::Unit(unit) => known(county, Reference::Unit(*unit), Why::UnknownUnit),
        Assignee::Place(place) => known(county, Reference::Place(*place), Why::UnknownPlace),
    }
}

/// `running`: the keys of the plugin's timers of this matter, with what was proposed so far.
pub(super) fn timer(timer: &Timer, running: &BTreeSet<u16>, now: TimeS) -> Verdict {
    if !running.contains(&timer.key) && running.len() >= TIMERS_PER_SUBJECT_MAX {
        Err(Why::TooMany)
    } else if timer.due_at < now {
        Err(Why::TimerInThePast)
    } else if timer.due_at - now > TIMER_AHEAD_S_MAX {
        Err(Why::TimerTooFar)
    } else if timer.repeat_s.is_some_and(|every| every < TIMER_REPEAT_S_MIN) {
        Err(Why::RepeatTooShort)
    } else if timer.repeat_s.is_some_and(|every| every > TIMER_AHEAD_S_MAX) {
        Err(Why::TimerTooFar)
    } else {
        Ok(())
    }
}

impl Arbiter {
    /// Whether people may be told this. In an exercise or a test the district's command room hears it in their place.
    pub(super) fn notice(&self, reality: Reality, district: DistrictRef, notice: &Notice) -> Verdict {
        let county = &self.county;
        if notice.recipients.is_empty() {
            return Err(Why::NobodyToTell);
        }
        let unknown = notice.recipients.iter().find_map(|of| recipient(county, of).err());
        let told = match reality {
            Reality::Actual => notice.recipients.len(),
            _ => told_in_exercise(county, district, &notice.recipients),
        };
        if told > NOTICE_RECIPIENTS_MAX {
            return Err(Why::TooMany);
        }
        let within = [notice.seen_within_s, notice.accepted_within_s, notice.arrived_within_s];
        if within.iter().flatten().any(|s| *s == 0 || *s > NOTICE_TIME_OUT_S_MAX) {
            return Err(Why::BadTimeOut);
        }
        unknown.map_or(Ok(()), Err)
    }
}

/// How many are told in the end: the district's room for all whom the county knows, and each once.
fn told_in_exercise(county: &County, district: DistrictRef, recipients: &[Recipient]) -> usize {
    let mut told: Vec<Recipient> = Vec::new();
    for of in recipients {
        let redirected = !matches!(of, Recipient::CommandRoom(_)) && recipient(county, of).is_ok();
        let of = if redirected { Recipient::CommandRoom(district) } else { of.clone() };
        if !told.contains(&of) {
            told.push(of);
        }
    }
    told.len()
}
