//! What happened. Events are the county's truth: state is their fold, and nothing is in the state that is not in them.
//! Their JSON is kept for ever; `host/domain/tests/golden/events.json` holds the shape of each.

use serde::{Deserialize, Serialize};

use crate::cause::{Causes, HOST, Signature};
use crate::command::IdempotencyKey;
use crate::declare::event_families;
use crate::ids::*;
use crate::matter::Matter;
use crate::time::TimeMs;

mod about;
mod named;

pub use crate::assessment::event::AssessmentEvent;
pub use crate::clock::event::ClockEvent;
pub use crate::county::event::CountyEvent;
pub use crate::escalated::FrozenPlugin;
pub use crate::incident::event::IncidentEvent;
pub use crate::incident::record::{IncidentPlace, NewAssignment, Reported};
pub use crate::matter::event::MatterEvent;
pub use crate::notice::event::NoticeEvent;
pub use crate::plugin::event::PluginEvent;
pub use crate::roster::event::RosterEvent;
pub use crate::series::event::SeriesEvent;
pub use crate::task::event::TaskEvent;
pub use crate::timer::event::TimerEvent;
pub use crate::unit::event::UnitEvent;
pub use crate::workflow::event::{InstanceEvent, Started};
use named::FromNamed;

/// All that one command did: one record of the journal, all or nothing.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    pub version: Version,
    pub at: TimeMs,
    pub author: String,
    pub command: String,
    pub reason: Option<String>,
    pub key: Option<IdempotencyKey>,
    pub events: Vec<Event>,
    /// What of it the author did and what follows from what. Absent where the author did all of it, and in what was written before
    /// this was kept: there the author's name and reason stand on everything.
    pub causes: Option<Causes>,
}

impl Batch {
    /// One of the host's own, which nobody gave a command for.
    pub fn system(version: Version, at: TimeMs, command: &str, events: Vec<Event>) -> Batch {
        let (author, command) = (HOST.to_owned(), command.to_owned());
        Batch { version, at, author, command, reason: None, key: None, events, causes: None }
    }

    /// In whose name an event of it is told.
    pub fn signature(&self, index: usize) -> Signature<'_> {
        let (author, reason) = (&self.author, self.reason.as_deref());
        match &self.causes {
            Some(causes) => Signature::of(causes.of(index), author, reason, self.version),
            None => Signature::on_all(author, reason),
        }
    }

    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(512);
        // Writing to memory can't fail, and no map in here has keys that JSON lacks.
        let _ = serde_json::to_writer(&mut bytes, self);
        bytes
    }

    pub fn decode(bytes: &[u8]) -> Result<Batch, String> {
        serde_json::from_slice(bytes).map_err(|error| format!("not a batch of events: {error}"))
    }
}

event_families! {
    /// What happened, by the kind of matter. Each event is declared with its matter.
    pub enum Event {
        Clock(ClockEvent),
        County(CountyEvent),
        Incident(IncidentEvent),
        Matter(MatterEvent),
        Timer(TimerEvent),
        Notice(NoticeEvent),
        Unit(UnitEvent),
        Roster(RosterEvent),
        Plugin(PluginEvent),
        Instance(InstanceEvent),
        Task(TaskEvent),
        Series(SeriesEvent),
        Assessment(AssessmentEvent),
    }
}

/// All names of all families.
const fn all<const COUNT: usize>(families: &[&[&'static str]]) -> [&'static str; COUNT] {
    let mut names = [""; COUNT];
    let (mut family, mut place, mut next) = (0, 0, 0);
    while family < families.len() {
        if place < families[family].len() {
            names[next] = families[family][place];
            (place, next) = (place + 1, next + 1);
        } else {
            (family, place) = (family + 1, 0);
        }
    }
    names
}
