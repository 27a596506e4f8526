//! The events of assessments: each is declared here, once.

use super::{Assessment, Period};
use crate::declare::events;
use crate::ids::AssessmentRef;

events! {
    /// What becomes of assessments.
    pub enum AssessmentEvent {
        /// `closed`: nobody asked, the period has closed.
        #[event("assessment-asked")]
        Asked { number: AssessmentRef, plugin: String, period: Period, closed: bool },
        /// Nothing came of it within the time that it may take, so that it is worked out once more.
        #[event("assessment-asked-again")]
        AskedAgain { number: AssessmentRef },
        #[event("assessed")]
        Done(Box<Assessment>),
    }
}
