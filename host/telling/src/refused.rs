//! Why nothing came of what a plugin was asked: it failed, or the arbiter refused what it proposed.

use domain::decision::RefusedWhy;
use domain::hooks::HookFailure;

use crate::lang::Lang;
use crate::sentence::{say, say_recorded};
use crate::story::Term;
use crate::tell;
use crate::words::term;

/// Why the arbiter refused a proposal; `busy_with` is the id of the incident that a busy unit is on, if it is on one.
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
        RefusedWhy::NotStarted { why } => term!(lang, "refused.not-started", why = say_recorded(why, lang)),
        RefusedWhy::UnknownWorkflow => term!(lang, "refused.unknown-workflow"),
        RefusedWhy::AmbiguousWorkflow => term!(lang, "refused.ambiguous-workflow"),
        RefusedWhy::NotWaitedFor => term!(lang, "refused.not-waited-for"),
        RefusedWhy::NotSent { why } => term!(lang, "refused.not-sent", why = say_recorded(why, lang)),
        RefusedWhy::OwnBranch => term!(lang, "refused.own-branch"),
        RefusedWhy::OthersNotGranted => term!(lang, "refused.others-not-granted"),
        RefusedWhy::OtherDistrict => term!(lang, "refused.other-district"),
        RefusedWhy::NotReported { why } => term!(lang, "refused.not-reported", why = say_recorded(why, lang)),
        RefusedWhy::TooDeep { limit } => term!(lang, "refused.too-deep", limit),
        RefusedWhy::UnknownEnd => term!(lang, "refused.unknown-end"),
        RefusedWhy::ExerciseOnly => term!(lang, "refused.exercise-only"),
        RefusedWhy::UnknownKind => term!(lang, "refused.unknown-kind"),
        RefusedWhy::BadIndicator => term!(lang, "refused.bad-indicator"),
        RefusedWhy::UnknownIncident => term!(lang, "refused.unknown-incident"),
        RefusedWhy::IncidentEnded => term!(lang, "refused.incident-ended"),
        RefusedWhy::Itself => term!(lang, "refused.itself"),
        RefusedWhy::OtherReality => term!(lang, "refused.other-reality"),
        RefusedWhy::NotNearby => term!(lang, "refused.not-nearby"),
        RefusedWhy::NothingNew => term!(lang, "refused.nothing-new"),
        RefusedWhy::BadNeeds => term!(lang, "refused.bad-needs"),
        RefusedWhy::NoPercentage => term!(lang, "refused.no-percentage"),
        RefusedWhy::Overruled { by } => term!(lang, "refused.overruled", by),
    }
}

/// Why a plugin gave no usable answer.
pub fn hook_failure(failure: &HookFailure, lang: Lang) -> Term {
    Term::new(failure.kind(), say(&failure.into(), lang))
}
