//! The `[[schedule]]` entries of `county.toml`: kinds of workflow that begin by the calendar.

use std::collections::BTreeMap;

use domain::county::schedule::{Schedule, When};
use domain::county::value::Value;
use domain::hooks::CatchUp;
use domain::ids::DistrictRef;
use domain::limits::*;

use crate::known::Known;
use crate::problem::listed;
use crate::toml_file::Section;

const KEYS: [&str; 9] =
    ["code", "workflow", "district", "weekdays", "days_after_end", "at", "catch_up", "key", "fields"];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const CATCH_UPS: [CatchUp; 3] = [CatchUp::Once, CatchUp::Each, CatchUp::Skip];
pub(crate) fn read_schedules(root: &Section<'_>, known: &Known) -> Vec<Schedule> {
    let mut schedules: Vec<Schedule> = Vec::new();
    for section in root.at_most(SCHEDULES_MAX, "schedule", &KEYS) {
        let Some(schedule) = read(&section, known) else { continue };
        if schedules.iter().any(|other| other.code == schedule.code) {
            section.fault("code", format!("`{}` stands twice", schedule.code));
        } else {
            schedules.push(schedule);
        }
    }
    schedules
}

fn read(section: &Section<'_>, known: &Known) -> Option<Schedule> {
    let code = section.code("code").filter(|code| {
        let fits = code.len() <= SCHEDULE_CODE_BYTES_MAX;
        if !fits {
            section.fault("code", format!("has {} bytes, and {SCHEDULE_CODE_BYTES_MAX} is the limit", code.len()));
        }
        fits
    });
    let (workflow, district) = (section.code("workflow"), read_district(section, known));
    let (when, at_minute, catch_up) = (read_when(section), read_time(section), read_catch_up(section));
    let key = match section.has("key") {
        true => Some(section.code("key")?),
        false => None,
    };
    let fields = read_fields(section);
    Some(Schedule {
        code: code?,
        workflow: workflow?,
        district: district?,
        when: when?,
        at_minute: at_minute?,
        catch_up: catch_up?,
        key,
        fields: fields?,
    })
}

fn read_district(section: &Section<'_>, known: &Known) -> Option<DistrictRef> {
    let code = section.text("district")?;
    let number = known.districts.get(&code);
    if number.is_none() {
        section.fault("district", format!("there is no district `{code}`"));
    }
    number.and_then(|number| u16::try_from(number).ok()).map(DistrictRef)
}

/// Days of the week, or a number of days after the end of the last one.
fn read_when(section: &Section<'_>) -> Option<When> {
    match (section.has("weekdays"), section.has("days_after_end")) {
        (true, false) => {
            let days = section.texts("weekdays")?;
            let place = |day: &String| WEEKDAYS.iter().position(|known| known == day);
            if let Some(unknown) = days.iter().find(|day| place(day).is_none()) {
                let known = listed(WEEKDAYS);
                section.fault("weekdays", format!("`{unknown}` is no day of the week; those are {known}"));
                return None;
            }
            if days.is_empty() {
                section.fault("weekdays", "names no day");
                return None;
            }
            Some(When::Weekdays(days.iter().filter_map(place).fold(0, |bits, day| bits | 1 << day)))
        }
        (false, true) => {
            let days = section.whole("days_after_end", 1..=SCHEDULE_DAYS_MAX)?;
            u16::try_from(days).ok().map(When::DaysAfterEnd)
        }
        _ => {
            section.fault("weekdays", "say either `weekdays` or `days_after_end`, when it begins");
            None
        }
    }
}

/// `08:00`.
fn read_time(section: &Section<'_>) -> Option<u16> {
    let text = section.text("at")?;
    let two = |text: &str| (text.len() == 2).then(|| text.parse::<u16>().ok()).flatten();
    let read = text.split_once(':').and_then(|(hour, minute)| Some((two(hour)?, two(minute)?)));
    let minute = read.filter(|(hour, minute)| *hour < 24 && *minute < 60).map(|(hour, minute)| hour * 60 + minute);
    if minute.is_none() {
        section.fault("at", format!("`{text}` is no time of day; write it like 08:00"));
    }
    minute
}

fn read_catch_up(section: &Section<'_>) -> Option<CatchUp> {
    if !section.has("catch_up") {
        return Some(CatchUp::Once);
    }
    let word = section.text("catch_up")?;
    let found = CATCH_UPS.into_iter().find(|catch_up| catch_up.name() == word);
    if found.is_none() {
        let known = listed(CATCH_UPS.map(CatchUp::name));
        section.fault("catch_up", format!("`{word}` is not known; known are {known}"));
    }
    found
}

/// What the form for the start is filled in with: texts, numbers and flags; a text may be a code or a time, as the form has it. Whether
/// they fit it is seen when it begins.
fn read_fields(section: &Section<'_>) -> Option<BTreeMap<String, Value>> {
    if !section.has("fields") {
        return Some(BTreeMap::new());
    }
    let inner = section.open_section("fields")?;
    let mut fields = BTreeMap::new();
    for (name, value) in inner.table() {
        let value = match value {
            toml::Value::String(text) if text.len() <= TEXT_BYTES_MAX => Value::Text(text.clone()),
            toml::Value::Boolean(flag) => Value::Flag(*flag),
            toml::Value::Integer(number) => Value::Number(*number as f64),
            toml::Value::Float(number) if number.is_finite() => Value::Number(*number),
            _ => {
                inner.fault(name, "is no text, number or flag");
                return None;
            }
        };
        fields.insert(name.clone(), value);
    }
    Some(fields)
}
