//! What a test's county has, as the arbiter asks for it.

use super::County;
use crate::testing::{references, workflow_info};
use crate::view::{Noun, UnitInfo, WorkflowInfo, WorkflowStatus};
use crate::workflow::{Child, Instance};
use crate::*;

impl County {
    /// Says how many there are of a sort, numbered from 0; incidents and workflows from 1. Of a sort of which nothing is said, and of
    /// which none was put in, there are as many as an answer names.
    pub fn numbering(mut self, of: Noun, count: u32) -> County {
        self.sizes.retain(|(noun, _)| *noun != of);
        self.sizes.push((of, count));
        self
    }

    /// Whether there is what a reference is to: it was put in, has a code, or is within [`County::numbering`].
    pub fn has(&self, of: Reference) -> bool {
        let (noun, number) = references::number(of);
        let own = self.put_in(noun);
        if own.contains(&number) || self.codes.iter().any(|(coded, _)| *coded == of) {
            return true;
        }
        let first = u32::from(matches!(noun, Noun::Incident | Noun::Workflow));
        match self.sizes.iter().find(|(sort, _)| *sort == noun) {
            Some((_, count)) => (first..first + count).contains(&number),
            None => own.is_empty(),
        }
    }

    /// One of the county's results (`[[outcome]]`), by its code. Of a county that is given none, any code is one.
    pub fn result(mut self, code: &str) -> County {
        self.results.insert(code.to_owned());
        self
    }

    pub(crate) fn has_result(&self, code: &str) -> bool {
        self.results.is_empty() || self.results.contains(code)
    }

    /// The numbers of what was put in one by one.
    fn put_in(&self, of: Noun) -> Vec<u32> {
        match of {
            Noun::Unit => self.units.iter().map(|unit| unit.ref_).collect(),
            Noun::Grid => self.grids.keys().chain(self.grid_infos.keys()).copied().collect(),
            Noun::Person => self.persons.keys().copied().collect(),
            Noun::Place => self.places.keys().copied().collect(),
            Noun::Incident => self.incidents.iter().map(|incident| incident.ref_).collect(),
            Noun::Workflow => self.workflows.iter().map(|workflow| workflow.ref_).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether the county has a roster slot; any, where nobody was put into one and none has a code.
    pub(crate) fn has_slot(&self, slot: &str) -> bool {
        let coded = self.codes.iter().filter(|(of, _)| matches!(of, Reference::Slot(_))).map(|(_, code)| code.as_str());
        let mut known = self.roster.iter().map(|duty| duty.slot.as_str()).chain(coded).peekable();
        known.peek().is_none() || known.any(|known| known == slot)
    }

    /// Whether a unit is free; one that was not put in is.
    pub(crate) fn is_free(&self, unit: UnitRef) -> bool {
        self.units.iter().find(|of| of.ref_ == unit).is_none_or(|unit| unit.free)
    }

    pub(crate) fn unit_of(&mut self, unit: UnitRef) -> Option<&mut UnitInfo> {
        self.units.iter_mut().find(|of| of.ref_ == unit)
    }

    pub(crate) fn known_incident(&self, which: IncidentRef) -> Option<&Incident> {
        self.incidents.iter().find(|incident| incident.ref_ == which)
    }

    pub(crate) fn all_workflows(&self) -> impl Iterator<Item = &WorkflowInfo> {
        self.workflows.iter()
    }

    /// A workflow and those above it.
    pub(crate) fn branch(&self, which: InstanceRef) -> Vec<InstanceRef> {
        let mut branch = vec![which];
        while let Some(of) = branch.last().and_then(|last| self.workflows.iter().find(|of| of.ref_ == *last))
            && let Some(parent) = of.parent
            && !branch.contains(&parent)
        {
            branch.push(parent);
        }
        branch
    }

    /// Puts in a workflow that another starts. It has taken no step yet.
    pub(crate) fn begin(&mut self, parent: &Instance, child: &Child) {
        let there = self.workflows.iter().map(|of| of.ref_).chain([parent.ref_]);
        let district = child.grid.and_then(|grid| self.district_of(grid)).unwrap_or(parent.district);
        let new = workflow_info(there.max().unwrap_or_default() + 1, &child.kind, &child.key);
        self.workflows.push(WorkflowInfo {
            district,
            grid: child.grid.or(parent.grid),
            incident: parent.incident.as_ref().map(|incident| incident.ref_),
            parent: Some(parent.ref_),
            reality: parent.reality,
            ..new
        });
    }

    fn district_of(&self, grid: GridRef) -> Option<DistrictRef> {
        let lies = self.grid_infos.get(&grid).map(|info| info.district);
        lies.or_else(|| self.grids.get(&grid).map(|(district, _)| *district))
    }

    /// Ends a workflow and those under way that it started.
    pub(crate) fn end(&mut self, which: InstanceRef) {
        let below: Vec<InstanceRef> =
            self.workflows.iter().map(|of| of.ref_).filter(|of| self.branch(*of).contains(&which)).collect();
        for of in self.workflows.iter_mut().filter(|of| below.contains(&of.ref_)) {
            of.status = WorkflowStatus::Ended;
        }
    }

    /// How many words of workflows stand in the story of an incident.
    pub(crate) fn remarks(&self, which: IncidentRef) -> usize {
        self.remarked.iter().filter(|of| **of == which).count()
    }

    pub(crate) fn remark(&mut self, which: IncidentRef) {
        self.remarked.push(which);
    }
}
