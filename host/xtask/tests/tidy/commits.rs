//! Commits that can be read in a list: their subjects are short.

use std::process::Command;

use super::{none, root};

/// The last commit before the rule.
const SINCE: &str = "557664f";
const SUBJECT_LETTERS: usize = 72;

/// A line for each commit: its number and its subject.
fn faults(log: &str) -> Vec<String> {
    log.lines()
        .filter_map(|line| Some((line, fault(line.split_once(' ')?.1)?)))
        .map(|(line, why)| format!("{line}: {why}"))
        .collect()
}

fn fault(subject: &str) -> Option<String> {
    let letters = subject.chars().count();
    (letters > SUBJECT_LETTERS).then(|| {
        format!("{letters} letters, more than {SUBJECT_LETTERS}: say the rest in the body (`git commit --amend`)")
    })
}

/// What git says, if there is a git, a repository, and that commit in it.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).current_dir(root()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn subjects_of_commits_are_short() {
    match git(&["log", "--no-merges", "--format=%h %s", &format!("{SINCE}..HEAD")]) {
        Some(log) => none(faults(&log)),
        None => eprintln!("subjects of commits were not checked: there is no history from {SINCE} on here"),
    }
}

#[test]
fn a_subject_that_is_too_long_is_found() {
    let of = |letters: usize| format!("1234567 {} {}", "a".repeat(10), "b".repeat(letters - 11));
    assert_eq!(faults(&of(SUBJECT_LETTERS)), Vec::<String>::new());
    assert_eq!(faults(&of(SUBJECT_LETTERS + 1)).len(), 1);
}
