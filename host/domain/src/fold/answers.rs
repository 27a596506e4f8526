//! What commands answer, from the state after their batch.

use crate::answer::{Answer, IncidentAnswer, InstanceAnswer, TaskAnswer};
use crate::event::{AssessmentEvent, Batch, Event, InstanceEvent, RosterEvent, UnitEvent};
use crate::ids::*;
use crate::state::State;
use crate::workflow::Status;

impl State {
    /// What the command behind this batch, just folded, answers.
    pub fn answer(&self, batch: &Batch) -> Answer {
        // A batch is about what its first event is about: what follows from it may be about other things.
        let (version, mut first) = (batch.version, batch.events.first());
        if let Some(Event::Instance(InstanceEvent::Refused { code, why, district, .. })) = first {
            let district = district.and_then(|district| self.district_code(district));
            return Answer::NotStarted { code: code.clone(), why: why.clone(), district, version };
        }
        // What a workflow has lent goes back before it ends.
        if let Some(Event::Unit(UnitEvent::Returned { .. })) = first {
            first = batch.events.iter().find(|event| !matches!(event, Event::Unit(UnitEvent::Returned { .. })));
        }
        // One that takes the place of another is what was asked for.
        if let Some(Event::Instance(InstanceEvent::Ended { status: Status::Replaced, .. })) = first {
            first = batch.events.iter().find(|event| matches!(event, Event::Instance(InstanceEvent::Started(_))));
        }
        let answer = if let Some(which) = first.and_then(Event::instance) {
            self.instance_answer(which, version).map(Answer::Instance)
        } else if let Some(which) = first.and_then(Event::task) {
            self.task_answer(which, version).map(Answer::Task)
        } else {
            let about = batch.events.iter().find_map(Event::incident);
            about.and_then(|which| self.incident_answer(which, version)).map(Answer::Incident)
        };
        let numbered = batch.events.iter().find_map(|event| {
            if let Event::Assessment(AssessmentEvent::Asked { number, .. }) = event {
                return Some(number.0);
            }
            let Event::Roster(event) = event else { return None };
            if let RosterEvent::SwapOffered(swap) = event {
                return Some(swap.number.0);
            }
            if let RosterEvent::StandInSet { stand_in, .. } = event { Some(stand_in.number.0) } else { None }
        });
        let other = numbered.map_or(Answer::Done { version }, |number| Answer::Numbered { number, version });
        answer.unwrap_or(other)
    }

    fn instance_answer(&self, which: InstanceRef, version: Version) -> Option<InstanceAnswer> {
        let instance = self.workflows.get(which)?;
        let district = self.district_code(instance.district)?;
        let (id, kind, key) = (instance.id.clone(), instance.kind.clone(), instance.key.clone());
        Some(InstanceAnswer { instance: which, id, kind, key, status: instance.status, district, version })
    }

    fn task_answer(&self, which: TaskRef, version: Version) -> Option<TaskAnswer> {
        let task = self.tasks.get(which)?;
        let (id, outcome, district) =
            (task.new.id.clone(), task.outcome.clone(), self.district_code(task.new.district));
        Some(TaskAnswer { task: which, id, status: task.status, outcome, district, version })
    }

    fn district_code(&self, which: DistrictRef) -> Option<String> {
        Some(self.county.as_ref()?.county().districts.get(which.index())?.code.clone())
    }

    fn incident_answer(&self, which: IncidentRef, version: Version) -> Option<IncidentAnswer> {
        let incident = self.incident(which)?;
        let county = self.county.as_ref()?.county();
        let unit_code = |unit: UnitRef| county.units.get(unit.index()).map(|u| u.code.clone());
        Some(IncidentAnswer {
            incident: which,
            id: incident.id.clone(),
            phase: incident.phase,
            kind: county.kinds.get(incident.kind.index())?.code.clone(),
            priority: incident.priority,
            reality: incident.reality,
            district: county.districts.get(incident.place.district.index())?.code.clone(),
            grid: county.grids.get(incident.place.grid.index())?.code.clone(),
            nearest_grid_m: incident.place.nearest_grid_m,
            reported_at: incident.reported_at,
            units: incident.units().filter_map(unit_code).collect(),
            recommendation: incident.escalated.pending.last().copied(),
            version,
        })
    }
}
