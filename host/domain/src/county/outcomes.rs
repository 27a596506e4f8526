//! Which results a county has for what, which reasons for not doing what was recommended, and whom it hands incidents to.

use super::agency::Agency;
use super::outcome::Outcome;
use super::{County, Named};
use crate::ids::KindRef;

impl County {
    /// The results that an incident of this kind may have, in the county's order. Where there are any, none is closed without one.
    pub fn outcomes_of(&self, kind: KindRef) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(move |outcome| outcome.is_of(kind))
    }

    /// The agency of a code, if the county still hands anything to it.
    pub fn agency(&self, code: &str) -> Option<&Agency> {
        self.agencies.iter().find(|agency| agency.code == code)
    }

    /// What the county means by a code, if it still does.
    pub fn outcome(&self, code: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.code == code)
    }

    /// The same of a reason for not doing what was recommended.
    pub fn override_reason(&self, code: &str) -> Option<&Named> {
        self.override_reasons.iter().find(|reason| reason.code == code)
    }
}
