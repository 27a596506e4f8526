//! Why something is not done with the duty roster.

use crate::declare::refusals;
use crate::ids::{PersonRef, StandInRef, SwapRef};
use crate::roster::swap::SwapStage;
use crate::sentence::Sentence;

refusals! {
    /// Why something is not done with the duty roster.
    pub enum RosterRefusal of "roster" {
        #[refusal("absent", Conflict NotOnShift)]
        Absent { person: String },
        #[refusal("breach", Conflict RosterBreach)]
        Breach { faults: usize },
        #[refusal("district-shiftless", Conflict NoShift)]
        DistrictShiftless,
        #[refusal("findings", Conflict RosterFindings)]
        Findings { findings: usize },
        #[refusal("handed-over", Conflict HandedOver)]
        HandedOver,
        #[refusal("handover-early", Conflict HandoverEarly)]
        HandoverEarly { minutes: u32 },
        #[refusal("imported-breach", Conflict RosterBreach)]
        ImportedBreach { faults: usize },
        #[refusal("imported-past", Conflict RosterBreach)]
        ImportedPast { shifts: usize },
        #[refusal("no-next-shift", Conflict NoNextShift)]
        NoNextShift,
        #[refusal("no-note", Invalid NoNote)]
        NoNote { bytes_max: usize },
        #[refusal("no-such-person", NotFound NoSuchPerson)]
        NoSuchPerson { person: PersonRef },
        #[refusal("no-such-shift", NotFound NoSuchShift)]
        NoSuchShift,
        #[refusal("no-such-slot", NotFound NoSuchSlot)]
        NoSuchSlot { slot: u16 },
        #[refusal("no-such-stand-in", NotFound NoSuchStandIn)]
        NoSuchStandIn { stand_in: StandInRef },
        #[refusal("no-such-swap", NotFound NoSuchSwap)]
        NoSuchSwap { swap: SwapRef },
        #[refusal("nobody", Invalid Nobody)]
        Nobody,
        #[refusal("not-for-them", Conflict OtherPerson)]
        NotForThem { swap: SwapRef },
        #[refusal("not-incoming", Conflict NotOnShift)]
        NotIncoming { person: String },
        #[refusal("not-outgoing", Conflict NotOnShift)]
        NotOutgoing { person: String },
        #[refusal("nothing-handed-over", Conflict NothingHandedOver)]
        NothingHandedOver,
        #[refusal("other-place", Conflict NotOnShift)]
        OtherPlace { person: String },
        #[refusal("own-swap", Conflict OwnSwap)]
        OwnSwap,
        #[refusal("past", Conflict ShiftPast)]
        Past,
        #[refusal("publish-count", Invalid ShiftCount)]
        PublishCount { shifts_max: usize },
        #[refusal("shift-begun", Conflict ShiftStarted)]
        ShiftBegun,
        #[refusal("shift-ended", Conflict ShiftPast)]
        ShiftEnded,
        #[refusal("shift-times", Invalid ShiftTimes)]
        ShiftTimes { hours_max: u32 },
        #[refusal("shift-twice", Invalid ShiftTwice)]
        ShiftTwice,
        #[refusal("slot-count", Invalid SlotCount)]
        SlotCount { slot: String, places: u8 },
        #[refusal("stand-in-ended", Conflict StandInEnded)]
        StandInEnded { stand_in: StandInRef },
        #[refusal("stand-in-for-oneself", Invalid SamePerson)]
        StandInForOneself,
        #[refusal("stand-in-overlap", Conflict StandInOverlap)]
        StandInOverlap { person: String, stand_in: StandInRef },
        #[refusal("stand-in-times", Invalid StandInTimes)]
        StandInTimes { days_max: u32, ahead_days_max: u32 },
        #[refusal("swap-is", Conflict SwapAccepted)]
        SwapIsAccepted { swap: SwapRef, stage: SwapStage },
        #[refusal("swap-is", Conflict SwapEnded)]
        SwapIsEnded { swap: SwapRef, stage: SwapStage },
        #[refusal("swap-is", Conflict SwapExpired)]
        SwapIsExpired { swap: SwapRef, stage: SwapStage },
        #[refusal("swap-is", Conflict SwapNotAccepted)]
        SwapIsOffered { swap: SwapRef, stage: SwapStage },
        #[refusal("swap-pending", Conflict SwapPending)]
        SwapPending { swap: SwapRef },
        #[refusal("swap-stale", Conflict SwapStale)]
        SwapStale { swap: SwapRef },
        #[refusal("swap-with-oneself", Invalid SamePerson)]
        SwapWithOneself,
        #[refusal("too-many-changes", Invalid ShiftCount)]
        TooManyChanges { shifts_max: usize },
        #[refusal("too-many-stand-ins", Conflict TooManyStandIns)]
        TooManyStandIns { stand_ins_max: usize },
        #[refusal("too-many-swaps", Conflict TooManySwaps)]
        TooManySwaps { swaps_max: usize },
        #[refusal("unknown-person", NotFound NoSuchPerson)]
        UnknownPerson,
        #[refusal("wanted-by-another", Invalid OtherPerson)]
        WantedByAnother,
        #[refusal("whole-seconds", Invalid ShiftTimes)]
        WholeSeconds,
    }
}

crate::declare::sentences! {
    /// What is wrong with one of several shifts.
    pub enum OfShift of "roster" {
        #[sentence("of-shift")]
        Wrong { number: usize, district: String, why: Sentence },
    }
}
