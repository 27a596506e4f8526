//! Commands tried on a copy of the state, by the same check and cascade as in the room: what would follow, and whether it would be
//! refused. Nothing of it is kept.

use domain::command::Envelope;
use domain::event::{Batch, Event};
use domain::ports::Decide;
use domain::refusal::Refusal;
use domain::state::State;
use domain::time::TimeMs;

use crate::cascade::{work_out, work_out_service};

/// What would have happened.
pub struct Rehearsal {
    pub state: State,
    pub batches: Vec<Batch>,
}

impl Rehearsal {
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.batches.iter().flat_map(|batch| &batch.events)
    }
}

/// One command after the other, and what time brings then of who serves the county.
pub fn rehearse(state: &State, envelopes: &[Envelope], now: TimeMs, decide: &dyn Decide) -> Result<Rehearsal, Refusal> {
    let now = now.max(state.at);
    let mut rehearsal = Rehearsal { state: state.clone(), batches: Vec::new() };
    for envelope in envelopes {
        let draft = work_out(&rehearsal.state, envelope, now, decide)?;
        rehearsal.state = draft.state;
        rehearsal.batches.push(draft.batch);
    }
    loop {
        let draft = work_out_service(&rehearsal.state, now, decide)?;
        if draft.batch.events.is_empty() {
            return Ok(rehearsal);
        }
        rehearsal.state = draft.state;
        rehearsal.batches.push(draft.batch);
    }
}
