//! What this plugin can find out about the county, as the values of a reason, for tests of grants.

use wardroom_plugin::view::{self, Area, Coded, Hours, Refusal, Subject};
use wardroom_plugin::workflow::Assignee;
use wardroom_plugin::{Incident, Reason, Value, reason};

/// How a reading went: 0 it answered, 1 denied, 2 not found, 3 too large.
fn fate<T>(answer: Result<T, Refusal>) -> f64 {
    match answer {
        Ok(_) => 0.0,
        Err(Refusal::Denied) => 1.0,
        Err(Refusal::NotFound) => 2.0,
        Err(Refusal::TooLarge) => 3.0,
    }
}

/// One value for each of the first functions of `view`, in the order of the interface.
pub fn all(incident: &Incident) -> Reason {
    reason(1)
        .with(fate(view::incident(incident.ref_)))
        .with(fate(view::open_incidents(incident.district, 10)))
        .with(fate(view::on_duty(incident.district, "duty-leader", incident.reported_at)))
        .with(fate(view::attribute(Subject::Unit(0), "plate")))
        .with(fate(view::row("key-places", "K1")))
        .with(fate(view::rows("key-places", "kind", &Value::Text("bridge".to_owned()), 10)))
        .with(fate(view::code(Coded::Unit(0))))
}

/// The same for the other functions.
pub fn more(incident: &Incident) -> Reason {
    reason(1)
        .with(fate(view::units(incident.district)))
        .with(fate(view::grids_near(incident.grid, 1_000, 2)))
        .with(fate(view::video_points_near(incident.grid, 1)))
        .with(fate(view::district_neighbours(incident.district)))
        .with(fate(view::district_of(incident.grid)))
        .with(fate(view::place_by_code("PL001")))
}

/// And of the last.
pub fn the_rest(incident: &Incident) -> Reason {
    let night = Hours { from_minute: 22 * 60, until_minute: 6 * 60, days: 0b111_1111 };
    reason(1)
        .with(fate(view::person_by_code("PC001")))
        .with(fate(view::team_by_code("traffic")))
        .with(fate(view::workload(&Assignee::Place(0))))
        .with(fate(view::marks("misdeed", "party", 2)))
        .with(fate(view::next_within(incident.reported_at, night)))
        .with(fate(view::count_incidents(None, Area::County, incident.reported_at, 10)))
}

/// Longitude and latitude as they came with the incident, then as `view` tells them; nothing where there is none.
pub fn position(incident: &Incident) -> Reason {
    let told = view::incident(incident.ref_).ok().and_then(|incident| incident.position);
    [incident.position, told].into_iter().flatten().fold(reason(1), |why, at| why.with(at.lon).with(at.lat))
}
