//! `cargo xtask bench`: runs the benches, shows what they print and keeps it. What is measured stands in `tests/benches`.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::plugins;
use crate::program::{cargo, host_build, run, target};

/// Measures these sections, or all if there are none.
pub fn measure(sections: &[String]) -> Result<()> {
    plugins::build_guests()?;
    run(host_build().args(["--bench", "bench"]))?;
    plugins::pack()?;
    let mut bench = cargo(["bench", "--workspace", "--bench", "bench", "--"]);
    let mut child =
        bench.args(sections).stdout(Stdio::piped()).spawn().context("`cargo bench` could not be started")?;
    let path = target().join("bench.md");
    let mut report = File::create(&path).with_context(|| format!("`{}` can't be made", path.display()))?;
    for line in BufReader::new(child.stdout.take().context("stdout is piped")?).lines() {
        let line = line?;
        println!("{line}");
        writeln!(report, "{line}")?;
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("the benches failed: {status}");
    }
    eprintln!("kept in {}", path.display());
    Ok(())
}
