//! The trace of a history that goes on from another place than it had got to: an anchor that was rewritten, records that were cut
//! off, a journal that another one took the place of. It stays in the state for ever, and the numbers that may have been given out
//! before are not given out again.

use serde::{Deserialize, Serialize};

use crate::ids::*;
use crate::limits::BATCH_EVENTS_MAX;
use crate::state::State;
use crate::time::TimeMs;

crate::named! {
    /// How it became known.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub enum Finding {
        /// A person had the anchor rewritten.
        AnchorRewritten = "anchor-rewritten",
        /// A person had damaged records cut off.
        CutBack = "cut-back",
        /// The archive had seen more of the history than the journal holds.
        ShorterThanArchive = "shorter-than-archive",
        /// The archive had seen another history.
        OtherThanArchive = "other-than-archive",
    }
}

impl Finding {
    /// The repair that a person asked for, by its name.
    pub const fn remedy(self) -> Option<&'static str> {
        match self {
            Finding::AnchorRewritten => Some("rewrite-anchor"),
            Finding::CutBack => Some("cut-back"),
            Finding::ShorterThanArchive | Finding::OtherThanArchive => None,
        }
    }
}

/// That it was noticed, and what.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rewritten {
    pub finding: Finding,
    /// Where the journal ended then.
    pub ended: Version,
    /// How far it had got once, as far as anybody knows.
    pub seen: Option<Version>,
    /// The hash of the chain there.
    pub seen_hash: Option<Digest>,
    /// Numbers that may have been given out.
    pub numbers: Numbers,
}

/// The trace, with the batch that it came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trace {
    pub version: Version,
    pub at: TimeMs,
    pub found: Rewritten,
}

/// The last number of each sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    pub incident: IncidentRef,
    pub workflow: InstanceRef,
    pub task: TaskRef,
    pub notice: NoticeRef,
    pub stand_in: StandInRef,
    pub swap: SwapRef,
    pub vacancy: VacancyRef,
    pub subject: SubjectRef,
    /// Absent in what was written before there were any, as the next.
    #[serde(default, skip_serializing_if = "none")]
    pub schedule: ScheduleRef,
    #[serde(default, skip_serializing_if = "none")]
    pub assessment: AssessmentRef,
}

fn none<T: Default + PartialEq>(number: &T) -> bool {
    *number == T::default()
}

impl Numbers {
    /// Those that a state has given out.
    pub fn of(state: &State) -> Numbers {
        Numbers {
            incident: state.last_incident,
            workflow: state.workflows.last,
            task: state.tasks.last,
            notice: state.notices.last,
            stand_in: state.roster.last_stand_in,
            swap: state.roster.last_swap,
            vacancy: state.roster.last_vacancy,
            subject: state.last_subject,
            schedule: state.workflows.last_schedule,
            assessment: state.assessments.last,
        }
    }

    /// The higher of each.
    #[must_use]
    pub fn or(self, other: Numbers) -> Numbers {
        Numbers {
            incident: self.incident.max(other.incident),
            workflow: self.workflow.max(other.workflow),
            task: self.task.max(other.task),
            notice: self.notice.max(other.notice),
            stand_in: self.stand_in.max(other.stand_in),
            swap: self.swap.max(other.swap),
            vacancy: self.vacancy.max(other.vacancy),
            subject: self.subject.max(other.subject),
            schedule: self.schedule.max(other.schedule),
            assessment: self.assessment.max(other.assessment),
        }
    }

    /// What they may have come to after so many more batches of which nothing else is known. A batch reports one incident at most.
    /// Subjects are left out: the key store knows its own.
    #[must_use]
    pub fn after(self, batches: u64) -> Numbers {
        let batches = u32::try_from(batches).unwrap_or(u32::MAX);
        let many = batches.saturating_mul(BATCH_EVENTS_MAX as u32);
        Numbers {
            incident: IncidentRef(self.incident.0.saturating_add(batches)),
            workflow: InstanceRef(self.workflow.0.saturating_add(many)),
            task: TaskRef(self.task.0.saturating_add(many)),
            notice: NoticeRef(self.notice.0.saturating_add(many)),
            stand_in: StandInRef(self.stand_in.0.saturating_add(many)),
            swap: SwapRef(self.swap.0.saturating_add(many)),
            vacancy: VacancyRef(self.vacancy.0.saturating_add(many)),
            subject: self.subject,
            schedule: ScheduleRef(self.schedule.0.saturating_add(many)),
            assessment: AssessmentRef(self.assessment.0.saturating_add(many)),
        }
    }

    pub(crate) fn pass_over(self, state: &mut State) {
        let numbers = Numbers::of(state).or(self);
        state.last_incident = numbers.incident;
        state.last_subject = numbers.subject;
        state.workflows.last = numbers.workflow;
        state.tasks.last = numbers.task;
        state.notices.last = numbers.notice;
        state.roster.last_stand_in = numbers.stand_in;
        state.roster.last_swap = numbers.swap;
        state.roster.last_vacancy = numbers.vacancy;
        state.workflows.last_schedule = numbers.schedule;
        state.assessments.last = numbers.assessment;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Batch, CountyEvent, Event};

    #[test]
    fn numbers_go_on_after_what_was_seen_and_never_back() {
        let mut state = State { last_incident: IncidentRef(7), last_subject: SubjectRef(3), ..State::default() };
        let before = state.hash();
        let seen = Numbers { incident: IncidentRef(5), task: TaskRef(9), subject: SubjectRef(4), ..Numbers::default() };
        let found = Rewritten {
            finding: Finding::AnchorRewritten,
            ended: Version(40),
            seen: Some(Version(42)),
            seen_hash: None,
            numbers: seen.or(Numbers::of(&state)).after(2),
        };
        let events = vec![Event::County(CountyEvent::Rewritten(Box::new(found.clone())))];
        state.fold(&Batch::system(Version(43), TimeMs(1), "tell-history", events));
        let many = 2 * BATCH_EVENTS_MAX as u32;
        let now = Numbers::of(&state);
        assert_eq!((now.incident, now.task, now.notice), (IncidentRef(9), TaskRef(9 + many), NoticeRef(many)));
        assert_eq!(now.subject, SubjectRef(4), "the key store knows its own");
        assert_eq!(state.rewritten.len(), 1);
        assert_eq!(*state.rewritten[0], Trace { version: Version(43), at: TimeMs(1), found });
        assert_ne!(state.hash(), before);
        assert_eq!(Numbers::default().after(u64::MAX).incident, IncidentRef(u32::MAX));
    }

    /// What was written before there were schedules has no number of them.
    #[test]
    fn numbers_of_before_still_read() {
        let old = r#"{"incident":1,"workflow":2,"task":3,"notice":4,"stand_in":5,"swap":6,"vacancy":7,"subject":8}"#;
        let read: Numbers = serde_json::from_str(old).expect("as it was written");
        assert_eq!((read.subject, read.schedule, read.assessment), (SubjectRef(8), ScheduleRef(0), AssessmentRef(0)));
        assert_eq!(serde_json::to_string(&read).expect("JSON"), old);
    }
}
