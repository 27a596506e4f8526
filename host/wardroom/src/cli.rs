//! The command line's shape: the commands, what all of them share, and the help that a newcomer reads first.

use clap::{Args, Parser, Subcommand};

use crate::commands::*;
use crate::fault::Fault;
use crate::lang::{self, Lang};
use crate::output::Session;

const EXAMPLES: &str = "\
Examples:
  wardroom import COUNTY --data room          make a data directory from a county's folder
  wardroom serve --data room                  serve it on http://127.0.0.1:7350
  wardroom incident report --kind fire --at 119.51183,27.33708
  wardroom explain 20220901-000123            why these units, and why not the others
  wardroom simulate --county COUNTY --incidents month.ndjson --seed 1

Exit codes: 0 done, 1 failed, 2 bad usage or bad input. Errors go to stderr, results to stdout.";

/// A county's command room: incidents, units, rosters, and plugins that decide in a sandbox.
#[derive(Parser)]
#[command(name = "wardroom", version, after_help = EXAMPLES, max_term_width = 100)]
#[command(arg_required_else_help = true, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Args)]
struct Global {
    /// Language of results, tables and errors [default: that of LC_ALL or LANG]
    #[arg(long, global = true, env = "WARDROOM_LANG", value_name = "zh-CN|en", value_parser = lang::parse)]
    #[arg(hide_env_values = true)]
    lang: Option<Lang>,
    /// Print the result as one JSON document instead of words and tables
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
pub enum Command {
    Serve(serve::Serve),
    Import(import::Import),
    Incident(incident::Incident),
    Unit(unit::Unit),
    Workflow(workflow::Workflow),
    Task(task::Task),
    Plugin(plugin::Plugin),
    Explain(explain::Explain),
    Roster(roster::Roster),
    Notice(notice::Notice),
    Timer(timer::Timer),
    Trail(trail::Trail),
    Clock(clock::Clock),
    Events(events::Events),
    #[command(subcommand)]
    Token(token::Token),
    Simulate(simulate::Simulate),
    Verify(verify::Verify),
    Doctor(doctor::Doctor),
    #[command(hide = true)]
    CompileComponent(compile::Compile),
}

impl Cli {
    pub fn session(&self) -> Session {
        Session { lang: self.global.lang.unwrap_or_else(lang::of_environment), json: self.global.json }
    }
}

impl Command {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        match self {
            Command::Serve(command) => command.run(session),
            Command::Import(command) => command.run(session),
            Command::Incident(command) => command.run(session),
            Command::Unit(command) => command.run(session),
            Command::Workflow(command) => command.run(session),
            Command::Task(command) => command.run(session),
            Command::Plugin(command) => command.run(session),
            Command::Explain(command) => command.run(session),
            Command::Roster(command) => command.run(session),
            Command::Notice(command) => command.run(session),
            Command::Timer(command) => command.run(session),
            Command::Trail(command) => command.run(session),
            Command::Clock(command) => command.run(session),
            Command::Events(command) => command.run(session),
            Command::Token(command) => command.run(session),
            Command::Simulate(command) => command.run(session),
            Command::Verify(command) => command.run(session),
            Command::Doctor(command) => command.run(session),
            Command::CompileComponent(command) => command.run(),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    /// Every command says in a sentence what it does, and every argument too.
    #[test]
    fn everything_has_a_help_text() {
        fn check(command: &clap::Command, path: &str) {
            assert!(command.get_about().is_some(), "`{path}` has no help");
            for argument in command.get_arguments() {
                assert!(argument.get_help().is_some(), "`{path}`: `{}` has no help", argument.get_id());
            }
            for sub in command.get_subcommands() {
                check(sub, &format!("{path} {}", sub.get_name()));
            }
        }
        check(&Cli::command(), "wardroom");
    }

    /// An argument that goes down to subcommands and has the name of one of theirs is read as it: `task list --of` panicked.
    #[test]
    fn what_goes_down_to_subcommands_has_names_of_its_own() {
        fn check(command: &clap::Command, path: &str, inherited: &[String]) {
            let own: Vec<&clap::Arg> = command.get_arguments().collect();
            let taken = own.iter().find(|argument| inherited.iter().any(|id| argument.get_id() == id.as_str()));
            assert!(taken.is_none(), "`{path}`: `{}` is the name of an argument above it", taken.unwrap().get_id());
            let global =
                own.iter().filter(|argument| argument.is_global_set()).map(|argument| argument.get_id().to_string());
            let all: Vec<String> = inherited.iter().cloned().chain(global).collect();
            command.get_subcommands().for_each(|sub| check(sub, &format!("{path} {}", sub.get_name()), &all));
        }
        check(&Cli::command(), "wardroom", &[]);
    }
}
