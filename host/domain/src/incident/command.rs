//! The commands of incidents: each is declared here, once.

use std::collections::BTreeSet;

use crate::command::Report;
use crate::declare::commands;
use crate::ids::*;
use crate::incident::{Phase, Priority};
use crate::sealed::PersonalField;

commands! {
    /// What may be done about incidents.
    pub enum IncidentCommand {
        #[command("report", reserved = true)]
        Report(Report),

        /// Moves an incident on. Assigning is [`Command::Assign`], merging [`Command::Merge`].
        #[command("step")]
        Step { incident: IncidentRef, to: Phase },

        #[command("set-priority")]
        SetPriority { incident: IncidentRef, priority: Priority },

        #[command("set-kind")]
        SetKind { incident: IncidentRef, kind: KindRef },

        /// A person sends units, whatever a plugin said.
        #[command("assign")]
        Assign { incident: IncidentRef, units: Vec<UnitRef> },

        #[command("merge")]
        Merge { incident: IncidentRef, into: IncidentRef },

        /// Takes a duplicate out again: it goes on as an incident of its own.
        #[command("unmerge")]
        Unmerge { incident: IncidentRef },

        /// Records that somebody reads personal fields; the reading follows its success. The subject comes from the incident, in
        /// the state or in the archive.
        #[command("read-sealed")]
        ReadSealed { incident: IncidentRef, subject: SubjectRef, fields: BTreeSet<PersonalField>, purpose: String },

        /// Records that an incident's personal data are erased; the key is destroyed after its success.
        #[command("erase", reason = "erasing personal data")]
        Erase { incident: IncidentRef, subject: SubjectRef },
    }
}
