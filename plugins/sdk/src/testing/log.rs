//! What a plugin under test said for its author.

use std::cell::RefCell;

thread_local! {
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn note(words: &str) {
    LINES.with_borrow_mut(|lines| lines.extend(words.lines().map(str::to_owned)));
}

/// The lines that the plugin wrote on this thread since the last look.
pub fn logged() -> Vec<String> {
    LINES.take()
}
