//! Persons who have left the county's service: since when, and until when if they came back. From then on they fill no place; what
//! they did before keeps their names.

use serde::{Deserialize, Serialize};

use super::stand_in::StandIn;
use super::swap::{Ended, Outcome};
use super::*;
use crate::archived::passing::Gone;
use crate::county::service::Retired;
use crate::limits::{ABSENCES_KEPT_MAX, ROSTER_KEPT_S};

/// A stretch of time in which a person was not in the county's service.
#[serde_with::skip_serializing_none]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    pub from: TimeMs,
    /// Absent: they have not come back.
    pub until: Option<TimeMs>,
}

impl Absence {
    fn holds_at(self, at: TimeMs) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

impl Roster {
    /// Whether a person is in the county's service at an instant.
    pub fn serves(&self, person: PersonRef, at: TimeMs) -> bool {
        self.absences.get(&person).is_none_or(|all| !all.iter().any(|absence| absence.holds_at(at)))
    }

    /// When a person left who has not come back.
    pub fn left_at(&self, person: PersonRef) -> Option<TimeMs> {
        self.absences.get(&person)?.last().filter(|absence| absence.until.is_none()).map(|absence| absence.from)
    }

    /// Instants at which somebody leaves or comes back.
    pub(super) fn comings_and_goings(&self) -> impl Iterator<Item = TimeMs> {
        self.absences.values().flatten().flat_map(|absence| [Some(absence.from), absence.until]).flatten()
    }

    /// Persons leave: their open swaps come to nothing, and where they would stand in the place is empty from now on.
    /// What is kept no longer for that goes to the archive.
    pub(crate) fn let_leave(&mut self, retired: &Retired, at: TimeMs) -> Vec<Gone> {
        let mut gone = Vec::new();
        if retired.persons.is_empty() {
            return gone;
        }
        self.version += 1;
        self.forget_absences(at);
        for person in &retired.persons {
            if self.left_at(*person).is_some() {
                continue;
            }
            let all = self.absences.entry(*person).or_default();
            all.push(Absence { from: at, until: None });
            let spare = all.len().saturating_sub(ABSENCES_KEPT_MAX);
            all.drain(..spare);
        }
        for which in &retired.swaps {
            let Some(swap) = self.swaps.get_mut(which).filter(|swap| swap.ended.is_none()) else { continue };
            self.endings.remove(&(swap.expires, Ending::Swap(*which)));
            Arc::make_mut(swap).ended = Some(Ended { outcome: Outcome::Lapsed, at, person: None });
        }
        retired.stand_ins.iter().for_each(|which| self.leave_empty(*which, at, &mut gone));
        gone
    }

    /// From now on nobody stands in there. One who stood in beside the shift leaves no place.
    fn leave_empty(&mut self, number: StandInRef, at: TimeMs, gone: &mut Vec<Gone>) {
        let Some(found) = self.stand_in(number).cloned().filter(|stand_in| stand_in.until > at) else { return };
        self.end_stand_in(number, at);
        if found.instead_of.is_some() {
            let number = StandInRef(self.last_stand_in.0 + 1);
            self.add_stand_in(&StandIn { number, from: found.from.max(at), person: None, ..found }, gone);
        }
    }

    /// Persons come back.
    pub(crate) fn take_back(&mut self, persons: &[PersonRef], at: TimeMs) {
        if persons.is_empty() {
            return;
        }
        self.version += 1;
        for person in persons {
            let last = self.absences.get_mut(person).and_then(|all| all.last_mut());
            last.into_iter().for_each(|absence| absence.until = absence.until.or(Some(at)));
        }
    }

    /// The time goes back.
    pub(super) fn leave_sooner(&mut self, sooner: &impl Fn(TimeMs) -> TimeMs) {
        let persons: Vec<PersonRef> = self.absences.keys().copied().collect();
        for person in persons {
            for absence in self.absences.get_mut(&person).into_iter().flatten() {
                (absence.from, absence.until) = (sooner(absence.from), absence.until.map(sooner));
            }
        }
    }

    /// What ended before the shifts that are kept.
    fn forget_absences(&mut self, at: TimeMs) {
        let kept_from = TimeMs(at.0.saturating_sub(i64::from(ROSTER_KEPT_S) * 1000));
        let over = |absence: &Absence| absence.until.is_some_and(|until| until < kept_from);
        let stale: Vec<PersonRef> =
            self.absences.iter().filter(|(_, all)| all.iter().any(over)).map(|(person, _)| *person).collect();
        for person in stale {
            let Some(all) = self.absences.get_mut(&person) else { continue };
            all.retain(|absence| !over(absence));
            if all.is_empty() {
                self.absences.remove(&person);
            }
        }
    }
}
