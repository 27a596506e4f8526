//! The duty roster: explicit shift instances with slots. Who is on duty is looked up when it is asked, never copied.

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::ids::*;
use crate::limits::SHIFT_S_MAX;
use crate::time::TimeMs;

/// One shift of a district's command room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    pub district: DistrictRef,
    pub starts: TimeMs,
    pub ends: TimeMs,
    /// The county's roster slot and who fills it; `None` while it is open. A slot for two people stands twice.
    pub slots: Vec<(u16, Option<PersonRef>)>,
}

impl From<&crate::county::ShiftRow> for Shift {
    fn from(row: &crate::county::ShiftRow) -> Shift {
        Shift { district: row.district, starts: row.starts, ends: row.ends, slots: row.slots.clone() }
    }
}

/// All published shifts, by district and start.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Roster {
    /// Counts up with every publication.
    pub version: u32,
    pub shifts: OrdMap<DistrictRef, OrdMap<TimeMs, Shift>>,
}

impl Roster {
    /// Publishes shifts. A shift replaces one of the same district that starts at the same time.
    pub fn publish(&mut self, shifts: &[Shift]) {
        self.version += 1;
        for shift in shifts {
            let of_district = self.shifts.entry(shift.district).or_default();
            of_district.insert(shift.starts, shift.clone());
        }
    }

    /// The shifts of a district that cover an instant, latest start first.
    pub fn covering(&self, district: DistrictRef, at: TimeMs) -> impl Iterator<Item = &Shift> {
        let from = TimeMs(at.0.saturating_sub(i64::from(SHIFT_S_MAX) * 1000));
        let of_district = self.shifts.get(&district);
        let near =
            of_district.into_iter().flat_map(move |shifts| shifts.range(from..=at).rev().map(|(_, shift)| shift));
        near.filter(move |shift| at < shift.ends)
    }

    /// Who fills a slot in a district at an instant, each once.
    pub fn on_duty(&self, district: DistrictRef, slot: u16, at: TimeMs) -> Vec<PersonRef> {
        let slots = self.covering(district, at).flat_map(|shift| &shift.slots).filter(|(of, _)| *of == slot);
        let mut people = Vec::new();
        for person in slots.filter_map(|(_, person)| *person) {
            if !people.contains(&person) {
                people.push(person);
            }
        }
        people
    }

    /// Shifts that touch a stretch of time, by district and start.
    pub fn between(&self, from: TimeMs, until: TimeMs) -> impl Iterator<Item = &Shift> {
        let earliest = TimeMs(from.0.saturating_sub(i64::from(SHIFT_S_MAX) * 1000));
        self.shifts.values().flat_map(move |shifts| {
            shifts.range(earliest..until).map(|(_, shift)| shift).filter(move |shift| shift.ends > from)
        })
    }
}
