//! Units that stand by in another district: who may be sent there, for how long, and how it ends.

use domain::command::{Command, UnitCommand};
use domain::event::{Event, UnitEvent};
use domain::ids::*;
use domain::limits::LOAN_S_MAX;
use domain::unit::Primary;
use expect_test::expect;

use crate::desk::*;

const U1: UnitRef = UnitRef(0);
const THERE: DistrictRef = DistrictRef(1);

fn stand_by(desk: &Desk, unit: UnitRef, to: DistrictRef, for_s: u32) -> Command {
    Command::Unit(UnitCommand::StandBy { unit, to, until: desk.now.plus_s(for_s) })
}

fn end(unit: UnitRef) -> Command {
    Command::Unit(UnitCommand::EndStandBy { unit })
}

#[test]
fn it_counts_as_the_other_district_s_until_it_goes_back() {
    let mut desk = Desk::new();
    let home = |desk: &Desk| desk.state.unit(U1).expect("a unit").district(DistrictRef(0), desk.now);
    let command = stand_by(&desk, U1, THERE, 3_600);
    let events = desk.tell(command);
    assert_eq!(events.iter().map(Event::name).collect::<Vec<_>>(), ["unit-stands-by"]);
    let loan = desk.state.unit(U1).expect("a unit").loan.expect("one");
    assert_eq!((loan.to, loan.since, loan.instance), (THERE, Some(desk.now), None));
    assert_eq!(home(&desk), THERE);
    // Longer is no new one.
    let command = stand_by(desk.wait(600), U1, THERE, 7_200);
    desk.tell(command);
    let longer = desk.state.unit(U1).expect("a unit").loan.expect("one");
    assert_eq!((longer.since, longer.until), (loan.since, desk.now.plus_s(7_200)));
    let events = desk.tell(end(U1));
    assert_eq!(events, [Event::Unit(UnitEvent::Returned { unit: U1 })]);
    assert_eq!(home(&desk), DistrictRef(0));
}

#[test]
fn what_can_not_be_is_refused_by_name() {
    let mut desk = Desk::new();
    let command = stand_by(&desk, U1, THERE, 3_600);
    desk.tell(command);
    let which = desk.report("brawl");
    desk.assign(which, &[1]);
    desk.set_unit(2, Primary::Unavailable).expect("done");
    let told = [
        stand_by(&desk, U1, DistrictRef(0), 60),
        stand_by(&desk, UnitRef(1), THERE, 60),
        stand_by(&desk, UnitRef(2), THERE, 60),
        stand_by(&desk, UnitRef(4), THERE, 60),
        stand_by(&desk, UnitRef(99), THERE, 60),
        stand_by(&desk, U1, DistrictRef(99), 60),
        stand_by(&desk, U1, THERE, 0),
        stand_by(&desk, U1, THERE, LOAN_S_MAX + 1),
        end(UnitRef(1)),
    ]
    .map(|command| desk.refused(command));
    expect![[r#"
        other-district: detail.unit.with-another-district (unit=U001)
        unit-busy: detail.incident.unit-busy (incident=20220901-000001, unit=U002)
        unit-busy: detail.incident.unit-unavailable (unit=U003)
        no-change: detail.unit.stand-by-at-home (unit=U005)
        no-such-unit: detail.unit.no-such-number (unit=99)
        no-such-district: detail.command.no-such-district (district=99)
        stand-by-end: detail.unit.stand-by-end (limit_days=31)
        stand-by-end: detail.unit.stand-by-end (limit_days=31)
        no-change: detail.unit.stands-by-nowhere (unit=U002)"#]]
    .assert_eq(&told.join("\n"));
}
