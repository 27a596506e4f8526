//! What is left where units were: the district's room hears of a gap, with who could stand by. And units that go with others only.

use domain::built_in::code;
use domain::command::{Command, IncidentCommand, Report, UnitCommand};
use domain::county::Named;
use domain::county::cover::Cover;
use domain::decision::Answered;
use domain::hooks::{Exclusion, ReasonValue, Urgency};
use domain::ids::*;
use domain::incident::Reality;
use domain::notice::NoticeRow;
use domain::ports::Reference;
use domain::unit::{Primary, Secondary};
use domain::who::Addressee;

use crate::little_county::little_county;
use crate::table::*;

/// Both districts are to keep units with the skill of accidents: U002 and U003 in the one, U004 and U005 in the other.
fn covered(at_least: [u16; 2]) -> Table {
    let mut county = little_county();
    let cover = |(district, at_least)| Cover { district: DistrictRef(district), skills: 0b010.into(), at_least };
    county.covers = (0..).zip(at_least).map(cover).collect();
    Table::with(county)
}

fn gaps(table: &Table, which: IncidentRef) -> Vec<NoticeRow> {
    let about_cover = |row: &NoticeRow| [code::COVER_GAP, code::COVER_GAP_NOBODY].contains(&row.sent.message.why.code);
    table.notices(which).into_iter().filter(about_cover).collect()
}

#[test]
fn the_room_hears_of_a_gap_and_who_could_stand_by() {
    let mut table = covered([2, 1]);
    let which = table.report("traffic-accident");
    let [row] = &gaps(&table, which)[..] else { panic!("one notice") };
    let message = &row.sent.message;
    assert_eq!((message.why.code, message.urgency), (code::COVER_GAP, Urgency::Attention));
    assert_eq!(row.sent.told[0].to, Addressee::CommandRoom(DistrictRef(0)));
    let [district, left, wanted, skills, unit, from, ReasonValue::Duration(_)] = &message.why.values[..] else {
        panic!("{message:?}")
    };
    assert_eq!(
        [district, unit, from],
        [
            &Reference::District(DistrictRef(0)).into(),
            &Reference::Unit(UnitRef(3)).into(),
            &Reference::District(DistrictRef(1)).into()
        ]
    );
    assert_eq!([left, wanted, skills], [&1.0.into(), &2.0.into(), &ReasonValue::Skills(0b010)]);
}

#[test]
fn nobody_is_moved_who_is_needed_where_it_is() {
    let mut table = covered([2, 2]);
    let which = table.report("traffic-accident");
    let [row] = &gaps(&table, which)[..] else { panic!("one notice") };
    let values = [Reference::District(DistrictRef(0)).into(), 1.0.into(), 2.0.into(), ReasonValue::Skills(0b010)];
    assert_eq!(row.sent.message.why, domain::hooks::Reason::new(code::COVER_GAP_NOBODY, values));
}

#[test]
fn a_floor_that_is_kept_is_not_spoken_of() {
    let mut table = covered([1, 1]);
    let which = table.report("traffic-accident");
    assert!(gaps(&table, which).is_empty());
    // One that does not count for it leaves no gap: U001 has another skill.
    let mut table = covered([2, 2]);
    let brawl = table.report("brawl");
    let sent = table.units_on(brawl);
    assert_eq!(gaps(&table, brawl).len(), usize::from(sent.contains(&2)), "{sent:?}");
    // Nor does an exercise.
    let mut table = covered([2, 2]);
    for unit in 1..3 {
        let secondary = Some([Secondary::Exercise].into());
        table.tell(Command::Unit(UnitCommand::SetStatus {
            unit: UnitRef(unit),
            primary: Primary::Available,
            secondary,
        }));
    }
    let exercise = Report { reality: Reality::Exercise, ..report("traffic-accident") };
    table.tell(Command::Incident(IncidentCommand::Report(exercise)));
    let exercise = table.state.last_incident;
    assert!(!table.units_on(exercise).is_empty() && gaps(&table, exercise).is_empty());
}

/// U002 and U005 are volunteers, who go to no accident alone.
#[test]
fn volunteers_go_where_somebody_else_is() {
    let mut county = little_county();
    let class = |code: &str| Named { code: code.to_owned(), name: Default::default() };
    county.unit_classes = vec![class("sworn"), class("volunteer")];
    for unit in [1, 4] {
        county.units[unit].class = Some("volunteer".to_owned());
    }
    county.never_alone = [("volunteer".to_owned(), vec!["traffic-accident".to_owned()])].into();
    let mut table = Table::with(county);
    let first = table.report("traffic-accident");
    assert_eq!(table.units_on(first), [2], "the sworn one, though the volunteer stands beside it");
    table.set_unit(3, Primary::Unavailable);
    let second = table.report("traffic-accident");
    assert_eq!(table.units_on(second), [] as [u32; 0]);
    let decision = table.last_decision(second);
    let Answered::Dispatch(record) = &decision.facts.answer else { panic!("{decision:?}") };
    let why: Vec<_> =
        record.excluded.iter().filter(|kept| [1, 4].contains(&kept.unit.0)).map(|kept| kept.why).collect();
    assert_eq!(why, [Exclusion::NotAlone; 2]);
    // With somebody of another class on it they are offered.
    table.assign(second, &[0]);
    assert!(table.units_on(second).contains(&0));
}

/// A room that was told of a gap has a unit stand by: it counts there from then on, and goes back by itself.
#[test]
fn who_stands_by_is_of_that_district_until_it_goes_back() {
    let left = |stands_by: bool| {
        let mut table = covered([2, 1]);
        table.report("traffic-accident");
        if stands_by {
            let until = table.now.plus_s(3_600);
            let command = UnitCommand::StandBy { unit: UnitRef(3), to: DistrictRef(0), until };
            assert_eq!(names(&table.tell(Command::Unit(command)))[0], "unit-stands-by");
        }
        let second = table.report("traffic-accident");
        let [row] = &gaps(&table, second)[..] else { panic!("one notice") };
        (row.sent.message.why.values[1].clone(), table)
    };
    assert_eq!(left(false).0, 0.0.into());
    let (with_it, mut table) = left(true);
    assert_eq!(with_it, 1.0.into());
    let events = table.wait(3_600).tick(false);
    assert!(names(&events).contains(&"unit-returned"), "{events:?}");
    assert_eq!(table.state.unit(UnitRef(3)).expect("a unit").loan, None);
}
