//! Sentences with values in them, in the reader's language. The sentences themselves stand in `text/table.rs`, words for
//! single codes (phases, priorities, modes) in `words.rs`.

use std::fmt::Display;

use domain::characters;

use crate::lang::Lang;

mod table;

pub use table::Text;

impl Text {
    /// A sentence without values.
    pub const fn of(self, lang: Lang) -> &'static str {
        let (english, chinese) = self.both();
        lang.pick(chinese, english)
    }

    /// A sentence with its values in their places.
    pub fn fill(self, lang: Lang, values: &[&dyn Display]) -> String {
        let mut rest = self.of(lang);
        let mut text = String::with_capacity(rest.len() + 32);
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let place = after.split_once('}').and_then(|(place, after)| Some((place.parse::<usize>().ok()?, after)));
            match place {
                Some((place, after)) => {
                    if let Some(value) = values.get(place) {
                        // What a value goes on with below is no sentence of ours.
                        text.push_str(&characters::behind(&value.to_string(), "    "));
                    }
                    rest = after;
                }
                None => {
                    text.push('{');
                    rest = after;
                }
            }
        }
        text.push_str(rest);
        text
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn places(text: &str) -> BTreeSet<usize> {
        let parts = text.split('{').skip(1).filter_map(|part| part.split_once('}'));
        parts.filter_map(|(place, _)| place.parse().ok()).collect()
    }

    #[test]
    fn both_languages_name_the_same_values() {
        for text in Text::ALL {
            let (english, chinese) = text.both();
            assert_eq!(places(english), places(chinese), "{text:?}");
            let numbered = places(english).into_iter().enumerate().all(|(index, place)| index == place);
            assert!(numbered, "{text:?} leaves a number out");
            assert!(!english.is_empty() && !chinese.is_empty(), "{text:?} is empty");
            assert!(english.is_ascii() || !chinese.is_ascii(), "{text:?}: are the two languages swapped?");
        }
    }

    #[test]
    fn values_stand_in_their_places() {
        assert_eq!(Text::StdoutFailed.fill(Lang::En, &[&"{1}"]), "can't write to stdout: {1}");
        assert_eq!(Text::ErrorLabel.fill(Lang::Zh, &[]), "错误：");
    }
}
