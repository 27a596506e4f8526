//! The message catalog of the built-in rule, which has no component to carry one.

use std::sync::LazyLock;

use domain::built_in::code;
use domain::plugin::Catalog;

use crate::lang::Lang;
use crate::words::WORDS;

/// Their texts have the placeholders of plugins, for values by number.
const REASONS: [(u16, &str); 34] = [
    (code::NEAREST, "nearest"),
    (code::NEAREST_ELSEWHERE, "nearest-elsewhere"),
    (code::FARTHER, "farther"),
    (code::EVEN, "even"),
    (code::LACKS_SKILLS, "lacks-skills"),
    (code::LACKS_SKILL, "lacks-skill"),
    (code::NOT_NEEDED, "not-needed"),
    (code::OTHER_DISTRICT, "other-district"),
    (code::ESCALATION_FAILED, "escalation-failed"),
    (code::STEP_FAILED, "step-failed"),
    (code::NEW_TASK, "new-task"),
    (code::CLOCK_DOUBTED, "clock-doubted"),
    (code::STOOD_DOWN, "stood-down"),
    (code::DUTY_LEFT, "duty-left"),
    (code::TASK_LEFT, "task-left"),
    (code::NOBODY_TO_SEND, "nobody-to-send"),
    (code::RECALLED, "recalled"),
    (code::NEARLY_THERE, "nearly-there"),
    (code::MORE_URGENT_WORK, "more-urgent-work"),
    (code::COVER_GAP, "cover-gap"),
    (code::COVER_GAP_NOBODY, "cover-gap-nobody"),
    (code::LEFT_ALONE, "left-alone"),
    (code::SENT, "sent"),
    (code::SENT_DIRECTLY, "sent-directly"),
    (code::SEVERAL_SENT_DIRECTLY, "several-sent-directly"),
    (code::NOT_ACCEPTED, "not-accepted"),
    (code::NOT_UNDER_WAY, "not-under-way"),
    (code::LONG_ON_SCENE, "long-on-scene"),
    (code::NO_CONTACT, "no-contact"),
    (code::RELOCATED, "relocated"),
    (code::RELOCATED_HERE, "relocated-here"),
    (code::HAND_OFF_UNCONFIRMED, "hand-off-unconfirmed"),
    (code::SHORTFALL, "shortfall"),
    (code::SHORTFALL_BEYOND, "shortfall-beyond"),
];

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let messages = REASONS.into_iter().filter_map(|(code, name)| {
        let text = WORDS.of_family("built-in", name)?;
        Some((code, Lang::ALL.map(|lang| (lang.tag().to_owned(), text.of(lang).to_owned())).into()))
    });
    Catalog { messages: messages.collect() }
});

/// What the built-in rule says, by reason code.
pub fn built_in_catalog() -> &'static Catalog {
    &CATALOG
}
