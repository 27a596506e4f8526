//! Series on the wire.

use domain::county::series::Series;
use domain::series::Points;
use domain::time::TimeMs;
use serde::{Deserialize, Serialize};
use telling::Teller;
use utoipa::ToSchema;

use super::county::NamesBody;
use super::shapes::{Code, Moment};

/// A number over time that is supplied.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct SeriesBody {
    #[schema(example = "weather.wind-ms")]
    pub code: String,
    pub name: NamesBody,
    /// Unit of measure.
    #[schema(example = "m/s")]
    pub measure: String,
    /// A value that is older counts for nothing.
    pub max_age_s: u32,
    /// How far ahead values may lie; absent: it is no forecast.
    pub ahead_s: Option<u32>,
    /// Whose it is; absent: the whole county's.
    pub district: Option<String>,
    /// How many values are kept.
    pub readings: usize,
    /// What plugins are told now; absent: nothing that is young enough.
    pub now: Option<PointBody>,
}

/// A value of a series.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct PointBody {
    pub at: String,
    pub value: f64,
    /// Between then and now; absent for a time to come.
    pub age_s: Option<u32>,
}

/// A series with its values.
#[derive(Serialize, ToSchema)]
pub struct SeriesWhole {
    pub series: SeriesBody,
    /// The newest first.
    pub points: Vec<PointBody>,
}

impl SeriesBody {
    pub fn of(series: &Series, state: &domain::state::State, now: TimeMs, teller: &Teller<'_>) -> SeriesBody {
        let shown = state.series_at(&series.code, now);
        SeriesBody {
            code: series.code.clone(),
            name: (&series.name).into(),
            measure: series.measure.clone(),
            max_age_s: series.max_age_s,
            ahead_s: series.ahead_s,
            district: series.district.map(|district| teller.district(district).code),
            readings: state.series.get(&series.code).map_or(0, Points::len),
            now: shown.map(|shown| PointBody::of(shown.at, shown.value, now, teller)),
        }
    }
}

impl PointBody {
    pub fn of(at: TimeMs, value: f64, now: TimeMs, teller: &Teller<'_>) -> PointBody {
        PointBody { at: teller.time(at), value, age_s: (at <= now).then(|| now.since_s(at)) }
    }
}

/// Values of series, all of them or none.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Readings {
    /// 1 to 1,000.
    #[schema(min_items = 1, max_items = 1000)]
    pub readings: Vec<ReadingWord>,
    /// Why, for the journal.
    pub reason: Option<String>,
}

/// One value of one series.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadingWord {
    #[schema(value_type = Code, inline, example = "weather.wind-ms")]
    pub series: String,
    /// ISO 8601 with an offset; absent: now.
    #[schema(value_type = Option<Moment>, inline)]
    pub at: Option<String>,
    /// In the unit that the county declares.
    pub value: f64,
}
