//! Counting all figures of a stretch of time over state and archive: by the queries and the counting of assessments.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::tz::TimeZone;
use serde::Serialize;

use super::figure::{Figure, Grouping, Subject};
use crate::archived::{Wanted, each};
use crate::assessment::count::{Counting, fate};
use crate::hooks::{Dimension, Fate, Query, Tally};
use crate::ids::*;
use crate::incident::Priority;
use crate::incident::origin::OriginKind;
use crate::incident::record::Incident;
use crate::limits::INCIDENTS_COUNTED_MAX;
use crate::ports::Archive;
use crate::state::State;
use crate::time::TimeMs;

/// Which incidents are counted: actual ones, by their kind and their place of today. Of workflows the same.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Reported or begun within it.
    pub within: Range<TimeMs>,
    /// What happened after this is not known.
    pub known_by: TimeMs,
    pub districts: BTreeSet<DistrictRef>,
    /// Of these alone, and no workflows; none: of all.
    pub kinds: BTreeSet<KindRef>,
}

/// What those of a row have in common. Without a result are those that have none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    Whole,
    District(DistrictRef),
    Kind(KindRef),
    Hour(u8),
    Priority(Priority),
    End(Fate),
    Result(Option<String>),
    Workflow(String),
    /// With the name of the end that it came to, if it came to one.
    WorkflowEnd(String, Fate, Option<String>),
}

/// How many there are; of an interval, those that came to both of its moments, with its percentiles by the nearest rank, seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    pub n: u32,
    /// The 50th and the 90th; none where there is no case.
    pub percentiles_s: Option<(u32, u32)>,
}

/// One figure told apart in one way. Districts that were asked for, priorities, ends and hours are all there; of all else those that occur.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    pub figure: Figure,
    pub by: Grouping,
    pub rows: Vec<(Of, Figures)>,
}

/// All tables, figure by figure. `None`: there is too much to be looked through.
pub fn count(state: &State, archive: Option<&dyn Archive>, chosen: &Chosen) -> Result<Option<Vec<Table>>, String> {
    let Some(loaded) = &state.county else { return Ok(Some(Vec::new())) };
    let code = |kind: &KindRef| loaded.county().kinds.get(kind.index()).map(|kind| kind.code.clone());
    let wanted = || Wanted {
        districts: Some(chosen.districts.clone()),
        from: Some(chosen.within.start),
        until: Some(chosen.within.end),
        ..Wanted::default()
    };
    let of_kinds = Wanted { kinds: chosen.kinds.iter().filter_map(code).collect(), ..wanted() };
    let queries = Queries::new(state);
    let mut counter = Counter::new(&queries, chosen, loaded.index.zone());
    let mut looked_at = 0;
    let mut is_enough = || {
        looked_at += 1;
        looked_at > INCIDENTS_COUNTED_MAX
    };
    let mut all = each::incident(state, archive, of_kinds, &mut |of| !is_enough() && counter.take(of))?;
    if all && chosen.kinds.is_empty() && !queries.workflows.is_empty() {
        all = each::workflow(state, archive, wanted(), &mut |of| {
            let here = chosen.districts.contains(&of.district);
            !is_enough() && (!here || counter.workflows.take_workflow(of))
        })?;
    }
    let retired = |district: &DistrictRef| loaded.county().districts.get(district.index()).is_none_or(|of| of.retired);
    let districts: Vec<DistrictRef> = chosen.districts.iter().filter(|district| !retired(district)).copied().collect();
    Ok(if all { counter.tables(&districts) } else { None })
}

/// What is asked of the counting: numbers of all incidents, intervals of those that were handled, and workflows of every kind.
struct Queries {
    all: Vec<Query>,
    handled: Vec<Query>,
    /// None where there is no procedure.
    workflows: Vec<Query>,
}

const ALL_BY: [(Grouping, &[Dimension]); 6] = [
    (Grouping::Whole, &[]),
    (Grouping::District, &[Dimension::District]),
    (Grouping::Kind, &[Dimension::Kind]),
    (Grouping::Priority, &[Dimension::Priority]),
    (Grouping::End, &[Dimension::Fate]),
    (Grouping::Result, &[Dimension::Result]),
];
/// Of these the first ones.
const HANDLED_BY: usize = 3;
const WORKFLOWS_BY: [(Grouping, &[Dimension]); 4] = [
    (Grouping::Whole, &[]),
    (Grouping::District, &[Dimension::District]),
    (Grouping::Workflow, &[Dimension::Workflow]),
    (Grouping::WorkflowEnd, &[Dimension::Workflow, Dimension::Fate, Dimension::Result]),
];

impl Queries {
    fn new(state: &State) -> Queries {
        let query = |(_, by): &(Grouping, &[Dimension])| Query { by: by.to_vec(), ..Query::default() };
        let spans = |of| Figure::intervals(of).filter_map(Figure::span).collect::<Vec<_>>();
        let all: Vec<Query> = ALL_BY.iter().map(query).collect();
        let timed = |query: &Query| Query { spans: spans(Subject::Incidents), ..query.clone() };
        let installed = state.plugins.installed.values().flat_map(|installed| &installed.inspected.workflows);
        let kinds: BTreeSet<&String> = installed.map(|kind| &kind.name).collect();
        let workflows: Vec<String> = kinds.into_iter().cloned().collect();
        let of_workflows = WORKFLOWS_BY.iter().filter(|_| !workflows.is_empty()).map(query);
        let of_workflows =
            of_workflows.map(|query| Query { workflows: workflows.clone(), spans: spans(Subject::Workflows), ..query });
        Queries { handled: all.iter().take(HANDLED_BY).map(timed).collect(), workflows: of_workflows.collect(), all }
    }
}

/// The counting of all incidents, and of those that were handled.
struct Both<'q> {
    all: Counting<'q>,
    handled: Counting<'q>,
}

impl<'q> Both<'q> {
    /// By the first so many queries.
    fn new(queries: &'q Queries, most: usize, chosen: &Chosen) -> Both<'q> {
        let first = |of: &'q [Query]| Counting::new(&of[..most.min(of.len())], chosen.within.clone(), chosen.known_by);
        Both { all: first(&queries.all), handled: first(&queries.handled) }
    }

    fn take(&mut self, incident: &Incident, handled: bool) -> bool {
        self.all.take(incident) && (!handled || self.handled.take(incident))
    }
}

struct Counter<'q> {
    chosen: &'q Chosen,
    zone: &'q TimeZone,
    whole: Both<'q>,
    /// By the hour of the report, as one.
    hours: Vec<Both<'q>>,
    workflows: Counting<'q>,
}

impl<'q> Counter<'q> {
    fn new(queries: &'q Queries, chosen: &'q Chosen, zone: &'q TimeZone) -> Counter<'q> {
        let hours = (0..24).map(|_| Both::new(queries, 1, chosen)).collect();
        let workflows = Counting::new(&queries.workflows, chosen.within.clone(), chosen.known_by);
        Counter { chosen, zone, whole: Both::new(queries, ALL_BY.len(), chosen), hours, workflows }
    }

    fn take(&mut self, incident: &Incident) -> bool {
        let chosen = self.chosen;
        let wanted = chosen.within.contains(&incident.reported_at)
            && chosen.districts.contains(&incident.place.district)
            && (chosen.kinds.is_empty() || chosen.kinds.contains(&incident.kind));
        if !wanted {
            return true;
        }
        // A unit that came upon it was there before anybody reported it, and a duplicate is handled with the other.
        let found = incident.origin.kind() == OriginKind::SelfInitiated;
        let handled = !found && fate(incident, chosen.known_by) != Fate::Merged;
        let hour = usize::from(incident.reported_at.hour(self.zone));
        self.whole.take(incident, handled) && self.hours.get_mut(hour).is_none_or(|of| of.take(incident, handled))
    }

    fn tables(self, districts: &[DistrictRef]) -> Option<Vec<Table>> {
        let mut rows = Rows::default();
        let (counted, handled) = (self.whole.all.tallies()?, self.whole.handled.tallies()?);
        for ((by, _), tallies) in ALL_BY.iter().zip(&counted) {
            tallies.iter().for_each(|tally| rows.number(Figure::Incidents, *by, of(*by, tally), tally));
        }
        for ((by, _), tallies) in ALL_BY.iter().zip(&handled) {
            tallies.iter().for_each(|tally| rows.intervals(Subject::Incidents, *by, &of(*by, tally), tally));
        }
        for (hour, both) in (0..).zip(self.hours) {
            let (by, of) = (Grouping::Hour, Of::Hour(hour));
            let (counted, handled) = (both.all.tallies()?, both.handled.tallies()?);
            counted.iter().flatten().for_each(|tally| rows.number(Figure::Incidents, by, of.clone(), tally));
            handled.iter().flatten().for_each(|tally| rows.intervals(Subject::Incidents, by, &of, tally));
        }
        for ((by, _), tallies) in WORKFLOWS_BY.iter().zip(&self.workflows.tallies()?) {
            for tally in tallies {
                rows.number(Figure::Workflows, *by, of(*by, tally), tally);
                rows.intervals(Subject::Workflows, *by, &of(*by, tally), tally);
            }
        }
        let figures = Figure::ALL.into_iter();
        // Whoever asks for kinds of incident asks for no workflows.
        let figures = figures.filter(|of| of.subject() == Subject::Incidents || self.chosen.kinds.is_empty());
        let each = figures.flat_map(|figure| figure.groupings().iter().map(move |by| (figure, *by)));
        Some(each.map(|(figure, by)| rows.table(figure, by, districts)).collect())
    }
}

/// What was counted, before it is put into tables.
#[derive(Default)]
struct Rows(BTreeMap<(Figure, Grouping), BTreeMap<Of, Figures>>);

impl Rows {
    fn number(&mut self, figure: Figure, by: Grouping, of: Of, tally: &Tally) {
        let figures = Figures { n: tally.count, percentiles_s: None };
        self.0.entry((figure, by)).or_default().insert(of, figures);
    }

    fn intervals(&mut self, subject: Subject, by: Grouping, of: &Of, tally: &Tally) {
        for (figure, spread) in Figure::intervals(subject).zip(&tally.spans) {
            let percentiles_s = (spread.n > 0).then_some((spread.p50_s, spread.p90_s));
            self.0.entry((figure, by)).or_default().insert(of.clone(), Figures { n: spread.n, percentiles_s });
        }
    }

    fn table(&mut self, figure: Figure, by: Grouping, districts: &[DistrictRef]) -> Table {
        let mut rows: BTreeMap<Of, Figures> =
            always(by, districts).into_iter().map(|of| (of, Figures::default())).collect();
        rows.extend(self.0.remove(&(figure, by)).unwrap_or_default());
        Table { figure, by, rows: rows.into_iter().collect() }
    }
}

/// What a tally is of. One that is not told apart by something has it nowhere.
fn of(by: Grouping, tally: &Tally) -> Of {
    let workflow = || tally.workflow.clone();
    match by {
        Grouping::Whole | Grouping::Hour => None,
        Grouping::District => tally.district.map(Of::District),
        Grouping::Kind => tally.kind.map(Of::Kind),
        Grouping::Priority => tally.priority.map(Of::Priority),
        Grouping::End => tally.fate.map(Of::End),
        Grouping::Result => Some(Of::Result(tally.result.clone())),
        Grouping::Workflow => workflow().map(Of::Workflow),
        Grouping::WorkflowEnd => {
            workflow().zip(tally.fate).map(|(kind, fate)| Of::WorkflowEnd(kind, fate, tally.result.clone()))
        }
    }
    .unwrap_or(Of::Whole)
}

/// The rows that are there though there may be nothing to count.
fn always(by: Grouping, districts: &[DistrictRef]) -> Vec<Of> {
    match by {
        Grouping::Whole => vec![Of::Whole],
        Grouping::District => districts.iter().copied().map(Of::District).collect(),
        Grouping::Hour => (0..24).map(Of::Hour).collect(),
        Grouping::Priority => Priority::ALL.map(Of::Priority).into(),
        Grouping::End => Fate::ALL.map(Of::End).into(),
        Grouping::Kind | Grouping::Result | Grouping::Workflow | Grouping::WorkflowEnd => Vec::new(),
    }
}
