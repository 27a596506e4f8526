//! Running other programs from the root of the repository. Output goes straight through; a failure names the command.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The root of the repository: two above this crate.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("host/xtask is two folders down")
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// A command that runs in the root of the repository.
pub fn command<S: AsRef<OsStr>>(program: impl AsRef<OsStr>, arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// The cargo that started this.
pub fn cargo<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), arguments)
}

/// A build of the host's programs in the release profile, and of what else is added to it.
///
/// Cargo gives a library the features that the chosen crates want together, and those of dev-dependencies only where a test, a
/// bench or an example is built. So that no command compiles a library again for other features, all of them choose the whole
/// workspace and at least one test: that of the repository, which is small.
pub fn host_build() -> Command {
    cargo(["build", "--release", "--workspace", "--bins", "--test", "tidy"])
}

/// The host's program, in the release profile.
pub fn wardroom() -> PathBuf {
    target().join("release").join(format!("wardroom{}", std::env::consts::EXE_SUFFIX))
}

/// Runs it to its end, its output going through.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("`{}` could not be started", words(command)))?;
    if !status.success() {
        bail!("`{}` failed: {status}", words(command));
    }
    Ok(())
}

/// Runs it to its end and gives back what it wrote to stdout.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("`{}` could not be started", words(command)))?;
    if !output.status.success() {
        bail!("`{}` failed: {}", words(command), output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{}` did not write UTF-8", words(command)))
}

fn words(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
