//! What authors are warned of before it runs: what compiles in a plugin and does not do in a sandbox what it says. The list is copied with
//! the template, and is the same for the repository's own plugins.

use std::process::Command;

use super::root;

const TEMPLATE: &str = "examples/first-plugin/clippy.toml";
const OWN: &str = "plugins/clippy.toml";

#[test]
fn the_template_warns_of_what_the_own_plugins_are_warned_of() {
    let text = |path: &str| std::fs::read_to_string(root().join(path)).expect("a readable file");
    assert_eq!(text(TEMPLATE), text(OWN), "{OWN} is a copy of {TEMPLATE}");
}

/// A rule that reads the clock, prints and draws lots, in a crate of its own with the template's list.
#[test]
fn clippy_names_what_a_sandbox_does_not_have_and_what_to_use_instead() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a writable file");
    std::fs::create_dir(folder.path().join("src")).expect("a folder");
    write("Cargo.toml", "[package]\nname = \"drawn\"\nedition = \"2024\"\n\n[workspace]\n");
    write("clippy.toml", &std::fs::read_to_string(root().join(TEMPLATE)).expect("the template's list"));
    write(
        "src/lib.rs",
        "pub fn rule() -> std::hash::RandomState {\n    let now = std::time::Instant::now();\n    println!(\"{now:?}\");\n    \
         std::hash::RandomState::new()\n}\n",
    );
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut clippy = Command::new(cargo);
    clippy.args(["clippy", "--offline", "--quiet", "--target-dir"]).arg(folder.path().join("target"));
    let asked = clippy.current_dir(folder.path()).output().expect("cargo runs");
    let said = String::from_utf8_lossy(&asked.stderr);
    for warning in [
        "use of a disallowed method `std::time::Instant::now`",
        "every hook is given `now`",
        "use of a disallowed macro `std::println`",
        "say it in a reason or a remark",
        "use of a disallowed method `std::hash::RandomState::new`",
        "make the choice from what the hook is given",
    ] {
        assert!(said.contains(warning), "{warning}\n{said}");
    }
}
