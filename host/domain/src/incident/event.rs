//! The events of incidents: each is declared here, once.

use std::collections::BTreeSet;

use crate::declare::events;
use crate::ids::*;
use crate::incident::hold::HoldEnd;
use crate::incident::link::Relation;
use crate::incident::note::{Call, NoteWords};
use crate::incident::place::NewWay;
use crate::incident::record::{IncidentPlace, NewAssignment, Reported};
use crate::incident::{Need, Phase, Priority};
use crate::sealed::PersonalField;
use crate::sentence::PluginReason;
use crate::time::TimeMs;

events! {
    /// What becomes of incidents.
    pub enum IncidentEvent {
        #[event("incident-reported", about = reported)]
        Reported(Box<Reported>),

        #[event("incident-stepped", about = incident)]
        Stepped { incident: IncidentRef, to: Phase },

        #[event("priority-changed", about = incident)]
        PriorityChanged { incident: IncidentRef, priority: Priority },

        /// It is of another kind than was thought, and needs what that kind needs.
        #[event("kind-changed", about = incident)]
        KindChanged { incident: IncidentRef, kind: KindRef, needs: Vec<Need> },

        /// It needs other units than its kind usually does.
        #[event("needs-changed", about = incident)]
        NeedsChanged { incident: IncidentRef, needs: Vec<Need> },

        /// It needs units that nobody is there to be sent for. Once until it has them, or needs others.
        #[event("short-of-units", about = incident)]
        ShortOfUnits { incident: IncidentRef, needs: Vec<Need> },

        /// A workflow has left a word about it.
        #[event("incident-remarked", about = incident)]
        Remarked { incident: IncidentRef, why: PluginReason },

        #[event("incident-merged", about = incident, other = into)]
        Merged { incident: IncidentRef, into: IncidentRef },

        /// It is an incident of its own after all, and goes on in this phase.
        #[event("incident-unmerged", about = incident, other = from)]
        Unmerged { incident: IncidentRef, from: IncidentRef, to: Phase },

        #[event("units-assigned", about = incident)]
        UnitsAssigned { incident: IncidentRef, assignments: Vec<NewAssignment>, #[serialize_always] decision: Option<u32> },

        #[event("unit-released", about = incident)]
        UnitReleased { incident: IncidentRef, unit: UnitRef },

        /// It is off the incident since the county has it no more, and what it was there for is needed again.
        #[event("unit-stood-down", about = incident)]
        UnitStoodDown { incident: IncidentRef, unit: UnitRef },

        /// Closed incidents that from here on only the archive has.
        #[event("incidents-archived")]
        Archived { incidents: Vec<IncidentRef> },

        #[event("sealed-read", about = incident)]
        SealedRead { incident: IncidentRef, fields: BTreeSet<PersonalField>, purpose: String },

        #[event("subject-erased", about = incident, erases = subject)]
        SubjectErased { incident: IncidentRef, subject: SubjectRef },

        /// It is there, and not where it was thought to be. `from`: the district in which it was until then. `ways`: of the units that are
        /// on their way.
        #[event("incident-relocated", about = incident)]
        Relocated { incident: IncidentRef, place: IncidentPlace, from: DistrictRef, ways: Vec<NewWay> },

        /// It has this result, in the county's code.
        #[event("incident-concluded", about = incident)]
        Concluded { incident: IncidentRef, outcome: String },

        /// A person wrote something down. `corrects`: the note that it puts right. `call`: somebody called and said so.
        #[event("incident-noted", about = incident)]
        Noted { incident: IncidentRef, number: u32, words: NoteWords, corrects: Option<u32>, call: Option<Call> },

        /// It has to do with another one, which may be in the archive.
        #[event("incident-linked", about = incident, other = to)]
        Linked { incident: IncidentRef, to: IncidentRef, relation: Relation },

        #[event("incident-unlinked", about = incident, other = to)]
        Unlinked { incident: IncidentRef, to: IncidentRef },

        /// Nobody is sent until then: it may be a duplicate of that one, and a person has to answer that recommendation.
        #[event("dispatch-held", about = incident)]
        Held { incident: IncidentRef, of: IncidentRef, decision: u32, until: TimeMs },

        /// It is no duplicate of that one, whatever the intake took it for. What else that decision proposes stays proposed.
        #[event("duplicate-denied", about = incident, other = of)]
        DuplicateDenied { incident: IncidentRef, decision: u32, of: IncidentRef },

        #[event("dispatch-hold-ended", about = incident)]
        HoldEnded { incident: IncidentRef, end: HoldEnd },

        /// An outside agency was told of it, and is to confirm within so many seconds that it has taken it on.
        #[event("incident-handed-off", about = incident)]
        HandedOff { incident: IncidentRef, number: u32, to: String, within_s: u32, note: Option<String> },

        /// It has, under this number of its own.
        #[event("hand-off-confirmed", about = incident)]
        HandOffConfirmed { incident: IncidentRef, number: u32, reference: String },

        /// The unit that came upon a duplicate is on scene of the incident that it was merged into.
        #[event("unit-carried-over", about = incident, other = into)]
        UnitCarriedOver { incident: IncidentRef, into: IncidentRef, unit: UnitRef },
    }
}
