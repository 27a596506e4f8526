//! What is said of an incident that was reopened.

use super::*;

/// It was acknowledged, closed and reopened, and level 1 said that nobody had acknowledged it six minutes after acceptance. By the
/// time that a level is called units are on their way again, so that the phase does not tell.
#[test]
fn an_incident_that_was_reopened_is_said_to_be_so() {
    let reopened = Incident { phase: Phase::Reopened, ..incident() };
    let assigned = Incident { phase: Phase::Assigned, ..incident() };
    check(
        staffed(),
        7200,
        &reopened,
        Trigger::PhaseChanged,
        expect![[r#"
        start 1001 at 7320
    "#]],
    );
    check(
        staffed(),
        7320,
        &assigned,
        Trigger::TimerFired(1_001),
        expect![[r#"
        level 1 to [Recipient::Role(Role { district: 0, slot: "officer" })]: it was reopened, and nobody has acknowledged it since
        start 1002 at 7500
    "#]],
    );
    // Nobody looked at that in time.
    let late = Trigger::Unanswered(Unanswered { level: 1, stage: Stage::Seen });
    let told = Matter { timers: vec![1_002], told: 1, ..matter(&assigned) };
    check_matter(
        staffed(),
        7400,
        &told,
        late,
        expect![[r#"
        stop 1002
        level 2 to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: it was reopened, and nobody has acknowledged it since
        start 1003 at 7700
    "#]],
    );
    let exercise = Matter { reality: Reality::Exercise, ..matter(&assigned) };
    check_matter(
        staffed(),
        7320,
        &exercise,
        Trigger::TimerFired(1_001),
        expect![[r#"
        level 1 to [Recipient::CommandRoom(0)]: exercise: level 1 would be called now; it was reopened, and nobody has acknowledged it since
        start 1002 at 7500
    "#]],
    );
    // Once somebody has taken it on, only that nobody arrives is said.
    let taken_on = Matter { acknowledged_at: Some(NOW + 7_300), told: 1, ..matter(&reopened) };
    let late = Trigger::Unanswered(Unanswered { level: 1, stage: Stage::Arrived });
    check_matter(
        staffed(),
        7900,
        &taken_on,
        late,
        expect![[r#"
        level 2 to [Recipient::Role(Role { district: 0, slot: "duty-leader" })]: 7900 s after acceptance, who took it on has not arrived in time
    "#]],
    );
}

#[test]
fn a_ladder_of_a_reopened_incident_repeats_and_ends_like_any_other() {
    let slot = r#"{"after_s":60,"slot":"officer","repeat_s":90},{"after_s":600,"slot":"nobody"}"#;
    let settings: Settings = wardroom_plugin::read_settings(&format!(r#"{{"levels":[{slot}]}}"#)).unwrap();
    let seen = matter(&Incident { phase: Phase::Assigned, ..incident() });
    told(
        staffed(),
        &settings,
        7_260,
        &seen,
        Trigger::TimerFired(1_001),
        expect![[r#"
        level 1 to [Recipient::Role(Role { district: 0, slot: "officer" })]: it was reopened, and nobody has acknowledged it since
        start 1101 at 7350, then every 90
        start 1002 at 7800
    "#]],
    );
    let again = Matter { timers: vec![1_002, 1_101], told: 1, ..seen };
    told(
        staffed(),
        &settings,
        7_350,
        &again,
        Trigger::TimerFired(1_101),
        expect![[r#"
        level 1 to [Recipient::Role(Role { district: 0, slot: "officer" })]: it was reopened, and nobody has acknowledged it since
    "#]],
    );
    let last = Matter { timers: vec![1_101], ..again };
    told(
        staffed(),
        &settings,
        7_800,
        &last,
        Trigger::TimerFired(1_002),
        expect![[r#"
            level 2 to [Recipient::CommandRoom(0)]: it was reopened, nobody has acknowledged it since, and nobody is on duty in the last level: the command room has to act
            stop 1101
            start 1102 at 8400, then every 600
        "#]],
    );
}
