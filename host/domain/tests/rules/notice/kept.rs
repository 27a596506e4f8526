//! What is kept of notices, and what goes first: the ones that are still owed to a channel go last, and emergencies after those.

use std::collections::BTreeSet;

use domain::archived::Filed;
use domain::archived::documents::of_batch;
use domain::command::{Command, Envelope, NewStandIn, NoticeCommand, RosterCommand, TimerCommand};
use domain::event::{Event, NoticeEvent, RosterEvent};
use domain::hooks::{Message, Reason, Urgency};
use domain::ids::*;
use domain::limits::{INCIDENT_HISTORY_MAX, VACANCIES_FILLED_KEPT_MAX};
use domain::matter::Matter;
use domain::notice::tell::tell;
use domain::notice::{DeliveryOutcome, Sender};
use domain::who::Who;

use crate::desk::*;
use crate::roster::duty::{HOUR_S, shift};

const CHANNEL: &str = "console";

fn message(urgency: Urgency, code: u16) -> Message {
    let why = Reason::bare(code);
    Message { urgency, ..Message::alarm(1, vec![Who::CommandRoom(D1)], why) }
}

fn tells(desk: &mut Desk, matter: Matter, message: Message) -> NoticeRef {
    let events = tell(&desk.state, matter, Sender::Host, None, message, desk.now);
    assert!(matches!(events[0], Event::Notice(NoticeEvent::Sent(_))), "{events:?}");
    let tick = Command::Timer(TimerCommand::Tick { archived_up_to: None });
    desk.fold(&Envelope::system(tick), events);
    desk.state.notices.last
}

fn with_channel() -> Desk {
    let mut desk = Desk::new();
    desk.tell(Command::Notice(NoticeCommand::SetChannels { channels: BTreeSet::from([CHANNEL.to_owned()]) }));
    desk
}

fn deliver(desk: &mut Desk, notice: NoticeRef) {
    let (channel, outcome) = (CHANNEL.to_owned(), DeliveryOutcome::Sent);
    desk.tell(Command::Notice(NoticeCommand::RecordDelivery { notice, channel, outcome }));
}

#[test]
fn what_is_owed_to_a_channel_and_emergencies_go_last() {
    let mut desk = with_channel();
    let incident: Matter = desk.report("noise").into();
    let emergency = tells(&mut desk, incident, message(Urgency::Emergency, 0));
    let rest: Vec<NoticeRef> =
        (1..INCIDENT_HISTORY_MAX as u16).map(|code| tells(&mut desk, incident, message(Urgency::Info, code))).collect();
    deliver(&mut desk, rest[7]);
    let has = |desk: &Desk, notice| desk.state.notices.get(notice).is_some();
    // The one that everybody has, then the oldest that is no emergency.
    tells(&mut desk, incident, message(Urgency::Info, 1_000));
    assert_eq!((has(&desk, rest[7]), has(&desk, rest[0]), has(&desk, emergency)), (false, true, true));
    // It goes to the archive by itself: what it is about goes on.
    let gone: Vec<Filed> = of_batch(&desk.state).into_keys().collect();
    assert_eq!(gone, [Filed::Notice(rest[7])]);
    tells(&mut desk, incident, message(Urgency::Info, 1_001));
    assert_eq!((has(&desk, rest[0]), has(&desk, rest[1]), has(&desk, emergency)), (false, true, true));
    deliver(&mut desk, emergency);
    tells(&mut desk, incident, message(Urgency::Info, 1_002));
    assert_eq!((has(&desk, rest[1]), has(&desk, emergency)), (true, false));
    assert_eq!(desk.state.notices.of(incident).count(), INCIDENT_HISTORY_MAX);
}

/// Those that are owed were all kept, and the new one went as soon as it came.
#[test]
fn the_newest_never_goes() {
    let mut desk = with_channel();
    let incident: Matter = desk.report("noise").into();
    for code in 0..INCIDENT_HISTORY_MAX as u16 {
        tells(&mut desk, incident, message(Urgency::Emergency, code));
    }
    let first = desk.state.notices.of(incident).next().expect("a notice").notice();
    let calm = tells(&mut desk, incident, message(Urgency::Alarm, 1_000));
    assert!(desk.state.notices.get(calm).is_some() && desk.state.notices.get(first).is_none());
}

#[test]
fn information_rings_for_nobody_and_is_held_back_from_nobody() {
    let mut desk = with_channel();
    let per_hour = desk.state.county.as_ref().expect("a county").county().notices.per_hour;
    let incident: Matter = desk.report("noise").into();
    let held = |desk: &Desk, notice| desk.state.notices.get(notice).expect("a notice").sent.told[0].held;
    for code in 0..per_hour as u16 {
        tells(&mut desk, incident, message(Urgency::Info, code));
    }
    let told: Vec<bool> = (0..per_hour as u16 + 1)
        .map(|code| {
            let notice = tells(&mut desk, incident, message(Urgency::Attention, 500 + code));
            held(&desk, notice)
        })
        .collect();
    assert_eq!(
        (told.iter().filter(|held| **held).count(), told.last()),
        (1, Some(&true)),
        "what rings is counted alone"
    );
    let information = tells(&mut desk, incident, message(Urgency::Info, 999));
    assert!(!held(&desk, information) && desk.state.notices.get(information).expect("a notice").is_pushed());
}

/// A vacancy was filled before the webhook was reached, and nobody ever learned of either.
#[test]
fn what_was_told_of_a_vacancy_stays_for_a_while_when_it_is_filled() {
    let mut desk = with_channel();
    desk.publish(&[shift(D1, 8, 8, &[(0, Some(0)), (1, None), (1, Some(1))])]);
    desk.wait(HOUR_S);
    desk.tell(Command::Timer(TimerCommand::Tick { archived_up_to: None }));
    let vacancy = *desk.state.roster.vacancies.keys().next().expect("a vacancy");
    assert!(desk.state.watched.contains_key(&vacancy));
    let notice = tells(&mut desk, vacancy.into(), message(Urgency::Alarm, 1));
    let new = NewStandIn {
        district: D1,
        slot: 1,
        from: None,
        until: START.plus_s(16 * HOUR_S),
        instead_of: None,
        person: Some(PersonRef(2)),
    };
    desk.because("found one", Command::Roster(RosterCommand::StandIn { new, accept_findings: true })).expect("done");
    assert!(!desk.state.roster.vacancies.contains_key(&vacancy) && desk.state.watched.is_empty());
    assert_eq!(desk.state.notices.due(CHANNEL).map(|(_, row)| row.notice()).collect::<Vec<_>>(), [notice]);
    deliver(&mut desk, notice);
    let kept = domain::state::State::decode(&desk.state.encode()).expect("a state");
    assert_eq!((kept.filled.len(), kept.notices.of(vacancy).count()), (1, 1));
    // Many more, and the first ones go.
    let many: Vec<VacancyRef> = (1_000..).take(VACANCIES_FILLED_KEPT_MAX).map(VacancyRef).collect();
    for other in many {
        let mut about_another = desk.state.notices.get(notice).expect("a notice").sent.clone();
        (about_another.notice, about_another.matter) = (NoticeRef(desk.state.notices.last.0 + 1), other.into());
        let closed = Event::Roster(RosterEvent::VacanciesChanged {
            opened: Vec::new(),
            closed: vec![other],
            districts: vec![D1],
        });
        let tick = Command::Timer(TimerCommand::Tick { archived_up_to: None });
        desk.fold(&Envelope::system(tick), vec![Event::Notice(NoticeEvent::Sent(Box::new(about_another))), closed]);
    }
    assert_eq!((desk.state.filled.len(), desk.state.notices.of(vacancy).count()), (VACANCIES_FILLED_KEPT_MAX, 0));
}

/// An emergency waited behind 42 pieces of information and a receiver that takes its time.
#[test]
fn the_most_urgent_is_handed_over_first_and_one_of_a_matter_at_a_time() {
    let mut desk = with_channel();
    let [noise, brawl]: [Matter; 2] = [desk.report("noise").into(), desk.report("brawl").into()];
    let calm: Vec<NoticeRef> = (0..3).map(|code| tells(&mut desk, noise, message(Urgency::Info, code))).collect();
    let alarm = tells(&mut desk, noise, message(Urgency::Alarm, 7));
    let emergency = tells(&mut desk, brawl, message(Urgency::Emergency, 8));
    let next = |desk: &Desk, passed_over: &[Matter]| {
        let next = desk.state.notices.next_due(CHANNEL, desk.now, |matter| passed_over.contains(&matter));
        next.map(|row| row.notice())
    };
    assert_eq!(next(&desk, &[]), Some(emergency));
    assert_eq!(next(&desk, &[brawl]), Some(alarm), "the next matter's most urgent");
    assert_eq!(next(&desk, &[brawl, noise]), None, "both are under way");
    for notice in [emergency, alarm] {
        deliver(&mut desk, notice);
    }
    assert_eq!(next(&desk, &[]), Some(calm[0]), "then in their order");
    assert_eq!(desk.state.notices.due_after(CHANNEL, desk.now), None, "all of them are due");

    let (later, notice) = (desk.now.plus_s(60), calm[0]);
    let outcome = DeliveryOutcome::Failed { next: later, why: "no connection".to_owned() };
    desk.tell(Command::Notice(NoticeCommand::RecordDelivery { notice, channel: CHANNEL.to_owned(), outcome }));
    assert_eq!(next(&desk, &[]), Some(calm[1]), "what was not taken holds nothing up");
    assert_eq!(desk.state.notices.due_after(CHANNEL, desk.now), Some(later));
}
