//! A plugin that does what it is told in its settings, none of it good. Each behaviour is a way in which a guest may try to
//! outstay, outgrow or outtalk its host, or to propose what makes no sense.

mod answers;
mod crimes;
mod figures;
mod procedures;
mod readings;

use serde::Deserialize;
use wardroom_plugin::{
    Call, Candidate, Dispatch, Escalation, Finding, Incident, Intake, IntakeOutcome, Matter, Nearby, Outcome, Report,
    Result, Structure, TeamStructure, TimeS, Trigger, Verdict,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    behaviour: Behaviour,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Behaviour {
    // Good ones, to compare with.
    /// Sends the first candidate.
    Honest,
    /// Takes all the memory there is, writes to each page, and answers like the honest one.
    FillMemory,
    /// Answers with what it can read: see `readings`.
    ReadEverything,
    /// The same for what did not fit into one reason.
    ReadMore,
    ReadTheRest,
    ReadTheLast,
    ReadMatrices,
    ReadWorkflows,
    /// Abstains, giving the longitude and latitude of the incident, if it sees them.
    ReadPosition,
    /// Tells back what it is told of each candidate.
    TellCandidates,
    /// And of the call.
    TellCall,
    /// Abstains with a value of every sort.
    TellValues,
    /// Recommends nobody, with values of every sort both in what falls short and in who is passed over.
    TellValuesTwice,

    // Never ending.
    EndlessLoop,
    /// Burns the clock in few instructions: overwrites megabytes again and again.
    OverwriteMemory,
    /// Recursion that takes nothing but the engine's stack.
    DeepRecursion,
    /// Recursion whose frames are in the guest's own memory, as with most of what compilers make.
    DeepFrames,

    // Too much memory.
    /// Grows page by page until it is denied.
    GrowMemory,
    /// Asks for a gigabyte at once.
    HugeAllocation,

    // Dying.
    Unreachable,
    OutOfBounds,
    Panic,
    LongPanic,

    // Too much data.
    ManyItems,
    ManyValues,
    NotANumber,
    /// A text in a reason, one byte longer than is taken.
    LongText,
    LongError,
    /// An error of several megabytes.
    HugeError,
    /// Thousands of reasons, all with the same long text in memory.
    AliasedTexts,
    /// A string whose bytes are no UTF-8.
    BrokenString,
    ViewFlood,
    PanicFlood,
    LogFlood,
    /// Says two lines for its author, one of them with what belongs on no terminal, and answers like the honest one.
    Log,
    /// Asks `view` for as many rows as there are, again and again.
    RowFlood,

    // Reasons that nobody can be told.
    /// A code that the catalog does not have.
    UnknownCode,
    MissingValue,
    /// A number where the text says a unit.
    OtherValue,
    SpareValue,
    /// A unit that the county does not have.
    UnknownReference,

    // Of an assessment: one more than is taken of everything, and figures that are none.
    ManyQueries,
    ManySpans,
    ManyIndicators,
    UnknownKind,
    UnknownResult,
    BadFigures,
    /// Counts as it should, and loops over the counts.
    EndlessFigures,

    // Nonsense.
    UnknownCandidate,
    DuplicatePicks,
    WrongNeed,
    /// Sends every candidate beyond what is needed.
    SendAll,
    /// Every kind of proposal there is.
    ProposeEverything,
    OversizedNotice,
    /// Of an intake: a kind, a priority and duplicates that are none.
    MisjudgeReport,
    /// Of an intake: says how long the caller's words are, and where the report is, if it sees them; then fails with the words.
    TellWords,
    TellPlace,
    ManyFindings,
    // Of a workflow.
    /// A state one byte longer than is taken.
    HugeState,
    UnknownForm,
    UnknownEnd,
    UnknownSignal,
    StartUnknown,
    /// Each instance starts two of its own kind.
    StartItself,
    /// Hands on a sealed field, which it has never seen.
    HandOnSealed,
    /// Lends what is not there, to a district that is not there, for ever.
    LendNothing,
    /// Says no, and not now.
    Refuse,
    PutOff,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { behaviour: Behaviour::Honest }
    }
}

struct BehavesBadly;

impl Intake for BehavesBadly {
    type Settings = Settings;

    fn classify(_: TimeS, settings: &Settings, report: &Report, nearby: &[Nearby]) -> Result<IntakeOutcome> {
        crimes::commit(settings.behaviour)?;
        answers::intake(settings.behaviour, report, nearby)
    }
}

impl Dispatch for BehavesBadly {
    type Settings = Settings;

    fn recommend(
        _: TimeS,
        settings: &Settings,
        incident: &Incident,
        call: &Call,
        candidates: &[Candidate],
    ) -> Result<Verdict> {
        crimes::commit(settings.behaviour)?;
        answers::verdict(settings.behaviour, incident, call, candidates)
    }
}

impl Escalation for BehavesBadly {
    type Settings = Settings;

    fn consider(now: TimeS, settings: &Settings, matter: &Matter, _: Trigger) -> Result<Outcome> {
        crimes::commit(settings.behaviour)?;
        let incident = matter.incident().ok_or("no incident")?;
        Ok(answers::outcome(settings.behaviour, now, incident))
    }
}

impl TeamStructure for BehavesBadly {
    type Settings = Settings;

    fn inspect(_: TimeS, settings: &Settings, _: &Structure) -> Result<Vec<Finding>> {
        crimes::commit(settings.behaviour)?;
        Ok(answers::findings(settings.behaviour))
    }
}

wardroom_plugin::export!(intake: BehavesBadly, dispatch: BehavesBadly, escalation: BehavesBadly, team-structure: BehavesBadly, workflow: BehavesBadly, assessment: BehavesBadly);
