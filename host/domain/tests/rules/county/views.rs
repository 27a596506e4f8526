//! The county as a granted plugin reads it: one version, in a fixed order, up to a limit, and nothing for what there is not.

use domain::command::{Command, MatterCommand};
use domain::ids::*;
use domain::incident::Phase;
use domain::ports::{AttributeOwner, Coded, Value, View};
use domain::roster::Shift;
use domain::view::StateView;

use crate::desk::*;

fn view(desk: &Desk) -> StateView {
    StateView::new(&desk.state).expect("a county")
}

#[test]
fn there_is_nothing_to_see_without_a_county() {
    assert!(StateView::new(&domain::state::State::default()).is_none());
}

#[test]
fn open_incidents_of_a_district_oldest_first() {
    let mut desk = Desk::new();
    let first = desk.report("brawl");
    let over = desk.report("noise");
    let last = desk.report("brawl");
    desk.step(over, Phase::Cancelled).expect("done");
    let before = view(&desk);
    let seen = |view: &StateView, district, limit| {
        let open = view.open_incidents(district, limit)?;
        Some(open.iter().map(|incident| incident.incident).collect::<Vec<_>>())
    };
    assert_eq!(seen(&before, D1, 10), Some(vec![first, last]));
    assert_eq!(seen(&before, D1, 1), Some(vec![first]));
    assert_eq!(seen(&before, D2, 10), Some(Vec::new()));
    assert_eq!(seen(&before, DistrictRef(2), 10), None);
    desk.report("brawl");
    assert_eq!(seen(&before, D1, 10), Some(vec![first, last]), "what comes later is not seen");
    assert!(before.incident(IncidentRef(4)).is_none() && view(&desk).incident(IncidentRef(4)).is_some());
}

#[test]
fn an_incident_shows_what_it_still_needs() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    let needs = |desk: &Desk| view(desk).incident(incident).expect("an incident").needs[0].count;
    assert_eq!(needs(&desk), 2);
    desk.tell(Command::Matter(MatterCommand::Acknowledge { matter: incident.into() }));
    desk.assign(incident, &[0]);
    let seen = view(&desk).incident(incident).expect("an incident");
    assert_eq!((seen.needs[0].count, seen.phase), (0, Phase::Assigned), "a person chose");
    assert_eq!((seen.acknowledged_at, seen.accepted_at, seen.position), (Some(START), Some(START), (119.05, 27.05)));
}

#[test]
fn duty_tables_attributes_and_codes() {
    let mut desk = Desk::new();
    let (starts, ends) = (START, START.plus_s(60));
    let shift = Shift { district: D1, starts, ends, slots: vec![(0, Some(PersonRef(2)))] };
    desk.publish(&[shift]);
    let view = view(&desk);
    assert_eq!(view.on_duty(D1, "leader", START), Some(vec![PersonRef(2)]));
    assert_eq!(view.on_duty(D1, "leader", ends), Some(Vec::new()));
    assert_eq!(view.on_duty(D1, "captain", START), None);
    assert_eq!(view.on_duty(DistrictRef(2), "leader", START), None);
    let pupils = |place, name| view.attribute(AttributeOwner::Place(PlaceRef(place)), name);
    assert_eq!(pupils(0, "pupils"), Some(Some(Value::Number(1_200.0))));
    assert_eq!((pupils(0, "teachers"), pupils(1, "pupils")), (None, None));
    assert_eq!(view.get_row("key-places", "K2").map(|row| row.len()), Some(3));
    assert_eq!((view.get_row("key-places", "K3"), view.get_row("keys", "K1")), (None, None));
    let grid = Value::Text("350924100001001".to_owned());
    assert_eq!(view.find_rows("key-places", "grid", &grid, 9).map(|rows| rows.len()), Some(1));
    assert_eq!(view.find_rows("key-places", "colour", &grid, 9), None);
    assert_eq!(view.code(Coded::Unit(UnitRef(5))).as_deref(), Some("U006"));
    assert_eq!(view.code(Coded::Person(PersonRef(9))), None);
}
