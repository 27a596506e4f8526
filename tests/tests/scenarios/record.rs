//! Events as lines to compare: names in place of numbers, times after the start, and nothing that differs from one machine or
//! one build to the next.

use domain::county::County;
use domain::event::{Batch, Event, IncidentEvent, PluginEvent};
use domain::refusal::Refusal;
use domain::time::TimeMs;
use domain::timer::TimerId;
use serde_json::{Map, Value};
use telling::{Lang, say};

/// What differs from build to build or from machine to machine, what only a plugin reads, and what an explanation says better.
const LEFT_OUT: &[&str] = &[
    "asked_before",
    "candidates",
    "county",
    "digest",
    "effects",
    "excluded",
    "form",
    "input_hash",
    "measured",
    "passed_over",
    "personal",
    "plugin",
    "position",
    "settings_json",
    "settings_version",
    "state",
    "state_version",
    "version",
];

/// Milliseconds since 1970 from here on are times.
const TIMES_FROM: i64 = 1_600_000_000_000;

pub struct Record<'a> {
    pub county: &'a County,
    pub start: TimeMs,
    pub text: String,
}

impl Record<'_> {
    pub fn batch(&mut self, batch: &Batch) {
        self.head(batch.at, &format!("{} by {}", batch.command, batch.author));
        batch.events.iter().for_each(|event| self.event(event));
    }

    pub fn refusal(&mut self, at: TimeMs, command: &str, author: &str, refusal: &Refusal) {
        self.head(at, &format!("{command} by {author}"));
        self.text += &format!("  refused, {}: {}\n", refusal.code, say(&refusal.sentence, Lang::En));
    }

    fn head(&mut self, at: TimeMs, what: &str) {
        self.text += &format!("{} {what}\n", self.clock(at));
    }

    fn event(&mut self, event: &Event) {
        let json = serde_json::to_value(event).expect("an event as JSON");
        let mut inner = json.as_object().and_then(|object| object.values().next()).cloned().unwrap_or_default();
        // An incident's number, under a key that elsewhere names a district.
        if let (Event::Incident(IncidentEvent::Linked { .. } | IncidentEvent::Unlinked { .. }), Some(link)) =
            (event, inner.as_object_mut())
            && let Some(to) = link.remove("to")
        {
            link.insert("other".to_owned(), to);
        }
        if let Event::Plugin(event) = event {
            of_versions(event, &mut inner);
        }
        let line = self.words(&inner);
        self.text += format!("  {} {line}", event.name()).trim_end();
        self.text.push('\n');
    }

    /// `0d00:05:00` after the start.
    fn clock(&self, at: TimeMs) -> String {
        let seconds = at.since_s(self.start);
        format!("{}d{:02}:{:02}:{:02}", seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60)
    }

    /// A value of the domain in short, as it stands in the events.
    pub fn words(&self, json: &Value) -> String {
        let mut line = String::new();
        self.value(json, "", &mut line);
        line
    }

    /// A value in short: `key=value` for an object, `[a b]` for a list, `-` for nothing.
    fn value(&self, value: &Value, key: &str, line: &mut String) {
        match value {
            Value::Null => line.push('-'),
            Value::Object(_) if key == "sealed" => line.push('…'),
            Value::Object(object) => self.object(object, line),
            Value::Array(items) => {
                line.push('[');
                for (index, item) in items.iter().enumerate() {
                    line.push_str(if index > 0 { " " } else { "" });
                    self.value(item, key.strip_suffix('s').unwrap_or(key), line);
                }
                line.push(']');
            }
            Value::Number(number) => match number.as_u64() {
                Some(whole) => *line += &self.whole(key, whole),
                None => *line += &number.to_string(),
            },
            // Other bytes each time.
            Value::String(_) if key == "sealed" => line.push('…'),
            Value::String(text) if text.contains(' ') => *line += &format!("{text:?}"),
            Value::String(text) => *line += text,
            Value::Bool(flag) => *line += &flag.to_string(),
        }
    }

    fn object(&self, object: &Map<String, Value>, line: &mut String) {
        let kept: Vec<_> = object.iter().filter(|(key, _)| !LEFT_OUT.contains(&key.as_str())).collect();
        // The order of the fields in the event, which is the order in which it is written.
        for (index, (key, value)) in kept.iter().enumerate() {
            line.push_str(if index > 0 { " " } else { "" });
            *line += &format!("{key}=");
            let nested = value.is_object();
            line.push_str(if nested { "(" } else { "" });
            self.value(value, key, line);
            line.push_str(if nested { ")" } else { "" });
        }
    }

    fn whole(&self, key: &str, whole: u64) -> String {
        let county = self.county;
        let index = whole as usize;
        let code = match key {
            "unit" => county.units.get(index).map(|unit| &unit.code),
            "grid" | "grid-assistant" => county.grids.get(index).map(|grid| &grid.code),
            "district" | "command-room" => county.districts.get(index).map(|district| &district.code),
            "kind" => county.kinds.get(index).map(|kind| &kind.code),
            "person" => county.persons.get(index).map(|person| &person.code),
            "team" => county.teams.get(index).map(|team| &team.code),
            "station" => county.stations.get(index).map(|station| &station.code),
            "place" => county.places.get(index).map(|place| &place.code),
            "to" if index < county.districts.len() => Some(&county.districts[index].code),
            _ => None,
        };
        match code {
            Some(code) => code.clone(),
            None if key == "timer" => timer(TimerId(whole)),
            None if i64::try_from(whole).is_ok_and(|ms| ms >= TIMES_FROM) => self.clock(TimeMs(whole as i64)),
            None => whole.to_string(),
        }
    }
}

/// Which versions they are is the point of these; elsewhere a version is left out.
fn of_versions(event: &PluginEvent, inner: &mut Value) {
    match event {
        PluginEvent::VersionInstalled { inspected, .. } => {
            let manifest = &inspected.manifest;
            *inner = serde_json::json!({ "installed": format!("{}:{}", manifest.name, manifest.version) });
        }
        PluginEvent::SeatsSet { seats, .. } => {
            let seats = seats.iter().map(|placed| format!("{}:{}", placed.version, placed.mode.name()));
            inner["seats"] = seats.collect::<Vec<_>>().into();
        }
        PluginEvent::DifferencesSignedOff { live, shadow, .. } => {
            (inner["live"], inner["shadow"]) = (live.version.as_str().into(), shadow.version.as_str().into());
        }
        _ => {}
    }
}

/// `incident:1/0/3`: matter, owner, key.
fn timer(id: TimerId) -> String {
    let matter = id.matter().map_or_else(|| "?".to_owned(), |matter| matter.to_string());
    let owner = id.escalation().map_or_else(|| "host".to_owned(), |owner| owner.to_string());
    format!("{matter}/{owner}/{}", id.key())
}
