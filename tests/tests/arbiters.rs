//! The arbiter that plugins are tested with says what the host's says: random answers to every hook, judged by both on the same county,
//! come to the same refusals in the same order, or are none for the same reason.

use std::sync::Arc;

use domain::arbiter::{Judge, judge_dispatch, judge_effect, judge_findings, judge_indicators, judge_step, untellable};
use domain::decision::{Refused, RefusedWhy};
use domain::hooks::{self as host, Reasoned, Untellable as HostUntellable};
use domain::ids::*;
use domain::plugin::{Grants, Installed};
use domain::time::TimeMs;
use proptest::prelude::*;
use wardroom_plugin as sdk;
use wardroom_plugin::testing::arbiter::{Fault, limits};
use wardroom_plugin::testing::{self, Arbiter, Untellable};
use wardroom_plugin::workflow::{Failure, Outcome as StepOutcome};

use crate::desk::random;

use stage::Stage;

mod given;
mod stage;
mod translated;

/// How often each hook is tried.
const CASES: u32 = 2_000;

/// What came of an answer, in words that both have.
#[derive(Debug, PartialEq)]
enum Came {
    /// The refusals by their names.
    Judged(Vec<String>),
    /// The first reason that can't be told.
    Untold(String),
}

fn name(why: &RefusedWhy) -> String {
    match serde_json::to_value(why).expect("JSON") {
        serde_json::Value::String(name) => name,
        serde_json::Value::Object(object) => object.keys().next().expect("a name").clone(),
        other => panic!("{other}"),
    }
}

fn by_host(refused: &[Refused]) -> Came {
    Came::Judged(refused.iter().map(|refused| name(&refused.why)).collect())
}

fn by_sdk(judged: testing::arbiter::Judgement) -> Came {
    match judged {
        Ok(refused) => Came::Judged(refused.iter().map(|refused| refused.why.name().to_owned()).collect()),
        Err(why) => Came::Untold(untold(&why)),
    }
}

fn untold(why: &Untellable) -> String {
    match why {
        Untellable::UnknownCode { code } => format!("{code}: unknown"),
        Untellable::MissingValue { code, value } => format!("{code}: {value} missing"),
        Untellable::OtherValue { code, value, kind, given } => format!("{code}: {value} is {given}, not {kind}"),
        Untellable::SpareValue { code, value } => format!("{code}: {value} spare"),
        Untellable::UnknownReference { code, value, kind } => format!("{code}: no such {kind} {value}"),
    }
}

fn untold_by_host(why: &HostUntellable) -> String {
    match why {
        HostUntellable::UnknownCode { code } => format!("{code}: unknown"),
        HostUntellable::MissingValue { code, value } => format!("{code}: {value} missing"),
        HostUntellable::OtherValue { code, value, kind, given } => format!("{code}: {value} is {given}, not {kind}"),
        HostUntellable::SpareValue { code, value } => format!("{code}: {value} spare"),
        HostUntellable::UnknownReference { code, value, kind } => format!("{code}: no such {kind} {value}"),
    }
}

/// Both sides of one trial.
struct Court {
    stage: Stage,
    granted: Vec<&'static str>,
}

impl Court {
    fn new(granted: Vec<&'static str>) -> Court {
        Court { stage: Stage::new(), granted }
    }

    fn arbiter(&self) -> Arbiter {
        Arbiter::granting(given::why::CATALOG, &self.granted, self.stage.sdk_county())
    }

    fn grants(&self) -> Grants {
        let proposals = self.granted.iter().map(|name| (*name).to_owned()).collect();
        Grants { proposals, ..Grants::default() }
    }

    /// The first reason of an answer that the host can't tell.
    fn untellable(&self, answer: &impl Reasoned) -> Option<Came> {
        let desk = &self.stage.desk;
        let county = desk.state.county.as_ref().expect("a county").county();
        untellable(answer, &translated::catalog(given::why::CATALOG), county, &desk.state)
            .map(|why| Came::Untold(untold_by_host(&why)))
    }

    fn judge<I: Judge>(&self, input: &I, answer: I::Answer) -> Came {
        if let Some(untold) = self.untellable(&answer) {
            return untold;
        }
        let desk = &self.stage.desk;
        let county = desk.state.county.as_ref().expect("a county").county();
        let own = desk.state.plugins.current("own").expect("installed");
        let plugin = Installed { grants: self.grants(), ..(**own).clone() };
        let judged = input.judge(&desk.state, county, &plugin, answer);
        by_host(&judged.unwrap_or_else(|outcome| panic!("{outcome:?}")).refused)
    }
}

proptest! {
    #![proptest_config(random(CASES))]

    #[test]
    fn of_whom_it_sends(granted in given::grants(), answer in given::recommendation()) {
        let court = Court::new(granted);
        let (incident, candidates) = court.stage.call();
        let translated = translated::recommendation(&answer);
        let untold = court.untellable(&host::DispatchAnswer::Recommend(translated.clone()));
        let (view, pool) = (translated::incident(&incident), translated::candidates(&candidates));
        let host = untold.unwrap_or_else(|| {
            let state = &court.stage.desk.state;
            by_host(&judge_dispatch(state, &view, &pool, translated, Some(&court.grants())).refused)
        });
        let verdict = sdk::Verdict::Recommend(answer);
        prop_assert_eq!(by_sdk(court.arbiter().dispatch(&incident, &testing::call(), &candidates, &verdict)), host);
    }

    #[test]
    fn of_what_a_report_is(granted in given::grants(), answer in given::intake()) {
        let court = Court::new(granted);
        let (report, nearby) = court.stage.report();
        let host = court.judge(&translated::report(&report, &nearby), translated::intake(&answer));
        prop_assert_eq!(by_sdk(court.arbiter().intake(&report, &nearby, &answer)), host);
    }

    #[test]
    fn of_who_must_hear(granted in given::grants(), of in 1..=4_u32, answer in given::escalation()) {
        let mut court = Court::new(granted);
        let now = court.stage.now();
        let (matter, input) = court.stage.matter(of);
        let host = court.judge(&input, translated::escalation(&answer));
        prop_assert_eq!(by_sdk(court.arbiter().escalation(now, &matter, &answer)), host);
    }

    #[test]
    fn of_what_it_finds(granted in given::grants(), findings in given::findings()) {
        let court = Court::new(granted);
        let translated = translated::findings(&findings);
        let host = court.untellable(&translated).unwrap_or_else(|| {
            let county = court.stage.desk.state.county.as_ref().expect("a county").county();
            by_host(&judge_findings(county, &court.grants(), translated).1)
        });
        prop_assert_eq!(by_sdk(court.arbiter().findings(&findings)), host);
    }

    #[test]
    fn of_what_it_reckons(granted in given::grants(), answer in given::indicators()) {
        let court = Court::new(granted);
        let translated = translated::indicators(&answer);
        let host = court.untellable(&translated).unwrap_or_else(|| {
            let county = court.stage.desk.state.county.as_ref().expect("a county").county();
            let catalog = translated::catalog(given::why::CATALOG);
            by_host(&judge_indicators(county, &court.grants(), &catalog, translated).1)
        });
        prop_assert_eq!(by_sdk(court.arbiter().indicators(&answer)), host);
    }

    #[test]
    fn of_a_workflows_step(granted in given::grants(), of in prop::sample::select(vec![2_u32, 8]), answer in given::step()) {
        let mut court = Court::new(granted);
        let mut case = court.stage.case(of);
        let sdk = match court.arbiter().step(&mut case, &Ok(answer.clone())) {
            Ok(()) => Came::Judged(vec![]),
            Err(Fault::Reason(why)) => Came::Untold(untold(&why)),
            Err(Fault::Whole(why)) => Came::Judged(vec![format!("whole: {why}")]),
            Err(Fault::Effect(which, why)) => Came::Judged(vec![format!("{which}: {why}")]),
        };
        let host = step_by_host(&mut court, InstanceRef(of), &answer);
        prop_assert_eq!(sdk, host);
    }
}

fn step_by_host(court: &mut Court, which: InstanceRef, answer: &StepOutcome) -> Came {
    let mut answer = translated::step(answer);
    if let Some(untold) = court.untellable(&answer) {
        return untold;
    }
    let grants = court.grants();
    let desk = &mut court.stage.desk;
    let instance = |desk: &crate::desk::Desk| Arc::clone(desk.state.workflows.get(which).expect("under way"));
    if let Err(refused) = judge_step(&desk.state, &instance(desk), &mut answer) {
        return Came::Judged(vec![format!("whole: {}", name(&refused.why))]);
    }
    for (at, effect) in answer.effects.iter().enumerate() {
        match judge_effect(&desk.state, &instance(desk), effect, &grants, desk.now) {
            Ok(events) => desk.happen(events),
            Err(refused) => return Came::Judged(vec![format!("{at}: {}", name(&refused.why))]),
        }
    }
    Came::Judged(vec![])
}

/// The rule's own no is held to the same as any answer.
#[test]
fn of_a_no_that_nobody_could_be_told() {
    let court = Court::new(vec![]);
    let mut case = court.stage.case(2);
    let spare = given::why::plain().with(1_u32);
    let refused = court.arbiter().step(&mut case, &Err(Failure::Refuse(spare.clone())));
    let Err(Fault::Reason(why)) = refused else { panic!("{refused:?}") };
    let host = court.untellable(&host::StepVerdict::Refused(translated::reason(&spare)));
    assert_eq!(Some(Came::Untold(untold(&why))), host);
}

#[test]
fn its_limits_are_the_hosts() {
    use domain::limits as host;
    assert_eq!(limits::EXTRA_UNITS_MAX, host::EXTRA_UNITS_MAX);
    assert_eq!((limits::NEEDS_MAX, limits::CANDIDATES_MAX), (host::NEEDS_MAX, host::CANDIDATES_MAX));
    assert_eq!(limits::TIMERS_PER_SUBJECT_MAX, host::TIMERS_PER_SUBJECT_MAX);
    assert_eq!(limits::TIMER_AHEAD_S_MAX, host::TIMER_AHEAD_S_MAX);
    assert_eq!(limits::TIMER_REPEAT_S_MIN, host::TIMER_REPEAT_S_MIN);
    assert_eq!(limits::NOTICE_RECIPIENTS_MAX, host::NOTICE_RECIPIENTS_MAX);
    assert_eq!(limits::NOTICE_TIME_OUT_S_MAX, host::NOTICE_TIME_OUT_S_MAX);
    assert_eq!(limits::WORKFLOW_TASKS_MAX, host::WORKFLOW_TASKS_MAX);
    assert_eq!(limits::WORKFLOW_DEPTH_MAX, usize::from(host::WORKFLOW_DEPTH_MAX));
    assert_eq!(limits::WORKFLOW_REPORTS_OF_ONE_PER_HOUR_MAX, host::WORKFLOW_REPORTS_OF_ONE_PER_HOUR_MAX);
    assert_eq!(limits::INCIDENT_REMARKS_MAX, host::INCIDENT_REMARKS_MAX);
    assert_eq!(limits::LOAN_S_MAX, host::LOAN_S_MAX);
    assert_eq!(limits::CODE_BYTES_MAX, host::CODE_BYTES_MAX);
    assert_eq!(TimeMs::from_seconds(testing::NOW).seconds(), testing::NOW);
}
