//! Roads that are closed for now, and what units take from where they stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::command::{Command, CountyCommand};
use domain::county::movement::{By, Movement};
use domain::county::{County, Position, Road, RoadNode};
use domain::ids::UnitRef;
use domain::limits::ROADS_CLOSED_MAX;
use domain::state::State;

use crate::desk::*;

const WEST: Position = (119.05, 27.05);
const EAST: Position = (119.25, 27.05);

/// The little county with a second way between its seats, over a junction in the south.
fn two_ways() -> County {
    let mut county = county();
    county.roads.nodes.push(RoadNode { code: "J1".to_owned(), position: (119.15, 26.95) });
    let road = |from, to| Road { from, to, class: "main".to_owned(), length_m: 20_000, speed_kmh: 50, one_way: false };
    county.roads.links.extend([road(0, 2), road(2, 1)]);
    county.digest = domain::ids::Digest::of(b"two ways");
    county
}

fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.tell(Command::County(CountyCommand::Import { county: Arc::new(two_ways()) }));
    desk
}

fn seconds(state: &State) -> u32 {
    let loaded = state.loaded().expect("a county");
    loaded.travel.travel(WEST, EAST, Default::default()).seconds
}

fn close(from: &str, to: &str) -> Command {
    Command::County(CountyCommand::CloseRoad { from: from.to_owned(), to: to.to_owned() })
}

fn open(from: &str, to: &str) -> Command {
    Command::County(CountyCommand::OpenRoad { from: from.to_owned(), to: to.to_owned() })
}

#[test]
fn a_closed_road_is_gone_round_until_it_is_open() {
    let mut desk = desk();
    // 22 km at 50 km/h, and 40 km by the junction.
    assert_eq!(seconds(&desk.state), 1584);
    let untouched = desk.state.hash();
    desk.because("under water", close("350924102", "350924100")).expect("a road both ways has no order");
    assert_eq!(seconds(&desk.state), 2880);
    assert_ne!(desk.state.hash(), untouched);
    assert_eq!(desk.refused(open("350924100", "J1")), "no-change: detail.county.road-open (from=350924100, to=J1)");
    assert_eq!(
        told(&desk.because("again", close("350924100", "350924102")).expect_err("closed already")),
        "no-change: detail.county.road-closed (from=350924100, to=350924102)"
    );
    desk.tell(open("350924100", "350924102"));
    assert_eq!(seconds(&desk.state), 1584);
    assert!(desk.state.closed_roads.is_empty());
}

#[test]
fn a_road_is_closed_with_a_reason_and_if_there_is_one() {
    let mut desk = desk();
    assert_eq!(desk.refused(close("350924100", "J1")), "no-reason: detail.unreasoned.close-road");
    let refused = desk.because("as asked", close("350924100", "J9")).expect_err("no such road");
    assert_eq!(told(&refused), "no-such-road: detail.county.no-such-road (from=350924100, to=J9)");
}

#[test]
fn a_closed_road_stays_closed_through_a_checkpoint_and_an_import_that_has_it() {
    let mut desk = desk();
    desk.because("under water", close("350924100", "350924102")).expect("done");
    let stored = desk.state.encode();
    let read: State = State::decode(&stored).expect("a state");
    assert_eq!((read.hash(), seconds(&read)), (desk.state.hash(), 2880));

    let mut renamed = two_ways();
    renamed.roads.links.rotate_left(1);
    renamed.digest = domain::ids::Digest::of(b"other numbers");
    desk.tell(Command::County(CountyCommand::Import { county: Arc::new(renamed) }));
    assert_eq!(seconds(&desk.state), 2880);

    let mut without = two_ways();
    without.roads.links.remove(0);
    without.digest = domain::ids::Digest::of(b"without it");
    desk.tell(Command::County(CountyCommand::Import { county: Arc::new(without) }));
    assert!(desk.state.closed_roads.is_empty(), "what is gone is closed no more");
}

#[test]
fn so_many_roads_are_closed_and_no_more() {
    let mut county = two_ways();
    let count = ROADS_CLOSED_MAX as u32 + 1;
    let node = |n: u32| RoadNode { code: format!("K{n}"), position: (119.05 + f64::from(n) * 1e-5, 27.06) };
    let first = county.roads.nodes.len() as u32;
    county.roads.nodes.extend((0..count).map(node));
    let road =
        |n| Road { from: 0, to: first + n, class: "lane".to_owned(), length_m: 2_000, speed_kmh: 20, one_way: false };
    county.roads.links.extend((0..count).map(road));
    county.digest = domain::ids::Digest::of(b"many lanes");
    let mut desk = Desk::new();
    desk.tell(Command::County(CountyCommand::Import { county: Arc::new(county) }));
    let mut loaded = desk.state.clone();
    for n in 0..count - 1 {
        loaded.closed_roads.insert(
            format!("350924100 K{n}"),
            Arc::new(domain::county::closed::ClosedRoad {
                from: "350924100".to_owned(),
                to: format!("K{n}"),
                since: desk.now,
            }),
        );
    }
    desk.state = loaded;
    let refused = desk.because("one more", close("350924100", &format!("K{}", count - 1))).expect_err("too many");
    assert_eq!(
        told(&refused),
        format!("too-many-roads-closed: detail.county.roads-closed-max (max={ROADS_CLOSED_MAX})")
    );
    desk.tell(open("350924100", "K0"));
    desk.because("one more", close("350924100", &format!("K{}", count - 1))).expect("there is room again");
}

#[test]
fn a_unit_at_its_base_has_yet_to_turn_out() {
    let mut county = county();
    let kind = county.units[0].kind.clone();
    county.movements = BTreeMap::from([(kind, Movement { by: By::Road, turn_out_s: 60, ..Movement::UNSAID })]);
    county.digest = domain::ids::Digest::of(b"turning out");
    let mut desk = Desk::new();
    desk.tell(Command::County(CountyCommand::Import { county: Arc::new(county) }));
    let loaded = desk.state.loaded().expect("a county");
    let base = loaded.base(UnitRef(0)).expect("a base").snapped;
    let away = loaded.travel.snap((base.position.0 + 0.01, base.position.1));
    let asked = [(UnitRef(0), base.clone()), (UnitRef(0), away.clone())];
    let [at_base, out] = loaded.approaches(&asked, EAST)[..] else { panic!("two answers") };
    let driven = |from| loaded.travel.between(from, &loaded.travel.snap(EAST), loaded.movement(UnitRef(0))).seconds;
    assert_eq!((at_base.seconds, out.seconds), (driven(&base) + 60, driven(&away)));
}
