//! What the host's arbiter would make of an answer: the first reason in it that can't be told, or the proposals that are refused. It
//! judges by the manifest's requests, the catalog and the county of the test; the host's own is held against it by a test.

use std::collections::BTreeSet;
use std::fmt;

use crate::testing::{County, Message};

mod answers;
mod people;
mod reasons;
mod step;

pub(crate) use reasons::tellable;
pub use step::{Case, Fault};

/// Every limit that it knows, as the host has it.
pub mod limits {
    /// Units beyond what is needed on an incident at a time.
    pub const EXTRA_UNITS_MAX: usize = 8;
    pub const NEEDS_MAX: usize = 8;
    /// Units that an incident may need in all.
    pub const CANDIDATES_MAX: usize = 64;
    /// Timers of a plugin for one matter.
    pub const TIMERS_PER_SUBJECT_MAX: usize = 32;
    pub const TIMER_AHEAD_S_MAX: u32 = 366 * 86_400;
    pub const TIMER_REPEAT_S_MIN: u32 = 60;
    pub const NOTICE_RECIPIENTS_MAX: usize = 32;
    pub const NOTICE_TIME_OUT_S_MAX: u32 = 30 * 86_400;
    /// Open tasks of a workflow.
    pub const WORKFLOW_TASKS_MAX: usize = 256;
    /// Workflows one above the other.
    pub const WORKFLOW_DEPTH_MAX: usize = 4;
    /// Incidents that one workflow reports within an hour.
    pub const WORKFLOW_REPORTS_OF_ONE_PER_HOUR_MAX: usize = 8;
    /// Words of workflows in the story of an incident.
    pub const INCIDENT_REMARKS_MAX: usize = 16;
    pub const LOAN_S_MAX: u32 = 31 * 86_400;
    /// Bytes of a name, a key or a code.
    pub const CODE_BYTES_MAX: usize = 64;
}

/// The host's arbiter as a test has it. What the plugin asks to be granted is granted.
///
/// ```
/// use wardroom_plugin::testing::{Arbiter, County, Message, Why, call, candidate, incident};
/// use wardroom_plugin::{Recommendation, Verdict};
///
/// mod why {
///     wardroom_plugin::catalog! {
///         1 near(unit: unit): "{unit}最近", "{unit} is nearest";
///     }
/// }
///
/// // A plugin's own tests take `why::CATALOG`, which is there for them alone.
/// const CATALOG: &[Message] =
///     &[Message { code: 1, values: &[("unit", "unit")], zh: "{unit}最近", en: "{unit} is nearest" }];
///
/// let arbiter = Arbiter::granting(CATALOG, &["assign"], County::new());
/// let (incident, candidates) = (incident(), [candidate(4)]);
/// let mut answer = Recommendation::default();
/// answer.pick(0, 0, why::near(4));
/// answer.pick(7, 0, why::near(4));
/// let refused = arbiter.dispatch(&incident, &call(), &candidates, &Verdict::Recommend(answer)).unwrap();
/// assert_eq!((refused.len(), refused[0].proposal, refused[0].why), (1, 1, Why::UnknownUnit));
/// ```
#[derive(Clone, Debug)]
pub struct Arbiter {
    messages: &'static [Message],
    granted: BTreeSet<String>,
    pub county: County,
}

impl Arbiter {
    /// One that has granted these kinds of proposals.
    pub fn granting(messages: &'static [Message], proposals: &[&str], county: County) -> Arbiter {
        Arbiter { messages, granted: proposals.iter().map(|name| (*name).to_owned()).collect(), county }
    }

    fn grants(&self, proposal: &str) -> bool {
        self.granted.contains(proposal)
    }
}

/// A proposal that is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Which of the answer's it is, from 0. Of a recommendation the picks come first, then those who are passed over.
    pub proposal: usize,
    pub why: Why,
}

/// What came of a judged answer: what of it is refused, or why it is none.
pub type Judgement = Result<Vec<Refused>, Untellable>;

/// Declares the refusals with the names that the host's records have for them.
macro_rules! refusals {
    ($($(#[$about:meta])* $why:ident = $name:literal,)*) => {
        /// Why a proposal is refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Why {
            $($(#[$about])* $why,)*
        }

        impl Why {
            /// As the host's records name it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Why::$why => $name,)*
                }
            }
        }
    };
}

refusals! {
    /// There is no such candidate, or no such unit.
    UnknownUnit = "unknown-unit",
    UnknownNeed = "unknown-need",
    BusyUnit = "busy-unit",
    /// The same unit twice in one answer.
    DoubleBooking = "double-booking",
    LacksSkills = "lacks-skills",
    /// Enough units answer this need already.
    NeedFilled = "need-filled",
    /// The manifest does not ask for this kind of proposal.
    NotGranted = "not-granted",
    /// The matter takes no timer any more.
    WrongIncident = "wrong-incident",
    UnknownPerson = "unknown-person",
    UnknownTeam = "unknown-team",
    UnknownDistrict = "unknown-district",
    UnknownSlot = "unknown-slot",
    UnknownGrid = "unknown-grid",
    UnknownPlace = "unknown-place",
    NobodyToTell = "nobody-to-tell",
    TooMany = "too-many",
    TimerInThePast = "timer-in-the-past",
    TimerTooFar = "timer-too-far",
    RepeatTooShort = "repeat-too-short",
    BadTimeOut = "bad-time-out",
    NoSuchTimer = "no-such-timer",
    NoSuchTask = "no-such-task",
    /// The kind has no task and no signal of that name.
    UnknownForm = "unknown-form",
    /// The kind has no such end.
    UnknownEnd = "unknown-end",
    /// The instance is about no incident.
    NoIncident = "no-incident",
    IllegalStep = "illegal-step",
    NotLendable = "not-lendable",
    NotLent = "not-lent",
    /// The end of a loan that is past or too far ahead.
    BadEnd = "bad-end",
    /// Where it would be is not in the county, it has no key, it does not fit its form, or too many stand above it.
    NotStarted = "not-started",
    UnknownWorkflow = "unknown-workflow",
    AmbiguousWorkflow = "ambiguous-workflow",
    NotWaitedFor = "not-waited-for",
    /// It is the workflow itself, or one above it.
    OwnBranch = "own-branch",
    /// It is none of the plugin's kinds, and that needs a grant of its own.
    OthersNotGranted = "others-not-granted",
    OtherDistrict = "other-district",
    ExerciseOnly = "exercise-only",
    UnknownKind = "unknown-kind",
    /// A query wants a result counted that the county does not have.
    UnknownResult = "unknown-result",
    /// A query tells apart, chooses or times by what those that it counts do not have.
    NotTheirs = "not-theirs",
    UnknownIncident = "unknown-incident",
    IncidentEnded = "incident-ended",
    /// A report is no duplicate of itself.
    Itself = "itself",
    OtherReality = "other-reality",
    /// An indicator without a name, a unit or a title, with a number that is none, or that stands twice.
    BadIndicator = "bad-indicator",
    /// It is none of the incidents that the plugin was shown.
    NotNearby = "not-nearby",
    /// It is so already.
    NothingNew = "nothing-new",
    BadNeeds = "bad-needs",
    /// A confidence of more than 100 %.
    NoPercentage = "no-percentage",
    /// An earlier proposal of the same answer decided this.
    Overruled = "overruled",
}

/// Why a reason can't be told, and its answer is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Untellable {
    /// `catalog!` declares no such message.
    UnknownCode { code: u16 },
    /// Its texts wait for a value of this number, from 0, that it does not give.
    MissingValue { code: u16, value: usize },
    /// A value is not what they wait for.
    OtherValue { code: u16, value: usize, kind: String, given: String },
    /// It gives a value of this number, from 0, for which no text has a place.
    SpareValue { code: u16, value: usize },
    /// A value refers to something that the county does not have.
    UnknownReference { code: u16, value: usize, kind: String },
}

impl fmt::Display for Untellable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Untellable::UnknownCode { code } => write!(f, "`catalog!` declares no message {code}"),
            Untellable::MissingValue { code, value } => write!(f, "message {code}: value {value} is missing"),
            Untellable::OtherValue { code, value, kind, given } => {
                write!(f, "message {code}: value {value} is a {given}, and its text waits for a {kind}")
            }
            Untellable::SpareValue { code, value } => {
                write!(f, "message {code}: its text has no place for value {value}")
            }
            Untellable::UnknownReference { code, value, kind } => {
                write!(f, "message {code}: value {value} is a {kind} that the county does not have")
            }
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests;
