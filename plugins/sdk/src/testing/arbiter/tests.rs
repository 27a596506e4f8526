//! What the arbiter of a test takes, and what it does not.

use super::*;
use crate::testing::{NOW, call, candidate, incident, instance, matter, nearby, report, unit_info};
use crate::view::Noun;
use crate::workflow::{Concurrency, Effect, Form, Instance, Kind, Outcome as StepOutcome, choices};
use crate::*;

mod why {
    crate::catalog! {
        1 near(unit: unit, later: duration): "{unit}晚{later}", "{unit} is {later} later";
        2 plain(): "如此", "so it is";
        3 KIND: "流程", "a procedure";
        4 many(of: count): "{of}个", "{of} of them";
    }
}

fn arbiter(proposals: &[&str], county: County) -> Arbiter {
    Arbiter::granting(why::CATALOG, proposals, county)
}

/// What comes of an abstention for this reason.
fn told(county: County, why: Reason) -> std::result::Result<Vec<Refused>, String> {
    let (incident, candidates) = (incident(), [candidate(4)]);
    let judged = arbiter(&["assign"], county).dispatch(&incident, &call(), &candidates, &Verdict::Abstain(why));
    judged.map_err(|fault| fault.to_string())
}

/// An answer with a reason that nobody could be told is none, in the words in which an author hears it.
#[test]
fn a_reason_is_one_that_can_be_told() {
    let county = || County::new().unit(unit_info(7));
    let faults = |why: Reason| told(county(), why).unwrap_err();
    assert_eq!(told(county(), why::near(7, 60)), Ok(vec![]));
    // The candidate is there, since the plugin was shown it.
    assert_eq!(told(county(), why::near(4, 60)), Ok(vec![]));
    assert_eq!(faults(why::near(5, 60)), "message 1: value 0 is a unit that the county does not have");
    assert_eq!(faults(reason(9)), "`catalog!` declares no message 9");
    assert_eq!(faults(reason(1).with(Reference::Unit(7))), "message 1: value 1 is missing");
    let twice = reason(1).with(7_u32).with(ReasonValue::Duration(60));
    assert_eq!(faults(twice), "message 1: value 0 is a number, and its text waits for a unit");
    assert_eq!(faults(why::plain().with(1_u32)), "message 2: its text has no place for value 0");
    assert_eq!(told(county(), why::many(3_u32)), Ok(vec![]));
    assert_eq!(faults(reason(4).with(0.5)), "message 4: value 0 is a number, and its text waits for a count");
}

#[test]
fn what_there_is_is_what_was_put_in_or_numbered() {
    let has = |county: &County, number| county.has(Reference::Unit(number));
    assert!(has(&County::new(), 99), "nothing is said of units");
    assert!(!has(&County::new().unit(unit_info(7)), 99));
    let numbered = County::new().unit(unit_info(70)).numbering(Noun::Unit, 6);
    assert!(has(&numbered, 5) && has(&numbered, 70) && !has(&numbered, 6));
    let coded = County::new().unit(unit_info(7)).code(Reference::Unit(8), "U8");
    assert!(has(&coded, 8) && !has(&coded, 9));
    let counted = County::new().numbering(Noun::Incident, 2);
    assert!(counted.has(Reference::Incident(2)) && !counted.has(Reference::Incident(0)));
}

#[test]
fn picks_are_judged_one_after_the_other() {
    let busy = unit_info(5);
    let county = County::new().unit(unit_info(4)).unit(view::UnitInfo { free: false, ..busy }).unit(unit_info(6));
    let candidates = [candidate(4), candidate(5), Candidate { skills: 0, ..candidate(6) }];
    let needs = vec![Need { skills: 0b1, count: 1, more_skills: None }];
    let incident = Incident { needs, ..incident() };
    let pick = |candidate, need| Pick { candidate, need, why: why::plain() };
    let picks = vec![
        pick(0, Some(1)),
        pick(2, Some(0)),
        pick(1, Some(0)),
        pick(0, Some(0)),
        pick(0, Some(0)),
        pick(2, None),
        pick(9, Some(0)),
    ];
    let passed_over = vec![PassedOver { candidate: 3, why: why::plain() }];
    let answer = Verdict::Recommend(Recommendation { picks, passed_over, shortfalls: vec![why::plain()] });
    let refused = arbiter(&["assign"], county).dispatch(&incident, &call(), &candidates, &answer).unwrap();
    let refused: Vec<_> = refused.iter().map(|refused| (refused.proposal, refused.why.name())).collect();
    let expected = [
        (0, "unknown-need"),
        (1, "lacks-skills"),
        (2, "busy-unit"),
        (4, "double-booking"),
        (5, "not-granted"),
        (6, "unknown-unit"),
        (7, "unknown-unit"),
    ];
    assert_eq!(refused, expected);
}

#[test]
fn an_intake_decides_each_field_once() {
    let mut outcome = IntakeOutcome::default();
    outcome.set_priority(report().priority, why::plain());
    outcome.set_kind(3, why::plain());
    outcome.set_kind(4, why::plain());
    outcome.duplicate_of(9, 50, why::plain());
    outcome.duplicate_of(8, 101, why::plain());
    outcome.duplicate_of(8, 100, why::plain());
    let arbiter = arbiter(&["set-kind", "set-priority", "suggest-duplicate"], County::new());
    let refused = arbiter.intake(&report(), &[nearby(8)], &outcome).unwrap();
    let refused: Vec<_> = refused.iter().map(|refused| (refused.proposal, refused.why)).collect();
    let expected = [(0, Why::NothingNew), (2, Why::Overruled), (3, Why::Itself), (4, Why::NoPercentage)];
    assert_eq!(refused, expected);
}

#[test]
fn an_escalation_tells_whom_the_county_has() {
    let mut outcome = Outcome::default();
    outcome.notify(1, vec![Recipient::Person(4)], why::plain());
    outcome.notify(1, vec![], why::plain());
    outcome.start_timer(1, NOW - 1);
    outcome.stop_timer(2);
    let arbiter = arbiter(&["notify", "start-timer", "stop-timer"], County::new().numbering(Noun::Person, 4));
    let refused = arbiter.escalation(NOW, &matter(&incident()), &outcome).unwrap();
    let refused: Vec<_> = refused.iter().map(|refused| refused.why.name()).collect();
    assert_eq!(refused, ["unknown-person", "nobody-to-tell", "timer-in-the-past", "no-such-timer"]);
}

fn case() -> Case {
    let kind = Kind {
        name: "kind".to_owned(),
        title: why::KIND,
        concurrency: Concurrency::Single,
        instances_max: 1,
        start: Form::new("start", why::KIND, [], &[]),
        tasks: vec![],
        signals: vec![],
        ends: choices(&[("done", why::KIND)]),
    };
    Case { now: NOW, kinds: vec![kind], instance: instance("kind"), reported: vec![] }
}

fn step(effects: Vec<Effect>) -> StepOutcome {
    let (waits, marks, remarks) = (vec![], vec![], vec![]);
    StepOutcome { state: String::new(), stage: why::plain(), waits, marks, effects, remarks, ended: None }
}

/// All effects of a step are done or none, each on what those before it leave.
#[test]
fn a_steps_effects_are_judged_in_their_order() {
    let timer = |key| Effect::StartTimer(Timer { key, due_at: NOW + 60, catch_up: CatchUp::Once, repeat_s: None });
    let judged = |effects| arbiter(&["start-timer", "stop-timer"], County::new()).step(&mut case(), &Ok(step(effects)));
    assert_eq!(judged(vec![timer(1), Effect::StopTimer(1)]), Ok(()));
    assert_eq!(judged(vec![Effect::StopTimer(1), timer(1)]), Err(Fault::Effect(0, Why::NoSuchTimer)));
    assert_eq!(judged(vec![timer(1), Effect::CancelTask(1)]), Err(Fault::Effect(1, Why::NotGranted)));
    let ended = StepOutcome { ended: Some("never".to_owned()), ..step(vec![]) };
    assert_eq!(arbiter(&[], County::new()).step(&mut case(), &Ok(ended)), Err(Fault::Whole(Why::UnknownEnd)));
    let stage = StepOutcome { stage: reason(77), ..step(vec![]) };
    let untold = Fault::Reason(Untellable::UnknownCode { code: 77 });
    assert_eq!(arbiter(&[], County::new()).step(&mut case(), &Ok(stage)), Err(untold));
}

#[test]
fn a_loan_is_of_a_free_unit_of_another_district_and_comes_to_an_end() {
    let lend = |unit, until| Effect::LendUnit(workflow::Loan { unit, to: 0, until, held: false });
    let hold = |unit| Effect::LendUnit(workflow::Loan { unit, to: 0, until: NOW + 60, held: true });
    let elsewhere = |unit| view::UnitInfo { district: 1, ..unit_info(unit) };
    let county = || County::new().unit(elsewhere(1)).unit(unit_info(2));
    let judged = |effects: Vec<Effect>, reality| {
        let instance = Instance { reality, ..instance("kind") };
        arbiter(&["lend-unit", "return-unit"], county()).step(&mut Case { instance, ..case() }, &Ok(step(effects)))
    };
    let actual = |effects| judged(effects, Reality::Actual);
    assert_eq!(actual(vec![lend(1, NOW + 60), Effect::ReturnUnit(1)]), Ok(()));
    assert_eq!(actual(vec![lend(2, NOW + 60)]), Err(Fault::Effect(0, Why::NotLendable)));
    assert_eq!(actual(vec![hold(2), hold(2), Effect::ReturnUnit(2)]), Ok(()), "of its own district, too");
    assert_eq!(actual(vec![lend(1, NOW)]), Err(Fault::Effect(0, Why::BadEnd)));
    assert_eq!(actual(vec![Effect::ReturnUnit(1)]), Err(Fault::Effect(0, Why::NotLent)));
    assert_eq!(judged(vec![lend(1, NOW + 60)], Reality::Exercise), Err(Fault::Effect(0, Why::ExerciseOnly)));
}

/// A query is about kinds and results that the county has; where the test says nothing of them, about any.
#[test]
fn queries_are_about_what_there_is() {
    use crate::assessment::{Dimension, Query};
    let queries = || {
        let of_kind = Query { kinds: vec![3], ..Query::by(&[Dimension::Result]) };
        [Query::by(&[]).with_results(&["warned", "settled"]), of_kind]
    };
    let refused =
        |county: County| arbiter(&["indicate"], county).queries(&queries()).map_err(|of| (of.proposal, of.why));
    assert_eq!(refused(County::new()), Ok(()));
    assert_eq!(refused(County::new().result("warned").result("settled")), Ok(()));
    assert_eq!(refused(County::new().result("warned")), Err((0, Why::UnknownResult)));
    assert_eq!(refused(County::new().numbering(Noun::Kind, 3)), Err((1, Why::UnknownKind)));
}

#[test]
fn incidents_and_workflows_are_told_apart_by_what_they_have() {
    use crate::assessment::{Dimension, Moment, Query};
    let refused = |query: Query| arbiter(&["indicate"], County::new()).queries(&[query]).map_err(|of| of.why);
    let cases = || Query::of_workflows(&["grid-case"], &[Dimension::District, Dimension::Workflow, Dimension::Result]);
    assert_eq!(refused(cases().by_mark("stage").span(Moment::Reported, Moment::Ended, &[])), Ok(()));
    assert_eq!(refused(cases().with_results(&["closed-on-time"])), Ok(()));
    let wrong = [
        cases().span(Moment::OnScene, Moment::Ended, &[]),
        Query::of_workflows(&["grid-case"], &[Dimension::Priority]),
        Query { kinds: vec![0], ..cases() },
        Query { mark: Some("stage".to_owned()), ..cases() },
        Query::by(&[Dimension::Workflow]),
        Query::by(&[]).by_mark("stage"),
    ];
    for query in wrong {
        assert_eq!(refused(query.clone()), Err(Why::NotTheirs), "{query:?}");
    }
}
