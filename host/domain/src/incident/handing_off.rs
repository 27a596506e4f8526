//! Handing an incident to an outside agency, and the agency's confirmation: what may be, and what that makes of the incident.

use std::sync::Arc;

use crate::event::{Event, IncidentEvent};
use crate::fold::Context;
use crate::hooks::CatchUp;
use crate::ids::IncidentRef;
use crate::incident::Phase;
use crate::incident::hand_off::{Confirmed, HandOff, confirm_timer};
use crate::incident::record::Incident;
use crate::incident::refusal::IncidentRefusal;
use crate::known::{known_incident, loaded, open_incident};
use crate::limits::{CODE_BYTES_MAX, HAND_OFFS_PER_INCIDENT_MAX, TEXT_BYTES_MAX};
use crate::refusal::Refusal;
use crate::state::State;
use crate::timer::Timer;

pub(super) fn hand_off(state: &State, which: IncidentRef, to: &str, note: Option<&str>) -> Result<Vec<Event>, Refusal> {
    let county = loaded(state)?.county();
    let incident = open_incident(state, which)?;
    let agencies = || county.agencies.iter().map(|agency| agency.code.clone()).collect();
    let unknown = || IncidentRefusal::UnknownAgency { agency: to.to_owned(), agencies: agencies() };
    let agency = county.agency(to).ok_or_else(unknown)?;
    let id = || incident.id.clone();
    if incident.hand_offs.iter().any(|of| of.to == to && of.confirmed.is_none()) {
        return Err(IncidentRefusal::HandedOffAlready { incident: id(), agency: to.to_owned() }.into());
    }
    if incident.hand_offs.len() >= HAND_OFFS_PER_INCIDENT_MAX {
        let hand_offs_max = HAND_OFFS_PER_INCIDENT_MAX;
        return Err(IncidentRefusal::TooManyHandOffs { incident: id(), hand_offs_max }.into());
    }
    let note = note.map(str::trim).filter(|note| !note.is_empty()).map(str::to_owned);
    if note.as_ref().is_some_and(|note| note.len() > TEXT_BYTES_MAX) {
        return Err(IncidentRefusal::NoteTooLong { bytes_max: TEXT_BYTES_MAX }.into());
    }
    let (number, within_s) = (incident.hand_offs.len() as u32 + 1, agency.confirm_within_s);
    Ok(vec![IncidentEvent::HandedOff { incident: which, number, to: to.to_owned(), within_s, note }.into()])
}

/// Also after the incident has ended: what the agency says then still belongs to it.
pub(super) fn confirm(state: &State, which: IncidentRef, from: &str, reference: &str) -> Result<Vec<Event>, Refusal> {
    let incident = known_incident(state, which)?;
    let (id, agency) = (|| incident.id.clone(), || from.to_owned());
    let last = incident.hand_offs.iter().rev().find(|of| of.to == from);
    let unknown = || IncidentRefusal::NoSuchHandOff { incident: id(), agency: agency() };
    let &HandOff { number, ref confirmed, .. } = last.ok_or_else(unknown)?;
    if let Some(Confirmed { reference, .. }) = confirmed {
        let reference = reference.clone();
        return Err(IncidentRefusal::ConfirmedAlready { incident: id(), agency: agency(), reference }.into());
    }
    let reference = reference.trim();
    if reference.is_empty() || reference.len() > CODE_BYTES_MAX {
        return Err(IncidentRefusal::BadReference { bytes_max: CODE_BYTES_MAX }.into());
    }
    let reference = reference.to_owned();
    Ok(vec![IncidentEvent::HandOffConfirmed { incident: which, number, reference }.into()])
}

impl Incident {
    /// Hand-offs that the agencies have not confirmed.
    pub fn unconfirmed(&self) -> impl Iterator<Item = &HandOff> {
        self.hand_offs.iter().filter(|of| of.confirmed.is_none())
    }

    /// Whether its agencies are still asked to confirm, as far as it says itself. A person who has ended it waits for nothing more; of one
    /// that was merged [`State::waits_for_agencies`] knows.
    pub fn is_unconfirmed(&self) -> bool {
        let ended = matches!(self.phase, Phase::Closed | Phase::Cancelled);
        !ended && self.unconfirmed().next().is_some()
    }
}

impl State {
    /// Whether its agencies are still asked to confirm. Those of a duplicate are until the incident that it was merged into is ended, too.
    pub fn waits_for_agencies(&self, incident: &Incident) -> bool {
        incident.is_unconfirmed() && !self.ended_with_another(incident)
    }

    /// Whether it is a duplicate of one that a person has ended, or of a duplicate of such a one.
    fn ended_with_another(&self, incident: &Incident) -> bool {
        let mut next = incident.merged_into;
        while let Some(which) = next {
            let Some(into) = self.incident(which) else { return true };
            if matches!(into.phase, Phase::Closed | Phase::Cancelled) {
                return true;
            }
            next = into.merged_into;
        }
        false
    }

    /// Whether it or a duplicate of it is still to be confirmed. What they were merged into stays as long, so that its end ends that.
    pub fn is_kept_for_confirmation(&self, incident: &Incident) -> bool {
        self.waits_for_agencies(incident)
            || self.under(incident).iter().any(|duplicate| self.waits_for_agencies(duplicate))
    }

    /// The duplicates of an incident that the state has, and theirs.
    pub(super) fn under(&self, incident: &Incident) -> Vec<&Arc<Incident>> {
        let of = |incident: &Incident| incident.duplicates.iter().filter_map(|which| self.incident(*which)).collect();
        let mut found: Vec<&Arc<Incident>> = of(incident);
        let mut at = 0;
        while let Some(duplicate) = found.get(at) {
            let theirs: Vec<&Arc<Incident>> = of(duplicate);
            found.extend(theirs);
            at += 1;
        }
        found
    }

    pub(super) fn apply_hand_off(&mut self, event: &IncidentEvent, cx: &Context<'_>) {
        if let IncidentEvent::HandedOff { incident, number, to, within_s, note } = event {
            let (number, within_s, to, note) = (*number, *within_s, to.clone(), note.clone());
            let hand_off = HandOff { number, to, at: cx.at, by: cx.by(), note, within_s, confirmed: None };
            self.take_hand_off(*incident, hand_off, cx);
        }
        if let IncidentEvent::HandOffConfirmed { incident, number, reference } = event {
            self.confirm_hand_off(*incident, *number, reference, cx);
        }
    }

    fn take_hand_off(&mut self, which: IncidentRef, hand_off: HandOff, cx: &Context<'_>) {
        let (timer, within_s) = (confirm_timer(which, hand_off.number), hand_off.within_s);
        self.change(which, cx, |incident| incident.hand_offs.push(hand_off));
        let (due, repeat_s, version) = (cx.at.plus_s(within_s), Some(within_s), cx.version);
        self.timers.start(timer, Timer { generation: 1, due, catch_up: CatchUp::Once, repeat_s, version });
    }

    fn confirm_hand_off(&mut self, which: IncidentRef, number: u32, reference: &str, cx: &Context<'_>) {
        let confirmed = Confirmed { at: cx.at, by: cx.by(), reference: reference.to_owned() };
        self.change(which, cx, |incident| {
            if let Some(of) = incident.hand_offs.iter_mut().find(|of| of.number == number) {
                of.confirmed = Some(confirmed);
            }
        });
        self.timers.stop(confirm_timer(which, number));
    }
}
