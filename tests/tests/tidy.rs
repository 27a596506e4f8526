//! Rules about the repository itself, kept by a test each: a rule that is not a test is a wish. Every rule also shows on
//! made-up input that it can fail.

mod documents;
mod edges;
mod interface;
mod layout;
mod sizes;
mod tree;
mod words;

/// Fails with every fault on a line of its own.
#[track_caller]
fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
