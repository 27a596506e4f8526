//! The steps of a round: what a task leads to, and who hears of what is late.

use wardroom_plugin::view::{self, Noun};
use wardroom_plugin::workflow::{Assignee, Result, TaskResult, list, number, refuse, value};
use wardroom_plugin::{KindRef, Notice, Reason, Step, TimeS, Urgency};

use crate::forms::{MEND, RECHECK, ROUND};
use crate::{Round, Stage, why};

/// The timer at which what was mended is looked at again.
pub const RECHECK_DUE: u16 = 1;

/// So often is a hazard to be mended before somebody else has it.
const MENDED_MAX: u8 = 2;
const DAY_S: u32 = 86_400;

/// Levels of notices.
const TO_THE_OFFICER: u8 = 1;
const TO_THE_LEADER: u8 = 2;

type Check<'a> = Step<'a, Round>;

pub fn begin(step: &mut Check) {
    let within_s = working_days(step, step.settings.round_days);
    let assistant = Assignee::GridAssistant(step.state.grid);
    step.task(ROUND, assistant, within_s, why::do_round(step.state.grid));
}

pub fn done(step: &mut Check, task: &TaskResult) -> Result<()> {
    match (task.key, task.outcome.as_str()) {
        (ROUND, grade) => walked(step, task, grade),
        (MEND, "mended") => mended(step, task),
        (MEND, _) => {
            let times = step.state.mended;
            step.remark(why::not_mended(step.state.grid, times));
            mend_or_hand_over(step);
            Ok(())
        }
        (_, "gone") => {
            end(step, "mended");
            Ok(())
        }
        (_, _) => {
            step.remark(why::still_there(step.state.grid));
            // What should be gone and is not was worse than it looked.
            report(step, why::still_there(step.state.grid));
            mend_or_hand_over(step);
            Ok(())
        }
    }
}

/// A round is what its form says it is, or whoever hands it in hears why it is none.
fn walked(step: &mut Check, task: &TaskResult, grade: &str) -> Result<()> {
    let visited = number(&task.fields, "households").unwrap_or_default() as u32;
    if let Ok(info) = view::grid_info(step.state.grid) {
        let wanted = (info.households * step.settings.share_percent).div_ceil(100);
        if visited < wanted {
            return refuse(why::too_few(visited, wanted, info.households));
        }
    }
    let count = |name: &str| list(&task.fields, name).map_or(0, |items| items.len() as u16);
    let (hazards, places) = (count("hazards"), count("places"));
    match (grade, hazards) {
        ("clean", 0) => {
            step.remark(why::found(0_u16, places));
            end(step, "clean");
            return Ok(());
        }
        ("clean", _) => return refuse(why::clean_with_hazards(hazards)),
        (_, 0) => return refuse(why::say_hazards()),
        ("grave", _) if value(&task.fields, "picture").is_none() => return refuse(why::picture_wanted()),
        _ => {}
    }
    step.remark(why::found(hazards, places));
    step.state.hazards = hazards;
    if grade == "grave" {
        report(step, why::found_grave(hazards, step.state.grid));
    }
    mend(step);
    Ok(())
}

/// Whether it is, somebody else looks.
fn mended(step: &mut Check, task: &TaskResult) -> Result<()> {
    if step.state.grave && value(&task.fields, "picture").is_none() {
        return refuse(why::picture_wanted());
    }
    let after_s = working_days(step, step.settings.recheck_days);
    step.timer(RECHECK_DUE, after_s);
    step.state.stage = Stage::Mended;
    Ok(())
}

pub fn recheck(step: &mut Check) {
    let within_s = working_days(step, step.settings.round_days);
    let assistant = Assignee::GridAssistant(step.state.grid);
    step.task(RECHECK, assistant, within_s, why::do_recheck(step.state.hazards, step.state.grid));
    step.state.stage = Stage::Rechecking;
}

pub fn overdue(step: &mut Check, key: u16) {
    match key {
        MEND => tell_leader(step, why::mending_late(step.state.grid)),
        _ => {
            let officer = step.role(&step.settings.officer_slot);
            let why = why::round_late(step.state.grid);
            step.notify(Notice::new(TO_THE_OFFICER, Urgency::Attention, why).to(officer));
        }
    }
}

fn mend_or_hand_over(step: &mut Check) {
    if step.state.mended < MENDED_MAX {
        return mend(step);
    }
    tell_leader(step, why::handed_over(step.state.grid));
    end(step, "handed-over");
}

fn mend(step: &mut Check) {
    let days = if step.state.grave { step.settings.grave_days } else { step.settings.mend_days };
    let within_s = working_days(step, days);
    let officer = step.role(&step.settings.officer_slot);
    step.state.mended += 1;
    step.state.stage = Stage::Mending;
    step.task(MEND, officer, within_s, why::do_mend(step.state.hazards, step.state.grid));
}

/// As an incident of the county's own kind, from here on grave; the leader hears of it either way.
fn report(step: &mut Check, why: Reason) {
    step.state.grave = true;
    match view::by_code(Noun::Kind, &step.settings.incident_kind) {
        Ok(kind) => step.report(kind as KindRef, step.state.grid, why.clone()),
        Err(_) => {
            let kind = step.settings.incident_kind.clone();
            step.remark(why::no_such_kind(kind));
        }
    }
    tell_leader(step, why);
}

fn tell_leader(step: &mut Check, why: Reason) {
    let leader = step.role(&step.settings.leader_slot);
    step.notify(Notice::new(TO_THE_LEADER, Urgency::Alarm, why).to(leader));
}

fn end(step: &mut Check, how: &'static str) {
    step.state.stage = Stage::Ended;
    step.end(how);
}

/// Seconds until the end of the working day that is so many after today; days as they come where there is no calendar.
fn working_days(step: &mut Check, days: u16) -> TimeS {
    match view::after_working_days(step.now, days) {
        Ok(at) => at.saturating_sub(step.now),
        Err(_) => {
            step.remark(why::days_as_they_come(days));
            u32::from(days) * DAY_S
        }
    }
}
