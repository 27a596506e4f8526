//! `wardroom workflow`: starts, lists, shows, moves and migrates procedures, by way of a server.

use clap::{Args, Subcommand};

use crate::client::Server;
use crate::fault::Fault;
use crate::output::Session;

mod change;
mod kinds;
mod list;
mod migrate;
mod personal;
mod schedule;
mod show;
mod start;

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub struct Workflow {
    #[command(flatten)]
    server: Server,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Start(start::Start),
    List(list::List),
    Show(show::Show),
    Explain(show::Explain),
    Signal(start::Signal),
    Pause(change::Pause),
    Resume(change::Resume),
    Retry(change::Retry),
    Cancel(change::Cancel),
    Restart(change::Restart),
    Migrate(migrate::Migrate),
    Kinds(kinds::Kinds),
    Counts(kinds::Counts),
    Schedule(schedule::Schedule),
    PauseKind(kinds::PauseKind),
    ResumeKind(kinds::ResumeKind),
    Personal(personal::Personal),
    Erase(personal::Erase),
}

impl Workflow {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = self.server.client(session)?;
        match self.action {
            Action::Start(action) => action.run(session, &client),
            Action::List(action) => action.run(session, &client),
            Action::Show(action) => action.run(session, &client),
            Action::Explain(action) => action.run(session, &client),
            Action::Signal(action) => action.run(session, &client),
            Action::Pause(action) => action.run(session, &client),
            Action::Resume(action) => action.run(session, &client),
            Action::Retry(action) => action.run(session, &client),
            Action::Cancel(action) => action.run(session, &client),
            Action::Restart(action) => action.run(session, &client),
            Action::Migrate(action) => action.run(session, &client),
            Action::Kinds(action) => action.run(session, &client),
            Action::Counts(action) => action.run(session, &client),
            Action::Schedule(action) => action.run(session, &client),
            Action::PauseKind(action) => action.run(session, &client),
            Action::ResumeKind(action) => action.run(session, &client),
            Action::Personal(action) => action.run(session, &client),
            Action::Erase(action) => action.run(session, &client),
        }
    }
}
