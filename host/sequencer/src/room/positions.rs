//! The last-value buffer of positions: one place for each unit, however often it reports. It is emptied into one event just
//! before a decision, and every few seconds.

use domain::ids::UnitRef;
use domain::limits::{POSITION_AGE_S_MAX, POSITION_AHEAD_S_MAX};
use domain::time::TimeMs;
use domain::unit::Fix;

#[derive(Default)]
pub struct Positions {
    /// By unit.
    latest: Vec<Option<Fix>>,
    /// Units with a value, each once.
    touched: Vec<UnitRef>,
    dropped: u64,
}

impl Positions {
    /// Takes what is usable; the number taken.
    pub fn offer(&mut self, fixes: &[(UnitRef, Fix)], units: usize, now: TimeMs) -> usize {
        if self.latest.len() < units {
            self.latest.resize(units, None);
        }
        let oldest = now.0.saturating_sub(i64::from(POSITION_AGE_S_MAX) * 1000);
        let newest = now.0.saturating_add(i64::from(POSITION_AHEAD_S_MAX) * 1000);
        let mut taken = 0;
        for (unit, fix) in fixes {
            let usable = (oldest..=newest).contains(&fix.at.0)
                && (-180.0..=180.0).contains(&fix.lon)
                && (-90.0..=90.0).contains(&fix.lat);
            match self.latest.get_mut(unit.index()).filter(|_| usable) {
                Some(slot) => {
                    if slot.is_none() {
                        self.touched.push(*unit);
                    }
                    if slot.is_none_or(|old| old.at <= fix.at) {
                        *slot = Some(*fix);
                    }
                    taken += 1;
                }
                None => self.dropped += 1,
            }
        }
        taken
    }

    /// Empties the buffer, by unit.
    pub fn take(&mut self) -> Vec<(UnitRef, Fix)> {
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable();
        let take = |unit: UnitRef| self.latest.get_mut(unit.index())?.take().map(|fix| (unit, fix));
        touched.into_iter().filter_map(take).collect()
    }

    pub fn dropped(&self) -> u64 {
        self.dropped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_latest_and_drops_the_unusable() {
        let at = |s: i64| TimeMs(1_000_000_000_000 + s * 1000);
        let fix = |s: i64, lon: f64| Fix { lon, lat: 27.0, at: at(s) };
        let mut positions = Positions::default();
        let offered = [
            (UnitRef(1), fix(10, 119.1)),
            (UnitRef(1), fix(5, 119.2)),
            (UnitRef(0), fix(10, 119.3)),
            (UnitRef(7), fix(10, 119.0)),
            (UnitRef(0), fix(10, f64::NAN)),
            (UnitRef(0), fix(-i64::from(POSITION_AGE_S_MAX), 119.0)),
            (UnitRef(0), fix(11 + i64::from(POSITION_AHEAD_S_MAX), 119.0)),
        ];
        assert_eq!(positions.offer(&offered, 2, at(10)), 3);
        assert_eq!(positions.dropped(), 4);
        assert_eq!(positions.take(), [(UnitRef(0), fix(10, 119.3)), (UnitRef(1), fix(10, 119.1))]);
        assert!(positions.take().is_empty());
    }
}
