//! The bound beneath all response times.

use domain::county::travel::{MovementRef, Snapped};
use domain::ids::{IncidentRef, UnitRef};

use super::Driver;

impl Driver<'_> {
    /// How long the nearest unit with a skill that is needed would take from where it is, whatever it is doing; `None` if none has
    /// one. Whoever is sent later is where it came to in the meantime by the same roads, and so is no sooner there.
    pub(super) fn nearest_s(&self, incident: IncidentRef) -> Option<u32> {
        let loaded = self.state.county.as_ref()?;
        let incident = self.state.incident(incident)?;
        let needs = &loaded.county().kinds.get(incident.kind.index())?.needs;
        let units = loaded.county().units.iter().zip((0..).map(UnitRef));
        let able = units.filter(|(unit, _)| !unit.retired && needs.iter().any(|need| unit.skills.has(need.skills)));
        let from: Vec<(Snapped, MovementRef)> =
            able.map(|(_, unit)| (loaded.travel.snap(self.position(unit)), loaded.movement(unit))).collect();
        let from: Vec<(&Snapped, MovementRef)> = from.iter().map(|(at, movement)| (at, *movement)).collect();
        let to = loaded.travel.snap((incident.place.lon, incident.place.lat));
        let ways = loaded.travel.between_each(&from, &to);
        ways.iter().filter(|way| !way.out_of_reach).map(|way| way.seconds).min()
    }
}
