//! The settings; `settings.schema.json` says the same to people.

use serde::Deserialize;

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The roster slot that runs a search from the command room.
    pub room_slot: String,
    /// The roster slot that hears when the room does not react.
    pub leader_slot: String,
    /// How soon the room should have seen that a search began.
    pub seen_within_s: u32,
    /// How fast somebody walks, by age group.
    pub speed_m_per_h: Speeds,
    /// What of a walked way is left as the crow flies.
    pub terrain_factor: f64,
    pub radius_min_m: u32,
    pub radius_max_m: u32,
    /// The time from one ring to the next.
    pub widen_every_s: u32,
    /// Grids that one search takes in.
    pub grids_max: u16,
    /// Grids that are being searched at one time.
    pub tasks_at_once: u8,
    /// Time for a grid.
    pub grid_task_s: u32,
    /// What times are multiplied by if the person's health is at risk.
    pub high_risk_factor: f64,
    /// The team whose free units sweep each ring.
    pub unit_team: String,
    pub units_per_ring: u8,
    /// Video points to look at; none for 0.
    pub video_points: u16,
    pub drone: Drone,
    /// Days from the closing to the erasure of name, description and contact.
    pub identity_kept_days: u16,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Speeds {
    pub child: u32,
    pub adult: u32,
    pub elder: u32,
    pub unknown: u32,
}

/// When a drone may fly.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Drone {
    /// The squad's team; empty for none.
    pub team: String,
    pub battery_min_percent: f64,
    pub wind_max_ms: f64,
    pub rain_allowed: bool,
    /// The time after which a refused gate is asked about again, and how often in one search.
    pub ask_again_s: u32,
    pub asks_max: u16,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            room_slot: "officer".to_owned(),
            leader_slot: "duty-leader".to_owned(),
            seen_within_s: 300,
            speed_m_per_h: Speeds::default(),
            terrain_factor: 0.5,
            radius_min_m: 500,
            radius_max_m: 8_000,
            widen_every_s: 1_800,
            grids_max: 200,
            tasks_at_once: 8,
            grid_task_s: 3_600,
            high_risk_factor: 0.5,
            unit_team: "patrol".to_owned(),
            units_per_ring: 2,
            video_points: 6,
            drone: Drone::default(),
            identity_kept_days: 30,
        }
    }
}

impl Default for Speeds {
    fn default() -> Speeds {
        Speeds { child: 2_000, adult: 4_000, elder: 1_500, unknown: 2_500 }
    }
}

impl Default for Drone {
    fn default() -> Drone {
        Drone {
            team: "drone".to_owned(),
            battery_min_percent: 40.0,
            wind_max_ms: 10.0,
            rain_allowed: false,
            ask_again_s: 1_800,
            asks_max: 24,
        }
    }
}
