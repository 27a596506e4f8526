//! What an assessment has counted: by the county's results as they stood at a time, and nothing that the county does not have.

use domain::arbiter::judge_queries;
use domain::assessment::count::Counting;
use domain::command::{Command, IncidentCommand};
use domain::county::County;
use domain::county::outcome::Outcome;
use domain::hooks::{
    BadQuery, Choice, Concurrency, Dimension, Fate, Form, Moment, NotTheirs, Query, Span, WorkflowKind,
};
use domain::ids::{IncidentRef, KindRef};
use domain::incident::Phase;
use domain::time::TimeMs;
use expect_test::expect;
use serde_json::json;

use crate::desk::*;

fn with_results() -> County {
    let outcome = |code: &str| Outcome { code: code.to_owned(), name: Default::default(), kinds: Vec::new() };
    County { outcomes: vec![outcome("warned"), outcome("settled")], ..county() }
}

fn told(desk: &Desk, query: &Query, by: TimeMs) -> String {
    let queries = [query.clone()];
    let mut counting = Counting::new(&queries, START..START.plus_s(30 * 86_400), by);
    assert!(desk.state.incidents.values().all(|incident| counting.take(incident)));
    let tallies = counting.tallies().expect("few sorts").remove(0);
    let line = |tally: &domain::hooks::Tally| {
        let fate = tally.fate.map_or("any", Fate::name);
        format!("{fate}, {}: {}", tally.result.as_deref().unwrap_or("without"), tally.count)
    };
    tallies.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn ended(desk: &mut Desk, outcome: Option<&str>, to: Phase) -> IncidentRef {
    let incident = desk.report("noise");
    desk.wait(60).step(incident, Phase::Accepted).expect("a step");
    let outcome = outcome.map(str::to_owned);
    if to == Phase::Closed {
        desk.wait(60).step(incident, Phase::Resolved).expect("a step");
    }
    desk.wait(60).tell(Command::Incident(IncidentCommand::Step { incident, to, outcome }));
    incident
}

#[test]
fn results_are_told_apart_and_picked() {
    let mut desk = Desk::with(with_results());
    for result in ["warned", "settled", "warned"] {
        ended(&mut desk, Some(result), Phase::Closed);
    }
    ended(&mut desk, Some("warned"), Phase::Cancelled);
    ended(&mut desk, None, Phase::Cancelled);
    desk.report("noise");
    let by = vec![Dimension::Fate, Dimension::Result];
    let query = Query { by, ..Query::default() };
    expect![[r#"
        open, without: 1
        closed, settled: 1
        closed, warned: 2
        cancelled, without: 1
        cancelled, warned: 1"#]]
    .assert_eq(&told(&desk, &query, desk.now));
    let warned = Query { results: vec!["warned".to_owned()], by: vec![Dimension::Fate], ..Query::default() };
    expect![[r#"
        closed, without: 2
        cancelled, without: 1"#]]
    .assert_eq(&told(&desk, &warned, desk.now));
    let of_none = Query { kinds: vec![KindRef(0)], ..warned };
    assert_eq!(told(&desk, &of_none, desk.now), "");
}

/// One that is put right later, or reopened, counts at each time as what it was then.
#[test]
fn what_was_said_later_is_not_counted_before() {
    let mut desk = Desk::with(with_results());
    let query = Query { by: vec![Dimension::Result], ..Query::default() };
    let incident = ended(&mut desk, Some("warned"), Phase::Closed);
    let mut times = vec![desk.now.plus_s(1)];
    desk.wait(600).tell(Command::Incident(IncidentCommand::SetOutcome { incident, outcome: "settled".to_owned() }));
    times.push(desk.now.plus_s(1));
    desk.wait(600)
        .because(
            "he is back",
            Command::Incident(IncidentCommand::Step { incident, to: Phase::Reopened, outcome: None }),
        )
        .expect("a step");
    times.push(desk.now.plus_s(1));
    let outcome = Some("warned".to_owned());
    desk.wait(600).tell(Command::Incident(IncidentCommand::Step { incident, to: Phase::Resolved, outcome }));
    times.push(desk.now);
    let each: Vec<String> = times.iter().map(|by| told(&desk, &query, *by)).collect();
    assert_eq!(each, ["any, warned: 1", "any, settled: 1", "any, without: 1", "any, warned: 1"]);
}

#[test]
fn what_the_county_does_not_have_is_not_counted() {
    let county = with_results();
    let results = |code: &str| Query { results: vec![code.to_owned()], ..Query::default() };
    assert_eq!(judge_queries(&county, &[], &[Query::default(), results("warned")]), Ok(()));
    let lost = judge_queries(&county, &[], &[results("settled"), results("lost")]);
    assert_eq!(lost, Err(BadQuery::UnknownResult { query: 2, result: "lost".to_owned() }));
    let kind = KindRef(county.kinds.len() as u16);
    let unknown = judge_queries(&county, &[], &[Query { kinds: vec![kind], ..Query::default() }]);
    assert_eq!(unknown, Err(BadQuery::UnknownKind { query: 1, kind }));
}

/// What is asked of procedures is what procedures have, and the same of incidents.
#[test]
fn what_those_that_are_counted_do_not_have_is_not_asked_for() {
    let county = with_results();
    let end = Choice { name: "settled".to_owned(), title: 1 };
    let start = Form { name: "start".to_owned(), title: 1, schema: json!({}), outcomes: Vec::new(), named: false };
    let kind = WorkflowKind {
        name: "grid-case".to_owned(),
        title: 1,
        concurrency: Concurrency::Single,
        instances_max: 1,
        start,
        tasks: Vec::new(),
        signals: Vec::new(),
        ends: vec![end],
    };
    let of = || Query { workflows: vec!["grid-case".to_owned()], ..Query::default() };
    let judged = |query: Query| judge_queries(&county, &[&kind], &[query]);
    let results = |code: &str| Query { results: vec![code.to_owned()], ..of() };
    let span = |start| Span { start, end: Moment::Ended, within_s: Vec::new() };
    let by = |dimension| Query { by: vec![dimension], ..of() };
    assert_eq!(judged(Query { mark: Some("stage".to_owned()), ..by(Dimension::Mark) }), Ok(()));
    assert_eq!(judged(results("settled")), Ok(()));
    assert_eq!(judged(Query { spans: vec![span(Moment::Reported)], ..by(Dimension::Result) }), Ok(()));
    let unknown = BadQuery::UnknownResult { query: 1, result: "warned".to_owned() };
    assert_eq!(judged(results("warned")), Err(unknown), "that is one of incidents");
    let unknown = BadQuery::UnknownWorkflow { query: 1, workflow: "another".to_owned() };
    assert_eq!(judged(Query { workflows: vec!["another".to_owned()], ..of() }), Err(unknown));
    let wrong = |query, what| assert_eq!(judged(query), Err(BadQuery::NotTheirs { query: 1, what }));
    wrong(by(Dimension::Priority), NotTheirs::Dimension(Dimension::Priority));
    wrong(Query { spans: vec![span(Moment::OnScene)], ..of() }, NotTheirs::Moment(Moment::OnScene));
    wrong(Query { kinds: vec![KindRef(0)], ..of() }, NotTheirs::Kinds);
    wrong(by(Dimension::Mark), NotTheirs::Mark);
    wrong(Query { mark: Some("stage".to_owned()), ..of() }, NotTheirs::Mark);
    let of_incidents = Query { by: vec![Dimension::Workflow], ..Query::default() };
    wrong(of_incidents, NotTheirs::Dimension(Dimension::Workflow));
}
