//! A shift pattern: crews of each district that take turns, as a file of the county's. From it explicit shifts are generated,
//! each with its instants; no rule of recurrence is left at run time.

use std::collections::{BTreeMap, BTreeSet};

use domain::limits::*;
use domain::time::TimeMs;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span};
use serde::Deserialize;

use crate::codes::Codes;
use crate::known::Known;
use crate::roster_file::HEADING;
use crate::sources::line_at;

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// IANA time zone.
    pub zone: String,
    pub district: Vec<DistrictPattern>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DistrictPattern {
    pub code: String,
    /// The day on which the first crew takes the first shift, `2022-08-31`.
    pub first_day: String,
    /// Local times of day at which shifts begin, `08:00`, in order.
    pub starts: Vec<String>,
    /// By the clock on the wall: a shift of 24 hours ends at the time of day at which it began, also where the clock is set.
    pub length_min: u32,
    /// Codes of persons by slot. The crews take the shifts in turns, in this order; an empty code leaves the place open.
    pub crew: Vec<BTreeMap<String, Vec<String>>>,
}

/// One generated shift, in codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodedShift {
    pub district: String,
    pub starts: TimeMs,
    pub ends: TimeMs,
    pub slots: Vec<(String, Option<String>)>,
}

/// What is wrong with a pattern, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternFault {
    /// A path of keys, `district[2].starts[1]`, counted from 1; empty: the whole file.
    pub place: String,
    pub message: String,
}

fn fault(place: impl Into<String>, message: impl Into<String>) -> PatternFault {
    PatternFault { place: place.into(), message: message.into() }
}

/// A pattern that can be followed.
struct Turns<'a> {
    of: &'a DistrictPattern,
    first_day: Date,
    starts: Vec<Time>,
}

impl Pattern {
    /// Reads a pattern, strictly.
    pub fn read(text: &str) -> Result<Pattern, PatternFault> {
        let pattern: Pattern = toml::from_str(text).map_err(|error| {
            let line = line_at(text.as_bytes(), error.span().map_or(0, |span| span.start));
            fault("", format!("line {line}: {}", error.message()))
        })?;
        pattern.zone()?;
        let mut codes = BTreeSet::new();
        if pattern.district.is_empty() || pattern.district.len() > COUNTY_NOUNS_MAX {
            return Err(fault("district", format!("a pattern has 1 to {COUNTY_NOUNS_MAX} districts")));
        }
        for (index, district) in pattern.district.iter().enumerate() {
            let place = format!("district[{}]", index + 1);
            district.turns(&place)?;
            if !codes.insert(&district.code) {
                return Err(fault(format!("{place}.code"), format!("`{}` stands twice", district.code)));
            }
        }
        Ok(pattern)
    }

    fn zone(&self) -> Result<TimeZone, PatternFault> {
        let unknown = |_| fault("zone", format!("`{}` is not a time zone of the IANA data base", self.zone));
        TimeZone::get(&self.zone).map_err(unknown)
    }

    /// Codes that the county does not have.
    pub(crate) fn strangers(&self, known: &Known) -> Vec<PatternFault> {
        let mut faults = Vec::new();
        let mut check = |place: String, codes: &Codes, code: &str| {
            faults.extend(codes.find(code).err().map(|why| fault(place, why)));
        };
        for (i, of) in self.district.iter().enumerate() {
            let place = format!("district[{}]", i + 1);
            check(format!("{place}.code"), &known.districts, &of.code);
            for (j, (slot, people)) in of.crew.iter().enumerate().flat_map(|(j, crew)| crew.iter().map(move |c| (j, c)))
            {
                let place = format!("{place}.crew[{}].{slot}", j + 1);
                check(place.clone(), &known.slots, slot);
                let named = people.iter().filter(|code| !code.is_empty());
                named.for_each(|code| check(place.clone(), &known.persons, code));
            }
        }
        faults.truncate(IMPORT_PROBLEMS_MAX);
        faults
    }

    /// The shifts that begin on the days from `from` to `until`, both included, by district and start.
    pub fn generate(&self, from: Date, until: Date) -> Result<Vec<CodedShift>, PatternFault> {
        let zone = self.zone()?;
        let days = days_between(from, until);
        if days < 0 {
            return Err(fault("", format!("the first day, {from}, is after the last, {until}")));
        }
        if days >= PATTERN_DAYS_MAX as i64 {
            return Err(fault("", format!("shifts are made for 1 to {PATTERN_DAYS_MAX} days at a time")));
        }
        let (mut shifts, mut begins) = (Vec::new(), None);
        for (index, district) in self.district.iter().enumerate() {
            let turns = district.turns(&format!("district[{}]", index + 1))?;
            begins = begins.into_iter().chain([turns.first_day]).min();
            for day in from.series(Span::new().days(1)).take_while(|day| *day <= until) {
                turns.shifts_of(day, &zone, &mut shifts)?;
                if shifts.len() > ROSTER_SHIFTS_MAX {
                    return Err(fault("", format!("makes more than {ROSTER_SHIFTS_MAX} shifts; take fewer days")));
                }
            }
        }
        match begins.filter(|begins| shifts.is_empty() && until < *begins) {
            Some(begins) => Err(fault("", format!("makes no shift until {until}; its first day is {begins}"))),
            None => Ok(shifts),
        }
    }

    /// Shifts as a roster file, in the zone of the pattern.
    pub fn csv(&self, shifts: &[CodedShift]) -> Result<String, PatternFault> {
        let zone = self.zone()?;
        let mut text = HEADING.join(",") + "\n";
        for shift in shifts {
            let (starts, ends) = (local(shift.starts, &zone), local(shift.ends, &zone));
            for (slot, person) in &shift.slots {
                let person = person.as_deref().unwrap_or_default();
                text.push_str(&format!("{},{starts},{ends},{slot},{person}\n", shift.district));
            }
        }
        Ok(text)
    }
}

fn local(at: TimeMs, zone: &TimeZone) -> String {
    // Shifts begin on whole minutes.
    at.iso(zone).replacen(".000", "", 1)
}

fn days_between(from: Date, until: Date) -> i64 {
    from.duration_until(until).as_secs().div_euclid(86_400)
}

impl DistrictPattern {
    fn turns(&self, place: &str) -> Result<Turns<'_>, PatternFault> {
        let code_ok = |code: &str| code.len() <= CODE_BYTES_MAX && !code.contains([',', '"', '\n', '\r']);
        if self.code.is_empty() || !code_ok(&self.code) {
            return Err(fault(format!("{place}.code"), "is no code"));
        }
        let first_day = self.first_day.parse::<Date>();
        let no_day = |_| fault(format!("{place}.first_day"), format!("`{}` is no day like 2022-08-31", self.first_day));
        let first_day = first_day.map_err(no_day)?;
        let mut starts = Vec::with_capacity(self.starts.len());
        for (index, text) in self.starts.iter().enumerate() {
            let place = format!("{place}.starts[{}]", index + 1);
            let no_time = |_| fault(&place, format!("`{text}` is no time of day like 08:00"));
            let time = Time::strptime("%H:%M", text).map_err(no_time)?;
            if starts.last().is_some_and(|last| *last >= time) {
                return Err(fault(&place, format!("`{text}` is no later than the one before")));
            }
            starts.push(time);
        }
        if starts.is_empty() || starts.len() > PATTERN_STARTS_MAX {
            return Err(fault(format!("{place}.starts"), format!("a day has 1 to {PATTERN_STARTS_MAX} starts")));
        }
        if self.length_min == 0 || self.length_min > SHIFT_S_MAX / 60 {
            let message = format!("a shift has 1 to {} minutes", SHIFT_S_MAX / 60);
            return Err(fault(format!("{place}.length_min"), message));
        }
        if self.crew.is_empty() || self.crew.len() > PATTERN_CREWS_MAX {
            return Err(fault(format!("{place}.crew"), format!("a district has 1 to {PATTERN_CREWS_MAX} crews")));
        }
        for (index, crew) in self.crew.iter().enumerate() {
            let wrong = |(slot, people): &(&String, &Vec<String>)| {
                slot.is_empty()
                    || !code_ok(slot)
                    || !(1..=50).contains(&people.len())
                    || !people.iter().all(|p| code_ok(p))
            };
            if crew.is_empty() || crew.iter().any(|entry| wrong(&entry)) {
                let place = format!("{place}.crew[{}]", index + 1);
                return Err(fault(place, "a crew has codes of 1 to 50 persons for each of its slots"));
            }
        }
        Ok(Turns { of: self, first_day, starts })
    }
}

impl Turns<'_> {
    fn shifts_of(&self, day: Date, zone: &TimeZone, shifts: &mut Vec<CodedShift>) -> Result<(), PatternFault> {
        let days = days_between(self.first_day, day);
        if days < 0 {
            return Ok(());
        }
        for (index, time) in self.starts.iter().enumerate() {
            // The shifts are counted, not the days: with three crews and two shifts a day, each day begins with another crew.
            let turn = days.unsigned_abs() * self.starts.len() as u64 + index as u64;
            let Some(crew) = self.of.crew.get((turn % self.of.crew.len() as u64) as usize) else { continue };
            let starts = day.to_datetime(*time);
            let length = SignedDuration::from_mins(i64::from(self.of.length_min));
            let ends = starts.checked_add(length).map_err(|error| fault("", error.to_string()))?;
            let (starts, ends) = (instant(starts, zone)?, instant(ends, zone)?);
            // Where the clock is set forward over the whole shift, there is none.
            if ends <= starts {
                continue;
            }
            let places = crew.iter().flat_map(|(slot, people)| people.iter().map(move |person| (slot, person)));
            let slots = places.map(|(slot, code)| (slot.clone(), Some(code.clone()).filter(|code| !code.is_empty())));
            shifts.push(CodedShift { district: self.of.code.clone(), starts, ends, slots: slots.collect() });
        }
        Ok(())
    }
}

/// A local time that the clock skips is as much later as it skips; of one that comes twice, it is the first. What ends at a local
/// time and what begins at it meet at one instant in any case.
fn instant(local: DateTime, zone: &TimeZone) -> Result<TimeMs, PatternFault> {
    let instant = zone.to_timestamp(local).map_err(|error| fault("", error.to_string()))?;
    Ok(TimeMs(instant.as_millisecond()))
}
