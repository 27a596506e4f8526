//! Steps of workflows: the answer as a whole, and one effect after another, each on what those before it leave.

use std::collections::BTreeSet;

use super::answers::is_over;
use super::limits::*;
use super::people::{assignee, known, timer};
use super::{Arbiter, Untellable, Why};
use crate::view::{UnitInfo, WorkflowInfo, WorkflowStatus};
use crate::workflow::{
    Child, Effect, Failure, Form, IncidentRemark, Instance, Kind, Loan, NewIncident, Outcome, Outgoing, Task,
    WorkflowName, WorkflowTarget,
};
use crate::*;

/// What is known of an instance that takes a step, beside itself.
#[derive(Clone, Debug)]
pub struct Case {
    pub now: TimeS,
    /// All kinds of the plugin; workflows of others are others'.
    pub kinds: Vec<Kind>,
    pub instance: Instance,
    /// When it reported incidents.
    pub reported: Vec<TimeS>,
}

/// Why a step is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A reason in it can't be told.
    Reason(Untellable),
    /// The answer as a whole: an end or a signal that the kind does not have.
    Whole(Why),
    /// An effect can't be done, and with it none. Which one, from 0.
    Effect(usize, Why),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::Reason(why) => why.fmt(f),
            Fault::Whole(why) => why.fmt(f),
            Fault::Effect(which, why) => write!(f, "effect {which}: {why}"),
        }
    }
}

type Judged = std::result::Result<(), Why>;

impl Arbiter {
    /// A step of a workflow. The effects are done to the county and the instance of the test as they are judged, as far as the host
    /// would tell of them; where one can't be done, both are to be thrown away.
    pub fn step(&mut self, case: &mut Case, answer: &workflow::Result<Outcome>) -> std::result::Result<(), Fault> {
        let outcome = match answer {
            Err(Failure::Refuse(why) | Failure::Retry(why)) => return self.told(case, [why]),
            Err(Failure::Fault(_)) => return Ok(()),
            Ok(outcome) => outcome,
        };
        self.whole(case, outcome)?;
        for (which, effect) in outcome.effects.iter().enumerate() {
            self.effect(case, effect).map_err(|why| Fault::Effect(which, why))?;
        }
        Ok(())
    }

    fn told<'r>(&self, case: &Case, all: impl IntoIterator<Item = &'r Reason>) -> std::result::Result<(), Fault> {
        let mut shown = vec![Reference::Workflow(case.instance.ref_)];
        shown.extend(case.instance.incident.as_ref().map(|incident| Reference::Incident(incident.ref_)));
        self.reasons(&shown, all).map_err(Fault::Reason)
    }

    /// What can be said of an answer before its effects.
    pub(in crate::testing) fn whole(&self, case: &Case, outcome: &Outcome) -> std::result::Result<(), Fault> {
        let why = outcome.effects.iter().filter_map(|effect| match effect {
            Effect::CreateTask(Task { why, .. }) | Effect::Report(NewIncident { why, .. }) => Some(why),
            Effect::Notify(Notice { why, .. }) | Effect::Remark(IncidentRemark { why, .. }) => Some(why),
            _ => None,
        });
        let all = std::iter::once(&outcome.stage).chain(why).chain(&outcome.remarks);
        self.told(case, all)?;
        let Some(kind) = case.kind() else { return Ok(()) };
        if outcome.ended.as_ref().is_some_and(|end| kind.ends.iter().all(|known| known.name != *end)) {
            return Err(Fault::Whole(Why::UnknownEnd));
        }
        if outcome.waits.iter().any(|name| kind.signals.iter().all(|form| form.name != *name)) {
            return Err(Fault::Whole(Why::UnknownForm));
        }
        Ok(())
    }

    /// Judges one effect and does it.
    pub(in crate::testing) fn effect(&mut self, case: &mut Case, effect: &Effect) -> Judged {
        if !self.grants(grant(effect)) {
            return Err(Why::NotGranted);
        }
        match effect {
            Effect::StartTimer(wanted) => {
                let running: BTreeSet<u16> = case.instance.timers.iter().copied().collect();
                timer(wanted, &running, case.now)?;
                insert(&mut case.instance.timers, wanted.key);
            }
            Effect::StopTimer(key) => remove(&mut case.instance.timers, *key, Why::NoSuchTimer)?,
            Effect::CreateTask(task) => {
                self.task(case, task)?;
                insert(&mut case.instance.tasks, task.key);
            }
            Effect::CancelTask(key) => remove(&mut case.instance.tasks, *key, Why::NoSuchTask)?,
            Effect::Notify(notice) => self.notice(case.instance.reality, case.instance.district, notice)?,
            Effect::StartWorkflow(child) => self.child(case, child)?,
            Effect::StepIncident(to) => {
                let incident = case.instance.incident.as_mut().ok_or(Why::NoIncident)?;
                if incident.phase != *to && !may_become(incident.phase, *to) {
                    return Err(Why::IllegalStep);
                }
                incident.phase = *to;
            }
            Effect::LendUnit(loan) => self.lend(case, loan)?,
            Effect::ReturnUnit(unit) => {
                let lent = self.county.unit_of(*unit).filter(|unit| unit.lent_to.is_some());
                lent.ok_or(Why::NotLent)?.lent_to = None;
            }
            Effect::ErasePersonalData => {}
            Effect::Signal(Outgoing { to, name, .. }) => {
                let other = self.other(case, to, "signal-others")?;
                if other.ref_ == case.instance.ref_ {
                    return Err(Why::OwnBranch);
                }
                if !other.waits.contains(name) {
                    return Err(Why::NotWaitedFor);
                }
            }
            Effect::CancelWorkflow(which) => {
                let other = self.other(case, which, "cancel-others")?.ref_;
                if self.county.branch(case.instance.ref_).contains(&other) {
                    return Err(Why::OwnBranch);
                }
                self.county.end(other);
            }
            Effect::Report(new) => {
                known(&self.county, Reference::Kind(new.kind), Why::UnknownKind)?;
                known(&self.county, Reference::Grid(new.grid), Why::UnknownGrid)?;
                let since = case.now.saturating_sub(3_600);
                if case.reported.iter().filter(|at| **at >= since).count() >= WORKFLOW_REPORTS_OF_ONE_PER_HOUR_MAX {
                    return Err(Why::TooMany);
                }
                case.reported.push(case.now);
            }
            Effect::Remark(IncidentRemark { incident, .. }) => self.remark(case, *incident)?,
        }
        Ok(())
    }

    fn task(&self, case: &Case, task: &Task) -> Judged {
        let kind = case.kind().ok_or(Why::UnknownKind)?;
        kind.tasks.iter().find(|form| form.name == task.form).ok_or(Why::UnknownForm)?;
        assignee(&self.county, &task.assignee)?;
        let open = &case.instance.tasks;
        if !open.contains(&task.key) && open.len() >= WORKFLOW_TASKS_MAX {
            return Err(Why::TooMany);
        }
        match task.due_at {
            Some(due) if due < case.now => Err(Why::TimerInThePast),
            Some(due) if due - case.now > TIMER_AHEAD_S_MAX => Err(Why::TimerTooFar),
            _ => Ok(()),
        }
    }

    /// A kind of another plugin is taken to be there, and to take what it is given; and there is room for one more.
    fn child(&mut self, case: &Case, child: &Child) -> Judged {
        let placed = child.grid.is_none_or(|grid| self.county.has(Reference::Grid(grid)));
        let keyed = !child.key.is_empty() && child.key.len() <= CODE_BYTES_MAX;
        let own = case.kinds.iter().find(|kind| kind.name == child.kind);
        let fits = own.is_none_or(|kind| names_fit(&kind.start, child));
        let above = self.county.branch(case.instance.ref_).len();
        if !(placed && keyed && fits && above < WORKFLOW_DEPTH_MAX) {
            return Err(Why::NotStarted);
        }
        self.county.begin(&case.instance, child);
        Ok(())
    }

    fn lend(&mut self, case: &Case, loan: &Loan) -> Judged {
        known(&self.county, Reference::Unit(loan.unit), Why::UnknownUnit)?;
        known(&self.county, Reference::District(loan.to), Why::UnknownDistrict)?;
        let unit: &mut UnitInfo = self.county.unit_of(loan.unit).ok_or(Why::UnknownUnit)?;
        let longer = unit.lent_to == Some(loan.to);
        let at_home = unit.district == loan.to && !loan.held;
        if at_home || !longer && (unit.lent_to.is_some() || !unit.free) {
            return Err(Why::NotLendable);
        }
        if loan.until <= case.now || loan.until - case.now > LOAN_S_MAX {
            return Err(Why::BadEnd);
        }
        if case.instance.reality != Reality::Actual {
            return Err(Why::ExerciseOnly);
        }
        unit.lent_to = Some(loan.to);
        Ok(())
    }

    /// Another workflow under way that this one may reach.
    fn other(&self, case: &Case, to: &WorkflowTarget, others: &str) -> std::result::Result<&WorkflowInfo, Why> {
        let live = self.county.all_workflows().filter(|of| of.status != WorkflowStatus::Ended);
        let mut named = live.filter(|of| match to {
            WorkflowTarget::Number(which) => of.ref_ == *which,
            WorkflowTarget::Name(WorkflowName { kind, key }) => {
                of.kind == *kind && of.key == *key && of.district == case.instance.district
            }
        });
        let found = named.next().ok_or(Why::UnknownWorkflow)?;
        if named.next().is_some() {
            return Err(Why::AmbiguousWorkflow);
        }
        if case.kinds.iter().all(|kind| kind.name != found.kind) && !self.grants(others) {
            return Err(Why::OthersNotGranted);
        }
        if found.reality != case.instance.reality {
            return Err(Why::OtherReality);
        }
        Ok(found)
    }

    fn remark(&mut self, case: &Case, which: IncidentRef) -> Judged {
        let own = case.instance.incident.as_ref().filter(|incident| incident.ref_ == which);
        let incident = own.or(self.county.known_incident(which)).ok_or(Why::UnknownIncident)?;
        if own.is_none() && incident.district != case.instance.district {
            return Err(Why::OtherDistrict);
        }
        if incident.reality != case.instance.reality {
            return Err(Why::OtherReality);
        }
        if is_over(incident.phase) {
            return Err(Why::IncidentEnded);
        }
        if self.county.remarks(which) >= INCIDENT_REMARKS_MAX {
            return Err(Why::TooMany);
        }
        self.county.remark(which);
        Ok(())
    }
}

impl Case {
    fn kind(&self) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.name == self.instance.kind)
    }
}

/// Whether a start gives what its form requires, and nothing that it does not know.
fn names_fit(form: &Form, child: &Child) -> bool {
    let Ok(schema) = serde_json::from_str::<serde_json::Value>(&form.schema) else { return true };
    let given = |name: &str| child.fields.iter().any(|field| field.name == name);
    let required = schema["required"].as_array().into_iter().flatten().filter_map(|name| name.as_str());
    required.into_iter().all(given) && child.fields.iter().all(|field| schema["properties"].get(&field.name).is_some())
}

fn insert(keys: &mut Vec<u16>, key: u16) {
    if !keys.contains(&key) {
        keys.push(key);
        keys.sort_unstable();
    }
}

fn remove(keys: &mut Vec<u16>, key: u16, why: Why) -> Judged {
    let at = keys.iter().position(|of| *of == key).ok_or(why)?;
    keys.remove(at);
    Ok(())
}

/// The phases that may follow, for an incident that has units where its phase says so.
fn may_become(phase: Phase, next: Phase) -> bool {
    use Phase::*;
    match phase {
        Reported => matches!(next, Accepted | Cancelled),
        Accepted | Reopened => matches!(next, Resolved | Cancelled),
        Assigned => matches!(next, EnRoute | OnScene | Accepted | Resolved | Cancelled),
        EnRoute => matches!(next, OnScene | Accepted | Assigned | Resolved | Cancelled),
        OnScene => matches!(next, Resolved | Accepted | Assigned | Cancelled),
        Resolved => matches!(next, Closed | Reopened),
        Closed | Cancelled => matches!(next, Reopened),
        Merged | Other => false,
    }
}

/// The grant that an effect needs.
const fn grant(effect: &Effect) -> &'static str {
    match effect {
        Effect::StartTimer(_) => "start-timer",
        Effect::StopTimer(_) => "stop-timer",
        Effect::CreateTask(_) => "create-task",
        Effect::CancelTask(_) => "cancel-task",
        Effect::Notify(_) => "notify",
        Effect::StartWorkflow(_) => "start-workflow",
        Effect::StepIncident(_) => "step-incident",
        Effect::LendUnit(_) => "lend-unit",
        Effect::ReturnUnit(_) => "return-unit",
        Effect::ErasePersonalData => "erase-personal-data",
        Effect::Signal(_) => "signal",
        Effect::CancelWorkflow(_) => "cancel-workflow",
        Effect::Report(_) => "report",
        Effect::Remark(_) => "remark",
    }
}
