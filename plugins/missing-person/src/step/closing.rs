//! The end of a search: a person confirms it, everything open is called off, the identity is kept for a while and then erased.
//! Until then it can be reopened.

use wardroom_plugin::workflow::Field;
use wardroom_plugin::{Phase, Reason, Urgency};

use super::{ASK_DRONE, ERASE, NEWS, Step, WIDEN, drone, events, rings, room_task, sighting, tell_room};
use crate::forms::CLOSING;
use crate::state::{End, Stage};
use crate::why;

const DAY_S: u32 = 86_400;

/// Somebody reports the person found. A person of the room confirms before anybody is called off.
pub fn confirm(step: &mut Step, found: Reason) {
    tell_room(step, NEWS, Urgency::Emergency, found);
    wait_for_closing(step, why::do_confirm());
}

pub fn wait_for_closing(step: &mut Step, why: Reason) {
    step.state.stage = Stage::Confirming;
    step.stop_timer(WIDEN);
    step.stop_timer(ASK_DRONE);
    room_task(step, CLOSING, why);
}

/// It was not the person after all.
pub fn go_on(step: &mut Step) {
    step.state.stage = Stage::Searching;
    step.remark(why::went_on());
    rings::keep_widening(step);
    rings::hand_out(step);
    drone::ask(step);
}

pub fn close(step: &mut Step, end: End, merged: bool) {
    let (tasks, timers) = (&step.instance.tasks, &step.instance.timers);
    if !tasks.is_empty() {
        step.remark(why::tasks_cancelled(tasks.len()));
    }
    tasks.iter().for_each(|key| step.cancel_task(*key));
    timers.iter().for_each(|key| step.stop_timer(*key));
    step.state.stage = Stage::Closed { end, merged };
    step.state.handed_out.clear();
    step.state.waiting.clear();
    step.state.sweeping.clear();
    match step.instance.incident.as_ref().map(|incident| incident.phase) {
        Some(phase) if may_resolve(phase) => step.step_incident(Phase::Resolved),
        Some(Phase::Reported) => step.remark(why::incident_stays()),
        _ => {}
    }
    step.timer(ERASE, u32::from(step.settings.identity_kept_days) * DAY_S);
}

/// The search begins anew, from where the person was last seen by what is known now.
pub fn reopen(step: &mut Step, fields: &[Field]) {
    step.state.stage = Stage::Searching;
    step.state.drone_asks = 0;
    step.stop_timer(ERASE);
    step.remark(why::reopened());
    let may_reopen = [Phase::Resolved, Phase::Closed, Phase::Cancelled];
    if step.instance.incident.as_ref().is_some_and(|incident| may_reopen.contains(&incident.phase)) {
        step.step_incident(Phase::Reopened);
    }
    sighting::see_anew(step, fields);
    events::begin(step);
}

/// The days are over: nobody can read any more who was missing.
pub fn erase(step: &mut Step, end: End) {
    step.remark(why::identity_erased(step.settings.identity_kept_days));
    step.erase_personal_data();
    step.end(end.name());
}

/// As the life cycle of incidents has it.
fn may_resolve(phase: Phase) -> bool {
    matches!(phase, Phase::Accepted | Phase::Assigned | Phase::EnRoute | Phase::OnScene | Phase::Reopened)
}
