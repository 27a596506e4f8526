//! Why a command was not done: its code, which a program reads, and what it was this time.

use serde::{Deserialize, Serialize};

use crate::declare::named;
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

named! {
    /// What a program tells refusals apart by. Callers know the names, so they stay; each has its title under `refusal` in the
    /// words of `telling`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum RefusalCode {
        AlreadyAcknowledged = "already-acknowledged",
        AlreadyAnswered = "already-answered",
        BadChannels = "bad-channels",
        BadCode = "bad-code",
        BadDue = "bad-due",
        BadForm = "bad-form",
        BadKey = "bad-key",
        BadSettings = "bad-settings",
        BadTitle = "bad-title",
        CascadeTooLarge = "cascade-too-large",
        CountyTooLarge = "county-too-large",
        DoubleBooking = "double-booking",
        GrantBeyondRequest = "grant-beyond-request",
        HandedOver = "handed-over",
        HandoverEarly = "handover-early",
        HookNotGranted = "hook-not-granted",
        IllegalStep = "illegal-step",
        InboxFull = "inbox-full",
        IncidentEnded = "incident-ended",
        InstanceCount = "instance-count",
        JournalFailed = "journal-failed",
        KeyReused = "key-reused",
        MatterOver = "matter-over",
        MergeWithItself = "merge-with-itself",
        MigrationRefused = "migration-refused",
        NoChange = "no-change",
        NoCounty = "no-county",
        NoIncident = "no-incident",
        NoNextShift = "no-next-shift",
        NoNote = "no-note",
        NoPerson = "no-person",
        NoPersonalData = "no-personal-data",
        NoPlace = "no-place",
        NoPurpose = "no-purpose",
        NoReason = "no-reason",
        NoShadow = "no-shadow",
        NoShift = "no-shift",
        NoSubject = "no-subject",
        NoSuchAssignee = "no-such-assignee",
        NoSuchDistrict = "no-such-district",
        NoSuchGrid = "no-such-grid",
        NoSuchHook = "no-such-hook",
        NoSuchIncident = "no-such-incident",
        NoSuchKind = "no-such-kind",
        NoSuchMatter = "no-such-matter",
        NoSuchNotice = "no-such-notice",
        NoSuchOutcome = "no-such-outcome",
        NoSuchPerson = "no-such-person",
        NoSuchPlugin = "no-such-plugin",
        NoSuchShift = "no-such-shift",
        NoSuchSlot = "no-such-slot",
        NoSuchStandIn = "no-such-stand-in",
        NoSuchSwap = "no-such-swap",
        NoSuchTask = "no-such-task",
        NoSuchUnit = "no-such-unit",
        NoSuchVersion = "no-such-version",
        NoSuchWorkflow = "no-such-workflow",
        NoSuchWorkflowKind = "no-such-workflow-kind",
        Nobody = "nobody",
        NobodyToAsk = "nobody-to-ask",
        NotADispatch = "not-a-dispatch",
        NotARecommendation = "not-a-recommendation",
        NotAnIntake = "not-an-intake",
        NotMerged = "not-merged",
        NotOnShift = "not-on-shift",
        NotPaused = "not-paused",
        NotQuarantined = "not-quarantined",
        NotQueued = "not-queued",
        NotWaitedFor = "not-waited-for",
        NothingChosen = "nothing-chosen",
        NothingFailed = "nothing-failed",
        NothingHandedOver = "nothing-handed-over",
        NothingPending = "nothing-pending",
        OtherCounty = "other-county",
        OtherDistrict = "other-district",
        OtherPerson = "other-person",
        OtherPlugin = "other-plugin",
        OtherReality = "other-reality",
        OutOfTime = "out-of-time",
        OutsideCounty = "outside-county",
        OwnSwap = "own-swap",
        QueueFull = "queue-full",
        RoomFailed = "room-failed",
        RoomGone = "room-gone",
        RosterBreach = "roster-breach",
        RosterFindings = "roster-findings",
        SamePerson = "same-person",
        ShiftCount = "shift-count",
        ShiftPast = "shift-past",
        ShiftStarted = "shift-started",
        ShiftTimes = "shift-times",
        ShiftTwice = "shift-twice",
        SlotCount = "slot-count",
        StandInEnded = "stand-in-ended",
        StandInOverlap = "stand-in-overlap",
        StandInTimes = "stand-in-times",
        StartRefused = "start-refused",
        Stopped = "stopped",
        Stopping = "stopping",
        SwapAccepted = "swap-accepted",
        SwapEnded = "swap-ended",
        SwapExpired = "swap-expired",
        SwapNotAccepted = "swap-not-accepted",
        SwapPending = "swap-pending",
        SwapStale = "swap-stale",
        TaskOver = "task-over",
        TooDeep = "too-deep",
        TooLong = "too-long",
        TooManyDescendants = "too-many-descendants",
        TooManyPlugins = "too-many-plugins",
        TooManySeats = "too-many-seats",
        TooManyStandIns = "too-many-stand-ins",
        TooManySwaps = "too-many-swaps",
        TooManyTasks = "too-many-tasks",
        TooManyVersions = "too-many-versions",
        TooManyWorkflows = "too-many-workflows",
        UnitBusy = "unit-busy",
        UnitCount = "unit-count",
        UnknownGrant = "unknown-grant",
        UnknownKind = "unknown-kind",
        UseAssign = "use-assign",
        UseMerge = "use-merge",
        WorkflowEnded = "workflow-ended",
        WorkflowOverflow = "workflow-overflow",
        WorkflowUnderWay = "workflow-under-way",
        WorkflowWaits = "workflow-waits",
    }
}
