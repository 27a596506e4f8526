//! What a hook is given: from the domain to the wire.

use domain::hooks as host;
use domain::incident as nouns;

use super::bindings::exports::wardroom::plugin::{dispatch, escalation, intake, team_structure};
use super::bindings::wardroom::plugin::types::{Incident, Need, Phase, Point, Priority, Reality};
use crate::sandbox::Access;

pub(super) fn incident(incident: &host::IncidentView, exact_position: bool) -> Incident {
    let (lon, lat) = incident.position;
    Incident {
        ref_: incident.incident.0,
        kind: incident.kind.0,
        priority: priority(incident.priority),
        reality: reality(incident.reality),
        phase: phase(incident.phase),
        district: incident.district.0,
        grid: incident.grid.0,
        needs: incident.needs.iter().map(|need| Need { skills: need.skills, count: need.count }).collect(),
        position: exact_position.then_some(Point { lon, lat }),
        reported_at: incident.reported_at.seconds(),
        accepted_at: incident.accepted_at.map(|at| at.seconds()),
        acknowledged_at: incident.acknowledged_at.map(|at| at.seconds()),
    }
}

pub(super) fn report(report: &host::ReportView, access: &Access) -> intake::Report {
    let (lon, lat) = report.position;
    let words = report.words.as_ref().filter(|_| access.caller_words);
    intake::Report {
        ref_: report.incident.0,
        kind: report.kind.0,
        priority: priority(report.priority),
        reality: reality(report.reality),
        district: report.district.0,
        grid: report.grid.0,
        position: access.exact_position.then_some(Point { lon, lat }),
        reported_at: report.reported_at.seconds(),
        source: report.source.clone(),
        external: report.external,
        words: words.map(|words| words.as_str().to_owned()),
    }
}

pub(super) fn nearby(nearby: &[host::NearbyIncident]) -> Vec<intake::Nearby> {
    let one = |near: &host::NearbyIncident| intake::Nearby {
        ref_: near.incident.0,
        kind: near.kind.0,
        priority: priority(near.priority),
        phase: phase(near.phase),
        distance_m: near.distance_m,
        age_s: near.age_s,
        same_grid: near.same_grid,
        alike: near.alike,
    };
    nearby.iter().map(one).collect()
}

fn priority(priority: nouns::Priority) -> Priority {
    match priority {
        nouns::Priority::Critical => Priority::Critical,
        nouns::Priority::Urgent => Priority::Urgent,
        nouns::Priority::Prompt => Priority::Prompt,
        nouns::Priority::Routine => Priority::Routine,
    }
}

pub(super) fn reality(reality: nouns::Reality) -> Reality {
    match reality {
        nouns::Reality::Actual => Reality::Actual,
        nouns::Reality::Exercise => Reality::Exercise,
        nouns::Reality::Test => Reality::Test,
    }
}

fn phase(phase: nouns::Phase) -> Phase {
    match phase {
        nouns::Phase::Reported => Phase::Reported,
        nouns::Phase::Accepted => Phase::Accepted,
        nouns::Phase::Assigned => Phase::Assigned,
        nouns::Phase::EnRoute => Phase::EnRoute,
        nouns::Phase::OnScene => Phase::OnScene,
        nouns::Phase::Resolved => Phase::Resolved,
        nouns::Phase::Closed => Phase::Closed,
        nouns::Phase::Cancelled => Phase::Cancelled,
        nouns::Phase::Reopened => Phase::Reopened,
        nouns::Phase::Merged => Phase::Merged,
    }
}

pub(super) fn candidate(candidate: &host::Candidate) -> dispatch::Candidate {
    dispatch::Candidate {
        unit: candidate.unit.0,
        team: candidate.team.0,
        district: candidate.district.0,
        nearness: nearness(candidate.nearness),
        skills: candidate.skills,
        eta_s: candidate.eta_s,
        straight_line: candidate.straight_line,
        fix_age_s: candidate.fix_age_s,
        shift_left_s: candidate.shift_left_s,
        workload: candidate.workload,
    }
}

pub(super) fn nearness(nearness: host::Nearness) -> dispatch::Nearness {
    match nearness {
        host::Nearness::Own => dispatch::Nearness::Own,
        host::Nearness::Neighbour => dispatch::Nearness::Neighbour,
        host::Nearness::County => dispatch::Nearness::County,
    }
}

pub(super) fn matter(input: &host::EscalationInput<'_>, exact_position: bool) -> escalation::Matter {
    let matter = input.matter;
    let seconds = |at: Option<domain::time::TimeMs>| at.map(|at| at.seconds());
    escalation::Matter {
        subject: match &matter.subject {
            host::SubjectView::Incident(of) => escalation::MatterSubject::Incident(incident(of, exact_position)),
            host::SubjectView::Task(task) => escalation::MatterSubject::Task(escalation::TaskMatter {
                ref_: task.task.0,
                incident: task.incident.map(|which| which.0),
                instance: task.instance.map(|which| which.0),
                created_at: task.created_at.seconds(),
                due_at: seconds(task.due_at),
                overdue: task.overdue,
            }),
            host::SubjectView::Workflow(workflow) => escalation::MatterSubject::Workflow(escalation::WorkflowMatter {
                ref_: workflow.instance.0,
                kind: workflow.kind.clone(),
                incident: workflow.incident.map(|which| which.0),
                started_at: workflow.started_at.seconds(),
                stuck: workflow.stuck,
            }),
            host::SubjectView::Vacancy(vacancy) => escalation::MatterSubject::Vacancy(escalation::Vacancy {
                ref_: vacancy.vacancy.0,
                slot: vacancy.slot.clone(),
                starts: vacancy.starts.seconds(),
                ends: vacancy.ends.seconds(),
            }),
        },
        district: matter.district.0,
        grid: matter.grid.map(|grid| grid.0),
        reality: reality(matter.reality),
        since: matter.since.seconds(),
        open: matter.open,
        settled: matter.settled,
        acknowledged_at: seconds(matter.acknowledged_at),
        arrived_at: seconds(matter.arrived_at),
        timers: input.timers.clone(),
        told: input.told,
    }
}

pub(super) fn trigger(trigger: host::EscalationTrigger) -> escalation::Trigger {
    match trigger {
        host::EscalationTrigger::PhaseChanged => escalation::Trigger::PhaseChanged,
        host::EscalationTrigger::TimerFired(key) => escalation::Trigger::TimerFired(key),
        host::EscalationTrigger::Acknowledged => escalation::Trigger::Acknowledged,
        host::EscalationTrigger::Arrived => escalation::Trigger::Arrived,
        host::EscalationTrigger::Unanswered { level, stage } => {
            let stage = match stage {
                host::Stage::Seen => escalation::Stage::Seen,
                host::Stage::Accepted => escalation::Stage::Accepted,
                host::Stage::Arrived => escalation::Stage::Arrived,
            };
            escalation::Trigger::Unanswered(escalation::Unanswered { level, stage })
        }
    }
}

pub(super) fn structure(structure: &host::StructureInput) -> team_structure::Structure {
    team_structure::Structure {
        districts: structure.districts.iter().map(|district| district.0).collect(),
        stations: structure.stations.iter().map(station).collect(),
        teams: structure
            .teams
            .iter()
            .map(|&(district, team, units)| team_structure::TeamStrength { district: district.0, team: team.0, units })
            .collect(),
        team_codes: structure.team_codes.clone(),
        post_codes: structure.post_codes.clone(),
        shifts: structure.shifts.iter().map(shift).collect(),
    }
}

fn station(station: &host::StructureStation) -> team_structure::Station {
    team_structure::Station {
        ref_: station.station.0,
        district: station.district.0,
        central: station.central,
        adjacent: station.adjacent.iter().map(|station| station.0).collect(),
    }
}

fn shift(shift: &host::StructureShift) -> team_structure::Shift {
    team_structure::Shift {
        district: shift.district.0,
        starts: shift.starts.seconds(),
        ends: shift.ends.seconds(),
        slots: shift
            .slots
            .iter()
            .map(|&(post, person)| team_structure::Slot { post, person: person.map(|person| person.0) })
            .collect(),
    }
}
