//! How units of a kind move: `[unit_kind.travel]` of `county.toml`.

use std::collections::{BTreeMap, BTreeSet};

use domain::county::Roads;
use domain::county::movement::{By, Movement};
use domain::limits::{MOVEMENT_RANGE_M_MAX, ROAD_SPEED_KMH_MAX, TURN_OUT_S_MAX};

use crate::declared::Entries;
use crate::toml_file::Section;

const KEYS: &[&str] = &["by", "off_road_kmh", "class_kmh", "max_kmh", "range_m", "turn_out_s"];

pub(crate) fn read_movements(kinds: &Entries<'_>, roads: &Roads) -> BTreeMap<String, Movement> {
    let classes: BTreeSet<&str> = roads.links.iter().map(|road| road.class.as_str()).collect();
    let declared = kinds.entries.iter().filter(|(_, kind)| kind.has("travel"));
    declared.filter_map(|(code, kind)| Some((code.clone(), read_movement(kind, &classes)?))).collect()
}

/// `None` after a fault.
fn read_movement(kind: &Section<'_>, classes: &BTreeSet<&str>) -> Option<Movement> {
    let section = kind.section("travel", KEYS)?;
    let by = match section.text("by")?.as_str() {
        "road" => By::Road,
        "air" => By::Air,
        other => {
            section.fault("by", format!("`{other}` is none of `road`, `air`"));
            return None;
        }
    };
    if by == By::Air {
        for key in ["off_road_kmh", "class_kmh"].into_iter().filter(|key| section.has(key)) {
            section.fault(key, "is said of a kind that goes through the air");
        }
        if !section.has("max_kmh") {
            section.fault("max_kmh", "is missing: it is the speed of a kind that goes through the air");
        }
    }
    let optional = |key, max| if section.has(key) { section.whole(key, 1..=max).map(Some) } else { Some(None) };
    let speed = |key| Some(optional(key, ROAD_SPEED_KMH_MAX)?.map(|kmh| kmh as u16));
    let (off_road_kmh, max_kmh) = (speed("off_road_kmh"), speed("max_kmh"));
    let range_m = optional("range_m", MOVEMENT_RANGE_M_MAX);
    let turn_out_s = if section.has("turn_out_s") { section.whole("turn_out_s", 0..=TURN_OUT_S_MAX) } else { Some(0) };
    let class_kmh = read_classes(&section, classes);
    Some(Movement {
        by,
        off_road_kmh: off_road_kmh?,
        class_kmh: class_kmh?,
        max_kmh: max_kmh?,
        range_m: range_m?,
        turn_out_s: turn_out_s?,
    })
}

fn read_classes(section: &Section<'_>, classes: &BTreeSet<&str>) -> Option<BTreeMap<String, u16>> {
    if !section.has("class_kmh") {
        return Some(BTreeMap::new());
    }
    let speeds = section.open_section("class_kmh")?;
    let read = |class: String| {
        if !classes.contains(class.as_str()) {
            speeds.fault(&class, "is the class of no road");
            return None;
        }
        let kmh = speeds.whole(&class, 1..=ROAD_SPEED_KMH_MAX)?;
        Some((class, kmh as u16))
    };
    // All of them are read, so that every fault is told.
    let read: Vec<Option<(String, u16)>> = speeds.keys().into_iter().map(read).collect();
    read.into_iter().collect()
}
