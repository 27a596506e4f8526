//! What incidents are looked for by beside their own codes: words that stand in them, and where they are.

use domain::county::geometry::distance_m;
use domain::county::{County, Position};
use domain::ids::{GridRef, TownshipRef, UnitRef, VillageRef};
use domain::incident::note::NoteWords;
use domain::incident::record::Incident;
use domain::limits::{FIND_AROUND_M, FIND_AROUND_M_MAX, FIND_WORDS_LETTERS_MAX};
use domain::ports::{CodeOf, Reference};
use domain::state::{LoadedCounty, State};

use crate::context::Context;
use crate::dto::datum::{DatumWord, Moved};
use crate::dto::query::bad;
use crate::problem::Problem;
use crate::problem::place::Misplaced;
use crate::problem::unknown::Unknown;
use crate::routes::travel::point;

/// Where incidents are to be.
#[derive(Clone, Copy, Debug)]
pub enum Whereabouts {
    Grid(GridRef),
    Village(VillageRef),
    Township(TownshipRef),
    /// No farther from a point, metres.
    Around(Position, f64),
}

impl Whereabouts {
    pub fn hold(self, incident: &Incident, county: &County) -> bool {
        let grid = county.grids.get(incident.place.grid.index());
        match self {
            Whereabouts::Grid(grid) => incident.place.grid == grid,
            Whereabouts::Village(village) => grid.is_some_and(|grid| grid.village == village),
            Whereabouts::Township(township) => grid.is_some_and(|grid| grid.township == township),
            Whereabouts::Around(point, most_m) => distance_m(point, (incident.place.lon, incident.place.lat)) <= most_m,
        }
    }

    /// In what the code of a grid, a village or a township stands for, or around a place or a station.
    pub fn of_code(cx: &Context, state: &State, code: &str) -> Result<Whereabouts, Problem> {
        let known = [CodeOf::Grid, CodeOf::Village, CodeOf::Township, CodeOf::Place, CodeOf::Station];
        let found = known.into_iter().find_map(|of| cx.reference(state, of, code));
        let county = state.loaded().map(|loaded| loaded.county());
        let around = |position: Option<Position>| position.map(|at| Whereabouts::Around(at, f64::from(FIND_AROUND_M)));
        let whereabouts = county.zip(found).and_then(|(county, found)| match found {
            Reference::Grid(grid) => Some(Whereabouts::Grid(grid)),
            Reference::Village(village) => Some(Whereabouts::Village(village)),
            Reference::Township(township) => Some(Whereabouts::Township(township)),
            Reference::Place(place) => around(county.places.get(place.index()).map(|place| place.position)),
            Reference::Station(of) => around(county.stations.get(of.index()).map(|station| station.position)),
            _ => None,
        });
        whereabouts.ok_or_else(|| Unknown::Place { place: code.to_owned() }.into())
    }

    /// Around a point.
    pub fn near(
        loaded: &LoadedCounty,
        text: &str,
        within_m: Option<u32>,
        datum: Option<DatumWord>,
        moved: &mut Moved,
    ) -> Result<Whereabouts, Problem> {
        let within_m = within_m.unwrap_or(FIND_AROUND_M);
        if !(1..=FIND_AROUND_M_MAX).contains(&within_m) {
            return Err(bad("within_m", Misplaced::Radius { within_m, within_m_max: FIND_AROUND_M_MAX }));
        }
        // Only degrees: what stands under a code is another parameter's.
        if !text.contains(',') {
            return Err(bad("near", Misplaced::Degrees { text: text.to_owned() }));
        }
        Ok(Whereabouts::Around(point(loaded, "near", text, datum, moved)?, f64::from(within_m)))
    }
}

/// Words that stand in an incident: all of them somewhere, in small letters.
#[derive(Clone, Debug)]
pub struct Words(Vec<String>);

impl Words {
    pub fn read(text: &str) -> Result<Words, Problem> {
        if text.chars().count() > FIND_WORDS_LETTERS_MAX {
            return Err(bad("text", Misplaced::Words { letters_max: FIND_WORDS_LETTERS_MAX }));
        }
        Ok(Words(text.split_whitespace().map(str::to_lowercase).collect()))
    }

    /// Its ids, where it came from, what it is, where it is, and what people noted. What is sealed is not read.
    pub fn stand_in(&self, incident: &Incident, county: &County) -> bool {
        let mut texts = vec![incident.id.as_str(), incident.source.as_str()];
        texts.extend(incident.external_id.as_deref());
        texts.extend(incident.notes.iter().filter_map(|note| match &note.words {
            NoteWords::Plain(text) => Some(text.as_str()),
            NoteWords::Sealed { .. } | NoteWords::Erased => None,
        }));
        let mut names = vec![county.kinds.get(incident.kind.index()).map(|kind| &kind.name)];
        if let Some(grid) = county.grids.get(incident.place.grid.index()) {
            names.push(Some(&grid.name));
            names.push(county.villages.get(grid.village.index()).map(|village| &village.name));
            names.push(county.townships.get(grid.township.index()).map(|township| &township.name));
        }
        texts.extend(names.into_iter().flatten().flat_map(|names| [names.zh.as_str(), names.en.as_str()]));
        let texts: Vec<String> = texts.into_iter().map(str::to_lowercase).collect();
        self.0.iter().all(|word| texts.iter().any(|text| text.contains(word.as_str())))
    }
}

/// A unit by its code, also one that has left the service.
pub fn unit(cx: &Context, loaded: &LoadedCounty, code: &str) -> Result<UnitRef, Problem> {
    let units = (0..).map(UnitRef).zip(&loaded.county().units);
    let found = units.filter(|(_, unit)| unit.code == code && cx.sees(loaded, unit.district)).map(|(unit, _)| unit);
    found.last().ok_or_else(|| Unknown::Unit { unit: code.to_owned() }.into())
}
