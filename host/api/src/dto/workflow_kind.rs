//! Kinds of workflow on the wire: what can be started, on which versions instances are, how they ended, and taking them over
//! to another version.

use serde::{Deserialize, Serialize};
use telling::{FormStory, KindStory};
use utoipa::ToSchema;

use super::decision::NamedWord;

/// A kind of workflow, as the newest version of its plugin declares it.
#[derive(Serialize, ToSchema)]
pub struct WorkflowKindBody {
    pub kind: NamedWord,
    /// The plugin that runs it.
    pub plugin: String,
    /// Districts where it can be started; codes.
    pub districts: Vec<String>,
    /// What happens to those with the same key: `single`, `restart`, `queued` or `parallel`.
    pub concurrency: NamedWord,
    /// Among whom a key counts: `district`, or `county` if the kind says so.
    pub key_scope: NamedWord,
    pub instances_max: u16,
    /// None of its instances takes a step until it is resumed.
    pub paused: bool,
    pub start: FormStory,
    pub tasks: Vec<FormStory>,
    pub signals: Vec<FormStory>,
    pub ends: Vec<NamedWord>,
    /// Versions of its plugin, oldest first.
    pub versions: Vec<RunningVersionBody>,
}

impl WorkflowKindBody {
    pub fn of(story: KindStory, districts: Vec<String>, versions: Vec<RunningVersionBody>) -> WorkflowKindBody {
        WorkflowKindBody {
            kind: story.kind,
            plugin: story.plugin,
            districts,
            concurrency: story.concurrency,
            key_scope: story.key_scope,
            instances_max: story.instances_max,
            paused: story.paused,
            start: story.start,
            tasks: story.tasks,
            signals: story.signals,
            ends: story.ends,
            versions,
        }
    }
}

/// A version of a plugin and how many instances of all its kinds stay on it.
#[derive(Serialize, ToSchema)]
pub struct RunningVersionBody {
    pub version: String,
    pub digest: String,
    pub installed_at: String,
    /// `active`: new ones begin with it; `draining`: older, with instances under way; `drained`: older, with none.
    pub life: NamedWord,
    pub live: usize,
}

/// How many workflows of a kind are under way in a district, and how many ended how.
#[derive(Serialize, ToSchema)]
pub struct CountBody {
    pub kind: NamedWord,
    pub district: NamedWord,
    pub open: u32,
    pub ends: Vec<EndBody>,
}

#[derive(Serialize, ToSchema)]
pub struct EndBody {
    /// The name of an end, or `cancelled` or `replaced`.
    pub end: String,
    pub count: u32,
}

/// Take instances over to another version of their plugin.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMigration {
    pub plugin: String,
    /// An installed version, or the first digits of a digest.
    #[schema(example = "1.1.0")]
    pub to: String,
    /// Ids or numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instances: Vec<String>,
    /// Every instance of the plugin that is under way on another version.
    #[serde(default)]
    pub all: bool,
    /// Only try it: nothing is changed.
    #[serde(default)]
    pub dry_run: bool,
    /// Those that the version refuses stay where they are; without this, one refusal keeps all where they are.
    #[serde(default)]
    pub partial: bool,
    pub reason: Option<String>,
}

/// What became, or would become, of instances on another version.
#[derive(Serialize, ToSchema)]
pub struct MigrationBody {
    pub plugin: String,
    /// The version that they go to.
    pub to: String,
    pub digest: String,
    pub dry_run: bool,
    pub migrated: usize,
    pub refused: usize,
    pub instances: Vec<MigratedBody>,
}

#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct MigratedBody {
    pub id: String,
    pub from: String,
    /// `migrated`, in a dry run `would-migrate`; `refused`; `there-already`.
    pub outcome: &'static str,
    /// Why it was refused.
    pub why: Option<String>,
}
