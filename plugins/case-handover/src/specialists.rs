//! Which specialist of the county is asked: of those who are good at it, whoever has least open work, and then the next.

use wardroom_plugin::PersonRef;
use wardroom_plugin::workflow::{Assignee, Field, Result, refuse, text};

use crate::forms::{ANSWER, SPECIAL};
use crate::handover::Stage;
use crate::steps::{Handing, give, give_days, tell_leader};
use crate::tables::{self, Specialist};
use crate::{captains, why};

/// What a reason has room for.
const TEXT_BYTES_MAX: usize = 256;

/// The captain wants a specialist. One that nobody is, and one of whom all were asked, is refused.
pub fn hand_over(step: &mut Handing, fields: &[Field]) -> Result<()> {
    let Some(speciality) = text(fields, "speciality") else { return refuse(why::say_speciality()) };
    if step.state.speciality.as_deref() != Some(speciality) {
        step.state.speciality = Some(speciality.to_owned());
        step.state.asked.clear();
    }
    let all = tables::specialists(step.settings)?;
    if all.iter().all(|of| !is_good_at(of, speciality)) {
        return refuse(why::no_such_speciality(speciality, known(&all)));
    }
    if !ask(step)? {
        return refuse(why::all_asked(speciality));
    }
    Ok(())
}

/// Asks the next one; whether there was one.
fn ask(step: &mut Handing) -> wardroom_plugin::Result<bool> {
    let Some(speciality) = step.state.speciality.clone() else { return Ok(false) };
    let mut able = tables::specialists(step.settings)?;
    able.retain(|of| is_good_at(of, &speciality) && !step.state.asked.contains(&of.person));
    // Nobody hands a case over to themselves.
    able.retain(|of| step.state.captain != Some(of.person));
    able.sort_by_key(|of| of.load);
    let Some((chosen, others)) = able.split_first() else { return Ok(false) };
    step.remark(why::specialist(chosen.person, chosen.load));
    step.remarks.extend(others.iter().map(|of| why::busier_specialist(of.person, of.load, chosen.load)));
    step.state.stage = Stage::Asked(chosen.person);
    let within_h = step.settings.answer_within_h;
    give(step, ANSWER, Assignee::Person(chosen.person), within_h, why::do_answer(speciality));
    Ok(true)
}

/// This one did not take it: the next, and after the last one the captain has it again.
pub fn pass_over(step: &mut Handing, specialist: PersonRef) -> wardroom_plugin::Result<()> {
    step.state.asked.push(specialist);
    if !ask(step)? {
        step.remark(why::nobody_took_it());
        tell_leader(step, why::nobody_took_it());
        back(step);
    }
    Ok(())
}

pub fn take(step: &mut Handing, specialist: PersonRef) {
    step.remark(why::taken(specialist));
    step.state.stage = Stage::Taken(specialist);
    give_days(step, SPECIAL, Assignee::Person(specialist), step.settings.special_days, why::do_special());
}

/// To the captain from whom it came.
pub fn back(step: &mut Handing) {
    if let Some(captain) = step.state.captain {
        captains::handle(step, captain);
    }
}

fn is_good_at(of: &Specialist, speciality: &str) -> bool {
    of.specialities.iter().any(|own| own == speciality)
}

/// All that somebody is good at, each once.
fn known(all: &[Specialist]) -> String {
    let mut known: Vec<&str> = all.iter().flat_map(|of| &of.specialities).map(String::as_str).collect();
    known.sort_unstable();
    known.dedup();
    let mut text = String::new();
    for speciality in known {
        if text.len() + speciality.len() + 2 > TEXT_BYTES_MAX {
            break;
        }
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(speciality);
    }
    text
}
