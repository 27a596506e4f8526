//! What events of assessments make of the state.

use std::sync::Arc;

use super::Asked;
use super::check::closed_key;
use crate::event::AssessmentEvent;
use crate::fold::Context;
use crate::state::State;

impl State {
    pub(crate) fn apply_assessment(&mut self, event: &AssessmentEvent, cx: &Context<'_>) {
        match event {
            AssessmentEvent::Asked { number, plugin, period, closed } => {
                if *closed {
                    self.assessments.closed.insert(closed_key(plugin, period.length), period.ends);
                }
                let (plugin, period) = (plugin.clone(), period.clone());
                self.assessments.keep(Asked { number: *number, plugin, period, at: cx.at, by: cx.by(), done: None });
            }
            AssessmentEvent::AskedAgain { number } => {
                if let Some(row) = self.assessments.rows.get_mut(number) {
                    Arc::make_mut(row).at = cx.at;
                }
            }
            AssessmentEvent::Done(assessment) => {
                if let Some(row) = self.assessments.rows.get_mut(&assessment.number) {
                    Arc::make_mut(row).done = Some(Arc::new((**assessment).clone()));
                }
            }
        }
    }
}
