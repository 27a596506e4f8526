//! Counting what is over, by a declared query: how many incidents of which sort, and how long their steps took. Never which they were.

use std::collections::BTreeMap;

use super::Period;
use crate::hooks::{Dimension, Fate, Moment, Query, Span, Spread, Tally};
use crate::ids::*;
use crate::incident::record::{Changed, Incident};
use crate::incident::{Phase, Priority, Reality};
use crate::limits::{ASSESSED_INCIDENTS_MAX, TALLIES_MAX};
use crate::time::TimeMs;

/// Takes incidents in, one by one in any order, and counts them for each query.
pub struct Counting<'a> {
    queries: &'a [Query],
    period: &'a Period,
    /// What happened later is not known.
    by: TimeMs,
    counted: usize,
    /// For each query, by sort: how many, and for each span how long each took.
    sorts: Vec<Counts>,
}

/// How many of each sort, and how long each took, span by span.
type Counts = BTreeMap<Sort, (u32, Vec<Vec<u32>>)>;

/// By district, kind, priority, fate and result. Where a query tells results apart, those without one are a sort, too.
type Sort = (Option<DistrictRef>, Option<KindRef>, Option<Priority>, Option<Fate>, Option<String>);

impl<'a> Counting<'a> {
    pub fn new(queries: &'a [Query], period: &'a Period, by: TimeMs) -> Counting<'a> {
        Counting { queries, period, by, counted: 0, sorts: vec![BTreeMap::new(); queries.len()] }
    }

    /// `false`: there are more than [`ASSESSED_INCIDENTS_MAX`], and the counts are none.
    pub fn take(&mut self, incident: &Incident) -> bool {
        let within = (self.period.starts..self.period.ends).contains(&incident.reported_at);
        if !within || incident.reported_at > self.by || incident.reality != Reality::Actual {
            return true;
        }
        self.counted += 1;
        let (moments, result) = (moments(incident, self.by), result(incident, self.by));
        for (query, sorts) in self.queries.iter().zip(&mut self.sorts) {
            if !query.kinds.is_empty() && !query.kinds.contains(&incident.kind) {
                continue;
            }
            if !query.results.is_empty() && !result.is_some_and(|code| query.results.iter().any(|of| of == code)) {
                continue;
            }
            let by = |dimension| query.by.contains(&dimension);
            let sort = (
                by(Dimension::District).then_some(incident.place.district),
                by(Dimension::Kind).then_some(incident.kind),
                by(Dimension::Priority).then_some(incident.priority),
                by(Dimension::Fate).then(|| fate(incident, self.by)),
                by(Dimension::Result).then(|| result.map(str::to_owned)).flatten(),
            );
            let (count, spans) = sorts.entry(sort).or_insert_with(|| (0, vec![Vec::new(); query.spans.len()]));
            *count += 1;
            for (span, took) in query.spans.iter().zip(spans) {
                let ends = |moment: Moment| moments.get(&moment).copied();
                took.extend(ends(span.start).zip(ends(span.end)).filter(|(a, b)| a <= b).map(|(a, b)| b.since_s(a)));
            }
        }
        self.counted <= ASSESSED_INCIDENTS_MAX
    }

    /// `None`: there are more sorts than [`TALLIES_MAX`].
    pub fn tallies(self) -> Option<Vec<Vec<Tally>>> {
        if self.sorts.iter().map(BTreeMap::len).sum::<usize>() > TALLIES_MAX {
            return None;
        }
        let of = |(query, sorts): (&Query, Counts)| {
            let tally = |(sort, (incidents, spans)): (Sort, (u32, Vec<Vec<u32>>))| {
                let (district, kind, priority, fate, result) = sort;
                let spans = query.spans.iter().zip(spans).map(|(span, took)| spread(span, took)).collect();
                Tally { kind, district, priority, fate, result, incidents, spans }
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

fn fate(incident: &Incident, by: TimeMs) -> Fate {
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
