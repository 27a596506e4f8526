//! Where and when a form says that the person was last seen: whether that can be used, and whether it is news.

use wardroom_plugin::workflow::{self, Field, refuse, text};
use wardroom_plugin::{GridRef, Reason, TimeS};

use super::Step;
use crate::{around, moment, why};

/// By how much the clock of whoever writes a time may be ahead of the host's.
const CLOCK_AHEAD_S: u32 = 300;

/// As far as a form says it.
struct Sighting {
    grid: Option<GridRef>,
    at: Option<TimeS>,
}

/// Why a form can't be used.
enum Unusable {
    Grid,
    Unreadable,
    ToCome,
}

/// What the start form says holds, or refuses the start: whoever fills it in is there to hear why.
pub fn see_first(step: &mut Step, fields: &[Field]) -> workflow::Result<()> {
    let seen = sighting(step, fields).or_else(|unusable| refuse(unusable.refusal()))?;
    take(step, seen);
    Ok(())
}

/// Takes over what a later form says. `true` if that is news. A form whose grid or time can't be used is left out whole: the one
/// without the other would be no sighting that anybody had. So is an older sighting than the last that is known.
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
    sighting(step, fields).map_err(|unusable| step.remark(unusable.remark())).ok()
}

fn sighting(step: &Step, fields: &[Field]) -> Result<Sighting, Unusable> {
    let near = |code: &str| around::grid_named(code, step.state.seen_in).ok_or(Unusable::Grid);
    let past = |at: &str| match moment::read(at) {
        Some(at) if at <= step.now.saturating_add(CLOCK_AHEAD_S) => Ok(at.min(step.now)),
        Some(_) => Err(Unusable::ToCome),
        None => Err(Unusable::Unreadable),
    };
    let grid = text(fields, "last_seen_grid").map(near).transpose()?;
    let at = text(fields, "last_seen_at").map(past).transpose()?;
    Ok(Sighting { grid, at })
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

impl Unusable {
    /// For whoever fills in the form, and can mend it.
    fn refusal(self) -> Reason {
        match self {
            Unusable::Grid => why::no_such_grid(),
            Unusable::Unreadable | Unusable::ToCome => why::no_such_moment(),
        }
    }

    /// For the record, where nobody waits for an answer.
    fn remark(self) -> Reason {
        match self {
            Unusable::Grid => why::unknown_grid(),
            Unusable::Unreadable => why::unreadable_time(),
            Unusable::ToCome => why::time_to_come(),
        }
    }
}
