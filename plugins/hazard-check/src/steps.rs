//! The steps of a round: what a task leads to, and who hears of what is late or still there.

use wardroom_plugin::view::{self, Noun};
use wardroom_plugin::workflow::{Assignee, Result, TaskResult, list, number, refuse, value};
use wardroom_plugin::{KindRef, Notice, Reason, Recipient, Step, Urgency};

use crate::forms::{MEND, RECHECK, ROUND};
use crate::round::{Round, Stage};
use crate::settings::Days;
use crate::{days, ledger, why};

/// Timers: what was mended is looked at again; what is overdue is told to the next level.
pub const RECHECK_DUE: u16 = 1;
pub const STILL_LATE: u16 = 2;

const HOUR_S: u32 = 3600;

/// Levels of notices.
const TO_THE_OFFICER: u8 = 1;
const TO_THE_LEADER: u8 = 2;
const TO_THE_COMMAND_ROOM: u8 = 3;

type Check<'a> = Step<'a, Round>;

pub fn begin(step: &mut Check) {
    let of = days_of(step);
    if let Some(class) = step.state.spot.class.clone() {
        step.remark(match step.settings.classes.contains_key(&class) {
            true => why::of_class(class, of.mend, of.grave),
            false => why::no_such_class(class),
        });
    }
    let within_s = days::within(step, of.round);
    let assistant = Assignee::GridAssistant(step.state.spot.grid);
    let what = match step.state.spot.place {
        Some(place) => why::do_round_of_place(place),
        None => why::do_round(step.state.spot.grid),
    };
    step.task(ROUND, assistant, within_s, what);
}

pub fn done(step: &mut Check, task: &TaskResult) -> Result<()> {
    match (task.key, task.outcome.as_str()) {
        (ROUND, grade) => walked(step, task, grade)?,
        (MEND, "mended") => mended(step, task)?,
        (MEND, _) => {
            step.remark(why::not_mended(step.state.spot.grid, step.state.times));
            mend(step);
        }
        (_, "gone") => {
            step.state.checked_at = Some(step.now);
            end(step, "cleared");
        }
        (_, _) => {
            step.state.checked_at = Some(step.now);
            step.remark(why::still_there(step.state.spot.grid));
            // What should be gone and is not was worse than it looked.
            report(step, why::still_there(step.state.spot.grid));
            mend(step);
        }
    }
    if step.state.late.take().is_some() {
        step.stop_timer(STILL_LATE);
    }
    Ok(())
}

/// A round is what its form says it is, or whoever hands it in hears why it is none.
fn walked(step: &mut Check, task: &TaskResult, grade: &str) -> Result<()> {
    let visited = number(&task.fields, "households").unwrap_or_default() as u32;
    // Of one place alone no households are visited.
    let info = view::grid_info(step.state.spot.grid).ok().filter(|_| step.state.spot.place.is_none());
    if let Some(info) = info {
        let wanted = (info.households * step.settings.share_percent).div_ceil(100);
        if visited < wanted {
            return refuse(why::too_few(visited, wanted, info.households));
        }
    }
    let count = |name: &str| list(&task.fields, name).map_or(0, |items| items.len() as u16);
    let (hazards, places) = (count("hazards"), count("places"));
    match (grade, hazards) {
        ("clean", 0) => {}
        ("clean", _) => return refuse(why::clean_with_hazards(hazards)),
        (_, 0) => return refuse(why::say_hazards()),
        ("grave", _) if value(&task.fields, "picture").is_none() => return refuse(why::picture_wanted()),
        _ => {}
    }
    step.remark(why::found(hazards, places));
    step.state.hazards = hazards;
    step.state.found_at = Some(step.now);
    if grade == "clean" {
        end(step, "clean");
        return Ok(());
    }
    if grade == "grave" {
        let why = why::found_grave(hazards, step.state.spot.grid);
        report(step, why.clone());
        tell(step, TO_THE_LEADER, why);
    }
    mend(step);
    Ok(())
}

/// Whether it is, somebody else looks.
fn mended(step: &mut Check, task: &TaskResult) -> Result<()> {
    if step.state.grave && value(&task.fields, "picture").is_none() {
        return refuse(why::picture_wanted());
    }
    let after_s = days::within(step, days_of(step).recheck);
    step.timer(RECHECK_DUE, after_s);
    step.state.mended_at = Some(step.now);
    step.state.stage = Stage::Mended;
    Ok(())
}

pub fn recheck(step: &mut Check) {
    let within_s = days::within(step, days_of(step).round);
    let assistant = Assignee::GridAssistant(step.state.spot.grid);
    step.task(RECHECK, assistant, within_s, why::do_recheck(step.state.hazards, step.state.spot.grid));
    step.state.stage = Stage::Rechecking;
}

/// As many times as it takes, and each later one is told higher.
fn mend(step: &mut Check) {
    let of = days_of(step);
    let within_s = days::within(step, if step.state.grave { of.grave } else { of.mend });
    let officer = step.role(&step.settings.officer_slot);
    let grid = step.state.spot.grid;
    step.state.times = step.state.times.saturating_add(1);
    step.state.mended_at = None;
    step.state.stage = Stage::Mending;
    step.task(MEND, officer, within_s, why::do_mend(step.state.hazards, grid));
    match step.state.times {
        0 | 1 => {}
        2 => tell(step, TO_THE_LEADER, why::mended_again(grid, 2_u16)),
        times => tell(step, TO_THE_COMMAND_ROOM, why::mended_again(grid, times)),
    }
}

/// Whoever has it mended need not hear that it is late: whoever leads does.
pub fn overdue(step: &mut Check, key: u16) {
    let level = if key == MEND { TO_THE_LEADER } else { TO_THE_OFFICER };
    tell_late(step, key, level);
}

/// Nobody has done it since: the next level hears of it.
pub fn still_late(step: &mut Check) {
    if let Some((key, level)) = step.state.late
        && step.instance.tasks.contains(&key)
    {
        tell_late(step, key, level + 1);
    }
}

fn tell_late(step: &mut Check, key: u16, level: u8) {
    let grid = step.state.spot.grid;
    let what = match key {
        MEND => why::mending_late(grid),
        RECHECK => why::recheck_late(grid),
        _ => why::round_late(grid),
    };
    tell(step, level, what);
    step.state.late = Some((key, level));
    if level < TO_THE_COMMAND_ROOM {
        step.timer(STILL_LATE, step.settings.escalate_h * HOUR_S);
    }
}

/// As an incident of the county's own kind, from here on grave.
fn report(step: &mut Check, why: Reason) {
    step.state.grave = true;
    match view::by_code(Noun::Kind, &step.settings.incident_kind) {
        Ok(kind) => step.report(kind as KindRef, step.state.spot.grid, why),
        Err(_) => {
            let kind = step.settings.incident_kind.clone();
            step.remark(why::no_such_kind(kind));
        }
    }
}

fn tell(step: &mut Check, level: u8, why: Reason) {
    let (urgency, whom): (Urgency, Recipient) = match level {
        TO_THE_OFFICER => (Urgency::Attention, step.role(&step.settings.officer_slot).into()),
        TO_THE_LEADER => (Urgency::Alarm, step.role(&step.settings.leader_slot).into()),
        _ => (Urgency::Alarm, Recipient::CommandRoom(step.instance.district)),
    };
    step.notify(Notice::new(level, urgency, why).to(whom));
}

fn end(step: &mut Check, how: &'static str) {
    step.state.stage = Stage::Ended;
    step.remarks.extend(ledger::line(&step.state));
    step.end(how);
}

fn days_of(step: &Check) -> Days {
    step.settings.days(step.state.spot.class.as_deref())
}
