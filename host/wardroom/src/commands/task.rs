//! `wardroom task`: lists, gives, accepts and does tasks, by way of a server.

use clap::{Args, Subcommand};

use crate::client::Server;
use crate::fault::Fault;
use crate::output::Session;

mod change;
mod list;

const EXAMPLES: &str = "\
Examples:
  wardroom task list --overdue
  wardroom task list --to role:DISTRICT/leader --status open
  wardroom task create \"look after the road\" --district CODE --to unit:CODE --due 2022-09-01T12:00:00+08:00
  wardroom task accept T20220901-000012 --person CODE
  wardroom task done T20220901-000012 settled --field parties=2";

/// List, give, accept and do tasks
#[derive(Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
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
