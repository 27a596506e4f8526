//! In which grid and district a point is, and whether it may be as uncertain as it is said to be.

use crate::county::loaded::LoadedCounty;
use crate::county::refusal::CountyRefusal;
use crate::county::{Placement, Position};
use crate::incident::place::Uncertain;
use crate::incident::record::IncidentPlace;
use crate::incident::refusal::IncidentRefusal;
use crate::limits::UNCERTAIN_M_MAX;
use crate::refusal::Refusal;

/// The place of a point.
pub(super) fn placed(
    loaded: &LoadedCounty,
    (lon, lat): Position,
    uncertain: Option<&Uncertain>,
) -> Result<IncidentPlace, Refusal> {
    match uncertain {
        Some(Uncertain::RadiusM(radius_m)) if !(1..=UNCERTAIN_M_MAX).contains(radius_m) => {
            return Err(IncidentRefusal::BadRadius { metres_max: UNCERTAIN_M_MAX }.into());
        }
        Some(Uncertain::Road { from, to }) if loaded.county().roads.between(from, to).is_none() => {
            return Err(CountyRefusal::NoSuchRoad { from: from.clone(), to: to.clone() }.into());
        }
        Some(_) | None => {}
    }
    let located = loaded.index.locate(lon, lat).map_err(IncidentRefusal::from)?;
    let nearest_grid_m = match located.how {
        Placement::Inside => None,
        Placement::NearestGrid { distance_m } => Some(distance_m),
    };
    let (grid, district, uncertain) = (located.grid, located.district, uncertain.cloned());
    Ok(IncidentPlace { lon, lat, grid, district, nearest_grid_m, uncertain })
}
