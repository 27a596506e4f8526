//! Words that may not stand in the code, each with the place it is banned from and the reason. This file alone may name them.

use std::collections::BTreeSet;

use super::none;
use super::tree::{self, File, Part};

/// The file with the limits, and this one.
const LIMITS: &str = "host/domain/src/limits.rs";
const THIS: &str = "host/xtask/tests/tidy/words.rs";

struct Ban {
    words: &'static [&'static str],
    reason: &'static str,
    /// Files that it holds in.
    files: fn(&str) -> bool,
    /// Parts of a Rust file that it holds in; other files are text throughout.
    parts: &'static [Part],
}

const PROGRAM: &[Part] = &[Part::Program];
const CODE: &[Part] = &[Part::Program, Part::Test];
const ALL: &[Part] = &[Part::Program, Part::Test, Part::Comment];

const BANS: &[Ban] = &[
    Ban {
        words: &["todo!(", "unimplemented!(", "dbg!(", "TODO", "FIXME", "XXX"],
        reason: "what stands here is finished; what is missing is an issue",
        files: rust,
        parts: ALL,
    },
    Ban { words: &["#[ignore"], reason: "a test that does not run proves nothing", files: rust, parts: CODE },
    Ban {
        words: &[".unwrap()", ".expect(", "panic!(", "unreachable!("],
        reason: "the core never panics on input: make it an error or a total function",
        files: pure_crate,
        parts: PROGRAM,
    },
    Ban {
        words: &["std::time::", "SystemTime", "Instant::now", "Timestamp::now", "Zoned::now", "rand::", "thread_rng"],
        reason: "time, ids and randomness arrive as arguments",
        files: pure,
        parts: PROGRAM,
    },
    Ban {
        words: &["std::fs", "std::net", "std::env", "std::process", "std::thread", "async fn", ".await"],
        reason: "the core and the guests do not touch the outside world",
        files: pure,
        parts: PROGRAM,
    },
    Ban {
        words: &["println!(", "print!("],
        reason: "only the programs print; libraries trace",
        files: library,
        parts: PROGRAM,
    },
    Ban {
        words: &["../shared", "/work/", "/root/", "/home/"],
        reason: "a path of one machine; the repository stands alone",
        files: |_| true,
        parts: ALL,
    },
    Ban {
        words: &["unbounded_channel", "mpsc::channel()", "channel::unbounded"],
        reason: "every queue has a bound, in limits.rs",
        files: |path| path.starts_with("host/"),
        parts: PROGRAM,
    },
];

fn rust(path: &str) -> bool {
    path.ends_with(".rs")
}

/// Sources of the host's libraries, without their examples and benches.
fn library(path: &str) -> bool {
    let program = path.starts_with("host/wardroom/") || path.starts_with("host/xtask/");
    path.starts_with("host/") && path.contains("/src/") && !program
}

fn pure(path: &str) -> bool {
    let guest = path.starts_with("plugins/") || path.starts_with("examples/");
    pure_crate(path) || guest && rust(path)
}

fn pure_crate(path: &str) -> bool {
    path.starts_with("host/domain/src/") || path.starts_with("host/county-files/src/")
}

fn faults(file: &File) -> Vec<String> {
    if file.path == THIS {
        return Vec::new();
    }
    let bans: Vec<&Ban> = BANS.iter().filter(|ban| (ban.files)(&file.path)).collect();
    let mut faults = Vec::new();
    for (number, part, line) in file.lines() {
        for ban in bans.iter().filter(|ban| !file.is_rust() || ban.parts.contains(&part)) {
            if let Some(word) = ban.words.iter().find(|word| stands_in(line, word)) {
                faults.push(format!("{}: `{word}`: {}", file.at(number), ban.reason));
            }
        }
    }
    faults
}

/// Whether the word is there and no longer word ends in it: `eprintln!(` is not `println!(`.
fn stands_in(line: &str, word: &str) -> bool {
    let begins_a_word = |at: usize| {
        let before = line[..at].chars().next_back();
        !word.starts_with(char::is_alphanumeric)
            || !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
    };
    line.match_indices(word).any(|(at, _)| begins_a_word(at))
}

#[test]
fn banned_words_are_absent() {
    none(tree::files().iter().flat_map(faults).collect());
}

#[test]
fn a_banned_word_is_found_where_it_is_banned() {
    let count = |path: &str, text: &str| faults(&File::new(path, text)).len();
    assert_eq!(count("host/domain/src/a.rs", "let a = b.unwrap();"), 1);
    assert_eq!(count("host/county-files/src/a.rs", "std::fs::read(path)"), 1);
    assert_eq!(count("host/domain/src/a.rs", "#[cfg(test)]\nmod tests {\n    b.unwrap();\n}"), 0);
    assert_eq!(count("host/journal/src/a.rs", "let a = b.unwrap();"), 0);
    assert_eq!(count("host/domain/src/a.rs", "// no std::time::Instant here"), 0);
    assert_eq!(count("plugins/x/src/lib.rs", "let now = std::time::Instant::now();"), 1);
    assert_eq!(count("host/api/src/a.rs", "println!(\"x\");"), 1);
    assert_eq!(count("host/api/src/a.rs", "eprintln!(\"x\");"), 0);
    assert_eq!(count("tests/tests/a.rs", "    #[ignore = \"slow\"]"), 1);
    assert_eq!(count("host/a.md", "see ../shared/x"), 1);
}

/// Names that only the model county has, taken from its own files: in the host they would make it that county's.
fn county_words(files: &[File]) -> BTreeSet<String> {
    let mut words: BTreeSet<String> = ["寿宁", "shouning", "Shouning", "350924"].map(str::to_owned).into();
    for file in files.iter().filter(|file| file.path.ends_with("shouning/townships.geojson")) {
        words.extend(file.text.split("\"name\":").skip(1).filter_map(|rest| rest.split('"').nth(1)).map(str::to_owned));
    }
    words
}

fn county_faults(file: &File, words: &BTreeSet<String>) -> Vec<String> {
    let own = file.path.starts_with("host/") && file.path.contains("/src/") && !file.path.starts_with("host/xtask/");
    // An example in the API's description is documentation.
    let example = |line: &str| line.trim_start().starts_with("#[schema(example");
    let program = file.lines().filter(|(_, part, line)| own && *part == Part::Program && !example(line));
    let named =
        program.filter_map(|(number, _, line)| Some((number, words.iter().find(|word| line.contains(word.as_str()))?)));
    named
        .map(|(number, word)| format!("{}: `{word}` is data of one county, and the host serves any", file.at(number)))
        .collect()
}

#[test]
fn the_host_knows_no_county_by_name() {
    let files = tree::files();
    let words = county_words(files);
    assert!(words.len() >= 14 + 4, "the model county's townships were not found: {words:?}");
    none(files.iter().flat_map(|file| county_faults(file, &words)).collect());
    assert_eq!(county_faults(&File::new("host/api/src/a.rs", "if name == \"寿宁\" {}"), &words).len(), 1);
    assert_eq!(county_faults(&File::new("plugins/x/src/lib.rs", "\"寿宁\""), &words).len(), 0);
}

/// A number with a name that says it is a limit.
fn is_limit(line: &str) -> bool {
    let Some((_, rest)) = line.split_once("const ") else { return false };
    let Some((name, value)) = rest.split_once(':') else { return false };
    let says = name.split('_').any(|word| matches!(word, "MAX" | "LIMIT" | "TIMEOUT" | "DEADLINE" | "BUDGET" | "CAP"));
    let number = ["u8", "u16", "u32", "u64", "usize", "i32", "i64", "f64", "Duration"];
    says && number.iter().any(|kind| value.trim_start().starts_with(kind)) && !value.contains("limits::")
}

fn limit_faults(file: &File) -> Vec<String> {
    let host = file.path.starts_with("host/")
        && file.is_rust()
        && file.path != LIMITS
        && !file.path.starts_with("host/xtask/");
    let limits = file.lines().filter(|(_, part, line)| host && *part == Part::Program && is_limit(line));
    limits.map(|(number, _, line)| format!("{}: `{}` belongs into {LIMITS}", file.at(number), line.trim())).collect()
}

#[test]
fn limits_stand_in_one_file() {
    none(tree::sources().flat_map(limit_faults).collect());
    let one = |line: &str| limit_faults(&File::new("host/api/src/a.rs", line)).len();
    assert_eq!(one("const BODY_BYTES_MAX: usize = 1 << 20;"), 1);
    assert_eq!(one("    pub const READ_TIMEOUT: Duration = Duration::from_secs(3);"), 1);
    assert_eq!(one("const FORMAT: u32 = 1;"), 0);
}

/// Files that may lift the ban on `unsafe`, each with its reason.
const UNSAFE: &[(&str, &str)] = &[
    ("host/runtime/src/loading.rs", "takes compiled code for what it says it is"),
    ("host/runtime/src/next.rs", "bindings generated from wit/next"),
    ("host/runtime/src/next/row.rs", "candidates are written into a guest's memory in one piece"),
    ("host/runtime/src/next/told.rs", "reasons are read from a guest's memory in one piece"),
    ("plugins/sdk/src/arena.rs", "a global allocator can't be written without"),
    ("plugins/sdk/src/lib.rs", "bindings generated from wit/next"),
    ("tests/tests/crashes/power_cut.rs", "an ioctl that drops unsynced writes"),
];

fn unsafe_faults(file: &File) -> Vec<String> {
    let listed = file.path == THIS || UNSAFE.iter().any(|(path, _)| *path == file.path);
    let lifted = |line: &str| line.contains("allow(") && line.contains("unsafe_code");
    let lines = file.lines().filter(|(_, part, line)| !listed && *part != Part::Comment && lifted(line));
    lines.map(|(number, ..)| format!("{}: `unsafe` is allowed where UNSAFE lists it", file.at(number))).collect()
}

#[test]
fn unsafe_code_is_where_it_was_looked_at() {
    none(tree::sources().flat_map(unsafe_faults).collect());
    let line = "#[allow(unsafe_code, unused)]";
    assert_eq!(unsafe_faults(&File::new("host/api/src/a.rs", line)).len(), 1);
    assert_eq!(unsafe_faults(&File::new("plugins/sdk/src/arena.rs", line)).len(), 0);
}
