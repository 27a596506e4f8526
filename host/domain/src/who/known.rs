//! Whether a county has somebody, and where they are.

use crate::county::County;
use crate::ids::DistrictRef;
use crate::who::{TeamOf, Who};

impl Who {
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

    /// As the outside names them: `person:P001`, `role:D1/leader`, `unit:U001`. `None`: the county never had them.
    pub fn code(&self, county: &County) -> Option<String> {
        let district = |of: &DistrictRef| county.districts.get(of.index()).map(|of| of.code.as_str());
        let team = |of: &TeamOf| county.teams.get(of.team().index()).map(|of| of.code.as_str());
        Some(match self {
            Who::Person(of) => format!("person:{}", county.persons.get(of.index())?.code),
            Who::Role { district: of, slot } => format!("role:{}/{slot}", district(of)?),
            Who::Team(of @ TeamOf::District { district: d, .. }) => format!("team:{}/{}", district(d)?, team(of)?),
            Who::Team(of @ TeamOf::Here(_)) => format!("team:{}", team(of)?),
            Who::GridAssistant(of) => format!("grid:{}", county.grids.get(of.index())?.code),
            Who::CommandRoom(of) => format!("command-room:{}", district(of)?),
            Who::Unit(of) => format!("unit:{}", county.units.get(of.index())?.code),
            Who::Place(of) => format!("place:{}", county.places.get(of.index())?.code),
        })
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
