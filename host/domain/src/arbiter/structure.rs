//! The arbiter's judgement of what a team-structure plugin finds.

use crate::county::County;
use crate::decision::{Refused, RefusedWhy};
use crate::hooks::*;
use crate::plugin::Grants;

/// Judges findings on the county's structure: those about things that it doesn't have are refused.
pub fn judge_findings(county: &County, grants: &Grants, findings: Vec<Finding>) -> (Vec<Finding>, Vec<Refused>) {
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    for (index, finding) in findings.into_iter().enumerate() {
        let known = match finding.subject {
            FindingAbout::County => true,
            FindingAbout::District(d) => county.districts.get(d.index()).is_some(),
            FindingAbout::Station(s) => county.stations.get(s.index()).is_some(),
            FindingAbout::Person(p) => county.persons.get(p.index()).is_some(),
        };
        let why = match (grants.proposals.contains("find"), known, finding.subject) {
            (false, ..) => RefusedWhy::NotGranted,
            (true, false, FindingAbout::Person(_)) => RefusedWhy::UnknownPerson,
            (true, false, _) => RefusedWhy::UnknownDistrict,
            (true, true, _) => {
                kept.push(finding);
                continue;
            }
        };
        refused.push(Refused { proposal: format!("finding {index}"), why });
    }
    (kept, refused)
}
