//! Roads on the wire.

use domain::county::Road;
use domain::state::State;
use serde::{Deserialize, Serialize};
use telling::Teller;
use utoipa::ToSchema;

use super::county::NamesBody;

/// A road between two nodes of the road graph.
#[serde_with::skip_serializing_none]
#[derive(Serialize, ToSchema)]
pub struct RoadBody {
    /// Code of a seat, a village or a junction.
    pub from: String,
    pub to: String,
    /// Absent: it has none.
    pub name: Option<NamesBody>,
    #[schema(example = "main")]
    pub class: String,
    pub length_m: u32,
    pub speed_kmh: u16,
    /// From `from` to `to` only.
    pub one_way: bool,
    /// Where its middle lies; absent where the caller does not see that district.
    pub district: Option<String>,
    /// Since when it is closed; absent while it is open.
    pub closed: Option<String>,
}

impl RoadBody {
    pub fn of(state: &State, teller: &Teller<'_>, number: u32, road: &Road, district: Option<String>) -> RoadBody {
        let roads = &teller.county().roads;
        let (from, to) = roads.ends(number).unwrap_or_default();
        let closed = roads.key(number).and_then(|key| state.closed_roads.get(&key));
        RoadBody {
            from: from.to_owned(),
            to: to.to_owned(),
            name: roads.names.get(&number).map(NamesBody::from),
            class: road.class.clone(),
            length_m: road.length_m,
            speed_kmh: road.speed_kmh,
            one_way: road.one_way,
            district,
            closed: closed.map(|closed| teller.time(closed.since)),
        }
    }
}

/// Which road, and why.
#[serde_with::skip_serializing_none]
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoadWord {
    /// Code of one end.
    pub from: String,
    /// Code of the other.
    pub to: String,
    /// Why; a road is not closed without.
    pub reason: Option<String>,
}
