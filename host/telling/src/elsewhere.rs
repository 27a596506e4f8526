//! A story for those who see some districts only: who did something in another district, and with what words, stays there.

use crate::workflow_story::{HandStory, InstanceStory};

/// Before the code of a district that somebody is of whose name stays there.
pub(crate) const ELSEWHERE: &str = "district";

impl InstanceStory {
    /// As it is told to one who sees these districts only: tasks that it gave to other districts are told without names and words.
    pub fn seen_by(mut self, sees: impl Fn(&str) -> bool) -> InstanceStory {
        for task in self.tasks.iter_mut().filter(|task| !sees(&task.district.code)) {
            let district = &task.district.code;
            task.accepted.iter_mut().chain(&mut task.ended).for_each(|hand| leave_there(hand, district));
            for notice in &mut task.notices {
                notice.answers.iter_mut().for_each(|answer| answer.by = somebody_of(district));
            }
            for decision in &mut task.decisions {
                if let Some(settled) = &mut decision.settlement {
                    (settled.by, settled.code, settled.reason) = (somebody_of(district), None, None);
                }
            }
        }
        self
    }
}

fn leave_there(hand: &mut HandStory, district: &str) {
    // What the host or a plugin did has no name to hide.
    if hand.cause.is_none() {
        (hand.by, hand.person, hand.reason) = (somebody_of(district), None, None);
    }
}

/// In place of the name of somebody of another district.
pub fn somebody_of(district: &str) -> String {
    format!("{ELSEWHERE}:{district}")
}
