//! The steps: a look over the district begins one of these for each new vacancy; a vacancy has somebody stand in until it is filled.

use wardroom_plugin::view;
use wardroom_plugin::workflow::{Assignee, Child, Field, Result, TaskResult, reference, refuse, text};
use wardroom_plugin::{GridRef, Notice, Reason, Recipient, Reference, Urgency};

use crate::forms::{self, DECIDE, END_FILLED, END_LOOKED, END_NO_VACANCY, STAND_IN};
use crate::{Care, Stage, VACANT, substitutes, table, why};

/// Timers by their key.
pub const LOOK: u16 = 1;
pub const TERM: u16 = 2;

/// As many are begun at one look.
const NEW_MAX: usize = 32;

const HOUR_S: u32 = 3_600;
const DAY_S: u32 = 86_400;

/// Levels of notices.
const TO_THE_OFFICER: u8 = 1;
const TO_THE_LEADER: u8 = 2;
const TO_THE_COMMAND_ROOM: u8 = 3;

/// Begins a workflow for each vacancy of the district that none is about.
pub fn look_over(care: &mut Care) -> Result<()> {
    let Some(vacancies) = table::of_district(care.settings, care.instance.district) else {
        return refuse(why::no_table());
    };
    let known = |grid: GridRef| {
        view::siblings_by_mark(forms::KIND, VACANT, &grid.to_string(), 1).is_ok_and(|of| !of.is_empty())
    };
    let new: Vec<_> = vacancies.iter().filter(|vacancy| !known(vacancy.grid)).collect();
    care.remark(why::looked(vacancies.len(), new.len()));
    for vacancy in new.iter().take(NEW_MAX) {
        let key = view::code(Reference::Grid(vacancy.grid)).unwrap_or_else(|_| vacancy.grid.to_string());
        care.remark(why::found(vacancy.grid, vacancy.since.as_str()));
        let (kind, grid, fields) = (forms::KIND.to_owned(), Some(vacancy.grid), Vec::new());
        care.start_workflow(Child { kind, key, grid, fields });
    }
    if new.len() > NEW_MAX {
        care.remark(why::more(new.len() - NEW_MAX));
    }
    care.state.stage = Stage::Looked;
    care.end(END_LOOKED);
    Ok(())
}

/// A grid has no assistant: the officer hears, and somebody is asked to stand in.
pub fn begin(care: &mut Care) {
    let grid = care.state.grid;
    match table::of_grid(care.settings, grid).flatten() {
        Some(vacancy) => {
            care.remark(why::version(grid, vacancy.version.as_str(), vacancy.since));
            (care.state.in_table, care.state.version) = (true, vacancy.version);
        }
        None => care.remark(why::by_hand(grid)),
    }
    tell_officer(care, Urgency::Attention, why::vacant(grid));
    ask(care);
    care.timer_every(LOOK, care.settings.look_h * HOUR_S);
}

/// Asks the next one; where there is nobody, the leader decides.
fn ask(care: &mut Care) {
    match substitutes::next(care) {
        Ok(of) => {
            care.state.asked.push(of);
            care.state.stage = Stage::Asking(of);
            let why = why::do_stand_in(care.state.grid, care.settings.term_days);
            care.task(STAND_IN, Assignee::GridAssistant(of), care.settings.answer_h * HOUR_S, why);
        }
        Err(why) => {
            care.remark(why);
            care.state.stage = Stage::Deciding;
            let (leader, within_s) = (care.role(&care.settings.leader_slot), care.settings.decide_h * HOUR_S);
            let why = why::do_decide(care.state.grid);
            care.notify(Notice::new(TO_THE_LEADER, Urgency::Alarm, why.clone()).to(leader.clone()));
            care.task(DECIDE, leader, within_s, why);
        }
    }
}

pub fn done(care: &mut Care, task: &TaskResult) -> Result<()> {
    match (task.key, task.outcome.as_str(), care.state.stage) {
        (STAND_IN, "accepted", Stage::Asking(of)) => stand_in(care, of),
        (STAND_IN, _, Stage::Asking(of)) => {
            care.remark(why::declined(of));
            ask(care);
        }
        (DECIDE, "named", _) => return named(care, &task.fields),
        (DECIDE, _, _) => {
            care.remark(why::nobody_by_decision());
            care.state.stage = Stage::Nobody;
            care.state.asked.clear();
        }
        _ => {}
    }
    Ok(())
}

/// The leader names somebody, who need not live next door, and stands in for too many no more than others.
fn named(care: &mut Care, fields: &[Field]) -> Result<()> {
    let Some(Reference::Grid(of)) = reference(fields, "substitute") else { return refuse(why::say_grid()) };
    let district = view::grid_info(of).map_or(care.instance.district, |info| info.district);
    if district != care.instance.district {
        return refuse(why::other_district(of, district));
    }
    if of == care.state.grid {
        return refuse(why::is_vacant(of));
    }
    match substitutes::may(care, of) {
        Ok(_) => stand_in(care, of),
        Err(why) if why.code == why::vacant_too(of).code => return refuse(why::is_vacant(of)),
        Err(_) => return refuse(why::is_full(of, care.settings.grids_max)),
    }
    Ok(())
}

fn stand_in(care: &mut Care, of: GridRef) {
    let until = care.now.saturating_add(care.settings.term_days * DAY_S);
    care.state.stage = Stage::Substituted { of, until };
    care.state.before = None;
    care.state.asked.clear();
    care.timer_at(TERM, until);
    let why = why::stands_in(care.state.grid, of);
    tell_officer(care, Urgency::Info, why);
}

/// The term is over: others are asked first.
pub fn term_over(care: &mut Care) {
    let Stage::Substituted { of, .. } = care.state.stage else { return };
    care.remark(why::term_over(of));
    care.state.before = Some(of);
    ask(care);
}

pub fn overdue(care: &mut Care, key: u16) {
    match (key, care.state.stage) {
        (STAND_IN, Stage::Asking(of)) => {
            care.cancel_task(STAND_IN);
            care.remark(why::no_answer(of));
            ask(care);
        }
        (DECIDE, _) => {
            let room = Recipient::CommandRoom(care.instance.district);
            let why = why::nobody_decides(care.state.grid);
            care.notify(Notice::new(TO_THE_COMMAND_ROOM, Urgency::Alarm, why).to(room));
        }
        _ => {}
    }
}

/// Whether it is a vacancy still, and of which version of the grid; and where nobody stands in, somebody is asked again.
pub fn look_again(care: &mut Care) {
    if care.state.in_table {
        match table::of_grid(care.settings, care.state.grid) {
            Some(None) => {
                care.remark(why::not_in_table());
                return filled(care);
            }
            Some(Some(vacancy)) if vacancy.version != care.state.version => {
                let before = std::mem::replace(&mut care.state.version, vacancy.version.clone());
                care.remark(why::new_version(before, vacancy.version));
            }
            _ => {}
        }
    }
    match care.state.stage {
        Stage::Nobody => ask(care),
        // Whoever stood in has left, too.
        Stage::Substituted { of, .. } if table::of_grid(care.settings, of).flatten().is_some() => {
            care.remark(why::left_too(of));
            care.stop_timer(TERM);
            ask(care);
        }
        _ => {}
    }
}

pub fn signalled(care: &mut Care, name: &str, fields: &[Field]) -> Result<()> {
    if name == forms::NO_VACANCY {
        care.remark(why::no_vacancy());
        care.state.stage = Stage::Filled;
        care.end(END_NO_VACANCY);
        return Ok(());
    }
    let owner = text(fields, "owner").unwrap_or_default();
    // A code without a digit is somebody's name, more likely than a number.
    if !owner.contains(|letter: char| letter.is_ascii_digit()) {
        return refuse(why::owner_is_a_code());
    }
    if let Some(version) = text(fields, "version") {
        care.state.version = version.to_owned();
    }
    care.state.owner = owner.to_owned();
    care.remark(why::filled_by(owner, care.state.version.clone()));
    filled(care);
    Ok(())
}

/// There is an assistant: whoever stood in hears that it is over.
fn filled(care: &mut Care) {
    let grid = care.state.grid;
    if let Stage::Substituted { of, .. } = care.state.stage {
        let notice = Notice::new(TO_THE_OFFICER, Urgency::Info, why::over(grid));
        care.notify(notice.to(Recipient::GridAssistant(of)));
    }
    tell_officer(care, Urgency::Info, why::at_filled(grid));
    care.state.stage = Stage::Filled;
    care.end(END_FILLED);
}

fn tell_officer(care: &mut Care, urgency: Urgency, why: Reason) {
    let officer = care.role(&care.settings.officer_slot);
    care.notify(Notice::new(TO_THE_OFFICER, urgency, why).to(officer));
}
