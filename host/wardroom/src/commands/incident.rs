//! `wardroom incident`: reports, lists, shows and moves incidents, by way of a server.

use clap::{Args, Subcommand};
use serde_json::Value;

use crate::answer::{clock, text};
use crate::client::Server;
use crate::fault::Fault;
use crate::output::Session;
use crate::text::sentence;

mod change;
mod hand_off;
mod link;
mod list;
mod note;
mod outcomes;
mod overrides;
mod personal;
mod place;
mod reply;
mod report;
mod show;
mod uncertain;

pub use report::position;

/// Until when nobody is sent, and for a word on what, if dispatch waits.
fn hold(session: Session, incident: &Value) -> Option<String> {
    let hold = Some(&incident["hold"]).filter(|hold| !hold.is_null())?;
    let (until, incident) = (clock(text(hold, "until")), text(hold, "duplicate_of"));
    Some(sentence!(session, "incident.held", until, incident))
}

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub struct Incident {
    #[command(flatten)]
    server: Server,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Report(report::Report),
    List(list::List),
    Show(show::Show),
    Transition(change::Transition),
    Acknowledge(change::Acknowledge),
    Assign(change::Assign),
    Release(change::Release),
    Merge(change::Merge),
    Unmerge(change::Unmerge),
    Kind(change::SetKind),
    Priority(change::SetPriority),
    Relocate(place::Relocate),
    Recommendation(change::Recommendation),
    Note(note::Note),
    Call(note::Call),
    Link(link::Link),
    Unlink(link::Unlink),
    HandOff(hand_off::HandOff),
    Outcome(change::SetOutcome),
    Outcomes(outcomes::Outcomes),
    OverrideReasons(overrides::OverrideReasons),
    Personal(personal::Personal),
    Erase(personal::Erase),
}

impl Incident {
    pub fn run(self, session: Session) -> Result<(), Fault> {
        let client = self.server.client(session)?;
        match self.action {
            Action::Report(action) => action.run(session, &client),
            Action::List(action) => action.run(session, &client),
            Action::Show(action) => action.run(session, &client),
            Action::Transition(action) => action.run(session, &client),
            Action::Acknowledge(action) => action.run(session, &client),
            Action::Assign(action) => action.run(session, &client),
            Action::Release(action) => action.run(session, &client),
            Action::Merge(action) => action.run(session, &client),
            Action::Unmerge(action) => action.run(session, &client),
            Action::Kind(action) => action.run(session, &client),
            Action::Priority(action) => action.run(session, &client),
            Action::Relocate(action) => action.run(session, &client),
            Action::Recommendation(action) => action.run(session, &client),
            Action::HandOff(action) => action.run(session, &client),
            Action::Note(action) => action.run(session, &client),
            Action::Call(action) => action.run(session, &client),
            Action::Link(action) => action.run(session, &client),
            Action::Unlink(action) => action.run(session, &client),
            Action::Outcome(action) => action.run(session, &client),
            Action::Outcomes(action) => action.run(session, &client),
            Action::OverrideReasons(action) => action.run(session, &client),
            Action::Personal(action) => action.run(session, &client),
            Action::Erase(action) => action.run(session, &client),
        }
    }
}
