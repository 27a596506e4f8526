//! Which results a county has for what.

use super::County;
use super::outcome::Outcome;
use crate::ids::KindRef;

impl County {
    /// The results that an incident of this kind may have, in the county's order. Where there are any, none is closed without one.
    pub fn outcomes_of(&self, kind: KindRef) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(move |outcome| outcome.is_of(kind))
    }

    /// What the county means by a code, if it still does.
    pub fn outcome(&self, code: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.code == code)
    }
}
