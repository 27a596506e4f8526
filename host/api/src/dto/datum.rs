//! Points of other datums: what they are called, how they become the county's, and what the answer says of it.

use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use domain::county::Position;
use finder::datum::Datum;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `gcj-02; moved-m=512`, if points of another datum came in; of several points how far the farthest was moved.
const HEADER: HeaderName = HeaderName::from_static("wardroom-converted");

/// What a point that comes in is measured by. It is kept as WGS 84; the answer's header `Wardroom-Converted` says how far it was moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[schema(as = Datum)]
pub enum DatumWord {
    /// GPS, BeiDou: what the county's files are in.
    #[default]
    #[serde(rename = "wgs-84")]
    Wgs84,
    /// Maps that are sold in China.
    #[serde(rename = "gcj-02")]
    Gcj02,
    /// Baidu's maps.
    #[serde(rename = "bd-09")]
    Bd09,
}

/// How far points were moved.
#[derive(Clone, Copy, Debug, Default)]
pub struct Moved {
    from: Option<Datum>,
    most_m: f64,
}

impl Moved {
    /// A point of this datum, or of WGS 84 if none is named, as it is kept.
    pub fn take(&mut self, datum: Option<DatumWord>, (lon, lat): Position) -> Position {
        let datum = match datum.unwrap_or_default() {
            DatumWord::Wgs84 => return (lon, lat),
            DatumWord::Gcj02 => Datum::Gcj02,
            DatumWord::Bd09 => Datum::Bd09,
        };
        let converted = datum.to_wgs84((lon, lat));
        self.from = Some(datum);
        self.most_m = self.most_m.max(converted.moved_m);
        // To the centimetre: more is nowhere known.
        let kept = |degrees: f64| (degrees * 1e7).round() / 1e7;
        (kept(converted.position.0), kept(converted.position.1))
    }

    /// An answer that says so.
    pub fn told(self, mut response: Response) -> Response {
        let told = self.from.map(|datum| format!("{}; moved-m={}", datum.code(), self.most_m.round()));
        if let Some(told) = told.and_then(|told| HeaderValue::try_from(told).ok()) {
            response.headers_mut().insert(HEADER, told);
        }
        response
    }
}
