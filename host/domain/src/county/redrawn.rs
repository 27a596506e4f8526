//! Grids that were drawn anew, put together or divided: what is open in one that the county has no more goes to the one that lies
//! there now. What is over stays where it was, and so does the old grid, under its code.

use std::sync::Arc;

use super::difference::CarriedOver;
use super::loaded::LoadedCounty;
use super::lookup::CountyIndex;
use crate::hooks::Effect;
use crate::ids::*;
use crate::incident::record::Incident;
use crate::matter::Matter;
use crate::state::State;
use crate::task::Task;
use crate::who::Who;
use crate::workflow::Instance;

/// What goes to which grid.
#[derive(Debug, Default)]
struct Moves {
    incidents: Vec<(IncidentRef, GridRef)>,
    workflows: Vec<(InstanceRef, GridRef)>,
    tasks: Vec<(TaskRef, GridRef)>,
}

impl CountyIndex {
    /// The grid that lies where this one had its middle, if the county has this one no more.
    pub fn heir(&self, grid: GridRef) -> Option<GridRef> {
        let gone = self.county().grids.get(grid.index()).filter(|grid| grid.retired)?;
        let (lon, lat) = gone.centre;
        Some(self.locate(lon, lat).ok()?.grid)
    }

    /// Where an incident of a grid that is no more lies now, if that is in the same district.
    fn heir_of_incident(&self, incident: &Incident) -> Option<GridRef> {
        self.heir(incident.place.grid)?;
        let located = self.locate(incident.place.lon, incident.place.lat).ok()?;
        (located.district == incident.place.district).then_some(located.grid)
    }

    /// The same of a workflow: with its incident, else where the old grid had its middle.
    fn heir_of_workflow(&self, state: &State, instance: &Instance) -> Option<GridRef> {
        let grid = instance.grid?;
        let heir = self.heir(grid)?;
        let incident = instance.incident.and_then(|which| state.incident(which));
        Some(incident.filter(|of| of.place.grid == grid).and_then(|of| self.heir_of_incident(of)).unwrap_or(heir))
    }

    fn heir_of_task(&self, state: &State, task: &Task) -> Option<GridRef> {
        let Who::GridAssistant(grid) = task.new.assignee else { return None };
        let heir = self.heir(grid)?;
        let about = match task.new.matter {
            Some(Matter::Incident(which)) => {
                let incident = state.incident(which).filter(|incident| incident.place.grid == grid);
                incident.and_then(|incident| self.heir_of_incident(incident))
            }
            Some(Matter::Instance(which)) => {
                let instance = state.workflows.get(which).filter(|instance| instance.grid == Some(grid));
                instance.and_then(|instance| self.heir_of_workflow(state, instance))
            }
            _ => None,
        };
        Some(about.unwrap_or(heir))
    }

    /// The assistant of the grid that lies there now, in place of one whose grid is no more.
    fn stand_in(&self, who: &mut Who) {
        if let Who::GridAssistant(grid) = who
            && let Some(heir) = self.heir(*grid)
        {
            *grid = heir;
        }
    }

    /// What a workflow wants done in a grid of which it does not know yet that it is no more.
    pub(crate) fn redirect_to_heirs(&self, effect: &mut Effect) {
        match effect {
            Effect::CreateTask { assignee, .. } => self.stand_in(assignee),
            Effect::Notify(message) => message.recipients.iter_mut().for_each(|who| self.stand_in(who)),
            Effect::StartWorkflow { grid: Some(grid), .. } => *grid = self.heir(*grid).unwrap_or(*grid),
            Effect::Report(wanted) => wanted.grid = self.heir(wanted.grid).unwrap_or(wanted.grid),
            Effect::StartTimer(_)
            | Effect::StopTimer { .. }
            | Effect::CancelTask { .. }
            | Effect::StartWorkflow { grid: None, .. }
            | Effect::StepIncident { .. }
            | Effect::LendUnit { .. }
            | Effect::ReturnUnit { .. }
            | Effect::ErasePersonalData
            | Effect::Signal { .. }
            | Effect::CancelWorkflow(_)
            | Effect::Remark { .. } => {}
        }
    }
}

impl State {
    fn moves(&self, index: &CountyIndex) -> Moves {
        let incidents = self.incidents.values().filter(|incident| incident.phase.is_open());
        let workflows = self.workflows.instances.values().filter(|instance| instance.status.is_live());
        let tasks = self.tasks.rows.values().filter(|task| task.status.is_live());
        Moves {
            incidents: incidents.filter_map(|of| Some((of.incident, index.heir_of_incident(of)?))).collect(),
            workflows: workflows.filter_map(|of| Some((of.instance, index.heir_of_workflow(self, of)?))).collect(),
            tasks: tasks.filter_map(|of| Some((of.new.task, index.heir_of_task(self, of)?))).collect(),
        }
    }

    /// What would go to other grids if this county came in.
    pub(crate) fn would_carry_over(&self, county: &CountyIndex) -> CarriedOver {
        let Moves { incidents, workflows, tasks } = self.moves(county);
        let count = |moves: usize| u32::try_from(moves).unwrap_or(u32::MAX);
        CarriedOver { incidents: count(incidents.len()), workflows: count(workflows.len()), tasks: count(tasks.len()) }
    }

    /// Gives what is open in grids that are no more to those that lie there now.
    pub(crate) fn carry_over(&mut self, county: &LoadedCounty) {
        let Moves { incidents, workflows, tasks } = self.moves(&county.index);
        for (which, grid) in incidents {
            if let Some(incident) = self.incidents.get_mut(&which).map(Arc::make_mut) {
                incident.place.grid = grid;
            }
        }
        for (which, grid) in workflows {
            if let Some(instance) = self.workflows.instances.get_mut(&which).map(Arc::make_mut) {
                instance.grid = Some(grid);
            }
        }
        for (which, grid) in tasks {
            if let Some(task) = self.tasks.rows.get_mut(&which).map(Arc::make_mut) {
                task.new.assignee = Who::GridAssistant(grid);
            }
        }
    }
}
