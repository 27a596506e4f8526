//! The steps of a request: taken on, visited, looked at again, over, erased. What a referral needs stands in `referral`.

use wardroom_plugin::workflow::{Assignee, Field, Result, TaskResult, refuse, text, value};
use wardroom_plugin::{Notice, PersonRef, Reason, Urgency, view};

use crate::forms::{ACCEPT, CONFIRM, REVISIT, VISIT};
use crate::request::{End, Stage};
use crate::{Desk, referral, why, worker};

/// Timers by their key.
pub const REVISIT_DUE: u16 = 1;
pub const TAKE_BACK: u16 = 2;
pub const ERASE: u16 = 3;

const HOUR_S: u32 = 3_600;
const DAY_S: u32 = 86_400;

/// The level of all notices.
const TO_THE_LEADER: u8 = 1;

pub fn begin(desk: &mut Desk) {
    let why = if desk.state.category.is_empty() { why::do_accept_uncategorised() } else { why::do_accept() };
    let (to, within_s) = (desk.role(&desk.settings.desk_slot), desk.settings.accept_h * HOUR_S);
    desk.task(ACCEPT, to, within_s, why);
}

pub fn done(desk: &mut Desk, task: &TaskResult) -> Result<()> {
    if let (VISIT | REVISIT, Some(worker)) = (task.key, desk.state.worker) {
        if task.by.is_some_and(|by| by != worker) {
            return refuse(why::not_in_charge(worker));
        }
        if value(&task.fields, "how").is_none() {
            return refuse(why::say_how_it_went());
        }
    }
    match (task.key, task.outcome.as_str()) {
        (ACCEPT, "accepted") => accepted(desk, &task.fields)?,
        (ACCEPT, "not-ours") => close(desk, End::NotOurs, why::not_ours()),
        (VISIT, outcome) => visited(desk, outcome, &task.fields)?,
        (CONFIRM, "confirmed") => referral::confirmed(desk, &task.fields)?,
        (CONFIRM, _) => referral::back(desk, why::returned()),
        (REVISIT, "well") => {
            let Stage::Revisiting(end) = desk.state.stage else { return Ok(()) };
            close(desk, end, why::well());
        }
        (REVISIT, _) => {
            desk.remark(why::not_well());
            let times = desk.state.visits;
            visit(desk, desk.settings.follow_days * DAY_S, next_visit(times));
        }
        (_, _) => close(desk, End::Declined, why::declined()),
    }
    Ok(())
}

fn accepted(desk: &mut Desk, fields: &[Field]) -> Result<()> {
    if let Some(category) = text(fields, "category") {
        desk.state.category = category.to_owned();
    }
    if desk.state.category.is_empty() {
        return refuse(why::say_category());
    }
    let Some(worker) = worker::named(desk, fields)? else { return refuse(why::say_worker()) };
    desk.state.worker = Some(worker);
    desk.remark(why::in_charge(worker));
    visit(desk, desk.settings.visit_h * HOUR_S, why::do_visit());
    Ok(())
}

fn visited(desk: &mut Desk, outcome: &str, fields: &[Field]) -> Result<()> {
    let department = text(fields, "department");
    if department.is_some() && outcome != "refer" {
        return refuse(why::department_without_referral());
    }
    desk.state.not_met = if outcome == "not-met" { desk.state.not_met.saturating_add(1) } else { 0 };
    if outcome == "not-met" {
        return not_met(desk);
    }
    let times = desk.state.visits.saturating_add(1);
    desk.state.visits = times;
    match outcome {
        "helped" => {
            desk.remark(why::helped());
            wait(desk, End::Helped);
        }
        "refer" => {
            let Some(department) = department else { return refuse(why::say_department()) };
            referral::refer(desk, department)?;
        }
        "go-on" => {
            desk.remark(why::visited(times));
            visit(desk, desk.settings.follow_days * DAY_S, next_visit(times));
        }
        _ => close(desk, End::Declined, why::declined()),
    }
    Ok(())
}

/// Whoever is never met may be in need all the more: it is tried again, and the leader hears.
fn not_met(desk: &mut Desk) -> Result<()> {
    let (times, visits) = (desk.state.not_met, desk.state.visits);
    desk.remark(why::not_met(times));
    if times >= desk.settings.not_met_max {
        tell_leader(desk, why::nobody_met(times));
    }
    visit(desk, desk.settings.follow_days * DAY_S, next_visit(visits));
    Ok(())
}

fn next_visit(so_far: u16) -> Reason {
    if so_far == 0 { why::do_visit() } else { why::do_visit_again(so_far) }
}

/// The worker in charge is to come.
pub fn visit(desk: &mut Desk, within_s: u32, why: Reason) {
    desk.state.stage = Stage::Visiting;
    give(desk, VISIT, within_s, why);
}

fn give(desk: &mut Desk, key: u16, within_s: u32, why: Reason) {
    desk.state.due = desk.now.saturating_add(within_s);
    match desk.state.worker {
        Some(worker) => desk.task(key, Assignee::Person(worker), within_s, why),
        None => desk.task(key, desk.role(&desk.settings.desk_slot), within_s, why),
    }
}

/// What was done shows after some days.
pub fn wait(desk: &mut Desk, end: End) {
    desk.state.stage = Stage::Waiting(end);
    desk.timer(REVISIT_DUE, desk.settings.revisit_days * DAY_S);
}

pub fn revisit(desk: &mut Desk) {
    let Stage::Waiting(end) = desk.state.stage else { return };
    desk.state.stage = Stage::Revisiting(end);
    give(desk, REVISIT, desk.settings.revisit_within_days * DAY_S, why::do_revisit());
}

pub fn overdue(desk: &mut Desk, key: u16) {
    match (key, desk.state.worker) {
        (CONFIRM, _) => referral::late(desk),
        (VISIT, Some(worker)) => tell_leader(desk, why::visit_late(worker)),
        (REVISIT, Some(worker)) => tell_leader(desk, why::revisit_late(worker)),
        _ => tell_leader(desk, why::accept_late()),
    }
}

/// Somebody else is in charge from now on; what is open is theirs, and due when it was.
pub fn reassign(desk: &mut Desk, fields: &[Field]) -> Result<()> {
    let Some(after) = worker::named(desk, fields)? else { return refuse(why::say_worker()) };
    let Some(before) = desk.state.worker else { return Ok(()) };
    if after == before {
        return refuse(why::already_in_charge(after));
    }
    desk.state.worker = Some(after);
    desk.remark(why::changed(before, after));
    let (left_s, times) = (desk.state.due.saturating_sub(desk.now), desk.state.visits);
    match desk.state.stage {
        Stage::Visiting => give_on(desk, VISIT, after, left_s, next_visit(times)),
        Stage::Revisiting(_) => give_on(desk, REVISIT, after, left_s, why::do_revisit()),
        _ => {}
    }
    Ok(())
}

fn give_on(desk: &mut Desk, key: u16, to: PersonRef, within_s: u32, why: Reason) {
    desk.task(key, Assignee::Person(to), within_s, why);
}

/// It is over: nothing is open any more, and the details are kept for a while.
pub fn close(desk: &mut Desk, end: End, why: Reason) {
    desk.remark(why);
    desk.state.stage = Stage::Closed(end);
    desk.instance.tasks.iter().for_each(|key| desk.cancel_task(*key));
    desk.instance.timers.iter().for_each(|key| desk.stop_timer(*key));
    desk.timer(ERASE, desk.settings.kept_days * DAY_S);
}

pub fn erase(desk: &mut Desk) {
    let Stage::Closed(end) = desk.state.stage else { return };
    desk.remark(why::erased(desk.settings.kept_days));
    desk.erase_personal_data();
    desk.end(end.name());
}

pub fn tell_leader(desk: &mut Desk, why: Reason) {
    let leader = desk.role(&desk.settings.leader_slot);
    desk.notify(Notice::new(TO_THE_LEADER, Urgency::Attention, why).to(leader));
}

/// Seconds until the end of the working day that is so many after today; days as they come where there is no calendar.
pub fn working_days(desk: &mut Desk, days: u16) -> u32 {
    match view::after_working_days(desk.now, days) {
        Ok(at) => at.saturating_sub(desk.now),
        Err(_) => {
            desk.remark(why::days_as_they_come(days));
            u32::from(days) * DAY_S
        }
    }
}
