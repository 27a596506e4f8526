//! Where a dispute begins: by three criteria that anybody can see, its amount and the number of its parties.

use wardroom_plugin::Reason;

use crate::dispute::{Dispute, Rung};
use crate::settings::Triage;
use crate::why;

/// The first rung. Each criterion that holds is remarked, and what follows from them.
pub fn triage(dispute: &Dispute, settings: &Triage, remarks: &mut Vec<Reason>) -> Rung {
    let criteria = [
        (dispute.legally_technical, why::legally_technical()),
        (dispute.hard_to_settle, why::hard_to_settle()),
        (dispute.likely_to_escalate, why::likely_to_escalate()),
    ];
    let before = remarks.len();
    remarks.extend(criteria.into_iter().filter(|(holds, _)| *holds).map(|(_, why)| why));
    let count = (remarks.len() - before) as u8;
    let large = dispute.amount >= settings.amount_town;
    if large {
        remarks.push(why::large_amount(dispute.amount, settings.amount_town));
    }
    let many = dispute.parties >= settings.parties_town;
    if many {
        remarks.push(why::many_parties(dispute.parties, settings.parties_town));
    }
    let (rung, why) = match () {
        () if count >= settings.criteria_city => (Rung::City, why::begins_in_the_city(count)),
        () if count >= settings.criteria_town || large || many => (Rung::Town, why::begins_in_the_town(count)),
        () => (Rung::Village, why::begins_in_the_village(count)),
    };
    remarks.push(why);
    rung
}
