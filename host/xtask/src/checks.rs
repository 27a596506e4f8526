//! Everything that must hold, in an order that fails fast: what takes seconds comes before what takes minutes. All of it is
//! built in one profile, so that the large libraries are compiled once.

use std::time::Instant;

use anyhow::Result;

use crate::plugins;
use crate::program::{cargo, run};

/// Checks formatting and lints, builds host and guests, and runs all tests.
pub fn all() -> Result<()> {
    step("formatting", || {
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
    })?;
    step("lints", || {
        run(&mut cargo(["clippy", "--release", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
    })?;
    step("guests", plugins::build_guests)?;
    // Together, as the tests will want them: a program built alone may be given other features of its libraries, and these
    // would be compiled twice.
    step("host", || run(&mut cargo(["build", "--release", "--workspace", "--bins", "--tests"])))?;
    step("packages", plugins::pack)?;
    step("tests", || run(&mut cargo(["test", "--release", "--workspace", "--no-fail-fast"])))
}

fn step(name: &str, check: impl FnOnce() -> Result<()>) -> Result<()> {
    let start = Instant::now();
    eprintln!("── {name}");
    check()?;
    eprintln!("── {name}: well, {:.0} s", start.elapsed().as_secs_f64());
    Ok(())
}
