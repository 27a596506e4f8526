//! Characters that do not show, or that make what shows read otherwise than it is written: where they are refused, and how they are
//! shown where people's words reach a screen.

use std::borrow::Cow;

/// Control characters and separators of lines. A terminal obeys them.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// What turns the direction of the text round it (Unicode's UAX 9).
fn is_directional(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What takes no room: two texts that look the same would be different ones.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' | '\u{115f}' | '\u{1160}' | '\u{3164}')
}

/// The first character that free text has no need of: one that a terminal obeys, but for breaks of lines and tabs, or one that turns
/// the direction.
pub fn unwanted(text: &str) -> Option<char> {
    let mut before_break = text.chars().zip(text.chars().skip(1).chain(['\0']));
    let fits = |(c, next): (char, char)| match c {
        '\n' | '\t' => true,
        '\r' => next == '\n',
        c => !is_control(c) && !is_directional(c),
    };
    before_break.find(|pair| !fits(*pair)).map(|(c, _)| c)
}

/// The first character that a name or a code has no need of.
pub fn unwanted_in_name(text: &str) -> Option<char> {
    text.chars().find(|c| is_control(*c) || is_directional(*c) || is_invisible(*c))
}

/// `U+202E`.
pub fn named(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// With what a terminal obeys and what turns the direction written out, like `⟨U+001B⟩`. Breaks of lines stay.
pub fn shown(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| c != '\n' && (is_control(c) || is_directional(c));
    if !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // A tab is as wide as the terminal likes.
            '\t' => out.push_str("    "),
            '\r' if chars.peek() == Some(&'\n') => out.push(c),
            c if hidden(c) => out.push_str(&format!("⟨{}⟩", named(c))),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The same, and whatever follows a break of a line stands behind this mark, so that nobody's words read as a line of their own.
pub fn behind(text: &str, mark: &str) -> String {
    shown(text).replace("\r\n", "\n").replace('\n', &format!("\n{mark}"))
}

/// The same on one line.
pub fn on_one_line(text: &str) -> String {
    shown(text).replace("\r\n", "\n").replace('\n', " ⏎ ")
}

/// JSON with the characters escaped that a terminal obeys or that turn the direction. It reads as the same.
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    let hidden = |c: char| is_control(c) && c != '\n' || is_directional(c);
    if !json.contains(hidden) {
        return Cow::Borrowed(json);
    }
    // Outside of texts JSON has none of them but breaks and tabs, and those only where it was laid out for reading.
    let escaped = json.chars().map(|c| if hidden(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() });
    Cow::Owned(escaped.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_text_may_break_its_lines_and_no_more() {
        for fine in ["", "寿宁 ok", "one\ntwo\r\nthree\tfour", "👨\u{200d}👩", "می\u{200c}خواهم"] {
            assert_eq!(unwanted(fine), None, "{fine:?}");
        }
        for (text, c) in [("a\u{1b}[2J", '\u{1b}'), ("\u{7}", '\u{7}'), ("a\rb", '\r'), ("a\u{202e}b", '\u{202e}')] {
            assert_eq!(unwanted(text), Some(c));
        }
        for c in ['\u{85}', '\u{7f}', '\u{2028}', '\u{2066}', '\u{200f}', '\u{61c}', '\0', '\u{9b}'] {
            assert_eq!(unwanted(&format!("a{c}b")), Some(c));
        }
    }

    #[test]
    fn a_name_shows_all_that_it_is() {
        assert_eq!(unwanted_in_name("南阳警区 D-2"), None);
        for c in ['\n', '\t', '\u{200b}', '\u{200d}', '\u{feff}', '\u{ad}', '\u{202d}', '\u{e0041}', '\u{3164}'] {
            assert_eq!(unwanted_in_name(&format!("a{c}b")), Some(c), "{}", named(c));
        }
    }

    #[test]
    fn what_does_not_show_is_shown() {
        assert!(matches!(shown("plain\ntext 文"), Cow::Borrowed(_)));
        assert_eq!(shown("a\u{1b}[31mb\u{202e}c\rd\te\u{9b}"), "a⟨U+001B⟩[31mb⟨U+202E⟩c⟨U+000D⟩d    e⟨U+009B⟩");
        assert_eq!(behind("one\r\ntwo\nthree", "  | "), "one\n  | two\n  | three");
        assert_eq!(on_one_line("one\ntwo"), "one ⏎ two");
        let json = serde_json::to_string("a\u{7f}\u{202e}文").unwrap();
        assert_eq!(escaped_json(&json), "\"a\\u007f\\u202e文\"");
        assert_eq!(serde_json::from_str::<String>(&escaped_json(&json)).unwrap(), "a\u{7f}\u{202e}文");
    }
}
