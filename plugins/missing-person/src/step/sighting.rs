//! Where and when a form says that the person was last seen: whether that can be used, and whether it is news.

use wardroom_plugin::workflow::{self, Field, reference, refuse, time};
use wardroom_plugin::{GridRef, Reference, TimeS};

use super::Step;
use crate::why;

/// By how much the clock of whoever writes a time may be ahead of the host's.
const CLOCK_AHEAD_S: u32 = 300;

/// As far as a form says it.
struct Sighting {
    grid: Option<GridRef>,
    at: Option<TimeS>,
}

/// A form that can't be used: its time is in the future.
struct ToCome;

/// What the start form says holds, or refuses the start: whoever fills it in is there to hear why.
pub fn see_first(step: &mut Step, fields: &[Field]) -> workflow::Result<()> {
    let seen = sighting(step, fields).or_else(|ToCome| refuse(why::no_such_moment()))?;
    take(step, seen);
    Ok(())
}

/// Takes over what a later form says. `true` if that is news. A form whose time is still to come is left out whole: its grid
/// alone would be no sighting that anybody had. So is an older sighting than the last that is known.
pub fn see(step: &mut Step, fields: &[Field]) -> bool {
    usable(step, fields).is_some_and(|seen| {
        let stale = is_stale(step, &seen);
        if stale {
            let ago_s = step.now.saturating_sub(step.state.seen_at);
            step.remark(why::seen_since(step.state.seen_in, ago_s));
        }
        !stale && take(step, seen)
    })
}

/// The same when a search begins anew after it was closed: there a person may go back to an earlier sighting, if the later one
/// was of somebody else.
pub fn see_anew(step: &mut Step, fields: &[Field]) {
    if let Some(seen) = usable(step, fields) {
        take(step, seen);
    }
}

fn usable(step: &mut Step, fields: &[Field]) -> Option<Sighting> {
    sighting(step, fields).map_err(|ToCome| step.remark(why::time_to_come())).ok()
}

fn sighting(step: &Step, fields: &[Field]) -> Result<Sighting, ToCome> {
    let grid = match reference(fields, "last_seen_grid") {
        Some(Reference::Grid(grid)) => Some(grid),
        _ => None,
    };
    match time(fields, "last_seen_at") {
        Some(at) if at > step.now.saturating_add(CLOCK_AHEAD_S) => Err(ToCome),
        at => Ok(Sighting { grid, at: at.map(|at| at.min(step.now)) }),
    }
}

/// Only a time that somebody said can be too new for it.
fn is_stale(step: &Step, seen: &Sighting) -> bool {
    let same_grid = seen.grid.is_none_or(|grid| grid == step.state.seen_in);
    let stale = |at: TimeS| at < step.state.seen_at || at == step.state.seen_at && same_grid;
    step.state.seen_at_told && seen.at.is_some_and(stale)
}

/// `true` if it is news.
fn take(step: &mut Step, seen: Sighting) -> bool {
    let before = (step.state.seen_in, step.state.seen_at);
    step.state.seen_in = seen.grid.unwrap_or(before.0);
    step.state.seen_at = seen.at.unwrap_or(before.1);
    step.state.seen_at_told |= seen.at.is_some();
    (step.state.seen_in, step.state.seen_at) != before
}
