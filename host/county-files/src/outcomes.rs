//! How incidents end: `[[outcome]]` of `county.toml`.

use domain::county::outcome::Outcome;
use domain::ids::KindRef;

use crate::declared::Entries;
use crate::known::Known;
use crate::toml_file::Section;

pub(crate) const KEYS: &[&str] = &["code", "name", "kinds"];

/// Those without a fault, in the order of the file.
pub(crate) fn read(outcomes: &Entries<'_>, known: &Known) -> Vec<Outcome> {
    outcomes.entries.iter().filter_map(|(code, section)| read_one(code, section, known)).collect()
}

fn read_one(code: &str, section: &Section<'_>, known: &Known) -> Option<Outcome> {
    let (name, words) = (section.names("name"), section.texts("kinds")?);
    let kind = |word: &String| section.noted("kinds", known.kinds.find(word)).flatten();
    // Each that is unknown is told of.
    let kinds: Vec<Option<usize>> = words.iter().map(kind).collect();
    let kinds = kinds.into_iter().map(|number| Some(KindRef(number? as u16))).collect::<Option<Vec<KindRef>>>();
    Some(Outcome { code: code.to_owned(), name: name?, kinds: kinds? })
}
