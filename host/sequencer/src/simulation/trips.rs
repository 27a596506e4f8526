//! How units move in a county that is played: they set out, are under way by the road graph, stand, go home, and send where they are.

use domain::county::Position;
use domain::ids::UnitRef;
use domain::time::TimeMs;
use domain::unit::Fix;

use super::{Driver, FIX_EVERY_S, Happening, Trip};

impl Driver<'_> {
    /// From where it is now, after turning out.
    pub(super) fn set_out(&mut self, unit: UnitRef, to: Position, at: TimeMs) {
        let from = self.position(unit);
        let trip = &mut self.trips[unit.index()];
        let number = trip.number + 1;
        *trip = Trip { number, from, to, under_way: None };
        self.plan(at, Happening::TurnOut { unit, trip: number });
    }

    pub(super) fn send_home(&mut self, unit: UnitRef) {
        let base = self.state.county.as_ref().and_then(|loaded| loaded.base(unit));
        let Some(to) = base.map(|base| base.snapped.position) else { return };
        let (from, number) = (self.position(unit), self.trips[unit.index()].number + 1);
        self.trips[unit.index()] = Trip { number, from, to, under_way: None };
        let seconds = self.go(unit);
        self.plan(self.now.plus_s(seconds), Happening::Home { unit, trip: number });
    }

    /// It starts; the answer: how long it will take.
    pub(super) fn go(&mut self, unit: UnitRef) -> u32 {
        let Some(loaded) = &self.state.county else { return 0 };
        let trip = &mut self.trips[unit.index()];
        let [from, to] = [trip.from, trip.to].map(|end| loaded.travel.snap(end));
        let route = loaded.travel.route(&from, &to, loaded.movement(unit));
        let seconds = route.seconds();
        trip.under_way = Some((self.now, route));
        seconds
    }

    /// It has come to where it was going.
    pub(super) fn stand(&mut self, unit: UnitRef) {
        let trip = &mut self.trips[unit.index()];
        *trip = Trip { number: trip.number, from: trip.to, to: trip.to, under_way: None };
    }

    pub(super) fn position(&self, unit: UnitRef) -> Position {
        let trip = &self.trips[unit.index()];
        trip.under_way.as_ref().map_or(trip.from, |(since, route)| route.at(self.now.since_s(*since)))
    }

    /// What the units' trackers would have sent by now: those on the move, and the others now and then.
    pub(super) fn send_positions(&mut self) {
        let due = |index: &usize| {
            let age_s = self.state.units[*index].fix.map(|fix| self.now.since_s(fix.at));
            let moving = self.trips[*index].under_way.is_some();
            age_s.is_some_and(|age_s| age_s >= FIX_EVERY_S || moving && age_s > 0)
        };
        let due: Vec<UnitRef> = (0..self.trips.len()).filter(due).map(|index| UnitRef(index as u32)).collect();
        self.move_units(&due);
    }

    pub(super) fn send_position(&mut self, unit: UnitRef) {
        self.move_units(&[unit]);
    }

    pub(super) fn move_units(&mut self, units: &[UnitRef]) {
        if units.is_empty() {
            return;
        }
        let fix = |unit: &UnitRef| {
            let (lon, lat) = self.position(*unit);
            (*unit, Fix { lon, lat, at: self.now })
        };
        let fixes: Vec<(UnitRef, Fix)> = units.iter().map(fix).collect();
        self.state.place(&fixes);
    }
}
