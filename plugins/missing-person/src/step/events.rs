//! What happens to a search, and what each of it leads to.

use wardroom_plugin::workflow::{Event, Field, Result, Signal, TaskResult, refuse, text};
use wardroom_plugin::{Phase, Reason, Urgency};

use super::{ASK_DRONE, BEGUN, ERASE, LATE, NEWS, Step, UNSEEN, WIDEN};
use super::{closing, drone, rings, room_task, sighting, tell_leader, tell_room};
use crate::forms::{CLOSE, CLOSING, DESCRIBE, DRONE_FLIGHT, DRONE_GATE, GRIDS, REOPEN, SIGHTING, SWEEP, VIDEO};
use crate::state::{End, Stage};
use crate::why;

/// Where news of the person come from.
#[derive(Clone, Copy)]
enum From {
    Grid(u32),
    Video,
    Drone,
    Unit,
}

/// A new search. Without an incident it needs to be told a grid.
pub fn start(step: &mut Step, fields: &[Field]) -> Result<()> {
    let incident = step.instance.incident.as_ref();
    let grid = step.instance.grid.or(incident.map(|incident| incident.grid));
    let Some(grid) = grid else { return refuse(why::no_grid()) };
    step.state.seen_in = grid;
    step.state.seen_at = incident.map_or(step.now, |incident| incident.reported_at);
    step.state.describe(fields);
    sighting::see_first(step, fields)?;
    if !step.is_actual() {
        step.remark(why::exercise());
    }
    begin(step);
    if text(fields, "age_group").is_none() {
        room_task(step, DESCRIBE, why::do_describe());
    }
    Ok(())
}

/// Also after a reopening.
pub fn begin(step: &mut Step) {
    let since_s = step.now.saturating_sub(step.state.seen_at);
    tell_room(step, BEGUN, Urgency::Alarm, why::begun(step.state.seen_in, since_s));
    rings::search_from_here(step);
    drone::ask(step);
}

pub fn happen(step: &mut Step, event: Event) {
    match (event, step.state.stage) {
        (Event::TimerFired(WIDEN), Stage::Searching) => next_ring(step),
        (Event::TimerFired(ASK_DRONE), Stage::Searching) => drone::ask(step),
        (Event::TimerFired(ERASE), Stage::Closed { end, .. }) => closing::erase(step, end),
        (Event::TaskDone(result), Stage::Searching | Stage::Confirming) => done(step, &result),
        (Event::TaskOverdue(key), Stage::Searching | Stage::Confirming) => overdue(step, key),
        (Event::Signalled(signal), stage) => signalled(step, &signal, stage),
        (Event::IncidentChanged, stage) => incident_changed(step, stage),
        (Event::Unanswered(BEGUN), Stage::Searching) => tell_leader(step, UNSEEN, why::unseen()),
        // A timer or a notice that has become pointless, and what no search starts.
        _ => {}
    }
}

/// A drone that has come back goes out again, if it may.
fn next_ring(step: &mut Step) {
    rings::widen(step);
    let asked = [DRONE_GATE, DRONE_FLIGHT].iter().any(|key| step.instance.tasks.contains(key));
    if !asked && !step.instance.timers.contains(&ASK_DRONE) {
        drone::ask(step);
    }
}

fn done(step: &mut Step, done: &TaskResult) {
    match done.key {
        DESCRIBE => described(step, &done.fields),
        VIDEO => news(step, From::Video, &done.outcome),
        DRONE_GATE if step.state.stage == Stage::Searching => drone::judge_gates(step, &done.outcome, &done.fields),
        DRONE_GATE => {}
        DRONE_FLIGHT => news(step, From::Drone, &done.outcome),
        CLOSING => match End::named(&done.outcome) {
            Some(end) => closing::close(step, end, false),
            None => closing::go_on(step),
        },
        SWEEP..GRIDS => news(step, From::Unit, &done.outcome),
        key => grid_done(step, key, &done.outcome),
    }
}

fn described(step: &mut Step, fields: &[Field]) {
    step.remark(why::described());
    let risk = step.state.risk;
    step.state.describe(fields);
    let seen_elsewhere = sighting::see(step, fields);
    if step.state.stage == Stage::Searching {
        if seen_elsewhere {
            rings::search_from_here(step);
        } else if step.state.risk != risk {
            rings::keep_widening(step);
        }
    }
}

fn grid_done(step: &mut Step, key: u16, outcome: &str) {
    let Some(at) = step.state.handed_out.iter().position(|out| out.key == key) else { return };
    let out = step.state.handed_out.remove(at);
    if outcome == "not-possible" && !out.to_unit && step.state.stage == Stage::Searching {
        step.remark(why::grid_not_possible(out.grid));
        rings::give_instead(step, out.grid);
    } else {
        step.state.searched.push(out.grid);
        news(step, From::Grid(out.grid), outcome);
    }
    if step.state.stage == Stage::Searching {
        rings::hand_out(step);
    }
}

/// Somebody has looked: nothing, a trace, or the person.
fn news(step: &mut Step, from: From, outcome: &str) {
    match outcome {
        "found" => closing::confirm(step, from.found()),
        "trace" => tell_room(step, NEWS, Urgency::Alarm, from.trace()),
        "aborted" if step.state.stage == Stage::Searching => drone::ask_later(step, why::flight_aborted),
        "not-possible" => step.remark(from.not_possible()),
        _ => step.remark(from.clear()),
    }
}

fn overdue(step: &mut Step, key: u16) {
    match key {
        CLOSING => tell_leader(step, LATE, why::late_confirming()),
        DESCRIBE => tell_room(step, LATE, Urgency::Attention, why::late_describing()),
        VIDEO => tell_room(step, LATE, Urgency::Attention, why::late_video(step.state.seen_in)),
        GRIDS.. => rings::late(step, key),
        // The squad and the units know best how long they need; the next ring asks the units anew.
        _ => {}
    }
}

fn signalled(step: &mut Step, signal: &Signal, stage: Stage) {
    match (signal.name.as_str(), stage) {
        (SIGHTING, Stage::Searching | Stage::Confirming) => sighted(step, &signal.fields),
        (CLOSE, Stage::Searching | Stage::Confirming) => {
            if let Some(end) = text(&signal.fields, "result").and_then(End::named) {
                closing::close(step, end, false);
            }
        }
        (REOPEN, Stage::Closed { .. }) => closing::reopen(step, &signal.fields),
        _ => {}
    }
}

/// Whatever was reported before, the person was elsewhere or later, if the sighting is news.
fn sighted(step: &mut Step, fields: &[Field]) {
    if !sighting::see(step, fields) {
        return;
    }
    step.state.stage = Stage::Searching;
    step.cancel_task(CLOSING);
    rings::search_from_here(step);
}

fn incident_changed(step: &mut Step, stage: Stage) {
    let Some(phase) = step.instance.incident.as_ref().map(|incident| incident.phase) else { return };
    match (phase, stage) {
        (Phase::Cancelled, Stage::Searching | Stage::Confirming) => {
            step.remark(why::incident_cancelled());
            closing::close(step, End::CalledOff, false);
        }
        (Phase::Merged, Stage::Searching | Stage::Confirming) => {
            step.remark(why::incident_merged());
            closing::close(step, End::CalledOff, true);
        }
        (Phase::Resolved | Phase::Closed, Stage::Searching) => {
            step.remark(why::incident_over());
            closing::wait_for_closing(step, why::do_close());
        }
        (Phase::Reopened, Stage::Closed { .. }) => closing::reopen(step, &[]),
        // The merging was undone.
        (Phase::Accepted | Phase::Assigned | Phase::EnRoute | Phase::OnScene, Stage::Closed { merged: true, .. }) => {
            closing::reopen(step, &[])
        }
        _ => {}
    }
}

impl From {
    fn found(self) -> Reason {
        match self {
            From::Grid(grid) => why::found_in_grid(grid),
            From::Video => why::found_on_video(),
            From::Drone => why::found_from_the_air(),
            From::Unit => why::found_by_unit(),
        }
    }

    fn trace(self) -> Reason {
        match self {
            From::Grid(grid) => why::trace_in_grid(grid),
            From::Video => why::trace_on_video(),
            From::Drone => why::trace_from_the_air(),
            From::Unit => why::trace_by_unit(),
        }
    }

    fn clear(self) -> Reason {
        match self {
            From::Grid(grid) => why::grid_clear(grid),
            From::Video => why::video_clear(),
            From::Drone => why::flown_clear(),
            From::Unit => why::swept_clear(),
        }
    }

    fn not_possible(self) -> Reason {
        match self {
            From::Grid(grid) => why::grid_given_up(grid),
            From::Video => why::video_not_possible(),
            From::Drone => why::no_drone(),
            From::Unit => why::sweep_not_possible(),
        }
    }
}
