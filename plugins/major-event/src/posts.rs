//! Posts and who holds them: shifts are called ahead, taken up in time or escalated, relieved, and filled again.

use wardroom_plugin::view;
use wardroom_plugin::workflow::{Assignee, TaskResult};
use wardroom_plugin::{Notice, Reason, Recipient, Result, TimeS, UnitRef, Urgency};

use crate::cover::{self, Cover};
use crate::plan::{Duty, STAGING};
use crate::{Event, why};

const MINUTE_S: u32 = 60;
const HOUR_S: u32 = 3_600;

/// Levels of notices.
pub const TO_THE_LEADER: u8 = 1;
pub const TO_THE_COMMAND_ROOM: u8 = 2;

/// What is due now: units are relieved, replaced, and called for the next shifts.
pub fn look(event: &mut Event) -> Result<()> {
    relieve(event);
    replace(event)?;
    for post in 0..event.state.posts.len() {
        call_shift(event, post)?;
    }
    Ok(())
}

/// When something is due next.
pub fn next_due(event: &Event) -> TimeS {
    let lead_s = event.settings.lead_min * MINUTE_S;
    let shifts = event.state.posts.iter().filter_map(|post| post.next_shift());
    let shifts = shifts.map(|at| at.saturating_sub(lead_s));
    let duties = event.state.duties.iter().flat_map(|duty| {
        let replaced = (!duty.there && !duty.alarmed).then(|| replace_at(event, duty));
        [Some(duty.until), replaced].into_iter().flatten()
    });
    shifts.chain(duties).filter(|at| *at > event.now).chain([event.state.ends]).min().unwrap_or(event.state.ends)
}

fn replace_at(event: &Event, duty: &Duty) -> TimeS {
    duty.due.saturating_add(event.settings.replace_min * MINUTE_S)
}

fn relieve(event: &mut Event) {
    let now = event.now;
    let (over, on): (Vec<Duty>, Vec<Duty>) = event.state.duties.iter().partition(|duty| duty.until <= now);
    event.state.duties = on;
    for duty in over {
        let name = name(event, duty.post);
        event.remark(match duty.there {
            true => why::relieved(duty.unit, name),
            false => why::never_came(duty.unit, name),
        });
        if !duty.there {
            event.state.missed.push(duty.unit);
        }
        close(event, &duty);
        back_to_staging(event, &duty);
    }
}

/// What is lent stands by again until the level falls or the event ends.
fn back_to_staging(event: &mut Event, duty: &Duty) {
    let ends = event.state.ends;
    if duty.there && ends > event.now && event.state.loans.iter().any(|lent| lent.unit == duty.unit) {
        assign(event, STAGING, duty.unit, (event.now, ends));
    }
}

/// What was never taken up was lacking.
pub fn close(event: &mut Event, duty: &Duty) {
    call_off(event, duty);
    let_go(event, duty.unit);
    if !duty.there && duty.due <= event.now {
        let sum = &mut event.state.posts[duty.post].sum;
        sum.short = sum.short.saturating_add(1);
    }
}

/// Who has not come for so long is replaced, if anybody else can be called; the command room is alarmed either way.
fn replace(event: &mut Event) -> Result<()> {
    let late = |duty: &&Duty| !duty.there && !duty.alarmed && replace_at(event, duty) <= event.now;
    let late: Vec<Duty> = event.state.duties.iter().filter(late).copied().collect();
    for duty in late {
        let (post, since_s) = (name(event, duty.post), event.now.saturating_sub(duty.due));
        let room = Recipient::CommandRoom(event.instance.district);
        let why = why::post_empty(duty.unit, &post, since_s);
        event.notify(Notice::new(TO_THE_COMMAND_ROOM, Urgency::Alarm, why).to(room));
        if fill(event, duty.post, 1, (event.now, duty.until))? == 0 {
            event.remark(why::replaced(duty.unit, post));
            event.state.missed.push(duty.unit);
            call_off(event, &duty);
            let_go(event, duty.unit);
            event.state.duties.retain(|other| other.key != duty.key);
        } else if let Some(own) = event.state.duties.iter_mut().find(|other| other.key == duty.key) {
            own.alarmed = true;
        }
    }
    Ok(())
}

/// Calls the units of a post's next shift some time ahead. Those of the last shift are on it still, so that others come if there are any.
fn call_shift(event: &mut Event, index: usize) -> Result<()> {
    let lead_s = event.settings.lead_min * MINUTE_S;
    let post = &event.state.posts[index];
    let Some(from) = post.next_shift().filter(|from| from.saturating_sub(lead_s) <= event.now) else { return Ok(()) };
    let until = from.max(event.now).saturating_add(event.settings.shift_h * HOUR_S).min(post.until);
    let (from, units) = (from.max(event.now), post.units);
    event.state.posts[index].shift_ends = until;
    call(event, index, units.into(), (from, until))
}

/// So many units for a post; how many of them could not be had is written down, and the leader hears.
pub fn call(event: &mut Event, index: usize, units: usize, times: (TimeS, TimeS)) -> Result<()> {
    let sum = &mut event.state.posts[index].sum;
    sum.asked = sum.asked.saturating_add(units as u16);
    let missing = fill(event, index, units, times)?;
    let missing = stay_on(event, index, missing, times.1);
    if missing > 0 {
        lack(event, index, missing, units);
    }
    Ok(())
}

fn lack(event: &mut Event, index: usize, missing: usize, of: usize) {
    let sum = &mut event.state.posts[index].sum;
    sum.short = sum.short.saturating_add(missing as u16);
    let why = why::short(name(event, index), missing, of);
    event.remark(why.clone());
    tell_leader(event, why);
}

/// Calls units of the district's own that it can spare, then of those that stand by. How many are missing.
fn fill(event: &mut Event, index: usize, units: usize, times: (TimeS, TimeS)) -> Result<usize> {
    let cover = Cover::of(event.instance.district, event.settings, &event.state.taken())?;
    let (spare, floor) = cover.spare(&event.state.posts[index], units);
    for unit in &spare {
        let name = name(event, index);
        event.remark(why::called(*unit, name));
        assign(event, index, *unit, times);
    }
    let mut missing = units - spare.len();
    while index != STAGING
        && missing > 0
        && let Some(duty) = standing_by(event, index)
    {
        let name = name(event, index);
        event.remark(why::from_reserve(duty.unit, name));
        call_off(event, &duty);
        event.state.duties.retain(|other| other.key != duty.key);
        assign(event, index, duty.unit, times);
        missing -= 1;
    }
    if missing > 0 {
        event.remarks.extend(floor);
    }
    Ok(missing)
}

/// One of the reserve that a post can use, the district's own before what is lent.
fn standing_by(event: &Event, index: usize) -> Option<Duty> {
    let post = &event.state.posts[index];
    let lenders = event.state.loans.iter().map(|lent| lent.lender);
    let districts: Vec<_> = std::iter::once(event.instance.district).chain(lenders).collect();
    let fits = |unit: UnitRef| {
        let of = |district| view::units(district).unwrap_or_default();
        let mut all = districts.iter().flat_map(|district| of(*district));
        all.find(|info| info.ref_ == unit).is_some_and(|info| cover::fits(&info, post, &[]))
    };
    let lent = |unit: UnitRef| event.state.loans.iter().any(|lent| lent.unit == unit);
    let mut able: Vec<&Duty> = event.state.duties.iter().filter(|duty| duty.post == STAGING && duty.there).collect();
    able.sort_by_key(|duty| (lent(duty.unit), duty.key));
    able.into_iter().find(|duty| fits(duty.unit)).copied()
}

/// Who is on a post stays, as far as nobody relieves them. How many are missing all the same.
fn stay_on(event: &mut Event, index: usize, missing: usize, until: TimeS) -> usize {
    let on = |duty: &&Duty| duty.post == index && duty.there && duty.until < until;
    let stay: Vec<Duty> = event.state.duties.iter().filter(on).take(missing).copied().collect();
    for duty in &stay {
        let name = name(event, index);
        event.remark(why::stays_on(duty.unit, name));
        let sum = &mut event.state.posts[index].sum;
        sum.there = sum.there.saturating_add(1);
        hold(event, Duty { until, ..*duty });
    }
    missing - stay.len()
}

/// A unit is called to a post, and has to say that it is there.
pub fn assign(event: &mut Event, index: usize, unit: UnitRef, (from, until): (TimeS, TimeS)) {
    let key = event.state.next_key;
    event.state.next_key = key.saturating_add(2);
    let due = from.saturating_add(event.settings.check_in_min * MINUTE_S).min(until);
    let post = &event.state.posts[index];
    let why = match index {
        STAGING => why::do_stage(post.grid, until),
        _ => why::do_post(&post.name, post.grid, from, until),
    };
    let whom = whom(event, unit);
    event.task(key, whom, due.saturating_sub(event.now), why);
    hold_back(event, unit, until);
    event.state.duties.push(Duty { key, post: index, unit, due, until, there: false, alarmed: false });
}

/// Nobody in the field is called out for an exercise or a test: the command room plays all parts.
fn whom(event: &Event, unit: UnitRef) -> Assignee {
    if event.is_actual() { Assignee::Unit(unit) } else { event.role(&event.settings.room_slot).into() }
}

/// The host recommends it for no incident until then. What is lent is held for as long as the loan is, whatever it does meanwhile; in an
/// exercise nobody is held back from the daily work.
fn hold_back(event: &mut Event, unit: UnitRef, until: TimeS) {
    let lent = event.state.loans.iter().any(|lent| lent.unit == unit);
    if event.is_actual() && !lent && until > event.now {
        event.hold(unit, until);
    }
}

/// It may be recommended again, unless it is lent.
pub fn let_go(event: &mut Event, unit: UnitRef) {
    let own = event.instance.district;
    // The host lets units go at the end of the time, too.
    let units = view::units(own).unwrap_or_default();
    if units.iter().any(|info| info.ref_ == unit && info.lent_to == Some(own)) {
        event.give_back(unit);
    }
}

/// It is there, and stays until the end of its shift.
fn hold(event: &mut Event, duty: Duty) {
    let why = match duty.post {
        STAGING => why::do_hold_stage(duty.until),
        _ => why::do_hold(name(event, duty.post), duty.until),
    };
    // At its end it is called off; it would be overdue only where nobody looks.
    let (whom, within_s) = (whom(event, duty.unit), duty.until.saturating_sub(event.now) + MINUTE_S);
    event.task(duty.key + 1, whom, within_s, why);
    // It was held back when it was called; where it stays for longer, for longer.
    if event.state.duties.iter().any(|other| other.key == duty.key && other.until != duty.until) {
        hold_back(event, duty.unit, duty.until);
    }
    let held = Duty { there: true, ..duty };
    event.state.duties.iter_mut().filter(|other| other.key == duty.key).for_each(|other| *other = held);
}

/// It has until then in place of its shift's end, or of its own.
pub fn lengthen(event: &mut Event, duty: Duty, until: TimeS) {
    match duty.there {
        true => hold(event, Duty { until, ..duty }),
        false => {
            event.state.duties.iter_mut().filter(|other| other.key == duty.key).for_each(|other| other.until = until)
        }
    }
}

/// A check-in, or what became of a post that was held.
pub fn done(event: &mut Event, task: &TaskResult) -> Result<()> {
    let key = task.key - task.key % 2;
    let Some(duty) = event.state.duties.iter().find(|duty| duty.key == key).copied() else { return Ok(()) };
    let name = name(event, duty.post);
    match task.outcome.as_str() {
        "there" => {
            let late_s = event.now.saturating_sub(duty.due);
            event.remark(match late_s {
                0 => why::checked_in(duty.unit, name),
                _ => why::checked_in_late(duty.unit, name, late_s),
            });
            let sum = &mut event.state.posts[duty.post].sum;
            sum.there = sum.there.saturating_add(1);
            sum.late = sum.late.saturating_add(u16::from(late_s > 0));
            hold(event, duty);
            return Ok(());
        }
        "can-not" => event.remark(why::can_not(duty.unit, name)),
        "called-away" => event.remark(why::called_away(duty.unit, name)),
        _ => event.remark(why::relieved(duty.unit, name)),
    }
    // Whoever was relieved is needed no more; for the others somebody else is called.
    if task.outcome != "relieved" {
        event.state.missed.push(duty.unit);
    }
    if task.outcome != "relieved" && fill(event, duty.post, 1, (event.now, duty.until))? > 0 {
        lack(event, duty.post, 1, 1);
    }
    event.state.duties.retain(|other| other.key != key);
    let_go(event, duty.unit);
    if task.outcome == "relieved" {
        back_to_staging(event, &duty);
    }
    Ok(())
}

/// The leader hears first that somebody has not come.
pub fn overdue(event: &mut Event, key: u16) {
    let late = event.state.duties.iter().find(|duty| duty.key == key && !duty.there).copied();
    if let Some(duty) = late {
        let why = why::not_taken_up(duty.unit, name(event, duty.post));
        tell_leader(event, why);
    }
}

/// Whichever of its two tasks is open.
pub fn call_off(event: &mut Event, duty: &Duty) {
    event.cancel_task(duty.key);
    event.cancel_task(duty.key + 1);
}

/// The staging place has no name of its own.
pub fn name(event: &Event, index: usize) -> String {
    let name = &event.state.posts[index].name;
    if name.is_empty() { event.settings.staging_name.clone() } else { name.clone() }
}

pub fn tell_leader(event: &mut Event, why: Reason) {
    let leader = event.role(&event.settings.leader_slot);
    event.notify(Notice::new(TO_THE_LEADER, Urgency::Attention, why).to(leader));
}
