//! The commands of incidents: each is declared here, once.

use std::collections::BTreeSet;

use crate::declare::commands;
use crate::ids::*;
use crate::incident::link::Relation;
use crate::incident::note::{Call, NoteWords};
use crate::incident::origin::Origin;
use crate::incident::place::Uncertain;
use crate::incident::{Phase, Priority, Reality};
use crate::sealed::{PersonalField, PlainWords, SealedReport};

commands! {
    /// What may be done about incidents.
    pub enum IncidentCommand {
        #[command("report", reserved = true)]
        Report(Report),

        /// Moves an incident on. Assigning is [`Command::Assign`], merging [`Command::Merge`].
        /// `outcome`: how it ended, in the county's code; with its last steps.
        #[command("step", reserved = true)]
        Step { incident: IncidentRef, to: Phase, outcome: Option<String> },

        /// Says how it ended once it has, or puts that right.
        #[command("set-outcome")]
        SetOutcome { incident: IncidentRef, outcome: String },

        #[command("set-priority")]
        SetPriority { incident: IncidentRef, priority: Priority },

        #[command("set-kind")]
        SetKind { incident: IncidentRef, kind: KindRef },

        /// A person sends units, whatever a plugin said. `code`: of the county's reason for sending others than are recommended.
        #[command("assign", reserved = true)]
        Assign { incident: IncidentRef, units: Vec<UnitRef>, code: Option<String> },

        /// It is elsewhere than was thought, or how sure that is has changed. WGS 84 degrees.
        #[command("relocate")]
        Relocate { incident: IncidentRef, lon: f64, lat: f64, uncertain: Option<Uncertain> },

        #[command("merge")]
        Merge { incident: IncidentRef, into: IncidentRef },

        /// Takes a duplicate out again: it goes on as an incident of its own.
        #[command("unmerge")]
        Unmerge { incident: IncidentRef },

        /// A person writes something down about it. What is personal is sealed before.
        #[command("note")]
        Note { incident: IncidentRef, words: NoteWords, corrects: Option<u32> },

        /// Somebody calls about an incident that is known already. What is personal in what they say is sealed before.
        #[command("add-call")]
        AddCall { incident: IncidentRef, words: NoteWords, call: Call },

        /// It has to do with another one. `archived`: the district of one that only the archive has, as whoever gives the command has read
        /// it there.
        #[command("link")]
        Link { incident: IncidentRef, to: IncidentRef, relation: Relation, archived: Option<DistrictRef> },

        /// It has nothing to do with it after all, whichever was linked to the other.
        #[command("unlink")]
        Unlink { incident: IncidentRef, to: IncidentRef, archived: Option<DistrictRef> },

        /// An outside agency is told of it, by its code in the county, and has to confirm that it has taken it on.
        #[command("hand-off")]
        HandOff { incident: IncidentRef, to: String, note: Option<String> },

        /// The agency has, under its own number.
        #[command("confirm-hand-off")]
        ConfirmHandOff { incident: IncidentRef, from: String, reference: String },

        /// Records that somebody reads personal fields; the reading follows its success. The subject comes from the incident, in
        /// the state or in the archive.
        #[command("read-sealed")]
        ReadSealed { incident: IncidentRef, subject: SubjectRef, fields: BTreeSet<PersonalField>, purpose: String },

        /// Records that an incident's personal data are erased; the key is destroyed after its success.
        #[command("erase", by = Admin, reason = Erase)]
        Erase { incident: IncidentRef, subject: SubjectRef },
    }
}

/// A new incident. What is absent is taken from the county's table of kinds.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub kind: String,
    /// WGS 84 degrees.
    pub lon: f64,
    pub lat: f64,
    /// How far from there it may be.
    pub uncertain: Option<Uncertain>,
    /// Where the report came from: `110`, `grid-app`, `walk-in`, …
    pub source: String,
    pub origin: Origin,
    pub reality: Reality,
    /// Overrides the kind's.
    pub priority: Option<Priority>,
    /// Another system's number for it.
    pub external_id: Option<String>,
    pub personal: Option<SealedReport>,
    /// The caller's words, for the intake alone; what is kept of them is in `personal`.
    pub words: Option<PlainWords>,
}
