//! Documents that tell the truth: paths that they name exist, links lead somewhere, the changelog is open.

use super::tree::{self, File};
use super::{none, root};

/// Documents whose paths are checked.
const CHECKED: &[&str] =
    &["README.md", "host/ARCHITECTURE.md", "host/CHANGELOG.md", "plugins/README.md", "wit/README.md"];

/// Where a path of this repository can begin.
const ROOTS: &[&str] = &["host/", "plugins/", "wit/", "examples/", "tests/", ".ci/", ".cargo/"];

fn is_checked(file: &File) -> bool {
    CHECKED.contains(&file.path.as_str()) || file.path.starts_with("host/adr/")
}

/// Words in backticks that look like paths of the repository, and where links lead, each with its line, from the root.
fn paths(file: &File) -> Vec<(usize, String)> {
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut paths = Vec::new();
    for (number, line) in file.text.lines().enumerate() {
        let words = line.split('`').skip(1).step_by(2).flat_map(str::split_whitespace);
        let plain =
            |word: &&str| !word.contains(['*', '<', '{', '…', '$']) && ROOTS.iter().any(|root| word.starts_with(root));
        paths.extend(words.filter(plain).map(|word| (number + 1, word.trim_end_matches('/').to_owned())));
        let links = line.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
        let here = links.filter(|link| !link.is_empty() && !link.contains("://"));
        paths.extend(here.map(|link| (number + 1, format!("{folder}/{link}").trim_start_matches('/').to_owned())));
    }
    paths
}

#[test]
fn paths_named_in_documents_exist() {
    let documents: Vec<&File> = tree::files().iter().filter(|file| is_checked(file)).collect();
    for needed in CHECKED {
        assert!(documents.iter().any(|file| file.path == *needed), "{needed} is missing");
    }
    let exists = |path: &str| root().join(path).exists();
    let dead = documents.iter().flat_map(|file| {
        let dead = paths(file).into_iter().filter(|(_, path)| !exists(path));
        dead.map(|(line, path)| format!("{}: `{path}` does not exist", file.at(line))).collect::<Vec<_>>()
    });
    none(dead.collect());
}

#[test]
fn a_path_is_recognised() {
    let text = "See `host/domain/src/fold.rs` and [the ports](domain/src/ports.rs), `cargo run plugins/*`,\n\
                [elsewhere](https://example.org/host/x), [below](#below) and `cp plugins/x y`.";
    let found: Vec<String> = paths(&File::new("host/A.md", text)).into_iter().map(|(_, path)| path).collect();
    assert_eq!(found, ["host/domain/src/fold.rs", "host/domain/src/ports.rs", "plugins/x"]);
}

#[test]
fn the_changelog_is_open() {
    let file = tree::files().iter().find(|file| file.path == "host/CHANGELOG.md").expect("host/CHANGELOG.md");
    assert!(file.text.contains("\n## Unreleased\n"), "without a heading for what comes next");
}

#[test]
fn every_record_of_a_decision_is_numbered_and_titled() {
    let records: Vec<&File> = tree::files().iter().filter(|file| file.path.starts_with("host/adr/")).collect();
    assert!(!records.is_empty(), "no records");
    for (index, file) in records.iter().enumerate() {
        let number = format!("{:04}", index + 1);
        assert!(file.path.starts_with(&format!("host/adr/{number}-")), "{}: not number {number}", file.path);
        assert!(
            file.text.starts_with(&format!("# {number}: ")),
            "{}: the title does not begin `# {number}: `",
            file.path
        );
        let words = file.text.split_whitespace().count();
        assert!(words < 500, "{}: {words} words are more than half a page", file.path);
    }
}
