//! An incident as it is reported and as it stands.

use serde::{Deserialize, Serialize};

use crate::cause::Because;
use crate::county::County;
use crate::escalated::Escalated;
use crate::ids::*;
use crate::incident::hand_off::HandOff;
use crate::incident::hold::{Hold, HoldEnd};
use crate::incident::link::{Link, Relation};
use crate::incident::note::Note;
use crate::incident::origin::Origin;
use crate::incident::place::Uncertain;
use crate::incident::{Need, Phase, Priority, Reality};
use crate::matter::{About, Matter};
use crate::sealed::SealedReport;
use crate::sentence::PluginReason;
use crate::skills::SkillSet;
use crate::time::TimeMs;

#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reported {
    pub incident: IncidentRef,
    /// For people: local day and number, `20220901-000123`.
    pub id: String,
    pub external_id: Option<String>,
    pub kind: KindRef,
    pub priority: Priority,
    pub reality: Reality,
    pub source: String,
    #[serde(default, skip_serializing_if = "Origin::is_default")]
    pub origin: Origin,
    pub place: IncidentPlace,
    pub needs: Vec<Need>,
    pub personal: Option<SealedReport>,
    /// The workflow that reported it.
    pub reported_by: Option<InstanceRef>,
}

/// Where an incident is.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IncidentPlace {
    /// WGS 84 degrees.
    pub lon: f64,
    pub lat: f64,
    pub grid: GridRef,
    pub district: DistrictRef,
    /// Absent: inside the grid. Else the point is in no grid, and this is the distance to the nearest, metres.
    pub nearest_grid_m: Option<u32>,
    /// Absent: it is at the point, as far as that is known.
    pub uncertain: Option<Uncertain>,
}

#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewAssignment {
    pub unit: UnitRef,
    /// Index into the incident's needs; absent if a person sent it for no need in particular.
    pub need: Option<u16>,
    pub eta_s: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub straight_line: bool,
    /// A plugin sent it beyond what was needed: it answers no need, and takes nothing out of the plugins' hands.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub extra: bool,
}

impl About for Box<Reported> {
    fn matter(&self) -> Option<Matter> {
        Some(self.incident.into())
    }
}

/// An incident as it stands.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    pub incident: IncidentRef,
    pub id: String,
    pub external_id: Option<String>,
    pub kind: KindRef,
    pub priority: Priority,
    pub reality: Reality,
    pub source: String,
    #[serde(default, skip_serializing_if = "Origin::is_default")]
    pub origin: Origin,
    pub place: IncidentPlace,
    pub phase: Phase,
    pub needs: Vec<Need>,
    /// A person chooses the units from here on: nothing more is proposed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hands_on: bool,
    /// Since when a need is known for which nobody is there to be sent. Absent while none is.
    pub short_since: Option<TimeMs>,
    pub personal: Option<SealedReport>,
    /// The workflow that reported it.
    pub reported_by: Option<InstanceRef>,
    pub erased_at: Option<TimeMs>,
    pub reported_at: TimeMs,
    pub accepted_at: Option<TimeMs>,
    pub steps: Vec<PhaseStep>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assignments: Vec<Assignment>,
    #[serde(default)]
    pub escalated: Escalated,
    /// Nobody is sent before a person has said whether it is a duplicate, or that time is up.
    pub hold: Option<Hold>,
    pub merged_into: Option<IncidentRef>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duplicates: Vec<IncidentRef>,
    /// How it ended: the code of one of the county's results.
    pub outcome: Option<String>,
    /// What people did to it beside the steps of its life, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// What people wrote down about it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// What it has to do with others, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Where people did not do what was recommended, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Override>,
    /// Which outside agencies were told of it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hand_offs: Vec<HandOff>,
    /// Version of the last batch that touched it.
    pub version: Version,
}

/// One step of an incident's life.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhaseStep {
    pub to: Phase,
    pub at: TimeMs,
    pub by: String,
    pub why: Option<String>,
    pub because: Option<Because>,
}

/// Something that was done to an incident and is no step of its life.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    pub what: Changed,
    pub at: TimeMs,
    pub by: String,
    pub why: Option<String>,
    pub because: Option<Because>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Changed {
    Kind {
        from: KindRef,
        to: KindRef,
    },
    Priority {
        from: Priority,
        to: Priority,
    },
    /// What it needs, from the sum of its units to another.
    Needs {
        from: u16,
        to: u16,
    },
    /// Nobody is there to be sent for so many units that it needs.
    Short {
        units: u16,
    },
    Acknowledged,
    /// Where it was thought to be.
    Place {
        from: Box<IncidentPlace>,
        to: Box<IncidentPlace>,
    },
    /// How it ended, and what was said of that before.
    Outcome {
        from: Option<String>,
        to: String,
    },
    /// It is a duplicate of that one, or is none after all.
    MergedInto(IncidentRef),
    TakenOutOf(IncidentRef),
    /// That one is a duplicate of this one, or is none after all.
    TookIn(IncidentRef),
    LetGo(IncidentRef),
    /// It has to do with that one, or that one with it; or not after all.
    LinkedTo {
        incident: IncidentRef,
        relation: Relation,
    },
    LinkedFrom {
        incident: IncidentRef,
        relation: Relation,
    },
    Unlinked(IncidentRef),
    /// A workflow has left a word.
    Remarked(PluginReason),
    /// Nobody is sent before a person has said whether it is a duplicate of that one.
    Held(IncidentRef),
    HoldEnded(HoldEnd),
    /// A person said that it is no duplicate of that one.
    NoDuplicateOf(IncidentRef),
    /// The unit that came upon it is on scene of the incident that it was merged into; and the same as that one tells it.
    UnitWentOver {
        unit: UnitRef,
        into: IncidentRef,
    },
    UnitCameOver {
        unit: UnitRef,
        from: IncidentRef,
    },
}

impl Changed {
    /// The other incident that it is about, too.
    pub const fn other(&self) -> Option<IncidentRef> {
        match self {
            Changed::MergedInto(other)
            | Changed::TakenOutOf(other)
            | Changed::TookIn(other)
            | Changed::LetGo(other)
            | Changed::LinkedTo { incident: other, .. }
            | Changed::LinkedFrom { incident: other, .. }
            | Changed::Unlinked(other)
            | Changed::Held(other)
            | Changed::NoDuplicateOf(other) => Some(*other),
            _ => None,
        }
    }
}

/// A recommendation that a person did not follow.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// The number of the decision that recommended it.
    pub decision: u32,
    pub at: TimeMs,
    pub how: Overridden,
    /// Why, as one of the county's reasons.
    pub code: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Overridden {
    Amended,
    Rejected,
    /// Others were sent without a word to it.
    ByHand,
}

/// A unit on an incident, also after it has left.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    pub unit: UnitRef,
    pub need: Option<u16>,
    pub eta_s: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub straight_line: bool,
    pub at: TimeMs,
    pub by: String,
    pub why: Option<String>,
    pub because: Option<Because>,
    pub decision: Option<u32>,
    pub en_route_at: Option<TimeMs>,
    pub on_scene_at: Option<TimeMs>,
    pub released_at: Option<TimeMs>,
    /// Whose doing that was; absent in what was written before this was kept.
    pub released: Option<Release>,
    /// The county had it no more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stood_down: bool,
    /// Of an earlier round (the incident was accepted anew or reopened since) or stood down, so this answers no need any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spent: bool,
    /// It was sent beyond what was needed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub extra: bool,
}

/// Who let a unit go.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    pub by: String,
    pub why: Option<String>,
    pub because: Option<Because>,
}

impl Incident {
    /// Units on it now.
    pub fn units(&self) -> impl Iterator<Item = UnitRef> {
        self.active().map(|assignment| assignment.unit)
    }

    pub fn active(&self) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(|assignment| assignment.released_at.is_none())
    }

    /// When it entered the phase that it is in.
    pub fn last_step_at(&self) -> TimeMs {
        self.steps.last().map_or(self.reported_at, |step| step.at)
    }

    /// Whether it was accepted before it was the last time: it lost its units.
    pub fn is_accepted_anew(&self) -> bool {
        self.steps.iter().filter(|step| step.to == Phase::Accepted).count() > 1
    }

    /// When it last entered a phase.
    pub fn entered(&self, phase: Phase) -> Option<TimeMs> {
        self.steps.iter().rev().find(|step| step.to == phase).map(|step| step.at)
    }

    /// What is still needed: every need with the number of units that it still lacks, which may be 0. A unit that was on
    /// scene has answered its need even after it has left, until the incident is accepted anew or reopened.
    pub fn open_needs(&self, county: &County) -> Vec<Need> {
        let mut left = self.needs.clone();
        if self.hands_on || !self.phase.is_active() {
            left.iter_mut().for_each(|need| need.count = 0);
            return left;
        }
        for assignment in &self.assignments {
            if assignment.spent
                || assignment.extra
                || assignment.released_at.is_some() && assignment.on_scene_at.is_none()
            {
                continue;
            }
            let skills = county.units.get(assignment.unit.index()).map_or(SkillSet::NONE, |unit| unit.skills);
            let given = assignment.need.map(usize::from).filter(|i| *i < left.len());
            let fitting = || left.iter().position(|need| need.is_answered_by(skills));
            if let Some(i) = given.or_else(fitting) {
                left[i].count = left[i].count.saturating_sub(1);
            }
        }
        left
    }

    /// Whether a unit was taken off it before it got there, since it was last reopened. Then only a person sends it again:
    /// a rule would undo at once what the person just did.
    pub fn was_taken_off(&self, unit: UnitRef) -> bool {
        let reopened_at = self.entered(Phase::Reopened);
        // Those that merging sent home were not taken off: if it is an incident of its own after all, they may go again.
        let by_merging = |at: TimeMs| self.steps.iter().any(|step| step.to == Phase::Merged && step.at == at);
        let since = |at: TimeMs| reopened_at.is_none_or(|reopened_at| at > reopened_at) && !by_merging(at);
        let left = self.assignments.iter().filter(|a| a.unit == unit && a.on_scene_at.is_none());
        left.filter_map(|a| a.released_at).any(since)
    }

    /// The kinds that it was taken for since it came in, but for the one that it is of.
    pub fn kinds_before(&self) -> impl Iterator<Item = KindRef> {
        let from = |change: &Change| match change.what {
            Changed::Kind { from, .. } => Some(from),
            _ => None,
        };
        self.changes.iter().filter_map(from)
    }

    /// Units on it that were sent beyond what was needed.
    pub fn extra_units(&self) -> usize {
        self.active().filter(|assignment| assignment.extra).count()
    }

    /// Whether it still lacks units.
    pub fn lacks_units(&self, county: &County) -> bool {
        self.open_needs(county).iter().any(|need| need.count > 0)
    }
}
