//! Alarm levels: each adds units at the staging place, of the district's own and lent by others, and gives back what a lower one does not
//! have. Whoever lends keeps its floor.

use wardroom_plugin::view;
use wardroom_plugin::workflow::Role;
use wardroom_plugin::{DistrictRef, Notice, Reason, Result, Urgency};

use crate::cover::Cover;
use crate::plan::{Duty, Lent, STAGING};
use crate::posts::{self, TO_THE_LEADER};
use crate::{Event, why};

/// Brings what stands by to what the level asks for.
pub fn apply(event: &mut Event) -> Result<()> {
    let level = event.settings.level(event.state.level);
    event.state.highest = event.state.highest.max(event.state.level);
    let own = event.state.reserve.saturating_add(level.own);
    let before = std::mem::replace(&mut event.state.posts[STAGING].units, own);
    let shift_ends = event.state.posts[STAGING].shift_ends;
    // Before the first shift is called there is nothing to add to.
    if shift_ends > event.now && own > before {
        posts::call(event, STAGING, (own - before).into(), (event.now, shift_ends))?;
    }
    if own < before {
        release_own(event, (before - own).into());
    }
    let (lent, wanted) = (event.state.loans.len(), usize::from(level.lent));
    if wanted > lent {
        return borrow(event, wanted - lent);
    }
    give_back(event, lent - wanted);
    Ok(())
}

/// The newest of the district's own that stand by; some of them may be on posts meanwhile, and stay there.
fn release_own(event: &mut Event, count: usize) {
    let lent = |duty: &Duty| event.state.loans.iter().any(|lent| lent.unit == duty.unit);
    let own: Vec<&Duty> = event.state.duties.iter().filter(|duty| duty.post == STAGING && !lent(duty)).collect();
    let spare = own.len().saturating_sub(event.state.posts[STAGING].units.into());
    let over: Vec<Duty> = own.into_iter().rev().take(count.min(spare)).copied().collect();
    for duty in over {
        posts::call_off(event, &duty);
        posts::let_go(event, duty.unit);
        event.state.duties.retain(|other| other.key != duty.key);
        let name = posts::name(event, STAGING);
        event.remark(why::relieved(duty.unit, name));
    }
}

/// From the nearest districts first, what each can spare.
fn borrow(event: &mut Event, mut missing: usize) -> Result<()> {
    if !event.is_actual() {
        event.remark(why::no_loans_in_exercise());
        return Ok(());
    }
    let (ends, to) = (event.state.ends, event.instance.district);
    for lender in around(to)? {
        if missing == 0 {
            break;
        }
        let (units, floor) = Cover::of(lender, event.settings, &[])?.spare(&event.state.posts[STAGING], missing);
        event.remarks.extend(floor);
        for unit in &units {
            // For the event alone: the host recommends it for no other incident there.
            event.hold(*unit, ends);
            event.remark(why::lent(*unit, lender));
            event.state.loans.push(Lent { unit: *unit, lender });
            event.state.lent_in_all = event.state.lent_in_all.saturating_add(1);
            let sum = &mut event.state.posts[STAGING].sum;
            sum.asked = sum.asked.saturating_add(1);
            posts::assign(event, STAGING, *unit, (event.now, ends));
        }
        missing -= units.len();
        if !units.is_empty() {
            tell(event, lender, why::lends(units.len(), to, ends));
        }
    }
    if missing > 0 {
        let sum = &mut event.state.posts[STAGING].sum;
        (sum.asked, sum.short) = (sum.asked.saturating_add(missing as u16), sum.short.saturating_add(missing as u16));
        let why = why::short_of_loans(missing, event.state.level);
        event.remark(why.clone());
        posts::tell_leader(event, why);
    }
    Ok(())
}

/// The newest loans first, wherever these units are.
pub fn give_back(event: &mut Event, count: usize) {
    let kept = event.state.loans.len() - count;
    let back = event.state.loans.split_off(kept);
    let from = event.instance.district;
    let mut lenders: Vec<(DistrictRef, u16)> = Vec::new();
    for Lent { unit, lender } in back.into_iter().rev() {
        if let Some(duty) = event.state.duties.iter().find(|duty| duty.unit == unit).copied() {
            posts::call_off(event, &duty);
            event.state.duties.retain(|other| other.key != duty.key);
        }
        // The host takes units back at their end, too.
        let units = view::units(lender).unwrap_or_default();
        if units.iter().any(|of| of.ref_ == unit && of.lent_to == Some(from)) {
            event.give_back(unit);
        }
        event.remark(why::returned(unit, lender));
        match lenders.iter_mut().find(|(of, _)| *of == lender) {
            Some((_, units)) => *units += 1,
            None => lenders.push((lender, 1)),
        }
    }
    for (lender, units) in lenders {
        tell(event, lender, why::gives_back(units, from));
    }
}

/// It lasts longer, and so do the loans, and whoever is on one.
pub fn lengthen(event: &mut Event, ends: u32) {
    for loan in event.state.loans.clone() {
        event.hold(loan.unit, ends);
    }
    let (before, loans) = (event.state.ends, event.state.loans.clone());
    event.state.ends = ends;
    event.state.posts[STAGING].until = ends;
    for duty in event.state.duties.clone() {
        if duty.until == before && loans.iter().any(|lent| lent.unit == duty.unit) {
            posts::lengthen(event, duty, ends);
        }
    }
}

/// Every other district of the county, nearest first.
fn around(own: DistrictRef) -> Result<Vec<DistrictRef>> {
    let mut found = vec![own];
    let mut next = 0;
    while let Some(district) = found.get(next).copied() {
        let neighbours = view::district_neighbours(district);
        for other in neighbours.map_err(|refusal| format!("the neighbours of district {district}: {refusal}"))? {
            if !found.contains(&other) {
                found.push(other);
            }
        }
        next += 1;
    }
    found.remove(0);
    Ok(found)
}

fn tell(event: &mut Event, district: DistrictRef, why: Reason) {
    let leader = Role { district, slot: event.settings.leader_slot.clone() };
    event.notify(Notice::new(TO_THE_LEADER, Urgency::Attention, why).to(leader));
}
