//! The host's own words. The texts themselves are in `words/`, one file a language; here is which of them a value of the
//! core has, and what codes and names are told by.

use domain::decision::{AskedOutcome, SettledAs, Trigger};
use domain::hooks::{Exclusion, Stage};
use domain::refusal::RefusalCode;
use domain::sentence::Worded;
use domain::workflow::Status;

use crate::lang::Lang;
use crate::story::Term;
use crate::{lexicon, tell};

lexicon!(
    /// All texts of this crate.
    pub WORDS, "../words/zh-CN.toml", "../words/en.toml"
);

/// The word for a value.
pub fn word<T: Worded>(of: &T, lang: Lang) -> &'static str {
    word_for::<T>(of.code(), lang).unwrap_or(of.code())
}

/// The word for a code of such a value, if it is known here: a server may be newer.
pub fn word_for<T: Worded>(code: &str, lang: Lang) -> Option<&'static str> {
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
        Trigger::Relocated => term!(lang, "trigger.relocated"),
        Trigger::HoldEnded => term!(lang, "trigger.hold-ended"),
        Trigger::Unmerged => term!(lang, "trigger.unmerged"),
        Trigger::Accepted => term!(lang, "trigger.accepted"),
        Trigger::Reopened => term!(lang, "trigger.reopened"),
        Trigger::StillWaiting => term!(lang, "trigger.still-waiting"),
        Trigger::StoodDown => term!(lang, "trigger.stood-down"),
        Trigger::UnitWithdrawn => term!(lang, "trigger.unit-withdrawn"),
        Trigger::KindChanged => term!(lang, "trigger.kind-changed"),
        Trigger::NeedsChanged => term!(lang, "trigger.needs-changed"),
        Trigger::PhaseChanged => term!(lang, "trigger.phase-changed"),
        Trigger::ShortOfUnits => term!(lang, "trigger.short-of-units"),
        Trigger::Reclassified => term!(lang, "trigger.reclassified"),
        Trigger::Acknowledged => term!(lang, "trigger.acknowledged"),
        Trigger::InstanceEvent => term!(lang, "trigger.instance-event"),
        Trigger::Arrived => term!(lang, "trigger.arrived"),
        Trigger::Unanswered { level, stage, .. } => {
            term!(lang, "trigger.unanswered", level, stage = unanswered(*stage, lang))
        }
        Trigger::TimerFired { key, .. } => term!(lang, "trigger.timer-fired", key),
    }
}

/// What is missing where nobody has answered in time.
pub(crate) fn unanswered(stage: Stage, lang: Lang) -> String {
    match stage {
        Stage::Seen => tell!(lang, "unanswered.seen"),
        Stage::Accepted => tell!(lang, "unanswered.accepted"),
        Stage::Arrived => tell!(lang, "unanswered.arrived"),
    }
}

/// Why the host kept a unit out of the candidates; `busy_with` is the id of the incident that it is on.
pub fn exclusion(why: Exclusion, busy_with: &str, lang: Lang) -> Term {
    match why {
        Exclusion::Busy { .. } => term!(lang, "excluded.busy", incident = busy_with),
        Exclusion::Unavailable => term!(lang, "excluded.unavailable"),
        Exclusion::OffShift => term!(lang, "excluded.off-shift"),
        Exclusion::Reserve => term!(lang, "excluded.reserve"),
        Exclusion::OtherReality => term!(lang, "excluded.other-reality"),
        Exclusion::TakenOff => term!(lang, "excluded.taken-off"),
        Exclusion::TooFar => term!(lang, "excluded.too-far"),
        Exclusion::NotAlone => term!(lang, "excluded.not-alone"),
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

/// The outcomes of the host's own questions, and of a task without a form.
pub fn host_outcome(name: &str, lang: Lang) -> String {
    match name {
        domain::task::START => tell!(lang, "outcome.start"),
        domain::task::LEAVE => tell!(lang, "outcome.leave"),
        domain::task::check::DONE => tell!(lang, "outcome.done"),
        domain::task::HELP_NEEDED => tell!(lang, "outcome.help-needed"),
        domain::task::NO_HELP_NEEDED => tell!(lang, "outcome.no-help-needed"),
        domain::task::NOT_REACHED => tell!(lang, "outcome.not-reached"),
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
