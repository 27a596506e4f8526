//! What a county may set. `settings.schema.json` says the same to people.

use serde::Deserialize;

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub hours: u32,
    pub places: Places,
    pub key_hours: Vec<KeyHours>,
    /// The county's attribute of places that says how many times as often they are visited; empty if it has none.
    pub flow_attribute: String,
    pub teams: Vec<String>,
    pub vehicle_kinds: Vec<String>,
    pub foot_kinds: Vec<String>,
    pub volunteer_classes: Vec<String>,
    pub vehicles_max: usize,
    pub foot_max: usize,
    pub volunteers_max: usize,
    pub foot_reach_s: u32,
    pub grace_s: u32,
    pub area_m: u32,
    pub video_points: u16,
    pub video_slot: String,
    pub officer_slot: String,
    pub leader_slot: String,
}

/// The county's table of key places, and its columns.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Places {
    pub table: String,
    pub code: String,
    pub place: String,
    pub grid: String,
    pub every_h: String,
    pub sort: String,
    pub sorts: Vec<String>,
}

/// Hours of the day in which places are visited so many times as often.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyHours {
    pub from: String,
    pub until: String,
    pub factor: f64,
}

impl KeyHours {
    /// Whether a minute of the day lies within them; over midnight where they end before they begin.
    pub fn hold(&self, minute: u32) -> bool {
        let (from, until) = (minutes(&self.from), minutes(&self.until));
        if from < until { (from..until).contains(&minute) } else { minute >= from || minute < until }
    }
}

/// `18:30` as minutes since midnight.
fn minutes(clock: &str) -> u32 {
    let (hours, minutes) = clock.split_once(':').unwrap_or_default();
    hours.parse().unwrap_or(0) * 60 + minutes.parse().unwrap_or(0)
}

impl Default for Places {
    fn default() -> Places {
        Places {
            table: "key-places".to_owned(),
            code: "code".to_owned(),
            place: "place".to_owned(),
            grid: "grid".to_owned(),
            every_h: "check_every_h".to_owned(),
            sort: "level".to_owned(),
            sorts: words(&["county", "district"]),
        }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            hours: 8,
            places: Places::default(),
            key_hours: Vec::new(),
            flow_attribute: String::new(),
            teams: words(&["patrol"]),
            vehicle_kinds: words(&["car", "motorcycle"]),
            foot_kinds: words(&["foot"]),
            volunteer_classes: words(&["volunteer"]),
            vehicles_max: 3,
            foot_max: 4,
            volunteers_max: 4,
            foot_reach_s: 1_800,
            grace_s: 1_800,
            area_m: 800,
            video_points: 4,
            video_slot: "auxiliary".to_owned(),
            officer_slot: "officer".to_owned(),
            leader_slot: "duty-leader".to_owned(),
        }
    }
}

fn words(of: &[&str]) -> Vec<String> {
    of.iter().map(|word| (*word).to_owned()).collect()
}
