//! A shift of eight hours in the model county with four hundred calls, played through the API by people who acknowledge, answer and forget as
//! people do. What rings is counted for each room and hour; of what is pressing nothing is missing.

mod people;

use std::collections::{BTreeMap, BTreeSet};

use people::Shift;
use serde_json::Value;

const SEED: u64 = 20_220_905;
const CALLS: usize = 400;
/// More than this in an hour is a room that has stopped listening: one every two and a half minutes.
const ALARMS_OF_A_ROOM_AND_HOUR_MAX: usize = 24;

#[test]
fn a_shift_of_eight_hours_with_four_hundred_calls() {
    println!("seed {SEED}");
    let mut shift = Shift::begin(SEED, CALLS);
    shift.play();
    let (incidents, notices) = (shift.incidents(), shift.notices());
    assert_eq!(incidents.len(), CALLS, "every call was taken");

    // Alarms that rang, for each room and hour; what was held back did not.
    let mut rang: BTreeMap<(String, String), usize> = BTreeMap::new();
    for notice in notices.iter().filter(|notice| rings(notice)) {
        for told in notice["told"].as_array().into_iter().flatten().filter(|told| told["held"] == false) {
            let (to, at) = (text(&told["to"]["text"]), text(&notice["at"]));
            if to.starts_with("command room") {
                *rang.entry((to, at[11..13].to_owned())).or_default() += 1;
            }
        }
    }
    println!("room, hour of the day: alarms that rang");
    rang.iter().for_each(|((room, hour), count)| println!("{room} {hour}: {count}"));
    let most = rang.values().max().copied().unwrap_or_default();
    println!(
        "{} calls, {} notices, {} alarms in rooms, {most} at most in an hour of one",
        CALLS,
        notices.len(),
        rang.values().sum::<usize>()
    );
    assert!(most <= ALARMS_OF_A_ROOM_AND_HOUR_MAX, "{most} alarms for one room in one hour");

    // Whatever is pressing and went without a unit rang, and nothing about it was held back.
    let pressing: BTreeSet<String> =
        incidents.iter().filter(|incident| is_pressing(incident)).map(|incident| number(&incident["number"])).collect();
    let about = |notice: &&Value| pressing.contains(&text(&notice["matter"]["code"]));
    let held = notices.iter().filter(about).flat_map(|notice| notice["told"].as_array().into_iter().flatten());
    assert_eq!(held.filter(|told| told["held"] == true).count(), 0, "of what is pressing nothing is held back");
    let alone = shift.pressing_without_a_unit();
    println!("{} pressing calls, {} of them without a unit at some time", pressing.len(), alone.len());
    assert!(!alone.is_empty(), "the shift is hard enough to show it");
    for id in alone {
        let told = notices.iter().any(|notice| rings(notice) && text(&notice["matter"]["code"]) == id);
        assert!(told, "{id} was pressing, without a unit, and rang nowhere");
    }
}

fn rings(notice: &Value) -> bool {
    matches!(notice["urgency"].as_str(), Some("alarm" | "emergency"))
}

fn is_pressing(incident: &Value) -> bool {
    matches!(incident["priority"].as_str(), Some("critical" | "urgent"))
}

/// The matter of an incident by its number.
pub(crate) fn number(of: &Value) -> String {
    format!("incident:{of}")
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
