//! What the events of notices say outside, and a notice as channels carry it.

use domain::event::NoticeEvent;
use domain::hooks::Urgency;
use domain::notice::{DeliveryOutcome, Notice, Told};
use domain::who::Who;
use serde_json::{Value, json};
use telling::Teller;

use crate::stream::lookup::Lookup;

/// `id`: of the matter that it tells of.
pub fn of(event: &NoticeEvent, id: Option<&str>, lookup: &Lookup<'_>) -> Option<Value> {
    Some(match event {
        NoticeEvent::Sent(notice) => told(id?, notice, lookup),
        NoticeEvent::Repeated { notice, .. } => json!({ "id": id, "notice": notice }),
        NoticeEvent::Answered { notice, stage, .. } | NoticeEvent::Unanswered { notice, stage, .. } => {
            json!({ "id": id, "notice": notice, "stage": stage })
        }
        NoticeEvent::Delivered { notice, channel, outcome, .. } => {
            let (outcome, why) = match outcome {
                DeliveryOutcome::Sent => ("sent", None),
                DeliveryOutcome::Failed { why, .. } => ("failed", Some(why)),
                DeliveryOutcome::GivenUp { why } => ("given-up", Some(why)),
            };
            json!({ "id": id, "notice": notice, "channel": channel, "outcome": outcome, "why": why })
        }
        // How the host is set up is of no interest outside.
        NoticeEvent::ChannelsSet { .. } => return None,
    })
}

/// Who is told, and whether that is only to be looked up.
pub fn addressee(told: &Told, teller: &Teller<'_>) -> Value {
    json!({ "type": Who::from(told.to).sort(), "code": teller.addressee(told.to).code, "held": told.held })
}

/// A notice as channels carry it. `ring`: false where all who are told have had their share of the hour.
fn told(id: &str, notice: &Notice, lookup: &Lookup<'_>) -> Value {
    let (teller, message) = (&lookup.teller, &notice.message);
    let recipient = |to: &Who| json!({ "type": to.sort(), "code": teller.recipient(to).code });
    json!({
        "id": id,
        "notice": notice.notice,
        "matter": notice.matter,
        "district": teller.district(notice.district).code,
        "reality": notice.reality,
        "level": message.level,
        "urgency": message.urgency,
        "to": message.recipients.iter().map(recipient).collect::<Vec<_>>(),
        "told": notice.told.iter().map(|told| addressee(told, teller)).collect::<Vec<_>>(),
        "ring": message.urgency != Urgency::Info && notice.told.iter().any(|told| !told.held),
        "last_resort": notice.last_resort,
        "why": { "code": message.why.code, "values": message.why.values },
    })
}
