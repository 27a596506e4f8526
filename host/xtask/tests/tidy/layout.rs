//! What lies where: the entries of the top level, and names that files may not have.

use super::tree::{self, File};
use super::{none, root};

/// Everything that the top level may hold. `target` and `data` are what runs leave behind.
const TOP: &[&str] = &[
    ".cargo",
    ".ci",
    ".git",
    ".gitignore",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "data",
    "examples",
    "host",
    "plugins",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "target",
    "tests",
    "wit",
];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &["util", "utils", "common", "misc", "helper", "helpers", "manager", "stuff"];

fn top_faults<'a>(entries: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let strange = entries.into_iter().filter(|name| !TOP.contains(name));
    strange
        .map(|name| format!("`{name}` lies at the top level, which holds the folders of the design and no others"))
        .collect()
}

fn name_fault(file: &File) -> Option<String> {
    let name = file.path.rsplit('/').next()?;
    if name == "mod.rs" {
        return Some(format!("{}: name it after its folder, beside it: ten tabs called mod.rs help nobody", file.path));
    }
    let stems = file.path.split('/').map(|part| part.split('.').next().unwrap_or(part));
    let empty = stems.into_iter().find(|stem| EMPTY_NAMES.contains(stem))?;
    Some(format!("{}: `{empty}` does not say what is inside", file.path))
}

#[test]
fn the_top_level_holds_only_what_it_may() {
    let entries = std::fs::read_dir(root()).expect("the root");
    let names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into()).collect();
    none(top_faults(names.iter().map(String::as_str)));
    assert_eq!(top_faults(["host", "scripts"]).len(), 1);
}

#[test]
fn names_say_what_is_inside() {
    none(tree::files().iter().filter_map(name_fault).collect());
    for bad in ["host/api/src/routes/mod.rs", "host/api/src/utils.rs", "plugins/common/src/lib.rs"] {
        assert!(name_fault(&File::new(bad, "")).is_some(), "{bad}");
    }
    assert!(name_fault(&File::new("host/api/src/routes.rs", "")).is_none());
}
