//! Values of series come in.

use std::collections::BTreeSet;

use super::Reading;
use crate::command::SeriesCommand;
use crate::event::{Event, SeriesEvent};
use crate::known::{loaded, no_series};
use crate::limits::SERIES_READINGS_MAX;
use crate::refusal::Refusal;
use crate::series::refusal::SeriesRefusal;
use crate::state::State;
use crate::time::TimeMs;

pub(crate) fn check(state: &State, command: &SeriesCommand, now: TimeMs) -> Result<Vec<Event>, Refusal> {
    match command {
        SeriesCommand::Supply { readings } => supply(state, readings, now),
    }
}

/// What is known already is left out; where all of it is, nothing happens.
fn supply(state: &State, readings: &[Reading], now: TimeMs) -> Result<Vec<Event>, Refusal> {
    let loaded = loaded(state)?;
    let (county, zone) = (loaded.county(), loaded.index.zone());
    if readings.is_empty() || readings.len() > SERIES_READINGS_MAX {
        return Err(SeriesRefusal::Count { given: readings.len(), max: SERIES_READINGS_MAX }.into());
    }
    let mut seen = BTreeSet::new();
    for Reading { series, at, value } in readings {
        let code = || series.clone();
        let declared = county.series(series).ok_or_else(|| no_series(series))?;
        if !value.is_finite() {
            return Err(SeriesRefusal::NotFinite { series: code() }.into());
        }
        let ahead_s = declared.ahead_s_max();
        if *at > now.plus_s(ahead_s) {
            return Err(SeriesRefusal::Ahead { series: code(), at: at.iso(zone), ahead_s }.into());
        }
        if !seen.insert((series, at)) {
            return Err(SeriesRefusal::Twice { series: code(), at: at.iso(zone) }.into());
        }
    }
    let known = |reading: &&Reading| {
        let value = state.series.get(&reading.series).and_then(|points| points.get(&reading.at));
        value.is_some_and(|value| value.to_bits() == reading.value.to_bits())
    };
    let readings: Vec<Reading> = readings.iter().filter(|reading| !known(reading)).cloned().collect();
    Ok(if readings.is_empty() { Vec::new() } else { vec![Event::Series(SeriesEvent::Supplied { readings })] })
}
