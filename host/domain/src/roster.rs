//! The duty roster: explicit shift instances with slots, and what was agreed on top of them. Who is on duty is looked up when
//! it is asked (`roster/duty.rs`), never copied.

use std::sync::Arc;

use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};

use crate::ids::*;
use crate::limits::SHIFT_S_MAX;
use crate::time::TimeMs;

pub mod absence;
pub mod at_hand;
pub mod check;
pub mod checks;
pub mod command;
mod duty;
pub mod event;
pub mod fault;
mod fold;
pub mod handover;
pub mod refusal;
mod segment;
pub mod shift;
pub mod stand_in;
pub mod swap;
pub mod vacancy;
pub mod vacant;
mod watch;

pub use shift::{Shift, ShiftKey, Signed};

use absence::Absence;
use handover::Handover;
use stand_in::StandIn;
use swap::Swap;
use vacancy::Vacancy;

/// All published shifts, by district and start, with what was agreed on top of them.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Roster {
    /// Counts up with everything that changes who is on duty, but for time itself.
    pub version: u32,
    pub shifts: OrdMap<DistrictRef, OrdMap<TimeMs, Shift>>,
    /// Shifts that ended before this have left the state.
    pub kept_from: Option<TimeMs>,
    /// Each district's, by when they end.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub stand_ins: OrdMap<DistrictRef, Vec<StandIn>>,
    #[serde(default)]
    pub last_stand_in: StandInRef,
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub swaps: OrdMap<SwapRef, Arc<Swap>>,
    #[serde(default)]
    pub last_swap: SwapRef,
    /// By district and start of the outgoing shift.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub handovers: OrdMap<DistrictRef, OrdMap<TimeMs, Arc<Handover>>>,
    /// The county wants shifts handed over: until then the outgoing one answers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub handover_required: bool,
    /// Persons who have left the county's service, each time in its order.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub absences: OrdMap<PersonRef, Vec<Absence>>,
    /// Places that nobody fills, of shifts that have not ended.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub vacancies: OrdMap<VacancyRef, Vacancy>,
    #[serde(default)]
    pub last_vacancy: VacancyRef,
    /// The same by district, shift and slot. Derived.
    #[serde(skip)]
    pub vacant: OrdSet<(ShiftKey, u16, VacancyRef)>,
    /// What time ends: offers of swaps that nobody took up, and vacancies. Derived.
    #[serde(skip)]
    pub(crate) endings: OrdSet<(TimeMs, Ending)>,
}

/// Something that ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ending {
    Swap(SwapRef),
    Vacancy(VacancyRef),
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

    pub fn withdraw(&mut self, shifts: &[ShiftKey]) {
        for key in shifts {
            if let Some(of_district) = self.shifts.get_mut(&key.district) {
                of_district.remove(&key.starts);
            }
        }
    }

    pub fn shift(&self, key: ShiftKey) -> Option<&Shift> {
        self.shifts.get(&key.district)?.get(&key.starts)
    }

    /// The shifts of a district that cover an instant, latest start first.
    pub fn covering(&self, district: DistrictRef, at: TimeMs) -> impl Iterator<Item = &Shift> {
        let of_district = self.shifts.get(&district);
        let near = of_district
            .into_iter()
            .flat_map(move |shifts| shifts.range(longest_before(at)..=at).rev().map(|(_, shift)| shift));
        near.filter(move |shift| at < shift.ends)
    }

    /// Shifts that touch a stretch of time, by district and start.
    pub fn between(&self, from: TimeMs, until: TimeMs) -> impl Iterator<Item = &Shift> {
        self.shifts.keys().flat_map(move |district| self.of_district(*district, from, until))
    }

    /// Shifts of a district that touch a stretch of time, by start.
    pub fn of_district(&self, district: DistrictRef, from: TimeMs, until: TimeMs) -> impl Iterator<Item = &Shift> {
        let earliest = longest_before(from);
        let shifts = self.shifts.get(&district).into_iter();
        shifts
            .flat_map(move |shifts| shifts.range(earliest..until.max(earliest)).map(|(_, shift)| shift))
            .filter(move |shift| shift.ends > from && shift.starts < until)
    }

    /// Those of a district that end after an instant, by their end.
    pub fn stand_ins_after(&self, district: DistrictRef, at: TimeMs) -> &[StandIn] {
        let all = self.stand_ins.get(&district).map_or(&[][..], Vec::as_slice);
        all.get(all.partition_point(|stand_in| stand_in.until <= at)..).unwrap_or_default()
    }

    pub fn stand_in(&self, number: StandInRef) -> Option<&StandIn> {
        self.stand_ins.values().flatten().find(|stand_in| stand_in.number == number)
    }

    /// When time next ends something.
    pub fn next_ending(&self) -> Option<TimeMs> {
        self.endings.get_min().map(|(at, _)| *at)
    }
}

/// The start of the longest shift that may still run at an instant.
fn longest_before(at: TimeMs) -> TimeMs {
    TimeMs(at.0.saturating_sub(i64::from(SHIFT_S_MAX) * 1000))
}
