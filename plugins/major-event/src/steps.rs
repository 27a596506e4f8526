//! The steps of an event: it begins at its time, is led by signals, stood down, and reported on.

use wardroom_plugin::workflow::{self, Field, Signal, TaskResult, number, reference, refuse, text, time};
use wardroom_plugin::{Notice, Phase, Reason, Recipient, Reference, Result, Urgency};

use crate::forms::{self, REPORT};
use crate::plan::{DAYS_MAX, Post, Stage};
use crate::posts::{self, TO_THE_COMMAND_ROOM};
use crate::{Event, levels, why};

/// The one timer: when something is due next.
pub const DUE: u16 = 1;

const DAY_S: u32 = 86_400;

/// What is due, now and next.
pub fn look(event: &mut Event) -> Result<()> {
    let calls_at = event.state.first_shift().saturating_sub(event.settings.lead_min * 60);
    if event.state.stage == Stage::Planned && calls_at <= event.now {
        event.state.stage = Stage::Running;
        levels::apply(event)?;
    }
    if event.state.stage == Stage::Running {
        if event.state.ends <= event.now {
            event.remark(why::ends_now());
            stand_down(event);
        } else {
            posts::look(event)?;
        }
    }
    match event.state.stage {
        Stage::Planned => event.timer_at(DUE, calls_at),
        Stage::Running => event.timer_at(DUE, posts::next_due(event)),
        Stage::Reporting | Stage::Ended => event.stop_timer(DUE),
    }
    Ok(())
}

pub fn signalled(event: &mut Event, signal: &Signal) -> workflow::Result<()> {
    match signal.name.as_str() {
        forms::POST => add_post(event, &signal.fields)?,
        forms::LEVEL => set_level(event, &signal.fields)?,
        forms::EXTEND => extend(event, &signal.fields)?,
        _ => stand_down(event),
    }
    Ok(look(event)?)
}

fn add_post(event: &mut Event, fields: &[Field]) -> workflow::Result<()> {
    let Some(Reference::Grid(grid)) = reference(fields, "grid") else { return Ok(()) };
    let (starts, ends) = (event.state.starts.max(event.now), event.state.ends);
    let (from, until) = (time(fields, "from").unwrap_or(starts), time(fields, "until").unwrap_or(ends));
    if from < starts || until > ends || until <= from {
        return refuse(why::post_outside(starts, ends));
    }
    let name = text(fields, "name").unwrap_or_default().to_owned();
    let units = number(fields, "units").unwrap_or(1.0) as u8;
    let mut post = Post::new(name, grid, units, (from, until));
    if let Some(Reference::Team(team)) = reference(fields, "team") {
        post.team = Some(team);
    }
    if let Some(Reference::Skill(skill)) = reference(fields, "skill") {
        post.skills = 1_u32.checked_shl(skill.into()).unwrap_or_default();
    }
    event.remark(why::new_post(&post.name, grid, units, from, until));
    event.state.posts.push(post);
    event.state.bounded()
}

fn set_level(event: &mut Event, fields: &[Field]) -> workflow::Result<()> {
    let (level, before) = (number(fields, "level").unwrap_or_default() as u8, event.state.level);
    let highest = event.settings.levels.len();
    if usize::from(level) > highest {
        return refuse(why::no_such_level(level, highest));
    }
    if level == before {
        return refuse(why::same_level(level));
    }
    event.remark(why::level_changed(before, level));
    event.state.level = level;
    if event.state.stage == Stage::Running {
        levels::apply(event)?;
    }
    Ok(())
}

fn extend(event: &mut Event, fields: &[Field]) -> workflow::Result<()> {
    let (before, ends) = (event.state.ends, time(fields, "ends").unwrap_or_default());
    if ends <= before {
        return refuse(why::not_longer(before));
    }
    if ends - event.now > DAYS_MAX * DAY_S {
        return refuse(why::too_long(DAYS_MAX));
    }
    event.remark(why::extended(before, ends));
    levels::lengthen(event, ends);
    Ok(())
}

/// A surge is over with its incident.
pub fn incident_changed(event: &mut Event) -> Result<()> {
    let phase = event.instance.incident.as_ref().map(|incident| incident.phase);
    let over = matches!(phase, Some(Phase::Closed | Phase::Cancelled | Phase::Merged));
    if over && matches!(event.state.stage, Stage::Planned | Stage::Running) {
        event.remark(why::incident_over());
        stand_down(event);
        look(event)?;
    }
    Ok(())
}

/// All go home; the record says what the plan asked for and what was there. What never began is called off.
fn stand_down(event: &mut Event) {
    if event.state.stage == Stage::Planned {
        event.state.stage = Stage::Ended;
        return event.end(forms::CALLED_OFF);
    }
    let lent = event.state.loans.len();
    levels::give_back(event, lent);
    for duty in std::mem::take(&mut event.state.duties) {
        posts::close(event, &duty);
    }
    let sum = event.state.sum();
    event.remark(why::sum(sum.asked, sum.there, sum.late, sum.short));
    for index in 0..event.state.posts.len() {
        let (name, sum) = (posts::name(event, index), event.state.posts[index].sum);
        if sum.asked > 0 {
            event.remark(why::sum_of_post(name, sum.asked, sum.there, sum.late, sum.short));
        }
    }
    if event.state.highest > 0 {
        let (units, highest) = (event.state.lent_in_all, event.state.highest);
        event.remark(why::sum_of_loans(units, highest));
    }
    event.state.stage = Stage::Reporting;
    let (leader, within_s) = (event.role(&event.settings.leader_slot), event.settings.report_days * DAY_S);
    event.task(REPORT, leader, within_s, why::do_report());
}

pub fn done(event: &mut Event, task: &TaskResult) -> workflow::Result<()> {
    if task.key != REPORT {
        posts::done(event, task)?;
        return Ok(look(event)?);
    }
    let short = event.state.sum().short;
    if task.outcome == "as-planned" && short > 0 {
        return refuse(why::shortfall_known(short));
    }
    if task.outcome != "as-planned" && text(&task.fields, "lessons").unwrap_or_default().is_empty() {
        return refuse(why::say_lessons());
    }
    event.state.stage = Stage::Ended;
    event.end(forms::COMPLETED);
    Ok(())
}

pub fn overdue(event: &mut Event, key: u16) -> Result<()> {
    if key != REPORT {
        posts::overdue(event, key);
        return look(event);
    }
    let room = Recipient::CommandRoom(event.instance.district);
    event.notify(Notice::new(TO_THE_COMMAND_ROOM, Urgency::Attention, why::report_late()).to(room));
    Ok(())
}

pub fn stage(event: &Event) -> Reason {
    let there = event.state.duties.iter().filter(|duty| duty.there).count();
    match event.state.stage {
        Stage::Planned => why::at_planned(event.state.starts, event.state.posts.len() - 1),
        Stage::Running => why::at_running(event.state.level, there, event.state.duties.len()),
        Stage::Reporting => why::at_reporting(),
        Stage::Ended => why::at_ended(),
    }
}
