//! What an event's references mean outside: codes, ids, the district of each thing. Events are older than the state that
//! explains them, but references are never reused, so that the newest county names them all.

use std::cell::RefCell;
use std::collections::HashMap;

use domain::archived::Filed;
use domain::archived::documents::{ArchivedTask, ArchivedWorkflow, read};
use domain::event::{Batch, Event, IncidentEvent};
use domain::ids::{DistrictRef, IncidentRef, UnitRef};
use domain::incident::archived::ArchivedIncident;
use domain::matter::Matter;
use domain::ports::Archive;
use domain::state::State;
use serde::de::DeserializeOwned;
use telling::{Lang, Teller};

pub struct Lookup<'a> {
    pub teller: Teller<'a>,
    state: &'a State,
    archive: &'a dyn Archive,
    batch: &'a Batch,
    known: RefCell<HashMap<IncidentRef, Option<(String, DistrictRef)>>>,
}

impl<'a> Lookup<'a> {
    /// `None`: there is no county, and so nothing to name.
    pub fn new(state: &'a State, archive: &'a dyn Archive, batch: &'a Batch) -> Option<Lookup<'a>> {
        let teller = Teller::of_state(state, Lang::En)?;
        Some(Lookup { teller, state, archive, batch, known: RefCell::default() })
    }

    pub(super) fn state(&self) -> &State {
        self.state
    }

    /// An incident's id and district: from the batch itself, the state, or the archive.
    pub fn incident(&self, which: IncidentRef) -> Option<(String, DistrictRef)> {
        let mut known = self.known.borrow_mut();
        known.entry(which).or_insert_with(|| self.find(which)).clone()
    }

    /// What people call a matter, and its district: the id of an incident, a workflow or a task, or `notice:7`.
    pub fn matter(&self, matter: Matter) -> Option<(String, DistrictRef)> {
        match matter {
            Matter::Incident(which) => self.incident(which),
            Matter::Instance(which) => {
                let here = self.state.workflows.get(which).map(|found| (found.id.clone(), found.district));
                let archived = || {
                    self.archived(Filed::Workflow(which), |of: ArchivedWorkflow| (of.instance.id, of.instance.district))
                };
                here.or_else(archived)
            }
            Matter::Task(which) => {
                let here = self.state.tasks.get(which).map(|found| (found.new.id.clone(), found.new.district));
                here.or_else(|| {
                    self.archived(Filed::Task(which), |of: ArchivedTask| (of.task.new.id, of.task.new.district))
                })
            }
            _ => {
                // A vacancy that is filled is none any more, and what was told of it is still there.
                let told = || self.state.notices.of(matter).next().map(|row| row.sent.district);
                let district = self.state.standing(matter).map(|(district, _)| district).or_else(told);
                district.map(|district| (matter.to_string(), district))
            }
        }
    }

    fn find(&self, which: IncidentRef) -> Option<(String, DistrictRef)> {
        if let Some(incident) = self.state.incident(which) {
            return Some((incident.id.clone(), incident.place.district));
        }
        let in_batch = self.batch.events.iter().find_map(|event| {
            let Event::Incident(IncidentEvent::Reported(reported)) = event else { return None };
            (reported.incident == which).then(|| (reported.id.clone(), reported.place.district))
        });
        let told = |of: ArchivedIncident| (of.incident.id, of.incident.place.district);
        in_batch.or_else(|| self.archived(Filed::Incident(which), told))
    }

    fn archived<T: DeserializeOwned>(
        &self,
        which: Filed,
        told: impl FnOnce(T) -> (String, DistrictRef),
    ) -> Option<(String, DistrictRef)> {
        let row = self.archive.document(which).ok()??;
        read(&row.bytes).ok().map(told)
    }

    pub fn unit_district(&self, unit: UnitRef) -> Option<DistrictRef> {
        self.teller.county().units.get(unit.index()).map(|unit| unit.district)
    }
}
