//! The core says things to nobody: what a person reads is a key with values there, and has its words in `telling`.

use super::none;
use super::tree::{self, File, Part};

/// Files of the core that may hold words, each with its reason.
const WITH_WORDS: &[(&str, &str)] = &[
    ("arbiter/dispatch.rs", "names a proposal as records keep it"),
    ("arbiter/effect.rs", "names a proposal as records keep it"),
    ("arbiter/escalation.rs", "names a proposal as records keep it"),
    ("arbiter/intake.rs", "names a proposal as records keep it"),
    ("county/difference.rs", "nouns of a county's difference, by which callers count"),
    ("decision/rows.rs", "what serde says of a damaged record"),
    ("event.rs", "what serde says of a damaged record"),
    ("event/named.rs", "what serde says of a damaged record"),
    ("form.rs", "what is wrong with a plugin's declaration, for its author"),
    ("hooks.rs", "for whoever writes a runtime"),
    ("ids.rs", "what serde says of a damaged record"),
    ("incident/archived.rs", "what serde says of a damaged record"),
    ("matter.rs", "how a matter is written, for whoever parses one"),
    ("notice.rs", "kept by records"),
    ("ports.rs", "errors of the disk, for the log"),
    ("scope.rs", "how a role and districts are written, for whoever parses one"),
    ("state.rs", "what serde says of a damaged record"),
    ("strict_json.rs", "what is wrong with a document, beside what the parser says"),
    ("task/fold.rs", "kept by records"),
    ("time.rs", "how a time is written, for whoever parses one"),
];

const CORE: &str = "host/domain/src/";
/// A literal of so many words is said to somebody.
const WORDS: usize = 3;

/// The literals of a line; one that goes on in the next line ends with its own.
fn literals(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2)
}

fn is_sentence(literal: &str) -> bool {
    let word = |word: &&str| word.chars().filter(|letter| letter.is_ascii_alphabetic()).count() > 1;
    literal.split(' ').filter(word).count() >= WORDS
}

fn faults(file: &File) -> Vec<String> {
    let Some(path) = file.path.strip_prefix(CORE) else { return Vec::new() };
    if WITH_WORDS.iter().any(|(with, _)| *with == path) {
        return Vec::new();
    }
    let program = file.lines().filter(|(_, part, line)| *part == Part::Program && !line.trim_start().starts_with("#["));
    let said = program.filter(|(.., line)| literals(line).any(is_sentence));
    said.map(|(number, ..)| format!("{}: declare a sentence and put its words into `telling`", file.at(number)))
        .collect()
}

#[test]
fn the_core_has_no_sentences() {
    none(tree::sources().flat_map(faults).collect());
    let stale = WITH_WORDS.iter().filter(|(with, _)| {
        let path = format!("{CORE}{with}");
        !tree::files().iter().any(|file| file.path == path)
    });
    none(stale.map(|(with, _)| format!("`{with}` is not there: take it off the list")).collect());
}

#[test]
fn a_sentence_is_found() {
    let count = |path: &str, text: &str| faults(&File::new(path, text)).len();
    assert_eq!(count("host/domain/src/a.rs", "let a = format!(\"there is no task {which}\");"), 1);
    assert_eq!(count("host/domain/src/a.rs", "    \"say which fields to read\","), 1);
    assert_eq!(count("host/domain/src/a.rs", "let (a, b) = (\"en-route\", \"task `{a}`\"); // there is no task"), 0);
    assert_eq!(count("host/domain/src/a.rs", "#[expect(x, reason = \"serde asks for it\")]"), 0);
    assert_eq!(count("host/domain/src/a.rs", "#[cfg(test)]\nmod tests {\n    let a = \"there is no task\";\n}"), 0);
    assert_eq!(count("host/domain/src/ports.rs", "\"the journal is damaged\""), 0);
    assert_eq!(count("host/api/src/a.rs", "\"there is no task\""), 0);
}
