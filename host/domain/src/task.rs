//! Tasks: something for people to do, with a form to fill in and a time by which it is due.

use std::sync::Arc;

mod announce;
pub mod check;
pub mod command;
pub mod event;
mod fold;
pub mod refusal;

use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};

use crate::built_in::code::NEW_TASK;
use crate::cause::Because;
use crate::declare::named;
use crate::escalated::Escalated;
use crate::hooks::{Choice, Field, Form, Message, Reason, Urgency};
use crate::ids::*;
use crate::incident::{Priority, Reality};
use crate::matter::{About, Matter};
use crate::notice::{Notice, Sender, Told};
use crate::time::TimeMs;
use crate::who::{Addressee, TeamOf, Who};
use crate::workflow::place;

named! {
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum TaskStatus {
        Open = "open",
        /// Somebody has taken it on.
        Accepted = "accepted",
        Done = "done",
        Cancelled = "cancelled",
    }
}

impl TaskStatus {
    pub const fn is_live(self) -> bool {
        matches!(self, TaskStatus::Open | TaskStatus::Accepted)
    }
}

/// What a task is about, in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskWords {
    /// A plugin's: the reason in the catalog of the component with this digest.
    Plugin { digest: Digest, why: Reason },
    /// A person's own.
    Person { title: String },
    /// The host's question whether a workflow is to start for the incident that the task belongs to.
    StartWorkflow { kind: String },
    /// The host's question what became of a call that broke off, whose incident the task belongs to.
    CallBack,
}

/// The outcomes of that question.
pub const START: &str = "start";
pub const LEAVE: &str = "leave";

/// A form without properties that asks whether to start; its titles are the host's own.
pub fn start_form() -> Form {
    let choice = |name: &str| Choice { name: name.to_owned(), title: 0 };
    Form {
        name: "start-workflow".to_owned(),
        title: 0,
        schema: serde_json::json!({ "type": "object", "additionalProperties": false, "properties": {} }),
        outcomes: vec![choice(START), choice(LEAVE)],
        named: false,
    }
}

/// What a call back comes to: somebody needs help, nobody does, or nobody answers. But for the second, somebody goes.
pub const HELP_NEEDED: &str = "help-needed";
pub const NO_HELP_NEEDED: &str = "no-help-needed";
pub const NOT_REACHED: &str = "not-reached";

/// A form without properties that asks what a call back came to; its titles are the host's own.
pub fn call_back_form() -> Form {
    Form {
        name: "call-back".to_owned(),
        outcomes: [HELP_NEEDED, NO_HELP_NEEDED, NOT_REACHED]
            .map(|name| Choice { name: name.to_owned(), title: 0 })
            .into(),
        ..start_form()
    }
}

/// A new task, as the journal has it.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewTask {
    pub task: TaskRef,
    /// For people: `T20220901-000012`.
    pub id: String,
    /// What it belongs to: an instance or an incident.
    pub matter: Option<Matter>,
    /// The instance's own key for it.
    pub key: Option<u16>,
    pub district: DistrictRef,
    pub assignee: Who,
    pub words: TaskWords,
    /// As it was when the task was made: a new version of the plugin does not change what was asked.
    pub form: Option<Form>,
    pub due: Option<TimeMs>,
    /// The notice that goes out with it, and who that reaches.
    pub notice: Option<NoticeRef>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<Told>,
}

impl NewTask {
    /// What whoever is to do it is told. For an exercise or a test, only the command room is.
    pub fn message(&self, reality: Reality) -> Message {
        let recipient = match &self.assignee {
            _ if reality != Reality::Actual => Who::CommandRoom(self.district),
            // The task is of the team's district.
            Who::Team(of) => Who::Team(TeamOf::Here(of.team())),
            who => who.clone(),
        };
        let why = Reason::bare(NEW_TASK);
        Message { urgency: Urgency::Info, ..Message::alarm(1, vec![recipient], why) }
    }

    /// The notice as the fold sends it.
    pub(crate) fn announcement(&self, reality: Reality, priority: Option<Priority>) -> Option<Notice> {
        let (message, told) = (self.message(reality), self.told.clone());
        let room = Addressee::CommandRoom(self.district);
        let asked = message.recipients == [Who::CommandRoom(self.district)];
        let last_resort = !asked && told.iter().all(|told| told.to == room);
        let (notice, matter, district) = (self.notice?, self.task.into(), self.district);
        let (from, plugin) = (Sender::Host, None);
        Some(Notice { notice, matter, district, reality, priority, from, plugin, message, told, last_resort })
    }
}

/// A task as it stands.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    pub new: NewTask,
    pub status: TaskStatus,
    pub created_at: TimeMs,
    pub created_by: String,
    pub because: Option<Because>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overdue: bool,
    pub accepted: Option<Hand>,
    /// When it was done or cancelled, and by whom.
    pub ended: Option<Hand>,
    pub outcome: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    #[serde(default)]
    pub escalated: Escalated,
    pub version: Version,
}

/// Whose hand it was.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hand {
    pub at: TimeMs,
    pub by: String,
    pub person: Option<PersonRef>,
    pub note: Option<String>,
    pub because: Option<Because>,
}

impl Task {
    /// The instance that made it, with its key there.
    pub fn of_instance(&self) -> Option<(InstanceRef, u16)> {
        match self.new.matter {
            Some(Matter::Instance(instance)) => Some((instance, self.new.key?)),
            _ => None,
        }
    }
}

/// All tasks of a county.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tasks {
    pub last: TaskRef,
    pub rows: OrdMap<TaskRef, Arc<Task>>,
    /// Live tasks of each matter. Derived.
    #[serde(skip)]
    pub by_matter: OrdMap<Matter, OrdSet<TaskRef>>,
    /// Live tasks of each assignee. Derived.
    #[serde(skip)]
    pub by_assignee: OrdMap<Who, OrdSet<TaskRef>>,
    /// Tasks that are over, by when. Derived.
    #[serde(skip)]
    pub over: OrdSet<(TimeMs, TaskRef)>,
}

impl Tasks {
    pub fn get(&self, which: TaskRef) -> Option<&Arc<Task>> {
        self.rows.get(&which)
    }

    /// The live tasks of an instance or incident, oldest first.
    pub fn of(&self, matter: Matter) -> impl Iterator<Item = &Arc<Task>> {
        self.by_matter.get(&matter).into_iter().flatten().filter_map(|which| self.get(*which))
    }

    /// An instance's live task with this key.
    pub fn by_key(&self, instance: InstanceRef, key: u16) -> Option<&Arc<Task>> {
        self.of(Matter::Instance(instance)).find(|task| task.new.key == Some(key))
    }

    pub fn workload(&self, of: &Who) -> usize {
        self.by_assignee.get(of).map_or(0, OrdSet::len)
    }

    pub fn live(&self) -> usize {
        self.rows.len() - self.over.len()
    }

    /// A task by its id (`T20220901-000012`) or its bare number.
    pub fn find(&self, id: &str) -> Option<&Arc<Task>> {
        let found = self.get(Tasks::number(id)?)?;
        (!id.contains('-') || found.new.id == id).then_some(found)
    }

    /// The number in an id, whether there is such a task or not.
    pub fn number(id: &str) -> Option<TaskRef> {
        let number = id.rsplit_once('-').map_or(id.strip_prefix('T').unwrap_or(id), |(_, number)| number);
        number.parse().ok().map(TaskRef)
    }

    pub(crate) fn index(&mut self, which: TaskRef) {
        let Some(task) = self.rows.get(&which).cloned() else { return };
        let live = task.status.is_live();
        place(&mut self.by_assignee, task.new.assignee.clone(), which, live);
        if let Some(matter) = task.new.matter {
            place(&mut self.by_matter, matter, which, live);
        }
        if let Some(ended) = task.ended.as_ref().filter(|_| !live) {
            self.over.insert((ended.at, which));
        }
    }

    /// Builds all derived sets anew.
    pub(crate) fn derive(&mut self) {
        self.by_matter = OrdMap::new();
        self.by_assignee = OrdMap::new();
        self.over = OrdSet::new();
        let all: Vec<TaskRef> = self.rows.keys().copied().collect();
        all.into_iter().for_each(|which| self.index(which));
    }
}

impl About for Box<NewTask> {
    fn matter(&self) -> Option<Matter> {
        Some(self.task.into())
    }
}
