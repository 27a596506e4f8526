//! Whose words stand where when one thing leads to another: an operator's name and reason stay with what they did, in their own
//! district, in the record, on the stream and in the archive.

use domain::cause::Because;
use domain::command::{Command, Envelope, IncidentCommand, InstanceCommand, Report};
use domain::hooks::{Effect, StepInput, WorkflowEvent};
use domain::ids::*;
use domain::incident::Phase;
use domain::incident::archived::ArchivedIncident;
use domain::unit::Primary;
use domain::who::Who;

use crate::table::*;
use crate::workflows::{goes, task};

const WORDS: &str = "the caller was drunk";

fn by(author: &str, reason: &str, command: impl Into<Command>) -> Envelope {
    Envelope { reason: Some(reason.to_owned()), ..Envelope::by(author, command.into()) }
}

/// Everything that is kept of an incident when it has left the state.
fn archived(table: &Table, which: IncidentRef) -> String {
    let document = ArchivedIncident::of(&table.state, which).expect("it is there");
    String::from_utf8(document.encode()).expect("JSON")
}

/// When D2's operator ended an incident, the unit went to one of D1 that waited, which then read as assigned by them, with their reason.
#[test]
fn a_freed_unit_brings_nobody_s_words_across_the_border() {
    let mut table = Table::new();
    (1..5).for_each(|unit| drop(table.set_unit(unit, Primary::Unavailable)));
    let there = Report { lon: 119.25, ..report("traffic-accident") };
    table.submit(Envelope::by("operator:two", IncidentCommand::Report(there).into())).expect("it is taken");
    let theirs = table.state.last_incident;
    table.set_unit(1, Primary::Available);
    let [ours] = [table.report("traffic-accident")];
    while let Some(unit) = table.units_on(ours).first().copied() {
        table.set_unit(unit, Primary::Unavailable);
    }
    assert_eq!((table.waiting(), table.units_on(theirs).len()), (vec![ours.0], 1));
    let resolve = IncidentCommand::Step { incident: theirs, to: Phase::Resolved, outcome: None };
    table.step(theirs, Phase::OnScene);
    table.submit(by("operator:two", WORDS, resolve)).expect("it is done");
    assert_eq!(table.units_on(ours).len(), 1, "it went on to the one that waited");

    let batch = table.log.last().expect("a batch");
    let about = |which: IncidentRef| {
        let events = batch.events.iter().enumerate().filter(move |(_, event)| event.incident() == Some(which));
        events.map(|(index, _)| batch.signature(index)).collect::<Vec<_>>()
    };
    assert!(about(theirs).iter().any(|signature| signature.reason == Some(WORDS)));
    assert!(!about(ours).is_empty());
    for signature in about(ours) {
        assert_eq!((signature.author.as_ref(), signature.reason), ("system", None));
        assert_eq!(signature.because.map(|because| because.command), Some(batch.version));
    }
    let incident = table.incident(ours);
    let sent = incident.assignments.last().expect("a unit");
    let decision = Some((ours.into(), sent.decision.expect("a decision")));
    assert_eq!(sent.because, Some(Because { command: batch.version, decision }));
    assert!(archived(&table, theirs).contains(WORDS));
    let kept = archived(&table, ours);
    assert!(!kept.contains(WORDS) && !kept.contains("operator:two"), "{kept}");
}

/// A workflow of one district that ends takes the task along that it gave to another, and not the reason why it ended.
#[test]
fn a_task_elsewhere_ends_without_the_words_that_ended_its_workflow() {
    let begins = |input: &StepInput| match &*input.event {
        WorkflowEvent::Started { .. } => {
            let mut given = task(1, None);
            if let Effect::CreateTask { assignee, .. } = &mut given {
                *assignee = Who::Role { district: D2, slot: "leader".to_owned() };
            }
            goes("", vec![given])
        }
        _ => goes("", Vec::new()),
    };
    let mut table = Table::with_flow(begins);
    let which = table.start("once", "a");
    let task = table.state.tasks.rows.values().next_back().cloned().expect("a task");
    assert_eq!((table.instance(which).district, task.new.district), (D1, D2));
    assert_eq!((task.created_by.as_str(), task.because.map(|b| b.decision.is_some())), ("plugin:flow", Some(true)));
    table.submit(by("operator:one", WORDS, InstanceCommand::Cancel { instance: which })).expect("cancelled");
    let task = table.state.tasks.get(task.new.task).expect("it is kept");
    let ended = task.ended.as_ref().expect("it has ended");
    assert_eq!((ended.by.as_str(), &ended.note), ("system", &None));
    assert_eq!(table.instance(which).word.as_ref().and_then(|word| word.why.as_deref()), Some(WORDS));
}
