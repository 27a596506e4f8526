//! The arbiter's judgement of what an intake plugin makes of a report.

use crate::county::County;
use crate::decision::{Refused, RefusedWhy};
use crate::hooks::*;
use crate::plugin::Grants;
use crate::state::{Incident, State};

/// What is left of an intake's answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JudgedIntake {
    pub accepted: Vec<IntakeProposal>,
    pub refused: Vec<Refused>,
}

impl JudgedIntake {
    /// Whether nothing of an answer made sense. Coming second, or saying what is known, is no fault.
    pub fn is_nonsense(&self) -> bool {
        let harmless = |refused: &Refused| matches!(refused.why, RefusedWhy::Overruled { .. } | RefusedWhy::NothingNew);
        self.accepted.is_empty() && !self.refused.is_empty() && !self.refused.iter().any(harmless)
    }
}

/// Who decided which field of a report first: nobody after them does.
#[derive(Clone, Debug, Default)]
pub struct Decided {
    kind: Option<String>,
    priority: Option<String>,
    duplicate: Option<String>,
}

impl Decided {
    fn field(&mut self, proposal: &IntakeProposal) -> &mut Option<String> {
        match proposal {
            IntakeProposal::SetKind { .. } => &mut self.kind,
            IntakeProposal::SetPriority { .. } => &mut self.priority,
            IntakeProposal::DuplicateOf { .. } => &mut self.duplicate,
        }
    }
}

/// Judges an intake's proposals in their order, and notes what `plugin` decides by them.
pub fn judge_intake(
    state: &State,
    county: &County,
    report: &Incident,
    nearby: &[NearbyIncident],
    (plugin, grants): (&str, &Grants),
    decided: &mut Decided,
    proposals: Vec<IntakeProposal>,
) -> JudgedIntake {
    let mut judged = JudgedIntake::default();
    for proposal in proposals {
        let judgement = if !grants.proposals.contains(proposal.grant()) {
            Err(RefusedWhy::NotGranted)
        } else if let Some(by) = decided.field(&proposal) {
            Err(RefusedWhy::Overruled { by: by.clone() })
        } else {
            judge(state, county, report, nearby, decided, &proposal)
        };
        match judgement {
            Ok(()) => {
                *decided.field(&proposal) = Some(plugin.to_owned());
                judged.accepted.push(proposal);
            }
            Err(why) => judged.refused.push(Refused { proposal: describe(&proposal), why }),
        }
    }
    judged
}

fn judge(
    state: &State,
    county: &County,
    report: &Incident,
    nearby: &[NearbyIncident],
    decided: &Decided,
    proposal: &IntakeProposal,
) -> Result<(), RefusedWhy> {
    match proposal {
        IntakeProposal::SetKind { kind, .. } => {
            county.kinds.get(kind.index()).filter(|kind| !kind.retired).ok_or(RefusedWhy::UnknownKind)?;
            if *kind == report.kind { Err(RefusedWhy::NothingNew) } else { Ok(()) }
        }
        // Another kind may bring another priority with it.
        IntakeProposal::SetPriority { priority, .. } if *priority == report.priority && decided.kind.is_none() => {
            Err(RefusedWhy::NothingNew)
        }
        IntakeProposal::SetPriority { .. } => Ok(()),
        IntakeProposal::DuplicateOf { confidence, .. } if *confidence > 100 => Err(RefusedWhy::NoPercentage),
        IntakeProposal::DuplicateOf { incident, .. } if *incident == report.incident => Err(RefusedWhy::Itself),
        IntakeProposal::DuplicateOf { incident, .. } => {
            let other = state.incident(*incident).ok_or(RefusedWhy::UnknownIncident)?;
            if !other.phase.is_open() {
                Err(RefusedWhy::IncidentEnded)
            } else if other.reality != report.reality {
                Err(RefusedWhy::OtherReality)
            } else if !nearby.iter().any(|nearby| nearby.incident == *incident) {
                Err(RefusedWhy::NotNearby)
            } else {
                Ok(())
            }
        }
    }
}

/// A proposal in words of the host.
fn describe(proposal: &IntakeProposal) -> String {
    match proposal {
        IntakeProposal::SetKind { kind, .. } => format!("set kind {kind}"),
        IntakeProposal::SetPriority { priority, .. } => format!("set priority {priority}"),
        IntakeProposal::DuplicateOf { incident, confidence, .. } => {
            format!("duplicate of incident {incident} with {confidence} %")
        }
    }
}
