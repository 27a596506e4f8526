//! The repository's files as text, and which lines of a Rust file are its program, its tests, or comments.

use std::path::Path;
use std::sync::LazyLock;

use super::root;

/// A text file of the repository.
pub struct File {
    /// From the root, with `/`.
    pub path: String,
    pub text: String,
}

/// What a line of a Rust file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Program,
    Test,
    Comment,
}

impl File {
    pub fn new(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// A file of nothing but tests, benches, or what they are made with.
    pub fn is_test(&self) -> bool {
        let mut folders = self.path.split('/');
        self.path.ends_with("tests.rs") || folders.any(|folder| matches!(folder, "tests" | "benches" | "testing"))
    }

    /// Each line with its number and what it is. Tests are whole files of tests, and all that follows a `#[cfg(test)]` at
    /// the start of a line: unit tests stand at the end of their file here.
    pub fn lines(&self) -> impl Iterator<Item = (usize, Part, &str)> {
        let mut in_tests = self.is_test();
        self.text.lines().enumerate().map(move |(index, line)| {
            in_tests |= line.starts_with("#[cfg(test)]");
            let part = match () {
                () if line.trim_start().starts_with("//") => Part::Comment,
                () if in_tests => Part::Test,
                () => Part::Program,
            };
            (index + 1, part, line)
        })
    }

    /// `host/domain/src/fold.rs:12`
    pub fn at(&self, line: usize) -> String {
        format!("{}:{line}", self.path)
    }
}

/// All text files below the root, in order, without what git ignores by name. They are read once for all tests.
pub fn files() -> &'static [File] {
    static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
        let mut files = Vec::new();
        gather(root(), "", &mut files);
        assert!(files.len() > 50, "only {} files: is this the repository?", files.len());
        files
    });
    &FILES
}

/// The Rust files among them.
pub fn sources() -> impl Iterator<Item = &'static File> {
    files().iter().filter(|file| file.is_rust())
}

fn gather(folder: &Path, prefix: &str, files: &mut Vec<File>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).expect(prefix).map(|entry| entry.expect(prefix)).collect();
    entries.sort_by_key(|entry| entry.file_name());
    for entry in entries {
        let name = entry.file_name().into_string().expect("a name in UTF-8");
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        // What runs leave behind lies at the top level; in a second working tree, `.git` is a file.
        if matches!(path.as_str(), "target" | ".git" | "data" | "tests/hostile/target") {
            continue;
        }
        if entry.file_type().expect(&path).is_dir() {
            gather(&entry.path(), &path, files);
        } else if let Ok(text) = std::fs::read_to_string(entry.path()) {
            // What is not UTF-8 is a compiled golden and no business of these rules.
            files.push(File { path, text });
        }
    }
}

#[test]
fn tests_begin_at_their_attribute_or_with_their_file() {
    let file =
        File::new("host/x/src/a.rs", "//! A.\nfn a() {}\n#[cfg(test)]\nmod tests {\n    // why\n    fn b() {}\n}\n");
    let parts: Vec<Part> = file.lines().map(|(_, part, _)| part).collect();
    use Part::{Comment, Program, Test};
    assert_eq!(parts, [Comment, Program, Test, Test, Comment, Test, Test]);
    let file = File::new("host/x/tests/a.rs", "fn a() {}\n");
    assert_eq!(file.lines().next().map(|(_, part, _)| part), Some(Test));
}
