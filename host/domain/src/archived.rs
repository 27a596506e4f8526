//! What the archive keeps of what has ended, by what it is found there again, and what is looked for. Where it is kept is the
//! archive's business; what of the state goes there stands in `archived/passing.rs` and `archived/documents.rs`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::declare::named;
use crate::ids::*;
use crate::matter::Matter;
use crate::time::TimeMs;

pub mod documents;
pub mod each;
mod keys;
pub mod passing;
pub mod recall;
pub mod shelf;
mod tags;

named! {
    /// What a thing of the archive is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Sort {
        Incident = "incident",
        Workflow = "workflow",
        Task = "task",
        Notice = "notice",
        Decision = "decision",
        Swap = "swap",
        StandIn = "stand-in",
        Handover = "handover",
    }
}

/// A thing of the archive. Numbers are given out once in a county, and a district hands a shift over once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Filed {
    Incident(IncidentRef),
    Workflow(InstanceRef),
    Task(TaskRef),
    Notice(NoticeRef),
    /// By what it is about, and its number there.
    Decision(Matter, u32),
    Swap(SwapRef),
    StandIn(StandInRef),
    /// By the district and the start of the shift that went.
    Handover(DistrictRef, TimeMs),
}

impl Filed {
    pub const fn sort(self) -> Sort {
        match self {
            Filed::Incident(_) => Sort::Incident,
            Filed::Workflow(_) => Sort::Workflow,
            Filed::Task(_) => Sort::Task,
            Filed::Notice(_) => Sort::Notice,
            Filed::Decision(..) => Sort::Decision,
            Filed::Swap(_) => Sort::Swap,
            Filed::StandIn(_) => Sort::StandIn,
            Filed::Handover(..) => Sort::Handover,
        }
    }
}

impl std::fmt::Display for Filed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Filed::Incident(which) => write!(f, "incident {which}"),
            Filed::Workflow(which) => write!(f, "workflow {which}"),
            Filed::Task(which) => write!(f, "task {which}"),
            Filed::Notice(which) => write!(f, "notice {which}"),
            Filed::Decision(matter, number) => write!(f, "decision {matter}/{number}"),
            Filed::Swap(which) => write!(f, "swap {which}"),
            Filed::StandIn(which) => write!(f, "stand-in {which}"),
            Filed::Handover(district, outgoing) => write!(f, "handover {district}/{}", outgoing.0),
        }
    }
}

/// By what a thing is found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it began: was reported, started, given, sent, decided.
    pub at: TimeMs,
    /// Where it was; a swap may be of two districts.
    pub districts: BTreeSet<DistrictRef>,
    /// The code of an incident's kind, the kind of a workflow, the form of a task, the urgency of a notice, the hook of a decision,
    /// how a swap ended, the code of a stand-in's slot.
    pub kind: String,
    /// The names of those who did something to it, and the codes of those whose it was: `duty-desk`, `P001`, `unit:U001`.
    pub persons: BTreeSet<String>,
    /// What it belongs to.
    pub about: BTreeSet<Matter>,
}

/// What the archive takes in: one thing, with what it holds of others.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub which: Filed,
    pub entry: Entry,
    /// Things that are in it and nowhere else: the decisions and notices of what has ended.
    pub inside: Vec<(Filed, Entry)>,
    /// JSON.
    pub bytes: Vec<u8>,
}

impl Document {
    /// All that is found by it, itself first.
    pub fn entries(&self) -> impl Iterator<Item = (Filed, &Entry)> {
        std::iter::once((self.which, &self.entry)).chain(self.inside.iter().map(|(which, entry)| (*which, entry)))
    }
}

/// What is looked for; all of it has to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Of any of these; empty: of any at all. The same of the kinds.
    pub sorts: BTreeSet<Sort>,
    pub kinds: BTreeSet<String>,
    /// In one of these. `None`: anywhere.
    pub districts: Option<BTreeSet<DistrictRef>>,
    pub person: Option<String>,
    pub about: Option<Matter>,
    /// Not before this, and before that.
    pub from: Option<TimeMs>,
    pub until: Option<TimeMs>,
}

impl Wanted {
    pub fn takes(&self, which: Filed, entry: &Entry) -> bool {
        (self.sorts.is_empty() || self.sorts.contains(&which.sort()))
            && (self.kinds.is_empty() || self.kinds.contains(&entry.kind))
            && self.districts.as_ref().is_none_or(|within| !within.is_disjoint(&entry.districts))
            && self.person.as_ref().is_none_or(|person| entry.persons.contains(person))
            && self.about.is_none_or(|about| entry.about.contains(&about))
            && self.from.is_none_or(|from| entry.at >= from)
            && self.until.is_none_or(|until| entry.at < until)
    }
}

/// Where a search goes on: all after this come before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub at: TimeMs,
    pub which: Filed,
}

/// A thing that was found, with the document that it is in.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub which: Filed,
    pub entry: Entry,
    /// The thing itself, or what holds it.
    pub of: Filed,
    pub bytes: Vec<u8>,
}

/// A page of what was found, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    pub rows: Vec<Row>,
    /// Absent: that was all.
    pub next: Option<Place>,
}
