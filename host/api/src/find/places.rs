//! Finding places by words: the county's index of names, made when it is first asked for and anew when the county has changed.

use std::sync::{Arc, Mutex, PoisonError};

use domain::county::geometry::distance_m;
use domain::county::{CountyIndex, Position};
use domain::state::LoadedCounty;
use finder::{Entry, Finder};

/// A kilometre away counts as much as so much of a letter that is wrong, a hundredth each; beyond the most it makes no difference.
const COST_OF_KM: f64 = 4.0;
const COST_OF_DISTANCE: f64 = 60.0;

/// The index of a county's names.
#[derive(Default)]
pub struct Names(Mutex<Option<(Arc<CountyIndex>, Arc<Finder>)>>);

impl Names {
    /// That of this county. Takes a moment where it has to be made.
    pub fn of(&self, loaded: &LoadedCounty) -> Arc<Finder> {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*made {
            Some((of, finder)) if Arc::ptr_eq(of, &loaded.index) => finder.clone(),
            _ => {
                let finder = Arc::new(Finder::new(loaded.county()));
                *made = Some((loaded.index.clone(), finder.clone()));
                finder
            }
        }
    }
}

/// Which places.
pub struct Wanted<F> {
    pub words: Option<String>,
    pub near: Option<Position>,
    pub fits: F,
}

/// One that was found: it, how many letters are wrong, how far it is.
pub type Found<'f> = (&'f Entry, u8, Option<f64>);

impl<F: Fn(&Entry) -> bool> Wanted<F> {
    /// All that fit, best first: by what the words say and how near it is, or without words the nearest.
    pub fn find<'f>(&self, finder: &'f Finder) -> Vec<Found<'f>> {
        let away = |entry: &Entry| self.near.map(|near| distance_m(near, entry.position));
        let mut found: Vec<(f64, Found<'f>)> = match &self.words {
            Some(words) => {
                let near = |away: Option<f64>| away.map_or(0.0, |m| (m / 1000.0 * COST_OF_KM).min(COST_OF_DISTANCE));
                let hits = finder.find(words, &self.fits).into_iter().map(|hit| {
                    let away = away(hit.entry);
                    (f64::from(hit.cost) + near(away), (hit.entry, hit.errors, away))
                });
                hits.collect()
            }
            None => {
                let all = finder.entries().iter().filter(|entry| (self.fits)(entry)).map(|entry| {
                    let away = away(entry);
                    (away.unwrap_or_default(), (entry, 0, away))
                });
                all.collect()
            }
        };
        found.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        found.into_iter().map(|(_, found)| found).collect()
    }
}
