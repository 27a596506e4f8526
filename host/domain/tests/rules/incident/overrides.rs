//! What is recommended and not done: for one of the county's own reasons where it declares any, and kept with the incident.

use domain::command::{Command, IncidentCommand, MatterCommand, Verdict};
use domain::county::{County, Named};
use domain::decision::{SettledAs, Settlement};
use domain::ids::*;
use domain::incident::record::{Overridden, Override};
use domain::plugin::Mode;
use expect_test::expect;

use crate::desk::*;

fn desk() -> Desk {
    let reason = |code: &str| Named { code: code.to_owned(), name: Default::default() };
    let override_reasons = vec![reason("local-knowledge"), reason("road-closed")];
    Desk::with(County { override_reasons, ..county() })
}

/// A brawl with a recommendation of these units.
fn advised(desk: &mut Desk, units: &[u32]) -> (IncidentRef, u32) {
    let incident = desk.report("brawl");
    (incident, desk.decide(incident, dispatch_decision("alpha", Mode::Advise, units)))
}

fn settle((incident, decision): (IncidentRef, u32), verdict: Verdict, code: Option<&str>) -> Command {
    let code = code.map(str::to_owned);
    Command::Matter(MatterCommand::Settle { matter: incident.into(), decision, verdict, code })
}

fn assign((incident, _): (IncidentRef, u32), units: &[u32], code: Option<&str>) -> Command {
    let units = units.iter().map(|unit| UnitRef(*unit)).collect();
    Command::Incident(IncidentCommand::Assign { incident, units, code: code.map(str::to_owned) })
}

fn settlement(desk: &Desk, (incident, decision): (IncidentRef, u32)) -> Settlement {
    desk.state.decision(incident, decision).and_then(|found| found.facts.settlement.clone()).expect("settled")
}

fn kept(desk: &Desk, which: (IncidentRef, u32)) -> Vec<Override> {
    desk.incident(which.0).overrides.clone()
}

#[test]
fn what_is_missing_or_unknown_is_told_with_the_codes_that_there_are() {
    let mut desk = desk();
    let brawl = advised(&mut desk, &[0, 2]);
    let amend = || Verdict::Amend { units: vec![UnitRef(3)] };
    let mut told = vec![
        desk.refused(settle(brawl, Verdict::Reject, None)),
        desk.refused(settle(brawl, amend(), Some("mood"))),
        desk.refused(settle(brawl, Verdict::Confirm, Some("road-closed"))),
        desk.refused(assign(brawl, &[3], None)),
        desk.refused(assign(brawl, &[0, 2], Some("mood"))),
    ];
    // Words alone are not enough where there are codes.
    told.push(desk.because("I know better", settle(brawl, amend(), None)).expect_err("refused").to_string());
    let mut plain = Desk::new();
    let brawl = advised(&mut plain, &[0, 2]);
    told.push(plain.refused(settle(brawl, Verdict::Reject, Some("road-closed"))));
    expect![[r#"
        no-reason: detail.matter.no-override-reason (codes=[local-knowledge, road-closed])
        no-such-reason: detail.matter.unknown-override-reason (code=mood, codes=[local-knowledge, road-closed])
        nothing-overridden: detail.matter.nothing-overridden
        no-reason: detail.matter.no-override-reason (codes=[local-knowledge, road-closed])
        no-such-reason: detail.matter.unknown-override-reason (code=mood, codes=[local-knowledge, road-closed])
        detail.matter.no-override-reason (codes=[local-knowledge, road-closed])
        no-such-reason: detail.matter.no-override-reasons"#]]
    .assert_eq(&told.join("\n"));
}

#[test]
fn a_code_says_enough_and_stays_with_the_incident() {
    let mut desk = desk();
    let amended = advised(&mut desk, &[0]);
    desk.wait(5).tell(settle(amended, Verdict::Amend { units: vec![UnitRef(3)] }, Some("road-closed")));
    let of = settlement(&desk, amended);
    assert_eq!(of.outcome, SettledAs::Amended { units: vec![UnitRef(3)], reason: None });
    assert_eq!(of.code.as_deref(), Some("road-closed"));
    let rejected = advised(&mut desk, &[1]);
    desk.because(" they are on their way already ", settle(rejected, Verdict::Reject, Some("local-knowledge")))
        .expect("done");
    let reason = Some("they are on their way already".to_owned());
    assert_eq!(settlement(&desk, rejected).outcome, SettledAs::Rejected { reason });
    let one = |(_, decision), at, how, code: &str| vec![Override { decision, at, how, code: Some(code.to_owned()) }];
    assert_eq!(kept(&desk, amended), one(amended, START.plus_s(5), Overridden::Amended, "road-closed"));
    assert_eq!(kept(&desk, rejected), one(rejected, START.plus_s(5), Overridden::Rejected, "local-knowledge"));
}

#[test]
fn whoever_sends_others_by_hand_says_why_and_whoever_sends_the_same_follows() {
    let mut desk = desk();
    let other = advised(&mut desk, &[0]);
    desk.tell(assign(other, &[3], Some("local-knowledge")));
    let of = settlement(&desk, other);
    assert_eq!(
        (of.outcome, of.by.as_str(), of.code.as_deref()),
        (SettledAs::Overtaken, "system", Some("local-knowledge"))
    );
    assert_eq!(kept(&desk, other).iter().map(|of| of.how).collect::<Vec<_>>(), [Overridden::ByHand]);
    // No more is recommended: what else is sent overrides nothing, whatever code comes along.
    desk.tell(assign(other, &[4], Some("road-closed")));
    let same = advised(&mut desk, &[2, 1]);
    desk.tell(assign(same, &[1, 2], None));
    assert_eq!(settlement(&desk, same).code, None);
    assert_eq!((kept(&desk, other).len(), kept(&desk, same).len()), (1, 0));
}

#[test]
fn a_county_without_codes_goes_by_words_as_ever() {
    let mut desk = Desk::new();
    let brawl = advised(&mut desk, &[0]);
    desk.because("nearer by boat", settle(brawl, Verdict::Reject, None)).expect("done");
    let words = kept(&desk, brawl);
    assert_eq!(words.iter().map(|of| (of.how, of.code.clone())).collect::<Vec<_>>(), [(Overridden::Rejected, None)]);
    let by_hand = advised(&mut desk, &[1]);
    desk.tell(assign(by_hand, &[2], None));
    assert!(kept(&desk, by_hand).is_empty(), "nobody was asked why");
}
