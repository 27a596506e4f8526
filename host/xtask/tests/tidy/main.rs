//! Rules about the repository itself, kept by a test each: a rule that is not a test is a wish. Every rule also shows on
//! made-up input that it can fail. They stand here because nothing of the host has to be compiled for them.

mod circles;
mod commits;
mod dead;
mod documents;
mod edges;
mod interface;
mod layout;
mod reads;
mod rows;
mod sandboxed;
mod sentences;
mod sizes;
mod tree;
mod wildcards;
mod words;

use std::path::Path;

/// The root of the repository: two above this crate.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("host/xtask is two folders down")
}

/// Fails with every fault on a line of its own.
#[track_caller]
fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
