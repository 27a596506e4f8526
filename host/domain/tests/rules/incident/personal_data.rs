//! Personal data in the core: sealed from the start, read for a purpose only, erased with a reason.

use std::collections::BTreeSet;

use domain::command::{Command, CountyCommand, IncidentCommand, MatterCommand, SealedReport, TimerCommand};
use domain::event::{Event, IncidentEvent};
use domain::ids::*;
use domain::incident::Phase;
use domain::limits::{ERASED_PER_TICK_MAX, PERSONAL_DAYS, TEXT_BYTES_MAX};
use domain::sealed::PersonalField;
use expect_test::expect;

use crate::desk::*;

const SUBJECT: SubjectRef = SubjectRef(1);

fn with_caller() -> (Desk, IncidentRef) {
    let mut desk = Desk::new();
    let mut called = report("brawl");
    let caller_name = serde_json::from_str("\"c2VhbGVk\"").ok();
    called.personal = Some(SealedReport { subject: SUBJECT, caller_name, caller_number: None, description: None });
    desk.tell(Command::Incident(IncidentCommand::Report(called)));
    let incident = desk.state.last_incident;
    (desk, incident)
}

fn read(incident: IncidentRef, subject: u32, fields: &[PersonalField], purpose: &str) -> Command {
    let fields: BTreeSet<PersonalField> = fields.iter().copied().collect();
    Command::Incident(IncidentCommand::ReadSealed {
        incident,
        subject: SubjectRef(subject),
        fields,
        purpose: purpose.to_owned(),
    })
}

#[test]
fn reading_is_an_event_with_its_purpose() {
    let (mut desk, incident) = with_caller();
    let before = desk.incident(incident).clone();
    let events = desk.tell(read(incident, 1, &[PersonalField::CallerName], "calling back"));
    let fields = BTreeSet::from([PersonalField::CallerName]);
    assert_eq!(
        events,
        [Event::Incident(IncidentEvent::SealedRead { incident, fields, purpose: "calling back".to_owned() })]
    );
    assert_eq!(*desk.incident(incident), before, "reading changes nothing");
}

#[test]
fn what_is_not_given_out() {
    let (mut desk, incident) = with_caller();
    let bare = desk.report("brawl");
    let name = &[PersonalField::CallerName][..];
    let long = "p".repeat(TEXT_BYTES_MAX + 1);
    let told = [
        desk.refused(read(incident, 1, name, " ")),
        desk.refused(read(incident, 1, &[], "calling back")),
        desk.refused(read(incident, 1, name, &long)),
        desk.refused(read(incident, 2, name, "calling back")),
        desk.refused(read(bare, 1, name, "calling back")),
        desk.refused(read(IncidentRef(9), 1, name, "calling back")),
    ];
    expect![[r#"
        no-purpose: detail.command.no-purpose
        no-purpose: detail.command.no-purpose
        too-long: detail.command.purpose-too-long (bytes_max=4096)
        no-personal-data: detail.incident.never-given (incident=20220901-000001)
        no-personal-data: detail.incident.never-given (incident=20220901-000002)
        no-such-incident: detail.incident.no-such-incident (incident=9)"#]]
    .assert_eq(&told.join("\n"));
    desk.tell(read(incident, 1, name, &long[1..]));
}

#[test]
fn erasing_needs_a_reason_and_leaves_nothing_to_read() {
    let (mut desk, incident) = with_caller();
    let erase = || Command::Incident(IncidentCommand::Erase { incident, subject: SUBJECT });
    assert_eq!(desk.refused(erase()), "no-reason: detail.unreasoned.erase");
    desk.wait(9).because("its time has come", erase()).expect("done");
    let erased = desk.incident(incident);
    assert_eq!((erased.personal.as_ref(), erased.erased_at), (None, Some(START.plus_s(9))));
    let refused = desk.refused(read(incident, 1, &[PersonalField::CallerName], "calling back"));
    assert_eq!(refused, "no-personal-data: detail.incident.erased (incident=20220901-000001)");
    let refused = desk.because("again", erase()).expect_err("refused");
    assert_eq!(refused.code.name(), "no-personal-data");
}

/// Of an incident that only the archive has, the state knows no more than that there was one.
#[test]
fn archived_incidents_answer_for_their_own_data() {
    let (mut desk, incident) = with_caller();
    desk.step(incident, Phase::Cancelled).expect("done");
    desk.wait(86_400);
    let archived_up_to = Some(desk.state.version);
    desk.tell(Command::Timer(TimerCommand::Tick { archived_up_to }));
    assert!(desk.state.incident(incident).is_none());
    desk.tell(read(incident, 1, &[PersonalField::CallerName], "a complaint"));
    let refused = desk.refused(read(incident, 2, &[PersonalField::CallerName], "a complaint"));
    assert_eq!(refused, "no-personal-data: detail.incident.no-such-subject (subject=2)");
    desk.because("its time has come", Command::Incident(IncidentCommand::Erase { incident, subject: SUBJECT }))
        .expect("done");
}

fn tick(desk: &mut Desk) -> Vec<Event> {
    let archived_up_to = Some(desk.state.version);
    desk.tell(Command::Timer(TimerCommand::Tick { archived_up_to }))
}

const DAY_S: u32 = 86_400;

/// Personal data stayed for ever unless a person erased them.
#[test]
fn the_host_erases_what_has_had_its_time() {
    let (mut desk, incident) = with_caller();
    desk.wait(PERSONAL_DAYS * DAY_S);
    assert_eq!(tick(&mut desk), [], "its time begins with its end");
    desk.step(incident, Phase::Cancelled).expect("done");
    desk.wait(DAY_S);
    assert_eq!(tick(&mut desk), [Event::Incident(IncidentEvent::Archived { incidents: vec![incident] })]);
    desk.wait((PERSONAL_DAYS - 1) * DAY_S - 1);
    assert_eq!(tick(&mut desk), [], "a second too early");
    assert!(!domain::timer::check::erases(&desk.state, desk.now));
    desk.wait(1);
    assert!(domain::timer::check::erases(&desk.state, desk.now));
    assert_eq!(tick(&mut desk), [Event::Incident(IncidentEvent::SubjectErased { incident, subject: SUBJECT })]);
    assert_eq!(tick(&mut desk), [], "once");
    assert!(desk.state.erased.contains(SUBJECT) && desk.state.retained.is_empty());
}

#[test]
fn an_incident_that_goes_on_keeps_what_it_needs() {
    let (mut desk, incident) = with_caller();
    desk.tell(Command::Incident(IncidentCommand::Assign { incident, units: vec![UnitRef(0)], code: None }));
    desk.step(incident, Phase::Resolved).expect("done");
    desk.step(incident, Phase::Closed).expect("done");
    assert!(!desk.state.retained.is_empty());
    desk.step(incident, Phase::Reopened).expect("done");
    assert!(desk.state.retained.is_empty());
    desk.wait(PERSONAL_DAYS * DAY_S + 1);
    let erased =
        tick(&mut desk).iter().any(|event| matches!(event, Event::Incident(IncidentEvent::SubjectErased { .. })));
    assert!(!erased && desk.incident(incident).personal.is_some());
}

#[test]
fn the_county_says_how_long() {
    let (mut desk, incident) = with_caller();
    let mut county = county();
    county.thresholds.personal_days = Some(2);
    county.digest = Digest::of(b"two days");
    desk.tell(Command::County(CountyCommand::Import { county: std::sync::Arc::new(county) }));
    desk.step(incident, Phase::Cancelled).expect("done");
    desk.wait(2 * DAY_S - 1);
    // The archive is behind: the incident stays in the state, and its data are erased all the same.
    let time_passes = || Command::Timer(TimerCommand::Tick { archived_up_to: None });
    assert_eq!(desk.tell(time_passes()), []);
    desk.wait(1);
    assert_eq!(
        desk.tell(time_passes()),
        [Event::Incident(IncidentEvent::SubjectErased { incident, subject: SUBJECT })]
    );
    assert_eq!((&desk.incident(incident).personal, desk.incident(incident).erased_at), (&None, Some(desk.now)));
}

#[test]
fn what_a_person_erased_is_not_erased_again() {
    let (mut desk, incident) = with_caller();
    desk.step(incident, Phase::Cancelled).expect("done");
    desk.wait(DAY_S);
    tick(&mut desk);
    desk.because("asked for", Command::Incident(IncidentCommand::Erase { incident, subject: SUBJECT })).expect("done");
    desk.wait(PERSONAL_DAYS * DAY_S);
    assert_eq!(tick(&mut desk), []);
    let refused = desk
        .because("again", Command::Incident(IncidentCommand::Erase { incident, subject: SUBJECT }))
        .expect_err("refused");
    assert_eq!(refused.to_string(), "detail.incident.erased-from-archive (incident=1)");
}

#[test]
fn a_tick_erases_so_many_and_no_more() {
    let mut desk = Desk::new();
    let some = ERASED_PER_TICK_MAX as u32 + 1;
    for subject in 1..=some {
        let mut called = report("brawl");
        let caller_name = serde_json::from_str("\"c2VhbGVk\"").ok();
        let subject = SubjectRef(subject);
        called.personal = Some(SealedReport { subject, caller_name, caller_number: None, description: None });
        desk.tell(Command::Incident(IncidentCommand::Report(called)));
        let incident = desk.state.last_incident;
        desk.step(incident, Phase::Cancelled).expect("done");
    }
    desk.wait(PERSONAL_DAYS * DAY_S);
    let erased = |events: Vec<Event>| {
        events.iter().filter(|e| matches!(e, Event::Incident(IncidentEvent::SubjectErased { .. }))).count()
    };
    assert_eq!(erased(tick(&mut desk)), ERASED_PER_TICK_MAX);
    assert_eq!((erased(tick(&mut desk)), erased(tick(&mut desk))), (1, 0));
    assert_eq!((desk.state.erased.iter().count(), desk.state.erased.stretches()), (some as usize, 1));
    let read = domain::state::State::decode(&desk.state.encode()).expect("a state reads back");
    assert_eq!(read.hash(), desk.state.hash());
}

#[test]
fn texts_have_their_limits() {
    let (mut desk, incident) = with_caller();
    let acknowledge = || Command::Matter(MatterCommand::Acknowledge { matter: incident.into() });
    let long = "r".repeat(TEXT_BYTES_MAX + 1);
    let refused = desk.because(&long, acknowledge()).expect_err("refused");
    assert_eq!(refused.to_string(), "detail.command.reason-too-long (bytes_max=4096)");
    let mut envelope = domain::command::Envelope::by(&"a".repeat(129), acknowledge());
    assert_eq!(
        desk.submit(envelope.clone()).expect_err("refused").to_string(),
        "detail.command.author-too-long (bytes_max=128)"
    );
    envelope.author.pop();
    for key in [String::new(), "k".repeat(129)] {
        envelope.key = Some(domain::command::IdempotencyKey { key, fingerprint: Digest::default() });
        let refused = desk.submit(envelope.clone()).expect_err("refused");
        assert_eq!(refused.to_string(), "detail.command.key-too-long (bytes_max=128)");
    }
    envelope.key = None;
    desk.submit(envelope).expect("done");
}

/// Five readings under one key left one record of them.
#[test]
fn a_reading_takes_no_key() {
    let (mut desk, incident) = with_caller();
    let command = read(incident, 1, &[PersonalField::CallerName], "call back");
    let key = Some(domain::command::IdempotencyKey { key: "1".to_owned(), fingerprint: Digest::default() });
    let envelope = domain::command::Envelope { key, ..domain::command::Envelope::by("operator:test", command) };
    assert_eq!(desk.submit(envelope.clone()).unwrap_err().code.name(), "key-not-taken");
    assert_eq!(desk.state.answered_before(&envelope), Ok(None));
}

/// Whose data came in under a key of their own; of every other subject the key goes at the next start.
#[test]
fn the_state_knows_whose_data_the_journal_has() {
    let (mut desk, incident) = with_caller();
    desk.report("brawl");
    assert!(desk.state.journalled.contains(SUBJECT) && !desk.state.journalled.contains(SubjectRef(2)));
    desk.because("its time has come", Command::Incident(IncidentCommand::Erase { incident, subject: SUBJECT }))
        .expect("done");
    assert!(desk.state.journalled.contains(SUBJECT) && desk.state.erased.contains(SUBJECT));
}
