//! The steps of a lead: judged, given to an owner, followed up, concluded, erased.

use wardroom_plugin::workflow::{Assignee, Field, Result, TaskResult, refuse, text, value};
use wardroom_plugin::{Notice, PersonRef, Reason, Recipient, TimeS, Urgency};

use crate::forms::{FOLLOW, TRIAGE};
use crate::lead::{End, Stage};
use crate::{Desk, owner, why};

/// Timers by their key.
pub const SOON: u16 = 1;
pub const LATE_AGAIN: u16 = 2;
pub const ERASE: u16 = 3;

const HOUR_S: u32 = 3_600;
const DAY_S: u32 = 86_400;

/// Levels of notices.
const TO_THE_OWNER: u8 = 1;
const TO_THE_LEADER: u8 = 2;

pub fn begin(desk: &mut Desk) {
    if let Some(case) = desk.state.case.clone() {
        desk.remark(why::about_case(case));
    }
    let why = match desk.state.grade() {
        grade if grade.is_empty() => why::do_triage_ungraded(),
        grade => why::do_triage(grade),
    };
    let (judge, within_s) = (desk.role(&desk.settings.desk_slot), desk.settings.triage_h * HOUR_S);
    desk.task(TRIAGE, judge, within_s, why);
}

pub fn done(desk: &mut Desk, task: &TaskResult) -> Result<()> {
    match (task.key, task.outcome.as_str()) {
        (TRIAGE, "worth-following") => judged_worth_it(desk, &task.fields),
        (TRIAGE, outcome) => {
            if value(&task.fields, "owner").is_some() {
                return refuse(why::why_no_owner());
            }
            regrade(desk, &task.fields);
            desk.state.refer(&task.fields)?;
            conclude(desk, if outcome == "unfounded" { End::Unfounded } else { End::NoAction });
            Ok(())
        }
        (_, outcome) => followed(desk, outcome == "concluded", &task.fields),
    }
}

fn judged_worth_it(desk: &mut Desk, fields: &[Field]) -> Result<()> {
    regrade(desk, fields);
    if desk.state.grade().is_empty() {
        return refuse(why::grade_first());
    }
    desk.state.refer(fields)?;
    let Some(owner) = owner::named(desk, fields)? else { return refuse(why::say_owner()) };
    let due = match owner::date(desk, fields)? {
        Some(due) => due,
        None => owner::usual_date(desk),
    };
    desk.remark(why::assigned(owner, due));
    give(desk, owner, due);
    Ok(())
}

/// Grades that whoever judges puts right.
fn regrade(desk: &mut Desk, fields: &[Field]) {
    let before = desk.state.grade();
    desk.state.regrade(fields);
    let after = desk.state.grade();
    if after != before {
        desk.remark(match before.is_empty() {
            true => why::first_graded(after),
            false => why::graded(before, after),
        });
    }
}

/// The owner has it until then. A task that is open goes to them; the timers start anew.
fn give(desk: &mut Desk, owner: PersonRef, due: TimeS) {
    let late = due <= desk.now;
    desk.state.stage = Stage::Following { owner, due, late };
    let within_s = due.saturating_sub(desk.now);
    let why = why::do_follow(desk.state.grade());
    desk.task(FOLLOW, Assignee::Person(owner), within_s, why);
    desk.stop_timer(LATE_AGAIN);
    desk.stop_timer(SOON);
    let soon = due.saturating_sub(desk.settings.remind_h * HOUR_S);
    if desk.settings.remind_h > 0 && soon > desk.now {
        desk.timer_at(SOON, soon);
    }
}

/// Without an end the owner goes on; with one they say the result.
fn followed(desk: &mut Desk, concluded: bool, fields: &[Field]) -> Result<()> {
    let Stage::Following { owner, due, late } = desk.state.stage else { return Ok(()) };
    if value(fields, "done").is_none() {
        return refuse(why::say_what_was_done());
    }
    let result = text(fields, "result").and_then(End::named);
    desk.state.refer(fields)?;
    match (concluded, result) {
        (false, Some(_)) => return refuse(why::result_needs_conclusion()),
        (true, None) => return refuse(why::say_result()),
        (true, Some(End::Referred)) if desk.state.case.is_none() => return refuse(why::say_case()),
        (true, Some(end)) => conclude(desk, end),
        (false, None) => {
            desk.state.followed = desk.state.followed.saturating_add(1);
            desk.remark(why::followed(desk.state.followed));
            // What is late stays late: its timer goes on, and the task is due when that fires.
            let again_s = desk.settings.late_again_h * HOUR_S;
            let within_s = if late { again_s } else { due.saturating_sub(desk.now) };
            desk.task(FOLLOW, Assignee::Person(owner), within_s, why::do_follow(desk.state.grade()));
        }
    }
    Ok(())
}

/// Somebody else has it from now on, or there is more or less time.
pub fn change(desk: &mut Desk, fields: &[Field]) -> Result<()> {
    let Stage::Following { owner: before, due: until, .. } = desk.state.stage else { return Ok(()) };
    let (owner, due) = (owner::named(desk, fields)?, owner::date(desk, fields)?);
    if owner.is_none() && due.is_none() {
        return refuse(why::say_change());
    }
    if owner == Some(before) && due.is_none() {
        return refuse(why::already_owner(before));
    }
    // Who gets what is late already has some time for it.
    let due = due.unwrap_or_else(|| if until > desk.now { until } else { owner::usual_date(desk) });
    let after = owner.unwrap_or(before);
    if after != before {
        desk.state.changes = desk.state.changes.saturating_add(1);
        desk.remark(why::reassigned(before, after, desk.state.changes));
        desk.notify(Notice::new(TO_THE_OWNER, Urgency::Info, why::taken_from(after)).to(Recipient::Person(before)));
    }
    if due != until {
        desk.remark(why::date_moved(until, due));
    }
    give(desk, after, due);
    Ok(())
}

pub fn overdue(desk: &mut Desk, key: u16) {
    match (key, desk.state.stage) {
        (TRIAGE, _) => tell_leader(desk, why::triage_late()),
        (_, Stage::Following { owner, due, late: false }) => {
            desk.state.stage = Stage::Following { owner, due, late: true };
            late(desk);
        }
        // It was late before, and its timer tells it.
        _ => {}
    }
}

/// Said to owner and leader, now and again until it is concluded.
pub fn late(desk: &mut Desk) {
    let Stage::Following { owner, due, .. } = desk.state.stage else { return };
    let why = why::is_late(owner, due);
    desk.notify(Notice::new(TO_THE_OWNER, Urgency::Attention, why.clone()).to(Recipient::Person(owner)));
    tell_leader(desk, why);
    desk.timer(LATE_AGAIN, desk.settings.late_again_h * HOUR_S);
}

pub fn soon(desk: &mut Desk) {
    let Stage::Following { owner, due, .. } = desk.state.stage else { return };
    let notice = Notice::new(TO_THE_OWNER, Urgency::Attention, why::due_soon(due));
    desk.notify(notice.to(Recipient::Person(owner)));
}

fn conclude(desk: &mut Desk, end: End) {
    desk.remark(match (end, desk.state.case.clone()) {
        (End::Referred, case) => why::referred(case.unwrap_or_default()),
        (End::Unfounded, _) => why::unfounded(),
        (End::NoAction, _) => why::no_action(),
    });
    desk.state.stage = Stage::Concluded(end);
    desk.stop_timer(SOON);
    desk.stop_timer(LATE_AGAIN);
    desk.timer(ERASE, desk.settings.kept_days * DAY_S);
}

/// The days are over: nobody reads any more what the lead was.
pub fn erase(desk: &mut Desk) {
    let Stage::Concluded(end) = desk.state.stage else { return };
    desk.remark(why::erased(desk.settings.kept_days));
    desk.erase_personal_data();
    desk.end(end.name());
}

fn tell_leader(desk: &mut Desk, why: Reason) {
    let leader = desk.role(&desk.settings.leader_slot);
    desk.notify(Notice::new(TO_THE_LEADER, Urgency::Attention, why).to(leader));
}
