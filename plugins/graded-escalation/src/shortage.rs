//! Nobody is there to be sent: that is worth a word at once, whoever has seen the incident by then.

use wardroom_plugin::view;
use wardroom_plugin::{Matter, Notice, Outcome, Reality, Recipient, Role, TimeS, Urgency};

use crate::settings::Settings;
use crate::why;

/// Tells the command room, and whoever holds the slot that the county names. Beside the ladder: it has no level.
pub fn tell(settings: &Settings, matter: &Matter, now: TimeS, outcome: &mut Outcome) {
    let rule = &settings.nobody_to_send;
    let Some(incident) = matter.incident().filter(|incident| rule.from.takes(incident.priority)) else { return };
    let missing: u16 = incident.needs.iter().map(|need| u16::from(need.count)).sum();
    let mut recipients = vec![Recipient::CommandRoom(matter.district)];
    if let Some(slot) = rule.slot.as_ref().filter(|_| matter.reality == Reality::Actual)
        && view::on_duty(matter.district, slot, now).is_ok_and(|persons| !persons.is_empty())
    {
        recipients.push(Recipient::Role(Role { district: matter.district, slot: slot.clone() }));
    }
    outcome.tell(Notice {
        level: 0,
        urgency: Urgency::Emergency,
        recipients,
        why: why::nobody_to_send(missing),
        seen_within_s: None,
        accepted_within_s: None,
        arrived_within_s: None,
    });
}
