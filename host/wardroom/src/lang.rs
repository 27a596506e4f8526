//! How the language that people are spoken to in is chosen. The sentences stand in `words/`, words for codes in
//! `telling`.

pub use telling::Lang;

use crate::text::{Unsaid, unsaid};

/// Reads a language of the command line or of `WARDROOM_LANG`.
pub fn parse(tag: &str) -> Result<Lang, Unsaid> {
    Lang::of_tag(tag).ok_or_else(|| unsaid!("argument.language"))
}

/// What the environment asks for: `LC_ALL`, `LC_MESSAGES` or `LANG` (POSIX, in that order).
pub fn of_environment() -> Lang {
    let locales = ["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| std::env::var(name).ok());
    of_locales(locales.iter().map(Option::as_deref))
}

/// The first of these locales that is set decides; one of another language (`C`, `de_DE`) means English.
fn of_locales<'a>(locales: impl IntoIterator<Item = Option<&'a str>>) -> Lang {
    let first = locales.into_iter().flatten().find(|locale| !locale.is_empty());
    first.and_then(Lang::of_tag).unwrap_or(Lang::En)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_locale_that_is_set_decides() {
        assert_eq!(of_locales([None, None, Some("zh_CN.UTF-8")]), Lang::Zh);
        assert_eq!(of_locales([Some("C"), None, Some("zh_CN.UTF-8")]), Lang::En);
        assert_eq!(of_locales([Some(""), None, Some("zh_CN.UTF-8")]), Lang::Zh);
        assert_eq!(of_locales([None, None, None]), Lang::En);
    }

    #[test]
    fn an_unknown_language_is_refused() {
        assert_eq!(parse("zh"), Ok(Lang::Zh));
        assert!(parse("tlh").is_err());
    }
}
