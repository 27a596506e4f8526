//! An incident's story on the wire: the whole text in the caller's language, and beside it the same as data.

use domain::state::State;
use serde::Serialize;
use telling::{Lang, Teller};
use utoipa::ToSchema;

use super::decision::Decision;
use super::incident::{Beside, IncidentDetail, RepeatCaller};
use crate::record::IncidentRecord;

/// Who was sent, why, who was not, what held it up, how it went on.
#[derive(Serialize, ToSchema)]
pub struct Explanation {
    #[schema(value_type = String, example = "zh-CN")]
    pub lang: Lang,
    /// One line.
    pub headline: String,
    /// Some dozens of lines, for a person.
    pub text: String,
    /// From the report to the first unit sent, seconds.
    pub sent_after_s: Option<u32>,
    /// From the report to the first unit on scene, seconds.
    pub on_scene_after_s: Option<u32>,
    pub incident: IncidentDetail,
    pub decisions: Vec<Decision>,
}

impl Explanation {
    pub fn of(found: &IncidentRecord, beside: Beside, state: &State, teller: &Teller<'_>) -> Explanation {
        let decisions = found.decisions.iter().map(AsRef::as_ref);
        let notices = found.notices.iter().map(AsRef::as_ref);
        let mut story = teller.explain(&found.incident, decisions, notices, &state.timers);
        story.callers = beside.repeat_callers.iter().map(RepeatCaller::story).collect();
        Explanation {
            lang: story.lang,
            headline: story.headline(),
            text: story.text(),
            sent_after_s: story.sent_after_s,
            on_scene_after_s: story.on_scene_after_s,
            incident: IncidentDetail::of(found, beside, state, teller),
            decisions: story.decisions,
        }
    }
}
