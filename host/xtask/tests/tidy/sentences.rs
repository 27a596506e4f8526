//! The core and the API have no words: what a person reads is a key with values there, and has its words in `telling`.

use super::none;
use super::tree::{self, File, Part};

/// A folder whose files hold no words, and those of its files that may, each with its reason.
struct Wordless {
    folder: &'static str,
    with_words: &'static [(&'static str, &'static str)],
}

const WORDLESS: [Wordless; 2] = [
    Wordless { folder: "host/domain/src/", with_words: OF_CORE },
    Wordless { folder: "host/api/src/", with_words: OF_API },
];

const OF_CORE: &[(&str, &str)] = &[
    ("arbiter/dispatch.rs", "names a proposal as records keep it"),
    ("arbiter/effect.rs", "names a proposal as records keep it"),
    ("arbiter/escalation.rs", "names a proposal as records keep it"),
    ("arbiter/intake.rs", "names a proposal as records keep it"),
    ("county/difference.rs", "nouns of a county's difference, by which callers count"),
    ("county/value.rs", "what serde says of a damaged record"),
    ("decision/rows.rs", "what serde says of a damaged record"),
    ("event.rs", "what serde says of a damaged record"),
    ("event/named.rs", "what serde says of a damaged record"),
    ("form/declared.rs", "what is wrong with a plugin's declaration, for its author"),
    ("hooks.rs", "for whoever writes a runtime"),
    ("ids.rs", "what serde says of a damaged record"),
    ("incident/archived.rs", "what serde says of a damaged record"),
    ("matter.rs", "how a matter is written, for whoever parses one"),
    ("notice.rs", "kept by records"),
    ("ports.rs", "errors of the disk, for the log"),
    ("reason/value.rs", "what serde says of a damaged record"),
    ("scope.rs", "how a role and districts are written, for whoever parses one"),
    ("skills.rs", "what serde says of a damaged record"),
    ("state.rs", "what serde says of a damaged record"),
    ("strict_json.rs", "what is wrong with a document, beside what the parser says"),
    ("task/fold.rs", "kept by records"),
    ("time.rs", "how a time is written, for whoever parses one"),
];

const OF_API: &[(&str, &str)] = &[
    ("access/peer.rs", "what is wrong with an argument of `serve`"),
    ("access/tokens.rs", "what is wrong with the token file, for whoever runs the server"),
    ("doubt.rs", "a header that programs read"),
    ("dto/words.rs", "the description"),
    ("extract/misread.rs", "what serde says, by which it is sorted"),
    ("metrics.rs", "help texts of Prometheus"),
    ("openapi.rs", "the description"),
    ("routes/home.rs", "a header that browsers read"),
    ("serve/stalling.rs", "an error of a connection, for the log"),
];

/// What is said to the log, in the description, or in a header.
const FOR_OTHERS: [&str; 5] = ["tracing::", "Problem::internal(", "description = ", "let about = ", "CONTENT_TYPE"];
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

/// The lines of a file in which something may be said to a caller.
fn spoken(file: &File) -> impl Iterator<Item = (usize, &str)> {
    let mut logging = false;
    let program = file.lines().filter(|(_, part, line)| *part == Part::Program && !line.trim_start().starts_with("#["));
    let spoken = program.filter(move |(.., line)| {
        let for_others = FOR_OTHERS.iter().any(|mark| line.contains(mark));
        // A call of the log may go over several lines.
        let within = logging;
        logging = (logging || (line.contains("tracing::") && line.ends_with('('))) && line.trim() != ");";
        !for_others && !within
    });
    spoken.map(|(number, _, line)| (number, line))
}

fn faults(file: &File) -> Vec<String> {
    let of = |wordless: &Wordless| Some((file.path.strip_prefix(wordless.folder)?.to_owned(), wordless.with_words));
    let Some((path, with_words)) = WORDLESS.iter().find_map(of) else { return Vec::new() };
    if with_words.iter().any(|(with, _)| *with == path) {
        return Vec::new();
    }
    let said = spoken(file).filter(|(_, line)| literals(line).any(is_sentence));
    said.map(|(number, _)| format!("{}: declare a sentence and put its words into `telling`", file.at(number)))
        .collect()
}

#[test]
fn core_and_api_have_no_sentences() {
    none(tree::sources().flat_map(faults).collect());
    let listed = WORDLESS.iter().flat_map(|of| of.with_words.iter().map(|(with, _)| format!("{}{with}", of.folder)));
    let stale = listed.filter(|path| !tree::files().iter().any(|file| file.path == *path));
    none(stale.map(|path| format!("`{path}` is not there: take it off the list")).collect());
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
    assert_eq!(count("host/api/src/a.rs", "\"there is no task\""), 1);
    assert_eq!(count("host/api/src/metrics.rs", "\"there is no task\""), 0);
    assert_eq!(count("host/api/src/a.rs", "tracing::warn!(\n    \"there is no task\",\n);\n\"there is no task\""), 1);
    assert_eq!(count("host/api/src/a.rs", "Problem::internal(&\"there is no task\")"), 0);
    assert_eq!(count("host/wardroom/src/a.rs", "\"there is no task\""), 0);
}
