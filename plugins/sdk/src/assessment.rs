//! The words of the hook `assessment`: what is counted, and what the counts come to.

use crate::Reason;

pub use crate::bindings::assessment::exports::wardroom::plugin::assessment::{
    Dimension, Fate, Indicator, Length, Moment, Outcome, Period, Query, Span, Spread, Tally,
};

impl Query {
    /// All incidents, told apart by these.
    pub fn by(dimensions: &[Dimension]) -> Query {
        let (kinds, results, spans, workflows) = Default::default();
        Query { by: dimensions.to_vec(), kinds, results, spans, workflows, mark: None }
    }

    /// All workflows of these kinds, told apart by these: a kind that no installed plugin has fails the assessment.
    pub fn of_workflows(kinds: &[&str], dimensions: &[Dimension]) -> Query {
        let workflows = kinds.iter().map(|kind| (*kind).to_owned()).collect();
        Query { workflows, ..Query::by(dimensions) }
    }

    /// And by the values of this mark.
    pub fn by_mark(mut self, name: &str) -> Query {
        self.by.push(Dimension::Mark);
        self.mark = Some(name.to_owned());
        self
    }

    /// Only those with one of these results of the county's by their codes, or ends of workflows by their names. One that there is not
    /// fails the assessment.
    pub fn with_results(mut self, codes: &[&str]) -> Query {
        self.results.extend(codes.iter().map(|code| (*code).to_owned()));
        self
    }

    /// And how long they took from one moment to another, and how many within each of these limits, seconds.
    pub fn span(mut self, start: Moment, end: Moment, within_s: &[u32]) -> Query {
        self.spans.push(Span { start, end, within_s: within_s.to_vec() });
        self
    }
}

impl Indicator {
    /// So much of so much over so many cases, for the whole county and all kinds, in its first version.
    pub fn new(name: &str, title: u16, (numerator, denominator): (f64, f64), n: u32, unit: &str) -> Indicator {
        Indicator {
            name: name.to_owned(),
            version: 1,
            title,
            district: None,
            kind: None,
            numerator,
            denominator,
            n,
            unit: unit.to_owned(),
            remarks: Vec::new(),
        }
    }

    pub fn remark(mut self, why: Reason) -> Indicator {
        self.remarks.push(why);
        self
    }
}
