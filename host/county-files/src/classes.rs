//! What `county.toml` says of a class of units beside its name: `never_alone` of `[[unit_class]]`.

use std::collections::BTreeMap;

use crate::declared::Entries;
use crate::known::Known;

const KEY: &str = "never_alone";

/// The codes of the kinds that units of a class go to with others only, by the class's code.
pub(crate) fn never_alone(classes: &Entries<'_>, known: &Known) -> BTreeMap<String, Vec<String>> {
    let mut read = BTreeMap::new();
    for (class, section) in &classes.entries {
        let mut kinds: Vec<String> = Vec::new();
        for kind in section.texts(KEY).unwrap_or_default() {
            if section.noted(KEY, known.kinds.find(&kind)).flatten().is_none() {
                continue;
            }
            match kinds.contains(&kind) {
                true => section.fault(KEY, format!("`{kind}` stands twice")),
                false => kinds.push(kind),
            }
        }
        if !kinds.is_empty() {
            read.insert(class.clone(), kinds);
        }
    }
    read
}
