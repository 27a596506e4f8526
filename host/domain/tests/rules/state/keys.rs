//! Idempotency keys in the state: what is remembered, and for how long.

use domain::command::{Answer, Command, Envelope, IdempotencyKey, IncidentCommand, TimerCommand};
use domain::event::Batch;
use domain::ids::*;
use domain::incident::Phase;
use domain::limits::{IDEMPOTENCY_KEEP_S, IDEMPOTENCY_KEYS_MAX};
use domain::scope::{Authority, Role, Scope};

use crate::desk::*;

fn key(key: &str) -> Option<IdempotencyKey> {
    Some(IdempotencyKey { key: key.to_owned(), fingerprint: Digest::of(key.as_bytes()) })
}

fn keyed(desk: &mut Desk, name: &str) -> Answer {
    let envelope = Envelope {
        key: key(name),
        ..Envelope::by("operator:test", Command::Incident(IncidentCommand::Report(report("brawl"))))
    };
    desk.submit(envelope).expect("done");
    desk.state.keys.get("operator:test", name).expect("remembered").answer.clone()
}

#[test]
fn the_answer_is_remembered_as_it_was_given() {
    let mut desk = Desk::new();
    let answer = keyed(&mut desk, "a");
    let Answer::Incident(first) = &answer else { panic!("{answer:?}") };
    assert_eq!((first.incident, first.phase, first.version), (IncidentRef(1), Phase::Accepted, Version(2)));
    assert_eq!((first.kind.as_str(), first.district.as_str()), ("brawl", "350924-D1"));
    desk.assign(IncidentRef(1), &[0]);
    assert_eq!(
        desk.state.keys.get("operator:test", "a").map(|known| &known.answer),
        Some(&answer),
        "not as it stands now"
    );
    assert_eq!(desk.state.keys.get("operator:test", "a").map(|known| known.fingerprint), Some(Digest::of(b"a")));
}

#[test]
fn a_key_is_kept_for_a_week() {
    let mut desk = Desk::new();
    keyed(&mut desk, "a");
    desk.wait(IDEMPOTENCY_KEEP_S);
    desk.report("noise");
    assert!(desk.state.keys.get("operator:test", "a").is_some());
    desk.now.0 += 1;
    desk.report("noise");
    assert!(desk.state.keys.is_empty());
}

/// One more than the limit was kept.
#[test]
fn the_oldest_keys_go_first() {
    let mut desk = Desk::new();
    let mut batch = Batch {
        version: desk.state.version,
        at: START,
        author: "operator:test".to_owned(),
        command: "set-unit".to_owned(),
        reason: None,
        key: None,
        events: Vec::new(),
        causes: None,
    };
    for number in 0..=IDEMPOTENCY_KEYS_MAX {
        batch.version = batch.version.next();
        batch.key = key(&number.to_string());
        desk.state.fold(&batch);
        if number + 1 == IDEMPOTENCY_KEYS_MAX {
            assert!(desk.state.keys.get("operator:test", "0").is_some());
        }
    }
    let keys = &desk.state.keys;
    assert_eq!(keys.len(), IDEMPOTENCY_KEYS_MAX);
    assert!(keys.get("operator:test", "0").is_none() && keys.get("operator:test", "1").is_some());
}

/// A second desk's own `1` was refused.
#[test]
fn a_key_belongs_to_the_one_who_sent_it() {
    let mut desk = Desk::new();
    let first = keyed(&mut desk, "1");
    let asked = |author: &str, fingerprint: &[u8]| Envelope {
        key: Some(IdempotencyKey { key: "1".to_owned(), fingerprint: Digest::of(fingerprint) }),
        ..Envelope::by(author, Command::Incident(IncidentCommand::Report(report("noise"))))
    };
    assert_eq!(desk.state.answered_before(&asked("operator:test", b"1")), Ok(Some(first)));
    let refused = desk.state.answered_before(&asked("operator:test", b"2")).unwrap_err();
    assert_eq!(refused.code.name(), "key-reused");
    assert_eq!(desk.state.answered_before(&asked("operator:other", b"2")), Ok(None));
    desk.submit(asked("operator:other", b"2")).expect("a report of its own");
    assert_eq!((desk.state.last_incident, desk.state.keys.len()), (IncidentRef(2), 2));
}

/// What it was about may have left the state; the one who asks may have lost their right to it.
#[test]
fn the_first_answer_stays_with_those_who_may_still_ask() {
    let mut desk = Desk::new();
    let first = keyed(&mut desk, "1");
    desk.step(IncidentRef(1), Phase::Cancelled).expect("done");
    desk.wait(86_400);
    let archived_up_to = Some(desk.state.version);
    desk.tell(Command::Timer(TimerCommand::Tick { archived_up_to }));
    assert!(desk.state.incident(IncidentRef(1)).is_none());
    let again = |role, districts: &[&str]| Envelope {
        key: key("1"),
        authority: Authority::Token {
            role,
            districts: Scope::Only(districts.iter().map(|c| (*c).to_owned()).collect()),
        },
        ..Envelope::by("operator:test", Command::Incident(IncidentCommand::Report(report("brawl"))))
    };
    let told = |envelope| desk.state.answered_before(&envelope).map_err(|refusal| refusal.code.name());
    assert_eq!(told(again(Role::Operator, &["350924-D1"])), Ok(Some(first)));
    assert_eq!(told(again(Role::Operator, &["350924-D2"])), Err("no-such-incident"));
    assert_eq!(told(again(Role::Viewer, &["350924-D1"])), Err("role-too-low"));
}

/// The same number of the same source was two incidents and four units.
#[test]
fn another_system_s_number_is_unique_for_its_source() {
    let mut desk = Desk::new();
    let numbered = |source: &str, number: &str| {
        let (source, external_id) = (source.to_owned(), Some(number.to_owned()));
        Command::Incident(IncidentCommand::Report(domain::command::Report { source, external_id, ..report("brawl") }))
    };
    desk.tell(numbered("110", "A7"));
    let refused = desk.refused(numbered("110", "A7"));
    assert!(refused.starts_with("already-reported: ") && refused.contains("20220901-000001"), "{refused}");
    desk.tell(numbered("119", "A7"));
    desk.tell(numbered("110", "A8"));
    // Also when only the archive has it.
    desk.step(IncidentRef(1), Phase::Cancelled).expect("done");
    desk.wait(86_400);
    let archived_up_to = Some(desk.state.version);
    desk.tell(Command::Timer(TimerCommand::Tick { archived_up_to }));
    assert!(desk.state.incident(IncidentRef(1)).is_none());
    assert!(desk.refused(numbered("110", "A7")).starts_with("already-reported: "));
    // One who does not reach there is not told which incident it is.
    let districts = Scope::Only(["350924-D2".to_owned()].into());
    let mut there = report("brawl");
    (there.lon, there.external_id) = (119.25, Some("A7".to_owned()));
    let envelope = Envelope {
        authority: Authority::Token { role: Role::Operator, districts },
        ..Envelope::by("desk-west", Command::Incident(IncidentCommand::Report(there)))
    };
    assert_eq!(desk.submit(envelope).unwrap_err().code.name(), "other-district");
}
