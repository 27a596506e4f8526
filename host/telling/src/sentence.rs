//! Sentences of the core in words. Those that it declares have theirs in the lexicon, or this file does not compile.

use domain::refusal;
use domain::sentence::{Declared, Said, Sentence, Value};

use crate::lang::Lang;
use crate::tell;
use crate::words::{WORDS, joined, list};

const _: () = have_words(refusal::DECLARED);

/// For the compiler: it fails over a key that is missing, and over other values than the text takes.
pub const fn have_words(families: &[&[Declared]]) {
    let mut family = 0;
    while family < families.len() {
        let declared = families[family];
        let mut at = 0;
        while at < declared.len() {
            WORDS.taking(declared[at].key, declared[at].values);
            at += 1;
        }
        family += 1;
    }
}

/// A sentence in a language. One that a later version wrote, of which there are no words here, is shown by its key and values.
pub fn say(sentence: &Sentence, lang: Lang) -> String {
    let Some(text) = WORDS.get(sentence.key()) else { return sentence.to_string() };
    let values: Vec<(&str, String)> = sentence.values().map(|(name, value)| (name, told(value, lang))).collect();
    let values: Vec<(&str, &dyn std::fmt::Display)> =
        values.iter().map(|(name, value)| (*name, value as &dyn std::fmt::Display)).collect();
    text.tell(lang, &values)
}

/// What a record says: older ones have the words themselves.
pub fn say_recorded(said: &Said, lang: Lang) -> String {
    match said {
        Said::Sentence(sentence) => say(sentence, lang),
        Said::Words(words) => words.clone(),
    }
}

/// English sentences have codes as a caller sends them back, `en-route`; so had those that were written before there were others.
fn told(value: &Value, lang: Lang) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Word(word) => match (lang, WORDS.of_family(&word.family, &word.code)) {
            (Lang::Zh, Some(text)) => text.of(lang).to_owned(),
            (Lang::Zh, None) | (Lang::En, _) => word.code.clone().into_owned(),
        },
        Value::Sentence(sentence) => say(sentence, lang),
        // Whoever has the county and the plugins at hand has put it into words before.
        Value::Reason(reason) => tell!(lang, "reason.bare", code = reason.why.code),
        Value::All(all) => {
            let sentences = all.iter().any(|value| matches!(value, Value::Sentence(_)));
            let all = all.iter().map(|value| told(value, lang));
            if sentences { joined(all, &tell!(lang, "list.difference")) } else { list(all, lang) }
        }
    }
}
