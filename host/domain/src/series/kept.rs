//! What the state keeps of series, and what it shows of them.

use super::{Reading, Shown};
use crate::county::County;
use crate::county::series::Series;
use crate::limits::SERIES_POINTS_MAX;
use crate::state::State;
use crate::time::TimeMs;

impl County {
    pub fn series(&self, code: &str) -> Option<&Series> {
        self.series.iter().find(|series| series.code == code)
    }
}

impl State {
    /// What a series shows at a time: the last value for a time no later. `None` where there is none that is young enough then.
    pub fn series_at(&self, code: &str, at: TimeMs) -> Option<Shown> {
        let declared = self.county.as_ref()?.county().series(code)?;
        let (of, value) = self.series.get(code)?.get_prev(&at)?;
        let age_s = at.since_s(*of);
        (age_s <= declared.max_age_s).then_some(Shown { value: *value, at: *of, age_s })
    }

    pub(crate) fn keep_reading(&mut self, reading: &Reading) {
        let points = self.series.entry(reading.series.clone()).or_default();
        points.insert(reading.at, reading.value);
        while points.len() > SERIES_POINTS_MAX {
            let Some(oldest) = points.get_min().map(|(at, _)| *at) else { return };
            points.remove(&oldest);
        }
    }

    /// Another county came in: what it declares no more, or in another unit, means nothing there.
    pub(crate) fn keep_series_of(&mut self, county: &County) {
        let before = self.county.clone();
        let measure =
            |code: &str| before.as_ref().and_then(|loaded| Some(loaded.county().series(code)?.measure.clone()));
        let same = |code: &str| county.series(code).is_some_and(|now| measure(code).as_ref() == Some(&now.measure));
        let gone: Vec<String> = self.series.keys().filter(|code| !same(code)).cloned().collect();
        gone.iter().for_each(|code| drop(self.series.remove(code)));
    }
}
