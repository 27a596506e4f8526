//! What is told of a thing by the name of a key, to plugins that ask for it: values that no record of the interface has. A key
//! that this host does not know has no value, so that a plugin may ask for what a later one tells.

use std::sync::Arc;

use crate::county::loaded::LoadedCounty;
use crate::county::value::Value;
use crate::incident::place::Uncertain;
use crate::ports::Thing;
use crate::state::State;

/// Every key, by what it is told of.
pub const EXTRAS: [(&str, &[&str]); 7] = [
    ("county", &["name-en", "name-zh", "calendar-version"]),
    ("incident", &["duplicates", "place-radius-m", "place-road", "source", "units-sent"]),
    ("unit", &["primary", "since"]),
    ("village", &["population"]),
    ("station", &["central"]),
    ("person", &["sworn"]),
    ("team", &["hours"]),
];

/// Outer `None`: there is no such thing.
pub fn extra(state: &State, loaded: &Arc<LoadedCounty>, of: Thing, key: &str) -> Option<Option<Value>> {
    let county = loaded.county();
    let number = |number: usize| Some(Value::Number(number as f64));
    Some(match of {
        Thing::County => match key {
            "name-en" => Some(Value::Text(county.name.en.clone())),
            "name-zh" => Some(Value::Text(county.name.zh.clone())),
            "calendar-version" if !county.calendar.is_empty() => Some(Value::Text(county.calendar.version.clone())),
            _ => None,
        },
        Thing::Incident(which) => {
            let incident = state.incident(which)?;
            match key {
                "duplicates" => number(incident.duplicates.len()),
                "place-radius-m" => match incident.place.uncertain {
                    Some(Uncertain::RadiusM(metres)) => Some(Value::Number(metres.into())),
                    // From its middle it is half as far to either end.
                    Some(Uncertain::Road { ref from, ref to }) => {
                        let road = county.roads.between(from, to);
                        let road = road.and_then(|road| county.roads.links.get(road as usize));
                        road.map(|road| Value::Number((road.length_m / 2).into()))
                    }
                    None => None,
                },
                "place-road" => match &incident.place.uncertain {
                    Some(Uncertain::Road { from, to }) => Some(Value::Text(format!("{from} {to}"))),
                    Some(Uncertain::RadiusM(_)) | None => None,
                },
                "source" => Some(Value::Text(incident.source.clone())),
                "units-sent" => number(incident.assignments.len()),
                _ => None,
            }
        }
        Thing::Unit(unit) => {
            let live = state.unit(unit)?;
            match key {
                "primary" => Some(Value::Text(live.primary.name().to_owned())),
                "since" => Some(Value::Number(live.since.seconds().into())),
                _ => None,
            }
        }
        Thing::Village(village) => {
            let village = county.villages.get(village.index())?;
            (key == "population").then(|| Value::Number(village.population.into()))
        }
        Thing::Station(station) => {
            let station = county.stations.get(station.index())?;
            (key == "central").then_some(Value::Flag(station.central))
        }
        Thing::Person(person) => {
            let person = county.persons.get(person.index())?;
            (key == "sworn").then_some(Value::Flag(person.sworn))
        }
        Thing::Team(team) => {
            let hours = county.teams.get(team.index())?.hours;
            let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
            let hours = hours.filter(|_| key == "hours");
            hours.map(|(from, until)| Value::Text(format!("{}-{}", clock(from), clock(until))))
        }
        // Nothing is told of these yet.
        Thing::Grid(grid) => {
            county.grids.get(grid.index())?;
            None
        }
        Thing::Place(place) => {
            county.places.get(place.index())?;
            None
        }
    })
}
