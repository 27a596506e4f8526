//! What the roster's events change in it. Whether they may happen was decided before they were written.

use std::sync::Arc;

use imbl::OrdSet;

use super::swap::{Ended, Outcome};
use super::*;
use crate::archived::passing::Gone;
use crate::event::{Event, RosterEvent};
use crate::limits::*;

impl Roster {
    /// Folds an event of the roster. What is kept no longer for it goes to the archive.
    pub(crate) fn apply(&mut self, event: &RosterEvent, at: TimeMs, sure: TimeMs, author: &str) -> Vec<Gone> {
        let mut gone = Vec::new();
        let signed = |person: PersonRef| Signed { person, at, by: author.to_owned() };
        match event {
            RosterEvent::ShiftsPublished { shifts, withdrawn, .. } => {
                self.withdraw(withdrawn);
                // What is published now stays, however old: a county's files may tell of last year.
                self.forget_shifts(sure);
                self.publish(shifts);
            }
            RosterEvent::StandInSet { stand_in, .. } => self.add_stand_in(stand_in, &mut gone),
            RosterEvent::StandInEnded { stand_in, .. } => self.end_stand_in(*stand_in, at),
            RosterEvent::SwapOffered(swap) => {
                self.last_swap = self.last_swap.max(swap.number);
                self.endings.insert((swap.expires, Ending::Swap(swap.number)));
                self.swaps.insert(swap.number, Arc::new((**swap).clone()));
                self.forget_swaps(&mut gone);
            }
            RosterEvent::SwapAccepted { swap, person } => {
                if let Some(swap) = self.swaps.get_mut(swap) {
                    Arc::make_mut(swap).accepted = Some(signed(*person));
                }
            }
            RosterEvent::SwapEnded { swap, outcome, person, shifts, .. } => {
                if let Some(swap) = self.swaps.get_mut(swap) {
                    self.endings.remove(&(swap.expires, Ending::Swap(swap.number)));
                    Arc::make_mut(swap).ended = Some(Ended { outcome: *outcome, at, person: *person });
                }
                if *outcome == Outcome::Approved {
                    self.publish(shifts);
                }
            }
            RosterEvent::ShiftHandedOver(handover) => {
                let of_district = self.handovers.entry(handover.district).or_default();
                of_district.insert(handover.outgoing, Arc::new((**handover).clone()));
                while of_district.len() > HANDOVERS_KEPT_MAX {
                    let Some(oldest) = of_district.get_min().map(|(starts, _)| *starts) else { break };
                    gone.extend(of_district.remove(&oldest).map(Gone::Handover));
                }
            }
            RosterEvent::ShiftTakenOver { district, outgoing, person } => {
                let handover = self.handovers.get_mut(district).and_then(|of| of.get_mut(outgoing));
                if let Some(handover) = handover {
                    Arc::make_mut(handover).taken = Some(signed(*person));
                    self.version += 1;
                }
            }
            RosterEvent::VacanciesChanged { opened, closed, .. } => {
                for vacancy in closed.iter().filter_map(|vacancy| self.vacancies.remove(vacancy)) {
                    self.vacant.remove(&(vacancy.shift, vacancy.slot, vacancy.vacancy));
                    self.endings.remove(&(vacancy.until, Ending::Vacancy(vacancy.vacancy)));
                }
                for vacancy in opened {
                    self.last_vacancy = self.last_vacancy.max(vacancy.vacancy);
                    self.vacancies.insert(vacancy.vacancy, vacancy.clone());
                    self.vacant.insert((vacancy.shift, vacancy.slot, vacancy.vacancy));
                    self.endings.insert((vacancy.until, Ending::Vacancy(vacancy.vacancy)));
                }
            }
        }
        gone
    }

    /// A county came in: whether it wants shifts handed over counts from now on.
    pub(crate) fn require_handover(&mut self, required: bool) {
        if self.handover_required != required {
            self.handover_required = required;
            self.version += 1;
        }
    }

    pub(super) fn add_stand_in(&mut self, stand_in: &StandIn, gone: &mut Vec<Gone>) {
        self.version += 1;
        self.last_stand_in = self.last_stand_in.max(stand_in.number);
        let of_district = self.stand_ins.entry(stand_in.district).or_default();
        let place = of_district.partition_point(|other| other.until <= stand_in.until);
        of_district.insert(place, stand_in.clone());
        let spare = of_district.len().saturating_sub(STAND_INS_KEPT_MAX);
        gone.extend(of_district.drain(..spare).map(Gone::StandIn));
    }

    /// It ends now; one that has not begun never was.
    pub(super) fn end_stand_in(&mut self, number: StandInRef, at: TimeMs) {
        let Some(found) = self.stand_in(number).cloned() else { return };
        let Some(of_district) = self.stand_ins.get_mut(&found.district) else { return };
        of_district.retain(|stand_in| stand_in.number != number);
        if found.from < at {
            let ended = StandIn { until: found.until.min(at), ..found };
            let place = of_district.partition_point(|other| other.until <= ended.until);
            of_district.insert(place, ended);
        }
        self.version += 1;
    }

    /// The time goes back: what was taken over was taken over by then, and who has left has left.
    pub(crate) fn take_sooner(&mut self, sooner: &impl Fn(TimeMs) -> TimeMs) {
        self.leave_sooner(sooner);
        let all = self.handovers.values().flat_map(OrdMap::values).filter(|handover| handover.taken.is_some());
        let taken: Vec<ShiftKey> = all.map(|h| ShiftKey { district: h.district, starts: h.outgoing }).collect();
        for ShiftKey { district, starts } in taken {
            let handover = self.handovers.get_mut(&district).and_then(|of| of.get_mut(&starts)).map(Arc::make_mut);
            if let Some(taken) = handover.and_then(|handover| handover.taken.as_mut()) {
                taken.at = sooner(taken.at);
            }
        }
    }

    /// Those that ended long ago; the journal has them.
    fn forget_shifts(&mut self, at: TimeMs) {
        let kept_from = TimeMs(at.0.saturating_sub(i64::from(ROSTER_KEPT_S) * 1000));
        let districts: Vec<DistrictRef> = self.shifts.keys().copied().collect();
        for of_district in districts {
            let Some(of_district) = self.shifts.get_mut(&of_district) else { continue };
            while let Some((starts, _)) = of_district.get_min().filter(|(_, shift)| shift.ends < kept_from) {
                let starts = *starts;
                of_district.remove(&starts);
                self.kept_from = Some(kept_from);
            }
        }
    }

    /// The oldest that are over go first.
    fn forget_swaps(&mut self, gone: &mut Vec<Gone>) {
        while self.swaps.len() > SWAPS_KEPT_MAX {
            let over = self.swaps.iter().find(|(_, swap)| swap.ended.is_some()).map(|(number, _)| *number);
            let oldest = over.or_else(|| self.swaps.get_min().map(|(number, _)| *number));
            let Some(oldest) = oldest else { break };
            if let Some(swap) = self.swaps.remove(&oldest) {
                self.endings.remove(&(swap.expires, Ending::Swap(oldest)));
                gone.push(Gone::Swap(swap));
            }
        }
    }

    /// Rebuilds what is derived.
    pub(crate) fn derive(&mut self) {
        self.vacant = self.vacancies.values().map(|v| (v.shift, v.slot, v.vacancy)).collect();
        let vacancies = self.vacancies.values().map(|v| (v.until, Ending::Vacancy(v.vacancy)));
        let open = self.swaps.values().filter(|swap| swap.ended.is_none());
        let swaps = open.map(|swap| (swap.expires, Ending::Swap(swap.number)));
        let endings: OrdSet<_> = vacancies.chain(swaps).collect();
        self.endings = endings;
    }

    /// The districts of vacancies, in their order.
    pub(crate) fn vacant_in(&self, vacancies: &[VacancyRef]) -> Vec<DistrictRef> {
        let found = vacancies.iter().filter_map(|vacancy| self.vacancies.get(vacancy));
        found.map(|vacancy| vacancy.shift.district).collect()
    }

    /// What time has ended by now: events for it, in bounded portions.
    pub fn end_by_time(&self, now: TimeMs) -> Vec<Event> {
        let mut events = Vec::new();
        let mut closed = Vec::new();
        let due = self.endings.iter().take_while(|(at, _)| *at <= now).take(ROSTER_ENDINGS_PER_ROUND_MAX);
        for (_, ending) in due {
            match ending {
                Ending::Vacancy(vacancy) => closed.push(*vacancy),
                Ending::Swap(swap) => events.push(Event::Roster(RosterEvent::SwapEnded {
                    swap: *swap,
                    outcome: Outcome::Expired,
                    person: None,
                    shifts: Vec::new(),
                    accepted: Vec::new(),
                })),
            }
        }
        if !closed.is_empty() {
            let districts = self.vacant_in(&closed);
            events.push(Event::Roster(RosterEvent::VacanciesChanged { opened: Vec::new(), closed, districts }));
        }
        events
    }
}
