//! The documents of the archive: what has ended with its decisions and notices, and single things that left the state before what they
//! are about. None holds personal data but sealed.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use super::tags::{kind_of_task, of_incident, of_instance, of_notice, of_task};

use super::passing::Gone;
use super::{Document, Entry, Filed, Row};
use crate::county::County;
use crate::decision::Decision;
use crate::hooks::{Field, FieldValue};
use crate::ids::*;
use crate::incident::archived::ArchivedIncident;
use crate::matter::Matter;
use crate::notice::NoticeRow;
use crate::state::State;
use crate::task::Task;
use crate::time::TimeMs;
use crate::workflow::Instance;

/// A workflow that has ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchivedWorkflow {
    pub instance: Instance,
    /// Oldest first; those that the state still had.
    pub decisions: Vec<Decision>,
    /// Oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<NoticeRow>,
}

/// A task that is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchivedTask {
    pub task: Task,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<NoticeRow>,
}

fn encode(of: &impl Serialize) -> Vec<u8> {
    // Writing to memory can't fail, and no map in here has keys that JSON lacks.
    serde_json::to_vec(of).unwrap_or_default()
}

/// What a document says, in the type of its sort.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    serde_json::from_slice(bytes).map_err(|error| error.to_string())
}

impl ArchivedWorkflow {
    pub fn of(state: &State, which: InstanceRef) -> Option<ArchivedWorkflow> {
        let instance = (**state.workflows.get(which)?).clone();
        let (decisions, notices) = kept_of(state, which.into());
        Some(ArchivedWorkflow { instance, decisions, notices })
    }

    pub fn document(&self, county: &County) -> Document {
        let which = self.instance.instance;
        let entry = Entry::of_instance(&self.instance, county);
        let inside = inside(which.into(), &entry, &self.decisions, &self.notices, county);
        Document { which: Filed::Workflow(which), entry, inside, bytes: encode(self) }
    }

    /// Its personal data are gone, and with their key what was sealed.
    pub fn erase(&mut self, at: TimeMs) {
        self.instance.subject = None;
        self.instance.erased_at = Some(at);
        self.instance.fields.retain(is_open);
    }
}

impl ArchivedTask {
    pub fn of(state: &State, which: TaskRef) -> Option<ArchivedTask> {
        let task = (**state.tasks.get(which)?).clone();
        let (decisions, notices) = kept_of(state, which.into());
        Some(ArchivedTask { task, decisions, notices })
    }

    pub fn document(&self, county: &County) -> Document {
        let which = self.task.new.task;
        let entry = Entry::of_task(&self.task, county);
        let inside = inside(which.into(), &entry, &self.decisions, &self.notices, county);
        Document { which: Filed::Task(which), entry, inside, bytes: encode(self) }
    }

    /// The personal data of its workflow are gone.
    pub fn erase(&mut self) {
        self.task.fields.retain(is_open);
    }
}

impl ArchivedIncident {
    pub fn document(&self, county: &County) -> Document {
        let which = self.incident.incident;
        let entry = Entry::of_incident(&self.incident, county);
        let inside = inside(which.into(), &entry, &self.decisions, &self.notices, county);
        Document { which: Filed::Incident(which), entry, inside, bytes: self.encode() }
    }
}

/// The decisions and notices of a document, whatever it is about.
fn kept_in(row: &Row) -> Result<(Vec<Decision>, Vec<NoticeRow>), String> {
    Ok(match row.of {
        Filed::Incident(_) => {
            let ArchivedIncident { decisions, notices, .. } = read(&row.bytes)?;
            (decisions, notices)
        }
        Filed::Workflow(_) => {
            let ArchivedWorkflow { decisions, notices, .. } = read(&row.bytes)?;
            (decisions, notices)
        }
        Filed::Task(_) => {
            let ArchivedTask { decisions, notices, .. } = read(&row.bytes)?;
            (decisions, notices)
        }
        Filed::Notice(_) => (Vec::new(), vec![read(&row.bytes)?]),
        Filed::Decision(..) => (vec![read(&row.bytes)?], Vec::new()),
        Filed::Swap(_) | Filed::StandIn(_) | Filed::Handover(..) => (Vec::new(), Vec::new()),
    })
}

/// The notice that was found. `None`: it is none.
pub fn notice_of(row: &Row) -> Result<Option<NoticeRow>, String> {
    let Filed::Notice(which) = row.which else { return Ok(None) };
    Ok(kept_in(row)?.1.into_iter().find(|notice| notice.notice() == which))
}

/// The decision that was found. `None`: it is none.
pub fn decision_of(row: &Row) -> Result<Option<Decision>, String> {
    let Filed::Decision(_, number) = row.which else { return Ok(None) };
    Ok(kept_in(row)?.0.into_iter().find(|decision| decision.facts.number == number))
}

fn is_open(field: &Field) -> bool {
    matches!(field.value, FieldValue::Plain(_))
}

fn kept_of(state: &State, matter: Matter) -> (Vec<Decision>, Vec<NoticeRow>) {
    let decisions = state.decisions_of(matter).map(|kept| (**kept).clone()).collect();
    (decisions, state.notices.of(matter).map(|row| (**row).clone()).collect())
}

fn inside(
    matter: Matter,
    entry: &Entry,
    decisions: &[Decision],
    notices: &[NoticeRow],
    county: &County,
) -> Vec<(Filed, Entry)> {
    let decision = |decision: &Decision| {
        let which = Filed::Decision(matter, decision.facts.number);
        (which, Entry::of_decision(matter, decision, entry.districts.clone()))
    };
    let notice = |row: &NoticeRow| (Filed::Notice(row.notice()), Entry::of_notice(row, county));
    decisions.iter().map(decision).chain(notices.iter().map(notice)).collect()
}

/// What the last batch leaves for the archive, from the state after it.
pub fn of_batch(state: &State) -> BTreeMap<Filed, Document> {
    let Some(loaded) = &state.county else { return BTreeMap::new() };
    let county = loaded.county();
    let changed = state.passing.changed.iter().filter_map(|matter| of_matter(state, *matter, county));
    let gone = state.passing.gone.iter().map(|gone| of_gone(state, gone, county));
    gone.chain(changed).map(|document| (document.which, document)).collect()
}

/// The document of what is over. One that has left the state in the same batch was over before, so that the archive has it.
fn of_matter(state: &State, matter: Matter, county: &County) -> Option<Document> {
    match matter {
        Matter::Incident(which) => {
            state.incident(which).filter(|incident| !incident.phase.is_open())?;
            ArchivedIncident::of(state, which).map(|document| document.document(county))
        }
        Matter::Instance(which) => {
            state.workflows.get(which).filter(|instance| !instance.status.is_live())?;
            ArchivedWorkflow::of(state, which).map(|document| document.document(county))
        }
        Matter::Task(which) => {
            state.tasks.get(which).filter(|task| !task.status.is_live())?;
            ArchivedTask::of(state, which).map(|document| document.document(county))
        }
        Matter::Notice(_) | Matter::Vacancy(_) | Matter::Clock(_) | Matter::Schedule(_) => None,
    }
}

fn of_gone(state: &State, gone: &Gone, county: &County) -> Document {
    let (which, entry, bytes) = match gone {
        Gone::Notice(row) => (Filed::Notice(row.notice()), Entry::of_notice(row, county), encode(row)),
        Gone::Decision(matter, decision) => {
            let districts = state.lies_in(*matter).into_iter().collect();
            let which = Filed::Decision(*matter, decision.facts.number);
            (which, Entry::of_decision(*matter, decision, districts), encode(decision))
        }
        Gone::Swap(swap) => (Filed::Swap(swap.number), Entry::of_swap(swap, county), encode(swap)),
        Gone::StandIn(stand_in) => {
            (Filed::StandIn(stand_in.number), Entry::of_stand_in(stand_in, county), encode(stand_in))
        }
        Gone::Handover(handover) => {
            let which = Filed::Handover(handover.district, handover.outgoing);
            (which, Entry::of_handover(handover, county), encode(handover))
        }
    };
    Document { which, entry, inside: Vec::new(), bytes }
}
