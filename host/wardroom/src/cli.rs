//! The command line's shape: the commands, and what all of them share. What each of them and each argument is stands in
//! `words/`, where `help.rs` finds it.

use std::ffi::OsString;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::commands::*;
use crate::fault::Fault;
use crate::help;
use crate::lang::{self, Lang};
use crate::output::Session;

#[derive(Parser)]
#[command(name = "wardroom", version, max_term_width = 100)]
#[command(arg_required_else_help = true, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Args)]
struct Global {
    #[arg(long, global = true, env = "WARDROOM_LANG", value_name = "zh-CN|en", value_parser = lang::parse)]
    #[arg(hide_env_values = true)]
    lang: Option<Lang>,
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
    Archive(archive::Archive),
    Kind(noun::Kind),
    District(noun::District),
    Grid(noun::Grid),
    Person(noun::Person),
    Finding(noun::Finding),
    Place(place::Place),
    Road(road::Road),
    Series(series::Series),
    Assess(assess::Assess),
    Report(report::Report),
    Trail(trail::Trail),
    Status(status::Status),
    Travel(travel::Travel),
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
    /// Reads arguments, with help for who speaks this language.
    pub fn read(arguments: Vec<OsString>, lang: Lang) -> Result<Cli, clap::Error> {
        let matches = help::in_language(Cli::command(), lang).try_get_matches_from(arguments)?;
        Cli::from_arg_matches(&matches)
    }

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
            Command::Archive(command) => command.run(session),
            Command::Kind(command) => command.run(session),
            Command::District(command) => command.run(session),
            Command::Grid(command) => command.run(session),
            Command::Person(command) => command.run(session),
            Command::Finding(command) => command.run(session),
            Command::Place(command) => command.run(session),
            Command::Road(command) => command.run(session),
            Command::Series(command) => command.run(session),
            Command::Assess(command) => command.run(session),
            Command::Report(command) => command.run(session),
            Command::Trail(command) => command.run(session),
            Command::Status(command) => command.run(session),
            Command::Travel(command) => command.run(session),
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
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        for lang in Lang::ALL {
            help::in_language(Cli::command(), lang).debug_assert();
        }
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
