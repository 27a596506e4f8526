//! A workflow plugin that never comes to an end of saying which workflows it has.

use wardroom_plugin::workflow::{Event, Field, Instance, Kind, Outcome, Result, Takeover};
use wardroom_plugin::{TimeS, Workflow};

struct DeclaresForEver;

impl Workflow for DeclaresForEver {
    type Settings = ();

    fn kinds() -> Vec<Kind> {
        let mut turns = 0_u64;
        loop {
            turns = std::hint::black_box(turns.wrapping_add(1));
        }
    }

    fn start(_: TimeS, (): &(), _: &Instance, _: &[Field]) -> Result<Outcome> {
        Err("it has no workflow".into())
    }

    fn step(_: TimeS, (): &(), _: &Instance, _: Event) -> Result<Outcome> {
        Err("it has no workflow".into())
    }

    fn migrate(_: TimeS, (): &(), _: &Instance, _: &str) -> Result<Takeover> {
        Err("it has no workflow".into())
    }
}

wardroom_plugin::export!(workflow: DeclaresForEver);
