//! Hand-offs of an incident to outside agencies: each is open until the agency has confirmed that it has taken it on.

use serde::{Deserialize, Serialize};

use crate::ids::IncidentRef;
use crate::limits::{HAND_OFFS_PER_INCIDENT_MAX, UNITS_MAX};
use crate::time::TimeMs;
use crate::timer::{TimerId, TimerOwner};

/// An incident was handed to an agency.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOff {
    /// Counts up from 1 within the incident.
    pub number: u32,
    /// The agency's code in the county.
    pub to: String,
    pub at: TimeMs,
    pub by: String,
    /// What the agency was told.
    pub note: Option<String>,
    /// By when it was to confirm, seconds; it is rung for as often again.
    pub within_s: u32,
    pub confirmed: Option<Confirmed>,
}

/// The agency has taken it on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmed {
    pub at: TimeMs,
    pub by: String,
    /// Its own number for it.
    pub reference: String,
}

/// Those of its units have lower keys.
const FIRST_KEY: usize = 3 * UNITS_MAX;

const _: () = assert!(FIRST_KEY + HAND_OFFS_PER_INCIDENT_MAX < u16::MAX as usize - 1);

/// The host's own timer by which a hand-off has to be confirmed.
pub fn confirm_timer(incident: IncidentRef, number: u32) -> TimerId {
    TimerId::of(incident, TimerOwner::HOST, (FIRST_KEY + number as usize) as u16)
}

/// The hand-off that such a timer is about.
pub fn to_be_confirmed(timer: TimerId) -> Option<(IncidentRef, u32)> {
    let incident = timer.incident().filter(|_| timer.owner() == TimerOwner::HOST)?;
    let number = usize::from(timer.key()).checked_sub(FIRST_KEY)?;
    (1..=HAND_OFFS_PER_INCIDENT_MAX).contains(&number).then_some((incident, number as u32))
}
