//! What is known of a search between two steps: the instance's state as it is written down. Who is missing is never in it.

use serde::{Deserialize, Serialize};
use wardroom_plugin::workflow::{Field, text};
use wardroom_plugin::{GridRef, TimeS, UnitRef};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    pub stage: Stage,
    pub age: Age,
    pub risk: Risk,
    /// Where and when the person was last seen.
    pub seen_in: GridRef,
    pub seen_at: TimeS,
    /// Somebody said when. Until then it is taken for the time of the report, or of the start.
    #[serde(default)]
    pub seen_at_told: bool,
    /// Rings since then, and how far the last one reaches.
    pub ring: u16,
    pub radius_m: u32,
    /// It reaches no farther.
    pub at_limit: bool,
    /// Grids of the rings that nobody searches yet, nearest first.
    pub waiting: Vec<GridRef>,
    pub handed_out: Vec<HandedOut>,
    pub searched: Vec<GridRef>,
    /// The key of the next task for a grid.
    pub next_key: u16,
    /// Units that sweep the last ring, in the order of their tasks' keys.
    pub sweeping: Vec<Option<UnitRef>>,
    /// Video points to look at, by the county's codes.
    pub video: Vec<String>,
    /// Times that the drone squad was asked.
    pub drone_asks: u16,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    #[default]
    Searching,
    /// Somebody reports the person found, or the incident is over: a person says how it ended.
    Confirming,
    Closed {
        end: End,
        /// Only since the incident was merged with another.
        merged: bool,
    },
}

/// How a search ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    Found,
    FoundDead,
    CalledOff,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Age {
    Child,
    Adult,
    Elder,
    #[default]
    Unknown,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Risk {
    High,
    Normal,
    #[default]
    Unknown,
}

/// A grid that somebody is searching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandedOut {
    pub key: u16,
    pub grid: GridRef,
    /// Not by its assistant, who couldn't.
    pub to_unit: bool,
    pub overdue: bool,
}

impl Search {
    /// Being searched, searched, or waiting for it.
    pub fn has(&self, grid: GridRef) -> bool {
        self.searched.contains(&grid)
            || self.waiting.contains(&grid)
            || self.handed_out.iter().any(|out| out.grid == grid)
    }

    pub fn grids(&self) -> usize {
        self.searched.len() + self.waiting.len() + self.handed_out.len()
    }

    /// Takes over who is missing, as far as a form says it.
    pub fn describe(&mut self, fields: &[Field]) {
        if let Some(age) = text(fields, "age_group") {
            self.age = Age::named(age);
        }
        if let Some(risk) = text(fields, "health_risk") {
            self.risk = Risk::named(risk);
        }
    }
}

impl Age {
    fn named(name: &str) -> Age {
        match name {
            "child" => Age::Child,
            "adult" => Age::Adult,
            "elder" => Age::Elder,
            _ => Age::Unknown,
        }
    }
}

impl Risk {
    fn named(name: &str) -> Risk {
        match name {
            "high" => Risk::High,
            "normal" => Risk::Normal,
            _ => Risk::Unknown,
        }
    }
}

impl End {
    pub const ALL: [End; 3] = [End::Found, End::FoundDead, End::CalledOff];

    /// As the kind's `ends`, the closing's outcomes and the signal name it.
    pub fn name(self) -> &'static str {
        match self {
            End::Found => "found",
            End::FoundDead => "found-dead",
            End::CalledOff => "called-off",
        }
    }

    pub fn named(name: &str) -> Option<End> {
        End::ALL.into_iter().find(|end| end.name() == name)
    }
}
