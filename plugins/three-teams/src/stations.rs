//! One central station and a handful of stations around it, all adjacent.

use std::collections::BTreeSet;

use wardroom_plugin::{DistrictRef, Finding, Station, StationRef, Structure, StructureSubject};

use crate::{Settings, why};

pub fn inspect(district: DistrictRef, settings: &Settings, structure: &Structure, findings: &mut Vec<Finding>) {
    let own: Vec<&Station> = structure.stations.iter().filter(|station| station.district == district).collect();
    let mut breach = |why| findings.push(Finding::breach(StructureSubject::District(district), why));

    match own.iter().filter(|station| station.central).count() {
        0 => breach(why::no_central_station()),
        1 => {}
        several => breach(why::several_central_stations(several)),
    }
    let count = own.len() as u32;
    if count < settings.stations_min.into() {
        breach(why::too_few_stations(count, settings.stations_min));
    }
    if count > settings.stations_max.into() {
        breach(why::too_many_stations(count, settings.stations_max));
    }
    for station in apart(&own) {
        findings.push(Finding::breach(StructureSubject::Station(station), why::station_apart()));
    }
}

/// Stations that no chain of adjacent stations of the same district joins to the central one (or the first, if none is).
fn apart(own: &[&Station]) -> Vec<StationRef> {
    let first = own.iter().find(|station| station.central).or(own.first());
    let mut joined: BTreeSet<StationRef> = first.iter().map(|station| station.ref_).collect();
    let mut reached: Vec<&Station> = first.into_iter().copied().collect();
    while let Some(from) = reached.pop() {
        let adjacent = own.iter().filter(|station| from.adjacent.contains(&station.ref_));
        reached.extend(adjacent.filter(|station| joined.insert(station.ref_)));
    }
    own.iter().map(|station| station.ref_).filter(|station| !joined.contains(station)).collect()
}
