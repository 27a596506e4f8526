//! Why a command was not done: its code, which a program reads, and what it was this time.

use crate::incident::Phase;
use crate::roster::fault::Fault;

/// Why a command was not done. Nothing of it is in the journal.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    pub kind: RefusalKind,
    pub code: RefusalCode,
    pub message: String,
    /// For an illegal step: the legal ones.
    pub legal: Vec<Phase>,
    /// What the checks of the roster found.
    pub faults: Vec<Fault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// The command makes no sense, whatever the state.
    Invalid,
    NotFound,
    /// It does not fit the state.
    Conflict,
    /// Too much at once; try again later.
    Busy,
    /// The host can't take anything at the moment.
    Unavailable,
}

impl Refusal {
    pub fn new(kind: RefusalKind, code: RefusalCode, message: impl Into<String>) -> Refusal {
        Refusal { kind, code, message: message.into(), legal: Vec::new(), faults: Vec::new() }
    }

    pub fn invalid(code: RefusalCode, message: impl Into<String>) -> Refusal {
        Refusal::new(RefusalKind::Invalid, code, message)
    }

    pub fn not_found(code: RefusalCode, message: impl Into<String>) -> Refusal {
        Refusal::new(RefusalKind::NotFound, code, message)
    }

    pub fn conflict(code: RefusalCode, message: impl Into<String>) -> Refusal {
        Refusal::new(RefusalKind::Conflict, code, message)
    }
}

/// What a program tells refusals apart by. Callers know the names, so they stay; each has its title under `refusal` in the
/// words of `telling`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum RefusalCode {
    AlreadyAcknowledged,
    AlreadyAnswered,
    BadChannels,
    BadCode,
    BadDue,
    BadForm,
    BadKey,
    BadSettings,
    BadTitle,
    CascadeTooLarge,
    CountyTooLarge,
    DoubleBooking,
    GrantBeyondRequest,
    HandedOver,
    HandoverEarly,
    HookNotGranted,
    IllegalStep,
    InboxFull,
    IncidentEnded,
    InstanceCount,
    JournalFailed,
    KeyReused,
    MatterOver,
    MergeWithItself,
    MigrationRefused,
    NoChange,
    NoCounty,
    NoIncident,
    NoNextShift,
    NoNote,
    NoPerson,
    NoPersonalData,
    NoPlace,
    NoPurpose,
    NoReason,
    NoShadow,
    NoShift,
    NoSubject,
    NoSuchAssignee,
    NoSuchDistrict,
    NoSuchGrid,
    NoSuchHook,
    NoSuchIncident,
    NoSuchKind,
    NoSuchMatter,
    NoSuchNotice,
    NoSuchOutcome,
    NoSuchPerson,
    NoSuchPlugin,
    NoSuchShift,
    NoSuchSlot,
    NoSuchStandIn,
    NoSuchSwap,
    NoSuchTask,
    NoSuchUnit,
    NoSuchVersion,
    NoSuchWorkflow,
    NoSuchWorkflowKind,
    Nobody,
    NobodyToAsk,
    NotADispatch,
    NotARecommendation,
    NotAnIntake,
    NotMerged,
    NotOnShift,
    NotPaused,
    NotQuarantined,
    NotQueued,
    NotWaitedFor,
    NothingChosen,
    NothingFailed,
    NothingHandedOver,
    NothingPending,
    OtherCounty,
    OtherDistrict,
    OtherPerson,
    OtherPlugin,
    OtherReality,
    OutOfTime,
    OutsideCounty,
    OwnSwap,
    QueueFull,
    RoomGone,
    RosterBreach,
    RosterFindings,
    SamePerson,
    ShiftCount,
    ShiftPast,
    ShiftStarted,
    ShiftTimes,
    ShiftTwice,
    SlotCount,
    StandInEnded,
    StandInOverlap,
    StandInTimes,
    StartRefused,
    Stopped,
    Stopping,
    SwapAccepted,
    SwapEnded,
    SwapExpired,
    SwapNotAccepted,
    SwapPending,
    SwapStale,
    TaskOver,
    TooDeep,
    TooLong,
    TooManyDescendants,
    TooManyPlugins,
    TooManySeats,
    TooManyStandIns,
    TooManySwaps,
    TooManyTasks,
    TooManyVersions,
    TooManyWorkflows,
    UnitBusy,
    UnitCount,
    UnknownGrant,
    UnknownKind,
    UseAssign,
    UseMerge,
    WorkflowEnded,
    WorkflowOverflow,
    WorkflowUnderWay,
    WorkflowWaits,
}

impl RefusalCode {
    /// Its name outside: `no-such-incident`.
    pub fn name(self) -> &'static str {
        self.into()
    }
}
