//! The county's nouns on the wire: what has a code, what an attribute or an extra is of, and who a person is.

use domain::ids::*;
use domain::ports;

use super::bindings::wardroom::plugin::types::Reference;
use super::bindings::wardroom::plugin::view::{Noun, PersonFacts, Post, Subject, Thing};
use super::local;

pub(super) fn subject(of: Subject) -> ports::AttributeOwner {
    match of {
        Subject::Unit(unit) => ports::AttributeOwner::Unit(UnitRef(unit)),
        Subject::Grid(grid) => ports::AttributeOwner::Grid(GridRef(grid)),
        Subject::Place(place) => ports::AttributeOwner::Place(PlaceRef(place)),
        Subject::Kind(kind) => ports::AttributeOwner::Kind(KindRef(kind)),
    }
}

pub(super) fn reference(of: Reference) -> ports::Reference {
    match of {
        Reference::Unit(number) => ports::Reference::Unit(UnitRef(number)),
        Reference::Grid(number) => ports::Reference::Grid(GridRef(number)),
        Reference::Place(number) => ports::Reference::Place(PlaceRef(number)),
        Reference::Kind(number) => ports::Reference::Kind(KindRef(number)),
        Reference::District(number) => ports::Reference::District(DistrictRef(number)),
        Reference::Station(number) => ports::Reference::Station(StationRef(number)),
        Reference::Person(number) => ports::Reference::Person(PersonRef(number)),
        Reference::Team(number) => ports::Reference::Team(TeamRef(number)),
        Reference::Township(number) => ports::Reference::Township(TownshipRef(number)),
        Reference::Village(number) => ports::Reference::Village(VillageRef(number)),
        Reference::UnitKind(number) => ports::Reference::UnitKind(UnitKindRef(number)),
        Reference::Class(number) => ports::Reference::Class(ClassRef(number)),
        Reference::Slot(number) => ports::Reference::Slot(number),
        Reference::Skill(number) => ports::Reference::Skill(number),
        Reference::Post(number) => ports::Reference::Post(number),
        Reference::Qualification(number) => ports::Reference::Qualification(number),
        Reference::Incident(number) => ports::Reference::Incident(IncidentRef(number)),
        Reference::Workflow(number) => ports::Reference::Workflow(InstanceRef(number)),
    }
}

pub(super) fn reference_given(of: ports::Reference) -> Reference {
    match of {
        ports::Reference::Unit(of) => Reference::Unit(of.0),
        ports::Reference::Grid(of) => Reference::Grid(of.0),
        ports::Reference::Place(of) => Reference::Place(of.0),
        ports::Reference::Kind(of) => Reference::Kind(of.0),
        ports::Reference::District(of) => Reference::District(of.0),
        ports::Reference::Station(of) => Reference::Station(of.0),
        ports::Reference::Person(of) => Reference::Person(of.0),
        ports::Reference::Team(of) => Reference::Team(of.0),
        ports::Reference::Township(of) => Reference::Township(of.0),
        ports::Reference::Village(of) => Reference::Village(of.0),
        ports::Reference::UnitKind(of) => Reference::UnitKind(of.0),
        ports::Reference::Class(of) => Reference::Class(of.0),
        ports::Reference::Slot(of) => Reference::Slot(of),
        ports::Reference::Skill(of) => Reference::Skill(of),
        ports::Reference::Post(of) => Reference::Post(of),
        ports::Reference::Qualification(of) => Reference::Qualification(of),
        ports::Reference::Incident(of) => Reference::Incident(of.0),
        ports::Reference::Workflow(of) => Reference::Workflow(of.0),
    }
}

pub(super) fn noun(of: Noun) -> ports::CodeOf {
    match of {
        Noun::Unit => ports::CodeOf::Unit,
        Noun::Grid => ports::CodeOf::Grid,
        Noun::Place => ports::CodeOf::Place,
        Noun::Kind => ports::CodeOf::Kind,
        Noun::District => ports::CodeOf::District,
        Noun::Station => ports::CodeOf::Station,
        Noun::Person => ports::CodeOf::Person,
        Noun::Team => ports::CodeOf::Team,
        Noun::Township => ports::CodeOf::Township,
        Noun::Village => ports::CodeOf::Village,
        Noun::UnitKind => ports::CodeOf::UnitKind,
        Noun::Class => ports::CodeOf::Class,
        Noun::Slot => ports::CodeOf::Slot,
        Noun::Skill => ports::CodeOf::Skill,
        Noun::Post => ports::CodeOf::Post,
        Noun::Qualification => ports::CodeOf::Qualification,
        Noun::Incident => ports::CodeOf::Incident,
        Noun::Workflow => ports::CodeOf::Workflow,
    }
}

pub(super) fn thing(of: Thing) -> ports::Thing {
    match of {
        Thing::County => ports::Thing::County,
        Thing::Incident(incident) => ports::Thing::Incident(IncidentRef(incident)),
        Thing::Unit(unit) => ports::Thing::Unit(UnitRef(unit)),
        Thing::Grid(grid) => ports::Thing::Grid(GridRef(grid)),
        Thing::Place(place) => ports::Thing::Place(PlaceRef(place)),
        Thing::Station(station) => ports::Thing::Station(StationRef(station)),
        Thing::Village(village) => ports::Thing::Village(VillageRef(village)),
        Thing::Team(team) => ports::Thing::Team(TeamRef(team)),
        Thing::Person(person) => ports::Thing::Person(PersonRef(person)),
    }
}

pub(super) fn person(info: ports::PersonInfo) -> PersonFacts {
    let post = |held: &ports::PostInfo| Post {
        post: held.post,
        team: held.team.map(|team| team.0),
        district: held.district.0,
        station: held.station.map(|station| station.0),
        starts: local::date(held.from),
        ends: held.to.map(local::date),
    };
    PersonFacts { sworn: info.sworn, qualifications: info.qualifications, posts: info.posts.iter().map(post).collect() }
}
