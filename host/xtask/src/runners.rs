//! Running tests: what the runners print goes through, and what each of them said last is said again at the end, where nobody
//! has to search for it.

use std::io::{BufRead, BufReader, Read};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Runs `cargo test` to its end and repeats the closing lines of the runners that had something to run.
pub fn run(tests: &mut Command) -> Result<()> {
    let (printed, into) = std::io::pipe().context("no pipe for what the tests print")?;
    // One pipe for both, so that a runner's name and its closing line stay in order.
    let errors = into.try_clone().context("no pipe for what the tests print")?;
    let mut cargo = tests.stdout(into).stderr(errors).spawn().context("`cargo test` could not be started")?;
    // The command holds the writing ends; while they are open, the pipe has no end.
    tests.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let closing = pass_on(printed, |line| println!("{line}"))?;
    let status = cargo.wait()?;
    println!();
    closing.iter().for_each(|line| println!("{line}"));
    if !status.success() {
        bail!("`cargo test` failed: {status}");
    }
    Ok(())
}

/// Hands each line on; the closing lines, each after the name of its runner.
fn pass_on(printed: impl Read, mut show: impl FnMut(&str)) -> Result<Vec<String>> {
    let mut closing = Vec::new();
    let mut runner = String::new();
    for line in BufReader::new(printed).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        show(&line);
        let words = line.trim();
        if let Some(name) = words.strip_prefix("Running ").or_else(|| words.strip_prefix("Doc-tests ")) {
            runner = name.to_owned();
        } else if words.starts_with("test result: ") && !words.contains(" 0 passed; 0 failed") {
            closing.push(format!("{runner}\n    {words}"));
        }
    }
    Ok(closing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_kept_with_their_runners() {
        let printed = "     Running unittests src/lib.rs (target/release/deps/domain-1)\n\
            \nrunning 2 tests\n..\n\
            test result: ok. 2 passed; 0 failed; 0 ignored\n\
            \x20    Running tests/rules.rs (target/release/deps/rules-1)\n\
            test result: ok. 0 passed; 0 failed; 0 ignored\n\
            \x20  Doc-tests domain\n\
            test result: FAILED. 0 passed; 1 failed; 0 ignored\n";
        let mut shown = 0;
        let closing = pass_on(printed.as_bytes(), |_| shown += 1).expect("lines");
        assert_eq!(shown, printed.lines().count());
        assert_eq!(
            closing,
            [
                "unittests src/lib.rs (target/release/deps/domain-1)\n    test result: ok. 2 passed; 0 failed; 0 ignored",
                "domain\n    test result: FAILED. 0 passed; 1 failed; 0 ignored",
            ]
        );
    }
}
