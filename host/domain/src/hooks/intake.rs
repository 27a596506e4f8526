//! The hook `intake`: what a report is, and whether it is known already. What plugins are shown and what they may propose.

use serde::{Deserialize, Serialize};

use super::Reason;
use crate::ids::*;
use crate::incident::{Need, Phase, Priority, Reality};
use crate::sealed::PlainWords;
use crate::time::TimeMs;

#[derive(Clone, Debug)]
pub struct IntakeInput {
    pub now: TimeMs,
    pub report: ReportView,
    /// Nearest first.
    pub nearby: Vec<NearbyIncident>,
    /// What those before it in line have decided; no plugin is shown it.
    pub claims: Claims,
}

/// Who decided which field of a report first: nobody after them does.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    kind: Option<String>,
    priority: Option<String>,
    needs: Option<String>,
    duplicate: Option<String>,
}

impl Claims {
    /// The plugin that decided what a proposal is about.
    pub const fn of(&self, proposal: &IntakeProposal) -> &Option<String> {
        match proposal {
            IntakeProposal::SetKind { .. } => &self.kind,
            IntakeProposal::SetPriority { .. } => &self.priority,
            IntakeProposal::SetNeeds { .. } => &self.needs,
            IntakeProposal::DuplicateOf { .. } => &self.duplicate,
        }
    }

    pub fn take(&mut self, proposal: &IntakeProposal, plugin: &str) {
        let field = match proposal {
            IntakeProposal::SetKind { .. } => &mut self.kind,
            IntakeProposal::SetPriority { .. } => &mut self.priority,
            IntakeProposal::SetNeeds { .. } => &mut self.needs,
            IntakeProposal::DuplicateOf { .. } => &mut self.duplicate,
        };
        *field = Some(plugin.to_owned());
    }

    pub const fn kind_is_decided(&self) -> bool {
        self.kind.is_some()
    }
}

/// A report as plugins see it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportView {
    pub incident: IncidentRef,
    pub kind: KindRef,
    pub priority: Priority,
    pub reality: Reality,
    pub district: DistrictRef,
    pub grid: GridRef,
    /// What it needs as things stand: what its kind needs, or what those before in line made of that.
    pub needs: Vec<Need>,
    /// Longitude, latitude. The runtime drops it unless the plugin was granted `exact-position`.
    pub position: (f64, f64),
    pub reported_at: TimeMs,
    pub source: String,
    /// Another system has a number for it.
    pub external: bool,
    /// The caller's. The runtime drops them unless the plugin was granted `caller-words`.
    pub words: Option<PlainWords>,
}

/// An open incident of the same reality that the report may be another word of.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearbyIncident {
    pub incident: IncidentRef,
    pub kind: KindRef,
    pub priority: Priority,
    pub phase: Phase,
    pub distance_m: u32,
    /// Since it was reported.
    pub age_s: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub same_grid: bool,
    /// How alike the words of the two reports are, percent. Absent: one has none, or they were forgotten.
    pub alike: Option<u8>,
}

/// What an intake plugin proposes, not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IntakeProposal {
    SetKind {
        kind: KindRef,
        why: Reason,
    },
    SetPriority {
        priority: Priority,
        why: Reason,
    },
    SetNeeds {
        needs: Vec<Need>,
        why: Reason,
    },
    DuplicateOf {
        incident: IncidentRef,
        /// Percent.
        confidence: u8,
        why: Reason,
    },
}

impl IntakeProposal {
    /// The grant that it needs. Merging without a person's word takes `merge` as well.
    pub const fn grant(&self) -> &'static str {
        match self {
            IntakeProposal::SetKind { .. } => "set-kind",
            IntakeProposal::SetPriority { .. } => "set-priority",
            IntakeProposal::SetNeeds { .. } => "set-needs",
            IntakeProposal::DuplicateOf { .. } => "suggest-duplicate",
        }
    }

    pub const fn why(&self) -> &Reason {
        match self {
            IntakeProposal::SetKind { why, .. }
            | IntakeProposal::SetPriority { why, .. }
            | IntakeProposal::SetNeeds { why, .. }
            | IntakeProposal::DuplicateOf { why, .. } => why,
        }
    }
}

/// The grant to merge a report into another incident at once, in `auto`, where else a person confirms it.
pub const MERGE_GRANT: &str = "merge";

#[derive(Clone, Debug, Default, PartialEq)]
pub struct IntakeAnswer {
    pub proposals: Vec<IntakeProposal>,
    pub remarks: Vec<Reason>,
}
