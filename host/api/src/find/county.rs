//! Finding what the county's own data hold, by its code. What lies outside the caller's districts is to it as if it were not.

use domain::ids::{DistrictRef, GridRef, UnitRef};
use domain::sentence::Sentence;
use domain::state::LoadedCounty;
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
