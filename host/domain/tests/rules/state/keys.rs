//! Idempotency keys in the state: what is remembered, and for how long.

use domain::command::{Answer, Command, Envelope, IdempotencyKey, IncidentCommand};
use domain::event::Batch;
use domain::ids::*;
use domain::incident::Phase;
use domain::limits::{IDEMPOTENCY_KEEP_S, IDEMPOTENCY_KEYS_MAX};

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
    desk.state.keys.answers.get(name).expect("remembered").answer.clone()
}

#[test]
fn the_answer_is_remembered_as_it_was_given() {
    let mut desk = Desk::new();
    let answer = keyed(&mut desk, "a");
    let Answer::Incident(first) = &answer else { panic!("{answer:?}") };
    assert_eq!((first.incident, first.phase, first.version), (IncidentRef(1), Phase::Accepted, Version(2)));
    assert_eq!((first.kind.as_str(), first.district.as_str()), ("brawl", "350924-D1"));
    desk.assign(IncidentRef(1), &[0]);
    assert_eq!(desk.state.keys.answers.get("a").map(|known| &known.answer), Some(&answer), "not as it stands now");
    assert_eq!(desk.state.keys.answers.get("a").map(|known| known.fingerprint), Some(Digest::of(b"a")));
}

#[test]
fn a_key_is_kept_for_a_week() {
    let mut desk = Desk::new();
    keyed(&mut desk, "a");
    desk.wait(IDEMPOTENCY_KEEP_S);
    desk.report("noise");
    assert!(desk.state.keys.answers.contains_key("a"));
    desk.now.0 += 1;
    desk.report("noise");
    assert!(desk.state.keys.answers.is_empty() && desk.state.keys.order.is_empty());
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
            assert!(desk.state.keys.answers.contains_key("0"));
        }
    }
    let keys = &desk.state.keys;
    assert_eq!((keys.answers.len(), keys.order.len()), (IDEMPOTENCY_KEYS_MAX, IDEMPOTENCY_KEYS_MAX));
    assert!(!keys.answers.contains_key("0") && keys.answers.contains_key("1"));
}
