//! The room's records in words, for people: a reason, a decision, an incident's whole story, in Chinese or English. Nothing
//! here decides anything, and nothing here fails: what has no text or no name is shown by its number.

use serde::{Deserialize, Serialize};

mod built_in;
mod changes;
mod decision;
mod figures;
mod filled;
mod incident;
mod intake;
mod notice;
mod reason;
mod roster;
mod story;
mod task;
mod teller;
mod text;
pub mod words;
mod workflow;
mod workflow_story;
mod workflow_text;
pub mod workflow_words;

pub use built_in::built_in_catalog;
pub use reason::{catalog_faults, render_reason};
pub use story::*;
pub use task::explain_task;
pub use teller::Teller;
pub use workflow::explain_instance;
pub use workflow_story::*;

use domain::archive_doc::ArchivedIncident;
use domain::ids::IncidentRef;
use domain::state::State;

/// A language that the host speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Lang {
    #[serde(rename = "zh-CN")]
    Zh,
    #[default]
    #[serde(rename = "en")]
    En,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// The tag under which catalogs keep it (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The language of a tag such as `zh`, `zh-Hans-CN`, `en-GB` or `zh_CN.UTF-8`.
    pub fn of_tag(tag: &str) -> Option<Lang> {
        let primary = tag.split(['-', '_', '.']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// One of two texts.
    pub const fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// What stands between the items of a list.
    pub(crate) const fn comma(self) -> &'static str {
        self.pick("、", ", ")
    }
}

/// The story of an incident that the state has.
pub fn explain_incident(state: &State, which: IncidentRef, lang: Lang) -> Option<Explanation> {
    let incident = state.incident(which)?;
    let decisions = state.decisions_of(which).map(AsRef::as_ref);
    let notices = state.notices.of(which).map(AsRef::as_ref);
    Some(Teller::of_state(state, lang)?.explain(incident, decisions, notices, &state.timers))
}

/// The story of an incident that only the archive has; the state lends its county, its plugins and their texts.
pub fn explain_archived(state: &State, archived: &ArchivedIncident, lang: Lang) -> Option<Explanation> {
    let (decisions, notices) = (archived.decisions.iter(), archived.notices.iter());
    Some(Teller::of_state(state, lang)?.explain(&archived.incident, decisions, notices, &state.timers))
}
