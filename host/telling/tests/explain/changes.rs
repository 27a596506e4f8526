//! What was done to an incident beside the steps of its life, in both languages, in the order of its times.

use domain::cause::{Because, HOST};
use domain::ids::{IncidentRef, KindRef, Version};
use domain::incident::record::Release;
use domain::incident::{Phase, Priority};
use domain::state::{Assignment, Change, Changed, Incident, PhaseStep};
use domain::timer::Timers;
use expect_test::{Expect, expect};
use telling::{Lang, Teller};

use crate::little_county::little_county;
use crate::{after, incident, plugins};

fn changed(minute: u32, what: Changed, why: &str) -> Change {
    let (at, by) = (after(60 * minute), "operator:room".to_owned());
    Change { what, at, by, why: Some(why.to_owned()), because: None }
}

fn step(second: u32, to: Phase) -> PhaseStep {
    PhaseStep { to, at: after(second), by: "operator:test".to_owned(), why: None, because: None }
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
            00:05:44 种类由交通事故改为打架斗殴（operator:room），理由：smoke was seen
            00:06:44 等级由一般改为紧急（operator:room），理由：children live there
            00:07:44 已签收（operator:room），理由：heard it
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

/// What nobody did by hand names the command or the decision that it follows from, and nobody's reason.
#[test]
fn what_followed_names_its_cause() {
    let because = |decision| Some(Because { command: Version(57), decision });
    let by = |by: &str, decision, step| PhaseStep { by: by.to_owned(), because: because(decision), ..step };
    let (own, other) = (IncidentRef(123).into(), IncidentRef(124).into());
    let told = Incident {
        steps: vec![
            step(0, Phase::Reported),
            by(HOST, None, step(1, Phase::Accepted)),
            by("plugin:nearest-unit", Some((own, 1)), step(2, Phase::Assigned)),
            by("plugin:search", Some((other, 3)), step(3, Phase::EnRoute)),
        ],
        ..incident()
    };
    check(
        &told,
        Lang::En,
        expect![[r#"
        00:04:44 reported by operator:test
        00:04:45 accepted by the host after command 57
        00:04:46 assigned by the plugin nearest-unit by decision 1
        00:04:47 en route by the plugin search by decision 3 of incident 124
    "#]],
    );
    check(
        &told,
        Lang::Zh,
        expect![[r#"
            00:04:44 已报警（operator:test）
            00:04:45 已受理（系统，因命令57）
            00:04:46 已派警（插件nearest-unit，依据决定1）
            00:04:47 赶赴途中（插件search，依据警情 124的决定3）
        "#]],
    );
}

#[test]
fn who_sent_and_who_released_a_unit_is_told_with_the_reason() {
    let incident = incident();
    let by_hand = Assignment {
        by: "operator:duty".to_owned(),
        why: Some("knows the house".to_owned()),
        decision: None,
        released_at: Some(after(400)),
        released: Some(Release { by: "operator:night".to_owned(), why: Some("flat tyre".to_owned()), because: None }),
        ..incident.assignments[0].clone()
    };
    let because = Some(Because { command: Version(57), decision: None });
    let gone = Release { by: HOST.to_owned(), why: None, because };
    let followed = Assignment { released: Some(gone), ..by_hand.clone() };
    let told = Incident { assignments: vec![by_hand, followed], ..incident };
    let (county, plugins) = (little_county(), plugins());
    let sent = |lang| {
        let story = Teller::new(&county, &plugins, lang).explain(&told, [].iter(), [].iter(), &Timers::default());
        let text = story.text();
        let part = text.split("\n\n").nth(1).expect("who was sent");
        part.lines().skip(1).take(4).map(|line| format!("{}\n", line.trim())).collect::<String>()
    };
    expect![[r#"
        U002 (traffic, Aoyang station): sent 00:04:45, chosen by operator:duty: knows the house
        expected in 4 min 10 s, left 00:05:14, on scene 00:09:45 after 5 min, released 00:11:24 by operator:night: flat tyre
        U002 (traffic, Aoyang station): sent 00:04:45, chosen by operator:duty: knows the house
        expected in 4 min 10 s, left 00:05:14, on scene 00:09:45 after 5 min, released 00:11:24
    "#]].assert_eq(&sent(Lang::En));
    expect![[r#"
        U002（交警队，鳌阳派出所）：00:04:45 派出，由operator:duty指派，理由：knows the house
        预计4分10秒到达，00:05:14 出发，00:09:45 到场，实际用时5分，00:11:24 由operator:night撤离，理由：flat tyre
        U002（交警队，鳌阳派出所）：00:04:45 派出，由operator:duty指派，理由：knows the house
        预计4分10秒到达，00:05:14 出发，00:09:45 到场，实际用时5分，00:11:24 撤离
    "#]]
    .assert_eq(&sent(Lang::Zh));
}
