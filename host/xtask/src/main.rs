//! `cargo xtask`: builds the plugins, checks everything, plays the demo, measures. It only drives other programs: cargo,
//! rustup and the `wardroom` binary that it builds. What those do is not known here.

mod bench;
mod checks;
mod demo;
mod foreign;
mod plugins;
mod program;
mod runners;
mod schemathesis;

use std::path::PathBuf;
use std::process::ExitCode;

const HELP: &str = "\
Builds, checks and shows Wardroom.

usage: cargo xtask COMMAND [OPTIONS]

  demo       play a month of the model county through its plugins, then serve it: a dispute, a search, a loan, a change of
             shifts, and incidents coming in
      --once           stop when all of it was shown once; fails if any of it does
      --data DIR       keep the county in DIR [default: a folder that is thrown away]
      --listen ADDR    address of the server [default: 127.0.0.1:7350; with --once any that is free]

  quick      check in seconds what can be: formatting, the rules of the repository, the county's model
  test       check everything that must hold: formatting, lints, all tests
  plugins    build the plugins for WebAssembly and pack them into target/release/plugins; those in TypeScript and Python take npm
             and pip, and are left out where these are missing
  bench      measure, and keep the report in target/bench.md
      [SECTION]...     only these sections [default: all]

options:
  -h, --help    say this
";

/// What the command line asks for.
#[derive(Debug, PartialEq)]
enum Task {
    Help,
    Plugins,
    Quick,
    Test,
    Demo(demo::Options),
    Bench(Vec<String>),
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
        Task::Plugins => plugins::build_all(),
        Task::Quick => checks::quick(),
        Task::Test => checks::all(),
        Task::Demo(options) => demo::play(&options),
        Task::Bench(sections) => bench::measure(&sections),
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
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if words.iter().any(|word| matches!(*word, "-h" | "--help")) {
        return Ok(Task::Help);
    }
    match words[..] {
        [] => Err("which command?".to_owned()),
        ["help"] => Ok(Task::Help),
        ["plugins"] => Ok(Task::Plugins),
        ["quick"] => Ok(Task::Quick),
        ["test"] => Ok(Task::Test),
        ["demo", ref options @ ..] => read_demo(options).map(Task::Demo),
        ["bench", ref sections @ ..] => match sections.iter().find(|word| word.starts_with('-')) {
            Some(option) => Err(format!("`bench` does not know `{option}`")),
            None => Ok(Task::Bench(sections.iter().map(|word| (*word).to_owned()).collect())),
        },
        [command @ ("help" | "plugins" | "quick" | "test"), word, ..] => {
            Err(format!("`{command}` does not know `{word}`"))
        }
        [command, ..] => Err(format!("no command `{command}`")),
    }
}

fn read_demo(words: &[&str]) -> Result<demo::Options, String> {
    let mut options = demo::Options { once: false, data: None, listen: None };
    let mut words = words.iter().copied();
    while let Some(word) = words.next() {
        let (name, joined) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
        let mut value = || joined.or_else(|| words.next()).ok_or_else(|| format!("`{name}` lacks its value"));
        match name {
            "--once" if joined.is_none() => options.once = true,
            "--data" => options.data = Some(PathBuf::from(value()?)),
            "--listen" => options.listen = Some(value()?.to_owned()),
            _ => return Err(format!("`demo` does not know `{word}`")),
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Result<Task, String> {
        read(&text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn what_is_asked_for_is_understood() {
        assert_eq!(line("quick"), Ok(Task::Quick));
        assert_eq!(line("test"), Ok(Task::Test));
        assert_eq!(line("demo --help"), Ok(Task::Help));
        assert_eq!(line("bench decision"), Ok(Task::Bench(vec!["decision".to_owned()])));
        let options = demo::Options { once: true, data: Some("room".into()), listen: Some("127.0.0.1:0".to_owned()) };
        assert_eq!(line("demo --data room --once --listen=127.0.0.1:0"), Ok(Task::Demo(options)));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        assert_eq!(line("").unwrap_err(), "which command?");
        assert_eq!(line("tets").unwrap_err(), "no command `tets`");
        assert_eq!(line("test --fast").unwrap_err(), "`test` does not know `--fast`");
        assert_eq!(line("quick all").unwrap_err(), "`quick` does not know `all`");
        assert_eq!(line("demo --once=yes").unwrap_err(), "`demo` does not know `--once=yes`");
        assert_eq!(line("demo --data").unwrap_err(), "`--data` lacks its value");
        assert_eq!(line("bench --all").unwrap_err(), "`bench` does not know `--all`");
    }
}
