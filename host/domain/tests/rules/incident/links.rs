//! What incidents have to do with each other, and who else called about one.

use domain::command::{Command, Envelope, IncidentCommand};
use domain::ids::*;
use domain::incident::link::Relation;
use domain::incident::note::{Call, NoteWords};
use domain::incident::record::Changed;
use domain::limits::{CALLS_PER_INCIDENT_MAX, LINKS_PER_INCIDENT_MAX, NOTES_PER_INCIDENT_MAX};
use domain::scope::{Authority, Role, Scope};
use domain::state::State;
use expect_test::expect;

use crate::desk::*;

fn link(incident: IncidentRef, to: IncidentRef) -> Command {
    Command::Incident(IncidentCommand::Link { incident, to, relation: Relation::FollowUpOf, archived: None })
}

fn unlink(incident: IncidentRef, to: IncidentRef) -> Command {
    Command::Incident(IncidentCommand::Unlink { incident, to, archived: None })
}

fn call(incident: IncidentRef, source: &str, at: Option<(f64, f64)>) -> Command {
    let (words, call) = (NoteWords::Plain("smoke".to_owned()), Call { source: source.to_owned(), at });
    Command::Incident(IncidentCommand::AddCall { incident, words, call })
}

fn changes(desk: &Desk, which: IncidentRef) -> Vec<Changed> {
    desk.incident(which).changes.iter().map(|change| change.what.clone()).collect()
}

#[test]
fn a_link_stands_with_one_and_is_known_to_both() {
    let mut desk = Desk::new();
    let (fire, visit) = (desk.report("brawl"), desk.report("noise"));
    desk.wait(60);
    desk.because("the neighbours again", link(visit, fire)).expect("linked");
    let links = &desk.incident(visit).links;
    let [kept] = &links[..] else { panic!("{links:?}") };
    assert_eq!(
        (kept.to, kept.relation, kept.why.as_deref()),
        (fire, Relation::FollowUpOf, Some("the neighbours again"))
    );
    assert!(desk.incident(fire).links.is_empty());
    let relation = Relation::FollowUpOf;
    assert!(changes(&desk, visit).contains(&Changed::LinkedTo { incident: fire, relation }));
    assert!(changes(&desk, fire).contains(&Changed::LinkedFrom { incident: visit, relation }));
    // Another session has the same.
    let state = State::decode(&desk.state.encode()).expect("a checkpoint");
    assert_eq!(state.incident(visit).unwrap().links, desk.incident(visit).links);
    // From the other side it is undone as well.
    desk.tell(unlink(fire, visit));
    assert!(desk.incident(visit).links.is_empty());
    assert!(changes(&desk, fire).contains(&Changed::Unlinked(visit)));
}

#[test]
fn a_link_outlives_merging() {
    let mut desk = Desk::new();
    let (first, second, other) = (desk.report("brawl"), desk.report("brawl"), desk.report("noise"));
    desk.tell(link(second, other));
    desk.tell(Command::Incident(IncidentCommand::Merge { incident: second, into: first }));
    assert_eq!(desk.incident(second).links.len(), 1);
    desk.tell(link(other, first));
}

#[test]
fn what_can_not_be_linked() {
    let mut desk = Desk::new();
    let (one, two) = (desk.report("brawl"), desk.report("noise"));
    desk.tell(link(one, two));
    let mut told = vec![
        desk.refused(link(one, one)),
        desk.refused(link(one, two)),
        desk.refused(link(two, one)),
        desk.refused(link(one, IncidentRef(9))),
        desk.refused(link(IncidentRef(9), one)),
    ];
    desk.tell(unlink(one, two));
    told.push(desk.refused(unlink(one, two)));
    for _ in 0..LINKS_PER_INCIDENT_MAX {
        let other = desk.report("noise");
        desk.tell(link(one, other));
    }
    told.push(desk.refused(link(one, two)));
    expect![[r#"
        link-with-itself: detail.incident.linked-with-itself (incident=20220901-000001)
        linked-already: detail.incident.linked-already (incident=20220901-000001, other=20220901-000002)
        linked-already: detail.incident.linked-already (incident=20220901-000002, other=20220901-000001)
        no-such-incident: detail.incident.no-such-incident (incident=9)
        no-such-incident: detail.incident.no-such-incident (incident=9)
        not-linked: detail.incident.not-linked (incident=20220901-000001, other=20220901-000002)
        too-many-links: detail.incident.too-many-links (incident=20220901-000001, links_max=64)"#]]
    .assert_eq(&told.join("\n"));
}

/// Only the archive has it: who reaches its district may link to it, nobody else is told that it is there.
#[test]
fn one_of_the_archive_is_linked_by_those_who_reach_it() {
    let mut desk = Desk::new();
    let gone = desk.report("noise");
    let one = desk.report("brawl");
    desk.state.incidents.remove(&gone);
    let to_archived = |district: u16| {
        let (to, relation) = (gone, Relation::Related);
        Command::Incident(IncidentCommand::Link { incident: one, to, relation, archived: Some(DistrictRef(district)) })
    };
    let districts = Scope::Only([desk.state.loaded().unwrap().county().districts[0].code.clone()].into());
    let authority = Authority::Token { role: Role::Operator, districts };
    let limited = |command| Envelope { authority: authority.clone(), ..Envelope::by("operator:night", command) };
    assert!(desk.submit(limited(to_archived(1))).is_err());
    desk.submit(limited(to_archived(0))).expect("linked");
    assert_eq!(desk.incident(one).links[0].to, gone);
}

#[test]
fn further_calls_are_counted_apart_from_notes() {
    let mut desk = Desk::new();
    let fire = desk.report("brawl");
    let told = [desk.refused(call(fire, "", None)), desk.refused(call(fire, "110", Some((0.0, 0.0))))];
    expect![[r#"
        bad-code: detail.incident.bad-code (bytes_max=64)
        outside-county: detail.incident.outside (lat=0, lon=0)"#]]
    .assert_eq(&told.join("\n"));
    desk.wait(60).tell(call(fire, "walk-in", Some((119.05, 27.05))));
    assert_eq!(desk.incident(fire).further_calls(), 1);
    for _ in 1..CALLS_PER_INCIDENT_MAX {
        desk.tell(call(fire, "110", None));
    }
    expect!["too-many-calls: detail.incident.too-many-calls (calls_max=256, incident=20220901-000001)"]
        .assert_eq(&desk.refused(call(fire, "110", None)));
    let note = || {
        let words = NoteWords::Plain("so".to_owned());
        Command::Incident(IncidentCommand::Note { incident: fire, words, corrects: Some(1) })
    };
    (0..NOTES_PER_INCIDENT_MAX).for_each(|_| drop(desk.tell(note())));
    assert_eq!(desk.refused(note()).split(':').next(), Some("too-many-notes"));
}
