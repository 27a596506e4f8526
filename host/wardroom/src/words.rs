//! Codes in answers of a server, and the words that people read for them. Those of codes are `telling`'s, those of a difference's
//! nouns the program's own.

use domain::incident::Reality;
use domain::sentence::Worded;
use telling::tell_from;
use telling::words::word_for;

use crate::lang::Lang;
use crate::text::WORDS;

/// The word for a code. One that this client does not know, because the server is newer, stands for itself.
pub fn word<T: Worded>(code: &str, lang: Lang) -> String {
    word_for::<T>(code, lang).unwrap_or(code).to_owned()
}

/// Text that is followed by what kind of exercise or test it is of; what is real needs no word.
pub fn with_reality(text: &str, of: &serde_json::Value, lang: Lang) -> String {
    match crate::answer::text(of, "reality") {
        "" | "actual" => text.to_owned(),
        reality => {
            let reality = word::<Reality>(reality, lang);
            tell_from!(WORDS, lang, "incident.with-reality", text, reality)
        }
    }
}

/// A noun of a county as a difference between two imports has it: `unit`, `attribute of grid`, `row of key-places`.
pub fn noun_word(noun: &str, lang: Lang) -> String {
    if let Some(of) = noun.strip_prefix("attribute of ") {
        return tell_from!(WORDS, lang, "thing.attribute", of = noun_word(of, lang));
    }
    if let Some(table) = noun.strip_prefix("row of ") {
        return tell_from!(WORDS, lang, "thing.row", table);
    }
    WORDS.of_family("thing", &noun.replace(' ', "-")).map_or(noun, |thing| thing.of(lang)).to_owned()
}

#[cfg(test)]
mod tests {
    use domain::incident::Phase;
    use domain::unit::Secondary;

    use super::*;

    #[test]
    fn codes_become_words_in_both_languages() {
        assert_eq!(word::<Phase>("en-route", Lang::En), "en route");
        assert_eq!(word::<Phase>("en-route", Lang::Zh), "赶赴途中");
        assert_eq!(word::<Reality>("exercise", Lang::Zh), "演练");
        assert_eq!(word::<Secondary>("exercise", Lang::Zh), "参加演练");
        assert_eq!(word::<Phase>("of-a-later-version", Lang::Zh), "of-a-later-version");
    }

    #[test]
    fn nouns_of_a_difference_become_words() {
        assert_eq!(noun_word("attribute of grid", Lang::Zh), "网格属性");
        assert_eq!(noun_word("row of key-places", Lang::Zh), "key-places 表行");
        assert_eq!(noun_word("row of key-places", Lang::En), "row of key-places");
        assert_eq!(noun_word("drone", Lang::Zh), "drone");
    }
}
