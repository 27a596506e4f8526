//! Names of what a reference leads to, as people see it in a reason or in a field of a form.

use domain::county::{County, Names};
use domain::ids::*;
use domain::ports::Reference;

use crate::lang::Lang;

/// The ids of what the room numbers, as far as they are known: of an incident, of a workflow.
pub(crate) type Ids<'a> = &'a dyn Fn(Reference) -> Option<String>;

/// The name, or the code of what goes by its code. `None`: the county has nothing under this number.
pub(crate) fn named(of: Reference, county: &County, lang: Lang, ids: Ids<'_>) -> Option<String> {
    let name = |names: &Names| name(names, lang).to_owned();
    let or_code =
        |names: &Names, code: &String| Some(name(names)).filter(|name| !name.is_empty()).or(Some(code.clone()));
    match of {
        Reference::Unit(unit) => county.units.get(unit.index()).map(|unit| unit.code.clone()),
        Reference::Person(person) => county.persons.get(person.index()).map(|person| person.code.clone()),
        Reference::Grid(grid) => county.grids.get(grid.index()).map(|grid| grid_name(&grid.name, &grid.code, lang)),
        Reference::District(district) => county.districts.get(district.index()).map(|of| name(&of.name)),
        Reference::Team(team) => county.teams.get(team.index()).map(|of| name(&of.name)),
        Reference::Station(station) => county.stations.get(station.index()).map(|of| name(&of.name)),
        Reference::Place(place) => county.places.get(place.index()).map(|of| name(&of.name)),
        Reference::Slot(slot) => county.slots.get(usize::from(slot)).map(|of| name(&of.name)),
        Reference::Kind(kind) => county.kinds.get(kind.index()).map(|of| name(&of.name)),
        Reference::Township(town) => county.townships.get(town.index()).and_then(|of| or_code(&of.name, &of.code)),
        Reference::Village(village) => county.villages.get(village.index()).and_then(|of| or_code(&of.name, &of.code)),
        Reference::Skill(bit) => county.skills.get(usize::from(bit)).and_then(|of| or_code(&of.name, &of.code)),
        Reference::UnitKind(kind) => county.unit_kinds.get(kind.index()).and_then(|of| or_code(&of.name, &of.code)),
        Reference::Class(class) => county.unit_classes.get(class.index()).and_then(|of| or_code(&of.name, &of.code)),
        Reference::Post(post) => county.posts.get(usize::from(post)).and_then(|of| or_code(&of.name, &of.code)),
        Reference::Qualification(of) => {
            county.qualifications.get(usize::from(of)).and_then(|of| or_code(&of.name, &of.code))
        }
        Reference::Incident(IncidentRef(number)) | Reference::Workflow(InstanceRef(number)) => {
            Some(ids(of).unwrap_or_else(|| number.to_string()))
        }
    }
}

/// A name in a language; Chinese where the county gives no other.
pub(crate) fn name(names: &Names, lang: Lang) -> &str {
    match lang {
        Lang::En if !names.en.is_empty() => &names.en,
        _ => &names.zh,
    }
}

fn grid_name(names: &Names, code: &str, lang: Lang) -> String {
    match name(names, lang) {
        "" => code.to_owned(),
        name => format!("{name} ({code})"),
    }
}
