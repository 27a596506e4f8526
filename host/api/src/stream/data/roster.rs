//! What the roster's events say outside. What a person wrote in a note stays inside; it is a request away.

use domain::event::RosterEvent;
use domain::ids::{DistrictRef, StandInRef, SwapRef, VacancyRef};
use domain::roster::Shift;
use domain::roster::fault::Fault;
use domain::roster::swap::{Place, Swap};
use serde_json::{Value, json};

use crate::dto::duty::{FaultBody, StandInBody, VacancyBody};
use crate::dto::roster::ShiftBody;
use crate::stream::lookup::Lookup;

/// `None`: there is nothing in it for one who sees these districts only.
pub fn of(event: &RosterEvent, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> Option<Value> {
    let teller = &lookup.teller;
    let seen = |shifts: &[Shift]| -> Vec<ShiftBody> {
        shifts.iter().filter(|shift| sees(shift.district)).map(|shift| ShiftBody::of(shift, teller)).collect()
    };
    let found = |faults: &[Fault]| -> Vec<FaultBody> {
        faults
            .iter()
            .filter(|fault| sees(fault.shift.district))
            .map(|fault| FaultBody::of(fault, teller, sees))
            .collect()
    };
    let place = |place: &Place| {
        let shift = teller.time(place.shift.starts);
        let district = teller.district(place.shift.district).code;
        json!({ "district": district, "shift": shift, "slot": teller.slot(place.slot), "person": teller.person(place.person) })
    };
    Some(match event {
        RosterEvent::ShiftsPublished { shifts, withdrawn, accepted } => {
            let withdrawn = withdrawn.iter().filter(|key| sees(key.district)).map(
                |key| json!({ "district": teller.district(key.district).code, "starts": teller.time(key.starts) }),
            );
            let (shifts, withdrawn): (_, Vec<Value>) = (seen(shifts), withdrawn.collect());
            if shifts.is_empty() && withdrawn.is_empty() {
                return None;
            }
            json!({ "shifts": shifts, "withdrawn": withdrawn, "accepted": found(accepted) })
        }
        RosterEvent::StandInSet { stand_in, accepted } => {
            let mut data = sees(stand_in.district).then(|| json!(StandInBody::of(stand_in, teller)))?;
            data["accepted"] = json!(found(accepted));
            data
        }
        RosterEvent::StandInEnded { stand_in, district } => {
            let district =
                district.or_else(|| lookup.stand_in_district(*stand_in)).filter(|district| sees(*district))?;
            json!({ "number": stand_in, "district": teller.district(district).code })
        }
        RosterEvent::SwapOffered(swap) => {
            swap_seen(lookup, swap.number, sees)?;
            let (wants, to) = (swap.wants.as_ref().map(place), swap.to.map(|person| teller.person(person)));
            json!({ "number": swap.number, "gives": place(&swap.gives), "wants": wants, "to": to, "expires": teller.time(swap.expires) })
        }
        RosterEvent::SwapAccepted { swap, person } => {
            swap_seen(lookup, *swap, sees)?;
            json!({ "number": swap, "person": teller.person(*person) })
        }
        RosterEvent::SwapEnded { swap, outcome, person, shifts, accepted } => {
            swap_seen(lookup, *swap, sees)?;
            let person = person.map(|person| teller.person(person));
            json!({ "number": swap, "outcome": outcome, "person": person, "shifts": seen(shifts), "accepted": found(accepted) })
        }
        RosterEvent::ShiftHandedOver(handover) => sees(handover.district).then(|| {
            json!({
                "district": teller.district(handover.district).code,
                "outgoing": teller.time(handover.outgoing),
                "incoming": teller.time(handover.incoming),
                "person": teller.person(handover.given.person),
                "incidents": handover.list.incidents.len(),
                "timers": handover.list.timers.len(),
            })
        })?,
        RosterEvent::ShiftTakenOver { district, outgoing, person } => sees(*district).then(|| {
            let (outgoing, person) = (teller.time(*outgoing), teller.person(*person));
            json!({ "district": teller.district(*district).code, "outgoing": outgoing, "person": person })
        })?,
        RosterEvent::VacanciesChanged { opened, closed, districts } => {
            let opened = opened.iter().filter(|vacancy| sees(vacancy.shift.district));
            let opened: Vec<VacancyBody> = opened.map(|vacancy| VacancyBody::of(vacancy, teller)).collect();
            let closed = closed.iter().zip(districts).filter(|(_, district)| sees(**district));
            let closed: Vec<VacancyRef> = closed.map(|(vacancy, _)| *vacancy).collect();
            if opened.is_empty() && closed.is_empty() {
                return None;
            }
            json!({ "opened": opened, "closed": closed })
        }
    })
}

/// Whether all districts that an event is about are among these.
pub fn is_whole(event: &RosterEvent, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> bool {
    let all_seen = |shifts: &[Shift]| shifts.iter().all(|shift| sees(shift.district));
    let swap_whole = |swap: SwapRef| {
        let wants = |swap: &Swap| swap.wants.as_ref().is_none_or(|wants| sees(wants.shift.district));
        lookup.swap(swap).is_some_and(|swap| sees(swap.gives.shift.district) && wants(swap))
    };
    match event {
        RosterEvent::ShiftsPublished { shifts, withdrawn, .. } => {
            all_seen(shifts) && withdrawn.iter().all(|key| sees(key.district))
        }
        RosterEvent::SwapOffered(swap) => swap_whole(swap.number),
        RosterEvent::SwapAccepted { swap, .. } => swap_whole(*swap),
        RosterEvent::SwapEnded { swap, shifts, .. } => swap_whole(*swap) && all_seen(shifts),
        RosterEvent::VacanciesChanged { opened, districts, .. } => {
            opened.iter().all(|vacancy| sees(vacancy.shift.district))
                && districts.iter().all(|district| sees(*district))
        }
        // Of one district: whoever is told of it sees it.
        RosterEvent::StandInSet { .. }
        | RosterEvent::StandInEnded { .. }
        | RosterEvent::ShiftHandedOver(_)
        | RosterEvent::ShiftTakenOver { .. } => true,
    }
}

/// A swap is seen by those who see one of its shifts. One that is not kept any more is nobody's.
fn swap_seen(lookup: &Lookup<'_>, swap: SwapRef, sees: &dyn Fn(DistrictRef) -> bool) -> Option<()> {
    let swap = lookup.swap(swap)?;
    let wants = swap.wants.map(|wants| wants.shift.district);
    (sees(swap.gives.shift.district) || wants.is_some_and(sees)).then_some(())
}

impl Lookup<'_> {
    fn stand_in_district(&self, which: StandInRef) -> Option<DistrictRef> {
        self.state().roster.stand_in(which).map(|stand_in| stand_in.district)
    }

    fn swap(&self, which: SwapRef) -> Option<&Swap> {
        self.state().roster.swaps.get(&which).map(AsRef::as_ref)
    }
}
