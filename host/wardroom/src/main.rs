//! The one binary: reads the command line, runs the command, says how it ended. Each command has a file in `commands/`.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;

mod answer;
mod arguments;
mod author;
mod caller_files;
mod channels;
mod cli;
mod client;
mod clock;
mod coded;
mod commands;
mod county_folder;
mod data;
mod day_files;
mod descriptors;
mod fault;
mod form_fields;
mod help;
mod history;
mod in_force;
mod incidents_file;
mod installation;
mod lang;
mod listed;
mod output;
mod owner_token;
mod plugins_folder;
mod position_files;
mod private;
mod progress;
mod running;
mod series_file;
mod text;
mod watched;
mod words;
mod written;

use fault::Fault;
use output::Session;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let session = arguments::session(&arguments);
    let cli = match cli::Cli::read(arguments, session.lang) {
        Ok(cli) => cli,
        Err(asked) if is_help(asked.kind()) => {
            // With nobody to read it there is nobody left to tell.
            let _ = asked.print();
            return ExitCode::from(asked.exit_code() as u8);
        }
        Err(error) => return failed(&arguments::fault(session, &error), session),
    };
    let session = cli.session();
    match cli.command.run(session) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => failed(&fault, session),
    }
}

/// Help and version come out of the reader as errors, too.
fn is_help(kind: ErrorKind) -> bool {
    use ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion};
    matches!(kind, DisplayHelp | DisplayHelpOnMissingArgumentOrSubcommand | DisplayVersion)
}

fn failed(fault: &Fault, session: Session) -> ExitCode {
    fault.report(session.lang, session.json);
    ExitCode::from(fault.exit as u8)
}
