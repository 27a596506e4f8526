//! `wardroom plugin`: makes, inspects and installs plugins, and says how much they count where. Packing and inspecting a file
//! need no server.

use clap::{Args, Subcommand};

use crate::client::Server;
use crate::fault::Fault;
use crate::output::Session;

mod differences;
mod history;
mod inspect;
mod install;
mod list;
mod mode;
mod pack;
mod settings;

#[derive(Args)]
#[command(arg_required_else_help = true)]
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
    RollBack(mode::RollBack),
    History(history::History),
    Differences(differences::Differences),
    SignOff(differences::SignOff),
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
            Action::RollBack(action) => action.run(session, &client()?),
            Action::History(action) => action.run(session, &client()?),
            Action::Differences(action) => action.run(session, &client()?),
            Action::SignOff(action) => action.run(session, &client()?),
            Action::Settings(action) => action.run(session, &client()?),
            Action::Lift(action) => action.run(session, &client()?),
            Action::Pack(action) => action.run(session),
        }
    }
}
