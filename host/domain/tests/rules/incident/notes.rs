//! What people write down in the course of an incident: kept as it was, put right by another, sealed where it is personal.

use domain::command::{Command, Envelope, IncidentCommand, SealedReport, TimerCommand};
use domain::ids::*;
use domain::incident::Phase;
use domain::incident::archived::ArchivedIncident;
use domain::incident::note::NoteWords;
use domain::limits::{NOTES_PER_INCIDENT_MAX, PERSONAL_DAYS, TEXT_BYTES_MAX};
use domain::state::State;
use expect_test::expect;

use crate::desk::*;

fn plain(incident: IncidentRef, text: &str, corrects: Option<u32>) -> Command {
    Command::Incident(IncidentCommand::Note { incident, words: NoteWords::Plain(text.to_owned()), corrects })
}

fn personal(incident: IncidentRef, subject: u32) -> Command {
    let words = serde_json::from_str("\"c2VhbGVk\"").expect("a sealed text");
    let words = NoteWords::Sealed { subject: SubjectRef(subject), words };
    Command::Incident(IncidentCommand::Note { incident, words, corrects: None })
}

fn notes(desk: &Desk, which: IncidentRef) -> String {
    let note = |note| serde_json::to_string(note).expect("JSON") + "\n";
    desk.incident(which).notes.iter().map(note).collect()
}

#[test]
fn a_note_stays_and_so_does_what_puts_it_right() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    desk.wait(60).tell(plain(incident, "two cars", None));
    let other = Envelope::by("operator:night", plain(incident, "three cars\nand a cart", Some(1)));
    desk.wait(60).submit(other).expect("noted");
    desk.step(incident, Phase::Cancelled).expect("cancelled");
    desk.wait(60).tell(plain(incident, "nobody was there", None));
    expect![[r#"
        {"number":1,"at":1661961660000,"by":"operator:test","words":{"plain":"two cars"}}
        {"number":2,"at":1661961720000,"by":"operator:night","words":{"plain":"three cars\nand a cart"},"corrects":1}
        {"number":3,"at":1661961780000,"by":"operator:test","words":{"plain":"nobody was there"}}
    "#]]
    .assert_eq(&notes(&desk, incident));
    let kept = desk.incident(incident);
    assert_eq!((kept.corrected_by(1), kept.corrected_by(2)), (Some(2), None));
    assert!(kept.escalated.acknowledged.is_none(), "who writes something down goes nowhere for that");
    let read = State::decode(&desk.state.encode()).expect("a state");
    assert_eq!(read.hash(), desk.state.hash());
    let document = ArchivedIncident::of(&desk.state, incident).expect("it is there");
    assert_eq!(ArchivedIncident::decode(&document.encode()).expect("a document").incident.notes.len(), 3);
}

#[test]
fn what_is_no_note() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    let long = "n".repeat(TEXT_BYTES_MAX + 1);
    let told = [
        desk.refused(plain(incident, " \n", None)),
        desk.refused(plain(incident, &long, None)),
        desk.refused(plain(incident, "three cars", Some(1))),
        desk.refused(plain(IncidentRef(9), "three cars", None)),
    ];
    expect![[r#"
        no-note: detail.incident.empty-note
        too-long: detail.incident.note-too-long (bytes_max=4096)
        no-such-note: detail.incident.no-such-note (incident=20220901-000001, note=1)
        no-such-incident: detail.incident.no-such-incident (incident=9)"#]]
    .assert_eq(&told.join("\n"));
    desk.tell(plain(incident, &long[1..], None));
}

#[test]
fn notes_are_taken_up_to_their_limit() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    for _ in 0..NOTES_PER_INCIDENT_MAX {
        desk.tell(plain(incident, "still there", None));
    }
    let refused = desk.refused(plain(incident, "still there", None));
    assert!(refused.starts_with("too-many-notes: "), "{refused}");
    assert_eq!(desk.incident(incident).notes[0].number, 1, "none is lost");
}

#[test]
fn what_is_personal_goes_with_the_incident_s_other_personal_data() {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    desk.tell(plain(incident, "two cars", None));
    desk.tell(personal(incident, 1));
    assert_eq!(desk.incident(incident).personal, Some(SealedReport::bare(SubjectRef(1))), "it has a key now");
    assert_eq!(desk.state.last_subject, SubjectRef(1));
    let refused = desk.refused(personal(incident, 2));
    assert_eq!(refused, "other-key: detail.incident.other-key (incident=20220901-000001)");
    desk.tell(personal(incident, 1));
    desk.step(incident, Phase::Cancelled).expect("cancelled");
    desk.wait(PERSONAL_DAYS * 86_400);
    desk.tell(Command::Timer(TimerCommand::Tick { archived_up_to: None }));
    let words = |desk: &Desk| desk.incident(incident).notes.iter().map(|n| n.words.clone()).collect::<Vec<_>>();
    assert_eq!(words(&desk), [NoteWords::Plain("two cars".to_owned()), NoteWords::Erased, NoteWords::Erased]);
    assert!(desk.incident(incident).personal.is_none() && desk.state.erased.contains(SubjectRef(1)));
    let refused = desk.refused(personal(incident, 2));
    assert_eq!(refused, "no-personal-data: detail.incident.erased (incident=20220901-000001)");
    desk.tell(plain(incident, "asked for once more", None));
}

/// A caller's words and a note are one person's data, under one key.
#[test]
fn a_note_shares_the_key_of_the_report() {
    let mut desk = Desk::new();
    let mut called = report("brawl");
    called.personal = Some(SealedReport::bare(SubjectRef(4)));
    desk.tell(Command::Incident(IncidentCommand::Report(called)));
    let incident = desk.state.last_incident;
    assert!(desk.refused(personal(incident, 5)).starts_with("other-key: "));
    desk.tell(personal(incident, 4));
    let erase = Command::Incident(IncidentCommand::Erase { incident, subject: SubjectRef(4) });
    desk.because("as they wish", erase).expect("erased");
    assert_eq!(desk.incident(incident).notes[0].words, NoteWords::Erased);
}
