//! Guests in other languages than Rust, built by their own languages' tools: a folder with `package.json` by npm, one with
//! `requirements.txt` by Python. Each is built below `target`, and anew only when its files or the interface have changed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::program::{root, run, target};

/// What the tools make, below where a guest is built.
const COMPONENT: &str = "component.wasm";
/// What it was made of, word for word.
const MADE_OF: &str = "made-of.txt";
const WIT: &str = "wit/next";

/// Whose tools build a guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tools {
    Npm,
    Pip,
}

impl Tools {
    /// `None`: it is in Rust.
    pub fn of(folder: &Path) -> Option<Tools> {
        let has = |name: &str| folder.join(name).is_file();
        match (has("package.json"), has("requirements.txt")) {
            (true, _) => Some(Tools::Npm),
            (_, true) => Some(Tools::Pip),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Tools::Npm => "npm",
            Tools::Pip => "pip",
        }
    }

    fn are_there(self) -> bool {
        let mut asked = match self {
            Tools::Npm => Command::new("npm"),
            Tools::Pip => Command::new("python3"),
        };
        if self == Tools::Pip {
            asked.args(["-m", "pip"]);
        }
        asked.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }
}

/// Builds a guest. `None`: its tools are missing, which is said.
pub fn build(folder: &Path, name: &str, tools: Tools) -> Result<Option<PathBuf>> {
    let place = target().join("foreign").join(name);
    let component = place.join(COMPONENT);
    let made_of = made_of(folder)?;
    let known = std::fs::read_to_string(place.join(MADE_OF)).ok();
    if component.is_file() && known.as_ref() == Some(&made_of) {
        return Ok(Some(component));
    }
    if !tools.are_there() {
        eprintln!("skipped: plugin `{name}` is not built, since `{}` is missing", tools.name());
        return Ok(None);
    }
    copy(folder, &place)?;
    match tools {
        Tools::Npm => with_npm(&place),
        Tools::Pip => with_pip(&place),
    }
    .with_context(|| format!("plugin `{name}` could not be built"))?;
    write(&place.join(MADE_OF), &made_of)?;
    Ok(Some(component))
}

fn with_npm(place: &Path) -> Result<()> {
    let npm = |words: &[&str]| run(Command::new("npm").current_dir(place).env("WIT", root().join(WIT)).args(words));
    npm(&["ci", "--no-audit", "--no-fund", "--silent"])?;
    npm(&["run", "--silent", "build"])
}

fn with_pip(place: &Path) -> Result<()> {
    let home = place.join("python");
    let programs = home.join(if cfg!(windows) { "Scripts" } else { "bin" });
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
    let mut install = Command::new(programs.join("python"));
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    run(install.arg(place.join("requirements.txt")))?;
    let mut build = Command::new(programs.join("componentize-py"));
    build.current_dir(place).arg("--quiet").arg("--wit-path").arg(root().join(WIT));
    run(build.args(["--world", "dispatch-plugin", "componentize", "plugin", "--output", COMPONENT]))
}

/// All that a guest is made of: its own files, which name its tools' versions, and the interface.
fn made_of(folder: &Path) -> Result<String> {
    let mut all = String::new();
    for file in files(folder)?.into_iter().chain(files(&root().join(WIT))?) {
        let text = std::fs::read_to_string(&file).with_context(|| format!("`{}` can't be read", file.display()))?;
        all.push_str(&format!("── {}\n{text}\n", file.file_name().unwrap_or_default().to_string_lossy()));
    }
    Ok(all)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("`{}` can't be read", folder.display()))?;
    let paths: std::io::Result<Vec<PathBuf>> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut files: Vec<PathBuf> = paths?.into_iter().filter(|path| path.is_file()).collect();
    // What an author builds in the folder itself is no part of what it is built from.
    files.retain(|path| path.extension().is_none_or(|end| end != "wasm"));
    files.sort();
    Ok(files)
}

fn copy(folder: &Path, place: &Path) -> Result<()> {
    std::fs::create_dir_all(place).with_context(|| format!("`{}` can't be made", place.display()))?;
    for file in files(folder)? {
        let into = place.join(file.file_name().unwrap_or_default());
        std::fs::copy(&file, &into).with_context(|| format!("`{}` can't be copied", file.display()))?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).with_context(|| format!("`{}` can't be written", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_tools_build_a_guest_is_told_by_its_files() {
        let examples = root().join("examples");
        assert_eq!(Tools::of(&examples.join("least-work-ts")), Some(Tools::Npm));
        assert_eq!(Tools::of(&examples.join("least-work-py")), Some(Tools::Pip));
        assert_eq!(Tools::of(&examples.join("first-plugin")), None);
    }

    #[test]
    fn a_guest_is_made_of_its_own_files_and_of_the_interface() {
        let made_of = made_of(&root().join("examples/least-work-py")).expect("readable files");
        for part in ["── plugin.py\n", "── requirements.txt\n", "── worlds.wit\n"] {
            assert!(made_of.contains(part), "{part}");
        }
    }
}
