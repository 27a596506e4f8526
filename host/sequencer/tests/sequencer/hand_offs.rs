//! Hand-offs to outside agencies: open until they are confirmed, and rung for until then, over merging, a restart and the archive.

use domain::built_in::code;
use domain::command::{Command, Envelope, IncidentCommand, TimerCommand};
use domain::county::agency::Agency;
use domain::event::Event;
use domain::ids::*;
use domain::incident::Phase;
use domain::incident::hand_off::confirm_timer;
use domain::limits::{ARCHIVE_AFTER_S, HAND_OFFS_PER_INCIDENT_MAX};
use domain::refusal::RefusalCode;
use domain::state::State;

use crate::little_county::little_county;
use crate::table::*;

fn with_agencies() -> Table {
    let mut county = little_county();
    let agency =
        |code: &str, confirm_within_s| Agency { code: code.to_owned(), name: Default::default(), confirm_within_s };
    county.agencies = vec![agency("119", 120), agency("120", 60)];
    Table::with(county)
}

fn hand_off(which: IncidentRef, to: &str) -> Command {
    let (to, note) = (to.to_owned(), Some("the stairs are free".to_owned()));
    Command::Incident(IncidentCommand::HandOff { incident: which, to, note })
}

fn confirm(which: IncidentRef, from: &str, reference: &str) -> Command {
    let (from, reference) = (from.to_owned(), reference.to_owned());
    Command::Incident(IncidentCommand::ConfirmHandOff { incident: which, from, reference })
}

fn refused(table: &mut Table, command: Command) -> RefusalCode {
    table.submit(Envelope::by("operator:test", command)).unwrap_err().code
}

fn rung(table: &Table, which: IncidentRef) -> usize {
    let notices = table.notices(which);
    let about = notices.iter().filter(|row| row.sent.message.why.code == code::HAND_OFF_UNCONFIRMED);
    about.map(|row| row.count as usize).sum()
}

#[test]
fn the_room_is_rung_until_the_agency_has_confirmed() {
    let mut table = with_agencies();
    let which = table.report("brawl");
    let events = table.tell(hand_off(which, "119"));
    assert_eq!(names(&events), ["acknowledged", "incident-handed-off"], "who hands it on has seen it");
    table.wait(119).tick(false);
    assert_eq!(rung(&table, which), 0);
    for times in 1..=3 {
        table.wait(if times == 1 { 1 } else { 120 });
        assert!(names(&table.tick(false)).contains(&"timer-fired"));
        assert_eq!(rung(&table, which), times);
    }
    let events = table.tell(confirm(which, "119", " F-815 "));
    assert_eq!(names(&events), ["hand-off-confirmed"]);
    let confirmed = table.incident(which).hand_offs[0].confirmed.clone().expect("it is confirmed");
    assert_eq!((confirmed.reference.as_str(), confirmed.by.as_str()), ("F-815", "operator:test"));
    table.wait(600).tick(false);
    assert_eq!((rung(&table, which), table.state.timers.get(confirm_timer(which, 1))), (3, None));
    // Once confirmed it may be handed to the same agency again.
    table.tell(hand_off(which, "119"));
    assert_eq!(table.incident(which).hand_offs.len(), 2);
}

#[test]
fn what_can_not_be_handed_off_or_confirmed_is_refused() {
    let mut table = with_agencies();
    let which = table.report("brawl");
    assert_eq!(refused(&mut table, hand_off(which, "122")), RefusalCode::NoSuchAgency);
    assert_eq!(refused(&mut table, confirm(which, "119", "F-1")), RefusalCode::NoSuchHandOff);
    table.tell(hand_off(which, "119"));
    assert_eq!(refused(&mut table, hand_off(which, "119")), RefusalCode::NoChange);
    assert_eq!(refused(&mut table, confirm(which, "119", " ")), RefusalCode::BadReference);
    table.tell(confirm(which, "119", "F-1"));
    assert_eq!(refused(&mut table, confirm(which, "119", "F-2")), RefusalCode::NoChange);
    for _ in 1..HAND_OFFS_PER_INCIDENT_MAX {
        table.tell(hand_off(which, "120"));
        table.tell(confirm(which, "120", "A-1"));
    }
    assert_eq!(refused(&mut table, hand_off(which, "120")), RefusalCode::TooManyHandOffs);
    table.step(which, Phase::Cancelled);
    assert_eq!(refused(&mut table, hand_off(which, "120")), RefusalCode::IncidentEnded);
}

/// The agency was told of a report that turned out to be a duplicate: it still has to confirm, and nobody forgets that.
#[test]
fn it_survives_merging_a_restart_and_the_archive() {
    let mut table = with_agencies();
    let (first, which) = (table.report("brawl"), table.report("brawl"));
    table.tell(hand_off(which, "120"));
    table.tell(Command::Incident(IncidentCommand::Merge { incident: which, into: first }));
    let read = State::decode(&table.state.encode()).expect("a checkpoint is read");
    assert_eq!(read.hash(), table.state.hash());
    table.state = read;
    table.wait(60).tick(false);
    assert_eq!(rung(&table, which), 1);
    // It stays while it is open; confirmed, it goes like others.
    let archive = |table: &mut Table| {
        let tick = Command::Timer(TimerCommand::Tick { archived_up_to: Some(table.state.version) });
        let events = table.submit(Envelope::system(tick)).expect("time passes");
        events.iter().any(|event: &Event| event.name() == "incidents-archived")
    };
    table.wait(ARCHIVE_AFTER_S + 1);
    assert!(!archive(&mut table) && table.state.incident(which).is_some());
    table.tell(confirm(which, "120", "A-7"));
    assert!(archive(&mut table) && table.state.incident(which).is_none());
    assert!(table.state.timers.of(which).is_empty());
}

/// Who ends an incident waits for nobody any more.
#[test]
fn what_is_ended_rings_no_more() {
    let mut table = with_agencies();
    let which = table.report("brawl");
    table.tell(hand_off(which, "120"));
    table.step(which, Phase::Cancelled);
    table.wait(600).tick(false);
    assert_eq!(rung(&table, which), 0);
    table.tell(confirm(which, "120", "A-7"));
    assert!(table.incident(which).hand_offs[0].confirmed.is_some(), "what the agency says still belongs to it");
}

/// Who ends the incident that a duplicate was merged into ends what was waited for under it, also through another duplicate: nothing rings and
/// nothing stays in the room for good.
#[test]
fn what_was_merged_is_over_with_what_it_was_merged_into() {
    for end in [&[Phase::Cancelled][..], &[Phase::Resolved, Phase::Closed]] {
        let mut table = with_agencies();
        let (first, between, which) = (table.report("brawl"), table.report("brawl"), table.report("brawl"));
        table.tell(hand_off(which, "120"));
        table.tell(Command::Incident(IncidentCommand::Merge { incident: which, into: between }));
        table.tell(Command::Incident(IncidentCommand::Merge { incident: between, into: first }));
        let archive = |table: &mut Table| {
            let tick = Command::Timer(TimerCommand::Tick { archived_up_to: Some(table.state.version) });
            table.submit(Envelope::system(tick)).expect("time passes");
        };
        table.wait(ARCHIVE_AFTER_S + 1);
        archive(&mut table);
        assert!(
            rung(&table, which) > 0 && table.state.incident(between).is_some(),
            "its end would not be known below it"
        );
        let before = rung(&table, which);
        end.iter().for_each(|to| drop(table.step(first, *to)));
        assert!(table.state.timers.of(which).is_empty());
        table.wait(600).tick(false);
        assert_eq!(rung(&table, which), before);
        archive(&mut table);
        assert!(table.state.incident(which).is_none() && table.state.incident(between).is_none());
    }
}
