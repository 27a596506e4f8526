//! Reads a file of incidents for a simulation: one JSON object a line, strictly, with every problem and its line.

use std::collections::BTreeMap;

use county_files::{Problem, Spot};
use domain::characters;
use domain::county::CountyIndex;
use domain::incident::Priority;
use domain::incident::refusal::IncidentRefusal;
use domain::limits::*;
use domain::strict_json;
use domain::time::TimeMs;
use sequencer::simulation::SimIncident;
use serde_json::Value;
use telling::{Lang, say};

const KEYS: [&str; 8] = ["id", "reported_at", "kind", "priority", "lon", "lat", "source", "on_scene_minutes"];

/// All incidents, in the order of their times; those of the same time in the order of their lines.
pub fn read(file: &str, bytes: &[u8], county: &CountyIndex) -> Result<Vec<SimIncident>, Vec<Problem>> {
    let mut reading = Reading { file, county, problems: Vec::new(), incidents: Vec::new(), lines: BTreeMap::new() };
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if reading.problems.len() >= IMPORT_PROBLEMS_MAX {
            break;
        }
        if reading.incidents.len() >= SIMULATED_INCIDENTS_MAX && !line.trim_ascii().is_empty() {
            reading.fault(index, format!("a simulation plays at most {SIMULATED_INCIDENTS_MAX} incidents"));
            break;
        }
        reading.line(index, line.trim_ascii());
    }
    if reading.lines.is_empty() && reading.problems.is_empty() {
        reading.problems.push(Problem {
            file: file.to_owned(),
            spot: Spot::File,
            message: "holds no incident".to_owned(),
        });
    }
    if !reading.problems.is_empty() {
        return Err(reading.problems);
    }
    reading.incidents.sort_by_key(|incident| incident.reported_at);
    Ok(reading.incidents)
}

struct Reading<'a> {
    file: &'a str,
    county: &'a CountyIndex,
    problems: Vec<Problem>,
    incidents: Vec<SimIncident>,
    /// Which line an id was on.
    lines: BTreeMap<String, usize>,
}

impl Reading<'_> {
    fn fault(&mut self, index: usize, message: String) {
        let spot = Spot::Line(index as u64 + 1);
        self.problems.push(Problem { file: self.file.to_owned(), spot, message });
    }

    fn line(&mut self, index: usize, line: &[u8]) {
        if line.is_empty() {
            return;
        }
        let mut fields = match Fields::of(line, &KEYS) {
            Ok(fields) => fields,
            Err(fault) => return self.fault(index, fault),
        };
        let incident = self.incident(&mut fields);
        let whole = fields.faults.is_empty();
        fields.faults.into_iter().for_each(|fault| self.fault(index, fault));
        let Some(incident) = incident.filter(|_| whole) else { return };
        match self.lines.insert(incident.id.clone(), index + 1) {
            Some(before) => self.fault(index, format!("the id `{}` is that of line {before} too", incident.id)),
            None => self.incidents.push(incident),
        }
    }

    fn incident(&self, fields: &mut Fields) -> Option<SimIncident> {
        let id = fields.text("id");
        let reported_at = fields.text("reported_at").and_then(|text| fields.take(TimeMs::parse(&text)));
        let kind = fields.text("kind").and_then(|kind| fields.take(self.known_kind(kind)));
        let priority = fields.number("priority").and_then(|number| fields.take(priority(number)));
        let (lon, lat) = (fields.number("lon"), fields.number("lat"));
        let (lon, lat) = lon.zip(lat).and_then(|(lon, lat)| fields.take(self.inside(lon, lat)))?;
        let source = fields.text("source");
        let minutes = fields.number("on_scene_minutes").and_then(|number| fields.take(on_scene_minutes(number)));
        Some(SimIncident {
            id: id?,
            reported_at: reported_at?,
            kind: kind?,
            priority: priority?,
            lon,
            lat,
            source: source?,
            on_scene_minutes: minutes?,
        })
    }

    fn known_kind(&self, kind: String) -> Result<String, String> {
        let kinds = &self.county.county().kinds;
        let known = || kinds.iter().filter(|kind| !kind.retired).map(|kind| kind.code.as_str());
        if known().any(|code| code == kind) {
            return Ok(kind);
        }
        let known: Vec<&str> = known().collect();
        Err(format!("the county has no kind of incident `{kind}`; it has `{}`", known.join("`, `")))
    }

    fn inside(&self, lon: f64, lat: f64) -> Result<(f64, f64), String> {
        self.county
            .locate(lon, lat)
            .map(|_| (lon, lat))
            .map_err(|outside| say(&IncidentRefusal::from(outside).into(), Lang::En))
    }
}

fn priority(number: f64) -> Result<Priority, String> {
    let found = [1.0, 2.0, 3.0, 4.0].iter().position(|known| *known == number);
    found
        .map(|index| Priority::ALL[index])
        .ok_or_else(|| format!("`priority` is {number}; it is 1 (critical), 2 (urgent), 3 (prompt) or 4 (routine)"))
}

fn on_scene_minutes(number: f64) -> Result<u32, String> {
    let whole = number.fract() == 0.0 && (0.0..=f64::from(SIMULATED_ON_SCENE_MIN_MAX)).contains(&number);
    // The range was checked: nothing is cut off.
    whole.then_some(number as u32).ok_or_else(|| {
        format!("`on_scene_minutes` is {number}; a whole number from 0 to {SIMULATED_ON_SCENE_MIN_MAX} is wanted")
    })
}

/// The fields of one line, and what is wrong with them so far.
pub(crate) struct Fields {
    values: BTreeMap<String, Value>,
    pub(crate) faults: Vec<String>,
}

impl Fields {
    /// Of one line, which is an object with no other keys than these.
    pub(crate) fn of(line: &[u8], keys: &[&str]) -> Result<Fields, String> {
        let values: BTreeMap<String, Value> =
            strict_json::read_shown(line).map_err(|error| format!("is no JSON object: {}", without_line(&error)))?;
        let mut fields = Fields { values, faults: Vec::new() };
        let unknown: Vec<String> = fields.values.keys().filter(|key| !keys.contains(&key.as_str())).cloned().collect();
        for key in unknown {
            fields.fault(format!("unknown key `{key}`; known are `{}`", keys.join("`, `")));
        }
        Ok(fields)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.values.contains_key(key)
    }

    pub(crate) fn fault(&mut self, message: String) {
        self.faults.push(message);
    }

    pub(crate) fn take<T>(&mut self, checked: Result<T, String>) -> Option<T> {
        checked.map_err(|fault| self.fault(fault)).ok()
    }

    pub(crate) fn text(&mut self, key: &str) -> Option<String> {
        match self.values.remove(key) {
            Some(Value::String(text)) if text.is_empty() => self.fault(format!("`{key}` is empty")),
            Some(Value::String(text)) if text.len() > CODE_BYTES_MAX => {
                self.fault(format!("`{key}` is longer than {CODE_BYTES_MAX} bytes"));
            }
            Some(Value::String(text)) => match characters::unwanted_in_name(&text) {
                Some(c) => {
                    self.fault(format!("`{key}` holds {}, a character that does not show", characters::named(c)))
                }
                None => return Some(text),
            },
            Some(other) => self.fault(format!("`{key}` is {other}; a text is wanted")),
            None => self.fault(format!("`{key}` is missing")),
        }
        None
    }

    pub(crate) fn number(&mut self, key: &str) -> Option<f64> {
        match self.values.remove(key) {
            Some(Value::Number(number)) => return number.as_f64(),
            Some(other) => self.fault(format!("`{key}` is {other}; a number is wanted")),
            None => self.fault(format!("`{key}` is missing")),
        }
        None
    }
}

/// The parser's message without its own line, which is always the first.
fn without_line(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", " at column ")
}
