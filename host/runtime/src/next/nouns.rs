//! The county's nouns on the wire: what has a code, what an attribute or an extra is of, and who a person is.

use domain::ids::*;
use domain::ports;

use super::bindings::wardroom::plugin::view::{Coded, Noun, PersonFacts, Post, Subject, Thing};
use super::local;

pub(super) fn subject(of: Subject) -> ports::AttributeOwner {
    match of {
        Subject::Unit(unit) => ports::AttributeOwner::Unit(UnitRef(unit)),
        Subject::Grid(grid) => ports::AttributeOwner::Grid(GridRef(grid)),
        Subject::Place(place) => ports::AttributeOwner::Place(PlaceRef(place)),
        Subject::Kind(kind) => ports::AttributeOwner::Kind(KindRef(kind)),
    }
}

pub(super) fn coded(of: Coded) -> ports::Coded {
    match of {
        Coded::Unit(unit) => ports::Coded::Unit(UnitRef(unit)),
        Coded::Grid(grid) => ports::Coded::Grid(GridRef(grid)),
        Coded::Place(place) => ports::Coded::Place(PlaceRef(place)),
        Coded::Kind(kind) => ports::Coded::Kind(KindRef(kind)),
        Coded::District(district) => ports::Coded::District(DistrictRef(district)),
        Coded::Station(station) => ports::Coded::Station(StationRef(station)),
        Coded::Person(person) => ports::Coded::Person(PersonRef(person)),
        Coded::Team(team) => ports::Coded::Team(TeamRef(team)),
        Coded::Township(township) => ports::Coded::Township(TownshipRef(township)),
        Coded::Village(village) => ports::Coded::Village(VillageRef(village)),
        Coded::UnitKind(kind) => ports::Coded::UnitKind(UnitKindRef(kind)),
        Coded::Class(class) => ports::Coded::Class(ClassRef(class)),
        Coded::Slot(slot) => ports::Coded::Slot(slot),
        Coded::Skill(skill) => ports::Coded::Skill(skill),
        Coded::Post(post) => ports::Coded::Post(post),
        Coded::Qualification(qualification) => ports::Coded::Qualification(qualification),
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
