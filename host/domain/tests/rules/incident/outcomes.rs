//! How incidents end: a result of the county's own, given with the last steps or put right after them, and never left out where there
//! is one.

use domain::command::{Command, IncidentCommand};
use domain::county::County;
use domain::county::outcome::Outcome;
use domain::ids::*;
use domain::incident::Phase;
use domain::incident::record::Changed;
use expect_test::expect;

use crate::desk::*;

const NOISE: KindRef = KindRef(2);
const BRAWL: KindRef = KindRef(1);

/// Noise ends in one of three ways, a brawl in one, whatever else in none.
fn desk() -> Desk {
    let outcome = |code: &str, kinds: &[KindRef]| Outcome {
        code: code.to_owned(),
        name: Default::default(),
        kinds: kinds.to_vec(),
    };
    let outcomes = vec![
        outcome("warned", &[NOISE]),
        outcome("case-opened", &[BRAWL]),
        outcome("settled", &[NOISE]),
        outcome("nothing-found", &[NOISE]),
    ];
    Desk::with(County { outcomes, ..county() })
}

fn step(incident: IncidentRef, to: Phase, outcome: Option<&str>) -> Command {
    Command::Incident(IncidentCommand::Step { incident, to, outcome: outcome.map(str::to_owned) })
}

fn set(incident: IncidentRef, outcome: &str) -> Command {
    Command::Incident(IncidentCommand::SetOutcome { incident, outcome: outcome.to_owned() })
}

fn accepted(desk: &mut Desk) -> IncidentRef {
    let incident = desk.report("noise");
    desk.wait(1).tell(step(incident, Phase::Accepted, None));
    incident
}

#[test]
fn nothing_is_closed_without_a_result_where_there_is_one() {
    let mut desk = desk();
    let incident = accepted(&mut desk);
    let told = [
        desk.refused(step(incident, Phase::Resolved, Some("lost"))),
        desk.refused(step(incident, Phase::Resolved, Some("case-opened"))),
    ];
    expect![[r#"
        no-such-outcome: detail.incident.unknown-outcome (outcome=lost, outcomes=[warned, settled, nothing-found])
        no-such-outcome: detail.incident.unknown-outcome (outcome=case-opened, outcomes=[warned, settled, nothing-found])"#]].assert_eq(&told.join("\n"));
    desk.tell(step(incident, Phase::Resolved, None));
    expect!["no-outcome: detail.incident.outcome-missing (incident=20220901-000001, outcomes=[warned, settled, nothing-found])"].assert_eq(&desk.refused(step(incident, Phase::Closed, None)));
    desk.wait(60).tell(step(incident, Phase::Closed, Some("settled")));
    let closed = desk.incident(incident);
    assert_eq!((closed.phase, closed.outcome.as_deref()), (Phase::Closed, Some("settled")));
    // One that is given when it is resolved does for the closing.
    let incident = accepted(&mut desk);
    desk.tell(step(incident, Phase::Resolved, Some("warned")));
    desk.tell(step(incident, Phase::Closed, None));
    assert_eq!(desk.incident(incident).outcome.as_deref(), Some("warned"));
}

#[test]
fn a_kind_without_results_has_none() {
    let mut desk = desk();
    let incident = desk.report("traffic-accident");
    expect!["no-such-outcome: detail.incident.no-outcomes (incident=20220901-000001)"].assert_eq(&desk.refused(step(
        incident,
        Phase::Resolved,
        Some("warned"),
    )));
    desk.tell(step(incident, Phase::Resolved, None));
    desk.tell(step(incident, Phase::Closed, None));
    assert_eq!(desk.incident(incident).outcome, None);
}

/// What was right for noise is none for a brawl.
#[test]
fn a_result_fits_the_kind_that_it_is_closed_as() {
    let mut desk = desk();
    let incident = accepted(&mut desk);
    desk.tell(step(incident, Phase::Resolved, Some("warned")));
    desk.tell(Command::Incident(IncidentCommand::SetKind { incident, kind: BRAWL }));
    let refused = desk.refused(step(incident, Phase::Closed, None));
    assert_eq!(
        refused,
        "no-outcome: detail.incident.outcome-missing (incident=20220901-000001, outcomes=[case-opened])"
    );
    desk.tell(step(incident, Phase::Closed, Some("case-opened")));
}

#[test]
fn it_is_put_right_after_the_end_and_stands_in_the_record() {
    let mut desk = desk();
    let incident = accepted(&mut desk);
    expect!["outcome-early: detail.incident.outcome-early (incident=20220901-000001, phase=accepted)"]
        .assert_eq(&desk.refused(set(incident, "warned")));
    desk.wait(60).tell(step(incident, Phase::Cancelled, Some("nothing-found")));
    expect!["no-change: detail.incident.outcome-already (incident=20220901-000001, outcome=nothing-found)"]
        .assert_eq(&desk.refused(set(incident, "nothing-found")));
    desk.wait(60).tell(set(incident, "warned"));
    let changed = |desk: &Desk| desk.incident(incident).changes.iter().map(|c| c.what.clone()).collect::<Vec<_>>();
    let outcome = |from: Option<&str>, to: &str| Changed::Outcome { from: from.map(str::to_owned), to: to.to_owned() };
    assert_eq!(changed(&desk), [outcome(None, "nothing-found"), outcome(Some("nothing-found"), "warned")]);
    desk.wait(60).tell(step(incident, Phase::Reopened, None));
    assert_eq!(desk.incident(incident).outcome, None, "what was said of its end holds no more");
    assert_eq!(changed(&desk).len(), 2);
    assert!(desk.refused(step(incident, Phase::Assigned, Some("warned"))).contains("unitless"));
    desk.tell(step(incident, Phase::Resolved, None));
    assert!(desk.refused(step(incident, Phase::Closed, None)).starts_with("no-outcome: "));
}

/// A county that leaves one out of its files still has it on what ended so.
#[test]
fn a_result_that_the_county_has_no_more_stays() {
    let mut desk = desk();
    let incident = accepted(&mut desk);
    desk.tell(step(incident, Phase::Resolved, Some("warned")));
    let county = County { digest: Digest::of(b"later"), ..county() };
    let county = std::sync::Arc::new(county);
    desk.tell(Command::County(domain::command::CountyCommand::Import { county }));
    assert_eq!(desk.incident(incident).outcome.as_deref(), Some("warned"));
    desk.tell(step(incident, Phase::Closed, None));
}
