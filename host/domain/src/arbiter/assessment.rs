//! The arbiter's judgement of an assessment: what it wants to have counted, and the indicators that it makes.

use std::collections::BTreeSet;

use crate::county::County;
use crate::decision::{Refused, RefusedWhy};
use crate::hooks::*;
use crate::limits::*;
use crate::plugin::{Catalog, Grants};

/// Judges queries: none is about a kind or a result that the county does not have. A result that it has no more is counted, and can't be
/// asked for.
pub fn judge_queries(county: &County, queries: &[Query]) -> Result<(), BadQuery> {
    for (query, of) in (1..).zip(queries) {
        if let Some(kind) = of.kinds.iter().find(|kind| county.kinds.get(kind.index()).is_none()) {
            return Err(BadQuery::UnknownKind { query, kind: *kind });
        }
        if let Some(result) = of.results.iter().find(|code| county.outcome(code).is_none()) {
            return Err(BadQuery::UnknownResult { query, result: result.clone() });
        }
    }
    Ok(())
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
