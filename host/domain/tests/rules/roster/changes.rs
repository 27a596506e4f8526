//! What changes on top of published shifts: stand-ins, swaps, handovers, and the vacancies that follow.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::command::{Command, CountyCommand, NewStandIn, Publication, RosterCommand, TimerCommand};
use domain::event::{Event, RosterEvent};
use domain::ids::*;
use domain::limits::{HANDOVER_AHEAD_S, HANDOVER_GRACE_S};
use domain::roster::fault::What;
use domain::roster::swap::{Outcome, Place, SwapStage};
use domain::roster::{Shift, ShiftKey};
use domain::state::State;
use domain::time::TimeMs;
use proptest::prelude::*;

use crate::desk::*;
use crate::roster::duty::{HOUR_S, shift};

fn hour(hour: u32) -> TimeMs {
    START.plus_s(hour * HOUR_S)
}

/// Three shifts of eight hours in the first district, from eight on; one of them in the second.
fn days() -> Vec<Shift> {
    vec![
        shift(D1, 8, 8, &[(0, Some(0)), (1, Some(1)), (1, None)]),
        shift(D1, 16, 8, &[(0, Some(2)), (1, Some(3)), (1, Some(4))]),
        shift(D1, 24, 8, &[(0, Some(5)), (1, None), (1, None)]),
        shift(D2, 40, 8, &[(0, Some(0)), (1, Some(1)), (1, Some(2))]),
    ]
}

fn with_persons() -> domain::county::County {
    let mut county = county();
    county.digest = Digest::of(b"with persons");
    let template = county.persons[0].clone();
    let person = |number: usize| domain::county::Person { code: format!("PC{number:03}"), ..template.clone() };
    county.persons = (1..=8).map(person).collect();
    county.thresholds.rest_min_s = 4 * HOUR_S;
    county
}

fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.tell(Command::County(CountyCommand::Import { county: Arc::new(with_persons()) }));
    desk.publish(&days());
    desk
}

fn names(events: &[Event]) -> Vec<&'static str> {
    events.iter().map(Event::name).collect()
}

fn on(desk: &Desk, slot: u16, at: TimeMs) -> Vec<u32> {
    desk.state.roster.on_duty(D1, slot, at).into_iter().map(|person| person.0).collect()
}

fn stand_in(slot: u16, from: u32, until: u32, instead_of: Option<u32>, person: Option<u32>) -> Command {
    let new = NewStandIn {
        district: D1,
        slot,
        from: Some(hour(from)),
        until: hour(until),
        instead_of: instead_of.map(PersonRef),
        person: person.map(PersonRef),
    };
    Command::Roster(RosterCommand::StandIn { new, accept_findings: true })
}

fn vacancies(desk: &Desk) -> Vec<(u16, u16, u32, u32, u8)> {
    let hours = |at: TimeMs| ((at.0 - START.0) / 3_600_000) as u32;
    let open = desk.state.roster.open_vacancies(desk.now);
    open.map(|v| (v.shift.district.0, v.slot, hours(v.from), hours(v.until), v.places)).collect()
}

#[test]
fn somebody_stands_in_and_it_ends_by_itself() {
    let mut desk = desk();
    let version = desk.state.roster.version;
    let told = desk.because("ill", stand_in(1, 10, 20, Some(1), Some(6))).unwrap();
    assert_eq!(names(&told), ["stand-in-set"]);
    assert_eq!(desk.state.roster.version, version + 1);
    assert_eq!([on(&desk, 1, hour(9)), on(&desk, 1, hour(10)), on(&desk, 1, hour(15))], [[1], [6], [6]]);
    // The next shift has people of its own in the slot, who stands in for one who is not there.
    assert_eq!(on(&desk, 1, hour(17)), [3, 4]);
    // Whoever stands in may be stood in for.
    desk.because("ill too", stand_in(1, 12, 14, Some(6), Some(7))).unwrap();
    assert_eq!([on(&desk, 1, hour(11)), on(&desk, 1, hour(12)), on(&desk, 1, hour(14))], [[6], [7], [6]]);
}

#[test]
fn stand_ins_make_and_fill_vacancies() {
    let mut desk = desk();
    let open = vec![(0, 1, 8, 16, 1), (0, 1, 24, 32, 2)];
    assert_eq!(vacancies(&desk), open);
    // Somebody beside the shift fills the place for as long as they are there.
    let told = desk.because("", stand_in(1, 8, 12, None, Some(6))).unwrap();
    assert_eq!(names(&told), ["stand-in-set", "vacancies-changed"]);
    assert_eq!(vacancies(&desk), [(0, 1, 12, 16, 1), (0, 1, 24, 32, 2)]);
    assert_eq!(on(&desk, 1, hour(9)), [1, 6]);
    // A place that is left empty is a vacancy of its own; with a reason, since the checks warn of it.
    assert_eq!(desk.because("", stand_in(0, 16, 18, Some(2), None)).unwrap_err().code.name(), "no-reason");
    desk.because("ill, and nobody else is there", stand_in(0, 16, 18, Some(2), None)).unwrap();
    assert_eq!(vacancies(&desk), [(0, 1, 12, 16, 1), (0, 0, 16, 18, 1), (0, 1, 24, 32, 2)]);
    assert_eq!(on(&desk, 0, hour(17)), Vec::<u32>::new());
    // Ended before it began, it never was.
    let end = |number| Command::Roster(RosterCommand::EndStandIn { stand_in: StandInRef(number) });
    desk.tell(end(2));
    desk.tell(end(1));
    assert_eq!(vacancies(&desk), open);
    assert_eq!(desk.because("", end(1)).unwrap_err().code.name(), "no-such-stand-in");
    // Time ends a vacancy, too.
    desk.wait(16 * HOUR_S);
    assert_eq!(desk.state.roster.next_ending(), Some(hour(16)));
    let told = desk.tell(Command::Timer(TimerCommand::Tick { archived_up_to: None }));
    // Both were near enough to be watched.
    assert_eq!(names(&told), ["timer-fired", "timer-fired", "vacancies-changed"]);
    assert_eq!(desk.state.roster.vacancies.len(), 1);
}

#[test]
fn a_stand_in_that_runs_ends_at_once() {
    let mut desk = desk();
    desk.because("", stand_in(1, 10, 16, Some(1), Some(6))).unwrap();
    desk.wait(12 * HOUR_S);
    desk.tell(Command::Roster(RosterCommand::EndStandIn { stand_in: StandInRef(1) }));
    assert_eq!([on(&desk, 1, hour(11)), on(&desk, 1, hour(12))], [[6], [1]], "what was stays");
    let again = Command::Roster(RosterCommand::EndStandIn { stand_in: StandInRef(1) });
    assert_eq!(desk.because("", again).unwrap_err().code.name(), "stand-in-ended");
}

#[test]
fn stand_ins_that_can_not_be() {
    let mut desk = desk();
    desk.wait(9 * HOUR_S);
    desk.because("", stand_in(1, 9, 11, Some(1), Some(6))).unwrap();
    for (command, code) in [
        (stand_in(1, 8, 10, Some(1), Some(6)), "shift-past"),
        (stand_in(1, 10, 10, Some(1), Some(6)), "stand-in-times"),
        (stand_in(1, 10, 9_000, Some(1), Some(6)), "stand-in-times"),
        (stand_in(1, 10, 12, None, None), "nobody"),
        (stand_in(1, 10, 12, Some(1), Some(1)), "same-person"),
        (stand_in(1, 10, 12, Some(1), Some(7)), "stand-in-overlap"),
        (stand_in(1, 12, 14, Some(2), Some(6)), "not-on-shift"),
        (stand_in(0, 12, 14, Some(1), Some(6)), "not-on-shift"),
        (stand_in(1, 60, 61, None, Some(6)), "no-shift"),
        (stand_in(7, 12, 14, Some(1), Some(6)), "no-such-slot"),
        (stand_in(1, 12, 14, Some(1), Some(9)), "no-such-person"),
        // On duty as the leader already.
        (stand_in(1, 12, 14, Some(1), Some(0)), "roster-breach"),
    ] {
        let told = format!("{command:?}");
        assert_eq!(desk.because("so it is", command).map(|_| ()).unwrap_err().code.name(), code, "{told}");
    }
}

fn place(district: DistrictRef, starts_h: u32, slot: u16, person: u32) -> Place {
    Place { shift: ShiftKey { district, starts: hour(starts_h) }, slot, person: PersonRef(person) }
}

fn offer(gives: Place, wants: Option<Place>, to: Option<u32>) -> Command {
    Command::Roster(RosterCommand::OfferSwap { gives, wants, to: to.map(PersonRef) })
}

fn accept(swap: u32, person: u32) -> Command {
    Command::Roster(RosterCommand::AcceptSwap { swap: SwapRef(swap), person: PersonRef(person) })
}

fn approve(swap: u32, person: u32) -> Command {
    let (swap, person) = (SwapRef(swap), PersonRef(person));
    Command::Roster(RosterCommand::ApproveSwap { swap, person, accept_findings: false })
}

fn decline(swap: u32, person: u32) -> Command {
    Command::Roster(RosterCommand::DeclineSwap { swap: SwapRef(swap), person: PersonRef(person) })
}

#[test]
fn a_swap_is_offered_accepted_and_approved() {
    let mut desk = desk();
    let version = desk.state.roster.version;
    let told = desk.tell(offer(place(D1, 16, 0, 2), Some(place(D1, 24, 0, 5)), None));
    assert_eq!(names(&told), ["swap-offered"]);
    assert_eq!(desk.because("", approve(1, 0)).unwrap_err().code.name(), "swap-not-accepted");
    assert_eq!(desk.because("", accept(1, 3)).unwrap_err().code.name(), "other-person");
    assert_eq!(desk.because("", accept(1, 2)).unwrap_err().code.name(), "other-person");
    desk.tell(accept(1, 5));
    assert_eq!(desk.because("", accept(1, 5)).unwrap_err().code.name(), "swap-accepted");
    assert_eq!(desk.because("", approve(1, 5)).unwrap_err().code.name(), "own-swap");
    assert_eq!(desk.because("", approve(1, 2)).unwrap_err().code.name(), "own-swap");
    assert_eq!(desk.state.roster.version, version, "nobody's duty has changed yet");
    desk.tell(approve(1, 0));
    assert_eq!([on(&desk, 0, hour(17)), on(&desk, 0, hour(25))], [[5], [2]]);
    assert_eq!(desk.state.roster.version, version + 1);
    assert_eq!(desk.because("", approve(1, 0)).unwrap_err().code.name(), "swap-ended");
    assert_eq!(desk.because("", decline(1, 2)).unwrap_err().code.name(), "swap-ended");
    assert_eq!(desk.because("", accept(9, 2)).unwrap_err().code.name(), "no-such-swap");
}

/// The month's file was published once more, and the swap was gone without a word.
#[test]
fn a_swap_is_not_undone_unseen() {
    let mut desk = desk();
    desk.tell(offer(place(D1, 16, 0, 2), Some(place(D1, 24, 0, 5)), None));
    desk.tell(accept(1, 5));
    desk.tell(approve(1, 0));
    let publish = |accept_findings| {
        let shifts = days();
        Command::Roster(RosterCommand::Publish(Publication { shifts, accept_findings, ..Publication::default() }))
    };
    let refusal = desk.because("", publish(false)).unwrap_err();
    let undone = refusal.faults.iter().filter(|fault| fault.what == What::SwapUndone { swap: SwapRef(1) });
    assert_eq!(undone.map(|fault| fault.person).collect::<Vec<_>>(), [Some(PersonRef(2)), Some(PersonRef(5))]);
    desk.because("both are back", publish(true)).unwrap();
    assert_eq!([on(&desk, 0, hour(17)), on(&desk, 0, hour(25))], [[2], [5]]);
}

#[test]
fn places_of_one_shift_are_swapped() {
    let mut desk = desk();
    desk.tell(offer(place(D1, 16, 0, 2), Some(place(D1, 16, 1, 3)), None));
    desk.tell(accept(1, 3));
    desk.tell(approve(1, 0));
    assert_eq!((on(&desk, 0, hour(17)), on(&desk, 1, hour(17))), (vec![3], vec![2, 4]));
}

#[test]
fn a_place_is_given_away() {
    let mut desk = desk();
    desk.tell(offer(place(D1, 16, 1, 3), None, None));
    assert_eq!(desk.because("", offer(place(D1, 16, 1, 3), None, Some(7))).unwrap_err().code.name(), "swap-pending");
    desk.tell(accept(1, 6));
    desk.tell(approve(1, 0));
    assert_eq!(on(&desk, 1, hour(17)), [6, 4]);
    // To a certain person, who does not want it; and taken back.
    desk.tell(offer(place(D1, 16, 1, 4), None, Some(7)));
    desk.tell(decline(2, 7));
    desk.tell(offer(place(D1, 16, 1, 4), None, Some(7)));
    desk.tell(decline(3, 4));
    let stage = |number| desk.state.roster.swaps[&SwapRef(number)].stage(desk.now);
    assert_eq!([stage(2), stage(3)], [SwapStage::Ended(Outcome::Declined), SwapStage::Ended(Outcome::Withdrawn)]);
}

#[test]
fn the_checks_run_again_when_a_swap_is_approved() {
    let mut desk = desk();
    // Person 1 serves until 16:00 and would begin again then.
    desk.tell(offer(place(D1, 16, 1, 3), None, Some(1)));
    desk.tell(accept(1, 1));
    let refusal = desk.because("", approve(1, 0)).unwrap_err();
    assert_eq!(
        (refusal.code.name(), refusal.faults[0].what.code(), refusal.faults.len()),
        ("roster-findings", "rest", 1)
    );
    let (swap, person) = (SwapRef(1), PersonRef(0));
    desk.because("a double shift", Command::Roster(RosterCommand::ApproveSwap { swap, person, accept_findings: true }))
        .unwrap();
    // Person 4 serves in that shift already, which nobody can accept.
    desk.tell(offer(place(D1, 16, 0, 2), None, Some(4)));
    desk.tell(accept(2, 4));
    assert_eq!(desk.because("", approve(2, 0)).unwrap_err().code.name(), "roster-breach");
    // What was offered is not there any more.
    desk.publish(&[shift(D1, 16, 8, &[(0, Some(7)), (1, Some(3)), (1, Some(4))])]);
    assert_eq!(desk.because("", approve(2, 0)).unwrap_err().code.name(), "swap-stale");
}

#[test]
fn an_offer_ends_when_the_earlier_shift_begins() {
    let mut desk = desk();
    desk.tell(offer(place(D1, 24, 0, 5), Some(place(D1, 16, 0, 2)), None));
    desk.tell(accept(1, 2));
    desk.wait(16 * HOUR_S);
    assert_eq!(desk.because("", approve(1, 0)).unwrap_err().code.name(), "swap-expired");
    let told = desk.tell(Command::Timer(TimerCommand::Tick { archived_up_to: None }));
    let ended = told
        .iter()
        .filter(|event| matches!(event, Event::Roster(RosterEvent::SwapEnded { outcome: Outcome::Expired, .. })));
    assert_eq!(ended.count(), 1, "{told:?}");
    assert!(desk.tell(Command::Timer(TimerCommand::Tick { archived_up_to: None })).is_empty(), "once");
    assert_eq!(desk.because("", offer(place(D1, 8, 0, 0), None, None)).unwrap_err().code.name(), "shift-past");
    assert_eq!(desk.because("", offer(place(D1, 16, 0, 2), None, None)).unwrap_err().code.name(), "shift-started");
    assert_eq!(desk.because("", offer(place(D1, 24, 0, 2), None, None)).unwrap_err().code.name(), "not-on-shift");
    assert_eq!(desk.because("", offer(place(D1, 23, 0, 2), None, None)).unwrap_err().code.name(), "no-such-shift");
    let for_another = offer(place(D1, 24, 0, 5), Some(place(D2, 40, 0, 0)), Some(1));
    assert_eq!(desk.because("", for_another).unwrap_err().code.name(), "other-person");
}

fn hand_over(person: u32) -> Command {
    let note = "two calls wait for an answer".to_owned();
    Command::Roster(RosterCommand::HandOver { district: D1, person: PersonRef(person), note })
}

fn take_over(person: u32) -> Command {
    Command::Roster(RosterCommand::TakeOver { district: D1, person: PersonRef(person) })
}

fn desk_with_handover() -> Desk {
    let mut desk = desk();
    let mut county = with_persons();
    county.duty.handover_required = true;
    county.digest = Digest::of(b"with handovers");
    let version = desk.state.roster.version;
    desk.tell(Command::County(CountyCommand::Import { county: Arc::new(county) }));
    assert_eq!(desk.state.roster.version, version + 1, "who answers has changed");
    desk
}

#[test]
fn until_it_is_handed_over_the_outgoing_shift_answers() {
    let mut desk = desk_with_handover();
    // At 16:00 the shift of person 0 ends and that of person 2 begins.
    assert_eq!([on(&desk, 0, hour(15)), on(&desk, 0, hour(16)), on(&desk, 0, hour(17))], [[0], [0], [0]]);
    // The grace is over to the second.
    let grace = hour(16).plus_s(HANDOVER_GRACE_S);
    assert_eq!([on(&desk, 0, TimeMs(grace.0 - 1)), on(&desk, 0, grace)], [[0], [2]]);
    desk.wait(16 * HOUR_S + 60);
    let incident = desk.report("brawl");
    let told = desk.tell(hand_over(1));
    let Event::Roster(RosterEvent::ShiftHandedOver(handover)) = &told[0] else { panic!("{told:?}") };
    let list = &handover.list;
    assert_eq!((list.incidents.len(), list.incidents[0].incident, list.incidents[0].lacks_units), (1, incident, true));
    assert_eq!(on(&desk, 0, desk.now), [0], "nobody has acknowledged it");
    assert_eq!(desk.because("", take_over(1)).unwrap_err().code.name(), "not-on-shift");
    let version = desk.state.roster.version;
    desk.wait(60).tell(take_over(4));
    assert_eq!(desk.state.roster.version, version + 1);
    assert_eq!(on(&desk, 0, desk.now), [2]);
    assert_eq!(on(&desk, 0, TimeMs(desk.now.0 - 1)), [0], "what was stays");
    assert_eq!(desk.because("", take_over(4)).unwrap_err().code.name(), "nothing-handed-over");
    assert_eq!(desk.because("", hand_over(1)).unwrap_err().code.name(), "handed-over");
}

#[test]
fn a_shift_may_be_handed_over_ahead() {
    let mut desk = desk_with_handover();
    desk.wait(16 * HOUR_S - HANDOVER_AHEAD_S - 1);
    assert_eq!(desk.because("", hand_over(0)).unwrap_err().code.name(), "handover-early");
    desk.wait(1).tell(hand_over(0));
    desk.tell(take_over(2));
    assert_eq!([on(&desk, 0, hour(15)), on(&desk, 0, hour(16))], [[0], [2]]);
    assert_eq!(desk.because("", hand_over(6)).unwrap_err().code.name(), "not-on-shift");
    let empty = RosterCommand::HandOver { district: D1, person: PersonRef(0), note: " ".to_owned() };
    assert_eq!(desk.because("", Command::Roster(empty)).unwrap_err().code.name(), "no-note");
    desk.wait(18 * HOUR_S);
    assert_eq!(desk.because("", hand_over(5)).unwrap_err().code.name(), "no-next-shift");
}

/// Each of three shifts that overlap answers for the one before it until that is handed over.
#[test]
fn shifts_that_overlap_are_handed_over_one_by_one() {
    let mut desk = desk_with_handover();
    let overlapping =
        [shift(D2, 8, 3, &[(0, Some(5))]), shift(D2, 10, 3, &[(0, Some(6))]), shift(D2, 11, 10, &[(0, Some(7))])];
    desk.publish(&overlapping);
    let now = |desk: &Desk, at: u32| desk.state.roster.on_duty(D2, 0, hour(at));
    assert_eq!([now(&desk, 9), now(&desk, 10), now(&desk, 11)], [[PersonRef(5)], [PersonRef(5)], [PersonRef(5)]]);
    assert_eq!(now(&desk, 14), [PersonRef(6)], "the grace of the first is over, that of the second is not");
    desk.wait(10 * HOUR_S);
    let give = |person| {
        let note = "nothing".to_owned();
        Command::Roster(RosterCommand::HandOver { district: D2, person: PersonRef(person), note })
    };
    let take = |person| Command::Roster(RosterCommand::TakeOver { district: D2, person: PersonRef(person) });
    desk.tell(give(5));
    desk.tell(take(6));
    assert_eq!([now(&desk, 10), now(&desk, 11)], [[PersonRef(6)], [PersonRef(6)]]);
    desk.wait(2 * HOUR_S).tell(give(6));
    desk.tell(take(7));
    assert_eq!(now(&desk, 12), [PersonRef(7)]);
}

#[test]
fn a_publication_may_replace_what_was_there() {
    let mut desk = desk();
    let earlier = shift(D1, 7, 12, &[(0, Some(0)), (1, Some(1)), (1, Some(2))]);
    let later = shift(D1, 19, 12, &[(0, Some(5)), (1, Some(6)), (1, Some(7))]);
    let new = |replace| {
        let shifts = vec![earlier.clone(), later.clone()];
        Command::Roster(RosterCommand::Publish(Publication { shifts, replace, accept_findings: false }))
    };
    assert_eq!(
        desk.because("", new(false)).unwrap_err().code.name(),
        "roster-breach",
        "they serve in the old shifts, too"
    );
    let told = desk.tell(new(true));
    assert_eq!(names(&told), ["shifts-published", "vacancies-changed"]);
    let starts: Vec<TimeMs> = desk.state.roster.shifts[&D1].keys().copied().collect();
    assert_eq!(starts, [hour(7), hour(19)]);
    assert_eq!(vacancies(&desk), []);
    // What runs can't be withdrawn.
    desk.wait(8 * HOUR_S);
    let shifts = vec![shift(D1, 6, 40, &[]), shift(D1, 46, 1, &[])];
    let over = Command::Roster(RosterCommand::Publish(Publication { shifts, replace: true, accept_findings: true }));
    assert_eq!(desk.because("so", over).unwrap_err().code.name(), "roster-breach");
}

/// A re-import brought back what a swap had changed since.
#[test]
fn a_countys_file_does_not_undo_what_people_agreed_upon() {
    let mut desk = Desk::new();
    let mut county = with_persons();
    let rows = days().into_iter().map(|shift| domain::county::ShiftRow {
        district: shift.district,
        starts: shift.starts,
        ends: shift.ends,
        slots: shift.slots,
    });
    county.roster = rows.collect();
    desk.tell(Command::County(CountyCommand::Import { county: Arc::new(county.clone()) }));
    desk.tell(offer(place(D1, 16, 0, 2), None, Some(6)));
    desk.tell(accept(1, 6));
    desk.tell(approve(1, 0));
    county.digest = Digest::of(b"the same roster, and something else");
    let told = desk.tell(Command::County(CountyCommand::Import { county: Arc::new(county.clone()) }));
    assert_eq!(names(&told), ["county-imported"]);
    assert_eq!(on(&desk, 0, hour(17)), [6]);
    // What the file says anew counts, but for the past.
    county.roster[2].slots[0].1 = Some(PersonRef(7));
    county.digest = Digest::of(b"a changed roster");
    let told = desk.tell(Command::County(CountyCommand::Import { county: Arc::new(county.clone()) }));
    assert_eq!(names(&told), ["county-imported", "shifts-published"]);
    desk.wait(26 * HOUR_S);
    county.roster[0].slots[0].1 = Some(PersonRef(7));
    county.digest = Digest::of(b"another past");
    let refusal = desk.because("", Command::County(CountyCommand::Import { county: Arc::new(county) })).unwrap_err();
    assert_eq!((refusal.code.name(), refusal.faults.len()), ("roster-breach", 1));
}

#[derive(Clone, Debug)]
enum Op {
    Publish(u32, u32, Vec<(u16, Option<u32>)>),
    StandIn(u16, u32, u32, Option<u32>, Option<u32>),
    EndStandIn(u32),
    Offer(u32, u16, u32),
    Accept(u32, u32),
    Approve(u32, u32),
    HandOver(u32),
    TakeOver(u32),
    Wait(u32),
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let person = || 0..8u32;
    let slots = proptest::collection::vec((0..2u16, proptest::option::weighted(0.8, 0..8u32)), 0..4);
    let op = prop_oneof![
        3 => (0..60u32, 1..12u32, slots).prop_map(|(starts, hours, slots)| Op::Publish(starts, hours, slots)),
        3 => (0..2u16, 0..60u32, 1..12u32, proptest::option::of(person()), proptest::option::of(person()))
            .prop_map(|(slot, from, hours, out, person)| Op::StandIn(slot, from, hours, out, person)),
        1 => (1..6u32).prop_map(Op::EndStandIn),
        1 => (0..60u32, 0..2u16, person()).prop_map(|(starts, slot, person)| Op::Offer(starts, slot, person)),
        2 => prop::sample::select(vec![(8, 0, 0), (16, 0, 2), (16, 1, 3), (16, 1, 4), (24, 0, 5)])
            .prop_map(|(starts, slot, person)| Op::Offer(starts, slot, person)),
        2 => (1..6u32, person()).prop_map(|(swap, person)| Op::Accept(swap, person)),
        2 => (1..6u32, person()).prop_map(|(swap, person)| Op::Approve(swap, person)),
        2 => person().prop_map(Op::HandOver),
        2 => person().prop_map(Op::TakeOver),
        3 => (1..4u32).prop_map(Op::Wait),
    ];
    proptest::collection::vec(op, 1..60)
}

fn command(op: &Op) -> Option<Command> {
    Some(match op {
        Op::Publish(starts, hours, slots) => publication(&[shift(D1, *starts, *hours, slots)]),
        Op::StandIn(slot, from, hours, out, person) => stand_in(*slot, *from, from + hours, *out, *person),
        Op::EndStandIn(number) => Command::Roster(RosterCommand::EndStandIn { stand_in: StandInRef(*number) }),
        Op::Offer(starts, slot, person) => offer(place(D1, *starts, *slot, *person), None, None),
        Op::Accept(swap, person) => accept(*swap, *person),
        Op::Approve(swap, person) => approve(*swap, *person),
        Op::HandOver(person) => hand_over(*person),
        Op::TakeOver(person) => take_over(*person),
        Op::Wait(_) => return None,
    })
}

/// Takes away the names of events that happen in some of the histories below.
pub fn random_events(never: &mut BTreeSet<&'static str>) {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    for round in 0..256 {
        if never.iter().all(|name| !RosterEvent::NAMES.contains(name)) {
            break;
        }
        let ops = ops().new_tree(&mut runner).expect("a history").current();
        let mut desk = if round % 2 == 0 { desk_with_handover() } else { desk() };
        for op in &ops {
            match (op, command(op)) {
                (Op::Wait(hours), _) => {
                    drop(desk.wait(hours * HOUR_S).tell(Command::Timer(TimerCommand::Tick { archived_up_to: None })))
                }
                (_, Some(command)) => drop(desk.because("as agreed", command)),
                _ => {}
            }
        }
        for event in desk.journal.iter().flat_map(|batch| &batch.events) {
            never.remove(event.name());
        }
    }
}

proptest! {
    #![proptest_config(random(256))]

    /// Whatever is asked: nobody is in two places at once, the past stays as it was, the roster's version tells whether anybody's
    /// duty changed, and a state read from its bytes goes on as the one that was written.
    #[test]
    fn whatever_is_asked_the_roster_holds(ops in ops(), handover: bool) {
        let mut desk = if handover { desk_with_handover() } else { desk() };
        for op in &ops {
            if let Op::Wait(hours) = op {
                desk.wait(hours * HOUR_S);
                desk.tell(Command::Timer(TimerCommand::Tick { archived_up_to: None }));
                continue;
            }
            let Some(command) = command(op) else { continue };
            let before = desk.state.roster.clone();
            if desk.because("as agreed", command).is_err() {
                continue;
            }
            let after = &desk.state.roster;
            for (slot, hour) in (0..2).flat_map(|slot| (0..80).map(move |h| (slot, hour(h)))) {
                let (then, now) = (before.on_duty(D1, slot, hour), after.on_duty(D1, slot, hour));
                let begun = after.covering(D1, hour).all(|s| before.shift(s.key()).is_some());
                prop_assert!(hour >= desk.now || then == now || !begun, "the past has changed");
                prop_assert!(then == now || before.version < after.version, "unseen");
            }
            let decoded = State::decode(&desk.state.encode()).unwrap();
            prop_assert_eq!(&decoded.roster, after);
        }
        let roster = &desk.state.roster;
        let from_now = roster.between(desk.now, hour(200)).map(Shift::key).collect();
        let county = desk.state.loaded().unwrap();
        let faults = domain::roster::checks::check(county.county(), county.index.zone(), roster, &from_now, desk.now);
        prop_assert!(faults.iter().all(|fault| fault.severity() != domain::hooks::Severity::Breach), "{faults:?}");
    }
}
