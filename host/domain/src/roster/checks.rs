//! The checks before anything of a roster takes effect: all that is wrong with some of its shifts, at once. What is checked is the
//! roster as it would be.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::fault::{Fault, What};
use super::segment::Span;
use super::swap::{Outcome, Place, Swap};
use super::{Roster, Shift, ShiftKey};
use crate::county::{County, Person};
use crate::ids::*;
use crate::limits::{ROSTER_FAULTS_MAX, SHIFT_S_MAX};
use crate::time::TimeMs;

/// What is wrong with these shifts of a roster, by district, shift and slot; at most [`ROSTER_FAULTS_MAX`]. What lies before
/// `now` is over and finds no fault.
pub fn check(
    county: &County,
    zone: &TimeZone,
    roster: &Roster,
    shifts: &BTreeSet<ShiftKey>,
    now: TimeMs,
) -> Vec<Fault> {
    let mut checks = Checks { county, zone, roster, shifts, now, faults: BTreeSet::new() };
    for shift in shifts.iter().filter_map(|key| roster.shift(*key)).filter(|shift| shift.ends > now) {
        checks.cover(shift);
        checks.places(shift);
        checks.people(shift);
        checks.sworn(shift);
    }
    checks.times();
    checks.faults.into_iter().take(ROSTER_FAULTS_MAX).collect()
}

/// What of these shifts can't be published any more, since it has ended or begun. A shift that stays as it is finds no fault,
/// and one that runs may come in where there was none.
pub fn past(roster: &Roster, shifts: &[Shift], withdrawn: &[ShiftKey], now: TimeMs) -> Vec<Fault> {
    let fault = |shift: ShiftKey, what: What| Fault { shift, slot: None, person: None, what };
    let judged = |key: ShiftKey, ends: TimeMs, known: Option<&Shift>| {
        let ended = ends <= now || known.is_some_and(|known| known.ends <= now);
        let begun = known.is_some() && key.starts <= now;
        if ended { Some(fault(key, What::Past)) } else { begun.then(|| fault(key, What::Started)) }
    };
    let changed = shifts.iter().filter(|shift| roster.shift(shift.key()) != Some(shift));
    let changed = changed.filter_map(|shift| judged(shift.key(), shift.ends, roster.shift(shift.key())));
    let gone = withdrawn.iter().filter_map(|key| Some((key, roster.shift(*key)?)));
    let gone = gone.filter_map(|(key, known)| judged(*key, known.ends, Some(known)));
    let mut faults: Vec<Fault> = changed.chain(gone).collect();
    faults.sort_unstable();
    faults.truncate(ROSTER_FAULTS_MAX);
    faults
}

/// What approved swaps arranged and these shifts, each of which changes one that has not begun, would take back.
pub fn swaps_undone(roster: &Roster, shifts: &[Shift]) -> Vec<Fault> {
    let approved = |swap: &&Arc<Swap>| swap.ended.as_ref().is_some_and(|ended| ended.outcome == Outcome::Approved);
    let given_up = roster.swaps.values().filter(approved);
    let given_up =
        given_up.flat_map(|swap| std::iter::once(&swap.gives).chain(&swap.wants).map(|of| (swap.number, *of)));
    let has = |shift: &Shift, place: &Place| shift.slots.contains(&(place.slot, Some(place.person)));
    let undone = given_up.filter(|(_, place)| {
        let again = shifts.iter().any(|shift| shift.key() == place.shift && has(shift, place));
        again && roster.shift(place.shift).is_some_and(|known| !has(known, place))
    });
    let fault = |(swap, place): (SwapRef, Place)| Fault {
        shift: place.shift,
        slot: Some(place.slot),
        person: Some(place.person),
        what: What::SwapUndone { swap },
    };
    undone.map(fault).collect()
}

struct Checks<'a> {
    county: &'a County,
    zone: &'a TimeZone,
    roster: &'a Roster,
    shifts: &'a BTreeSet<ShiftKey>,
    now: TimeMs,
    faults: BTreeSet<Fault>,
}

impl Checks<'_> {
    fn add(&mut self, shift: ShiftKey, slot: Option<u16>, person: Option<PersonRef>, what: What) {
        self.faults.insert(Fault { shift, slot, person, what });
    }

    /// Whether the district has a shift from the one before to this one, and from this one to the next.
    fn cover(&mut self, shift: &Shift) {
        let Some(of_district) = self.roster.shifts.get(&shift.district) else { return };
        // One that began before the last one but by more than the longest shift has ended before this.
        let last = of_district.range(..shift.starts).next_back().map(|(_, last)| last);
        let around = last.map(|last| self.roster.of_district(shift.district, last.starts, shift.starts));
        let covered = around.into_iter().flatten().map(|other| other.ends).max();
        if let Some(from) = covered.map(|ends| ends.max(self.now)).filter(|from| *from < shift.starts) {
            self.add(shift.key(), None, None, What::Gap { from, until: shift.starts });
        }
        let next = of_district.range(TimeMs(shift.starts.0.saturating_add(1))..).next().map(|(_, next)| next);
        let Some(next) = next.filter(|next| !self.shifts.contains(&next.key())) else { return };
        let covering = self.roster.of_district(shift.district, shift.starts, next.starts);
        let covered = covering.map(|other| other.ends).max();
        if let Some(from) = covered.map(|ends| ends.max(self.now)).filter(|from| *from < next.starts) {
            self.add(next.key(), None, None, What::Gap { from, until: next.starts });
        }
    }

    fn places(&mut self, shift: &Shift) {
        for lacking in self.roster.lacking(&self.county.slots, shift, self.now) {
            let what = What::Open { places: lacking.places, from: lacking.from, until: lacking.until };
            self.add(shift.key(), Some(lacking.slot), None, what);
        }
    }

    fn person(&self, person: PersonRef) -> Option<&Person> {
        self.county.persons.get(person.index())
    }

    /// Whether all may serve where they stand.
    fn people(&mut self, shift: &Shift) {
        for span in self.spans_after_now(shift) {
            let Some(person) = self.person(span.person) else { continue };
            let slot = self.county.slots.get(usize::from(span.slot));
            let wanted = slot.and_then(|slot| slot.qualification.clone());
            let unqualified = wanted.filter(|wanted| !person.qualifications.contains(wanted));
            let not_sworn = slot.is_some_and(|slot| slot.sworn_required) && !person.sworn;
            let nowhere = !person.retired && !self.holds_post(person, span.from);
            let (key, slot, who) = (span.shift, Some(span.slot), Some(span.person));
            if let Some(wanted) = unqualified {
                self.add(key, slot, who, What::Unqualified { wanted });
            }
            if not_sworn {
                self.add(key, slot, who, What::NotSworn);
            }
            if nowhere {
                self.add(key, slot, who, What::NoPost);
            }
        }
        self.retired(shift);
    }

    /// Places that the shift, or a stand-in, gives to somebody who serves no more.
    fn retired(&mut self, shift: &Shift) {
        let since = shift.starts.max(self.now);
        let stand_ins = self.roster.stand_ins_after(shift.district, since).iter();
        let standing_in = stand_ins.filter(|s| s.touches(since, shift.ends)).filter_map(|s| Some((s.slot, s.person?)));
        let named = shift.slots.iter().filter_map(|(slot, person)| Some((*slot, (*person)?)));
        for (slot, person) in named.chain(standing_in) {
            if self.person(person).is_some_and(|person| person.retired) {
                self.add(shift.key(), Some(slot), Some(person), What::Retired);
            }
        }
    }

    /// A county that keeps no posts of a person says nothing about them.
    fn holds_post(&self, person: &Person, at: TimeMs) -> bool {
        let Ok(instant) = Timestamp::from_millisecond(at.0) else { return true };
        let day = self.zone.to_datetime(instant).date();
        let holds = |post: &crate::county::Post| post.from <= day && post.to.is_none_or(|to| day <= to);
        person.posts.is_empty() || person.posts.iter().any(holds)
    }

    fn spans_after_now(&self, shift: &Shift) -> Vec<Span> {
        self.roster.spans(shift).into_iter().filter(|span| span.until > self.now).collect()
    }

    /// Auxiliaries are not alone, at no time.
    fn sworn(&mut self, shift: &Shift) {
        if !self.county.duty.sworn_present {
            return;
        }
        let mut alone: Vec<(TimeMs, TimeMs)> = Vec::new();
        let segments = self.roster.segments(shift);
        for segment in segments.iter().filter(|segment| segment.until > self.now && !segment.crew.is_empty()) {
            if segment.crew.iter().any(|(_, person)| self.person(*person).is_some_and(|person| person.sworn)) {
                continue;
            }
            match alone.last_mut().filter(|(_, until)| *until == segment.from) {
                Some((_, until)) => *until = segment.until,
                None => alone.push((segment.from, segment.until)),
            }
        }
        for (from, until) in alone {
            self.add(shift.key(), None, None, What::AuxiliariesAlone { from, until });
        }
    }

    /// Nobody in two places at once, and everybody rested.
    fn times(&mut self) {
        let starts = self.shifts.iter().map(|key| key.starts);
        let (Some(first), Some(last)) = (starts.clone().min(), starts.max()) else { return };
        let around_s = SHIFT_S_MAX + self.county.thresholds.rest_min_s;
        let from = TimeMs(first.0.saturating_sub(i64::from(around_s) * 1000));
        let until = last.plus_s(SHIFT_S_MAX).plus_s(around_s);
        let persons: BTreeSet<PersonRef> = self
            .shifts
            .iter()
            .filter_map(|key| self.roster.shift(*key))
            .flat_map(|s| self.roster.spans(s))
            .map(|s| s.person)
            .collect();
        let mut of_person: BTreeMap<PersonRef, Vec<Span>> = BTreeMap::new();
        for span in self.roster.between(from, until).flat_map(|shift| self.roster.spans(shift)) {
            if persons.contains(&span.person) {
                of_person.entry(span.person).or_default().push(span);
            }
        }
        for (person, mut spans) in of_person {
            spans.sort_by_key(|span| (span.from, span.until, span.shift, span.slot));
            self.twice_in_a_slot(person, &spans);
            let mut before: Option<Span> = None;
            for span in spans {
                if let Some(before) = before.filter(|_| span.until > self.now) {
                    self.pair(person, before, span);
                }
                // The one that ends last stays the one to compare with.
                before = Some(before.filter(|before| before.until > span.until).unwrap_or(span));
            }
        }
    }

    /// The fault of two stretches is told of the later one that is checked.
    fn pair(&mut self, person: PersonRef, before: Span, span: Span) {
        let (told, other) = if self.shifts.contains(&span.shift) { (span, before) } else { (before, span) };
        if !self.shifts.contains(&told.shift) {
            return;
        }
        let wanted_s = self.county.thresholds.rest_min_s;
        if span.from < before.until {
            self.add(told.shift, Some(told.slot), Some(person), What::Double { other: other.shift });
        } else if span.shift != before.shift && span.from.since_s(before.until) < wanted_s {
            let rest_s = span.from.since_s(before.until);
            let what = What::Rest { other: other.shift, rest_s, wanted_s };
            self.add(told.shift, Some(told.slot), Some(person), what);
        }
    }

    /// A slot for two that names one person twice makes one stretch of theirs, so it is looked for by itself.
    fn twice_in_a_slot(&mut self, person: PersonRef, spans: &[Span]) {
        for span in spans {
            if span.until <= self.now || !self.shifts.contains(&span.shift) {
                continue;
            }
            let Some(shift) = self.roster.shift(span.shift) else { continue };
            let crew = self.roster.crew(shift, span.from);
            if crew.iter().filter(|place| **place == (span.slot, person)).count() > 1 {
                self.add(span.shift, Some(span.slot), Some(person), What::Double { other: span.shift });
            }
        }
    }
}
