//! The room's records in words, for people: a reason, a decision, an incident's whole story, in Chinese or English. Nothing
//! here decides anything, and nothing here fails: what has no text or no name is shown by its number.

mod built_in;
mod changes;
mod decision;
mod elsewhere;
mod figures;
pub mod follows;
mod form;
mod hand_off;
mod incident;
mod intake;
mod lang;
pub mod lexicon;
mod note;
mod note_story;
mod notice;
mod plugin;
mod reason;
mod recommendation;
mod reference;
pub mod refused;
mod roster;
mod sentence;
pub mod statistics;
mod story;
mod task;
mod teller;
mod text;
mod way;
mod wire;
pub mod words;
mod workflow;
mod workflow_story;
mod workflow_text;

pub use built_in::built_in_catalog;
pub use elsewhere::somebody_of;
pub use figures::{distance, duration};
pub use lang::Lang;
pub use note_story::NoteStory;
pub use plugin::{DeedStory, PairingStory};
pub use reason::{catalog_faults, render_reason};
pub use recommendation::RecommendationStory;
pub use sentence::{have_words, say, say_recorded};
pub use story::*;
pub use task::explain_task;
pub use teller::Teller;
pub use way::{LegStory, TravelStory};
pub use workflow::explain_instance;
pub use workflow_story::*;

use domain::ids::IncidentRef;
use domain::incident::archived::ArchivedIncident;
use domain::state::State;

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
