//! Which captain has a case: the one of its own district, or, where that one is at the cap or does not take it, whoever has least open work.

use wardroom_plugin::workflow::{Assignee, Field, Result, reference, refuse};
use wardroom_plugin::{PersonRef, Reference};

use crate::forms::{ACCEPT, DECIDE, HANDLE};
use crate::handover::Stage;
use crate::steps::{Handing, give, give_days};
use crate::tables::{self, Captain};
use crate::why;

/// Asks the next captain; with none left a person decides.
pub fn offer(step: &mut Handing) -> wardroom_plugin::Result<()> {
    let own = Some(step.instance.district);
    let mut able: Vec<Captain> = Vec::new();
    for captain in tables::captains(step.settings)? {
        match () {
            () if step.state.passed.contains(&captain.person) => {}
            () if captain.load >= captain.cap => {
                step.remark(why::at_cap(captain.person, captain.load, captain.cap));
            }
            () => able.push(captain),
        }
    }
    able.sort_by_key(|captain| (captain.district != own, captain.load));
    let Some((chosen, others)) = able.split_first() else {
        step.remark(why::no_captain());
        decide(step);
        return Ok(());
    };
    step.remark(match chosen.district == own {
        true => why::own_captain(chosen.person, chosen.load, chosen.cap),
        false => why::other_captain(chosen.person, chosen.load, chosen.cap),
    });
    // Of those who were not chosen it is said who had more to do; that others are of other districts says itself.
    let busier = others.iter().filter(|other| (other.district != own) == (chosen.district != own));
    step.remarks.extend(busier.map(|other| why::busier_captain(other.person, other.load, chosen.load)));
    step.state.stage = Stage::Offered(chosen.person);
    let within_h = step.settings.accept_within_h;
    give(step, ACCEPT, Assignee::Person(chosen.person), within_h, why::do_accept());
    Ok(())
}

fn decide(step: &mut Handing) {
    step.state.stage = Stage::Deciding;
    let leader = step.role(&step.settings.leader_slot);
    give(step, DECIDE, leader.into(), step.settings.decide_within_h, why::do_decide());
}

/// This one did not take it: the next.
pub fn pass_over(step: &mut Handing, captain: PersonRef) -> wardroom_plugin::Result<()> {
    step.state.passed.push(captain);
    offer(step)
}

/// Whoever leads may go beyond a cap, or have all of them asked once more.
pub fn decided(step: &mut Handing, outcome: &str, fields: &[Field]) -> Result<()> {
    if outcome == "again" {
        step.state.passed.clear();
        offer(step)?;
        return Ok(());
    }
    let Some(Reference::Person(captain)) = reference(fields, "captain") else { return refuse(why::say_captain()) };
    if tables::captains(step.settings)?.iter().all(|known| known.person != captain) {
        return refuse(why::no_captain_of_ours(captain));
    }
    step.remark(why::ordered(captain));
    handle(step, captain);
    Ok(())
}

/// From here on the captain's team has it.
pub fn handle(step: &mut Handing, captain: PersonRef) {
    step.state.captain = Some(captain);
    step.state.stage = Stage::Handling(captain);
    give_days(step, HANDLE, Assignee::Person(captain), step.settings.handle_days, why::do_handle());
}
