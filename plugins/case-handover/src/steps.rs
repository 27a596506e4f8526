//! The steps of a case: what an answer leads to, and who hears of one that does not come.

use wardroom_plugin::workflow::{Assignee, Field, Result, TaskResult, refuse, text};
use wardroom_plugin::{Notice, Phase, Reason, Recipient, Step, Urgency, view};

use crate::forms::{self, ACCEPT, ANSWER, DECIDE, HANDLE};
use crate::handover::{Handover, Stage};
use crate::{captains, specialists, why};

const HOUR_S: u32 = 3600;
const DAY_S: u32 = 24 * HOUR_S;

/// Levels of notices.
const TO_THE_LEADER: u8 = 1;
const TO_THE_COMMAND_ROOM: u8 = 2;

pub type Handing<'a> = Step<'a, Handover>;

pub fn done(step: &mut Handing, task: &TaskResult) -> Result<()> {
    match (step.state.stage, task.outcome.as_str()) {
        (Stage::Offered(captain), "accepted") => {
            step.remark(why::accepted(captain));
            captains::handle(step, captain);
        }
        (Stage::Offered(captain), _) => {
            let because = because(&task.fields)?;
            step.remarks.extend([why::captain_declined(captain), because]);
            captains::pass_over(step, captain)?;
        }
        (Stage::Deciding, outcome) => captains::decided(step, outcome, &task.fields)?,
        (Stage::Handling(_), "concluded") => end(step, forms::CONCLUDED),
        (Stage::Handling(_), _) => specialists::hand_over(step, &task.fields)?,
        (Stage::Asked(specialist), "taken") => specialists::take(step, specialist),
        (Stage::Asked(specialist), _) => {
            let because = because(&task.fields)?;
            step.remarks.extend([why::specialist_declined(specialist), because]);
            specialists::pass_over(step, specialist)?;
        }
        (Stage::Taken(_), "concluded") => end(step, forms::BY_SPECIALIST),
        (Stage::Taken(specialist), _) => {
            let because = because(&task.fields)?;
            step.remarks.extend([why::sent_back(specialist), because]);
            step.state.asked.push(specialist);
            specialists::back(step);
        }
        (Stage::Ended, outcome) => return Err(format!("it is over, and `{outcome}` comes too late").into()),
    }
    Ok(())
}

/// Who does not answer is passed over, and whoever leads hears of it; what is late in the work is told as well.
pub fn overdue(step: &mut Handing, key: u16) -> Result<()> {
    match (key, step.state.stage) {
        (ACCEPT, Stage::Offered(captain)) => {
            step.cancel_task(ACCEPT);
            let why = why::no_answer_of_captain(captain, step.settings.accept_within_h * HOUR_S);
            step.remark(why.clone());
            tell_leader(step, why);
            captains::pass_over(step, captain)?;
        }
        (ANSWER, Stage::Asked(specialist)) => {
            step.cancel_task(ANSWER);
            let why = why::no_answer_of_specialist(specialist, step.settings.answer_within_h * HOUR_S);
            step.remark(why.clone());
            tell_leader(step, why);
            specialists::pass_over(step, specialist)?;
        }
        (DECIDE, _) => {
            let room = Recipient::CommandRoom(step.instance.district);
            step.notify(Notice::new(TO_THE_COMMAND_ROOM, Urgency::Alarm, why::nobody_decides()).to(room));
        }
        (HANDLE, Stage::Handling(captain)) => tell_leader(step, why::late_handling(captain)),
        (_, Stage::Taken(specialist)) => tell_leader(step, why::late_special(specialist)),
        _ => {}
    }
    Ok(())
}

/// What was no incident, or another's, is no case.
pub fn incident_changed(step: &mut Handing) {
    let Some(incident) = &step.instance.incident else { return };
    if matches!(incident.phase, Phase::Cancelled | Phase::Merged) {
        step.remark(why::incident_void(incident.ref_));
        end(step, forms::VOID);
    }
}

/// Who does not take it says why.
fn because(fields: &[Field]) -> Result<Reason> {
    match text(fields, "because") {
        Some(because) => Ok(forms::because(because)),
        None => refuse(why::say_because()),
    }
}

pub fn give(step: &mut Handing, key: u16, assignee: Assignee, within_h: u32, why: Reason) {
    step.task(key, assignee, within_h * HOUR_S, why);
}

/// In working days; as they come where there is no calendar.
pub fn give_days(step: &mut Handing, key: u16, assignee: Assignee, days: u16, why: Reason) {
    let due_at = view::after_working_days(step.now, days).unwrap_or(step.now + u32::from(days) * DAY_S);
    step.task(key, assignee, due_at.saturating_sub(step.now), why);
}

pub fn tell_leader(step: &mut Handing, why: Reason) {
    let leader = step.role(&step.settings.leader_slot);
    step.notify(Notice::new(TO_THE_LEADER, Urgency::Attention, why).to(leader));
}

fn end(step: &mut Handing, how: &'static str) {
    step.state.stage = Stage::Ended;
    step.end(how);
}

pub fn stage(step: &Handing) -> Reason {
    match step.state.stage {
        Stage::Deciding => why::at_deciding(),
        Stage::Offered(captain) => why::at_offered(captain),
        Stage::Handling(captain) => why::at_handling(captain),
        Stage::Asked(specialist) => why::at_asked(specialist),
        Stage::Taken(specialist) => why::at_taken(specialist),
        Stage::Ended => why::at_ended(),
    }
}
