//! `cargo xtask`: builds the plugins, checks everything, plays the demo, measures. It only drives other programs: cargo,
//! rustup and the `wardroom` binary that it builds. What those do is not known here.

mod checks;
mod plugins;
mod program;

use std::process::ExitCode;

const HELP: &str = "\
Builds, checks and shows Wardroom.

usage: cargo xtask COMMAND [OPTIONS]

  plugins    build the plugins for WebAssembly and pack them into target/release/plugins
  test       check everything that must hold: formatting, lints, all tests

options:
  -h, --help    say this
";

/// What the command line asks for.
enum Task {
    Help,
    Plugins,
    Test,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let task = match read(&words) {
        Ok(task) => task,
        Err(fault) => {
            eprintln!("error: {fault}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    let done = match task {
        Task::Help => {
            print!("{HELP}");
            Ok(())
        }
        Task::Plugins => plugins::build(),
        Task::Test => checks::all(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn read(words: &[String]) -> Result<Task, String> {
    let Some((command, rest)) = words.split_first() else {
        return Err("which command?".to_owned());
    };
    if rest.iter().any(|word| word == "-h" || word == "--help") {
        return Ok(Task::Help);
    }
    match (command.as_str(), rest) {
        ("-h" | "--help" | "help", _) => Ok(Task::Help),
        ("plugins", []) => Ok(Task::Plugins),
        ("test", []) => Ok(Task::Test),
        ("plugins" | "test", [word, ..]) => Err(format!("`{command}` does not know `{word}`")),
        _ => Err(format!("no command `{command}`")),
    }
}
