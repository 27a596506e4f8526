//! What lies around: grids and video points near one, units that are free, a team by its code. What is not granted or not
//! there is nothing, not an error: a search goes on with what it has.

use wardroom_plugin::view::{self, Reference};
use wardroom_plugin::{Assignee, DistrictRef, GridRef, TeamRef, UnitRef};

/// The most that the host gives at once.
const GRIDS_NEAR_MAX: u16 = 256;

/// Grids near one, itself included, nearest first.
pub fn grids(around: GridRef, within_m: u32, limit: u16) -> Vec<GridRef> {
    let near = view::grids_near(around, within_m, limit.min(GRIDS_NEAR_MAX)).unwrap_or_default();
    let others = near.into_iter().map(|near| near.grid).filter(|grid| *grid != around);
    let mut grids: Vec<GridRef> = std::iter::once(around).chain(others).collect();
    grids.truncate(limit.into());
    grids
}

/// The nearest video points by their codes, and how far the nearest and the last of them are.
pub fn video_points(around: GridRef, limit: u16) -> Option<(Vec<String>, [u32; 2])> {
    let points = view::video_points_near(around, limit).unwrap_or_default();
    let far_m = [points.first()?.distance_m, points.last()?.distance_m];
    Some((points.into_iter().map(|point| point.code).collect(), far_m))
}

/// Units of a team that are free, those with the fewest open tasks first.
pub fn free_units(district: DistrictRef, team: TeamRef) -> Vec<UnitRef> {
    let units = view::units(district).unwrap_or_default();
    let free = units.into_iter().filter(|unit| unit.free && unit.team == team).map(|unit| unit.ref_);
    let mut free: Vec<UnitRef> = free.collect();
    free.sort_by_cached_key(|unit| (view::workload(&Assignee::Unit(*unit)).unwrap_or_default(), *unit));
    free
}

/// The district that has units of a team: the own one, or else the first of the county's. One squad may serve all of them.
pub fn home_of(team: TeamRef, own: DistrictRef) -> DistrictRef {
    let has =
        |district: &DistrictRef| view::units(*district).is_ok_and(|units| units.iter().any(|unit| unit.team == team));
    let all = (0..DistrictRef::MAX).take_while(|district| view::code(Reference::District(*district)).is_ok());
    std::iter::once(own).chain(all).find(has).unwrap_or(own)
}

/// A team by the county's code.
pub fn team_named(code: &str) -> Option<TeamRef> {
    if code.is_empty() {
        return None;
    }
    let teams = (0..TeamRef::MAX).map_while(|team| view::code(Reference::Team(team)).ok().map(|own| (team, own)));
    teams.into_iter().find(|(_, own)| own == code).map(|(team, _)| team)
}
