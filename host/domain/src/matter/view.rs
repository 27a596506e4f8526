//! How the state finds what a matter carries, whatever kind of matter it is, and shows it to those who escalate it.

use crate::candidates::view_of;
use crate::county::loaded::LoadedCounty;
use crate::escalated::Escalated;
use crate::hooks::{MatterDetail, MatterView, TaskView, VacancyView, WorkflowView};
use crate::ids::*;
use crate::incident::record::Incident;
use crate::incident::{Phase, Priority, Reality};
use crate::matter::Matter;
use crate::notice::Sender;
use crate::state::State;
use crate::task::Task;
use crate::timer::TimerOwner;
use crate::who::Who;
use crate::workflow::{Instance, Status};

impl State {
    pub fn escalated(&self, matter: Matter) -> Option<&Escalated> {
        match matter {
            Matter::Incident(which) => self.incident(which).map(|incident| &incident.escalated),
            Matter::Instance(which) => self.workflows.get(which).map(|instance| &instance.escalated),
            Matter::Task(which) => self.tasks.get(which).map(|task| &task.escalated),
            Matter::Vacancy(which) => self.watched.get(&which).map(|watched| &watched.escalated),
            Matter::Notice(_) | Matter::Clock(_) | Matter::Schedule(_) => None,
        }
    }

    /// What an escalation of a matter has under way: the keys of its timers, and the highest level that it has told.
    pub fn under_way(&self, matter: Matter, owner: u16) -> (Vec<u16>, u8) {
        let running = self.timers.running(matter, TimerOwner::escalation(owner));
        let own = self.notices.of(matter).filter(|row| row.sent.from == Sender::Escalation(owner));
        (running.into_iter().collect(), own.map(|row| row.sent.message.level).max().unwrap_or_default())
    }

    /// The district that a matter lies in, and whether it is real.
    pub fn standing(&self, matter: Matter) -> Option<(DistrictRef, Reality)> {
        match matter {
            Matter::Incident(which) => self.incident(which).map(|i| (i.place.district, i.reality)),
            Matter::Notice(which) => self.notices.get(which).map(|row| (row.sent.district, row.sent.reality)),
            Matter::Instance(which) => self.workflows.get(which).map(|i| (i.district, i.reality)),
            Matter::Task(which) => self.tasks.get(which).map(|task| (task.new.district, self.reality_of(task))),
            Matter::Vacancy(which) => {
                self.roster.vacancies.get(&which).map(|vacancy| (vacancy.shift.district, Reality::Actual))
            }
            Matter::Schedule(which) => {
                self.workflows.schedules.get(&which).map(|row| (row.schedule.district, Reality::Actual))
            }
            // The whole county's; the first of its districts stands for it.
            Matter::Clock(which) => (DoubtRef(1)..=self.time.last)
                .contains(&which)
                .then_some(())
                .and_then(|()| self.county.as_ref()?.county().districts.iter().position(|district| !district.retired))
                .map(|district| (DistrictRef(district as u16), Reality::Actual)),
        }
    }

    /// How pressing a matter is: an incident, or what belongs to one.
    pub fn priority_of(&self, matter: Matter) -> Option<Priority> {
        match matter {
            Matter::Incident(which) => self.incident(which).map(|incident| incident.priority),
            Matter::Instance(which) => self.workflows.get(which)?.incident.and_then(|of| self.priority_of(of.into())),
            // INVARIANT: no task belongs to a task.
            Matter::Task(which) => match self.tasks.get(which)?.new.matter? {
                Matter::Task(_) => None,
                of => self.priority_of(of),
            },
            Matter::Notice(which) => self.notices.get(which).and_then(|row| row.sent.priority),
            Matter::Vacancy(_) | Matter::Clock(_) | Matter::Schedule(_) => None,
        }
    }

    /// The district that a matter lies in, also of one that has left the state. `None`: there is none, or nothing is known of it any
    /// more.
    pub fn lies_in(&self, matter: Matter) -> Option<DistrictRef> {
        let told = || self.notices.of(matter).next().map(|row| row.sent.district);
        let here = self.standing(matter).map(|(district, _)| district);
        here.or_else(|| self.retained.district(matter)).or_else(told)
    }

    /// A matter as an escalation is shown it.
    pub fn matter_view(&self, matter: Matter) -> Option<MatterView> {
        let loaded = self.county.as_deref()?;
        match matter {
            Matter::Incident(which) => self.incident(which).map(|incident| incident_matter(incident, loaded)),
            Matter::Instance(which) => self.workflows.get(which).map(|instance| instance_matter(instance)),
            Matter::Task(which) => self.tasks.get(which).map(|task| self.task_matter(task)),
            Matter::Vacancy(which) => self.vacancy_matter(which, loaded),
            Matter::Notice(_) | Matter::Clock(_) | Matter::Schedule(_) => None,
        }
    }

    /// A vacancy that is near enough to be watched.
    fn vacancy_matter(&self, which: VacancyRef, loaded: &LoadedCounty) -> Option<MatterView> {
        let (watched, vacancy) = (self.watched.get(&which)?, self.roster.vacancies.get(&which)?);
        let escalated = &watched.escalated;
        Some(MatterView {
            matter: which.into(),
            subject: MatterDetail::Vacancy(VacancyView {
                vacancy: which,
                slot: loaded.county().slots.get(usize::from(vacancy.slot))?.code.clone(),
                starts: vacancy.from,
                ends: vacancy.until,
            }),
            district: vacancy.shift.district,
            grid: None,
            reality: Reality::Actual,
            since: watched.since,
            open: true,
            settled: false,
            acknowledged_at: escalated.acknowledged.as_ref().map(|act| act.at),
            arrived_at: escalated.arrived.as_ref().map(|act| act.at),
            version: watched.version,
        })
    }

    /// A task is as real as what it belongs to.
    pub(crate) fn reality_of(&self, task: &Task) -> Reality {
        let of = task.new.matter.filter(|matter| !matches!(matter, Matter::Task(_)));
        of.and_then(|matter| self.standing(matter)).map_or(Reality::Actual, |(_, reality)| reality)
    }

    fn task_matter(&self, task: &Task) -> MatterView {
        let (incident, instance) = match task.new.matter {
            Some(Matter::Incident(incident)) => (Some(incident), None),
            Some(Matter::Instance(which)) => (self.workflows.get(which).and_then(|i| i.incident), Some(which)),
            _ => (None, None),
        };
        let grid = match task.new.assignee {
            Who::GridAssistant(grid) => Some(grid),
            _ => instance.and_then(|which| self.workflows.get(which)).and_then(|instance| instance.grid),
        };
        let escalated = &task.escalated;
        let accepted_at = task.accepted.as_ref().map(|hand| hand.at);
        MatterView {
            matter: task.new.task.into(),
            subject: MatterDetail::Task(TaskView {
                task: task.new.task,
                incident,
                instance,
                created_at: task.created_at,
                due_at: task.new.due,
                overdue: task.overdue,
            }),
            district: task.new.district,
            grid,
            reality: self.reality_of(task),
            since: task.created_at,
            open: task.status.is_live(),
            settled: !task.status.is_live(),
            acknowledged_at: escalated.acknowledged.as_ref().map(|act| act.at).or(accepted_at),
            arrived_at: escalated.arrived.as_ref().map(|act| act.at),
            version: task.version,
        }
    }
}

fn instance_matter(instance: &Instance) -> MatterView {
    let escalated = &instance.escalated;
    MatterView {
        matter: instance.instance.into(),
        subject: MatterDetail::Workflow(WorkflowView {
            instance: instance.instance,
            kind: instance.kind.clone(),
            incident: instance.incident,
            started_at: instance.started_at,
            stuck: instance.status == Status::Stuck,
        }),
        district: instance.district,
        grid: instance.grid,
        reality: instance.reality,
        since: instance.started_at,
        open: instance.status.is_live(),
        settled: !instance.status.is_live(),
        acknowledged_at: escalated.acknowledged.as_ref().map(|act| act.at),
        arrived_at: escalated.arrived.as_ref().map(|act| act.at),
        version: instance.version,
    }
}

fn incident_matter(incident: &Incident, loaded: &LoadedCounty) -> MatterView {
    let escalated = &incident.escalated;
    let arrived = escalated.arrived.as_ref().map(|act| act.at);
    MatterView {
        matter: incident.incident.into(),
        subject: MatterDetail::Incident(view_of(incident, loaded)),
        district: incident.place.district,
        grid: Some(incident.place.grid),
        reality: incident.reality,
        since: incident.accepted_at.unwrap_or(incident.reported_at),
        open: incident.phase.is_open(),
        settled: !incident.phase.is_open() || incident.phase == Phase::Resolved,
        acknowledged_at: escalated.acknowledged.as_ref().map(|act| act.at),
        arrived_at: arrived.or_else(|| incident.assignments.iter().filter(|a| !a.spent).find_map(|a| a.on_scene_at)),
        version: incident.version,
    }
}
