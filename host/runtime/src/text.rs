//! Words that come from a guest, made fit for a journal and a terminal.

/// `text` without control characters (a guest's words end up on terminals), cut to `bytes_max` bytes at a character.
pub(crate) fn plain(text: &str, bytes_max: usize) -> String {
    let text = &text[..text.floor_char_boundary(bytes_max)];
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_at_a_character_and_keeps_terminals_safe() {
        assert_eq!(plain("寿宁县", 6), "寿宁");
        assert_eq!(plain("寿宁县", 8), "寿宁");
        assert_eq!(plain("a\u{1b}[31mb\nc", 64), "a [31mb c");
        assert_eq!(plain("", 0), "");
    }
}
