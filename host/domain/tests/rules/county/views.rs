//! The county as a granted plugin reads it: one version, in a fixed order, up to a limit, and nothing for what there is not.

use domain::command::{Command, MatterCommand};
use domain::extra::EXTRAS;
use domain::ids::*;
use domain::incident::Phase;
use domain::ports::{AttributeOwner, CodeOf, Reference, Thing, Value, View};
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
    let of = Value::Reference(Reference::Grid(GridRef(0)));
    let found = view.find_rows("key-places", "grid", &of, 9).expect("a table");
    assert!(found.len() == 1 && found[0].contains(&("grid".to_owned(), of)), "{found:?}");
    assert_eq!(view.find_rows("key-places", "colour", &grid, 9), None);
    assert_eq!(view.code(Reference::Unit(UnitRef(5))).as_deref(), Some("U006"));
    assert_eq!(view.code(Reference::Person(PersonRef(9))), None);
}

#[test]
fn a_code_leads_to_a_number_and_the_number_back() {
    let mut desk = Desk::new();
    let county = domain::county::County { unit_classes: unit_classes(), digest: Digest::of(b"classes"), ..county() };
    let import = domain::command::CountyCommand::Import { county: std::sync::Arc::new(county) };
    desk.tell(Command::County(import));
    let view = view(&desk);
    let number = |of, code: &str| view.by_code(of, code);
    for (of, code, coded) in [
        (CodeOf::Unit, "U006", Reference::Unit(UnitRef(5))),
        (CodeOf::Grid, "350924102001001", Reference::Grid(GridRef(2))),
        (CodeOf::Place, "P001", Reference::Place(PlaceRef(0))),
        (CodeOf::Kind, "noise", Reference::Kind(KindRef(2))),
        (CodeOf::District, "350924-D2", Reference::District(D2)),
        (CodeOf::Station, "350924102-S", Reference::Station(StationRef(1))),
        (CodeOf::Person, "PC002", Reference::Person(PersonRef(1))),
        (CodeOf::Township, "350924102", Reference::Township(TownshipRef(1))),
        (CodeOf::Village, "350924102001", Reference::Village(VillageRef(1))),
        (CodeOf::Slot, "auxiliary", Reference::Slot(1)),
        (CodeOf::UnitKind, "car", Reference::UnitKind(UnitKindRef(0))),
        (CodeOf::Class, "volunteer", Reference::Class(ClassRef(1))),
    ] {
        assert_eq!(view.code(coded).as_deref(), Some(code));
        assert_eq!(number(of, code), Some(coded.number()), "{code}");
        assert_eq!(number(of, "nobody"), None);
    }
    assert_eq!((number(CodeOf::Unit, "350924102001001"), view.county_code()), (None, "350924".to_owned()));
}

#[test]
fn where_a_grid_lies_and_what_is_in_it() {
    let desk = Desk::new();
    let view = view(&desk);
    let info = view.grid_info(GridRef(2)).expect("a grid");
    assert_eq!((info.village, info.township, info.district), (VillageRef(1), TownshipRef(1), D2));
    assert_eq!((view.places_in(GridRef(0), 9), view.places_in(GridRef(1), 9)), (Some(vec![PlaceRef(0)]), Some(vec![])));
    assert_eq!((view.places_in(GridRef(0), 0), view.places_in(GridRef(9), 9)), (Some(vec![]), None));
    assert!(view.grid_info(GridRef(9)).is_none() && view.person(PersonRef(9)).is_none());
    let person = view.person(PersonRef(0)).expect("a person");
    assert_eq!(
        (person.sworn, person.posts.len(), person.posts[0].post, person.posts[0].station),
        (true, 1, 0, Some(StationRef(0)))
    );
}

/// Each pair as the router tells it, whichever list is the longer.
#[test]
fn travel_times_come_row_by_row() {
    let desk = Desk::new();
    let loaded = desk.state.loaded().expect("a county").clone();
    let view = view(&desk);
    let all: Vec<GridRef> = (0..4).map(GridRef).collect();
    for (from, to) in [(&all[..], &all[1..3]), (&all[..1], &all[..]), (&all[..], &all[..]), (&all[..0], &all[..])] {
        let found = view.travel_s(from, to, None).expect("grids");
        let middle = |grid: &GridRef| loaded.county().grids[grid.index()].centre;
        let expected = from.iter().flat_map(|from| to.iter().map(move |to| (from, to)));
        let expected: Vec<u32> = expected
            .map(|(from, to)| loaded.travel.travel(middle(from), middle(to), Default::default()).seconds)
            .collect();
        assert_eq!(found, expected);
    }
    assert_eq!(view.travel_s(&all, &[GridRef(9)], None), None);
}

/// Every key that is named has a value of something, and one that is not known has none.
#[test]
fn extras_are_told_by_the_names_of_their_keys() {
    let mut desk = Desk::new();
    let mut county = county();
    county.teams[0].hours = Some((420, 1_320));
    county.calendar.version = "2025".to_owned();
    let (date, name) = (domain::county::calendar::Date::constant(2025, 1, 1), county.name.clone());
    county.calendar.days = vec![domain::county::calendar::SpecialDay { date, worked: false, name }];
    county.digest = Digest::of(b"hours");
    let import = domain::command::CountyCommand::Import { county: std::sync::Arc::new(county) };
    desk.tell(Command::County(import));
    let incident = desk.report("brawl");
    let (from, to) = ("350924100".to_owned(), "350924102".to_owned());
    let uncertain = Some(domain::incident::place::Uncertain::Road { from, to });
    let moved = domain::command::IncidentCommand::Relocate { incident, lon: 119.06, lat: 27.05, uncertain };
    desk.tell(Command::Incident(moved));
    let view = view(&desk);
    for (noun, keys) in EXTRAS {
        let (of, none) = match noun {
            "county" => (Thing::County, None),
            "incident" => (Thing::Incident(incident), Some(Thing::Incident(IncidentRef(9)))),
            "unit" => (Thing::Unit(UnitRef(0)), Some(Thing::Unit(UnitRef(99)))),
            "village" => (Thing::Village(VillageRef(0)), Some(Thing::Village(VillageRef(9)))),
            "station" => (Thing::Station(StationRef(0)), Some(Thing::Station(StationRef(9)))),
            "person" => (Thing::Person(PersonRef(0)), Some(Thing::Person(PersonRef(9)))),
            "team" => (Thing::Team(TeamRef(0)), Some(Thing::Team(TeamRef(9)))),
            other => panic!("{other}"),
        };
        for key in keys {
            assert!(matches!(view.extra(of, key), Some(Some(_))), "{noun} {key}");
        }
        assert_eq!(view.extra(of, "colour"), Some(None));
        assert!(none.is_none_or(|none| view.extra(none, keys[0]).is_none()), "{noun}");
    }
    assert_eq!(view.extra(Thing::Incident(incident), "place-radius-m"), Some(Some(Value::Number(11_000.0))));
    assert_eq!(view.extra(Thing::Team(TeamRef(0)), "hours"), Some(Some(Value::Text("07:00-22:00".to_owned()))));
    assert_eq!(view.extra(Thing::Grid(GridRef(0)), "colour"), Some(None));
    assert_eq!((view.extra(Thing::Grid(GridRef(9)), "x"), view.extra(Thing::Place(PlaceRef(9)), "x")), (None, None));
}
