//! Examples of the events by which an incident's record grows.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::assessment::Assessment;
use domain::county::{CarriedOver, County, Difference};
use domain::decision::{Measured, SettledAs, Settlement};
use domain::event::{
    AssessmentEvent, CountyEvent, Event, IncidentEvent, IncidentPlace, MatterEvent, Reported, TaskEvent, UnitEvent,
};
use domain::hooks::{AssessmentAnswer, BadQuery, Dimension, Fate, HookFailure, Moment, NotTheirs, Query, Tally};
use domain::ids::*;
use domain::incident::hold::HoldEnd;
use domain::incident::link::Relation;
use domain::incident::note::{Call, NoteWords};
use domain::incident::origin::Origin;
use domain::incident::place::{NewWay, Uncertain};
use domain::incident::{Priority, Reality};
use domain::sealed::PersonalField;
use domain::task::{NewTask, TaskWords, call_back_form};
use domain::time::TimeMs;
use domain::who::Who;

use crate::desk::{START, plugin_id};

pub fn outcome(incident: IncidentRef) -> Event {
    Event::Incident(IncidentEvent::Concluded { incident, outcome: "settled-on-scene".to_owned() })
}

/// Assessments that count the county's own results, and one that wants one counted that there is not.
pub fn results() -> Vec<Event> {
    let warned = "warned".to_owned();
    let by = vec![Dimension::Fate, Dimension::Result];
    let query = Query { by, results: vec![warned.clone()], ..Query::default() };
    let sort = |result| Tally { fate: Some(Fate::Closed), result, count: 2, ..Tally::default() };
    let counted = Assessment {
        number: AssessmentRef(5),
        plugin: plugin_id("figures"),
        settings_json: "{}".to_owned(),
        state_version: Version(31),
        at: START,
        queries: vec![query],
        tallies: vec![vec![sort(None), sort(Some(warned.clone()))]],
        answer: AssessmentAnswer::default(),
        refused: Vec::new(),
        failure: None,
        measured: Measured::default(),
    };
    let bad =
        [BadQuery::UnknownKind { query: 1, kind: KindRef(99) }, BadQuery::UnknownResult { query: 2, result: warned }];
    let failed =
        bad.map(|bad| Assessment { tallies: Vec::new(), failure: Some(HookFailure::Query(bad)), ..counted.clone() });
    std::iter::once(counted).chain(failed).map(|of| Event::Assessment(AssessmentEvent::Done(Box::new(of)))).collect()
}

pub fn links(incident: IncidentRef) -> Vec<Event> {
    let (to, relation) = (IncidentRef(3), Relation::FollowUpOf);
    let words = NoteWords::Plain("smoke from the roof".to_owned());
    let call = Some(Call { source: "110".to_owned(), at: Some((119.15, 27.05)) });
    vec![
        Event::Incident(IncidentEvent::Linked { incident, to, relation }),
        Event::Incident(IncidentEvent::Unlinked { incident, to }),
        Event::Incident(IncidentEvent::Noted { incident, number: 3, words, corrects: None, call }),
    ]
}

pub fn overrides(incident: IncidentRef) -> Vec<Event> {
    let settled = |by: &str, outcome| {
        let code = Some("road-closed".to_owned());
        let settlement = Settlement { at: START, by: by.to_owned(), outcome, code };
        Event::Matter(MatterEvent::Settled { matter: incident.into(), decision: 3, settlement })
    };
    vec![settled("operator:3", SettledAs::Rejected { reason: None }), settled("system", SettledAs::Overtaken)]
}

pub fn places(incident: IncidentRef) -> Vec<Event> {
    let place = |lon, uncertain| {
        let (grid, district) = (GridRef(1), DistrictRef(1));
        IncidentPlace { lon, lat: 27.05, grid, district, nearest_grid_m: None, uncertain }
    };
    let road = Uncertain::Road { from: "350924100".to_owned(), to: "350924102".to_owned() };
    let ways = vec![
        NewWay { unit: UnitRef(2), eta_s: 300, straight_line: false },
        NewWay { unit: UnitRef(3), eta_s: 900, straight_line: true },
    ];
    let moved = |place, ways| Event::Incident(IncidentEvent::Relocated { incident, place, from: DistrictRef(0), ways });
    vec![moved(place(119.15, Some(Uncertain::RadiusM(500))), ways), moved(place(119.16, Some(road)), Vec::new())]
}

pub fn holds(incident: IncidentRef) -> Vec<Event> {
    let until = TimeMs(1_661_961_690_000);
    let ended = |end| Event::Incident(IncidentEvent::HoldEnded { incident, end });
    let held = Event::Incident(IncidentEvent::Held { incident, of: IncidentRef(6), decision: 1, until });
    std::iter::once(held).chain(HoldEnd::ALL.map(ended)).collect()
}

pub fn origins(incident: IncidentRef) -> Vec<Event> {
    let reported = |origin| {
        let (grid, district) = (GridRef(0), DistrictRef(0));
        let place = IncidentPlace { lon: 119.05, lat: 27.05, grid, district, nearest_grid_m: None, uncertain: None };
        let reported = Reported {
            incident,
            id: "20220901-000007".to_owned(),
            external_id: None,
            kind: KindRef(1),
            priority: Priority::Urgent,
            reality: Reality::Actual,
            source: "unit".to_owned(),
            origin,
            place,
            needs: Vec::new(),
            personal: None,
            reported_by: None,
        };
        Event::Incident(IncidentEvent::Reported(Box::new(reported)))
    };
    let task = NewTask {
        task: TaskRef(12),
        id: "T20220901-000012".to_owned(),
        matter: Some(incident.into()),
        key: None,
        district: DistrictRef(0),
        assignee: Who::CommandRoom(DistrictRef(0)),
        words: TaskWords::CallBack,
        form: Some(call_back_form()),
        due: None,
        notice: None,
        told: Vec::new(),
    };
    let asked = Event::Task(TaskEvent::Created(Box::new(task)));
    vec![reported(Origin::Unit(UnitRef(2))), reported(Origin::Abandoned), asked]
}

pub fn hand_offs(incident: IncidentRef) -> Vec<Event> {
    let handed = |number, to: &str, note: Option<&str>| {
        let (to, note) = (to.to_owned(), note.map(str::to_owned));
        Event::Incident(IncidentEvent::HandedOff { incident, number, to, within_s: 180, note })
    };
    let reference = "F-2022-0815".to_owned();
    let confirmed = Event::Incident(IncidentEvent::HandOffConfirmed { incident, number: 1, reference });
    vec![handed(1, "119", Some("smoke on the third floor")), handed(2, "120", None), confirmed]
}

pub fn carried_over(incident: IncidentRef) -> Vec<Event> {
    let denied = IncidentEvent::DuplicateDenied { incident, decision: 1, of: IncidentRef(6) };
    let until = TimeMs(1_661_961_690_000);
    vec![
        Event::Incident(IncidentEvent::UnitCarriedOver { incident, into: IncidentRef(4), unit: UnitRef(2) }),
        Event::Incident(denied),
        Event::Unit(UnitEvent::StandsBy { unit: UnitRef(2), to: DistrictRef(1), until }),
    ]
}

/// Assessments that count procedures, and those that want of them what they do not have.
pub fn procedures() -> Vec<Event> {
    let (instance, until) = (InstanceRef(1), TimeMs(1_661_961_690_000));
    let held = UnitEvent::Lent { unit: UnitRef(2), to: DistrictRef(0), until, instance, held: true };
    let Some(Event::Assessment(AssessmentEvent::Done(of_incidents))) = results().into_iter().next() else {
        panic!("an assessment of results")
    };
    let by = vec![Dimension::Workflow, Dimension::Mark];
    let (workflow, mark) = ("grid-case".to_owned(), "stage".to_owned());
    let query = Query { by, workflows: vec![workflow.clone()], mark: Some(mark), ..Query::default() };
    let sort = Tally { workflow: Some(workflow.clone()), mark: Some("filed".to_owned()), count: 4, ..Tally::default() };
    let counted = Assessment {
        number: AssessmentRef(9),
        queries: vec![query],
        tallies: vec![vec![sort]],
        ..(*of_incidents).clone()
    };
    let not_theirs = |what| BadQuery::NotTheirs { query: 1, what };
    let bad = [
        BadQuery::UnknownWorkflow { query: 1, workflow },
        not_theirs(NotTheirs::Dimension(Dimension::Priority)),
        not_theirs(NotTheirs::Moment(Moment::OnScene)),
        not_theirs(NotTheirs::Kinds),
        not_theirs(NotTheirs::Mark),
    ];
    let failed =
        bad.map(|bad| Assessment { tallies: Vec::new(), failure: Some(HookFailure::Query(bad)), ..counted.clone() });
    let assessed = std::iter::once(counted).chain(failed);
    let assessed = assessed.map(|of| Event::Assessment(AssessmentEvent::Done(Box::new(of))));
    let carried_over = Some(CarriedOver { incidents: 1, workflows: 0, tasks: 2 });
    let county = Arc::new(County { code: "350924".to_owned(), ..County::default() });
    let redrawn = CountyEvent::Imported { county, difference: Difference::default(), carried_over };
    assessed.chain([Event::Unit(held), Event::County(redrawn)]).collect()
}

pub fn notes(incident: IncidentRef) -> Vec<Event> {
    let sealed = serde_json::from_str("\"c2VhbGVk\"").expect("a sealed text");
    let noted = |number, words, corrects| {
        Event::Incident(IncidentEvent::Noted { incident, number, words, corrects, call: None })
    };
    let (fields, purpose) = (BTreeSet::from([PersonalField::Notes]), "a complaint".to_owned());
    vec![
        noted(1, NoteWords::Plain("the second car has left".to_owned()), None),
        noted(2, NoteWords::Sealed { subject: SubjectRef(5), words: sealed }, Some(1)),
        Event::Incident(IncidentEvent::SealedRead { incident, fields, purpose }),
    ]
}
