//! Finding what the county's own data hold, by its code. What lies outside the caller's districts is to it as if it were not.

use domain::ids::{DistrictRef, GridRef, UnitRef};
use domain::ports::{CodeOf, Reference};
use domain::sentence::Sentence;
use domain::state::{LoadedCounty, State};
use domain::who::{TeamOf, Who};

use crate::context::Context;
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::unknown::Unknown;

impl Context {
    pub fn district(&self, loaded: &LoadedCounty, code: &str) -> Result<DistrictRef, Problem> {
        let unknown = || Unknown::District { district: code.to_owned() }.into();
        loaded.index.district(code).filter(|district| self.sees(loaded, *district)).ok_or_else(unknown)
    }

    pub fn unit(&self, loaded: &LoadedCounty, code: &str) -> Result<UnitRef, Problem> {
        let unknown = || Unknown::Unit { unit: code.to_owned() }.into();
        let lies_in = |unit: &UnitRef| loaded.county().units.get(unit.index()).map(|unit| unit.district);
        let seen = |unit: &UnitRef| lies_in(unit).is_some_and(|district| self.sees(loaded, district));
        loaded.index.unit(code).filter(seen).ok_or_else(unknown)
    }

    /// A unit wherever it is, for where the room says whether it is within reach.
    pub fn any_unit(&self, loaded: &LoadedCounty, code: &str) -> Option<UnitRef> {
        loaded.index.unit(code)
    }

    pub fn grid(&self, loaded: &LoadedCounty, code: &str) -> Result<GridRef, Problem> {
        let unknown = || Unknown::Grid { grid: code.to_owned() }.into();
        let lies_in = |grid: &GridRef| loaded.county().grids.get(grid.index()).map(|grid| grid.district);
        let seen = |grid: &GridRef| lies_in(grid).is_some_and(|district| self.sees(loaded, district));
        loaded.index.grid(code).filter(seen).ok_or_else(unknown)
    }

    /// What a form refers to by a code. What lies outside the caller's districts is to it as if it were not; a unit is also where it is
    /// lent to, and what lies in no district is everybody's.
    pub fn reference(&self, state: &State, of: CodeOf, code: &str) -> Option<Reference> {
        let loaded = state.loaded()?;
        let county = loaded.county();
        let found = state.reference(of, code)?;
        let lies_in = match found {
            Reference::Unit(unit) => {
                let lent = state.unit(unit).and_then(|unit| unit.loan).map(|loan| loan.to);
                if lent.is_some_and(|to| self.sees(loaded, to)) {
                    return Some(found);
                }
                Some(county.units.get(unit.index())?.district)
            }
            Reference::Grid(grid) => Some(county.grids.get(grid.index())?.district),
            Reference::Place(place) => Some(county.places.get(place.index())?.district),
            Reference::District(district) => Some(district),
            Reference::Station(station) => Some(county.stations.get(station.index())?.district),
            Reference::Township(township) => Some(county.townships.get(township.index())?.district),
            Reference::Village(village) => {
                let township = county.villages.get(village.index())?.township;
                Some(county.townships.get(township.index())?.district)
            }
            Reference::Incident(incident) => Some(state.incident(incident)?.place.district),
            Reference::Workflow(instance) => Some(state.workflows.get(instance)?.district),
            Reference::Kind(_)
            | Reference::Person(_)
            | Reference::Team(_)
            | Reference::UnitKind(_)
            | Reference::Class(_)
            | Reference::Slot(_)
            | Reference::Skill(_)
            | Reference::Post(_)
            | Reference::Qualification(_) => None,
        };
        lies_in.is_none_or(|district| self.sees(loaded, district)).then_some(found)
    }

    /// Who is to do a task, as `person:P001`, `role:D1/leader`, `team:D1/patrol`, `grid:G1`, `unit:U001`, `place:X`. Persons are the
    /// county's, whatever posts they hold.
    pub fn assignee(&self, loaded: &LoadedCounty, text: &str) -> Result<Who, Sentence> {
        let index = &loaded.index;
        let (sort, code) = text.split_once(':').unwrap_or((text, ""));
        let in_district = || {
            let (district, rest) = code.split_once('/').unwrap_or(("", code));
            let unknown = || Misplaced::AssigneeDistrict { assignee: text.to_owned(), sort: sort.to_owned() };
            let district = index.district(district).filter(|district| self.sees(loaded, *district));
            district.map(|district| (district, rest)).ok_or_else(unknown)
        };
        let seen = |who: &Who| who.district(loaded.county()).is_none_or(|district| self.sees(loaded, district));
        let named = || code.to_owned();
        let (who, unknown): (_, Sentence) = match sort {
            "person" => (index.person(code).map(Who::Person), Unknown::Person { person: named() }.into()),
            "role" => {
                let (district, slot) = in_district()?;
                let known = index.slot(slot).is_some();
                (known.then(|| Who::Role { district, slot: slot.to_owned() }), Unknown::Slot { slot: named() }.into())
            }
            "team" => {
                let (district, team) = in_district()?;
                let who = index.team(team).map(|team| Who::Team(TeamOf::District { district, team }));
                (who, Misplaced::Team { team: named() }.into())
            }
            "grid" => (index.grid(code).map(Who::GridAssistant), Unknown::Grid { grid: named() }.into()),
            "unit" => (index.unit(code).map(Who::Unit), Unknown::Unit { unit: named() }.into()),
            "place" => (index.place(code).map(Who::Place), Misplaced::PlaceOfCounty { place: named() }.into()),
            _ => return Err(Misplaced::Assignee { assignee: text.to_owned() }.into()),
        };
        who.filter(seen).ok_or(unknown)
    }
}
