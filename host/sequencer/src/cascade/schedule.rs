//! Workflows that begin by the county's schedules: set when a county comes in, begun when they are due, and set for the next time.

use domain::event::{Event, InstanceEvent};
use domain::ids::ScheduleRef;
use domain::refusal::Refusal;
use domain::workflow::scheduled::{changes, clock, set_due};
use domain::workflow::start::{refused, start};

use super::Cascade;

impl Cascade<'_> {
    pub(super) fn set_schedules(&mut self) -> Result<(), Refusal> {
        let events = changes(&self.state, self.now);
        events.into_iter().try_for_each(|event| self.push(event))
    }

    /// What can't begin is recorded, and the schedule goes on all the same.
    pub(super) fn begin_scheduled(&mut self, which: ScheduleRef, skipped: bool) -> Result<(), Refusal> {
        let (Some(loaded), Some(row)) = (self.loaded(), self.state.workflows.schedules.get(&which).cloned()) else {
            return Ok(());
        };
        let (clock, due) = (clock(&loaded), row.due.unwrap_or(self.now));
        if !skipped {
            let wanted = row.wanted(&self.state, clock, due);
            let begun = start(&self.state, &wanted, None, self.now);
            let events = begun.unwrap_or_else(|refusal| vec![refused(&self.state, &wanted, None, refusal)]);
            for mut event in events {
                if let Event::Instance(InstanceEvent::Started(started)) = &mut event {
                    started.schedule = Some(which);
                }
                self.push(event)?;
            }
        }
        // What it began may be over already.
        let Some(row) = self.state.workflows.schedules.get(&which).cloned() else { return Ok(()) };
        let next = row.after(&self.state, clock, due, self.now);
        self.push(set_due(&row, which, next))
    }

    /// So many days after the end of the last one the next is due.
    pub(super) fn after_scheduled(&mut self, which: ScheduleRef) -> Result<(), Refusal> {
        let (Some(loaded), Some(row)) = (self.loaded(), self.state.workflows.schedules.get(&which).cloned()) else {
            return Ok(());
        };
        let last = row.last.and_then(|last| self.state.workflows.get(last)).and_then(|last| last.ended_at);
        let Some(due) = last.and_then(|ended| row.schedule.after_end(clock(&loaded), ended)) else { return Ok(()) };
        if row.due.is_some() {
            return Ok(());
        }
        self.push(set_due(&row, which, Some(due)))
    }
}
