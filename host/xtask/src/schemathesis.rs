//! schemathesis, a public tester of APIs, against the program itself with the model county: what the OpenAPI description says is so.
//! It lies in a Python environment of its own below `target`; what it asks stands in its configuration.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::demo::interrupt::Interrupt;
use crate::demo::server::Server;
use crate::program::{command, output, root, run, target, wardroom};

const COUNTY: &str = "examples/shouning";
const PINNED: &str = "host/api/tests/schemathesis/requirements.txt";
/// What is asked of every operation, and what follows the links of the answers.
const CONFIGS: [(&str, &str); 2] = [
    ("host/api/tests/schemathesis/schemathesis.toml", "examples,coverage,fuzzing"),
    ("host/api/tests/schemathesis/links.toml", "stateful"),
];
/// What is there to be asked for: incidents, a workflow with its task and its notice.
const SEEDS: [&[&str]; 4] = [
    &["incident", "report", "--kind", "noise", "--at", "119.51183,27.33708", "--caller-name", "nobody"],
    &["incident", "report", "--kind", "noise", "--at", "119.51183,27.33708", "--caller-name", "nobody"],
    &["incident", "report", "--kind", "assault", "--at", "119.51183,27.33708", "--caller-name", "nobody"],
    &[
        "workflow",
        "start",
        "dispute-mediation",
        "--grid",
        "350924100001003",
        "--field",
        "kind=neighbour",
        "--field",
        "parties=2",
        "--field",
        "amount=800",
        "--field",
        "party_a=one",
        "--field",
        "party_b=another",
        "--field",
        "matter=a wall",
    ],
];

/// Asks the server whatever its description allows, and a good deal that it forbids.
pub fn ask() -> Result<()> {
    let tester = installed()?;
    let passing = tempfile::tempdir().context("no temporary folder for the county")?;
    let data = passing.path().join("room");
    output(command(wardroom(), ["import", COUNTY, "--data"]).arg(&data))?;
    let server = Server::start(&data, "127.0.0.1:0", &Interrupt::watch()?)?;
    for seed in SEEDS {
        server.ask(seed)?;
    }
    let description = format!("{}/openapi.json", server.url());
    let asked = CONFIGS.into_iter().try_for_each(|(config, phases)| {
        let mut asking = Command::new(&tester);
        // It keeps what it found before in the folder that it runs in, and each run has to begin anew.
        asking.current_dir(passing.path()).arg("--config-file").arg(root().join(config)).args(["run", &description]);
        asking.args(["--header", &format!("Authorization: Bearer {}", server.token()), "--phases", phases]);
        run(&mut asking)
    });
    asked.and(server.stop())
}

/// The tester at its pinned version, installed if it is not there yet.
fn installed() -> Result<PathBuf> {
    let pinned = root().join(PINNED);
    let wanted = std::fs::read_to_string(&pinned).with_context(|| format!("`{PINNED}` can't be read"))?;
    let home = target().join("schemathesis");
    let programs = home.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let mark = home.join("installed.txt");
    if std::fs::read_to_string(&mark).ok().as_ref() != Some(&wanted) {
        let made = run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home));
        made.context("schemathesis takes Python 3 with its module `venv` (Debian: `apt-get install python3-venv`)")?;
        let mut install = Command::new(programs.join("python"));
        install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
        run(install.arg(&pinned)).context("schemathesis could not be installed with pip")?;
        std::fs::write(&mark, wanted).with_context(|| format!("`{}` can't be written", mark.display()))?;
    }
    Ok(programs.join("schemathesis"))
}
