//! The county as a granted plugin reads it: one version of the state, which nothing can change under it.

use std::sync::Arc;

use crate::candidates::view_of;
use crate::hooks::IncidentView;
use crate::ids::*;
use crate::ports::{AttributeSubject, Coded, Value, View};
use crate::state::{LoadedCounty, State};
use crate::time::TimeMs;

/// A [`View`] of a state. Building one costs a clone of the state's roots.
pub struct StateView {
    state: State,
    loaded: Arc<LoadedCounty>,
}

impl StateView {
    /// `None` while there is no county.
    pub fn new(state: &State) -> Option<StateView> {
        Some(StateView { loaded: state.county.clone()?, state: state.clone() })
    }

    fn district_known(&self, district: DistrictRef) -> bool {
        self.loaded.county().districts.get(district.index()).is_some_and(|d| !d.retired)
    }
}

impl View for StateView {
    fn incident(&self, which: IncidentRef) -> Option<IncidentView> {
        self.state.incident(which).map(|incident| view_of(incident, &self.loaded))
    }

    fn open_incidents(&self, district: DistrictRef, limit: usize) -> Option<Vec<IncidentView>> {
        if !self.district_known(district) {
            return None;
        }
        let open = self.state.open.get(&district).into_iter().flat_map(|open| open.iter());
        Some(open.filter_map(|which| self.incident(*which)).take(limit).collect())
    }

    fn on_duty(&self, district: DistrictRef, slot: &str, at: TimeMs) -> Option<Vec<PersonRef>> {
        let slot = self.loaded.index.slot(slot)?;
        self.district_known(district).then(|| self.state.roster.on_duty(district, slot, at))
    }

    fn attribute(&self, of: AttributeSubject, name: &str) -> Option<Option<Value>> {
        self.loaded.county().attribute(of, name)
    }

    fn get_row(&self, table: &str, key: &str) -> Option<Vec<(String, Value)>> {
        self.loaded.index.get_row(table, key)
    }

    fn find_rows(&self, table: &str, column: &str, equals: &Value, limit: usize) -> Option<Vec<Vec<(String, Value)>>> {
        self.loaded.index.find_rows(table, column, equals, limit)
    }

    fn code(&self, of: Coded) -> Option<String> {
        self.loaded.county().code_of(of)
    }
}
