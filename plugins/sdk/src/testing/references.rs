//! References by sort and number.

use crate::Reference;
use crate::view::Noun;

pub(crate) fn number(of: Reference) -> (Noun, u32) {
    match of {
        Reference::Unit(unit) => (Noun::Unit, unit),
        Reference::Grid(grid) => (Noun::Grid, grid),
        Reference::Place(place) => (Noun::Place, place),
        Reference::Kind(kind) => (Noun::Kind, kind.into()),
        Reference::District(district) => (Noun::District, district.into()),
        Reference::Station(station) => (Noun::Station, station.into()),
        Reference::Person(person) => (Noun::Person, person),
        Reference::Team(team) => (Noun::Team, team.into()),
        Reference::Township(township) => (Noun::Township, township.into()),
        Reference::Village(village) => (Noun::Village, village.into()),
        Reference::UnitKind(kind) => (Noun::UnitKind, kind.into()),
        Reference::Class(class) => (Noun::Class, class.into()),
        Reference::Slot(slot) => (Noun::Slot, slot.into()),
        Reference::Skill(skill) => (Noun::Skill, skill.into()),
        Reference::Post(post) => (Noun::Post, post.into()),
        Reference::Qualification(qualification) => (Noun::Qualification, qualification.into()),
        Reference::Incident(incident) => (Noun::Incident, incident),
        Reference::Workflow(instance) => (Noun::Workflow, instance),
    }
}
