//! Why something is not done with a workflow.

use crate::declare::{refusals, sentences};
use crate::ids::{GridRef, InstanceRef};
use crate::sentence::{PluginReason, Said, Value};
use crate::workflow::Status;

refusals! {
    /// Why something is not done with a workflow.
    pub enum WorkflowRefusal of "workflow" {
        #[refusal("archive-behind", Busy TooManyWorkflows)]
        ArchiveBehind { workflows_max: usize },
        #[refusal("bad-form", Invalid BadForm)]
        BadForm { form: String, faults: Value },
        #[refusal("bad-key", Invalid BadKey)]
        BadKey { bytes_max: usize },
        #[refusal("ended", Conflict WorkflowEnded)]
        Ended { workflow: String, status: Status },
        #[refusal("erased", NotFound NoPersonalData)]
        Erased { workflow: String },
        #[refusal("erased-for-good", Conflict NoSubject)]
        ErasedForGood { workflow: String },
        #[refusal("grid-elsewhere", Invalid OtherDistrict)]
        GridElsewhere,
        #[refusal("grid-of-other-district", Invalid OtherDistrict)]
        GridOfOtherDistrict,
        #[refusal("inbox-full", Busy InboxFull)]
        InboxFull { events: usize, workflow: String },
        #[refusal("incident-elsewhere", Invalid OtherDistrict)]
        IncidentElsewhere,
        #[refusal("instance-count", Invalid InstanceCount)]
        InstanceCount { instances_max: usize },
        #[refusal("kind-not-switched-on", NotFound NoSuchWorkflowKind)]
        KindNotSwitchedOn { kind: String, kinds: Vec<String> },
        #[refusal("kind-paused", Conflict NoChange)]
        KindPaused { kind: String },
        #[refusal("kind-running", Conflict NoChange)]
        KindRunning { kind: String },
        #[refusal("migration-refused", Conflict MigrationRefused)]
        MigrationRefused { version: String, plugin: String, workflow: String, why: Said },
        #[refusal("never-given", NotFound NoPersonalData)]
        NeverGiven { workflow: String },
        #[refusal("no-kind-switched-on", NotFound NoSuchWorkflowKind)]
        NoKindSwitchedOn { kind: String },
        #[refusal("no-place", Invalid NoPlace)]
        NoPlace,
        #[refusal("no-such-digest", NotFound NoSuchVersion)]
        NoSuchDigest { digest: String },
        #[refusal("no-such-grid", NotFound NoSuchGrid)]
        NoSuchGrid { grid: GridRef },
        #[refusal("no-such-kind", NotFound NoSuchWorkflowKind)]
        NoSuchKind { kind: String },
        #[refusal("no-such-person", NotFound NoSuchPerson)]
        NoSuchPerson,
        #[refusal("no-such-workflow", NotFound NoSuchWorkflow)]
        NoSuchWorkflow { workflow: InstanceRef },
        #[refusal("no-waiting-signal", Conflict NotWaitedFor)]
        NoWaitingSignal { workflow: String, signal: String },
        #[refusal("nobody-to-ask", Conflict NobodyToAsk)]
        NobodyToAsk,
        #[refusal("not-paused", Conflict NotPaused)]
        NotPaused { workflow: String, status: Status },
        #[refusal("not-waited-for", Conflict NotWaitedFor)]
        NotWaitedFor { workflow: String, signal: String, signals: Vec<String> },
        #[refusal("nothing-failed", Conflict NothingFailed)]
        NothingFailed { workflow: String, status: Status },
        #[refusal("nothing-sealed-there", NotFound NoPersonalData)]
        NothingSealedThere { workflow: String },
        #[refusal("on-version-already", Conflict NoChange)]
        OnVersionAlready { workflow: String, version: String },
        #[refusal("other-plugin", Conflict OtherPlugin)]
        OtherPlugin { plugin: String, version: String, workflow: String },
        #[refusal("out-of-time", Busy OutOfTime)]
        OutOfTime,
        #[refusal("paused-already", Conflict NoChange)]
        PausedAlready { workflow: String },
        #[refusal("queue-full", Conflict WorkflowOverflow)]
        QueueFull { count: usize, kind: String, key: String, max: usize },
        #[refusal("replacing-its-own", Conflict WorkflowUnderWay)]
        ReplacingItsOwn { workflow: String },
        #[refusal("sealed-without-subject", Invalid NoSubject)]
        SealedWithoutSubject,
        #[refusal("signal-formless", Invalid BadForm)]
        SignalFormless { signal: String },
        #[refusal("signal-nameless", Invalid NoPerson)]
        SignalNameless { signal: String },
        #[refusal("start-refused", Conflict StartRefused)]
        StartRefused { plugin: String, words: Value },
        #[refusal("step-refused", Conflict StepRefused)]
        StepRefused { plugin: String, workflow: String, why: PluginReason },
        #[refusal("subject-already", Conflict NoChange)]
        SubjectAlready { workflow: String },
        #[refusal("subjectless", Conflict NoSubject)]
        Subjectless { workflow: String },
        #[refusal("too-deep", Conflict TooDeep)]
        TooDeep { depth_max: u8 },
        #[refusal("too-many", Busy TooManyWorkflows)]
        TooMany { workflows_max: usize },
        #[refusal("too-many-alike", Conflict WorkflowOverflow)]
        TooManyAlike { count: usize, kind: String, key: String, max: usize },
        #[refusal("too-many-at-once", Conflict TooManyDescendants)]
        TooManyAtOnce { workflow: String, ended_max: usize },
        #[refusal("too-many-descendants", Conflict TooManyDescendants)]
        TooManyDescendants { descendants_max: u32 },
        #[refusal("under-way", Conflict WorkflowUnderWay)]
        UnderWay { workflow: String, kind: String, key: String },
        #[refusal("under-way-elsewhere", Conflict WorkflowUnderWay)]
        UnderWayElsewhere { kind: String, key: String },
    }
}

sentences! {
    /// Why a version does not take an instance over, where its plugin does not say so itself.
    pub enum NotTaken of "migration" {
        #[sentence("kindless")]
        Kindless { kind: String },
        #[sentence("no-county")]
        NoCounty,
        #[sentence("not-under-way")]
        NotUnderWay,
        #[sentence("of-other-plugin")]
        OfOtherPlugin { plugin: String },
        #[sentence("said")]
        Said { why: PluginReason },
        #[sentence("unknown-signal")]
        UnknownSignal { signal: String },
        #[sentence("state-too-large")]
        StateTooLarge { bytes: usize, bytes_max: usize },
    }
}
