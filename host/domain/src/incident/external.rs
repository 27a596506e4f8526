//! The numbers that other systems give their incidents: one is unique for its source, also when the incident is long archived.

use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};

use crate::ids::{DistrictRef, IncidentRef};
use crate::limits::EXTERNAL_IDS_MAX;

/// The numbers that came in, with the first incident of each; the newest, up to the limit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExternalIds {
    known: OrdMap<String, (IncidentRef, DistrictRef)>,
    /// Oldest first.
    order: Vector<String>,
}

/// The length keeps the two apart, whatever they are made of.
fn key(source: &str, number: &str) -> String {
    format!("{}:{source}:{number}", source.len())
}

impl ExternalIds {
    /// The incident that a source's number stands for, and where it is.
    pub fn get(&self, source: &str, number: &str) -> Option<(IncidentRef, DistrictRef)> {
        self.known.get(&key(source, number)).copied()
    }

    /// The first stays: journals from before hold some twice.
    pub(crate) fn keep(&mut self, source: &str, number: &str, which: IncidentRef, district: DistrictRef) {
        let key = key(source, number);
        if self.known.contains_key(&key) {
            return;
        }
        self.known.insert(key.clone(), (which, district));
        self.order.push_back(key);
        while self.order.len() > EXTERNAL_IDS_MAX {
            if let Some(oldest) = self.order.pop_front() {
                self.known.remove(&oldest);
            }
        }
    }

    /// The incident of a number is in another district.
    pub(crate) fn move_to(&mut self, source: &str, number: &str, which: IncidentRef, district: DistrictRef) {
        if let Some(known) = self.known.get_mut(&key(source, number)).filter(|(known, _)| *known == which) {
            known.1 = district;
        }
    }

    pub fn len(&self) -> usize {
        self.known.len()
    }

    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_belongs_to_its_source_and_to_the_first() {
        let mut known = ExternalIds::default();
        let there = DistrictRef(0);
        known.keep("110", "7", IncidentRef(1), there);
        known.keep("110", "7", IncidentRef(2), DistrictRef(1));
        known.keep("119", "7", IncidentRef(3), there);
        known.keep("1", "10:7", IncidentRef(4), there);
        let of = |source: &str, number: &str| known.get(source, number).map(|(which, _)| which.0);
        assert_eq!(
            [of("110", "7"), of("119", "7"), of("1", "10:7"), of("110", "8")],
            [Some(1), Some(3), Some(4), None]
        );
    }

    #[test]
    fn the_newest_are_kept_up_to_the_limit() {
        let mut known = ExternalIds::default();
        for number in 0..=EXTERNAL_IDS_MAX {
            known.keep("110", &number.to_string(), IncidentRef(number as u32 + 1), DistrictRef(0));
            assert!(number + 1 != EXTERNAL_IDS_MAX || known.get("110", "0").is_some());
        }
        assert_eq!((known.len(), known.get("110", "0")), (EXTERNAL_IDS_MAX, None));
        assert!(known.get("110", "1").is_some());
    }
}
