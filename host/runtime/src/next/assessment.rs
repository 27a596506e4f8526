//! The hook `assessment`: the places of its functions among a component's exports, and both directions of their translation.

use domain::assessment::{Length, Period};
use domain::hooks::{self as host, AssessmentAnswer, AssessmentInput, HookFailure, QueriesInput};
use domain::ids::*;
use domain::limits::{
    ASSESSED_WORKFLOWS_MAX, ASSESSMENT_QUERIES_MAX, ASSESSMENT_SPANS_MAX, CODE_BYTES_MAX, COUNTY_NOUNS_MAX,
    OUTCOMES_MAX,
};

use super::answers::{Answer, list, reason, within};
use super::bindings::exports::wardroom::plugin::assessment as wire;
use super::given;
use crate::loading::Checked;
use crate::text::plain;
use crate::versions::{Call, Exports, guest_error};

type Queries<'a> = Checked<(&'a str,), (Result<Vec<wire::Query>, String>,)>;
type Assess<'a> = Checked<(u32, &'a str, &'a wire::Period, &'a [Vec<wire::Tally>]), (Result<wire::Outcome, String>,)>;

pub(super) struct Functions {
    queries: Queries<'static>,
    assess: Assess<'static>,
}

impl Functions {
    pub(super) fn find(exports: &mut Exports<'_>) -> wasmtime::Result<Functions> {
        Ok(Functions { queries: exports.function("queries")?, assess: exports.function("assess")? })
    }

    pub(super) fn queries(
        &self,
        call: Call<'_>,
        _: &QueriesInput,
    ) -> wasmtime::Result<Result<Vec<host::Query>, HookFailure>> {
        let Call { store, instance, settings } = call;
        let (answer,) = self.queries.call(store, instance, (settings,))?;
        Ok(answer.map_err(guest_error).and_then(queries))
    }

    pub(super) fn assess(
        &self,
        call: Call<'_>,
        input: &AssessmentInput,
    ) -> wasmtime::Result<Result<AssessmentAnswer, HookFailure>> {
        let Call { store, instance, settings } = call;
        let period = period(&input.period);
        let tallies: Vec<Vec<wire::Tally>> = input.tallies.iter().map(|of| of.iter().map(tally).collect()).collect();
        let given = (input.now.seconds(), settings, &period, tallies.as_slice());
        let (answer,) = self.assess.call(store, instance, given)?;
        Ok(answer.map_err(guest_error).and_then(outcome))
    }
}

fn period(period: &Period) -> wire::Period {
    wire::Period {
        length: match period.length {
            Length::Month => wire::Length::Month,
            Length::Quarter => wire::Length::Quarter,
        },
        name: period.name.clone(),
        starts: period.starts.seconds(),
        ends: period.ends.seconds(),
    }
}

fn tally(tally: &host::Tally) -> wire::Tally {
    wire::Tally {
        kind: tally.kind.map(|kind| kind.0),
        district: tally.district.map(|district| district.0),
        priority: tally.priority.map(given::priority),
        fate: tally.fate.map(|fate| match fate {
            host::Fate::Open => wire::Fate::Open,
            host::Fate::Closed => wire::Fate::Closed,
            host::Fate::Cancelled => wire::Fate::Cancelled,
            host::Fate::Merged => wire::Fate::Merged,
        }),
        result: tally.result.clone(),
        workflow: tally.workflow.clone(),
        mark: tally.mark.clone(),
        count: tally.count,
        spans: tally.spans.iter().map(spread).collect(),
    }
}

fn spread(spread: &host::Spread) -> wire::Spread {
    wire::Spread {
        n: spread.n,
        // Half a million incidents of a hundred years each are below 2 to the 53.
        sum_s: spread.sum_s as f64,
        p50_s: spread.p50_s,
        p90_s: spread.p90_s,
        max_s: spread.max_s,
        within: spread.within.clone(),
    }
}

fn queries(queries: Vec<wire::Query>) -> Answer<Vec<host::Query>> {
    within("queries", queries.len(), ASSESSMENT_QUERIES_MAX)?;
    queries.into_iter().map(query).collect()
}

fn query(query: wire::Query) -> Answer<host::Query> {
    within("kinds in one query", query.kinds.len(), COUNTY_NOUNS_MAX)?;
    within("results in one query", query.results.len(), OUTCOMES_MAX)?;
    within("spans in one query", query.spans.len(), ASSESSMENT_SPANS_MAX)?;
    within("kinds of workflow in one query", query.workflows.len(), ASSESSED_WORKFLOWS_MAX)?;
    within("dimensions of one query", query.by.len(), host::Dimension::ALL.len())?;
    let dimension = |dimension| {
        Ok(match dimension {
            wire::Dimension::Kind => host::Dimension::Kind,
            wire::Dimension::District => host::Dimension::District,
            wire::Dimension::Priority => host::Dimension::Priority,
            wire::Dimension::Fate => host::Dimension::Fate,
            wire::Dimension::Result => host::Dimension::Result,
            wire::Dimension::Workflow => host::Dimension::Workflow,
            wire::Dimension::Mark => host::Dimension::Mark,
        })
    };
    let span = |span: wire::Span| {
        within("limits of one span", span.within_s.len(), ASSESSMENT_SPANS_MAX)?;
        Ok(host::Span { start: moment(span.start), end: moment(span.end), within_s: span.within_s })
    };
    Ok(host::Query {
        by: list("dimensions of one query", query.by, dimension)?,
        kinds: query.kinds.into_iter().map(KindRef).collect(),
        results: query.results.iter().map(|code| plain(code, CODE_BYTES_MAX)).collect(),
        spans: list("spans in one query", query.spans, span)?,
        workflows: query.workflows.iter().map(|kind| plain(kind, CODE_BYTES_MAX)).collect(),
        mark: query.mark.map(|name| plain(&name, CODE_BYTES_MAX)),
    })
}

const fn moment(moment: wire::Moment) -> host::Moment {
    match moment {
        wire::Moment::Reported => host::Moment::Reported,
        wire::Moment::Accepted => host::Moment::Accepted,
        wire::Moment::Acknowledged => host::Moment::Acknowledged,
        wire::Moment::Assigned => host::Moment::Assigned,
        wire::Moment::EnRoute => host::Moment::EnRoute,
        wire::Moment::OnScene => host::Moment::OnScene,
        wire::Moment::Resolved => host::Moment::Resolved,
        wire::Moment::Ended => host::Moment::Ended,
    }
}

fn outcome(outcome: wire::Outcome) -> Answer<AssessmentAnswer> {
    Ok(AssessmentAnswer {
        indicators: list("indicators", outcome.indicators, indicator)?,
        remarks: list("remarks", outcome.remarks, reason)?,
    })
}

/// Names are cut and numbers are the arbiter's to refuse.
fn indicator(indicator: wire::Indicator) -> Answer<host::Indicator> {
    let text = |text: String| plain(&text, CODE_BYTES_MAX);
    Ok(host::Indicator {
        name: text(indicator.name),
        version: indicator.version,
        title: indicator.title,
        district: indicator.district.map(DistrictRef),
        kind: indicator.kind.map(KindRef),
        numerator: indicator.numerator,
        denominator: indicator.denominator,
        n: indicator.n,
        unit: text(indicator.unit),
        remarks: list("remarks of one indicator", indicator.remarks, reason)?,
        small_n: false,
    })
}

#[cfg(test)]
mod tests {
    use domain::limits::ANSWER_ITEMS_MAX;
    use expect_test::expect;

    use super::super::answers::tests::{refused, why};
    use super::*;

    fn figure(remarks: usize) -> wire::Indicator {
        wire::Indicator {
            name: "response".to_owned(),
            version: 1,
            title: 1,
            district: None,
            kind: None,
            numerator: 1.0,
            denominator: 2.0,
            n: 2,
            unit: "s".to_owned(),
            remarks: vec![why(vec![]); remarks],
        }
    }

    #[test]
    fn answers_stop_at_their_limits() {
        let answer =
            |indicators, remarks| wire::Outcome { indicators: vec![figure(remarks); indicators], remarks: vec![] };
        assert!(outcome(answer(ANSWER_ITEMS_MAX, 0)).is_ok() && outcome(answer(1, ANSWER_ITEMS_MAX)).is_ok());
        refused(outcome(answer(ANSWER_ITEMS_MAX + 1, 0)), expect!["257 indicators, 256 are allowed"]);
        refused(outcome(answer(1, ANSWER_ITEMS_MAX + 1)), expect!["257 remarks of one indicator, 256 are allowed"]);
        let span = |limits| wire::Span {
            start: wire::Moment::Reported,
            end: wire::Moment::OnScene,
            within_s: vec![600; limits],
        };
        let none =
            || wire::Query { by: vec![], kinds: vec![], results: vec![], spans: vec![], workflows: vec![], mark: None };
        let of = |limits| query(wire::Query { spans: vec![span(limits)], ..none() });
        assert!(of(ASSESSMENT_SPANS_MAX).is_ok());
        refused(of(ASSESSMENT_SPANS_MAX + 1), expect!["9 limits of one span, 8 are allowed"]);
        let of = |count, spans| {
            let one = wire::Query { spans: vec![span(1); spans], ..none() };
            queries(vec![one; count])
        };
        assert!(of(ASSESSMENT_QUERIES_MAX, ASSESSMENT_SPANS_MAX).is_ok());
        refused(of(ASSESSMENT_QUERIES_MAX + 1, 0), expect!["9 queries, 8 are allowed"]);
        refused(of(1, ASSESSMENT_SPANS_MAX + 1), expect!["9 spans in one query, 8 are allowed"]);
        let of = |results| query(wire::Query { results: vec!["warned".to_owned(); results], ..none() });
        assert!(of(OUTCOMES_MAX).is_ok());
        refused(of(OUTCOMES_MAX + 1), expect!["257 results in one query, 256 are allowed"]);
        let of = |workflows| query(wire::Query { workflows: vec!["grid-case".to_owned(); workflows], ..none() });
        assert!(of(ASSESSED_WORKFLOWS_MAX).is_ok());
        refused(of(ASSESSED_WORKFLOWS_MAX + 1), expect!["17 kinds of workflow in one query, 16 are allowed"]);
    }
}
