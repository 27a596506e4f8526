//! The drone: its squad says how battery, weather and airspace are, and it flies if all gates are open. A gate that is shut is
//! said, and asked about again later.

use wardroom_plugin::workflow::Field;
use wardroom_plugin::{Reason, reason};

use super::{ASK_DRONE, ROOM_TASK_S, Step};
use crate::forms::{DRONE_FLIGHT, DRONE_GATE};
use crate::settings::Drone;
use crate::state::{flag, number};
use crate::why;

impl Step<'_> {
    pub(super) fn ask_drone(&mut self) {
        let Drone { team, battery_min_percent, wind_max_ms, asks_max, .. } = &self.settings.drone;
        if team.is_empty() {
            return;
        }
        let Some(squad) = self.drone_squad() else { return self.remark(reason(why::NO_SQUAD)) };
        if self.search.drone_asks >= *asks_max {
            return self.remark(reason(why::ASKED_ENOUGH).with(*asks_max));
        }
        self.search.drone_asks += 1;
        let why = reason(why::DO_GATES).with(*battery_min_percent).with(*wind_max_ms);
        self.task(DRONE_GATE, squad, self.hurried_s(ROOM_TASK_S), why);
    }

    /// The squad has said how things are.
    pub(super) fn judge_gates(&mut self, outcome: &str, fields: &[Field]) {
        let shut = match outcome {
            "no-drone" => vec![reason(why::NO_DRONE)],
            _ => shut_gates(&self.settings.drone, fields),
        };
        if shut.is_empty() {
            let (battery, wind) = (number(fields, "battery_percent"), number(fields, "wind_ms"));
            self.remark(reason(why::GATES_OPEN).with(battery.unwrap_or_default()).with(wind.unwrap_or_default()));
            let Some(squad) = self.drone_squad() else { return self.remark(reason(why::NO_SQUAD)) };
            let why = reason(why::DO_FLY).with(self.search.radius_m).with(self.search.seen_in);
            return self.task(DRONE_FLIGHT, squad, self.hurried_s(self.settings.grid_task_s), why);
        }
        self.remarks.extend(shut);
        self.ask_drone_later(why::GATES_SHUT);
    }

    pub(super) fn ask_drone_later(&mut self, why: u16) {
        let after_s = self.hurried_s(self.settings.drone.ask_again_s);
        self.remark(reason(why).with(after_s));
        self.start_timer(ASK_DRONE, after_s, None);
    }
}

/// Why a drone may not fly. What the squad leaves out counts against it.
fn shut_gates(drone: &Drone, fields: &[Field]) -> Vec<Reason> {
    let (least, most) = (drone.battery_min_percent, drone.wind_max_ms);
    let battery = match number(fields, "battery_percent") {
        Some(battery) if battery >= least => None,
        Some(battery) => Some(reason(why::BATTERY_LOW).with(battery).with(least)),
        None => Some(reason(why::BATTERY_UNKNOWN).with(least)),
    };
    let wind = match number(fields, "wind_ms") {
        Some(wind) if wind <= most => None,
        Some(wind) => Some(reason(why::WIND_STRONG).with(wind).with(most)),
        None => Some(reason(why::WIND_UNKNOWN).with(most)),
    };
    let rain = match flag(fields, "rain") {
        _ if drone.rain_allowed => None,
        Some(false) => None,
        Some(true) => Some(reason(why::RAINS)),
        None => Some(reason(why::RAIN_UNKNOWN)),
    };
    let airspace = match flag(fields, "airspace_clear") {
        Some(true) => None,
        Some(false) => Some(reason(why::AIRSPACE_SHUT)),
        None => Some(reason(why::AIRSPACE_UNKNOWN)),
    };
    [battery, wind, rain, airspace].into_iter().flatten().collect()
}
