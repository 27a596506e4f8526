//! Random answers, as a plugin would give them: most of what they name is there, and some is not.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use wardroom_plugin::assessment::{Indicator, Outcome as Indicators};
use wardroom_plugin::workflow::{
    Assignee, Child, DistrictTeam, Effect, Field, IncidentRemark, Loan, NewIncident, Outcome as StepOutcome, Outgoing,
    Task, WorkflowName, WorkflowTarget,
};
use wardroom_plugin::*;

use super::stage::{OTHERS, OWN};
use crate::desk::START;

pub mod why {
    wardroom_plugin::catalog! {
        1 TITLE: "题", "a title";
        2 plain(): "如此", "so it is";
        3 near(unit: unit, later: duration): "{unit}晚{later}", "{unit} is {later} later";
        4 many(of: count, share: percent): "{of}个，{share}", "{of}, {share}";
        5 who(person: person, on: date): "{person}，{on}", "{person} on {on}";
        6 what(skills: skills, word: text, far: distance): "{skills}{word}{far}", "{skills} {word} {far}";
        8 ended(result: result): "{result}", "ended with {result}";
        7 of(incident: incident, by: workflow): "{incident}，{by}", "{incident} by {by}";
    }
}

/// What a plugin may be granted; mostly all of it.
pub fn grants() -> impl Strategy<Value = Vec<&'static str>> {
    const ALL: [&str; 24] = [
        "assign",
        "assign-extra",
        "set-kind",
        "set-priority",
        "set-needs",
        "suggest-duplicate",
        "start-timer",
        "stop-timer",
        "notify",
        "find",
        "indicate",
        "create-task",
        "cancel-task",
        "start-workflow",
        "step-incident",
        "lend-unit",
        "return-unit",
        "erase-personal-data",
        "signal",
        "signal-others",
        "cancel-workflow",
        "cancel-others",
        "report",
        "remark",
    ];
    prop_oneof![3 => Just(ALL.to_vec()), 1 => subsequence(ALL.to_vec(), 8..ALL.len())]
}

fn references() -> impl Strategy<Value = Reference> {
    let number = prop_oneof![4 => 0..3_u32, 1 => 3..12_u32];
    (0..18_u8, number).prop_map(|(sort, n)| {
        let short = n as u16;
        match sort {
            0 => Reference::Unit(n),
            1 => Reference::Grid(n),
            2 => Reference::Place(n),
            3 => Reference::Kind(short),
            4 => Reference::District(short),
            5 => Reference::Station(short),
            6 => Reference::Person(n),
            7 => Reference::Team(short),
            8 => Reference::Township(short),
            9 => Reference::Village(short),
            10 => Reference::UnitKind(short),
            11 => Reference::Class(short),
            12 => Reference::Slot(short),
            13 => Reference::Skill(n as u8),
            14 => Reference::Post(short),
            15 => Reference::Qualification(short),
            16 => Reference::Incident(n),
            _ => Reference::Workflow(n),
        }
    })
}

fn values() -> impl Strategy<Value = ReasonValue> {
    prop_oneof![
        1 => select(vec![0.0, 3.0, 0.5, -1.0]).prop_map(ReasonValue::Number),
        1 => (0..900_u32).prop_map(ReasonValue::Duration),
        1 => (0..900_u32).prop_map(ReasonValue::Distance),
        1 => (0..900_u32).prop_map(ReasonValue::Time),
        1 => (0..8_u32).prop_map(ReasonValue::Skills),
        1 => Just(ReasonValue::Text("桥头".to_owned())),
        3 => references().prop_map(ReasonValue::Reference),
    ]
}

/// A reason that can be told, mostly; or one with a value of another sort, one too many or too few, or a code that there is not.
fn reasons() -> impl Strategy<Value = Reason> {
    let good = (0..6_u8, 0..6_u32, 0..3_u32).prop_map(|(code, unit, person)| match code {
        0 => why::near(unit, 60),
        1 => why::many(unit, 50_u32),
        2 => why::who(person, START.seconds()),
        3 => why::what(unit, "桥头", 20),
        4 => why::of(unit.min(3) + 1, 1),
        _ => why::plain(),
    });
    let any = (1..9_u16, vec(values(), 0..4)).prop_map(|(code, values)| Reason { code, values });
    let astray = (0..9_u32).prop_map(|unit| why::near(unit, 60));
    prop_oneof![60 => good, 1 => any, 1 => astray]
}

pub fn recommendation() -> impl Strategy<Value = Recommendation> {
    let need = prop_oneof![3 => (0..3_u16).prop_map(Some), 1 => Just(None)];
    let pick = (0..8_u16, need, reasons()).prop_map(|(candidate, need, why)| Pick { candidate, need, why });
    let pass = (0..8_u16, reasons()).prop_map(|(candidate, why)| PassedOver { candidate, why });
    (vec(pick, 0..12), vec(pass, 0..4), vec(reasons(), 0..2))
        .prop_map(|(picks, passed_over, shortfalls)| Recommendation { picks, passed_over, shortfalls })
}

fn priorities() -> impl Strategy<Value = Priority> {
    select(vec![Priority::Critical, Priority::Urgent, Priority::Prompt, Priority::Routine])
}

pub fn intake() -> impl Strategy<Value = IntakeOutcome> {
    let need = (0..16_u32, 0..40_u8, prop_oneof![5 => Just(None), 1 => Just(Some(vec![40]))]);
    let needs = vec(need.prop_map(|(skills, count, more_skills)| Need { skills, count, more_skills }), 0..10);
    // What the report needs already.
    let as_before = Just(vec![Need { skills: 0, count: 1, more_skills: None }]);
    let needs = prop_oneof![3 => needs, 1 => as_before];
    let proposal =
        prop_oneof![
            (0..6_u16, reasons()).prop_map(|(kind, why)| IntakeProposal::SetKind(Classification { kind, why })),
            (priorities(), reasons())
                .prop_map(|(priority, why)| IntakeProposal::SetPriority(Ranking { priority, why })),
            (needs, reasons()).prop_map(|(needs, why)| IntakeProposal::SetNeeds(Requirement { needs, why })),
            (0..8_u32, 98..103_u8, reasons())
                .prop_map(|(of, confidence, why)| IntakeProposal::DuplicateOf(Duplicate { of, confidence, why })),
        ];
    (vec(proposal, 0..6), vec(reasons(), 0..2)).prop_map(|(proposals, remarks)| IntakeOutcome { proposals, remarks })
}

fn role() -> impl Strategy<Value = Role> {
    (0..3_u16, select(vec!["leader", "auxiliary", "cook"]))
        .prop_map(|(district, slot)| Role { district, slot: slot.to_owned() })
}

fn recipients() -> impl Strategy<Value = Recipient> {
    prop_oneof![
        (0..4_u32).prop_map(Recipient::Person),
        role().prop_map(Recipient::Role),
        (0..3_u16).prop_map(Recipient::Team),
        (0..5_u32).prop_map(Recipient::GridAssistant),
        (0..3_u16).prop_map(Recipient::CommandRoom),
        (0..7_u32).prop_map(Recipient::Unit),
        (0..2_u32).prop_map(Recipient::Place),
    ]
}

fn assignees() -> impl Strategy<Value = Assignee> {
    prop_oneof![
        (0..4_u32).prop_map(Assignee::Person),
        role().prop_map(Assignee::Role),
        (0..3_u16, 0..3_u16).prop_map(|(district, team)| Assignee::Team(DistrictTeam { district, team })),
        (0..5_u32).prop_map(Assignee::GridAssistant),
        (0..7_u32).prop_map(Assignee::Unit),
        (0..2_u32).prop_map(Assignee::Place),
    ]
}

fn notices() -> impl Strategy<Value = Notice> {
    let within = select(vec![None, None, None, Some(60), Some(0), Some(30 * 86_400), Some(30 * 86_400 + 1)]);
    // Somebody who is there, so that not every notice is refused for its people.
    let there = prop_oneof![(0..3_u32).prop_map(Recipient::Person), (0..2_u16).prop_map(Recipient::CommandRoom)];
    let told = prop_oneof![4 => vec(there.clone(), 0..3), 1 => vec(recipients(), 1..4), 1 => vec(there, 31..35)];
    (0..4_u8, told, reasons(), within).prop_map(|(level, recipients, why, seen_within_s)| Notice {
        recipients,
        seen_within_s,
        ..Notice::new(level, Urgency::Alarm, why)
    })
}

fn timers() -> impl Strategy<Value = Timer> {
    let day: u32 = 86_400;
    let (now, far) = (START.seconds(), 366 * day);
    let due_at = select(vec![now + 60, now + day, now, now - 1, now + far, now + far + 1]);
    let repeat_s = select(vec![None, None, Some(60), Some(59), Some(far), Some(far + 1)]);
    (prop_oneof![4 => 0..4_u16, 1 => 0..50_u16], due_at, repeat_s).prop_map(|(key, due_at, repeat_s)| Timer {
        key,
        due_at,
        catch_up: CatchUp::Once,
        repeat_s,
    })
}

pub fn escalation() -> impl Strategy<Value = Outcome> {
    let proposal = prop_oneof![
        3 => timers().prop_map(EscalationProposal::StartTimer),
        1 => (0..5_u16).prop_map(EscalationProposal::StopTimer),
        2 => notices().prop_map(EscalationProposal::Notify),
    ];
    // Now and then more timers than a matter may have.
    let many = (30..40_u16).prop_map(|count| {
        let due_at = START.seconds() + 60;
        let timer = |key| Timer { key, due_at, catch_up: CatchUp::Once, repeat_s: None };
        (0..count).map(|key| EscalationProposal::StartTimer(timer(key))).collect()
    });
    let proposals = prop_oneof![9 => vec(proposal, 0..8), 1 => many];
    (proposals, vec(reasons(), 0..2)).prop_map(|(proposals, remarks)| Outcome { proposals, remarks, state: None })
}

pub fn findings() -> impl Strategy<Value = Vec<Finding>> {
    let subject = prop_oneof![
        Just(StructureSubject::County),
        (0..3_u16).prop_map(StructureSubject::District),
        (0..3_u16).prop_map(StructureSubject::Station),
        (0..4_u32).prop_map(StructureSubject::Person),
    ];
    vec((subject, reasons()).prop_map(|(subject, why)| Finding::warning(subject, why)), 0..5)
}

pub fn indicators() -> impl Strategy<Value = Indicators> {
    let word = select(vec![
        "a",
        "a",
        "b",
        "c",
        "",
        "a\nb",
        "0123456789012345678901234567890123456789012345678901234567890123x",
    ]);
    let number = select(vec![1.0, 1.0, 2.5, f64::NAN, f64::INFINITY]);
    let of = |most: u16| prop_oneof![2 => Just(None), 1 => (0..most).prop_map(Some)];
    let indicator = (word.clone(), word, number, of(3), of(5), select(vec![why::TITLE, 2, 99]), vec(reasons(), 0..2));
    let indicator = indicator.prop_map(|(name, unit, number, district, kind, title, remarks)| {
        let plain = Indicator::new(name, title, (number, 1.0), 3, unit);
        Indicator { district, kind, remarks, ..plain }
    });
    (vec(indicator, 0..6), vec(reasons(), 0..2)).prop_map(|(indicators, remarks)| Indicators { indicators, remarks })
}

fn targets() -> impl Strategy<Value = WorkflowTarget> {
    let key = select(vec!["top", "own", "near", "far", "drill", "over", "below", "deep", "nobody"]);
    prop_oneof![
        (0..11_u32).prop_map(WorkflowTarget::Number),
        (select(vec![OWN, OTHERS]), key)
            .prop_map(|(kind, key)| WorkflowTarget::Name(WorkflowName { kind: kind.to_owned(), key: key.to_owned() })),
    ]
}

fn children() -> impl Strategy<Value = Child> {
    let key = prop_oneof![
        4 => select(vec!["one", "two"]).prop_map(str::to_owned),
        1 => select(vec![0_usize, 64, 65]).prop_map(|bytes| "k".repeat(bytes)),
    ];
    let grid = prop_oneof![Just(None), (0..5_u32).prop_map(Some)];
    let fields = (any::<bool>(), any::<bool>(), 0..8_u8).prop_map(|(now, unknown, left_out)| {
        let field = |name: &str, value| Field { name: name.to_owned(), value };
        let mut fields = vec![field("what", Value::Text("桥".to_owned()))];
        fields.truncate(usize::from(left_out > 0));
        fields.extend(now.then(|| field("now", Value::Flag(true))));
        fields.extend((unknown && left_out == 1).then(|| field("else", Value::Flag(true))));
        fields
    });
    // What another plugin's form takes no test of this one's knows.
    let fitting = Just(vec![Field { name: "what".to_owned(), value: Value::Text("桥".to_owned()) }]);
    let of_kind = prop_oneof![3 => (Just(OWN), fields.boxed()), 1 => (Just(OTHERS), fitting.boxed())];
    (of_kind, key, grid).prop_map(|((kind, fields), key, grid)| Child { kind: kind.to_owned(), key, grid, fields })
}

fn phases() -> impl Strategy<Value = Phase> {
    select(vec![
        Phase::Reported,
        Phase::Accepted,
        Phase::Assigned,
        Phase::EnRoute,
        Phase::OnScene,
        Phase::Resolved,
        Phase::Cancelled,
        Phase::Reopened,
        Phase::Merged,
    ])
}

fn effects() -> impl Strategy<Value = Effect> {
    let (now, day) = (START.seconds(), 86_400);
    let due_at = select(vec![None, Some(now + day), Some(now - 1), Some(now + 366 * day + 1)]);
    let task = (0..4_u16, select(vec!["visit", "visit", "visit", "start"]), assignees(), due_at, reasons());
    let until = select(vec![now + day, now, now + 31 * day, now + 31 * day + 1]);
    prop_oneof![
        2 => timers().prop_map(Effect::StartTimer),
        1 => (0..4_u16).prop_map(Effect::StopTimer),
        2 => task.prop_map(|(key, form, assignee, due_at, why)| {
            Effect::CreateTask(Task { key, form: form.to_owned(), assignee, due_at, why })
        }),
        1 => (0..4_u16).prop_map(Effect::CancelTask),
        1 => notices().prop_map(Effect::Notify),
        2 => children().prop_map(Effect::StartWorkflow),
        2 => phases().prop_map(Effect::StepIncident),
        // The first is on the workflow's own incident, which may let it go.
        2 => (1..7_u32, 0..3_u16, until, any::<bool>())
            .prop_map(|(unit, to, until, held)| Effect::LendUnit(Loan { unit, to, until, held })),
        1 => (1..7_u32).prop_map(Effect::ReturnUnit),
        1 => Just(Effect::ErasePersonalData),
        2 => (targets(), select(vec!["news", "news", "word"]))
            .prop_map(|(to, name)| Effect::Signal(Outgoing { to, name: name.to_owned(), fields: vec![] })),
        1 => targets().prop_map(Effect::CancelWorkflow),
        2 => (0..6_u16, 0..5_u32, reasons())
            .prop_map(|(kind, grid, why)| Effect::Report(NewIncident { kind, priority: None, grid, position: None, why })),
        2 => (0..5_u32, reasons()).prop_map(|(incident, why)| Effect::Remark(IncidentRemark { incident, why })),
    ]
}

pub fn step() -> impl Strategy<Value = StepOutcome> {
    let waits = vec(select(vec!["news", "news", "news", "nothing"]).prop_map(str::to_owned), 0..2);
    let ended = prop_oneof![6 => Just(None), 1 => select(vec!["done", "never"]).prop_map(|end| Some(end.to_owned()))];
    // Now and then so many of one that there is no room for them.
    let many = (0..2_u8, 7..18_usize).prop_map(|(what, count)| {
        let remark = IncidentRemark { incident: 1, why: why::plain() };
        let report = NewIncident { kind: 0, priority: None, grid: 0, position: None, why: why::plain() };
        vec![if what == 0 { Effect::Remark(remark) } else { Effect::Report(report) }; count]
    });
    let effects = prop_oneof![9 => vec(effects(), 0..5), 1 => many];
    (waits, ended, effects, vec(reasons(), 0..2)).prop_map(|(waits, ended, effects, remarks)| StepOutcome {
        state: String::new(),
        stage: why::plain(),
        waits,
        marks: vec![],
        effects,
        remarks,
        ended,
    })
}
