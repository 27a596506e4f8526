//! A later version of `wardroom:plugin`, made of the one in `wit/next` by changing a few words: a record has a field more, an enum a case,
//! an interface a function. For tests alone; a version that is to be run is a folder of its own, with an adapter that somebody wrote.

use std::fs;
use std::path::Path;

const EARLIER: &str = "0.1.0";
pub const LATER: &str = "0.2.0";

/// A file, words in it, and what stands there later.
type Change = (&'static str, &'static str, &'static str);

const WIT: [Change; 3] = [
    (
        "types.wit",
        "    acknowledged-at: option<time-s>,\n",
        "    acknowledged-at: option<time-s>,\n    /// Units that are still needed, for all needs together.\n    units-needed: u16,\n",
    ),
    ("hooks.wit", "    unmerged,\n", "    unmerged,\n    /// What the version before calls `unmerged`.\n    parted,\n"),
    (
        "hooks.wit",
        "  say: func(letter: char);\n}\n",
        "  say: func(letter: char);\n\n  /// A whole line.\n  line: func(words: string);\n}\n",
    ),
];

/// Writes the WIT files into a folder.
pub fn write_wit(next: &Path, into: &Path) {
    fs::create_dir_all(into).expect("a folder for the later version");
    for name in names(next, "wit") {
        let words = changed(&name, read(&next.join(&name)), &WIT);
        fs::write(into.join(&name), words.replace(EARLIER, LATER)).expect("a file of the later version");
    }
}

/// The names of a folder's files that end so, in order.
pub fn names(folder: &Path, end: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("`{}`: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let of = paths.filter(|path| path.extension().is_some_and(|of| of == end));
    let mut names: Vec<String> = of.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect();
    names.sort();
    names
}

pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()))
}

/// A file's words with its changes made. Each finds its place once, or the later version is not what it says.
pub fn changed(name: &str, words: String, changes: &[Change]) -> String {
    changes.iter().filter(|(file, ..)| *file == name).fold(words, |words, (_, from, to)| {
        let found = words.matches(from).count();
        assert!(found == 1, "`{name}` has {found} times what the later version changes: mend `build/later.rs`: {from}");
        words.replacen(from, to, 1)
    })
}
