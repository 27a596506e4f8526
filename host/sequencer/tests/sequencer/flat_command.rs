//! Flat command: whoever leads a unit that is sent past them hears of it, and nobody has to answer.

use domain::built_in::code;
use domain::command::{Command, IncidentCommand, Report, UnitCommand, Verdict};
use domain::county::flat_command::{Directly, FlatCommand};
use domain::hooks::{Hook, ReasonValue, Urgency};
use domain::ids::*;
use domain::incident::{Phase, Reality};
use domain::notice::NoticeRow;
use domain::plugin::Mode;
use domain::ports::Reference;
use domain::unit::{Primary, Secondary};
use domain::who::Addressee;

use crate::doubles::*;
use crate::little_county::little_county;
use crate::table::*;

/// PC001 leads the patrol of the first district, PC002 its traffic squadron, and PC003 the patrol and the station of the second.
fn table(of: Directly) -> Table {
    let mut county = little_county();
    let station = ["officer".to_owned()].into();
    let team = vec!["officer".to_owned()];
    county.flat_command = Some(FlatCommand { of, team, station });
    county.persons.iter_mut().take(2).for_each(|person| person.posts[0].station = None);
    county.persons[1].posts[0].team = Some(TeamRef(1));
    Table::with(county)
}

/// Who was told of what, in order.
fn told(table: &Table, which: IncidentRef) -> Vec<(Vec<Addressee>, u16, Reference)> {
    let direct =
        |row: &NoticeRow| [code::SENT_DIRECTLY, code::SEVERAL_SENT_DIRECTLY].contains(&row.sent.message.why.code);
    let row = |row: NoticeRow| {
        assert_eq!(row.sent.message.urgency, Urgency::Info);
        assert_eq!(row.sent.message.time_outs().count(), 0, "nobody has to answer");
        let why = &row.sent.message.why;
        let Some(ReasonValue::Reference(unit)) = why.values.first() else { panic!("{why:?}") };
        (row.sent.told.iter().map(|told| told.to).collect(), why.code, *unit)
    };
    table.notices(which).into_iter().filter(direct).map(row).collect()
}

fn persons(persons: &[u32]) -> Vec<Addressee> {
    persons.iter().map(|person| Addressee::Person(PersonRef(*person))).collect()
}

fn noise(table: &mut Table) -> IncidentRef {
    let which = table.report("noise");
    table.step(which, Phase::Accepted);
    which
}

#[test]
fn who_is_passed_over_hears_of_it_once() {
    let mut table = table(Directly::ByHand);
    let which = noise(&mut table);
    // U001 and U003 are patrols of the first district.
    table.assign(which, &[0, 1, 2]);
    let unit = |unit| Reference::Unit(UnitRef(unit));
    let patrol = (persons(&[0]), code::SEVERAL_SENT_DIRECTLY, unit(0));
    let squadron = (persons(&[1]), code::SENT_DIRECTLY, unit(1));
    assert_eq!(told(&table, which), [patrol, squadron]);
    // Of the other district hears the room, too, from which it is taken.
    table.wait(1).assign(which, &[3]);
    let there = [persons(&[2]), vec![Addressee::CommandRoom(D2)]].concat();
    assert_eq!(told(&table, which).last(), Some(&(there, code::SENT_DIRECTLY, unit(3))));
}

#[test]
fn another_of_their_units_is_news_and_the_same_again_is_none() {
    let mut table = table(Directly::ByHand);
    let which = noise(&mut table);
    table.assign(which, &[0]);
    table.wait(1).assign(which, &[2]);
    let told_of = |unit| (persons(&[0]), code::SENT_DIRECTLY, Reference::Unit(UnitRef(unit)));
    assert_eq!(told(&table, which), [told_of(0), told_of(2)]);
    table.tell(Command::Unit(UnitCommand::Release { incident: which, unit: UnitRef(0) }));
    table.wait(1).assign(which, &[0]);
    assert_eq!(told(&table, which), [told_of(0), told_of(2)]);
}

#[test]
fn by_hand_is_what_a_person_chose() {
    for (of, confirmed) in [(Directly::ByHand, 0), (Directly::Every, 1)] {
        let mut table = table(of);
        table.seat("alpha", Hook::Dispatch, Mode::Advise);
        table.script.dispatch("alpha", sensible);
        let which = table.report("traffic-accident");
        table.settle(which, 1, Verdict::Confirm);
        assert_eq!(told(&table, which).len(), confirmed, "{of:?}: as recommended");
        let which = table.report("traffic-accident");
        table.settle(which, 1, Verdict::Amend { units: vec![UnitRef(0)] });
        assert_eq!(told(&table, which).len(), 1, "{of:?}: others than recommended");
    }
}

#[test]
fn no_telephone_rings_for_an_exercise_or_where_the_county_says_nothing() {
    let mut exercise = table(Directly::Every);
    let secondary = Some([Secondary::Exercise].into());
    let ready = UnitCommand::SetStatus { unit: UnitRef(0), primary: Primary::Available, secondary };
    exercise.tell(Command::Unit(ready));
    let report = Report { reality: Reality::Exercise, ..report("noise") };
    exercise.tell(Command::Incident(IncidentCommand::Report(report)));
    exercise.step(IncidentRef(1), Phase::Accepted);
    exercise.assign(IncidentRef(1), &[0]);
    assert_eq!(told(&exercise, IncidentRef(1)), []);
    let mut silent = Table::new();
    let which = noise(&mut silent);
    silent.assign(which, &[0]);
    assert_eq!(told(&silent, which), []);
}
