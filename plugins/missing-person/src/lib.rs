//! The search for a missing person: rings of grids that widen with time from where the person was last seen, tasks for the
//! grids' assistants and for units, video points to look at, a drone if it may fly, the closing, and the erasure of the
//! identity a set number of days later. Who is missing, the plugin never learns.

mod around;
mod forms;
mod settings;
mod state;
mod step;
mod why;

use wardroom_plugin::workflow::{Event, Field, Instance, Kind, Result};
use wardroom_plugin::{Procedure, Reason, TimeS};

pub use settings::Settings;
pub use state::Search;
use step::{Step, events};

impl Procedure for Search {
    type Settings = Settings;

    fn kind() -> Kind {
        forms::kind()
    }

    fn form(key: u16) -> &'static str {
        forms::of_task(key)
    }

    fn open(_: TimeS, _: &Settings, _: &Instance, _: &[Field]) -> Result<Search> {
        Ok(Search { next_key: forms::GRIDS, ..Search::default() })
    }

    fn begin(step: &mut Step, fields: &[Field]) -> Result<()> {
        events::start(step, fields)
    }

    fn happen(step: &mut Step, event: Event) -> Result<()> {
        events::happen(step, event);
        Ok(())
    }

    fn stage(step: &Step) -> Reason {
        step::stage(step)
    }

    fn waits(step: &Step) -> &'static [&'static str] {
        step::waits(step)
    }
}

wardroom_plugin::export!(workflow: Search);

#[cfg(test)]
mod tests;
