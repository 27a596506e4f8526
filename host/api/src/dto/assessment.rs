//! Assessments on the wire.

use domain::assessment::{Asked, Assessment};
use domain::hooks::{HookFailure, Indicator};
use domain::sentence::Sentence;
use serde::{Deserialize, Serialize};
use telling::{Teller, say};
use utoipa::ToSchema;

use super::shapes::Code;

/// An assessment of a period.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct AssessmentBody {
    pub number: u32,
    pub plugin: String,
    /// Of the plugin; absent while it is not worked out.
    pub version: Option<String>,
    #[schema(example = "2022-09")]
    pub period: String,
    pub starts: String,
    /// Not of it any more.
    pub ends: String,
    pub asked_at: String,
    /// Who asked for it, or the host, since the period had closed.
    pub asked_by: String,
    /// By what time it is counted; absent while it is not worked out.
    pub at: Option<String>,
    /// Why there are no figures, in the caller's language.
    pub failure: Option<String>,
    /// Of districts that the caller sees, and of the whole county.
    pub indicators: Vec<IndicatorBody>,
    /// What the plugin says beside them.
    pub remarks: Vec<String>,
    /// Indicators that were not taken, since they are none.
    pub refused: usize,
}

/// So much of so much, over so many cases.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct IndicatorBody {
    #[schema(example = "response-p90")]
    pub name: String,
    /// Counts up whenever the figure changes its meaning.
    pub version: u16,
    /// In the caller's language.
    pub title: String,
    /// Code; absent: the whole county's.
    pub district: Option<String>,
    /// Code; absent: of all kinds.
    pub kind: Option<String>,
    pub numerator: f64,
    pub denominator: f64,
    /// The quotient; absent where there is nothing to divide by.
    pub value: Option<f64>,
    #[schema(example = "s")]
    pub unit: String,
    pub n: u32,
    /// It rests on fewer cases than the county calls enough.
    pub small_n: bool,
    pub remarks: Vec<String>,
}

/// What is to be assessed.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAssessment {
    #[schema(value_type = Code, inline)]
    pub plugin: String,
    /// A month, `2022-09`, or a quarter, `2022-Q3`.
    #[schema(pattern = "^[0-9]{4}-([0-9]{2}|Q[1-4])$", example = "2022-09")]
    pub period: String,
    /// Why, for the journal.
    pub reason: Option<String>,
}

/// An old assessment, worked out once more by the version, settings and counts that it was made with.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct AgainBody {
    pub number: u32,
    /// The figures are the same to the byte.
    pub same: bool,
    /// Why it could not be worked out, in the caller's language.
    pub failure: Option<String>,
}

impl AssessmentBody {
    pub fn of(asked: &Asked, teller: &Teller<'_>, sees: impl Fn(domain::ids::DistrictRef) -> bool) -> AssessmentBody {
        let done = asked.done.as_deref();
        let seen = |indicator: &&Indicator| indicator.district.is_none_or(&sees);
        let indicators = done.into_iter().flat_map(|done| &done.answer.indicators).filter(seen);
        let remarks =
            done.into_iter().flat_map(|done| done.answer.remarks.iter().map(|why| teller.why(&done.plugin, why).text));
        AssessmentBody {
            number: asked.number.0,
            plugin: asked.plugin.clone(),
            version: done.map(|done| done.plugin.version.clone()),
            period: asked.period.name.clone(),
            starts: teller.time(asked.period.starts),
            ends: teller.time(asked.period.ends),
            asked_at: teller.time(asked.at),
            asked_by: asked.by.clone(),
            at: done.map(|done| teller.time(done.at)),
            failure: done.and_then(|done| done.failure.as_ref()).map(|why| failure(why, teller)),
            indicators: indicators.filter_map(|of| Some(IndicatorBody::of(of, done?, teller))).collect(),
            remarks: remarks.collect(),
            refused: done.map_or(0, |done| done.refused.len()),
        }
    }
}

pub fn failure(why: &HookFailure, teller: &Teller<'_>) -> String {
    say(&Sentence::from(why), teller.lang)
}

impl IndicatorBody {
    fn of(of: &Indicator, done: &Assessment, teller: &Teller<'_>) -> IndicatorBody {
        let title = domain::hooks::Reason { code: of.title, values: Vec::new() };
        let value = of.numerator / of.denominator;
        IndicatorBody {
            name: of.name.clone(),
            version: of.version,
            title: teller.why(&done.plugin, &title).text,
            district: of.district.map(|district| teller.district(district).code),
            kind: of.kind.map(|kind| teller.kind(kind).code),
            numerator: of.numerator,
            denominator: of.denominator,
            value: value.is_finite().then_some(value),
            unit: of.unit.clone(),
            n: of.n,
            small_n: of.small_n,
            remarks: of.remarks.iter().map(|why| teller.why(&done.plugin, why).text).collect(),
        }
    }
}
