//! Where a search stands after a step, and what every part of it needs. What is done in a step stands in the modules below.

use wardroom_plugin::workflow::{Assignee, Role};
use wardroom_plugin::{Notice, Reason, Recipient, Urgency};

use crate::forms::{CLOSE, REOPEN, SIGHTING};
use crate::state::{End, Risk, Search, Stage};
use crate::why;

mod closing;
mod drone;
pub mod events;
mod rings;
mod sighting;

/// Timers by their key.
pub const WIDEN: u16 = 1;
pub const ASK_DRONE: u16 = 2;
pub const ERASE: u16 = 3;

/// Levels of notices.
pub const BEGUN: u8 = 1;
pub const UNSEEN: u8 = 2;
pub const NEWS: u8 = 3;
pub const LATE: u8 = 4;

/// Time for what the command room is to do itself.
const ROOM_TASK_S: u32 = 900;

pub type Step<'a> = wardroom_plugin::Step<'a, Search>;

pub fn stage(step: &Step) -> Reason {
    let Search { stage, ring, radius_m, seen_in, searched, .. } = &step.state;
    let (searched, grids, days) = (searched.len(), step.state.grids(), step.settings.identity_kept_days);
    match stage {
        _ if step.has_ended() => why::at_erased(),
        Stage::Searching if step.state.at_limit => why::at_limit(*radius_m, *seen_in, searched, grids),
        Stage::Searching => why::at_searching(*ring, *radius_m, *seen_in, searched, grids),
        Stage::Confirming => why::at_confirming(),
        Stage::Closed { end: End::Found, .. } => why::at_found(days),
        Stage::Closed { end: End::FoundDead, .. } => why::at_found_dead(days),
        Stage::Closed { end: End::CalledOff, .. } => why::at_called_off(days),
    }
}

pub fn waits(step: &Step) -> &'static [&'static str] {
    match step.state.stage {
        _ if step.has_ended() => &[],
        Stage::Searching | Stage::Confirming => &[SIGHTING, CLOSE],
        Stage::Closed { .. } => &[REOPEN],
    }
}

/// A time that a risk to the person's health shortens.
fn hurried_s(step: &Step, seconds: u32) -> u32 {
    match step.state.risk {
        Risk::High => ((f64::from(seconds) * step.settings.high_risk_factor).round() as u32).max(1),
        Risk::Normal | Risk::Unknown => seconds,
    }
}

fn room(step: &Step) -> Role {
    step.role(&step.settings.room_slot)
}

/// Nobody in the field is called out for an exercise or a test: the command room plays all parts.
fn in_the_field(step: &Step, assignee: Assignee) -> Assignee {
    if step.is_actual() { assignee } else { room(step).into() }
}

fn room_task(step: &mut Step, key: u16, why: Reason) {
    step.task(key, room(step), hurried_s(step, ROOM_TASK_S), why);
}

fn tell_leader(step: &mut Step, level: u8, why: Reason) {
    tell(step, level, Urgency::Alarm, step.role(&step.settings.leader_slot), why);
}

fn tell_room(step: &mut Step, level: u8, urgency: Urgency, why: Reason) {
    tell(step, level, urgency, Recipient::CommandRoom(step.instance.district), why);
}

/// Nobody is alarmed for an exercise or a test.
fn tell(step: &mut Step, level: u8, urgency: Urgency, to: impl Into<Recipient>, why: Reason) {
    let urgency = if step.is_actual() { urgency } else { Urgency::Info };
    let notice = Notice::new(level, urgency, why).to(to);
    step.notify(match level {
        BEGUN => notice.seen_within(hurried_s(step, step.settings.seen_within_s)),
        _ => notice,
    });
}
