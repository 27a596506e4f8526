//! Counting what is over, by a declared query: how many incidents or workflows of which sort, and how long their steps took. Never which
//! they were.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::hooks::{Dimension, Fate, Mark, Moment, Query, Span, Spread, Tally};
use crate::ids::*;
use crate::incident::record::{Changed, Incident};
use crate::incident::{Phase, Priority, Reality};
use crate::limits::{ASSESSED_MAX, TALLIES_MAX};
use crate::time::TimeMs;
use crate::workflow::Instance;

/// Takes incidents and workflows in, one by one in any order, and counts them for each query.
pub struct Counting<'a> {
    queries: &'a [Query],
    /// Reported or begun within it.
    within: Range<TimeMs>,
    /// What happened later is not known.
    by: TimeMs,
    counted: usize,
    /// For each query, by sort: how many, and for each span how long each took.
    sorts: Vec<Counts>,
}

/// How many of each sort, and how long each took, span by span.
type Counts = BTreeMap<Sort, (u32, Vec<Vec<u32>>)>;

/// What it is told apart by. Where a query tells results or marks apart, those without one are a sort, too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Sort {
    district: Option<DistrictRef>,
    kind: Option<KindRef>,
    priority: Option<Priority>,
    fate: Option<Fate>,
    result: Option<String>,
    workflow: Option<String>,
    mark: Option<String>,
}

/// What counts of an incident or a workflow.
struct Counted<'a> {
    reality: Reality,
    district: DistrictRef,
    /// Of incidents alone.
    incident: Option<(KindRef, Priority)>,
    /// Of workflows alone: the kind, and what it is marked with.
    workflow: Option<(&'a str, &'a [Mark])>,
    fate: Fate,
    result: Option<&'a str>,
    moments: BTreeMap<Moment, TimeMs>,
}

impl Counted<'_> {
    fn is_wanted(&self, query: &Query) -> bool {
        let theirs = match (self.incident, self.workflow) {
            (_, Some((workflow, _))) => query.workflows.iter().any(|of| of == workflow),
            (Some((kind, _)), None) => {
                !query.is_of_workflows() && (query.kinds.is_empty() || query.kinds.contains(&kind))
            }
            (None, None) => false,
        };
        theirs
            && (query.results.is_empty() || self.result.is_some_and(|code| query.results.iter().any(|of| of == code)))
    }

    fn sort(&self, query: &Query) -> Sort {
        let by = |dimension| query.by.contains(&dimension);
        let marked = |name: &String| {
            let (_, marks) = self.workflow?;
            marks.iter().find(|mark| mark.name == *name).map(|mark| mark.value.clone())
        };
        Sort {
            district: by(Dimension::District).then_some(self.district),
            kind: self.incident.map(|(kind, _)| kind).filter(|_| by(Dimension::Kind)),
            priority: self.incident.map(|(_, priority)| priority).filter(|_| by(Dimension::Priority)),
            fate: by(Dimension::Fate).then_some(self.fate),
            result: self.result.filter(|_| by(Dimension::Result)).map(str::to_owned),
            workflow: self.workflow.filter(|_| by(Dimension::Workflow)).map(|(kind, _)| kind.to_owned()),
            mark: query.mark.as_ref().and_then(marked),
        }
    }
}

impl<'a> Counting<'a> {
    pub fn new(queries: &'a [Query], within: Range<TimeMs>, by: TimeMs) -> Counting<'a> {
        Counting { queries, within, by, counted: 0, sorts: vec![BTreeMap::new(); queries.len()] }
    }

    /// `false`: there are more than [`ASSESSED_MAX`], and the counts are none.
    pub fn take(&mut self, incident: &Incident) -> bool {
        let by = self.by;
        self.count(incident.reported_at, || Counted {
            reality: incident.reality,
            district: incident.place.district,
            incident: Some((incident.kind, incident.priority)),
            workflow: None,
            fate: fate(incident, by),
            result: result(incident, by),
            moments: moments(incident, by),
        })
    }

    /// The same of a workflow.
    pub fn take_workflow(&mut self, workflow: &Instance) -> bool {
        let ended_at = workflow.ended_at.filter(|at| *at <= self.by);
        self.count(workflow.started_at, || {
            let ended = ended_at.map(|at| (Moment::Ended, at));
            Counted {
                reality: workflow.reality,
                district: workflow.district,
                incident: None,
                workflow: Some((&workflow.kind, &workflow.marks)),
                fate: match (ended_at, &workflow.ended) {
                    (None, _) => Fate::Open,
                    (Some(_), Some(_)) => Fate::Closed,
                    (Some(_), None) => Fate::Cancelled,
                },
                result: ended_at.and(workflow.ended.as_deref()),
                moments: [(Moment::Reported, workflow.started_at)].into_iter().chain(ended).collect(),
            }
        })
    }

    /// Whether workflows are counted at all.
    pub fn wants_workflows(&self) -> bool {
        self.queries.iter().any(Query::is_of_workflows)
    }

    fn count<'c>(&mut self, began: TimeMs, counted: impl FnOnce() -> Counted<'c>) -> bool {
        if !self.within.contains(&began) || began > self.by {
            return true;
        }
        let counted = counted();
        if counted.reality != Reality::Actual {
            return true;
        }
        self.counted += 1;
        for (query, sorts) in self.queries.iter().zip(&mut self.sorts).filter(|(query, _)| counted.is_wanted(query)) {
            let none = || (0, vec![Vec::new(); query.spans.len()]);
            let (count, spans) = sorts.entry(counted.sort(query)).or_insert_with(none);
            *count += 1;
            for (span, took) in query.spans.iter().zip(spans) {
                let ends = |moment: Moment| counted.moments.get(&moment).copied();
                took.extend(ends(span.start).zip(ends(span.end)).filter(|(a, b)| a <= b).map(|(a, b)| b.since_s(a)));
            }
        }
        self.counted <= ASSESSED_MAX
    }

    /// `None`: there are more sorts than [`TALLIES_MAX`].
    pub fn tallies(self) -> Option<Vec<Vec<Tally>>> {
        if self.sorts.iter().map(BTreeMap::len).sum::<usize>() > TALLIES_MAX {
            return None;
        }
        let of = |(query, sorts): (&Query, Counts)| {
            let tally = |(sort, (count, spans)): (Sort, (u32, Vec<Vec<u32>>))| {
                let Sort { district, kind, priority, fate, result, workflow, mark } = sort;
                let spans = query.spans.iter().zip(spans).map(|(span, took)| spread(span, took)).collect();
                Tally { kind, district, priority, fate, result, workflow, mark, count, spans }
            };
            sorts.into_iter().map(tally).collect()
        };
        Some(self.queries.iter().zip(self.sorts).map(of).collect())
    }
}

fn spread(span: &Span, mut took: Vec<u32>) -> Spread {
    took.sort_unstable();
    // The nearest rank.
    let part = |percent: usize| took.get((took.len() * percent).div_ceil(100).saturating_sub(1)).copied();
    Spread {
        n: took.len() as u32,
        sum_s: took.iter().map(|s| u64::from(*s)).sum(),
        p50_s: part(50).unwrap_or_default(),
        p90_s: part(90).unwrap_or_default(),
        max_s: took.last().copied().unwrap_or_default(),
        within: span.within_s.iter().map(|limit| took.partition_point(|s| s <= limit) as u32).collect(),
    }
}

pub(crate) fn fate(incident: &Incident, by: TimeMs) -> Fate {
    let last = incident.steps.iter().rev().find(|step| step.at <= by).map_or(Phase::Reported, |step| step.to);
    match last {
        Phase::Closed => Fate::Closed,
        Phase::Cancelled => Fate::Cancelled,
        Phase::Merged => Fate::Merged,
        _ => Fate::Open,
    }
}

/// The county's result that it had by then. One that was reopened has none until it is given another.
fn result(incident: &Incident, by: TimeMs) -> Option<&str> {
    let mut given = incident.changes.iter().filter_map(|change| match &change.what {
        Changed::Outcome { to, .. } => Some((change.at, to)),
        _ => None,
    });
    let mut reopened = incident.steps.iter().filter(|step| step.to == Phase::Reopened).map(|step| step.at);
    if !given.clone().map(|(at, _)| at).chain(reopened.clone()).any(|at| at > by) {
        return incident.outcome.as_deref();
    }
    let reopened = reopened.rfind(|at| *at <= by);
    let (at, code) = given.rfind(|(at, _)| *at <= by)?;
    reopened.is_none_or(|reopened| reopened <= at).then_some(code)
}

/// When it first came to each; when it ended, the last time that it did and stayed so.
fn moments(incident: &Incident, by: TimeMs) -> BTreeMap<Moment, TimeMs> {
    let mut found = BTreeMap::from([(Moment::Reported, incident.reported_at)]);
    for step in incident.steps.iter().filter(|step| step.at <= by) {
        let moment = match step.to {
            Phase::Accepted => Moment::Accepted,
            Phase::Assigned => Moment::Assigned,
            Phase::EnRoute => Moment::EnRoute,
            Phase::OnScene => Moment::OnScene,
            Phase::Resolved => Moment::Resolved,
            Phase::Closed | Phase::Cancelled | Phase::Merged => {
                found.insert(Moment::Ended, step.at);
                continue;
            }
            Phase::Reopened => {
                found.remove(&Moment::Ended);
                continue;
            }
            Phase::Reported => continue,
        };
        found.entry(moment).or_insert(step.at);
    }
    let acknowledged =
        incident.changes.iter().find(|change| change.what == Changed::Acknowledged).map(|change| change.at);
    let acknowledged = acknowledged.or(incident.escalated.acknowledged.as_ref().map(|act| act.at));
    if let Some(at) = acknowledged.filter(|at| *at <= by) {
        found.insert(Moment::Acknowledged, at);
    }
    found
}
