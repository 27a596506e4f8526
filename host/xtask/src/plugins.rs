//! Guests: the wasm target, the builds, the packages. Every folder of `plugins/` and `examples/` that has a manifest is a
//! plugin; nothing here names one. Those that are not in Rust are built by `foreign`. What is in a package is the business of
//! `wardroom plugin pack`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::foreign::{self, Tools};
use crate::program::{cargo, command, host_build, output, root, run, target, wardroom};

const TRIPLE: &str = "wasm32-unknown-unknown";

/// Builds all plugins and the host's program, and packs them.
pub fn build_all() -> Result<()> {
    build()?;
    pack_foreign()
}

/// The same without those that other languages' tools build.
pub fn build() -> Result<()> {
    build_guests()?;
    run(&mut host_build())?;
    pack()
}

/// Compiles all guests: the plugins, and those that misbehave for the tests.
pub fn build_guests() -> Result<()> {
    add_target()?;
    compile_plugins(&folders()?)?;
    compile_hostile()
}

/// Packs the compiled guests into `target/release/plugins`, with the program that was built.
pub fn pack() -> Result<()> {
    folders()?.iter().filter(|folder| Tools::of(folder).is_none()).try_for_each(|folder| {
        let core = target().join(TRIPLE).join("plugin").join(format!("{}.wasm", name(folder)?.replace('-', "_")));
        pack_one(folder, &core)
    })
}

/// Builds and packs the guests of other languages. One whose tools are missing is left out.
pub fn pack_foreign() -> Result<()> {
    for folder in folders()? {
        let Some(tools) = Tools::of(&folder) else { continue };
        if let Some(component) = foreign::build(&folder, name(&folder)?, tools)? {
            pack_one(&folder, &component)?;
        }
    }
    Ok(())
}

/// Installs the compilation target that guests need.
fn add_target() -> Result<()> {
    let sysroot = output(&mut command("rustc", ["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(TRIPLE).is_dir() {
        return Ok(());
    }
    eprintln!("installing the {TRIPLE} target");
    run(&mut command("rustup", ["target", "add", TRIPLE])).with_context(|| {
        format!("plugins are built for {TRIPLE}, which this toolchain lacks; install it as the toolchain was installed")
    })
}

/// The folders that hold a plugin, by path.
fn folders() -> Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for parent in ["plugins", "examples"].map(|name| root().join(name)) {
        let entries = std::fs::read_dir(&parent).with_context(|| format!("`{}` can't be read", parent.display()))?;
        for entry in entries {
            let folder = entry?.path();
            if folder.join("manifest.json").is_file() {
                folders.push(folder);
            }
        }
    }
    folders.sort();
    if folders.is_empty() {
        bail!("no folder in `plugins` or `examples` has a manifest.json");
    }
    Ok(folders)
}

fn compile_plugins(folders: &[PathBuf]) -> Result<()> {
    let mut build = guest_build()?;
    for folder in folders.iter().filter(|folder| Tools::of(folder).is_none()) {
        build.arg("--package").arg(name(folder)?);
    }
    run(&mut build)
}

/// Compiles the guests of `tests/hostile`, a workspace of their own, beside the plugins: what both need is compiled once. The
/// tests pack them.
fn compile_hostile() -> Result<()> {
    run(guest_build()?.args(["--manifest-path", "tests/hostile/Cargo.toml", "--target-dir"]).arg(target()))
}

/// A build of guests. The same sources give the same bytes wherever the repository lies: paths are cut from the panic messages
/// that a guest carries.
fn guest_build() -> Result<Command> {
    let mut build = cargo(["build", "--profile", "plugin", "--target", TRIPLE]);
    // For this target only, so that what the host has compiled stays valid; flags from outside would take their place.
    build.arg("--config").arg(format!("target.{TRIPLE}.rustflags={:?}", remapped_paths()?));
    build.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS").env_remove("CARGO_BUILD_RUSTFLAGS");
    Ok(build)
}

/// What stands in a guest in place of this machine's paths. Where the registry's sources lie names the mirror that they came
/// from, so each of its folders goes too; the compiler takes the last prefix that fits.
fn remapped_paths() -> Result<Vec<String>> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo"))).context("no home directory")?;
    let remap = |from: &Path, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    let mut flags = vec![remap(&home, "/cargo"), remap(root(), "/wardroom")];
    if let Ok(registries) = std::fs::read_dir(home.join("registry/src")) {
        let mut folders: Vec<PathBuf> = registries.flatten().map(|entry| entry.path()).collect();
        folders.sort();
        flags.extend(folders.iter().map(|folder| remap(folder, "/registry")));
    }
    Ok(flags)
}

/// Turns a compiled guest and the files beside its manifest into one package.
fn pack_one(folder: &Path, compiled: &Path) -> Result<()> {
    let name = name(folder)?;
    let into = target().join("release/plugins");
    std::fs::create_dir_all(&into).with_context(|| format!("`{}` can't be made", into.display()))?;
    let mut pack = command(wardroom(), ["plugin", "pack"]);
    pack.arg(compiled).arg("--manifest").arg(folder.join("manifest.json"));
    pack.arg("--schema").arg(folder.join("settings.schema.json"));
    pack.arg("--catalog").arg(folder.join("catalog.json"));
    pack.arg("-o").arg(into.join(format!("{name}.wasm")));
    // What it says of the package, `wardroom plugin inspect` says again.
    output(&mut pack).with_context(|| format!("plugin `{name}` could not be packed"))?;
    Ok(())
}

fn name(folder: &Path) -> Result<&str> {
    folder.file_name().and_then(|name| name.to_str()).with_context(|| format!("`{}` has no name", folder.display()))
}
