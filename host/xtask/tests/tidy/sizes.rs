//! How a Rust file begins, how long it may be, and how long its functions may be: files are read whole, functions on a screen.

use super::none;
use super::tree::{self, File};

/// How long something may be: in the program, and in tests and benches, where tables of cases are data.
struct Bound {
    program: usize,
    tests: usize,
}

/// Lines of a file that are neither blank nor comments.
const FILE_LINES: Bound = Bound { program: 500, tests: 900 };
/// Lines of a function from its signature to its closing brace.
const FUNCTION_LINES: Bound = Bound { program: 80, tests: 120 };

impl Bound {
    fn of(&self, file: &File) -> usize {
        if file.is_test() { self.tests } else { self.program }
    }
}

/// Files that may be longer, each with its reason.
const LONG_FILES: &[(&str, &str)] = &[];

/// Functions that may be longer: file, name, reason.
const LONG_FUNCTIONS: &[(&str, &str, &str)] = &[];

fn first_line_fault(file: &File) -> Option<String> {
    let first = file.text.lines().next().unwrap_or_default();
    let says = first.strip_prefix("//! ").is_some_and(|words| words.split(' ').count() >= 2);
    (!says).then(|| format!("{}: the first line is no `//!` that says what lives here", file.path))
}

fn length_fault(file: &File) -> Option<String> {
    let lines = file.text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")).count();
    let most = FILE_LINES.of(file);
    (lines > most).then(|| format!("{}: {lines} lines of code, more than {most}: look for the seam", file.path))
}

/// Formatted code closes a function with a brace under the first letter of its signature.
fn function_faults(file: &File) -> Vec<String> {
    let mut faults = Vec::new();
    let mut open: Vec<(usize, usize, String)> = Vec::new();
    for (number, line) in file.text.lines().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let code = line.trim();
        if let Some(name) = function_name(code) {
            if !code.ends_with(['}', ';']) {
                open.push((indent, number, name.to_owned()));
            }
        } else if open.last().is_some_and(|(at, ..)| *at == indent) && (code == "}" || code.ends_with(';')) {
            let (_, start, name) = open.pop().expect("just seen");
            let lines = number - start + 1;
            let most = FUNCTION_LINES.of(file);
            if lines > most {
                let at = file.at(start + 1);
                faults.push(format!("{at}: `{name}` has {lines} lines, more than a screen of {most}"));
            }
        }
    }
    faults
}

fn function_name(code: &str) -> Option<&str> {
    let words = code.split("fn ").next()?;
    let signature = code.strip_prefix(words)?.strip_prefix("fn ")?;
    let only_qualifiers = words.split_whitespace().all(|word| {
        word.starts_with("pub") || word.starts_with('"') || matches!(word, "const" | "async" | "unsafe" | "extern")
    });
    let end = signature.find(|letter: char| !letter.is_alphanumeric() && letter != '_')?;
    (only_qualifiers && end > 0).then(|| &signature[..end])
}

fn excused(fault: &str) -> bool {
    let file = |path: &str| fault.strip_prefix(path).is_some_and(|rest| rest.starts_with(": "));
    let function = |path: &str, name: &str| fault.starts_with(path) && fault.contains(&format!(": `{name}` has "));
    LONG_FILES.iter().any(|(path, _)| file(path)) || LONG_FUNCTIONS.iter().any(|(path, name, _)| function(path, name))
}

#[test]
fn every_source_says_first_what_it_is() {
    none(tree::sources().filter_map(first_line_fault).collect());
    assert!(first_line_fault(&File::new("a.rs", "use std::fs;\n")).is_some());
    assert!(first_line_fault(&File::new("a.rs", "//! api\n")).is_some());
    assert!(first_line_fault(&File::new("a.rs", "//! The fold of events.\n")).is_none());
}

#[test]
fn files_can_be_read_whole() {
    none(tree::sources().filter_map(length_fault).filter(|fault| !excused(fault)).collect());
    let lines = |path, count| File::new(path, &"let a = 1;\n// why\n\n".repeat(count));
    for (path, most) in [("host/a/src/b.rs", FILE_LINES.program), ("host/a/tests/b.rs", FILE_LINES.tests)] {
        assert!(length_fault(&lines(path, most)).is_none());
        assert!(length_fault(&lines(path, most + 1)).is_some());
    }
}

#[test]
fn functions_fit_a_screen() {
    none(tree::sources().flat_map(function_faults).filter(|fault| !excused(fault)).collect());
    let function = |lines: usize| {
        File::new(
            "a.rs",
            &format!("impl A {{\n    pub fn long(&self) {{\n{}    }}\n}}\n", "        a();\n".repeat(lines - 2)),
        )
    };
    assert_eq!(function_faults(&function(FUNCTION_LINES.program)), Vec::<String>::new());
    assert_eq!(function_faults(&function(FUNCTION_LINES.program + 1)).len(), 1);
}

#[test]
fn excuses_are_needed() {
    let faults: Vec<String> =
        tree::sources().flat_map(|file| length_fault(file).into_iter().chain(function_faults(file))).collect();
    for (path, reason) in LONG_FILES {
        assert!(!reason.is_empty() && faults.iter().any(|fault| fault.starts_with(path)), "{path} needs no excuse");
    }
    for (path, name, reason) in LONG_FUNCTIONS {
        let needed = faults.iter().any(|fault| fault.starts_with(path) && fault.contains(&format!("`{name}`")));
        assert!(!reason.is_empty() && needed, "`{name}` in {path} needs no excuse");
    }
}
