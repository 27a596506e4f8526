//! By when units on incidents have to be heard of: `[[status_timer]]` of `county.toml`.

use domain::county::status_timer::{Expected, StatusTimer};
use domain::limits::{STATUS_TIMERS_MAX, STATUS_WITHIN_S_MAX};

use crate::codes::Codes;
use crate::declared::priority_of;
use crate::problem::listed;
use crate::toml_file::Section;

pub(crate) const KEY: &str = "status_timer";

const KEYS: &[&str] = &["expected", "within_s", "unit_kinds", "priorities"];

/// Those without a fault, in the order of the file.
pub(crate) fn read(root: &Section<'_>, unit_kinds: &Codes) -> Vec<StatusTimer> {
    root.at_most(STATUS_TIMERS_MAX, KEY, KEYS).iter().filter_map(|section| read_one(section, unit_kinds)).collect()
}

fn read_one(section: &Section<'_>, known: &Codes) -> Option<StatusTimer> {
    let expected = section.text("expected").and_then(|text| {
        let found = Expected::ALL.into_iter().find(|expected| expected.name() == text);
        let names = || listed(Expected::ALL.map(Expected::name));
        section.noted("expected", found.ok_or_else(|| format!("`{text}` is none of {}", names())))
    });
    let within_s = section.whole("within_s", 1..=STATUS_WITHIN_S_MAX);
    let unit_kinds = section.texts("unit_kinds")?;
    let unknown = unit_kinds.iter().filter(|kind| section.noted("unit_kinds", known.find(kind)).flatten().is_none());
    let all_known = unknown.count() == 0;
    let priorities = section.texts("priorities")?;
    let priorities = priorities.iter().map(|text| section.noted("priorities", priority_of(text)));
    let priorities: Option<Vec<_>> = priorities.collect::<Vec<_>>().into_iter().collect();
    all_known.then_some(StatusTimer { expected: expected?, within_s: within_s?, unit_kinds, priorities: priorities? })
}
