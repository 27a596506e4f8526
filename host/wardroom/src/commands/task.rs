//! `wardroom task`: lists, gives, accepts and does tasks, by way of a server.

use clap::{Args, Subcommand};

use crate::client::Server;
use crate::fault::Fault;
use crate::output::Session;

mod change;
mod list;

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub struct Task {
    #[command(flatten)]
    server: Server,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    List(list::List),
    Show(list::Show),
    Create(change::Create),
    Accept(change::Accept),
    Done(change::Done),
    Cancel(change::Cancel),
}

impl Task {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = self.server.client(session)?;
        match self.action {
            Action::List(action) => action.run(session, &client),
            Action::Show(action) => action.run(session, &client),
            Action::Create(action) => action.run(session, &client),
            Action::Accept(action) => action.run(session, &client),
            Action::Done(action) => action.run(session, &client),
            Action::Cancel(action) => action.run(session, &client),
        }
    }
}
