//! The host's own words. The texts themselves are in `words/`, one file a language; here is which of them a value of the
//! core has, and what codes and names are told by.

use domain::decision::{AskedOutcome, RefusedWhy, SettledAs, Trigger};
use domain::hooks::{CatchUp, Concurrency, Exclusion, Hook, HookFailure, Stage, Urgency};
use domain::incident::{Phase, Priority, Reality};
use domain::matter::Matter;
use domain::notice::Delivery;
use domain::plugin::Mode;
use domain::refusal::RefusalCode;
use domain::sealed::PersonalField;
use domain::task::TaskStatus;
use domain::unit::{Primary, Secondary};
use domain::workflow::{Act, Status, StepFailure, VersionLife};

use crate::lang::Lang;
use crate::story::Term;
use crate::{lexicon, tell};

lexicon!(
    /// All texts of this crate.
    pub WORDS, "../words/zh-CN.toml", "../words/en.toml"
);

/// A value with a word for it in the lexicon, under its family and its own code: `phase.en-route`.
pub trait Coded {
    const FAMILY: &'static str;

    fn code(&self) -> &'static str;
}

macro_rules! coded {
    ($($family:literal $type:ident $code:ident;)*) => {
        $(impl Coded for $type {
            const FAMILY: &'static str = $family;

            fn code(&self) -> &'static str {
                (*self).$code()
            }
        })*
    };
}

coded! {
    "act" Act name;
    "catch-up" CatchUp name;
    "concurrency" Concurrency name;
    "delivery" Delivery name;
    "hook" Hook name;
    "matter" Matter kind;
    "mode" Mode name;
    "personal-field" PersonalField name;
    "phase" Phase name;
    "priority" Priority name;
    "reality" Reality name;
    "refusal" RefusalCode name;
    "stage" Stage name;
    "task-status" TaskStatus name;
    "unit-primary" Primary name;
    "unit-secondary" Secondary name;
    "urgency" Urgency name;
    "version-life" VersionLife name;
    "workflow-status" Status name;
}

/// The word for a value.
pub fn word<T: Coded>(of: &T, lang: Lang) -> &'static str {
    word_for::<T>(of.code(), lang).unwrap_or(of.code())
}

/// The word for a code of such a value, if it is known here: a server may be newer.
pub fn word_for<T: Coded>(code: &str, lang: Lang) -> Option<&'static str> {
    WORDS.of_family(T::FAMILY, code).map(|text| text.of(lang))
}

/// The title of a problem by its code: of a refusal, or of what is wrong with a request or a server.
pub fn problem_title(code: &str, lang: Lang) -> Option<&'static str> {
    word_for::<RefusalCode>(code, lang).or_else(|| WORDS.of_family("problem", code).map(|text| text.of(lang)))
}

/// A text with the last part of its key as its code.
macro_rules! term {
    ($lang:expr, $key:literal $($values:tt)*) => {
        Term::new($key.split('.').next_back().unwrap_or_default(), tell!($lang, $key $($values)*))
    };
}
pub(crate) use term;

/// What made the host ask.
pub fn trigger(trigger: &Trigger, lang: Lang) -> Term {
    match trigger {
        Trigger::Reported => term!(lang, "trigger.reported"),
        Trigger::Unmerged => term!(lang, "trigger.unmerged"),
        Trigger::Accepted => term!(lang, "trigger.accepted"),
        Trigger::Reopened => term!(lang, "trigger.reopened"),
        Trigger::StillWaiting => term!(lang, "trigger.still-waiting"),
        Trigger::PhaseChanged => term!(lang, "trigger.phase-changed"),
        Trigger::Acknowledged => term!(lang, "trigger.acknowledged"),
        Trigger::InstanceEvent => term!(lang, "trigger.instance-event"),
        Trigger::Arrived => term!(lang, "trigger.arrived"),
        Trigger::Unanswered { level, stage, .. } => {
            let stage = match stage {
                Stage::Seen => tell!(lang, "unanswered.seen"),
                Stage::Accepted => tell!(lang, "unanswered.accepted"),
                Stage::Arrived => tell!(lang, "unanswered.arrived"),
            };
            term!(lang, "trigger.unanswered", level, stage)
        }
        Trigger::TimerFired { key, .. } => term!(lang, "trigger.timer-fired", key),
    }
}

/// ToldReason the host kept a unit out of the candidates; `busy_with` is the id of the incident that it is on.
pub fn exclusion(why: Exclusion, busy_with: &str, lang: Lang) -> Term {
    match why {
        Exclusion::Busy { .. } => term!(lang, "excluded.busy", incident = busy_with),
        Exclusion::Unavailable => term!(lang, "excluded.unavailable"),
        Exclusion::OffShift => term!(lang, "excluded.off-shift"),
        Exclusion::Reserve => term!(lang, "excluded.reserve"),
        Exclusion::OtherReality => term!(lang, "excluded.other-reality"),
        Exclusion::TakenOff => term!(lang, "excluded.taken-off"),
        Exclusion::TooFar => term!(lang, "excluded.too-far"),
    }
}

/// ToldReason the arbiter refused a proposal; `busy_with` is the id of the incident that a busy unit is on, if it is on one.
pub fn refused_why(why: &RefusedWhy, busy_with: Option<&str>, lang: Lang) -> Term {
    match why {
        RefusedWhy::UnknownUnit => term!(lang, "refused.unknown-unit"),
        RefusedWhy::UnknownNeed => term!(lang, "refused.unknown-need"),
        RefusedWhy::BusyUnit { .. } => match busy_with {
            Some(incident) => Term::new("busy-unit", tell!(lang, "refused.busy-unit-with", incident)),
            None => term!(lang, "refused.busy-unit"),
        },
        RefusedWhy::DoubleBooking => term!(lang, "refused.double-booking"),
        RefusedWhy::LacksSkills => term!(lang, "refused.lacks-skills"),
        RefusedWhy::NeedFilled => term!(lang, "refused.need-filled"),
        RefusedWhy::NotGranted => term!(lang, "refused.not-granted"),
        RefusedWhy::WrongIncident => term!(lang, "refused.wrong-incident"),
        RefusedWhy::UnknownPerson => term!(lang, "refused.unknown-person"),
        RefusedWhy::UnknownTeam => term!(lang, "refused.unknown-team"),
        RefusedWhy::UnknownDistrict => term!(lang, "refused.unknown-district"),
        RefusedWhy::NobodyToTell => term!(lang, "refused.nobody-to-tell"),
        RefusedWhy::TooMany { limit } => term!(lang, "refused.too-many", limit),
        RefusedWhy::TimerInThePast => term!(lang, "refused.timer-in-the-past"),
        RefusedWhy::TimerTooFar { limit_s } => term!(lang, "refused.timer-too-far", limit_s),
        RefusedWhy::RepeatTooShort { limit_s } => term!(lang, "refused.repeat-too-short", limit_s),
        RefusedWhy::BadTimeOut { limit_s } => term!(lang, "refused.bad-time-out", limit_s),
        RefusedWhy::UnknownSlot => term!(lang, "refused.unknown-slot"),
        RefusedWhy::UnknownGrid => term!(lang, "refused.unknown-grid"),
        RefusedWhy::NoSuchTimer => term!(lang, "refused.no-such-timer"),
        RefusedWhy::UnknownForm => term!(lang, "refused.unknown-form"),
        RefusedWhy::UnknownPlace => term!(lang, "refused.unknown-place"),
        RefusedWhy::BadFields { what } => term!(lang, "refused.bad-fields", what),
        RefusedWhy::NoSuchTask => term!(lang, "refused.no-such-task"),
        RefusedWhy::NoIncident => term!(lang, "refused.no-incident"),
        RefusedWhy::IllegalStep => term!(lang, "refused.illegal-step"),
        RefusedWhy::NotLendable => term!(lang, "refused.not-lendable"),
        RefusedWhy::NotLent => term!(lang, "refused.not-lent"),
        RefusedWhy::BadEnd { limit_s } => term!(lang, "refused.bad-end", limit_s),
        RefusedWhy::NotStarted { why } => term!(lang, "refused.not-started", why),
        RefusedWhy::UnknownEnd => term!(lang, "refused.unknown-end"),
        RefusedWhy::ExerciseOnly => term!(lang, "refused.exercise-only"),
        RefusedWhy::UnknownKind => term!(lang, "refused.unknown-kind"),
        RefusedWhy::UnknownIncident => term!(lang, "refused.unknown-incident"),
        RefusedWhy::IncidentEnded => term!(lang, "refused.incident-ended"),
        RefusedWhy::Itself => term!(lang, "refused.itself"),
        RefusedWhy::OtherReality => term!(lang, "refused.other-reality"),
        RefusedWhy::NotNearby => term!(lang, "refused.not-nearby"),
        RefusedWhy::NothingNew => term!(lang, "refused.nothing-new"),
        RefusedWhy::NoPercentage => term!(lang, "refused.no-percentage"),
        RefusedWhy::Overruled { by } => term!(lang, "refused.overruled", by),
    }
}

/// ToldReason a plugin gave no usable answer.
pub fn hook_failure(failure: &HookFailure, lang: Lang) -> Term {
    match failure {
        HookFailure::Deadline => term!(lang, "hook-failure.deadline"),
        HookFailure::Fuel => term!(lang, "hook-failure.fuel"),
        HookFailure::Memory => term!(lang, "hook-failure.memory"),
        HookFailure::StackOverflow => term!(lang, "hook-failure.stack-overflow"),
        HookFailure::HostCalls => term!(lang, "hook-failure.host-calls"),
        HookFailure::Trap(detail) => term!(lang, "hook-failure.trap", detail),
        HookFailure::Guest(detail) => term!(lang, "hook-failure.guest-error", detail),
        HookFailure::Answer(detail) => term!(lang, "hook-failure.answer-limit", detail),
        HookFailure::Unloadable(detail) => term!(lang, "hook-failure.unloadable", detail),
    }
}

/// What became of a plugin that was asked before another answered; the reason's text and the end of a quarantine are the
/// caller's to add.
pub fn asked_outcome(outcome: &AskedOutcome, lang: Lang) -> Term {
    match outcome {
        AskedOutcome::Abstained(_) => term!(lang, "asked.abstained"),
        AskedOutcome::Failed(_) => term!(lang, "asked.failed"),
        AskedOutcome::AllRefused(_) => term!(lang, "asked.all-refused"),
        AskedOutcome::Quarantined { .. } => term!(lang, "asked.quarantined"),
        AskedOutcome::OutOfTime => term!(lang, "asked.out-of-time"),
    }
}

/// What a person made of a recommendation.
pub fn settled_as(outcome: &SettledAs, lang: Lang) -> Term {
    match outcome {
        SettledAs::Confirmed => term!(lang, "settled.confirmed"),
        SettledAs::Amended { .. } | SettledAs::AmendedIntake { .. } => term!(lang, "settled.amended"),
        SettledAs::Rejected { .. } => term!(lang, "settled.rejected"),
        SettledAs::Overtaken => term!(lang, "settled.overtaken"),
    }
}

/// ToldReason a step came to nothing; effects that were refused are the caller's to add.
pub fn step_failure(why: &StepFailure, lang: Lang) -> Term {
    match why {
        StepFailure::Plugin(failure) => hook_failure(failure, lang),
        StepFailure::Effects(_) => term!(lang, "step-failure.effects"),
        StepFailure::Missing => term!(lang, "step-failure.missing"),
        StepFailure::Quarantined { .. } => term!(lang, "step-failure.quarantined"),
        StepFailure::TooFast => term!(lang, "step-failure.too-fast"),
    }
}

/// The outcomes of the host's own questions, and of a task without a form.
pub fn host_outcome(name: &str, lang: Lang) -> String {
    match name {
        domain::task::START => tell!(lang, "outcome.start"),
        domain::task::LEAVE => tell!(lang, "outcome.leave"),
        domain::task::check::DONE => tell!(lang, "outcome.done"),
        name => name.to_owned(),
    }
}

/// The ends that are no kind's own.
pub fn child_end(end: &str, lang: Lang) -> String {
    match end {
        domain::workflow::NOT_STARTED => tell!(lang, "child-end.not-started"),
        "cancelled" => word(&Status::Cancelled, lang).to_owned(),
        "replaced" => word(&Status::Replaced, lang).to_owned(),
        end => end.to_owned(),
    }
}

/// A list as a sentence has it.
pub(crate) fn list<T: AsRef<str>>(items: impl IntoIterator<Item = T>, lang: Lang) -> String {
    joined(items, &tell!(lang, "list.comma"))
}

pub(crate) fn joined<T: AsRef<str>>(items: impl IntoIterator<Item = T>, between: &str) -> String {
    let mut all = String::new();
    for (nth, item) in items.into_iter().enumerate() {
        all.push_str(if nth == 0 { "" } else { between });
        all.push_str(item.as_ref());
    }
    all
}
