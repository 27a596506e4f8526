//! What a report may be a duplicate of: the open incidents near it in place and time, as an intake plugin is shown them.

use crate::county::geometry::distance_m;
use crate::hooks::{NearbyIncident, ReportView};
use crate::ids::*;
use crate::incident::record::Incident;
use crate::limits::{NEARBY_M_MAX, NEARBY_MAX, NEARBY_S_MAX};
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
        position: (incident.place.lon, incident.place.lat),
        reported_at: incident.reported_at,
        source: incident.source.clone(),
        external: incident.external_id.is_some(),
        words: words.cloned(),
    }
}

/// Open incidents of the whole county and of the report's own reality, within `NEARBY_M_MAX` and `NEARBY_S_MAX`: nearest first,
/// the older first of two equally near. `alike` tells how alike the words of both are, percent.
pub fn nearby(
    state: &State,
    report: &Incident,
    now: TimeMs,
    alike: &dyn Fn(IncidentRef) -> Option<u8>,
) -> Vec<NearbyIncident> {
    let recent = |incident: &&Incident| now.since_s(incident.reported_at) <= NEARBY_S_MAX;
    let newest_first = state.open.values().flat_map(|of_district| {
        // Numbers grow with time: the first that is too old ends the search in its district.
        of_district
            .iter()
            .rev()
            .filter_map(|which| state.incident(*which))
            .map(|incident| &**incident)
            .take_while(recent)
    });
    let here = (report.place.lon, report.place.lat);
    let near = |other: &Incident| {
        let metres = distance_m(here, (other.place.lon, other.place.lat)).round();
        (metres <= f64::from(NEARBY_M_MAX)).then_some(metres as u32)
    };
    let mut found: Vec<NearbyIncident> = newest_first
        .filter(|other| other.incident != report.incident && other.reality == report.reality)
        .filter_map(|other| {
            Some(NearbyIncident {
                incident: other.incident,
                kind: other.kind,
                priority: other.priority,
                phase: other.phase,
                distance_m: near(other)?,
                age_s: now.since_s(other.reported_at),
                same_grid: other.place.grid == report.place.grid,
                alike: None,
            })
        })
        .collect();
    found.sort_unstable_by_key(|nearby| (nearby.distance_m, nearby.incident));
    found.truncate(NEARBY_MAX);
    found.iter_mut().for_each(|nearby| nearby.alike = alike(nearby.incident));
    found
}
