//! Deadlines in working days.

use wardroom_plugin::{Procedure, Reason, Step, TimeS, view};

use crate::why;

const DAY_S: u32 = 86_400;

/// Seconds until the end of the working day that is so many after today; days as they come where there is no calendar, and then a
/// word for the record.
pub fn working_days(now: TimeS, days: u16) -> (u32, Option<Reason>) {
    match view::after_working_days(now, days) {
        Ok(at) => (at.saturating_sub(now), None),
        Err(_) => (u32::from(days) * DAY_S, Some(why::days_as_they_come(days))),
    }
}

/// The same, with the word left in the record.
pub fn within<P: Procedure>(step: &mut Step<P>, days: u16) -> u32 {
    let (within_s, why) = working_days(step.now, days);
    step.remarks.extend(why);
    within_s
}

/// Days as they come.
pub fn as_they_come(days: u16) -> u32 {
    u32::from(days) * DAY_S
}
