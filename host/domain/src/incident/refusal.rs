//! Why something is not done with an incident.

use crate::county::OutsideCounty;
use crate::declare::{refusals, sentences};
use crate::ids::{IncidentRef, KindRef, SubjectRef};
use crate::incident::{Phase, Priority};
use crate::sentence::Value;

refusals! {
    /// Why something is not done with an incident.
    pub enum IncidentRefusal of "incident" {
        #[refusal("already-reported", Conflict AlreadyReported)]
        AlreadyReported { source: String, number: String, incident: String },
        #[refusal("archived", NotFound NoSuchIncident)]
        Archived { incident: IncidentRef },
        #[refusal("bad-code", Invalid BadCode)]
        BadCode { bytes_max: usize },
        #[refusal("bad-needs", Invalid BadNeeds)]
        BadNeeds { sorts_max: usize, units_max: usize },
        #[refusal("bad-radius", Invalid BadRadius)]
        BadRadius { metres_max: u32 },
        #[refusal("empty-note", Invalid NoNote)]
        EmptyNote,
        #[refusal("bad-reference", Invalid BadReference)]
        BadReference { bytes_max: usize },
        #[refusal("confirmed-already", Conflict NoChange)]
        ConfirmedAlready { incident: String, agency: String, reference: String },
        #[refusal("handed-off-already", Conflict NoChange)]
        HandedOffAlready { incident: String, agency: String },
        #[refusal("no-such-hand-off", NotFound NoSuchHandOff)]
        NoSuchHandOff { incident: String, agency: String },
        #[refusal("too-many-hand-offs", Conflict TooManyHandOffs)]
        TooManyHandOffs { incident: String, hand_offs_max: usize },
        #[refusal("unknown-agency", Invalid NoSuchAgency)]
        UnknownAgency { agency: String, agencies: Vec<String> },
        #[refusal("ended", Conflict IncidentEnded)]
        Ended { incident: String, phase: Phase },
        #[refusal("erased", NotFound NoPersonalData)]
        Erased { incident: String },
        #[refusal("erased-from-archive", NotFound NoPersonalData)]
        ErasedFromArchive { incident: IncidentRef },
        /// `legal`: the steps that there are, or in words that there are none.
        #[refusal("illegal-step", Conflict IllegalStep)]
        IllegalStep { incident: String, phase: Phase, to: Phase, legal: Value },
        #[refusal("kind-already", Conflict NoChange)]
        KindAlready { incident: String },
        #[refusal("linked-already", Conflict LinkedAlready)]
        LinkedAlready { incident: String, other: String },
        #[refusal("linked-with-itself", Invalid LinkWithItself)]
        LinkedWithItself { incident: String },
        #[refusal("merged-with-itself", Invalid MergeWithItself)]
        MergedWithItself,
        #[refusal("never-given", NotFound NoPersonalData)]
        NeverGiven { incident: String },
        #[refusal("no-merging", Conflict IllegalStep)]
        NoMerging { incident: String, phase: Phase, legal: Value },
        #[refusal("no-sending", Conflict IllegalStep)]
        NoSending { incident: String, phase: Phase, legal: Value },
        #[refusal("no-outcomes", Invalid NoSuchOutcome)]
        NoOutcomes { incident: String },
        #[refusal("no-such-incident", NotFound NoSuchIncident)]
        NoSuchIncident { incident: IncidentRef },
        #[refusal("no-such-kind", NotFound NoSuchKind)]
        NoSuchKind { kind: KindRef },
        #[refusal("no-such-note", Invalid NoSuchNote)]
        NoSuchNote { incident: String, note: u32 },
        #[refusal("no-such-subject", NotFound NoPersonalData)]
        NoSuchSubject { subject: SubjectRef },
        #[refusal("not-linked", Conflict NotLinked)]
        NotLinked { incident: String, other: String },
        #[refusal("not-merged", Conflict NotMerged)]
        NotMerged { incident: String, phase: Phase },
        #[refusal("note-too-long", Invalid TooLong)]
        NoteTooLong { bytes_max: usize },
        #[refusal("nothing-chosen", Invalid NothingChosen)]
        NothingChosen,
        /// Somebody else has just given it personal data.
        #[refusal("other-key", Conflict OtherKey)]
        OtherKey { incident: String },
        #[refusal("other-reality", Conflict OtherReality)]
        OtherReality,
        #[refusal("outcome-already", Conflict NoChange)]
        OutcomeAlready { incident: String, outcome: String },
        #[refusal("outcome-early", Conflict OutcomeEarly)]
        OutcomeEarly { incident: String, phase: Phase },
        /// `outcomes`: the codes that it may have.
        #[refusal("outcome-missing", Invalid NoOutcome)]
        OutcomeMissing { incident: String, outcomes: Vec<String> },
        #[refusal("outside", Invalid OutsideCounty)]
        Outside { lon: String, lat: String },
        #[refusal("place-already", Conflict NoChange)]
        PlaceAlready { incident: String },
        #[refusal("priority-already", Conflict NoChange)]
        PriorityAlready { incident: String, priority: Priority },
        /// `lon` is a latitude of the county's, and `lat` a longitude.
        #[refusal("swapped", Invalid OutsideCounty)]
        Swapped { lon: String, lat: String },
        #[refusal("too-many-calls", Invalid TooManyCalls)]
        TooManyCalls { incident: String, calls_max: usize },
        #[refusal("too-many-links", Invalid TooManyLinks)]
        TooManyLinks { incident: String, links_max: usize },
        #[refusal("too-many-notes", Conflict TooManyNotes)]
        TooManyNotes { incident: String, notes_max: usize },
        #[refusal("recalled-too-late", Conflict UnitBusy)]
        RecalledTooLate { unit: String, incident: String },
        #[refusal("unit-busy", Conflict UnitBusy)]
        UnitBusy { unit: String, incident: String },
        #[refusal("unit-count", Invalid UnitCount)]
        UnitCount { units_max: usize },
        #[refusal("unit-of-other-reality", Conflict OtherReality)]
        UnitOfOtherReality { unit: String },
        #[refusal("unit-twice", Invalid DoubleBooking)]
        UnitTwice { unit: String },
        #[refusal("unit-unavailable", Conflict UnitBusy)]
        UnitUnavailable { unit: String },
        #[refusal("unitless", Conflict IllegalStep)]
        Unitless { incident: String, phase: Phase, to: Phase, legal: Value },
        #[refusal("unknown-kind", Invalid UnknownKind)]
        UnknownKind { kind: String, kinds: Vec<String> },
        #[refusal("unknown-outcome", Invalid NoSuchOutcome)]
        UnknownOutcome { outcome: String, outcomes: Vec<String> },
        #[refusal("use-merge", Invalid UseMerge)]
        UseMerge,
    }
}

impl From<OutsideCounty> for IncidentRefusal {
    fn from(OutsideCounty { lon, lat, swapped }: OutsideCounty) -> IncidentRefusal {
        let (lon, lat) = (lon.to_string(), lat.to_string());
        if swapped { IncidentRefusal::Swapped { lon, lat } } else { IncidentRefusal::Outside { lon, lat } }
    }
}

sentences! {
    /// What stands in place of the steps that an incident may take.
    pub enum NoStep of "incident" {
        #[sentence("only-unmerging")]
        OnlyUnmerging,
    }
}
