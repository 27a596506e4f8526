//! While a plan runs: who checks in, what is missed, who hears of it, and the end.

use wardroom_plugin::view;
use wardroom_plugin::workflow::{Assignee, Field, Result, TaskResult, number, reference, refuse, text};
use wardroom_plugin::{GridRef, Notice, Recipient, Reference, Step, TimeS, UnitRef, Urgency};

use crate::forms::{self, LOOK, MAKE_UP, Of};
use crate::{Mode, Plan, Told, coverage, plan, why};

/// Timers.
pub const NEXT_DUE: u16 = 1;
pub const END: u16 = 2;

/// Levels of notices.
const TO_THE_OFFICER: u8 = 1;
const TO_THE_LEADER: u8 = 2;

type Running<'a> = Step<'a, Plan>;

/// A unit says where it is: by the code that is posted at a place, by a grid, or by its own last position.
pub fn check_in(step: &mut Running, fields: &[Field]) -> Result<()> {
    let Some(Reference::Unit(unit)) = reference(fields, "unit") else { return refuse(why::say_unit()) };
    let Some(route) = step.state.routes.iter().find(|route| route.unit == unit) else {
        return refuse(why::not_of_plan(unit));
    };
    let volunteer = route.mode == Mode::Volunteer;
    let (grid, stops) = match text(fields, "code") {
        Some(code) => match step.state.stops.iter().position(|stop| stop.code == code) {
            Some(stop) => (step.state.stops[stop].grid, vec![stop]),
            None => return refuse(why::no_such_code(code)),
        },
        None => {
            let said = match reference(fields, "grid") {
                Some(Reference::Grid(grid)) => Some(grid),
                _ => position(step, unit),
            };
            let Some(grid) = said else { return refuse(why::say_where(unit)) };
            (grid, (0..step.state.stops.len()).filter(|stop| step.state.stops[*stop].grid == grid).collect())
        }
    };
    if volunteer {
        step.remark(why::seen_by_volunteer(unit, grid));
    } else {
        let told: Vec<_> = stops.iter().map(|stop| visit(step, *stop, unit)).collect();
        if let Some(Some(why)) = told.iter().find(|why| why.is_some()).filter(|_| told.iter().all(Option::is_some)) {
            return refuse(why.clone());
        }
    }
    see(step, unit, grid);
    Ok(())
}

/// Where the county takes a unit to stand.
fn position(step: &Running, unit: UnitRef) -> Option<GridRef> {
    let units = view::units(step.instance.district).unwrap_or_default();
    units.into_iter().find(|of| of.ref_ == unit).and_then(|of| of.grid)
}

fn see(step: &mut Running, unit: UnitRef, grid: GridRef) {
    if !step.state.area.contains(&grid) {
        step.remark(why::elsewhere(unit, grid));
    } else if !step.state.seen.contains(&grid) {
        step.state.seen.push(grid);
    }
}

/// Counts a visit, the oldest that is still wanted. Two that follow at once are one: says so.
fn visit(step: &mut Running, index: usize, unit: UnitRef) -> Option<wardroom_plugin::Reason> {
    let now = step.now;
    let stop = &mut step.state.stops[index];
    let again_at = stop.last_at.map_or(0, |last| last.saturating_add(stop.gap_s));
    if now < again_at {
        return Some(why::too_soon(stop.place, stop.last_at.unwrap_or(now), again_at));
    }
    stop.last_at = Some(now);
    let place = stop.place;
    let Some(wanted) = stop.visits.iter_mut().find(|visit| visit.at.is_none()) else {
        step.remark(why::beyond(place, unit));
        return None;
    };
    wanted.at = Some(now);
    let (due, told) = (wanted.due, wanted.told);
    step.remark(if now > due { why::visited_late(place, unit, now - due) } else { why::visited(place, unit) });
    if told > Told::Nobody && !missed(step, index, Told::Officer) {
        step.cancel_task(MAKE_UP + index as u16);
    }
    None
}

/// Whether a visit of a place is still missing of which so many have heard.
fn missed(step: &Running, stop: usize, told: Told) -> bool {
    step.state.stops[stop].visits.iter().any(|visit| visit.at.is_none() && visit.told == told)
}

/// What is due by now and was not visited is missed: whoever goes past there has to make up for it, and the officer hears.
pub fn look(step: &mut Running) {
    for index in 0..step.state.stops.len() {
        let now = step.now;
        let is_due = |visit: &&mut crate::Visit| visit.at.is_none() && visit.due <= now && visit.told == Told::Nobody;
        let late = step.state.stops[index].visits.iter_mut().filter(is_due);
        if late.map(|visit| visit.told = Told::Officer).count() > 0 {
            miss(step, index);
        }
    }
    wait_for_next(step);
}

fn miss(step: &mut Running, index: usize) {
    let place = step.state.stops[index].place;
    let officer = step.role(&step.settings.officer_slot);
    let patrol = step.state.patrol_of(index).map(|route| route.unit);
    let notice = Notice::new(TO_THE_OFFICER, Urgency::Attention, why::missed(place)).to(officer.clone());
    step.notify(match patrol {
        Some(unit) => notice.to(Recipient::Unit(unit)),
        None => notice,
    });
    let assignee = patrol.map_or(Assignee::Role(officer), Assignee::Unit);
    step.task(MAKE_UP + index as u16, assignee, step.settings.grace_s, why::do_make_up(place));
}

/// Nobody came in the time to make up: the leader hears, and the room looks there by video.
fn escalate(step: &mut Running, index: usize) {
    let now = step.now;
    let stop = &mut step.state.stops[index];
    let open = stop.visits.iter_mut().filter(|visit| visit.at.is_none() && visit.due <= now);
    let missing = open.map(|visit| visit.told = Told::Leader).count();
    if missing == 0 {
        return;
    }
    let place = stop.place;
    let leader = step.role(&step.settings.leader_slot);
    step.notify(Notice::new(TO_THE_LEADER, Urgency::Alarm, why::still_missed(place)).to(leader));
    if step.settings.video_points > 0 {
        let room = step.role(&step.settings.video_slot);
        step.task(LOOK + index as u16, room, step.settings.grace_s, why::do_look(place));
    }
}

pub fn overdue(step: &mut Running, key: u16) {
    if let Of::MakeUp(stop) = forms::of(key) {
        escalate(step, stop);
    }
}

pub fn done(step: &mut Running, task: &TaskResult) -> Result<()> {
    match (forms::of(task.key), task.outcome.as_str()) {
        (Of::Route(route), "called-away") => called_away(step, route),
        (Of::Route(route), _) => patrolled(step, route, &task.fields)?,
        (Of::MakeUp(stop), "visited") => {
            let unit = step.state.patrol_of(stop).map(|route| route.unit);
            match unit {
                Some(unit) => {
                    step.state.stops[stop].last_at = None;
                    visit(step, stop, unit);
                }
                None => made_up(step, stop),
            }
            let grid = step.state.stops[stop].grid;
            if !step.state.seen.contains(&grid) {
                step.state.seen.push(grid);
            }
        }
        (Of::MakeUp(stop), _) => {
            step.remark(why::not_made_up(step.state.stops[stop].place));
            escalate(step, stop);
        }
        (Of::Look(stop), "looked") => step.remark(why::looked_at(step.state.stops[stop].place)),
        (Of::Video, "looked") => {
            let points = number(&task.fields, "points").unwrap_or_default();
            step.remark(why::looked(points as u32));
        }
        (Of::Video | Of::Look(_), _) => step.remark(why::no_video()),
        (Of::Observe(route), "reported") => {
            let unit = step.state.routes[route].unit;
            step.remark(why::volunteer_reports(unit));
            let officer = step.role(&step.settings.officer_slot);
            step.notify(Notice::new(TO_THE_OFFICER, Urgency::Attention, why::volunteer_reports(unit)).to(officer));
        }
        (Of::Observe(_), _) => {}
    }
    Ok(())
}

/// Somebody whom the plan does not know was there.
fn made_up(step: &mut Running, index: usize) {
    let now = step.now;
    let stop = &mut step.state.stops[index];
    stop.last_at = Some(now);
    if let Some(visit) = stop.visits.iter_mut().find(|visit| visit.at.is_none()) {
        visit.at = Some(now);
    }
    let place = stop.place;
    step.remark(why::visited_by_others(place));
}

/// A route is over when all visits on it were made or their missing is the leader's.
fn patrolled(step: &mut Running, index: usize, fields: &[Field]) -> Result<()> {
    let open = |stop: &usize| {
        let of = &step.state.stops[*stop];
        let left = of.visits.iter().filter(|visit| visit.at.is_none() && visit.told != Told::Leader).count();
        (left > 0).then_some((of.place, left))
    };
    let route = &step.state.routes[index];
    let left: Vec<_> = route.stops.iter().filter_map(open).collect();
    if let Some((place, _)) = left.first() {
        return refuse(why::places_left(left.iter().map(|(_, visits)| visits).sum::<usize>(), *place));
    }
    let (unit, findings) = (route.unit, number(fields, "findings").unwrap_or_default());
    step.remark(why::patrolled(unit, findings as u32));
    Ok(())
}

/// Its places go to whoever has fewest, and the officer hears.
fn called_away(step: &mut Running, index: usize) {
    step.state.routes[index].off = true;
    let (unit, stops) = (step.state.routes[index].unit, std::mem::take(&mut step.state.routes[index].stops));
    let goes_on = |(_, route): &(usize, &crate::Route)| route.mode == Mode::Vehicle && !route.off;
    let heir = step.state.routes.iter().enumerate().filter(goes_on).min_by_key(|(_, route)| route.stops.len());
    let officer = step.role(&step.settings.officer_slot);
    let why = match heir.map(|(heir, route)| (heir, route.unit)) {
        Some((heir, heir_unit)) => {
            step.state.routes[heir].stops.extend(stops);
            plan::task(step, heir);
            why::taken_over(unit, heir_unit)
        }
        None => why::nobody_takes_over(unit),
    };
    step.remark(why.clone());
    step.notify(Notice::new(TO_THE_OFFICER, Urgency::Attention, why).to(officer));
}

/// The next visit that is due and was not made.
pub fn wait_for_next(step: &mut Running) {
    let waiting = step.state.stops.iter().flat_map(|stop| &stop.visits);
    let waiting = waiting.filter(|visit| visit.at.is_none() && visit.told == Told::Nobody).map(|visit| visit.due);
    let next: Option<TimeS> = waiting.min().filter(|due| *due < step.state.ends);
    if let Some(due) = next {
        step.timer_at(NEXT_DUE, due);
    }
}

/// The shift is over: what was never visited is the leader's, and what was covered is told.
pub fn end(step: &mut Running) {
    for index in 0..step.state.stops.len() {
        let missing = step.state.stops[index].visits.iter().filter(|visit| visit.at.is_none()).count();
        if missing > 0 {
            let place = step.state.stops[index].place;
            step.remark(why::not_visited(place, missing));
        }
    }
    let (wanted, made) = step.state.visits();
    if made < wanted {
        let leader = step.role(&step.settings.leader_slot);
        let why = why::at_ended(made, wanted);
        step.notify(Notice::new(TO_THE_LEADER, Urgency::Attention, why).to(leader));
    }
    coverage::tell(step);
    step.end(if made < wanted { "with-gaps" } else { "complete" });
}
