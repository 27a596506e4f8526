//! Explanations of hand-made incidents, read as a dispatcher would read them, in both languages.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::command::IntakeChoice;
use domain::decision::*;
use domain::escalated::Escalated;
use domain::event::{FrozenPlugin, IncidentPlace};
use domain::hooks::*;
use domain::ids::*;
use domain::incident::note::{Note, NoteWords};
use domain::incident::*;
use domain::notice::{Notice, NoticeRow, Sender, Told};
use domain::plugin::*;
use domain::ports::Reference;
use domain::state::*;
use domain::time::TimeMs;
use domain::timer::{Timer, TimerId, Timers};
use domain::who::{Addressee, TeamOf, Who};
use expect_test::{Expect, expect};
use telling::{Lang, Teller, built_in_catalog, catalog_faults, explain_archived, render_reason};

#[path = "explain/changes.rs"]
mod changes;
#[path = "explain/lexicon.rs"]
mod lexicon;
#[path = "../../domain/tests/little_county.rs"]
mod little_county;
#[path = "explain/roster_faults.rs"]
mod roster_faults;
use little_county::little_county;

/// 2022-09-01 00:04:44 in Shouning.
const REPORTED: TimeMs = TimeMs(1_661_961_884_000);

fn after(seconds: u32) -> TimeMs {
    REPORTED.plus_s(seconds)
}

fn why(code: u16, values: &[f64]) -> Reason {
    Reason { code, values: values.iter().map(|value| (*value).into()).collect() }
}

fn installed(name: &str, messages: &[(u16, &str, &str)]) -> Arc<Installed> {
    let texts =
        |zh: &str, en: &str| BTreeMap::from([("zh-CN".to_owned(), zh.to_owned()), ("en".to_owned(), en.to_owned())]);
    let manifest = Manifest {
        name: name.to_owned(),
        version: "0.3.1".to_owned(),
        abi: "0.1.0".to_owned(),
        title: texts("插件", "Plugin"),
        description: BTreeMap::new(),
        requests: Grants::default(),
    };
    let inspected = Inspected {
        digest: Digest::of(name.as_bytes()),
        size_bytes: 1,
        manifest,
        settings_schema: serde_json::json!({}),
        catalog: Catalog { messages: messages.iter().map(|(code, zh, en)| (*code, texts(zh, en))).collect() },
        workflows: Vec::new(),
        exports: Default::default(),
        imports: Vec::new(),
    };
    Arc::new(Installed {
        inspected,
        grants: Grants::default(),
        installed_at: TimeMs(0),
        installed_by: "cli".to_owned(),
        beside: false,
    })
}

fn plugins() -> Plugins {
    let mut plugins = Plugins::default();
    let nearest = installed(
        "nearest-unit",
        &[
            (1, "最近，{0:duration}可到", "the nearest, there in {0:duration}"),
            (10, "比{1:unit}晚到{0:duration}", "{0:duration} farther than {1:unit}"),
        ],
    );
    let escalation =
        installed("graded-escalation", &[(5, "{0:duration}无人确认", "nobody acknowledged within {0:duration}")]);
    for plugin in [nearest, escalation] {
        plugins.current.insert(plugin.name().to_owned(), plugin.digest());
        plugins.installed.insert(plugin.digest(), plugin);
    }
    plugins
}

fn plugin(name: &str) -> PluginId {
    let digest = Some(Digest::of(name.as_bytes()));
    PluginId { name: name.to_owned(), version: "0.3.1".to_owned(), digest, settings_version: 2 }
}

fn facts(number: u32, hook: Hook, trigger: Trigger, plugin: PluginId, answer: Answered) -> Facts {
    Facts {
        number,
        at: after(1),
        hook,
        trigger,
        plugin,
        mode: Mode::Auto,
        state_version: Version(17),
        roster_version: 3,
        input_hash: Digest::of(b"input"),
        asked_before: Vec::new(),
        fallback: false,
        answer,
        refused: Vec::new(),
        settlement: None,
        difference: None,
    }
}

fn decision(facts: Facts) -> Decision {
    Decision { facts, measured: Measured { time_us: 1_240, fuel_used: 35_000, log: Vec::new() } }
}

fn dispatched() -> DispatchRecord {
    DispatchRecord {
        needs: vec![Need { skills: 0b010.into(), count: 1 }],
        candidates: Vec::new(),
        picks: vec![Pick { unit: UnitRef(1), need: Some(0), eta_s: 250, straight_line: false, why: why(1, &[250.0]) }],
        passed_over: vec![
            PassedOver { unit: UnitRef(2), eta_s: 300, why: Some(why(10, &[50.0, 1.0])) },
            PassedOver { unit: UnitRef(4), eta_s: 1_900, why: Some(why(99, &[1.5])) },
            PassedOver { unit: UnitRef(3), eta_s: 2_000, why: None },
        ],
        excluded: vec![
            Excluded { unit: UnitRef(0), eta_s: 100, why: Exclusion::Busy { incident: IncidentRef(4) } },
            Excluded { unit: UnitRef(9), eta_s: 110, why: Exclusion::OffShift },
            Excluded { unit: UnitRef(3), eta_s: 110, why: Exclusion::OffShift },
        ],
        shortfalls: Vec::new(),
        recalls: Vec::new(),
    }
}

fn incident() -> Incident {
    let step = |to, at, by: &str, why: Option<&str>| PhaseStep {
        to,
        at,
        by: by.to_owned(),
        why: why.map(str::to_owned),
        because: None,
    };
    let place = IncidentPlace {
        lon: 119.05,
        lat: 27.05,
        grid: GridRef(0),
        district: DistrictRef(0),
        nearest_grid_m: None,
        uncertain: None,
    };
    let frozen = FrozenPlugin {
        name: "graded-escalation".to_owned(),
        digest: Digest::of(b"graded-escalation"),
        settings_version: 1,
        settings_json: "{}".to_owned(),
        mode: Mode::Auto,
    };
    let sent = Assignment {
        unit: UnitRef(1),
        need: Some(0),
        eta_s: 250,
        straight_line: false,
        at: after(1),
        by: "system".to_owned(),
        why: None,
        because: None,
        decision: Some(1),
        en_route_at: Some(after(30)),
        on_scene_at: Some(after(301)),
        released_at: None,
        released: None,
        stood_down: false,
        spent: false,
        extra: false,
    };
    Incident {
        incident: IncidentRef(123),
        id: "20220901-000123".to_owned(),
        external_id: None,
        kind: KindRef(0),
        priority: Priority::Urgent,
        reality: Reality::Actual,
        source: "110".to_owned(),
        place,
        phase: Phase::OnScene,
        needs: vec![Need { skills: 0b010.into(), count: 1 }],
        hands_on: false,
        short_since: None,
        hold: None,
        hand_offs: Vec::new(),
        origin: Default::default(),
        personal: None,
        reported_by: None,
        erased_at: None,
        reported_at: REPORTED,
        accepted_at: Some(after(0)),
        steps: vec![
            step(Phase::Reported, after(0), "token 110", None),
            step(Phase::Accepted, after(0), "system", None),
            step(Phase::Assigned, after(1), "system", None),
            step(Phase::EnRoute, after(30), "token duty", None),
            step(Phase::OnScene, after(86_400), "token duty", Some("radio")),
        ],
        assignments: vec![sent],
        escalated: Escalated {
            frozen: vec![frozen],
            timer_generation: 2,
            last_decision: 1,
            acknowledged: Some(Acknowledgement { at: after(150), by: "token duty".to_owned() }),
            ..Escalated::default()
        },
        merged_into: None,
        duplicates: vec![IncidentRef(124)],
        outcome: Some("settled-on-scene".to_owned()),
        changes: Vec::new(),
        links: Vec::new(),
        overrides: Vec::new(),
        notes: vec![
            note(1, NoteWords::Plain("two cars,\nboth towed".to_owned()), None),
            note(2, NoteWords::Erased, Some(1)),
        ],
        version: Version(20),
    }
}

fn note(number: u32, words: NoteWords, corrects: Option<u32>) -> Note {
    Note { number, at: REPORTED.plus_s(400 * number), by: "token duty".to_owned(), words, corrects, call: None }
}

fn notice() -> NoticeRow {
    let to = vec![Who::Person(PersonRef(0)), Who::CommandRoom(DistrictRef(0))];
    let told = [Addressee::Person(PersonRef(0)), Addressee::CommandRoom(DistrictRef(0))];
    let sent = Notice {
        notice: NoticeRef(1),
        matter: IncidentRef(123).into(),
        district: DistrictRef(0),
        reality: Reality::Actual,
        priority: Some(Priority::Urgent),
        from: Sender::Escalation(0),
        plugin: Some(Digest::of(b"graded-escalation")),
        message: Message::alarm(1, to, why(5, &[120.0])),
        told: told.map(|to| Told { to, held: false }).into(),
        last_resort: false,
    };
    let at = after(120);
    let (deliveries, answers, unanswered) = Default::default();
    NoticeRow { sent, at, count: 1, last_at: at, deliveries, answers, unanswered }
}

fn timers() -> Timers {
    let mut timers = Timers::default();
    let timer = Timer { generation: 2, due: after(420), catch_up: CatchUp::Once, repeat_s: None, version: Version(0) };
    timers.start(TimerId::new(IncidentRef(123), 0, 2), timer);
    timers
}

fn check(decisions: &[Decision], lang: Lang, expect: Expect) {
    let (county, plugins) = (little_county(), plugins());
    let teller = Teller::new(&county, &plugins, lang);
    expect.assert_eq(&teller.explain(&incident(), decisions.iter(), [notice()].iter(), &timers()).text());
}

/// Only what is told of one decision.
fn check_decision(decision: Decision, lang: Lang, expect: Expect) {
    let (county, plugins) = (little_county(), plugins());
    let text = Teller::new(&county, &plugins, lang)
        .explain(&incident(), [decision].iter(), [].iter(), &Timers::default())
        .text();
    let told = text.split("\n\n").find(|part| part.starts_with("Decision") || part.starts_with("决定"));
    expect.assert_eq(told.unwrap_or("not told"));
}

fn live() -> Decision {
    decision(facts(1, Hook::Dispatch, Trigger::Accepted, plugin("nearest-unit"), Answered::Dispatch(dispatched())))
}

#[test]
fn an_incident_in_english() {
    check(
        &[live()],
        Lang::En,
        expect![[r#"
            Incident 20220901-000123: traffic accident, urgent, Aoyang district, on scene
            Reported 2022-09-01 00:04:44 by 110
            Grid 350924100001001
            Acknowledged 00:07:14 by token duty
            Duplicates merged into it: 124
            Result: settled-on-scene

            Who was sent
              U002 (traffic, Aoyang station): sent 00:04:45, by nearest-unit's decision 1
                expected in 4 min 10 s, left 00:05:14, on scene 00:09:45 after 5 min
              Sent 1 s and on scene 5 min 1 s after the report

            Decision 1 (dispatch), 00:04:45: the incident was accepted
              By plugin nearest-unit 0.3.1 (settings version 2, digest 3d2550765fee), mode auto, in 1.2 ms with 35000 fuel
              On state version 17, roster version 3
              Needed: 1 with first aid
              Sends U002 (4 min 10 s away): the nearest, there in 4 min 10 s
              Passed over
                U003 (5 min away): 50 s farther than U002
                U005 (31 min 40 s away): reason 99 (values 1.5)
                U004 (33 min 20 s away): the plugin gave no reason
              Kept out by the host
                U001 (1 min 40 s away): busy with incident 4
                #9, U004 (1 min 50 s away): off shift

            Escalation
              Plugin graded-escalation 0.3.1 (settings version 1) holds since acceptance, mode auto
              00:06:44 level 1, told person PC001, command room of Aoyang district: nobody acknowledged within 2 min
              graded-escalation: timer 2 is due 00:11:44 and fires once after downtime

            Notes
              1. 00:11:24 token duty (put right by note 2): two cars,
                  │ both towed
              2. 00:18:04 token duty (puts note 1 right): personal, erased

            Steps
              00:04:44 reported by token 110
              00:04:44 accepted by the host
              00:04:45 assigned by the host
              00:05:14 en route by token duty
              2022-09-02 00:04:44 on scene by token duty: radio
        "#]],
    );
}

#[test]
fn an_incident_in_chinese() {
    check(
        &[live()],
        Lang::Zh,
        expect![[r#"
            警情20220901-000123：交通事故，紧急，鳌阳警区，已到现场
            报警时间2022-09-01 00:04:44，来源110
            网格350924100001001
            00:07:14 由token duty签收
            已并入本警情的重复警情：124
            处警结果：settled-on-scene

            派出的单元
              U002（交警队，鳌阳派出所）：00:04:45 派出，依据nearest-unit的决定1
                预计4分10秒到达，00:05:14 出发，00:09:45 到场，实际用时5分
              报警后1秒派出，5分1秒到场

            决定1（派警），00:04:45：警情受理
              由插件 nearest-unit 0.3.1 作出（设置第2版，校验码 3d2550765fee），模式：自动，用时1.2毫秒，执行35000步
              依据状态第17版、值班表第3版
              当时所缺：1个单元（急救）
              派 U002（4分10秒）：最近，4分10秒可到
              未选的候选单元
                U003（5分）：比U002晚到50秒
                U005（31分40秒）：原因99（数值1.5）
                U004（33分20秒）：插件未说明理由
              主机未列为候选的单元
                U001（1分40秒）：正在处置4
                #9、U004（1分50秒）：不在班

            升级与通知
              受理时起适用插件 graded-escalation 0.3.1（设置第1版），模式：自动
              00:06:44 第1级，通知PC001、鳌阳警区指挥室：2分无人确认
              graded-escalation 的2号定时将于 00:11:44 到点，停机后补发一次

            过程记录
              1. 00:11:24 token duty（已由第2条更正）：two cars,
                  │ both towed
              2. 00:18:04 token duty（更正第1条）：涉个人信息，已销毁

            经过
              00:04:44 已报警（token 110）
              00:04:44 已受理（系统）
              00:04:45 已派警（系统）
              00:05:14 赶赴途中（token duty）
              2022-09-02 00:04:44 已到现场（token duty），理由：radio
        "#]],
    );
}

/// The plugin looped, another abstained, a third only proposed nonsense; the built-in rule answered and found too few.
fn fallen_back() -> Decision {
    let mut record = dispatched();
    record.picks =
        vec![Pick { unit: UnitRef(3), need: Some(0), eta_s: 2_000, straight_line: true, why: why(2, &[2_000.0, 1.0]) }];
    record.passed_over = vec![PassedOver { unit: UnitRef(0), eta_s: 60, why: Some(why(11, &[2.0])) }];
    record.excluded = Vec::new();
    record.shortfalls = vec![why(20, &[5.0, 1.0])];
    let mut facts = facts(2, Hook::Dispatch, Trigger::StillWaiting, PluginId::built_in(), Answered::Dispatch(record));
    facts.plugin.version = "0.1.0".to_owned();
    let refused = Refused { proposal: "assign candidate 7".to_owned(), why: RefusedWhy::UnknownUnit };
    let busy = RefusedWhy::BusyUnit { incident: Some(IncidentRef(4)) };
    let outcomes = [
        AskedOutcome::Failed(HookFailure::Guest("no settings".to_owned())),
        AskedOutcome::Abstained(why(10, &[50.0, 1.0])),
        AskedOutcome::AllRefused(vec![refused, Refused { proposal: "assign candidate 0".to_owned(), why: busy }]),
        AskedOutcome::Quarantined { until: after(300) },
        AskedOutcome::OutOfTime,
    ];
    facts.asked_before =
        outcomes.into_iter().map(|outcome| Asked { plugin: plugin("nearest-unit"), outcome }).collect();
    facts.fallback = true;
    decision(facts)
}

#[test]
fn a_fallback_in_both_languages() {
    check_decision(
        fallen_back(),
        Lang::En,
        expect![[r#"
            Decision 2 (dispatch), 00:04:45: the incident still lacked units
              By the built-in rule 0.1.0, in 1.2 ms with 35000 fuel
              On state version 17, roster version 3
              No plugin gave a usable answer, so the built-in rule stood in
              Asked before: plugin nearest-unit 0.3.1: failed: it answered with an error: no settings
              Asked before: plugin nearest-unit 0.3.1: abstained: 50 s farther than U002
              Asked before: plugin nearest-unit 0.3.1: had everything that it proposed refused
                The arbiter refused `assign candidate 7`: there is no such candidate
                The arbiter refused `assign candidate 0`: the unit is busy with incident 4
              Asked before: plugin nearest-unit 0.3.1: was in quarantine and not asked: until 2022-09-01 00:09:44
              Asked before: plugin nearest-unit 0.3.1: was not asked: the time was used up
              Needed: 1 with first aid
              Sends U004 (33 min 20 s away, no road: straight line on foot): help from Nanyang district, there in 33 min 20 s: nobody of the incident's own district can go
              Could not be had: 1 more needed with arrest, drone
              Passed over
                U001 (1 min away): lacks first aid"#]],
    );
    check_decision(
        fallen_back(),
        Lang::Zh,
        expect![[r#"
            决定2（派警），00:04:45：仍缺单元，重新派警
              由内置规则 0.1.0 作出，用时1.2毫秒，执行35000步
              依据状态第17版、值班表第3版
              插件没有给出可用的答复，由内置规则接手
              先问过插件 nearest-unit 0.3.1：失败：插件报错：no settings
              先问过插件 nearest-unit 0.3.1：弃权：比U002晚到50秒
              先问过插件 nearest-unit 0.3.1：所提建议均被驳回
                裁决驳回“assign candidate 7”：没有这个候选单元
                裁决驳回“assign candidate 0”：单元正在处置4
              先问过插件 nearest-unit 0.3.1：隔离中，未询问：至2022-09-01 00:09:44
              先问过插件 nearest-unit 0.3.1：本次时间已用尽，未询问
              当时所缺：1个单元（急救）
              派 U004（33分20秒，无道路，按直线步行）：南阳警区支援，33分20秒可到；本警区无单元可派
              未能满足：尚缺1个单元，须具备：抓捕、无人机
              未选的候选单元
                U001（1分）：缺少技能：急救"#]],
    );
}

fn advised(outcome: Option<SettledAs>) -> Decision {
    let mut advised = live();
    advised.facts.mode = Mode::Advise;
    advised.facts.settlement =
        outcome.map(|outcome| Settlement { at: after(60), by: "token duty".to_owned(), outcome, code: None });
    let mut record = dispatched();
    (record.passed_over, record.excluded) = (Vec::new(), Vec::new());
    advised.facts.answer = Answered::Dispatch(record);
    advised
}

#[test]
fn what_a_person_made_of_it() {
    check_decision(
        advised(None),
        Lang::En,
        expect![[r#"
            Decision 1 (dispatch), 00:04:45: the incident was accepted
              By plugin nearest-unit 0.3.1 (settings version 2, digest 3d2550765fee), mode advise, in 1.2 ms with 35000 fuel
              On state version 17, roster version 3
              Needed: 1 with first aid
              Recommends U002 (4 min 10 s away): the nearest, there in 4 min 10 s
              The recommendation waits for a person"#]],
    );
    let amended =
        SettledAs::Amended { units: vec![UnitRef(2), UnitRef(3)], reason: Some("the road is closed".to_owned()) };
    check_decision(
        advised(Some(amended.clone())),
        Lang::En,
        expect![[r#"
            Decision 1 (dispatch), 00:04:45: the incident was accepted
              By plugin nearest-unit 0.3.1 (settings version 2, digest 3d2550765fee), mode advise, in 1.2 ms with 35000 fuel
              On state version 17, roster version 3
              Needed: 1 with first aid
              Recommends U002 (4 min 10 s away): the nearest, there in 4 min 10 s
              00:05:44 token duty amended it and sent U003, U004: the road is closed"#]],
    );
    check_decision(
        advised(Some(amended)),
        Lang::Zh,
        expect![[r#"
            决定1（派警），00:04:45：警情受理
              由插件 nearest-unit 0.3.1 作出（设置第2版，校验码 3d2550765fee），模式：建议，用时1.2毫秒，执行35000步
              依据状态第17版、值班表第3版
              当时所缺：1个单元（急救）
              建议派 U002（4分10秒）：最近，4分10秒可到
              00:05:44 token duty：修改后采用，改派U003、U004，理由：the road is closed"#]],
    );
}

#[test]
fn how_a_shadow_differs() {
    let mut shadow = advised(None);
    shadow.facts.mode = Mode::Shadow;
    let difference = Deviation { live: 1, only_shadow: vec![UnitRef(2)], ..Deviation::default() };
    shadow.facts.difference = Some(difference);
    check_decision(
        shadow.clone(),
        Lang::En,
        expect![[r#"
            Decision 1 (dispatch), 00:04:45: the incident was accepted
              By plugin nearest-unit 0.3.1 (settings version 2, digest 3d2550765fee), mode shadow, in 1.2 ms with 35000 fuel
              On state version 17, roster version 3
              Needed: 1 with first aid
              Would send U002 (4 min 10 s away): the nearest, there in 4 min 10 s
              A shadow run, other than decision 1; it would have sent U003"#]],
    );
    check_decision(
        shadow,
        Lang::Zh,
        expect![[r#"
            决定1（派警），00:04:45：警情受理
              由插件 nearest-unit 0.3.1 作出（设置第2版，校验码 3d2550765fee），模式：旁观，用时1.2毫秒，执行35000步
              依据状态第17版、值班表第3版
              当时所缺：1个单元（急救）
              会派 U002（4分10秒）：最近，4分10秒可到
              旁观运行，与决定1不同；会另派U003"#]],
    );
}

#[test]
fn an_escalation_in_both_languages() {
    let notify =
        EscalationProposal::Notify(Message::alarm(2, vec![Who::Team(TeamOf::Here(TeamRef(1)))], why(5, &[300.0])));
    let record = EscalationRecord {
        proposals: vec![
            EscalationProposal::StartTimer(TimerRequest {
                key: 3,
                due_at: after(600),
                catch_up: CatchUp::Skip,
                repeat_s: None,
            }),
            EscalationProposal::StopTimer { key: 1 },
            notify,
        ],
        remarks: vec![why(5, &[0.0])],
        state: None,
    };
    let trigger = Trigger::TimerFired { key: 2, generation: 2 };
    let mut facts = facts(3, Hook::Escalation, trigger, plugin("graded-escalation"), Answered::Escalation(record));
    facts.refused =
        vec![Refused { proposal: "start timer 9".to_owned(), why: RefusedWhy::TimerTooFar { limit_s: 60 } }];
    check_decision(
        decision(facts.clone()),
        Lang::En,
        expect![[r#"
            Decision 3 (escalation), 00:04:45: timer 2 fired
              By plugin graded-escalation 0.3.1 (settings version 2, digest 657a7d773a6a), mode auto, in 1.2 ms with 35000 fuel
              On state version 17, roster version 3
              Accepted: start timer 3, due at 2022-09-01 00:14:44
              Accepted: stop timer 1
              Accepted: level 2, tell all on duty in traffic: nobody acknowledged within 5 min
              Remark: nobody acknowledged within 0 s
              The arbiter refused `start timer 9`: the timer lies more than 60 s ahead"#]],
    );
    check_decision(
        decision(facts),
        Lang::Zh,
        expect![[r#"
            决定3（升级），00:04:45：2号定时到点
              由插件 graded-escalation 0.3.1 作出（设置第2版，校验码 657a7d773a6a），模式：自动，用时1.2毫秒，执行35000步
              依据状态第17版、值班表第3版
              采纳：启动3号定时，2022-09-01 00:14:44到点
              采纳：停止1号定时
              采纳：第2级通知交警队在班人员：5分无人确认
              说明：0秒无人确认
              裁决驳回“start timer 9”：定时超过60秒之后"#]],
    );
}

#[test]
fn an_intake_in_both_languages() {
    let near = |incident, distance_m, same_grid, alike| NearbyIncident {
        incident: IncidentRef(incident),
        kind: KindRef(1),
        priority: Priority::Prompt,
        phase: Phase::Accepted,
        distance_m,
        age_s: 300,
        same_grid,
        alike,
    };
    let record = IntakeRecord {
        nearby: vec![near(4, 120, true, Some(60)), near(6, 1_500, false, None)],
        proposals: vec![
            IntakeProposal::SetKind { kind: KindRef(1), why: why(5, &[60.0]) },
            IntakeProposal::SetPriority { priority: Priority::Critical, why: why(5, &[60.0]) },
            IntakeProposal::DuplicateOf { incident: IncidentRef(4), confidence: 85, why: why(5, &[60.0]) },
        ],
        remarks: Vec::new(),
        merged: false,
        denied: false,
    };
    let mut facts = facts(1, Hook::Intake, Trigger::Reported, plugin("graded-escalation"), Answered::Intake(record));
    facts.mode = Mode::Advise;
    let overruled = RefusedWhy::Overruled { by: "first-look".to_owned() };
    facts.refused = vec![Refused { proposal: "set kind 3".to_owned(), why: overruled }];
    let choice = IntakeChoice {
        kind: Some(KindRef(0)),
        priority: None,
        needs: Some(vec![Need { skills: 1.into(), count: 2 }]),
        duplicate_of: Some(IncidentRef(6)),
    };
    let outcome = SettledAs::AmendedIntake { choice, reason: Some("as the caller says".to_owned()) };
    facts.settlement = Some(Settlement { at: after(60), by: "operator:3".to_owned(), outcome, code: None });
    check_decision(
        decision(facts.clone()),
        Lang::En,
        expect![[r#"
            Decision 1 (intake), 00:04:45: a report came in
              By plugin graded-escalation 0.3.1 (settings version 2, digest 657a7d773a6a), mode advise, in 1.2 ms with 35000 fuel
              On state version 17, roster version 3
              Open incidents nearby
                4 (brawl, accepted): 120 m away, reported 5 min before, in the same grid, words 60 % alike
                6 (brawl, accepted): 1.5 km away, reported 5 min before
              Proposed: of kind brawl: nobody acknowledged within 1 min
              Proposed: priority critical: nobody acknowledged within 1 min
              Proposed: duplicate of incident 4 (85 % sure): nobody acknowledged within 1 min
              The arbiter refused `set kind 3`: plugin first-look came first and decided this
              00:05:44 operator:3 amended it (of kind traffic accident, needs 2 with arrest, duplicate of incident 6): as the caller says"#]],
    );
    check_decision(
        decision(facts.clone()),
        Lang::Zh,
        expect![[r#"
            决定1（接报），00:04:45：接到报警
              由插件 graded-escalation 0.3.1 作出（设置第2版，校验码 657a7d773a6a），模式：建议，用时1.2毫秒，执行35000步
              依据状态第17版、值班表第3版
              邻近的未结警情
                4（打架斗殴，已受理）：相距120米，5分前报警，同一网格，报警内容相似度60%
                6（打架斗殴，已受理）：相距1.5公里，5分前报警
              建议：种类定为打架斗殴：1分无人确认
              建议：等级定为特急：1分无人确认
              建议：与警情4重复（把握85%）：1分无人确认
              裁决驳回“set kind 3”：插件first-look已先作决定
              00:05:44 operator:3：修改后采用（种类定为交通事故、需2个单元（抓捕）、与警情6重复），理由：as the caller says"#]],
    );
    facts.settlement = None;
    let county = little_county();
    assert!(Teller::new(&county, &plugins(), Lang::En).decision(&decision(facts)).pending);
}

#[test]
fn as_data_it_has_codes_beside_words() {
    let (county, plugins) = (little_county(), plugins());
    let story = Teller::new(&county, &plugins, Lang::En).decision(&live());
    let json = serde_json::to_value(&story).unwrap();
    assert_eq!(json["plugin"], "nearest-unit");
    assert_eq!(json["picks"][0]["unit"], "U002");
    let why = serde_json::json!({"code": 1, "values": [250], "text": "the nearest, there in 4 min 10 s"});
    assert_eq!(json["picks"][0]["why"], why);
    assert_eq!(json["excluded"][0]["why"]["code"], "busy");
    assert_eq!(json["excluded"][0]["incident"], "4");
    assert_eq!(json["needs"][0]["skills"], serde_json::json!(["first-aid"]));
}

#[test]
fn an_archived_incident_needs_a_county_to_be_told() {
    let archived =
        archived::ArchivedIncident { incident: incident(), decisions: vec![live()], notices: vec![notice()] };
    let read = archived::ArchivedIncident::decode(&archived.encode()).unwrap();
    assert_eq!(read, archived);
    assert_eq!(explain_archived(&State::default(), &read, Lang::En), None);
}

fn rendered(template: &str, values: &[f64], lang: Lang) -> String {
    let texts = BTreeMap::from([(lang.tag().to_owned(), template.to_owned())]);
    let catalog = Catalog { messages: BTreeMap::from([(1, texts)]) };
    let id = |of| (of == Reference::Incident(IncidentRef(7))).then(|| "20220901-000007".to_owned());
    render_reason(&why(1, values), &catalog, lang, &little_county(), &id)
}

#[test]
fn every_kind_of_placeholder() {
    let template = "{0:unit} {0:district} {0:team} {0:person} {0:grid} {0:station} {4:place} {0:slot} {0:kind} {1:incident} {2:duration} {2:distance} {0:count} {0:percent} {3:skills} {2}";
    let values = [1.0, 7.0, 1234.5, 5.0, 0.0];
    expect!["U002 Nanyang district traffic PC002 350924100001002 Nanyang station No. 1 Middle School auxiliary brawl 20220901-000007 20 min 35 s 1.2 km 1 1 % arrest, drone 1234.5"].assert_eq(&rendered(template, &values, Lang::En));
    expect!["U002 南阳警区 交警队 PC002 350924100001002 南阳派出所 第一中学 专职辅警 打架斗殴 20220901-000007 20分35秒 1.2公里 1 1% 抓捕、无人机 1234.5"].assert_eq(&rendered(template, &values, Lang::Zh));
}

#[test]
fn values_are_told_as_what_they_are() {
    let template =
        "{0:unit} {1:village} {2:unit-kind} {3:time} ({3:date}) {4:text} {5:distance} {6:workflow} {7:skill}";
    let texts = BTreeMap::from([("en".to_owned(), template.to_owned())]);
    let catalog = Catalog { messages: BTreeMap::from([(1, texts)]) };
    let values = [
        Reference::Unit(UnitRef(1)).into(),
        Reference::Village(VillageRef(0)).into(),
        Reference::UnitKind(UnitKindRef(0)).into(),
        ReasonValue::Time(1_662_000_284),
        ReasonValue::Text("LW3".to_owned()),
        ReasonValue::Distance(1_250),
        Reference::Workflow(InstanceRef(3)).into(),
        Reference::Skill(0).into(),
    ];
    let id = |of| (of == Reference::Workflow(InstanceRef(3))).then(|| "W20220901-000003".to_owned());
    let told = render_reason(&Reason::new(1, values.clone()), &catalog, Lang::En, &little_county(), &id);
    expect!["U002 village car 2022-09-01 10:44:44 (2022-09-01) LW3 1.3 km W20220901-000003 arrest"].assert_eq(&told);
    let bare = render_reason(&Reason::new(9, values), &Catalog::default(), Lang::En, &little_county(), &id);
    expect![
        "reason 9 (values unit 1, village 0, unit-kind 0, time 1662000284, LW3, distance 1250, workflow 3, skill 0)"
    ]
    .assert_eq(&bare);
}

/// A plugin's catalog and values come from outside: nothing in them may stop the room from showing the rest.
#[test]
fn nonsense_is_shown_as_it_is() {
    let nonsense = [f64::NAN, -1.0, 1e300, 0.5];
    for (template, expected) in [
        ("{0:unit} {1:unit} {2:unit} {3:unit}", "unit ? unit -1 unit 1"),
        ("{9:unit}", "?"),
        ("{x} {} {0:} {0:nothing} {", "{x} {} {0:} {0:nothing} {"),
        ("}{0:district", "}{0:district"),
        ("{a{3}b}", "{a0.5b}"),
        ("{0:duration} {1:distance} {2:skills}", "duration ? distance -1 skills 1"),
        ("鳌阳{3}阳", "鳌阳0.5阳"),
    ] {
        let told = rendered(template, &nonsense, Lang::En);
        assert!(told.starts_with(expected), "{template}: {told}");
    }
}

#[test]
fn a_reason_without_text_shows_its_numbers() {
    let catalog = Catalog::default();
    let told = |reason: Reason, lang| render_reason(&reason, &catalog, lang, &little_county(), &|_| None);
    assert_eq!(told(why(17, &[1.0, 2.5]), Lang::En), "reason 17 (values 1, 2.5)");
    assert_eq!(told(why(17, &[1.0, 2.5]), Lang::Zh), "原因17（数值1、2.5）");
    assert_eq!(told(why(17, &[]), Lang::En), "reason 17");
}

#[test]
fn a_catalog_in_one_language_serves_the_other() {
    let texts = BTreeMap::from([("zh-Hans".to_owned(), "最近".to_owned())]);
    let catalog = Catalog { messages: BTreeMap::from([(1, texts)]) };
    for lang in Lang::ALL {
        assert_eq!(render_reason(&why(1, &[]), &catalog, lang, &little_county(), &|_| None), "最近");
    }
}

#[test]
fn the_built_in_catalog_speaks_both_languages() {
    assert_eq!(catalog_faults(built_in_catalog()), Vec::<String>::new());
    for (code, texts) in &built_in_catalog().messages {
        assert!(Lang::ALL.iter().all(|lang| texts.contains_key(lang.tag())), "{code}");
    }
    let codes: Vec<u16> = built_in_catalog().messages.keys().copied().collect();
    assert_eq!(
        codes,
        [
            1, 2, 10, 11, 12, 13, 14, 15, 20, 21, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46,
            47, 48, 50, 51, 52, 53, 54
        ]
    );
}

#[test]
fn faults_of_a_catalog_are_named() {
    let texts = BTreeMap::from([("en".to_owned(), "{0:unit} {0:horse} {x".to_owned())]);
    let catalog = Catalog { messages: BTreeMap::from([(3, texts)]) };
    let faults = catalog_faults(&catalog);
    assert_eq!(
        faults,
        ["message 3 in `en` has no placeholder `{0:horse}`", "message 3 in `en` has no placeholder `{x}`"]
    );
}

#[test]
fn tags_of_languages() {
    for (tag, lang) in [
        ("zh", Some(Lang::Zh)),
        ("zh-Hans-CN", Some(Lang::Zh)),
        ("zh_CN.UTF-8", Some(Lang::Zh)),
        ("EN-gb", Some(Lang::En)),
        ("C.UTF-8", None),
        ("", None),
    ] {
        assert_eq!(Lang::of_tag(tag), lang, "{tag}");
    }
}
