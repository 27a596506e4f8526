//! What a plugin gives, as the host has it once it came over the wire.

use std::collections::BTreeMap;

use domain::county::reference::Reference as HostReference;
use domain::hooks::{self as host, FieldValue};
use domain::ids::*;
use domain::incident::{self, Priority as HostPriority, Reality as HostReality};
use domain::plugin::Catalog;
use domain::skills::SkillSet;
use domain::time::TimeMs;
use domain::who::{TeamOf, Who};
use wardroom_plugin::assessment::Outcome as Indicators;
use wardroom_plugin::testing::Message;
use wardroom_plugin::workflow::{
    Assignee, Choice, Effect, Field, Outcome as StepOutcome, WorkflowName, WorkflowTarget,
};
use wardroom_plugin::*;

/// The texts with the places of their values, as `catalog.json` has them.
pub fn catalog(messages: &[Message]) -> Catalog {
    let text = |message: &Message| {
        let kinds = message.values.iter().enumerate().map(|(place, (_, kind))| match *kind {
            "number" => format!("{{{place}}}"),
            kind => format!("{{{place}:{}}}", kind.replace('_', "-")),
        });
        BTreeMap::from([("en".to_owned(), kinds.collect::<Vec<_>>().join(" "))])
    };
    Catalog { messages: messages.iter().map(|message| (message.code, text(message))).collect() }
}

fn reference(of: Reference) -> HostReference {
    match of {
        Reference::Unit(n) => HostReference::Unit(UnitRef(n)),
        Reference::Grid(n) => HostReference::Grid(GridRef(n)),
        Reference::Place(n) => HostReference::Place(PlaceRef(n)),
        Reference::Kind(n) => HostReference::Kind(KindRef(n)),
        Reference::District(n) => HostReference::District(DistrictRef(n)),
        Reference::Station(n) => HostReference::Station(StationRef(n)),
        Reference::Person(n) => HostReference::Person(PersonRef(n)),
        Reference::Team(n) => HostReference::Team(TeamRef(n)),
        Reference::Township(n) => HostReference::Township(TownshipRef(n)),
        Reference::Village(n) => HostReference::Village(VillageRef(n)),
        Reference::UnitKind(n) => HostReference::UnitKind(UnitKindRef(n)),
        Reference::Class(n) => HostReference::Class(ClassRef(n)),
        Reference::Slot(n) => HostReference::Slot(n),
        Reference::Skill(n) => HostReference::Skill(n),
        Reference::Post(n) => HostReference::Post(n),
        Reference::Qualification(n) => HostReference::Qualification(n),
        Reference::Incident(n) => HostReference::Incident(IncidentRef(n)),
        Reference::Workflow(n) => HostReference::Workflow(InstanceRef(n)),
    }
}

pub fn reason(why: &Reason) -> host::Reason {
    let value = |value: &ReasonValue| match value {
        ReasonValue::Number(number) => host::ReasonValue::Number(*number),
        ReasonValue::Duration(seconds) => host::ReasonValue::Duration(*seconds),
        ReasonValue::Distance(metres) => host::ReasonValue::Distance(*metres),
        ReasonValue::Time(at) => host::ReasonValue::Time(*at),
        ReasonValue::Skills(set) => host::ReasonValue::Skills(*set),
        ReasonValue::Text(text) => host::ReasonValue::Text(text.clone()),
        ReasonValue::Reference(of) => host::ReasonValue::Reference(reference(*of)),
    };
    host::Reason { code: why.code, values: why.values.iter().map(value).collect() }
}

fn reasons(all: &[Reason]) -> Vec<host::Reason> {
    all.iter().map(reason).collect()
}

pub fn choice(choice: &Choice) -> host::Choice {
    host::Choice { name: choice.name.clone(), title: choice.title }
}

fn need(need: &Need) -> incident::Need {
    let more = need.more_skills.iter().flatten();
    let skills = more.fold(SkillSet::from(need.skills), |all, one| all.with(SkillSet::one(usize::from(*one))));
    incident::Need { skills, count: need.count }
}

const fn priority(priority: Priority) -> HostPriority {
    match priority {
        Priority::Critical => HostPriority::Critical,
        Priority::Urgent => HostPriority::Urgent,
        Priority::Prompt => HostPriority::Prompt,
        Priority::Routine => HostPriority::Routine,
    }
}

const fn reality(reality: Reality) -> HostReality {
    match reality {
        Reality::Actual => HostReality::Actual,
        Reality::Exercise => HostReality::Exercise,
        Reality::Test => HostReality::Test,
    }
}

fn phase(phase: Phase) -> incident::Phase {
    match phase {
        Phase::Reported => incident::Phase::Reported,
        Phase::Accepted => incident::Phase::Accepted,
        Phase::Assigned => incident::Phase::Assigned,
        Phase::EnRoute => incident::Phase::EnRoute,
        Phase::OnScene => incident::Phase::OnScene,
        Phase::Resolved => incident::Phase::Resolved,
        Phase::Closed => incident::Phase::Closed,
        Phase::Cancelled => incident::Phase::Cancelled,
        Phase::Reopened => incident::Phase::Reopened,
        Phase::Merged => incident::Phase::Merged,
        Phase::Other => panic!("the adapter refuses it"),
    }
}

pub fn incident(of: &Incident) -> host::IncidentView {
    host::IncidentView {
        incident: IncidentRef(of.ref_),
        kind: KindRef(of.kind),
        priority: priority(of.priority),
        reality: reality(of.reality),
        phase: phase(of.phase),
        district: DistrictRef(of.district),
        grid: GridRef(of.grid),
        needs: of.needs.iter().map(need).collect(),
        position: (119.05, 27.05),
        reported_at: TimeMs::from_seconds(of.reported_at),
        accepted_at: None,
        acknowledged_at: None,
    }
}

pub fn candidates(pool: &[Candidate]) -> Vec<host::Candidate> {
    let candidate = |of: &Candidate| host::Candidate {
        unit: UnitRef(of.unit),
        team: TeamRef(of.team),
        district: DistrictRef(of.district),
        nearness: host::Nearness::Own,
        skills: of.skills.into(),
        eta_s: of.eta_s,
        straight_line: of.straight_line,
        fix_age_s: of.fix_age_s,
        shift_left_s: of.shift_left_s,
        workload: of.workload,
        grid: of.grid.map(GridRef),
        told: host::UnitTold::default(),
    };
    pool.iter().map(candidate).collect()
}

pub fn recommendation(answer: &Recommendation) -> host::Recommendation {
    let pick = |pick: &Pick| host::ProposedPick { candidate: pick.candidate, need: pick.need, why: reason(&pick.why) };
    let pass = |pass: &PassedOver| host::ProposedPass { candidate: pass.candidate, why: reason(&pass.why) };
    host::Recommendation {
        picks: answer.picks.iter().map(pick).collect(),
        passed_over: answer.passed_over.iter().map(pass).collect(),
        shortfalls: reasons(&answer.shortfalls),
    }
}

pub fn report(of: &Report, nearby: &[Nearby]) -> host::IntakeInput {
    let report = host::ReportView {
        incident: IncidentRef(of.ref_),
        kind: KindRef(of.kind),
        priority: priority(of.priority),
        reality: reality(of.reality),
        district: DistrictRef(of.district),
        grid: GridRef(of.grid),
        needs: of.needs.iter().map(need).collect(),
        position: (119.05, 27.05),
        reported_at: TimeMs::from_seconds(of.reported_at),
        source: of.source.clone(),
        external: of.external,
        words: None,
    };
    let near = |of: &Nearby| host::NearbyIncident {
        incident: IncidentRef(of.ref_),
        kind: KindRef(of.kind),
        priority: priority(of.priority),
        phase: phase(of.phase),
        distance_m: of.distance_m,
        age_s: of.age_s,
        same_grid: of.same_grid,
        alike: of.alike,
    };
    let (now, nearby) = (report.reported_at, nearby.iter().map(near).collect());
    host::IntakeInput { now, report, nearby, claims: host::Claims::default() }
}

pub fn intake(answer: &IntakeOutcome) -> host::IntakeAnswer {
    let proposal = |proposal: &IntakeProposal| match proposal {
        IntakeProposal::SetKind(Classification { kind, why }) => {
            host::IntakeProposal::SetKind { kind: KindRef(*kind), why: reason(why) }
        }
        IntakeProposal::SetPriority(Ranking { priority: to, why }) => {
            host::IntakeProposal::SetPriority { priority: priority(*to), why: reason(why) }
        }
        IntakeProposal::SetNeeds(Requirement { needs, why }) => {
            host::IntakeProposal::SetNeeds { needs: needs.iter().map(need).collect(), why: reason(why) }
        }
        IntakeProposal::DuplicateOf(Duplicate { of, confidence, why }) => {
            host::IntakeProposal::DuplicateOf { incident: IncidentRef(*of), confidence: *confidence, why: reason(why) }
        }
    };
    host::IntakeAnswer { proposals: answer.proposals.iter().map(proposal).collect(), remarks: reasons(&answer.remarks) }
}

fn timer(timer: &Timer) -> host::TimerRequest {
    let (due_at, catch_up) = (TimeMs::from_seconds(timer.due_at), host::CatchUp::Once);
    host::TimerRequest { key: timer.key, due_at, catch_up, repeat_s: timer.repeat_s }
}

fn role(role: &Role) -> Who {
    Who::Role { district: DistrictRef(role.district), slot: role.slot.clone() }
}

fn notice(notice: &Notice) -> host::Message {
    let who = |of: &Recipient| match of {
        Recipient::Person(n) => Who::Person(PersonRef(*n)),
        Recipient::Role(of) => role(of),
        Recipient::Team(n) => Who::Team(TeamOf::Here(TeamRef(*n))),
        Recipient::GridAssistant(n) => Who::GridAssistant(GridRef(*n)),
        Recipient::CommandRoom(n) => Who::CommandRoom(DistrictRef(*n)),
        Recipient::Unit(n) => Who::Unit(UnitRef(*n)),
        Recipient::Place(n) => Who::Place(PlaceRef(*n)),
    };
    let recipients = notice.recipients.iter().map(who).collect();
    let alarm = host::Message::alarm(notice.level, recipients, reason(&notice.why));
    host::Message { seen_within_s: notice.seen_within_s, ..alarm }
}

pub fn escalation(answer: &Outcome) -> host::EscalationAnswer {
    let proposal = |proposal: &EscalationProposal| match proposal {
        EscalationProposal::StartTimer(wanted) => host::EscalationProposal::StartTimer(timer(wanted)),
        EscalationProposal::StopTimer(key) => host::EscalationProposal::StopTimer { key: *key },
        EscalationProposal::Notify(told) => host::EscalationProposal::Notify(notice(told)),
    };
    let proposals = answer.proposals.iter().map(proposal).collect();
    host::EscalationAnswer { proposals, remarks: reasons(&answer.remarks), state: None }
}

pub fn findings(all: &[Finding]) -> Vec<host::Finding> {
    let finding = |finding: &Finding| host::Finding {
        severity: host::Severity::Warning,
        subject: match finding.subject {
            StructureSubject::County => host::FindingAbout::County,
            StructureSubject::District(n) => host::FindingAbout::District(DistrictRef(n)),
            StructureSubject::Station(n) => host::FindingAbout::Station(StationRef(n)),
            StructureSubject::Person(n) => host::FindingAbout::Person(PersonRef(n)),
        },
        why: reason(&finding.why),
    };
    all.iter().map(finding).collect()
}

pub fn indicators(answer: &Indicators) -> host::AssessmentAnswer {
    let indicator = |of: &assessment::Indicator| host::Indicator {
        name: of.name.clone(),
        version: of.version,
        title: of.title,
        district: of.district.map(DistrictRef),
        kind: of.kind.map(KindRef),
        numerator: of.numerator,
        denominator: of.denominator,
        n: of.n,
        unit: of.unit.clone(),
        remarks: reasons(&of.remarks),
        small_n: false,
    };
    host::AssessmentAnswer {
        indicators: answer.indicators.iter().map(indicator).collect(),
        remarks: reasons(&answer.remarks),
    }
}

pub fn step(answer: &StepOutcome) -> host::StepAnswer {
    host::StepAnswer {
        state: answer.state.clone(),
        stage: reason(&answer.stage),
        waits: answer.waits.clone(),
        marks: Vec::new(),
        effects: answer.effects.iter().map(effect).collect(),
        remarks: reasons(&answer.remarks),
        ended: answer.ended.clone(),
    }
}

fn target(of: &WorkflowTarget) -> host::Target {
    match of {
        WorkflowTarget::Number(which) => host::Target::Number(InstanceRef(*which)),
        WorkflowTarget::Name(WorkflowName { kind, key }) => host::Target::Name { kind: kind.clone(), key: key.clone() },
    }
}

fn assignee(of: &Assignee) -> Who {
    match of {
        Assignee::Person(n) => Who::Person(PersonRef(*n)),
        Assignee::Role(of) => role(of),
        Assignee::Team(of) => {
            Who::Team(TeamOf::District { district: DistrictRef(of.district), team: TeamRef(of.team) })
        }
        Assignee::GridAssistant(n) => Who::GridAssistant(GridRef(*n)),
        Assignee::Unit(n) => Who::Unit(UnitRef(*n)),
        Assignee::Place(n) => Who::Place(PlaceRef(*n)),
    }
}

fn field(field: &Field) -> host::Field {
    use domain::county::value::Value as Plain;
    let value = match &field.value {
        Value::Flag(flag) => Plain::Flag(*flag),
        Value::Text(text) => Plain::Text(text.clone()),
        other => panic!("no trial gives {other:?}"),
    };
    host::Field { name: field.name.clone(), value: FieldValue::Plain(value) }
}

fn effect(effect: &Effect) -> host::Effect {
    match effect {
        Effect::StartTimer(wanted) => host::Effect::StartTimer(timer(wanted)),
        Effect::StopTimer(key) => host::Effect::StopTimer { key: *key },
        Effect::CreateTask(task) => host::Effect::CreateTask {
            key: task.key,
            form: task.form.clone(),
            assignee: assignee(&task.assignee),
            due_at: task.due_at.map(TimeMs::from_seconds),
            why: reason(&task.why),
        },
        Effect::CancelTask(key) => host::Effect::CancelTask { key: *key },
        Effect::Notify(told) => host::Effect::Notify(notice(told)),
        Effect::StartWorkflow(child) => host::Effect::StartWorkflow {
            kind: child.kind.clone(),
            key: child.key.clone(),
            grid: child.grid.map(GridRef),
            fields: child.fields.iter().map(field).collect(),
        },
        Effect::StepIncident(to) => host::Effect::StepIncident { to: phase(*to) },
        Effect::LendUnit(loan) => host::Effect::LendUnit {
            unit: UnitRef(loan.unit),
            to: DistrictRef(loan.to),
            until: TimeMs::from_seconds(loan.until),
            held: loan.held,
        },
        Effect::ReturnUnit(unit) => host::Effect::ReturnUnit { unit: UnitRef(*unit) },
        Effect::ErasePersonalData => host::Effect::ErasePersonalData,
        Effect::Signal(sent) => host::Effect::Signal {
            to: target(&sent.to),
            name: sent.name.clone(),
            fields: sent.fields.iter().map(field).collect(),
        },
        Effect::CancelWorkflow(which) => host::Effect::CancelWorkflow(target(which)),
        Effect::Report(new) => host::Effect::Report(host::NewIncident {
            kind: KindRef(new.kind),
            priority: new.priority.map(priority),
            grid: GridRef(new.grid),
            position: new.position.as_ref().map(|at| (at.lon, at.lat)),
            why: reason(&new.why),
        }),
        Effect::Remark(remark) => {
            host::Effect::Remark { incident: IncidentRef(remark.incident), why: reason(&remark.why) }
        }
    }
}
