//! What every matter carries that is decided about and escalates. How the state finds it stands in `matter/view.rs`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::*;
use crate::matter::Matter;
use crate::plugin::Mode;
use crate::time::TimeMs;
use crate::timer::{TimerId, TimerOwner};

/// An escalation plugin as it was when it began to hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenPlugin {
    pub name: String,
    pub digest: Digest,
    pub settings_version: u32,
    pub settings_json: String,
    pub mode: Mode,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Acknowledgement {
    pub at: TimeMs,
    pub by: String,
}

/// What a matter of any kind carries for those who decide about it and escalate it.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalated {
    /// Escalations as they were when they began to hold; a timer's owner counts into it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frozen: Vec<FrozenPlugin>,
    /// What each of them last answered as its state, while the matter is not over.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub states: BTreeMap<u16, String>,
    #[serde(default)]
    pub timer_generation: u32,
    /// Number of the last decision.
    #[serde(default)]
    pub last_decision: u32,
    /// Recommendations that wait for a person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pending: Vec<u32>,
    pub acknowledged: Option<Acknowledgement>,
    /// Who was told and arrived first.
    pub arrived: Option<Acknowledgement>,
}

/// A vacancy of the roster from when it is near enough to be somebody's concern.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watched {
    pub since: TimeMs,
    pub escalated: Escalated,
    /// Version of the last batch that touched it.
    pub version: Version,
}

/// The timer at which a vacancy begins to be watched.
pub fn watch_timer(vacancy: VacancyRef) -> TimerId {
    TimerId::of(vacancy, TimerOwner::HOST, 0)
}

/// The timer at which the escalations of a matter are asked that could not be when it began.
pub fn ask_timer(matter: Matter) -> TimerId {
    TimerId::of(matter, TimerOwner::HOST, u16::MAX)
}

impl Escalated {
    /// What a plugin that escalates the matter wants to know of it the next time.
    pub(crate) fn keep(&mut self, plugin: Option<Digest>, state: &str) {
        let Some(owner) = self.frozen.iter().position(|frozen| Some(frozen.digest) == plugin) else { return };
        match state {
            "" => drop(self.states.remove(&(owner as u16))),
            state => drop(self.states.insert(owner as u16, state.to_owned())),
        }
    }

    /// Whether a recommendation waits for a person.
    pub fn is_pending(&self, decision: u32) -> bool {
        self.pending.contains(&decision)
    }
}
