//! What people, devices and the host itself may ask of a county, and how it answers. Personal data is sealed before it
//! gets here.

use serde::{Deserialize, Serialize};

use crate::cause::HOST;
use crate::declare::command_families;
use crate::ids::Digest;
use crate::scope::Authority;

pub use crate::answer::{Answer, IncidentAnswer, InstanceAnswer, TaskAnswer};
pub use crate::assessment::command::AssessmentCommand;
pub use crate::clock::command::ClockCommand;
pub use crate::county::command::CountyCommand;
pub use crate::decision::IntakeChoice;
pub use crate::incident::command::{IncidentCommand, Report};
pub use crate::matter::command::{MatterCommand, Verdict};
pub use crate::notice::command::NoticeCommand;
pub use crate::plugin::command::PluginCommand;
pub use crate::plugin::inspection::Inspection;
pub use crate::roster::command::{NewStandIn, Publication, RosterCommand};
pub use crate::sealed::SealedReport;
pub use crate::series::command::SeriesCommand;
pub use crate::task::command::TaskCommand;
pub use crate::timer::command::TimerCommand;
pub use crate::unit::command::UnitCommand;
pub use crate::workflow::command::{InstanceCommand, StartWorkflow};

/// A command with who asks and why.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// Who asks: `operator:…`, `system`, `plugin:…`.
    pub author: String,
    /// By what right.
    pub authority: Authority,
    pub reason: Option<String>,
    /// Makes a repeated command answer as it did the first time.
    pub key: Option<IdempotencyKey>,
    pub command: Command,
}

impl Envelope {
    pub fn system(command: Command) -> Envelope {
        Envelope { author: HOST.to_owned(), authority: Authority::Host, reason: None, key: None, command }
    }

    /// By one who may everything that a person may.
    pub fn by(author: &str, command: Command) -> Envelope {
        Envelope { author: author.to_owned(), authority: Authority::WHOLE, ..Envelope::system(command) }
    }
}

impl Command {
    /// Whether somebody reads personal data once it is durable.
    pub fn decrypts(&self) -> bool {
        matches!(
            self,
            Command::Incident(IncidentCommand::ReadSealed { .. })
                | Command::Instance(InstanceCommand::ReadField { .. })
        )
    }
}

/// The key of a command that may arrive more than once, and a keyed hash of all that it asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdempotencyKey {
    pub key: String,
    pub fingerprint: Digest,
}

command_families! {
    /// What may be asked, by the kind of matter. Each command is declared with its matter.
    pub enum Command {
        Clock(ClockCommand),
        County(CountyCommand),
        Incident(IncidentCommand),
        Matter(MatterCommand),
        Timer(TimerCommand),
        Notice(NoticeCommand),
        Unit(UnitCommand),
        Roster(RosterCommand),
        Plugin(PluginCommand),
        Instance(InstanceCommand),
        Task(TaskCommand),
        Series(SeriesCommand),
        Assessment(AssessmentCommand),
    }
}
