//! Values that may be given by their code or by their word, in either language: `critical` or `特急`.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use domain::sentence::Worded;
use telling::words::word;

use crate::lang::Lang;

/// Takes these values and gives their codes. Help and errors name the codes alone.
pub fn coded<T: Worded>(values: &[T]) -> impl TypedValueParser<Value = String> + use<T> {
    coded_or(values, &[])
}

/// The same, and some codes that have no word.
pub fn coded_or<T: Worded>(values: &[T], more: &[&'static str]) -> impl TypedValueParser<Value = String> + use<T> {
    let mut names: Vec<(&'static str, &'static str)> = Vec::new();
    let mut possible: Vec<PossibleValue> = Vec::new();
    for value in values {
        let code = value.code();
        let words = Lang::ALL.map(|lang| word(value, lang));
        names.extend(words.map(|word| (word, code)));
        possible.push(PossibleValue::new(code).aliases(words.into_iter().filter(|word| *word != code)));
    }
    possible.extend(more.iter().map(|code| PossibleValue::new(*code)));
    PossibleValuesParser::new(possible).map(move |given: String| {
        let known = names.iter().find(|(word, code)| *word == given && *code != given);
        known.map_or(given, |(_, code)| (*code).to_owned())
    })
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use clap::Command;
    use domain::incident::{Phase, Priority};
    use domain::plugin::Mode;
    use domain::unit::Secondary;

    use super::*;

    fn read(parser: &impl TypedValueParser<Value = String>, given: &str) -> Option<String> {
        parser.parse_ref(&Command::new("x"), None, OsStr::new(given)).ok()
    }

    #[test]
    fn a_code_and_its_words_are_one_value() {
        let priority = coded(&Priority::ALL);
        for given in ["critical", "特急"] {
            assert_eq!(read(&priority, given).as_deref(), Some("critical"));
        }
        assert_eq!(read(&priority, "最急"), None);
        let mode = coded(&[Mode::Off, Mode::Shadow, Mode::Advise, Mode::Auto]);
        assert_eq!((read(&mode, "建议"), read(&mode, "旁观")), (Some("advise".to_owned()), Some("shadow".to_owned())));
        let phase = coded(&Phase::ALL);
        assert_eq!(
            (read(&phase, "en route"), read(&phase, "赶赴途中")),
            (read(&phase, "en-route"), read(&phase, "en-route"))
        );
        let secondary = coded_or(&[Secondary::Break], &["none"]);
        assert_eq!(
            (read(&secondary, "休息").as_deref(), read(&secondary, "none").as_deref()),
            (Some("break"), Some("none"))
        );
        let named: Vec<String> = priority.possible_values().unwrap().map(|value| value.get_name().to_owned()).collect();
        assert_eq!(named, Priority::ALL.map(Priority::name));
    }
}
