//! What this plugin can find out about the county, as the values of a reason, for tests of grants.

use wardroom_plugin::view::{self, Area, Hours, Reference, Refusal, Subject, Thing};
use wardroom_plugin::workflow::Assignee;
use wardroom_plugin::{Candidate, HeldBack, Incident, OnCall, Reason, ReasonValue, Value, reason};

/// How a reading went: 0 it answered, 1 denied, 2 not found, 3 too large.
fn fate<T>(answer: Result<T, Refusal>) -> f64 {
    match answer {
        Ok(_) => 0.0,
        Err(Refusal::Denied) => 1.0,
        Err(Refusal::NotFound) => 2.0,
        Err(Refusal::TooLarge) => 3.0,
        Err(Refusal::Other) => 4.0,
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
        .with(fate(view::code(Reference::Unit(0))))
}

/// The same for the other functions.
pub fn more(incident: &Incident) -> Reason {
    reason(1)
        .with(fate(view::units(incident.district)))
        .with(fate(view::grids_near(incident.grid, 1_000, 2)))
        .with(fate(view::video_points_near(incident.grid, 1)))
        .with(fate(view::district_neighbours(incident.district)))
        .with(fate(view::grid_info(incident.grid)))
        .with(fate(view::district_of(incident.grid)))
        .with(fate(view::place_by_code("PL001")))
}

/// And of those after them.
pub fn the_rest(incident: &Incident) -> Reason {
    reason(1)
        .with(fate(view::county_code()))
        .with(fate(view::person_info(4)))
        .with(fate(view::places_in(incident.grid, 1)))
        .with(fate(view::travel_s(&[incident.grid], &[incident.grid])))
        .with(fate(view::skills_of(0)))
}

/// And of the last.
pub fn the_last(incident: &Incident) -> Reason {
    let night = Hours::daily(22 * 60, 6 * 60);
    reason(1)
        .with(fate(view::extra(Thing::County, "name-en")))
        .with(fate(view::workload(&Assignee::Place(0))))
        .with(fate(view::marks("misdeed", "party", 2)))
        .with(fate(view::next_within(incident.reported_at, night)))
        .with(fate(view::local_time(incident.reported_at)))
        .with(fate(view::after_working_days(incident.reported_at, 5)))
        .with(fate(view::count_incidents(None, Area::County, incident.reported_at, 10)))
        .with(fate(view::series("weather.wind-ms", incident.reported_at)))
}

/// Matrices of travel times at the limit of pairs and one past it.
pub fn matrices(incident: &Incident) -> Reason {
    let grids = |count: usize| vec![incident.grid; count];
    let fate_of = |origins, destinations| fate(view::travel_s(&grids(origins), &grids(destinations)));
    reason(1).with(fate_of(1_000, 100)).with(fate_of(11, 9_091))
}

/// And of workflows.
pub fn of_workflows() -> Reason {
    reason(1)
        .with(fate(view::instance(3)))
        .with(fate(view::children(3, 2)))
        .with(fate(view::siblings_by_mark("misdeed", "party", "0", 2)))
}

/// What of a candidate does not fit into one reason with the rest; the largest number for what is absent.
pub fn rest_of(of: &Candidate) -> Reason {
    let recall_from = of.recall_from.map_or(9, |priority| priority as u8);
    let (class, lent_from) = (of.class.unwrap_or(u16::MAX), of.lent_from.unwrap_or(u16::MAX));
    let grid = of.grid.unwrap_or(u32::MAX);
    let told = reason(1).with(of.shift_left_s).with(of.workload).with(of.kind).with(of.crew).with(grid);
    told.with(class).with(lent_from).with(u32::from(of.fits) * 100 + u32::from(u8::from(of.reserve) * 10 + recall_from))
}

pub fn on_call(on: &OnCall) -> Reason {
    let need = on.need.unwrap_or(u16::MAX);
    let who = reason(1).with(on.unit).with(need).with(u8::from(on.extra)).with(on.class.unwrap_or(u16::MAX));
    who.with(on.progress as u8).with(on.at).with(on.eta_s)
}

pub fn held_back(held: &HeldBack) -> Reason {
    let incident = held.incident.unwrap_or(u32::MAX);
    reason(1).with(held.unit).with(held.eta_s).with(held.why as u8).with(incident)
}

/// Longitude and latitude as they came with the incident, then as `view` tells them; nothing where there is none.
pub fn position(incident: &Incident) -> Reason {
    let told = view::incident(incident.ref_).ok().and_then(|incident| incident.position);
    [incident.position, told].into_iter().flatten().fold(reason(1), |why, at| why.with(at.lon).with(at.lat))
}

/// A value of every sort.
pub fn values() -> Reason {
    let plain = reason(1).with(0.5).with(ReasonValue::Duration(60)).with(ReasonValue::Distance(950));
    let more = plain.with(ReasonValue::Time(1_662_000_000)).with(ReasonValue::Skills(5)).with("卢\u{1b}[2J\n");
    more.with(Reference::Skill(4)).with(Reference::Workflow(u32::MAX))
}

/// Reasons with every case that a value has, and every sort of thing that one refers to.
pub fn each_value() -> Vec<Reason> {
    let of = |values: Vec<ReasonValue>| Reason { code: 1, values };
    let things = [
        Reference::Unit(u32::MAX),
        Reference::Grid(1 << 24),
        Reference::Place(7),
        Reference::Kind(u16::MAX),
        Reference::District(258),
        Reference::Station(3),
        Reference::Person(u32::MAX - 1),
        Reference::Team(4),
        Reference::Township(5),
        Reference::Village(6),
        Reference::UnitKind(7),
        Reference::Class(8),
        Reference::Slot(9),
        Reference::Skill(u8::MAX),
        Reference::Post(11),
        Reference::Qualification(12),
        Reference::Incident(13),
        Reference::Workflow(14),
    ];
    let mut reasons = vec![values(), of(Vec::new()), of(vec![(-1.5e300).into(), ReasonValue::Text(String::new())])];
    reasons
        .extend(things.chunks(8).map(|things| of(things.iter().map(|thing| ReasonValue::Reference(*thing)).collect())));
    reasons
}
