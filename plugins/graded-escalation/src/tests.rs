//! The ladder's behaviour: what each trigger leads to, in words; and a clock that plays whole incidents.

use expect_test::{Expect, expect};
use proptest::prelude::*;
use wardroom_plugin::testing::{County, NOW, Package, incident, matter};
use wardroom_plugin::view::{Coded, Subject, UnitInfo};
use wardroom_plugin::{
    EscalationProposal, Incident, Reality, TaskMatter, Unanswered, Urgency, Vacancy, Value, WorkflowMatter,
};

use super::*;

mod reopened;

const OFFICER: u32 = 7;
const LEADER: u32 = 8;

fn package() -> Package {
    Package::read(env!("CARGO_MANIFEST_DIR"))
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
    let _county = county.enter();
    let outcome = GradedEscalation::consider(NOW + after_s, &Settings::default(), matter, trigger).unwrap();
    expected.assert_eq(&words(&outcome));
}

#[test]
fn the_files_agree_with_the_code() {
    package().check::<Settings>(why::CATALOG);
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
        let _county = county().enter();
        let outcome =
            GradedEscalation::consider(NOW + after_s, &settings, &matter(&incident()), Trigger::TimerFired(1));
        expected.assert_eq(&words(&outcome.unwrap()));
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
    let school = [("grid", Value::from("350924100001001")), ("name", "school".into())];
    let county = || staffed().code(Coded::Grid(5), "350924100001001").row("key-places", "school", school.clone());
    let there = Incident { grid: 5, ..incident() };
    check(
        county(),
        0,
        &there,
        Trigger::PhaseChanged,
        expect![[r#"
        start 1 at 60
        remark: all delays are 50 % of the usual, by key place or kind of incident
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
        remark: all delays are 25 % of the usual, by key place or kind of incident
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
        let mut running = None;
        let mut called = Vec::new();
        let mut outcome = consider(0, &incident(), Trigger::PhaseChanged);
        loop {
            for proposal in outcome.proposals.drain(..) {
                match proposal {
                    EscalationProposal::StartTimer(timer) => {
                        prop_assert_eq!(running, None);
                        running = Some((timer.due_at - NOW, timer.key));
                    }
                    EscalationProposal::StopTimer(key) => prop_assert_eq!(Some(key), running.take().map(|(_, key)| key)),
                    EscalationProposal::Notify(notice) => called.push(notice.level),
                }
            }
            match running.take_if(|(due_s, _)| *due_s <= acknowledged_after_s) {
                Some((due_s, key)) => outcome = consider(due_s, &incident(), Trigger::TimerFired(key)),
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
        prop_assert!(called.is_sorted_by(|one, next| one < next));
        prop_assert!(acknowledged_after_s < 600 || called.last() == Some(&3));
    }
}

/// The first level as its JSON says, then the command room.
fn with_first(level: &str) -> Settings {
    let json = format!(r#"{{"levels":[{level},{{"after_s":600,"command_room":true}}]}}"#);
    wardroom_plugin::read_settings(&json).unwrap()
}

fn told(county: County, settings: &Settings, after_s: u32, matter: &Matter, trigger: Trigger, expected: Expect) {
    let _county = county.enter();
    let outcome = GradedEscalation::consider(NOW + after_s, settings, matter, trigger).unwrap();
    expected.assert_eq(&words(&outcome));
}

#[test]
fn a_level_may_call_again_and_again() {
    let settings = with_first(r#"{"after_s":60,"slot":"officer","repeat_s":90,"urgency":"emergency"}"#);
    let (fire, seen) = (Trigger::TimerFired, matter(&incident()));
    told(
        staffed(),
        &settings,
        60,
        &seen,
        fire(1),
        expect![[r#"
        level 1 to [Recipient::Role(Role { district: 0, slot: "officer" })]: nobody has acknowledged it 60 s after acceptance
        start 101 at 150, then every 90
        start 2 at 600
    "#]],
    );
    let again = Matter { timers: vec![2, 101], told: 1, ..seen };
    told(
        staffed(),
        &settings,
        150,
        &again,
        fire(101),
        expect![[r#"
        level 1 to [Recipient::Role(Role { district: 0, slot: "officer" })]: nobody has acknowledged it 150 s after acceptance
    "#]],
    );
    // The next level takes over.
    told(
        staffed(),
        &settings,
        600,
        &Matter { timers: vec![101], ..again },
        fire(2),
        expect![[r#"
        level 2 to [Recipient::CommandRoom(0)]: nobody has acknowledged it 600 s after acceptance
        stop 101
    "#]],
    );
    let _county = staffed().enter();
    let outcome = GradedEscalation::consider(NOW + 60, &settings, &matter(&incident()), fire(1)).unwrap();
    assert!(matches!(&outcome.proposals[0], EscalationProposal::Notify(n) if n.urgency == Urgency::Emergency));
}

#[test]
fn a_level_has_its_hours() {
    // NOW is midnight, a Thursday.
    let level = |outside: &str| {
        format!(
            r#"{{"after_s":60,"slot":"officer","hours":{{"from":"08:00","until":"18:00","days":[1,5],"outside":"{outside}"}}}}"#
        )
    };
    let (fire, seen) = (Trigger::TimerFired(1), matter(&incident()));
    // Friday, eight in the morning.
    told(
        staffed(),
        &with_first(&level("wait")),
        60,
        &seen,
        fire,
        expect![[r#"
        start 1 at 115200
        remark: level 1 waits until its hours begin
    "#]],
    );
    told(
        staffed(),
        &with_first(&level("skip")),
        60,
        &seen,
        fire,
        expect![[r#"
        level 2 to [Recipient::CommandRoom(0)]: nobody has acknowledged it 60 s after acceptance
        remark: level 1 skipped: it is not its time of the day
    "#]],
    );
    told(
        staffed(),
        &with_first(&level("wait")),
        32 * 3_600,
        &seen,
        fire,
        expect![[r#"
        level 1 to [Recipient::Role(Role { district: 0, slot: "officer" })]: nobody has acknowledged it 115200 s after acceptance
        start 2 at 115740
    "#]],
    );
    // Hours that are not to be read keep nobody from being called.
    told(
        staffed().deny("next-within"),
        &with_first(&level("wait")),
        60,
        &seen,
        fire,
        expect![[r#"
        level 1 to [Recipient::Role(Role { district: 0, slot: "officer" })]: nobody has acknowledged it 60 s after acceptance
        start 2 at 600
    "#]],
    );
    let mut only = with_first(&level("wait"));
    only.levels.truncate(1);
    told(
        staffed(),
        &only,
        60,
        &seen,
        fire,
        expect![[r#"
        level 1 to [Recipient::Role(Role { district: 0, slot: "officer" })]: nobody has acknowledged it 60 s after acceptance
    "#]],
    );
    only.levels[0].hours.as_mut().unwrap().from = "8".to_owned();
    only.levels.push(Level { after_s: 60, command_room: true, ..Level::default() });
    let error = GradedEscalation::consider(NOW + 60, &only, &seen, fire).unwrap_err().0;
    assert_eq!(error, "`8` is no time of the day like 08:00");
}

#[test]
fn a_level_may_want_much_to_happen() {
    let level =
        r#"{"after_s":60,"slot":"officer","only_if":{"incidents":2,"within_s":3600,"within":"grid","same_kind":true}}"#;
    let (settings, fire, seen) = (with_first(level), Trigger::TimerFired(1), matter(&incident()));
    let other = |kind, grid, ago_s| Incident { ref_: 2, kind, grid, reported_at: NOW - ago_s, ..incident() };
    let county = |second: Incident| staffed().incident(incident()).incident(second);
    told(
        county(other(0, 0, 3_000)),
        &settings,
        60,
        &seen,
        fire,
        expect![[r#"
        level 1 to [Recipient::Role(Role { district: 0, slot: "officer" })]: nobody has acknowledged it 60 s after acceptance
        start 2 at 600
    "#]],
    );
    let _county = staffed().enter();
    let consider = |county: County| {
        let _county = county.enter();
        words(&GradedEscalation::consider(NOW + 60, &settings, &seen, fire).unwrap())
    };
    let elsewhere = [other(1, 0, 3_000), other(0, 1, 3_000), other(0, 0, 4_000)].map(|other| consider(county(other)));
    assert!(elsewhere.iter().all(|words| *words == elsewhere[0]));
    expect![[r#"
        level 2 to [Recipient::CommandRoom(0)]: nobody has acknowledged it 60 s after acceptance
        remark: level 1 skipped: too little happens at the moment
    "#]]
    .assert_eq(&elsewhere[0]);
}

#[test]
fn a_person_and_a_team_are_called_by_their_codes() {
    let settings = with_first(r#"{"after_s":60,"person":"PC001","team":"traffic"}"#);
    let (fire, seen) = (Trigger::TimerFired(1), matter(&incident()));
    let county = || County::new().code(Coded::Person(4), "PC001").code(Coded::Team(2), "traffic");
    let unit = |team| UnitInfo { ref_: 7, team, district: 0, lent_to: None, skills: 0, free: false };
    told(
        county().unit(unit(1)).unit(unit(2)),
        &settings,
        60,
        &seen,
        fire,
        expect![[r#"
            level 1 to [Recipient::Person(4), Recipient::Team(2)]: nobody has acknowledged it 60 s after acceptance
            start 2 at 600
        "#]],
    );
    told(
        County::new(),
        &settings,
        60,
        &seen,
        fire,
        expect![[r#"
        level 2 to [Recipient::CommandRoom(0)]: nobody has acknowledged it 60 s after acceptance
        remark: level 1 skipped: the county has no such team
    "#]],
    );
    // A team that the district has nobody of reaches nobody.
    let settings = with_first(r#"{"after_s":60,"team":"traffic"}"#);
    told(
        county().unit(unit(1)),
        &settings,
        60,
        &seen,
        fire,
        expect![[r#"
        level 2 to [Recipient::CommandRoom(0)]: nobody has acknowledged it 60 s after acceptance
        remark: level 1 skipped: the district has no unit of that team
    "#]],
    );
}

#[test]
fn who_does_not_react_in_time_is_passed_over() {
    let late = |level, stage| Trigger::Unanswered(Unanswered { level, stage });
    let settings = Settings::default();
    let seen = Matter { timers: vec![2], told: 1, ..matter(&incident()) };
    told(
        staffed(),
        &settings,
        150,
        &seen,
        late(1, Stage::Seen),
        expect![[r#"
        stop 2
        level 2 to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: nobody has acknowledged it 150 s after acceptance
        start 3 at 600
    "#]],
    );
    // Level 2 was called meanwhile.
    told(staffed(), &settings, 320, &Matter { told: 2, ..seen.clone() }, late(1, Stage::Accepted), expect![[""]]);
    // Accepted: only that nobody arrives counts now.
    let accepted = Matter { acknowledged_at: Some(NOW + 130), timers: vec![], ..seen };
    told(staffed(), &settings, 150, &accepted, late(1, Stage::Accepted), expect![[""]]);
    told(
        staffed(),
        &settings,
        900,
        &accepted,
        late(1, Stage::Arrived),
        expect![[r#"
        level 2 to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: 900 s after acceptance, who took it on has not arrived in time
    "#]],
    );
    let arrived = Matter { arrived_at: Some(NOW + 600), ..accepted.clone() };
    told(staffed(), &settings, 900, &arrived, late(1, Stage::Arrived), expect![[""]]);
    // Nothing is above the last level but the room itself.
    told(
        staffed(),
        &settings,
        900,
        &Matter { told: 3, ..accepted },
        late(3, Stage::Arrived),
        expect![[r#"
        level 4 to [Recipient::CommandRoom(0)]: all levels were called and nobody reacted or arrived in time: the command room has to act
    "#]],
    );
}

#[test]
fn tasks_workflows_and_vacancies_have_ladders_of_their_own() {
    let level = r#"[{"after_s":60,"slot":"officer"},{"after_s":120,"command_room":true}]"#;
    let json = format!(r#"{{"tasks":{level},"workflows":{level},"vacancies":{level}}}"#);
    let settings: Settings = wardroom_plugin::read_settings(&json).unwrap();
    let of = |subject| Matter { subject, ..matter(&incident()) };
    let task = of(MatterSubject::Task(TaskMatter {
        ref_: 1,
        incident: None,
        instance: None,
        created_at: NOW,
        due_at: Some(NOW + 3_600),
        overdue: false,
    }));
    told(
        staffed(),
        &settings,
        0,
        &task,
        Trigger::PhaseChanged,
        expect![[r#"
        start 1 at 3660
    "#]],
    );
    told(
        staffed(),
        &settings,
        3_660,
        &task,
        Trigger::TimerFired(1),
        expect![[r#"
        level 1 to [Recipient::Role(Role { district: 0, slot: "officer" })]: the task has waited 60 s for somebody to take it on
        start 2 at 3720
    "#]],
    );
    let workflow = |stuck| {
        let kind = "missing-person".to_owned();
        of(MatterSubject::Workflow(WorkflowMatter { ref_: 1, kind, incident: None, started_at: NOW, stuck }))
    };
    told(staffed(), &settings, 0, &workflow(false), Trigger::PhaseChanged, expect![[""]]);
    told(
        staffed(),
        &settings,
        900,
        &workflow(true),
        Trigger::PhaseChanged,
        expect![[r#"
        start 1 at 960
    "#]],
    );
    told(
        staffed(),
        &settings,
        960,
        &workflow(true),
        Trigger::TimerFired(1),
        expect![[r#"
        level 1 to [Recipient::Role(Role { district: 0, slot: "officer" })]: the workflow can't go on by itself and waits for a person (60 s)
        start 2 at 1020
    "#]],
    );
    let again = Matter { timers: vec![2], ..workflow(false) };
    told(
        staffed(),
        &settings,
        970,
        &again,
        Trigger::PhaseChanged,
        expect![[r#"
        stop 2
    "#]],
    );
    let slot = "auxiliary".to_owned();
    let vacancy = of(MatterSubject::Vacancy(Vacancy { ref_: 1, slot, starts: NOW + 9_000, ends: NOW + 90_000 }));
    told(
        staffed(),
        &settings,
        0,
        &vacancy,
        Trigger::PhaseChanged,
        expect![[r#"
        start 1 at 60
    "#]],
    );
    told(
        staffed(),
        &settings,
        60,
        &vacancy,
        Trigger::TimerFired(1),
        expect![[r#"
        level 1 to [Recipient::Role(Role { district: 0, slot: "officer" })]: a place of the roster has been empty for 60 s
        start 2 at 120
    "#]],
    );
    // Where a county says nothing of them, they don't escalate.
    for subject in [task, workflow(true), vacancy] {
        told(staffed(), &Settings::default(), 0, &subject, Trigger::PhaseChanged, expect![[""]]);
    }
}
