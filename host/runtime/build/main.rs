//! Makes, for this crate's own tests, the adapter of a later version of `wardroom:plugin` out of that of `wit/next`.

mod later;

use std::fs;
use std::path::Path;

use later::{LATER, changed, names, read, write_wit};

/// What the adapter of the later version does that the one before does not.
const ADAPTER: [(&str, &str, &str); 3] = [
    (
        "given.rs",
        "acknowledged_at: incident.acknowledged_at.map(|at| at.seconds()),\n",
        "acknowledged_at: incident.acknowledged_at.map(|at| at.seconds()),\n        units_needed: incident.needs.iter().map(|need| u16::from(need.count)).sum(),\n",
    ),
    (
        "dispatch.rs",
        "host::Occasion::Unmerged => wire::Occasion::Unmerged,\n",
        "host::Occasion::Unmerged => wire::Occasion::Parted,\n",
    ),
    (
        "view.rs",
        "        self.0.logged(letter)\n    }\n",
        "        self.0.logged(letter)\n    }\n\n    fn line(&mut self, words: String) -> wasmtime::Result<()> {\n        words.chars().chain(['\\n']).try_for_each(|letter| self.0.logged(letter))\n    }\n",
    ),
];

fn main() {
    for watched in ["../../wit/next", "src/next", "src/next.rs", "build"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    let out = std::env::var("OUT_DIR").expect("cargo says where to write");
    let (out, wit) = (Path::new(&out), Path::new(&out).join("wit"));
    write_wit(Path::new("../../wit/next"), &wit);
    let adapter = adapter().replace("0.1.0", LATER).replace("../../wit/next", &wit.display().to_string());
    fs::write(out.join("later.rs"), adapter).expect("the later version's adapter");
}

/// The adapter in one file: its folder's files are modules inside.
fn adapter() -> String {
    let whole = read(Path::new("src/next.rs"));
    // What is included may not begin with words about itself.
    let words = whole.lines().filter(|line| !line.starts_with("//!")).map(|line| format!("{line}\n")).collect();
    names(Path::new("src/next"), "rs").into_iter().fold(words, |words: String, file| {
        let part = read(&Path::new("src/next").join(&file));
        let untested = part.split("#[cfg(test)]\n").next().unwrap_or_default().to_owned();
        let (part, module) = (changed(&file, untested, &ADAPTER), file.trim_end_matches(".rs"));
        words.replacen(&format!("mod {module};\n"), &format!("mod {module} {{\n{part}}}\n"), 1)
    })
}
