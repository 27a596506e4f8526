//! Assessments: asked for, or because a period has closed; counted beside the writer, recorded, and worked out again to the byte.

use std::sync::Arc;

use domain::archived::documents::ArchivedWorkflow;
use domain::archived::{Document, Entry, Filed};
use domain::assessment::{Assessment, Length, Period, bytes};
use domain::command::{AssessmentCommand, Command, CountyCommand, IncidentCommand, InstanceCommand};
use domain::county::County;
use domain::county::outcome::Outcome;
use domain::event::{AssessmentEvent, Event};
use domain::hooks::*;
use domain::ids::*;
use domain::incident::Phase;
use domain::incident::archived::ArchivedIncident;
use domain::limits::{ASSESSED_AFTER_S, ASSESSMENT_PATIENCE_S, ASSESSMENTS_KEPT_MAX, ASSESSMENTS_PENDING_MAX};
use domain::plugin::Mode;
use domain::ports::Archive;
use expect_test::expect;
use jiff::tz::TimeZone;
use sequencer::jobs::again;

use crate::doubles::*;
use crate::little_county::little_county;
use crate::storage::MemoryArchive;
use crate::table::*;
use crate::workflows::note;

fn zone() -> TimeZone {
    TimeZone::get("Asia/Shanghai").expect("a zone")
}

fn september() -> Period {
    Period::named("2022-09", &zone()).expect("a month")
}

fn indicator(name: &str, numerator: f64, n: u32) -> Indicator {
    Indicator {
        name: name.to_owned(),
        version: 1,
        title: 1,
        district: None,
        kind: None,
        numerator,
        denominator: f64::from(n),
        n,
        unit: "s".to_owned(),
        remarks: Vec::new(),
        small_n: false,
    }
}

/// By district and fate, and how soon a unit was on scene.
fn queries() -> Vec<Query> {
    let span = Span { start: Moment::Reported, end: Moment::OnScene, within_s: vec![600, 1_200] };
    let by = vec![Dimension::District, Dimension::Fate];
    vec![Query { by, spans: vec![span], ..Query::default() }]
}

/// How many incidents there are.
fn counted(input: &AssessmentInput) -> HookRun<AssessmentAnswer> {
    let all = input.tallies.iter().flatten().map(|tally| tally.count).sum();
    answers(AssessmentAnswer { indicators: vec![indicator("incidents", f64::from(all), all)], remarks: Vec::new() })
}

fn assessed_by(answer: impl Fn(&AssessmentInput) -> HookRun<AssessmentAnswer> + Send + Sync + 'static) -> Table {
    let mut table = Table::new();
    table.seat("figures", Hook::Assessment, Mode::Auto);
    table.script.assessment("figures", queries(), answer);
    table
}

fn ask(table: &mut Table) -> AssessmentRef {
    let command = AssessmentCommand::Ask { plugin: "figures".to_owned(), period: september() };
    table.tell(Command::Assessment(command));
    table.state.assessments.last
}

fn done(table: &Table, which: AssessmentRef) -> Arc<Assessment> {
    table.state.assessments.get(which).and_then(|asked| asked.done.clone()).expect("it was worked out")
}

/// Reported now, with a unit on scene after so long, and closed.
fn handled(table: &mut Table, after_s: u32) -> IncidentRef {
    handled_with(table, after_s, None)
}

fn with_results(table: &mut Table, codes: &[&str]) {
    let outcome = |code: &&str| Outcome { code: (*code).to_owned(), name: Default::default(), kinds: Vec::new() };
    let outcomes = codes.iter().map(outcome).collect();
    let county = County { outcomes, digest: Digest::of(codes.join(" ").as_bytes()), ..little_county() };
    table.tell(Command::County(CountyCommand::Import { county: Arc::new(county) }));
}

fn handled_with(table: &mut Table, after_s: u32, outcome: Option<&str>) -> IncidentRef {
    let which = table.report("traffic-accident");
    if table.units_on(which).is_empty() {
        table.assign(which, &[0]);
    }
    let unit = table.units_on(which)[0];
    table.wait(after_s);
    for primary in [domain::unit::Primary::EnRoute, domain::unit::Primary::OnScene] {
        table.set_unit(unit, primary);
    }
    table.step(which, Phase::Resolved);
    let (to, outcome) = (Phase::Closed, outcome.map(str::to_owned));
    table.tell(Command::Incident(IncidentCommand::Step { incident: which, to, outcome }));
    which
}

#[test]
fn the_host_counts_and_the_plugin_sees_no_incident() {
    let mut table = assessed_by(|input| {
        assert_eq!((input.period.name.as_str(), input.tallies.len()), ("2022-09", 1));
        let told: Vec<_> = input.tallies[0].iter().map(|t| (t.district, t.fate, t.count)).collect();
        let (here, open) = (Some(D1), Some(Fate::Open));
        assert_eq!(told, [(here, open, 1), (here, Some(Fate::Closed), 3)]);
        let spread = &input.tallies[0][1].spans[0];
        assert_eq!((spread.n, spread.sum_s, spread.p50_s, spread.p90_s, spread.max_s), (3, 2_100, 600, 1_200, 1_200));
        assert_eq!(spread.within, [2, 3]);
        assert_eq!(input.tallies[0][0].spans[0], Spread { within: vec![0, 0], ..Spread::default() });
        counted(input)
    });
    for after_s in [600, 300, 1_200] {
        handled(&mut table, after_s);
    }
    table.report("traffic-accident");
    let exercise = domain::command::Report { reality: domain::incident::Reality::Exercise, ..report("brawl") };
    table.tell(Command::Incident(IncidentCommand::Report(exercise)));
    let which = ask(&mut table);
    assert_eq!(names(&table.run_jobs()), ["assessed"]);
    let done = done(&table, which);
    assert_eq!((done.failure.as_ref(), done.answer.indicators[0].numerator), (None, 4.0));
    assert!(done.answer.indicators[0].small_n, "4 are fewer than {}", domain::limits::SMALL_N);
    assert_eq!(done.plugin.version, "1.0.0");
}

/// More incidents, another version and other settings come later: the old period stays what it was, to the byte.
#[test]
fn an_old_period_worked_out_again_gives_the_same_bytes() {
    let mut table = assessed_by(counted);
    handled(&mut table, 300);
    let which = ask(&mut table);
    table.run_jobs();
    let first = bytes(&done(&table, which).answer);
    handled(&mut table, 900);
    table.upgrade("figures", "2.0.0");
    table.script.assessment("figures 2.0.0", queries(), |_| answers(AssessmentAnswer::default()));
    assert_eq!(again(&table.state, which, &table.script), Some(Ok(first.clone())));
    let newer = ask(&mut table);
    table.run_jobs();
    assert_eq!(done(&table, newer).plugin.version, "2.0.0");
    assert_eq!(again(&table.state, newer, &table.script), Some(Ok(bytes(&AssessmentAnswer::default()))));
    assert_eq!(again(&table.state, which, &table.script), Some(Ok(first)));
    assert_eq!(again(&table.state, AssessmentRef(9), &table.script), None);
}

#[test]
fn what_the_archive_has_is_counted_too() {
    let mut table = assessed_by(counted);
    let which = handled(&mut table, 300);
    let archive = MemoryArchive::default();
    let archived = ArchivedIncident::of(&table.state, which).expect("an incident");
    let entry = Entry { at: archived.incident.reported_at, ..Entry::default() };
    let document = Document { which: Filed::Incident(which), entry, inside: Vec::new(), bytes: archived.encode() };
    archive.apply(table.state.version, &[document]).expect("it is taken");
    let run = |table: &mut Table| {
        let number = ask(table);
        let job = table.jobs.pop().expect("a job");
        table.submit(job.run_beside(&table.script, &archive).expect("an outcome")).expect("it is taken");
        done(table, number).answer.indicators[0].n
    };
    assert_eq!(run(&mut table), 1, "in both, and counted once");
    table.fold(vec![Event::Incident(domain::event::IncidentEvent::Archived { incidents: vec![which] })]);
    assert!(table.state.incident(which).is_none());
    handled(&mut table, 60);
    assert_eq!(run(&mut table), 2, "one here and one there");
}

/// Results are counted here and in the archive alike, by the code that was given.
#[test]
fn results_are_counted_over_room_and_archive() {
    let by_result = || vec![Query { by: vec![Dimension::Result], ..Query::default() }];
    let mut table = assessed_by(counted);
    table.script.assessment("figures", by_result(), |input| {
        let share = |tally: &Tally| indicator(tally.result.as_deref().unwrap_or("none"), 1.0, tally.count);
        answers(AssessmentAnswer { indicators: input.tallies[0].iter().map(share).collect(), remarks: Vec::new() })
    });
    with_results(&mut table, &["warned", "settled"]);
    let incidents = [300, 600, 900].map(|after_s| handled_with(&mut table, after_s, Some("warned")));
    handled_with(&mut table, 60, Some("settled"));
    table.report("traffic-accident");
    let archive = MemoryArchive::default();
    let archived = ArchivedIncident::of(&table.state, incidents[0]).expect("an incident");
    let entry = Entry { at: archived.incident.reported_at, ..Entry::default() };
    let which = Filed::Incident(incidents[0]);
    let document = Document { which, entry, inside: Vec::new(), bytes: archived.encode() };
    archive.apply(table.state.version, &[document]).expect("it is taken");
    table.fold(vec![Event::Incident(domain::event::IncidentEvent::Archived { incidents: vec![incidents[0]] })]);
    let which = ask(&mut table);
    let job = table.jobs.pop().expect("a job");
    table.submit(job.run_beside(&table.script, &archive).expect("an outcome")).expect("it is taken");
    let done = done(&table, which);
    let told: Vec<_> = done.answer.indicators.iter().map(|of| (of.name.as_str(), of.n)).collect();
    assert_eq!(told, [("none", 1), ("settled", 1), ("warned", 3)]);
}

/// Procedures are counted by how they ended and under the mark that they had last, those that only the archive has and those that the room
/// still has; incidents are none of them.
#[test]
fn procedures_are_counted_over_room_and_archive() {
    let ends = |mark: &str, ended: Option<&str>| {
        let marks = vec![Mark { name: "sort".to_owned(), value: mark.to_owned() }];
        let ended = ended.map(str::to_owned);
        answers(
            StepAnswer { stage: why(1), waits: vec!["news".to_owned()], marks, ended, ..StepAnswer::default() }.into(),
        )
    };
    let mut table = Table::with_flow(move |input| match note(&input.event).as_str() {
        "started" => ends("elder", None),
        "done" => ends("child", Some("settled")),
        _ => ends("elder", Some("settled")),
    });
    table.seat("figures", Hook::Assessment, Mode::Auto);
    let query = || {
        let span = Span { start: Moment::Reported, end: Moment::Ended, within_s: vec![600] };
        let by = vec![Dimension::Fate, Dimension::Result, Dimension::Mark];
        let (workflows, mark) = (vec!["once".to_owned()], Some("sort".to_owned()));
        vec![Query { by, spans: vec![span], workflows, mark, ..Query::default() }]
    };
    table.script.assessment("figures", query(), |input| {
        let told = |tally: &Tally| {
            let fate = tally.fate.map_or("any", Fate::name);
            let (result, mark) = (tally.result.as_deref().unwrap_or("-"), tally.mark.as_deref().unwrap_or("-"));
            let name = format!("{fate} {result} {mark} {}/{}", tally.spans[0].within[0], tally.spans[0].n);
            indicator(&name, 1.0, tally.count)
        };
        answers(AssessmentAnswer { indicators: input.tallies[0].iter().map(told).collect(), remarks: Vec::new() })
    });
    let begun: Vec<InstanceRef> = (0..5).map(|key| table.start("once", &key.to_string())).collect();
    table.start("beside", "of another kind");
    table.report("traffic-accident");
    table.wait(300);
    table.news(begun[0], "done");
    table.news(begun[1], "over");
    table.wait(900);
    table.news(begun[2], "done");
    table.because(Command::Instance(InstanceCommand::Cancel { instance: begun[3] })).expect("it is taken");
    let archive = MemoryArchive::default();
    let first = Filed::Workflow(begun[0]);
    let archived = ArchivedWorkflow::of(&table.state, begun[0]).expect("a workflow");
    let document = archived.document(table.state.county.as_ref().expect("a county").county());
    assert_eq!(document.which, first);
    archive.apply(table.state.version, &[document]).expect("it is taken");
    let told = |table: &mut Table| {
        let which = ask(table);
        let job = table.jobs.pop().expect("a job");
        table.submit(job.run_beside(&table.script, &archive).expect("an outcome")).expect("it is taken");
        let told = done(table, which);
        assert_eq!(told.failure, None);
        told.answer.indicators.iter().map(|of| format!("{}: {}", of.name, of.n)).collect::<Vec<_>>().join("\n")
    };
    let all = expect![[r#"
        open - elder 0/0: 1
        closed settled child 1/2: 2
        closed settled elder 1/1: 1
        cancelled - elder 0/1: 1"#]];
    all.assert_eq(&told(&mut table));
    table.fold(vec![Event::Instance(domain::event::InstanceEvent::Archived { instances: vec![begun[0]] })]);
    assert!(table.state.workflows.get(begun[0]).is_none());
    all.assert_eq(&told(&mut table));
    // A kind that nobody has can't be counted.
    let none = Query { workflows: vec!["nobody-s".to_owned()], ..Query::default() };
    table.script.assessment("figures", vec![none], counted);
    let which = ask(&mut table);
    table.run_jobs();
    let unknown = BadQuery::UnknownWorkflow { query: 1, workflow: "nobody-s".to_owned() };
    assert_eq!(done(&table, which).failure, Some(HookFailure::Query(unknown)));
}

/// A result that the county has no more can't be asked for; nothing is counted, and it is said which.
#[test]
fn a_result_that_there_is_not_is_refused_when_it_is_asked_for() {
    let mut table = assessed_by(counted);
    let warned = Query { results: vec!["warned".to_owned()], ..Query::default() };
    table.script.assessment("figures", vec![warned], counted);
    let unknown = HookFailure::Query(BadQuery::UnknownResult { query: 1, result: "warned".to_owned() });
    let which = ask(&mut table);
    table.run_jobs();
    let failed = done(&table, which);
    assert_eq!((failed.failure.as_ref(), failed.tallies.len()), (Some(&unknown), 0));
    // It has it now: the old one failed all the same.
    with_results(&mut table, &["warned"]);
    assert_eq!(again(&table.state, which, &table.script), Some(Err(unknown)));
    let which = ask(&mut table);
    table.run_jobs();
    assert_eq!(done(&table, which).failure, None);
}

#[test]
fn a_month_that_has_closed_is_assessed_once() {
    let mut county = little_county();
    county.assessment.periods = vec![Length::Month];
    county.assessment.small_n = 1;
    county.digest = Digest::of(b"assessed");
    let mut table = assessed_by(counted);
    table.tell(Command::County(CountyCommand::Import { county: Arc::new(county) }));
    let asked = |events: &[Event]| {
        let period = events.iter().find_map(|event| match event {
            Event::Assessment(AssessmentEvent::Asked { period, closed: true, .. }) => Some(period.name.clone()),
            _ => None,
        });
        period.unwrap_or_default()
    };
    assert_eq!(asked(&table.tick(false)), "2022-07", "August has not closed for so long");
    table.run_jobs();
    assert_eq!(asked(&table.tick(false)), "");
    handled(&mut table, 300);
    table.now = september().ends.plus_s(ASSESSED_AFTER_S - 1);
    assert_eq!(asked(&table.tick(false)), "2022-08");
    table.run_jobs();
    table.wait(1);
    assert_eq!(asked(&table.tick(false)), "2022-09");
    table.run_jobs();
    let last = done(&table, table.state.assessments.last);
    assert_eq!((last.answer.indicators[0].n, last.answer.indicators[0].small_n), (1, false));
    assert_eq!(asked(&table.tick(false)), "");
}

#[test]
fn what_nothing_came_of_is_worked_out_once_more() {
    let mut table = assessed_by(counted);
    let which = ask(&mut table);
    table.jobs.clear();
    table.wait(ASSESSMENT_PATIENCE_S - 1);
    assert_eq!(names(&table.tick(false)), [""; 0]);
    table.wait(1);
    assert_eq!(names(&table.tick(false)), ["assessment-asked-again"]);
    assert_eq!(names(&table.run_jobs()), ["assessed"]);
    table.wait(ASSESSMENT_PATIENCE_S);
    assert_eq!(names(&table.tick(false)), [""; 0]);
    let record = AssessmentCommand::Record(Box::new((*done(&table, which)).clone()));
    let twice = table.submit(domain::command::Envelope::system(Command::Assessment(record)));
    assert_eq!(twice.expect_err("it is there already").code.name(), "no-change");
}

#[test]
fn what_is_no_indicator_is_refused_and_the_rest_is_kept() {
    let mut table = assessed_by(|_| {
        let good = || indicator("a", 1.0, 20);
        let of = |district| Indicator { district, ..good() };
        let indicators = vec![
            good(),
            good(),
            of(Some(D1)),
            of(Some(DistrictRef(9))),
            Indicator { kind: Some(KindRef(99)), ..good() },
            Indicator { numerator: f64::NAN, name: "b".to_owned(), ..good() },
            Indicator { name: String::new(), ..good() },
            Indicator { unit: String::new(), name: "c".to_owned(), ..good() },
            Indicator { title: u16::MAX, name: "d".to_owned(), ..good() },
        ];
        answers(AssessmentAnswer { indicators, remarks: Vec::new() })
    });
    let which = ask(&mut table);
    table.run_jobs();
    let done = done(&table, which);
    assert_eq!(done.answer.indicators.iter().map(|of| of.district).collect::<Vec<_>>(), [None, Some(D1)]);
    let refused: Vec<String> =
        done.refused.iter().map(|refused| format!("{} {:?}", refused.proposal, refused.why)).collect();
    expect_test::expect![[r#"
        indicator 1 BadIndicator
        indicator 3 UnknownDistrict
        indicator 4 UnknownKind
        indicator 5 BadIndicator
        indicator 6 BadIndicator
        indicator 7 BadIndicator
        indicator 8 BadIndicator"#]]
    .assert_eq(&refused.join("\n"));
    table.deny("figures", INDICATE_GRANT);
    let which = ask(&mut table);
    table.run_jobs();
    assert!(self::done(&table, which).answer.indicators.is_empty(), "not granted");
}

#[test]
fn a_plugin_that_fails_is_recorded() {
    let mut table = assessed_by(|_| fails(HookFailure::Fuel));
    let which = ask(&mut table);
    table.run_jobs();
    assert_eq!(done(&table, which).failure, Some(HookFailure::Fuel));
    assert_eq!(again(&table.state, which, &table.script), Some(Err(HookFailure::Fuel)));
}

#[test]
fn so_many_are_under_way_and_so_many_kept() {
    let mut table = assessed_by(counted);
    for _ in 0..ASSESSMENTS_PENDING_MAX {
        ask(&mut table);
    }
    let one_more = AssessmentCommand::Ask { plugin: "figures".to_owned(), period: september() };
    let refused = table.submit(domain::command::Envelope::by("operator:test", Command::Assessment(one_more)));
    assert_eq!(refused.expect_err("one past it").code.name(), "too-many-assessments");
    table.run_jobs();
    for _ in 0..ASSESSMENTS_KEPT_MAX {
        ask(&mut table);
        table.run_jobs();
    }
    assert_eq!(table.state.assessments.rows.len(), ASSESSMENTS_KEPT_MAX);
    assert!(table.state.assessments.get(AssessmentRef(1)).is_none(), "the oldest went");
    let future =
        AssessmentCommand::Ask { plugin: "figures".to_owned(), period: Period::named("2022-10", &zone()).unwrap() };
    let refused = table.submit(domain::command::Envelope::by("operator:test", Command::Assessment(future)));
    assert_eq!(refused.expect_err("it has not begun").code.name(), "bad-period");
    table.seat("figures", Hook::Assessment, Mode::Off);
    let off = AssessmentCommand::Ask { plugin: "figures".to_owned(), period: september() };
    let refused = table.submit(domain::command::Envelope::by("operator:test", Command::Assessment(off)));
    assert_eq!(refused.expect_err("it is off").code.name(), "no-such-hook");
}
