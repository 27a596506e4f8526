//! One step of a request for aid: the own reserve, then one lender after the other, then the county's command room; and what is
//! lent comes back at its end, or earlier, or later if the lender agrees.

use wardroom_plugin::view::{self, Reference};
use wardroom_plugin::workflow::{self, Field, Role, Signal, list, number, refuse};
use wardroom_plugin::{DistrictRef, Item, Notice, Reason, Recipient, Result, Step, TimeS, UnitRef, Urgency};

use crate::cover::Cover;
use crate::forms::{self, APPROVE, DECIDE, EXTENSION, RETURN};
use crate::lenders::Lender;
use crate::request::{End, Lent, Request, Stage};
use crate::{lenders, why};

/// Timers: when the next loan ends, and some time before.
pub const END: u16 = 1;
pub const END_SOON: u16 = 2;

const MINUTE_S: u32 = 60;
const HOUR_S: u32 = 3600;

/// Levels of notices.
const TO_THE_LEADER: u8 = 1;
const TO_THE_COMMAND_ROOM: u8 = 2;

pub type Aid<'a> = Step<'a, Request>;

/// What the own district can spare need not be borrowed.
pub fn begin(aid: &mut Aid) -> Result<()> {
    let wanted = aid.state.units;
    let own = Cover::of(aid.instance.district, aid.settings)?.spare(aid.state.skills, wanted);
    let own = own.unwrap_or_else(|why| {
        aid.remark(why);
        Vec::new()
    });
    aid.remarks.extend(own.iter().map(|unit| why::own_reserve(*unit)));
    let given = own.len() as u8;
    if given > 0 {
        tell_borrower(aid, why::use_own_reserve(given, aid.state.skills, lasting(aid)));
    }
    if given == wanted {
        end(aid, End::OwnReserve);
        return Ok(());
    }
    aid.remark(why::own_reserve_falls_short(given, wanted));
    aid.state.units = wanted - given;
    start_end_timers(aid);
    ask(aid)
}

/// Asks the next lender, or has it decided if there is none.
fn ask(aid: &mut Aid) -> Result<()> {
    let Some(Lender { district, neighbour, units }) = lenders::next(aid)? else { return have_it_decided(aid) };
    aid.remark(match neighbour {
        true => why::asked_neighbour(district, units),
        false => why::asked_county(district, units),
    });
    aid.state.stage = Stage::Asking { lender: district, units };
    let why = why::do_approve(aid.instance.district, units, aid.state.skills, lasting(aid));
    have_answered(aid, APPROVE, district, aid.settings.answer_within_min, why);
    Ok(())
}

/// A lender's answer; it is asked about its cover as it is now, not as it was when the question went out.
pub fn approved(aid: &mut Aid, outcome: &str) -> Result<()> {
    let Stage::Asking { lender, units } = aid.state.stage else { return Ok(()) };
    if outcome != "lent" {
        aid.remark(why::refused(lender));
        return pass_over(aid, lender);
    }
    match Cover::of(lender, aid.settings)?.spare(aid.state.skills, units.min(aid.state.lacking())) {
        Ok(units) => lend(aid, lender, &units, why::lent),
        Err(why) => aid.remark(why),
    }
    pass_over(aid, lender)
}

/// Goes on without this district, if more is needed.
fn pass_over(aid: &mut Aid, lender: DistrictRef) -> Result<()> {
    aid.state.through.push(lender);
    if aid.state.lacking() > 0 {
        return ask(aid);
    }
    aid.state.stage = Stage::Lent;
    Ok(())
}

fn have_it_decided(aid: &mut Aid) -> Result<()> {
    aid.state.stage = Stage::Deciding;
    let room = county_room(aid)?;
    let why = why::do_decide(aid.instance.district, aid.state.lacking(), aid.state.skills, lasting(aid));
    have_answered(aid, DECIDE, room, aid.settings.decide_within_min, why);
    Ok(())
}

/// The county's command room may go below the floor of any district.
pub fn decided(aid: &mut Aid, outcome: &str) -> Result<()> {
    if outcome == "by-order" {
        for (lender, _) in lenders::around(aid.instance.district)? {
            let taken: Vec<UnitRef> = aid.state.loans.iter().map(|loan| loan.unit).collect();
            let mut units = Cover::of(lender, aid.settings)?.bare(aid.state.skills, aid.state.units);
            units.retain(|unit| !taken.contains(unit));
            units.truncate(aid.state.lacking().into());
            lend(aid, lender, &units, why::lent_by_order);
        }
    } else {
        aid.remark(why::no_more_by_decision());
    }
    if aid.state.lacking() > 0 {
        aid.remark(why::falls_short(aid.state.lacking()));
    }
    match aid.state.loans.is_empty() {
        true => end(aid, End::NotCovered),
        false => aid.state.stage = Stage::Lent,
    }
    Ok(())
}

/// Who does not answer in time: the next lender is asked, the command room is called, the loan ends as agreed.
pub fn overdue(aid: &mut Aid, key: u16) -> Result<()> {
    match (key, aid.state.stage) {
        (APPROVE, Stage::Asking { lender, .. }) => {
            aid.cancel_task(APPROVE);
            let waited_s = aid.settings.answer_within_min * MINUTE_S;
            aid.remark(why::no_answer(lender, waited_s));
            pass_over(aid, lender)
        }
        (DECIDE, _) => {
            let why = why::nobody_decides(aid.state.lacking());
            let room = Recipient::CommandRoom(county_room(aid)?);
            aid.notify(Notice::new(TO_THE_COMMAND_ROOM, Urgency::Alarm, why).to(room));
            Ok(())
        }
        (key, _) => {
            if let Some(lender) = forms::lender_of(key) {
                aid.cancel_task(key);
                aid.remark(why::extension_unanswered(lender));
            }
            Ok(())
        }
    }
}

/// A lender's answer on lending for longer.
pub fn extended(aid: &mut Aid, lender: DistrictRef, outcome: &str) {
    let Some(until) = aid.state.extension.filter(|_| outcome == "extended") else {
        return aid.remark(why::extension_refused(lender));
    };
    let mut loans = std::mem::take(&mut aid.state.loans);
    let mut longer_s = 0;
    for loan in loans.iter_mut().filter(|loan| loan.lender == lender && loan.until < until) {
        longer_s = until - loan.until;
        loan.until = until;
        aid.lend(loan.unit, until);
    }
    aid.state.loans = loans;
    aid.state.until = until;
    aid.remark(why::extended(lender, longer_s));
    start_end_timers(aid);
}

pub fn signalled(aid: &mut Aid, signal: &Signal) -> workflow::Result<()> {
    match signal.name.as_str() {
        EXTENSION => ask_for_longer(aid, number(&signal.fields, "hours").unwrap_or(0.0) as u32),
        RETURN => give_back(aid, &units(&signal.fields)),
        _ => Ok(()),
    }
}

fn ask_for_longer(aid: &mut Aid, hours: u32) -> workflow::Result<()> {
    let until = aid.state.until.saturating_add(hours.saturating_mul(HOUR_S));
    let (total_s, most_s) = (until - aid.state.since, aid.settings.loan_h_max * HOUR_S);
    if total_s > most_s {
        return refuse(why::extension_too_long(total_s, most_s));
    }
    aid.state.extension = Some(until);
    for lender in aid.state.lenders() {
        let units = aid.state.loans.iter().filter(|loan| loan.lender == lender).count();
        let why = why::do_extend(aid.instance.district, units, hours * HOUR_S);
        have_answered(aid, forms::extension_of(lender), lender, aid.settings.answer_within_min, why);
    }
    Ok(())
}

/// The units that a form names.
fn units(fields: &[Field]) -> Vec<UnitRef> {
    let unit = |item: &Item| match item {
        Item::Reference(Reference::Unit(unit)) => Some(*unit),
        _ => None,
    };
    list(fields, "units").unwrap_or_default().iter().filter_map(unit).collect()
}

/// These units; without one, all of them, and no more is wanted.
fn give_back(aid: &mut Aid, units: &[UnitRef]) -> workflow::Result<()> {
    let named = |loan: &Lent| units.is_empty() || units.contains(&loan.unit);
    let (back, kept): (Vec<Lent>, Vec<Lent>) = aid.state.loans.iter().partition(|loan| named(loan));
    if back.is_empty() && !units.is_empty() {
        return refuse(why::not_on_loan());
    }
    // Who gives a unit back wants one less.
    aid.state.units = aid.state.units.saturating_sub(back.len() as u8);
    aid.state.loans = kept;
    send_home(aid, &back, why::returned_early);
    let asked = !matches!(aid.state.stage, Stage::Lent);
    if units.is_empty() {
        end(aid, if aid.state.helped { End::Returned } else { End::Withdrawn });
    } else if aid.state.loans.is_empty() && !asked {
        end(aid, End::Returned);
    } else {
        start_end_timers(aid);
    }
    Ok(())
}

/// Some loan has come to its end.
pub fn over(aid: &mut Aid) {
    let now = aid.now;
    let (back, kept): (Vec<Lent>, Vec<Lent>) = aid.state.loans.iter().partition(|loan| loan.until <= now);
    aid.state.loans = kept;
    aid.state.units = aid.state.units.saturating_sub(back.len() as u8);
    send_home(aid, &back, why::returned_at_the_end);
    // Nobody need answer any more on units that are home.
    let lenders = aid.state.lenders();
    let idle = |key: &u16| forms::lender_of(*key).is_some_and(|lender| !lenders.contains(&lender));
    aid.instance.tasks.iter().copied().filter(idle).for_each(|key| aid.cancel_task(key));
    match (aid.state.loans.is_empty(), aid.state.helped) {
        (false, _) => start_end_timers(aid),
        (true, true) => end(aid, End::Returned),
        (true, false) => end(aid, End::NotCovered),
    }
}

/// The borrower is told that it will soon do without.
pub fn soon(aid: &mut Aid) {
    let next = next_end(aid);
    let ending = aid.state.loans.iter().filter(|loan| loan.until == next).count();
    if ending > 0 {
        let why = why::aid_ends_soon(ending, next.saturating_sub(aid.now));
        tell_borrower(aid, why);
    }
}

fn lend(aid: &mut Aid, lender: DistrictRef, units: &[UnitRef], why: fn(UnitRef, DistrictRef, u32) -> Reason) {
    let (until, lasting_s) = (aid.state.until, lasting(aid));
    for unit in units {
        aid.state.loans.push(Lent { unit: *unit, lender, until });
        aid.lend(*unit, until);
        aid.remark(why(*unit, lender, lasting_s));
    }
    if !units.is_empty() {
        aid.state.helped = true;
        tell_borrower(aid, why::aid_comes(units.len(), lender, lasting_s));
    }
}

/// Units that the host has not taken back already.
fn send_home(aid: &mut Aid, loans: &[Lent], why: fn(UnitRef, DistrictRef) -> Reason) {
    let to = Some(aid.instance.district);
    for Lent { unit, lender, .. } in loans {
        let units = view::units(*lender).unwrap_or_default();
        if units.iter().any(|of| of.ref_ == *unit && of.lent_to == to) {
            aid.give_back(*unit);
        }
        aid.remark(why(*unit, *lender));
    }
}

fn start_end_timers(aid: &mut Aid) {
    let (end, before_s) = (next_end(aid), aid.settings.remind_before_min * MINUTE_S);
    aid.timer_at(END, end);
    if end.saturating_sub(before_s) > aid.now {
        aid.timer_at(END_SOON, end - before_s);
    }
}

/// When the next loan ends; before there is one, when the request does.
fn next_end(aid: &Aid) -> TimeS {
    aid.state.loans.iter().map(|loan| loan.until).min().unwrap_or(aid.state.until)
}

fn end(aid: &mut Aid, end: End) {
    aid.state.stage = Stage::Ended;
    aid.end(end.name());
}

/// How long what is lent now stays, seconds.
fn lasting(aid: &Aid) -> u32 {
    aid.state.until.saturating_sub(aid.now)
}

/// The district whose command room decides for the county.
fn county_room(aid: &Aid) -> Result<DistrictRef> {
    let (own, code) = (aid.instance.district, aid.settings.county_room.as_str());
    if code.is_empty() {
        return Ok(own);
    }
    let is_it = |district: &DistrictRef| view::code(Reference::District(*district)).as_deref() == Ok(code);
    let mut districts = std::iter::once(own).chain(lenders::around(own)?.into_iter().map(|(district, _)| district));
    districts.find(is_it).ok_or_else(|| format!("`county_room` is `{code}`, which is no district's code").into())
}

/// Asks a district's duty leader.
fn have_answered(aid: &mut Aid, key: u16, district: DistrictRef, within_min: u32, why: Reason) {
    let leader = Role { district, slot: aid.settings.leader_slot.clone() };
    aid.task(key, leader, within_min * MINUTE_S, why);
}

fn tell_borrower(aid: &mut Aid, why: Reason) {
    let leader = aid.role(&aid.settings.leader_slot);
    aid.notify(Notice::new(TO_THE_LEADER, Urgency::Attention, why).to(leader));
}
