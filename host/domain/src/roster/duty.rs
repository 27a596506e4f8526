//! Who is on duty at an instant: the shifts, the stand-ins on top of them, without those who have left the county's service, and,
//! where the county wants shifts handed over, the outgoing shift until that is done. A pure look-up by time; it is asked within
//! decisions.

use super::stand_in::StandIn;
use super::{Roster, Shift, longest_before};
use crate::ids::*;
use crate::limits::HANDOVER_GRACE_S;
use crate::time::TimeMs;

/// A shift that covers an instant, and the one that answers for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answering<'a> {
    pub covering: &'a Shift,
    /// The same, or an earlier one that was not handed over yet.
    pub answers: &'a Shift,
}

impl Roster {
    /// Who fills a slot in a district at an instant, each once; those of the shift that began last come first.
    pub fn on_duty(&self, district: DistrictRef, slot: u16, at: TimeMs) -> Vec<PersonRef> {
        let mut people = Vec::new();
        let mut add = |person: PersonRef| {
            if !people.contains(&person) && self.serves(person, at) {
                people.push(person);
            }
        };
        if self.handover_required {
            for answering in self.answering(district, at) {
                let mut of_shift = self.filling(answering.answers, slot, at);
                // Its last moment may lie before somebody left.
                of_shift.retain(|person| self.serves(*person, at));
                if of_shift.is_empty() {
                    of_shift = self.filling(answering.covering, slot, at);
                }
                of_shift.into_iter().for_each(&mut add);
            }
        } else {
            let stand_ins = self.stand_ins_after(district, at);
            for shift in self.covering(district, at) {
                let places = shift.slots.iter().filter(|(of, _)| *of == slot);
                places.filter_map(|(_, person)| replaced(stand_ins, slot, (*person)?, at)).for_each(&mut add);
            }
        }
        additions(self.stand_ins_after(district, at), slot, at).for_each(&mut add);
        people
    }

    /// The shifts that cover an instant, latest start first, each with the one that answers: itself, or the one before that
    /// touches it, as long as that was not handed over and the grace has not passed.
    pub fn answering(&self, district: DistrictRef, at: TimeMs) -> Vec<Answering<'_>> {
        let covering: Vec<&Shift> = self.covering(district, at).collect();
        let mut all: Vec<Answering<'_>> = Vec::with_capacity(covering.len());
        for shift in &covering {
            // One that was handed over to another of these has nothing more to say.
            let gone = |to: &&Shift| self.handed_over(shift, to, at);
            if self.handover_required && covering.iter().any(gone) {
                continue;
            }
            let answers = if self.handover_required { self.outgoing(shift, at) } else { shift };
            all.push(Answering { covering: shift, answers });
        }
        all
    }

    /// Follows the shifts back that were not handed over. Each began before the one after it, so this comes to an end.
    fn outgoing<'a>(&'a self, shift: &'a Shift, at: TimeMs) -> &'a Shift {
        let mut answers = shift;
        while let Some(before) = self.before(answers)
            && !self.handed_over(before, answers, at)
            && at < before.ends.plus_s(HANDOVER_GRACE_S)
        {
            answers = before;
        }
        answers
    }

    /// The shift that a shift relieves: the last to begin before it, if it touches it.
    pub fn before(&self, shift: &Shift) -> Option<&Shift> {
        let of_district = self.shifts.get(&shift.district)?;
        let earlier = of_district.range(longest_before(shift.starts)..shift.starts).rev();
        earlier.map(|(_, shift)| shift).find(|before| before.ends >= shift.starts)
    }

    /// The shift that relieves a shift: the first to begin after it, if it touches it.
    pub fn after(&self, shift: &Shift) -> Option<&Shift> {
        let of_district = self.shifts.get(&shift.district)?;
        let (_, next) = of_district.range(TimeMs(shift.starts.0.saturating_add(1))..).next()?;
        (next.starts <= shift.ends).then_some(next)
    }

    fn handed_over(&self, from: &Shift, to: &Shift, at: TimeMs) -> bool {
        let handover = self.handovers.get(&from.district).and_then(|of| of.get(&from.starts));
        handover.is_some_and(|h| h.incoming == to.starts && h.taken.as_ref().is_some_and(|taken| taken.at <= at))
    }

    /// Who fills a slot of a shift at an instant, or at its last moment if it has ended.
    pub fn filling(&self, shift: &Shift, slot: u16, at: TimeMs) -> Vec<PersonRef> {
        let at = at.min(TimeMs(shift.ends.0.saturating_sub(1)));
        let stand_ins = self.stand_ins_after(shift.district, at);
        let places = shift.slots.iter().filter(|(of, _)| *of == slot);
        let people = places.filter_map(|(_, person)| replaced(stand_ins, slot, (*person)?, at));
        let all = people.chain(additions(stand_ins, slot, at));
        all.filter(|person| self.serves(*person, at)).collect()
    }

    /// Everybody of a shift at an instant, with their slots.
    pub fn crew(&self, shift: &Shift, at: TimeMs) -> Vec<(u16, PersonRef)> {
        let at = at.min(TimeMs(shift.ends.0.saturating_sub(1)));
        let stand_ins = self.stand_ins_after(shift.district, at);
        let people = shift.slots.iter().filter_map(|(slot, person)| Some((*slot, (*person)?)));
        let mut crew: Vec<_> =
            people.filter_map(|(slot, person)| Some((slot, replaced(stand_ins, slot, person, at)?))).collect();
        let beside = stand_ins.iter().filter(|s| s.instead_of.is_none() && s.holds_at(at));
        crew.extend(beside.filter_map(|s| Some((s.slot, s.person?))));
        crew.retain(|(_, person)| self.serves(*person, at));
        crew
    }
}

/// Who serves in the place of a person of the shift: that person, a stand-in, the stand-in's stand-in, or nobody.
fn replaced(stand_ins: &[StandIn], slot: u16, person: PersonRef, at: TimeMs) -> Option<PersonRef> {
    let mut serves = person;
    // Each stand-in counts once, so that two who stand in for each other make no circle.
    let mut least = StandInRef(0);
    let holds = |s: &&StandIn| s.slot == slot && s.holds_at(at);
    loop {
        let next = stand_ins.iter().filter(holds).filter(|s| s.number > least && s.instead_of == Some(serves));
        match next.min_by_key(|s| s.number) {
            None => return Some(serves),
            Some(stand_in) => {
                least = stand_in.number;
                serves = stand_in.person?;
            }
        }
    }
}

/// Those who serve beside the shift.
fn additions(stand_ins: &[StandIn], slot: u16, at: TimeMs) -> impl Iterator<Item = PersonRef> {
    let beside = stand_ins.iter().filter(move |s| s.slot == slot && s.instead_of.is_none() && s.holds_at(at));
    beside.filter_map(|s| s.person)
}
