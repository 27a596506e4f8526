//! Workflow instances: procedures under way, as plain data. Who may do what to one stands in `workflow/check.rs`, what events make
//! of it in `workflow/fold.rs`, and how a step is taken in the sequencer.

use std::collections::BTreeMap;
use std::sync::Arc;

pub mod check;
pub mod command;
pub mod event;
mod fold;
pub(crate) mod known;
mod owner;
pub mod refusal;
pub mod scheduled;
pub mod start;
pub mod timers;

use imbl::{OrdMap, OrdSet, Vector};
use serde::{Deserialize, Serialize};

use crate::cause::Because;
use crate::county::schedule::Schedule;
use crate::decision::Refused;
use crate::declare::named;
use crate::escalated::Escalated;
use crate::hooks::{Field, HookFailure, KeyScope, Mark, Reason, WorkflowEvent};
use crate::ids::*;
use crate::incident::Reality;
use crate::limits::{WORKFLOW_BURST_S, WORKFLOW_BURST_STEPS_MAX, WORKFLOW_DEPTH_MAX};
use crate::plugin::Installed;
use crate::sentence::PluginReason;
use crate::time::TimeMs;

/// The end, as its parent is told, of a workflow for which there was no room.
pub const NOT_STARTED: &str = "not-started";

/// The component and the settings that an instance stays on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    pub name: String,
    pub version: String,
    pub digest: Digest,
    pub settings_version: u32,
    pub settings_json: String,
}

named! {
    /// Where an instance is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Status {
        /// Waits until an instance with the same key has ended.
        Queued = "queued",
        Running = "running",
        /// A person has stopped it; what happens to it meanwhile waits.
        Paused = "paused",
        /// Its last step failed and is tried again.
        Retrying = "retrying",
        /// Its step failed too often: a person has to look at it.
        Stuck = "stuck",
        Completed = "completed",
        Cancelled = "cancelled",
        /// Cancelled by a newer instance in its place.
        Replaced = "replaced",
        /// Its plugin refused its first step where nobody waited for it: it never began.
        Refused = "refused",
    }
}

impl Status {
    pub const fn is_live(self) -> bool {
        !matches!(self, Status::Completed | Status::Cancelled | Status::Replaced | Status::Refused)
    }

    pub const fn can_pause(self) -> bool {
        self.is_live() && !matches!(self, Status::Paused)
    }

    pub const fn can_resume(self) -> bool {
        matches!(self, Status::Paused)
    }

    /// A step of it failed.
    pub const fn can_retry(self) -> bool {
        matches!(self, Status::Retrying | Status::Stuck)
    }
}

/// Why a step came to nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepFailure {
    /// The plugin gave no usable answer.
    Plugin(HookFailure),
    /// These of its effects can't be done, so none was.
    Effects(Vec<Refused>),
    /// The plugin wants to be asked again later; why.
    Later(PluginReason),
    /// Its component is not there any more.
    Missing,
    /// It was not asked: its plugin is in quarantine in the instance's district.
    Quarantined { until: TimeMs },
    /// It was not asked: the instance took too many steps in too short a time.
    TooFast,
}

impl StepFailure {
    /// Whether the plugin was asked at all. If not, this is no attempt.
    pub const fn is_attempt(&self) -> bool {
        !matches!(self, StepFailure::Quarantined { .. } | StepFailure::TooFast)
    }

    /// Whether it speaks against the plugin as a whole: it cost its time and gave nothing that can be used.
    pub const fn is_misbehaviour(&self) -> bool {
        match self {
            StepFailure::Plugin(failure) => !matches!(failure, HookFailure::Guest(_)),
            StepFailure::Effects(_) | StepFailure::Later(_) | StepFailure::Missing => false,
            StepFailure::Quarantined { .. } | StepFailure::TooFast => false,
        }
    }
}

/// The step that an instance can't get past.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    pub why: StepFailure,
    pub at: TimeMs,
    /// How often it was tried.
    pub attempts: u32,
    /// `None`: not by itself any more.
    pub retry_at: Option<TimeMs>,
    /// What the plugin said for its author.
    pub log: Option<String>,
}

/// A workflow instance as it stands.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instance {
    pub instance: InstanceRef,
    /// For people: `W20220901-000003`.
    pub id: String,
    pub kind: String,
    pub plugin: Pinned,
    pub district: DistrictRef,
    pub grid: Option<GridRef>,
    pub reality: Reality,
    pub incident: Option<IncidentRef>,
    pub key: String,
    /// Among whom the key counts.
    #[serde(default, skip_serializing_if = "KeyScope::is_county")]
    pub key_scope: KeyScope,
    /// The workflow that started it, and how many stand above it.
    pub parent: Option<InstanceRef>,
    /// The schedule that began it.
    pub schedule: Option<ScheduleRef>,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub depth: u8,
    /// Whose key its sealed fields are under.
    pub subject: Option<SubjectRef>,
    pub erased_at: Option<TimeMs>,
    pub status: Status,
    /// What it was before it was paused.
    pub paused_from: Option<Status>,
    pub stage: Option<Reason>,
    /// The component in whose words its stage is; absent if that is the one that it is on.
    pub stage_of: Option<Digest>,
    /// What the plugin last answered as its state.
    pub state: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits: Vec<String>,
    /// What other workflows may know of it while it is under way; what has ended is counted under its last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// What has happened to it and was not stepped through yet, oldest first.
    #[serde(default, skip_serializing_if = "Vector::is_empty")]
    pub inbox: Vector<Arc<WorkflowEvent>>,
    /// Events that found no room in the inbox, or the same of which waited there already when it was full.
    #[serde(default, skip_serializing_if = "is_none_lost")]
    pub lost: u32,
    pub failure: Option<Failure>,
    /// What it was started with.
    pub fields: Vec<Field>,
    pub started_at: TimeMs,
    pub started_by: String,
    pub because: Option<Because>,
    pub ended_at: Option<TimeMs>,
    /// The name of the end it came to; absent if it was cancelled.
    pub ended: Option<String>,
    /// The one in whose place it began, and the one that began in its place.
    pub replaces: Option<InstanceRef>,
    pub replaced_by: Option<InstanceRef>,
    /// Why it was cancelled, paused or restarted last, and by whom.
    pub word: Option<Intervention>,
    #[serde(default)]
    pub escalated: Escalated,
    /// Since when its steps are counted, and how many there were.
    #[serde(default)]
    pub burst: Burst,
    /// Of the topmost of workflows that started one another: how many they are, itself left out and those counted for which there
    /// was no room.
    #[serde(default)]
    pub descendants: u32,
    /// Version of the last batch that touched it.
    pub version: Version,
}

/// Steps in a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Burst {
    pub since: TimeMs,
    pub steps: u32,
}

impl Burst {
    /// One step more.
    pub(crate) fn count(&mut self, at: TimeMs) {
        if at.since_s(self.since) >= WORKFLOW_BURST_S {
            *self = Burst { since: at, steps: 0 };
        }
        self.steps += 1;
    }

    /// Until when there may be no more steps, if that is so.
    pub fn over_at(&self, now: TimeMs) -> Option<TimeMs> {
        let until = self.since.plus_s(WORKFLOW_BURST_S);
        (self.steps >= WORKFLOW_BURST_STEPS_MAX && now < until).then_some(until)
    }
}

named! {
    /// What a person did to an instance.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum Act {
        Paused = "paused",
        Resumed = "resumed",
        Retried = "retried",
        Migrated = "migrated",
        Cancelled = "cancelled",
        Replaced = "replaced",
    }
}

/// What a person did to an instance, and why.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Intervention {
    pub what: Option<Act>,
    pub at: TimeMs,
    pub by: String,
    pub why: Option<String>,
    pub because: Option<Because>,
    /// Who approved of it, where somebody has to.
    pub approver: Option<PersonRef>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_zero(depth: &u8) -> bool {
    *depth == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_none_lost(lost: &u32) -> bool {
    *lost == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_none_scheduled(last: &ScheduleRef) -> bool {
    last.0 == 0
}

impl Instance {
    /// The component that said where it stands.
    pub fn stage_of(&self) -> Digest {
        self.stage_of.unwrap_or(self.plugin.digest)
    }

    /// It has not taken its first step.
    pub const fn has_not_begun(&self) -> bool {
        self.stage.is_none()
    }

    /// Whether it stands in the line behind one with the same key, paused or not.
    pub fn is_queued(&self) -> bool {
        self.status == Status::Queued || self.paused_from == Some(Status::Queued)
    }

    /// Whether the next event of its inbox can be stepped through now.
    pub fn is_ready(&self) -> bool {
        self.status == Status::Running && !self.inbox.is_empty()
    }
}

/// A schedule of the county.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheduled {
    /// As the county had it when it was set.
    pub schedule: Schedule,
    /// `None`: it waits for the end of the last one, or never comes.
    pub due: Option<TimeMs>,
    /// The workflow that it began last.
    pub last: Option<InstanceRef>,
    pub timer_generation: u32,
}

/// All instances of a county.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Workflows {
    pub last: InstanceRef,
    pub instances: OrdMap<InstanceRef, Arc<Instance>>,
    /// Kinds that a person has paused: none of their instances takes a step.
    #[serde(default, skip_serializing_if = "OrdSet::is_empty")]
    pub paused_kinds: OrdSet<String>,
    /// The county's schedules.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub schedules: OrdMap<ScheduleRef, Arc<Scheduled>>,
    #[serde(default, skip_serializing_if = "is_none_scheduled")]
    pub last_schedule: ScheduleRef,
    /// Live instances by kind and key. Derived.
    #[serde(skip)]
    pub by_key: OrdMap<(String, String), OrdSet<InstanceRef>>,
    /// Live instances of each incident. Derived.
    #[serde(skip)]
    pub by_incident: OrdMap<IncidentRef, OrdSet<InstanceRef>>,
    /// Live instances on each component. Derived.
    #[serde(skip)]
    pub by_component: OrdMap<Digest, OrdSet<InstanceRef>>,
    /// Instances whose next step can be taken. Derived.
    #[serde(skip)]
    pub ready: OrdSet<InstanceRef>,
    /// Live instances by their kind and the names of their marks. Derived.
    #[serde(skip)]
    pub by_mark: OrdMap<(String, String), OrdSet<InstanceRef>>,
    /// All instances by the workflow that started them. Derived.
    #[serde(skip)]
    pub by_parent: OrdMap<InstanceRef, OrdSet<InstanceRef>>,
    /// Ended ones, by when they ended. Derived.
    #[serde(skip)]
    pub ended: OrdSet<(TimeMs, InstanceRef)>,
}

impl Workflows {
    pub fn get(&self, which: InstanceRef) -> Option<&Arc<Instance>> {
        self.instances.get(&which)
    }

    pub fn live(&self) -> usize {
        self.instances.len() - self.ended.len()
    }

    /// Live instances of a kind with a key, oldest first.
    pub fn of_key(&self, kind: &str, key: &str) -> impl Iterator<Item = &Arc<Instance>> + use<'_> {
        let found = self.by_key.get(&(kind.to_owned(), key.to_owned()));
        found.into_iter().flatten().filter_map(|which| self.get(*which))
    }

    /// Those of them that the rule of the kind takes for the same: a key may count for its district alone.
    pub fn rivals(
        &self,
        kind: &str,
        key: &str,
        scope: KeyScope,
        district: DistrictRef,
    ) -> impl Iterator<Item = &Arc<Instance>> + use<'_> {
        self.of_key(kind, key).filter(move |other| scope.ties(district, other.key_scope, other.district))
    }

    /// The same of one that is there, itself among them if it is under way.
    pub fn rivals_of(&self, of: &Instance) -> impl Iterator<Item = &Arc<Instance>> + use<'_> {
        self.rivals(&of.kind, &of.key, of.key_scope, of.district)
    }

    /// The values that live instances of a kind are marked with under a name.
    pub fn marked<'a>(&'a self, kind: &str, name: &'a str) -> impl Iterator<Item = &'a str> {
        let found = self.by_mark.get(&(kind.to_owned(), name.to_owned())).into_iter().flatten();
        let marks = found.filter_map(|which| self.instances.get(which)).flat_map(|instance| &instance.marks);
        marks.filter(move |mark| mark.name == name).map(|mark| mark.value.as_str())
    }

    /// Live instances of a kind that are marked with this value under a name, oldest first.
    pub fn marked_with<'a>(
        &'a self,
        kind: &str,
        name: &'a str,
        value: &'a str,
    ) -> impl Iterator<Item = &'a Arc<Instance>> {
        let found = self.by_mark.get(&(kind.to_owned(), name.to_owned())).into_iter().flatten();
        let is_it = move |mark: &Mark| mark.name == name && mark.value == value;
        found.filter_map(|which| self.get(*which)).filter(move |instance| instance.marks.iter().any(is_it))
    }

    /// The workflows that one started, oldest first, as far as they are still known.
    pub fn children(&self, of: InstanceRef) -> impl Iterator<Item = &Arc<Instance>> {
        self.by_parent.get(&of).into_iter().flatten().filter_map(|which| self.get(*which))
    }

    /// Whether one of these is a workflow or stands above it.
    pub fn is_among(&self, these: &[&Arc<Instance>], which: InstanceRef) -> bool {
        let above = std::iter::successors(Some(which), |below| self.get(*below).and_then(|instance| instance.parent));
        above.take(usize::from(WORKFLOW_DEPTH_MAX) + 1).any(|above| these.iter().any(|i| i.instance == above))
    }

    /// The topmost of the workflows that started one another down to this one, as far as they are still known.
    pub fn root(&self, which: InstanceRef) -> InstanceRef {
        let mut root = which;
        for _ in 0..WORKFLOW_DEPTH_MAX {
            match self.get(root).and_then(|instance| instance.parent).filter(|parent| self.get(*parent).is_some()) {
                Some(parent) => root = parent,
                None => break,
            }
        }
        root
    }

    /// An instance by its id (`W20220901-000003`) or its bare number.
    pub fn find(&self, id: &str) -> Option<&Arc<Instance>> {
        let found = self.get(Workflows::number(id)?)?;
        (!id.contains('-') || found.id == id).then_some(found)
    }

    /// The number in an id, whether there is such a workflow or not.
    pub fn number(id: &str) -> Option<InstanceRef> {
        let number = id.rsplit_once('-').map_or(id.strip_prefix('W').unwrap_or(id), |(_, number)| number);
        number.parse().ok().map(InstanceRef)
    }

    /// Puts an instance where it belongs in the derived sets, and takes it out of where it was.
    pub(crate) fn index(&mut self, which: InstanceRef) {
        let Some(instance) = self.instances.get(&which).cloned() else { return };
        let live = instance.status.is_live();
        place(&mut self.by_key, (instance.kind.clone(), instance.key.clone()), which, live);
        place(&mut self.by_component, instance.plugin.digest, which, live);
        for mark in &instance.marks {
            place(&mut self.by_mark, (instance.kind.clone(), mark.name.clone()), which, live);
        }
        if let Some(parent) = instance.parent {
            place(&mut self.by_parent, parent, which, true);
        }
        if let Some(incident) = instance.incident {
            place(&mut self.by_incident, incident, which, live);
        }
        if instance.is_ready() && !self.paused_kinds.contains(&instance.kind) {
            self.ready.insert(which);
        } else {
            self.ready.remove(&which);
        }
        if let Some(ended_at) = instance.ended_at.filter(|_| !live) {
            self.ended.insert((ended_at, which));
        }
    }

    /// Takes an instance off its component, before it goes to another.
    pub(crate) fn forget_component(&mut self, which: InstanceRef) {
        if let Some(digest) = self.get(which).map(|instance| instance.plugin.digest) {
            place(&mut self.by_component, digest, which, false);
        }
    }

    /// Takes an instance that is gone off those that its parent started.
    pub(crate) fn forget_parent(&mut self, which: InstanceRef, parent: Option<InstanceRef>) {
        parent.into_iter().for_each(|parent| place(&mut self.by_parent, parent, which, false));
    }

    /// Takes an instance off its marks, before it gets others.
    pub(crate) fn forget_marks(&mut self, which: InstanceRef) {
        let Some(instance) = self.get(which).cloned() else { return };
        for mark in &instance.marks {
            place(&mut self.by_mark, (instance.kind.clone(), mark.name.clone()), which, false);
        }
    }

    /// Builds all derived sets anew.
    pub(crate) fn derive(&mut self) {
        self.by_mark = OrdMap::new();
        self.by_parent = OrdMap::new();
        self.by_key = OrdMap::new();
        self.by_incident = OrdMap::new();
        self.by_component = OrdMap::new();
        self.ready = OrdSet::new();
        self.ended = OrdSet::new();
        let all: Vec<InstanceRef> = self.instances.keys().copied().collect();
        all.into_iter().for_each(|which| self.index(which));
    }

    /// How many instances of each kind ended how, in each district, and how many are under way (`None`).
    pub fn counts(&self) -> BTreeMap<(String, DistrictRef), BTreeMap<Option<String>, u32>> {
        let mut counts: BTreeMap<(String, DistrictRef), BTreeMap<Option<String>, u32>> = BTreeMap::new();
        for instance in self.instances.values() {
            let end = match instance.status.is_live() {
                true => None,
                false => Some(instance.ended.clone().unwrap_or_else(|| instance.status.name().to_owned())),
            };
            *counts.entry((instance.kind.clone(), instance.district)).or_default().entry(end).or_default() += 1;
        }
        counts
    }
}

/// Puts a thing among those of a key, or takes it out; no key is left with nothing.
pub(crate) fn place<K: Ord + Clone, V: Ord + Clone>(sets: &mut OrdMap<K, OrdSet<V>>, key: K, which: V, there: bool) {
    if there {
        sets.entry(key).or_default().insert(which);
        return;
    }
    let emptied = sets.get_mut(&key).is_some_and(|set| {
        set.remove(&which);
        set.is_empty()
    });
    if emptied {
        sets.remove(&key);
    }
}

/// A version of a workflow plugin and how many instances stay on it.
pub struct VersionCount<'a> {
    pub installed: &'a Arc<Installed>,
    pub life: VersionLife,
    pub live: usize,
}

named! {
    /// Where a version of a plugin is in its life.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum VersionLife {
        /// New instances begin with it.
        Active = "active",
        /// Older, with instances under way.
        Draining = "draining",
        /// Older, with none left.
        Drained = "drained",
    }
}
