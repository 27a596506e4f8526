//! Personal data in the core: sealed from the start, read for a purpose only, erased with a reason.

use std::collections::BTreeSet;

use domain::command::{Command, SealedReport};
use domain::event::Event;
use domain::ids::*;
use domain::incident::Phase;
use domain::limits::TEXT_BYTES_MAX;
use domain::sealed::PersonalField;
use expect_test::expect;

use crate::desk::*;

const SUBJECT: SubjectRef = SubjectRef(1);

fn with_caller() -> (Desk, IncidentRef) {
    let mut desk = Desk::new();
    let mut called = report("brawl");
    let caller_name = serde_json::from_str("\"c2VhbGVk\"").ok();
    called.personal = Some(SealedReport { subject: SUBJECT, caller_name, caller_number: None, description: None });
    desk.tell(Command::Report(called));
    let incident = desk.state.last_incident;
    (desk, incident)
}

fn read(incident: IncidentRef, subject: u32, fields: &[PersonalField], purpose: &str) -> Command {
    let fields: BTreeSet<PersonalField> = fields.iter().copied().collect();
    Command::ReadSealed { incident, subject: SubjectRef(subject), fields, purpose: purpose.to_owned() }
}

#[test]
fn reading_is_an_event_with_its_purpose() {
    let (mut desk, incident) = with_caller();
    let before = desk.incident(incident).clone();
    let events = desk.tell(read(incident, 1, &[PersonalField::CallerName], "calling back"));
    let fields = BTreeSet::from([PersonalField::CallerName]);
    assert_eq!(events, [Event::SealedRead { incident, fields, purpose: "calling back".to_owned() }]);
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
        no-purpose: say which fields to read, and for what purpose
        no-purpose: say which fields to read, and for what purpose
        too-long: the purpose passes the limit of 4096 bytes
        no-personal-data: personal data of incident `20220901-000001` were never given
        no-personal-data: personal data of incident `20220901-000002` were never given
        no-such-incident: there is no incident 9"#]]
    .assert_eq(&told.join("\n"));
    desk.tell(read(incident, 1, name, &long[1..]));
}

#[test]
fn erasing_needs_a_reason_and_leaves_nothing_to_read() {
    let (mut desk, incident) = with_caller();
    let erase = || Command::Erase { incident, subject: SUBJECT };
    assert_eq!(desk.refused(erase()), "no-reason: erasing personal data needs a reason");
    desk.wait(9).because("its time has come", erase()).expect("done");
    let erased = desk.incident(incident);
    assert_eq!((erased.personal.as_ref(), erased.erased_at), (None, Some(START.plus_s(9))));
    let refused = desk.refused(read(incident, 1, &[PersonalField::CallerName], "calling back"));
    assert_eq!(refused, "no-personal-data: personal data of incident `20220901-000001` were erased");
    let refused = desk.because("again", erase()).expect_err("refused");
    assert_eq!(refused.code, "no-personal-data");
}

/// Of an incident that only the archive has, the state knows no more than that there was one.
#[test]
fn archived_incidents_are_taken_at_their_word() {
    let (mut desk, incident) = with_caller();
    desk.step(incident, Phase::Cancelled).expect("done");
    desk.wait(86_400);
    let archived_up_to = Some(desk.state.version);
    desk.tell(Command::Tick { retry_waiting: false, archived_up_to });
    assert!(desk.state.incident(incident).is_none());
    desk.tell(read(incident, 1, &[PersonalField::CallerName], "a complaint"));
    let refused = desk.refused(read(incident, 2, &[PersonalField::CallerName], "a complaint"));
    assert_eq!(refused, "no-personal-data: there are no personal data 2");
    desk.because("its time has come", Command::Erase { incident, subject: SUBJECT }).expect("done");
}

#[test]
fn texts_have_their_limits() {
    let (mut desk, incident) = with_caller();
    let acknowledge = || Command::Acknowledge { matter: incident.into() };
    let long = "r".repeat(TEXT_BYTES_MAX + 1);
    let refused = desk.because(&long, acknowledge()).expect_err("refused");
    assert_eq!(refused.to_string(), "the reason passes the limit of 4096 bytes");
    let mut envelope = domain::command::Envelope::by(&"a".repeat(129), acknowledge());
    assert_eq!(desk.submit(envelope.clone()).expect_err("refused").message, "the author passes the limit of 128 bytes");
    envelope.author.pop();
    for key in [String::new(), "k".repeat(129)] {
        envelope.key = Some(domain::command::IdempotencyKey { key, fingerprint: Digest::default() });
        let refused = desk.submit(envelope.clone()).expect_err("refused");
        assert_eq!(refused.message, "the idempotency key is empty or passes the limit of 128 bytes");
    }
    envelope.key = None;
    desk.submit(envelope).expect("done");
}
