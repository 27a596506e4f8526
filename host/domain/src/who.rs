//! Whom a notice or a task goes to: as they are named, and once it was looked up who that is.

pub mod known;

use serde::{Deserialize, Serialize};

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
