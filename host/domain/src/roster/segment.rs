//! A shift in time: who serves from when until when, cut where a stand-in begins or ends and where somebody leaves the service.

use super::{Roster, Shift, ShiftKey};
use crate::ids::*;
use crate::time::TimeMs;

/// A stretch of a shift in which the same people serve.
pub struct Segment {
    pub from: TimeMs,
    pub until: TimeMs,
    pub crew: Vec<(u16, PersonRef)>,
}

/// How long a person serves in a slot without a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub shift: ShiftKey,
    pub slot: u16,
    pub person: PersonRef,
    pub from: TimeMs,
    pub until: TimeMs,
}

impl Roster {
    pub fn segments(&self, shift: &Shift) -> Vec<Segment> {
        let stand_ins = self.stand_ins_after(shift.district, shift.starts);
        let mut cuts = vec![shift.starts, shift.ends];
        let inside = |at: &TimeMs| shift.starts < *at && *at < shift.ends;
        cuts.extend(stand_ins.iter().flat_map(|s| [s.from, s.until]).filter(inside));
        cuts.extend(self.comings_and_goings().filter(inside));
        cuts.sort_unstable();
        cuts.dedup();
        let stretches = cuts.iter().zip(cuts.iter().skip(1));
        stretches.map(|(from, until)| Segment { from: *from, until: *until, crew: self.crew(shift, *from) }).collect()
    }

    pub fn spans(&self, shift: &Shift) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for segment in self.segments(shift) {
            for (slot, person) in segment.crew {
                let goes_on = |s: &&mut Span| s.slot == slot && s.person == person && s.until == segment.from;
                match spans.iter_mut().find(goes_on) {
                    Some(span) => span.until = segment.until,
                    None => {
                        spans.push(Span { shift: shift.key(), slot, person, from: segment.from, until: segment.until })
                    }
                }
            }
        }
        spans
    }
}
