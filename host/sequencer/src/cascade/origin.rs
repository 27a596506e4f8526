//! Incidents that nobody just reported: a unit came upon one, or the call broke off.

use domain::cause::Cause;
use domain::event::{Event, IncidentEvent, TaskEvent};
use domain::ids::*;
use domain::incident::Phase;
use domain::incident::check::step;
use domain::incident::found::found_by;
use domain::incident::origin::Origin;
use domain::limits::CALL_BACK_S;
use domain::matter::Matter;
use domain::refusal::Refusal;
use domain::task::{NO_HELP_NEEDED, NewTask, TaskWords, call_back_form};
use domain::who::Who;

use super::Cascade;

impl Cascade<'_> {
    /// After the intake has looked it over: the unit is on it and there, and nobody is asked who goes; or it is called back.
    pub(super) fn begin_by_origin(&mut self, which: IncidentRef) -> Result<(), Refusal> {
        let reported = |incident: &domain::state::Incident| incident.phase == Phase::Reported;
        let Some(incident) = self.state.incident(which).filter(|incident| reported(incident)).cloned() else {
            return Ok(());
        };
        match incident.origin {
            Origin::Reported => Ok(()),
            Origin::Unit(unit) => {
                let events = found_by(&self.state, &incident, unit);
                self.under(Cause::Author, |cascade| events.into_iter().try_for_each(|event| cascade.push(event)))
            }
            Origin::Abandoned => self.ask_to_call_back(which),
        }
    }

    fn ask_to_call_back(&mut self, which: IncidentRef) -> Result<(), Refusal> {
        let (Some(incident), Some(loaded)) = (self.state.incident(which).cloned(), self.loaded()) else {
            return Ok(());
        };
        let (district, task) = (incident.place.district, TaskRef(self.state.tasks.last.0 + 1));
        let new = NewTask {
            task,
            id: format!("T{}-{:06}", self.now.day(loaded.index.zone()), task.0),
            matter: Some(which.into()),
            key: None,
            district,
            assignee: Who::CommandRoom(district),
            words: TaskWords::CallBack,
            form: Some(call_back_form()),
            due: Some(self.now.plus_s(loaded.county().call_back_s.unwrap_or(CALL_BACK_S))),
            notice: None,
            told: Vec::new(),
        };
        self.push(Event::Task(TaskEvent::Created(Box::new(new.announced(&self.state, incident.reality, self.now)))))
    }

    /// The room has called back. Unless nobody needs help, somebody goes: also where nobody answered.
    pub(super) fn answered_call_back(&mut self, task: TaskRef) -> Result<(), Refusal> {
        let Some(task) = self.state.tasks.get(task).cloned() else { return Ok(()) };
        let (TaskWords::CallBack, Some(Matter::Incident(which))) = (&task.new.words, task.new.matter) else {
            return Ok(());
        };
        let waits = self.state.incident(which).filter(|incident| incident.phase == Phase::Reported);
        let (Some(incident), Some(outcome)) = (waits.cloned(), task.outcome.clone()) else { return Ok(()) };
        let events = if outcome == NO_HELP_NEEDED {
            let results = self.loaded();
            let results = results.iter().flat_map(|loaded| loaded.county().outcomes_of(incident.kind));
            let own = results.map(|of| of.code.clone()).find(|code| *code == outcome);
            step(&self.state, which, Phase::Cancelled, own.as_deref(), self.now)?
        } else {
            vec![Event::Incident(IncidentEvent::Stepped { incident: which, to: Phase::Accepted })]
        };
        // Their word does it.
        self.under(Cause::Author, |cascade| events.into_iter().try_for_each(|event| cascade.push(event)))
    }

    /// One that was accepted, ended or merged by hand has nobody to be called back for any more.
    pub(super) fn end_call_back(&mut self, which: IncidentRef) -> Result<(), Refusal> {
        let asked = self.state.tasks.of(which.into()).filter(|task| task.new.words == TaskWords::CallBack);
        let tasks: Vec<TaskRef> = asked.map(|task| task.new.task).collect();
        self.under(Cause::Command, |cascade| {
            tasks.into_iter().try_for_each(|task| cascade.push(Event::Task(TaskEvent::Cancelled { task })))
        })
    }
}
