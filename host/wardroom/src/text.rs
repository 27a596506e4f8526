//! Sentences with values in them, in the reader's language. The sentences themselves stand in `words/`, one file a language,
//! words for single codes (phases, priorities, modes) in `telling`.

use std::fmt::Display;

use domain::characters;
use telling::Lang;
pub use telling::lexicon::Text;

telling::lexicon!(
    /// All texts of the command line.
    pub WORDS, "../words/zh-CN.toml", "../words/en.toml"
);

/// A text without values: `phrase!("heading.unit")`, or in a session's language `phrase!(session, "heading.unit")`.
macro_rules! phrase {
    ($key:literal) => {{
        const TEXT: $crate::text::Text = $crate::text::WORDS.taking($key, &[]);
        TEXT
    }};
    ($session:expr, $key:literal) => {
        $crate::text::phrase!($key).of($session.lang)
    };
}

/// A text with its values by name, in a session's language: `sentence!(session, "roster.published", shifts)`, where `shifts` is
/// short for `shifts = shifts`.
macro_rules! sentence {
    ($session:expr, $key:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        telling::tell_from!(
            $crate::text::WORDS, $session.lang, $key
            $(, $name = $crate::text::within(&telling::value!($name $(= $value)?)))*
        )
    };
}

/// The same, to be said once it is known to whom: what is wrong with an argument, by one who reads it.
macro_rules! unsaid {
    ($key:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        const TEXT: $crate::text::Text = $crate::text::WORDS.taking($key, &[$(stringify!($name)),*]);
        $crate::text::Unsaid::new(TEXT, vec![$((stringify!($name), telling::value!($name $(= $value)?).to_string())),*])
    }};
}

pub(crate) use {phrase, sentence, unsaid};

/// A value as it stands in a sentence: what it goes on with below is no sentence of ours.
pub fn within(value: &dyn Display) -> String {
    characters::behind(&value.to_string(), "    ")
}

/// A sentence for somebody whose language is not known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaid {
    text: Text,
    values: Vec<(&'static str, String)>,
}

impl Unsaid {
    pub fn new(text: Text, values: Vec<(&'static str, String)>) -> Unsaid {
        Unsaid { text, values }
    }

    pub fn say(&self, lang: Lang) -> String {
        let values: Vec<(&str, String)> = self.values.iter().map(|(name, value)| (*name, within(value))).collect();
        let values: Vec<(&str, &dyn Display)> =
            values.iter().map(|(name, value)| (*name, value as &dyn Display)).collect();
        self.text.tell(lang, &values)
    }
}

impl Display for Unsaid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.say(Lang::default()))
    }
}

impl std::error::Error for Unsaid {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::Session;

    #[test]
    fn no_text_is_empty_or_of_the_other_language() {
        for key in WORDS.keys().filter(|key| !key.starts_with("after.")) {
            let text = WORDS.get(key).expect("just named");
            let (en, zh) = (text.of(Lang::En), text.of(Lang::Zh));
            assert!(!en.is_empty() && !zh.is_empty(), "`{key}` is empty");
            assert!(en.is_ascii() || !zh.is_ascii() || en.contains('…'), "`{key}`: are the two languages swapped?");
        }
    }

    #[test]
    fn values_stand_in_their_places_and_below_them() {
        let session = |lang| Session { lang, json: false };
        assert_eq!(
            sentence!(session(Lang::En), "label.stdout-failed", error = "{error}"),
            "can't write to stdout: {error}"
        );
        assert_eq!(phrase!(session(Lang::Zh), "label.error"), "错误：");
        let unsaid = unsaid!("server.refused", status = "5\n6");
        assert_eq!(unsaid.say(Lang::Zh), sentence!(session(Lang::Zh), "server.refused", status = "5\n6"));
        assert!(unsaid.to_string().contains("5\n    6"), "{unsaid}");
    }
}
