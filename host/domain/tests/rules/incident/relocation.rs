//! An incident is elsewhere than was thought: where it is looked for, who is on their way, what was recommended, and what is kept of it.

use domain::command::{Command, IncidentCommand, Report};
use domain::event::{Event, IncidentEvent};
use domain::ids::*;
use domain::incident::Phase;
use domain::incident::place::Uncertain;
use domain::incident::record::Changed;
use domain::limits::UNCERTAIN_M_MAX;
use domain::plugin::Mode;
use domain::state::State;
use domain::unit::Primary;
use expect_test::expect;

use crate::desk::*;

fn moved(incident: IncidentRef, lon: f64, uncertain: Option<Uncertain>) -> Command {
    Command::Incident(IncidentCommand::Relocate { incident, lon, lat: 27.05, uncertain })
}

fn road(from: &str, to: &str) -> Option<Uncertain> {
    Some(Uncertain::Road { from: from.to_owned(), to: to.to_owned() })
}

fn open_in(desk: &Desk, district: DistrictRef) -> Vec<u32> {
    desk.state.open.get(&district).into_iter().flatten().map(|which| which.0).collect()
}

#[test]
fn it_is_where_it_is_said_to_be_and_the_old_place_is_kept() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    assert_eq!((open_in(&desk, D1), open_in(&desk, D2)), (vec![1], vec![]));
    desk.wait(60).because("the caller meant the other bridge", moved(incident, 119.25, None)).expect("moved");
    let now = desk.incident(incident).clone();
    assert_eq!((now.place.lon, now.place.district, now.place.grid), (119.25, D2, GridRef(2)));
    assert_eq!((open_in(&desk, D1), open_in(&desk, D2)), (vec![], vec![1]));
    let [change] = &now.changes[..] else { panic!("one change") };
    let Changed::Place { from, to } = &change.what else { panic!("of its place") };
    assert_eq!((from.lon, from.district, to.lon), (119.05, D1, 119.25));
    assert_eq!(change.why.as_deref(), Some("the caller meant the other bridge"));
    let read = State::decode(&desk.state.encode()).expect("a state");
    let open = |state: &State| state.open.iter().filter(|(_, of)| !of.is_empty()).count();
    assert_eq!((read.hash(), open(&read)), (desk.state.hash(), open(&desk.state)));
    // Whoever looks round the new point finds it there, and nowhere else.
    let found = |lon: f64| {
        let cells = desk.state.whereabouts.around((lon, 27.05), 500.0);
        cells.into_iter().flat_map(|(_, cell)| desk.state.whereabouts.newest(cell)).count()
    };
    assert_eq!((found(119.05), found(119.25)), (0, 1));
}

#[test]
fn what_is_no_place() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    let radius = |metres| Some(Uncertain::RadiusM(metres));
    let told = [
        desk.refused(moved(incident, 119.05, None)),
        desk.refused(moved(incident, 10.0, None)),
        desk.refused(moved(incident, 119.06, radius(0))),
        desk.refused(moved(incident, 119.06, radius(UNCERTAIN_M_MAX + 1))),
        desk.refused(moved(incident, 119.06, road("350924100", "350924999"))),
        desk.refused(moved(IncidentRef(9), 119.06, None)),
    ];
    expect![[r#"
        no-change: detail.incident.place-already (incident=20220901-000001)
        outside-county: detail.incident.outside (lat=27.05, lon=10)
        bad-radius: detail.incident.bad-radius (metres_max=20000)
        bad-radius: detail.incident.bad-radius (metres_max=20000)
        no-such-road: detail.county.no-such-road (from=350924100, to=350924999)
        no-such-incident: detail.incident.no-such-incident (incident=9)"#]]
    .assert_eq(&told.join("\n"));
    desk.tell(moved(incident, 119.05, radius(UNCERTAIN_M_MAX)));
    desk.tell(moved(incident, 119.05, road("350924102", "350924100")));
    desk.step(incident, Phase::Cancelled).expect("cancelled");
    let refused = desk.refused(moved(incident, 119.06, None));
    assert!(refused.starts_with("incident-ended: "), "{refused}");
}

#[test]
fn units_on_their_way_have_another_way() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    desk.assign(incident, &[0, 2]);
    desk.set_unit(2, Primary::OnScene).expect("there");
    let before = desk.incident(incident).assignments.clone();
    let events = desk.wait(90).tell(moved(incident, 119.25, None));
    let Some(Event::Incident(IncidentEvent::Relocated { ways, .. })) = events.last() else { panic!("{events:?}") };
    let [way] = &ways[..] else { panic!("the one that is not there yet: {ways:?}") };
    assert_eq!(way.unit, UnitRef(0));
    let after = desk.incident(incident).assignments.clone();
    assert_eq!(after[0].eta_s, 90 + way.eta_s, "from when it was sent");
    assert!(after[0].eta_s > before[0].eta_s + 600 && after[1].eta_s == before[1].eta_s, "{after:?}");
}

#[test]
fn what_was_recommended_for_the_old_place_lapses() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    let number = desk.decide(incident, dispatch_decision("alpha", Mode::Advise, &[0]));
    assert!(desk.state.advice(incident).is_some());
    desk.tell(moved(incident, 119.25, None));
    assert!(desk.state.advice(incident).is_none());
    let settled = desk.state.decision(incident, number).and_then(|of| of.facts.settlement.clone()).expect("settled");
    assert_eq!(settled.outcome, domain::decision::SettledAs::Overtaken);
}

/// Whoever gives the number of another system again is asked whether they reach the incident where it is now.
#[test]
fn a_number_goes_along() {
    let mut desk = Desk::new();
    let external_id = Some("7".to_owned());
    desk.tell(Command::Incident(IncidentCommand::Report(Report { external_id, ..report("brawl") })));
    desk.tell(moved(IncidentRef(1), 119.25, None));
    assert_eq!(desk.state.external_ids.get("110", "7"), Some((IncidentRef(1), D2)));
}
