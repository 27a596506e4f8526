//! The hook `assessment`: what a plugin has counted of what is over, the counts that it is given, and the indicators that it makes of them.

use serde::{Deserialize, Serialize};

use super::{Reason, Reasoned};
use crate::assessment::period::Period;
use crate::declare::named;
use crate::ids::*;
use crate::incident::Priority;
use crate::time::TimeMs;

named! {
    /// By what incidents and workflows are told apart when they are counted.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Dimension {
        Kind = "kind",
        District = "district",
        Priority = "priority",
        /// In journals an outcome, as it was called before counties had results of their own.
        Fate = "outcome",
        Result = "result",
        /// The kind of a workflow.
        Workflow = "workflow",
        /// The value of the mark that the query names.
        Mark = "mark",
    }
}

named! {
    /// What has become of an incident, or of a workflow.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Fate {
        Open = "open",
        Closed = "closed",
        Cancelled = "cancelled",
        Merged = "merged",
    }
}

named! {
    /// A moment of an incident's life: the first time that it came to that. A workflow is reported when it begins, and ends.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Moment {
        Reported = "reported",
        Accepted = "accepted",
        Acknowledged = "acknowledged",
        Assigned = "assigned",
        EnRoute = "en-route",
        OnScene = "on-scene",
        Resolved = "resolved",
        Ended = "ended",
    }
}

/// How long it took from one moment to another, and how many took no longer than so many seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    pub start: Moment,
    pub end: Moment,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub within_s: Vec<u32>,
}

/// What is counted: actual incidents that were reported in the period, or actual workflows that began in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// None: all in one.
    pub by: Vec<Dimension>,
    /// Of these kinds alone; none: of all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<KindRef>,
    /// With these of the county's results alone, by their codes; none: with any or without.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
    /// Workflows of these kinds in place of incidents; none: incidents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workflows: Vec<String>,
    /// The name of the mark whose values are told apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
}

impl Query {
    /// Workflows, and no incidents.
    pub const fn is_of_workflows(&self) -> bool {
        !self.workflows.is_empty()
    }
}

/// What a query asks for that there is not; queries are numbered from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BadQuery {
    UnknownKind {
        query: u8,
        kind: KindRef,
    },
    UnknownResult {
        query: u8,
        result: String,
    },
    /// No procedure of this kind is installed.
    UnknownWorkflow {
        query: u8,
        workflow: String,
    },
    /// It tells apart, chooses or times by what those that it counts do not have.
    NotTheirs {
        query: u8,
        what: NotTheirs,
    },
}

/// What one sort of things has and the other has not, of those that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotTheirs {
    Dimension(Dimension),
    Moment(Moment),
    /// Workflows chosen by kinds of incident.
    Kinds,
    /// Told apart by a mark that the query does not name, or the name of a mark by which nothing is told apart.
    Mark,
}

/// What a plugin wants to have counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueriesInput;

/// Counts of one sort of incidents or workflows. Sorted by what they are told apart by; a sort of which there is none is absent.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    pub kind: Option<KindRef>,
    pub district: Option<DistrictRef>,
    pub priority: Option<Priority>,
    #[serde(rename = "outcome")]
    pub fate: Option<Fate>,
    /// The code of the county's result, the name of a workflow's end; none, too, of those that have no result.
    pub result: Option<String>,
    pub workflow: Option<String>,
    pub mark: Option<String>,
    #[serde(rename = "incidents")]
    pub count: u32,
    /// One for each span of the query.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Spread>,
}

/// How long those took that came to both moments of a span, seconds. All 0 where none did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    pub n: u32,
    pub sum_s: u64,
    pub p50_s: u32,
    pub p90_s: u32,
    pub max_s: u32,
    /// One for each limit of the span.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct AssessmentInput {
    pub now: TimeMs,
    pub period: Period,
    /// One list for each query.
    pub tallies: Vec<Vec<Tally>>,
}

/// The grant to make indicators.
pub const INDICATE_GRANT: &str = "indicate";

/// A figure: so much of so much, over so many cases.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// The plugin's name for it, for good.
    pub name: String,
    /// Counts up whenever what it says changes its meaning.
    pub version: u16,
    /// An entry of the message catalog.
    pub title: u16,
    pub district: Option<DistrictRef>,
    pub kind: Option<KindRef>,
    pub numerator: f64,
    pub denominator: f64,
    pub n: u32,
    /// Of the quotient: `s`, `1`, `%`.
    pub unit: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Reason>,
    /// The host's own: it rests on too few cases to say much.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub small_n: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssessmentAnswer {
    pub indicators: Vec<Indicator>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Reason>,
}

impl Reasoned for Vec<Query> {
    fn reasons(&self) -> Vec<&Reason> {
        Vec::new()
    }
}

impl Reasoned for AssessmentAnswer {
    fn reasons(&self) -> Vec<&Reason> {
        self.indicators.iter().flat_map(|indicator| &indicator.remarks).chain(&self.remarks).collect()
    }
}
