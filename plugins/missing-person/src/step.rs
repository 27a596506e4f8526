//! One step of a search: what it is made of, and how it becomes an answer. What is done in it stands in the modules below.

use wardroom_plugin::workflow::{Assignee, DistrictTeam, Effect, Instance, Outcome, Task};
use wardroom_plugin::{CatchUp, Notice, Reality, Reason, Recipient, Result, Role, TimeS, Timer, Urgency, reason};

use crate::forms::{self, CLOSE, GRIDS, REOPEN, SIGHTING};
use crate::settings::Settings;
use crate::state::{End, Risk, Search, Stage};
use crate::{around, why};

mod closing;
mod drone;
mod events;
mod rings;
mod sighting;

/// Timers by their key.
pub const WIDEN: u16 = 1;
pub const ASK_DRONE: u16 = 2;
pub const ERASE: u16 = 3;

/// Levels of notices.
pub const BEGUN: u8 = 1;
pub const UNSEEN: u8 = 2;
pub const NEWS: u8 = 3;
pub const LATE: u8 = 4;

/// Time for what the command room is to do itself.
const ROOM_TASK_S: u32 = 900;

pub struct Step<'a> {
    now: TimeS,
    settings: &'a Settings,
    instance: &'a Instance,
    search: Search,
    effects: Vec<Effect>,
    remarks: Vec<Reason>,
    ended: Option<End>,
}

impl<'a> Step<'a> {
    pub fn of(now: TimeS, settings: &'a Settings, instance: &'a Instance, search: Search) -> Step<'a> {
        Step { now, settings, instance, search, effects: Vec::new(), remarks: Vec::new(), ended: None }
    }

    pub fn answer(self) -> Result<Outcome> {
        Ok(Outcome {
            state: serde_json::to_string(&self.search)?,
            stage: self.stage(),
            waits: self.waits().iter().map(|name| (*name).to_owned()).collect(),
            marks: Vec::new(),
            effects: self.effects,
            remarks: self.remarks,
            ended: self.ended.map(|end| end.name().to_owned()),
        })
    }

    fn stage(&self) -> Reason {
        let Search { stage, ring, radius_m, seen_in, searched, .. } = &self.search;
        let (searched, grids) = (searched.len() as u32, self.search.grids() as u32);
        match stage {
            _ if self.ended.is_some() => reason(why::AT_ERASED),
            Stage::Searching if self.search.at_limit => {
                reason(why::AT_LIMIT).with(*radius_m).with(*seen_in).with(searched).with(grids)
            }
            Stage::Searching => {
                reason(why::AT_SEARCHING).with(*ring).with(*radius_m).with(*seen_in).with(searched).with(grids)
            }
            Stage::Confirming => reason(why::AT_CONFIRMING),
            Stage::Closed { end, .. } => {
                let at = match end {
                    End::Found => why::AT_FOUND,
                    End::FoundDead => why::AT_FOUND_DEAD,
                    End::CalledOff => why::AT_CALLED_OFF,
                };
                reason(at).with(self.settings.identity_kept_days)
            }
        }
    }

    fn waits(&self) -> &'static [&'static str] {
        match self.search.stage {
            _ if self.ended.is_some() => &[],
            Stage::Searching | Stage::Confirming => &[SIGHTING, CLOSE],
            Stage::Closed { .. } => &[REOPEN],
        }
    }

    fn remark(&mut self, why: Reason) {
        self.remarks.push(why);
    }

    /// A time that a risk to the person's health shortens.
    fn hurried_s(&self, seconds: u32) -> u32 {
        match self.search.risk {
            Risk::High => ((f64::from(seconds) * self.settings.high_risk_factor).round() as u32).max(1),
            Risk::Normal | Risk::Unknown => seconds,
        }
    }

    fn start_timer(&mut self, key: u16, after_s: u32, repeat_s: Option<u32>) {
        let due_at = self.now.saturating_add(after_s);
        self.effects.push(Effect::StartTimer(Timer { key, due_at, catch_up: CatchUp::Once, repeat_s }));
    }

    /// Stops a timer that runs.
    fn stop_timer(&mut self, key: u16) {
        if self.instance.timers.contains(&key) {
            self.effects.push(Effect::StopTimer(key));
        }
    }

    fn room(&self) -> Role {
        Role { district: self.instance.district, slot: self.settings.room_slot.clone() }
    }

    /// Nobody in the field is called out for an exercise or a test: the command room plays all parts.
    fn in_the_field(&self, assignee: Assignee) -> Assignee {
        match self.instance.reality {
            Reality::Actual => assignee,
            Reality::Exercise | Reality::Test => Assignee::Role(self.room()),
        }
    }

    fn task(&mut self, key: u16, assignee: Assignee, within_s: u32, why: Reason) {
        let due_at = Some(self.now.saturating_add(within_s));
        let form = forms::of_task(key).to_owned();
        self.effects.push(Effect::CreateTask(Task { key, form, assignee, due_at, why }));
    }

    fn room_task(&mut self, key: u16, why: Reason) {
        self.task(key, Assignee::Role(self.room()), self.hurried_s(ROOM_TASK_S), why);
    }

    fn tell_leader(&mut self, level: u8, why: Reason) {
        let leader = Role { district: self.instance.district, slot: self.settings.leader_slot.clone() };
        self.tell(level, Urgency::Alarm, vec![Recipient::Role(leader)], why);
    }

    fn tell_room(&mut self, level: u8, urgency: Urgency, why: Reason) {
        let room = vec![Recipient::CommandRoom(self.instance.district)];
        self.tell(level, urgency, room, why);
    }

    /// Nobody is alarmed for an exercise or a test.
    fn tell(&mut self, level: u8, urgency: Urgency, recipients: Vec<Recipient>, why: Reason) {
        let urgency = if self.instance.reality == Reality::Actual { urgency } else { Urgency::Info };
        let seen_within_s = (level == BEGUN).then(|| self.hurried_s(self.settings.seen_within_s));
        self.effects.push(Effect::Notify(Notice {
            level,
            urgency,
            recipients,
            why,
            seen_within_s,
            accepted_within_s: None,
            arrived_within_s: None,
        }));
    }

    fn drone_squad(&self) -> Option<Assignee> {
        let team = around::team_named(&self.settings.drone.team)?;
        let district = around::home_of(team, self.instance.district);
        Some(self.in_the_field(Assignee::Team(DistrictTeam { district, team })))
    }
}

/// A search that begins: its first task for a grid.
pub fn fresh() -> Search {
    Search { next_key: GRIDS, ..Search::default() }
}
