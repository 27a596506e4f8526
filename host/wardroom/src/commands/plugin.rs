//! `wardroom plugin`: makes, inspects and installs plugins, and says how much they count where. Packing and inspecting a file
//! need no server.

use clap::{Args, Subcommand};

use crate::client::Server;
use crate::fault::Fault;
use crate::output::Session;

mod inspect;
mod install;
mod list;
mod mode;
mod pack;
mod settings;

const EXAMPLES: &str = "\
Examples:
  wardroom plugin pack my_rule.wasm --manifest manifest.json --schema settings.schema.json \\
      --catalog catalog.json -o my-rule.wasm
  wardroom plugin inspect my-rule.wasm
  wardroom plugin install my-rule.wasm --grant-requested --reason \"trial\"
  wardroom plugin mode my-rule shadow --hook dispatch --all
  wardroom plugin settings my-rule settings.json";

/// Pack, inspect, install and configure plugins, and set their modes
#[derive(Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Plugin {
    #[command(flatten)]
    server: Server,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Install(install::Install),
    List(list::List),
    Inspect(inspect::Inspect),
    Mode(mode::SetMode),
    Settings(settings::Settings),
    Lift(mode::Lift),
    Pack(pack::Pack),
}

impl Plugin {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = || self.server.client(session);
        match self.action {
            Action::Install(action) => action.run(session, &client()?),
            Action::List(action) => action.run(session, &client()?),
            Action::Inspect(action) => action.run(session, &self.server),
            Action::Mode(action) => action.run(session, &client()?),
            Action::Settings(action) => action.run(session, &client()?),
            Action::Lift(action) => action.run(session, &client()?),
            Action::Pack(action) => action.run(session),
        }
    }
}
