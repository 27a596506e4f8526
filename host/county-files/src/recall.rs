//! Off what less urgent work units are called: `[recall]` of `county.toml`.

use domain::county::recall::RecallRules;
use domain::incident::Priority;
use domain::limits::RECALL_NEARLY_THERE_S_MAX;
use domain::plugin::Mode;

use crate::declared::priority_of;
use crate::toml_file::Section;

pub(crate) const KEY: &str = "recall";

const KEYS: &[&str] = &["mode", "nearly_there_s", "critical", "urgent", "prompt"];

/// Who is this near their own incident, where the county says nothing of it.
const NEARLY_THERE_S: u32 = 120;

/// `None`: there is a fault. Where the section is absent, nobody is called off anything.
pub(crate) fn read(root: &Section<'_>) -> Option<Option<RecallRules>> {
    if !root.has(KEY) {
        return Some(None);
    }
    let section = root.section(KEY, KEYS)?;
    let mode = section.text("mode").and_then(|word| {
        match [Mode::Advise, Mode::Auto].into_iter().find(|of| of.name() == word) {
            Some(mode) => Some(mode),
            None => {
                section.fault("mode", format!("`{word}` is none of `advise`, `auto`"));
                None
            }
        }
    });
    let nearly_there_s = match section.has("nearly_there_s") {
        true => section.whole("nearly_there_s", 0..=RECALL_NEARLY_THERE_S_MAX),
        false => Some(NEARLY_THERE_S),
    };
    let wanted = [Priority::Critical, Priority::Urgent, Priority::Prompt];
    let of: Option<Vec<_>> = wanted.map(|wanted| read_off(&section, wanted)).into_iter().collect();
    let off = of?.into_iter().flatten().collect();
    Some(Some(RecallRules { mode: mode?, off, nearly_there_s: nearly_there_s? }))
}

/// Off what units are called for one priority, if off anything.
fn read_off(section: &Section<'_>, wanted: Priority) -> Option<Option<(Priority, Vec<Priority>)>> {
    let key = wanted.name();
    if !section.has(key) {
        return Some(None);
    }
    let mut off = Vec::new();
    for word in section.texts(key)? {
        let priority = section.noted(key, priority_of(&word))?;
        if priority <= wanted {
            section.fault(key, format!("`{word}` is not less urgent than `{key}`"));
            return None;
        }
        if off.contains(&priority) {
            section.fault(key, format!("`{word}` stands twice"));
            return None;
        }
        off.push(priority);
    }
    if off.is_empty() {
        section.fault(key, "is empty: name the priorities that units are called off, or leave the key out".to_owned());
        return None;
    }
    Some(Some((wanted, off)))
}
