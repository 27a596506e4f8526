//! What a county sets: ladders of levels. `settings.schema.json` says the same to people.

use serde::Deserialize;
use wardroom_plugin::{Priority, Urgency};

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// For incidents, first to last.
    pub levels: Vec<Level>,
    /// For tasks: counts from their due time, or from their creation if they have none. None: tasks don't escalate.
    pub tasks: Vec<Level>,
    /// For workflows that are stuck: counts from when they got stuck.
    pub workflows: Vec<Level>,
    /// For places of the roster that nobody fills: counts from two days before the shift, or from when they came up.
    pub vacancies: Vec<Level>,
    /// What all delays are multiplied by where the incident's grid has a key place.
    pub key_place_factor: f64,
    /// What an incident's delays are multiplied by for its priority.
    pub priority_factor: PriorityFactor,
    pub nobody_to_send: NobodyToSend,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PriorityFactor {
    pub critical: f64,
    pub urgent: f64,
    pub prompt: f64,
    pub routine: f64,
}

impl Default for PriorityFactor {
    fn default() -> PriorityFactor {
        PriorityFactor { critical: 1.0, urgent: 1.0, prompt: 1.0, routine: 1.0 }
    }
}

impl PriorityFactor {
    pub const fn of(&self, priority: Priority) -> f64 {
        match priority {
            Priority::Critical => self.critical,
            Priority::Urgent => self.urgent,
            Priority::Prompt => self.prompt,
            Priority::Routine => self.routine,
        }
    }
}

/// Who hears at once that nobody is there to be sent, before any level is due.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NobodyToSend {
    /// The least pressing of the priorities for which anybody does.
    pub from: From,
    /// One of the county's roster slots, beside the command room.
    pub slot: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum From {
    Critical,
    #[default]
    Urgent,
    Prompt,
    Routine,
}

impl From {
    /// Whether an incident of this priority is as pressing.
    pub fn takes(self, priority: Priority) -> bool {
        let least = match self {
            From::Critical => Priority::Critical,
            From::Urgent => Priority::Urgent,
            From::Prompt => Priority::Prompt,
            From::Routine => Priority::Routine,
        };
        priority <= least
    }
}

/// Whom to call, when, and under which conditions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Level {
    pub after_s: u32,
    /// One of the county's roster slots: whoever holds it then.
    pub slot: Option<String>,
    /// A person and a kind of team by the county's codes.
    pub person: Option<String>,
    pub team: Option<String>,
    pub command_room: bool,
    pub urgency: Pressing,
    /// Calls again after each so many seconds until somebody acknowledges or the next level is called. The last level always does.
    pub repeat_s: Option<u32>,
    /// Only at these hours; outside them the level waits or is skipped.
    pub hours: Option<Hours>,
    /// Only if so much happens at the moment.
    pub only_if: Option<OnlyIf>,
    /// Within how many seconds somebody should have seen it, accepted it, and arrived; else the next level is called at once.
    pub seen_within_s: Option<u32>,
    pub accepted_within_s: Option<u32>,
    pub arrived_within_s: Option<u32>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pressing {
    Info,
    Attention,
    #[default]
    Alarm,
    Emergency,
}

impl Pressing {
    pub const fn urgency(self) -> Urgency {
        match self {
            Pressing::Info => Urgency::Info,
            Pressing::Attention => Urgency::Attention,
            Pressing::Alarm => Urgency::Alarm,
            Pressing::Emergency => Urgency::Emergency,
        }
    }
}

/// Hours of the county's own clock.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// `08:00`.
    pub from: String,
    /// `18:00`; at or before `from`: on the next day.
    pub until: String,
    /// 1 is Monday. None: every day.
    #[serde(default)]
    pub days: Vec<u8>,
    #[serde(default)]
    pub outside: Outside,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outside {
    /// The level is called when the hours begin.
    #[default]
    Wait,
    /// The next one is called at once.
    Skip,
}

/// So many incidents within so many seconds, this one counted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnlyIf {
    pub incidents: u16,
    pub within_s: u32,
    #[serde(default)]
    pub within: Place,
    /// Of the same kind only.
    #[serde(default)]
    pub same_kind: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    Grid,
    #[default]
    District,
    County,
}

impl Default for Settings {
    fn default() -> Settings {
        let slot = |after_s, slot: &str| Level { after_s, slot: Some(slot.to_owned()), ..Level::default() };
        let room = Level { after_s: 600, command_room: true, ..Level::default() };
        let levels = vec![slot(120, "officer"), slot(300, "duty-leader"), room];
        let (tasks, workflows, vacancies) = (Vec::new(), Vec::new(), Vec::new());
        let (priority_factor, nobody_to_send) = Default::default();
        Settings { levels, tasks, workflows, vacancies, key_place_factor: 0.5, priority_factor, nobody_to_send }
    }
}

impl Hours {
    /// As the host asks for them.
    pub fn read(&self) -> Result<wardroom_plugin::view::Hours, String> {
        let (from_minute, until_minute) = (minute(&self.from)?, minute(&self.until)?);
        let bit = |days: u8, day: &u8| match day {
            1..=7 => Ok(days | 1 << (day - 1)),
            _ => Err(format!("`hours.days` has {day}; 1 is Monday, 7 is Sunday")),
        };
        let days = if self.days.is_empty() { 0b111_1111 } else { self.days.iter().try_fold(0, bit)? };
        Ok(wardroom_plugin::view::Hours { days, ..wardroom_plugin::view::Hours::daily(from_minute, until_minute) })
    }
}

fn minute(text: &str) -> Result<u16, String> {
    let wrong = || format!("`{text}` is no time of the day like 08:00");
    let (hour, minute) = text.split_once(':').filter(|_| text.len() == 5).ok_or_else(wrong)?;
    let (hour, minute): (u16, u16) = (hour.parse().map_err(|_| wrong())?, minute.parse().map_err(|_| wrong())?);
    let of_day = hour * 60 + minute;
    (minute < 60 && of_day <= 24 * 60).then_some(of_day).ok_or_else(wrong)
}
