//! What was done to an incident beside the steps of its life, in both languages, in the order of its times.

use domain::ids::{IncidentRef, KindRef};
use domain::incident::{Phase, Priority};
use domain::state::{Change, Changed, Incident, PhaseStep};
use domain::timer::Timers;
use expect_test::{Expect, expect};
use telling::{Lang, Teller};

use crate::little_county::little_county;
use crate::{after, incident, plugins};

fn changed(minute: u32, what: Changed, why: &str) -> Change {
    Change { what, at: after(60 * minute), by: "operator:room".to_owned(), why: Some(why.to_owned()) }
}

fn step(second: u32, to: Phase) -> PhaseStep {
    PhaseStep { to, at: after(second), by: "operator:test".to_owned(), why: None }
}

fn check(incident: &Incident, lang: Lang, expect: Expect) {
    let (county, plugins) = (little_county(), plugins());
    let story = Teller::new(&county, &plugins, lang).explain(incident, [].iter(), [].iter(), &Timers::default());
    let text = story.text();
    let (_, steps) = text.split_once(lang.pick("经过", "Steps")).expect("steps");
    let lines = steps.lines().map(str::trim).filter(|line| !line.is_empty());
    expect.assert_eq(&lines.map(|line| format!("{line}\n")).collect::<String>());
}

#[test]
fn what_was_changed_is_told_with_who_and_why() {
    let (kind, priority) = (KindRef(1), Priority::Urgent);
    let first = Incident {
        steps: vec![step(0, Phase::Reported), step(1, Phase::Accepted)],
        changes: vec![
            changed(1, Changed::Kind { from: KindRef(0), to: kind }, "smoke was seen"),
            changed(2, Changed::Priority { from: Priority::Routine, to: priority }, "children live there"),
            changed(3, Changed::Acknowledged, "heard it"),
            changed(4, Changed::TookIn(IncidentRef(124)), "the same house"),
            changed(5, Changed::LetGo(IncidentRef(124)), "another house after all"),
        ],
        ..incident()
    };
    check(
        &first,
        Lang::En,
        expect![[r#"
        00:04:44 reported by operator:test
        00:04:45 accepted by operator:test
        00:05:44 kind changed from traffic accident to brawl by operator:room: smoke was seen
        00:06:44 priority changed from routine to urgent by operator:room: children live there
        00:07:44 acknowledged by operator:room: heard it
        00:08:44 124 was taken for a duplicate of this by operator:room: the same house
        00:09:44 124 was taken out of this again by operator:room: another house after all
    "#]],
    );
    check(
        &first,
        Lang::Zh,
        expect![[r#"
        00:04:44 已报警（operator:test）
        00:04:45 已受理（operator:test）
        00:05:44 类别由交通事故改为打架斗殴（operator:room），理由：smoke was seen
        00:06:44 等级由一般改为紧急（operator:room），理由：children live there
        00:07:44 已确认（operator:room），理由：heard it
        00:08:44 警情124并入本警情（operator:room），理由：the same house
        00:09:44 警情124自本警情移出（operator:room），理由：another house after all
    "#]],
    );
}

/// What it was merged into says it all: the step that comes with it is not told.
#[test]
fn a_duplicate_tells_of_what() {
    let second = Incident {
        steps: vec![step(0, Phase::Reported), step(240, Phase::Merged), step(300, Phase::Accepted)],
        changes: vec![
            changed(4, Changed::MergedInto(IncidentRef(123)), "the same house"),
            changed(5, Changed::TakenOutOf(IncidentRef(123)), "another house after all"),
        ],
        ..incident()
    };
    check(
        &second,
        Lang::En,
        expect![[r#"
        00:04:44 reported by operator:test
        00:08:44 taken for a duplicate of 123 by operator:room: the same house
        00:09:44 accepted by operator:test
        00:09:44 taken out of 123 again by operator:room: another house after all
    "#]],
    );
    check(
        &second,
        Lang::Zh,
        expect![[r#"
        00:04:44 已报警（operator:test）
        00:08:44 并入警情123（operator:room），理由：the same house
        00:09:44 已受理（operator:test）
        00:09:44 自警情123移出（operator:room），理由：another house after all
    "#]],
    );
}
