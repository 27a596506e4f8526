//! What several hooks may ask for, timers and notices.

use std::collections::BTreeSet;

use crate::county::County;
use crate::decision::RefusedWhy;
use crate::hooks::*;
use crate::ids::DistrictRef;
use crate::incident::Reality;
use crate::limits::*;
use crate::time::TimeMs;
use crate::who::Who;

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
        recipient.known(county)?;
        if !may_ring(reality, recipient) {
            return Err(RefusedWhy::ExerciseOnly);
        }
    }
    Ok(())
}

/// Nobody's telephone rings for an exercise or a test.
const fn may_ring(reality: Reality, who: &Who) -> bool {
    matches!(reality, Reality::Actual) || matches!(who, Who::CommandRoom(_))
}

/// In an exercise or a test the district's command room hears what would be told to others, so that no plugin has to see to
/// it. Whom the county does not have stays, to be refused.
pub fn redirect(county: &County, reality: Reality, district: DistrictRef, message: &mut Message) {
    let room = Who::CommandRoom(district);
    for recipient in &mut message.recipients {
        if !may_ring(reality, recipient) && recipient.known(county).is_ok() {
            *recipient = room.clone();
        }
    }
    if reality != Reality::Actual {
        let mut told = BTreeSet::new();
        message.recipients.retain(|recipient| told.insert(recipient.clone()));
    }
}
