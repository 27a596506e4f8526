//! `cargo xtask demo`: the model county's month played through its plugins, then a server with something going on. It types
//! the commands that a person would type; what they print is theirs.

mod duty;
pub mod interrupt;
mod procedures;
mod roster;
pub mod server;
mod shift;
mod telling;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::plugins;
use crate::program::{command, run, wardroom};
use interrupt::Interrupt;
use server::Server;

const COUNTY: &str = "examples/shouning";
const INCIDENTS: &str = "examples/shouning/incidents-2022-09.ndjson";
const ROSTER: &str = "examples/shouning/roster-2022-09.csv";
const SEED: &str = "1";
/// Where the program's commands look for a server when none is named.
const LISTEN: &str = "127.0.0.1:7350";
/// Any that is free: nobody has to find a server that stops at once.
const LISTEN_ONCE: &str = "127.0.0.1:0";

#[derive(Debug, PartialEq)]
pub struct Options {
    /// Stop when the room has done everything once, and not only when it is interrupted.
    pub once: bool,
    /// Where the county's journal goes; if absent, a folder that is thrown away at the end.
    pub data: Option<PathBuf>,
    /// Address of the server.
    pub listen: Option<String>,
}

pub fn play(options: &Options) -> Result<()> {
    let interrupt = Interrupt::watch()?;
    // The program runs in the root of the repository, and the caller may stand elsewhere.
    let kept = options.data.as_deref().map(std::path::absolute).transpose().context("`--data`")?;
    plugins::build()?;
    let passing = tempfile::tempdir().context("no temporary folder for the county")?;
    let data = kept.unwrap_or_else(|| passing.path().join("room"));

    title("The county: its files, checked and put into a data directory, with its plugins");
    run(asking(["import", COUNTY, "--data"]).arg(&data))?;
    title("A month of its incidents, through the plugins");
    run(&mut asking(["simulate", "--county", COUNTY, "--incidents", INCIDENTS, "--seed", SEED]))?;
    if !interrupt.came() {
        title("The room at work");
        let listen = options.listen.as_deref().unwrap_or(if options.once { LISTEN_ONCE } else { LISTEN });
        let server = Server::start(&data, listen, &interrupt)?;
        let worked = shift::work(&server, &interrupt, options.once);
        let stopped = server.stop();
        // What was cut off by an interrupt has not failed.
        if interrupt.came() { stopped? } else { worked.and(stopped)? }
    }
    if options.once && interrupt.came() {
        bail!("interrupted before everything was shown");
    }
    Ok(())
}

/// The program with these words.
fn asking<const N: usize>(words: [&str; N]) -> Command {
    command(wardroom(), words)
}

fn title(words: &str) {
    println!("\n── {words}\n");
}
