//! What a report may be a duplicate of: the open incidents near it in place and time, as an intake plugin is shown them.

use crate::county::geometry::distance_m;
use crate::hooks::{NearbyIncident, ReportView};
use crate::ids::*;
use crate::incident::record::Incident;
use crate::limits::{NEARBY_M_MAX, NEARBY_MAX, NEARBY_PER_CELL_MAX, NEARBY_S_MAX};
use crate::sealed::PlainWords;
use crate::state::State;
use crate::time::TimeMs;

/// The report as plugins see it.
pub fn report_view(incident: &Incident, words: Option<&PlainWords>) -> ReportView {
    ReportView {
        incident: incident.incident,
        kind: incident.kind,
        priority: incident.priority,
        reality: incident.reality,
        district: incident.place.district,
        grid: incident.place.grid,
        needs: incident.needs.clone(),
        position: (incident.place.lon, incident.place.lat),
        reported_at: incident.reported_at,
        source: incident.source.clone(),
        external: incident.external_id.is_some(),
        words: words.cloned(),
    }
}

/// Open incidents of the whole county and of the report's own reality, within `NEARBY_M_MAX` and `NEARBY_S_MAX`: nearest first,
/// the older first of two equally near. Where more than `NEARBY_PER_CELL_MAX` lie within some 800 m, the newest are looked at.
/// `alike` tells how alike the words of both are, percent.
pub fn nearby(
    state: &State,
    report: &Incident,
    now: TimeMs,
    alike: &dyn Fn(IncidentRef) -> Option<u8>,
) -> Vec<NearbyIncident> {
    let here = (report.place.lon, report.place.lat);
    let mut found: Vec<(u32, IncidentRef)> = Vec::new();
    for (least_m, cell) in state.whereabouts.around(here, f64::from(NEARBY_M_MAX)) {
        found.sort_unstable();
        found.truncate(NEARBY_MAX);
        if found.get(NEARBY_MAX - 1).is_some_and(|(metres, _)| f64::from(*metres) + 1.0 < least_m) {
            break;
        }
        let newest = state.whereabouts.newest(cell).take(NEARBY_PER_CELL_MAX);
        let same = newest.filter(|(which, spot)| *which != report.incident && spot.reality == report.reality);
        let recent = same.filter(|(_, spot)| now.since_s(spot.reported_at) <= NEARBY_S_MAX);
        let metres = recent.map(|(which, spot)| (distance_m(here, spot.position).round(), which));
        found.extend(
            metres
                .filter(|(metres, _)| *metres <= f64::from(NEARBY_M_MAX))
                .map(|(metres, which)| (metres as u32, which)),
        );
    }
    found.sort_unstable();
    found.truncate(NEARBY_MAX);
    let seen = |(distance_m, which): (u32, IncidentRef)| {
        let other = state.incident(which)?;
        Some(NearbyIncident {
            incident: which,
            kind: other.kind,
            priority: other.priority,
            phase: other.phase,
            distance_m,
            age_s: now.since_s(other.reported_at),
            same_grid: other.place.grid == report.place.grid,
            alike: alike(which),
        })
    };
    found.into_iter().filter_map(seen).collect()
}
