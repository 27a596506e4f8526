//! Vacancies: places of published shifts that nobody fills, for the whole shift or for a stretch of it.

use serde::{Deserialize, Serialize};

use crate::ids::*;
use crate::roster::shift::ShiftKey;
use crate::time::TimeMs;

/// A slot that lacks people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vacancy {
    pub vacancy: VacancyRef,
    pub shift: ShiftKey,
    pub slot: u16,
    pub from: TimeMs,
    pub until: TimeMs,
    /// How many people it lacks.
    pub places: u8,
}
