//! The arbiter's judgement of what an intake plugin makes of a report.

use crate::county::County;
use crate::decision::{Answered, AskedOutcome, IntakeRecord, Refused, RefusedWhy};
use crate::hooks::*;
use crate::ids::Digest;
use crate::incident::intake;
use crate::matter::Matter;
use crate::plugin::{Grants, Installed};
use crate::state::State;
use crate::time::TimeMs;

use super::{Judge, Judged, Recorded};

impl Recorded for IntakeInput {
    type Record = IntakeRecord;

    fn now(&self) -> TimeMs {
        self.now
    }

    fn matter(&self) -> Matter {
        self.report.incident.into()
    }

    /// Not over the caller's words: a hash of these would outlive their erasure.
    fn hash(&self) -> Digest {
        let seen = &self.report;
        let place = (seen.district, seen.grid, seen.position);
        let report = (seen.incident, seen.kind, seen.priority, seen.reality, place, seen.reported_at, &seen.source);
        let input = (self.now.seconds(), report, seen.external, &seen.needs, &self.nearby);
        Digest::of(&serde_json::to_vec(&input).unwrap_or_default())
    }

    fn answered(record: IntakeRecord) -> Answered {
        Answered::Intake(record)
    }
}

impl Judge for IntakeInput {
    fn judge(
        &self,
        state: &State,
        county: &County,
        plugin: &Installed,
        answer: IntakeAnswer,
    ) -> Result<Judged<IntakeRecord>, AskedOutcome> {
        let judged = judge_intake(state, county, self, plugin.name(), &plugin.grants, answer.proposals);
        let of_use = !judged.is_nonsense();
        let record = IntakeRecord { proposals: judged.accepted, remarks: answer.remarks, ..self.unanswered() };
        Ok(Judged { record, refused: judged.refused, of_use })
    }

    fn unanswered(&self) -> IntakeRecord {
        IntakeRecord { nearby: self.nearby.clone(), ..IntakeRecord::default() }
    }

    fn is_silent(record: &IntakeRecord) -> bool {
        record.proposals.is_empty() && record.remarks.is_empty()
    }

    /// A plugin that was shown a caller's words might put them into its error; what it said then is not kept.
    fn kept(&self, failure: HookFailure, grants: &Grants) -> HookFailure {
        match failure {
            HookFailure::Guest(_) if self.report.words.is_some() && grants.fields.contains("caller-words") => {
                HookFailure::Guest("its words are not kept: it was shown the caller's".to_owned())
            }
            other => other,
        }
    }
}

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

/// Judges an intake's proposals in their order. What `plugin` decides by one stands against its later ones too.
pub fn judge_intake(
    state: &State,
    county: &County,
    input: &IntakeInput,
    plugin: &str,
    grants: &Grants,
    proposals: Vec<IntakeProposal>,
) -> JudgedIntake {
    let mut judged = JudgedIntake::default();
    let mut claims = input.claims.clone();
    for proposal in proposals {
        let judgement = if !grants.proposals.contains(proposal.grant()) {
            Err(RefusedWhy::NotGranted)
        } else if let Some(by) = claims.of(&proposal) {
            Err(RefusedWhy::Overruled { by: by.clone() })
        } else {
            judge(state, county, input, claims.kind_is_decided(), &proposal)
        };
        match judgement {
            Ok(()) => {
                claims.take(&proposal, plugin);
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
    input: &IntakeInput,
    kind_is_decided: bool,
    proposal: &IntakeProposal,
) -> Result<(), RefusedWhy> {
    let report = &input.report;
    match proposal {
        IntakeProposal::SetKind { kind, .. } => {
            county.kinds.get(kind.index()).filter(|kind| !kind.retired).ok_or(RefusedWhy::UnknownKind)?;
            if *kind == report.kind { Err(RefusedWhy::NothingNew) } else { Ok(()) }
        }
        // Another kind may bring another priority with it.
        IntakeProposal::SetPriority { priority, .. } if *priority == report.priority && !kind_is_decided => {
            Err(RefusedWhy::NothingNew)
        }
        IntakeProposal::SetPriority { .. } => Ok(()),
        IntakeProposal::SetNeeds { needs, .. } if !intake::are_good_needs(county, needs) => Err(RefusedWhy::BadNeeds),
        // Another kind brings its own needs with it.
        IntakeProposal::SetNeeds { needs, .. } if *needs == report.needs && !kind_is_decided => {
            Err(RefusedWhy::NothingNew)
        }
        IntakeProposal::SetNeeds { .. } => Ok(()),
        IntakeProposal::DuplicateOf { confidence, .. } if *confidence > 100 => Err(RefusedWhy::NoPercentage),
        IntakeProposal::DuplicateOf { incident, .. } if *incident == report.incident => Err(RefusedWhy::Itself),
        IntakeProposal::DuplicateOf { incident, .. } => {
            let other = state.incident(*incident).ok_or(RefusedWhy::UnknownIncident)?;
            if !other.phase.is_open() {
                Err(RefusedWhy::IncidentEnded)
            } else if other.reality != report.reality {
                Err(RefusedWhy::OtherReality)
            } else if !input.nearby.iter().any(|nearby| nearby.incident == *incident) {
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
        IntakeProposal::SetNeeds { needs, .. } => {
            let units: u32 = needs.iter().map(|need| u32::from(need.count)).sum();
            format!("set needs of {units} units in {} sorts", needs.len())
        }
        IntakeProposal::DuplicateOf { incident, confidence, .. } => {
            format!("duplicate of incident {incident} with {confidence} %")
        }
    }
}
