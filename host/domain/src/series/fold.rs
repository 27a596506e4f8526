//! What events of series make of the state.

use crate::event::SeriesEvent;
use crate::state::State;

impl State {
    pub(crate) fn apply_series(&mut self, event: &SeriesEvent) {
        match event {
            SeriesEvent::Supplied { readings } => readings.iter().for_each(|reading| self.keep_reading(reading)),
        }
    }
}
