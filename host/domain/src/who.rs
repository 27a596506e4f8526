//! Whom a notice or a task goes to: as they are named, and once it was looked up who that is.

use serde::{Deserialize, Serialize};

use crate::county::County;
use crate::ids::*;

/// Somebody whom a notice or a task can go to, by name or by the part that they play.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    Person(PersonRef),
    /// Whoever holds a roster slot, by the county's code, when it goes out.
    Role {
        district: DistrictRef,
        slot: String,
    },
    /// All on duty in a team.
    Team(TeamOf),
    GridAssistant(GridRef),
    CommandRoom(DistrictRef),
    Unit(UnitRef),
    /// Whoever staffs a place.
    Place(PlaceRef),
}

/// Which district's part of a team. The journal has the first as the team alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TeamOf {
    /// The district's of what it is about.
    Here(TeamRef),
    District {
        district: DistrictRef,
        team: TeamRef,
    },
}

impl TeamOf {
    pub const fn team(self) -> TeamRef {
        match self {
            TeamOf::Here(team) | TeamOf::District { team, .. } => team,
        }
    }

    /// `here`: the district of what it is about.
    pub const fn district(self, here: DistrictRef) -> DistrictRef {
        match self {
            TeamOf::Here(_) => here,
            TeamOf::District { district, .. } => district,
        }
    }
}

impl Who {
    /// What they are, as the outside names it.
    pub const fn sort(&self) -> &'static str {
        match self {
            Who::Person(_) => "person",
            Who::Role { .. } => "role",
            Who::Team(_) => "team",
            Who::GridAssistant(_) => "grid-assistant",
            Who::CommandRoom(_) => "command-room",
            Who::Unit(_) => "unit",
            Who::Place(_) => "place",
        }
    }

    /// Whether the county has them.
    pub fn known(&self, county: &County) -> Result<(), Unknown> {
        let live = |retired: Option<bool>, what| if retired == Some(false) { Ok(()) } else { Err(what) };
        let district = |d: DistrictRef| live(county.districts.get(d.index()).map(|d| d.retired), Unknown::District);
        match self {
            Who::Person(p) => live(county.persons.get(p.index()).map(|p| p.retired), Unknown::Person),
            Who::Role { district: d, slot } => {
                district(*d)?;
                live(county.slots.iter().find(|s| s.code == *slot).map(|s| s.retired), Unknown::Slot)
            }
            Who::Team(of) => {
                if let TeamOf::District { district: d, .. } = of {
                    district(*d)?;
                }
                live(county.teams.get(of.team().index()).map(|team| team.retired), Unknown::Team)
            }
            Who::GridAssistant(g) => live(county.grids.get(g.index()).map(|g| g.retired), Unknown::Grid),
            Who::CommandRoom(d) => district(*d),
            Who::Unit(u) => live(county.units.get(u.index()).map(|u| u.retired), Unknown::Unit),
            Who::Place(p) => live(county.places.get(p.index()).map(|p| p.retired), Unknown::Place),
        }
    }

    /// Where they are, if that is somewhere in particular.
    pub fn district(&self, county: &County) -> Option<DistrictRef> {
        match self {
            Who::Person(_) | Who::Team(TeamOf::Here(_)) => None,
            Who::Role { district, .. } | Who::Team(TeamOf::District { district, .. }) => Some(*district),
            Who::CommandRoom(district) => Some(*district),
            Who::GridAssistant(grid) => county.grids.get(grid.index()).map(|grid| grid.district),
            Who::Unit(unit) => county.units.get(unit.index()).map(|unit| unit.district),
            Who::Place(place) => county.places.get(place.index()).map(|place| place.district),
        }
    }
}

/// What of somebody's description the county does not have, or no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    Person,
    District,
    Slot,
    Team,
    Grid,
    Unit,
    Place,
}

/// The same once it was looked up who that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Addressee {
    Person(PersonRef),
    Team { district: DistrictRef, team: TeamRef },
    GridAssistant(GridRef),
    CommandRoom(DistrictRef),
    Unit(UnitRef),
    Place(PlaceRef),
}

impl From<Addressee> for Who {
    fn from(found: Addressee) -> Who {
        match found {
            Addressee::Person(person) => Who::Person(person),
            Addressee::Team { district, team } => Who::Team(TeamOf::District { district, team }),
            Addressee::GridAssistant(grid) => Who::GridAssistant(grid),
            Addressee::CommandRoom(district) => Who::CommandRoom(district),
            Addressee::Unit(unit) => Who::Unit(unit),
            Addressee::Place(place) => Who::Place(place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Journals from before had a recipient's team alone and an assignee's with its district.
    #[test]
    fn teams_are_kept_as_they_were_named() {
        let (district, team) = (DistrictRef(1), TeamRef(3));
        for (who, json) in [
            (Who::Team(TeamOf::Here(team)), r#"{"team":3}"#),
            (Who::Team(TeamOf::District { district, team }), r#"{"team":{"district":1,"team":3}}"#),
        ] {
            assert_eq!(serde_json::to_string(&who).unwrap(), json);
            assert_eq!(serde_json::from_str::<Who>(json).unwrap(), who);
        }
    }
}
