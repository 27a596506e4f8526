//! The ladder's behaviour: what each trigger leads to, in words; and a clock that plays whole incidents.

use expect_test::{Expect, expect};
use proptest::prelude::*;
use wardroom_plugin::testing::{County, NOW, Package, incident, matter, unit_info};
use wardroom_plugin::view::{Reference, Subject, UnitInfo};
use wardroom_plugin::{
    EscalationProposal, Incident, Reality, TaskMatter, Unanswered, Urgency, Vacancy, Value, WorkflowMatter,
};

use super::*;

mod alarms;
mod levels;
mod reopened;

const OFFICER: u32 = 7;
const LEADER: u32 = 8;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"), why::CATALOG)
}

/// A county in which both slots are filled.
fn staffed() -> County {
    County::new().on_duty(0, "officer", &[OFFICER]).on_duty(0, "duty-leader", &[LEADER])
}

/// An outcome in words, a line for each proposal and remark; times count from acceptance.
fn words(outcome: &Outcome) -> String {
    let package = package();
    let mut lines = String::new();
    for proposal in &outcome.proposals {
        lines += &match proposal {
            EscalationProposal::StartTimer(timer) => {
                let every = timer.repeat_s.map(|every| format!(", then every {every}")).unwrap_or_default();
                format!("start {} at {}{every}\n", timer.key, timer.due_at - NOW)
            }
            EscalationProposal::StopTimer(key) => format!("stop {key}\n"),
            EscalationProposal::Notify(notice) => {
                format!("level {} to {:?}: {}\n", notice.level, notice.recipients, package.text("en", &notice.why))
            }
        };
    }
    for remark in &outcome.remarks {
        lines += &format!("remark: {}\n", package.text("en", remark));
    }
    lines
}

fn consider(after_s: u32, incident: &Incident, trigger: Trigger) -> Outcome {
    GradedEscalation::consider(NOW + after_s, &Settings::default(), &matter(incident), trigger).unwrap()
}

fn check(county: County, after_s: u32, incident: &Incident, trigger: Trigger, expected: Expect) {
    check_matter(county, after_s, &matter(incident), trigger, expected);
}

fn check_matter(county: County, after_s: u32, matter: &Matter, trigger: Trigger, expected: Expect) {
    told(county, &Settings::default(), after_s, matter, trigger, expected);
}

fn told(county: County, settings: &Settings, after_s: u32, matter: &Matter, trigger: Trigger, expected: Expect) {
    let arbiter = package().arbiter(county.clone());
    let _county = county.enter();
    let outcome = GradedEscalation::consider(NOW + after_s, settings, matter, trigger).unwrap();
    assert_eq!(arbiter.escalation(NOW + after_s, matter, &outcome), Ok(vec![]));
    expected.assert_eq(&words(&outcome));
}

#[test]
fn the_files_agree_with_the_code() {
    package().check::<Settings>();
}

#[test]
fn acceptance_starts_the_first_level() {
    check(
        staffed(),
        0,
        &incident(),
        Trigger::PhaseChanged,
        expect![[r#"
        start 1 at 120
    "#]],
    );
}

#[test]
fn a_report_that_nobody_accepted_yet_waits() {
    let reported = Incident { phase: Phase::Reported, accepted_at: None, ..incident() };
    check(staffed(), 0, &reported, Trigger::PhaseChanged, expect![[""]]);
}

#[test]
fn an_incident_that_is_accepted_anew_keeps_its_ladder() {
    let running = Matter { timers: vec![2], told: 1, ..matter(&incident()) };
    check_matter(staffed(), 200, &running, Trigger::PhaseChanged, expect![[""]]);
    let at_its_end = Matter { told: 3, ..matter(&incident()) };
    check_matter(staffed(), 700, &at_its_end, Trigger::PhaseChanged, expect![[""]]);
}

/// Taken for a duplicate its ladder was stopped; taken out again it was silent for good.
#[test]
fn an_incident_that_is_no_duplicate_after_all_goes_on_with_its_ladder() {
    check(
        staffed(),
        200,
        &incident(),
        Trigger::PhaseChanged,
        expect![[r#"
            start 1 at 320
        "#]],
    );
    let told = Matter { told: 1, ..matter(&incident()) };
    check_matter(
        staffed(),
        200,
        &told,
        Trigger::PhaseChanged,
        expect![[r#"
        level 2 to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: nobody has acknowledged it 200 s after acceptance
        start 3 at 600
    "#]],
    );
}

/// Level 2 was called meanwhile, and who had accepted on level 1 never came.
#[test]
fn who_does_not_arrive_is_followed_by_whoever_was_not_called_yet() {
    let matter = Matter { acknowledged_at: Some(NOW + 150), told: 2, ..matter(&incident()) };
    let late = Trigger::Unanswered(Unanswered { level: 1, stage: Stage::Arrived });
    check_matter(
        staffed(),
        1_000,
        &matter,
        late,
        expect![[r#"
        level 3 to [Recipient::CommandRoom(0)]: 1000 s after acceptance, who took it on has not arrived in time
    "#]],
    );
}

#[test]
fn each_level_calls_its_own_and_starts_the_next() {
    check(
        staffed(),
        120,
        &incident(),
        Trigger::TimerFired(1),
        expect![[r#"
            level 1 to [Recipient::Role(Role { district: 0, slot: "officer" })]: nobody has acknowledged it 120 s after acceptance
            start 2 at 300
        "#]],
    );
    check(
        staffed(),
        300,
        &incident(),
        Trigger::TimerFired(2),
        expect![[r#"
            level 2 to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: nobody has acknowledged it 300 s after acceptance
            start 3 at 600
        "#]],
    );
    check(
        staffed(),
        600,
        &incident(),
        Trigger::TimerFired(3),
        expect![[r#"
            level 3 to [Recipient::CommandRoom(0)]: nobody has acknowledged it 600 s after acceptance
            start 103 at 1200, then every 600
        "#]],
    );
}

#[test]
fn who_is_on_duty_is_looked_up_when_the_level_is_called() {
    let change = NOW + 180;
    let county = || {
        let early = staffed().on_duty_during(0..change, 0, "night", &[]);
        early.on_duty_during(change..u32::MAX, 0, "night", &[2, 3])
    };
    let night = Level { slot: Some("night".to_owned()), ..Level::default() };
    let settings = Settings { levels: vec![night, Settings::default().levels[2].clone()], ..Settings::default() };
    for (after_s, expected) in [
        (
            120,
            expect![[r#"
                level 2 to [Recipient::CommandRoom(0)]: nobody has acknowledged it 120 s after acceptance
                start 102 at 720, then every 600
                remark: level 1 skipped: nobody is on duty in its slot
            "#]],
        ),
        (
            180,
            expect![[r#"
            level 1 to [Recipient::Role(Role { district: 0, slot: "night" })]: nobody has acknowledged it 180 s after acceptance
            start 2 at 600
        "#]],
        ),
    ] {
        told(county(), &settings, after_s, &matter(&incident()), Trigger::TimerFired(1), expected);
    }
}

#[test]
fn an_empty_level_is_skipped_at_once() {
    let county = || County::new().on_duty(0, "officer", &[]).on_duty(0, "duty-leader", &[LEADER]);
    check(
        county(),
        120,
        &incident(),
        Trigger::TimerFired(1),
        expect![[r#"
            level 2 to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: nobody has acknowledged it 120 s after acceptance
            start 3 at 600
            remark: level 1 skipped: nobody is on duty in its slot
        "#]],
    );
}

#[test]
fn the_command_room_is_there_when_nobody_else_is() {
    check(
        County::new(),
        120,
        &incident(),
        Trigger::TimerFired(1),
        expect![[r#"
            level 3 to [Recipient::CommandRoom(0)]: nobody has acknowledged it 120 s after acceptance
            start 103 at 720, then every 600
            remark: level 1 skipped: the county has no such roster slot
            remark: level 2 skipped: the county has no such roster slot
        "#]],
    );
    check(
        staffed().deny("on-duty"),
        120,
        &incident(),
        Trigger::TimerFired(1),
        expect![[r#"
            level 3 to [Recipient::CommandRoom(0)]: nobody has acknowledged it 120 s after acceptance
            start 103 at 720, then every 600
            remark: level 1 skipped: the roster could not be read
            remark: level 2 skipped: the roster could not be read
        "#]],
    );
}

#[test]
fn a_ladder_without_the_command_room_ends_there_all_the_same() {
    let _county = County::new().on_duty(0, "officer", &[]).enter();
    let settings = Settings { levels: vec![Settings::default().levels[0].clone()], ..Settings::default() };
    let outcome =
        GradedEscalation::consider(NOW + 120, &settings, &matter(&incident()), Trigger::TimerFired(1)).unwrap();
    expect![[r#"
        level 1 to [Recipient::CommandRoom(0)]: nobody has acknowledged it 120 s after acceptance, and nobody is on duty in the last level: the command room has to act
        start 101 at 720, then every 600
    "#]].assert_eq(&words(&outcome));
}

#[test]
fn acknowledging_arriving_and_resolving_stop_what_runs() {
    let acknowledged = Incident { acknowledged_at: Some(NOW + 60), ..incident() };
    let resolved = Incident { phase: Phase::Resolved, ..incident() };
    for (of, trigger) in
        [(&acknowledged, Trigger::Acknowledged), (&acknowledged, Trigger::Arrived), (&resolved, Trigger::PhaseChanged)]
    {
        for (timers, expected) in [(&[][..], ""), (&[2][..], "stop 2\n"), (&[3, 102][..], "stop 3\nstop 102\n")] {
            let matter = Matter { timers: timers.to_vec(), ..matter(of) };
            // Nothing of the county is read for it.
            let outcome = GradedEscalation::consider(NOW + 60, &Settings::default(), &matter, trigger).unwrap();
            assert_eq!(words(&outcome), expected);
        }
    }
    let cancelled = Incident { phase: Phase::Cancelled, ..incident() };
    check(staffed(), 90, &cancelled, Trigger::PhaseChanged, expect![[""]]);
}

#[test]
fn what_was_acknowledged_before_it_was_accepted_has_no_ladder() {
    let acknowledged = Incident { acknowledged_at: Some(NOW - 5), ..incident() };
    check(staffed(), 0, &acknowledged, Trigger::PhaseChanged, expect![[""]]);
}

#[test]
fn a_timer_that_fires_too_late_says_nothing() {
    let acknowledged = Incident { acknowledged_at: Some(NOW + 60), ..incident() };
    check(staffed(), 120, &acknowledged, Trigger::TimerFired(1), expect![[""]]);
    let resolved = Incident { phase: Phase::Resolved, ..incident() };
    check(staffed(), 120, &resolved, Trigger::TimerFired(1), expect![[""]]);
}

#[test]
fn an_exercise_pages_nobody() {
    let exercise = Incident { reality: Reality::Exercise, ..incident() };
    check(
        staffed(),
        120,
        &exercise,
        Trigger::TimerFired(1),
        expect![[r#"
        level 1 to [Recipient::CommandRoom(0)]: exercise: level 1 would be called now; nobody has acknowledged it 120 s after acceptance
        start 2 at 300
    "#]],
    );
    let _county = staffed().enter();
    let test = Incident { reality: Reality::Test, ..incident() };
    assert_eq!(consider(120, &test, Trigger::TimerFired(1)), consider(120, &exercise, Trigger::TimerFired(1)));
}

#[test]
fn key_places_and_pressing_kinds_shorten_the_delays() {
    let school = [("grid", Value::from(Reference::Grid(5))), ("name", "school".into())];
    let county = || staffed().row("key-places", "school", school.clone());
    let there = Incident { grid: 5, ..incident() };
    check(
        county(),
        0,
        &there,
        Trigger::PhaseChanged,
        expect![[r#"
            start 1 at 60
            remark: all delays are 50 % of the usual, by key place, kind or priority of the incident
        "#]],
    );
    check(
        county(),
        0,
        &incident(),
        Trigger::PhaseChanged,
        expect![[r#"
        start 1 at 120
    "#]],
    );
    let pressing = || county().attribute(Subject::Kind(0), "escalation-factor", 0.5);
    check(
        pressing(),
        0,
        &there,
        Trigger::PhaseChanged,
        expect![[r#"
            start 1 at 30
            remark: all delays are 25 % of the usual, by key place, kind or priority of the incident
        "#]],
    );
    check(
        pressing(),
        30,
        &there,
        Trigger::TimerFired(1),
        expect![[r#"
            level 1 to [Recipient::Role(Role { district: 0, slot: "officer" })]: nobody has acknowledged it 30 s after acceptance
            start 2 at 75
        "#]],
    );
    check(
        county().attribute(Subject::Kind(0), "escalation-factor", 0.0),
        0,
        &incident(),
        Trigger::PhaseChanged,
        expect![[r#"
            start 1 at 120
        "#]],
    );
}

#[test]
fn a_ladder_that_is_behind_keeps_its_gaps() {
    check(
        staffed(),
        3600,
        &incident(),
        Trigger::TimerFired(1),
        expect![[r#"
            level 1 to [Recipient::Role(Role { district: 0, slot: "officer" })]: nobody has acknowledged it 3600 s after acceptance
            start 2 at 3780
        "#]],
    );
    let reopened = Incident { phase: Phase::Reopened, ..incident() };
    check(
        staffed(),
        7200,
        &reopened,
        Trigger::PhaseChanged,
        expect![[r#"
            start 1001 at 7320
        "#]],
    );
}

#[test]
fn levels_out_of_order_are_an_error() {
    let mut settings = Settings::default();
    settings.levels.swap(0, 1);
    let answer = GradedEscalation::consider(NOW, &settings, &matter(&incident()), Trigger::PhaseChanged);
    expect!["level 2 is due before level 1; order `levels` by `after_s`"].assert_eq(&answer.unwrap_err().0);
}

/// One person in each slot that is on duty.
fn roster(officer: bool, leader: bool) -> County {
    let who = |on_duty: bool, person| if on_duty { vec![person] } else { vec![] };
    County::new().on_duty(0, "officer", &who(officer, OFFICER)).on_duty(0, "duty-leader", &who(leader, LEADER))
}

proptest! {
    /// Played from acceptance until somebody acknowledges: one timer runs at a time, no level is called twice or early, the
    /// acknowledgement stops just the timer that runs, and without one the command room hears.
    #[test]
    fn a_whole_incident(officer: bool, leader: bool, acknowledged_after_s in 1..1000u32) {
        let _county = roster(officer, leader).enter();
        let (mut running, mut every_s) = (None, None);
        let mut called = Vec::new();
        let mut outcome = consider(0, &incident(), Trigger::PhaseChanged);
        loop {
            for proposal in outcome.proposals.drain(..) {
                match proposal {
                    EscalationProposal::StartTimer(timer) => {
                        prop_assert_eq!(running, None);
                        running = Some((timer.due_at - NOW, timer.key));
                        every_s = timer.repeat_s;
                    }
                    EscalationProposal::StopTimer(key) => prop_assert_eq!(Some(key), running.take().map(|(_, key)| key)),
                    EscalationProposal::Notify(notice) => called.push(notice.level),
                }
            }
            match running.take_if(|(due_s, _)| *due_s <= acknowledged_after_s) {
                Some((due_s, key)) => {
                    running = every_s.map(|every_s| (due_s + every_s, key));
                    outcome = consider(due_s, &incident(), Trigger::TimerFired(key));
                }
                None => break,
            }
        }
        let acknowledged = Incident { acknowledged_at: Some(NOW + acknowledged_after_s), ..incident() };
        let timers = running.iter().map(|(_, key)| *key).collect();
        let seen = Matter { timers, ..matter(&acknowledged) };
        let now = NOW + acknowledged_after_s;
        let stop = GradedEscalation::consider(now, &Settings::default(), &seen, Trigger::Acknowledged).unwrap().proposals;
        let expected: Vec<_> = running.map(|(_, key)| EscalationProposal::StopTimer(key)).into_iter().collect();
        prop_assert_eq!(stop, expected);
        prop_assert!(called.is_sorted_by(|one, next| one < next || one == next && *one == 3));
        prop_assert!(acknowledged_after_s < 600 || called.last() == Some(&3));
    }
}
