//! Units on the wire: what they are, what they do, where they are; statuses and positions that come in.

use std::collections::{BTreeMap, BTreeSet};

use domain::county;
use domain::ids::{DistrictRef, UnitRef};
use domain::ports::{Room, Value};
use domain::state::State;
use domain::unit;
use serde::{Deserialize, Serialize};
use telling::Teller;
use utoipa::ToSchema;

use super::datum::DatumWord;
use super::shapes::Cell;
use super::words::{Doubt, Primary, Secondary};

/// A crew with its vehicle.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct UnitBody {
    #[schema(example = "U001")]
    pub code: String,
    pub district: String,
    pub team: String,
    pub kind: String,
    /// Code of the station it is based at.
    pub home: String,
    pub crew: u16,
    pub skills: Vec<String>,
    #[schema(value_type = BTreeMap<String, Cell>)]
    pub attributes: BTreeMap<String, Value>,
    #[schema(value_type = Primary)]
    pub primary: unit::Primary,
    #[schema(value_type = Vec<Secondary>)]
    pub secondary: BTreeSet<unit::Secondary>,
    /// Id of the incident that it is on.
    pub incident: Option<String>,
    /// When its primary status last changed.
    pub since: String,
    /// The district that it helps for a time; until then it counts as that one's.
    pub loan: Option<UnitLoan>,
    /// Absent: none is known, or it is off shift; it is taken to stand at its base.
    pub position: Option<PositionBody>,
    /// The last position that it sent and that could not be true; `position` is the one before it.
    pub doubted: Option<DoubtedBody>,
    /// Its base: longitude and latitude.
    pub base: Option<[f64; 2]>,
}

/// A unit that is lent to another district or stands by there, or that a workflow holds back.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct UnitLoan {
    /// The district whose it is.
    pub from: String,
    pub to: String,
    /// Absent: it was lent before this was kept.
    pub since: Option<String>,
    pub until: String,
    /// The workflow that lent it, and its kind in words. Absent: a person has it stand by there.
    pub workflow: Option<String>,
    pub title: Option<String>,
    /// Held back for the workflow, in its own district, too: only a person sends it.
    pub held: bool,
}

impl UnitLoan {
    fn of(own: DistrictRef, loan: unit::Loan, state: &State, teller: &Teller<'_>) -> UnitLoan {
        let instance = loan.instance.and_then(|instance| state.workflows.get(instance));
        let number = loan.instance.map(|instance| instance.to_string());
        UnitLoan {
            from: teller.district(own).code,
            to: teller.district(loan.to).code,
            since: loan.since.map(|at| teller.time(at)),
            until: teller.time(loan.until),
            workflow: instance.map(|instance| instance.id.clone()).or(number),
            title: instance.map(|instance| teller.kind_title(state, &instance.kind)),
            held: loan.held,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct PositionBody {
    pub lon: f64,
    pub lat: f64,
    pub at: String,
    /// How old it is, seconds.
    pub age_s: u32,
}

#[derive(Serialize, ToSchema)]
pub struct DoubtedBody {
    pub lon: f64,
    pub lat: f64,
    pub at: String,
    #[schema(value_type = Doubt)]
    pub why: unit::position::Doubt,
}

impl UnitBody {
    pub fn of(
        which: UnitRef,
        of: &county::Unit,
        state: &State,
        teller: &Teller<'_>,
        room: &dyn Room,
    ) -> Option<UnitBody> {
        let (live, now) = (state.unit(which)?, room.now());
        let doubted = room.doubted_position(which).map(|unit::position::Doubted { fix, why }| DoubtedBody {
            lon: fix.lon,
            lat: fix.lat,
            at: teller.time(fix.at),
            why,
        });
        let position = live.fix.map(|fix| {
            let at = teller.time(fix.at);
            PositionBody { lon: fix.lon, lat: fix.lat, at, age_s: now.since_s(fix.at) }
        });
        Some(UnitBody {
            code: of.code.clone(),
            district: teller.district(of.district).code,
            team: teller.team(of.team).code,
            kind: of.kind.clone(),
            home: teller.station(of.home).code,
            crew: of.crew,
            skills: teller.skill_codes(of.skills),
            attributes: of.attributes.clone(),
            primary: live.primary,
            secondary: live.secondary.clone(),
            incident: live.incident.map(|incident| teller.incident(incident)),
            since: teller.time(live.since),
            loan: live.loan.map(|loan| UnitLoan::of(of.district, loan, state, teller)),
            position,
            doubted,
            base: teller.county().home(which).map(|(lon, lat)| [lon, lat]),
        })
    }
}

/// `POST units/{code}/status`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStatus {
    #[schema(value_type = Primary)]
    pub primary: unit::Primary,
    /// Absent: as they are.
    #[schema(value_type = Option<Vec<Secondary>>)]
    pub secondary: Option<BTreeSet<unit::Secondary>>,
    pub reason: Option<String>,
}

/// `POST …/stand-by`.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStandBy {
    /// Code of the district where it is to stand by.
    pub district: String,
    /// Until when at the latest, with an offset.
    #[schema(example = "2026-03-01T18:00:00+08:00")]
    pub until: String,
    pub reason: Option<String>,
}

/// `POST positions`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPositions {
    /// Of all of them. Absent: WGS 84.
    #[serde(default)]
    pub datum: Option<DatumWord>,
    pub fixes: Vec<NewFix>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFix {
    /// Code.
    #[schema(example = "U001")]
    pub unit: String,
    pub lon: f64,
    pub lat: f64,
    /// ISO 8601 with an offset. Absent: now.
    #[serde(default)]
    pub at: Option<String>,
}

/// How many positions were taken. The rest were not believed, were of unknown units or of others' districts, or concern nobody.
#[derive(Serialize, ToSchema)]
pub struct Taken {
    pub taken: usize,
    pub dropped: usize,
    /// Those that were not taken, the first hundred of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_taken: Vec<NotTaken>,
}

#[derive(Serialize, ToSchema)]
pub struct NotTaken {
    /// Its place in the request, counted from 0.
    pub index: usize,
    pub unit: String,
    #[schema(value_type = Doubt)]
    pub why: unit::position::Doubt,
}
