//! The drone: its squad says how battery, weather and airspace are, and it flies if all gates are open. A gate that is shut is
//! said, and asked about again later.

use wardroom_plugin::Reason;
use wardroom_plugin::workflow::{Assignee, DistrictTeam, Field, flag, number};

use super::{ASK_DRONE, ROOM_TASK_S, Step, hurried_s, in_the_field};
use crate::forms::{DRONE_FLIGHT, DRONE_GATE};
use crate::settings::Drone;
use crate::{around, why};

pub fn ask(step: &mut Step) {
    let Drone { team, battery_min_percent, wind_max_ms, asks_max, .. } = &step.settings.drone;
    if team.is_empty() {
        return;
    }
    let Some(squad) = squad(step) else { return step.remark(why::no_squad()) };
    if step.state.drone_asks >= *asks_max {
        return step.remark(why::asked_enough(*asks_max));
    }
    step.state.drone_asks += 1;
    let why = why::do_gates(*battery_min_percent, *wind_max_ms);
    step.task(DRONE_GATE, squad, hurried_s(step, ROOM_TASK_S), why);
}

/// The squad has said how things are.
pub fn judge_gates(step: &mut Step, outcome: &str, fields: &[Field]) {
    let shut = match outcome {
        "no-drone" => vec![why::no_drone()],
        _ => shut_gates(&step.settings.drone, fields),
    };
    if shut.is_empty() {
        let (battery, wind) = (number(fields, "battery_percent"), number(fields, "wind_ms"));
        step.remark(why::gates_open(battery.unwrap_or_default(), wind.unwrap_or_default()));
        let Some(squad) = squad(step) else { return step.remark(why::no_squad()) };
        let why = why::do_fly(step.state.radius_m, step.state.seen_in);
        return step.task(DRONE_FLIGHT, squad, hurried_s(step, step.settings.grid_task_s), why);
    }
    step.remarks.extend(shut);
    ask_later(step, why::gates_shut);
}

/// `why` takes how long it is until then.
pub fn ask_later(step: &mut Step, why: fn(u32) -> Reason) {
    let after_s = hurried_s(step, step.settings.drone.ask_again_s);
    step.remark(why(after_s));
    step.timer(ASK_DRONE, after_s);
}

fn squad(step: &Step) -> Option<Assignee> {
    let team = around::team_named(&step.settings.drone.team)?;
    let district = around::home_of(team, step.instance.district);
    Some(in_the_field(step, Assignee::Team(DistrictTeam { district, team })))
}

/// Why a drone may not fly. What the squad leaves out counts against it.
fn shut_gates(drone: &Drone, fields: &[Field]) -> Vec<Reason> {
    let (least, most) = (drone.battery_min_percent, drone.wind_max_ms);
    let battery = match number(fields, "battery_percent") {
        Some(battery) if battery >= least => None,
        Some(battery) => Some(why::battery_low(battery, least)),
        None => Some(why::battery_unknown(least)),
    };
    let wind = match number(fields, "wind_ms") {
        Some(wind) if wind <= most => None,
        Some(wind) => Some(why::wind_strong(wind, most)),
        None => Some(why::wind_unknown(most)),
    };
    let rain = match flag(fields, "rain") {
        _ if drone.rain_allowed => None,
        Some(false) => None,
        Some(true) => Some(why::rains()),
        None => Some(why::rain_unknown()),
    };
    let airspace = match flag(fields, "airspace_clear") {
        Some(true) => None,
        Some(false) => Some(why::airspace_shut()),
        None => Some(why::airspace_unknown()),
    };
    [battery, wind, rain, airspace].into_iter().flatten().collect()
}
