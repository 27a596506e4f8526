//! Where a dispute begins: by three criteria that anybody can see, its amount and the number of its parties.

use wardroom_plugin::{Reason, reason};

use crate::dispute::{Dispute, Rung};
use crate::settings::Triage;
use crate::why;

/// The first rung. Each criterion that holds is remarked, and what follows from them.
pub fn triage(dispute: &Dispute, settings: &Triage, remarks: &mut Vec<Reason>) -> Rung {
    let criteria = [
        (dispute.legally_technical, why::LEGALLY_TECHNICAL),
        (dispute.hard_to_settle, why::HARD_TO_SETTLE),
        (dispute.likely_to_escalate, why::LIKELY_TO_ESCALATE),
    ];
    let holding = criteria.iter().filter(|(holds, _)| *holds);
    remarks.extend(holding.clone().map(|(_, code)| reason(*code)));
    let count = holding.count() as u8;
    let large = dispute.amount >= settings.amount_town;
    if large {
        remarks.push(reason(why::LARGE_AMOUNT).with(dispute.amount).with(settings.amount_town));
    }
    let many = dispute.parties >= settings.parties_town;
    if many {
        remarks.push(reason(why::MANY_PARTIES).with(dispute.parties).with(settings.parties_town));
    }
    let (rung, code) = match () {
        () if count >= settings.criteria_city => (Rung::City, why::BEGINS_IN_THE_CITY),
        () if count >= settings.criteria_town || large || many => (Rung::Town, why::BEGINS_IN_THE_TOWN),
        () => (Rung::Village, why::BEGINS_IN_THE_VILLAGE),
    };
    remarks.push(reason(code).with(count));
    rung
}
