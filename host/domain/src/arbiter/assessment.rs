//! The arbiter's judgement of an assessment: what it wants to have counted, and the indicators that it makes.

use std::collections::BTreeSet;

use crate::county::County;
use crate::decision::{Refused, RefusedWhy};
use crate::hooks::*;
use crate::limits::*;
use crate::plugin::{Catalog, Grants};

/// Judges queries: none is about a kind or a result that the county does not have, or a kind of workflow that no installed plugin has. A
/// result that it has no more is counted, and can't be asked for.
pub fn judge_queries(county: &County, procedures: &[&WorkflowKind], queries: &[Query]) -> Result<(), BadQuery> {
    for (query, of) in (1..).zip(queries) {
        if let Some(what) = not_theirs(of) {
            return Err(BadQuery::NotTheirs { query, what });
        }
        if let Some(kind) = of.kinds.iter().find(|kind| county.kinds.get(kind.index()).is_none()) {
            return Err(BadQuery::UnknownKind { query, kind: *kind });
        }
        if let Some(workflow) = of.workflows.iter().find(|name| !procedures.iter().any(|kind| kind.name == **name)) {
            return Err(BadQuery::UnknownWorkflow { query, workflow: workflow.clone() });
        }
        let counted = procedures.iter().filter(|kind| of.workflows.contains(&kind.name));
        let ends: BTreeSet<&str> = counted.flat_map(|kind| &kind.ends).map(|end| end.name.as_str()).collect();
        let known = |result: &String| match of.is_of_workflows() {
            true => ends.contains(result.as_str()),
            false => county.outcome(result).is_some(),
        };
        if let Some(result) = of.results.iter().find(|result| !known(result)) {
            return Err(BadQuery::UnknownResult { query, result: result.clone() });
        }
    }
    Ok(())
}

/// What a query wants of those that it counts and they do not have.
fn not_theirs(query: &Query) -> Option<NotTheirs> {
    let of_workflows = query.is_of_workflows();
    let have = |dimension: &Dimension| match dimension {
        Dimension::District | Dimension::Fate | Dimension::Result => true,
        Dimension::Kind | Dimension::Priority => !of_workflows,
        Dimension::Workflow | Dimension::Mark => of_workflows,
    };
    let came = |moment: &Moment| !of_workflows || matches!(moment, Moment::Reported | Moment::Ended);
    let dimension = query.by.iter().find(|dimension| !have(dimension));
    let moment = query.spans.iter().flat_map(|span| [&span.start, &span.end]).find(|moment| !came(moment));
    if let Some(dimension) = dimension {
        return Some(NotTheirs::Dimension(*dimension));
    }
    if let Some(moment) = moment {
        return Some(NotTheirs::Moment(*moment));
    }
    if of_workflows && !query.kinds.is_empty() {
        return Some(NotTheirs::Kinds);
    }
    (query.by.contains(&Dimension::Mark) != query.mark.is_some()).then_some(NotTheirs::Mark)
}

/// Judges indicators: numbers that are none, names that are none or stand twice for the same, and what is about things that the county
/// does not have are refused. What rests on too few cases is marked.
pub fn judge_indicators(
    county: &County,
    grants: &Grants,
    catalog: &Catalog,
    answer: AssessmentAnswer,
) -> (AssessmentAnswer, Vec<Refused>) {
    let mut seen = BTreeSet::new();
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    for (index, mut indicator) in answer.indicators.into_iter().enumerate() {
        let district = indicator.district.is_none_or(|district| county.districts.get(district.index()).is_some());
        let kind = indicator.kind.is_none_or(|kind| county.kinds.get(kind.index()).is_some());
        let fits = |text: &str| !text.is_empty() && text.len() <= CODE_BYTES_MAX && !text.chars().any(char::is_control);
        let sound = fits(&indicator.name) && indicator.unit.len() <= CODE_BYTES_MAX && fits(&indicator.unit);
        let numbers = [indicator.numerator, indicator.denominator].iter().all(|number| number.is_finite());
        let told = catalog.messages.contains_key(&indicator.title);
        let why = if !grants.proposals.contains(INDICATE_GRANT) {
            RefusedWhy::NotGranted
        } else if !district {
            RefusedWhy::UnknownDistrict
        } else if !kind {
            RefusedWhy::UnknownKind
        } else if !sound
            || !numbers
            || !told
            || !seen.insert((indicator.name.clone(), indicator.district, indicator.kind))
        {
            RefusedWhy::BadIndicator
        } else {
            indicator.small_n = indicator.n < county.assessment.small_n;
            kept.push(indicator);
            continue;
        };
        refused.push(Refused { proposal: format!("indicator {index}"), why });
    }
    (AssessmentAnswer { indicators: kept, remarks: answer.remarks }, refused)
}
