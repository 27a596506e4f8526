//! One step of a case: what a task leads to, when the clock stands still and goes on, and who hears of what is overdue.

use wardroom_plugin::workflow::{Assignee, Field, Result, Signal, TaskResult, refuse, text};
use wardroom_plugin::{Notice, Reason, Recipient, Step, TimeS, Urgency};

use crate::clock::{Left, Limit};
use crate::forms::{self, ACCEPT, CLOSE, DISPATCH, FILE, HANDLE, RESUME_TASK, VERIFY};
use crate::handler::{self, Handler};
use crate::{Case, Stage, rates, why};

/// Levels of the notices of what is overdue.
const TO_THE_LEADER: u8 = 1;
const TO_THE_COMMAND_ROOM: u8 = 2;

const HOUR_S: u32 = 3600;

pub type Handling<'a> = Step<'a, Case>;

pub fn report(step: &mut Handling, fields: &[Field]) {
    let slot = step.role(&step.settings.accept_slot);
    let what = match (step.instance.incident.as_ref(), &step.state.category) {
        (None, _) => why::do_accept(step.state.grid),
        (Some(incident), Some(_)) => {
            if text(fields, "category").is_none() {
                step.remark(why::category_by_incident(incident.kind));
            }
            why::do_accept_incident(incident.ref_)
        }
        (Some(incident), None) => why::do_accept_unsorted(incident.ref_),
    };
    give(step, ACCEPT, Stage::Reported, slot.into(), step.settings.limits.accept, what);
}

pub fn done(step: &mut Handling, task: &TaskResult) -> Result<()> {
    // What waits for others is late for nobody.
    if task.key != RESUME_TASK && step.now > step.state.due_at {
        step.state.late = true;
    }
    match (task.key, task.outcome.as_str()) {
        (ACCEPT, "accepted") => accepted(step, &task.fields),
        (ACCEPT, _) => turn_away(step, &task.fields, rates::NOT_ACCEPTED, why::not_accepted()),
        (FILE, "filed") => {
            filed(step, &task.fields);
            Ok(())
        }
        (FILE, _) => turn_away(step, &task.fields, rates::REJECTED, why::rejected()),
        (DISPATCH, _) => {
            let handler = handler::named(&task.fields)?;
            step.remark(handler.sent(step.state.grid));
            handle(step, handler);
            Ok(())
        }
        (HANDLE, "handled") => {
            step.state.handled_by = task.by;
            stop_clock(step);
            verify(step);
            Ok(())
        }
        (HANDLE, "waits") => wait(step, &task.fields),
        (HANDLE, _) => {
            step.remark(why::returned());
            stop_clock(step);
            dispatch(step);
            Ok(())
        }
        (RESUME_TASK, _) => resume(step),
        (VERIFY, outcome) => verified(step, task, outcome == "passed"),
        (_, "closed") => {
            close(step);
            Ok(())
        }
        (_, _) => {
            step.remark(why::not_closed());
            handle_again(step);
            Ok(())
        }
    }
}

/// The kind of an incident may have said already what it is.
fn accepted(step: &mut Handling, fields: &[Field]) -> Result<()> {
    put_right(step, fields);
    if step.state.category.is_none() {
        return refuse(why::say_category());
    }
    let slot = step.role(&step.settings.file_slot);
    give(step, FILE, Stage::Accepted, slot.into(), step.settings.limits.file, why::do_file(step.state.grid));
    Ok(())
}

fn turn_away(step: &mut Handling, fields: &[Field], how: &'static str, what: Reason) -> Result<()> {
    let Some(because) = text(fields, "because") else { return refuse(why::say_because()) };
    step.remark(what);
    step.remark(forms::because(because));
    end(step, how);
    Ok(())
}

fn filed(step: &mut Handling, fields: &[Field]) {
    put_right(step, fields);
    step.state.filed = true;
    if step.state.settled {
        step.remark(why::settled_already());
        return verify(step);
    }
    dispatch(step);
}

fn dispatch(step: &mut Handling) {
    let slot = step.role(&step.settings.dispatch_slot);
    let what = why::do_dispatch(step.state.grid);
    give(step, DISPATCH, Stage::Filed, slot.into(), step.settings.limits.dispatch, what);
}

/// With what is left of its clock, where it was handled before.
fn handle(step: &mut Handling, handler: Handler) {
    let limit = handling(step);
    let due_at = step.state.left.take().map_or_else(|| limit.from(step.now), |left| left.from(step.now));
    step.state.handler = Some(handler);
    step.state.handled_by = None;
    let assignee = handler.assignee(step.instance.district, step.state.grid);
    give_until(step, HANDLE, Stage::Handling, assignee, due_at, why::do_handle(step.state.grid));
}

/// It is not well yet, and goes back to whoever had it.
fn handle_again(step: &mut Handling) {
    match step.state.handler {
        Some(handler) => handle(step, handler),
        None => dispatch(step),
    }
}

/// Units have settled it on the spot.
pub fn settled(step: &mut Handling) {
    if step.state.stage == Stage::Handling {
        if step.now > step.state.due_at {
            step.state.late = true;
        }
        stop_clock(step);
    }
    step.cancel_task(HANDLE);
    step.cancel_task(RESUME_TASK);
    verify(step);
}

fn stop_clock(step: &mut Handling) {
    step.state.left = handling(step).left(step.now, step.state.due_at);
}

pub fn signalled(step: &mut Handling, signal: &Signal) -> Result<()> {
    match signal.name.as_str() {
        forms::WAIT => wait(step, &signal.fields),
        _ => resume(step),
    }
}

/// The clock stands still while the case waits for others. One that has run out does not, and none does so for ever.
fn wait(step: &mut Handling, fields: &[Field]) -> Result<()> {
    let Some(what) = text(fields, "waits_for") else { return refuse(why::say_waits_for()) };
    if step.state.stops >= step.settings.stops_max {
        return refuse(why::too_many_stops(step.settings.stops_max));
    }
    stop_clock(step);
    let Some(left) = step.state.left else { return refuse(why::ran_out()) };
    step.state.stops += 1;
    step.state.stopped_at = step.now;
    step.remark(forms::waited_for(what));
    step.remark(match left {
        Left::Days(days) => why::stands_still_days(days),
        Left::S(seconds) => why::stands_still(seconds),
    });
    step.cancel_task(HANDLE);
    let assignee = match step.state.handler {
        Some(handler) => handler.assignee(step.instance.district, step.state.grid),
        None => step.role(&step.settings.dispatch_slot).into(),
    };
    let what = why::do_resume(step.state.grid);
    give(step, RESUME_TASK, Stage::Waiting, assignee, step.settings.limits.wait, what);
    Ok(())
}

fn resume(step: &mut Handling) -> Result<()> {
    let stood_s = step.now.saturating_sub(step.state.stopped_at);
    step.state.stopped_s = step.state.stopped_s.saturating_add(stood_s);
    step.remark(why::goes_on(stood_s));
    step.cancel_task(RESUME_TASK);
    handle_again(step);
    Ok(())
}

/// Somebody else looks whether it is well: the grid's assistant, unless they handled it.
fn verify(step: &mut Handling) {
    let assignee = match step.state.handler {
        Some(Handler::Assistant) => step.role(&step.settings.verify_slot).into(),
        _ => Assignee::GridAssistant(step.state.grid),
    };
    let what = why::do_verify(step.state.grid);
    give(step, VERIFY, Stage::Verifying, assignee, step.settings.limits.verify, what);
}

fn verified(step: &mut Handling, task: &TaskResult, passed: bool) -> Result<()> {
    if task.by.is_some() && task.by == step.state.handled_by {
        return refuse(why::own_work());
    }
    if !passed {
        step.remark(why::not_verified());
        handle_again(step);
        return Ok(());
    }
    step.remark(why::verified());
    let slot = step.role(&step.settings.close_slot);
    give(step, CLOSE, Stage::Verified, slot.into(), step.settings.limits.close, why::do_close(step.state.grid));
    Ok(())
}

fn close(step: &mut Handling) {
    if step.state.stops > 0 {
        step.remark(why::stood_still(step.state.stops, step.state.stopped_s));
    }
    step.remark(if step.state.late { why::was_late() } else { why::was_on_time() });
    end(step, if step.state.late { rates::CLOSED_LATE } else { rates::ON_TIME });
}

pub fn end(step: &mut Handling, how: &'static str) {
    step.state.stage = Stage::Ended;
    step.end(how);
}

/// Whoever leads hears of it. What waits for others is not late, but somebody should ask.
pub fn overdue(step: &mut Handling, key: u16) {
    let grid = step.state.grid;
    let what = match key {
        ACCEPT => why::late_accepting(grid),
        FILE => why::late_filing(grid),
        DISPATCH => why::late_dispatching(grid),
        HANDLE => why::late_handling(grid),
        RESUME_TASK => why::waits_long(grid),
        VERIFY => why::late_verifying(grid),
        _ => why::late_closing(grid),
    };
    step.state.late |= key != RESUME_TASK;
    let leader = step.role(&step.settings.leader_slot);
    let notice = Notice::new(TO_THE_LEADER, Urgency::Attention, what).to(leader);
    step.notify(notice.seen_within(step.settings.seen_within_h * HOUR_S));
}

/// The leader did not look. What was done meanwhile need not be told.
pub fn unheard(step: &mut Handling, level: u8) {
    if level == TO_THE_LEADER && step.now >= step.state.due_at {
        let room = Recipient::CommandRoom(step.instance.district);
        step.notify(Notice::new(TO_THE_COMMAND_ROOM, Urgency::Alarm, why::nobody_looked(step.state.grid)).to(room));
    }
}

pub fn stage(step: &Handling) -> Reason {
    let grid = step.state.grid;
    match step.state.stage {
        Stage::Reported => why::at_reported(grid),
        Stage::Accepted => why::at_accepted(grid),
        Stage::Filed => why::at_filed(grid),
        Stage::Handling => why::at_handling(grid),
        Stage::Waiting => why::at_waiting(grid),
        Stage::Verifying => why::at_verifying(grid),
        Stage::Verified => why::at_verified(grid),
        Stage::Ended => why::at_ended(grid),
    }
}

/// Whoever accepts or files it may put right what it is.
fn put_right(step: &mut Handling, fields: &[Field]) {
    if let Some(category) = text(fields, "category") {
        step.state.category = Some(category.to_owned());
    }
}

fn handling(step: &Handling) -> Limit {
    step.settings.handling(step.state.category.as_deref())
}

fn give(step: &mut Handling, key: u16, stage: Stage, assignee: Assignee, limit: Limit, what: Reason) {
    give_until(step, key, stage, assignee, limit.from(step.now), what);
}

fn give_until(step: &mut Handling, key: u16, stage: Stage, assignee: Assignee, due_at: TimeS, what: Reason) {
    step.state.stage = stage;
    step.state.due_at = due_at;
    step.task(key, assignee, due_at.saturating_sub(step.now), what);
}
