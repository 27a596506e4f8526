//! All sentences that the API declares, compared with the words of both languages by the compiler.

use domain::sentence::Declared;

use super::misread::{Given, Misread, Wanted};
use super::place::Misplaced;
use super::request::BadRequest;
use super::server::{CountyNotReady, Failing, Standing};
use super::unknown::Unknown;
use crate::access::refusal::Denied;
use crate::calendar::fault::{CalendarFault, ZoneFault};
use crate::traffic::refusal::Crowded;

const DECLARED: &[&[Declared]] = &[
    BadRequest::DECLARED,
    CalendarFault::DECLARED,
    CountyNotReady::DECLARED,
    Crowded::DECLARED,
    Denied::DECLARED,
    Failing::DECLARED,
    Given::DECLARED,
    Misplaced::DECLARED,
    Misread::DECLARED,
    Standing::DECLARED,
    Unknown::DECLARED,
    Wanted::DECLARED,
    ZoneFault::DECLARED,
];

const _: () = telling::have_words(DECLARED);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use telling::Lang;
    use telling::words::WORDS;

    use super::*;

    /// What English letters a Chinese sentence may hold outside of `code`: names of formats, and no sentence.
    const NAMES: [&str; 8] = ["ASCII", "IANA", "ISO", "JSON", "RFC", "UTF", "iCalendar", "ID"];

    /// Words in English letters that are neither quoted nor a name.
    fn english(text: &str) -> Vec<&str> {
        let spoken =
            text.split('`').step_by(2).flat_map(|part| part.split('{').flat_map(|part| part.split('}').next_back()));
        let words = spoken.flat_map(|part| part.split(|c: char| !c.is_ascii_alphabetic()));
        words.filter(|word| word.len() > 1 && !NAMES.contains(word)).collect()
    }

    #[test]
    fn every_problem_is_chinese_in_chinese() {
        let all = DECLARED.iter().chain(domain::refusal::DECLARED).copied().flatten();
        for Declared { key, .. } in all {
            let text = WORDS.get(key).expect("the compiler saw it");
            assert_eq!(english(text.of(Lang::Zh)), [""; 0], "{key}");
        }
        for key in WORDS.keys().filter(|key| key.starts_with("problem.") || key.starts_with("refusal.")) {
            assert_eq!(english(WORDS.get(key).unwrap().of(Lang::Zh)), [""; 0], "{key}");
        }
        assert_eq!(english("没有任务 `the task`，see {below} 见 RFC 5545"), ["see"]);
    }

    #[test]
    fn every_sentence_of_a_problem_is_declared() {
        let all = DECLARED.iter().chain(domain::refusal::DECLARED).copied().flatten();
        let declared: BTreeSet<&str> = all.map(|sentence| sentence.key).collect();
        for key in WORDS.keys().filter(|key| key.starts_with("detail.")) {
            assert!(declared.contains(key), "nothing says `{key}`");
        }
    }
}
