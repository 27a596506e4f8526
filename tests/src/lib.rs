//! What the integration tests share: where things are, and a server of their own to talk to, stop and kill. What is tested
//! stands in `tests/`.

pub mod client;
pub mod county;
pub mod filled;
pub mod played;
mod server;
pub mod siege;
pub mod year;

use std::path::{Path, PathBuf};
use std::process::Command;

pub use server::Server;

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this crate is a folder below the root")
}

/// The model county.
pub fn shouning() -> PathBuf {
    root().join("examples/shouning")
}

/// Draws a token into a file of tokens, which is made if there is none, and gives its secret.
pub fn token(file: &Path, name: &str, role: &str) -> String {
    let mut new = Command::new(wardroom());
    let made = new.args(["token", "new", name, "--role", role, "--tokens"]).arg(file).output().expect("wardroom token");
    assert!(made.status.success(), "a token is made");
    String::from_utf8(made.stdout).expect("a token").trim().to_owned()
}

/// The host's program, from the same build as the running test.
pub fn wardroom() -> PathBuf {
    let program = built().join(format!("wardroom{}", std::env::consts::EXE_SUFFIX));
    assert!(program.is_file(), "`{}` is not built: run `cargo xtask plugins` first", program.display());
    program
}

/// A packed plugin of the repository by name.
pub fn plugin(name: &str) -> PathBuf {
    let package = packages().join(format!("{name}.wasm"));
    assert!(package.is_file(), "`{}` is not built: run `cargo xtask plugins` first", package.display());
    package
}

/// The folder of packed plugins.
pub fn packages() -> PathBuf {
    built().join("plugins")
}

/// The core module of a hostile guest by name.
pub fn hostile(name: &str) -> PathBuf {
    let target = built().parent().expect("the build lies in the target folder").to_owned();
    let module = target.join("wasm32-unknown-unknown/plugin").join(format!("{name}.wasm"));
    assert!(module.is_file(), "`{}` is not built: run `cargo xtask plugins` first", module.display());
    module
}

/// Bytes of this process in memory.
pub fn resident_bytes() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").expect("Linux");
    let pages: u64 = statm.split(' ').nth(1).and_then(|pages| pages.parse().ok()).expect("a number of pages");
    pages * rustix::param::page_size() as u64
}

/// `target/release`: where a test's own executable lies two folders down, in `deps`.
fn built() -> PathBuf {
    let test = std::env::current_exe().expect("the path of this test");
    test.ancestors().nth(2).expect("target/release/deps/…").to_owned()
}
