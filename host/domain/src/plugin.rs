//! Plugins as the county knows them: manifest, grants, modes, message catalog. Nothing here runs one.

use std::collections::{BTreeMap, BTreeSet};

pub(crate) mod check;
pub mod command;
pub mod event;
pub mod fit;
mod fold;
pub mod history;
pub mod inspection;
mod moving;
mod paired;
pub mod pairing;
pub mod placed;
pub mod refusal;
mod seating;
pub mod template;
mod versions;

use serde::{Deserialize, Serialize};

use crate::declare::named;
use crate::hooks::{Hook, WorkflowKind};
use crate::ids::Digest;
use crate::time::TimeMs;

/// Functions of `view` that can be granted.
pub const VIEW_FUNCTIONS: [&str; 30] = [
    "get-incident",
    "open-incidents",
    "on-duty",
    "attribute",
    "get-row",
    "find-rows",
    "code",
    "units",
    "grids-near",
    "video-points-near",
    "district-neighbours",
    "grid-info",
    "district-of",
    "by-code",
    "county-code",
    "person-info",
    "places-in",
    "travel-s",
    "skills-of",
    "extra",
    "workload",
    "marks",
    "next-within",
    "local-time",
    "after-working-days",
    "count-incidents",
    "series",
    "instance",
    "children",
    "siblings-by-mark",
];
/// Fields that can be granted.
pub const FIELDS: [&str; 2] = ["exact-position", "caller-words"];
/// Kinds of proposal that can be granted.
pub const PROPOSALS: [&str; 25] = [
    "assign",
    crate::hooks::EXTRA_GRANT,
    "start-timer",
    "stop-timer",
    "notify",
    "find",
    crate::hooks::INDICATE_GRANT,
    "set-kind",
    "set-priority",
    "set-needs",
    "suggest-duplicate",
    crate::hooks::MERGE_GRANT,
    "create-task",
    "cancel-task",
    "start-workflow",
    "step-incident",
    "lend-unit",
    "return-unit",
    "erase-personal-data",
    "signal",
    crate::hooks::SIGNAL_OTHERS,
    "cancel-workflow",
    crate::hooks::CANCEL_OTHERS,
    "report",
    "remark",
];

/// What a plugin says of itself, in the section `wardroom:manifest` of its component, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Lower-case letters, digits and hyphens, at most 64.
    pub name: String,
    /// Semantic version of the plugin.
    pub version: String,
    /// The version of `wardroom:plugin` it was built against.
    pub abi: String,
    /// Language tag to title.
    pub title: BTreeMap<String, String>,
    #[serde(default)]
    pub description: BTreeMap<String, String>,
    /// What it asks to be granted.
    pub requests: Grants,
}

/// An allow-list: what a plugin may do. What is not here is denied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grants {
    #[serde(default)]
    pub hooks: BTreeSet<Hook>,
    /// Of [`VIEW_FUNCTIONS`].
    #[serde(default)]
    pub view: BTreeSet<String>,
    /// Of [`FIELDS`].
    #[serde(default)]
    pub fields: BTreeSet<String>,
    /// Of [`PROPOSALS`].
    #[serde(default)]
    pub proposals: BTreeSet<String>,
}

impl Grants {
    /// Names in these grants that the host does not know.
    pub fn unknown(&self) -> Vec<&str> {
        let known = |names: &[&str], of: &str| names.contains(&of);
        let view = self.view.iter().filter(|n| !known(&VIEW_FUNCTIONS, n));
        let fields = self.fields.iter().filter(|n| !known(&FIELDS, n));
        let proposals = self.proposals.iter().filter(|n| !known(&PROPOSALS, n));
        view.chain(fields).chain(proposals).map(String::as_str).collect()
    }

    /// What is in these grants and not in `asked`.
    pub fn beyond(&self, asked: &Grants) -> Vec<String> {
        let hooks = self.hooks.difference(&asked.hooks).map(|h| h.name().to_owned());
        let rest = [(&self.view, &asked.view), (&self.fields, &asked.fields), (&self.proposals, &asked.proposals)];
        hooks.chain(rest.into_iter().flat_map(|(own, other)| own.difference(other).cloned())).collect()
    }
}

/// What a placeholder may say of its value: `{0:unit}`. `{0}` is a plain number.
///
/// References become codes or names; `duration` is seconds, `distance` metres, `count` a whole number, `percent` a number of hundredths
/// (12 is 12 %), `skills` a set of the first 32 skills, `skill` the number of one, `time` an instant and `date` the day on which it is, `text` what the plugin says itself.
pub const PLACEHOLDER_KINDS: [&str; 27] = [
    "unit",
    "district",
    "team",
    "person",
    "grid",
    "station",
    "place",
    "slot",
    "kind",
    "incident",
    "workflow",
    "township",
    "village",
    "unit-kind",
    "class",
    "skill",
    "post",
    "qualification",
    "duration",
    "distance",
    "count",
    "percent",
    "skills",
    "time",
    "date",
    "text",
    "result",
];

/// Message texts by reason code and language tag, in the section `wardroom:catalog`. Placeholders are `{0}` or
/// `{0:unit}`, with one of [`PLACEHOLDER_KINDS`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    pub messages: BTreeMap<u16, BTreeMap<String, String>>,
}

/// A component as its own sections describe it, checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inspected {
    pub digest: Digest,
    pub size_bytes: u64,
    pub manifest: Manifest,
    /// JSON Schema (2020-12) of the plugin's settings.
    pub settings_schema: serde_json::Value,
    pub catalog: Catalog,
    /// The kinds of workflow that it runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workflows: Vec<WorkflowKind>,
    /// Hooks that the component really exports; the manifest's agree with them.
    pub exports: BTreeSet<Hook>,
    /// Interfaces that it imports, all of them `wardroom:plugin/…`.
    pub imports: Vec<String>,
}

named! {
    /// How much a plugin's answer counts in a district.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Mode {
        /// Not asked.
        #[default]
        Off = "off",
        /// Runs beside the live rule and changes nothing; differences are recorded.
        Shadow = "shadow",
        /// Recommends; a person confirms.
        Advise = "advise",
        /// Decides.
        Auto = "auto",
    }
}

/// An installed plugin version. Versions stay as long as anything is pinned to them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Installed {
    pub inspected: Inspected,
    pub grants: Grants,
    pub installed_at: TimeMs,
    pub installed_by: String,
    /// Another version was there already, which it left as it was: how it does is counted apart.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub beside: bool,
}

impl Installed {
    pub fn name(&self) -> &str {
        &self.inspected.manifest.name
    }

    pub fn version(&self) -> &str {
        &self.inspected.manifest.version
    }

    pub fn digest(&self) -> Digest {
        self.inspected.digest
    }

    /// A kind of workflow that it runs.
    pub fn kind(&self, name: &str) -> Option<&WorkflowKind> {
        self.inspected.workflows.iter().find(|kind| kind.name == name)
    }
}

/// A plugin's settings at one version, for the whole county or one district.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Counts up with every change of this plugin's settings in the county.
    pub version: u32,
    /// A JSON object, checked against the plugin's schema.
    pub json: String,
}
