//! What must hold, in an order that fails fast: what takes seconds comes before what takes minutes.

use std::time::Instant;

use anyhow::Result;

use crate::program::{cargo, host_build, run};
use crate::{plugins, runners, schemathesis};

/// How often `quick` tries a random test: enough to see a rule that is broken. `test` tries each as often as the test says.
const QUICK_CASES: &str = "16";
/// Writes a county of 57 MiB; `test` does.
const LARGE: &str = "plugin::installed::a_county_fits_a_record";

/// Checks formatting and lints, builds host and guests, and runs all tests. All of it is built in one profile, so that the
/// large libraries are compiled once.
pub fn all() -> Result<()> {
    step("formatting", formatting)?;
    step("lints", || {
        run(&mut cargo(["clippy", "--release", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
    })?;
    step("guests", plugins::build_guests)?;
    step("host", || run(host_build().args(["--tests", "--examples"])))?;
    step("packages", plugins::pack)?;
    step("packages of other languages", plugins::pack_foreign)?;
    step("tests", || runners::run(&mut cargo(["test", "--release", "--workspace", "--no-fail-fast"])))?;
    step("description", schemathesis::ask)
}

/// Checks what can be checked without compiling a large library: the format, the rules of the repository, and the county's model.
pub fn quick() -> Result<()> {
    step("formatting", formatting)?;
    // Not their examples in documentation, each of which would be compiled by itself.
    let mut tests = cargo(["test", "--package", "domain", "--package", "xtask", "--lib", "--bins", "--tests"]);
    if std::env::var_os("PROPTEST_CASES").is_none() {
        tests.env("PROPTEST_CASES", QUICK_CASES);
    }
    tests.args(["--", "--skip", LARGE]);
    step("tests", || run(&mut tests))
}

fn formatting() -> Result<()> {
    run(&mut cargo(["fmt", "--all", "--check"]))?;
    let hostile = [
        "--manifest-path",
        "tests/hostile/Cargo.toml",
        "-p",
        "behaves-badly",
        "-p",
        "declares-for-ever",
        "-p",
        "imports-wasi",
    ];
    run(cargo(["fmt", "--check"]).args(hostile))
}

fn step(name: &str, check: impl FnOnce() -> Result<()>) -> Result<()> {
    let start = Instant::now();
    eprintln!("── {name}");
    check()?;
    eprintln!("── {name}: well, {:.1} s", start.elapsed().as_secs_f64());
    Ok(())
}
