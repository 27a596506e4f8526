//! References by sort and number, and the names that catalogs and forms have for the sorts.

use crate::Reference;
use crate::view::Noun;

/// As catalogs and forms name it.
pub(crate) fn name_of(noun: Noun) -> &'static str {
    match noun {
        Noun::Unit => "unit",
        Noun::Grid => "grid",
        Noun::Place => "place",
        Noun::Kind => "kind",
        Noun::District => "district",
        Noun::Station => "station",
        Noun::Person => "person",
        Noun::Team => "team",
        Noun::Township => "township",
        Noun::Village => "village",
        Noun::UnitKind => "unit-kind",
        Noun::Class => "class",
        Noun::Slot => "slot",
        Noun::Skill => "skill",
        Noun::Post => "post",
        Noun::Qualification => "qualification",
        Noun::Incident => "incident",
        Noun::Workflow => "workflow",
    }
}

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
