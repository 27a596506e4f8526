//! The one binary: reads the command line, runs the command, says how it ended. Each command has a file in `commands/`.

use std::process::ExitCode;

use clap::Parser;

mod answer;
mod author;
mod channels;
mod cli;
mod client;
mod clock;
mod commands;
mod county_folder;
mod data;
mod descriptors;
mod fault;
mod form_fields;
mod history;
mod incidents_file;
mod installation;
mod lang;
mod output;
mod owner_token;
mod plugins_folder;
mod position_files;
mod private;
mod progress;
mod running;
mod text;
mod watched;
mod words;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let session = cli.session();
    match cli.command.run(session) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            fault.report(session.lang);
            ExitCode::from(fault.exit as u8)
        }
    }
}
