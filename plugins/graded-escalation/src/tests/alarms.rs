//! Nobody is there to be sent; the kind or the priority turns out to be another; the last level is told again.

use wardroom_plugin::{Need, Priority};

use super::*;

fn short(priority: Priority) -> Incident {
    let needs = vec![Need { skills: 1, count: 2, more_skills: None }, Need { skills: 2, count: 1, more_skills: None }];
    Incident { priority, needs, ..incident() }
}

#[test]
fn that_nobody_is_there_is_said_at_once() {
    let settings = Settings {
        nobody_to_send: NobodyToSend { slot: Some("duty-leader".to_owned()), ..NobodyToSend::default() },
        ..Settings::default()
    };
    let of = |settings: &Settings, priority, expected| {
        told(staffed(), settings, 0, &matter(&short(priority)), Trigger::NobodyToSend, expected);
    };
    of(
        &settings,
        Priority::Urgent,
        expect![[r#"
            level 0 to [Recipient::CommandRoom(0), Recipient::Role(Role { district: 0, slot: "duty-leader" })]: nobody is there to be sent, and 3 more units are needed: the command room has to act
        "#]],
    );
    of(
        &Settings::default(),
        Priority::Critical,
        expect![[r#"
            level 0 to [Recipient::CommandRoom(0)]: nobody is there to be sent, and 3 more units are needed: the command room has to act
        "#]],
    );
    of(&settings, Priority::Prompt, expect![""]);
    let all = Settings {
        nobody_to_send: NobodyToSend { from: From::Routine, ..NobodyToSend::default() },
        ..Settings::default()
    };
    of(
        &all,
        Priority::Routine,
        expect![[r#"
            level 0 to [Recipient::CommandRoom(0)]: nobody is there to be sent, and 3 more units are needed: the command room has to act
        "#]],
    );
    // Whoever has seen the incident may not know it; an incident that is over needs nobody.
    let seen = Incident { acknowledged_at: Some(NOW + 5), ..short(Priority::Urgent) };
    assert!(!consider(10, &seen, Trigger::NobodyToSend).proposals.is_empty());
    let over = Matter { open: false, settled: true, ..matter(&short(Priority::Urgent)) };
    told(staffed(), &settings, 0, &over, Trigger::NobodyToSend, expect![""]);
}

#[test]
fn it_is_an_emergency_that_no_budget_holds_back() {
    let outcome = consider(0, &short(Priority::Critical), Trigger::NobodyToSend);
    let [EscalationProposal::Notify(notice)] = &outcome.proposals[..] else { panic!("{outcome:?}") };
    assert_eq!((notice.urgency, notice.level), (Urgency::Emergency, 0));
}

fn halved() -> Settings {
    Settings { priority_factor: PriorityFactor { critical: 0.5, ..PriorityFactor::default() }, ..Settings::default() }
}

/// Level 2 is due at 300 s; of a critical incident at 150 s.
#[test]
fn a_higher_priority_brings_the_next_level_forward() {
    let running = |priority| Matter { timers: vec![2], told: 1, ..matter(&Incident { priority, ..incident() }) };
    told(
        staffed(),
        &halved(),
        130,
        &running(Priority::Critical),
        Trigger::Reclassified,
        expect![[r#"
            start 2 at 150
            remark: all delays are 50 % of the usual, by key place, kind or priority of the incident
        "#]],
    );
    // What would have been due before now is due now.
    told(
        staffed(),
        &halved(),
        200,
        &running(Priority::Critical),
        Trigger::Reclassified,
        expect![[r#"
            start 2 at 200
            remark: all delays are 50 % of the usual, by key place, kind or priority of the incident
        "#]],
    );
    told(
        staffed(),
        &halved(),
        140,
        &running(Priority::Prompt),
        Trigger::Reclassified,
        expect![[r#"
            start 2 at 300
        "#]],
    );
}

#[test]
fn what_has_no_ladder_running_is_left_alone() {
    let acknowledged = Incident { acknowledged_at: Some(NOW + 60), ..incident() };
    for of in [matter(&incident()), Matter { timers: vec![2], ..matter(&acknowledged) }] {
        told(staffed(), &halved(), 70, &of, Trigger::Reclassified, expect![""]);
    }
}

/// Nothing says when a ladder began anew: the gap between its levels is kept.
#[test]
fn a_reopened_ladder_keeps_its_gaps() {
    let reopened =
        Matter { timers: vec![1_002], told: 1, ..matter(&Incident { priority: Priority::Critical, ..incident() }) };
    told(
        staffed(),
        &halved(),
        5_000,
        &reopened,
        Trigger::Reclassified,
        expect![[r#"
            start 1002 at 5090
            remark: all delays are 50 % of the usual, by key place, kind or priority of the incident
        "#]],
    );
}

#[test]
fn the_last_level_is_told_again_until_somebody_takes_it_on() {
    let at_last = Matter { timers: vec![], told: 2, ..matter(&incident()) };
    told(
        staffed(),
        &Settings::default(),
        600,
        &at_last,
        Trigger::TimerFired(3),
        expect![[r#"
            level 3 to [Recipient::CommandRoom(0)]: nobody has acknowledged it 600 s after acceptance
            start 103 at 1200, then every 600
        "#]],
    );
    let again = Matter { timers: vec![103], told: 3, ..matter(&incident()) };
    told(
        staffed(),
        &Settings::default(),
        1_200,
        &again,
        Trigger::TimerFired(103),
        expect![[r#"
            level 3 to [Recipient::CommandRoom(0)]: nobody has acknowledged it 1200 s after acceptance
        "#]],
    );
    // Above it there is the command room, which is told again, too.
    let unanswered = Trigger::Unanswered(Unanswered { level: 3, stage: Stage::Accepted });
    told(
        staffed(),
        &Settings::default(),
        1_300,
        &again,
        unanswered,
        expect![[r#"
            stop 103
            level 4 to [Recipient::CommandRoom(0)]: all levels were called and nobody reacted or arrived in time: the command room has to act
            start 104 at 1900, then every 600
        "#]],
    );
    let above = Matter { timers: vec![104], told: 4, ..matter(&incident()) };
    told(
        staffed(),
        &Settings::default(),
        1_900,
        &above,
        Trigger::TimerFired(104),
        expect![[r#"
            level 4 to [Recipient::CommandRoom(0)]: all levels were called and nobody reacted or arrived in time: the command room has to act
        "#]],
    );
}
