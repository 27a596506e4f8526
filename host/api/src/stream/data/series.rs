//! What events of series say outside: of each series, how many values came in and which is the newest.

use std::collections::BTreeMap;

use domain::event::SeriesEvent;
use domain::ids::DistrictRef;
use domain::series::Reading;
use serde_json::{Value, json};

use super::non_empty;
use crate::stream::lookup::Lookup;

/// `None`: there is nothing in it for one who sees these districts only.
pub fn of(event: &SeriesEvent, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> Option<Value> {
    match event {
        SeriesEvent::Supplied { readings } => {
            let mut newest: BTreeMap<&str, (usize, &Reading)> = BTreeMap::new();
            for reading in readings.iter().filter(|reading| is_seen(&reading.series, lookup, sees)) {
                let (count, known) = newest.entry(&reading.series).or_insert((0, reading));
                (*count, *known) = (*count + 1, if reading.at > known.at { reading } else { *known });
            }
            let body = |(series, (count, newest)): (&str, (usize, &Reading))| json!({ "series": series, "count": count, "at": lookup.teller.time(newest.at), "value": newest.value });
            let series: Vec<Value> = newest.into_iter().map(body).collect();
            Some(json!({ "series": non_empty(series)? }))
        }
    }
}

/// Whether all series that an event is about are seen.
pub fn is_whole(event: &SeriesEvent, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> bool {
    match event {
        SeriesEvent::Supplied { readings } => readings.iter().all(|reading| is_seen(&reading.series, lookup, sees)),
    }
}

/// One of the whole county is everybody's.
fn is_seen(series: &str, lookup: &Lookup<'_>, sees: &dyn Fn(DistrictRef) -> bool) -> bool {
    let declared = lookup.teller.county().series(series);
    declared.is_none_or(|series| series.district.is_none_or(sees))
}
