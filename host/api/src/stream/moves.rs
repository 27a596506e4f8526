//! Units that are in another grid than before: told to those who ask for it, gathered for a second, and not kept. The journal has
//! nothing of it, so it has no id of the stream; where a unit is to the metre is at `units`.

use std::sync::Arc;

use domain::ids::{DistrictRef, GridRef, UnitRef};
use domain::state::State;
use domain::time::TimeMs;
use serde_json::{Value, json};
use telling::{Lang, Teller};

use super::cloud_event::CloudEvent;

/// The name under which they are asked for.
pub const NAME: &str = "units-moved";

/// Where each unit was when it was last told.
pub struct Moves {
    told: Vec<Option<GridRef>>,
    of: Arc<State>,
}

/// As far as anything is known of it.
fn grid_of(state: &State, unit: usize) -> Option<GridRef> {
    state.units.get(unit).filter(|live| live.fix.is_some()).and_then(|live| live.place.grid)
}

impl Moves {
    /// From now on.
    pub fn since(state: Arc<State>) -> Moves {
        let told = (0..state.units.len()).map(|unit| grid_of(&state, unit)).collect();
        Moves { told, of: state }
    }

    /// What has moved since, for one who sees these districts; as a CloudEvent. `None`: nothing has.
    pub fn next(&mut self, state: &Arc<State>, now: TimeMs, sees: &dyn Fn(DistrictRef) -> bool) -> Option<String> {
        if Arc::ptr_eq(&self.of, state) {
            return None;
        }
        self.of = state.clone();
        self.told.resize(state.units.len(), None);
        let teller = Teller::of_state(state, Lang::En)?;
        let moved: Vec<Value> = (0..state.units.len()).filter_map(|unit| self.moved(unit, &teller, sees)).collect();
        if moved.is_empty() {
            return None;
        }
        let event = json!({
            "specversion": "1.0",
            "id": format!("{NAME}-{}", now.0),
            "source": format!("/counties/{}", teller.county().code),
            "type": format!("{}{NAME}", CloudEvent::TYPE_PREFIX),
            "time": teller.time(now),
            "datacontenttype": "application/json",
            "data": { "units": moved },
        });
        Some(event.to_string())
    }

    fn moved(&mut self, unit: usize, teller: &Teller<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> Option<Value> {
        let (grid, told) = (grid_of(&self.of, unit), self.told.get_mut(unit)?);
        if std::mem::replace(told, grid) == grid {
            return None;
        }
        let district = teller.county().units.get(unit).map(|unit| unit.district).filter(|district| sees(*district))?;
        let (code, district) = (teller.unit(UnitRef(unit as u32)), teller.district(district).code);
        Some(json!({ "unit": code, "district": district, "grid": grid.map(|grid| teller.grid(grid).code) }))
    }
}
