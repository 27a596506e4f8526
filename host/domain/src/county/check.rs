//! A county comes in, or a changed one replaces it.

use std::sync::Arc;

use crate::command::CountyCommand;
use crate::county::lookup::CountyIndex;
use crate::county::refusal::CountyRefusal;
use crate::county::{CarriedOver, County, Grid, leaving};
use crate::event::{CountyEvent, Event};
use crate::ids::DistrictRef;
use crate::known::loaded;
use crate::limits::{COUNTY_BYTES_MAX, ROADS_CLOSED_MAX};
use crate::refusal::Refusal;
use crate::roster;
use crate::state::State;
use crate::time::TimeMs;

pub(crate) fn check(state: &State, command: &CountyCommand, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    match command {
        CountyCommand::Import { county } => import(state, county, now),
        CountyCommand::CloseRoad { from, to } => change_road(state, from, to, true),
        CountyCommand::OpenRoad { from, to } => change_road(state, from, to, false),
    }
}

/// A county comes in, or a changed one replaces it. Its roster comes with it, where it says something new.
fn import(state: &State, county: &Arc<County>, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    let county = &leaving::as_of(county, state.time.sure(now));
    let old = state.county.as_ref().map(|loaded| loaded.county());
    if let Some(old) = old.filter(|old| old.code != county.code) {
        return Err(CountyRefusal::Other { held: old.code.clone(), given: county.code.clone() }.into());
    }
    let bytes = size_bytes(&**county);
    if bytes > COUNTY_BYTES_MAX {
        let county = county.code.clone();
        return Err(CountyRefusal::TooLarge { county, bytes, bytes_max: COUNTY_BYTES_MAX }.into());
    }
    districts_unused(state, old, county)?;
    let mut events = Vec::new();
    if old.is_none_or(|old| old.digest != county.digest) {
        let (county, difference) = (county.clone(), county.difference(old));
        // Only where a grid was taken from the files is there anything to look for.
        let gone = |grid: &Grid| grid.retired;
        let redrawn = county.grids.iter().any(gone).then(|| state.would_carry_over(&CountyIndex::new(county.clone())));
        let carried_over = redrawn.filter(|carried| *carried != CarriedOver::default());
        events.push(Event::County(CountyEvent::Imported { county, difference, carried_over }));
    }
    if !events.is_empty() {
        events.extend(roster::check::imported(state, county, now)?);
    }
    Ok(events)
}

/// A district that leaves takes its command room with it: nobody would be left for what is open there.
fn districts_unused(state: &State, old: Option<&County>, county: &County) -> Result<(), Refusal> {
    let had = |index: usize| old.and_then(|old| old.districts.get(index)).is_some_and(|district| !district.retired);
    let leaving = county.districts.iter().enumerate().filter(|(index, district)| district.retired && had(*index));
    for (index, district) in leaving {
        let which = DistrictRef(index as u16);
        let incidents = state.open.get(&which).map_or(0, |open| open.len());
        let instances = state.workflows.instances.values();
        let instances = instances.filter(|instance| instance.district == which && instance.status.is_live()).count();
        let tasks = state.tasks.rows.values();
        let tasks = tasks.filter(|task| task.new.district == which && task.status.is_live()).count();
        let open = incidents + instances + tasks;
        if open > 0 {
            return Err(CountyRefusal::DistrictInUse { district: district.code.clone(), open }.into());
        }
    }
    Ok(())
}

/// Closes a road or opens it again.
fn change_road(state: &State, from: &str, to: &str, close: bool) -> Result<Vec<Event>, Refusal> {
    let loaded = loaded(state)?;
    let roads = &loaded.county().roads;
    let unknown = || CountyRefusal::NoSuchRoad { from: from.to_owned(), to: to.to_owned() };
    let road = roads.between(from, to).ok_or_else(unknown)?;
    let (from, to) = roads.ends(road).ok_or_else(unknown)?;
    let (from, to) = (from.to_owned(), to.to_owned());
    let event = match (close, state.is_closed(loaded.county(), road)) {
        (true, true) => return Err(CountyRefusal::RoadClosed { from, to }.into()),
        (false, false) => return Err(CountyRefusal::RoadOpen { from, to }.into()),
        (true, false) if state.closed_roads.len() >= ROADS_CLOSED_MAX => {
            return Err(CountyRefusal::TooManyRoadsClosed { max: ROADS_CLOSED_MAX }.into());
        }
        (true, false) => CountyEvent::RoadClosed { from, to },
        (false, true) => CountyEvent::RoadOpened { from, to },
    };
    Ok(vec![Event::County(event)])
}

/// How large it is as JSON, without writing it anywhere.
fn size_bytes(thing: &impl serde::Serialize) -> usize {
    struct Count(usize);
    impl std::io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    serde_json::to_writer(&mut count, thing).map_or(usize::MAX, |()| count.0)
}
