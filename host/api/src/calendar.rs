//! The roster as an iCalendar (RFC 5545) and back: an event for each place of a shift, named by the county's codes in properties of
//! our own. The only file that names the library.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::PersonRef;
use domain::limits::{CALENDAR_DEPTH_MAX, IMPORT_PROBLEMS_MAX};
use domain::roster::Shift;
use domain::roster::stand_in::StandIn;
use domain::time::TimeMs;
use icalendar::parser::{Component as Parsed, Property as ParsedProperty, read_calendar_simple, unfold};
use icalendar::{Calendar, Component, Event, Property};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use telling::{Teller, tell};

use crate::calendar_zone;
use crate::dto::roster::{ShiftBody, SlotBody};

pub mod fault;

use fault::{CalendarFault, ZoneFault};

const DISTRICT: &str = "X-WARDROOM-DISTRICT";
const SLOT: &str = "X-WARDROOM-SLOT";
const PERSON: &str = "X-WARDROOM-PERSON";
/// On top of the shifts: shown, and not read back.
const STAND_IN: &str = "X-WARDROOM-STAND-IN";

/// Shifts and stand-ins as a calendar. With a person: only what is theirs.
pub fn write(
    shifts: &[&Shift],
    stand_ins: &[&StandIn],
    person: Option<PersonRef>,
    stamp: TimeMs,
    teller: &Teller<'_>,
) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//Wardroom//roster//EN"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    let event = |uid: String, place: &Place| {
        let (district, slot) = (teller.district(place.district), teller.slot(place.slot));
        let who = place.person.map(|person| teller.person(person));
        let county = teller.county();
        let name = county.slots.get(usize::from(place.slot)).map(|slot| teller.lang.pick(&slot.name.zh, &slot.name.en));
        let open = tell!(teller.lang, "roster.open");
        let mut event = Event::new();
        event.append_property(Property::new("UID", format!("{uid}@{}.wardroom", county.code)));
        event.append_property(Property::new("DTSTAMP", utc(stamp)));
        event.append_property(Property::new("DTSTART", utc(place.from)));
        event.append_property(Property::new("DTEND", utc(place.until)));
        event.append_property(Property::new(
            "SUMMARY",
            format!("{} {}", name.unwrap_or(&slot), who.as_deref().unwrap_or(&open)),
        ));
        event.append_property(Property::new("LOCATION", district.text));
        event.append_property(Property::new(DISTRICT, district.code));
        event.append_property(Property::new(SLOT, slot));
        if let Some(who) = who {
            event.append_property(Property::new(PERSON, who));
        }
        event
    };
    for shift in shifts {
        let mut counts: BTreeMap<u16, u32> = BTreeMap::new();
        for (slot, who) in &shift.slots {
            let count = counts.entry(*slot).or_insert(0);
            *count += 1;
            if person.is_some() && *who != person {
                continue;
            }
            // Who fills it is no part of the name, so that a swap changes an event and makes no new one.
            let code = teller.district(shift.district).code;
            let uid = format!("{code}-{}-{}-{count}", utc(shift.starts), teller.slot(*slot));
            let (from, until) = (shift.starts, shift.ends);
            let place = Place { district: shift.district, slot: *slot, from, until, person: *who };
            calendar.push(event(uid, &place).done());
        }
    }
    for stand_in in stand_ins.iter().filter(|stand_in| person.is_none() || stand_in.person == person) {
        let StandIn { district, slot, from, until, .. } = **stand_in;
        let place = Place { district, slot, from, until, person: stand_in.person };
        let number = stand_in.number.to_string();
        let mut event = event(format!("stand-in-{number}"), &place);
        event.append_property(Property::new(STAND_IN, number));
        calendar.push(event.done());
    }
    calendar.to_string()
}

/// One place in time.
struct Place {
    district: domain::ids::DistrictRef,
    slot: u16,
    from: TimeMs,
    until: TimeMs,
    person: Option<PersonRef>,
}

/// `20220901T000000Z`. Shifts begin on whole seconds.
fn utc(at: TimeMs) -> String {
    let iso = at.iso(&TimeZone::UTC);
    let digits: String = iso.chars().take(19).filter(|c| c.is_ascii_digit() || *c == 'T').collect();
    format!("{digits}Z")
}

/// Reads a calendar of shifts, strictly: every fault with its event.
pub fn read(text: &str) -> Result<Vec<ShiftBody>, Vec<(String, CalendarFault)>> {
    let whole = |fault: CalendarFault| vec![("calendar".to_owned(), fault)];
    let unfolded = with_plain_names(&unfold(text.trim_start_matches('\u{feff}')));
    let events = check_nesting(&unfolded).map_err(whole)?;
    let roots = read_calendar_simple(&unfolded).map_err(|_| whole(CalendarFault::NoCalendar))?;
    let [calendar] = roots.as_slice() else { return Err(whole(CalendarFault::OneCalendar)) };
    if calendar.name != "VCALENDAR" {
        return Err(whole(CalendarFault::NoBeginning));
    }
    let mut reading = Reading { zones: calendar_zone::defined(calendar), ..Reading::default() };
    let mut read = 0;
    for component in &calendar.components {
        match component.name.as_str() {
            "VEVENT" => {
                read += 1;
                reading.event(read, component);
            }
            "VTIMEZONE" => {}
            other => reading.fault("calendar", CalendarFault::Foreign { component: other.to_owned() }),
        }
    }
    if read != events {
        reading.fault("calendar", CalendarFault::Unread { events, read });
    }
    if read == 0 && reading.faults.is_empty() {
        reading.fault("calendar", CalendarFault::Empty);
    }
    if !reading.faults.is_empty() {
        return Err(reading.faults);
    }
    let shifts = reading.shifts.into_iter().map(|((district, starts, ends), slots)| ShiftBody {
        district,
        starts: starts.iso(&TimeZone::UTC),
        ends: ends.iso(&TimeZone::UTC),
        slots,
    });
    Ok(shifts.collect())
}

/// With names of properties and components in capitals, which mean the same in any letters (RFC 5545, 1.3).
fn with_plain_names(unfolded: &str) -> String {
    let mut text = String::with_capacity(unfolded.len());
    for line in unfolded.split_inclusive('\n') {
        let name = line.find([':', ';']).unwrap_or(0);
        let (name, rest) = line.split_at(name);
        text.push_str(&name.to_ascii_uppercase());
        match matches!(name.to_ascii_uppercase().as_str(), "BEGIN" | "END") {
            true => text.push_str(&rest.to_ascii_uppercase()),
            false => text.push_str(rest),
        }
    }
    text
}

/// How many events there are, if nothing is nested too deep.
fn check_nesting(text: &str) -> Result<usize, CalendarFault> {
    let (mut depth, mut events) = (0_usize, 0);
    for line in text.lines() {
        let upper = line.get(..6).unwrap_or(line).to_ascii_uppercase();
        if upper.starts_with("BEGIN:") {
            depth += 1;
            events += usize::from(line.trim_end().eq_ignore_ascii_case("BEGIN:VEVENT"));
        } else if upper.starts_with("END:") {
            depth = depth.saturating_sub(1);
        }
        if depth > CALENDAR_DEPTH_MAX {
            return Err(CalendarFault::Nested { components_max: CALENDAR_DEPTH_MAX });
        }
    }
    Ok(events)
}

type Zones = BTreeMap<String, Result<TimeZone, ZoneFault>>;

#[derive(Default)]
struct Reading {
    shifts: BTreeMap<(String, TimeMs, TimeMs), Vec<SlotBody>>,
    uids: BTreeSet<String>,
    /// That the calendar defines itself, by name.
    zones: Zones,
    faults: Vec<(String, CalendarFault)>,
}

impl Reading {
    fn fault(&mut self, place: &str, fault: CalendarFault) {
        if self.faults.len() < IMPORT_PROBLEMS_MAX {
            self.faults.push((place.to_owned(), fault));
        }
    }

    fn event(&mut self, number: usize, event: &Parsed<'_>) {
        let uid = event.properties.iter().find(|p| p.name == "UID").map(|p| p.val.as_str().trim().to_owned());
        let place =
            format!("calendar.event[{number}]{}", uid.as_deref().map(|uid| format!(" `{uid}`")).unwrap_or_default());
        let before = self.faults.len();
        match uid.filter(|uid| !uid.is_empty()) {
            None => self.fault(&place, CalendarFault::NoUid),
            Some(uid) => {
                if !self.uids.insert(uid) {
                    self.fault(&place, CalendarFault::UidTwice);
                }
            }
        }
        for property in &event.properties {
            if let Some(fault) = strange(property) {
                self.fault(&place, fault);
            }
        }
        let text = |name: &str| Some(single(event, name).ok()??.val.clone().unescape_text().as_str().trim().to_owned());
        for name in [DISTRICT, SLOT, PERSON, "DTSTART", "DTEND"] {
            if let Err(fault) = single(event, name) {
                self.fault(&place, fault);
            }
        }
        if event.properties.iter().any(|p| p.name == STAND_IN) {
            return;
        }
        let (district, slot) = (text(DISTRICT), text(SLOT));
        for (name, value) in [(DISTRICT, &district), (SLOT, &slot)] {
            if value.as_ref().is_none_or(String::is_empty) {
                self.fault(&place, CalendarFault::Missing { property: name.to_owned() });
            }
        }
        let zones = std::mem::take(&mut self.zones);
        let mut time = |name: &str| match single(event, name).ok().flatten().map(|property| instant(property, &zones)) {
            Some(Ok(at)) => Some(at),
            Some(Err(fault)) => {
                self.fault(&place, CalendarFault::OfProperty { property: name.to_owned(), what: fault.into() });
                None
            }
            None => {
                self.fault(&place, CalendarFault::Missing { property: name.to_owned() });
                None
            }
        };
        let (starts, ends) = (time("DTSTART"), time("DTEND"));
        self.zones = zones;
        if self.faults.len() > before {
            return;
        }
        if let (Some(district), Some(slot), Some(starts), Some(ends)) = (district, slot, starts, ends) {
            let person = text(PERSON).filter(|person| !person.is_empty());
            self.shifts.entry((district, starts, ends)).or_default().push(SlotBody { slot, person });
        }
    }
}

/// What an event of a roster can't have.
fn strange(property: &ParsedProperty<'_>) -> Option<CalendarFault> {
    let name = property.name.as_str().to_ascii_uppercase();
    match name.as_str() {
        "RRULE" | "RDATE" | "EXDATE" | "EXRULE" | "RECURRENCE-ID" => Some(CalendarFault::Recurring { property: name }),
        "DURATION" => Some(CalendarFault::Duration),
        "STATUS" if property.val.as_str().eq_ignore_ascii_case("CANCELLED") => Some(CalendarFault::Cancelled),
        DISTRICT | SLOT | PERSON | STAND_IN => None,
        other => {
            other.starts_with("X-WARDROOM-").then(|| CalendarFault::UnknownProperty { property: other.to_owned() })
        }
    }
}

fn single<'a, 'b>(event: &'a Parsed<'b>, name: &str) -> Result<Option<&'a ParsedProperty<'b>>, CalendarFault> {
    let mut all = event.properties.iter().filter(|p| p.name.as_str().eq_ignore_ascii_case(name));
    match (all.next(), all.next()) {
        (_, Some(_)) => Err(CalendarFault::Twice { property: name.to_owned() }),
        (found, None) => Ok(found),
    }
}

/// A time in UTC, in a zone of the IANA data base, or in one that the calendar defines. One without a zone means another instant to each reader.
fn instant(property: &ParsedProperty<'_>, zones: &Zones) -> Result<TimeMs, CalendarFault> {
    let text = property.val.as_str().trim();
    let zone = property.params.iter().find(|p| p.key.as_str().eq_ignore_ascii_case("TZID"));
    let zone = zone.and_then(|zone| zone.val.as_ref()).map(|zone| zone.as_str().trim_matches('"'));
    let time = text.to_owned();
    let wrong = || CalendarFault::NoTime { time: text.to_owned() };
    let (local, zone) = match (text.strip_suffix('Z'), zone) {
        (Some(local), None) => (local, TimeZone::UTC),
        (None, Some(name)) => {
            let defined = || match zones.get(name) {
                Some(Ok(zone)) => Ok(zone.clone()),
                Some(Err(fault)) => Err(CalendarFault::Zone { zone: name.to_owned(), what: fault.clone().into() }),
                None => Err(CalendarFault::UnknownZone { zone: name.to_owned() }),
            };
            (text, TimeZone::get(name).or_else(|_| defined())?)
        }
        (None, None) => return Err(CalendarFault::NoZone { time }),
        (Some(_), Some(_)) => return Err(CalendarFault::BothZones { time }),
    };
    let shape = local.len() == 15 && local.as_bytes().get(8) == Some(&b'T');
    let local =
        if shape { DateTime::strptime("%Y%m%dT%H%M%S", local).map_err(|_| wrong())? } else { return Err(wrong()) };
    let at = zone.to_timestamp(local).map_err(|_| wrong())?;
    Ok(TimeMs(at.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(events: &str) -> String {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{events}END:VCALENDAR\r\n")
    }

    fn event(lines: &[&str]) -> String {
        format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n", lines.join("\r\n"))
    }

    const GOOD: [&str; 6] = [
        "UID:1",
        "DTSTAMP:20220901T000000Z",
        "DTSTART;TZID=Asia/Shanghai:20220901T080000",
        "DTEND:20220902T000000Z",
        "X-WARDROOM-DISTRICT:D1",
        "X-WARDROOM-SLOT:leader",
    ];

    fn said(fault: CalendarFault) -> String {
        telling::say(&fault.into(), telling::Lang::En)
    }

    fn faults(events: &str) -> Vec<String> {
        let faults = read(&calendar(events)).unwrap_err();
        faults.into_iter().map(|(place, fault)| format!("{place}: {}", said(fault))).collect()
    }

    #[test]
    fn a_calendar_of_another_program_is_read() {
        let folded = "SUMMARY:a very long summary that is folded\r\n  onto a second line, as the standard wants it";
        let second = [&GOOD[1..], &["UID:2", "X-WARDROOM-PERSON:P1", folded]].concat();
        let shifts = read(&calendar(&(event(&GOOD) + &event(&second)))).unwrap();
        assert_eq!(shifts.len(), 1);
        let shift = &shifts[0];
        assert_eq!(
            (shift.starts.as_str(), shift.ends.as_str()),
            ("2022-09-01T00:00:00.000+00:00", "2022-09-02T00:00:00.000+00:00")
        );
        let people: Vec<Option<&str>> = shift.slots.iter().map(|slot| slot.person.as_deref()).collect();
        assert_eq!(people, [None, Some("P1")]);
    }

    #[test]
    fn names_mean_the_same_in_any_letters() {
        let small = |line: &str| match line.split_once(':') {
            Some((name, value)) => {
                format!("{}:{value}", name.to_ascii_lowercase().replace("asia/shanghai", "Asia/Shanghai"))
            }
            None => line.to_owned(),
        };
        let lines: Vec<String> = GOOD.iter().map(|line| small(line)).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let text =
            calendar(&event(&lines)).replace("BEGIN:VEVENT", "begin:vevent").replace("END:VCALENDAR", "End:vCalendar");
        let json = |text: &str| serde_json::to_value(read(text).unwrap()).unwrap();
        assert_eq!(json(&text), json(&calendar(&event(&GOOD))));
        // In small letters it used to become a shift of its own.
        let stand_in = [&lines[..], &["x-wardroom-stand-in:7"]].concat();
        let both = event(&GOOD) + &event(&stand_in).replace("uid:1", "uid:2");
        assert_eq!(read(&calendar(&both)).unwrap()[0].slots.len(), 1);
    }

    #[test]
    fn a_zone_may_be_the_calendar_s_own() {
        let zone = |more: &str| {
            format!(
                "BEGIN:VTIMEZONE\r\nTZID:Own\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n{more}END:VTIMEZONE\r\n"
            )
        };
        let fixed = zone("END:STANDARD\r\n");
        let summer = zone(
            "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\n",
        );
        let starts = |zone: &str, at: &str| {
            let mut lines = GOOD.to_vec();
            let start = format!("DTSTART;TZID=Own:{at}");
            lines[2] = &start;
            read(&calendar(&format!("{zone}{}", event(&lines)))).map(|shifts| shifts[0].starts.clone())
        };
        assert_eq!(starts(&fixed, "20220701T080000").unwrap(), "2022-07-01T07:00:00.000+00:00");
        for (at, utc) in [
            ("20220701T080000", "2022-07-01T06:00:00.000+00:00"),
            ("20220101T080000", "2022-01-01T07:00:00.000+00:00"),
            ("20220327T015959", "2022-03-27T00:59:59.000+00:00"),
            ("20220327T030000", "2022-03-27T01:00:00.000+00:00"),
            ("20221030T030000", "2022-10-30T02:00:00.000+00:00"),
        ] {
            assert_eq!(starts(&summer, at).unwrap(), utc, "{at}");
        }
        let odd = summer.replace("BYDAY=-1SU;BYMONTH=3", "BYYEARDAY=77");
        let (_, fault) = starts(&odd, "20220701T080000").unwrap_err().remove(0);
        let fault = said(fault);
        assert!(fault.contains("`Own` is defined in the calendar, but its rule `FREQ=YEARLY;BYYEARDAY=77`"), "{fault}");
    }

    #[test]
    fn every_fault_has_its_event() {
        let with = |index: usize, line: &str| {
            let mut lines = GOOD.to_vec();
            lines[index] = line;
            faults(&event(&lines))
        };
        for (index, line, fault) in [
            (0, "SUMMARY:x", "calendar.event[1]: has no UID"),
            (
                1,
                "RRULE:FREQ=DAILY",
                "calendar.event[1] `1`: has `RRULE`: a roster has no rules of recurrence; write each shift out",
            ),
            (1, "X-WARDROOM-COOK:1", "calendar.event[1] `1`: has `X-WARDROOM-COOK`, which is unknown"),
            (1, "DTEND:20220902T000000Z", "calendar.event[1] `1`: has `DTEND` twice"),
            (
                2,
                "DTSTART:20220901T080000",
                "calendar.event[1] `1`: `DTSTART` `20220901T080000` has neither `Z` nor a `TZID`",
            ),
            (
                2,
                "DTSTART;VALUE=DATE:20220901",
                "calendar.event[1] `1`: `DTSTART` `20220901` has neither `Z` nor a `TZID`",
            ),
            (
                2,
                "DTSTART:20220931T080000Z",
                "calendar.event[1] `1`: `DTSTART` `20220931T080000Z` is no time like 20220901T000000Z",
            ),
            (
                2,
                "DTSTART;TZID=Shouning:20220901T080000",
                "calendar.event[1] `1`: `DTSTART` `Shouning` is neither a time zone of the IANA data base nor defined in the calendar",
            ),
            (3, "DURATION:PT24H", "calendar.event[1] `1`: has `DURATION`; write `DTEND`"),
            (4, "LOCATION:D1", "calendar.event[1] `1`: has no `X-WARDROOM-DISTRICT`"),
            (5, "STATUS:CANCELLED", "calendar.event[1] `1`: is cancelled; leave it out"),
        ] {
            assert_eq!(with(index, line)[0], fault);
        }
        assert_eq!(faults(&(event(&GOOD) + &event(&GOOD)))[0], "calendar.event[2] `1`: its UID stands twice");
        assert_eq!(
            faults("BEGIN:VJOURNAL\r\nUID:1\r\nEND:VJOURNAL\r\n")[0],
            "calendar: has a `VJOURNAL`, which is no shift"
        );
        assert_eq!(faults("")[0], "calendar: has no shift");
    }

    #[test]
    fn what_is_no_calendar_is_refused() {
        for text in ["", "district,starts,ends,slot,person\n", "BEGIN:VCALENDAR\r\n", &calendar(&event(&GOOD))[..120]] {
            assert!(read(text).is_err(), "{text:?}");
        }
        // Each component would have been a call within a call.
        let deep = calendar(&("BEGIN:VEVENT\r\n".repeat(100_000) + &"END:VEVENT\r\n".repeat(100_000)));
        assert_eq!(read(&deep).unwrap_err()[0].1, CalendarFault::Nested { components_max: CALENDAR_DEPTH_MAX });
        // What follows on the calendar would have been lost in silence.
        let twice = calendar(&event(&GOOD)) + &calendar(&event(&GOOD));
        assert!(read(&twice).is_err());
    }
}
