//! Nothing public lies about that nobody names: the compiler sees what is unused within a crate, this sees the rest.

use std::collections::HashMap;

use super::none;
use super::tree::{self, File, Part};

const ITEMS: [&str; 7] = ["fn", "const", "struct", "enum", "trait", "type", "static"];

/// The words of a line of code.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

/// The name of what a line makes public, if it makes something public.
fn public_item(line: &str) -> Option<&str> {
    let declared = line.trim_start().strip_prefix("pub ")?;
    let mut words = words(declared).skip_while(|word| matches!(*word, "const" | "async" | "unsafe"));
    match words.next()? {
        kind if ITEMS.contains(&kind) => words.next(),
        // `const` was skipped as the qualifier that it is before `fn`.
        name if declared.starts_with("const ") => Some(name),
        _ => None,
    }
}

fn faults(files: &[File]) -> Vec<String> {
    let mut named: HashMap<&str, usize> = HashMap::new();
    for (_, part, line) in files.iter().filter(|file| file.is_rust()).flat_map(File::lines) {
        if part != Part::Comment {
            words(line).for_each(|word| *named.entry(word).or_default() += 1);
        }
    }
    let own = |file: &&File| file.is_rust() && file.path.starts_with("host/");
    let items = files.iter().filter(own).flat_map(|file| file.lines().map(move |line| (file, line)));
    items
        .filter(|(_, (_, part, _))| *part == Part::Program)
        .filter_map(|(file, (number, _, line))| Some((file.at(number), public_item(line)?)))
        .filter(|(_, name)| named.get(name) == Some(&1))
        .map(|(at, name)| format!("{at}: `{name}` is named nowhere else: use it or take it out"))
        .collect()
}

#[test]
fn what_is_public_is_named_somewhere_else() {
    none(faults(tree::files()));
}

#[test]
fn what_nobody_names_is_found() {
    let files = [
        File::new(
            "host/a/src/b.rs",
            "pub const fn used() {}\npub const IDLE_S: u32 = 1;\n// used, unused, IDLE_S\npub fn unused() {}\n",
        ),
        File::new("host/c/src/d.rs", "pub(crate) fn private() {}\nfn e() { a::used() }\n    pub struct Used;\n"),
        File::new("host/c/tests/f.rs", "use c::Used;\npub fn only_here() {}\n"),
    ];
    let found = faults(&files);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("host/a/src/b.rs:2: `IDLE_S`") && found[1].starts_with("host/a/src/b.rs:4: `unused`"));
}
