//! What a level may ask for beside its slot: repeats, hours, much to happen, persons and teams, reactions in time; and the ladders of
//! tasks, workflows and vacancies.

use super::*;
use wardroom_plugin::read_settings;

/// The first level as its JSON says, then the command room.
fn with_first(level: &str) -> Settings {
    let json = format!(r#"{{"levels":[{level},{{"after_s":600,"command_room":true}}]}}"#);
    read_settings(&json).unwrap()
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
            start 102 at 1200, then every 600
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
            start 102 at 660, then every 600
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
            start 101 at 660, then every 600
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
        start 102 at 660, then every 600
        remark: level 1 skipped: too little happens at the moment
    "#]]
    .assert_eq(&elsewhere[0]);
}

#[test]
fn a_person_and_a_team_are_called_by_their_codes() {
    let settings = with_first(r#"{"after_s":60,"person":"PC001","team":"traffic"}"#);
    let (fire, seen) = (Trigger::TimerFired(1), matter(&incident()));
    let county = || County::new().code(Reference::Person(4), "PC001").code(Reference::Team(2), "traffic");
    let unit = |team| UnitInfo { team, free: false, ..unit_info(7) };
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
            start 102 at 660, then every 600
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
            start 102 at 660, then every 600
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
    let settings: Settings = read_settings(&json).unwrap();
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

/// A task without a due time, at night, with nobody on duty: it was an emergency the second that it was made.
#[test]
fn a_task_that_is_due_at_no_time_waits_where_nobody_is() {
    let levels = r#"[{"after_s":0,"slot":"officer"},{"after_s":86400,"slot":"duty-leader"},{"after_s":172800,"command_room":true}]"#;
    let settings: Settings = read_settings(&format!(r#"{{"tasks":{levels}}}"#)).unwrap();
    let task = |due_at: Option<u32>| {
        let (created_at, overdue) = (NOW, due_at.is_some());
        let task = TaskMatter { ref_: 1, incident: None, instance: None, created_at, due_at, overdue };
        Matter { subject: MatterSubject::Task(task), ..matter(&incident()) }
    };
    let nobody = || roster(false, false);
    told(
        nobody(),
        &settings,
        0,
        &task(None),
        Trigger::TimerFired(1),
        expect![[r#"
        start 2 at 86400
        remark: level 1 skipped: nobody is on duty in its slot
    "#]],
    );
    told(
        nobody(),
        &settings,
        86_400,
        &task(None),
        Trigger::TimerFired(2),
        expect![[r#"
        start 3 at 172800
        remark: level 2 skipped: nobody is on duty in its slot
    "#]],
    );
    told(
        nobody(),
        &settings,
        172_800,
        &task(None),
        Trigger::TimerFired(3),
        expect![[r#"
            level 3 to [Recipient::CommandRoom(0)]: the task has waited 172800 s for somebody to take it on
            start 103 at 259200, then every 86400
        "#]],
    );
    // One that is late is, wherever its levels are.
    told(
        nobody(),
        &settings,
        0,
        &task(Some(NOW)),
        Trigger::TimerFired(1),
        expect![[r#"
            level 3 to [Recipient::CommandRoom(0)]: the task has waited 0 s for somebody to take it on
            start 103 at 86400, then every 86400
            remark: level 1 skipped: nobody is on duty in its slot
            remark: level 2 skipped: nobody is on duty in its slot
        "#]],
    );
}

/// A later host may tell of what this version does not know.
#[test]
fn what_it_has_no_word_for_passes() {
    let settings = Settings::default();
    let told = |matter: &Matter, trigger| {
        let outcome = GradedEscalation::consider(NOW + 600, &settings, matter, trigger).unwrap();
        (outcome.proposals.len(), outcome.remarks.len())
    };
    let known = matter(&incident());
    assert_eq!(told(&known, Trigger::Other), (0, 0));
    let unknown = Matter { subject: MatterSubject::Other("something-later".to_owned()), timers: vec![1], ..known };
    for trigger in [Trigger::PhaseChanged, Trigger::TimerFired(1), Trigger::Acknowledged] {
        assert_eq!(told(&unknown, trigger).1, 0);
    }
    assert_eq!(told(&unknown, Trigger::TimerFired(1)), (0, 0));
}
