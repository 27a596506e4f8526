//! The arbiter of escalations against a naive one, its reasons one by one, and the judgement of findings.

use std::collections::BTreeSet;

use domain::arbiter::{JudgedEscalation, cut_to, judge_escalation, judge_findings};
use domain::decision::RefusedWhy;
use domain::event::{Event, TimerEvent};
use domain::hooks::*;
use domain::ids::*;
use domain::incident::{Phase, Reality};
use domain::limits::*;
use domain::plugin::Grants;
use domain::time::TimeMs;
use domain::timer::TimerId;
use domain::who::{TeamOf, Who};
use proptest::prelude::*;

use crate::desk::*;

fn start(key: u16, due_at: TimeMs) -> EscalationProposal {
    EscalationProposal::StartTimer(TimerRequest { key, due_at, catch_up: CatchUp::Once, repeat_s: None })
}

fn notify(recipients: Vec<Who>) -> EscalationProposal {
    EscalationProposal::Notify(Message::alarm(1, recipients, why(1)))
}

fn judge(desk: &Desk, incident: IncidentRef, grants: &Grants, proposals: Vec<EscalationProposal>) -> JudgedEscalation {
    let matter = desk.state.matter_view(incident.into()).expect("a matter of the state");
    judge_escalation(&desk.state, &county(), &matter, 0, grants, proposals, desk.now)
}

/// Why one proposal alone is refused.
fn refused(desk: &Desk, incident: IncidentRef, proposal: EscalationProposal) -> Option<RefusedWhy> {
    let judged = judge(desk, incident, &everything(), vec![proposal]);
    assert_eq!(judged.accepted.len() + judged.refused.len(), 1);
    judged.refused.into_iter().next().map(|refused| refused.why)
}

fn brawl() -> (Desk, IncidentRef) {
    let mut desk = Desk::new();
    let incident = desk.report("brawl");
    (desk, incident)
}

#[test]
fn timers_lie_ahead_and_not_too_far() {
    let (mut desk, incident) = brawl();
    desk.now = TimeMs(START.0 + 700);
    let why = |due| refused(&desk, incident, start(1, due));
    assert_eq!(why(START), None, "plugins know whole seconds only");
    assert_eq!(why(TimeMs(START.0 - 1)), Some(RefusedWhy::TimerInThePast));
    assert_eq!(why(desk.now.plus_s(TIMER_AHEAD_S_MAX)), None);
    let too_far = Some(RefusedWhy::TimerTooFar { limit_s: TIMER_AHEAD_S_MAX });
    assert_eq!(why(desk.now.plus_s(TIMER_AHEAD_S_MAX + 1)), too_far);
}

#[test]
fn no_timer_starts_where_it_is_over() {
    for (to, refusal) in [(Phase::Cancelled, true), (Phase::Resolved, true), (Phase::Reopened, false)] {
        let (mut desk, incident) = brawl();
        if to == Phase::Reopened {
            desk.step(incident, Phase::Resolved).expect("done");
        }
        desk.step(incident, to).expect("done");
        let why = refused(&desk, incident, start(1, START.plus_s(5)));
        assert_eq!(why, refusal.then_some(RefusedWhy::WrongIncident), "{to}");
    }
}

/// The limit is one plugin's: another with many timers took it all, and a plugin at its limit could not even put off a timer
/// of its own.
#[test]
fn each_plugin_has_its_own_timers() {
    let (mut desk, incident) = brawl();
    let running = |owner, keys: std::ops::Range<u16>| {
        keys.map(move |key| {
            Event::Timer(TimerEvent::Started {
                timer: TimerId::new(incident, owner, key),
                generation: 1,
                due: START.plus_s(60),
                catch_up: CatchUp::Once,
                repeat_s: None,
            })
        })
    };
    desk.happen(running(1, 0..32).collect());
    assert_eq!(refused(&desk, incident, start(1, START.plus_s(5))), None);
    desk.happen(running(0, 0..31).collect());
    assert_eq!(refused(&desk, incident, start(31, START.plus_s(5))), None);
    desk.happen(running(0, 31..32).collect());
    let too_many = Some(RefusedWhy::TooMany { limit: TIMERS_PER_SUBJECT_MAX as u32 });
    assert_eq!(refused(&desk, incident, start(32, START.plus_s(5))), too_many);
    assert_eq!(refused(&desk, incident, start(7, START.plus_s(5))), None, "put off");
    let stop_first = vec![EscalationProposal::StopTimer { key: 7 }, start(32, START.plus_s(5))];
    assert_eq!(judge(&desk, incident, &everything(), stop_first).accepted.len(), 2);
}

#[test]
fn only_what_runs_is_stopped() {
    let (desk, incident) = brawl();
    let stop = |key| EscalationProposal::StopTimer { key };
    assert_eq!(refused(&desk, incident, stop(1)), Some(RefusedWhy::NoSuchTimer));
    let judged = judge(&desk, incident, &everything(), vec![start(1, START.plus_s(5)), stop(1), stop(1)]);
    assert_eq!(judged.accepted.len(), 2);
    assert_eq!(judged.refused[0].proposal, "stop timer 1");
}

#[test]
fn everyone_who_is_told_is_known() {
    let (mut desk, incident) = brawl();
    let why = |desk: &Desk, incident, to: &[Who]| refused(desk, incident, notify(to.to_vec()));
    let person = |number| Who::Person(PersonRef(number));
    let known = [person(2), Who::Team(TeamOf::Here(TeamRef(1))), Who::CommandRoom(D2)];
    assert_eq!(why(&desk, incident, &known), None);
    assert_eq!(why(&desk, incident, &[]), Some(RefusedWhy::NobodyToTell));
    assert_eq!(why(&desk, incident, &[person(2), person(3)]), Some(RefusedWhy::UnknownPerson));
    assert_eq!(why(&desk, incident, &[Who::Team(TeamOf::Here(TeamRef(2)))]), Some(RefusedWhy::UnknownTeam));
    assert_eq!(why(&desk, incident, &[Who::CommandRoom(DistrictRef(2))]), Some(RefusedWhy::UnknownDistrict));
    let many = |count| vec![Who::CommandRoom(D1); count];
    assert_eq!(why(&desk, incident, &many(NOTICE_RECIPIENTS_MAX)), None);
    let too_many = Some(RefusedWhy::TooMany { limit: NOTICE_RECIPIENTS_MAX as u32 });
    assert_eq!(why(&desk, incident, &many(NOTICE_RECIPIENTS_MAX + 1)), too_many);
    for reality in [Reality::Exercise, Reality::Test] {
        let mut drill = report("brawl");
        drill.reality = reality;
        desk.tell(domain::command::Command::Incident(domain::command::IncidentCommand::Report(drill)));
        let drill = desk.state.last_incident;
        assert_eq!(why(&desk, drill, &known[..1]), Some(RefusedWhy::ExerciseOnly));
        assert_eq!(why(&desk, drill, &known[1..2]), Some(RefusedWhy::ExerciseOnly));
        assert_eq!(why(&desk, drill, &known[2..]), None, "the command room hears of it");
    }
}

#[test]
fn what_passes_the_room_in_a_batch_is_refused() {
    let (desk, incident) = brawl();
    let proposals = (1..6).map(|key| start(key, START.plus_s(5))).collect();
    let mut judged = judge(&desk, incident, &everything(), proposals);
    cut_to(5, &mut judged.accepted, &mut judged.refused);
    assert_eq!((judged.accepted.len(), judged.refused.len()), (5, 0));
    cut_to(3, &mut judged.accepted, &mut judged.refused);
    assert_eq!(judged.accepted.len(), 3);
    assert_eq!(
        judged.refused.iter().map(|r| r.proposal.as_str()).collect::<Vec<_>>(),
        ["start timer 4", "start timer 5"]
    );
    assert!(judged.refused.iter().all(|r| r.why == RefusedWhy::TooMany { limit: 3 }));
}

fn proposal() -> impl Strategy<Value = EscalationProposal> {
    let recipient = prop_oneof![
        (0..5u32).prop_map(|person| Who::Person(PersonRef(person))),
        (0..4u16).prop_map(|team| Who::Team(TeamOf::Here(TeamRef(team)))),
        (0..4u16).prop_map(|district| Who::CommandRoom(DistrictRef(district))),
    ];
    prop_oneof![
        3 => (0..40u16, -5..5i64).prop_map(|(key, due_s)| start(key, TimeMs(START.0 + due_s * 1000))),
        2 => (0..40u16).prop_map(|key| EscalationProposal::StopTimer { key }),
        2 => prop::collection::vec(recipient, 0..3).prop_map(notify),
    ]
}

proptest! {
    #![proptest_config(random(256))]

    #[test]
    fn two_arbiters_agree(
        proposals in prop::collection::vec(proposal(), 0..60),
        grants in prop::sample::subsequence(vec!["start-timer", "stop-timer", "notify"], 0..=3),
    ) {
        let (desk, incident) = brawl();
        let granted = Grants { proposals: grants.iter().map(|g| (*g).to_owned()).collect(), ..Grants::default() };
        let judged = judge(&desk, incident, &granted, proposals.clone());
        let mut running: BTreeSet<u16> = BTreeSet::new();
        let known = |recipient: &Who| match recipient {
            Who::Person(person) => person.0 < 3,
            Who::Team(TeamOf::Here(team)) => team.0 < 2,
            Who::CommandRoom(district) => district.0 < 2,
            other => panic!("{other:?} is never proposed here"),
        };
        let mut stands = |proposal: &EscalationProposal| match proposal {
            EscalationProposal::StartTimer(TimerRequest { key, due_at, .. }) => {
                let fits = running.len() < 32 || running.contains(key);
                let good = grants.contains(&"start-timer") && fits && due_at.0 >= START.0;
                if good {
                    running.insert(*key);
                }
                good
            }
            EscalationProposal::StopTimer { key } => grants.contains(&"stop-timer") && running.remove(key),
            EscalationProposal::Notify(Message { recipients, .. }) => {
                grants.contains(&"notify") && !recipients.is_empty() && recipients.iter().all(known)
            }
        };
        let accepted: Vec<EscalationProposal> = proposals.iter().filter(|p| stands(p)).cloned().collect();
        prop_assert_eq!(judged.refused.len() + judged.accepted.len(), proposals.len());
        prop_assert_eq!(judged.accepted, accepted);
    }
}

#[test]
fn findings_are_about_what_there_is() {
    let finding = |subject| Finding { severity: Severity::Warning, subject, why: why(1) };
    let findings: Vec<Finding> = [
        FindingAbout::County,
        FindingAbout::District(DistrictRef(1)),
        FindingAbout::District(DistrictRef(2)),
        FindingAbout::Station(StationRef(2)),
        FindingAbout::Person(PersonRef(2)),
        FindingAbout::Person(PersonRef(3)),
    ]
    .map(finding)
    .into();
    let (kept, refused) = judge_findings(&county(), &everything(), findings.clone());
    assert_eq!(kept.len(), 3);
    let refused: Vec<_> = refused.into_iter().map(|r| (r.proposal, r.why)).collect();
    assert_eq!(
        refused,
        [
            ("finding 2".to_owned(), RefusedWhy::UnknownDistrict),
            ("finding 3".to_owned(), RefusedWhy::UnknownDistrict),
            ("finding 5".to_owned(), RefusedWhy::UnknownPerson),
        ]
    );
    let (kept, refused) = judge_findings(&county(), &Grants::default(), findings);
    assert!(kept.is_empty() && refused.iter().all(|r| r.why == RefusedWhy::NotGranted));
}
