//! How long dispatch waits for a word on a duplicate: `[duplicates]` of `county.toml`.

use std::collections::BTreeMap;

use domain::county::duplicates::DuplicateRules;
use domain::incident::Priority;
use domain::limits::DUPLICATE_WAIT_S_MAX;

use crate::toml_file::Section;

pub(crate) const KEY: &str = "duplicates";

/// `None`: there is a fault. Where the section is absent, nobody waits. `wait_s` is a number for all priorities, or a table with one
/// for each that waits.
pub(crate) fn read(root: &Section<'_>) -> Option<DuplicateRules> {
    if !root.has(KEY) {
        return Some(DuplicateRules::default());
    }
    let section = root.section(KEY, &["wait_s"])?;
    if !section.table().get("wait_s").is_some_and(|value| value.is_table()) {
        let wait_s = section.whole("wait_s", 0..=DUPLICATE_WAIT_S_MAX)?;
        let all = Priority::ALL.into_iter().map(|priority| (priority, wait_s));
        return Some(DuplicateRules { wait_s: all.filter(|(_, wait_s)| *wait_s > 0).collect() });
    }
    let by_priority = section.section("wait_s", &Priority::ALL.map(Priority::name))?;
    let mut wait_s = BTreeMap::new();
    for priority in Priority::ALL.into_iter().filter(|priority| by_priority.has(priority.name())) {
        wait_s.insert(priority, by_priority.whole(priority.name(), 0..=DUPLICATE_WAIT_S_MAX)?);
    }
    wait_s.retain(|_, wait_s| *wait_s > 0);
    Some(DuplicateRules { wait_s })
}
