//! Who hears of units that are sent past them: `[flat_command]` of `county.toml`.

use domain::county::flat_command::{Directly, FlatCommand};

use crate::known::Known;
use crate::toml_file::Section;

pub(crate) const KEY: &str = "flat_command";

const KEYS: &[&str] = &["of", "team", "station"];

/// `None`: there is a fault. Where the section is absent, nobody hears of it.
pub(crate) fn read(root: &Section<'_>, known: &Known) -> Option<Option<FlatCommand>> {
    if !root.has(KEY) {
        return Some(None);
    }
    let section = root.section(KEY, KEYS)?;
    let of = section.text("of").and_then(|word| {
        let of = Directly::ALL.into_iter().find(|of| of.name() == word);
        if of.is_none() {
            section.fault("of", format!("`{word}` is none of `every`, `by-hand`"));
        }
        of
    });
    let (team, station) = (posts(&section, "team", known), posts(&section, "station", known));
    let (of, team, station) = (of?, team?, station?);
    if team.is_empty() && station.is_empty() {
        section
            .fault("team", "nobody would hear of it: name posts under `team` or `station`, or leave the section out");
        return None;
    }
    Some(Some(FlatCommand { of, team, station }))
}

fn posts(section: &Section<'_>, key: &str, known: &Known) -> Option<Vec<String>> {
    let words = section.texts(key)?;
    // Each that is unknown is told of.
    let posts: Vec<_> =
        words.into_iter().map(|word| section.noted(key, known.posts.find(&word)).map(|_| word)).collect();
    posts.into_iter().collect()
}
