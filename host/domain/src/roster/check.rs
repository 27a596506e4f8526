//! What may be done to the duty roster. Each command is tried on the roster as it would be, and the checks look at that.

use std::collections::BTreeSet;

use crate::command::{Envelope, RosterCommand};
use crate::county::County;
use crate::county::loaded::LoadedCounty;
use crate::event::{Event, RosterEvent};
use crate::hooks::Severity;
use crate::ids::*;
use crate::known::{known_district, loaded, no_stand_in, no_swap, require_reason};
use crate::limits::SHIFTS_PUBLISHED_MAX;
use crate::refusal::Refusal;
use crate::refusal::unreasoned::Unreasoned;
use crate::roster::command::Publication;
use crate::roster::fault::{Fault, What};
use crate::roster::refusal::RosterRefusal;
use crate::roster::shift::{Shift, ShiftKey, Signed};
use crate::roster::{Roster, checks};
use crate::state::State;
use crate::time::TimeMs;

mod handover;
mod publication;
mod stand_in;
mod swap;

pub use publication::{Plan, plan};

pub(crate) fn check(
    state: &State,
    command: &RosterCommand,
    envelope: &Envelope,
    now: TimeMs,
) -> Result<Vec<Event>, Refusal> {
    let by = |person: PersonRef| Signed { person, at: now, by: envelope.author.clone() };
    match command {
        RosterCommand::Publish(publication) => publish(state, publication, envelope, now),
        RosterCommand::StandIn { new, accept_findings } => {
            stand_in::set(state, new, Accepting { findings: *accept_findings, envelope }, now)
        }
        RosterCommand::EndStandIn { stand_in } => stand_in::end(state, *stand_in, now),
        RosterCommand::OfferSwap { gives, wants, to } => swap::offer(state, *gives, *wants, *to, by(gives.person), now),
        RosterCommand::AcceptSwap { swap, person } => swap::accept(state, *swap, *person, now),
        RosterCommand::ApproveSwap { swap, person, accept_findings } => {
            swap::approve(state, *swap, *person, Accepting { findings: *accept_findings, envelope }, now)
        }
        RosterCommand::DeclineSwap { swap, person } => swap::decline(state, *swap, *person, now),
        RosterCommand::HandOver { district, person, note } => handover::give(state, *district, by(*person), note, now),
        RosterCommand::TakeOver { district, person } => handover::take(state, *district, *person, now),
    }
}

/// Whether the one who asks accepts findings.
#[derive(Clone, Copy)]
struct Accepting<'a> {
    findings: bool,
    envelope: &'a Envelope,
}

impl Accepting<'_> {
    /// The findings that are accepted; a breach never is.
    fn judge(self, faults: Vec<Fault>) -> Result<Vec<Fault>, Refusal> {
        let breaches = faults.iter().filter(|fault| fault.severity() == Severity::Breach).count();
        if breaches > 0 {
            return Err(Refusal { faults, ..RosterRefusal::Breach { faults: breaches }.into() });
        }
        if faults.is_empty() {
            return Ok(faults);
        }
        if !self.findings {
            let findings = RosterRefusal::Findings { findings: faults.len() };
            return Err(Refusal { faults, ..findings.into() });
        }
        require_reason(self.envelope.reason.as_deref(), Unreasoned::AcceptFindings)?;
        Ok(faults)
    }
}

fn publish(state: &State, wanted: &Publication, envelope: &Envelope, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    let plan = plan(state, wanted, now)?;
    let accepted = Accepting { findings: wanted.accept_findings, envelope }.judge(plan.faults)?;
    if plan.shifts.is_empty() && plan.withdrawn.is_empty() {
        return Ok(Vec::new());
    }
    let touched: BTreeSet<ShiftKey> =
        plan.shifts.iter().map(Shift::key).chain(plan.withdrawn.iter().copied()).collect();
    let published =
        Event::Roster(RosterEvent::ShiftsPublished { shifts: plan.shifts, withdrawn: plan.withdrawn, accepted });
    Ok(with_vacancies(loaded(state)?, vec![published], &plan.after, touched, now))
}

/// Shifts that come with a county: those that its file says anew. What the file said before and people changed since stays.
pub(crate) fn imported(state: &State, county: &County, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    let old = state.county.as_ref().map(|loaded| loaded.county().roster.as_slice()).unwrap_or_default();
    let said: BTreeSet<_> = old.iter().map(|row| (row.district, row.starts)).collect();
    let unsaid = |row: &&crate::county::ShiftRow| !said.contains(&(row.district, row.starts)) || !old.contains(row);
    let news = county.roster.iter().filter(unsaid).map(Shift::from);
    let shifts: Vec<Shift> = news.filter(|shift| state.roster.shift(shift.key()) != Some(shift)).collect();
    let mut after = state.roster.clone();
    let mut events = Vec::new();
    if !shifts.is_empty() {
        // The first county brings its past with it; from then on the past is past.
        let faults = if state.county.is_some() { checks::past(&after, &shifts, &[], now) } else { Vec::new() };
        if !faults.is_empty() {
            let past = RosterRefusal::ImportedPast { shifts: faults.len() };
            return Err(Refusal { faults, ..past.into() });
        }
        after.publish(&shifts);
        let keys = shifts.iter().map(Shift::key).collect();
        // A county with an unknown zone is refused when it is read.
        let zone = jiff::tz::TimeZone::get(&county.zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let mut accepted = checks::check(county, &zone, &after, &keys, now);
        // Of one who has left the service the files may still speak: their places are empty.
        accepted.retain(|fault| fault.what != What::Retired);
        let breaches = accepted.iter().filter(|fault| fault.severity() == Severity::Breach).count();
        if breaches > 0 {
            let breach = RosterRefusal::ImportedBreach { faults: breaches };
            return Err(Refusal { faults: accepted, ..breach.into() });
        }
        events.push(Event::Roster(RosterEvent::ShiftsPublished { shifts, withdrawn: Vec::new(), accepted }));
    }
    let changes = after.vacancy_changes(&county.slots, from_now(&after, now), now);
    events.extend(noted(&after, changes));
    Ok(events)
}

/// What has to be noted about vacancies after somebody left the service or came back.
pub fn vacancies(state: &State, now: TimeMs) -> Option<Event> {
    let loaded = state.county.as_deref()?;
    noted(&state.roster, state.roster.vacancy_changes(&loaded.county().slots, from_now(&state.roster, now), now))
}

fn from_now(roster: &Roster, now: TimeMs) -> Vec<ShiftKey> {
    roster.shifts.values().flat_map(|of| of.values()).filter(|shift| shift.ends > now).map(Shift::key).collect()
}

/// Adds to events what they change about vacancies, given the roster after them.
fn with_vacancies(
    loaded: &LoadedCounty,
    mut events: Vec<Event>,
    after: &Roster,
    touched: impl IntoIterator<Item = ShiftKey>,
    now: TimeMs,
) -> Vec<Event> {
    events.extend(noted(after, after.vacancy_changes(&loaded.county().slots, touched, now)));
    events
}

fn noted(roster: &Roster, changes: crate::roster::vacant::Changes) -> Option<Event> {
    let crate::roster::vacant::Changes { opened, closed } = changes;
    let districts = roster.vacant_in(&closed);
    (!opened.is_empty() || !closed.is_empty()).then_some(Event::Roster(RosterEvent::VacanciesChanged {
        opened,
        closed,
        districts,
    }))
}

/// What the checks find in these shifts after a change and did not find before.
fn new_faults(state: &State, after: &Roster, shifts: &BTreeSet<ShiftKey>, now: TimeMs) -> Result<Vec<Fault>, Refusal> {
    let loaded = loaded(state)?;
    let (county, zone) = (loaded.county(), loaded.index.zone());
    let before = checks::check(county, zone, &state.roster, shifts, now);
    let mut faults = checks::check(county, zone, after, shifts, now);
    faults.retain(|fault| !before.iter().any(|known| known.covers(fault)));
    Ok(faults)
}

fn known_person(county: &County, person: PersonRef) -> Result<(), Refusal> {
    let known = county.persons.get(person.index()).is_some_and(|person| !person.retired);
    Ok(known.then_some(()).ok_or(RosterRefusal::NoSuchPerson { person })?)
}

fn known_slot(county: &County, slot: u16) -> Result<&crate::county::RosterSlot, Refusal> {
    let known = county.slots.get(usize::from(slot)).filter(|slot| !slot.retired);
    Ok(known.ok_or(RosterRefusal::NoSuchSlot { slot })?)
}

fn person_code(county: &County, person: PersonRef) -> &str {
    county.persons.get(person.index()).map_or("?", |person| &person.code)
}
