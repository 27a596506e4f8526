//! How long personal data are kept: those of incidents and workflows that have ended wait here for their time, also when only the
//! archive has the incident any more; and the subjects whose data are erased, as stretches, since they go roughly in the order
//! they came.

use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};

use crate::ids::{DistrictRef, IncidentRef, InstanceRef, SubjectRef};
use crate::matter::Matter;
use crate::time::TimeMs;

/// Sealed data of what has ended, until they are erased.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept", into = "Kept")]
pub struct Retained {
    /// INVARIANT: only incidents and workflows.
    rows: OrdMap<Matter, Row>,
    /// Derived.
    by_end: OrdSet<(TimeMs, Matter)>,
}

/// When it ended, whose data they are, and where it was.
type Row = (TimeMs, SubjectRef, DistrictRef);

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    incidents: OrdMap<IncidentRef, Row>,
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    workflows: OrdMap<InstanceRef, Row>,
}

impl Retained {
    /// It ended then, or later if that was noted of it. Replaces what was noted of others' data.
    pub fn keep(&mut self, which: impl Into<Matter>, ended_at: TimeMs, subject: SubjectRef, district: DistrictRef) {
        let which = which.into();
        let noted = self.rows.get(&which).filter(|(_, of, _)| *of == subject).map(|(ended_at, ..)| *ended_at);
        let ended_at = noted.map_or(ended_at, |noted| noted.max(ended_at));
        self.forget(which);
        self.rows.insert(which, (ended_at, subject, district));
        self.by_end.insert((ended_at, which));
    }

    /// It goes on, or has no personal data any more.
    pub fn forget(&mut self, which: impl Into<Matter>) {
        let which = which.into();
        // Looked up first: taking out what is not there would still copy what is shared with older states.
        if let Some((ended_at, ..)) = self.rows.get(&which).copied() {
            self.rows.remove(&which);
            self.by_end.remove(&(ended_at, which));
        }
    }

    /// Where an ended matter was whose personal data are kept.
    pub fn district(&self, which: Matter) -> Option<DistrictRef> {
        self.rows.get(&which).map(|(_, _, district)| *district)
    }

    /// Whose personal data are kept of an ended matter.
    pub fn subject(&self, which: Matter) -> Option<SubjectRef> {
        self.rows.get(&which).map(|(_, subject, _)| *subject)
    }

    /// When these ended is as they noted it.
    pub(crate) fn put_right(&mut self, noted: Retained) {
        for (which, (ended_at, subject, district)) in noted.rows {
            let district = self.district(which).unwrap_or(district);
            self.forget(which);
            self.keep(which, ended_at, subject, district);
        }
    }

    /// The time was wrong by so much: what ended within these ended then.
    pub(crate) fn shift(&mut self, from: TimeMs, until: TimeMs, by_ms: i64) {
        let first = Matter::Incident(IncidentRef(0));
        let ended: Vec<(TimeMs, Matter)> =
            self.by_end.range((from, first)..).take_while(|(at, _)| *at <= until).copied().collect();
        for (ended_at, which) in ended {
            let Some((at, ..)) = self.rows.get_mut(&which) else { continue };
            *at = ended_at.plus_ms(by_ms);
            self.by_end.remove(&(ended_at, which));
            self.by_end.insert((ended_at.plus_ms(by_ms), which));
        }
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether some of them ended that long ago.
    pub fn is_due(&self, now: TimeMs, keep_s: u32) -> bool {
        self.by_end.get_min().is_some_and(|(ended_at, _)| now.since_s(*ended_at) >= keep_s)
    }

    /// Those that ended that long ago, the oldest first, not more than `limit`.
    pub fn due(&self, now: TimeMs, keep_s: u32, limit: usize) -> Vec<(Matter, SubjectRef)> {
        let old = self.by_end.iter().take_while(|(ended_at, _)| now.since_s(*ended_at) >= keep_s).take(limit);
        old.filter_map(|(_, which)| self.rows.get(which).map(|(_, subject, _)| (*which, *subject))).collect()
    }
}

impl From<Kept> for Retained {
    fn from(kept: Kept) -> Retained {
        let incidents = kept.incidents.into_iter().map(|(which, row)| (Matter::Incident(which), row));
        let workflows = kept.workflows.into_iter().map(|(which, row)| (Matter::Instance(which), row));
        let mut retained = Retained::default();
        for (which, (ended_at, subject, district)) in incidents.chain(workflows) {
            retained.keep(which, ended_at, subject, district);
        }
        retained
    }
}

impl From<Retained> for Kept {
    fn from(retained: Retained) -> Kept {
        let mut kept = Kept::default();
        for (which, row) in retained.rows {
            match which {
                Matter::Incident(which) => drop(kept.incidents.insert(which, row)),
                Matter::Instance(which) => drop(kept.workflows.insert(which, row)),
                Matter::Task(_) | Matter::Notice(_) | Matter::Vacancy(_) | Matter::Clock(_) | Matter::Schedule(_) => {}
            }
        }
        kept
    }
}

/// A set of subjects: first to last of each stretch, none of which touches the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subjects(OrdMap<SubjectRef, SubjectRef>);

impl Subjects {
    pub fn insert(&mut self, subject: SubjectRef) {
        if self.contains(subject) {
            return;
        }
        let (mut first, mut last) = (subject, subject);
        if let Some((before, end)) = self.0.get_prev(&subject).map(|(before, end)| (*before, *end))
            && end.0.checked_add(1) == Some(subject.0)
        {
            first = before;
        }
        if let Some(next) = subject.0.checked_add(1).map(SubjectRef)
            && let Some(end) = self.0.remove(&next)
        {
            last = end;
        }
        self.0.insert(first, last);
    }

    pub fn contains(&self, subject: SubjectRef) -> bool {
        self.0.get_prev(&subject).is_some_and(|(_, last)| subject <= *last)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = SubjectRef> {
        self.0.iter().flat_map(|(first, last)| (first.0..=last.0).map(SubjectRef))
    }

    /// Of how many stretches it is made.
    pub fn stretches(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

        #[test]
        fn a_set_in_stretches_is_a_set(subjects in prop::collection::vec(0u32..40, 0..60)) {
            let mut set = Subjects::default();
            subjects.iter().for_each(|subject| set.insert(SubjectRef(*subject)));
            let naive: BTreeSet<u32> = subjects.into_iter().collect();
            prop_assert_eq!(set.iter().map(|subject| subject.0).collect::<Vec<_>>(), naive.iter().copied().collect::<Vec<_>>());
            let begins = naive.iter().filter(|n| **n == 0 || !naive.contains(&(**n - 1))).count();
            prop_assert_eq!(set.stretches(), begins);
            for subject in 0..40 {
                prop_assert_eq!(set.contains(SubjectRef(subject)), naive.contains(&subject));
            }
            let read: Subjects = serde_json::from_str(&serde_json::to_string(&set).unwrap()).unwrap();
            prop_assert_eq!(read, set);
        }
    }

    #[test]
    fn the_last_subject_of_all_is_one_too() {
        let mut set = Subjects::default();
        [u32::MAX, u32::MAX - 1].iter().for_each(|subject| set.insert(SubjectRef(*subject)));
        assert_eq!((set.stretches(), set.contains(SubjectRef(u32::MAX))), (1, true));
    }

    #[test]
    fn the_oldest_come_first_and_not_before_their_time() {
        let mut retained = Retained::default();
        let at = |s: i64| TimeMs(s * 1000);
        retained.keep(InstanceRef(1), at(20), SubjectRef(2), DistrictRef(0));
        retained.keep(IncidentRef(2), at(10), SubjectRef(3), DistrictRef(0));
        retained.keep(IncidentRef(3), at(10), SubjectRef(4), DistrictRef(0));
        retained.keep(IncidentRef(3), at(30), SubjectRef(4), DistrictRef(0));
        assert!(!retained.is_due(at(109), 100) && retained.is_due(at(110), 100));
        assert_eq!(retained.due(at(110), 100, 9), [(IncidentRef(2).into(), SubjectRef(3))]);
        assert_eq!(
            retained.due(at(500), 100, 2),
            [(IncidentRef(2).into(), SubjectRef(3)), (InstanceRef(1).into(), SubjectRef(2))]
        );
        let read: Retained = serde_json::from_str(&serde_json::to_string(&retained).unwrap()).unwrap();
        assert_eq!(read, retained);
        retained.forget(InstanceRef(1));
        (2..4).for_each(|which| retained.forget(IncidentRef(which)));
        assert!(retained.is_empty() && !retained.is_due(at(500), 0));
    }
}
