//! The steps of a review: who looks at what, what becomes of a defect, and who hears of what is late.

use wardroom_plugin::workflow::{Result, TaskResult, refuse, value};
use wardroom_plugin::{Notice, PersonRef, Phase, Reason, Recipient, Step, Urgency, view};

use crate::forms::{self, NAME, Work};
use crate::review::{At, Review, Stage};
use crate::{checklist, why};

const HOUR_S: u32 = 3600;
const DAY_S: u32 = 24 * HOUR_S;

/// Levels of notices.
const TO_THE_LEADER: u8 = 1;
const TO_THE_COMMAND_ROOM: u8 = 2;

type Reviewing<'a> = Step<'a, Review>;

pub fn begin(step: &mut Reviewing) {
    if !step.state.sampled {
        step.remark(why::not_sampled(step.state.incident));
        return end(step, forms::NOT_SAMPLED);
    }
    let why = if step.state.ordered { why::ordered } else { why::sampled };
    step.remark(why(step.state.incident));
    if step.instance.incident.as_ref().is_none_or(|incident| incident.phase == Phase::Closed) {
        open(step);
    }
}

/// It is reviewed as soon as it is closed, and again if it is closed again.
pub fn incident_changed(step: &mut Reviewing) {
    let Some(incident) = &step.instance.incident else { return };
    step.state.kind = incident.kind;
    match (incident.phase, step.state.stage) {
        (Phase::Closed, Stage::Waiting) => open(step),
        (Phase::Cancelled | Phase::Merged, _) => {
            step.remark(why::incident_void(step.state.incident));
            end(step, forms::VOID);
        }
        (Phase::Reopened, Stage::Naming | Stage::Reviewing) => {
            step.remark(why::reopened(step.state.incident));
            for key in &step.instance.tasks {
                step.cancel_task(*key);
            }
            for key in &step.instance.timers {
                step.stop_timer(*key);
            }
            step.state.items.clear();
            step.state.stage = Stage::Waiting;
        }
        _ => {}
    }
}

/// Nobody can be kept from their own case before it is known whose it is.
fn open(step: &mut Reviewing) {
    let (items, left_out) = checklist::items(step.settings, step.state.kind);
    if items.is_empty() {
        step.remark(why::no_items(step.state.kind));
        return end(step, forms::NO_ITEMS);
    }
    if left_out > 0 {
        step.remark(why::left_out(left_out as u32, checklist::ITEMS_MAX as u32));
    }
    step.state.items = items;
    if !step.state.handlers.is_empty() {
        return review(step);
    }
    step.state.stage = Stage::Naming;
    let leader = step.role(&step.settings.leader_slot);
    step.task(NAME, leader, step.settings.name_within_h * HOUR_S, why::do_name(step.state.incident));
}

fn review(step: &mut Reviewing) {
    step.state.stage = Stage::Reviewing;
    for item in 0..step.state.items.len() {
        give(step, Work::Review, item);
    }
}

pub fn done(step: &mut Reviewing, task: &TaskResult) -> Result<()> {
    step.stop_timer(task.key);
    let Some((work, item)) = Work::of(task.key) else {
        step.state.handlers = forms::persons(&task.fields);
        review(step);
        return Ok(());
    };
    let Some(by) = task.by else { return refuse(why::say_who()) };
    match (work, task.outcome.as_str()) {
        (Work::Review, outcome) => reviewed(step, item, outcome, by, task)?,
        (Work::Rectify, _) => {
            set(step, item, At::Verified, Some(by));
            give(step, Work::Verify, item);
        }
        (Work::Verify, outcome) => verified(step, item, outcome == "right", by)?,
    }
    if step.state.items_open() == 0 {
        close(step);
    }
    Ok(())
}

fn reviewed(step: &mut Reviewing, item: usize, outcome: &str, by: PersonRef, task: &TaskResult) -> Result<()> {
    if step.state.handlers.contains(&by) {
        return refuse(why::own_review(by));
    }
    match outcome {
        "right" => set(step, item, At::Right, None),
        "not-applicable" => set(step, item, At::NotApplicable, None),
        _ if value(&task.fields, "note").is_none() => return refuse(why::say_defect()),
        _ => {
            step.remark(why::defect(text(step, item)));
            rectify(step, item);
        }
    }
    Ok(())
}

/// Whoever handled it and whoever rectified it have seen it already.
fn verified(step: &mut Reviewing, item: usize, right: bool, by: PersonRef) -> Result<()> {
    if step.state.handlers.contains(&by) {
        return refuse(why::own_verification(by));
    }
    if step.state.items.get(item).is_some_and(|of| of.rectified_by == Some(by)) {
        return refuse(why::own_rectification(by));
    }
    if right {
        step.remark(why::right_by_now(text(step, item)));
        set(step, item, At::Right, None);
    } else {
        step.remark(why::still_wrong(text(step, item)));
        rectify(step, item);
    }
    Ok(())
}

/// Until it is right. From the second time on whoever leads hears of it.
fn rectify(step: &mut Reviewing, item: usize) {
    let Some(of) = step.state.items.get_mut(item) else { return };
    of.at = At::Rectified;
    of.times = of.times.saturating_add(1);
    let times = of.times;
    give(step, Work::Rectify, item);
    if times > 1 {
        let why = why::again(text(step, item), times);
        tell_leader(step, why);
    }
}

fn set(step: &mut Reviewing, item: usize, at: At, rectified_by: Option<PersonRef>) {
    if let Some(of) = step.state.items.get_mut(item) {
        of.at = at;
        of.rectified_by = rectified_by;
    }
}

fn give(step: &mut Reviewing, work: Work, item: usize) {
    let text = text(step, item);
    let settings = step.settings;
    let (slot, days, why) = match work {
        Work::Review => (&settings.review_slot, settings.review_days, why::do_review(step.state.incident, text)),
        Work::Rectify => (&settings.rectify_slot, settings.rectify_days, why::do_rectify(step.state.incident, text)),
        Work::Verify => (&settings.review_slot, settings.verify_days, why::do_verify(step.state.incident, text)),
    };
    // Days as they come where there is no calendar.
    let due_at = view::after_working_days(step.now, days).unwrap_or(step.now + u32::from(days) * DAY_S);
    step.task(work.key(item), step.role(slot), due_at.saturating_sub(step.now), why);
}

fn close(step: &mut Reviewing) {
    let (items, defects) = (step.state.items.len() as u32, step.state.defects());
    step.remark(why::summary(items, defects, step.state.not_applicable()));
    end(step, if defects == 0 { forms::RIGHT } else { forms::RECTIFIED });
}

fn end(step: &mut Reviewing, how: &'static str) {
    step.state.stage = Stage::Ended;
    step.end(how);
}

/// Whoever leads hears of what is overdue, and some time later the command room.
pub fn overdue(step: &mut Reviewing, key: u16) {
    let why = late(step, key);
    tell_leader(step, why);
    step.timer(key, step.settings.escalate_h * HOUR_S);
}

pub fn still_late(step: &mut Reviewing, key: u16) {
    if step.instance.tasks.contains(&key) {
        let why = late(step, key);
        let room = Recipient::CommandRoom(step.instance.district);
        step.notify(Notice::new(TO_THE_COMMAND_ROOM, Urgency::Alarm, why).to(room));
    }
}

fn late(step: &Reviewing, key: u16) -> Reason {
    match Work::of(key) {
        None => why::late_naming(step.state.incident),
        Some((Work::Review, item)) => why::late_reviewing(step.state.incident, text(step, item)),
        Some((Work::Rectify, item)) => why::late_rectifying(step.state.incident, text(step, item)),
        Some((Work::Verify, item)) => why::late_verifying(step.state.incident, text(step, item)),
    }
}

fn tell_leader(step: &mut Reviewing, why: Reason) {
    let leader = step.role(&step.settings.leader_slot);
    step.notify(Notice::new(TO_THE_LEADER, Urgency::Attention, why).to(leader));
}

fn text(step: &Reviewing, item: usize) -> String {
    step.state.items.get(item).map(|item| item.text.clone()).unwrap_or_default()
}

pub fn stage(step: &Reviewing) -> Reason {
    let incident = step.state.incident;
    match step.state.stage {
        Stage::Waiting => why::at_waiting(incident),
        Stage::Naming => why::at_naming(incident),
        Stage::Reviewing => why::at_reviewing(incident, step.state.items_open()),
        Stage::Ended if !step.state.sampled => why::not_sampled(incident),
        Stage::Ended => why::at_ended(incident),
    }
}
