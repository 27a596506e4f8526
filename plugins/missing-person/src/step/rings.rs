//! The rings: grids that a person may have reached by now, nearest first, handed out a few at a time.

use wardroom_plugin::workflow::Assignee;
use wardroom_plugin::{GridRef, Reason, TimeS, Urgency};

use super::{LATE, NEWS, Step, WIDEN, hurried_s, in_the_field, room, room_task, tell_room};
use crate::forms::{GRIDS, SWEEP, VIDEO};
use crate::state::{Age, HandedOut};
use crate::{around, why};

/// Begins with the first ring around where the person was last seen. What was searched before that tells nothing any
/// more; who is searching goes on.
pub fn search_from_here(step: &mut Step) {
    let search = &mut step.state;
    (search.ring, search.radius_m, search.at_limit) = (0, 0, false);
    search.waiting.clear();
    search.searched.clear();
    let since_s = step.now.saturating_sub(step.state.seen_at);
    step.remark(why::seen_anew(step.state.seen_in, since_s));
    keep_widening(step);
    widen(step);
    look_at_video(step);
}

pub fn keep_widening(step: &mut Step) {
    if !step.state.at_limit {
        let every_s = hurried_s(step, step.settings.widen_every_s);
        step.timer_every(WIDEN, every_s);
    }
}

/// The next ring.
pub fn widen(step: &mut Step) {
    let before_m = step.state.radius_m;
    let radius_m = reach_m(step, step.now);
    step.state.ring = step.state.ring.saturating_add(1);
    step.state.radius_m = radius_m;
    let ring = step.state.ring;
    let mut new = around::grids(step.state.seen_in, radius_m, step.settings.grids_max);
    new.retain(|grid| !step.state.has(*grid));
    new.truncate(usize::from(step.settings.grids_max).saturating_sub(step.state.grids()));
    step.remark(match new.len() {
        0 => why::ring_adds_nothing(ring, radius_m),
        added => why::ring(ring, radius_m, added),
    });
    step.state.waiting.extend(new);
    hand_out(step);
    sweep(step, before_m);
    stop_at_limit(step);
}

/// How far from where the person was last seen the search has to reach by a time.
fn reach_m(step: &Step, by: TimeS) -> u32 {
    let speeds = &step.settings.speed_m_per_h;
    let speed = match step.state.age {
        Age::Child => speeds.child,
        Age::Adult => speeds.adult,
        Age::Elder => speeds.elder,
        Age::Unknown => speeds.unknown,
    };
    let hours = f64::from(by.saturating_sub(step.state.seen_at)) / 3_600.0;
    let gone_m = f64::from(speed) * hours * step.settings.terrain_factor;
    let reach_m = f64::from(step.settings.radius_min_m) + gone_m.round();
    // A ring never shrinks, whatever is learnt of the person's age.
    (reach_m as u32).min(step.settings.radius_max_m).max(step.state.radius_m)
}

/// Gives the nearest of the waiting grids to their assistants, as many as may be searched at one time. What is late does
/// not count for that, up to as many again.
pub fn hand_out(step: &mut Step) {
    let at_once = usize::from(step.settings.tasks_at_once);
    let out = step.state.handed_out.len();
    let busy = step.state.handed_out.iter().filter(|out| !out.overdue).count();
    let free = at_once.saturating_sub(busy).min((2 * at_once).saturating_sub(out));
    let next: Vec<GridRef> = step.state.waiting.drain(..free.min(step.state.waiting.len())).collect();
    for grid in next {
        let why = why::do_search(grid, step.state.ring);
        give(step, grid, Assignee::GridAssistant(grid), false, why);
    }
}

fn give(step: &mut Step, grid: GridRef, to: Assignee, to_unit: bool, why: Reason) {
    let key = step.state.next_key;
    // After tens of thousands of tasks the first keys are long free again.
    step.state.next_key = key.checked_add(1).unwrap_or(GRIDS);
    step.state.handed_out.push(HandedOut { key, grid, to_unit, overdue: false });
    let within_s = hurried_s(step, step.settings.grid_task_s);
    let assignee = in_the_field(step, to);
    step.task(key, assignee, within_s, why);
}

/// An assistant can't search a grid: a free unit does, or else whom the command room finds.
pub fn give_instead(step: &mut Step, grid: GridRef) {
    let unit = around::team_named(&step.settings.unit_team)
        .and_then(|team| around::free_units(step.instance.district, team).into_iter().next());
    let to = unit.map_or_else(|| room(step).into(), Assignee::Unit);
    give(step, grid, to, true, why::do_search_instead(grid));
}

/// Free units sweep what the ring adds; those that still sweep the last ring go on into this one.
fn sweep(step: &mut Step, from_m: u32) {
    let wanted = usize::from(step.settings.units_per_ring);
    let Some(team) = around::team_named(&step.settings.unit_team).filter(|_| wanted > 0) else { return };
    if from_m >= step.state.radius_m {
        return;
    }
    let swept_by = |index: usize| {
        let open = step.instance.tasks.contains(&(SWEEP + index as u16));
        step.state.sweeping.get(index).copied().flatten().filter(|_| open)
    };
    let still: Vec<_> = (0..wanted).map(swept_by).collect();
    let free = around::free_units(step.instance.district, team);
    let mut free = free.into_iter().filter(|unit| !still.contains(&Some(*unit)));
    let units: Vec<_> = still.iter().map(|unit| unit.or_else(|| free.next())).collect();
    if units.iter().all(Option::is_none) {
        step.remark(why::no_free_unit());
    }
    let why = why::do_sweep(step.state.ring, from_m, step.state.radius_m, step.state.seen_in);
    for (index, unit) in units.iter().enumerate() {
        if let Some(unit) = unit {
            // The next ring takes its place, if there is one.
            let within_s = hurried_s(step, step.settings.widen_every_s.saturating_mul(2));
            let assignee = in_the_field(step, Assignee::Unit(*unit));
            step.task(SWEEP + index as u16, assignee, within_s, why.clone());
        }
    }
    step.state.sweeping = units;
}

/// The widening ends where the settings say, and the command room hears of it.
fn stop_at_limit(step: &mut Step) {
    let (settings, search) = (step.settings, &step.state);
    let why = if search.grids() >= usize::from(settings.grids_max) {
        why::grids_at_most(settings.grids_max)
    } else if search.radius_m >= settings.radius_max_m {
        why::radius_at_most(settings.radius_max_m)
    } else {
        return;
    };
    step.state.at_limit = true;
    step.remark(why);
    step.stop_timer(WIDEN);
    tell_room(step, NEWS, Urgency::Attention, why::limit_reached());
}

/// The nearest video points, as a checklist. No footage comes here: somebody looks, and says what there was.
fn look_at_video(step: &mut Step) {
    if step.settings.video_points == 0 {
        return;
    }
    match around::video_points(step.state.seen_in, step.settings.video_points) {
        Some((codes, [nearest_m, last_m])) => {
            let why = why::do_video(codes.len(), nearest_m, last_m, step.state.seen_in);
            step.state.video = codes;
            room_task(step, VIDEO, why);
        }
        None => {
            // Those around where the search was are none of this one's.
            step.cancel_task(VIDEO);
            step.state.video.clear();
            step.remark(why::no_video_point());
        }
    }
}

/// A grid takes too long: it stays with whoever has it, and the next one is handed out.
pub fn late(step: &mut Step, key: u16) {
    let Some(out) = step.state.handed_out.iter_mut().find(|out| out.key == key) else { return };
    out.overdue = true;
    let why = why::grid_late(out.grid);
    tell_room(step, LATE, Urgency::Attention, why);
    hand_out(step);
}
