//! Which vacancies a roster has, and what changes about them when it changes.

use crate::county::RosterSlot;
use crate::ids::*;
use crate::limits::VACANCIES_MAX;
use crate::roster::Roster;
use crate::roster::shift::{Shift, ShiftKey};
use crate::roster::vacancy::Vacancy;
use crate::time::TimeMs;

/// What changes about vacancies when something else changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub opened: Vec<Vacancy>,
    pub closed: Vec<VacancyRef>,
}

impl Roster {
    /// Vacancies that have not ended, by district, shift and slot.
    pub fn open_vacancies(&self, now: TimeMs) -> impl Iterator<Item = &Vacancy> {
        let all = self.vacant.iter().filter_map(|(_, _, vacancy)| self.vacancies.get(vacancy));
        all.filter(move |vacancy| vacancy.until > now)
    }

    /// Vacancies of a shift.
    pub fn vacancies_of(&self, shift: ShiftKey) -> impl Iterator<Item = &Vacancy> {
        let last = (shift, u16::MAX, VacancyRef(u32::MAX));
        let range = self.vacant.range((shift, 0, VacancyRef(0))..=last);
        range.filter_map(|(_, _, vacancy)| self.vacancies.get(vacancy))
    }

    /// What has to be noted about vacancies of these shifts, which were changed in this roster.
    pub fn vacancy_changes(
        &self,
        slots: &[RosterSlot],
        shifts: impl IntoIterator<Item = ShiftKey>,
        now: TimeMs,
    ) -> Changes {
        let mut changes = Changes::default();
        let mut last = self.last_vacancy.0;
        for key in shifts {
            let mut lacking = self.shift(key).map_or_else(Vec::new, |shift| self.lacking(slots, shift, now));
            for known in self.vacancies_of(key) {
                let same = |v: &Vacancy| (v.slot, v.until, v.places) == (known.slot, known.until, known.places);
                // What has begun goes on as the same vacancy.
                let goes_on = |v: &Vacancy| same(v) && (v.from == known.from || known.from <= now && v.from <= now);
                match lacking.iter().position(goes_on) {
                    Some(index) => drop(lacking.remove(index)),
                    None => changes.closed.push(known.vacancy),
                }
            }
            for vacancy in lacking {
                if self.vacancies.len() + changes.opened.len() < VACANCIES_MAX {
                    last += 1;
                    changes.opened.push(Vacancy { vacancy: VacancyRef(last), ..vacancy });
                }
            }
        }
        changes
    }

    /// The stretches of a shift, after now, in which slots lack people.
    pub fn lacking(&self, slots: &[RosterSlot], shift: &Shift, now: TimeMs) -> Vec<Vacancy> {
        let mut lacking: Vec<Vacancy> = Vec::new();
        for segment in self.segments(shift).iter().filter(|segment| segment.until > now) {
            for (index, slot) in slots.iter().enumerate().filter(|(_, slot)| !slot.retired) {
                let index = index as u16;
                let serve = segment.crew.iter().filter(|(of, _)| *of == index).count();
                let places = usize::from(slot.count).saturating_sub(serve) as u8;
                if places == 0 {
                    continue;
                }
                let goes_on = |v: &&mut Vacancy| v.slot == index && v.places == places && v.until == segment.from;
                match lacking.iter_mut().find(goes_on) {
                    Some(vacancy) => vacancy.until = segment.until,
                    None => lacking.push(Vacancy {
                        vacancy: VacancyRef(0),
                        shift: shift.key(),
                        slot: index,
                        from: segment.from,
                        until: segment.until,
                        places,
                    }),
                }
            }
        }
        lacking
    }
}
