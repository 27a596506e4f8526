//! Where and when a form says that the person was last seen: whether that can be used, and whether it is news.

use wardroom_plugin::workflow::Field;
use wardroom_plugin::{GridRef, Reason, TimeS, reason};

use super::Step;
use crate::state::text;
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
    Grid(String),
    Unreadable,
    ToCome,
}

impl Step<'_> {
    /// What the start form says holds, or refuses the start: whoever fills it in is there to hear why.
    pub(super) fn see_first(&mut self, fields: &[Field]) -> Result<(), String> {
        let seen = self.sighting(fields).map_err(Unusable::words)?;
        self.take(seen);
        Ok(())
    }

    /// Takes over what a later form says. `true` if that is news. A form whose grid or time can't be used is left out whole: the one
    /// without the other would be no sighting that anybody had. So is an older sighting than the last that is known.
    pub(super) fn see(&mut self, fields: &[Field]) -> bool {
        self.usable(fields).is_some_and(|seen| {
            let stale = self.is_stale(&seen);
            if stale {
                let ago_s = self.now.saturating_sub(self.search.seen_at);
                self.remark(reason(why::SEEN_SINCE).with(self.search.seen_in).with(ago_s));
            }
            !stale && self.take(seen)
        })
    }

    /// The same when a search begins anew after it was closed: there a person may go back to an earlier sighting, if the later one
    /// was of somebody else.
    pub(super) fn see_anew(&mut self, fields: &[Field]) {
        if let Some(seen) = self.usable(fields) {
            self.take(seen);
        }
    }

    fn usable(&mut self, fields: &[Field]) -> Option<Sighting> {
        self.sighting(fields).map_err(|unusable| self.remark(unusable.remark())).ok()
    }

    fn sighting(&self, fields: &[Field]) -> Result<Sighting, Unusable> {
        let near =
            |code: &str| around::grid_named(code, self.search.seen_in).ok_or_else(|| Unusable::Grid(code.to_owned()));
        let past = |at: &str| match moment::read(at) {
            Some(at) if at <= self.now.saturating_add(CLOCK_AHEAD_S) => Ok(at.min(self.now)),
            Some(_) => Err(Unusable::ToCome),
            None => Err(Unusable::Unreadable),
        };
        let grid = text(fields, "last_seen_grid").map(near).transpose()?;
        let at = text(fields, "last_seen_at").map(past).transpose()?;
        Ok(Sighting { grid, at })
    }

    /// Only a time that somebody said can be too new for it.
    fn is_stale(&self, seen: &Sighting) -> bool {
        let same_grid = seen.grid.is_none_or(|grid| grid == self.search.seen_in);
        let stale = |at: TimeS| at < self.search.seen_at || at == self.search.seen_at && same_grid;
        self.search.seen_at_told && seen.at.is_some_and(stale)
    }

    /// `true` if it is news.
    fn take(&mut self, seen: Sighting) -> bool {
        let before = (self.search.seen_in, self.search.seen_at);
        self.search.seen_in = seen.grid.unwrap_or(before.0);
        self.search.seen_at = seen.at.unwrap_or(before.1);
        self.search.seen_at_told |= seen.at.is_some();
        (self.search.seen_in, self.search.seen_at) != before
    }
}

impl Unusable {
    /// For whoever fills in the form, and can mend it.
    fn words(self) -> String {
        match self {
            Unusable::Grid(code) => format!(
                "`last_seen_grid`: `{code}` is no grid that is known near the one where the search begins; leave it out, or start in \
                 the grid (`grid`) where the person was last seen"
            ),
            Unusable::Unreadable | Unusable::ToCome => {
                "`last_seen_at`: write it like 2022-09-05T12:30:00+08:00, not in the future".to_owned()
            }
        }
    }

    /// For the record, where nobody waits for an answer.
    fn remark(self) -> Reason {
        reason(match self {
            Unusable::Grid(_) => why::UNKNOWN_GRID,
            Unusable::Unreadable => why::UNREADABLE_TIME,
            Unusable::ToCome => why::TIME_TO_COME,
        })
    }
}
