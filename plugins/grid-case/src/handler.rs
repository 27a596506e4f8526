//! Who handles a case: the grid's assistant, a team of the district, a unit, or whoever staffs a place; exactly one of them.

use serde::{Deserialize, Serialize};
use wardroom_plugin::view::Reference;
use wardroom_plugin::workflow::{Assignee, DistrictTeam, Field, Result, flag, reference, refuse};
use wardroom_plugin::{DistrictRef, GridRef, PlaceRef, Reason, TeamRef, UnitRef};

use crate::why;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Handler {
    Assistant,
    Team(TeamRef),
    Unit(UnitRef),
    Place(PlaceRef),
}

/// Whom the form of the dispatch names.
pub fn named(fields: &[Field]) -> Result<Handler> {
    let assistant = (flag(fields, "assistant") == Some(true)).then_some(Handler::Assistant);
    let named = ["team", "unit", "place"].into_iter().filter_map(|name| match reference(fields, name) {
        Some(Reference::Team(team)) => Some(Handler::Team(team)),
        Some(Reference::Unit(unit)) => Some(Handler::Unit(unit)),
        Some(Reference::Place(place)) => Some(Handler::Place(place)),
        _ => None,
    });
    match assistant.into_iter().chain(named).collect::<Vec<_>>()[..] {
        [one] => Ok(one),
        [] => refuse(why::say_handler()),
        _ => refuse(why::one_handler()),
    }
}

impl Handler {
    pub fn assignee(self, district: DistrictRef, grid: GridRef) -> Assignee {
        match self {
            Handler::Assistant => Assignee::GridAssistant(grid),
            Handler::Team(team) => Assignee::Team(DistrictTeam { district, team }),
            Handler::Unit(unit) => Assignee::Unit(unit),
            Handler::Place(place) => Assignee::Place(place),
        }
    }

    /// For the record.
    pub fn sent(self, grid: GridRef) -> Reason {
        match self {
            Handler::Assistant => why::sent_to_assistant(grid),
            Handler::Team(team) => why::sent_to_team(team),
            Handler::Unit(unit) => why::sent_to_unit(unit),
            Handler::Place(place) => why::sent_to_place(place),
        }
    }
}
